"""A reader's dates and numbers in the browser: the page, the axis and the map write them alike."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.dashboard.conftest import Visit


@pytest.mark.parametrize(
    ("locale", "published", "tick", "bar"),
    [
        ("en-GB", "14 March 2024", r"\d Mar", "14 Mar 2024"),
        ("en-US", "March 14, 2024", r"Mar \d", "Mar 14, 2024"),
        ("de-DE", "14 March 2024", r"\d Mar", "14 Mar 2024"),
    ],
)
def test_axis_and_page_agree(browser: Browser, story: str, locale: str, published: str, tick: str, bar: str) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 800}, locale=locale) as context:
        visit = Visit(context.new_page(), [], []).open(f"{story}/?event=story:e2")
        expect(visit.page.locator(".details")).to_contain_text(published)
        expect(visit.page.locator(".timeline .axis").filter(has_text=re.compile(tick)).first).to_be_attached()
        expect(visit.page.locator('.timeline .bar[data-event="story:e2"]')).to_have_attribute(
            "title", f"Dock workers marched ({bar})"
        )
