"""Which events of the columns fit a query or a box, and the events themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata import queries, search
from geodata.columns.table import BEGINNING, END, KINDS, STATUSES, Booleans, EventColumns, Numbers, day_number
from geodata.dataset import Dataset, event_of
from geodata.queries import Box, EventQuery, Order
from geodata.records import Event, Interval, Kind, Status, WherePrecision


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
