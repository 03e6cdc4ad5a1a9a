"""What a correction is: which event, which field, what stood there and what stands there now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from geodata.records import Annotation, Area, Event, Interval, Kind, Span, Status, WhenPrecision, WherePrecision

LONGEST_QUOTE = 600
"""Characters kept on either side of the trigger: enough to find it again, and no article's whole text."""


class Field(StrEnum):
    """What of an event can be corrected."""

    WHERE = "where"
    WHEN = "when"
    KIND = "kind"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """A place as a field's value; `place_id` is `None` for a point that was typed."""

    area: Area
    place_id: str | None


@dataclass(frozen=True, slots=True)
class TimeValue:
    """Days as a field's value."""

    interval: Interval
    precision: WhenPrecision


Value = PlaceValue | TimeValue | Kind | Status | None
"""What a field holds; `None` says that the event has no place or no date."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One field of one event, before and after.

    `quote` is the words at `quoted`, around the trigger: by them the event is found again.
    """

    id: str
    event_id: str
    article_id: str
    trigger: Span
    quoted: Span
    quote: str
    field: Field
    before: Value
    after: Value
    made: datetime


@dataclass(frozen=True, slots=True)
class Undo:
    """The taking back of a correction."""

    id: str
    made: datetime


Entry = Correction | Undo


def correction_of(annotation: Annotation, event: Event, field: Field, after: Value, made: datetime) -> Correction:
    """Return the correction that gives an event's field another value."""
    text, trigger, sentence = annotation.article.text, event.trigger, event.sentence
    start = max(min(sentence.start, trigger.start), trigger.start - LONGEST_QUOTE)
    end = min(max(sentence.end, trigger.end), trigger.end + LONGEST_QUOTE)
    quoted = Span(start, end)
    before = value_of(event, field)
    key = (event.id, event.article_id, trigger, quoted, quoted.of(text))
    return Correction(uuid4().hex[:16], *key, field, before, after, made)


def value_of(event: Event, field: Field) -> Value:
    """Return what an event's field holds."""
    match field:
        case Field.KIND:
            return event.kind
        case Field.STATUS:
            return event.status
        case Field.WHERE:
            where = event.where
            return None if where is None else PlaceValue(replace(where.area, sites=()), where.place_id)
        case Field.WHEN:
            return None if event.when is None else TimeValue(event.when.interval, event.when.precision)


def standing(entries: Iterable[Entry]) -> tuple[Correction, ...]:
    """Return the corrections that hold: those not taken back, the last of each event's field."""
    listed = list(entries)
    undone = {entry.id for entry in listed if isinstance(entry, Undo)}
    latest: dict[tuple[str, Span, str, Field], Correction] = {}
    for entry in listed:
        if isinstance(entry, Correction) and entry.id not in undone:
            key = (entry.article_id, entry.trigger, entry.event_id, entry.field)
            latest.pop(key, None)  # the later one comes later
            latest[key] = entry
    return tuple(latest.values())


def corrected_area(name: str, lat: float, lon: float) -> Area:
    """Return the area of a point that a person typed."""
    return Area(name, lat, lon, 0.0, WherePrecision.EXACT)
