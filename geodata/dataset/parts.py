"""Rows of a table → Parquet parts: partitioned by month, in an order that keeps together what is asked together."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import PurePosixPath

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata.dataset.geoparquet import Numbers, along_curve, boxes, metadata_of, points, positions
from geodata.dataset.manifest import Corners, Days, Part
from geodata.dataset.schema import KEYS, SCHEMA_VERSION
from geodata.dataset.storage import Storage

UNDATED = "month=undated"

MOST_ROWS = {"articles": 10_000, "events": 200_000}
"""Rows of a part, of other tables `_MOST_ROWS`: what replacing one article rewrites, in about a second."""
_MOST_ROWS = 200_000

ROWS_A_GROUP = {"articles": 256, "events": 16_384}
"""Rows of a row group, of other tables `_ROWS_A_GROUP`: what an article, or a view of a town, reads at the least."""
_ROWS_A_GROUP = 4_096

_OPEN = (date.min, date.max)


def most_rows(table: str) -> int:
    """Return how many rows a part of a table may have."""
    return MOST_ROWS.get(table, _MOST_ROWS)


def folder_of(table: str, name: str) -> str | None:
    """Return the folder that a part lies in, or `None` where it lies elsewhere than this version puts it."""
    folder = PurePosixPath(name).parent
    return str(folder) if folder.parts[:1] == (table,) else None


def by_folder(table: str, rows: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Yield the rows of a table by the folder that they belong in: events by month, others in one."""
    if not rows.num_rows:
        return
    if table != "events":
        yield table, rows
        return
    months = _months(rows)
    order = np.argsort(months, kind="stable")
    rows, months = rows.take(pa.array(order)), months[order]
    starts = np.flatnonzero(np.diff(months, prepend=-2))
    for start, end in zip(starts, [*starts[1:], len(months)], strict=True):
        yield f"{table}/{_month_name(int(months[start]))}", rows.slice(start, end - start)


def _months(events: pa.Table) -> Numbers:
    """Return the month of each event, counted from the year 0; -1 for those without a day."""
    day = pc.coalesce(events["first"], events["last"])
    day = pc.if_else(pc.fill_null(events["dated"], False), day, pa.scalar(None, day.type))
    months = pc.add(pc.multiply(pc.year(day), 12), pc.subtract(pc.month(day), 1))
    return np.asarray(pc.fill_null(months, -1).to_numpy())


def _month_name(number: int) -> str:
    return UNDATED if number < 0 else f"month={number // 12:04}-{number % 12 + 1:02}"


def written_parts(storage: Storage, table: str, folder: str, rows: pa.Table, configuration: str) -> Iterator[Part]:
    """Write rows as parts of at most so many rows, in order; yield each before it is on disk, to be kept account of."""
    rows = prepared(table, rows)
    pieces = max(1, -(-rows.num_rows // most_rows(table)))
    size = -(-rows.num_rows // pieces)
    for start in range(0, rows.num_rows, size):
        piece = rows.slice(start, size)
        name = f"{folder}/{uuid.uuid4().hex[:16]}.parquet"
        days, box = (_days(piece), _box(piece)) if table == "events" else (None, None)
        yield Part(storage.at(name), piece.num_rows, days, box)
        write_part(storage, table, name, piece, configuration)


def write_part(storage: Storage, table: str, name: str, rows: pa.Table, configuration: str) -> None:
    """Write prepared rows as one Parquet file."""
    metadata = {"dateline.schema_version": str(SCHEMA_VERSION), "dateline.configuration": configuration}
    if "geometry" in rows.schema.names:
        metadata |= metadata_of(rows.schema)
    group = ROWS_A_GROUP.get(table, _ROWS_A_GROUP)
    storage.write_table(rows.replace_schema_metadata(metadata), name, compression="zstd", row_group_size=group)


def prepared(table: str, rows: pa.Table) -> pa.Table:
    """Return rows with their geometries and boxes, in the order of a part: events by place, others by article."""
    rows = with_shapes(table, rows)
    if table != "events":
        return rows.sort_by(KEYS[table])
    return rows.take(pa.array(np.argsort(along_curve(*positions(rows["area"])), kind="stable")))


def with_shapes(table: str, rows: pa.Table) -> pa.Table:
    """Return rows with the geometries and boxes of their areas, where the table has such."""
    if "geometry" not in rows.schema.names:
        return rows
    lat, lon = positions(rows["area"])
    rows = _with(rows, "geometry", points(lat, lon))
    return _with(rows, "bbox", boxes(lat, lon)) if table == "events" else rows


def _with(rows: pa.Table, name: str, values: pa.Array) -> pa.Table:
    place = rows.schema.get_field_index(name)
    return rows.set_column(place, rows.schema.field(place), values)


def _days(events: pa.Table) -> Days | None:
    dated = events.select(["first", "last"]).filter(pc.fill_null(events["dated"], False))
    if not dated.num_rows:
        return None
    first, last = dated["first"], dated["last"]
    return (
        _OPEN[0] if first.null_count else pc.min(first).as_py(),
        _OPEN[1] if last.null_count else pc.max(last).as_py(),
    )


def _box(events: pa.Table) -> Corners | None:
    lat, lon = positions(events["area"])
    if np.isnan(lat).all():
        return None
    return float(np.nanmin(lat)), float(np.nanmin(lon)), float(np.nanmax(lat)), float(np.nanmax(lon))


def rows_in(parts: Sequence[Part]) -> int:
    """Return the number of rows of parts that tell it."""
    return sum(part.rows or 0 for part in parts)
