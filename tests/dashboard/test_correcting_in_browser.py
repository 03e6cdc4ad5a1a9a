"""Checking and correcting an event, as a reader does it; adding articles; and what a read-only dashboard leaves out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geodata import corrections as c
from geodata import queries
from geodata.dataset import read_dataset, write_dataset
from geodata.records import Kind, WherePrecision
from tests.dashboard.conftest import Visit, serve
from tests.dashboard.samples import STORY
from tests.dashboard.test_accessibility_in_browser import faults

NOW = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_dataset(tmp_path / "data", [STORY], configuration="dateline 1, recogniser 1, geocoder Photon (© OSM)")
    (tmp_path / "seeds").mkdir()
    return tmp_path / "data"


@pytest.fixture
def address(data: Path) -> Iterator[str]:
    yield from serve(data, tiles="off", settings={"DATELINE_SEEDS": str(data.parent / "seeds")})


@pytest.fixture
def read_only(data: Path) -> Iterator[str]:
    yield from serve(data, tiles="off", settings={"DATELINE_READ_ONLY": "1"})


def test_reader_checks_and_corrects_and_takes_it_back(visit: Visit, address: str, data: Path) -> None:
    page = visit.page
    visit.open(f"{address}/?event=story%3Ae2")
    details = page.locator(".details")
    expect(details.locator(".account > :first-child")).to_have_class("quote")
    for said in ("“Thursday” is 2024-03-14", "fairly sure (80 %)", "Photon (© OSM)"):
        expect(details).to_contain_text(said)

    page.get_by_role("button", name="Correct").click()
    panel = page.get_by_test_id("stPopoverBody")
    panel.get_by_role("textbox", name="Place").fill("Faro")
    panel.get_by_role("textbox", name="Place").press("Enter")
    expect(panel.get_by_role("combobox", name="Which one")).to_be_visible()
    assert faults(page.main_frame) == []
    panel.get_by_role("button", name="Put it there").click()
    expect(details).to_contain_text("corrected by a person")
    expect(details).to_contain_text("it was: Porto")
    expect(visit.map.locator(".leaflet-popup")).to_contain_text("corrected by a person")
    expect(page.locator(".events button[aria-pressed=true]")).to_contain_text("Faro")

    panel.get_by_role("combobox", name="Kind").click()
    page.get_by_role("option", name="crime", exact=True).click()
    expect(details).to_contain_text("it was: protest")
    panel.get_by_role("button", name="It has no date").click()
    expect(details).to_contain_text("it was: 14 March 2024")

    entries = c.read(data / c.FILE).entries
    assert [(each.field, each.event_id) for each in entries] == [
        (c.Field.WHERE, "story:e2"), (c.Field.KIND, "story:e2"), (c.Field.WHEN, "story:e2"),
    ]  # fmt: skip
    assert queries.annotation(read_dataset(data), "story").events == STORY.events

    with page.expect_download() as download:
        panel.get_by_role("button", name="Save corrections").click()
    saved = Path(download.value.path()).read_bytes()
    assert c.parse(saved).entries == entries

    panel.get_by_role("button", name="Undo").nth(1).click()  # the kind; the latest stands first
    expect(details).not_to_contain_text("it was: protest")
    assert c.standing(c.read(data / c.FILE).entries) == (entries[0], entries[2])

    # Another reader, later: what was corrected holds, and a line that somebody spoilt costs only itself.
    with (data / c.FILE).open("a", encoding="utf-8") as file:
        file.write("<img src=x onerror=window.x=1>\n")
    page.reload()
    expect(details).to_contain_text("it was: Porto")
    page.get_by_role("button", name="Correct (2)").click()
    expect(panel).to_contain_text("line 5: not a line of JSON")


def pin_drag(visit: Visit, right: int, down: int) -> None:
    """Drag the pin by so many pixels."""
    pin = visit.map.locator(".pin")
    expect(pin).to_be_in_viewport()
    box = pin.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    visit.page.mouse.move(x, y)
    visit.page.mouse.down()
    visit.page.mouse.move(x + right, y + down, steps=5)
    visit.page.mouse.up()


def test_reader_drags_an_event_to_its_place_or_moves_it_by_keys(visit: Visit, address: str, data: Path) -> None:
    page = visit.page
    visit.open(f"{address}/?event=story%3Ae2&view=38,-12,42,-4,7")
    details = page.locator(".details")
    move = page.get_by_role("button", name="Place on map")
    move.click()
    bar = visit.map.get_by_role("group", name="Drag the pin")
    expect(bar).to_be_visible()
    expect(visit.map.locator(".leaflet-popup")).to_have_count(0)
    assert faults(next(frame for frame in page.frames if "streamlit_folium" in frame.url)) == []
    pin_drag(visit, 60, 0)
    bar.get_by_role("button", name="Cancel").click()
    expect(bar).to_have_count(0)
    assert not (data / c.FILE).exists()

    move.click()
    pin_drag(visit, 100, -60)
    bar.get_by_role("button", name="Put it here").click()
    expect(details).to_contain_text("it was: Porto")
    expect(bar).to_have_count(0)
    [entry] = c.read(data / c.FILE).entries
    assert isinstance(entry, c.Correction)
    assert isinstance(entry.before, c.PlaceValue)
    assert isinstance(entry.after, c.PlaceValue)
    before, after = entry.before.area, entry.after.area
    degrees = 360 / 256 / 2**7
    assert after.lon - before.lon == pytest.approx(100 * degrees, abs=3 * degrees)
    assert 30 * degrees < after.lat - before.lat < 60 * degrees  # north of the equator a pixel is less
    assert after.precision is WherePrecision.NEAR  # a hand is no finer at this zoom

    move.click()
    visit.map.locator(".pin").press("ArrowRight")
    visit.map.locator(".pin").press("Enter")
    expect(details).to_contain_text("it was: Porto")
    expect(bar).to_have_count(0)
    again = c.standing(c.read(data / c.FILE).entries)[-1].after
    assert isinstance(again, c.PlaceValue)
    assert again.area.lon - after.lon == pytest.approx(10 * degrees, abs=2 * degrees)


def test_read_only_dashboard_keeps_corrections_in_the_session_and_adds_nothing(
    visit: Visit, read_only: str, data: Path, tmp_path: Path
) -> None:
    page = visit.page
    visit.open(f"{read_only}/?event=story%3Ae1")
    expect(page.get_by_role("button", name="Share")).to_be_visible()
    expect(page.get_by_role("button", name="Add", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Correct").click()
    panel = page.get_by_test_id("stPopoverBody")
    panel.get_by_role("textbox", name="Place").fill("10.5 S, 20.25")
    panel.get_by_role("textbox", name="Place").press("Enter")
    panel.get_by_role("button", name="Put it there").click()
    details = page.locator(".details")
    expect(details).to_contain_text("-10.5, 20.25")
    expect(panel).to_contain_text("They last as long as this page is open")
    assert not (data / c.FILE).exists()

    event = STORY.events[5]
    entry = c.correction_of(STORY, event, c.Field.KIND, Kind.PROTEST, NOW)
    file = tmp_path / "others.jsonl"
    file.write_text(f"{c.to_line(entry)}\nnot json\n{json.dumps({'id': 1})}\n", encoding="utf-8")
    panel.locator("input[type=file]").set_input_files(file)
    expect(panel).to_contain_text("1 line added.")
    expect(panel).to_contain_text("line 2: not a line of JSON")
    expect(page.get_by_role("button", name="Correct (2)")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Correct", exact=True)).to_be_visible()


def rest(page: Page) -> None:
    """Wait until the page has answered all that was asked of it."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def test_pasted_and_uploaded_articles_appear_beside_the_others(
    visit: Visit, address: str, data: Path, tmp_path: Path
) -> None:
    page = visit.page
    visit.open(address)
    page.get_by_role("button", name="Add", exact=True).click()
    panel = page.get_by_test_id("stPopoverBody")
    page.emulate_media(color_scheme="dark")
    assert faults(page.main_frame) == []
    panel.get_by_label("Address of a page").fill("http://127.0.0.1/secret")
    panel.get_by_role("button", name="Read", exact=True).click()
    expect(panel).to_contain_text("127.0.0.1 is not on the open internet", timeout=60_000)  # the model loads
    panel.get_by_label("Address of a page").fill("")
    page_file = tmp_path / "page.html"
    page_file.write_text(
        "<html><title>Bridge closed</title><body><article><h1>Bridge closed</h1>"
        "<p>A lorry hit the old bridge in Tamale on 2 May 2024, and engineers closed it the same evening.</p>"
        "<p>Nobody was hurt, the city council said, and buses take another road until the autumn.</p>"
        "</article></body></html>",
        encoding="utf-8",
    )
    rest(page)
    panel.locator("input[type=file]").set_input_files(page_file)
    expect(panel.get_by_text("page.html")).to_be_visible()
    rest(page)  # a click while the upload is taken in may be lost
    panel.get_by_label("Text of an article").fill("ACCRA, 4 May 2024 - A depot burned down in Kumasi on Friday.")
    panel.get_by_role("button", name="Read", exact=True).click()
    expect(page.locator(".reader")).to_contain_text("Kumasi", timeout=60_000)
    expect(page.get_by_test_id("stToast")).to_contain_text("2 articles added.")
    assert page.url.count("article=")
    titles = {article.title for article in queries.articles(read_dataset(data))}
    assert {"Ferry talks", "Bridge closed"} < titles
    assert len(titles) == 3

    # A file dropped into the folder of articles is offered.
    (data.parent / "seeds" / "dropped.txt").write_text("TUNIS, 5 May 2024 - A strike began in Sfax.", encoding="utf-8")
    expect(page.locator(".reader")).to_be_visible()
    visit.open(address)
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Read 1 new file in the folder").click()
    expect(page.locator(".reader")).to_contain_text("Sfax", timeout=60_000)
