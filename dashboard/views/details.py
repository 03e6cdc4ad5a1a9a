"""What is known of the selected mark, and the way to the events before and after it."""

from __future__ import annotations

from dataclasses import asdict

import streamlit as st

from dashboard import components, state, texts
from dashboard.figures.accounts import Account, full_account
from dashboard.figures.story import geocoder
from dashboard.views import corrections
from dashboard.views import map as map_view
from dashboard.views.corrections import Desk
from dashboard.views.scene import Scene


def show(scene: Scene, desk: Desk) -> None:
    """Show the account of the selection, a step to its neighbours in the order shown, and the way to correct it."""
    keys = list(scene.events)
    here = keys.index(scene.view.selected) if scene.view.selected in scene.events else None
    with st.container(horizontal=True, gap="small"):
        _step(texts.PREVIOUS, keys[here - 1] if here else None)
        _step(texts.NEXT, keys[0 if here is None else here + 1] if keys and here != len(keys) - 1 else None)
        corrections.show(desk, scene)
        if scene.selected_event is not None:
            st.button(texts.CORRECT_ON_MAP, on_click=map_view.place_on_map, args=(scene.view.selected,))
    chosen = account(scene, desk)
    components.details({"account": asdict(chosen) if chosen else None, "nothing": texts.NOTHING_SELECTED})


def account(scene: Scene, desk: Desk) -> Account | None:
    """Return the account of what is selected, be it on the map or in the tray."""
    if (event := scene.selected_event) is not None:
        asked = geocoder(desk.corrected.dataset.configuration)
        annotation = scene.annotations.get(event.article_id)
        return full_account(event, annotation, corrections.of_event(desk, event), asked)
    return next((mark.account for mark in scene.layer.marks if mark.id == scene.view.selected), None)


def _step(name: str, goal: str | None) -> None:
    st.button(name, on_click=state.change, kwargs={"selected": goal}, disabled=goal is None)
