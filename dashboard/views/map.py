"""The map and its legend."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from dashboard import components, state, texts
from dashboard.conventions import number
from dashboard.figures.folium_map import base_map, changing_layer
from dashboard.figures.glyphs import COLOURS, FAMILIES, GREY, colour_of, event_glyph, site_glyph, toponym_glyph
from dashboard.figures.map_layer import bounds, event_key, layer_data
from dashboard.state import View
from dashboard.views.scene import Scene
from geodata.queries import Box
from geodata.records import Kind, Role, Status, WherePrecision

KEY = "map"
HEIGHT = 500  # of the first paint; page.css sets it from then on
NEUTRAL = GREY

Member = TypeVar("Member")

# In the session: the last click that was taken, the count it opened, and the event that is being placed.
_CLICK, _BOX, _PLACING = "map_click", "map_box", "map_placing"


@dataclass(frozen=True, slots=True)
class Put:
    """Where on the map a reader put the chosen event: degrees, and how closely the map was looked at."""

    id: str
    lat: float
    lon: float
    zoom: float


def show(scene: Scene, tiles: str | None, on_put: Callable[[Put], None] | None = None) -> None:
    """Show the map; a clicked mark becomes the selection, and `on_put` hears where a reader placed it."""
    # Only here: Streamlit serves a component's files only where a reader's page imports it.
    from streamlit_folium import st_folium

    shown = layer_data(scene.layer, scene.view.selected) | {
        "selected": scene.view.selected,
        "answered": st.session_state.get(_CLICK),
        "bounds": bounds(scene.layer),
        "fit": scene.view.article or "",
        "opened": state.opened(),
        "look": look.values() if (look := scene.view.look) else None,
        "list": far_list(scene) if scene.far else None,
        "placing": _placing(scene),
        "wantsView": scene.layer.bins is not None or scene.view.in_view,
        "theme": "dark" if st.context.theme.type == "dark" else "light",
    }
    st_folium(
        base_map(tiles),
        key=KEY,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        feature_group_to_add=changing_layer(shown),
        on_change=partial(_take_answer, on_put),
    )


def get_ready(scene: Scene, tiles: str | None) -> None:
    """Do once what `show` does, short of showing it."""
    base_map(tiles).get_root().render()
    layer_data(scene.layer)


def place_on_map(key: str | None) -> None:
    """Let the reader put an event of a key elsewhere on the map, or no longer."""
    st.session_state[_PLACING] = key


def _placing(scene: Scene) -> dict[str, Any] | None:
    """Return the event that is being placed and where it is, if it is still the selected one."""
    event = scene.selected_event
    if event is None or st.session_state.get(_PLACING) != scene.view.selected:
        st.session_state[_PLACING] = None
        return None
    return {"id": scene.view.selected, "at": [event.where.area.lat, event.where.area.lon] if event.where else None}


def opened_box() -> Box | None:
    """Return the box of the count on the map that the last click opened, or `None`."""
    box: Box | None = st.session_state.get(_BOX)
    return box


def far_list(scene: Scene) -> dict[str, Any]:
    """Return the events of a place that the map draws as a count."""
    far = scene.far
    assert far is not None
    entries = [
        {
            "id": event_key(event),
            "label": event.summary,
            "glyph": event_glyph(
                colour_of(event.kind), event.status, event.where.area.precision if event.where else None
            ),
        }
        for event in far.events
    ]
    more = far.count - len(far.events)
    said = texts.FAR_MORE.format(count=number(more)) if more else ""
    return {"lat": far.lat, "lon": far.lon, "entries": entries, "more": said}


def _take_answer(on_put: Callable[[Put], None] | None) -> None:
    answer = st.session_state.get(KEY) or {}
    drawing = answer.get("last_active_drawing") or {}
    told = drawing.get("properties") or {}
    click = [told.get("load"), told.get("click")]
    if told and click != st.session_state.get(_CLICK):
        st.session_state[_CLICK] = click
        st.session_state[_BOX] = read_box(told.get("box"))
        if isinstance(told.get("mark"), str):
            state.change(selected=told["mark"])
        if "put" in told:
            place_on_map(None)
            if on_put and (put := read_put(told["put"])):
                on_put(put)
    state.take_map_view(answer)


def read_put(told: Any) -> Put | None:
    """Return what the map told of a placed event, or `None` where it is none: a browser can say anything."""
    match told:
        case [str(key), *numbers] if len(numbers) == 3 and all(map(_is_number, numbers)):
            lat, lon, zoom = map(float, numbers)
            return Put(key, lat, lon, zoom) if abs(lat) <= 90 and abs(lon) <= 180 and 0 <= zoom <= 24 else None
    return None


def _is_number(told: Any) -> bool:
    return isinstance(told, int | float) and not isinstance(told, bool) and math.isfinite(told)


def read_box(told: Any) -> Box | None:
    """Return the box that the map told, or `None` if that is none: a browser can say anything."""
    if not isinstance(told, list) or len(told) != 4:
        return None
    if not all(map(_is_number, told)):
        return None
    return Box(*map(float, told))


def show_legend() -> None:
    """Show what colour, fill, size and line mean; choosing a colour or a fill filters by it."""
    groups = [{"title": title, "entries": entries} for title, entries in legend_groups(state.current())]
    components.legend({"groups": groups}, _take_choice)


def _take_choice(chosen: str) -> None:
    sort, _, name = chosen.partition(":")
    view = state.current()
    if sort == "status" and name in set(Status):
        state.change(statuses=toggled(view.statuses, {Status(name)}, set(Status)))
    elif sort == "family" and (kinds := {kind for kind, family in FAMILIES.items() if family.name == name}):
        state.change(kinds=toggled(view.kinds, kinds, set(Kind)))


def toggled(chosen: frozenset[Member], wanted: set[Member], everything: set[Member]) -> frozenset[Member]:
    """Return a filter with what was chosen put in or, if all of that is in it, taken out; with everything, none."""
    changed = chosen - wanted if wanted <= chosen else chosen | wanted
    return frozenset() if changed >= everything else frozenset(changed)


def legend_groups(view: View) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return each thing that a mark's looks say, with a mark for every value."""
    exact = WherePrecision.EXACT
    kinds = {family: {kind for kind in Kind if FAMILIES[kind] is family} for family in COLOURS}
    colours = [
        entry(event_glyph(colour, Status.HAPPENED, exact), family, f"family:{family.name}", kinds[family] <= view.kinds)
        for family, colour in COLOURS.items()
    ]
    fills = [
        entry(event_glyph(NEUTRAL, status, exact), name, f"status:{status.value}", status in view.statuses)
        for status, name in texts.STATUSES.items()
    ]
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


def entry(glyph: str, label: str, choice: str = "", chosen: bool = False) -> dict[str, Any]:
    """Return one entry of the legend; `choice` is what choosing it filters by, "" if nothing."""
    return {"glyph": glyph, "label": label, "choice": choice, "chosen": chosen}
