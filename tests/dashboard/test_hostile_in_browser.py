"""Hostile text through every field, on the page and in the page that is saved: nothing of it runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from geodata import corrections as c
from geodata.dataset import Dataset, write_dataset
from tests.dashboard.conftest import Visit, serve
from tests.dashboard.payloads import ALL_PAYLOADS, HOSTILE

HANDLERS = "document.querySelectorAll('[onerror], [onload], [onclick], [onfocus], [ontoggle], [onmouseover]').length"
INTRUDERS = "document.querySelectorAll('[src*=evil], [href*=evil], [href^=javascript], base, iframe[srcdoc]').length"
CORRECTED = 12
"""Events whose place a person named with the payload, for the list of corrections."""


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    directory = tmp_path_factory.mktemp("payloads")
    found = write_dataset(directory, HOSTILE)
    made = [
        c.correction_of(
            annotation, annotation.events[0], c.Field.WHERE,
            c.PlaceValue(c.corrected_area(payload, 50 + number, 5), None), datetime(2025, 1, 1, tzinfo=UTC),
        )
        for number, (annotation, payload) in enumerate(zip(HOSTILE, ALL_PAYLOADS, strict=True))
    ]  # fmt: skip
    c.append(directory / c.FILE, made[:CORRECTED])
    return found


@pytest.fixture(scope="module")
def address(dataset: Dataset) -> Iterator[str]:
    yield from serve(dataset.directory, tiles="off")


def assert_nothing_ran(page: Page) -> None:
    for frame in page.frames:
        assert frame.evaluate("window.x") is None
        assert frame.evaluate(HANDLERS) == 0
        assert frame.evaluate(INTRUDERS) == 0


def test_no_payload_runs_on_the_page_and_the_map_stays_alive(visit: Visit, address: str, tmp_path: Path) -> None:
    page = visit.page
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    visit.open(address)
    rows = page.locator(".events button[data-event]")
    expect(rows).to_have_count(len(ALL_PAYLOADS))
    assert set(page.locator(".events .summary").all_text_contents()) == set(ALL_PAYLOADS)
    for index in range(0, len(ALL_PAYLOADS), 2):  # every other one: a selection takes the server half a second
        row = rows.nth(index)
        row.click()
        chosen = row.locator(".summary").text_content()
        expect(page.locator(".details .title")).to_have_js_property("textContent", chosen)

    # Every mark and every line of a ring's list, as fast as they can be clicked: each opens its popup.
    visit.map.locator("#map_div").evaluate(
        """map => {
            for (const mark of map.querySelectorAll('.mark, .ring-holder')) {
                mark.dispatchEvent(new MouseEvent('click', { bubbles: true }));
                map.querySelectorAll('.stack-list button').forEach((button) => button.click());
            }
        }"""
    )
    assert_nothing_ran(page)

    # Corrections that somebody named so, and more of them from a file.
    page.get_by_role("button", name="Correct (").click()
    expect(page.get_by_text("Corrected so far")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_have_count(CORRECTED)
    loaded = tmp_path / "corrections.jsonl"
    undo = json.dumps({"undo": "<img src=x onerror=window.x=9>", "when": "2025-01-01T00:00:00+00:00"})
    loaded.write_text("\n".join([*ALL_PAYLOADS, undo]), encoding="utf-8", errors="replace")
    page.get_by_test_id("stPopoverBody").locator("input[type=file]").set_input_files(loaded)
    expect(page.get_by_text("Some lines could not be read")).to_be_visible()
    page.keyboard.press("Escape")

    # What is typed and named by a reader.
    page.get_by_role("button", name="Add", exact=True).click()
    panel = page.get_by_test_id("stPopoverBody")
    panel.get_by_label("Address of a page").fill("javascript:window.x=<img src=x onerror=window.x=8>")
    panel.get_by_role("button", name="Read", exact=True).click()
    expect(panel.get_by_text("no address of a page")).to_be_visible(timeout=60_000)  # the model loads
    page.keyboard.press("Escape")
    assert_nothing_ran(page)

    rows.first.click()
    expect(visit.map.locator(".leaflet-popup")).to_be_visible()
    assert {urlsplit(url).hostname for url in visit.requests if urlsplit(url).scheme in ("http", "https")} == {
        "127.0.0.1"
    }


def test_no_payload_runs_in_the_saved_page(visit: Visit, dataset: Dataset, tmp_path: Path) -> None:
    from dashboard.figures.story import write_html

    file = tmp_path / "story.html"
    with file.open("w", encoding="utf-8") as out:
        assert write_html(dataset, out) == len(ALL_PAYLOADS)
    page = visit.page
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    page.goto(file.as_uri())
    page.locator("html[data-ready]").wait_for()
    cards = page.locator(".event .head")
    expect(cards).to_have_count(len(ALL_PAYLOADS))
    page.evaluate("document.querySelectorAll('.event .head, .mark').forEach((each) => each.click())")
    expect(page.locator(".leaflet-popup .quote").last).to_be_visible()
    assert set(page.locator(".event .head span").all_text_contents()) == set(ALL_PAYLOADS)
    assert_nothing_ran(page)
    links = page.evaluate("[...document.querySelectorAll('a[target]')].map((each) => each.href)")
    assert all(link.startswith(("https:", "http:")) for link in links)
    assert [url for url in visit.requests if not url.startswith(("file:", "data:"))] == []
    assert complaints == []
