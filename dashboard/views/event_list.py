"""All events in rows: those on the map, and the tray of those without a place."""

from __future__ import annotations

from typing import Any

from dashboard import components, state, texts
from dashboard.figures.glyphs import colour_of, event_glyph
from dashboard.figures.words import interval_in_words
from dashboard.views.scene import Scene
from geodata.records import Event


def show(scene: Scene) -> None:
    """Show the rows; a chosen row becomes the selection."""
    rows = [(key, event, row(key, event)) for key, event in scene.events.items()]
    groups = [
        (texts.ON_THE_MAP, [each for _, event, each in rows if event.where]),
        (texts.TRAY, [each for _, event, each in rows if not event.where]),
    ]
    data = {
        "groups": [{"title": title, "rows": members, "empty": texts.LIST_EMPTY} for title, members in groups],
        "selected": scene.view.selected,
    }
    components.event_list(data, lambda chosen: state.change(selected=chosen))


def row(key: str, event: Event) -> dict[str, Any]:
    """Return an event's row as JSON knows it."""
    precision = event.where.area.precision if event.where else None
    return {
        "key": key,
        "glyph": event_glyph(colour_of(event.kind), event.status, precision),
        "summary": event.summary,
        "where": event.where.area.name if event.where else "",
        "when": interval_in_words(event.when.interval) if event.when else texts.UNDATED_ROW,
        "status": texts.STATUSES[event.status],
    }
