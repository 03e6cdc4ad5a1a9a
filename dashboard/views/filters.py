"""The row over the map: search, article, days, statuses, kinds, and the filters that are wanted less often."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboard import conventions, data, state, texts
from dashboard.figures.words import counted, day_in_words, interval_in_words
from dashboard.state import Theme
from dashboard.views.scene import Scene
from geodata.dataset import Dataset
from geodata.queries import Names
from geodata.records import Interval, Kind, Status

EARLIEST, LATEST = date.min, date.max

IN_MORE = ("roles", "places", "actors", "sources", "in_view")
"""The filters that share one button."""


def show(dataset: Dataset, scene: Scene, *others: Callable[[], None]) -> None:
    """Show the row; each button tells what it is set to."""
    names = data.names(dataset)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="filters"):
        st.html(f'<h1 class="wordmark">{texts.NAME}<span>{texts.TAGLINE}</span></h1>', width="content")
        st.text_input(
            texts.SEARCH,
            max_chars=state.LONGEST_SEARCH,
            placeholder=texts.SEARCH,
            label_visibility="collapsed",
            width=220,
            **state.bound("text", take=state.clean_search),
        )
        if len(scene.articles) > 1:
            _article(scene)
        _dates(scene, names.newest)
        _kinds_of("statuses", texts.STATUS_FILTER, {each: texts.STATUSES[each] for each in Status})
        _kinds_of("kinds", texts.KIND_FILTER, {each: texts.KINDS[each] for each in Kind})
        _more(scene, names)
        if state.active(scene.view):
            st.button(texts.CLEAR, on_click=state.clear, type="tertiary", key="clear")
        for other in others:
            other()


def show_nothing_found(dataset: Dataset, scene: Scene) -> None:
    """Say which filter hides how many events, and let each be dropped; a search can be widened to the articles."""
    view = scene.view
    views = {texts.DROP[name]: state.without(view, name) for name in state.active(view)}
    if view.text and not view.in_articles:
        views = {texts.WIDEN: replace(view, in_articles=True), **views}
    found = {name: count for name, wider in views.items() if (count := data.count(dataset, wider.query))}
    if not found and views:
        views = {texts.DROP_ALL: state.without(view)}
        found = {texts.DROP_ALL: data.count(dataset, views[texts.DROP_ALL].query)}
    with st.container(horizontal=True, gap="small", key="nothing_found"):
        for name, count in found.items():
            label = texts.OFFER.format(what=name, count=counted(texts.EVENTS, count))
            st.button(label, on_click=state.show, args=(views[name],))


def _article(scene: Scene) -> None:
    titles = {article.id: article.title or article.id for article in scene.articles}
    st.selectbox(
        texts.ARTICLE,
        list(titles),
        format_func=titles.__getitem__,
        index=None,
        placeholder=texts.ALL_ARTICLES,
        label_visibility="collapsed",
        width=240,
        **state.bound("article"),
    )


def _dates(scene: Scene, newest: date | None) -> None:
    view = scene.view
    with st.popover(_label(texts.DATES, interval_in_words(Interval(view.first, view.last))), key="dates"):
        with st.container(horizontal=True):
            st.button(texts.PRESET_ALL, on_click=state.change, kwargs={"first": None, "last": None})
            for name, days in ((texts.PRESET_DAY, 1), (texts.PRESET_WEEK, 6)):
                st.button(name, on_click=state.change, kwargs=preset(newest, days), disabled=newest is None)
        st.caption(texts.PRESETS_FROM.format(day=day_in_words(newest)) if newest else texts.NO_NEWEST)
        with st.container(horizontal=True):
            for name, key, field in ((texts.FROM, "from", "first"), (texts.TO, "to", "last")):
                st.date_input(
                    name,
                    value=None,
                    min_value=EARLIEST,
                    max_value=LATEST,
                    format=conventions.current().typed,
                    width=170,
                    **state.bound(key, field),
                )
        st.checkbox(texts.UNDATED, **state.bound("undated"))


def preset(newest: date | None, days: int) -> dict[str, date | None]:
    """Return the dates of a preset: the newest day of publication and so many days before it.

    The hour of publication is not known: the last 24 hours reach into the day before.
    """
    if newest is None:
        return {"first": None, "last": None}
    return {"first": newest - timedelta(days=min(days, newest.toordinal() - 1)), "last": newest}


def _kinds_of(field: str, label: str, names: Mapping[Any, str]) -> None:
    with st.popover(_label(label, _value(getattr(state.current(), field), names)), key=f"choose_{field}"):
        _pills(field, label, names, hidden_label=True)


def _pills(field: str, label: str, names: Mapping[Any, str], *, hidden_label: bool = False) -> None:
    st.pills(
        label,
        list(names),
        selection_mode="multi",
        format_func=lambda member: names[member],
        label_visibility="collapsed" if hidden_label else "visible",
        **state.bound(field),
    )


def _more(scene: Scene, names: Names) -> None:
    view = scene.view
    set_here = sum(name in IN_MORE for name in state.active(view)) + view.in_articles
    label = _label(texts.MORE, texts.CHOSEN.format(count=set_here)) if set_here else texts.MORE
    with st.popover(label, key="more"):
        st.checkbox(texts.IN_VIEW, key="widget_in_view", on_change=_take_in_view, value=view.in_view)
        st.checkbox(texts.IN_ARTICLES, help=texts.SEARCH_HELP, **state.bound("in_articles"))
        _names("places", texts.PLACE_FILTER, names.places, view.places)
        _names("actors", texts.ACTOR_FILTER, names.actors, view.actors)
        if names.sources:
            _names("sources", texts.SOURCE_FILTER, names.sources, view.sources)
        _pills("roles", texts.ROLE_FILTER, texts.ROLE_NAMES)
        st.segmented_control(
            texts.THEME,
            list(Theme),
            format_func=texts.THEMES.__getitem__,
            **state.bound("theme"),
        )


def _take_in_view() -> None:
    wanted = bool(st.session_state["widget_in_view"])
    state.change(in_view=wanted, look=state.map_view() or state.current().look if wanted else state.current().look)


def _names(field: str, label: str, counts: Mapping[str, int], chosen: Iterable[str]) -> None:
    def named(name: str) -> str:
        return texts.NAME_COUNT.format(name=name, count=counts[name]) if name in counts else name

    options = [*counts, *(name for name in sorted(chosen) if name not in counts)]
    st.multiselect(label, options, format_func=named, placeholder=texts.ALL, **state.bound(field))


def _value(chosen: frozenset[Any], names: Mapping[Any, str]) -> str:
    if not chosen:
        return texts.ALL
    return next(names[each] for each in chosen) if len(chosen) == 1 else texts.CHOSEN.format(count=len(chosen))


def _label(name: str, value: str) -> str:
    return texts.FILTER_LABEL.format(name=name, value=value)
