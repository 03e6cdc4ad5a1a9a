"""What made-up reports tell, drawn by chance: places by population, days in stories that begin at once and fade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.gazetteer import Gazetteer
from geodata.records import Kind, Place, WhenPrecision, WherePrecision

Numbers = npt.NDArray[Any]

TOWNS = 5000
"""The most populous towns, which reports come from."""

FIRST_DAY, LAST_DAY = (int(np.datetime64(day, "D").astype(int)) for day in ("2019-01-01", "2024-12-31"))
"""Of publication, counted from 1 January 1970."""

STORIES = 60
OF_STORIES = 0.4
"""Share of the reports that belong to a story; the others come from anywhere on any day."""


@dataclass(frozen=True, slots=True)
class World:
    """Places to draw from: towns first, with the chance of each, then the divisions and countries that they lie in.

    `division` and `country` give each town the row of its first-order division and of its country.
    """

    places: tuple[Place, ...]
    chances: Numbers
    division: Numbers
    country: Numbers


@dataclass(frozen=True, slots=True)
class Reports:
    """The day of each report, the town it comes from, and the kind of event that its story is about, or -1."""

    day: Numbers
    town: Numbers
    kind: Numbers


@dataclass(frozen=True, slots=True)
class Wheres:
    """The row of each event's place, or -1, and how precise it is."""

    place: Numbers
    precision: Numbers


@dataclass(frozen=True, slots=True)
class Whens:
    """The days of each event, and how precise they are, or 0 where no day is known; `stated`: words say so."""

    first: Numbers
    last: Numbers
    precision: Numbers
    stated: npt.NDArray[np.bool_]


def open_world() -> World:
    """Return the world as the embedded gazetteer knows it."""
    gazetteer = Gazetteer.open()
    towns = gazetteer.most_populous("P", TOWNS)
    divisions = {(place.country, place.name): place for place in gazetteer.most_populous("A.ADM1")}
    above = [divisions.get((town.country, town.admin1)) for town in towns]
    countries = [gazetteer.country(town.country) for town in towns]
    rows = {place.id: row for row, place in enumerate(dict.fromkeys((*towns, *filter(None, (*above, *countries)))))}
    places = {place.id: place for place in (*towns, *filter(None, (*above, *countries)))}

    def rows_of(found: Sequence[Place | None]) -> Numbers:
        return np.array([rows[place.id] if place else row for row, place in enumerate(found)])

    people = np.array([town.population for town in towns], float)
    return World(tuple(places.values()), people / people.sum(), rows_of(above), rows_of(countries))


def draw_reports(random: np.random.Generator, world: World, count: int) -> Reports:
    """Return so many reports, earliest first."""
    length = LAST_DAY - FIRST_DAY + 1
    story = random.choice(STORIES, count, p=random.dirichlet(np.full(STORIES, 0.5)))
    told = random.random(count) < OF_STORIES
    begins, fades = random.integers(0, length, STORIES), random.uniform(2, 40, STORIES)
    towns, kinds = random.choice(TOWNS, STORIES, p=world.chances), random.integers(0, len(Kind), STORIES)
    since = random.exponential(fades[story]).astype(int)
    day = np.where(told, (begins[story] + since) % length, random.integers(0, length, count))
    town = np.where(told, towns[story], random.choice(TOWNS, count, p=world.chances))
    order = np.argsort(day, kind="stable")
    return Reports(FIRST_DAY + day[order], town[order], np.where(told, kinds[story], -1)[order])


def draw_wheres(random: np.random.Generator, world: World, home: Numbers) -> Wheres:
    """Return places for events that are told from a town: there, near it, in what it lies in, elsewhere, or unknown."""
    elsewhere = random.choice(TOWNS, len(home), p=world.chances)
    choices = (
        (0.46, home, WherePrecision.EXACT),
        (0.08, home, WherePrecision.NEAR),
        (0.08, world.division[home], WherePrecision.FIRST_ORDER),
        (0.10, world.country[home], WherePrecision.COUNTRY),
        (0.10, elsewhere, WherePrecision.EXACT),
        (0.18, np.full(len(home), -1), WherePrecision.EXACT),
    )
    chosen = random.choice(len(choices), len(home), p=[share for share, _, _ in choices])
    place = np.choose(chosen, [places for _, places, _ in choices])
    precision = np.array([precision for _, _, precision in choices])[chosen]
    # A town whose division or country the gazetteer lacks stands for itself.
    return Wheres(place, np.where((place >= 0) & (place < TOWNS) & (precision > 2), WherePrecision.EXACT, precision))


def draw_whens(random: np.random.Generator, published: Numbers, ahead: npt.NDArray[np.bool_]) -> Whens:
    """Return days for events of reports of some days: around them, in a month, by the report's own day, or unknown."""
    count = len(published)
    way = random.choice(["day", "month", "report", "unknown"], count, p=[0.5, 0.08, 0.22, 0.2])
    away = np.minimum(random.exponential(4, count), 90).astype(int)
    day = np.where(way == "report", published, published + np.where(ahead, away + 1, -away))
    month = day.astype("datetime64[D]").astype("datetime64[M]")
    month_first, month_last = (each.astype("datetime64[D]").astype(int) for each in (month, month + 1))
    in_month = way == "month"
    precision = np.where(in_month, WhenPrecision.MONTH, np.where(way == "unknown", 0, WhenPrecision.DAY))
    return Whens(
        np.where(in_month, month_first, day),
        np.where(in_month, month_last - 1, day),
        precision,
        in_month | (way == "day"),
    )
