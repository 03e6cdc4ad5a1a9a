"""The command line as a user calls it: in a process of its own."""

import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geodata import corrections, queries
from geodata.dataset import other_sources, read_dataset


def dateline(*arguments, stdin=None, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "geodata.cli", *map(str, arguments)], capture_output=True, text=True, input=stdin,
        timeout=120, check=False, cwd=cwd, encoding="utf-8",
    )  # fmt: skip


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    folder = tmp_path_factory.mktemp("news")
    (folder / "good.txt").write_text("ACCRA, 4 May 2024 - A factory burned down in Kumasi on Friday, police said.")
    (folder / "empty.txt").write_text("")
    (folder / "binary.txt").write_bytes(b"\0\1\2")
    return folder


@pytest.fixture(scope="module")
def read(news, tmp_path_factory):
    """A dataset that `dateline read` made of one good and two bad files, and what it said."""
    out = tmp_path_factory.mktemp("data") / "set"
    return dateline("read", news, "-o", out), out


def test_read_keeps_what_was_readable_and_names_what_was_not(read):
    result, out = read
    assert result.returncode == 1
    assert result.stdout == ""
    assert "empty.txt is empty" in result.stderr
    assert "binary.txt is not text" in result.stderr
    assert "1 articles with" in result.stderr
    dataset = read_dataset(out)
    assert len(queries.articles(dataset)) == 1
    assert len(queries.failures(dataset)) == 2


def test_read_finds_the_event(read):
    _, out = read
    places = {e.where.area.name for e in queries.events(read_dataset(out)) if e.where}
    assert places == {"Kumasi"}


def test_read_of_a_missing_path_does_nothing(tmp_path):
    result = dateline("read", tmp_path / "none", "-o", tmp_path / "data")
    assert result.returncode == 2
    assert "no such file" in result.stderr
    assert not (tmp_path / "data").exists()


def test_read_takes_json_lines_from_standard_input_and_notes_copies(tmp_path):
    text = "A bridge closed in Turin on 3 May 2023, and buses took another way to the station of the city."
    lines = "".join(json.dumps({"id": n, "text": text, "published": "2023-05-04"}) + "\n" for n in (1, 2))
    result = dateline("read", "-", "-o", tmp_path / "data", stdin=lines)
    assert result.returncode == 0
    assert "1 of them are copies" in result.stderr
    dataset = read_dataset(tmp_path / "data")
    assert [article.id for article in queries.articles(dataset)] == ["1"]
    assert [other.source for other in other_sources(dataset, "1")] == ["standard input#2"]


def test_read_of_a_table_takes_the_columns_that_are_named(tmp_path):
    pq.write_table(
        pa.table({"words": ["A ship ran aground near Genoa on 3 May 2023."], "key": ["k"]}), tmp_path / "n.parquet"
    )
    result = dateline("read", tmp_path / "n.parquet", "-o", tmp_path / "data", "--text-column", "prose")
    assert result.returncode == 1
    assert "n.parquet has no column “prose”; it has words, key" in result.stderr
    options = ("--text-column", "words", "--id-column", "key")
    assert dateline("read", tmp_path / "n.parquet", "-o", tmp_path / "data", *options).returncode == 0
    assert [article.id for article in queries.articles(read_dataset(tmp_path / "data"))] == ["k"]


def test_watch_refuses_addresses_of_this_machine(tmp_path):
    result = dateline("watch", "http://127.0.0.1/rss", "-o", tmp_path / "data", "--once")
    assert result.returncode == 1
    assert "127.0.0.1 is not on the open internet" in result.stderr


def test_watch_of_what_is_no_address_says_so(tmp_path):
    result = dateline("watch", "feed.xml", "-o", tmp_path / "data")
    assert result.returncode == 2
    assert "not the address of a feed: feed.xml" in result.stderr
    assert not (tmp_path / "data").exists()


def test_read_into_a_damaged_dataset_leaves_it_alone(news, tmp_path):
    (tmp_path / "dataset.json").write_text("{")
    result = dateline("read", news / "good.txt", "-o", tmp_path)
    assert result.returncode == 2
    assert "damaged" in result.stderr
    assert "Traceback" not in result.stderr
    assert (tmp_path / "dataset.json").read_text() == "{"


@pytest.mark.parametrize("format", ["geojson", "csv", "kml", "html"])
def test_export_writes_to_file_and_to_standard_output(read, tmp_path, format):
    _, out = read
    target = tmp_path / "out"
    assert dateline("export", out, "--format", format, "-o", target).returncode == 0
    assert dateline("export", out, "--format", format).stdout == target.read_text()
    assert "Kumasi" in target.read_text()


def test_export_holds_what_people_corrected(read, tmp_path):
    _, out = read
    copy = shutil.copytree(out, tmp_path / "copy")
    annotation = queries.annotation(read_dataset(copy), queries.articles(read_dataset(copy))[0].id)
    place = corrections.PlaceValue(corrections.corrected_area("Tamale", 9.4, -0.84), None)
    made = corrections.correction_of(
        annotation, annotation.events[0], corrections.Field.WHERE, place, datetime(2024, 5, 5, tzinfo=UTC)
    )
    corrections.append(copy / corrections.FILE, [made])
    exported = dateline("export", copy, "--format", "csv").stdout
    assert "Tamale" in exported
    assert "corrected" in exported


def test_export_of_no_dataset_or_format_says_so(tmp_path, read):
    assert "there is no dataset" in dateline("export", tmp_path).stderr
    result = dateline("export", read[1], "--format", "shapefile")
    assert result.returncode == 2
    assert "there are geojson, csv, kml" in result.stderr


def test_compact_keeps_what_is_there_and_names_what_is_not(read, tmp_path):
    copy = shutil.copytree(read[1], tmp_path / "copy")
    before = dateline("export", copy).stdout
    assert dateline("compact", copy).returncode == 0
    assert dateline("export", copy).stdout == before
    missing = dateline("compact", tmp_path / "none")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "there is no dataset" in missing.stderr
    assert not (tmp_path / "none").exists()


def test_annotate_writes_a_line_for_each_line_in_order(tmp_path):
    lines = [
        json.dumps({"id": "one", "text": "A ship ran aground near Genoa on 3 May 2023."}),
        "{broken",
        json.dumps({"id": 3, "text": 5}),
        json.dumps({"id": "four", "text": "A strike began in Turin.", "published": "2023-05-08"}),
        json.dumps({"id": "five", "text": ""}),
    ]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = dateline("annotate", source, "-o", target)
    assert result.returncode == 1
    assert "2 lines could not be read" in result.stderr
    out = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in out] == ["one", None, 3, "four", "five"]
    assert ["error" in line for line in out] == [False, True, True, False, False]
    assert out[3]["published"]["date"] == "2023-05-08"
    assert out[4]["events"] == []


def test_annotate_resolves_the_spans_that_a_line_brings():
    text = "Rallies were held in Springfield and in Kampala."
    start = text.index("Kampala")
    line = json.dumps({"id": 1, "text": text, "toponyms": [{"start": start, "end": start + 7}]})
    result = dateline("annotate", "-", "-o", "-", stdin=line + "\n")
    assert result.returncode == 0
    toponyms = json.loads(result.stdout)["toponyms"]
    assert [(t["surface"], t["place"]["country"]) for t in toponyms] == [("Kampala", "UG")]


def test_annotate_of_a_missing_file_says_so(tmp_path):
    result = dateline("annotate", tmp_path / "none.jsonl", "-o", tmp_path / "out.jsonl")
    assert result.returncode == 2
    assert not (tmp_path / "out.jsonl").exists()


def test_gazetteer_shows_places_most_prominent_first():
    lines = dateline("gazetteer", "Tripoli").stdout.splitlines()
    assert lines[0].split("\t")[3] == "LY"
    assert {line.split("\t")[3] for line in lines} >= {"LY", "LB", "GR"}
    assert dateline("gazetteer", "Xyzzyville").returncode == 1


@pytest.fixture
def gold(tmp_path):
    text = "A ferry sank off Mombasa on 3 May 2024, Kenya said."
    toponym = {"start": 17, "end": 24, "lat": -4.05, "lon": 39.67, "geonameid": 186301, "kind": "literal"}
    timex = {"start": 28, "end": 38, "type": "DATE", "value": "2024-05-03"}
    record = {"id": "1", "text": text, "dct": "2024-05-04", "toponyms": [toponym], "timexes": [timex]}
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(record) + "\n")
    return path


def figures(result):
    assert result.returncode == 0, result.stderr
    return dict(re.split(r"  +", line, maxsplit=1) for line in result.stdout.splitlines())


def test_evaluate_places_and_times_prints_a_row_for_each_figure(gold):
    places = figures(dateline("evaluate", "places", gold, gold, "--given-spans"))
    assert places["articles"] == "2"
    assert places["end to end within 161 km"] == "P 1.0000  R 1.0000  F1 1.0000"
    assert places["location or not"] == "accuracy 1.0000  n 2"
    assert figures(dateline("evaluate", "times", gold))["value"] == "P 1.0000  R 1.0000  F1 1.0000"


def test_evaluate_events_of_a_gold_folder_lists_errors_when_asked():
    folder = Path(__file__).parent / "quality" / "gold"
    plain = figures(dateline("evaluate", "events", folder / "cup.json"))
    assert int(plain["gold"]) > 0
    assert 0 < float(plain["f1"]) <= 1
    assert "cup: " in dateline("evaluate", "events", folder, "--errors").stdout


def test_evaluate_of_what_is_not_annotated_so_says_it(gold, tmp_path):
    for arguments in (("events", gold), ("places", tmp_path / "none.jsonl"), ("winds", gold)):
        result = dateline("evaluate", *arguments)
        assert result.returncode == 2
        assert result.stdout == ""
        assert "Traceback" not in result.stderr


def test_help_documents_the_exit_statuses():
    assert "Exit status" in dateline("--help").stdout
