"""Selected events of the columns counted: in all, by days, and by places on the map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from geodata.columns.selection import within
from geodata.columns.table import BEGINNING, DEPTH, END, Booleans, EventColumns, Numbers, day_number, day_of
from geodata.queries import Box
from geodata.records import Interval


class Unit(StrEnum):
    """The stretch of time that one bar of a histogram stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


LONGEST = {Unit.DAY: 92, Unit.WEEK: 550, Unit.MONTH: 3660}
"""Days up to which a histogram has bars of the unit: about a hundred at most, so that each can be seen and hit."""


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
