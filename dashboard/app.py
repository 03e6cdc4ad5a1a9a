"""The page's frame: `streamlit run dashboard/app.py`."""

from __future__ import annotations

import logging

import streamlit as st

from dashboard import components, data, state, texts
from dashboard.figures import words
from dashboard.views import details, event_list, filters, notices, reader, starting
from dashboard.views import map as map_view
from dashboard.views.scene import scene
from geodata.errors import DatasetError


def main() -> None:
    """Show the page; whatever fails is said in words."""
    st.set_page_config(page_title=texts.NAME, layout="wide", initial_sidebar_state="collapsed")
    st.html(components.STATIC / "page.css")
    data.freeze_imports()
    try:
        page()
    except DatasetError as error:
        starting.trouble(texts.BAD_DATASET, f"{error}. {texts.BAD_DATASET_HINT}")
    except Exception:
        logging.getLogger("dashboard").exception("the page could not be made")
        starting.trouble(texts.UNEXPECTED, texts.UNEXPECTED_HINT)


def page() -> None:
    """Show the dataset, built first if there is none."""
    settings = data.settings()
    if not st.get_option("server.enableStaticServing"):
        st.error(texts.NO_STATIC)
        return
    if not starting.build(settings):
        return
    dataset = data.dataset(settings.directory)
    articles = {article.id for article in data.articles(dataset)}
    if not articles:
        starting.nothing(data.failures(dataset))
        return

    if state.follow_address():
        # Before filters: a link may select what its own dates hide, but not what does not exist.
        whole = scene(dataset, state.View())
        marks = {mark.id for mark in whole.layer.marks}
        state.settle(articles, lambda mark: mark in whole.events or mark in marks)
    shown = scene(dataset, state.current())

    filters.show(shown)
    notices.show(state.notes(), shown.article, data.failures(dataset))
    components.line(words.summary(tuple(shown.events.values())))
    left, right = st.columns([1.6, 1], gap="small")
    with left:
        map_view.show(shown, settings.tiles)
        map_view.show_legend()
    with right:
        reader.show(shown)
    left, right = st.columns([1.6, 1], gap="small")
    with left:
        event_list.show(shown)
    with right:
        details.show(shown)
    state.show_in_address()


main()
