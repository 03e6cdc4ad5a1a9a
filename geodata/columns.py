"""All events of a dataset as columns in memory: counted, binned and picked by numpy, in a few milliseconds a million.

Days are whole numbers, counted from 1 January 1970. A selection is a boolean for each event.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geodata import queries, search
from geodata.dataset import SCHEMAS, Dataset, event_of, load_table
from geodata.dataset.geoparquet import positions
from geodata.queries import Box, EventQuery, Order
from geodata.records import Event, Interval, Kind, Status, WherePrecision

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


class Unit(StrEnum):
    """The stretch of time that one bar of a histogram stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


LONGEST = {Unit.DAY: 92, Unit.WEEK: 550, Unit.MONTH: 3660}
"""Days up to which a histogram has bars of the unit: about a hundred at most, so that each can be seen and hit."""


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


@dataclass(frozen=True, slots=True)
class Tally:
    """What a selection holds: events, those with a place, the first and last day, and the most frequent place."""

    events: int
    placed: int
    days: Interval | None
    main_place: str
    at_main_place: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """Events by day, week, month or year: the first day of each bar, the day after the last bar, and the counts.

    An event counts in every bar that its days reach into, as a filter by that bar's days would find it.
    """

    unit: Unit
    starts: tuple[int, ...]
    end: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """Events that lie close together on the map: their middle, the box that holds them, and how many of each group."""

    lat: float
    lon: float
    box: Box
    counts: tuple[int, ...]


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


def matching(columns: EventColumns, query: EventQuery, others: Booleans | None = None) -> Booleans:
    """Return which events fit; `others` is the answer to `other_conditions`, where there are any."""
    fit = np.ones(len(columns), np.bool_) if others is None else others.copy()
    if not query.undated:
        fit &= columns.dated
    if query.interval:
        fit &= ~columns.dated | _overlapping(columns, query.interval)
    for codes, wanted, members in (
        (columns.kind, query.kinds, KINDS),
        (columns.status, query.statuses, STATUSES),
    ):
        if wanted:
            fit &= np.isin(codes, [members.index(member) for member in wanted])
    if query.box:
        fit &= within(columns, query.box)
    return fit


def other_conditions(query: EventQuery) -> EventQuery | None:
    """Return what of a query is not answered from columns but by DuckDB, or `None` if nothing is."""
    rest = replace(
        query, interval=None, undated=True, kinds=frozenset(), statuses=frozenset(), box=None, order=Order.TEXT
    )
    return None if rest == EventQuery() else rest


def meeting(dataset: Dataset, columns: EventColumns, query: EventQuery) -> Booleans:
    """Return which events fit, as DuckDB and the index of words find them."""
    rest = replace(query, text="", in_articles=False)
    fit = np.ones(len(columns), np.bool_)
    if rest != EventQuery():
        fit &= _at(columns, queries.rows(dataset, rest))
    if search.expression(query.text) and query.in_articles:
        ids = search.find_articles(dataset, query.text)
        fit &= pc.is_in(columns.table["article_id"], ids.combine_chunks()).to_numpy()[columns.part_row]
    elif search.expression(query.text):
        fit &= _at(columns, search.find_events(dataset, query.text))
    return fit


def _at(columns: EventColumns, part_rows: Numbers) -> Booleans:
    """Return which events have one of some numbers on disk."""
    found = np.zeros(len(columns), np.bool_)
    found[part_rows] = True
    return found[columns.part_row]


def _overlapping(columns: EventColumns, interval: Interval) -> Booleans:
    first = BEGINNING if interval.first is None else day_number(interval.first)
    last = END if interval.last is None else day_number(interval.last)
    return (columns.last >= first) & (columns.first <= last)


def within(columns: EventColumns, box: Box) -> Booleans:
    """Return which events lie in a box; it may reach past the antimeridian."""
    inside: Booleans = (columns.lat >= box.south) & (columns.lat <= box.north)
    if box.east - box.west < 360:
        west, east = ((degrees + 180) % 360 - 180 for degrees in (box.west, box.east))
        past_west, before_east = columns.lon >= west, columns.lon <= east
        inside &= past_west & before_east if west <= east else past_west | before_east
    return inside


def tally(columns: EventColumns, fit: Booleans) -> Tally:
    """Return what a selection holds."""
    placed = fit & (columns.x >= 0)
    by_place = np.bincount(columns.place[placed], minlength=len(columns.places) or 1)
    main = int(by_place.argmax())
    return Tally(
        events=int(fit.sum()),
        placed=int(placed.sum()),
        days=days_of(columns, fit),
        main_place=columns.places[main] if columns.places and by_place[main] else "",
        at_main_place=int(by_place[main]),
    )


def days_of(columns: EventColumns, fit: Booleans) -> Interval | None:
    """Return the first and the last day of the selected events, or `None` if none has a day."""
    first, last = _closed_ends(columns, np.flatnonzero(fit & columns.dated))
    return Interval(day_of(first.min()), day_of(last.max())) if len(first) else None


def days_begun(columns: EventColumns, fit: Booleans) -> tuple[date, ...]:
    """Return the days on which selected events begin, or end where no beginning is known, each once."""
    first, _ = _closed_ends(columns, np.flatnonzero(fit & columns.dated))
    return tuple(map(day_of, np.unique(first)))


def _closed_ends(columns: EventColumns, chosen: Numbers) -> tuple[Numbers, Numbers]:
    """Return the events' days with an open end at the other one; events open at both ends are left out."""
    first, last = columns.first[chosen], columns.last[chosen]
    known = (first != BEGINNING) | (last != END)
    first, last = first[known], last[known]
    return np.where(first == BEGINNING, last, first), np.where(last == END, first, last)


def unit_for(days: int) -> Unit:
    """Return the unit of a histogram over so many days."""
    return next((unit for unit, longest in LONGEST.items() if days <= longest), Unit.YEAR)


def histogram(columns: EventColumns, fit: Booleans, within_days: Interval | None = None) -> Histogram | None:
    """Return the selected events by the unit that their days demand, or `None` if none is dated.

    `within_days` (with both ends) takes the place of the days of the events themselves.
    """
    days = within_days or days_of(columns, fit)
    if days is None or days.first is None or days.last is None:
        return None
    unit = unit_for((days.last - days.first).days + 1)
    starts = _starts(unit, day_number(days.first), day_number(days.last))
    first, last = _closed_ends(columns, np.flatnonzero(fit & columns.dated))
    inside = (last >= starts[0]) & (first < starts[-1])
    bars = len(starts) - 1
    opening = np.searchsorted(starts, first[inside], "right") - 1
    closing = np.searchsorted(starts, last[inside], "right")
    change = np.bincount(np.maximum(opening, 0), minlength=bars + 1)[: bars + 1]
    change = change - np.bincount(np.minimum(closing, bars), minlength=bars + 1)[: bars + 1]
    counts = tuple(int(count) for count in np.cumsum(change)[:bars])
    return Histogram(unit, tuple(int(start) for start in starts[:-1]), int(starts[-1]), counts)


def _starts(unit: Unit, first: int, last: int) -> Numbers:
    """Return the first day of each bar that is needed from one day to another, and the day after the last bar."""
    if unit is Unit.DAY:
        return np.arange(first, last + 2)
    if unit is Unit.WEEK:
        monday = first - (first + 3) % 7  # 1 January 1970 was a Thursday
        return np.arange(monday, last + 8, 7)
    step = "M" if unit is Unit.MONTH else "Y"
    ends = np.array([first, last], "datetime64[D]").astype(f"datetime64[{step}]")
    return np.arange(ends[0], ends[1] + 2).astype("datetime64[D]").astype(np.int64)


def bins(
    columns: EventColumns, fit: Booleans, box: Box, zoom: float, groups: Numbers, pixels: int = 64
) -> tuple[Bin, ...]:
    """Return the selected events of a box gathered in squares of about so many pixels, as large as the zoom makes them.

    `groups` gives each kind of `KINDS` the number of the group that it is counted in.
    """
    chosen = np.flatnonzero(fit & within(columns, box))
    side = max(0, DEPTH - int(zoom) - 8 + int(np.log2(pixels)))
    across = columns.x[chosen] >> side
    down = columns.y[chosen] >> side
    if not len(chosen):
        return ()
    left, top = across.min(), down.min()
    wide = int(across.max() - left) + 1
    every_cell = (down - top).astype(np.int64) * wide + (across - left)
    # Deep in, the squares of the box are many more than those with events.
    occupied, cell = _numbered(every_cell)
    amount = len(occupied)
    number_of_groups = int(groups.max()) + 1
    counts = np.bincount(cell * number_of_groups + groups[columns.kind[chosen]], minlength=amount * number_of_groups)
    counts = counts.reshape(amount, number_of_groups)
    lat, lon = columns.lat[chosen], columns.lon[chosen]
    total = counts.sum(axis=1)
    middle_lat, middle_lon = (np.bincount(cell, weights, amount) / total for weights in (lat, lon))
    south, west, north, east = (np.full(amount, end) for end in (90.0, 180.0, -90.0, -180.0))
    np.minimum.at(south, cell, lat)
    np.minimum.at(west, cell, lon)
    np.maximum.at(north, cell, lat)
    np.maximum.at(east, cell, lon)
    return tuple(
        Bin(
            float(middle_lat[i]),
            float(middle_lon[i]),
            Box(float(south[i]), float(west[i]), float(north[i]), float(east[i])),
            tuple(int(count) for count in counts[i]),
        )
        for i in range(amount)
    )


def _numbered(cells: Numbers) -> tuple[Numbers, Numbers]:
    """Return the cells that occur, and for each event the number of its cell among them."""
    if (most := int(cells.max())) > 1_000_000:
        found, numbers = np.unique(cells, return_inverse=True)
        return found, numbers
    found = np.flatnonzero(np.bincount(cells))
    number_of = np.zeros(most + 1, np.int64)
    number_of[found] = np.arange(len(found))
    return found, number_of[cells]


def chosen(columns: EventColumns, fit: Booleans, order: Order, most: int, around: int | None = None) -> Numbers:
    """Return the rows of the first so many selected events, in the order of the text or of their days.

    Of more, `around` asks for the page with its row, if that one is selected.
    """
    rows = np.flatnonzero(fit)
    is_paged = around is not None and len(rows) > most and bool(fit[around])
    if order is Order.TIME:
        rows = _by_time(columns, rows, len(rows) if is_paged else most)
    if not is_paged:
        return rows[:most]
    half = max(1, most // 2)
    place = int(np.flatnonzero(rows == around)[0])
    first = max(0, place // half * half - half // 2)
    return rows[first : first + most]


def _by_time(columns: EventColumns, rows: Numbers, most: int) -> Numbers:
    """Return at least so many of the rows, sorted as a query sorts them: open ends count as the other one."""
    first, last = columns.first[rows], columns.last[rows]
    begins = np.where(columns.dated[rows], np.where(first == BEGINNING, last, first), END)
    if len(rows) > most:
        edge = np.partition(begins, most - 1)[most - 1]
        rows, begins, first, last = (each[begins <= edge] for each in (rows, begins, first, last))
    ends = np.where(columns.dated[rows], np.where(last == END, first, last), END)
    sorted_rows: Numbers = rows[np.lexsort((rows, ends, begins))]
    return sorted_rows


def events_of(columns: EventColumns, article_ids: Sequence[str]) -> tuple[Event, ...]:
    """Return the events of some articles, in the order of the text."""
    wanted = pc.is_in(columns.table["article_id"], pa.array(article_ids)).to_numpy()
    return events_at(columns, np.flatnonzero(wanted[columns.part_row]))


def row_of(columns: EventColumns, key: str) -> int | None:
    """Return the row of an event by its id, or by its article's id, a colon and its own, or `None`."""
    row = pc.index(columns.table["id"], key).as_py()
    for cut in (place for place, letter in enumerate(key) if letter == ":"):
        if row >= 0:
            break
        named = pc.and_(pc.equal(columns.table["article_id"], key[:cut]), pc.equal(columns.table["id"], key[cut + 1 :]))
        row = pc.index(named, True).as_py()
    return int(np.flatnonzero(columns.part_row == row)[0]) if row >= 0 else None


def events_at(columns: EventColumns, rows: Numbers) -> tuple[Event, ...]:
    """Return the events of some rows."""
    return tuple(map(event_of, columns.table.take(pa.array(columns.part_row[rows])).to_pylist()))


@dataclass(frozen=True, slots=True)
class Spot:
    """What little is known of an event without reading it: enough to draw it."""

    id: str
    article_id: str
    lat: float
    lon: float
    place: str
    kind: Kind
    status: Status
    precision: WherePrecision


def spots(columns: EventColumns, rows: Numbers) -> Iterable[Spot]:
    """Yield what is drawn of the events of some rows; those without a place are left out."""
    rows = rows[columns.x[rows] >= 0]
    names = columns.table.select(["id", "article_id"]).take(pa.array(columns.part_row[rows])).to_pydict()
    for i, row in enumerate(rows):
        yield Spot(
            names["id"][i],
            names["article_id"][i],
            float(columns.lat[row]),
            float(columns.lon[row]),
            columns.places[columns.place[row]],
            KINDS[columns.kind[row]],
            STATUSES[columns.status[row]],
            WherePrecision(int(columns.precision[row]) or 1),
        )
