"""A dataset's events as GeoJSON or CSV, for other programs."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from typing import IO

from geodata import queries
from geodata.contract import Json, day, event_json
from geodata.dataset import Dataset
from geodata.records import Annotation, Event

CSV_COLUMNS = (
    "id", "article_id", "source", "published", "kind", "status", "actors", "summary", "quote",
    "lat", "lon", "place", "place_id", "where_precision", "where_basis", "radius_km",
    "from", "to", "when_precision", "when_basis", "confidence",
)  # fmt: skip


def write_geojson(dataset: Dataset, out: IO[str]) -> int:
    """Write every event as a feature and return their number; one without a place has a null geometry."""
    out.write('{"type": "FeatureCollection", "features": [')
    count = 0
    for annotation, event in _annotated_events(dataset):
        out.write(",\n" if count else "\n")
        out.write(json.dumps(_feature(annotation, event), ensure_ascii=False))
        count += 1
    out.write("\n]}\n")
    return count


def write_csv(dataset: Dataset, out: IO[str]) -> int:
    """Write every event as a row and return their number."""
    table = csv.DictWriter(out, CSV_COLUMNS, lineterminator="\n")
    table.writeheader()
    count = 0
    for annotation, event in _annotated_events(dataset):
        table.writerow({key: _cell(value) for key, value in _row(annotation, event).items()})
        count += 1
    return count


WRITERS: dict[str, Callable[[Dataset, IO[str]], int]] = {"geojson": write_geojson, "csv": write_csv}


def _annotated_events(dataset: Dataset) -> Iterator[tuple[Annotation, Event]]:
    for article in queries.articles(dataset):
        annotation = queries.annotation(dataset, article.id)
        for event in annotation.events:
            yield annotation, event


def _feature(annotation: Annotation, event: Event) -> Json:
    fields = event_json(event)
    where = event.where
    point = {"type": "Point", "coordinates": [where.area.lon, where.area.lat]} if where else None
    about = {"article_id": event.article_id, "quote": event.sentence.of(annotation.article.text),
             "source": annotation.article.url or annotation.article.source,
             "published": annotation.publication and day(annotation.publication.date)}  # fmt: skip
    return {"type": "Feature", "id": event.id, "geometry": point, "properties": about | fields}


def _row(annotation: Annotation, event: Event) -> Json:
    where, when = event.where, event.when
    return {
        "id": event.id,
        "article_id": event.article_id,
        "source": annotation.article.url or annotation.article.source,
        "published": annotation.publication and day(annotation.publication.date),
        "kind": event.kind.value,
        "status": event.status.value,
        "actors": "; ".join(event.actors),
        "summary": event.summary,
        "quote": event.sentence.of(annotation.article.text),
        "lat": where and where.area.lat,
        "lon": where and where.area.lon,
        "place": where and where.area.name,
        "place_id": where and where.place_id,
        "where_precision": where and int(where.area.precision),
        "where_basis": where and where.basis.value,
        "radius_km": where and where.area.radius_km,
        "from": when and day(when.interval.first),
        "to": when and day(when.interval.last),
        "when_precision": when and int(when.precision),
        "when_basis": when and when.basis.value,
        "confidence": event.confidence,
    }


def _cell(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula: such text gets an apostrophe before it."""
    if isinstance(value, str) and value.lstrip().startswith(("=", "+", "-", "@")):
        return "'" + value
    return value
