"""Making up a dataset and searching it: `make bench`.

    python benchmarks/search.py [EVENTS]

Prints how long a synthetic dataset and its index take, and each search: the first, and the median of later ones.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from geodata import columns as ec
from geodata import search
from geodata.queries import EventQuery
from geodata.synthetic import write_synthetic

SEARCHES = {
    "a name": "okafor",
    "a rare pair": "tokyo earthquake",
    "a phrase": '"rescue of miners"',
    "a frequent word": "confirmed",
    "a word of every event": "the",
    "how many words begin": "con",
    "no hit": "zzzz",
}
REPEATS = 7


def main(events: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        took, dataset = timed(lambda: write_synthetic(Path(place) / "data", events))
        row(f"{events:,} events made up", f"{took:.1f} s", f"{size_of(dataset.directory) / 1e6:.0f} MB")
        took, index = timed(lambda: search.prepare(dataset))
        row("indexed", f"{took:.1f} s", f"{index.stat().st_size / 1e6:.0f} MB")
        columns = ec.read_columns(dataset)
        for what, text in SEARCHES.items():
            for in_articles in (False, True):
                query = EventQuery(text=text, in_articles=in_articles)
                times = [timed(lambda query=query: ec.meeting(dataset, columns, query)) for _ in range(REPEATS + 1)]
                later = median(took for took, _ in times[1:])
                where = "articles" if in_articles else "events"
                figures = f"first {1000 * times[0][0]:.0f} ms, {times[0][1].sum():,} events found"
                row(f"{what} in {where}", f"{1000 * later:.0f} ms", figures)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def size_of(directory: Path) -> int:
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())


def row(what: str, found: str, more: str) -> None:
    print(f"{what:36} {found:>10}   {more}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
