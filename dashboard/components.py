"""The parts of the page that Streamlit has no widget for; their scripts are files of `static/`.

Every one gets data and sets it as text, so nothing that an article says becomes markup.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import texts

STATIC = Path(__file__).parent / "static"


def _component(name: str, html: str, *, styles: tuple[str, ...] = (), scripts: tuple[str, ...] = ()) -> Any:
    def read(names: tuple[str, ...], suffix: str) -> str:
        files = (STATIC / f"{each}.{suffix}" for each in (*names, name))
        return "\n".join(file.read_text(encoding="utf-8") for file in files if file.exists())

    return st.components.v2.component(f"dateline_{name}", html=html, css=read(styles, "css"), js=read(scripts, "js"))


_line = _component("line", '<p class="line" role="status"></p>')
_reader = _component("reader", '<div class="reader" dir="auto" tabindex="-1"></div>', styles=("account",))
_event_list = _component(
    "event_list", '<div class="list"><div class="head"></div><div class="events" tabindex="-1"></div></div>'
)
_play = _component("play", '<div class="play"><button type="button"></button><select></select><select></select></div>')
_share = _component("share", '<div class="share"></div>')
_address = _component("address", "<div></div>")
_details = _component(
    "details", '<div class="details" role="region" tabindex="0"></div>', styles=("account",), scripts=("account",)
)
_agreement = _component(
    "agreement", '<div class="agreement" role="region"></div>', styles=("account",), scripts=("account",)
)
_legend = _component("legend", '<div class="legend"></div>')
_timeline = _component("timeline", '<div class="timeline" role="group"></div>')


def line(text: str, *, quiet: bool = False) -> None:
    """Show the sentence over the map; screen readers hear it when it changes, unless it is quiet."""
    _line(key="line", data={"line": text, "quiet": quiet})


def reader(data: dict[str, Any], on_choice: Callable[[str], None]) -> None:
    """Show the marked article; a chosen word calls `on_choice` with what it selects."""
    _reader(key="reader", data=data, on_chosen_change=_taker("reader", on_choice))


def event_list(
    data: dict[str, Any],
    on_choice: Callable[[str], None],
    on_tray: Callable[[str], None],
    on_order: Callable[[str], None],
) -> None:
    """Show the rows of events; a chosen row calls `on_choice` with the event's key."""
    _event_list(
        key="event_list",
        data=data,
        on_chosen_change=_taker("event_list", on_choice),
        on_tray_change=_taker("event_list", on_tray, "tray"),
        on_order_change=_taker("event_list", on_order, "order"),
    )


def play(data: dict[str, Any], on_step: Callable[[dict[str, Any]], None]) -> None:
    """Show the button that plays the days; each step calls `on_step` with its number, or `None` at the end."""

    def take() -> None:
        step = st.session_state["play"].get("step")
        if isinstance(step, dict):
            on_step(step)

    _play(key="play", data=data, on_step_change=take)


def address(in_place: str | None, on_going: Callable[[str], None], *, theme: str | None, shown: str | None) -> None:
    """Write what `state.show_in_address` returned over the address, and see to the theme that it asks for.

    Where the reader went back or forward, `on_going` is called with the query of the address.
    """
    data = {"inPlace": in_place, "theme": theme, "shown": shown}
    _address(key="address", data=data, on_went_change=_taker("address", on_going, "went"), height=0)


def share(data: dict[str, Any]) -> None:
    """Show the link, the code to embed the map, and the button that makes a picture of it."""
    _share(key="share_links", data=data)


def details(data: dict[str, Any]) -> None:
    """Show the account of the selected mark."""
    _details(key="details", data=data | {"name": texts.DETAILS})


def agreement(data: dict[str, Any], on_choice: Callable[[str], None]) -> None:
    """Show what several articles say of one event; a chosen one calls `on_choice` with its event's key."""
    _agreement(key="agreement", data=data, on_chosen_change=_taker("agreement", on_choice))


def legend(data: dict[str, Any], on_choice: Callable[[str], None]) -> None:
    """Show what the marks mean; a chosen colour or fill calls `on_choice` with it."""
    _legend(key="legend", data=data, on_chosen_change=_taker("legend", on_choice))


def timeline(data: dict[str, Any], on_choice: Callable[[str], None], on_brush: Callable[[str], None]) -> None:
    """Show when the events were; a chosen bar calls `on_choice`, chosen days call `on_brush` with their numbers."""
    _timeline(
        key="timeline",
        data=data,
        on_chosen_change=_taker("timeline", on_choice),
        on_brush_change=_taker("timeline", on_brush, "brush"),
    )


def _taker(key: str, take: Callable[[str], None], what: str = "chosen") -> Callable[[], None]:
    def taken() -> None:
        chosen = st.session_state[key].get(what)
        if isinstance(chosen, str):
            take(chosen)

    return taken
