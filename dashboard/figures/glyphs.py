"""The marks: one small SVG for each colour, fill and size, shared by map, list and legend.

Colour says kind, fill says status, size says precision, line says role.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from urllib.parse import quote

from geodata.records import Kind, Role, Status, WherePrecision

SIZE = 24
"""The side of every glyph, in pixels; the drawing is centred in it."""


class Family(StrEnum):
    """Kinds that share a colour: more hues than these cannot be told apart by everyone."""

    FORCE = "Fighting and threats"
    DIPLOMACY = "Diplomacy and aid"
    POLITICS = "Statements and politics"
    PROTEST = "Protest"
    LAW = "Law and crime"
    DISASTER = "Disaster and health"
    SOCIETY = "Economy and culture"


# Okabe and Ito's palette, with a wine red for its black; the white rim sets each off any ground.
COLOURS: dict[Family, str] = {
    Family.FORCE: "#d55e00",
    Family.DIPLOMACY: "#0072b2",
    Family.POLITICS: "#c0609a",
    Family.PROTEST: "#e69f00",
    Family.LAW: "#7d1d4e",
    Family.DISASTER: "#009e73",
    Family.SOCIETY: "#56b4e9",
}

FAMILIES: dict[Kind, Family] = {
    Kind.ATTACK_FIGHTING: Family.FORCE,
    Kind.MILITARY_MOVE: Family.FORCE,
    Kind.THREAT: Family.FORCE,
    Kind.MEETING_TRAVEL: Family.DIPLOMACY,
    Kind.AGREEMENT: Family.DIPLOMACY,
    Kind.AID_RESCUE: Family.DIPLOMACY,
    Kind.RELEASE_CONCESSION: Family.DIPLOMACY,
    Kind.STATEMENT: Family.POLITICS,
    Kind.POLITICS: Family.POLITICS,
    Kind.PROTEST: Family.PROTEST,
    Kind.ARREST_RESTRICTION: Family.LAW,
    Kind.LEGAL: Family.LAW,
    Kind.SANCTION_BREAK: Family.LAW,
    Kind.CRIME: Family.LAW,
    Kind.DISASTER_ACCIDENT: Family.DISASTER,
    Kind.HEALTH_ENVIRONMENT: Family.DISASTER,
    Kind.ECONOMY: Family.SOCIETY,
    Kind.CULTURE_SPORT_SCIENCE: Family.SOCIETY,
}

GREY = "#76838f"
"""Three to one against the light ground and the dark one."""


def colour_of(kind: Kind) -> str:
    """Return the colour of a kind's family."""
    return COLOURS[FAMILIES[kind]]


@cache
def event_glyph(colour: str, status: Status, precision: WherePrecision | None) -> str:
    """Return an event's mark as a data address; without a precision it has the size of an exact place."""
    exact = precision in (None, WherePrecision.EXACT)
    radius = 6.5 if exact else 5.0
    return _image(_surroundings(colour, precision) + _circle(radius + 1.5, fill="#fff") + _core(colour, status, radius))


@cache
def toponym_glyph(role: Role) -> str:
    """Return the mark of a place that carries no event."""
    if role is Role.ACTOR:
        return _image(_circle(6.5, fill="none", stroke=GREY, width=2, extra='stroke-dasharray="3.2 2.2"'))
    radius = 2.8 if role is Role.MENTION else 4.2
    return _image(_circle(radius + 1.5, fill="#fff") + _circle(radius, fill=GREY))


@cache
def site_glyph(colour: str) -> str:
    """Return the hollow mark of a place where something could be."""
    return _image(_circle(4.5, fill="none", stroke=colour, width=1.8, extra='stroke-dasharray="2 1.6"'))


def _surroundings(colour: str, precision: WherePrecision | None) -> str:
    """Draw what is around the dot: nothing, a ring for nearby, a soft disc for an area."""
    if precision in (None, WherePrecision.EXACT):
        return ""
    if precision is WherePrecision.NEAR:
        return _circle(9.5, fill="none", stroke="#fff", width=4) + _circle(9.5, fill="none", stroke=colour, width=1.6)
    return _circle(10.5, fill=colour, extra='fill-opacity=".28"') + _circle(
        10.5, fill="none", stroke=colour, width=1, extra='stroke-dasharray="2 2"'
    )


def _core(colour: str, status: Status, radius: float) -> str:
    """Draw the dot, filled as the status says."""
    outline = _circle(radius - 1, fill="#fff", stroke=colour, width=2)
    match status:
        case Status.HAPPENED:
            return _circle(radius, fill=colour)
        case Status.PLANNED:
            return outline
        case Status.CLAIMED:
            r = radius - 1
            return outline + f'<path d="M12 {12 - r}a{r} {r} 0 0 0 0 {2 * r}z" fill="{colour}"/>'
        case Status.DEMANDED:
            return outline + _circle(radius / 3, fill=colour)
        case Status.DENIED:
            a, b = 12 - radius * 0.5, 12 + radius * 0.5
            return outline + f'<path d="M{a} {a}L{b} {b}M{b} {a}L{a} {b}" stroke="{colour}" stroke-width="1.8"/>'
        case Status.HYPOTHETICAL:
            return _circle(radius - 1, fill="#fff", stroke=colour, width=2, extra='stroke-dasharray="2 1.8"')


def _circle(radius: float, *, fill: str, stroke: str = "none", width: float = 0, extra: str = "") -> str:
    line = f'stroke="{stroke}" stroke-width="{width:g}"'
    return f'<circle cx="12" cy="12" r="{radius:g}" fill="{fill}" {line} {extra}/>'


def _image(body: str) -> str:
    size = f'viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{body}</svg>'
    return f"data:image/svg+xml,{quote(svg)}"
