"""Events in memory: they are counted and picked as DuckDB would, and gathered where they lie together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from geodata import columns as ec
from geodata import queries
from geodata.columns import EventColumns, Unit
from geodata.dataset import Dataset, write_dataset
from geodata.queries import Box, EventQuery, Order
from geodata.records import EventPlace, EventTime, Interval, Kind, Status, WhenPrecision
from tests.dashboard.samples import PORTO, STORY, THURSDAY

WORLD = Box(-85, -180, 85, 180)
ONE_GROUP = np.zeros(len(Kind), np.int64)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    second = replace(STORY.article, id="a story before", source="before.txt")
    moved = tuple(replace(each, id=each.id[6:], article_id=second.id) for each in STORY.events)
    open_ended = replace(moved[0], when=EventTime(Interval(None, date(2024, 3, 1)), WhenPrecision.YEAR, *_rest()))
    annotations = [STORY, replace(STORY, article=second, events=(open_ended, *moved[1:]))]
    return write_dataset(tmp_path_factory.mktemp("columns"), annotations)


def _rest():
    when = STORY.events[0].when
    assert when is not None
    return when.basis, when.evidence, when.reason


@pytest.fixture(scope="module")
def columns(dataset: Dataset) -> EventColumns:
    return ec.read_columns(dataset)


QUERIES = [
    EventQuery(),
    EventQuery(undated=False),
    EventQuery(interval=Interval(THURSDAY, THURSDAY)),
    EventQuery(interval=Interval(None, date(2024, 2, 10)), undated=False),
    EventQuery(interval=Interval(date(2024, 3, 15), None), kinds=frozenset({Kind.MEETING_TRAVEL})),
    EventQuery(statuses=frozenset({Status.HAPPENED, Status.DENIED}), order=Order.TIME),
    EventQuery(article_id="story", kinds=frozenset({Kind.DISASTER_ACCIDENT})),
    EventQuery(text="storms", order=Order.TIME),
    EventQuery(places=frozenset({"Porto"}), interval=Interval(THURSDAY, None)),
    EventQuery(box=Box(38, -10, 42, -8.5)),
    EventQuery(box=Box(38, 350, 42, 351.5)),
]


@pytest.mark.parametrize("query", QUERIES)
def test_columns_find_what_duckdb_finds_in_the_same_order(
    dataset: Dataset, columns: EventColumns, query: EventQuery
) -> None:
    others = ec.other_conditions(query)
    fit = ec.matching(columns, query, ec.meeting(dataset, columns, others) if others else None)
    found = ec.events_at(columns, ec.chosen(columns, fit, query.order, 1000))
    assert found == queries.events(dataset, query)


@pytest.mark.parametrize("order", list(Order))
def test_first_few_are_the_beginning_of_all(columns: EventColumns, order: Order) -> None:
    fit = np.ones(len(columns), np.bool_)
    everything = list(ec.chosen(columns, fit, order, 1000))
    assert len(everything) == len(columns) == 2 * len(STORY.events)
    assert list(ec.chosen(columns, fit, order, 4)) == everything[:4]
    page = list(ec.chosen(columns, fit, order, 4, around=everything[9]))
    assert everything[9] in page
    assert page == everything[everything.index(page[0]) :][:4]


def test_row_is_found_by_the_events_key(columns: EventColumns) -> None:
    for key, article in (("story:e2", "story"), ("a story before:e2", "a story before")):
        row = ec.row_of(columns, key)
        assert row is not None
        assert ec.events_at(columns, np.array([row]))[0].article_id == article
    assert ec.row_of(columns, "story:e99") is None


def test_tally_counts_events_places_and_days(columns: EventColumns) -> None:
    counted = ec.tally(columns, np.ones(len(columns), np.bool_))
    assert (counted.events, counted.placed, counted.main_place, counted.at_main_place) == (12, 10, "Porto", 4)
    assert counted.days == Interval(date(2024, 2, 1), date(2024, 3, 15))
    nothing = ec.tally(columns, np.zeros(len(columns), np.bool_))
    assert (nothing.events, nothing.days, nothing.main_place) == (0, None, "")


def test_histogram_counts_an_event_in_every_bar_that_a_filter_would_find_it_by(columns: EventColumns) -> None:
    everything = np.ones(len(columns), np.bool_)
    found = ec.histogram(columns, everything)
    assert found is not None
    assert found.unit is Unit.DAY
    assert ec.day_of(found.starts[0]) == date(2024, 2, 1)
    assert ec.day_of(found.end) == date(2024, 3, 16)
    for start, count in zip(found.starts, found.counts, strict=True):
        day = ec.day_of(start)
        dated = EventQuery(interval=Interval(day, day), undated=False)
        # An event that is open at one end counts at the other alone: else it would be in every bar before it.
        expected = ec.matching(columns, dated) & ~((columns.first == ec.BEGINNING) & (columns.last != start))
        assert count == expected.sum(), day


@pytest.mark.parametrize(
    ("last", "unit", "bars"),
    [
        (date(2024, 3, 31), Unit.DAY, 91),
        (date(2024, 12, 31), Unit.WEEK, 53),
        (date(2027, 12, 31), Unit.MONTH, 48),
        (date(2050, 1, 1), Unit.YEAR, 27),
    ],
)
def test_histogram_takes_the_unit_that_the_span_demands(
    columns: EventColumns, last: date, unit: Unit, bars: int
) -> None:
    found = ec.histogram(columns, np.ones(len(columns), np.bool_), Interval(date(2024, 1, 1), last))
    assert found is not None
    assert (found.unit, len(found.counts)) == (unit, bars)
    assert ec.day_of(found.starts[0]) == date(2024, 1, 1)
    assert max(found.counts) > 0


def test_bins_hold_every_placed_event_once_and_part_as_the_map_comes_closer(columns: EventColumns) -> None:
    everything = np.ones(len(columns), np.bool_)
    far = ec.bins(columns, everything, WORLD, 0, ONE_GROUP)
    assert [each.counts for each in far] == [(10,)]
    assert far[0].box == Box(37.2, -9.14, 41.15, -8.0)
    near = ec.bins(columns, everything, WORLD, 7, ONE_GROUP)
    assert len(near) == 4
    assert sum(sum(each.counts) for each in near) == 10
    porto = next(each for each in near if each.counts == (4,))
    assert (porto.lat, porto.lon) == pytest.approx((PORTO.lat, PORTO.lon))
    by_kind = ec.bins(columns, everything, WORLD, 0, np.arange(len(Kind)))
    assert by_kind[0].counts[list(Kind).index(Kind.DISASTER_ACCIDENT)] == 4
    assert ec.bins(columns, everything, Box(-10, 100, 0, 110), 3, ONE_GROUP) == ()
    assert ec.bins(columns, everything, WORLD, 18, ONE_GROUP)


def test_events_that_are_nowhere_on_earth_are_counted_as_without_a_place(tmp_path: Path) -> None:
    first = STORY.events[0]
    assert first.where is not None
    lost = EventPlace(replace(first.where.area, lat=float("nan")), *_place_rest(first.where))
    far = EventPlace(replace(first.where.area, lat=99.0), *_place_rest(first.where))
    events = (replace(first, where=lost), replace(first, id="story:far", where=far), STORY.events[1])
    columns = ec.read_columns(write_dataset(tmp_path, [replace(STORY, events=events)]))
    everything = np.ones(len(columns), np.bool_)
    assert ec.tally(columns, everything).placed == 1
    assert sum(sum(each.counts) for each in ec.bins(columns, everything, WORLD, 3, ONE_GROUP)) == 1
    assert [spot.id for spot in ec.spots(columns, np.arange(3))] == ["story:e2"]


def _place_rest(where: EventPlace):
    return where.place_id, where.basis, where.evidence


def test_dataset_without_events_has_empty_columns(tmp_path: Path) -> None:
    columns = ec.read_columns(write_dataset(tmp_path, [replace(STORY, events=())]))
    nothing = ec.matching(columns, EventQuery())
    assert ec.tally(columns, nothing).events == 0
    assert ec.histogram(columns, nothing) is None
    assert ec.bins(columns, nothing, WORLD, 3, ONE_GROUP) == ()
