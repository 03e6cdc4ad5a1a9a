"""Sources → what came of them, with the rows of their articles; in this process or in a worker's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import Protocol

import pyarrow as pa

from geodata.articles import printable, without_surrogates
from geodata.dataset import tables_of
from geodata.duplicates import Identity, identity_of
from geodata.errors import ArticleError, FetchError
from geodata.pipeline import Pipeline
from geodata.records import Annotation, Article, Failure
from geodata.sources import Source

TABLES = ("articles", "toponyms", "timexes", "events")
"""The tables that hold what was found in articles."""


@dataclass(frozen=True, slots=True)
class Read:
    """An article that was read: what it is told from others by, and how many rows of each of `TABLES` are its own."""

    identity: Identity
    rows: tuple[int, ...]

    @property
    def events(self) -> int:
        """The number of its events."""
        return self.rows[TABLES.index("events")]


Result = Read | Failure


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of some sources, in their order, and the rows of those that were read, one article after the other.

    The rows lack signatures: the identities have them.
    """

    results: tuple[Result, ...]
    tables: dict[str, pa.Table]


class Reader(Protocol):
    """Reads sources, however many, and yields what came of them, some at a time, in their order.

    `tell` is called with the name of what is read, or waited for, next.
    """

    @property
    def configuration(self) -> str:
        """What reads: see `Pipeline.configuration`."""
        ...

    def __call__(self, sources: Iterable[Source], tell: Callable[[str], None]) -> Iterator[Batch]:
        """Yield an article or a failure for each source."""
        ...


class InProcess:
    """Reads one source after another in this process."""

    def __init__(self, pipeline: Pipeline | None = None) -> None:
        """Load a pipeline where none is given."""
        self._pipeline = pipeline or Pipeline.load()

    @property
    def configuration(self) -> str:
        """What reads."""
        return self._pipeline.configuration

    def __call__(self, sources: Iterable[Source], tell: Callable[[str], None]) -> Iterator[Batch]:
        """Yield what came of each source."""
        for source in sources:
            tell(source[0])
            yield read_batch([source], self._pipeline)


def read_batch(sources: Iterable[Source], pipeline: Pipeline) -> Batch:
    """Return what articles report, and for those that cannot be read why."""
    return _batch([_read(source, pipeline) for source in sources])


def unread(name: str, stage: str, message: str) -> Batch:
    """Return what came of a source that could not be read."""
    return _batch([_failure(name, stage, message)])


def _batch(found: Sequence[Annotation | Failure]) -> Batch:
    tables = tables_of((each for each in found if isinstance(each, Annotation)), ())
    return Batch(tuple(map(_result, found)), {table: tables[table] for table in TABLES})


def _read(source: Source, pipeline: Pipeline) -> Annotation | Failure:
    name, read = source
    try:
        article = read()
        _check_storable(article)
    except (ArticleError, FetchError) as error:
        return _failure(name, "articles", str(error))
    except Exception as error:  # one source, whatever is in it, must not stop an archive
        return _failure(name, "articles", f"{type(error).__name__}: {error}")
    return next(pipeline.pipe([article]))


def _failure(name: str, stage: str, message: str) -> Failure:
    """Return the failure of a source, whose name may have bytes of a file's that are no characters."""
    return Failure(printable(name), stage, without_surrogates(message))


def _check_storable(article: Article) -> None:
    """Raise `UnicodeEncodeError` where a field has a lone surrogate, which no file can hold."""
    for text in astuple(article):
        (text or "").encode()


def _result(found: Annotation | Failure) -> Result:
    if isinstance(found, Failure):
        return found
    return Read(identity_of(found.article), (1, len(found.toponyms), len(found.timexes), len(found.events)))
