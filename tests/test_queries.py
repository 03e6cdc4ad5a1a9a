"""Questions to a real dataset on disk: each filter lets through what it says, and nothing hostile is run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from geodata import columns, queries
from geodata.dataset import Dataset, write_dataset
from geodata.queries import Box, EventQuery, Lack, Order
from geodata.records import Annotation, Event, Interval, Kind, Role, Span, Status
from tests.dashboard.samples import HOSTILE, PAYLOADS, STORY


def told_elsewhere() -> Annotation:
    """Return the story again, as another article of another site, with one event about Évora."""
    article = replace(
        STORY.article, id="other", text="Évora: ministers met again.", url="https://www.Other.example:80/a"
    )
    event = replace(
        STORY.events[0],
        id="other:e1",
        article_id="other",
        summary="Ministers met again",
        sentence=Span(0, 27),
        trigger=Span(17, 20),
        actors=("cabinet",),
        where=None,
        when=None,
    )
    return replace(STORY, article=article, toponyms=(), timexes=(), events=(event,))


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return write_dataset(tmp_path_factory.mktemp("dataset"), [STORY, told_elsewhere()])


def found(dataset: Dataset, query: EventQuery) -> list[str]:
    """Return the ids of the events that fit; the counts must say the same."""
    events = [event.id for event in queries.events(dataset, query)]
    assert queries.count(dataset, query) == len(events)
    return [key.removeprefix("story:") for key in events]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (EventQuery(), ["other:e1", "e1", "e2", "e3", "e4", "e5", "e6"]),
        (EventQuery(order=Order.TIME), ["e4", "e2", "e3", "e1", "other:e1", "e5", "e6"]),
        (EventQuery(article_id="story", kinds=frozenset({Kind.PROTEST, Kind.ECONOMY})), ["e2", "e6"]),
        (EventQuery(statuses=frozenset({Status.CLAIMED})), ["e4"]),
        (EventQuery(interval=Interval(date(2024, 2, 20), date(2024, 3, 14)), undated=False), ["e2", "e3", "e4"]),
        (EventQuery(interval=Interval(None, date(2024, 2, 1)), undated=False), ["e4"]),
        (EventQuery(interval=Interval(date(2030, 1, 1), None)), ["other:e1", "e5", "e6"]),
        (EventQuery(places=frozenset({"Porto", "Nowhere"})), ["e2", "e6"]),
        (EventQuery(actors=frozenset({"cabinet"})), ["other:e1"]),
        (EventQuery(sources=frozenset({"news.example"})), ["e1", "e2", "e3", "e4", "e5", "e6"]),
        (EventQuery(sources=frozenset({"other.example"})), ["other:e1"]),
        (EventQuery(roles=frozenset({Role.LOCATION})), ["e1", "e2", "e3", "e4", "e6"]),
        (EventQuery(roles=frozenset({Role.ACTOR})), []),
        (EventQuery(lacks=Lack.PLACE), ["other:e1", "e5"]),
        (EventQuery(lacks=Lack.DATE), ["other:e1", "e5", "e6"]),
    ],
)
def test_each_condition_lets_through_what_it_says(dataset: Dataset, query: EventQuery, ids: list[str]) -> None:
    assert found(dataset, query) == ids


@pytest.mark.parametrize(
    ("text", "in_articles", "ids"),
    [
        ("LISBON ferry", False, ["e1"]),  # the quote has "ferry", which the summary lacks
        ('"ferry line"', False, ["e1"]),
        ('"line ferry"', False, []),
        ("storms lisbon", False, []),
        ("storms lisbon", True, ["e1", "e2", "e3", "e4", "e5", "e6"]),
        ("evora", False, ["other:e1"]),  # accents are not asked for
        ("cabinet", False, ["other:e1"]),  # an actor
        ("Porto", False, ["e2", "e6"]),  # a place
        ('  "  ', False, ["other:e1", "e1", "e2", "e3", "e4", "e5", "e6"]),
    ],
)
def test_search_reads_quotes_summaries_actors_and_places_or_whole_articles(
    dataset: Dataset, text: str, in_articles: bool, ids: list[str]
) -> None:
    assert found(dataset, EventQuery(text=text, in_articles=in_articles)) == ids


@pytest.mark.parametrize(
    ("box", "ids"),
    [
        (Box(38, -10, 42, -8.5), ["e1", "e2", "e6"]),
        (Box(38, 350, 42, 351.5), ["e1", "e2", "e6"]),  # the world again, eastward
        (Box(38, 170, 42, 351.5), ["e1", "e2", "e6"]),  # across the antimeridian
        (Box(38, 170, 42, 200), []),
        (Box(-90, -300, 90, 300), ["e1", "e2", "e3", "e4", "e6"]),
    ],
)
def test_box_holds_what_lies_in_it_wherever_the_map_was_dragged(dataset: Dataset, box: Box, ids: list[str]) -> None:
    assert found(dataset, EventQuery(box=box)) == ids


def test_parts_that_are_left_unopened_hold_nothing_that_fits(tmp_path: Path) -> None:
    random = Random(4)

    def any_day() -> date | None:
        return None if random.random() < 0.1 else date(2024, 1, 1) + timedelta(random.randrange(200))

    def somewhere(event: Event, number: int) -> Event:
        assert event.where is not None
        assert event.when is not None
        area = replace(event.where.area, lat=random.uniform(-80, 80), lon=random.uniform(-180, 180))
        first, last = any_day(), any_day()
        if first and last:
            first, last = min(first, last), min(max(first, last), min(first, last) + timedelta(40))
        return replace(
            event,
            id=f"other:{number}",
            where=replace(event.where, area=area) if random.random() < 0.9 else None,
            when=replace(event.when, interval=Interval(first, last)) if random.random() < 0.9 else None,
        )

    sample = replace(STORY, events=tuple(somewhere(STORY.events[0], number) for number in range(120)))
    scattered = write_dataset(tmp_path, [sample])
    held = columns.read_columns(scattered)
    assert len(scattered.parts["events"]) > 6
    for _ in range(60):
        south, west = random.uniform(-80, 60), random.uniform(-360, 360)
        query = EventQuery(
            box=random.choice([None, Box(south, west, south + random.uniform(1, 90), west + random.uniform(1, 370))]),
            interval=random.choice([None, Interval(any_day(), any_day())]),
            undated=random.random() < 0.5,
        )
        assert queries.count(scattered, query) == columns.matching(held, query).sum(), query


def test_names_are_counted_and_the_newest_publication_is_known(dataset: Dataset) -> None:
    names = queries.names(dataset)
    assert names.places == {"Porto": 2, "Algarve": 1, "Lisbon": 1, "Portugal": 1}
    assert names.actors == {"ministers": 6, "cabinet": 1}
    assert names.sources == {"news.example": 6, "other.example": 1}
    assert names.newest == date(2024, 3, 14)
    assert list(queries.names(dataset, most=1).places) == ["Porto"]


def test_events_and_places_are_known_by_the_marks_they_have(dataset: Dataset) -> None:
    assert queries.has_event(dataset, "story:e1")
    assert not queries.has_event(dataset, "story:e9")
    assert queries.has_place(dataset, "p5")  # a toponym's
    assert queries.has_place(dataset, "s1")  # a site within an event's area
    assert not queries.has_place(dataset, "s9")


def test_hostile_words_are_found_as_they_are(tmp_path: Path) -> None:
    hostile = write_dataset(tmp_path / "hostile", HOSTILE)
    for number, payload in enumerate(PAYLOADS):
        expected = f"article {number}:{payload}"
        for query in (
            EventQuery(places=frozenset({payload})),
            EventQuery(actors=frozenset({payload})),
        ):
            assert found(hostile, query) == [expected]
        assert expected in found(hostile, EventQuery(text=payload))
        assert found(hostile, EventQuery(sources=frozenset({payload}))) == []
        assert queries.has_event(hostile, expected)
    assert found(hostile, EventQuery(text="' OR 1=1 --")) == []
