"""Made-up datasets: true to the records, the same for the same seed, and marked as made up."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from geodata import queries
from geodata.dataset import SCHEMAS, TABLES, Dataset, load_table, read_dataset, write_dataset
from geodata.errors import DatasetError
from geodata.gazetteer import Gazetteer
from geodata.records import Annotation, Basis, Kind, Status, WhenPrecision
from geodata.synthetic import synthetic_tables, write_synthetic
from tests.samples import annotation

EVENTS, ARTICLES = 3000, 300


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return write_synthetic(tmp_path_factory.mktemp("synthetic"), EVENTS, ARTICLES)


@pytest.fixture(scope="module")
def annotations(dataset: Dataset) -> tuple[Annotation, ...]:
    ids = load_table(dataset, "articles", ["id"])["id"].to_pylist()
    found = queries.annotations_of(dataset, ids)
    return tuple(found[key] for key in ids)


def test_tables_are_those_that_the_records_make(
    dataset: Dataset, annotations: tuple[Annotation, ...], tmp_path: Path
) -> None:
    from_records = write_dataset(tmp_path, annotations)
    for table in TABLES:
        rows, others = load_table(dataset, table), load_table(from_records, table)
        assert rows.schema.equals(SCHEMAS[table])
        assert sorted(rows.to_pylist(), key=repr) == sorted(others.to_pylist(), key=repr)
    assert queries.count(dataset) == EVENTS
    assert len(queries.articles(dataset)) == ARTICLES


def test_spans_are_the_words_that_they_stand_for(annotations: tuple[Annotation, ...]) -> None:
    for told in annotations:
        text = told.article.text
        assert told.publication is not None
        assert told.publication.evidence is not None
        assert told.publication.evidence.of(text) == told.publication.printed
        assert all(toponym.toponym.span.of(text) == toponym.toponym.surface for toponym in told.toponyms)
        assert all(timex.span.of(text) == timex.surface for timex in told.timexes)
        for event in told.events:
            sentence = event.sentence.of(text)
            assert sentence.startswith("The ")
            assert sentence.endswith(".")
            assert "\n" not in sentence
            assert event.summary in sentence
            assert event.sentence.covers(event.trigger)
            assert event.trigger.of(text).isalpha()
            assert event.actors[0] in sentence
            assert all(span.of(text).endswith(".") and "\n" not in span.of(text) for span in event.mentions)
            assert all(q.evidence.of(text) == f"{q.best:.0f} people" for q in event.quantities)


def test_evidence_says_where_and_when(annotations: tuple[Annotation, ...]) -> None:
    gazetteer = Gazetteer.open()
    for told in annotations:
        text = told.article.text
        places = {toponym.toponym.span: toponym.place for toponym in told.toponyms}
        timexes = {timex.span: timex for timex in told.timexes}
        for event in told.events:
            if event.where:
                assert event.sentence.covers(event.where.evidence)
                assert event.where.evidence.of(text) == event.where.area.name
                assert event.where.place_id is not None
                assert places[event.where.evidence] == gazetteer.get(event.where.place_id)
            if event.when and event.when.evidence:
                assert event.sentence.covers(event.when.evidence)
                assert timexes[event.when.evidence].interval == event.when.interval
                assert str(event.when.interval.first.year) in event.when.evidence.of(text)
            elif event.when:
                assert told.publication is not None
                assert event.when.interval.first == told.publication.date
                assert event.when.basis is Basis.DATELINE


def test_events_are_of_every_sort(annotations: tuple[Annotation, ...]) -> None:
    events = [event for told in annotations for event in told.events]
    assert {event.kind for event in events} == set(Kind)
    assert {event.status for event in events} == set(Status)
    assert {event.where.area.precision for event in events if event.where} == {1, 2, 4, 6}
    assert {event.when.precision for event in events if event.when} == {WhenPrecision.DAY, WhenPrecision.MONTH}
    assert 0.1 < sum(event.where is None for event in events) / EVENTS < 0.3
    assert 0.1 < sum(event.when is None for event in events) / EVENTS < 0.3
    assert 0.5 < sum(event.status is Status.HAPPENED for event in events) / EVENTS < 0.7
    days = Counter(told.publication.date.isoformat()[:7] for told in annotations if told.publication)
    assert len(days) > 40
    assert max(days.values()) > 3 * ARTICLES / len(days)  # stories come at once
    assert all(
        event.when.interval.first > told.publication.date
        for told in annotations
        for event in told.events
        if told.publication and event.when and event.when.evidence
        if event.status is Status.PLANNED and event.when.precision is WhenPrecision.DAY and event.when.interval.first
    )


def test_everything_says_that_it_is_made_up(dataset: Dataset, annotations: tuple[Annotation, ...]) -> None:
    assert read_dataset(dataset.directory).configuration.startswith("synthetic")
    for told in annotations:
        article = told.article
        assert article.text.startswith("Synthetic report")
        assert (article.title or "").startswith("Synthetic report")
        assert "synthetic" in (article.source or "")
        assert ".example/" in (article.url or "")  # a domain that never is anyone's
        assert article.id.startswith("synthetic-")


def test_a_seed_makes_the_same_dataset_again_and_another_one_another() -> None:
    first, again, other = (list(synthetic_tables(EVENTS, ARTICLES, seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_parts_hold_the_numbers_asked_for() -> None:
    parts = list(synthetic_tables(25_001, 10_007))
    assert len(parts) == 2
    assert sum(part["events"].num_rows for part in parts) == 25_001
    ids = [key for part in parts for key in part["articles"]["id"].to_pylist()]
    assert len(set(ids)) == 10_007
    events = [key for part in parts for key in part["events"]["id"].to_pylist()]
    assert len(set(events)) == 25_001


@pytest.mark.parametrize(("events", "articles"), [(0, 1), (1, 1), (1, 5), (5, 1)])
def test_few_events_are_made_as_well(tmp_path: Path, events: int, articles: int) -> None:
    made = write_synthetic(tmp_path, events, articles)
    assert queries.count(made) == events
    assert len(queries.articles(made)) == articles


@pytest.mark.parametrize(("events", "articles", "seed"), [(-1, 1, 1), (1, 0, 1), (10**12, 1, 1), (1, 1, -1)])
def test_impossible_numbers_are_refused(tmp_path: Path, events: int, articles: int, seed: int) -> None:
    with pytest.raises(ValueError, match="must"):
        write_synthetic(tmp_path / "data", events, articles, seed)
    assert not (tmp_path / "data").exists()


def test_a_dataset_that_is_there_is_left_alone(tmp_path: Path) -> None:
    write_dataset(tmp_path, [annotation("a")])
    with pytest.raises(DatasetError, match="holds a dataset already"):
        write_synthetic(tmp_path, 10)
    assert [article.id for article in queries.articles(read_dataset(tmp_path))] == ["a"]
