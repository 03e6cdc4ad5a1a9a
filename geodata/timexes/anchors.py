"""Stretches of time that begin with a known event: "since World War II", "since the invasion"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from geodata.records import Interval, TimexType, WhenPrecision
from geodata.timexes.grammar import Atom
from geodata.timexes.known_events import KNOWN_EVENTS
from geodata.timexes.periods import spoken
from geodata.timexes.reading import Meaning, Reading

_NAMES = tuple(re.compile(names.replace(" ", r"\s"), re.IGNORECASE) for _, names, _, _ in KNOWN_EVENTS)
_ANY_NAME = re.compile("|".join(f"({name.pattern})" for name in _NAMES), re.IGNORECASE)

_RECALLED = 8
"""How many events named before are looked through for the one that "the invasion" means; two make it doubtful."""


def _named_events(text: str) -> tuple[tuple[int, int], ...]:
    """Return where a text names known events, each with the row of the event."""
    return tuple((found.start(), (found.lastindex or 1) - 1) for found in _ANY_NAME.finditer(text))


def _row(atom: Atom, reading: Reading) -> int | None:
    """Return the row of the event that an atom names, or calls back by its noun ("the invasion")."""
    if "event" in atom.fields:
        return next((row for row, name in enumerate(_NAMES) if name.fullmatch(atom.fields["event"])), None)
    if reading.events is None:
        reading.events = _named_events(reading.text)
    noun = atom.fields["noun"].lower()
    before = bisect_left(reading.events, (atom.start, 0))
    rows = {row for _, row in reading.events[max(0, before - _RECALLED) : before] if KNOWN_EVENTS[row][0] == noun}
    return rows.pop() if len(rows) == 1 else None


def _since_event(atom: Atom, reading: Reading) -> Meaning | None:
    """Read "since" with an event: an open stretch of time where its day is known, else nothing."""
    row = _row(atom, reading)
    if row is None:
        return None
    _, _, said, day = KNOWN_EVENTS[row]
    if reading.today is not None and reading.today <= day:
        return None
    value = f"{said}/{reading.today.isoformat() if reading.today else '..'}"
    reason = f"'{reading.text[atom.start : atom.end]}' → from {spoken(day)}"
    return Meaning(TimexType.DURATION, value, None, Interval(day, None), WhenPrecision.YEAR, reason)


ANCHOR_READERS: dict[str, Callable[[Atom, Reading], Meaning | None]] = {"since_event": _since_event}
"""How each kind of atom that an event anchors is read."""
