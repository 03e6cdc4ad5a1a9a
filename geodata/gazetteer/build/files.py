"""The rows to be compiled → the two Arrow files."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from geodata.gazetteer.build import NPM_SOURCES, PIP_SOURCES
from geodata.gazetteer.build.rows import Row, number_of
from geodata.gazetteer.names import NameType, is_code, name_key, normalise_name
from geodata.gazetteer.own import CODE, stored_type
from geodata.gazetteer.store import PROMINENCE_STEPS, prominence
from geodata.gazetteer.tables import write_table


def unique_rows(rows: Iterable[Row]) -> list[Row]:
    """Return one row an id, the first with the names of all."""
    kept: dict[str, Row] = {}
    for row in rows:
        earlier = kept.get(row.id)
        kept[row.id] = replace(earlier, names=earlier.names + row.names) if earlier else row
    return list(kept.values())


def names_of(rows: Iterable[Row]) -> frozenset[str]:
    """Return the normalised names of divisions, and the main ones of towns: their others are often wrong."""
    return frozenset(
        normalise_name(name)
        for row in rows
        for name, kind in ((row.name, NameType.MAIN), *row.names)
        if kind is NameType.MAIN or row.feature_class == "A"
    )


def write_files(rows: list[Row], admin1_names: dict[str, str], output: Path) -> None:
    """Write the rows to `places.arrow` and `names.arrow`."""
    output.mkdir(exist_ok=True)
    sources = json.dumps(PIP_SOURCES | NPM_SOURCES)
    admin1 = [admin1_names.get(f"{r.country}.{r.admin1}", r.admin1) if r.id[:3] == "gn:" else r.admin1
              for r in rows]  # fmt: skip
    coded = pa.dictionary(pa.int16(), pa.string())
    places = pa.table({
        "number": pa.array([number_of(r) for r in rows], pa.int32()),
        "name": [r.name for r in rows],
        "lat": pa.array([r.lat for r in rows], pa.float32()),
        "lon": pa.array([r.lon for r in rows], pa.float32()),
        "feature_code": pa.array([f"{r.feature_class}.{r.feature_code}" for r in rows]).cast(coded),
        "country": pa.array([r.country for r in rows]).cast(coded),
        "admin1": pa.array(admin1).cast(coded),
        "population": pa.array([r.population for r in rows], pa.int32() if _fits(rows) else pa.int64()),
        "radius_km": pa.array([r.radius_km for r in rows], pa.float16()),
    })  # fmt: skip
    write_table(places, output / "places.arrow", sources=sources)
    names = _name_table(rows)
    write_table(names, output / "names.arrow", sources=sources)
    counts = Counter(row.feature_code for row in rows)
    sys.stderr.write(f"{len(rows)} places, {len(names)} names; {counts.most_common(12)}\n")


def _fits(rows: list[Row]) -> bool:
    return max(r.population for r in rows) < 2**31


def _name_table(rows: list[Row]) -> pa.Table:
    """Return a row a name and place, by key and falling prominence: a look-up is a binary search."""
    found: dict[tuple[int, int], list[tuple[NameType, bool]]] = {}
    for index, row in enumerate(rows):
        for name, kind in ((row.name, NameType.MAIN), *row.names):
            if name and normalise_name(name):
                spelling = (kind, name != row.name and is_code(name))
                found.setdefault((name_key(name), index), []).append(spelling)
    types = {at: stored_type(spellings) for at, spellings in found.items()}
    entries = sorted(
        (key, -prominence(rows[i].id, rows[i].feature_code, rows[i].population, NameType(kind % CODE)), i, kind)
        for (key, i), kind in types.items()
    )
    return pa.table({
        "key": pa.array([e[0] for e in entries], pa.uint64()),
        "prominence": pa.array([round(-e[1] * PROMINENCE_STEPS) for e in entries], pa.uint8()),
        "place": pa.array([e[2] for e in entries], pa.uint32()),
        "type": pa.array([e[3] for e in entries], pa.uint8()),
    })  # fmt: skip
