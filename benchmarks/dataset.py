"""The dataset at size, and under faults: `make bench`.

    python -m benchmarks.dataset [--quick] [--huge]

Prints bytes an event on disk, how long views take as the dataset grows (`--huge`: to ten million events), what a write
costs then, and what each of many faults lost. Asserts nothing.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa

from geodata import columns as ec
from geodata import queries
from geodata.dataset import SCHEMAS, Dataset, compact, tables_of, write_dataset, write_parts
from geodata.exports import write_csv, write_geojson
from geodata.queries import Box, EventQuery
from geodata.records import Interval, Kind, Status
from tests import faults
from tests.samples import annotation

SIZES = (10_000, 100_000, 1_000_000)
HUGE = 10_000_000
AT_ONCE = 200_000
EVENTS_AN_ARTICLE = 10
FIRST_DAY, DAYS = date(2021, 1, 1), 1500
TOWNS = 4000
MOST_IN_MEMORY = 1_000_000
REPEATS = 7

TOWN = (41.0, 11.0)
"""Where the largest town lies."""

MONTH = Interval(date(2023, 6, 1), date(2023, 6, 30))
VIEWS = {
    "a town's surroundings in a month": EventQuery(box=Box(40, 10, 42, 12), interval=MONTH, undated=False),
    "a continent in a month": EventQuery(box=Box(35, -10, 60, 30), interval=MONTH, undated=False),
    "a town's surroundings at any time": EventQuery(box=Box(40, 10, 42, 12)),
    "the whole world at any time": EventQuery(),
}


def main(arguments: Sequence[str]) -> None:
    quick = "--quick" in arguments
    sizes = SIZES[:2] if quick else (*SIZES, HUGE) if "--huge" in arguments else SIZES
    with tempfile.TemporaryDirectory() as place:
        before: dict[str, float] = {}
        for size in sizes:
            start = time.perf_counter()
            dataset = compact(write_parts(Path(place) / str(size), made_up(size)).directory)
            row(f"{size:,} events: made and compacted", f"{time.perf_counter() - start:.1f} s")
            if size == sizes[1]:
                say_bytes(dataset, size)
            before = say_views(dataset, size, before)
    say_faults(20 if quick else 100)


# ---- what is measured


def say_bytes(dataset: Dataset, size: int) -> None:
    """Print the bytes that an event takes, in the dataset and in the formats for exchange."""
    written = {}
    for name, write in {"CSV": write_csv, "GeoJSON": write_geojson}.items():
        out = io.StringIO()
        write(dataset, out)
        written[name] = len(out.getvalue().encode()) / size
    events, whole = (
        sum(Path(path).stat().st_size for table in tables for path in dataset.files[table]) / size
        for tables in (["events"], dataset.files)
    )
    row("bytes an event: GeoParquet", f"{events:.0f}", f"{whole:.0f} with the articles' texts and all else")
    for name, found in written.items():
        row(f"bytes an event: {name}", f"{found:.0f}", f"{found / events:.1f} x GeoParquet's")


def say_views(dataset: Dataset, size: int, before: dict[str, float]) -> dict[str, float]:
    """Print how long the questions of a map take, and a write, against the dataset a tenth as large."""
    asked: dict[str, Callable[[], Any]] = {
        f"count: {name}": (lambda query=query: queries.count(dataset, query)) for name, query in VIEWS.items()
    }
    town = next(iter(VIEWS.values()))
    asked["events: a town's surroundings in a month"] = lambda: len(queries.events(dataset, town))
    number = iter(range(10**6))
    asked["write: an article"] = lambda: write_dataset(dataset.directory, [annotation(f"new {next(number)}")])
    asked["write: an article that is there"] = lambda: write_dataset(dataset.directory, [annotation("new 0")])
    if size <= MOST_IN_MEMORY:
        asked["memory: all events read"] = lambda: len(ec.read_columns(dataset))
        columns = ec.read_columns(dataset)
        groups = np.zeros(len(Kind), np.int64)
        query = replace(town, interval=None)
        asked["memory: bins of a continent"] = lambda: len(
            ec.bins(columns, ec.matching(columns, query), Box(35, -10, 60, 30), 5, groups)
        )
    found = {}
    for name, ask in asked.items():
        answer = ask()
        times = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            ask()
            times.append(1000 * (time.perf_counter() - start))
        found[name] = median(times)
        growth = f"{found[name] / before[name]:.2f} x of a tenth" if name in before else ""
        told = f"{answer:,} found" if isinstance(answer, int) else ""
        row(f"{size:,} {name}", f"{found[name]:.1f} ms", f"{told:18} {growth}")
    return found


def say_faults(times: int) -> None:
    """Print what each fault lost, tried so many times with real processes."""
    limits = [int(limit) for limit in np.geomspace(1, 40_000, max(5, times // 5))]
    tried: dict[str, Callable[[Path], faults.Outcome]] = {
        "writer killed (SIGKILL) at a random moment": lambda at: faults.killed_writers(at, times, Random(1)),
        "disk full, at so many bytes of a file": lambda at: faults.full_disk(at, limits),
        "folder without permission to write": faults.no_permission,
        "four writers at once": lambda at: faults.writers_at_once(at, 4, times // 4),
        "clock set back a year between writes": lambda at: clock_set_back(at, times),
    }
    print(f"\n{'fault':44} {'tried':>6} {'refused':>8} {'articles lost':>14} {'unreadable':>11}")
    for name, attempt in tried.items():
        with tempfile.TemporaryDirectory() as place:
            Path(place).chmod(0o755)
            outcome = attempt(Path(place) / "data")
        print(f"{name:44} {outcome.times:6} {outcome.refused:8} {outcome.lost:14} {outcome.unreadable:11}", flush=True)


def clock_set_back(directory: Path, times: int) -> faults.Outcome:
    """Write with a clock that now and then is a year behind what it was."""
    real, done = time.time, []
    try:
        for number in range(times):
            time.time = lambda number=number: real() - (number % 3) * 365 * 86400
            key = f"c{number}"
            write_dataset(directory, [annotation(key), annotation(f"again {number % 2}")])
            done.append(key)
    finally:
        time.time = real
    lost = faults.missing(directory, done)
    return faults.Outcome(times, 0, len(done if lost is None else lost), int(lost is None))


def row(what: str, found: str, against: str = "") -> None:
    print(f"{what:56} {found:>12}  {against}", flush=True)


# ---- made-up events


def made_up(count: int) -> Iterator[dict[str, pa.Table]]:
    """Yield the tables of so many events: towns of very unequal size, some days and places vague or unknown."""
    random = np.random.default_rng(1)
    odds = 1 / np.arange(1, TOWNS + 1)
    lat, lon = random.uniform(-40, 65, TOWNS), random.uniform(-120, 150, TOWNS)
    lat[0], lon[0] = TOWN
    towns = lat, lon, odds / odds.sum()
    for first in range(0, count, AT_ONCE):
        yield _batch(random, np.arange(first, min(count, first + AT_ONCE)), towns)


def _batch(random: np.random.Generator, number: Any, towns: tuple[Any, Any, Any]) -> dict[str, pa.Table]:
    count, within = len(number), number % EVENTS_AN_ARTICLE
    articles = np.char.add("a", np.char.zfill((number // EVENTS_AN_ARTICLE).astype(str), 8))
    town = random.choice(TOWNS, count, p=towns[2])
    is_exact = random.random(count) < 0.6
    lat = np.clip(towns[0][town] + np.where(is_exact, 0, random.normal(0, 1.5, count)), -80, 80)
    lon = towns[1][town] + np.where(is_exact, 0, random.normal(0, 2, count))
    has_place, has_date = random.random(count) < 0.9, random.random(count) < 0.9
    days = (FIRST_DAY - date(1970, 1, 1)).days + random.integers(0, DAYS, count).astype(np.int32)
    day = pa.array(days, mask=~has_date).cast(pa.date32())
    names = np.char.add("Town ", town.astype(str))
    sentence = _structs(start=within * 45, end=within * 45 + 42)
    stated = np.full(count, "stated")
    no_sites = pa.array([[]] * count, SCHEMAS["events"].field("area").type.field("sites").type)
    precision = np.where(is_exact, 1, 2)
    radius_km = np.full(count, 5.0)
    area = _structs(~has_place, name=names, lat=lat, lon=lon, radius_km=radius_km, precision=precision, sites=no_sites)
    columns = {
        "id": np.char.add(np.char.add(articles, ":e"), within.astype(str)),
        "article_id": articles,
        "sentence": sentence,
        "trigger": _structs(start=within * 45 + 14, end=within * 45 + 22),
        "summary": np.char.add(
            np.char.add("Something was reported from ", names), np.char.add(", no. ", number.astype(str))
        ),
        "kind": np.array([kind.value for kind in Kind])[random.integers(0, len(Kind), count)],
        "status": np.array([s.value for s in Status])[random.choice(6, count, p=[0.6, 0.1, 0.1, 0.08, 0.06, 0.06])],
        "actors": pa.array([["officials"]] * count),
        "area": area,
        "place_id": pa.array(np.char.add("t", town.astype(str)), mask=~has_place),
        "where_basis": pa.array(stated, mask=~has_place),
        "where_evidence": sentence,
        "dated": has_date,
        "first": day,
        "last": day,
        "when_precision": pa.array(np.ones(count, np.int8), mask=~has_date),
        "when_basis": pa.array(stated, mask=~has_date),
        "when_evidence": sentence,
        "when_reason": np.full(count, ""),
        "confidence": np.full(count, 0.8),
        "mentions": pa.array([[]] * count, SCHEMAS["events"].field("mentions").type),
    }
    events = [
        pa.array(columns[field.name]).cast(field.type) if field.name in columns else pa.nulls(count, field.type)
        for field in SCHEMAS["events"]
    ]
    ids = np.unique(articles).tolist()
    text = "Today something reported from a small town. " * (EVENTS_AN_ARTICLE + 1)
    about = [{"id": key, "title": f"Report {key}", "text": text, "source": f"{key}.txt"} for key in ids]
    return tables_of([], ()) | {
        "events": pa.table(events, schema=SCHEMAS["events"]),
        "articles": pa.Table.from_pylist(about, SCHEMAS["articles"]),
    }


def _structs(missing: Any = None, **fields: Any) -> pa.StructArray:
    mask = None if missing is None else pa.array(missing)
    return pa.StructArray.from_arrays([pa.array(each) for each in fields.values()], list(fields), mask=mask)


if __name__ == "__main__":
    main(sys.argv[1:])
