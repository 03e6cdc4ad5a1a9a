import json

from geodata.contract import annotation_json
from tests.samples import annotation


def test_shape_is_the_documented_one():
    shape = annotation_json(annotation("a"))
    assert set(shape) == {"id", "published", "toponyms", "described", "timexes", "events"}
    assert set(shape["published"]) >= {"date", "printed", "basis", "alternatives", "warnings"}
    toponym = shape["toponyms"][0]
    assert set(toponym) >= {"start", "end", "surface", "role", "lat", "lon", "place", "score", "alternatives"}
    assert set(toponym["place"]) >= {"id", "name", "feature", "country", "precision"}
    assert set(shape["timexes"][0]) >= {"start", "end", "surface", "type", "value", "from", "to"}
    event = shape["events"][0]
    assert set(event) >= {"id", "sentence", "trigger", "summary", "kind", "status", "actors", "where", "when",
                          "confidence"}  # fmt: skip
    assert set(event["where"]) >= {"lat", "lon", "name", "place_id", "precision", "radius_km", "basis", "evidence"}
    assert set(event["when"]) >= {"from", "to", "precision", "basis", "evidence"}


def test_quantities_say_low_best_and_high():
    (quantity,) = annotation_json(annotation("a"))["events"][0]["quantities"]
    assert quantity == {"counted": "people", "low": 12.0, "best": None, "high": None, "unit": None, "claimed": False,
                        "evidence": {"start": 2, "end": 7}}  # fmt: skip


def test_values_are_json_and_iso():
    shape = json.loads(json.dumps(annotation_json(annotation("a"), raw_id=7)))
    assert shape["id"] == 7
    assert shape["published"]["date"] == "2025-03-04"
    assert shape["events"][0]["when"]["from"] == shape["events"][0]["when"]["to"] == "2025-03-03"
    assert shape["events"][0]["where"]["precision"] == 1
    assert shape["events"][0]["plover"] == []


def test_descriptive_toponyms_stand_apart_from_names(seed):
    shape = annotation_json(seed)
    names = {t["surface"] for t in shape["toponyms"]}
    assert "Istanbul" in names
    assert "airbases deep inside Russia" not in names
    assert "airbases deep inside Russia" in {t["surface"] for t in shape["described"]}
