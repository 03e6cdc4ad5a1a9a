"""What is compared of an annotated event, and of a predicted one: plain records read from the two JSON shapes."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from geodata.records import Span

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Days:
    """Inclusive days, either end open (`None`), with UCDP GED's `date_prec` where an annotator gave it."""

    first: date | None
    last: date | None
    precision: int | None = None


@dataclass(frozen=True, slots=True)
class GoldPlace:
    """Where an event happened: a point, its `where_prec`, and the radius (km) that the annotator gave an area."""

    name: str
    lat: float
    lon: float
    precision: int | None
    radius_km: float | None


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence that tells of an event, and the words that do."""

    sentence: Span
    trigger: Span | None


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """An annotated event; the first of `mentions`, `places`, `statuses` and `kinds` is the annotator's own.

    `when_known` is when it happened if the publication date is supposed to be known.
    """

    id: str
    what: str
    mentions: tuple[Mention, ...]
    places: tuple[GoldPlace, ...]
    statuses: tuple[str, ...]
    kinds: tuple[str, ...]
    when: Days | None
    when_known: Days | None
    mappable: bool
    optional: bool
    stated: bool


@dataclass(frozen=True, slots=True)
class Pin:
    """A predicted event that has a place."""

    sentence: Span
    trigger: Span | None
    lat: float
    lon: float
    precision: int | None
    status: str | None
    kind: str | None
    when: Days | None


def gold_event(event: Json) -> GoldEvent:
    """Read an event of a gold file."""
    where = event.get("where")
    return GoldEvent(
        id=str(event["id"]),
        what=event["what"],
        mentions=tuple(_mention(told) for told in (event, *event.get("mentions", ()))),
        places=tuple(_place(place) for place in (where, *event.get("where_alt", ())) if _has_point(place)),
        statuses=(event["status"], *event.get("status_alt", ())),
        kinds=(event["kind"], *event.get("kind_alt", ())),
        when=days(event.get("when")),
        when_known=days(event.get("when_ref")),
        mappable=bool(event["mappable"]),
        optional=bool(event.get("optional")),
        stated=where is not None and where.get("basis") in ("stated", "same_sentence"),
    )


def pin(event: Json) -> Pin | None:
    """Read a contract's event; `None` for one without a place, or that no words place in the text."""
    where, told = event.get("where"), event.get("sentence") or event.get("trigger")
    if not where or not _has_point(where) or not told:
        return None
    trigger = event.get("trigger")
    return Pin(
        span(told),
        trigger and span(trigger),
        where["lat"],
        where["lon"],
        where.get("precision"),
        event.get("status"),
        event.get("kind"),
        days(event.get("when")),
    )


def span(offsets: Json) -> Span:
    """Read a pair of offsets."""
    return Span(int(offsets["start"]), int(offsets["end"]))


def days(when: Json | None) -> Days | None:
    """Read a "when", whose ends are ISO years, months or days; `None` where neither end is told."""
    if not when:
        return None
    first, last = _day(when.get("from"), first=True), _day(when.get("to"), first=False)
    return Days(first, last, when.get("date_prec")) if first or last else None


def _day(text: Any, *, first: bool) -> date | None:
    """Return the first or last day of an ISO year, month or day; `None` for what is none."""
    parts = str(text or "")[:10].rstrip("-").split("-")
    try:
        year, *rest = map(int, parts)
        month = rest[0] if rest else 1 if first else 12
        return date(year, month, rest[1] if len(rest) > 1 else 1 if first else monthrange(year, month)[1])
    except ValueError:
        return None


def _mention(told: Json) -> Mention:
    return Mention(span(told["sentence"]), told.get("trigger") and span(told["trigger"]))


def _has_point(place: Json | None) -> bool:
    return place is not None and place.get("lat") is not None and place.get("lon") is not None


def _place(place: Json) -> GoldPlace:
    return GoldPlace(
        place.get("name") or "", place["lat"], place["lon"], place.get("where_prec"), place.get("radius_km")
    )
