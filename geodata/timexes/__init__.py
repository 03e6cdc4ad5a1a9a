"""Temporal expressions: where a text speaks of time, and which days it means.

Spans, types and values follow TIMEX3 as TimeBank annotates it. `grammar` finds the pieces,
`joining` puts neighbours together, `meaning` reckons what they denote (`days`, `stretches`,
`reckoning` and `lengths` by kind).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from geodata.records import Publication, Span, Timex
from geodata.timexes.grammar import Atom, atoms_in
from geodata.timexes.joining import joined
from geodata.timexes.meaning import meaning_of
from geodata.timexes.periods import FIRST_YEAR, LAST_YEAR
from geodata.timexes.reading import Meaning, Reading
from geodata.timexes.tense import Tenses

__all__ = ["find_timexes"]

_MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
)
_DAY_BEFORE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\s(?:of\s)?$")
_DAY_AFTER = re.compile(r"\s\d{1,2}(?:st|nd|rd|th)?(?:,?\s\d{4}\b|[.,;:!?)]|\s*$)")
_MONTH_AND_DAY_BEFORE = re.compile(rf"{_MONTH.pattern}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s$")
_NUMBER_BEFORE = re.compile(r"\d\s$")
_YEAR = re.compile(r"\d{4}")
_YEAR_AFTER = re.compile(r",?\s\d{4,}\b")


def find_timexes(text: str, publication: Publication | None) -> tuple[Timex, ...]:
    """Return the temporal expressions of a text, in text order and without overlap.

    Relative expressions are reckoned from the publication; without one they keep an unanchored
    value ("XXXX-WXX-1") and no interval.
    """
    return tuple(
        Timex(
            Span(atom.start, atom.end),
            text[atom.start : atom.end],
            meaning.type,
            meaning.value,
            meaning.interval,
            meaning.precision,
            meaning.reason,
        )
        for atom, meaning in readings(text, publication)
    )


def readings(text: str, publication: Publication | None) -> Iterator[tuple[Atom, Meaning]]:
    """Yield every expression as the grammar saw it, with its meaning."""
    today, header = (publication.date, publication.evidence) if publication else (None, None)
    if today and not FIRST_YEAR < today.year < LAST_YEAR:
        today = None
    reading = Reading(text, today, Tenses(text), header)
    for atom in joined(text, atoms_in(text)):
        meaning = None if _is_torn(text, atom) or _is_a_name(text, atom) else meaning_of(atom, reading)
        if meaning is not None:
            yield atom, meaning


_CAPITALISED_BEFORE = re.compile(r"(?<![.!?:]\s)\b[A-Z][\w&]*[ \xa0]$")
_CAPITALISED_AFTER = re.compile(r"[ \xa0][A-Z][a-z]")
_QUOTED = re.compile(r"[\"“'`]$"), re.compile(r",?[\"”'’]")


def _is_a_name(text: str, atom: Atom) -> bool:
    """Tell whether an expression is (part of) the name of a paper or a programme ("USA Today", "Daily Mirror")."""
    if atom.kind not in ("today", "adverb_set", "rel_unit") or not text[atom.start].isupper():
        return False
    words = text[atom.start : atom.end].split()
    if len(words) > 1:
        before, after = _QUOTED
        quoted = before.search(text, max(0, atom.start - 1), atom.start) and after.match(text, atom.end)
        return bool(quoted and all(word[0].isupper() for word in words))
    if atom.fields.get("named", "today").lower() != "today":
        return False
    if _CAPITALISED_BEFORE.search(text, max(0, atom.start - 20), atom.start):
        return True
    return atom.kind == "adverb_set" and bool(_CAPITALISED_AFTER.match(text, atom.end))


def _is_torn(text: str, atom: Atom) -> bool:
    """Tell whether an expression is part of what cannot be read ("32 May 2024", "5 May 20000", "99999 years ago").

    What is left of such words is not what the text says, so it says nothing.
    """
    before = text[max(0, atom.start - 20) : atom.start]
    if atom.kind in ("ago", "span") and "count" not in atom.fields:
        return bool(_NUMBER_BEFORE.search(before))
    if atom.kind == "year" and _MONTH_AND_DAY_BEFORE.search(before):
        return True
    begins = _MONTH.match(text, atom.start, atom.end)
    if begins and _DAY_BEFORE.search(before):
        return True
    if atom.kind == "month" and "year" not in atom.fields and _DAY_AFTER.match(text, atom.end):
        return True
    ends_in_day = _MONTH.search(text, atom.start, atom.end) and not _YEAR.search(text, atom.start, atom.end)
    return bool(ends_in_day and _YEAR_AFTER.match(text, atom.end))
