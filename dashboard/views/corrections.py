"""What readers correct: one file beside the dataset, or the session where nothing may be written."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import conventions, data, texts
from dashboard.figures.accounts import FIELD_LABELS, value_in_words
from dashboard.figures.words import counted
from dashboard.settings import Settings
from dashboard.views.map import Put
from dashboard.views.markup import bullets, paragraph
from dashboard.views.scene import Scene
from geodata.corrections import (
    FILE,
    Corrected,
    Correction,
    Entry,
    Field,
    PlaceValue,
    TimeValue,
    Undo,
    Value,
    append,
    corrected_area,
    correction_of,
    parse,
    standing,
    to_line,
    value_of,
)
from geodata.dataset import Dataset
from geodata.records import Annotation, Event, Interval, WhenPrecision, WherePrecision

if TYPE_CHECKING:
    from geodata.corrections.proposals import Proposal

_OWN, _SAID, _ROUND = "own_corrections", "corrections_said", "corrections_round"
"""Keys of the session: its own entries, what is to be said of the last step, and how many files were loaded."""

HAND = 8
"""Pixels that a hand may be off."""

KM_A_PIXEL = 156.5
"""At zoom 0, on the equator."""

EXACT_KM, NEAR_KM = 2.0, 25.0
"""Up to these a point is an exact place, or near it."""

EARLIEST, LATEST = date.min, date.max


@dataclass(frozen=True, slots=True)
class Desk:
    """Where corrections go, those there are, and what could not be read of their file."""

    settings: Settings
    entries: tuple[Entry, ...]
    problems: tuple[str, ...]
    corrected: Corrected


def desk(settings: Settings, dataset: Dataset) -> Desk:
    """Return the dataset as it is corrected, by the file beside it and in this session."""
    kept = data.log(settings.directory / FILE)
    entries = (*kept.entries, *_own())
    return Desk(settings, entries, kept.problems, data.corrected(dataset, standing(entries)))


def of_event(at: Desk, event: Event | None) -> tuple[Correction, ...]:
    """Return the corrections that an event shows."""
    return () if event is None else at.corrected.applied.get((event.article_id, event.id), ())


def show(at: Desk, scene: Scene) -> None:
    """Show the button behind which the selected event is corrected, and all corrections are kept."""
    made = standing(at.entries)
    label = texts.CORRECTED_COUNT.format(count=len(made)) if made else texts.CORRECT
    with st.popover(label, key="correct"):
        with st.container():  # there even when empty: what comes below must not move from under a reader's hands
            _say()
        event = scene.selected_event
        annotation = scene.annotations.get(event.article_id) if event else None
        if event is None or annotation is None:
            st.html(paragraph(texts.CORRECT_NOTHING, "note"))
        else:
            _fields(at, event, annotation)
        _kept(at, made)


def _fields(at: Desk, event: Event, annotation: Annotation) -> None:
    # The keys change with what is corrected: a widget never shows what another event, or an earlier value, had.
    key = f"{event.article_id}:{event.id}:{len(at.entries)}"
    _place(at, event, annotation, key)
    _date(at, event, annotation, key)
    with st.container(horizontal=True):
        _choice(at, event, annotation, Field.KIND, texts.KINDS, key)
        _choice(at, event, annotation, Field.STATUS, texts.STATUSES, key)


def _place(at: Desk, event: Event, annotation: Annotation, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            texts.CORRECT_PLACE,
            placeholder=texts.CORRECT_PLACE_HINT,
            max_chars=200,
            key=f"correct_place:{key}",
            width=280,
        )
        if event.where:
            _button(texts.CORRECT_NO_PLACE, "no_place", at, event, annotation, Field.WHERE, None)
    with st.container():
        if typed.strip():
            _proposals(at, event, annotation, key, typed)


def _proposals(at: Desk, event: Event, annotation: Annotation, key: str, typed: str) -> None:
    # Only here: the gazetteer is wanted when somebody looks a place up.
    from geodata.corrections.proposals import proposals

    found = proposals(typed, data.gazetteer())
    if not found:
        st.html(paragraph(texts.CORRECT_UNKNOWN, "note"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        labels = [proposal_in_words(each) for each in found]
        chosen = st.selectbox(
            texts.CORRECT_WHICH,
            range(len(found)),
            format_func=labels.__getitem__,
            key=f"correct_which:{key}:{typed}",
            width=280,
        )
        value = found[chosen].value
        _button(texts.CORRECT_PUT, "put", at, event, annotation, Field.WHERE, value)


def proposal_in_words(proposal: Proposal) -> str:
    """Return a proposed place as told from others of its name."""
    place, area = proposal.place, proposal.value.area
    if place is None:
        return area.name
    parts = (place.name, place.admin1, place.country, texts.FEATURES.get(place.feature_class, ""))
    whole = ", ".join(dict.fromkeys(part for part in parts if part))
    return f"{whole} ({place.lat:.2f}, {place.lon:.2f})"


def put(at: Desk, scene: Scene, where: Put) -> None:
    """Correct the place of the selected event to where a reader put it on the map."""
    event = scene.selected_event
    annotation = scene.annotations.get(event.article_id) if event else None
    if event is not None and annotation is not None and where.id == scene.view.selected:
        _correct(at, event, annotation, Field.WHERE, pointed_at(where))


def pointed_at(where: Put) -> PlaceValue:
    """Return the place of a point on the map, as precise as a hand is at that zoom."""
    radius_km = HAND * KM_A_PIXEL / 2**where.zoom
    digits = max(0, math.ceil(0.3 * where.zoom))  # a pixel is 360 / 256 / 2 ** zoom degrees
    lat, lon = round(where.lat, digits), round(where.lon, digits)
    area = corrected_area(f"{lat:g}, {lon:g}", lat, lon)
    if radius_km > NEAR_KM:
        area = replace(area, radius_km=round(radius_km), precision=WherePrecision.REGION)
    elif radius_km > EXACT_KM:
        area = replace(area, radius_km=round(radius_km), precision=WherePrecision.NEAR)
    return PlaceValue(area, None)


def _date(at: Desk, event: Event, annotation: Annotation, key: str) -> None:
    interval = event.when.interval if event.when else Interval(None, None)
    typed = conventions.current().typed
    limits: dict[str, Any] = {"min_value": EARLIEST, "max_value": LATEST, "format": typed, "width": 135}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = st.date_input(texts.CORRECT_FIRST, interval.first, key=f"correct_first:{key}", **limits)
        last = st.date_input(texts.CORRECT_LAST, interval.last, key=f"correct_last:{key}", **limits)
        chosen = Interval(first or last, last or first)
        if chosen.first and chosen.last and chosen.first > chosen.last:
            st.html(paragraph(texts.CORRECT_ORDER, "note"))
        elif chosen.first:
            value = TimeValue(chosen, precision_of(chosen))
            _button(texts.CORRECT_DATE, "date", at, event, annotation, Field.WHEN, value)
        if event.when:
            _button(texts.CORRECT_NO_DATE, "no_date", at, event, annotation, Field.WHEN, None)


def precision_of(interval: Interval) -> WhenPrecision:
    """Return the UCDP precision of days that a person typed."""
    days = interval.days
    limits = ((1, WhenPrecision.DAY), (6, WhenPrecision.DAYS), (7, WhenPrecision.WEEK), (31, WhenPrecision.MONTH))
    return next((precision for most, precision in limits if days and days <= most), WhenPrecision.YEAR)


def _choice(
    at: Desk,
    event: Event,
    annotation: Annotation,
    field: Field,
    names: Mapping[Any, str],
    key: str,
) -> None:
    members = list(names)
    widget = f"correct_{field.value}:{key}"

    def take() -> None:
        _correct(at, event, annotation, field, st.session_state[widget])

    st.selectbox(
        FIELD_LABELS[field],
        members,
        index=members.index(value_of(event, field)),
        format_func=names.__getitem__,
        key=widget,
        on_change=take,
        width=200,
    )


def _button(label: str, name: str, at: Desk, event: Event, annotation: Annotation, field: Field, value: Value) -> None:
    st.button(label, key=f"correct_{name}", on_click=_correct, args=(at, event, annotation, field, value))


def _correct(at: Desk, event: Event, annotation: Annotation, field: Field, value: Value) -> None:
    if value_of(event, field) != value:
        _keep(at, [correction_of(annotation, event, field, value, datetime.now(UTC))])


def _keep(at: Desk, entries: Sequence[Entry]) -> None:
    """Write entries to the file, or keep them in the session where nothing may be written."""
    if not at.settings.read_only:
        try:
            append(at.settings.directory / FILE, entries)
            return
        except OSError as error:
            st.session_state[_SAID] = (texts.CORRECTIONS_UNWRITABLE.format(why=error.strerror or error), ())
    st.session_state[_OWN] = (*_own(), *entries)


def _own() -> tuple[Entry, ...]:
    found: tuple[Entry, ...] = st.session_state.get(_OWN, ())
    return found


def _kept(at: Desk, made: Sequence[Correction]) -> None:
    """Show all corrections, the latest first, each with its undoing, and the way to save and load them."""
    if made:
        st.html(paragraph(texts.CORRECTIONS_MADE, "heading"))
        with st.container(height=150 if len(made) > 3 else "content", border=False):
            for each in reversed(made):
                _line(at, each)
    if at.problems:
        st.html(paragraph(texts.CORRECTIONS_PROBLEMS, "note") + bullets(at.problems))
    if at.corrected.lost:
        st.html(paragraph(counted(texts.CORRECTIONS_LOST, len(at.corrected.lost)), "note"))
    if made and (at.settings.read_only or _own()):
        st.html(paragraph(texts.CORRECTIONS_IN_SESSION, "note"))
    if at.entries:
        lines = "".join(to_line(entry) + "\n" for entry in at.entries)
        st.download_button(texts.CORRECTIONS_DOWNLOAD, lines, FILE, "application/jsonl", on_click="ignore")
    number = st.session_state.get(_ROUND, 0)
    widget = f"load_corrections:{number}"
    st.file_uploader(
        texts.CORRECTIONS_LOAD, ["jsonl"], key=widget, on_change=_load, args=(at, widget), max_upload_size=10
    )


def _line(at: Desk, correction: Correction) -> None:
    words = texts.CORRECTION.format(
        what=FIELD_LABELS[correction.field],
        before=value_in_words(correction.field, correction.before),
        after=value_in_words(correction.field, correction.after),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(paragraph(words, "note"))
        undo = Undo(correction.id, datetime.now(UTC))
        st.button(texts.UNDO, key=f"undo:{correction.id}", on_click=_keep, args=(at, [undo]), type="tertiary")


def _load(at: Desk, widget: str) -> None:
    """Add the lines of a file that are not there yet; what cannot be read is said and left out."""
    uploaded = st.session_state.get(widget)
    if uploaded is None:
        return
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    read = parse(uploaded.getvalue())
    there = {(type(entry), entry.id) for entry in at.entries}
    new = [entry for entry in read.entries if (type(entry), entry.id) not in there]
    st.session_state[_SAID] = (counted(texts.CORRECTIONS_LOADED, len(new)), read.problems)
    _keep(at, new)


def _say() -> None:
    """Say what came of the last step, once."""
    said, problems = st.session_state.pop(_SAID, ("", ()))
    if said:
        st.html(paragraph(said, "note"))
    if problems:
        st.html(paragraph(texts.CORRECTIONS_PROBLEMS, "note") + bullets(problems))
