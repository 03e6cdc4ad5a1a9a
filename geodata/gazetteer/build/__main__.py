"""Run the build: `python -m geodata.gazetteer.build NPM_DIRECTORY [OUTPUT_DIRECTORY]`."""

from __future__ import annotations

import sys
from pathlib import Path

from geodata.gazetteer.build.divisions import countries, first_order, second_order
from geodata.gazetteer.build.files import names_of, unique_rows, write_files
from geodata.gazetteer.build.lakes import lakes
from geodata.gazetteer.build.own import write_index
from geodata.gazetteer.build.rows import number_of
from geodata.gazetteer.build.shapes import Shapes, read_divisions, read_shapes
from geodata.gazetteer.build.towns import airports, further_cities, postal_places, read_cities
from geodata.gazetteer.tables import DATA


def build(npm: Path, output: Path = DATA) -> None:
    """Compile every source into the two Arrow files of the package."""
    divisions = read_divisions()
    shapes = Shapes(read_shapes(npm))
    cities = [*read_cities(npm)]
    cities += further_cities({city.row.id for city in cities})
    first = first_order(divisions, cities, npm, shapes)
    names = {f"{row.country}.{row.admin1}": row.name for row in first}
    second = [*second_order(divisions, cities, npm, shapes)]
    rows = [
        *countries(names_of([*first, *second, *(city.row for city in cities)])),
        *first,
        *second,
        *(city.row for city in cities),
        *airports(),
        *postal_places(npm, cities, names),
        *lakes(shapes),
    ]
    write_files(sorted(unique_rows(rows), key=number_of), names, output)
    write_index(output)


if __name__ == "__main__":
    build(*map(Path, sys.argv[1:3]))
