"""Before there is anything to show: building the dataset, and saying why there is none."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import data, texts
from dashboard.settings import Settings
from dashboard.views.markup import paragraph
from dashboard.views.notices import show_failures
from geodata.errors import GeodataError
from geodata.records import Failure


def build(settings: Settings) -> bool:
    """Read the seeds into a dataset where there is none, visibly; tell whether there is one now."""
    if data.has_dataset(settings.directory):
        return True
    place = st.empty()
    try:
        with place.container():
            st.html(f'<h1 class="wordmark">{texts.NAME}</h1>' + paragraph(texts.BUILDING, "note"))
            bar = st.progress(0.0)
            data.build(settings.seeds, settings.directory, lambda *step: _advance(bar, *step))
    except (GeodataError, OSError) as error:
        place.empty()
        trouble(texts.CANNOT_BUILD, str(error))
        return False
    place.empty()
    return data.has_dataset(settings.directory)


def _advance(bar: st.delta_generator.DeltaGenerator, done: int, total: int, name: str) -> None:
    # Backslashes keep a file's name from being read as Markdown.
    shown = "".join(f"\\{letter}" if letter in r"\`*_{}[]()<>#+-.!|:$~" else letter for letter in name)
    text = texts.BUILDING_ARTICLE.format(done=done, total=total, name=shown) if shown else ""
    bar.progress(min(1.0, done / max(1, total)), text)


def nothing(failures: Sequence[Failure]) -> None:
    """Say that there is no article, and which could not be read."""
    trouble(texts.NO_ARTICLES, texts.NO_ARTICLES_HINT)
    if failures:
        show_failures(failures)


def trouble(what: str, hint: str) -> None:
    """Say what is wrong, and what to do, in words."""
    st.error(what)
    st.html(paragraph(hint, "note"))
