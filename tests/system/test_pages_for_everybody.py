"""Web pages in a real browser: axe-core finds nothing wrong, in light and dark, and nothing scrolls sideways."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sli_cli.domain.letters import Letter, Mine
from sli_cli.render.letter import as_html
from tests.conftest import Run
from tests.made_letters import WHOLE, a_letter, a_line

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
AXE = importlib.util.find_spec("axe_playwright_python")  # only for the script that it comes with

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER and AXE and importlib.util.find_spec("selenium")),
        reason="needs Chromium, its driver, selenium and axe-playwright-python",
    ),
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    profile = tmp_path_factory.mktemp("chromium")
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"):
        options.add_argument(flag)
    found = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield found
    found.quit()


def axe() -> str:
    assert AXE is not None
    assert AXE.origin is not None
    return next(Path(AXE.origin).parent.glob("axe.min.js")).read_text(encoding="utf-8")


@pytest.fixture
def papers(bwd: Run, tmp_path: Path) -> Run:
    bwd("forum", "route", "LSCB", *map(str, range(1, 23)), "--yes")
    bwd("review", "3", "--outcome", "off track", "--note", "See https://example.gov.uk/" + "long-" * 30 + "x" * 120)
    bwd("restrict", "4", "--ground", "Schedule 12A", "--reason", "A family could be known")
    return bwd


def look(browser: Any, file: Path, scheme: str) -> None:
    """Opens a page in a window of each width: nothing scrolls sideways, and axe-core has nothing to say of it."""
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    for width in (320, 800, 1400):
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get(file.as_uri())
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
        # The page lets no script run; the browser's own tools may.
        browser.execute_cdp_cmd("Runtime.evaluate", {"expression": axe()})
        found = browser.execute_async_script("const done = arguments[0]; axe.run().then(done)")
        assert [rule["id"] for kind in ("violations", "incomplete") for rule in found[kind]] == []


@pytest.mark.parametrize("layout", ["table", "items", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_papers_of_a_board_can_be_read_by_everybody(
    papers: Run, tmp_path: Path, browser: Any, layout: str, scheme: str
) -> None:
    file = tmp_path / "agenda.html"
    papers("agenda", "LSCB", "--on", "2027-01-22", "--layout", layout, "-o", str(file), on="2027-01-05")
    look(browser, file, scheme)


LONG = a_line("R" * 70, action="See https://example.gov.uk/" + "long-" * 30 + "x" * 120, lead="y" * 120)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("letter", [WHOLE, a_letter(Mine((LONG,)), escalated=(LONG,))], ids=["whole", "long"])
def test_a_letter_can_be_read_by_everybody(tmp_path: Path, browser: Any, letter: Letter, scheme: str) -> None:
    file = tmp_path / "letter.html"
    file.write_text(as_html(letter), encoding="utf-8")
    look(browser, file, scheme)
