"""The places to be compiled, and how the sources are read."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from geodata.gazetteer.names import NameType
from geodata.gazetteer.store import number_of_id

EARTH_KM_PER_DEGREE = 111.195


@dataclass(frozen=True, slots=True)
class Row:
    """A place to be compiled, with its names and their types."""

    id: str
    name: str
    lat: float
    lon: float
    feature_class: str
    feature_code: str
    country: str
    admin1: str
    admin2: str
    population: int
    radius_km: float
    names: tuple[tuple[str, NameType], ...] = field(default=())


def package_file(package: str, *parts: str) -> Path:
    """Return the path of a file that an installed package ships."""
    return Path(str(files(package))).joinpath(*parts)


def tsv(path: Path) -> Iterator[list[str]]:
    """Yield the cells of each line of a tab-separated file, its header included."""
    with path.open(encoding="utf-8") as handle:
        for line in handle:
            yield line.rstrip("\n").split("\t")


def package_json(package: str, *parts: str) -> Any:
    """Return what a JSON file of an installed package holds."""
    return json.loads(package_file(package, *parts).read_text(encoding="utf-8"))


def is_latin(name: str) -> bool:
    """Tell whether a name has letters and all of them are Latin."""
    letters = [c for c in name if c.isalpha()]
    return bool(letters) and all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or c in "ʻʼ" for c in letters)


def km_between(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the distance of two points; near enough within a few hundred kilometres."""
    x = ((lon2 - lon1 + 180) % 360 - 180) * math.cos(math.radians((lat1 + lat2) / 2))
    return EARTH_KM_PER_DEGREE * math.hypot(x, lat2 - lat1)


def area_km2(outline: Any) -> float:
    """Return the area of a shape in degrees."""
    return float(outline.area) * EARTH_KM_PER_DEGREE**2 * math.cos(math.radians(outline.centroid.y))


def number_of(row: Row) -> int:
    """Return the number by which the compiled file knows a row."""
    number = number_of_id(row.id)
    assert number is not None, row
    return number
