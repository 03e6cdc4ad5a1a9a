"""Articles read by Dask's workers: processes of this machine, or those of a scheduler anywhere.

Each worker process loads one pipeline. Articles go out in small batches, a bounded number at a time, and what came of
them is taken back in their order, so that neither memory nor the dataset depends on how many workers there are.
"""

from __future__ import annotations

import asyncio
import logging
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from threading import Lock
from typing import Any

import cloudpickle
import dask
import pyarrow as pa
from dask.utils import parse_timedelta
from distributed import Client, Future, KilledWorker, LocalCluster, Security, rpc
from distributed.versions import VersionMismatchWarning

from geodata.batch.reading import Batch, Result, read_batch, unread
from geodata.errors import ClusterError, GeodataError
from geodata.pipeline import Pipeline
from geodata.records import Article
from geodata.sources import Source
from geodata.version import __version__

_BATCH = 8  # articles: half a second's work, beside some milliseconds to send it
_BATCH_BYTES = 1_000_000  # as pickled; a batch closes when it has so many
_AHEAD = 3  # batches in flight for each thread of a worker
_COUNT_EVERY = 2.0  # seconds between two counts of the workers' threads

_SETTINGS = {"distributed.admin.large-graph-warning-threshold": "1GB"}  # an article may be a large page
_LOCAL = {"distributed.scheduler.allowed-failures": 1}  # on one machine no network dies: twice is no accident
_IGNORE_CONTROL_C = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
"""A terminal sends it to the workers, too; they are ended by who started them, without a traceback of each."""

Pickled = tuple[str, bytes]
"""A source's name, and what gives its article, pickled."""
Packed = tuple[tuple[Result, ...], dict[str, bytes]]
"""A `Batch`, its tables as Arrow's streams."""


@contextmanager
def connected(workers: int, scheduler: str | None) -> Iterator[ClusterReader]:
    """Connect to a scheduler, or start one with some single-threaded workers on this machine; end it at the end.

    Raises `ClusterError` where that fails or the versions do not fit.
    """
    if workers and scheduler is not None:
        raise ClusterError("either workers of this machine or a scheduler can read, not both")
    with ExitStack() as stack:
        stack.enter_context(_quiet())
        stack.enter_context(dask.config.set(_SETTINGS | (_LOCAL if scheduler is None else {})))
        address = stack.enter_context(_cluster(workers)) if scheduler is None else scheduler
        yield ClusterReader(stack.enter_context(_client(address)))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask from telling on standard error what is told by errors and failures."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client", "tornado.application")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def _closed(opened: Client | LocalCluster) -> Iterator[None]:
    """Close at the end; that it takes too long, on a busy machine, says nothing of what was read."""
    try:
        yield
    finally:
        with suppress(Exception):
            opened.close()


@contextmanager
def _cluster(workers: int) -> Iterator[LocalCluster]:
    try:
        cluster = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            preload=_IGNORE_CONTROL_C,
            memory_limit=0,  # none: an article may take what it may take without workers
            dashboard_address="127.0.0.1:0",  # Dask serves a status page whatever is said; the usual port may be taken
            silence_logs=logging.CRITICAL,
        )
    except Exception as error:
        raise ClusterError(
            f'the workers cannot be started ({error}); a script needs `if __name__ == "__main__":` around what it runs'
        ) from error
    with _closed(cluster):
        yield cluster


@contextmanager
def _client(address: str | LocalCluster) -> Iterator[Client]:
    try:
        if isinstance(address, str):
            _probe(address)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", VersionMismatchWarning)  # what matters of it becomes an error
            client = Client(address, set_as_default=False)
    except TimeoutError as error:
        raise ClusterError(f"no Dask scheduler answers at {address} within {_patience():.0f} seconds") from error
    except Exception as error:  # of a wrong address, nobody there, someone who is no scheduler: each another kind
        raise ClusterError(f"no Dask scheduler answers at {address}: {error}") from error
    with _closed(client):
        yield client


def _probe(address: str) -> None:
    """Ask who is there; a client would wait for ever for an answer from something else than a scheduler."""
    try:
        with ThreadPoolExecutor(1) as elsewhere:  # the caller may be in a loop of its own, as in a notebook
            who = elsewhere.submit(lambda: asyncio.run(asyncio.wait_for(_identity(address), _patience()))).result()
    except MemoryError as error:  # words were taken for a length
        raise ValueError("something else does") from error
    if who["type"] != "Scheduler":
        raise ValueError(f"a {who['type'].lower()} does")


async def _identity(address: str) -> dict[str, Any]:
    async with rpc(address, connection_args=Security().get_connection_args("client")) as there:
        who: dict[str, Any] = await there.identity()
        return who


def _patience() -> float:
    """Return for how many seconds an answer is waited for, and a worker where there is none: a setting of Dask's."""
    return float(parse_timedelta(dask.config.get("distributed.comm.timeouts.connect")))


@contextmanager
def _reached() -> Iterator[None]:
    """Raise `ClusterError` where the scheduler does not answer any more."""
    try:
        yield
    except TimeoutError:
        raise
    except (CancelledError, OSError) as error:
        raise ClusterError(f"the Dask scheduler is lost: {error}") from error


class ClusterReader:
    """Reads sources on the workers of a client; see `Reader`."""

    def __init__(self, client: Client) -> None:
        """Wait for a first worker and ask it what it reads with. Raises `ClusterError`."""
        self._client = client
        self._patience = _patience()
        self._threads = _Threads(client)
        self._need_worker()
        self._check_versions()
        self.configuration: str = self._answer(client.submit(worker_configuration, pure=False))

    def __call__(self, sources: Iterable[Source], tell: Callable[[str], None]) -> Iterator[Batch]:
        """Yield what came of each source."""
        batches = _batches(sources)
        sent: deque[_Sent] = deque()
        while True:
            while len(sent) < _AHEAD * self._threads.count() and (batch := next(batches, None)):
                sent.append(self._send(batch))
            if not sent:
                return
            first = sent.popleft()
            tell(first.batch[0][0])
            yield from self._results(first, sent)

    def _send(self, batch: Sequence[Pickled]) -> _Sent:
        with _reached():
            return _Sent(batch, self._client.submit(read_packed, batch, self.configuration, pure=False))

    def _results(self, first: _Sent, others: Iterable[_Sent]) -> Iterator[Batch]:
        try:
            batches: Iterable[Batch] = [_unpacked(self._answer(first.future))]
        except KilledWorker:
            # Any article of the batch may have killed the workers, and so may what else was with them: from here
            # on each is read with nothing beside it.
            self._settle(other.future for other in others)
            batches = map(self._read_alone, first.batch)
        yield from batches

    def _read_alone(self, article: Pickled) -> Batch:
        try:
            return _unpacked(self._answer(self._send([article]).future))
        except KilledWorker:
            self._check_versions()  # a worker that came later and lacks Dateline dies of any article
            why = "every worker that read it died; it may need too much memory"
            return unread(article[0], "worker", why)

    def _answer(self, future: Future) -> Any:
        """Return what a task gave. Raises `KilledWorker` where its workers died, `GeodataError` for anything else."""
        while True:
            try:
                with _reached():
                    return future.result(timeout=self._patience)
            except TimeoutError:  # it is long, or was lost with a worker and is read again
                self._need_worker()
            except (KilledWorker, GeodataError):
                raise
            except Exception as error:  # of reading, all is caught there: this one came before it
                raise ClusterError(
                    f"the workers cannot read articles ({type(error).__name__}: {error}); "
                    f"install Dateline {__version__} where the scheduler and each worker runs"
                ) from error

    def _settle(self, futures: Iterable[Future]) -> None:
        """Wait until all are done, in whatever way."""
        for future in futures:
            with suppress(KilledWorker):
                self._answer(future)

    def _need_worker(self) -> None:
        try:
            with _reached():
                self._client.wait_for_workers(1, timeout=self._patience)
        except TimeoutError as error:
            raise ClusterError(f"the Dask scheduler has had no worker for {self._patience:.0f} seconds") from error

    def _check_versions(self) -> None:
        """Raise `ClusterError` where Python, Dask or Dateline differ: what is sent might not be understood."""
        with _reached():
            found = self._client.get_versions(packages=["dateline"])
        here = _versions(found["client"])
        for where, versions in {"the scheduler": found["scheduler"], **found["workers"]}.items():
            if (there := _versions(versions)) != here:
                raise ClusterError(f"{where} has {there}, this machine {here}; install the same on both")


def _versions(found: dict[str, Any]) -> str:
    packages = found["packages"]
    python = ".".join(packages["python"].split(".")[:2])
    others = ", ".join(f"{name} {packages[name] or 'not installed'}" for name in ("dask", "distributed", "dateline"))
    return f"Python {python}, {others}"


@dataclass(frozen=True, slots=True)
class _Sent:
    batch: Sequence[Pickled]
    future: Future


class _Threads:
    """How many threads the workers have, counted now and then, since workers come and go."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._number = 1
        self._counted = float("-inf")

    def count(self) -> int:
        if time.monotonic() - self._counted > _COUNT_EVERY:
            with _reached():
                self._number = max(1, sum(self._client.nthreads().values()))
            self._counted = time.monotonic()
        return self._number


def _batches(sources: Iterable[Source]) -> Iterator[list[Pickled]]:
    batch: list[Pickled] = []
    size = 0
    for name, read in sources:
        batch.append((name, cloudpickle.dumps(read)))
        size += len(batch[-1][1])
        if len(batch) == _BATCH or size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def worker_configuration() -> str:
    """Return, in a worker, what it reads with."""
    return _pipeline().configuration


def read_packed(batch: Sequence[Pickled], configuration: str) -> Packed:
    """Read articles in a worker. Raises `ClusterError` where it would read them otherwise than the first one did."""
    pipeline = _pipeline()
    if pipeline.configuration != configuration:
        raise ClusterError(
            f"the workers differ: one has “{pipeline.configuration}”, another “{configuration}”; "
            "give all of them the same Dateline and the same DATELINE_GEOCODER"
        )
    return _packed(read_batch(((name, partial(_unpickled_article, data)) for name, data in batch), pipeline))


def _unpickled_article(data: bytes) -> Article:
    article: Article = cloudpickle.loads(data)()
    return article


def _packed(batch: Batch) -> Packed:
    """Return a batch with its tables as Arrow streams, which are unpickled in no time."""
    streams = {}
    for name, table in batch.tables.items():
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
        streams[name] = sink.getvalue().to_pybytes()
    return batch.results, streams


def _unpacked(packed: Packed) -> Batch:
    results, streams = packed
    return Batch(results, {name: pa.ipc.open_stream(stream).read_all() for name, stream in streams.items()})


def _pipeline() -> Pipeline:
    """Return the worker's pipeline, loaded when first asked for, once a process whatever its threads."""
    with _LOADING:
        return _loaded()


_LOADING = Lock()


@cache
def _loaded() -> Pipeline:
    return Pipeline.load()
