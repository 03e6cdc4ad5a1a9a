"""The base map's countries: their borders, their codes, and that nothing streaks across the world."""

from __future__ import annotations

import itertools
import json
from functools import cache
from pathlib import Path

import pytest

import dashboard

STATIC = Path(dashboard.__file__).parent / "static"


@cache
def countries() -> dict[str, list]:
    found = json.loads((STATIC / "base" / "countries.json").read_text(encoding="utf-8"))
    return {each["code"]: [[points(steps, 100) for steps in rings] for rings in each["polygons"]] for each in found}


def points(steps: list[int], a_degree: int) -> list[tuple[float, float]]:
    along, up = itertools.accumulate(steps[::2]), itertools.accumulate(steps[1::2])
    return [(x / a_degree, y / a_degree) for x, y in zip(along, up, strict=True)]


def is_inside(ring: list[list[float]], lat: float, lon: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def owners(lat: float, lon: float) -> set[str]:
    return {
        code
        for code, polygons in countries().items()
        for shell, *holes in polygons
        if is_inside(shell, lat, lon) and not any(is_inside(hole, lat, lon) for hole in holes)
    }


@pytest.mark.parametrize(
    ("where", "lat", "lon", "code"),
    [
        ("Simferopol", 44.95, 34.1, "UA"),
        ("Sevastopol", 44.62, 33.55, "UA"),
        ("Donetsk", 48.0, 37.8, "UA"),
        ("north of Nicosia", 35.3, 33.5, "CY"),
        ("Hargeisa", 9.56, 44.06, "SO"),
        ("Golan", 33.0, 35.8, "SY"),
        ("Tiberias", 32.79, 35.5, "IL"),
        ("Dakhla's hinterland", 24.0, -14.5, "EH"),
        ("Agadir", 30.3, -9.4, "MA"),
        ("Ramallah", 31.9, 35.2, "PS"),
        ("Chukotka, east of the 180th meridian", 66.0, -175.0, "RU"),
    ],
)
def test_borders_are_the_recognised_ones(where: str, lat: float, lon: float, code: str) -> None:
    assert owners(lat, lon) == {code}, where


def test_no_edge_streaks_across_the_world() -> None:
    # Only the ice's edge along the south pole and the map's frame may be that long.
    for code, polygons in countries().items():
        for ring in (ring for polygon in polygons for ring in polygon):
            steps = [abs(a[0] - b[0]) for a, b in itertools.pairwise(ring) if a[1] > -89]
            assert not steps or max(steps) < 60, code


def test_base_map_is_compact_and_licences_are_beside_what_they_cover() -> None:
    assert (STATIC / "base" / "countries.json").stat().st_size < 500_000
    assert "Agafonkin" in (STATIC / "leaflet" / "LICENSE").read_text(encoding="utf-8")
    assert "Michael Bostock" in (STATIC / "base" / "LICENSE").read_text(encoding="utf-8")
    assert "Polanco" in (STATIC / "base" / "divisions" / "LICENSE").read_text(encoding="utf-8")


def division(country: str, place_id: str) -> list[list[tuple[float, float]]]:
    steps = json.loads((STATIC / "base" / "divisions" / f"{country}.json").read_text(encoding="utf-8"))[place_id]
    return [points(ring, 1000) for ring in steps]


def is_in_division(country: str, place_id: str, lat: float, lon: float) -> bool:
    return sum(is_inside(ring, lat, lon) for ring in division(country, place_id)) % 2 == 1


@pytest.mark.parametrize(
    ("country", "place_id", "lat", "lon"),
    [
        ("UA", "gn:692196", 50.91, 34.8),  # Sumy
        ("UA", "gn:703883", 44.95, 34.1),  # Crimea
        ("PT", "gn:2268337", 37.02, -7.93),  # Faro
        ("US", "gn:4736286", 30.27, -97.74),  # Texas
        ("GB", "gn:2638360", 57.48, -4.22),  # Scotland, of many units
        ("RU", "gn:2126099", 66.0, -175.0),  # Chukotka, beyond the 180th meridian
    ],
)
def test_division_surrounds_its_places(country: str, place_id: str, lat: float, lon: float) -> None:
    assert is_in_division(country, place_id, lat, lon)
    assert not is_in_division(country, place_id, lat - 20, lon)


def test_divisions_are_few_bytes_each_and_the_index_names_those_there_are() -> None:
    directory = STATIC / "base" / "divisions"
    index = json.loads((directory / "index.json").read_text(encoding="utf-8"))
    assert {path.stem for path in directory.glob("*.json")} - {"index"} == set(index)
    for country, ids in index.items():
        drawn = json.loads((directory / f"{country}.json").read_text(encoding="utf-8"))
        assert sorted(drawn) == ids
        assert all(len(ring) >= 8 for rings in drawn.values() for ring in rings), country
    assert max(path.stat().st_size for path in directory.glob("*.json")) < 200_000


def test_no_edge_of_a_division_streaks_across_the_world() -> None:
    for path in (STATIC / "base" / "divisions").glob("??.json"):
        for rings in json.loads(path.read_text(encoding="utf-8")).values():
            assert all(abs(step) < 60_000 for ring in rings for step in ring[2:]), path.stem
