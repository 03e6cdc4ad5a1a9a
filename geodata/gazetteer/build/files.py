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
from geodata.gazetteer.names import name_key, normalise_name
from geodata.gazetteer.store import FORMAT_VERSION, PROMINENCE_STEPS, NameType, prominence


def unique_rows(rows: Iterable[Row]) -> list[Row]:
    """Return one row an id, the first with the names of all."""
    kept: dict[str, Row] = {}
    for row in rows:
        earlier = kept.get(row.id)
        kept[row.id] = replace(earlier, names=earlier.names + row.names) if earlier else row
    return list(kept.values())


def write_files(rows: list[Row], admin1_names: dict[str, str], output: Path) -> None:
    """Write the rows to `places.arrow` and `names.arrow`."""
    output.mkdir(exist_ok=True)
    metadata = {
        "dateline.format": str(FORMAT_VERSION),
        "dateline.sources": json.dumps(PIP_SOURCES | NPM_SOURCES),
    }
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
    _write_arrow(places.replace_schema_metadata(metadata), output / "places.arrow")
    names = _name_table(rows)
    _write_arrow(names.replace_schema_metadata(metadata), output / "names.arrow")
    counts = Counter(row.feature_code for row in rows)
    sys.stderr.write(f"{len(rows)} places, {len(names)} names; {counts.most_common(12)}\n")


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
