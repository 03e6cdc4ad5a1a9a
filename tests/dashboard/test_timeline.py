"""What the timeline looks at closely, which bars it draws, and which answers it takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard import state
from dashboard.figures.map_layer import event_key
from dashboard.figures.timeline import bars, close_up
from dashboard.views.timeline import take_brush
from geodata.columns import day_number
from geodata.records import EventTime, Interval, WhenPrecision
from tests.dashboard.samples import STORY, THURSDAY

EVENTS = {event_key(event): event for event in STORY.events}
WHOLE = Interval(date(2024, 2, 1), date(2024, 3, 15))


def timed(number: int, first: date | None, last: date | None):
    when = STORY.events[0].when
    assert when is not None
    time = EventTime(Interval(first, last), WhenPrecision.DAY, when.basis, when.evidence)
    return replace(STORY.events[0], id=f"story:t{number}", when=time)


def test_bars_are_as_long_as_the_date_is_vague_and_leave_the_undated_out() -> None:
    found = {bar.id: bar for bar in bars(EVENTS, WHOLE)}
    assert set(found) == {"story:e1", "story:e2", "story:e3", "story:e4"}
    assert found["story:e4"].last - found["story:e4"].first == 28  # all of February 2024
    assert found["story:e2"].first == found["story:e2"].last == day_number(THURSDAY)


def test_bars_of_other_days_are_left_out_and_open_ends_reach_to_the_edge() -> None:
    events = {
        "a": timed(1, None, THURSDAY),
        "b": timed(2, THURSDAY, None),
        "c": timed(3, date(2020, 1, 1), date(2020, 1, 1)),
    }
    found = {bar.id: bar for bar in bars(events, WHOLE)}
    assert set(found) == {"a", "b"}
    assert (found["a"].first, found["a"].opens) == (day_number(date(2024, 2, 1)), (True, False))
    assert (found["b"].last, found["b"].opens) == (day_number(date(2024, 3, 15)), (False, True))


def test_close_up_is_where_most_events_are() -> None:
    crowd = {str(i): timed(i, THURSDAY, THURSDAY) for i in range(9)}
    events = crowd | {"old": timed(99, date(2000, 1, 1), date(2000, 1, 1))}
    near = close_up(events, Interval(date(2000, 1, 1), THURSDAY), None)
    assert near == Interval(date(2024, 3, 12), date(2024, 3, 16))
    spread = {str(i): timed(i, date(2000 + i, 1, 1), date(2000 + i, 1, 1)) for i in range(10)}
    whole = Interval(date(2000, 1, 1), date(2009, 1, 1))
    far = close_up(spread, whole, None)
    assert far.first is not None
    assert far.last is not None
    assert far.first < date(2000, 1, 1) < date(2009, 1, 1) < far.last


def test_close_up_follows_the_chosen_dates_with_room_around() -> None:
    near = close_up(EVENTS, WHOLE, Interval(THURSDAY, THURSDAY))
    assert near == Interval(date(2024, 3, 12), date(2024, 3, 16))
    open_ended = close_up(EVENTS, WHOLE, Interval(date(2024, 3, 1), None))
    assert open_ended == Interval(date(2024, 2, 29), date(2024, 3, 16))
    edge = close_up(EVENTS, WHOLE, Interval(date.min, date.min))
    assert edge.first == date.min


@pytest.mark.parametrize(
    ("told", "dates"),
    [
        ("19796,19797", {"first": date(2024, 3, 14), "last": date(2024, 3, 15)}),
        (",19797", {"first": None, "last": date(2024, 3, 15)}),
        (",", {"first": None, "last": None}),
    ],
)
def test_brush_sets_the_dates(monkeypatch: pytest.MonkeyPatch, told: str, dates: dict[str, date | None]) -> None:
    changes: list[dict[str, date | None]] = []
    monkeypatch.setattr(state, "change", lambda **fields: changes.append(fields))
    take_brush(told)
    assert changes == [dates]


@pytest.mark.parametrize("told", ["", "x,1", "1,2,3", "9" * 30 + ",", "5,4", "<script>,"])
def test_brush_that_is_none_changes_nothing(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setattr(state, "change", lambda **_: pytest.fail("this is no brush"))
    take_brush(told)
