"""Records ↔ a dataset on disk: a folder of GeoParquet tables that a manifest names.

The manifest `dataset.json` is replaced in one step after the new tables are on disk, so that a reader sees the
earlier dataset or the new one, and a failed write leaves the earlier one whole.
"""

from __future__ import annotations

import json
import os
import struct
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from geodata import records as r
from geodata.errors import DatasetError

SCHEMA_VERSION = 2
_READABLE = frozenset({1, 2})
"""Version 1 lacks the events' quantities; they are read as none."""
MANIFEST = "dataset.json"
TABLES = ("articles", "toponyms", "timexes", "events", "failures")

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
SCHEMAS = {
    "articles": pa.schema([
        ("id", pa.string()), ("title", pa.string()), ("text", pa.large_string()), ("printed", pa.string()),
        ("url", pa.string()), ("source", pa.string()), ("publication", _PUBLICATION),
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
        ("mentions", pa.list_(_SPAN)), ("quantities", pa.list_(_QUANTITY)), ("geometry", pa.binary()),
    ]),
    "failures": pa.schema([("article_id", pa.string()), ("stage", pa.string()), ("message", pa.string())]),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset on disk as its manifest tells it; `files` are the Parquet parts of each table."""

    directory: Path
    configuration: str
    files: dict[str, tuple[Path, ...]]


def read_dataset(directory: Path) -> Dataset:
    """Return the dataset in a folder; reads its manifest only.

    Raises `DatasetError` where there is none, or it is damaged or of another version.
    """
    try:
        manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
        version = manifest["schema_version"]
        files = {table: tuple(directory / name for name in manifest["files"][table]) for table in TABLES}
    except FileNotFoundError as error:
        raise DatasetError(f"there is no dataset in {directory}; make one with dateline read PATH -o DIR") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"the dataset in {directory} is damaged: {MANIFEST} cannot be read ({error})") from error
    if version not in _READABLE:
        raise DatasetError(
            f"the dataset in {directory} has schema version {version}, this Dateline reads {SCHEMA_VERSION}; "
            "read its articles again into a new folder"
        )
    missing = [file.name for parts in files.values() for file in parts if not file.is_file()]
    if missing:
        raise DatasetError(f"the dataset in {directory} is damaged: {', '.join(missing)} missing")
    return Dataset(directory, str(manifest.get("configuration", "")), files)


def write_dataset(
    directory: Path,
    annotations: Iterable[r.Annotation],
    failures: Iterable[r.Failure] = (),
    configuration: str = "",
) -> Dataset:
    """Write annotations and failures into a folder's dataset, beside what it already holds.

    An article that is there already, by id or by source, is replaced. Raises `DatasetError` where the folder
    cannot be written or holds a dataset that cannot be read; the earlier dataset is whole then.
    """
    fresh = tables_of(annotations, failures)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        earlier = read_dataset(directory) if (directory / MANIFEST).exists() else None
        tables = _merge(earlier, fresh) if earlier else fresh
        return _replace(directory, tables, configuration, earlier)
    except (OSError, pa.ArrowException) as error:
        raise DatasetError(f"the dataset in {directory} cannot be written: {error}") from error


def tables_of(annotations: Iterable[r.Annotation], failures: Iterable[r.Failure]) -> dict[str, pa.Table]:
    """Return the Arrow tables of records, one a name of `TABLES`."""
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
    for annotation in annotations:
        key = annotation.article.id
        rows["articles"].append(_article_row(annotation))
        rows["toponyms"] += [_toponym_row(key, toponym) for toponym in annotation.toponyms]
        rows["timexes"] += [_timex_row(key, timex) for timex in annotation.timexes]
        rows["events"] += [_event_row(event) for event in annotation.events]
    rows["failures"] = [asdict(failure) for failure in failures]
    return {table: pa.Table.from_pylist(rows[table], SCHEMAS[table]) for table in TABLES}


def with_events(dataset: Dataset, events: pa.Table, path: Path) -> Dataset:
    """Return a dataset that differs from another in its events, which are written to a file of their own.

    Raises `DatasetError` where the file cannot be written.
    """
    try:
        _write_table(events, path, dataset.configuration)
    except (OSError, pa.ArrowException) as error:
        raise DatasetError(f"{path} cannot be written: {error}") from error
    return replace(dataset, files=dataset.files | {"events": (path,)})


def _merge(earlier: Dataset, fresh: dict[str, pa.Table]) -> dict[str, pa.Table]:
    new_ids = set(fresh["articles"]["id"].to_pylist())
    new_sources = set(fresh["articles"]["source"].to_pylist()) - {None}
    read_again = new_ids | new_sources | set(fresh["failures"]["article_id"].to_pylist())
    kept_articles = [
        row["id"]
        for row in load_table(earlier, "articles", ["id", "source"]).to_pylist()
        if row["id"] not in new_ids and row["source"] not in new_sources
    ]
    merged = {}
    for table in TABLES:
        key = "id" if table == "articles" else "article_id"
        old = load_table(earlier, table)
        if table == "failures":
            keep = [row not in read_again for row in old[key].to_pylist()]
        else:
            kept = set(kept_articles)
            keep = [row in kept for row in old[key].to_pylist()]
        merged[table] = pa.concat_tables([old.filter(pa.array(keep, pa.bool_())), fresh[table]])
    return merged


def load_table(dataset: Dataset, table: str, columns: Sequence[str] | None = None) -> pa.Table:
    """Return one table of a dataset. Raises `DatasetError` where a part cannot be read."""
    try:
        parts = [_read_part(path, table, columns) for path in dataset.files[table]]
    except (OSError, pa.ArrowException) as error:
        raise DatasetError(f"the dataset in {dataset.directory} is damaged: {error}") from error
    schema = SCHEMAS[table] if columns is None else pa.schema([SCHEMAS[table].field(c) for c in columns])
    return pa.concat_tables([part.cast(schema) for part in parts]) if parts else schema.empty_table()


def _read_part(path: Path, table: str, columns: Sequence[str] | None) -> pa.Table:
    """Return a part with every column asked for; those that its version didn't have hold nulls."""
    wanted = list(columns) if columns is not None else SCHEMAS[table].names
    held = set(pq.read_schema(path).names)
    part = pq.read_table(path, columns=[name for name in wanted if name in held], partitioning=None)
    for name in set(wanted) - held:
        part = part.append_column(name, pa.nulls(part.num_rows, SCHEMAS[table].field(name).type))
    return part.select(wanted)


def _replace(directory: Path, tables: dict[str, pa.Table], configuration: str, earlier: Dataset | None) -> Dataset:
    generation = uuid.uuid4().hex[:12]
    files: dict[str, tuple[Path, ...]] = {table: (directory / f"{table}-{generation}.parquet",) for table in TABLES}
    pending = directory / f"{MANIFEST}.{generation}"
    names = {table: [path.name for path in paths] for table, paths in files.items()}
    manifest = {"schema_version": SCHEMA_VERSION, "configuration": configuration, "files": names}
    try:
        for table, paths in files.items():
            _write_table(tables[table], paths[0], configuration)
        pending.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        _flush(pending)
        os.replace(pending, directory / MANIFEST)  # noqa: PTH105 (one step, over the old one, on every system)
    except BaseException:
        for path in (pending, *(path for paths in files.values() for path in paths)):
            path.unlink(missing_ok=True)
        raise
    written = Dataset(directory, configuration, files)
    _remove_old_parts(written, earlier)
    return written


def _remove_old_parts(current: Dataset, earlier: Dataset | None) -> None:
    """Remove the parts of datasets before the earlier one, whose parts a reader may still hold open."""
    wanted = {path for dataset in (current, earlier) if dataset for parts in dataset.files.values() for path in parts}
    for table in TABLES:
        for path in set(current.directory.glob(f"{table}-*.parquet")) - wanted:
            path.unlink(missing_ok=True)


def _write_table(table: pa.Table, path: Path, configuration: str) -> None:
    metadata = {"dateline.schema_version": str(SCHEMA_VERSION), "dateline.configuration": configuration}
    if "geometry" in table.column_names:
        metadata["geo"] = json.dumps(GEO_METADATA)
    pq.write_table(table.replace_schema_metadata(metadata), path, compression="zstd")
    _flush(path)


def _flush(path: Path) -> None:
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


GEO_METADATA = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
}


def wkb_point(area: r.Area | None) -> bytes | None:
    """Return a WKB point (longitude, latitude), as GeoParquet wants it."""
    return None if area is None else struct.pack("<BIdd", 1, 1, area.lon, area.lat)


def _article_row(annotation: r.Annotation) -> dict[str, Any]:
    publication = annotation.publication
    return asdict(annotation.article) | {"publication": None if publication is None else asdict(publication)}


def _toponym_row(article_id: str, resolved: r.ResolvedToponym) -> dict[str, Any]:
    toponym = resolved.toponym
    return {
        "article_id": article_id,
        "start": toponym.span.start,
        "end": toponym.span.end,
        "surface": toponym.surface,
        "role": toponym.role,
        "recognition_score": toponym.score,
        "demonym": toponym.demonym,
        "descriptive": toponym.descriptive,
        "anchor": toponym.anchor and asdict(toponym.anchor),
        "place": resolved.place and asdict(resolved.place),
        "area": resolved.area and asdict(resolved.area),
        "basis": resolved.basis,
        "score": resolved.score,
        "alternatives": [asdict(candidate) for candidate in resolved.alternatives],
        "reason": resolved.reason,
        "geometry": wkb_point(resolved.area),
    }


def _timex_row(article_id: str, timex: r.Timex) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "start": timex.span.start,
        "end": timex.span.end,
        "surface": timex.surface,
        "type": timex.type,
        "value": timex.value,
        "anchored": timex.interval is not None,
        "first": timex.interval and timex.interval.first,
        "last": timex.interval and timex.interval.last,
        "precision": timex.precision,
        "reason": timex.reason,
    }


def _event_row(event: r.Event) -> dict[str, Any]:
    where, when = event.where, event.when
    return {
        "id": event.id,
        "article_id": event.article_id,
        "sentence": asdict(event.sentence),
        "trigger": asdict(event.trigger),
        "summary": event.summary,
        "kind": event.kind,
        "status": event.status,
        "actors": list(event.actors),
        "area": where and asdict(where.area),
        "place_id": where and where.place_id,
        "where_basis": where and where.basis,
        "where_evidence": where and asdict(where.evidence),
        "dated": when is not None,
        "first": when and when.interval.first,
        "last": when and when.interval.last,
        "when_precision": when and when.precision,
        "when_basis": when and when.basis,
        "when_evidence": when and when.evidence and asdict(when.evidence),
        "when_reason": when and when.reason,
        "confidence": event.confidence,
        "mentions": [asdict(span) for span in event.mentions],
        "quantities": [asdict(quantity) for quantity in event.quantities],
        "geometry": wkb_point(where.area if where else None),
    }


Row = dict[str, Any]


def article_of(row: Row) -> r.Article:
    """Return the article of a row of the articles table."""
    return r.Article(row["id"], row["text"], row["title"], row["printed"], row["url"], row["source"])


def publication_of(row: Row) -> r.Publication | None:
    """Return the publication of a row of the articles table."""
    fields = row["publication"]
    if fields is None:
        return None
    readings = tuple(r.DateReading(x["date"], x["odds"], x["reason"]) for x in fields["alternatives"])
    return r.Publication(
        fields["date"], fields["printed"], r.Basis(fields["basis"]), _span(fields["evidence"]), readings,
        tuple(fields["warnings"]),
    )  # fmt: skip


def toponym_of(row: Row) -> r.ResolvedToponym:
    """Return the resolved toponym of a row of the toponyms table."""
    toponym = r.Toponym(
        r.Span(row["start"], row["end"]), row["surface"], r.Role(row["role"]), row["recognition_score"],
        row["demonym"], row["descriptive"], _span(row["anchor"]),
    )  # fmt: skip
    alternatives = tuple(r.Candidate(r.Place(**x["place"]), x["score"]) for x in row["alternatives"])
    place = None if row["place"] is None else r.Place(**row["place"])
    return r.ResolvedToponym(
        toponym, place, _area(row["area"]), r.Basis(row["basis"]), row["score"], alternatives, row["reason"]
    )


def timex_of(row: Row) -> r.Timex:
    """Return the timex of a row of the timexes table."""
    interval = r.Interval(row["first"], row["last"]) if row["anchored"] else None
    precision = None if row["precision"] is None else r.WhenPrecision(row["precision"])
    return r.Timex(
        r.Span(row["start"], row["end"]), row["surface"], r.TimexType(row["type"]), row["value"], interval,
        precision, row["reason"],
    )  # fmt: skip


def event_of(row: Row) -> r.Event:
    """Return the event of a row of the events table."""
    where = when = None
    if (area := _area(row["area"])) and (evidence := _span(row["where_evidence"])):
        where = r.EventPlace(area, row["place_id"], r.Basis(row["where_basis"]), evidence)
    if row["dated"]:
        when = r.EventTime(
            r.Interval(row["first"], row["last"]), r.WhenPrecision(row["when_precision"]),
            r.Basis(row["when_basis"]), _span(row["when_evidence"]), row["when_reason"] or "",
        )  # fmt: skip
    return r.Event(
        row["id"], row["article_id"], r.Span(**row["sentence"]), r.Span(**row["trigger"]), row["summary"],
        r.Kind(row["kind"]), r.Status(row["status"]), tuple(row["actors"]), where, when, row["confidence"],
        tuple(r.Span(**span) for span in row["mentions"]),
        tuple(r.Quantity(**(q | {"evidence": r.Span(**q["evidence"])})) for q in row.get("quantities") or ()),
    )  # fmt: skip


def _span(fields: Row | None) -> r.Span | None:
    return None if fields is None else r.Span(**fields)


def _area(fields: Row | None) -> r.Area | None:
    if fields is None:
        return None
    sites = tuple(r.Site(**site) for site in fields["sites"])
    return r.Area(
        fields["name"], fields["lat"], fields["lon"], fields["radius_km"], r.WherePrecision(fields["precision"]),
        sites,
    )  # fmt: skip
