"""Events and toponyms into the data of the map's one layer, ready for JSON.

The browser is told what to draw and what to say; it decides only how to spread marks that meet.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from dashboard import texts
from dashboard.figures.accounts import Account, event_account, site_account, toponym_account
from dashboard.figures.glyphs import COLOURS, colour_of, event_glyph, site_glyph, toponym_glyph
from geodata.columns import KINDS, Bin, Spot
from geodata.queries import Box
from geodata.records import (
    Annotation,
    Area,
    Event,
    Place,
    ResolvedToponym,
    Role,
    Status,
    WherePrecision,
)

TEMPLATE_BRACE = re.compile(r"\{(?=[{%#])")

LARGEST_RADIUS_KM = 3000
"""No circle is drawn larger: on this projection it would swallow the map."""

MOST_ACCOUNTS = 200
"""With more marks than these a popup's words come when it is opened: they would be most of what is sent."""

SORTS = ("event", "place", "site")
PALETTE = tuple(COLOURS.values())
COLOUR_OF_KIND = np.array([PALETTE.index(colour_of(kind)) for kind in KINDS])
"""The number in `PALETTE` of each kind's colour."""

DIVISIONS = Path(__file__).parent.parent / "static" / "base" / "divisions"


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark on the map. `sort` is "event", "place" or "site"; only events are counted."""

    id: str
    sort: str
    lat: float
    lon: float
    glyph: str
    colour: str
    label: str
    tell: Callable[[], Account] = field(compare=False, repr=False)

    @property
    def account(self) -> Account:
        """What the popup and the details say; made when asked for."""
        return self.tell()


@dataclass(frozen=True, slots=True)
class AreaOutline:
    """Where events may have happened: a division's or a country's polygon if that is drawn, else a circle.

    `division` is the gazetteer's id of a first-order division of `country` whose outline is served, or "".
    """

    lat: float
    lon: float
    radius_km: float
    country: str
    division: str
    colour: str
    filled: bool
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """Everything that changes on the map; `bins` are counts by place where there are too many events to draw each."""

    marks: tuple[Mark, ...]
    areas: tuple[AreaOutline, ...]
    bins: tuple[Bin, ...] | None = None


def event_key(event: Event) -> str:
    """Return what names an event across all articles, in the address and on the map."""
    return key_of(event.article_id, event.id)


def key_of(article_id: str, event_id: str) -> str:
    """Return what names an event of an article."""
    return event_id if event_id.startswith(article_id) else f"{article_id}:{event_id}"


def place_key(area: Area, place: Place | None, role: Role) -> str:
    """Return what names a toponym's mark."""
    return f"place:{place.id if place else f'{area.lat:.3f},{area.lon:.3f}'}:{role.value}"


def layer(events: Sequence[Event], annotations: Mapping[str, Annotation], *, with_places: bool = True) -> Layer:
    """Return the marks and areas of the events and, if asked, of the toponyms that carry none.

    `annotations` holds, by article id, the articles whose words and toponyms are shown.
    """
    placed = [event for event in events if event.where and is_drawable(event.where.area)]
    marks = [event_mark(event, annotations.get(event.article_id)) for event in placed]
    carrying = {event.where.place_id for event in placed if event.where}
    for annotation in annotations.values() if with_places else ():
        marks.extend(toponym_marks(annotation, carrying))
    marks.extend(site_marks(placed, annotations))
    unique = {mark.id: mark for mark in reversed(marks)}
    return Layer(tuple(reversed(unique.values())), tuple(areas(placed, annotations)))


def binned_layer(
    selected: Event | None,
    annotations: Mapping[str, Annotation],
    *,
    bins: tuple[Bin, ...] | None = None,
    spots: Iterable[Spot] = (),
) -> Layer:
    """Return the layer of very many events: counts, or marks that tell little of themselves, and the selected one."""
    drawn = layer((selected,) if selected else (), annotations, with_places=False)
    known = {mark.id for mark in drawn.marks}
    marks = (spot_mark(spot) for spot in spots)
    return Layer((*drawn.marks, *(mark for mark in marks if mark.id not in known)), drawn.areas, bins)


def spot_mark(spot: Spot) -> Mark:
    """Return the mark of an event that has not been read; what it tells comes when it is selected."""
    colour = colour_of(spot.kind)
    label = texts.FAR_MARK.format(kind=texts.KINDS[spot.kind], status=texts.STATUSES[spot.status], place=spot.place)
    return Mark(
        id=key_of(spot.article_id, spot.id),
        sort="event",
        lat=spot.lat,
        lon=spot.lon,
        glyph=event_glyph(colour, spot.status, spot.precision),
        colour=colour,
        label=label,
        tell=partial(Account, label, (), ()),
    )


def fitting_zoom(extent: Box) -> float:
    """Return about the zoom at which a usual map shows a box: good enough until the map has told its own."""
    span = max(extent.east - extent.west, 2 * (extent.north - extent.south), 0.01)
    return min(8.0, max(1.0, math.log2(360 / span) + 1.5))


def is_drawable(area: Area) -> bool:
    """Tell whether the coordinates are on the map at all."""
    return math.isfinite(area.radius_km) and is_on_earth(area.lat, area.lon)


def is_on_earth(lat: float, lon: float) -> bool:
    """Tell whether these are WGS 84 degrees."""
    return math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180


def event_mark(event: Event, annotation: Annotation | None) -> Mark:
    """Return the mark of an event that has a place."""
    assert event.where is not None
    area = event.where.area
    colour = colour_of(event.kind)
    return Mark(
        id=event_key(event),
        sort="event",
        lat=area.lat,
        lon=area.lon,
        glyph=event_glyph(colour, event.status, area.precision),
        colour=colour,
        label=f"{event.summary} ({area.name})",
        tell=partial(event_account, event, annotation),
    )


def toponym_marks(annotation: Annotation, carrying: Iterable[str | None]) -> list[Mark]:
    """Return a mark for each place and role that the article names and that carries no event.

    Demonyms are not places. An actor is drawn even where events are: it says something else.
    """
    groups: dict[tuple[str, Role], list[ResolvedToponym]] = {}
    for resolved in annotation.toponyms:
        if not is_shown(resolved):
            continue
        assert resolved.area is not None
        role = resolved.toponym.role
        if role is not Role.ACTOR and resolved.place and resolved.place.id in carrying:
            continue
        groups.setdefault((place_key(resolved.area, resolved.place, role), role), []).append(resolved)
    located = {key.rsplit(":", 1)[0] for key, role in groups if role in (Role.LOCATION, Role.DATELINE)}
    return [
        toponym_mark(key, role, members, annotation)
        for (key, role), members in groups.items()
        if role is not Role.MENTION or key.rsplit(":", 1)[0] not in located
    ]


def is_shown(resolved: ResolvedToponym) -> bool:
    """Tell whether a toponym gets a mark of its own."""
    return not resolved.toponym.demonym and resolved.area is not None and is_drawable(resolved.area)


def toponym_mark(key: str, role: Role, members: Sequence[ResolvedToponym], annotation: Annotation) -> Mark:
    """Return the mark of one place in one role."""
    area = members[0].area
    assert area is not None
    toponyms = [member.toponym for member in members]
    tell = partial(toponym_account, area.name, role, toponyms, annotation.article)
    return Mark(
        id=key,
        sort="place",
        lat=area.lat,
        lon=area.lon,
        glyph=toponym_glyph(role),
        colour="",
        label=texts.ROLES[role].format(name=area.name),
        tell=tell,
    )


def site_marks(placed: Iterable[Event], annotations: Mapping[str, Annotation]) -> list[Mark]:
    """Return the "could be here" marks of the areas that the events lie in, each site once."""
    marks: dict[str, Mark] = {}
    for event in placed:
        assert event.where is not None
        for site in event.where.area.sites:
            key = f"site:{site.place_id or f'{site.lat:.3f},{site.lon:.3f}'}"
            if key in marks or not is_on_earth(site.lat, site.lon):
                continue
            colour = colour_of(event.kind)
            marks[key] = Mark(
                id=key,
                sort="site",
                lat=site.lat,
                lon=site.lon,
                glyph=site_glyph(colour),
                colour=colour,
                label=texts.COULD_BE_HERE.format(name=site.name),
                tell=partial(site_account, site, event, annotations.get(event.article_id)),
            )
    return list(marks.values())


def areas(placed: Iterable[Event], annotations: Mapping[str, Annotation]) -> list[AreaOutline]:
    """Return one outline for each area that events of precision 3 and coarser lie in."""
    groups: dict[Area, list[Event]] = {}
    for event in placed:
        assert event.where is not None
        if event.where.area.precision > WherePrecision.NEAR and event.where.area.radius_km > 0:
            groups.setdefault(event.where.area, []).append(event)
    return [area_outline(area, members, annotations.get(members[0].article_id)) for area, members in groups.items()]


def area_outline(area: Area, members: Sequence[Event], annotation: Annotation | None) -> AreaOutline:
    """Return the outline of an area that several events may share."""
    division = division_of(members[0])
    return AreaOutline(
        lat=area.lat,
        lon=area.lon,
        radius_km=min(area.radius_km, LARGEST_RADIUS_KM),
        country=drawn_divisions()[division] if division else country_of(members[0], annotation),
        division=division,
        colour=colour_of(members[0].kind),
        filled=any(event.status is Status.HAPPENED for event in members),
        marks=tuple(event_key(event) for event in members),
    )


def division_of(event: Event) -> str:
    """Return the id of the first-order division that the event lies in, or "" if its outline is not served."""
    if event.where is None or event.where.area.precision is not WherePrecision.FIRST_ORDER:
        return ""
    return event.where.place_id if event.where.place_id in drawn_divisions() else ""


@cache
def drawn_divisions() -> dict[str, str]:
    """Return the country of every division whose outline is served, by the gazetteer's id."""
    index = json.loads((DIVISIONS / "index.json").read_text(encoding="utf-8"))
    return {division: country for country, divisions in index.items() for division in divisions}


def country_of(event: Event, annotation: Annotation | None) -> str:
    """Return the code of the country that an event of precision 6 lies in, or "" if it is not known."""
    if annotation is None or event.where is None or event.where.area.precision is not WherePrecision.COUNTRY:
        return ""
    for resolved in annotation.toponyms:
        place = resolved.place
        if place and place.id == event.where.place_id and place.feature_code.startswith("PCL"):
            return place.country
    return ""


def bounds(drawn: Layer) -> list[list[float]] | None:
    """Return south-west and north-east of what happened or was named as a place, else of all marks."""
    if drawn.bins:
        boxes = [each.box for each in drawn.bins]
        south_west = [min(box.south for box in boxes), min(box.west for box in boxes)]
        return [south_west, [max(box.north for box in boxes), max(box.east for box in boxes)]]
    first_choice = [mark for mark in drawn.marks if mark.sort == "event" or mark.id.endswith(":location")]
    marks = first_choice or list(drawn.marks)
    if not marks:
        return None
    lats, lons = [mark.lat for mark in marks], [mark.lon for mark in marks]
    return [[min(lats), min(lons)], [max(lats), max(lons)]]


def to_json(data: Mapping[str, Any]) -> str:
    """Return JSON that may stand inside a script: no character of a text can end or escape it.

    Nor can it be read as a template: branca compiles what it renders, so that a text with `{{ … }}` would
    run on the server. Outside of strings JSON never has a brace before a second one, `%` or `#`.
    """
    escaped = json.dumps(data, ensure_ascii=True, allow_nan=False)
    for character in "<>&'`$":
        escaped = escaped.replace(character, f"\\u{ord(character):04x}")
    return TEMPLATE_BRACE.sub(r"\\u007b", escaped)


def bins_data(bins: Sequence[Bin]) -> dict[str, Any]:
    """Return counts by place as columns."""
    return {
        "lat": [round(each.lat, 4) for each in bins],
        "lon": [round(each.lon, 4) for each in bins],
        "box": [[each.box.south, each.box.west, each.box.north, each.box.east] for each in bins],
        "counts": [each.counts for each in bins],
    }


def layer_data(drawn: Layer, selected: str | None = None) -> dict[str, Any]:
    """Return the layer as JSON knows it: marks in columns, each glyph once, accounts of few marks or the selected.

    `version` changes when anything that is drawn does.
    """
    glyphs = list(dict.fromkeys(mark.glyph for mark in drawn.marks))
    numbers = {glyph: number for number, glyph in enumerate(glyphs)}
    colours = {colour: number for number, colour in enumerate(PALETTE)}
    told = drawn.marks if len(drawn.marks) <= MOST_ACCOUNTS else [each for each in drawn.marks if each.id == selected]
    data = {
        "glyphs": glyphs,
        "colours": PALETTE,
        "marks": {
            "id": [mark.id for mark in drawn.marks],
            "sort": [SORTS.index(mark.sort) for mark in drawn.marks],
            "lat": [round(mark.lat, 5) for mark in drawn.marks],
            "lon": [round(mark.lon, 5) for mark in drawn.marks],
            "glyph": [numbers[mark.glyph] for mark in drawn.marks],
            "colour": [colours.get(mark.colour, -1) for mark in drawn.marks],
            "label": [mark.label for mark in drawn.marks],
        },
        "areas": [asdict(area) for area in drawn.areas],
        "bins": None if drawn.bins is None else bins_data(drawn.bins),
    }
    version = sha256(json.dumps(data).encode("utf-8", "replace")).hexdigest()[:12]
    return data | {"accounts": {mark.id: asdict(mark.account) for mark in told}, "version": version}
