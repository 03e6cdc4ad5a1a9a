"""Playing the days: one step after another becomes the date filter, through the same state as any choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

from dashboard import components, data, state, texts
from dashboard.state import View
from dashboard.views.scene import Scene
from geodata.dataset import Dataset
from geodata.records import Interval

MOST_STEPS = 60
"""Where there are more days with events than these, a step is a week, a month, a year, or ten."""

SPEEDS = {"2000": texts.SLOW, "1000": texts.NORMAL, "400": texts.FAST}
"""Milliseconds that a step is shown at least."""


def show(dataset: Dataset, scene: Scene) -> None:
    """Show the button; each step sets the dates."""
    found = steps(data.days(dataset, replace(scene.view, first=None, last=None).query))
    components.play(
        {
            "steps": len(found),
            "at": at(found, scene.view),
            "version": sha256(repr(found).encode()).hexdigest()[:16],
            "modes": [
                {"value": "window", "text": texts.PLAY_WINDOW, "usual": True},
                {"value": "cumulative", "text": texts.PLAY_CUMULATIVE, "usual": False},
            ],
            "speeds": [{"value": ms, "text": name, "usual": name == texts.NORMAL} for ms, name in SPEEDS.items()],
            "texts": {
                "play": texts.PLAY,
                "pause": texts.PAUSE,
                "mode": texts.PLAY_MODE,
                "speed": texts.PLAY_SPEED,
            },
        },
        lambda answer: _take(found, answer),
    )


def _take(found: Sequence[Interval], answer: dict[str, Any]) -> None:
    state.set_playing(answer.get("playing") is True)
    step = answer.get("step")
    if isinstance(step, int) and 0 <= step < len(found):
        first = found[0].first if answer.get("mode") == "cumulative" else found[step].first
        state.change(first=first, last=found[step].last)


@lru_cache(maxsize=64)  # for many days it takes longer than all else that a change of the dates needs
def steps(days: tuple[date, ...]) -> tuple[Interval, ...]:
    """Return the stretches of time in which something is dated, of the finest unit that keeps them few."""
    for unit in (day_of, week_of, month_of, year_of):
        found = sorted({unit(day) for day in days})
        if len(found) <= MOST_STEPS:
            break
    else:
        found = sorted({decade_of(day) for day in days})
    return tuple(Interval(first, last) for first, last in found)


def at(found: Sequence[Interval], view: View) -> int | None:
    """Return the step that the view's dates are, in either mode."""
    for number, step in enumerate(found):
        if step.last == view.last and view.first in (step.first, found[0].first):
            return number
    return None


Stretch = tuple[date, date]


def day_of(day: date) -> Stretch:
    """Return the day as a stretch."""
    return day, day


def week_of(day: date) -> Stretch:
    """Return the week of a day, from Monday to Sunday, cut where the calendar ends."""
    number = day.toordinal() - day.weekday()
    return date.fromordinal(max(1, number)), date.fromordinal(min(date.max.toordinal(), number + 6))


def month_of(day: date) -> Stretch:
    """Return the month of a day."""
    first = day.replace(day=1)
    rest = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1) if first < date(9999, 12, 1) else date.max
    return first, rest


def year_of(day: date) -> Stretch:
    """Return the year of a day."""
    return date(day.year, 1, 1), date(day.year, 12, 31)


def decade_of(day: date) -> Stretch:
    """Return the ten years of a day."""
    year = day.year - day.year % 10
    return date(max(1, year), 1, 1), date(min(9999, year + 9), 12, 31)
