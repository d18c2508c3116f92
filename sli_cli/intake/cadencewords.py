"""How often, as documents put it ("Annual review in May", "six-monthly"): read as a rule, where it can be only one."""

from __future__ import annotations

import re
from functools import lru_cache

from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.domain.datewords import MONTH_NUMBERS, MONTHS
from sli_cli.domain.meeting_rules import boards_of
from sli_cli.errors import BadValue

_NUMBERS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}
_COUNT = f"[0-9]{{1,2}}|{'|'.join(_NUMBERS)}"
_UNIT = "(day|week|fortnight|month|quarter|year)"

# What is said of how often, and the rule; a group holds a number where there is one.
_FREQUENCIES = (
    (rf"(?:every|each) ({_COUNT}) {_UNIT}s?", "every {0} {1}s"),
    (rf"({_COUNT})[- ]?(month|week|year)ly", "every {0} {1}s"),
    (r"(?:half|bi)[- ]?year(?:ly)?|bi-?annual(?:ly)?|half[- ]yearly|twice (?:a|per|each|every) year", "every 6 months"),
    (r"(?:once|one time) (?:a|per|each|every) (week|month|quarter|year)", "every {0}"),
    (r"(?:three|3) times (?:a|per|each|every) year", "every 4 months"),
    (r"(?:four|4) times (?:a|per|each|every) year", "every 3 months"),
    (r"bi-?ennial(?:ly)?|every other year", "every 2 years"),
    (r"bi-?monthly|every other month", "every 2 months"),
    (r"(?:on an? )?(?:annual|yearly)(?:ly)?(?: basis)?|annually|per annum|p\.?a\.?", "every year"),
    (r"quarterly|(?:each|every|per) quarter", "every 3 months"),
    (r"fortnightly", "every 2 weeks"),
    (r"(dai|week|month)ly", "every {0}"),
    (rf"(?:each|every|per) {_UNIT}", "every {0}"),
)
_MONTH = rf"\b(?:{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\b"
# Words that say nothing of when: what is left without them must be nothing, or the phrase is not understood.
_FILLERS = {
    "a", "an", "the", "and", "at", "be", "by", "in", "is", "it", "of", "on", "to", "then", "with", "as", "or", "each",
    "every", "during", "basis", "ongoing", "continuous", "regular", "review", "reviews", "reviewed", "reviewing",
    "report", "reports", "reported", "reporting", "update", "updates", "updated", "updating", "monitor", "monitored",
    "monitoring", "thereafter", "refresh", "refreshed", "check", "checked", "audit", "audits", "frequency", "meeting",
    "end",
}  # fmt: skip
_OWN_LANGUAGE = re.compile(
    r"(?:at|every|each|on|once|when|none|first|second|third|fourth|last|[0-9]+ \w+ after)\b", re.I
)


@lru_cache(maxsize=4096)
def rule_of(words: str) -> str | None:
    """The canonical rule that the words give, or None where they give none or more than one.

    What `sli cadence` takes is read as it is; of other phrases only those whose every word is understood.
    """
    plain = " ".join(words.lower().split()).strip(" .;,")
    if not plain or len(plain) > 200:
        return None
    if _OWN_LANGUAGE.match(plain):
        try:
            rule = parse_rule(words.strip())
            # "Every quarterly meeting" is no board's; whose rule is written in full, as sli itself prints it.
            if not boards_of(rule) or (str(rule) == words.strip() and _named(boards_of(rule))):
                return str(rule)
        except BadValue:
            pass
    return _phrase(plain.replace("–", "-").replace("—", "-"))


def _named(boards: tuple[str, ...]) -> bool:
    return all(board != board.lower() for board in boards)


def _phrase(plain: str) -> str | None:
    rule, rest = _frequency(plain)
    months = [MONTHS[MONTH_NUMBERS[word] - 1] for word in re.findall(_MONTH, rest)]
    left = [word for word in re.findall(r"[^\W_]+", re.sub(_MONTH, " ", rest)) if word not in _FILLERS]
    if left or (not rule and not re.search(r"\b(?:each|every)\b", plain)):
        return None
    if not months:
        return rule and str(parse_rule(rule))
    every = {"every year": len(months), "every 6 months": 2, "every 3 months": 4, None: len(months)}
    if every.get(rule) != len(months):
        return None
    return str(parse_rule(f"every {' and '.join(months)}"))


def _frequency(plain: str) -> tuple[str | None, str]:
    """The rule that the first phrase of frequency gives, and the words around it."""
    for pattern, rule in _FREQUENCIES:
        found = re.search(rf"(?<![\w-])(?:{pattern})(?![\w-])", plain)
        if found:
            groups = [{"dai": "day"}.get(group, group) for group in found.groups() if group]
            if groups and groups[0] in ("0", "00"):
                return None, plain
            made = rule.format(*groups)
            return (made, f"{plain[: found.start()]} {plain[found.end() :]}")
    return None, plain
