"""The events of a dataset as columns in memory, and corrected events laid over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geodata.dataset import SCHEMAS, Dataset, load_table
from geodata.dataset.geoparquet import positions
from geodata.records import Kind, Status

Booleans = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]

EPOCH = date(1970, 1, 1)
BEGINNING, END = -(10**9), 10**9
"""Days that stand for an open end."""

DEPTH = 30
"""Positions on the map are whole numbers below 2 ** DEPTH, as the Web Mercator projection lays them out."""

UNREAD = ("bbox", "geometry")
"""Columns that only tell other programs what `area` tells."""

NORTHERNMOST = 85.0511
KINDS, STATUSES = tuple(Kind), tuple(Status)


@dataclass(frozen=True, slots=True, eq=False)
class EventColumns:
    """The events in the order of the text, article by article.

    `table` has the columns on disk but `UNREAD`, in the order of its parts; `part_row` is each event's row there.
    `lat` and `lon` are not numbers where there is no place on earth; `x` and `y` are -1 there. `first` and `last` hold
    `BEGINNING` and `END` for open ends. `kind` and `status` index `KINDS` and `STATUSES`, `place` indexes `places`.
    """

    table: pa.Table
    part_row: Numbers
    lat: Numbers
    lon: Numbers
    x: Numbers
    y: Numbers
    precision: Numbers
    place: Numbers
    places: tuple[str, ...]
    dated: Booleans
    first: Numbers
    last: Numbers
    kind: Numbers
    status: Numbers

    def __len__(self) -> int:
        """The number of events."""
        return len(self.dated)


def read_columns(dataset: Dataset) -> EventColumns:
    """Read all events of a dataset into memory. Raises `DatasetError` where a part cannot be read."""
    table = load_table(dataset, "events", [name for name in SCHEMAS["events"].names if name not in UNREAD])
    return _columns(table, _in_order_of_text(table))


def overlaid(columns: EventColumns, rows: pa.Table) -> EventColumns:
    """Return the columns with some events, as the dataset's table has them, in place of those of the same ids."""
    places = places_of(columns.table, rows)
    there, own = list(places), rows.select(columns.table.column_names).take(pa.array(places.values()))
    fresh = _columns(own, np.arange(len(own)))
    event_of_row = np.empty(len(columns), np.int64)
    event_of_row[columns.part_row] = np.arange(len(columns))
    at = event_of_row[there]
    numbers = {name: number for number, name in enumerate(columns.places)}
    codes = np.array([numbers.setdefault(fresh.places[code], len(numbers)) for code in fresh.place], np.int32)

    def over(name: str, values: Numbers) -> Numbers:
        whole: Numbers = getattr(columns, name).copy()
        whole[at] = values
        return whole

    plain = ("lat", "lon", "x", "y", "precision", "dated", "first", "last", "kind", "status")
    return EventColumns(
        table=put_in_place(columns.table, there, own),
        part_row=columns.part_row,
        place=over("place", codes),
        places=tuple(numbers),
        **{name: over(name, getattr(fresh, name)) for name in plain},
    )


def places_of(keys: pa.Table, rows: pa.Table) -> dict[int, int]:
    """Return where each row's event stands in a table: the row there, and here, in the order of the table."""
    wanted = {pair: i for i, pair in enumerate(_pairs(rows))}
    alike = np.flatnonzero(pc.is_in(keys["id"], rows["id"].combine_chunks()))
    pairs = _pairs(keys.take(pa.array(alike)))
    return {int(there): wanted[pair] for there, pair in zip(alike, pairs, strict=True) if pair in wanted}


def _pairs(table: pa.Table) -> list[tuple[str, str]]:
    return list(zip(table["article_id"].to_pylist(), table["id"].to_pylist(), strict=True))


def put_in_place(table: pa.Table, places: Sequence[int], rows: pa.Table) -> pa.Table:
    """Return a table with rows in place of some of its own, whose numbers are ascending; nothing else is copied."""
    pieces, before = [], 0
    for i, place in enumerate(places):
        pieces += [table.slice(before, place - before), rows.slice(i, 1)]
        before = place + 1
    return pa.concat_tables([*pieces, table.slice(before)])


def _columns(table: pa.Table, order: Numbers) -> EventColumns:
    """Return the columns of a table of events, in an order of its rows."""
    area = table["area"]
    lat, lon = (degrees[order] for degrees in positions(area))
    x, y = _on_map(lat, lon)
    names = pc.dictionary_encode(_field(area, "name").fill_null("")).combine_chunks()
    days = {name: table[name].cast(pa.int32()) for name in ("first", "last")}
    return EventColumns(
        table=table,
        part_row=order,
        lat=lat,
        lon=lon,
        x=x,
        y=y,
        precision=_numbers(_field(area, "precision"), 0).astype(np.uint8)[order],
        place=_numbers(names.indices, 0).astype(np.int32)[order],
        places=tuple(names.dictionary.to_pylist()),
        dated=table["dated"].to_numpy()[order],
        first=_numbers(days["first"], BEGINNING).astype(np.int32)[order],
        last=_numbers(days["last"], END).astype(np.int32)[order],
        kind=_codes(table["kind"], KINDS)[order],
        status=_codes(table["status"], STATUSES)[order],
    )


def _in_order_of_text(table: pa.Table) -> Numbers:
    """Return the rows of events by article, place of the trigger in the text, and id."""
    article = _ranks(table["article_id"])
    start = _field(table["trigger"], "start").to_numpy()
    order = np.lexsort((start, article))
    is_tied = (np.diff(article[order]) == 0) & (np.diff(start[order]) == 0)
    if is_tied.any():  # seldom: an id of its own each makes the ids costly to sort
        order = np.lexsort((_ranks(table["id"]), start, article))
    return order


def _ranks(column: pa.ChunkedArray) -> Numbers:
    """Return the place of each text among the different ones, sorted."""
    encoded = pc.dictionary_encode(column).combine_chunks()
    ranks = np.empty(len(encoded.dictionary), np.int64)
    ranks[pc.sort_indices(encoded.dictionary).to_numpy()] = np.arange(len(ranks))
    found: Numbers = ranks[encoded.indices.to_numpy(zero_copy_only=False)]
    return found


def _field(structs: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    return pc.struct_field(structs, name)


def _numbers(column: Any, missing: float) -> Numbers:
    filled = column.fill_null(missing)
    found: Numbers = filled.to_numpy() if isinstance(column, pa.ChunkedArray) else filled.to_numpy(zero_copy_only=False)
    return found


def _codes(column: pa.ChunkedArray, members: Sequence[str]) -> Numbers:
    return _numbers(pc.index_in(column, pa.array([str(member) for member in members])), 0).astype(np.uint8)


def _on_map(lat: Numbers, lon: Numbers) -> tuple[Numbers, Numbers]:
    """Return positions in Web Mercator, from the north-west corner of the world; -1 for what is no number."""
    angle = np.radians(np.clip(lat, -NORTHERNMOST, NORTHERNMOST))
    with np.errstate(invalid="ignore"):
        across = (lon + 180) / 360
        down = (1 - np.arcsinh(np.tan(angle)) / np.pi) / 2
        places = [np.nan_to_num(np.clip(share, 0, 1 - 1e-9) * 2**DEPTH, nan=-1) for share in (across, down)]
    return places[0].astype(np.int32), places[1].astype(np.int32)


def day_number(day: date) -> int:
    """Return a day as the columns count it."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """Return the day that a number stands for."""
    return EPOCH + timedelta(days=int(number))
