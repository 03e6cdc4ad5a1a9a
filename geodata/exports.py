"""A dataset's events as GeoJSON, CSV, KML or GeoParquet, for other programs.

Article text is hostile: a cell is no formula, and nothing in KML is markup.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from html import escape
from importlib.metadata import entry_points
from itertools import islice
from typing import IO, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.contract import Json, day, event_json
from geodata.dataset import Dataset
from geodata.dataset.geoparquet import boxes, metadata_of, points
from geodata.dataset.schema import BBOX
from geodata.queries import EventQuery
from geodata.quotes import QuotedEvent, quoted_events
from geodata.records import Interval

CSV_COLUMNS = (
    "id", "article_id", "source", "published", "kind", "status", "actors", "summary", "quote",
    "lat", "lon", "place", "place_id", "where_precision", "where_basis", "radius_km",
    "from", "to", "when_precision", "when_basis", "confidence",
)  # fmt: skip

FORMULA = re.compile(r"[\W_]*?[=+\-@＝＋－＠]")
"""What a spreadsheet may take for a formula, whatever blanks and invisible marks stand before it."""

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_geojson(dataset: Dataset, out: IO[str], query: EventQuery | None = None) -> int:
    """Write the events as features and return their number; one without a place has a null geometry."""
    out.write('{"type": "FeatureCollection", "features": [')
    count = 0
    for quoted in quoted_events(dataset, query):
        out.write(",\n" if count else "\n")
        out.write(json.dumps(_feature(quoted), ensure_ascii=False))
        count += 1
    out.write("\n]}\n")
    return count


def write_csv(dataset: Dataset, out: IO[str], query: EventQuery | None = None) -> int:
    """Write the events as rows and return their number."""
    table = csv.DictWriter(out, CSV_COLUMNS, lineterminator="\n")
    table.writeheader()
    count = 0
    for quoted in quoted_events(dataset, query):
        table.writerow({key: _cell(value) for key, value in _row(quoted).items()})
        count += 1
    return count


def write_kml(dataset: Dataset, out: IO[str], query: EventQuery | None = None) -> int:
    """Write the events as placemarks and return their number; one without a place has no point."""
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n')
    out.write(f"<name>Dateline</name>\n<description>{_xml(dataset.configuration)}</description>\n")
    count = 0
    for quoted in quoted_events(dataset, query):
        out.write(_placemark(quoted))
        count += 1
    out.write("</Document>\n</kml>\n")
    return count


def write_geoparquet(dataset: Dataset, out: IO[bytes], query: EventQuery | None = None) -> int:
    """Write the events as a GeoParquet table, with the columns of the CSV, and return their number."""
    metadata = metadata_of(_PARQUET_SCHEMA) | {"dateline.configuration": dataset.configuration}
    count = 0
    rows = map(_row, quoted_events(dataset, query))
    with pq.ParquetWriter(out, _PARQUET_SCHEMA.with_metadata(metadata), compression="zstd") as writer:
        while some := list(islice(rows, _ROWS_A_GROUP)):
            writer.write_table(_located(some).cast(_PARQUET_SCHEMA))
            count += len(some)
    return count


def _located(rows: list[Json]) -> pa.Table:
    """Return rows as a table with the geometry and the box of each."""
    table = pa.Table.from_pylist(rows, _COLUMNS)
    lat, lon = (table[name].fill_null(np.nan).to_numpy() for name in ("lat", "lon"))
    return table.append_column("bbox", boxes(lat, lon)).append_column("geometry", points(lat, lon))


Writer = Callable[[Dataset, IO[str]], int]

FORMATS = "dateline.formats"
"""The group of entry points by which other packages offer formats: the dashboard's page of its own, `html`."""


def writers() -> dict[str, Writer]:
    """Return what writes each text format, by its name."""
    offered = {point.name: cast(Writer, point.load()) for point in entry_points(group=FORMATS)}
    return {"geojson": write_geojson, "csv": write_csv, "kml": write_kml} | offered


_NUMBERS = ("lat", "lon", "radius_km", "confidence")
_WHOLE = ("where_precision", "when_precision")
_COLUMNS = pa.schema(
    [(name, pa.float64() if name in _NUMBERS else pa.int8() if name in _WHOLE else pa.string()) for name in CSV_COLUMNS]
)
_PARQUET_SCHEMA = pa.schema([*_COLUMNS, ("bbox", BBOX), ("geometry", pa.binary())])
_ROWS_A_GROUP = 16_384


def _feature(quoted: QuotedEvent) -> Json:
    event = quoted.event
    where = event.where
    point = {"type": "Point", "coordinates": [where.area.lon, where.area.lat]} if where else None
    about = {"article_id": event.article_id, "quote": quoted.quote, "source": quoted.source,
             "published": day(quoted.published)}  # fmt: skip
    return {"type": "Feature", "id": event.id, "geometry": point, "properties": about | event_json(event)}


def _row(quoted: QuotedEvent) -> Json:
    event = quoted.event
    where, when = event.where, event.when
    return {
        "id": event.id,
        "article_id": event.article_id,
        "source": quoted.source,
        "published": day(quoted.published),
        "kind": event.kind.value,
        "status": event.status.value,
        "actors": "; ".join(event.actors),
        "summary": event.summary,
        "quote": quoted.quote,
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
    return "'" + value if isinstance(value, str) and FORMULA.match(value) else value


def _placemark(quoted: QuotedEvent) -> str:
    event = quoted.event
    fields = "".join(
        f'<Data name="{name}"><value>{_xml(value)}</value></Data>'
        for name, value in _row(quoted).items()
        if value is not None and name not in ("lat", "lon", "quote", "summary")
    )
    # Earth browsers show a description as HTML: the quote is escaped for that first.
    parts = [f"<name>{_xml(event.summary)}</name>", f"<description>{_xml(escape(quoted.quote))}</description>"]
    if event.when:
        parts.append(_time_span(event.when.interval))
    parts.append(f"<ExtendedData>{fields}</ExtendedData>")
    if event.where:
        parts.append(f"<Point><coordinates>{event.where.area.lon},{event.where.area.lat}</coordinates></Point>")
    return f"<Placemark>{''.join(parts)}</Placemark>\n"


def _time_span(interval: Interval) -> str:
    begin = f"<begin>{interval.first.isoformat()}</begin>" if interval.first else ""
    end = f"<end>{interval.last.isoformat()}</end>" if interval.last else ""
    return f"<TimeSpan>{begin}{end}</TimeSpan>"


def _xml(value: Any) -> str:
    """Return a value as text of XML; what no XML may hold becomes U+FFFD."""
    return escape(NOT_IN_XML.sub("\ufffd", str(value)))
