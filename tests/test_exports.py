import csv
import io
import json

import pytest

from geodata.dataset import write_dataset
from geodata.exports import CSV_COLUMNS, write_csv, write_geojson
from tests.samples import annotation


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
