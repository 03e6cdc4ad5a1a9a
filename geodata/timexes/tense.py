"""Whether the words around a date speak of what has been or of what is to come."""

from __future__ import annotations

import re
from bisect import bisect_left

_REACH = 220
"""Characters looked at on either side; a clause of news is seldom longer."""

_AFTER, _COMMA = 1.6, 25
"""What a cue after the date, and a comma between, add to the distance in characters; by hand."""

_FUTURE = (
    r"(?:will|would|should|must|shall|to)(?:\s\w+ly|\snot)?\s(?:be|have)(?:\s[a-z]+(?:ed|en|n|t|d))?|"
    r"will|won['’]t|shall|(?<=['’])ll|going to|(?:is|are|was|were|be) (?:to|due)|"
    r"(?:plan|expect|intend|hope|aim|prepare|want|need|vow|pledge|promise|threaten)(?:s|ing)? to|"
    r"(?:scheduled|slated|set|due|expected|planned|poised|supposed|likely|ready|invited|ordered|"
    r"forced) (?:to|for)|(?:call(?:s|ed|ing)?|appeal(?:s|ed)?) for|"
    r"(?:(?:voted|agreed|decided)(?:\s\d+-\d+)? )?to (?:put|set|cut|hit|shut|let|read|become)|"
    r"(?:voted|agreed|decided)(?:\s\d+-\d+)? to|"
    r"scheduled|expected|slated|due|upcoming|would|(?-i:may)|could|might|can|must|should|ahead of|deadline|"
    r"expires?|begins?|starts?|opens?|meets?|plays?|hosts?|faces?|returns?|takes? place|"
    r"travels?|kicks? off|takes? effect|resumes?|ends|arrives|departs|concludes|"
    r"effective(?=\s(?:in\s|on\s)?(?-i:[A-Z]))|payable|"
    r"redeemable"
)
_PAST = (
    r"was|were|had|did|didn['’]t|wasn['’]t|weren['’]t|been|has|have|"
    r"died|said|told|took|came|went|made|gave|left|met|held|led|won|lost|fell|rose|shot|hit|saw|got|found|began|broke|"
    r"fought|brought|bought|sold|spoke|wrote|ran|struck|drove|flew|grew|knew|kept|sent|set|put|cut|felt|paid|"
    r"sank|stood|swept|threw|became|called|beat|built|caught|chose|drew|fled|heard|laid|read|shut|spent|thought|"
    r"(?-i:(?!need|speed|proceed|succeed|exceed|indeed|feed|seed|bleed|breed|hundred|red|bed|united|limited|shed|"
    r"scheduled|expected|planned|slated|supposed)[a-z]{3,}ed)|"  # no name: "flies to Bangued"
    r"arriving|following|touching|after|killing|wounding|injuring"
)
_IS_THEN = re.compile(r"\b(?:is|are)(?:\s(?:on|in|for|at|from))?(?:\s(?:early|late|mid)[\s-])?\s$", re.IGNORECASE)
"""What is on a day is still to come; what was on it is over."""

_CUES = re.compile(rf"\b(?:(?P<future>{_FUTURE})|(?P<past>{_PAST}))\b", re.IGNORECASE)
_BREAK = re.compile(r"(?<=[.!?])[\"'”’)\]]{0,2}\s+(?=[\"'“‘(\[]{0,2}[A-Z0-9])|\n[ \t\r]*\n|[;\u2022]")
_ABBREVIATION = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Col|Lt|Sgt|St|Jan|Feb|Mar|Apr|Aug|Sept?|"
    r"Oct|Nov|Dec|Inc|Corp|Co|Ltd|No|[ap]\.m|U\.S|U\.N|U\.K)\.$"
)


class Tenses:
    """The verbs and other words of a text that tell past from future, found once and asked often."""

    def __init__(self, text: str) -> None:
        """Find the cues of the text."""
        self._text = text
        cues = list(_CUES.finditer(text))
        self._starts = [cue.start() for cue in cues]
        self._ends = [cue.end() for cue in cues]
        self._ahead = [cue.lastgroup == "future" for cue in cues]

    def direction(self, start: int, end: int) -> int:
        """Return -1 where the clause around a span speaks of the past, 1 of the future, 0 of neither.

        The nearest cue decides; one before the span counts as nearer than one after it."""
        if _IS_THEN.search(self._text, max(0, start - 20), start) and self._text[end : end + 1] not in ("'", "’"):
            return 1
        left, right = sentence_around(self._text, start, end)
        best, verdict = float("inf"), 0
        first = bisect_left(self._starts, left)
        before = [i for i in range(first, bisect_left(self._starts, start)) if self._ends[i] <= start][-2:]
        after = bisect_left(self._starts, end)
        for index in [*before, *range(after, min(after + 2, len(self._starts)))]:
            if self._ends[index] > right:
                break
            between = self._text[self._ends[index] : start] if index < after else self._text[end : self._starts[index]]
            distance = len(between) * (1.0 if index < after else _AFTER) + _COMMA * between.count(",")
            if distance < best:
                best, verdict = distance, 1 if self._ahead[index] else -1
        return verdict

    def only_past(self, start: int, end: int) -> bool:
        """Tell whether the sentence around a span speaks of the past and nowhere of the future."""
        left, right = sentence_around(self._text, start, end)
        cues = self._ahead[bisect_left(self._starts, left) : bisect_left(self._starts, right)]
        return bool(cues) and not any(cues)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence around a span, looking no further than a fixed reach."""
    low, high = max(0, start - _REACH), min(len(text), end + _REACH)
    left, right = low, high
    for found in _BREAK.finditer(text, low, start):
        if not _ABBREVIATION.search(text, max(low, found.start() - 6), found.start()):
            left = found.end()
    for found in _BREAK.finditer(text, end, high):
        if not _ABBREVIATION.search(text, max(end, found.start() - 6), found.start()):
            right = found.start()
            break
    return left, right
