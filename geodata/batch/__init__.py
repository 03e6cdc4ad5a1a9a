"""Many articles → a dataset on disk, in this process or on the cores and machines that Dask has."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from geodata.batch.joining import joined
from geodata.batch.reading import Batch, InProcess, Read, Reader
from geodata.dataset import MANIFEST, Address, known_articles, read_dataset, storage_at, tables_of, write_tables
from geodata.duplicates import Known, sorted_out
from geodata.pipeline import Pipeline
from geodata.records import Failure, OtherSource
from geodata.sources import Source, sources_of

__all__ = ["Progress", "Reading", "Source", "known_of", "read_into", "read_sources"]

Progress = Callable[[int, int, str], None]
"""Called with the articles done, their number in all (0: unknown), and the name of the next one or ""."""

# What an interruption may lose, whichever is reached first.
_WRITE_EVERY = 500  # articles
_WRITE_AFTER = 15.0  # seconds
MOST_NAMED = 1000
"""Articles and failures that a `Reading` names; all of them are in the dataset."""


def _say_nothing(_done: int, _total: int, _name: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading articles into a dataset: how many were read and not, and the first of each.

    `copies` of the articles were there already, from other sources; `ids` has the id of what is stored.
    """

    articles: int
    events: int
    failures: tuple[Failure, ...]
    ids: tuple[str, ...] = ()
    failed: int = 0
    copies: int = 0


def read_into(
    paths: Sequence[Path],
    directory: Address,
    progress: Progress | None = None,
    pipeline: Pipeline | None = None,
    *,
    workers: int = 0,
    scheduler: str | None = None,
) -> Reading:
    """Read files, and folders of them, into the dataset of a folder; see `read_sources`."""
    return read_sources(
        sources_of(map(str, paths)), directory, progress, pipeline, workers=workers, scheduler=scheduler
    )


def read_sources(
    sources: Iterable[Source],
    directory: Address,
    progress: Progress | None = None,
    pipeline: Pipeline | None = None,
    *,
    keep_failures: bool = True,
    workers: int = 0,
    scheduler: str | None = None,
    known: Known | None = None,
) -> Reading:
    """Read articles, wherever they come from and however many, into the dataset of a folder.

    They are read in this process, by `workers` processes of this machine, or by the workers of a Dask `scheduler`
    (`tcp://HOST:PORT`): the dataset is the same. `pipeline` serves this process only. What cannot be read is recorded
    in the dataset as a failure; the rest is kept, also where something stops the reading. An article that is stored
    already, from elsewhere, becomes one more source of it; `known` tells so, and may be kept by who calls again.

    Raises `DatasetError` where the dataset cannot be written, `GazetteerError` or `ModelError` where Dateline's own
    files are damaged, `ClusterError` where workers cannot be reached or are lost.
    """
    tell = progress or _say_nothing
    total = len(sources) if isinstance(sources, Sized) else 0
    tell(0, total, "the language model")
    with _reader(pipeline, workers, scheduler) as reader:
        kept = _Kept(directory, reader.configuration, keep_failures, known or known_of(directory))
        try:
            for batch in reader(sources, lambda name: tell(kept.done, total, name)):
                kept.add(batch)
        finally:
            kept.write()
    tell(kept.done, total, "")
    return kept.reading()


def known_of(directory: Address) -> Known:
    """Return the articles of a folder's dataset, if there is one, as what tells copies of them."""
    if not storage_at(directory).holds(MANIFEST):
        return Known()
    stored = known_articles(read_dataset(directory))
    return Known(zip(stored.ids, stored.urls, stored.sources, stored.signatures, strict=True), stored.others)


@contextmanager
def _reader(pipeline: Pipeline | None, workers: int, scheduler: str | None) -> Iterator[Reader]:
    if not workers and scheduler is None:
        yield InProcess(pipeline)
        return
    from geodata.batch.cluster import connected  # here: who reads in one process does not pay for Dask

    with connected(workers, scheduler) as reader:
        yield reader


@dataclass(slots=True)
class _Kept:
    """What has been read, written to the dataset from time to time."""

    directory: Address
    configuration: str
    keep_failures: bool
    known: Known
    articles: int = 0
    events: int = 0
    failed: int = 0
    copies: int = 0
    ids: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    stored: list[str | OtherSource] = field(default_factory=list)
    """Of each article of `batches` its id in the dataset, or that it is another source of one there."""
    unread: list[Failure] = field(default_factory=list)
    is_written: bool = False
    last: float = field(default_factory=time.monotonic)

    @property
    def done(self) -> int:
        return self.articles + self.failed

    def add(self, batch: Batch) -> None:
        self.batches.append(batch)
        for result in batch.results:
            if isinstance(result, Read):
                self._add_article(result)
            else:
                self._add_failure(result)
        if len(self.stored) + len(self.unread) >= _WRITE_EVERY or time.monotonic() - self.last > _WRITE_AFTER:
            self.write()

    def _add_article(self, read: Read) -> None:
        stored = sorted_out(read.identity, self.known)
        self.stored.append(stored)
        self.articles += 1
        if isinstance(stored, OtherSource):
            self.copies += 1
        else:
            self.events += read.events
        key = stored.article_id if isinstance(stored, OtherSource) else stored
        self.ids += [key] * (len(self.ids) < MOST_NAMED)

    def _add_failure(self, failure: Failure) -> None:
        self.failed += 1
        self.failures += [failure] * (len(self.failures) < MOST_NAMED)
        self.unread += [failure] * self.keep_failures

    def write(self) -> None:
        """Write what is pending; the first time also where nothing is, so that there is a dataset."""
        if self.stored or self.unread or (self.keep_failures and not self.is_written):
            others = [stored for stored in self.stored if isinstance(stored, OtherSource) and stored.source]
            rows = joined(self.batches, [None if isinstance(stored, OtherSource) else stored for stored in self.stored])
            write_tables(self.directory, tables_of((), self.unread, other_sources=others) | rows, self.configuration)
            self.stored.clear()
            self.unread.clear()
            self.is_written = True
        self.batches.clear()
        self.last = time.monotonic()

    def reading(self) -> Reading:
        return Reading(self.articles, self.events, tuple(self.failures), tuple(self.ids), self.failed, self.copies)
