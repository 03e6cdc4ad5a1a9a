"""One source → its annotation, or the failure that stands for it; in this process or in a worker's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from geodata.errors import ArticleError, FetchError
from geodata.pipeline import Pipeline
from geodata.records import Annotation, Failure
from geodata.sources import Source

Result = Annotation | Failure


class Reader(Protocol):
    """Reads sources, however many, and yields what came of each, in their order.

    `tell` is called with the name of what is read, or waited for, next.
    """

    @property
    def configuration(self) -> str:
        """What reads: see `Pipeline.configuration`."""
        ...

    def __call__(self, sources: Iterable[Source], tell: Callable[[str], None]) -> Iterator[Result]:
        """Yield an annotation or a failure for each source."""
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

    def __call__(self, sources: Iterable[Source], tell: Callable[[str], None]) -> Iterator[Result]:
        """Yield what came of each source."""
        for source in sources:
            tell(source[0])
            yield read_source(source, self._pipeline)


def read_source(source: Source, pipeline: Pipeline) -> Result:
    """Return what an article reports, or a failure that says why it cannot be read."""
    name, read = source
    try:
        article = read()
    except (ArticleError, FetchError) as error:
        return Failure(name, "articles", str(error))
    except Exception as error:  # one source, whatever is in it, must not stop an archive
        return Failure(name, "articles", f"{type(error).__name__}: {error}")
    return next(pipeline.pipe([article]))
