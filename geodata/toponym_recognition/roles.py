"""What a toponym does in its sentence: rules over the words about it and the model's literal reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from geodata.records import Role, Span, Toponym

_SURELY_LITERAL = 0.6
_LITERAL = 0.5  # the model's probability that the place itself is meant
_HEAD = 400  # characters; a dateline stands this near to the start, behind at most a header
_DATELINE_AFTER = re.compile(
    r"(?:,\s*[A-Z][\w .]{1,24}){0,2}\s*(?:,?\s*\(?[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:,?\s+\d{4})?\)?)?"
    r"\s*(?:\([A-Z][\w/ .’'-]{1,30}\)\s*)?(?::|--|[–—]|-(?=\s)|_(?=\s))"
)
_LINE_START = re.compile(r"(?:^|\n|[:;|>]|\d{2,4})[\s\"“]*(?:\(?[A-Z]{2,12}\)?\s+)?$")
_BETWEEN = (  # what may stand between a subject and its verb
    r"(?:['’]s)?(?:\s+and\s+(?:the\s+)?[A-Z]\w+)?\s+(?:on\s+[A-Z]\w+day\s+|[a-z]+ly\s+|has\s+|have\s+|had\s+|also\s+)*"
)
_SAYS = re.compile(
    _BETWEEN + r"(?:said|says|say|told|called\s+(?:on|for)|accuse[sd]?|warn(?:s|ed)?|announce[sd]?|den(?:y|ies|ied)|"
    r"reject(?:s|ed)?|want(?:s|ed)|hope[sd]|agree[sd]|refuse[sd]|vow(?:s|ed)|urge[sd]|insist(?:s|ed)|claim(?:s|ed)|"
    r"conceded?|pledge[sd]?|demand(?:s|ed)|condemn(?:s|ed)|welcomed|responded|retaliated|sought|seeks|offered|"
    r"signed|imposed|pushed|carried\s+out|invaded)\b"
)
_ACTS = re.compile(
    _BETWEEN + r"(?:will|would|may|might|must|is|was|are|were|has|have|had|did|does|back(?:s|ed)|launched|fired|plans?|"
    r"planned|sent|opened)\b"
)
_POSSESSES = re.compile(r"['’]s?\s")
_POSSESSES_MOST = re.compile(r"['’]s?\s+(?:\w+\s+)?(?:\w+est|most|first|second|third|only|last|next|main)\b")
_COMES_FROM = re.compile(  # people whose home is told: "advisors from Germany"
    r"\b\w*(?:ers|ors|ists|ians|ants|als|ees|ates|men|women|oys|people|team|delegation|allies|troops|friends|experts)"
    r"[\"”’]?\s+from\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_APPOSITION = re.compile(r"\b[A-Z]\w+,\s+an?\s+[^,.;:]{0,60}$")  # "X, a palace on the banks of Y"
_LISTS = re.compile(r"(?:,|,?\s+(?:and|or))\s+(?:the\s+)?")
_LOCATIVE_BEFORE = re.compile(
    r"\b(?:in|at|near|outside|inside|across|around|throughout|within|into|through|over|off|along|behind|"
    r"toward|towards|beyond|between|onto|from|to|of)\s+(?:the\s+|central\s+|downtown\s+|nearby\s+|"
    r"(?:north|south|east|west)(?:ern|east|west|eastern|western)?\s+)*$",
    re.IGNORECASE,
)
_SURELY_LOCATIVE = re.compile(
    r"\b(?:in|at|near|outside|inside|across|throughout|into)\s+(?:the\s+|central\s+|downtown\s+|nearby\s+|"
    r"(?:north|south|east|west)(?:ern|east|west|eastern|western)?\s+)*$",
    re.IGNORECASE,
)


def role_of(text: str, span: Span, literal: float) -> Role:
    """Return a toponym's role; `literal` is the probability that the place itself is meant."""
    if is_dateline(text, span):
        return Role.DATELINE
    before, after = text[max(0, span.start - 50) : span.start], text[span.end : span.end + 80]
    before_wide = text[max(0, span.start - 90) : span.start]
    if _POSSESSES_MOST.match(after) or _COMES_FROM.search(before) or _APPOSITION.search(before_wide):
        return Role.MENTION  # "Europe's largest war", "advisors from Germany": nothing is said to be there
    governed = _LOCATIVE_BEFORE.search(before) is not None
    acts = _ACTS.match(after) or _POSSESSES.match(after)
    if not governed and (_SAYS.match(after) or (literal < _SURELY_LITERAL and acts)):
        return Role.ACTOR
    located = _SURELY_LOCATIVE.search(before) is not None
    if literal >= _LITERAL or (located and literal >= _LITERAL / 2):
        return Role.LOCATION
    return Role.ACTOR if _POSSESSES.match(after) else Role.MENTION


def share_roles(text: str, toponyms: Sequence[Toponym]) -> tuple[Toponym, ...]:
    """Give the names of a list one role, that of its first: "from Germany, France and Britain"."""
    shared: list[Toponym] = []
    for toponym in toponyms:
        if shared and not toponym.demonym and not shared[-1].demonym and shared[-1].role is not Role.DATELINE:
            gap = text[shared[-1].span.end : toponym.span.start]
            if len(gap) < 8 and _LISTS.fullmatch(gap):
                toponym = replace(toponym, role=shared[-1].role)
        shared.append(toponym)
    return tuple(shared)


def is_dateline(text: str, span: Span) -> bool:
    """Tell whether a toponym opens the report: "ISTANBUL:", "LONDON, March 3 (Reuters) -"."""
    if span.start > _HEAD:
        return False
    if not _DATELINE_AFTER.match(text, span.end, min(len(text), span.end + 120)):
        return False
    return _LINE_START.search(text[max(0, span.start - 60) : span.start]) is not None
