"""Many articles → a dataset on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from geodata.articles import ArticleLine, find_text_files, read_text_file
from geodata.dataset import write_dataset
from geodata.errors import ArticleError, FetchError
from geodata.pipeline import Pipeline
from geodata.records import Annotation, Article, Failure

Progress = Callable[[int, int, str], None]
"""Called with the articles done, their number in all, and the name of the next one or ""."""

_WRITE_EVERY = 500  # articles; what an interruption may lose


def _say_nothing(_done: int, _total: int, _name: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading files into a dataset."""

    articles: int
    events: int
    failures: tuple[Failure, ...]
    ids: tuple[str, ...] = ()


Source = tuple[str, Callable[[], Article]]
"""A name to show, and what gives the article; it raises `ArticleError` or `FetchError`."""


def read_into(
    paths: Sequence[Path], directory: Path, progress: Progress | None = None, pipeline: Pipeline | None = None
) -> Reading:
    """Read text files, and folders of them, into the dataset of a folder.

    What cannot be read is recorded in the dataset as a failure; the rest is kept. Raises `DatasetError` where
    the dataset cannot be written, `GazetteerError` or `ModelError` where Dateline's own files are damaged.
    """
    files = find_text_files(paths)
    return read_sources(
        [(name, partial(read_text_file, path, name)) for path, name in files], directory, progress, pipeline
    )


def read_sources(
    sources: Sequence[Source],
    directory: Path,
    progress: Progress | None = None,
    pipeline: Pipeline | None = None,
    *,
    keep_failures: bool = True,
) -> Reading:
    """Read articles, wherever they come from, into the dataset of a folder; raises as `read_into` does."""
    tell = progress or _say_nothing
    tell(0, len(sources), "the language model")
    pipeline = pipeline or Pipeline.load()
    events = 0
    ids: list[str] = []
    failures: list[Failure] = []
    pending: list[Annotation | Failure] = []
    for done, (name, read) in enumerate(sources):
        tell(done, len(sources), name)
        result = _read(name, read, pipeline)
        if isinstance(result, Failure):
            failures.append(result)
        else:
            ids.append(result.article.id)
            events += len(result.events)
        if keep_failures or isinstance(result, Annotation):
            pending.append(result)
        if len(pending) == _WRITE_EVERY:
            _write(pending, directory, pipeline)
            pending.clear()
    if pending or keep_failures:
        _write(pending, directory, pipeline)
    tell(len(sources), len(sources), "")
    return Reading(len(ids), events, tuple(failures), tuple(ids))


def _read(name: str, read: Callable[[], Article], pipeline: Pipeline) -> Annotation | Failure:
    try:
        article = read()
    except (ArticleError, FetchError) as error:
        return Failure(name, "articles", str(error))
    return next(pipeline.pipe([ArticleLine(article, article.id, None)]))


def _write(results: Sequence[Annotation | Failure], directory: Path, pipeline: Pipeline) -> None:
    annotations = {x.article.id: x for x in results if isinstance(x, Annotation)}
    failures = [x for x in results if isinstance(x, Failure)]
    write_dataset(directory, annotations.values(), failures, pipeline.configuration)
