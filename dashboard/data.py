"""The dataset and its answers, cached: the only module that holds `st.cache_*`.

Answers are frozen records, so one copy serves all sessions. A dataset's table files have new names
whenever it is written, so the dataset itself is a key that goes stale at the right time.
"""

from __future__ import annotations

import atexit
import gc
import os
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.figures.folium_map import OPENSTREETMAP
from geodata import queries
from geodata.dataset import MANIFEST, Dataset, read_dataset
from geodata.queries import ArticleSummary, EventQuery
from geodata.records import Annotation, Event, Failure, Interval

ROOT = Path(__file__).resolve().parent.parent

MOST_ARTICLES_READ = 100
"""Articles whose text and toponyms are read for one map; events of further ones come without quotes."""

_BY_NAME: dict[str | type[Any], Callable[[Any], Any]] = {Dataset: repr, EventQuery: repr}


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the data is, and the template of the tile server's address (`None`: no street tiles)."""

    directory: Path
    seeds: Path
    tiles: str | None


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that the environment gives: DATELINE_DATA, DATELINE_SEEDS, DATELINE_TILES."""
    tiles = environment.get("DATELINE_TILES", "").strip() or OPENSTREETMAP
    given = environment.get("DATELINE_DATA")
    return Settings(
        directory=Path(given) if given else writable_directory(),
        seeds=Path(environment.get("DATELINE_SEEDS") or ROOT / "seeds"),
        tiles=None if tiles.lower() == "off" else tiles,
    )


def writable_directory() -> Path:
    """Return the project's `data` folder, or one of the user's own where that cannot be written."""
    directory = ROOT / "data"
    if os.access(directory if directory.exists() else ROOT, os.W_OK):
        return directory
    return Path(tempfile.gettempdir()) / f"dateline-{getuser()}"


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
    gc.collect()
    gc.freeze()
    # At the end everything is collected again, or DuckDB reports its types as leaked.
    atexit.register(gc.unfreeze)


def dataset(directory: Path) -> Dataset:
    """Return the dataset on disk; raises `DatasetError`."""
    return read_dataset(directory)


@st.cache_resource(max_entries=4, hash_funcs=_BY_NAME, show_spinner=False)
def articles(dataset: Dataset) -> tuple[ArticleSummary, ...]:
    """Return all articles in short."""
    return queries.articles(dataset)


@st.cache_resource(max_entries=2 * MOST_ARTICLES_READ, hash_funcs=_BY_NAME, show_spinner=False)
def annotation(dataset: Dataset, article_id: str) -> Annotation:
    """Return everything known of one article."""
    return queries.annotation(dataset, article_id)


@st.cache_resource(max_entries=64, hash_funcs=_BY_NAME, show_spinner=False)
def events(dataset: Dataset, query: EventQuery) -> tuple[Event, ...]:
    """Return the events that fit."""
    return queries.events(dataset, query)


@st.cache_resource(max_entries=64, hash_funcs=_BY_NAME, show_spinner=False)
def date_span(dataset: Dataset, article_id: str | None) -> Interval | None:
    """Return the first to the last day of the dated events."""
    return queries.date_span(dataset, article_id)


@st.cache_resource(max_entries=4, hash_funcs=_BY_NAME, show_spinner=False)
def failures(dataset: Dataset) -> tuple[Failure, ...]:
    """Return the articles that could not be read."""
    return queries.failures(dataset)


def read_annotations(dataset: Dataset, ids: Iterable[str]) -> dict[str, Annotation]:
    """Return the first so many articles, by id."""
    wanted = list(dict.fromkeys(ids))[:MOST_ARTICLES_READ]
    return {article_id: annotation(dataset, article_id) for article_id in wanted}
