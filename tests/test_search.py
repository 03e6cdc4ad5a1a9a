"""The index of a real dataset: what it answers, when it is made, and what it does when damaged."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from geodata import columns as ec
from geodata import queries, search
from geodata.corrections import PlaceValue, correction_of, written_over
from geodata.corrections.records import Field
from geodata.dataset import Dataset, load_table, read_dataset, write_dataset
from geodata.errors import DatasetError
from geodata.queries import EventQuery
from geodata.records import Area, Kind, WherePrecision
from geodata.synthetic import write_synthetic
from tests.samples import annotation


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return write_dataset(tmp_path / "data", [annotation("a"), annotation("b", place="Lima")])


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return write_synthetic(tmp_path_factory.mktemp("synthetic"), 5000)


def found(dataset: Dataset, text: str, in_articles: bool = False) -> set[str]:
    """Return the articles of the events that have the words."""
    return {event.article_id for event in queries.events(dataset, EventQuery(text=text, in_articles=in_articles))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("flood", {"a", "b"}),
        ("FLO", {"a", "b"}),  # how a word begins
        ("lood", set()),  # but not how it ends
        ("hi", set()),  # short words are not the beginning of "hit"
        ("on", {"a", "b"}),
        ("flood lima", {"b"}),
        ('"flood hit"', {"a", "b"}),
        ('"flood hi"', set()),
        ('"hit flood"', set()),
        ("lima-flood", set()),
        ("flood – , lima", {"b"}),  # what is no word is not looked for
        ('" , "', {"a", "b"}),
        ("flood* NOT lima", set()),  # FTS5's own words are words like any other
        ("summary:flood", set()),
        ("\0flood\0", {"a", "b"}),
        ("(" * 50 + "flood", {"a", "b"}),
    ],
)
def test_words_are_found_as_a_reader_means_them(dataset: Dataset, text: str, expected: set[str]) -> None:
    assert found(dataset, text) == expected
    assert found(dataset, text, in_articles=True) == expected


def test_only_so_many_words_are_looked_for(dataset: Dataset) -> None:
    assert found(dataset, "flood " * search.MOST_WORDS + "nowhere") == {"a", "b"}


def test_an_index_follows_what_is_written_and_forgets_what_went(dataset: Dataset) -> None:
    assert found(dataset, "oslo") == set()
    assert search.is_ready(dataset)
    grown = write_dataset(dataset.directory, [annotation("a", place="Oslo")])
    assert not search.is_ready(grown)
    assert found(grown, "oslo") == {"a"}
    assert found(grown, "rome") == set()
    assert found(grown, "lima") == {"b"}
    assert found(grown, "flood") == {"a", "b"}


def test_only_new_parts_are_indexed(tmp_path: Path) -> None:
    dataset = write_synthetic(tmp_path, 400, 20)
    whole = search.prepare(dataset).stat().st_mtime_ns
    told: list[tuple[int, int, str]] = []
    again = search.prepare(dataset, lambda *done: told.append(done))
    assert (again.stat().st_mtime_ns, told) == (whole, [])


@pytest.mark.parametrize("damage", [b"", b"no database", None])
def test_a_damaged_index_is_made_anew(dataset: Dataset, damage: bytes | None) -> None:
    path = search.prepare(dataset)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096) if damage is None else damage)
    assert found(dataset, "flood") == {"a", "b"}
    with closing(sqlite3.connect(search.prepare(dataset))) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_an_index_of_another_format_is_made_anew(dataset: Dataset) -> None:
    with closing(sqlite3.connect(search.prepare(dataset))) as db:
        db.execute("PRAGMA user_version = 999")
    assert not search.is_ready(dataset)
    assert found(dataset, "flood") == {"a", "b"}


def test_a_dataset_that_cannot_be_written_has_its_index_in_the_cache(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "cache"))
    (dataset.directory / search.FILE).mkdir()  # stops root, too
    assert found(dataset, "flood") == {"a", "b"}
    assert search.prepare(dataset).parent == tmp_path / "cache"
    assert search.is_ready(dataset)


def test_it_is_said_where_no_index_can_be_written(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (dataset.directory / search.FILE).mkdir()
    (tmp_path / "cache").write_text("no folder")
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "cache"))
    with pytest.raises(DatasetError, match="no search index can be written"):
        found(dataset, "flood")


def test_no_half_an_index_is_left(dataset: Dataset) -> None:
    def stop(_done: int, _total: int, _name: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search.prepare(dataset, stop)
    assert not list(dataset.directory.glob("*search*"))


def moved_to_oslo(dataset: Dataset, scratch: Path) -> Dataset:
    """Return the dataset with the flood of the first article corrected to be in Oslo."""
    told = queries.annotation(dataset, "a")
    oslo = PlaceValue(Area("Ósló", 59.91, 10.75, 5, WherePrecision.EXACT), "gn:4")
    correction = correction_of(told, told.events[0], Field.WHERE, oslo, datetime.now(UTC))
    return written_over(dataset, [correction], scratch).dataset


def test_corrected_events_are_found_by_what_they_are_now(dataset: Dataset, tmp_path: Path) -> None:
    corrected = moved_to_oslo(dataset, tmp_path / "scratch")
    assert found(corrected, "oslo") == {"a"}
    assert found(corrected, "lima") == {"b"}
    assert found(corrected, "flood") == {"a", "b"}
    assert found(corrected, "rome") == {"a"}  # its sentence says so still
    assert found(corrected, "mayor", in_articles=True) == {"a", "b"}
    assert found(dataset, "oslo") == set()


def test_a_corrected_dataset_whose_folder_moved_on_is_still_answered(dataset: Dataset, tmp_path: Path) -> None:
    corrected = moved_to_oslo(dataset, tmp_path / "scratch")
    write_dataset(dataset.directory, [annotation("c")])
    assert found(corrected, "oslo") == {"a"}
    assert found(corrected, "flood") == {"a", "b"}
    assert found(read_dataset(dataset.directory), "flood") == {"a", "b", "c"}


def test_many_parts_are_searched_as_one(tmp_path: Path) -> None:
    dataset = write_synthetic(tmp_path, 20_000, 10_001)
    assert len(dataset.files["events"]) > 1
    events = queries.events(dataset)
    texts = {row["id"]: row["text"] for row in load_table(dataset, "articles", ["id", "text"]).to_pylist()}
    for text, words in (("EARTHQUAKE", ["earthquake"]), ('"rescue of miners"', ["rescue of miners"]),
                        ("confirm okaf", ["confirmed", "Okafor"])):  # fmt: skip
        told = [" ".join(span.of(texts[e.article_id]) for span in (e.sentence, *e.mentions)) for e in events]
        expected = {e.id for e, words_of in zip(events, told, strict=True) if all(word in words_of for word in words)}
        assert expected
        assert {event.id for event in queries.events(dataset, EventQuery(text=text))} == expected


@pytest.mark.parametrize("in_articles", [False, True])
@pytest.mark.parametrize("kinds", [frozenset(), frozenset({Kind.LEGAL, Kind.CRIME})])
@pytest.mark.parametrize("actors", [frozenset(), frozenset({"police", "mayor"})])
def test_columns_in_memory_find_what_a_query_finds(
    synthetic: Dataset, in_articles: bool, kinds: frozenset[Kind], actors: frozenset[str]
) -> None:
    query = EventQuery(text="confirmed", in_articles=in_articles, kinds=kinds, actors=actors)
    columns = ec.read_columns(synthetic)
    others = ec.other_conditions(query)
    assert others is not None
    fit = ec.matching(columns, query, ec.meeting(synthetic, columns, others))
    expected = queries.events(synthetic, query)
    assert expected
    assert ec.events_at(columns, np.flatnonzero(fit)) == expected


def test_an_event_is_found_without_its_article(dataset: Dataset) -> None:
    told = annotation("z", place="Oslo")
    lonely = write_dataset(dataset.directory, [replace(told, article=replace(told.article, id="other"))])
    assert "z" in found(lonely, "mayor oslo")
