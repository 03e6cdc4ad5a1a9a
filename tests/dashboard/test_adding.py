"""Adding articles to a dataset that is shown: what is known of those that are there is worked out once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from dashboard import data
from dashboard.settings import Settings
from geodata.articles import read_text
from geodata.batch import Source, read_sources
from geodata.dataset import write_dataset
from tests.dashboard.samples import STORY

TEXT = b"Fishermen blocked the port of Vigo in Spain on Monday over quotas, officials said. %d boats lay there."


@pytest.fixture(autouse=True)
def _nothing_held() -> Iterator[None]:
    yield
    st.cache_resource.clear()


def source(name: str, number: int) -> Source:
    return name, lambda: read_text(TEXT % number, name)


def add(settings: Settings, *sources: Source) -> tuple[int, int]:
    """Return how many articles were read, and how many of them were copies."""
    reading = data.add(settings, sources, lambda *_: None)
    return reading.articles, reading.copies


def test_what_is_known_is_kept_and_holds_what_was_added_here_and_elsewhere(tmp_path: Path) -> None:
    write_dataset(tmp_path, [STORY])
    settings = Settings(tmp_path, tmp_path / "none", None)
    assert add(settings, source("one.txt", 1)) == (1, 0)
    kept = data._known_articles()[tmp_path][1]
    assert add(settings, source("copy.txt", 1)) == (1, 1)
    assert data._known_articles()[tmp_path][1] is kept
    read_sources([source("other.txt", 99)], tmp_path)
    assert add(settings, source("copy-of-other.txt", 99)) == (1, 1)
    assert data._known_articles()[tmp_path][1] is not kept


def test_what_fails_leaves_nothing_half_known(tmp_path: Path) -> None:
    write_dataset(tmp_path, [STORY])
    settings = Settings(tmp_path, tmp_path / "none", None)
    add(settings, source("one.txt", 1))

    def interrupt(done: int, _total: int, _name: str) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        data.add(settings, [source("two.txt", 2), source("three.txt", 3)], interrupt)
    assert tmp_path not in data._known_articles()
    assert add(settings, source("again.txt", 1)) == (1, 1)
