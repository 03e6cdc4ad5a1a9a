"""The timeline under the map: when the events were; its brush is the date filter."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from hashlib import sha256
from typing import Any

from dashboard import components, conventions, data, state, texts
from dashboard.figures.timeline import MOST_BARS, bars, chart, close_up
from dashboard.views.scene import Scene
from geodata.columns import day_number, day_of
from geodata.dataset import Dataset
from geodata.records import Interval


def show(dataset: Dataset, scene: Scene) -> None:
    """Show the events of all dates as a histogram, those of the chosen dates closer; choosing sets the dates."""
    all_dates = replace(scene.view.query, interval=None)
    overview = data.histogram(dataset, all_dates)
    shown: dict[str, Any] = {"overview": None, "texts": {"empty": texts.TIMELINE_EMPTY}}
    if overview is not None:
        whole = Interval(day_of(overview.starts[0]), day_of(overview.end - 1))
        near = close_up(scene.events if scene.is_whole else {}, whole, scene.view.query.interval)
        # Neighbours that the dates leave out are not read: of them there are counts only.
        each = bars(scene.events, near) if scene.is_whole else ()
        detail = None if each and len(each) <= MOST_BARS else data.histogram(dataset, all_dates, near)
        shown = {
            "overview": chart(overview),
            "near": [day_number(near.first or date.min), day_number(near.last or date.max)],
            "detail": None if detail is None else chart(detail),
            "bars": [asdict(bar) for bar in each] if detail is None else [],
            "texts": words(),
        }
    shown["version"] = sha256(repr(shown).encode("utf-8", "replace")).hexdigest()[:16]
    shown["brush"] = [None if day is None else day_number(day) for day in (scene.view.first, scene.view.last)]
    shown["selected"] = selected(scene)
    components.timeline(shown, on_choice=lambda chosen: state.change(selected=chosen), on_brush=take_brush)


def selected(scene: Scene) -> dict[str, Any] | None:
    """Return which event is selected, and its days."""
    event = scene.selected_event
    if event is None or event.when is None:
        return None
    first, last = event.when.interval.first, event.when.interval.last
    begins, ends = first or last, last or first
    if begins is None or ends is None:
        return None
    return {"id": scene.view.selected, "first": day_number(begins), "last": day_number(ends)}


def take_brush(told: str) -> None:
    """Set the dates to two days, written as numbers with a comma between; either may be missing."""
    parts = told.split(",")
    if len(parts) != 2:
        return
    try:
        first, last = (day_of(int(part)) if part else None for part in parts)
    except (ValueError, OverflowError):
        return
    if first is None or last is None or first <= last:
        state.change(first=first, last=last)


def words() -> dict[str, Any]:
    """Return what the timeline says, and as who reads it writes it."""
    reader = conventions.current()
    return {
        "locale": {"dates": reader.dates, "numbers": reader.numbers},
        "name": texts.TIMELINE,
        "first": texts.TIMELINE_FIRST,
        "last": texts.TIMELINE_LAST,
        "bar": texts.TIMELINE_BAR,
        "all": texts.TIMELINE_ALL,
        "empty": texts.TIMELINE_EMPTY,
    }
