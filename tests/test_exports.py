import csv
import io
import json
from dataclasses import replace
from xml.etree import ElementTree

import geopandas
import pyarrow.parquet as pq
import pytest

from geodata.dataset import write_dataset
from geodata.exports import CSV_COLUMNS, write_csv, write_geojson, write_geoparquet, write_kml, writers
from geodata.queries import EventQuery
from tests.samples import POINTS, annotation


@pytest.fixture
def dataset(tmp_path):
    return write_dataset(tmp_path, [annotation("a"), annotation("=cmd|' /C calc'!A0", dated=False)])


def test_geojson_has_a_feature_an_event_longitude_first(dataset):
    out = io.StringIO()
    assert write_geojson(dataset, out) == 2
    features = json.loads(out.getvalue())["features"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [12.48, 41.89]}
    assert {f["properties"]["quote"] for f in features} == {"A flood hit Rome on Monday, the mayor said."}


def test_csv_has_a_row_an_event(dataset):
    out = io.StringIO()
    assert write_csv(dataset, out) == 2
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert tuple(rows[0]) == CSV_COLUMNS
    dated = next(row for row in rows if row["article_id"] == "a")
    assert (dated["place"], dated["from"], dated["lat"]) == ("Rome", "2025-03-03", "41.89")


def test_csv_cells_are_no_formulas(dataset):
    out = io.StringIO()
    write_csv(dataset, out)
    cells = [cell for row in csv.reader(io.StringIO(out.getvalue())) for cell in row]
    assert "'=cmd|' /C calc'!A0" in cells
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_coordinates_stay_numbers_in_csv(tmp_path):
    out = io.StringIO()
    write_csv(write_dataset(tmp_path, [annotation("a", place="Lima")]), out)
    row = next(csv.DictReader(io.StringIO(out.getvalue())))
    assert (row["lat"], row["lon"]) == ("-12.04", "-77.03")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "\t=", "\u200b=", "\ufeff@", "＝", "\u202e=", "“=", "\n="])
def test_no_formula_hides_behind_blanks_or_marks(tmp_path, start):
    event = replace(annotation("a").events[0], summary=start + "1+1")
    out = io.StringIO()
    write_csv(write_dataset(tmp_path, [replace(annotation("a"), events=(event,))]), out)
    assert next(csv.DictReader(io.StringIO(out.getvalue())))["summary"] == "'" + start + "1+1"


def test_query_chooses_what_is_written(dataset):
    out = io.StringIO()
    assert write_csv(dataset, out, EventQuery(article_id="a")) == 1


KML = "{http://www.opengis.net/kml/2.2}"


def test_kml_has_a_placemark_an_event(dataset):
    out = io.StringIO()
    assert write_kml(dataset, out) == 2
    placemarks = ElementTree.fromstring(out.getvalue()).findall(f".//{KML}Placemark")
    assert [p.find(f".//{KML}coordinates").text for p in placemarks] == ["12.48,41.89"] * 2
    assert placemarks[0].find(f".//{KML}begin") is None
    assert placemarks[1].find(f".//{KML}begin").text == "2025-03-03"


def test_kml_holds_no_markup_and_no_character_that_xml_forbids(tmp_path):
    payload = "<img src=x onerror=alert(1)>]]>\x00\x0b\ufffe&amp;"
    sample = annotation("a")
    event = replace(sample.events[0], summary=payload, sentence=type(sample.events[0].sentence)(0, len(payload)))
    article = replace(sample.article, text=payload + sample.article.text, url=payload)
    out = io.StringIO()
    write_kml(write_dataset(tmp_path, [replace(sample, article=article, events=(event,))]), out)
    (placemark,) = ElementTree.fromstring(out.getvalue()).findall(f".//{KML}Placemark")
    shown = payload.translate({0: "\ufffd", 0x0B: "\ufffd", 0xFFFE: "\ufffd"})
    assert placemark.find(f"{KML}name").text == shown
    # A balloon shows the description as HTML: there it must be escaped once more.
    assert "<" not in placemark.find(f"{KML}description").text


def test_geoparquet_is_a_table_with_points(dataset):
    out = io.BytesIO()
    assert write_geoparquet(dataset, out) == 2
    table = pq.read_table(io.BytesIO(out.getvalue()))
    assert json.loads(table.schema.metadata[b"geo"])["primary_column"] == "geometry"
    assert table["geometry"][0].as_py()[:5] == b"\x01\x01\x00\x00\x00"
    assert table["lat"].to_pylist() == [41.89, 41.89]
    assert set(table["place"].to_pylist()) == {"Rome"}


def test_geoparquet_opens_in_geopandas_as_a_whole_or_within_a_box(tmp_path):
    dataset = write_dataset(tmp_path / "data", [annotation("a"), annotation("b", place="Lima")])
    path = tmp_path / "events.parquet"
    with path.open("wb") as out:
        write_geoparquet(dataset, out)
    assert [(point.y, point.x) for point in geopandas.read_parquet(path).geometry] == [POINTS["Rome"], POINTS["Lima"]]
    assert list(geopandas.read_parquet(path, bbox=(12, 41, 13, 42))["place"]) == ["Rome"]


def test_geoparquet_of_no_events_opens(tmp_path):
    out = io.BytesIO()
    assert write_geoparquet(write_dataset(tmp_path, []), out) == 0
    assert len(geopandas.read_parquet(io.BytesIO(out.getvalue()))) == 0


def test_formats_of_other_packages_stand_beside_the_own():
    assert set(writers()) >= {"geojson", "csv", "kml"}
