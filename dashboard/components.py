"""The parts of the page that Streamlit has no widget for; their scripts are files of `static/`.

Every one gets data and sets it as text, so nothing that an article says becomes markup.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

STATIC = Path(__file__).parent / "static"


def _component(name: str, html: str, *, styles: tuple[str, ...] = (), scripts: tuple[str, ...] = ()) -> Any:
    def read(names: tuple[str, ...], suffix: str) -> str:
        return "\n".join((STATIC / f"{each}.{suffix}").read_text(encoding="utf-8") for each in (*names, name))

    return st.components.v2.component(f"dateline_{name}", html=html, css=read(styles, "css"), js=read(scripts, "js"))


_line = _component("line", '<p class="line" role="status"></p>')
_reader = _component("reader", '<div class="reader" dir="auto" tabindex="-1"></div>', styles=("account",))
_event_list = _component("event_list", '<div class="events"></div>')
_details = _component("details", '<div class="details"></div>', styles=("account",), scripts=("account",))
_legend = _component("legend", '<div class="legend"></div>')


def line(text: str) -> None:
    """Show the sentence over the map; screen readers hear it when it changes."""
    _line(key="line", data={"line": text})


def reader(data: dict[str, Any], on_choice: Callable[[str], None]) -> None:
    """Show the marked article; a chosen word calls `on_choice` with what it selects."""
    _reader(key="reader", data=data, on_chosen_change=_taker("reader", on_choice))


def event_list(data: dict[str, Any], on_choice: Callable[[str], None]) -> None:
    """Show the rows of events; a chosen row calls `on_choice` with the event's key."""
    _event_list(key="event_list", data=data, on_chosen_change=_taker("event_list", on_choice))


def details(data: dict[str, Any]) -> None:
    """Show the account of the selected mark."""
    _details(key="details", data=data)


def legend(data: dict[str, Any]) -> None:
    """Show what the marks mean."""
    _legend(key="legend", data=data)


def _taker(key: str, on_choice: Callable[[str], None]) -> Callable[[], None]:
    def take() -> None:
        chosen = st.session_state[key].get("chosen")
        if isinstance(chosen, str):
            on_choice(chosen)

    return take
