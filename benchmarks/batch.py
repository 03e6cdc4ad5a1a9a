"""Reading with workers: articles a second, memory, and what faults cost: `make bench`.

    python benchmarks/batch.py [--quick] [speed] [memory] [faults]

Everything is read from generated articles into real datasets, on this machine, by real Dask processes. Prints tables
beside what is wanted; asserts nothing. One core is one core: the process that reads alone is bound to a single one.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

SINGLE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

TOWNS = "Mombasa Kumasi Turin Osaka Halifax Genoa Lima Oslo Kampala Accra Tripoli Geneva Entebbe Perth Leeds".split()
SENTENCES = (
    "A cargo plane overran the runway at {} on Saturday, injuring {} people, officials said.",
    "The aircraft had left {} on Friday evening with {} boxes of flowers.",
    "In August, a bus plunged into a ravine near {}, killing at least {} passengers.",
    "Councillors in {} voted on Tuesday to close {} schools by the end of the year.",
    "Shares in the {} firm fell by {} per cent after its chief executive said sales had slowed since May.",
    "The two countries agreed in {} last month to exchange {} prisoners, but neither has yet confirmed it.",
)
SYLLABLES = "ba co di fen gor hal jun kis lom mar nev os pel qui ros tav ul ver wim zan".split()
LONG, SHORT = 20, 4
"""Sentences of an article: about as long as local news is, and as short as makes ten thousand bearable."""

WARM = 64
"""Articles before the clock starts: by then each worker has loaded its model."""

CLUSTER = """
from distributed import LocalCluster
cluster = LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0",
                       silence_logs=50)
print(cluster.scheduler_address, flush=True)
input()
"""


def main(arguments: Sequence[str]) -> None:
    if arguments[:1] == ["read"]:
        print(json.dumps(read(**json.loads(arguments[1]))))
        return
    quick = "--quick" in arguments
    wanted = [name for name in arguments if not name.startswith("-")] or ["speed", "memory", "faults"]
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if "speed" in wanted:
        show_speed(240 if quick else 1600, 1 if quick else 3)
    if "memory" in wanted:
        show_memory(100 if quick else 1000)
    if "faults" in wanted:
        show_faults(1 if quick else 5)


# What is read.


def article(number: int, sentences: int) -> Any:
    from geodata import Article

    choose = random.Random(number)
    lines = [f"{sentence(choose)} {aside(choose)}" for _ in range(sentences)]
    return Article(f"a{number}", f"ACCRA, 4 May 2024 - {' '.join(lines)}", source=f"bench:{number}")


def sentence(choose: random.Random) -> str:
    return choose.choice(SENTENCES).format(choose.choice(TOWNS), choose.randint(2, 90))


def aside(choose: random.Random) -> str:
    """Return a sentence in no language: without it all articles would be alike, and compared as possible copies."""
    words = ["".join(choose.choices(SYLLABLES, k=choose.randint(1, 3))) for _ in range(8)]
    return " ".join(words).capitalize() + "."


def stream(amount: int, sentences: int) -> Iterator[tuple[str, Callable[[], Any]]]:
    for number in range(amount):
        yield f"bench:{number}", partial(article, number, sentences)


def read(amount: int, sentences: int, directory: str, cores: Sequence[int] = (), **how: Any) -> dict[str, float]:
    """Read in this process; return articles a second and its CPU time for one, both once all is warm, and peak memory.

    Times are in milliseconds, memory in megabytes: its own, and that of the greatest of its workers.
    """
    from geodata import read_sources

    if cores:
        os.sched_setaffinity(0, cores)
    warm: list[tuple[int, float, float]] = []

    def tell(done: int, _total: int, _name: str) -> None:
        if done >= WARM and not warm:
            warm.append((done, time.perf_counter(), time.process_time()))

    read_sources(stream(amount, sentences), Path(directory), tell, **how)
    ((before, started, used),) = warm
    seconds, cpu = time.perf_counter() - started, time.process_time() - used
    own, workers = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    number = amount - before
    return {"rate": number / seconds, "cpu": 1000 * cpu / number, "own": own, "worker": workers}


def read_apart(amount: int, sentences: int, **how: Any) -> dict[str, float]:
    """Read in a process of its own, so that it has its own memory and cores."""
    with tempfile.TemporaryDirectory() as directory:
        what = json.dumps({"amount": amount, "sentences": sentences, "directory": directory, **how})
        done = subprocess.run(
            [sys.executable, __file__, "read", what], env=os.environ | SINGLE, stdout=subprocess.PIPE, check=True
        )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


@contextmanager
def scheduler() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run a scheduler with two workers in processes of their own; give its address."""
    with subprocess.Popen(
        [sys.executable, "-c", CLUSTER], env=os.environ | SINGLE, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        try:
            yield process.stdout.readline().strip(), process  # type: ignore[union-attr]
        finally:
            process.stdin.close()  # type: ignore[union-attr]
            process.wait(60)


# Speed.


def show_speed(amount: int, repeats: int) -> None:
    print(f"\nArticles a second, {amount} articles of {LONG} sentences; median of {repeats}")
    one_core = [min(os.sched_getaffinity(0))]
    alone = show_rate("this process, one core", repeats, lambda: read_apart(amount, LONG, cores=one_core))
    show_rate("--workers 1", repeats, lambda: read_apart(amount, LONG, workers=1), alone)
    show_rate("--workers 2", repeats, lambda: read_apart(amount, LONG, workers=2), alone)
    with scheduler() as (address, _):
        show_rate("--scheduler, two workers", repeats, lambda: read_apart(amount, LONG, scheduler=address), alone)
    print("wanted: two workers at least 1.7 × one core, on a machine that does nothing else")


def show_rate(name: str, repeats: int, measure: Callable[[], dict[str, float]], alone: float | None = None) -> float:
    measured = [measure() for _ in range(repeats)]
    rate, cpu = (median(each[what] for each in measured) for what in ("rate", "cpu"))
    beside = f"{rate / alone:.2f} ×" if alone else ""
    print(f"{name:26} {rate:8.1f}   {beside:6}   {cpu:5.1f} ms of the command's CPU an article", flush=True)
    return rate


# Memory.


def show_memory(fewer: int) -> None:
    print(f"\nPeak memory in MB, {fewer:,} and {10 * fewer:,} articles of {SHORT} sentences")
    for name, how in (("this process", {}), ("--workers 2", {"workers": 2})):
        few, many = (read_apart(amount, SHORT, **how) for amount in (fewer, 10 * fewer))
        for whose in ("own", "worker") if how else ("own",):
            of = name + (", the command" if how and whose == "own" else ", a worker" if how else "")
            print(f"{of:26} {few[whose]:6.0f} {many[whose]:6.0f}   {many[whose] / few[whose]:.2f} ×", flush=True)
    print("wanted: at most 1.2 ×")


# Faults.


@dataclass(frozen=True, slots=True)
class Trial:
    """What a fault did: the articles that ought to be in the dataset, those that are, and what is wrong otherwise."""

    expected: int
    found: Sequence[str]
    wrong: str = ""


def show_faults(times: int) -> None:
    print(f"\n{'Fault':42} tried  lost  repeated  unreadable  otherwise wrong")
    for fault in (worker_killed, poisoned_article, raising_article, no_scheduler, scheduler_killed, control_c):
        lost = repeated = unreadable = 0
        wrong: set[str] = set()
        for number in range(times):
            with tempfile.TemporaryDirectory() as directory:
                try:
                    trial = fault(random.Random(number), Path(directory))
                except UnreadableError:
                    unreadable += 1
                    continue
            lost += max(0, trial.expected - len(set(trial.found)))
            repeated += len(trial.found) - len(set(trial.found))
            wrong |= {trial.wrong} - {""}
        row = f"{times:5} {lost:5} {repeated:9} {unreadable:11}  {'; '.join(sorted(wrong)) or '-'}"
        print(f"{(fault.__doc__ or '').rstrip('.'):42} {row}", flush=True)


class UnreadableError(Exception):
    pass


def found_in(directory: Path) -> list[str]:
    from geodata import GeodataError, read_dataset
    from geodata.dataset import TABLES, load_table

    try:
        dataset = read_dataset(directory)
        tables = {table: load_table(dataset, table) for table in TABLES}
    except GeodataError as error:
        raise UnreadableError from error
    return tables["articles"]["id"].to_pylist()  # type: ignore[no-any-return]


def worker_killed(choose: random.Random, directory: Path) -> Trial:
    """One of two workers killed while reading."""
    from distributed import Client

    from geodata import read_sources

    at = choose.randrange(160)
    killed: list[int] = []

    def kill(done: int, _total: int, _name: str) -> None:
        if done >= at and not killed:
            killed.append(choose.choice(victims))
            os.kill(killed[0], signal.SIGKILL)

    with scheduler() as (address, _):
        with Client(address, set_as_default=False) as client:
            victims = list(client.run(os.getpid).values())
        reading = read_sources(stream(200, SHORT), directory, kill, scheduler=address)
    return Trial(200, found_in(directory), f"{reading.failed} failures" if reading.failed else "")


def poisoned_article(choose: random.Random, directory: Path) -> Trial:
    """An article that kills its worker."""
    return with_bad_article(choose, directory, partial(os._exit, 1))


def raising_article(choose: random.Random, directory: Path) -> Trial:
    """An article whose reading raises."""
    return with_bad_article(choose, directory, partial(int, "no number"))


def with_bad_article(choose: random.Random, directory: Path, bad: Callable[[], Any]) -> Trial:
    from geodata import read_sources

    sources = list(stream(100, SHORT))
    sources.insert(choose.randrange(100), ("bad", bad))
    reading = read_sources(sources, directory, workers=2)
    named = [failure.article_id for failure in reading.failures]
    return Trial(100, found_in(directory), "" if named == ["bad"] else f"failures: {named}")


def no_scheduler(choose: random.Random, directory: Path) -> Trial:
    """No scheduler at the address."""
    import dask

    from geodata import GeodataError, read_sources

    read_sources(stream(10, SHORT), directory)
    started = time.perf_counter()
    with dask.config.set({"distributed.comm.timeouts.connect": "2s"}):
        try:
            read_sources(stream(20, SHORT), directory, scheduler=f"tcp://127.0.0.1:{choose.randrange(2, 1000)}")
        except GeodataError:
            late = time.perf_counter() - started > 10
            return Trial(10, found_in(directory), "told late" if late else "")
    return Trial(10, found_in(directory), "no error")


def scheduler_killed(choose: random.Random, directory: Path) -> Trial:
    """The scheduler killed while reading."""
    import dask

    from geodata import GeodataError, read_sources

    at = choose.randrange(1, 160)
    told = 0

    def kill(done: int, _total: int, _name: str) -> None:
        nonlocal told
        told = done
        if done >= at:
            process.kill()

    with scheduler() as (address, process), dask.config.set({"distributed.comm.timeouts.connect": "2s"}):
        try:
            read_sources(stream(1000, SHORT), directory, kill, scheduler=address)
        except GeodataError:
            return Trial(told, found_in(directory))
    return Trial(told, found_in(directory), "no error")


def control_c(choose: random.Random, directory: Path) -> Trial:
    """Ctrl-C while two workers read."""
    from geodata import read_sources

    told = 0
    timer = threading.Timer(choose.uniform(0, 3), os.kill, (os.getpid(), signal.SIGINT))

    def note(done: int, _total: int, name: str) -> None:
        nonlocal told
        told = done
        if name.startswith("bench:") and not timer.is_alive() and not timer.finished.is_set():
            timer.start()

    try:
        read_sources(stream(100_000, SHORT), directory, note, workers=2)
    except KeyboardInterrupt:
        return Trial(told, found_in(directory))
    return Trial(told, found_in(directory), "not stopped")


if __name__ == "__main__":
    main(sys.argv[1:])
