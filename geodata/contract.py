"""Records → the stable JSON shape that `dateline annotate` writes; README, "The JSON contract", documents it."""

from __future__ import annotations

from datetime import date
from typing import Any

from geodata.records import (
    PLOVER,
    Annotation,
    Area,
    Candidate,
    Event,
    EventPlace,
    EventTime,
    Place,
    Publication,
    Quantity,
    ResolvedToponym,
    Span,
    Timex,
)

Json = dict[str, Any]


def annotation_json(annotation: Annotation, raw_id: Any = None) -> Json:
    """Return the contract's object for an article; `raw_id` is its id where that was no string."""
    return {
        "id": annotation.article.id if raw_id is None else raw_id,
        "published": annotation.publication and publication_json(annotation.publication),
        "toponyms": [toponym_json(t) for t in annotation.toponyms if not t.toponym.descriptive],
        "described": [toponym_json(t) for t in annotation.toponyms if t.toponym.descriptive],
        "timexes": [timex_json(timex) for timex in annotation.timexes],
        "events": [event_json(event) for event in annotation.events],
    }


def publication_json(publication: Publication) -> Json:
    """Return the contract's "published"."""
    return {
        "date": day(publication.date),
        "printed": publication.printed,
        "basis": publication.basis.value,
        "evidence": publication.evidence and span_json(publication.evidence),
        "alternatives": [
            {"date": day(reading.date), "odds": round(reading.odds, 4), "reason": reading.reason}
            for reading in publication.alternatives
        ],
        "warnings": list(publication.warnings),
    }


def toponym_json(resolved: ResolvedToponym) -> Json:
    """Return one of the contract's "toponyms"."""
    area = resolved.area
    return {
        **span_json(resolved.toponym.span),
        "surface": resolved.toponym.surface,
        "role": resolved.toponym.role.value,
        "demonym": resolved.toponym.demonym,
        "lat": area and round(area.lat, 5),
        "lon": area and round(area.lon, 5),
        "radius_km": area and round(area.radius_km, 1),
        "place": resolved.place and area and place_json(resolved.place, area),
        "basis": resolved.basis.value,
        "recognition": round(resolved.toponym.score, 4),
        "score": round(resolved.score, 4),
        "reason": resolved.reason,
        "alternatives": [candidate_json(candidate) for candidate in resolved.alternatives],
    }


def place_json(place: Place, area: Area) -> Json:
    """Return a toponym's "place"; the precision is that of the area it is drawn as."""
    return {
        "id": place.id,
        "name": place.name,
        "feature": f"{place.feature_class}.{place.feature_code}",
        "country": place.country or None,
        "admin1": place.admin1 or None,
        "precision": int(area.precision),
    }


def candidate_json(candidate: Candidate) -> Json:
    """Return one of a toponym's "alternatives"."""
    place = candidate.place
    return {
        "id": place.id,
        "name": place.name,
        "feature": f"{place.feature_class}.{place.feature_code}",
        "country": place.country or None,
        "admin1": place.admin1 or None,
        "lat": round(place.lat, 5),
        "lon": round(place.lon, 5),
        "score": round(candidate.score, 4),
    }


def timex_json(timex: Timex) -> Json:
    """Return one of the contract's "timexes"."""
    return {
        **span_json(timex.span),
        "surface": timex.surface,
        "type": timex.type.value,
        "value": timex.value,
        "from": timex.interval and day(timex.interval.first),
        "to": timex.interval and day(timex.interval.last),
        "precision": timex.precision and int(timex.precision),
        "reason": timex.reason,
    }


def event_json(event: Event) -> Json:
    """Return one of the contract's "events"."""
    return {
        "id": event.id,
        "sentence": span_json(event.sentence),
        "trigger": span_json(event.trigger),
        "summary": event.summary,
        "kind": event.kind.value,
        "plover": list(PLOVER.get(event.kind, ())),
        "status": event.status.value,
        "actors": list(event.actors),
        "where": event.where and where_json(event.where),
        "when": event.when and when_json(event.when),
        "confidence": round(event.confidence, 4),
        "mentions": [span_json(span) for span in event.mentions],
        "quantities": [quantity_json(quantity) for quantity in event.quantities],
    }


def quantity_json(quantity: Quantity) -> Json:
    """Return one of an event's "quantities"."""
    return {
        "counted": quantity.counted,
        "low": quantity.low,
        "best": quantity.best,
        "high": quantity.high,
        "unit": quantity.unit or None,
        "claimed": quantity.claimed,
        "evidence": span_json(quantity.evidence),
    }


def where_json(where: EventPlace) -> Json:
    """Return an event's "where"."""
    area = where.area
    return {
        "lat": round(area.lat, 5),
        "lon": round(area.lon, 5),
        "name": area.name,
        "place_id": where.place_id,
        "precision": int(area.precision),
        "radius_km": round(area.radius_km, 1),
        "basis": where.basis.value,
        "evidence": span_json(where.evidence),
        "candidates": [
            {"id": site.place_id, "name": site.name, "lat": site.lat, "lon": site.lon} for site in area.sites
        ],
    }


def when_json(when: EventTime) -> Json:
    """Return an event's "when"."""
    return {
        "from": day(when.interval.first),
        "to": day(when.interval.last),
        "precision": int(when.precision),
        "basis": when.basis.value,
        "evidence": when.evidence and span_json(when.evidence),
        "reason": when.reason,
    }


def span_json(span: Span) -> Json:
    """Return a span's offsets."""
    return {"start": span.start, "end": span.end}


def day(value: date | None) -> str | None:
    """Return a day in ISO 8601."""
    return None if value is None else value.isoformat()
