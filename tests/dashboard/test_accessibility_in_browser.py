"""Axe finds no serious fault on the page, wide and narrow, light and dark, with what can be opened open."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Frame, expect

from tests.dashboard.conftest import Visit

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
RUN = """() => axe.run(document, {iframes: false, resultTypes: ["violations"]}).then((found) =>
    found.violations.filter((each) => ["serious", "critical"].includes(each.impact)).map((each) =>
        each.id + ": " + each.nodes.map((node) => JSON.stringify(node.target) + " " + node.failureSummary).join(" | ")))
"""


def faults(frame: Frame) -> list[str]:
    """Return what is seriously wrong in a frame."""
    frame.evaluate(AXE)
    found: list[str] = frame.evaluate(RUN)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_page_and_map_have_no_serious_fault(
    visit: Visit, story: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = visit.page
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)
    visit.open(f"{story}/?event=story:e3")
    expect(visit.map.locator(".leaflet-popup")).to_be_visible()
    expect(page.locator(".details")).to_contain_text("Storms flooded farms")
    for frame in page.frames:
        assert faults(frame) == []

    page.get_by_role("button", name="Dates: all").click()
    expect(page.get_by_label("Also events without a date")).to_be_visible()
    assert faults(page.main_frame) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More", exact=True).click()
    expect(page.get_by_role("combobox", name="Place")).to_be_visible()
    assert faults(page.main_frame) == []


def test_page_in_which_nothing_is_found_has_no_serious_fault(visit: Visit, story: str) -> None:
    page = visit.open(f"{story}/?q=nothing&utm=1").page
    expect(page.get_by_role("button", name="Without the search (6 events)")).to_be_visible()
    assert faults(page.main_frame) == []
