"""Filtering, playing, stepping and sharing by the address, in a real browser."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.dashboard.conftest import Visit

WHOLE_LINE = "6 events, February 2024 – 15 March 2024, mostly Porto; 1 without a place"
RECORD = """line => {
    window.said = [];
    const watch = new MutationObserver(() => window.said.push(line.textContent));
    watch.observe(line, {childList: true, characterData: true, subtree: true});
}"""


def line(page: Page) -> Locator:
    return page.locator("p.line")


def rows(page: Page) -> Locator:
    return page.locator(".events .row")


def pressed(page: Page) -> Locator:
    return page.locator(".events .row[aria-pressed=true]")


def address(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def search(page: Page, words: str) -> None:
    page.get_by_label("Search", exact=True).fill(words)
    page.keyboard.press("Enter")


def test_each_filter_narrows_map_list_and_line_and_can_be_dropped_again(visit: Visit, story: str) -> None:
    page = visit.open(story).page
    search(page, "storms PORTUGAL")
    expect(line(page)).to_contain_text("No events match")
    page.get_by_role("button", name="Search in whole articles (6 events)").click()
    expect(line(page)).to_have_text(WHOLE_LINE)
    page.wait_for_url(lambda url: "in=articles" in url)
    assert address(page) == {"q": "storms PORTUGAL", "in": "articles"}

    search(page, "thursday")
    page.get_by_role("button", name="More: 1 chosen").click()
    page.get_by_text("Search in whole articles", exact=True).click()
    expect(line(page)).to_contain_text("2 events, 14 March 2024; 4 hidden by filters")
    expect(visit.map.locator(".mark.event")).to_have_count(2)
    expect(rows(page)).to_have_count(2)

    # A choice in a list and one among buttons; together with the search nothing is left.
    page.get_by_role("combobox", name="Place").fill("Port")
    page.get_by_role("option", name="Porto (2)").click()
    expect(line(page)).to_contain_text("1 event, 14 March 2024; 5 hidden")
    page.locator('[data-testid="stPopoverBody"]').get_by_role("button", name="speaks or acts").click()
    expect(line(page)).to_contain_text("No events match")
    page.wait_for_url(lambda url: "role=actor" in url)
    expect(visit.map.locator(".mark")).to_have_count(1)
    expect(visit.map.locator(".mark")).to_have_attribute("data-mark", "place:p5:actor")
    assert address(page) == {"q": "thursday", "place": "Porto", "role": "actor"}
    expect(page.get_by_role("button", name="Any role (1 event)")).to_be_visible()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(line(page)).to_have_text(WHOLE_LINE)
    page.wait_for_url(lambda url: not urlsplit(url).query)


def test_only_what_is_in_view_follows_the_map(visit: Visit, story: str) -> None:
    page = visit.open(f"{story}/?view=36.7,-9,37.7,-7.4,9").page
    expect(rows(page)).to_have_count(6)
    page.get_by_role("button", name="More").click()
    page.get_by_text("Only what is in view on the map").click()
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("Storms flooded farms")
    page.keyboard.press("Escape")
    for zoom in (8, 7, 6, 5):  # each shown before the next: a map in motion takes no click
        visit.map.get_by_role("button", name="Zoom out").click()
        page.wait_for_url(lambda url, zoom=zoom: parse_qs(urlsplit(url).query)["view"][0].endswith(f",{zoom}"))
    expect(rows(page)).to_have_count(5)
    assert address(page)["inview"] == "yes"
    # Where the map is, is written over the address: one step back undoes the filter.
    page.go_back()
    expect(rows(page)).to_have_count(6)


def test_playing_moves_through_the_days_and_leaves_one_step_in_the_history(visit: Visit, story: str) -> None:
    page = visit.open(f"{story}/?undated=no").page
    line(page).evaluate(RECORD)
    page.get_by_label("Speed").select_option("fast")
    page.get_by_role("button", name="Play").click()
    expect(line(page)).to_have_attribute("aria-live", "off")
    assert address(page) == {"undated": "no"}
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.wait_for_url(lambda url: "from=2024-03-15&to=2024-03-15" in url)
    expect(line(page)).to_have_attribute("aria-live", "polite")
    assert [said.split(";")[0] for said in page.evaluate("window.said")] == [
        "1 event, February 2024",
        "2 events, 14 March 2024",
        "1 event, 15 March 2024",
    ]
    page.get_by_label("What is played").select_option("adding up")
    expect(line(page)).to_contain_text("4 events")
    page.wait_for_url(lambda url: "from=2024-02-01&to=2024-03-15" in url)
    page.go_back()
    page.go_back()
    expect(line(page)).to_contain_text("4 events, February 2024 – 15 March 2024")
    page.wait_for_url(lambda url: urlsplit(url).query == "undated=no")


def test_arrow_keys_step_in_the_chosen_order_from_the_list_and_from_the_page(visit: Visit, story: str) -> None:
    page = visit.open(story).page
    page.keyboard.press("ArrowRight")
    expect(pressed(page)).to_contain_text("Ministers to meet")
    expect(visit.map.locator(".mark.selected").first).to_have_attribute("data-mark", "story:e1")
    page.get_by_role("button", name="By time").click()
    expect(rows(page).first).to_contain_text("Depots lost power")
    page.wait_for_url(lambda url: "order=time" in url)
    expect(rows(page).nth(3)).to_contain_text("Ministers to meet")
    page.keyboard.press("ArrowLeft")
    expect(pressed(page)).to_contain_text("Storms flooded farms")

    pressed(page).focus()
    page.keyboard.press("Home")
    expect(pressed(page)).to_contain_text("Depots lost power")
    expect(pressed(page)).to_be_focused()
    page.keyboard.press("End")
    expect(pressed(page)).to_be_focused()
    last = pressed(page).inner_text()
    assert "no date" in last
    # Faster than the page answers: each press counts from what is chosen here.
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    expect(pressed(page)).to_contain_text("Depots lost power")
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query)["event"] == ["story:e4"])
    expect(page.locator(".details")).to_contain_text("Depots lost power")
    # An input keeps its arrow keys.
    page.get_by_label("Search", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(pressed(page)).to_contain_text("Depots lost power")


def test_trays_hold_what_has_no_place_or_no_date_and_open_up_when_something_else_is_chosen(
    visit: Visit, story: str
) -> None:
    page = visit.open(story).page
    page.get_by_role("button", name="Without a date (2)").click()
    expect(rows(page)).to_have_count(2)
    rows(page).nth(1).click()
    expect(page.locator(".details")).to_contain_text("Dismissals")
    expect(rows(page)).to_have_count(2)
    page.locator(".reader mark", has_text="flooded").click()
    expect(rows(page)).to_have_count(6)
    expect(pressed(page)).to_contain_text("Storms flooded farms")


def test_address_restores_everything_and_only_stale_names_are_noted(visit: Visit, story: str) -> None:
    asked = (
        "from=2024-03-01&to=2024-03-31&undated=no&kind=disaster_accident,protest&status=happened&role=location"
        "&place=Algarve,Nowhere&actor=ministers&source=news.example&q=storms&view=36,-10,39,-6,7"
        "&event=story:e3&order=time&theme=dark&embed_options=dark_theme"
    )
    page = visit.open(f"{story}/?{asked}").page
    expect(visit.map.locator("#map_div")).to_have_attribute("data-theme", "dark")
    expect(line(page)).to_have_text("1 event, 14 March 2024; 5 hidden by filters")
    expect(page.locator(".note")).to_have_text("This link points to something that is not in this dataset: place.")
    expect(pressed(page)).to_contain_text("Storms flooded farms")
    expect(page.get_by_role("button", name="Dates: March 2024")).to_be_visible()
    page.wait_for_url(lambda url: "Nowhere" not in url)
    assert address(page) == {name: values[0] for name, values in parse_qs(asked).items()} | {"place": "Algarve"}


def test_theme_asked_for_is_taken_and_can_be_chosen(visit: Visit, story: str) -> None:
    page = visit.open(f"{story}/?theme=dark&event=story:e2").page
    page.wait_for_url(re.compile("embed_options=dark_theme"))
    expect(visit.map.locator("#map_div")).to_have_attribute("data-theme", "dark")
    expect(pressed(page)).to_contain_text("Dock workers marched")
    page.get_by_role("button", name="More").click()
    page.get_by_role("radio", name="light").or_(page.get_by_role("button", name="light", exact=True)).click()
    page.wait_for_url(re.compile("embed_options=light_theme"))
    expect(visit.map.locator("#map_div")).to_have_attribute("data-theme", "light")
    expect(pressed(page)).to_contain_text("Dock workers marched")


def test_embedded_page_is_the_map_with_its_line_and_the_way_to_the_whole(visit: Visit, story: str) -> None:
    page = visit.open(f"{story}/?embed=true&kind=protest&event=story:e2").page
    expect(line(page)).to_contain_text("1 event, 14 March 2024")
    expect(visit.map.locator(".leaflet-popup .title")).to_have_text("Dock workers marched")
    for gone in (".wordmark", ".reader", ".events"):
        expect(page.locator(gone)).to_have_count(0)
    link = page.get_by_role("link", name="Open in Dateline").get_attribute("href")
    assert link is not None
    assert parse_qs(urlsplit(link).query) == {"kind": ["protest"], "event": ["story:e2"]}
    assert urlsplit(link).netloc == urlsplit(story).netloc
