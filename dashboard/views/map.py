"""The map and its legend."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from dashboard import components, state, texts
from dashboard.figures.folium_map import base_map, changing_layer
from dashboard.figures.glyphs import COLOURS, GREY, event_glyph, site_glyph, toponym_glyph
from dashboard.figures.map_layer import bounds, layer_data
from dashboard.views.scene import Scene
from geodata.records import Role, Status, WherePrecision

KEY = "map"
HEIGHT = 500  # of the first paint; page.css sets it from then on
NEUTRAL = GREY


def show(scene: Scene, tiles: str | None) -> None:
    """Show the map; a clicked mark becomes the selection."""
    shown = layer_data(scene.layer) | {
        "selected": scene.view.selected,
        "bounds": bounds(scene.layer),
        "fit": scene.view.article or "",
        "theme": "dark" if st.context.theme.type == "dark" else "light",
    }
    st_folium(
        base_map(tiles),
        key=KEY,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        feature_group_to_add=changing_layer(shown),
        on_change=_take_click,
    )


def _take_click() -> None:
    answer = st.session_state.get(KEY) or {}
    drawing = answer.get("last_active_drawing") or {}
    mark = (drawing.get("properties") or {}).get("mark")
    if isinstance(mark, str):
        state.change(selected=mark)


def show_legend() -> None:
    """Show what colour, fill, size and line mean."""
    components.legend({"groups": [{"title": title, "entries": entries} for title, entries in legend_groups()]})


def legend_groups() -> list[tuple[str, list[dict[str, Any]]]]:
    """Return each thing that a mark's looks say, with a mark for every value."""
    exact = WherePrecision.EXACT
    colours = [entry(event_glyph(colour, Status.HAPPENED, exact), family) for family, colour in COLOURS.items()]
    fills = [entry(event_glyph(NEUTRAL, status, exact), name) for status, name in texts.STATUSES.items()]
    sizes = [
        entry(event_glyph(NEUTRAL, Status.HAPPENED, precision), label)
        for precision, label in (
            (exact, texts.LEGEND_EXACT),
            (WherePrecision.NEAR, texts.LEGEND_NEAR),
            (WherePrecision.REGION, texts.LEGEND_AREA),
        )
    ]
    lines = [
        entry(toponym_glyph(Role.LOCATION), texts.LEGEND_LOCATION),
        entry(toponym_glyph(Role.MENTION), texts.LEGEND_MENTION),
        entry(toponym_glyph(Role.ACTOR), texts.LEGEND_ACTOR),
        entry(site_glyph(NEUTRAL), texts.LEGEND_SITE),
    ]
    return [
        (texts.LEGEND_COLOUR, colours),
        (texts.LEGEND_FILL, fills),
        (texts.LEGEND_SIZE, sizes),
        (texts.LEGEND_LINE, lines),
    ]


def entry(glyph: str, label: str) -> dict[str, Any]:
    """Return one entry of the legend."""
    return {"glyph": glyph, "label": label}
