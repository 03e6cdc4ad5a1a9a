"""Events along time: bars for counts, and for few events one bar each, as long as its date is vague."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard.figures.glyphs import colour_of
from geodata.columns import Histogram, day_number
from geodata.records import Event, Interval

MOST_BARS = 60
"""Events that get a bar each; of more, the counts are shown."""

FOCUS_SHARE = 0.8
"""Without a filter of dates the close-up shows the shortest time with this share of the events …"""

FOCUS_GAIN = 3
"""… where that is shorter than the whole by at least this factor."""

SHORTEST = 5
"""Days that a close-up shows at least."""


@dataclass(frozen=True, slots=True)
class Bar:
    """An event in time: its days, whether an end is open, and how its mark looks."""

    id: str
    first: int
    last: int
    opens: tuple[bool, bool]
    colour: str
    status: str
    label: str


def bars(events: Mapping[str, Event], days: Interval) -> tuple[Bar, ...]:
    """Return the bars of the dated events that reach into some days, first ones first."""
    assert days.first is not None
    assert days.last is not None
    first, last = day_number(days.first), day_number(days.last)
    found = [bar for key, event in events.items() if (bar := _bar(key, event, first, last)) is not None]
    return tuple(sorted(found, key=lambda bar: (bar.first, bar.last, bar.id)))


def _bar(key: str, event: Event, first: int, last: int) -> Bar | None:
    if event.when is None:
        return None
    begins, ends = event.when.interval.first, event.when.interval.last
    start = first if begins is None else day_number(begins)
    end = last if ends is None else day_number(ends)
    if end < first or start > last:
        return None
    opens = (begins is None, ends is None)
    return Bar(key, start, max(start, end), opens, colour_of(event.kind), event.status.value, event.summary)


def close_up(events: Mapping[str, Event], whole: Interval, chosen: Interval | None) -> Interval:
    """Return the days to look at closely: the chosen ones, else where most events are, else the whole."""
    assert whole.first is not None
    assert whole.last is not None
    if chosen is not None:
        first = whole.first if chosen.first is None else chosen.first
        last = whole.last if chosen.last is None else chosen.last
        return _widened(min(first, last), last)
    starts = sorted(
        begins for event in events.values() if event.when and (begins := event.when.interval.first) is not None
    )
    within = max(1, round(FOCUS_SHARE * len(starts)))
    spans = [(starts[i + within - 1] - starts[i], starts[i]) for i in range(len(starts) - within + 1)]
    if not spans:
        return whole
    length, first = min(spans)
    if FOCUS_GAIN * length > whole.last - whole.first:
        return _widened(whole.first, whole.last)
    return _widened(first, first + length)


def _widened(first: date, last: date) -> Interval:
    """Return the days with a little room on both sides, so that a choice can also grow."""
    days = (last - first).days + 1
    room = max(1, days // 12, (SHORTEST - days + 1) // 2)
    earliest, latest = (first - date.min).days, (date.max - last).days
    return Interval(first - timedelta(days=min(room, earliest)), last + timedelta(days=min(room, latest)))


def chart(found: Histogram) -> dict[str, Any]:
    """Return a histogram as JSON knows it."""
    return {"unit": found.unit.value, "starts": found.starts, "end": found.end, "counts": found.counts}
