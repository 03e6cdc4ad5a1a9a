"""Corrections: a file of its own, laid over a dataset that stays as it is."""

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from geodata import columns, queries
from geodata import corrections as c
from geodata.dataset import load_table, read_dataset, write_dataset
from geodata.errors import CorrectionError
from geodata.queries import EventQuery
from geodata.records import Annotation, Basis, Interval, Kind, Span, Status, WhenPrecision
from tests.samples import annotation

NOW = datetime(2025, 3, 5, 12, tzinfo=UTC)
ROME = annotation("a")
HERE = c.PlaceValue(c.corrected_area("Ostia", 41.73, 12.29), None)
THEN = c.TimeValue(Interval(date(2025, 2, 1), date(2025, 2, 28)), WhenPrecision.MONTH)


def corrected(field: c.Field, after: c.Value, of: Annotation = ROME) -> c.Correction:
    return c.correction_of(of, of.events[0], field, after, NOW)


ALL = (
    corrected(c.Field.WHERE, HERE),
    corrected(c.Field.WHEN, THEN),
    corrected(c.Field.KIND, Kind.CRIME),
    corrected(c.Field.STATUS, Status.DENIED),
    corrected(c.Field.WHERE, None),
    corrected(c.Field.WHEN, None),
)


def applied(tmp_path: Path, given: tuple[c.Correction, ...], *articles: Annotation) -> c.Corrected:
    dataset = write_dataset(tmp_path / "data", articles or (ROME, annotation("b")))
    return c.written_over(dataset, given, tmp_path / "scratch")


@pytest.mark.parametrize("entry", [*ALL, c.Undo("x", NOW)])
def test_line_gives_back_the_entry(entry):
    line = c.to_line(entry)
    assert c.from_line(line) == entry
    assert "\n" not in line
    assert line.isascii()


def test_line_says_what_the_contract_asks_for():
    line = json.loads(c.to_line(ALL[2]))
    assert (line["event"], line["article"], line["field"], line["basis"]) == ("a:2", "a", "kind", "corrected")
    assert (line["before"], line["after"]) == ("disaster_accident", "crime")
    assert line["quote"]["text"] == ROME.article.text


def test_corrections_show_in_every_answer_and_leave_the_dataset_alone(tmp_path):
    result = applied(tmp_path, ALL[:4])
    (event,) = queries.events(result.dataset, EventQuery(article_id="a"))
    assert (event.kind, event.status) == (Kind.CRIME, Status.DENIED)
    assert (event.where.area, event.where.basis) == (HERE.area, Basis.CORRECTED)
    assert (event.when.interval, event.when.basis) == (THEN.interval, Basis.CORRECTED)
    assert [e.article_id for e in queries.events(result.dataset, EventQuery(kinds=frozenset({Kind.CRIME})))] == ["a"]
    assert queries.annotation(result.dataset, "a").events == (event,)
    assert set(result.applied) == {("a", "a:2")}
    assert result.lost == ()
    untouched = read_dataset(tmp_path / "data")
    assert queries.events(untouched, EventQuery(article_id="a")) == ROME.events


def test_corrected_events_take_the_place_of_their_own_and_only_their_parts_are_written_anew(tmp_path):
    first, second = (write_dataset(tmp_path / name, [annotation(name), annotation(name + "2")]) for name in "ab")
    both = replace(first, parts={table: (*first.parts[table], *second.parts[table]) for table in first.parts})
    given = (c.correction_of(annotation("b"), annotation("b").events[0], c.Field.WHERE, HERE, NOW),)
    result = c.written_over(both, given, tmp_path / "scratch")
    untouched, rewritten = result.dataset.files["events"]
    assert untouched == first.files["events"][0]
    assert rewritten != second.files["events"][0]
    before, after = (load_table(dataset, "events").to_pylist() for dataset in (both, result.dataset))
    changed = [i for i, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    assert [before[i]["id"] for i in changed] == [after[i]["id"] for i in changed] == ["b:2"]


@pytest.mark.parametrize("given", [ALL[:4], ALL[4:]])
def test_corrections_laid_over_columns_are_what_reading_them_again_gives(tmp_path, given):
    dataset = write_dataset(tmp_path / "data", [annotation("0"), ROME, annotation("b")])
    result = c.written_over(dataset, given, tmp_path / "scratch")
    laid, read = columns.overlaid(columns.read_columns(dataset), result.rows), columns.read_columns(result.dataset)
    assert laid.table.to_pylist() == read.table.to_pylist()
    assert [laid.places[i] for i in laid.place] == [read.places[i] for i in read.place]
    for name in ("part_row", "lat", "lon", "x", "y", "precision", "dated", "first", "last", "kind", "status"):
        np.testing.assert_array_equal(getattr(laid, name), getattr(read, name), name)


def test_a_place_or_date_can_be_taken_away_and_given(tmp_path):
    (event,) = queries.events(applied(tmp_path, ALL[4:]).dataset, EventQuery(article_id="a"))
    assert event.where is event.when is None
    bare = replace(ROME, events=(event,))
    given = (corrected(c.Field.WHERE, HERE, bare), corrected(c.Field.WHEN, THEN, bare))
    (event,) = queries.events(applied(tmp_path / "more", given, bare).dataset)
    assert event.where.evidence == event.trigger
    assert event.when.evidence is None


def test_last_correction_holds_and_undo_brings_back_the_one_before():
    later = corrected(c.Field.KIND, Kind.PROTEST)
    assert c.standing([*ALL[2:4], later]) == (ALL[3], later)
    assert c.standing([*ALL[2:4], later, c.Undo(later.id, NOW)]) == ALL[2:4]


def test_correction_survives_another_id_and_moved_text(tmp_path):
    shift = 7
    moved = Annotation(
        replace(ROME.article, id="new", text="UPDATE\n" + ROME.article.text), None, (), (),
        (replace(ROME.events[0], id="new:9", article_id="new", trigger=Span(2 + shift, 7 + shift)),),
    )  # fmt: skip
    result = applied(tmp_path, ALL[2:3], moved)
    assert queries.events(result.dataset)[0].kind is Kind.CRIME


def test_correction_of_an_event_that_is_gone_is_kept_as_lost(tmp_path):
    result = applied(tmp_path, ALL[2:3], annotation("c", place="Lima"))
    assert result.lost == ALL[2:3]
    assert queries.events(result.dataset)[0].kind is Kind.DISASTER_ACCIDENT


def test_file_only_grows_and_bad_lines_cost_nothing_but_themselves(tmp_path):
    path = tmp_path / c.FILE
    c.append(path, ALL[:2])
    path.write_bytes(path.read_bytes() + b'{"half": ')  # a writer was interrupted, and left no line end
    c.append(path, ALL[2:3])
    log = c.read(path)
    assert log.entries == ALL[:3]
    assert log.problems == ("line 3: not a line of JSON",)
    assert path.read_bytes().count(b"\n") == 4


def test_missing_file_holds_nothing(tmp_path):
    assert c.read(tmp_path / c.FILE) == c.Log()
    assert c.read(tmp_path).problems[0].endswith("cannot be opened: Is a directory")


GOOD = json.loads(c.to_line(ALL[0]))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"field": "summary"}, "field"),
        ({"field": "kind"}, "before"),
        ({"after": {**GOOD["after"], "lat": 91}}, "lat"),
        ({"after": {**GOOD["after"], "lon": float("nan")}}, "lon"),
        ({"after": {**GOOD["after"], "precision": 9}}, "precision"),
        ({"after": {**GOOD["after"], "precision": True}}, "precision"),
        ({"after": {**GOOD["after"], "name": "x" * 501}}, "name"),
        ({"after": {**GOOD["after"], "name": "\ud800"}}, "surrogate"),
        ({"after": [1]}, "after"),
        ({"trigger": {"start": -1, "end": 2}}, "trigger"),
        ({"trigger": {"start": 0, "end": 10**9}}, "quote"),
        ({"quote": {"start": 0, "end": 3, "text": "four"}}, "quote"),
        ({"when": "yesterday"}, "when"),
        ({"id": 5}, "id"),
        ({"event": None}, "event"),
    ],
)
def test_hostile_line_is_refused_in_words(change, says):
    with pytest.raises(CorrectionError, match=says):
        c.from_line(json.dumps(GOOD | change))


@pytest.mark.parametrize("line", ["[" * 100_000, "[" * 9_000, "null", "5", '"x"', "x" * 30_000, "\0", '{"undo": []}'])
def test_what_is_no_object_is_refused(line):
    with pytest.raises(CorrectionError):
        c.from_line(line)


def test_damaged_bytes_are_read_without_an_error():
    line, dice = c.to_line(ALL[0]).encode(), random.Random(5)
    for _ in range(300):
        damaged = bytearray(line)
        for _ in range(3):
            damaged[dice.randrange(len(line))] = dice.randrange(256)
        log = c.parse(bytes(damaged))
        assert len(log.entries) + len(log.problems) >= 1


def test_file_too_large_is_not_read():
    assert "larger than" in c.parse(b"\n" * 10_000_001).problems[0]


def test_text_in_other_scripts_and_line_separators_survives(tmp_path):
    name = "Şırnak\u2028\u202eabc🚢"
    value = c.PlaceValue(c.corrected_area(name, 1, 2), None)
    c.append(tmp_path / "x", [corrected(c.Field.WHERE, value)])
    assert c.read(tmp_path / "x").entries[0].after == value
