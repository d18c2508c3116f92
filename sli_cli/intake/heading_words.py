"""All that councils call their columns, as a table: a meaning, and the words in a heading that show it."""

from __future__ import annotations

import re

_THING = r"(?:recommendations?|recs?|actions?|items?|audit|issue|finding|log|serial|row|line|unique|our|task|s|sl|r)"
_REF = r"(?:refs?|references?|ids?|nos?|numbers?|num|nr|code|identifier)"
_DONE = r"(?:completed?|closed|closure|implemented|achieved|resolved|discharged|delivered)"
_RAISED = r"(?:raised|added|identified|issued|logged|opened|made|created|received|agreed|reported|approved)"
_EVENT = r"(?:meeting|review|report|audit|issue|origin|exec|executive|cabinet|committee|start|started)"
_END = r"(?:date|deadline|due|time ?scale)"
_NOT_OF_LEADS = r"(?!.*\b(?:comments?|response|update|to do|recommendations?$))"

# Each word or phrase is looked for as whole words, unless it is tied to the start (^) or the end ($) of the heading.
# Tried from the top; the first found counts. What ends in "?" depends on the contents or on the other columns.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "extra",
        (
            r"^(?:minute|page|para(?:graph)?|section|contact|phone|cost|budget)(?: (?:no|number|ref|reference))?$",
            r"per ?cent|percentage|evidence|costs?|budget|e ?mail",
            r"(?:likelihood|impact|score|risk|priority|severity)(?!.*date)",
        ),
    ),
    ("ref", (rf"^(?:{_THING} ?)*{_REF}(?: (?:no|number|id|code))?$", r"^(?:recs?|r|sr|s n|sn)$")),
    ("item?", (r"^items?$",)),
    (
        "last_review",
        (r"last (?:review|update)(?:ed|d)?", r"(?:reviewed|updated) on", r"date reviewed", r"previous review"),
    ),
    (
        "update_on",
        (r"^(?:date of )?(?:latest )?(?:progress )?update (?:date|on)$", r"^date (?:of )?(?:latest )?updated?$"),
    ),
    (
        "next_review",
        (
            r"next review",
            r"review (?:date|due|by)",
            r"date (?:of|for) (?:next )?review",
            r"to be reviewed",
            r"^review$",
        ),
    ),
    ("revised?", (rf"(?:revised|new|extended|extension|amended|current|updated|latest)\b.*\b{_END}s?", r"^extension")),
    (
        "closed_on",
        (
            rf"(?:date|when|day)\b.*\b{_DONE}",
            r"actual",
            rf"^(?:{_DONE}|closing)(?: on| date)$",
            r"date of (?:completion|closure)",
        ),
    ),
    ("completion?", (r"^(?:completion|implementation)(?: date)?$",)),
    (
        "due?",
        (
            r"due(?: date| by)?|deadline|target date|^target$|by when|when|timing|time ?(?:scale|frame|line)s?",
            r"complete by|date for|expected|anticipated|review by|implement(?:ed)? by|planned (?:date|completion)",
            r"(?:target|proposed) (?:completion|implementation|end)",
            r"(?:completion|implementation|delivery|end|agreed|target) date",
        ),
    ),
    (
        "raised",
        (
            rf"(?:date|when)\b.*\b(?:{_RAISED}|{_EVENT})",
            rf"(?:{_RAISED}|{_EVENT}|origin\w*)(?: on)? dates?",
            r"^(?:raised|issued|origin)$",
        ),
    ),
    ("date?", (r"^dates?$",)),
    ("sponsor", (r"sponsor|portfolio|(?:cabinet|executive|lead|elected) member|scrutiny lead",)),
    (
        "contributors",
        (
            r"contribut\w*|^support(?:ing|ed)?|support(?:ing)? (?:officer|lead|post)",
            r"^(?:key |delivery |other )?partners?|other (?:leads?|officers?|owners?)|also involved|stakeholders",
        ),
    ),
    ("rating", (r"b?rag|rating|traffic light|colour",)),
    (
        "status",
        (
            r"status(?!.*(?:update|comment|narrative))|state|open closed",
            r"^(?:standing|stage|completed?|implemented|closed|done|delivered)",
        ),
    ),
    (
        "lead",
        (
            rf"(?:owners?|leads?|responsib\w*|accountab\w*|assigned|assignee|recipient|allocated|named){_NOT_OF_LEADS}",
            rf"(?:by whom|who|actioned by|head of|officers?|people|persons?|manager|director){_NOT_OF_LEADS}",
        ),
    ),
    ("cadence", (r"frequency|how often|cadence|interval|review (?:cycle|period|pattern)|reporting cycle",)),
    (
        "update",
        (
            r"progress|updates?|actions? taken|latest|commentary|narrative|notes?|current (?:status|position)",
            r"work (?:done|to date)|what has been done|achievements?|outcome to date",
        ),
    ),
    (
        "action",
        (
            r"recommendations?\b.*\b(?:local|action)|local (?:action|recommendation)s?",
            r"(?:agreed|proposed|planned|management|required|council s|councils|mitigating) actions?",
            r"actions? (?:plan|required|agreed|to be taken|planned|needed|proposed)",
        ),
    ),
    ("position", (r"comments?|responses?|position|reply|how are we doing|baseline",)),
    ("text", (r"recommendations?|recs?",)),
    (
        "forum",
        (r"board|forum|committee|governance|panel|reporting to|monitored by|overs(?:een by|ight)|decision maker",),
    ),
    ("action?", (r"actions?|tasks?",)),
    (
        "theme",
        (
            r"theme|category|area|type|topic|work ?stream|strand|domain|pillar|kloe|subject|section|heading|chapter",
            r"priority area",
        ),
    ),
    (
        "description?",
        (
            r"description|details?|issue|requirement|objective|title|deliverable|activity|what|finding|proposal",
            r"resolution|decision",
        ),
    ),
)

PATTERNS = tuple((meaning, re.compile(rf"\b(?:{'|'.join(words)})\b")) for meaning, words in _WORDS)
"""The meanings with the pattern of their words, to be looked for in this order in a heading without punctuation."""

SIGNS = {"#": "ref", "%": "extra"}
"""Headings that are, or hold, no word but a sign."""
