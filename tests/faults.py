"""Faults that befall a writer, tried with real processes: what each loses, for the tests and the benchmark."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from geodata.dataset import TABLES, Address, load_table, read_dataset, write_dataset
from geodata.errors import DatasetError
from tests.samples import annotation
from tests.writer import FAILED

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 120
"""Seconds after which a writer is taken to hang."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a fault: times tried, writes refused, articles lost, datasets unreadable."""

    times: int
    refused: int
    lost: int
    unreadable: int


def killed_writers(directory: Path, times: int, random: Random) -> Outcome:
    """Kill a writer with SIGKILL at a random moment, so many times, into one dataset."""
    done: list[str] = []
    unreadable = 0
    for number in range(times):
        with _writer(directory, f"k{number}", 10_000) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            done += [writer.stdout.readline().strip() for _ in range(random.randrange(3))]
            try:
                writer.wait(random.uniform(0, 0.15))
            except subprocess.TimeoutExpired:
                writer.kill()
            done += [line.strip() for line in writer.stdout]
        unreadable += missing(directory, done) is None
    return _outcome(directory, done, times, 0, unreadable)


def full_disk(directory: Path, limits: Sequence[int]) -> Outcome:
    """Let the system refuse files beyond so many bytes, in the middle of parts and of the manifest."""
    write_dataset(directory, [annotation("before")])
    done = ["before"]
    refused = unreadable = 0
    for limit in limits:
        found = _run(directory, f"l{limit}", 3, "--file-limit", str(limit))
        done += found.stdout.split()[1:]
        refused += found.returncode == FAILED
        unreadable += missing(directory, done) is None
    return _outcome(directory, done, len(limits), refused, unreadable)


def no_permission(directory: Path) -> Outcome:
    """Write into a folder that one may read and not write."""
    write_dataset(directory, [annotation("before")])
    folders = [directory, *(path for path in directory.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        found = _run(directory, "p", 1, "--without-rights")
    finally:
        for folder in folders:
            folder.chmod(0o755)
    return _outcome(directory, ["before"], 1, int(found.returncode == FAILED), 0)


def writers_at_once(directory: Address, writers: int, articles: int) -> Outcome:
    """Let several processes write into one dataset at once."""
    running = [_writer(directory, f"w{number}", articles) for number in range(writers)]
    done = []
    refused = 0
    for writer in running:
        said, _ = writer.communicate(timeout=LONGEST)
        done += said.split()[1:]
        refused += writer.returncode == FAILED
    return _outcome(directory, done, writers * articles, refused, 0)


def missing(directory: Address, ids: Sequence[str]) -> set[str] | None:
    """Return which articles are not there whole, or `None` where the dataset cannot be read."""
    try:
        dataset = read_dataset(directory)
        tables = {table: load_table(dataset, table) for table in TABLES}
    except DatasetError:
        return None if ids else set()
    keys = [tables["articles"]["id"].to_pylist()]
    keys += [tables[table]["article_id"].to_pylist() for table in ("toponyms", "timexes", "events")]
    assert all(len(found) == len(set(found)) for found in keys), "an article is there twice"
    return set(ids) - set.intersection(*map(set, keys))


def _outcome(directory: Address, done: Sequence[str], times: int, refused: int, unreadable: int) -> Outcome:
    lost = missing(directory, done)
    return Outcome(times, refused, len(done if lost is None else lost), unreadable + (lost is None))


def _command(directory: Address, prefix: str, count: int, *options: str) -> list[str]:
    return [sys.executable, "-m", "tests.writer", str(directory), prefix, str(count), *options]


def _writer(directory: Address, prefix: str, count: int) -> subprocess.Popen[str]:
    command = _command(directory, prefix, count)
    return subprocess.Popen(command, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, text=True)


def _run(directory: Address, prefix: str, count: int, *options: str) -> subprocess.CompletedProcess[str]:
    command = _command(directory, prefix, count, *options)
    return subprocess.run(
        command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False, timeout=LONGEST
    )


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}
