"""What the reader has chosen, and its one schema: the view ↔ the address ↔ the widgets.

The view in the session is the truth. Widgets are set from it and write to it; the address is read
when it changed from outside (a link, Back) and written only when the view changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import streamlit as st

from dashboard import texts
from geodata.queries import EventQuery
from geodata.records import Interval, Kind, Status

LONGEST_VALUE = 300
"""Characters of an address value; a longer one is nothing that this dashboard wrote."""


@dataclass(frozen=True, slots=True)
class View:
    """What is filtered and selected; an empty set filters nothing.

    `selected` is a mark's id: an event's key, or "place:…" or "site:…" for a mark that is no event.
    """

    first: date | None = None
    last: date | None = None
    undated: bool = True
    kinds: frozenset[Kind] = frozenset()
    statuses: frozenset[Status] = frozenset()
    article: str | None = None
    selected: str | None = None

    @property
    def query(self) -> EventQuery:
        """The events that fit."""
        interval = Interval(self.first, self.last) if self.first or self.last else None
        return EventQuery(
            interval=interval,
            article_id=self.article,
            kinds=self.kinds,
            statuses=self.statuses,
            undated=self.undated,
        )


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the address: the field it stands for, and how it is read (else `ValueError`) and written."""

    name: str
    field: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str


def _read_undated(value: str) -> bool:
    if value not in ("yes", "no"):
        raise ValueError(value)
    return value == "yes"


def _read_name(value: str) -> str:
    if not value.isprintable():
        raise ValueError(value)
    return value


def _write_members(members: Collection[str]) -> str:
    return ",".join(sorted(members))


KEYS = (
    Key("from", "first", date.fromisoformat, date.isoformat),
    Key("to", "last", date.fromisoformat, date.isoformat),
    Key("undated", "undated", _read_undated, lambda value: "yes" if value else "no"),
    Key("kind", "kinds", lambda value: frozenset(map(Kind, value.split(","))), _write_members),
    Key("status", "statuses", lambda value: frozenset(map(Status, value.split(","))), _write_members),
    Key("article", "article", _read_name),
    Key("event", "selected", _read_name),
)
DEFAULTS = {field.name: getattr(View(), field.name) for field in fields(View)}


def read_view(address: Mapping[str, str]) -> tuple[View, tuple[str, ...]]:
    """Return the view that an address asks for, and notes on what in it could not be followed."""
    known = {key.name: key for key in KEYS}
    notes = [texts.NOTE_UNKNOWN] if set(address) - set(known) else []
    wanted: dict[str, Any] = {}
    unreadable = []
    for name, key in known.items():
        if name not in address:
            continue
        try:
            if len(address[name]) > LONGEST_VALUE:
                raise ValueError(name)
            wanted[key.field] = key.read(address[name])
        except ValueError:
            unreadable.append(name)
    if unreadable:
        notes.append(texts.NOTE_UNREADABLE.format(keys=", ".join(unreadable)))
    view = View(**wanted)
    if view.first and view.last and view.first > view.last:
        view = replace(view, first=None, last=None)
        notes.append(texts.NOTE_ORDER)
    return view, tuple(notes)


def write_address(view: View) -> dict[str, str]:
    """Return the address of a view: only what differs from the view without any choice."""
    values = {key: getattr(view, key.field) for key in KEYS}
    return {key.name: key.write(value) for key, value in values.items() if value != DEFAULTS[key.field]}


def settled(view: View, articles: Collection[str], is_known: Callable[[str], bool]) -> tuple[View, tuple[str, ...]]:
    """Drop an article or a mark that the dataset does not have, with a note."""
    stale = []
    if view.article is not None and view.article not in articles:
        view = replace(view, article=None)
        stale.append("article")
    if view.selected is not None and not is_known(view.selected):
        view = replace(view, selected=None)
        stale.append("event")
    return view, (texts.NOTE_STALE.format(keys=", ".join(stale)),) if stale else ()


# The session: the view, the address as it was last written or read, and notes on it.
_VIEW, _ADDRESS, _NOTES = "view", "address", "notes"


def current() -> View:
    """Return the view of this session."""
    view: View = st.session_state.setdefault(_VIEW, View())
    return view


def notes() -> tuple[str, ...]:
    """Return what is to be said of the address that was opened."""
    found: tuple[str, ...] = st.session_state.get(_NOTES, ())
    return found


def change(**fields_and_values: Any) -> None:
    """Change the view; notes on the opened address have been read by then."""
    st.session_state[_VIEW] = replace(current(), **fields_and_values)
    st.session_state[_NOTES] = ()


def follow_address() -> bool:
    """Take the view from the address if it changed from outside; tell whether it did."""
    address = st.query_params.to_dict()
    if address == st.session_state.get(_ADDRESS):
        return False
    st.session_state[_VIEW], st.session_state[_NOTES] = read_view(address)
    st.session_state[_ADDRESS] = address
    return True


def settle(articles: Collection[str], is_known: Callable[[str], bool]) -> None:
    """Drop from the view what the dataset does not have, and note it."""
    view, added = settled(current(), articles, is_known)
    st.session_state[_VIEW] = view
    st.session_state[_NOTES] = notes() + added


def show_in_address() -> None:
    """Write the view to the address if it says something else; each writing is a step that Back undoes."""
    address = write_address(current())
    if address != st.query_params.to_dict():
        st.query_params.from_dict(address)
    st.session_state[_ADDRESS] = address


def bound(name: str, field: str | None = None) -> dict[str, Any]:
    """Return the arguments that tie a widget to a field of the view."""
    field = field or name
    key = f"widget_{name}"
    value = getattr(current(), field)
    st.session_state[key] = sorted(value) if isinstance(value, frozenset) else value

    def take() -> None:
        chosen = st.session_state[key]
        change(**{field: frozenset(chosen) if isinstance(chosen, list) else chosen})

    return {"key": key, "on_change": take}
