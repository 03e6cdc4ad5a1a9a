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
    collection = json.loads((STATIC / "base" / "countries.json").read_text(encoding="utf-8"))
    return {each["properties"]["code"]: each["geometry"]["coordinates"] for each in collection["features"]}


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
    assert (STATIC / "base" / "countries.json").stat().st_size < 1_200_000
    assert "Agafonkin" in (STATIC / "leaflet" / "LICENSE").read_text(encoding="utf-8")
    assert "Michael Bostock" in (STATIC / "base" / "LICENSE").read_text(encoding="utf-8")
