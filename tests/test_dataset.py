import os
from datetime import date

import duckdb
import pytest

from geodata import queries
from geodata.dataset import read_dataset, storage, write_dataset
from geodata.errors import DatasetError
from geodata.queries import EventQuery
from geodata.records import Annotation, Article, Failure, Interval, Kind, Status
from tests.samples import annotation


@pytest.fixture
def written(tmp_path):
    return write_dataset(tmp_path / "data", [annotation("a"), annotation("b", place="Lima")], [Failure("c", "x", "y")])


def test_records_survive_the_disk(written):
    assert queries.annotation(written, "a") == annotation("a")
    assert queries.failures(written) == (Failure("c", "x", "y"),)


def test_real_annotation_survives_the_disk(tmp_path, seed):
    dataset = write_dataset(tmp_path, [seed])
    assert queries.annotation(dataset, seed.article.id) == seed


def test_tables_can_be_read_without_dateline(written):
    with duckdb.connect() as connection:
        rows = connection.sql(f"SELECT kind, area.name, month FROM '{written.directory}/events/*/*.parquet'").fetchall()
    assert sorted(rows) == [("disaster_accident", "Lima", "2025-03"), ("disaster_accident", "Rome", "2025-03")]


def test_reading_again_replaces_an_article_and_keeps_the_others(written):
    changed = annotation("a", place="Oslo")
    again = write_dataset(written.directory, [changed])
    assert {s.id for s in queries.articles(again)} == {"a", "b"}
    assert queries.annotation(again, "a") == changed
    assert queries.annotation(again, "b") == annotation("b", place="Lima")


def test_an_article_from_the_same_source_replaces_its_earlier_text(tmp_path):
    def from_file(article_id):
        sample = annotation(article_id)
        return Annotation(Article(article_id, sample.article.text, source="n/x.txt"), sample.publication, (), (), ())

    write_dataset(tmp_path, [from_file("x-1")])
    again = write_dataset(tmp_path, [from_file("x-2")])
    assert [s.id for s in queries.articles(again)] == ["x-2"]


def test_a_failure_ends_when_its_article_is_read(tmp_path):
    write_dataset(tmp_path, [], [Failure("a", "articles", "empty"), Failure("z", "articles", "empty")])
    again = write_dataset(tmp_path, [annotation("a")])
    assert [f.article_id for f in queries.failures(again)] == ["z"]


@pytest.mark.parametrize("step", [1, 3, 5])
def test_a_write_that_breaks_off_leaves_the_earlier_dataset_whole(written, monkeypatch, step):
    calls = []

    def fail_at_step(path):
        calls.append(path)
        if len(calls) == step:
            raise OSError(28, "No space left on device")

    before = files_in(written.directory)
    monkeypatch.setattr(storage, "flush", fail_at_step)
    with pytest.raises(DatasetError, match="No space left"):
        write_dataset(written.directory, [annotation("new")])
    monkeypatch.undo()
    assert queries.annotation(read_dataset(written.directory), "a") == annotation("a")
    assert files_in(written.directory) == before


def files_in(directory):
    return {path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file()}


def test_no_dataset_damaged_and_newer_are_clear_errors(tmp_path, written):
    with pytest.raises(DatasetError, match="there is no dataset"):
        read_dataset(tmp_path / "none")
    manifest = written.directory / "dataset.json"
    whole = manifest.read_text()
    manifest.write_text(whole[:20])
    with pytest.raises(DatasetError, match="damaged"):
        read_dataset(written.directory)
    manifest.write_text(whole.replace('"schema_version": 3', '"schema_version": 99'))
    with pytest.raises(DatasetError, match="schema version 99"):
        read_dataset(written.directory)
    manifest.write_text(whole)
    written.files["events"][0].unlink()
    with pytest.raises(DatasetError, match="missing"):
        read_dataset(written.directory)


def test_a_truncated_part_is_a_clear_error(written):
    path = written.files["events"][0]
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(DatasetError, match="cannot be read"):
        queries.events(written)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere; runs where tests are not run as root")
def test_folder_without_permission_is_a_clear_error(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(DatasetError, match="cannot be written"):
        write_dataset(tmp_path / "data", [annotation("a")])


def test_a_file_where_the_folder_should_be_is_a_clear_error(tmp_path):
    (tmp_path / "data").write_text("x")
    with pytest.raises(DatasetError, match="cannot be written"):
        write_dataset(tmp_path / "data", [annotation("a")])


class TestQueries:
    def test_articles_are_summed_up(self, written):
        summaries = queries.articles(written)
        assert [(s.id, s.events, s.published) for s in summaries] == [
            ("a", 1, date(2025, 3, 4)),
            ("b", 1, date(2025, 3, 4)),
        ]
        assert summaries[0].title.startswith("A flood hit Rome")

    def test_interval_takes_events_that_overlap_it(self, written):
        def count(first, last):
            return len(queries.events(written, EventQuery(interval=Interval(first, last))))

        assert count(date(2025, 3, 3), date(2025, 3, 3)) == 2
        assert count(date(2025, 3, 4), None) == 0
        assert count(None, date(2025, 3, 2)) == 0
        assert count(None, None) == 2

    def test_kind_status_article_and_text_narrow(self, written):
        def ids(**wanted):
            return [e.article_id for e in queries.events(written, EventQuery(**wanted))]

        assert ids(article_id="b") == ["b"]
        assert ids(kinds=frozenset({Kind.DISASTER_ACCIDENT})) == ["a", "b"]
        assert ids(kinds=frozenset({Kind.PROTEST})) == []
        assert ids(statuses=frozenset({Status.HAPPENED})) == ["a", "b"]
        assert ids(text="LIMA") == ["b"]
        assert ids(text="'; DROP TABLE events; --") == []

    def test_undated_events_are_wanted_or_not(self, tmp_path):
        dataset = write_dataset(tmp_path, [annotation("a", dated=False)])
        assert len(queries.events(dataset)) == 1
        assert queries.events(dataset, EventQuery(undated=False)) == ()
        assert queries.date_span(dataset) is None

    def test_date_span_is_first_to_last_day(self, written):
        assert queries.date_span(written) == Interval(date(2025, 3, 3), date(2025, 3, 3))

    def test_unknown_article_is_a_key_error(self, written):
        with pytest.raises(KeyError):
            queries.annotation(written, "none")
