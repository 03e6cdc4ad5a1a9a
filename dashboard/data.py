"""The dataset and its answers, cached: the only module that holds `st.cache_*`.

Answers are frozen records, so one copy serves all sessions. A dataset tells its state, another one whenever it is
written, so the dataset itself is a key that goes stale at the right time.
"""

from __future__ import annotations

import atexit
import gc
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import texts
from dashboard.settings import Settings
from geodata import columns as ec
from geodata import corrections, queries, search
from geodata.columns import Booleans, EventColumns, Histogram, Tally
from geodata.corrections import Corrected, Correction, Log
from geodata.dataset import MANIFEST, Dataset, read_dataset
from geodata.errors import DatasetError
from geodata.queries import ArticleSummary, EventQuery, Names
from geodata.records import Annotation, Event, Failure, Interval
from geodata.stories import Story, story_in

if TYPE_CHECKING:
    from pyarrow import Table

    from geodata.batch import Reading, Source
    from geodata.duplicates import Known
    from geodata.gazetteer import Gazetteer
    from geodata.pipeline import Pipeline

MOST_ARTICLES_READ = 100
"""Articles whose text and toponyms are read for one map; events of further ones come without quotes."""

MARK_OF_PLACE = re.compile(r"(?:place|site):(?P<id>(?P<spot>-?\d+\.\d{3},-?\d+\.\d{3})|.+?)(?::[a-z]+)?")
"""A mark that is no event: a place's id, or the spot where a place without one lies, and maybe a role."""

_BY_NAME: dict[str | type[Any], Callable[[Any], Any]] = {Dataset: repr, EventQuery: repr, Event: repr}


def has_dataset(directory: Path) -> bool:
    """Tell whether a dataset has been written there, readable or not."""
    return (directory / MANIFEST).exists()


def build(source: Path, directory: Path, progress: Callable[[int, int, str], None]) -> None:
    """Read the articles of a folder into a new dataset; whoever comes second waits and finds it made."""
    with _building():
        if has_dataset(directory):
            return
        # Only here: it imports the language model, which showing a dataset never needs.
        from geodata.batch import read_into

        read_into([source], directory, progress)


@st.cache_resource
def _building() -> threading.Lock:
    return threading.Lock()


@st.cache_resource
def freeze_imports() -> None:
    """Take what is imported out of the garbage collector's rounds, once.

    Streamlit collects after every run; this cuts a rerun's CPU time from 150 to about 40 ms.
    """
    gc.freeze()
    # At the end everything is collected again, or DuckDB reports its types as leaked.
    atexit.register(gc.unfreeze)


def _articles_of(dataset: Dataset) -> str:
    """Return what names a dataset's articles, which no correction changes."""
    return repr((dataset.directory, dataset.files["articles"]))


def dataset(directory: Path) -> Dataset:
    """Return the dataset on disk; raises `DatasetError`."""
    return read_dataset(directory)


@st.cache_resource(max_entries=4, hash_funcs={Dataset: _articles_of}, show_spinner=False)
def articles(dataset: Dataset) -> tuple[ArticleSummary, ...]:
    """Return all articles in short."""
    return queries.articles(dataset)


@st.cache_resource(max_entries=64, hash_funcs=_BY_NAME, show_spinner=False)
def events(dataset: Dataset, query: EventQuery) -> tuple[Event, ...]:
    """Return the events that fit."""
    return queries.events(dataset, query)


@st.cache_resource(max_entries=2, hash_funcs=_BY_NAME, show_spinner=False)
def columns(dataset: Dataset) -> EventColumns:
    """Return all events in memory, to count and bin them."""
    if (beneath := _beneath().get(repr(dataset))) is not None:
        uncorrected, rows = beneath
        return ec.overlaid(columns(uncorrected), rows)
    return ec.read_columns(dataset)


def get_ready(settings: Settings) -> None:
    """Read the events, if there are any, before they are asked for."""
    with suppress(DatasetError):  # the page will say it
        if has_dataset(settings.directory):
            columns(dataset(settings.directory))


@st.cache_resource
def _beneath() -> dict[str, tuple[Dataset, Table]]:
    """Return, by the name of a corrected dataset, the one that it was and the corrected events."""
    return {}


@st.cache_resource(max_entries=32, hash_funcs=_BY_NAME, show_spinner=False)
def matching(dataset: Dataset, query: EventQuery) -> Booleans:
    """Return which events fit."""
    others = ec.other_conditions(query)
    return ec.matching(columns(dataset), query, _meeting(dataset, others) if others else None)


@st.cache_resource(max_entries=16, hash_funcs=_BY_NAME, show_spinner=False)
def _meeting(dataset: Dataset, query: EventQuery) -> Booleans:
    return ec.meeting(dataset, columns(dataset), query)


@st.cache_resource(max_entries=4, hash_funcs=_BY_NAME, show_spinner=texts.PREPARING_SEARCH)
def prepare_search(dataset: Dataset) -> None:
    """Have the words of a dataset indexed, which the first search would else do without a word."""
    search.prepare(dataset)


@st.cache_resource(max_entries=64, hash_funcs=_BY_NAME, show_spinner=False)
def tally(dataset: Dataset, query: EventQuery) -> Tally:
    """Return what the events that fit amount to."""
    return ec.tally(columns(dataset), matching(dataset, query))


@st.cache_resource(max_entries=64, hash_funcs=_BY_NAME, show_spinner=False)
def histogram(dataset: Dataset, query: EventQuery, within_days: Interval | None = None) -> Histogram | None:
    """Return the events that fit by day, week, month or year."""
    return ec.histogram(columns(dataset), matching(dataset, query), within_days)


@st.cache_resource(max_entries=64, hash_funcs=_BY_NAME, show_spinner=False)
def some_events(dataset: Dataset, query: EventQuery, most: int, around: str | None) -> tuple[Event, ...]:
    """Return so many of the events that fit: the first, or those around the one of a key if that is among them."""
    held = columns(dataset)
    row = ec.row_of(held, around) if around is not None else None
    return ec.events_at(held, ec.chosen(held, matching(dataset, query), query.order, most, row))


@st.cache_resource(max_entries=64, hash_funcs=_BY_NAME, show_spinner=False)
def date_span(dataset: Dataset, article_id: str | None) -> Interval | None:
    """Return the first to the last day of the dated events."""
    if article_id is None:
        held = columns(dataset)
        return ec.days_of(held, held.dated)
    return queries.date_span(dataset, article_id)


@st.cache_resource(max_entries=256, hash_funcs=_BY_NAME, show_spinner=False)
def count(dataset: Dataset, query: EventQuery) -> int:
    """Return the number of events that fit."""
    return int(matching(dataset, query).sum())


@st.cache_resource(max_entries=64, hash_funcs=_BY_NAME, show_spinner=False)
def days(dataset: Dataset, query: EventQuery) -> tuple[date, ...]:
    """Return the days on which the dated events that fit begin."""
    return ec.days_begun(columns(dataset), matching(dataset, query))


@st.cache_resource(max_entries=4, hash_funcs=_BY_NAME, show_spinner=False)
def names(dataset: Dataset) -> Names:
    """Return what there is to choose events by."""
    return queries.names(dataset)


@st.cache_resource(max_entries=256, hash_funcs=_BY_NAME, show_spinner=False)
def is_known(dataset: Dataset, field: str, value: str) -> bool:
    """Tell of a field of the view and a value whether the dataset has it."""
    if field == "article":
        return any(article.id == value for article in articles(dataset))
    if field == "selected":
        return queries.has_event(dataset, value) or _is_known_place(dataset, value)
    query = EventQuery(**{field: frozenset({value})})  # type: ignore[arg-type]
    return value in getattr(names(dataset), field) or count(dataset, query) > 0


def _is_known_place(dataset: Dataset, mark: str) -> bool:
    """Tell of a mark that is no event whether the dataset has its place."""
    found = MARK_OF_PLACE.fullmatch(mark)
    return found is not None and (found["spot"] is not None or queries.has_place(dataset, found["id"]))


@st.cache_resource(max_entries=4, hash_funcs={Dataset: _articles_of}, show_spinner=False)
def failures(dataset: Dataset) -> tuple[Failure, ...]:
    """Return the articles that could not be read."""
    return queries.failures(dataset)


def read_annotations(dataset: Dataset, ids: Iterable[str]) -> dict[str, Annotation]:
    """Return the first so many articles, by id."""
    wanted = list(dict.fromkeys(ids))[:MOST_ARTICLES_READ]
    held = _annotations_held(dataset)
    missing = [article_id for article_id in wanted if article_id not in held]
    found = {}
    if missing:
        found = queries.annotations_of(dataset, missing, ec.events_of(columns(dataset), missing))
        if len(held) > 2 * MOST_ARTICLES_READ:
            held.clear()
        held.update(found)
    known = {article_id: found.get(article_id) or held.get(article_id) for article_id in wanted}
    return {article_id: annotation for article_id, annotation in known.items() if annotation is not None}


@st.cache_resource(max_entries=4, hash_funcs=_BY_NAME, show_spinner=False)
def _annotations_held(dataset: Dataset) -> dict[str, Annotation]:  # noqa: ARG001 (what it is held by)
    """Return the articles that have been read, to be added to: many are read at once, but each is wanted again."""
    return {}


def log(path: Path) -> Log:
    """Return what a file of corrections holds, read again whenever it changed."""
    try:
        status = path.stat()
    except OSError:
        return Log()
    return _log(path, status.st_mtime_ns, status.st_size)


@st.cache_resource(max_entries=4, show_spinner=False)
def _log(path: Path, changed: int, size: int) -> Log:  # noqa: ARG001 (parts of the key)
    return corrections.read(path)


def corrected(dataset: Dataset, standing: tuple[Correction, ...]) -> Corrected:
    """Return the dataset with corrections applied."""
    if not standing:
        return Corrected(dataset, {}, ())
    found = _corrected(dataset, standing, repr(standing))
    own = [Path(path) for path in found.dataset.files["events"] if Path(path).parent == _scratch()]
    if not all(path.exists() for path in own):  # removed for newer ones
        _corrected.clear(dataset, standing, repr(standing))
        return _corrected(dataset, standing, repr(standing))
    for path in own:
        path.touch()  # the file that was not used for longest goes first
    return found


@st.cache_resource(max_entries=16, hash_funcs=_BY_NAME, show_spinner=False)
def _corrected(dataset: Dataset, _standing: tuple[Correction, ...], name: str) -> Corrected:  # noqa: ARG001 (the key)
    found = corrections.written_over(dataset, _standing, _scratch())
    if found.applied:
        _beneath()[repr(found.dataset)] = (dataset, found.rows)
    return found


@st.cache_resource
def _scratch() -> Path:
    """Return a folder of this process's own, which goes when it ends."""
    directory = TemporaryDirectory(prefix="dateline-")
    atexit.register(directory.cleanup)
    return Path(directory.name)


@st.cache_resource(max_entries=64, hash_funcs=_BY_NAME, show_spinner=False)
def story(dataset: Dataset, event: Event) -> Story | None:
    """Return the tellings of an event by several articles, or `None`."""
    return story_in(dataset, event)


@st.cache_resource(show_spinner=False)
def gazetteer() -> Gazetteer:
    """Return the gazetteer, opened when a reader first looks a place up."""
    from geodata.gazetteer import Gazetteer

    return Gazetteer.open()


def add(settings: Settings, sources: Sequence[Source], progress: Callable[[int, int, str], None]) -> Reading:
    """Read articles into the dataset, one reader's after another's. Raises `GeodataError`."""
    with _building():
        from geodata.batch import known_of, read_sources

        held, directory = _known_articles(), settings.directory
        name, known = held.pop(directory, ("", None))  # where the reading fails, it may know what was not written
        if known is None or name != repr(dataset(directory)):
            known = known_of(directory)
        reading = read_sources(sources, directory, progress, _pipeline(), keep_failures=False, known=known)
        held[directory] = repr(dataset(directory)), known
        return reading


@st.cache_resource
def _known_articles() -> dict[Path, tuple[str, Known]]:
    """Return, by its folder, what was last known of a dataset's articles, and which state of it that was."""
    return {}


@st.cache_resource(show_spinner=False)
def _pipeline() -> Pipeline:
    from geodata.pipeline import Pipeline

    return Pipeline.load()


def new_files(settings: Settings) -> tuple[tuple[Path, str], ...]:
    """Return the files in the folder of articles that the dataset has not read, each with its name."""
    folder = settings.seeds
    files = _files_in(folder, folder.stat().st_mtime_ns) if folder.is_dir() else ()
    return _unread(dataset(settings.directory), files) if files else ()


@st.cache_resource(max_entries=4, hash_funcs=_BY_NAME, show_spinner=False)
def _unread(dataset: Dataset, files: tuple[tuple[Path, str], ...]) -> tuple[tuple[Path, str], ...]:
    read = {article.source for article in articles(dataset)} | {failure.article_id for failure in failures(dataset)}
    return tuple((path, name) for path, name in files if name not in read)


@st.cache_data(ttl=1, max_entries=2, show_spinner=False)
def _files_in(folder: Path, changed: int) -> tuple[tuple[Path, str], ...]:  # noqa: ARG001, part of the key
    """Return the folder's articles, looked for once a second at the most while the folder itself stays as it is."""
    from geodata.sources.files import ARTICLE_SUFFIXES, find_files

    return tuple(find_files(folder, ARTICLE_SUFFIXES))
