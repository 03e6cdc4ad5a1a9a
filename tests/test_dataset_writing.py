"""A dataset that grows: what is written, replaced and merged, and what other programs see of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geodata import queries
from geodata.columns import read_columns
from geodata.dataset import (
    SCHEMA_VERSION,
    SCHEMAS,
    compact,
    known_articles,
    load_table,
    other_sources,
    parts,
    read_dataset,
    tables_of,
    write_dataset,
    write_parts,
    write_tables,
    writing,
)
from geodata.errors import DatasetError
from geodata.queries import Box, EventQuery
from geodata.records import Annotation, Event, Failure, Interval, OtherSource
from tests.samples import POINTS, annotation, told_on


def names(directory: Path) -> set[str]:
    """Return the Parquet files that other programs may come upon."""
    return {
        path.relative_to(directory).as_posix()
        for path in directory.rglob("*.parquet")
        if path.relative_to(directory).parts[0] != "retired"
    }


def ids_seen_by_duckdb(directory: Path) -> list[str]:
    with duckdb.connect() as connection:
        rows = connection.sql(f"SELECT article_id FROM '{directory}/events/*/*.parquet' ORDER BY 1").fetchall()
    return [row[0] for row in rows]


def scatter(count: int, day: date = date(2025, 6, 1)) -> dict[str, pa.Table]:
    """Return the tables of so many events of one month, anywhere on earth."""
    random = np.random.default_rng(count)
    sample = told_on("a", day).events[0]
    assert sample.where is not None
    where = sample.where
    events = [
        replace(sample, id=str(i), article_id=str(i), where=replace(where, area=replace(where.area, lat=lat, lon=lon)))
        for i, (lat, lon) in enumerate(
            zip(random.uniform(-80, 80, count).tolist(), random.uniform(-179, 179, count).tolist(), strict=True)
        )
    ]
    return tables_of([replace(annotation("a"), events=tuple(events))], ())


def test_events_lie_in_the_folder_of_their_month(tmp_path: Path) -> None:
    open_ended = told_on("c", date(2025, 6, 2))
    event = open_ended.events[0]
    assert event.when is not None
    until = replace(event.when, interval=Interval(None, date(1914, 7, 28)))
    dataset = write_dataset(
        tmp_path,
        [
            told_on("a", date(2025, 6, 30)),
            told_on("b", date(2025, 7, 1)),
            replace(open_ended, events=(replace(event, when=until),)),
            annotation("d", dated=False),
        ],
    )
    folders = [Path(path).parent.name for path in dataset.files["events"]]
    assert sorted(folders) == ["month=1914-07", "month=2025-06", "month=2025-07", "month=undated"]
    assert {event.article_id for event in queries.events(dataset)} == {"a", "b", "c", "d"}


def test_months_and_boxes_that_cannot_fit_are_not_opened(tmp_path: Path) -> None:
    dataset = write_dataset(
        tmp_path,
        [
            told_on("june", date(2025, 6, 30)),
            told_on("july", date(2025, 7, 1), "Lima"),
            annotation("none", dated=False),
        ],
    )
    for path in dataset.files["events"]:
        if "2025-06" not in str(path):
            Path(path).write_bytes(b"not Parquet")
    june = Interval(date(2025, 6, 1), date(2025, 6, 30))
    assert [e.article_id for e in queries.events(dataset, EventQuery(interval=june, undated=False))] == ["june"]
    assert queries.count(dataset, EventQuery(box=Box(40, 12, 43, 373), interval=june, undated=False)) == 1
    with pytest.raises(DatasetError):
        queries.count(dataset, EventQuery(interval=june))


def test_a_view_of_a_town_reads_few_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(parts.ROWS_A_GROUP, "events", 50)
    dataset = write_tables(tmp_path, scatter(2000))
    metadata = pq.read_metadata(dataset.files["events"][0])
    sides = [metadata.schema.column(i).path for i in range(metadata.num_columns)]
    held = []
    for group in range(metadata.num_row_groups):
        found = {
            side: metadata.row_group(group).column(sides.index(f"bbox.{side}")).statistics
            for side in ("xmin", "ymin", "xmax", "ymax")
        }
        is_met = (
            found["xmin"].min <= 25 and found["xmax"].max >= 20 and found["ymin"].min <= 15 and found["ymax"].max >= 10
        )
        held.append(is_met)
    assert metadata.num_row_groups == 40
    assert 1 <= sum(held) <= 4


def test_geopandas_reads_the_folder_and_prunes_it_by_a_box(tmp_path: Path) -> None:
    write_dataset(tmp_path, [told_on("a", date(2025, 6, 1)), told_on("b", date(2025, 7, 1), "Lima"), annotation("c")])
    whole = geopandas.read_parquet(tmp_path / "events")
    assert whole.crs.to_string() in ("OGC:CRS84", "EPSG:4326")
    assert set(whole["month"]) == {"2025-03", "2025-06", "2025-07"}
    points = {article: (point.y, point.x) for article, point in zip(whole["article_id"], whole.geometry, strict=True)}
    assert points == {"a": POINTS["Rome"], "b": POINTS["Lima"], "c": POINTS["Rome"]}
    around_lima = geopandas.read_parquet(tmp_path / "events", bbox=(-78, -13, -76, -11))
    assert list(around_lima["article_id"]) == ["b"]
    part = geopandas.read_parquet(next((tmp_path / "toponyms").glob("*.parquet")))
    assert part.geometry.notna().all()


def test_boxes_hold_their_points_though_they_are_rounded(tmp_path: Path) -> None:
    table = load_table(write_tables(tmp_path, scatter(300)), "events")
    for area, box in zip(table["area"].to_pylist(), table["bbox"].to_pylist(), strict=True):
        assert box["xmin"] <= area["lon"] <= box["xmax"]
        assert box["ymin"] <= area["lat"] <= box["ymax"]
        assert box["xmax"] - box["xmin"] < 1e-4


def test_a_write_leaves_the_parts_of_other_articles_as_they_are(tmp_path: Path) -> None:
    first = write_dataset(tmp_path, [annotation("a")])
    second = write_dataset(tmp_path, [annotation("b")])
    for table in ("articles", "toponyms", "timexes", "events"):
        assert set(first.files[table]) < set(second.files[table])


def test_a_replaced_article_leaves_no_ghost_in_the_folder(tmp_path: Path) -> None:
    write_dataset(tmp_path, [told_on("a", date(2025, 6, 1)), told_on("b", date(2025, 6, 2))])
    write_dataset(tmp_path, [told_on("a", date(2025, 9, 1))])
    assert ids_seen_by_duckdb(tmp_path) == ["a", "b"]
    assert sorted(geopandas.read_parquet(tmp_path / "events")["month"]) == ["2025-06", "2025-09"]


def test_many_small_writes_leave_few_parts(tmp_path: Path) -> None:
    for number in range(40):
        dataset = write_dataset(tmp_path, [annotation(f"a{number:02}")])
    assert len(dataset.files["events"]) <= 14
    assert len(dataset.files["articles"]) <= 14
    assert len(queries.articles(dataset)) == queries.count(dataset) == 40
    assert ids_seen_by_duckdb(tmp_path) == [f"a{number:02}" for number in range(40)]


def test_compacting_merges_the_parts_of_a_month_and_loses_nothing(tmp_path: Path) -> None:
    for number in range(6):
        write_dataset(tmp_path, [annotation(f"a{number}"), told_on(f"b{number}", date(2025, 6, 1) + timedelta(number))])
    before = [queries.annotation(read_dataset(tmp_path), key) for key in ("a3", "b5")]
    (tmp_path / "events" / "month=2025-06" / "0123456789abcdef.parquet").write_bytes(b"PAR1")
    of_somebody_else = [tmp_path / "events" / "towns.parquet", tmp_path / "dataset.json.bak"]
    for path in of_somebody_else:
        path.write_bytes(b"kept")
    compacted = compact(tmp_path)
    assert [len(files) for table, files in compacted.files.items() if table not in ("failures", "sources")] == [
        1,
        1,
        1,
        2,
    ]
    assert [queries.annotation(compacted, key) for key in ("a3", "b5")] == before
    assert len(queries.articles(compacted)) == 12
    assert names(tmp_path) == {"events/towns.parquet"} | {
        Path(path).relative_to(tmp_path).as_posix() for paths in compacted.files.values() for path in paths
    }
    assert all(path.exists() for path in of_somebody_else)
    assert compact(tmp_path).files == compacted.files


def test_large_folders_are_split_into_parts_and_columns_stay_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(parts.MOST_ROWS, "events", 40)
    monkeypatch.setitem(parts.ROWS_A_GROUP, "events", 12)
    dataset = write_tables(tmp_path, scatter(300))
    assert len(dataset.files["events"]) == 8
    query = EventQuery(places=frozenset({"Rome"}), box=Box(0, 0, 60, 120))
    columns = read_columns(dataset)
    assert len(queries.rows(dataset, query)) == queries.count(dataset, query) == len(queries.events(dataset, query)) > 0
    ids = columns.table["id"].take(pa.array(queries.rows(dataset, query))).to_pylist()
    assert set(ids) == {event.id for event in queries.events(dataset, query)}


def test_readers_of_the_dataset_before_can_finish_after_writes_and_compaction(tmp_path: Path) -> None:
    before = write_dataset(tmp_path, [annotation("a")])
    changed = write_dataset(tmp_path, [annotation("a", place="Oslo")])
    compact(tmp_path)
    assert queries.annotation(before, "a") == annotation("a")
    assert load_table(before, "articles")["id"].to_pylist() == ["a"]
    assert len(read_columns(before)) == len(queries.rows(before, EventQuery(article_id="a"))) == 1
    assert queries.annotation(changed, "a") == annotation("a", place="Oslo")


@pytest.mark.parametrize("hours", [-24 * 365, 24 * 365])
def test_retired_parts_go_when_nobody_can_hold_them_whatever_the_clock_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    class Clock:
        now = 1.7e9

        @classmethod
        def time(cls) -> float:
            return cls.now

    monkeypatch.setattr(writing, "time", Clock)
    before = write_dataset(tmp_path, [annotation("a")])
    write_dataset(tmp_path, [annotation("a", place="Oslo")])
    Clock.now += 3600 * hours
    write_dataset(tmp_path, [annotation("b")])
    assert queries.annotation(before, "a") == annotation("a")
    assert list((tmp_path / "retired").rglob("*.parquet"))
    write_dataset(tmp_path, [annotation("c")])
    assert not list((tmp_path / "retired").rglob("*.parquet"))
    assert {summary.id for summary in queries.articles(read_dataset(tmp_path))} == {"a", "b", "c"}


@pytest.mark.parametrize("version", [1, 2])
def test_an_older_dataset_is_read_and_a_write_migrates_it(tmp_path: Path, version: int) -> None:
    _write_older(
        tmp_path, version, [annotation("a"), annotation("b", dated=False)], [Failure("z", "articles", "empty")]
    )
    older = read_dataset(tmp_path)
    known = annotation("a")
    if version == 1:
        known = replace(known, events=tuple(replace(event, quantities=()) for event in known.events))
    assert queries.annotation(older, "a") == known
    assert known_articles(older).signatures == (None, None)
    assert other_sources(older, "a") == ()
    assert len(read_columns(older)) == queries.count(older) == 2
    grown = write_dataset(tmp_path, [annotation("d", place="Oslo")], signatures={"d": b"s"})
    assert queries.annotation(grown, "a") == known
    assert {Path(path).parent.name for path in grown.files["events"]} == {"month=2025-03", "month=undated"}
    assert [failure.article_id for failure in queries.failures(grown)] == ["z"]
    assert not list(tmp_path.glob("*.parquet"))
    assert queries.annotation(older, "a") == known  # by who opened it before
    assert sorted(geopandas.read_parquet(tmp_path / "events")["article_id"]) == ["a", "b", "d"]


def _write_older(directory: Path, version: int, annotations: list[Annotation], failures: list[Failure]) -> None:
    """Write a dataset as version 1 or 2 did: a file for each table, beside the manifest."""
    tables = tables_of(annotations, failures)
    lacks = {"events": ["bbox", *(["quantities"] if version == 1 else [])], "articles": ["signature"]}
    files = {}
    for table in ("articles", "toponyms", "timexes", "events", "failures"):
        files[table] = [f"{table}-0123456789ab.parquet"]
        pq.write_table(tables[table].drop_columns(lacks.get(table, [])), directory / files[table][0])
    manifest = {"schema_version": version, "configuration": "older", "files": files}
    (directory / "dataset.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_files_tell_their_schema_version(tmp_path: Path) -> None:
    dataset = write_dataset(tmp_path, [annotation("a")], configuration="c")
    metadata = pq.read_schema(dataset.files["events"][0]).metadata
    assert metadata[b"dateline.schema_version"] == str(SCHEMA_VERSION).encode()
    assert metadata[b"dateline.configuration"] == b"c"
    assert json.loads(metadata[b"geo"])["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]


class TestOtherSources:
    def test_they_are_kept_beside_an_article(self, tmp_path: Path) -> None:
        elsewhere = OtherSource("a", "b.txt", "https://b.example/x", "A flood")
        dataset = write_dataset(tmp_path, [annotation("a")], signatures={"a": b"\x01"}, other_sources=[elsewhere])
        assert other_sources(dataset, "a") == (elsewhere,)
        assert other_sources(dataset, "b") == ()
        known = known_articles(dataset)
        assert known.ids == ("a",)
        assert known.urls == ("https://example.org/a",)
        assert (known.sources, known.signatures, known.others) == ((None,), (b"\x01",), (elsewhere,))

    def test_they_stay_when_the_article_is_read_again_by_another_id(self, tmp_path: Path) -> None:
        def from_file(article_id: str) -> Annotation:
            sample = annotation(article_id)
            return replace(sample, article=replace(sample.article, source="x.txt"))

        elsewhere = OtherSource("x-1", "b.txt")
        write_dataset(tmp_path, [from_file("x-1")], other_sources=[elsewhere])
        again = write_dataset(tmp_path, [from_file("x-2")])
        assert other_sources(again, "x-2") == (OtherSource("x-2", "b.txt"),)
        assert other_sources(again, "x-1") == ()

    def test_a_source_told_of_again_is_there_once(self, tmp_path: Path) -> None:
        write_dataset(tmp_path, [annotation("a"), annotation("c")], other_sources=[OtherSource("a", "b.txt")])
        moved = write_dataset(tmp_path, [], other_sources=[OtherSource("c", "b.txt", title="B")])
        assert known_articles(moved).others == (OtherSource("c", "b.txt", title="B"),)
        own = replace(annotation("b"), article=replace(annotation("b").article, source="b.txt"))
        assert known_articles(write_dataset(tmp_path, [own])).others == ()


def test_arrow_tables_are_written_with_what_they_lack(tmp_path: Path) -> None:
    events = tables_of([annotation("a"), annotation("b", dated=False)], ())["events"]
    dataset = write_tables(tmp_path, {"events": events})
    found = load_table(dataset, "events")
    assert found.schema.equals(SCHEMAS["events"])
    assert found["geometry"].null_count == found["bbox"].null_count == 0
    assert queries.articles(dataset) == ()


def test_batches_are_there_together_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "ROWS_GATHERED", 10)

    def batches(stop: bool) -> Iterator[dict[str, pa.Table]]:
        for number in range(6):
            yield tables_of([annotation(f"a{number}")], ())
        if stop:
            raise OSError("no more")

    with pytest.raises(DatasetError, match="no more"):
        write_parts(tmp_path, batches(stop=True))
    assert not list(tmp_path.rglob("*.parquet"))
    dataset = write_parts(tmp_path, batches(stop=False))
    assert len(queries.articles(dataset)) == queries.count(dataset) == 6
    assert len(dataset.files["events"]) == 2
    with pytest.raises(DatasetError, match="already"):
        write_parts(tmp_path, batches(stop=False))


def test_an_event_beyond_the_earth_has_no_geometry_and_stays(tmp_path: Path) -> None:
    sample = annotation("a")
    far = sample.events[0].where
    assert far is not None
    events: tuple[Event, ...] = (replace(sample.events[0], where=replace(far, area=replace(far.area, lat=99.0))),)
    dataset = write_dataset(tmp_path, [replace(sample, events=events)])
    assert queries.events(dataset) == events
    assert load_table(dataset, "events")["geometry"].null_count == 1
