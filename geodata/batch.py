"""Many articles → a dataset on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from geodata.articles import ArticleLine, find_text_files, read_text_file
from geodata.dataset import write_dataset
from geodata.errors import ArticleError
from geodata.pipeline import Pipeline
from geodata.records import Annotation, Failure

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


def read_into(
    paths: Sequence[Path], directory: Path, progress: Progress | None = None, pipeline: Pipeline | None = None
) -> Reading:
    """Read text files, and folders of them, into the dataset of a folder.

    What cannot be read is recorded in the dataset as a failure; the rest is kept. Raises `DatasetError` where
    the dataset cannot be written, `GazetteerError` or `ModelError` where Dateline's own files are damaged.
    """
    files = list(find_text_files(paths))
    tell = progress or _say_nothing
    tell(0, len(files), "the language model")
    pipeline = pipeline or Pipeline.load()
    articles = events = 0
    failures: list[Failure] = []
    pending: list[Annotation | Failure] = []
    for done, (path, source) in enumerate(files):
        tell(done, len(files), source)
        result = _read(path, source, pipeline)
        pending.append(result)
        if isinstance(result, Failure):
            failures.append(result)
        else:
            articles, events = articles + 1, events + len(result.events)
        if len(pending) == _WRITE_EVERY:
            _write(pending, directory, pipeline)
            pending.clear()
    _write(pending, directory, pipeline)
    tell(len(files), len(files), "")
    return Reading(articles, events, tuple(failures))


def _read(path: Path, source: str, pipeline: Pipeline) -> Annotation | Failure:
    try:
        article = read_text_file(path, source)
    except ArticleError as error:
        return Failure(source, "articles", str(error))
    return next(pipeline.pipe([ArticleLine(article, article.id, None)]))


def _write(results: Sequence[Annotation | Failure], directory: Path, pipeline: Pipeline) -> None:
    annotations = {x.article.id: x for x in results if isinstance(x, Annotation)}
    failures = [x for x in results if isinstance(x, Failure)]
    write_dataset(directory, annotations.values(), failures, pipeline.configuration)
