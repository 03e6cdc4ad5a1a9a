"""The page's frame."""

from __future__ import annotations

import logging
from contextlib import suppress
from functools import partial

import streamlit as st

from dashboard import components, conventions, data, state, texts
from dashboard.conventions import number
from dashboard.figures import words
from dashboard.settings import settings as given_settings
from dashboard.views import (
    add,
    agreement,
    corrections,
    details,
    event_list,
    filters,
    notices,
    play,
    reader,
    share,
    starting,
    timeline,
)
from dashboard.views import map as map_view
from dashboard.views.corrections import Desk
from dashboard.views.markup import whole_page_link
from dashboard.views.scene import Scene, scene
from geodata.dataset import Dataset
from geodata.errors import DatasetError


def main() -> None:
    """Show the page; whatever fails is said in words."""
    st.set_page_config(page_title=texts.NAME, layout="wide", initial_sidebar_state="collapsed")
    st.html(components.STATIC / "page.css")
    data.freeze_imports()
    conventions.read_as(st.context.locale)
    try:
        page()
    except DatasetError as error:
        starting.trouble(texts.BAD_DATASET, f"{error}. {texts.BAD_DATASET_HINT}")
    except Exception:
        logging.getLogger("dashboard").exception("the page could not be made")
        starting.trouble(texts.UNEXPECTED, texts.UNEXPECTED_HINT)


def page() -> None:
    """Show the dataset, built first if there is none."""
    settings = given_settings()
    if not st.get_option("server.enableStaticServing"):
        st.error(texts.NO_STATIC)
        return
    if not starting.build(settings):
        return
    desk = corrections.desk(settings, data.dataset(settings.directory))
    dataset = desk.corrected.dataset
    if not data.articles(dataset):
        starting.nothing(data.failures(dataset))
        return

    if state.follow_address():
        # Before filters: a link may select what its own dates hide, but not what does not exist.
        state.settle(lambda field, value: data.is_known(dataset, field, value))
    shown = scene(dataset, state.current(), map_view.opened_box())

    if st.context.is_embedded:
        show_embedded(dataset, shown, settings.tiles)
    else:
        show_whole(desk, shown)
    components.address(state.show_in_address(), state.went, theme=shown.view.theme, shown=st.context.theme.type)


def show_whole(desk: Desk, shown: Scene) -> None:
    """Show the map with all that is around it; the map comes first, for the browser has most to do for it."""
    dataset = desk.corrected.dataset
    over = st.container()
    left, right = st.columns([1.6, 1], gap="small")
    with left:
        map_view.show(shown, desk.settings.tiles, partial(corrections.put, desk, shown))
    with over:
        filters.show(dataset, shown, partial(add.show, desk.settings), partial(share.show, dataset, shown))
        notices.show(state.notes(), shown.article, data.failures(dataset))
        show_line(dataset, shown)
    with left:
        timeline.show(dataset, shown)
        play.show(dataset, shown)
        map_view.show_legend()
    with right:
        reader.show(shown)
        details.show(shown, desk)
        comparison = st.container()
    with left:
        event_list.show(dataset, shown)
    with comparison:  # last, for of many articles it takes longest
        agreement.show(dataset, shown)


def get_ready() -> None:
    """Work out a first page without showing it: what is read, compiled and kept on the way is ready for the first."""
    settings = given_settings()
    with suppress(DatasetError):  # the page will say it
        if data.has_dataset(settings.directory):
            dataset = data.dataset(settings.directory)
            map_view.get_ready(scene(dataset, state.View()), settings.tiles)
            data.names(dataset)
    data.freeze_imports()


def show_embedded(dataset: Dataset, shown: Scene, tiles: str | None) -> None:
    """Show the map within another page: what is shown, the map, and the way to the whole."""
    show_line(dataset, shown)
    map_view.show(shown, tiles)
    st.html(whole_page_link(f"{st.context.url or ''}?{state.query_string(shown.view)}"))


def show_line(dataset: Dataset, shown: Scene) -> None:
    """Say what is shown, and what the filters hide; where that is all, how to see more."""
    events = tuple(shown.events.values())
    hidden = data.count(dataset, state.View().query) - shown.tally.events
    line = words.summary(events) if shown.is_whole else words.summary_of_many(shown.tally)
    if hidden and events:
        line = f"{line}; {texts.HIDDEN.format(count=number(hidden))}"
    components.line(line, quiet=state.is_playing())
    if not events:
        filters.show_nothing_found(dataset, shown)
