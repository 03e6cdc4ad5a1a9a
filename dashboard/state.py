"""What the reader has chosen, and its one schema: the view ↔ the address ↔ the widgets.

The view in the session is the truth. Widgets are set from it and write to it. The address is read when the session
begins and when the browser says that the reader went back or forward: what Streamlit knows of it may be older than
what was chosen since. It is written when the view changed: as a step that Back undoes, or in place of the one that
stands there where only the map moved.

What the map has to do with it. The map answers with `{"view": [south, west, north, east, zoom], "moved": true}`
when it comes to rest: degrees, the zoom as Leaflet counts it, `moved` false where it moved by itself (a first fit,
a popup). `take_map_view` takes that answer. `View.look` is where the map should be, or `None` for where its marks
are; the map goes there when `opened()` says another number than before, which it does for a link and for Back.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

import streamlit as st

from dashboard import texts
from geodata.queries import Box, EventQuery, Order
from geodata.records import Interval, Kind, Role, Status

LONGEST_VALUE = 2000
"""Characters of an address value; a longer one is nothing that this dashboard wrote."""

LONGEST_SEARCH = 200

EMBED_KEYS = ("embed", "embed_options")
"""Keys of the address that are Streamlit's own."""

LONGEST_STEP = 10.0
"""Seconds within which a player of days makes its next step, or has gone."""


class Theme(StrEnum):
    """What the page looks like, if it is not to follow the reader's system."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Look:
    """What part of the world the map shows, in degrees, and its zoom."""

    south: float
    west: float
    north: float
    east: float
    zoom: float

    @classmethod
    def of(cls, values: Iterable[Any]) -> Look:
        """Return the part that five numbers name, no finer than a pixel. Raises `ValueError` where they name none."""
        try:
            south, west, north, east, zoom = map(float, values)
        except TypeError as error:
            raise ValueError(str(error)) from error
        named = all(map(math.isfinite, (south, west, north, east, zoom)))
        if not (named and -90 <= south <= north <= 90 and -720 <= west <= east <= 720 and 0 <= zoom <= 24):
            raise ValueError("this is no part of the world")
        digits = math.ceil(0.3 * zoom)  # a pixel is 360 / 256 / 2 ** zoom degrees
        south, west, north, east = (round(degrees, digits) for degrees in (south, west, north, east))
        return cls(south, west, north, east, round(zoom, 2))

    def __str__(self) -> str:
        """Return the five numbers, as the address holds them."""
        return ",".join(f"{value:g}" if value == int(value) else str(value) for value in self.values())

    def values(self) -> tuple[float, ...]:
        """Return the five numbers."""
        return (self.south, self.west, self.north, self.east, self.zoom)

    @property
    def box(self) -> Box:
        """The part without the zoom."""
        return Box(self.south, self.west, self.north, self.east)


@dataclass(frozen=True, slots=True)
class View:
    """What is filtered, selected and looked at; an empty set or text filters nothing.

    `selected` is a mark's id: an event's key, or "place:…" or "site:…" for a mark that is no event.
    `in_articles` lets `text` be found anywhere in an event's article, `in_view` lets through what `look` shows.
    """

    first: date | None = None
    last: date | None = None
    undated: bool = True
    kinds: frozenset[Kind] = frozenset()
    statuses: frozenset[Status] = frozenset()
    roles: frozenset[Role] = frozenset()
    places: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    text: str = ""
    in_articles: bool = False
    in_view: bool = False
    look: Look | None = None
    article: str | None = None
    selected: str | None = None
    order: Order = Order.TEXT
    theme: Theme | None = None

    @property
    def query(self) -> EventQuery:
        """The events that fit."""
        interval = Interval(self.first, self.last) if self.first or self.last else None
        return EventQuery(
            interval=interval,
            article_id=self.article,
            kinds=self.kinds,
            statuses=self.statuses,
            roles=self.roles,
            places=self.places,
            actors=self.actors,
            sources=self.sources,
            text=self.text,
            in_articles=self.in_articles,
            box=self.look.box if self.in_view and self.look else None,
            undated=self.undated,
            order=self.order,
        )


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the address: the field it stands for, and how it is read (else `ValueError`) and written."""

    name: str
    field: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str


def _one_of(words: Mapping[str, Any]) -> Callable[[str], Any]:
    def read(value: str) -> Any:
        if value not in words:
            raise ValueError(value)
        return words[value]

    return read


def _flag(name: str, field: str) -> Key:
    return Key(name, field, _one_of({"yes": True, "no": False}), lambda value: "yes" if value else "no")


def _members(name: str, field: str, kind: type[StrEnum]) -> Key:
    return Key(name, field, lambda value: frozenset(map(kind, value.split(","))), lambda kinds: ",".join(sorted(kinds)))


def _names(name: str, field: str) -> Key:
    """Return the key of a set of names, joined by commas; a comma within a name is percent-encoded."""

    def read(value: str) -> frozenset[str]:
        return frozenset(_read_name(unquote(part)) for part in value.split(","))

    def write(names: Iterable[str]) -> str:
        return ",".join(sorted(name.replace("%", quote("%")).replace(",", quote(",")) for name in names))

    return Key(name, field, read, write)


def _read_name(value: str) -> str:
    # What is known is settled by the dataset: here only what no name can hold is refused.
    if not value or any(unicodedata.category(character) in ("Cc", "Cs") for character in value):
        raise ValueError(value)
    return value


def _read_search(value: str) -> str:
    if not clean_search(value) or len(value) > LONGEST_SEARCH:
        raise ValueError(value)
    return clean_search(value)


KEYS = (
    Key("from", "first", date.fromisoformat, date.isoformat),
    Key("to", "last", date.fromisoformat, date.isoformat),
    _flag("undated", "undated"),
    _members("kind", "kinds", Kind),
    _members("status", "statuses", Status),
    _members("role", "roles", Role),
    _names("place", "places"),
    _names("actor", "actors"),
    _names("source", "sources"),
    Key("q", "text", _read_search),
    Key("in", "in_articles", _one_of({"articles": True}), lambda _: "articles"),
    _flag("inview", "in_view"),
    Key("view", "look", lambda value: Look.of(value.split(","))),
    Key("article", "article", _read_name),
    Key("event", "selected", _read_name),
    Key("order", "order", Order),
    Key("theme", "theme", Theme),
)
DEFAULTS = {field.name: getattr(View(), field.name) for field in fields(View)}

FILTERS = {
    "dates": ("first", "last", "undated"),
    "text": ("text", "in_articles"),
    "kinds": ("kinds",),
    "statuses": ("statuses",),
    "roles": ("roles",),
    "places": ("places",),
    "actors": ("actors",),
    "sources": ("sources",),
    "in_view": ("in_view",),
    "article": ("article",),
}
"""What a reader can drop one by one, and the fields that each filter is made of."""


def clean_search(text: str) -> str:
    """Return the words sought, without what cannot be typed or seen."""
    visible = "".join(" " if unicodedata.category(letter) in ("Cc", "Cs") else letter for letter in text)
    return " ".join(visible.split())


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


def query_string(view: View, *, embed: bool = False) -> str:
    """Return what stands after the address's question mark; `embed` asks for the map without what is around it."""
    address = write_address(view)
    if view.theme:
        address["embed_options"] = f"{view.theme}_theme"  # so that Streamlit starts in it
    return _encoded(address | ({"embed": "true"} if embed else {}))


def _encoded(address: Mapping[str, str]) -> str:
    return urlencode(address, quote_via=quote, safe=",:")


def without(view: View, *names: str) -> View:
    """Return the view without some of its `FILTERS`, or without all of them where none is named."""
    dropped = [field for name in names or FILTERS for field in FILTERS[name]]
    return replace(view, **{field: DEFAULTS[field] for field in dropped})


def active(view: View) -> tuple[str, ...]:
    """Return which of the `FILTERS` are set."""
    return tuple(name for name in FILTERS if without(view, name) != view)


Known = Callable[[str, str], bool]
"""Tells of a field of the view and a value whether the dataset has it."""


def settled(view: View, is_known: Known) -> tuple[View, tuple[str, ...]]:
    """Drop the article, the mark and the names that the dataset does not have, with a note."""
    changed: dict[str, Any] = {}
    for field in ("article", "selected", "places", "actors", "sources"):
        value = getattr(view, field)
        if isinstance(value, frozenset):
            kept: Any = frozenset(name for name in value if is_known(field, name))
        else:
            kept = value if value is None or is_known(field, value) else None
        if kept != value:
            changed[field] = kept
    stale = [key.name for key in KEYS if key.field in changed]
    view = replace(view, **changed)
    return view, (texts.NOTE_STALE.format(keys=", ".join(stale)),) if stale else ()


# The session. `_SHOWN` is the address in the browser, `_ASKED` one that the reader went to since.
_VIEW, _NOTES, _SHOWN, _ASKED = "view", "notes", "address_shown", "address_asked"
_MAP, _OPENED, _FOLLOWED, _PLAYING = "map_view", "opened", "followed", "playing"


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
    show(replace(current(), **fields_and_values))


def show(view: View) -> None:
    """Make this the view."""
    st.session_state[_VIEW] = view
    st.session_state[_NOTES] = ()


def clear() -> None:
    """Drop all `FILTERS`."""
    show(without(current()))


def take_map_view(answer: Mapping[str, Any]) -> None:
    """Take what the map says of its view; what it says amiss changes nothing."""
    try:
        look = Look.of(answer["view"])
    except (KeyError, TypeError, ValueError):
        return
    st.session_state[_MAP] = look
    view = current()
    if look != view.look and (answer.get("moved") is True or view.in_view):
        st.session_state[_VIEW] = replace(view, look=look)


def map_view() -> Look | None:
    """Return what the map last said that it shows."""
    look: Look | None = st.session_state.get(_MAP)
    return look


def opened() -> int:
    """Return how often an address was followed in this session."""
    count: int = st.session_state.get(_OPENED, 0)
    return count


def set_playing(playing: bool) -> None:
    """Note whether the days run by themselves; meanwhile the address rests."""
    st.session_state[_PLAYING] = monotonic() + LONGEST_STEP if playing else 0.0


def is_playing() -> bool:
    """Tell whether the days run by themselves; a player that has not been heard of for a while does not."""
    until: float = st.session_state.get(_PLAYING, 0.0)
    return monotonic() < until


def went(query: str) -> None:
    """Take note that the reader went back or forward to this address."""
    asked = parse_qsl(query[: len(KEYS) * LONGEST_VALUE].removeprefix("?"), keep_blank_values=True)
    st.session_state[_ASKED] = {name: value for name, value in asked if name not in EMBED_KEYS}


def follow_address() -> bool:
    """Take the view from the address where the session begins or the reader went to it; tell whether it was."""
    asked = st.session_state.pop(_ASKED, None)
    if asked is None and _SHOWN not in st.session_state:
        asked = st.query_params.to_dict()
    st.session_state[_FOLLOWED] = asked is not None
    if asked is None:
        return False
    st.session_state[_VIEW], st.session_state[_NOTES] = read_view(asked)
    st.session_state[_SHOWN] = asked
    st.session_state[_OPENED] = opened() + 1
    return True


def settle(is_known: Known) -> None:
    """Drop from the view what the dataset does not have, and note it."""
    view, added = settled(current(), is_known)
    st.session_state[_VIEW] = view
    st.session_state[_NOTES] = notes() + added


def show_in_address() -> str | None:
    """Write the view to the address where it says something else.

    What the reader chose is written as a step that Back undoes. Where the map moved, or a link was put right, the
    address is returned, for the browser to write over the one that stands there.
    """
    address = write_address(current())
    shown = st.session_state.get(_SHOWN, {})
    if address == shown or is_playing():
        return None
    st.session_state[_SHOWN] = address
    if st.session_state.get(_FOLLOWED) or _chosen(address) == _chosen(shown):
        return _encoded(address)
    st.query_params.from_dict(address)
    return None


def _chosen(address: Mapping[str, str]) -> dict[str, str]:
    """Return an address without where the map is."""
    return {name: value for name, value in address.items() if name != "view"}


def bound(name: str, field: str | None = None, take: Callable[[Any], Any] | None = None) -> dict[str, Any]:
    """Return the arguments that tie a widget to a field of the view; `take` makes its value from the widget's."""
    field = field or name
    key = f"widget_{name}"
    value = getattr(current(), field)
    st.session_state[key] = sorted(value) if isinstance(value, frozenset) else value

    def changed() -> None:
        chosen = st.session_state[key]
        if take:
            chosen = take(chosen)
        change(**{field: frozenset(chosen) if isinstance(chosen, list) else chosen})

    return {"key": key, "on_change": changed}
