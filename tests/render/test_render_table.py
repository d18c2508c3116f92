"""The table that people read: how it looks."""

from __future__ import annotations

import re
from datetime import date

from due_table import COLUMNS, ITEMS, LEAD, REF, TEXT, drawn, due

from sli_cli.render import Report

AT_80 = """\
Due this month, as at 30 Nov 2026
1 overdue, 1 due.

Ref  Recommendation              Lead               Next review  Status
---  --------------------------  -----------------  -----------  ---------------
11   Review working practices    Jane Ackroyd       18 Nov 2026  12 days overdue
     for professional staff      Director of                     assumed
     working in deprived areas   Public Health
     and ensure rotation to
     more affluent areas to
     prevent social norms
     becoming distorted

22   Services provide an         Mohammed           30 Nov 2026  due today
     additional ‘offer’ to       Siddiqui-
     families who are most       Hargreaves
     deprived e.g. free          Chair of LSCB
     vitamins

Left out at 80 columns: local action, latest update, goes to. A wider window, or
--columns, shows them.
1 assumed: sli check
"""

AT_120 = """\
Due this month

Ref  Recommendation              Local action           Lead               Next review  Goes to          Status
---  --------------------------  ---------------------  -----------------  -----------  ---------------  ---------------
11   Review working practices    To review the BwD      Jane Ackroyd       18 Nov 2026  LSCB             12 days overdue
     for professional staff      Risk Model over time.  Director of                                      assumed
     working in deprived areas                          Public Health
     and ensure rotation to
     more affluent areas to
     prevent social norms
     becoming distorted

22   Services provide an         Review of holistic     Mohammed           30 Nov 2026  Children’s       due today
     additional ‘offer’ to       local ‘offer’ for      Siddiqui-                       Partnership
     families who are most       families who are most  Hargreaves                      Board
     deprived e.g. free          deprived               Chair of LSCB
     vitamins

Left out at 120 columns: latest update. A wider window, or --columns, shows it.
"""

GROUPED = """\
All

Ref  Lead
---  ----

-- Safeguarding
1    Jane

-- Deprivation
2    Jane
3    Jane
"""

CLOSE = """\
All

Ref  Lead
---  ----
11   Jane
22   Jane
"""

ASCII = """\
Due...

Recommendation           Lead
-----------------------  ----
Zoe's 'offer' - >= 2...  Sian
"""


def test_at_80_columns_it_looks_like_this() -> None:
    report = due(as_of=date(2026, 11, 30), head=("1 overdue, 1 due.",), foot=("1 assumed: sli check",))
    assert drawn(report) == AT_80


def test_at_120_columns_it_looks_like_this() -> None:
    assert drawn(due(), 120) == AT_120


def test_groups_stand_under_a_rule_with_their_name() -> None:
    items = [item._replace(lead="Jane", ref=ref) for ref, item in zip("123", (*ITEMS, ITEMS[1]), strict=True)]
    assert drawn(Report("All", (REF, LEAD), items, group=lambda item: item.theme)) == GROUPED


def test_the_rule_of_a_group_is_as_wide_as_the_table() -> None:
    items = [item._replace(lead="Jane Ackroyd, Director") for item in ITEMS]
    assert "\n----------------------\n\n-- Safeguarding ------\n" in drawn(
        Report("All", (LEAD,), items, group=lambda item: item.theme)
    )


def test_rows_of_one_line_each_stand_close() -> None:
    assert drawn(Report("All", (REF, LEAD), [item._replace(lead="Jane") for item in ITEMS])) == CLOSE


def test_on_an_ascii_stream_it_is_still_aligned() -> None:
    report = Report("Due…", (TEXT, LEAD), [ITEMS[1]._replace(text="Zoë’s ‘offer’ – ≥ 2…", lead="Siân")])
    assert drawn(report, encoding="ascii") == ASCII


def test_columns_that_the_user_chose_are_never_left_out() -> None:
    whole = drawn(due(), 80, explicit_columns=True)
    assert "Left out" not in whole
    rule = next(line for line in whole.split("\n") if re.fullmatch("[- ]+", line))
    assert len(rule.split()) == len(COLUMNS)
    assert max(map(len, whole.split("\n"))) <= 80


def test_colour_adds_nothing_but_colour_and_only_to_headings_and_status() -> None:
    plain = drawn(due(group=lambda item: item.theme), 120)
    coloured = drawn(due(group=lambda item: item.theme), 120, color=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9]*m", "", coloured) == plain
    painted = re.findall(r"\x1b\[([0-9]+)m([^\x1b]*)\x1b\[0m", coloured)
    assert [words for code, words in painted if code == "31"] == ["12 days overdue", "assumed"]
    assert [words for code, words in painted if code == "33"] == ["due today"]
    headings = [words for code, words in painted if code == "1"]
    assert headings[:3] == ["Due this month", "Ref", "Recommendation"]
    assert [words.strip(" -") for words in headings[-2:]] == ["Safeguarding", "Deprivation"]


def test_a_row_without_emphasis_has_no_colour() -> None:
    coloured = drawn(due([ITEMS[0]._replace(colour="")]), color=True)
    assert set(re.findall(r"\x1b\[([0-9]+)m", coloured)) == {"1", "0"}
