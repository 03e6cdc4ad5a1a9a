"""The columns of each table of a dataset."""

from __future__ import annotations

import pyarrow as pa

SCHEMA_VERSION = 3
READABLE = frozenset({1, 2, 3})
"""Version 1 lacks the events' quantities; 1 and 2 lack signatures, boxes and the table `sources`: they read as null."""

TABLES = ("articles", "toponyms", "timexes", "events", "failures", "sources")
KEYS = {table: "id" if table == "articles" else "article_id" for table in TABLES}
"""The column of each table that names the article."""

BBOX = pa.struct([(side, pa.float32()) for side in ("xmin", "ymin", "xmax", "ymax")])
_SPAN = pa.struct([("start", pa.int32()), ("end", pa.int32())])
_READING = pa.struct([("date", pa.date32()), ("odds", pa.float64()), ("reason", pa.string())])
_SITE = pa.struct([("name", pa.string()), ("place_id", pa.string()), ("lat", pa.float64()), ("lon", pa.float64())])
_AREA = pa.struct([
    ("name", pa.string()), ("lat", pa.float64()), ("lon", pa.float64()), ("radius_km", pa.float64()),
    ("precision", pa.int8()), ("sites", pa.list_(_SITE)),
])  # fmt: skip
_PLACE = pa.struct([
    ("id", pa.string()), ("name", pa.string()), ("lat", pa.float64()), ("lon", pa.float64()),
    ("feature_class", pa.string()), ("feature_code", pa.string()), ("country", pa.string()),
    ("admin1", pa.string()), ("population", pa.int64()), ("radius_km", pa.float64()),
])  # fmt: skip
_QUANTITY = pa.struct([
    ("counted", pa.string()), ("low", pa.float64()), ("best", pa.float64()), ("high", pa.float64()),
    ("unit", pa.string()), ("claimed", pa.bool_()), ("evidence", _SPAN),
])  # fmt: skip
_PUBLICATION = pa.struct([
    ("date", pa.date32()), ("printed", pa.string()), ("basis", pa.string()), ("evidence", _SPAN),
    ("alternatives", pa.list_(_READING)), ("warnings", pa.list_(pa.string())),
])  # fmt: skip
SCHEMAS: dict[str, pa.Schema] = {
    "articles": pa.schema([
        ("id", pa.string()), ("title", pa.string()), ("text", pa.large_string()), ("printed", pa.string()),
        ("url", pa.string()), ("source", pa.string()), ("publication", _PUBLICATION), ("signature", pa.binary()),
    ]),
    "toponyms": pa.schema([
        ("article_id", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("surface", pa.string()),
        ("role", pa.string()), ("recognition_score", pa.float64()), ("demonym", pa.bool_()),
        ("descriptive", pa.bool_()), ("anchor", _SPAN), ("place", _PLACE), ("area", _AREA),
        ("basis", pa.string()), ("score", pa.float64()),
        ("alternatives", pa.list_(pa.struct([("place", _PLACE), ("score", pa.float64())]))),
        ("reason", pa.string()), ("geometry", pa.binary()),
    ]),
    "timexes": pa.schema([
        ("article_id", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("surface", pa.string()),
        ("type", pa.string()), ("value", pa.string()), ("anchored", pa.bool_()), ("first", pa.date32()),
        ("last", pa.date32()), ("precision", pa.int8()), ("reason", pa.string()),
    ]),
    "events": pa.schema([
        ("id", pa.string()), ("article_id", pa.string()), ("sentence", _SPAN), ("trigger", _SPAN),
        ("summary", pa.string()), ("kind", pa.string()), ("status", pa.string()),
        ("actors", pa.list_(pa.string())), ("area", _AREA), ("place_id", pa.string()),
        ("where_basis", pa.string()), ("where_evidence", _SPAN), ("dated", pa.bool_()), ("first", pa.date32()),
        ("last", pa.date32()), ("when_precision", pa.int8()), ("when_basis", pa.string()),
        ("when_evidence", _SPAN), ("when_reason", pa.string()), ("confidence", pa.float64()),
        ("mentions", pa.list_(_SPAN)), ("quantities", pa.list_(_QUANTITY)), ("bbox", BBOX), ("geometry", pa.binary()),
    ]),
    "failures": pa.schema([("article_id", pa.string()), ("stage", pa.string()), ("message", pa.string())]),
    "sources": pa.schema([
        ("article_id", pa.string()), ("source", pa.string()), ("url", pa.string()), ("title", pa.string()),
    ]),
}  # fmt: skip
