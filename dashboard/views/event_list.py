"""All events in rows, in the chosen order, with the trays of those that have no place or no date."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

import streamlit as st

from dashboard import components, data, state, texts
from dashboard.conventions import number
from dashboard.figures.glyphs import colour_of, event_glyph
from dashboard.figures.map_layer import event_key
from dashboard.figures.words import interval_in_words
from dashboard.views.scene import Scene
from geodata.dataset import Dataset
from geodata.queries import Lack, Order
from geodata.records import Event

MOST_ROWS = 400
"""Rows that are shown at once, those around the selection."""

TRAYS: dict[str, tuple[str, Lack | None]] = {
    "all": (texts.TRAY_ALL, None),
    "no place": (texts.TRAY_NO_PLACE, Lack.PLACE),
    "no date": (texts.TRAY_NO_DATE, Lack.DATE),
}
_TRAY = "tray"  # the tray in the session, with what was selected when it was chosen


def show(dataset: Dataset, scene: Scene) -> None:
    """Show the rows; a chosen row becomes the selection."""
    selected = scene.view.selected
    counts = {name: _count(dataset, scene, lack) for name, (_, lack) in TRAYS.items()}
    tray, events = _tray(dataset, scene, counts)
    keys = list(events)
    shown = around(keys, keys.index(selected) if selected in events else 0)
    rows = [row(key, events[key]) for key in shown]
    more = texts.LIST_MORE.format(shown=len(shown), count=number(counts[tray])) if len(shown) < counts[tray] else ""
    components.event_list(
        {
            "rows": rows,
            "version": sha256(repr((rows, more)).encode("utf-8", "replace")).hexdigest()[:16],
            "selected": selected,
            "trays": [
                {
                    "name": name,
                    "text": texts.TRAY_COUNT.format(name=label, count=number(counts[name])),
                    "chosen": name == tray,
                }
                for name, (label, _) in TRAYS.items()
                if name == "all" or counts[name]
            ],
            "orders": [
                {"name": order.value, "text": texts.ORDERS[order], "chosen": order is scene.view.order}
                for order in Order
            ],
            "texts": {
                "name": texts.LIST,
                "show": texts.LIST_SHOW,
                "order": texts.LIST_ORDER,
                "empty": texts.LIST_EMPTY,
                "more": more,
            },
        },
        on_choice=lambda chosen: state.change(selected=chosen),
        on_tray=lambda name: st.session_state.update({_TRAY: (name, state.current().selected)}),
        on_order=lambda name: state.change(order=Order(name)),
    )


def _count(dataset: Dataset, scene: Scene, lack: Lack | None) -> int:
    if lack is None:
        return scene.tally.events
    if scene.is_whole:
        return sum(lacks(event, lack) for event in scene.events.values())
    return data.count(dataset, replace(scene.view.query, lacks=lack))


def _tray(dataset: Dataset, scene: Scene, counts: dict[str, int]) -> tuple[str, dict[str, Event]]:
    """Return the tray shown and its events: all again where something outside of it was chosen since."""
    name, then = st.session_state.get(_TRAY, ("all", None))
    selected, lack = scene.view.selected, TRAYS[name][1]
    chosen = scene.selected_event
    is_left = chosen is not None and selected != then and lack is not None and not lacks(chosen, lack)
    if lack is None or is_left or not counts[name]:
        return "all", scene.events
    if scene.is_whole:
        return name, {key: event for key, event in scene.events.items() if lacks(event, lack)}
    found = data.some_events(dataset, replace(scene.view.query, lacks=lack), MOST_ROWS, selected)
    return name, {event_key(event): event for event in found}


def lacks(event: Event, lack: Lack) -> bool:
    """Tell whether the event's place or date is not known."""
    return (event.where if lack is Lack.PLACE else event.when) is None


def around(keys: list[str], place: int) -> list[str]:
    """Return as many keys as are shown, with the one at `place` among them."""
    first = max(0, min(place - MOST_ROWS // 2, len(keys) - MOST_ROWS))
    return keys[first : first + MOST_ROWS]


def row(key: str, event: Event) -> dict[str, Any]:
    """Return an event's row as JSON knows it."""
    precision = event.where.area.precision if event.where else None
    when = interval_in_words(event.when.interval) if event.when else texts.UNDATED_ROW
    where = event.where.area.name if event.where else texts.UNPLACED_ROW
    return {
        "key": key,
        "glyph": event_glyph(colour_of(event.kind), event.status, precision),
        "summary": event.summary,
        "meta": f"{when} · {where}",
        "status": texts.STATUSES[event.status],
    }
