"""The row over the map: which article, which days, which statuses and kinds."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from dashboard import state, texts
from dashboard.figures.words import interval_in_words
from dashboard.views.scene import Scene
from geodata.records import Interval, Kind, Status

EARLIEST, LATEST = date.min, date.max


def show(scene: Scene) -> None:
    """Show the row; each button tells what it is set to."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<h1 class="wordmark">{texts.NAME}<span>{texts.TAGLINE}</span></h1>', width="content")
        if len(scene.articles) > 1:
            _article(scene)
        _dates(scene)
        _members("statuses", texts.STATUS_FILTER, {each: texts.STATUSES[each] for each in Status})
        _members("kinds", texts.KIND_FILTER, {each: texts.KINDS[each] for each in Kind})


def _article(scene: Scene) -> None:
    titles = {article.id: article.title or article.id for article in scene.articles}
    st.selectbox(
        texts.ARTICLE,
        list(titles),
        format_func=titles.__getitem__,
        index=None,
        placeholder=texts.ALL_ARTICLES,
        label_visibility="collapsed",
        width=280,
        **state.bound("article"),
    )


def _dates(scene: Scene) -> None:
    view = scene.view
    with st.popover(_label(texts.DATES, interval_in_words(Interval(view.first, view.last))), key="dates"):
        with st.container(horizontal=True):
            st.button(texts.PRESET_ALL, on_click=state.change, kwargs={"first": None, "last": None})
            for name, days in ((texts.PRESET_DAY, 1), (texts.PRESET_WEEK, 7)):
                _preset(name, scene.last_day, days)
        with st.container(horizontal=True):
            for name, key, field in ((texts.FROM, "from", "first"), (texts.TO, "to", "last")):
                bound = state.bound(key, field)
                st.date_input(
                    name,
                    value=None,
                    min_value=EARLIEST,
                    max_value=LATEST,
                    format="YYYY-MM-DD",
                    width=170,
                    **bound,
                )
        st.checkbox(texts.UNDATED, **state.bound("undated"))


def _preset(name: str, last: date | None, days: int) -> None:
    first = last - timedelta(days=days - 1) if last and last.toordinal() >= days else last
    st.button(name, on_click=state.change, kwargs={"first": first, "last": last}, disabled=last is None)


def _members(field: str, label: str, names: dict[Status, str] | dict[Kind, str]) -> None:
    chosen = getattr(state.current(), field)
    value = texts.ALL
    if len(chosen) == 1:
        value = next(name for member, name in names.items() if member in chosen)
    elif chosen:
        value = texts.CHOSEN.format(count=len(chosen))
    with st.popover(_label(label, value), key=f"choose_{field}"):
        st.pills(
            label,
            list(names),
            selection_mode="multi",
            format_func=lambda member: dict(names)[member],
            label_visibility="collapsed",
            **state.bound(field),
        )


def _label(name: str, value: str) -> str:
    return texts.FILTER_LABEL.format(name=name, value=value)
