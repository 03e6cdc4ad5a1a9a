"""The days that are played and the presets: at the calendar's ends too."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dashboard.state import View
from dashboard.views.filters import preset
from dashboard.views.play import MOST_STEPS, at, steps
from geodata.records import Interval

DAY = date(2024, 2, 28)


def every(days: int, count: int) -> tuple[date, ...]:
    return tuple(DAY + timedelta(days=days * number) for number in range(count))


def test_steps_are_days_where_they_are_few_and_skip_what_has_no_event() -> None:
    days = (DAY, date(2024, 5, 1))
    assert steps(days) == tuple(Interval(day, day) for day in days)
    assert steps(()) == ()


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (every(1, MOST_STEPS + 1), Interval(date(2024, 2, 26), date(2024, 3, 3))),
        (every(7, MOST_STEPS + 1), Interval(date(2024, 2, 1), date(2024, 2, 29))),
        (every(40, MOST_STEPS + 10), Interval(date(2024, 1, 1), date(2024, 12, 31))),
        (every(370, MOST_STEPS + 10), Interval(date(2020, 1, 1), date(2029, 12, 31))),
    ],
)
def test_steps_grow_with_the_time_they_cover_and_hold_every_day(days: tuple[date, ...], first: Interval) -> None:
    found = steps(days)
    assert found[0] == first
    assert len(found) <= MOST_STEPS
    assert all(any(step.first <= day <= step.last for step in found if step.first and step.last) for day in days)


def test_steps_end_where_the_calendar_does() -> None:
    for length in (1, 7, 30, 366):
        edge = tuple(date.min + timedelta(days=length * number) for number in range(MOST_STEPS + 1))
        other = tuple(date.max - timedelta(days=length * number) for number in range(MOST_STEPS + 1))
        assert steps(edge)[0].first == date.min
        assert steps(other)[-1].last == date.max


def test_step_is_found_again_in_either_mode() -> None:
    found = steps(every(1, 3))
    last = found[2].last
    assert at(found, View(first=last, last=last)) == 2
    assert at(found, View(first=DAY, last=last)) == 2
    assert at(found, View()) is None
    assert at([], View()) is None


def test_presets_count_back_from_the_newest_day_of_publication() -> None:
    assert preset(DAY, 1) == {"first": date(2024, 2, 27), "last": DAY}
    assert preset(DAY, 6) == {"first": date(2024, 2, 22), "last": DAY}
    assert preset(date.min, 6) == {"first": date.min, "last": date.min}
    assert preset(None, 6) == {"first": None, "last": None}
