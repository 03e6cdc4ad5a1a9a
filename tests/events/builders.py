"""Builders of what events are found in: toponyms, timexes and events of a text, without the tagger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from geodata.events import find_events
from geodata.records import (
    Area,
    Article,
    Basis,
    Event,
    Interval,
    Place,
    Publication,
    ResolvedToponym,
    Role,
    Span,
    Timex,
    TimexType,
    Toponym,
    WhenPrecision,
    WherePrecision,
)

PUBLISHED = date(2024, 3, 14)  # a Thursday


def toponym(
    text: str,
    surface: str,
    lat: float = 50.0,
    lon: float = 10.0,
    *,
    role: Role = Role.LOCATION,
    nth: int = 0,
    precision: WherePrecision = WherePrecision.EXACT,
    radius_km: float = 8.0,
    demonym: bool = False,
    feature: str = "PPL",
) -> ResolvedToponym:
    """Return the `nth` occurrence of a name in the text as a resolved toponym."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(surface, start + 1)
    area = Area(surface, lat, lon, radius_km, precision)
    place = Place(f"id:{surface}", surface, lat, lon, feature[0], feature, "XX", "", 1000, radius_km)
    spotted = Toponym(Span(start, start + len(surface)), surface, role, demonym=demonym)
    return ResolvedToponym(spotted, place, area, Basis.STATED, 0.9)


def timex(text: str, surface: str, first: date, last: date | None = None, *, nth: int = 0) -> Timex:
    """Return the `nth` occurrence of a date expression in the text as a timex."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(surface, start + 1)
    days = Interval(first, last or first)
    precision = WhenPrecision.DAY if days.days == 1 else WhenPrecision.MONTH
    return Timex(Span(start, start + len(surface)), surface, TimexType.DATE, first.isoformat(), days, precision)


def events_of(text: str, toponyms: Sequence[ResolvedToponym] = (), timexes: Sequence[Timex] = ()) -> tuple[Event, ...]:
    publication = Publication(PUBLISHED, "14 March 2024", Basis.STATED, None)
    return find_events(Article("a", text), publication, toponyms, timexes)


def event(text: str, events: Sequence[Event], trigger: str) -> Event:
    """Return the only event whose trigger is a word."""
    found = [e for e in events if e.trigger.of(text) == trigger]
    assert len(found) == 1, [e.trigger.of(text) for e in events]
    return found[0]


def place_name(found: Event) -> str | None:
    return found.where.area.name if found.where else None


def day(found: Event) -> date | None:
    return found.when.interval.first if found.when else None


def pins_of(text: str, *names: str, dated: str = "") -> list[tuple[str, str | None]]:
    """Return the triggers and places of the events that have a place, with every name given as a location."""
    days = [timex(text, dated, date(2024, 3, 12))] if dated else []
    found = events_of(text, [toponym(text, name, lat=50.0 + k) for k, name in enumerate(names)], days)
    return [(e.trigger.of(text), place_name(e)) for e in found if e.where]
