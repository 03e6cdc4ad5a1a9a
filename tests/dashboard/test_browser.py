"""The page in a real browser, served by a real server, as a reader meets it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import Page, expect

from dashboard.figures.map_layer import event_key
from dashboard.state import View, query_string
from tests.dashboard.conftest import Visit
from tests.dashboard.samples import HOSTILE, PAYLOADS

EVENTS_WITH_PLACE = 5


def mark(visit: Visit, key: str):
    return visit.map.locator(f'[data-mark="{key}"]')


def pressed(page: Page):
    return page.locator(".events button[aria-pressed=true]")


def address_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def hosts(requests: list[str]) -> set[str]:
    return {urlsplit(url).hostname for url in requests if urlsplit(url).scheme not in ("data", "blob")}


def test_page_without_tiles_asks_only_its_own_server(visit: Visit, story: str) -> None:
    visit.open(story)
    mark(visit, "story:e2").click()
    expect(visit.page.locator(".details .quote")).to_be_visible()
    assert hosts(visit.requests) == {"127.0.0.1"}
    assert any("base/countries.json" in url for url in visit.requests)


def test_map_draws_each_place_as_what_it_is(visit: Visit, story: str) -> None:
    visit.open(story)
    expect(visit.map.locator(".mark.event")).to_have_count(EVENTS_WITH_PLACE)
    expect(mark(visit, "place:p5:actor")).to_have_attribute("alt", re.compile("Oslo: speaks or acts here"))
    expect(mark(visit, "place:p6:mention")).to_have_attribute("alt", re.compile("only mentioned"))
    expect(mark(visit, "site:s1")).to_have_attribute("alt", re.compile("could be here"))
    # A circle for the division and the outline of the country; the exact and near places have none.
    areas = visit.map.locator(".leaflet-areas-pane path")
    expect(areas).to_have_count(2)
    expect(areas.first).to_have_attribute("d", re.compile(r"^M\S+a\d\d"))
    expect(areas.last).to_have_attribute("d", re.compile(r"^M\d+ \d+L"))


def test_line_says_what_is_shown(visit: Visit, story: str) -> None:
    visit.open(story)
    line = visit.page.get_by_role("status").filter(has_text="events")
    expect(line).to_have_text("6 events, February 2024 – 15 March 2024, mostly Porto; 1 without a place")


def test_doubted_publication_shows_both_dates_and_the_reason(visit: Visit, story: str) -> None:
    visit.open(story)
    banner = visit.page.locator(".doubt")
    expect(banner).to_contain_text("03/14/24")
    expect(banner).to_contain_text("Thursday 14 March 2024")
    expect(banner).to_contain_text("The digits allow two readings.")


def test_attributions_are_on_the_map(visit: Visit, story: str) -> None:
    visit.open(story)
    shown = visit.map.locator(".leaflet-control-attribution")
    for name in ("Leaflet", "GeoNames (CC BY 4.0)", "Natural Earth"):
        expect(shown).to_contain_text(name)
    expect(shown).not_to_contain_text("OpenStreetMap")


def test_clicked_marker_selects_its_event_everywhere(visit: Visit, story: str) -> None:
    visit.open(story)
    mark(visit, "story:e1").click()
    popup = visit.map.locator(".leaflet-popup")
    expect(popup.locator(".account > :first-child")).to_have_class("quote")
    expect(popup.locator(".word.trigger")).to_have_text("meet")
    expect(popup.locator(".quote .word.place")).to_have_text("Lisbon")
    expect(popup.locator(".quote .word.date")).to_have_text("Friday")
    expect(popup).to_contain_text("exact place · stated")

    expect(visit.page.locator(".details")).to_contain_text("Ministers to meet in Lisbon")
    expect(visit.page.locator(".reader .lit-trigger")).to_have_text("meet")
    expect(visit.page.locator(".reader .lit-place")).to_have_text("Lisbon")
    expect(pressed(visit.page)).to_contain_text("Ministers to meet in Lisbon")
    expect(visit.page).to_have_url(re.compile("event=story"))
    # Choosing must not close what choosing opened.
    expect(popup).to_be_visible()


def test_marked_word_selects_its_event_everywhere(visit: Visit, story: str) -> None:
    visit.open(story)
    visit.page.locator(".reader mark", has_text="flooded").click()
    expect(mark(visit, "story:e3")).to_have_class(re.compile(r"\bselected\b"))
    expect(visit.map.locator(".leaflet-popup")).to_contain_text("first-order division (an area)")
    expect(pressed(visit.page)).to_contain_text("Storms flooded farms")


def test_actor_in_the_text_selects_its_own_mark(visit: Visit, story: str) -> None:
    visit.open(story)
    visit.page.locator(".reader mark", has_text="Oslo").click()
    popup = visit.map.locator(".leaflet-popup")
    expect(popup).to_contain_text("nothing is said to have happened here")
    expect(visit.page.locator(".reader .lit-place")).to_have_text("Oslo")


def test_event_without_place_is_in_the_tray_and_selectable(visit: Visit, story: str) -> None:
    visit.open(story)
    visit.page.get_by_role("button", name="Without a place (1)").click()
    expect(visit.page.locator(".events .row")).to_have_count(1)
    visit.page.locator(".events .row").click()
    expect(visit.page.locator(".details")).to_contain_text("the article gives no place")
    expect(visit.page.locator(".reader .lit-trigger")).to_have_text("said")
    expect(visit.map.locator(".leaflet-popup")).to_have_count(0)


def test_keyboard_alone_selects_from_text_list_and_map(visit: Visit, story: str) -> None:
    visit.open(story)
    first = visit.page.locator(".reader mark[role=button]").first
    first.focus()
    visit.page.keyboard.press("ArrowRight")
    visit.page.keyboard.press("ArrowLeft")
    expect(first).to_be_focused()
    visit.page.locator(".events button").nth(0).focus()
    visit.page.keyboard.press("ArrowDown")
    expect(pressed(visit.page)).to_contain_text("Ministers to meet")
    visit.page.keyboard.press("ArrowDown")
    expect(pressed(visit.page)).to_contain_text("Dock workers marched")
    expect(pressed(visit.page)).to_be_focused()
    expect(visit.map.locator(".leaflet-popup")).to_contain_text("Dock workers marched")  # the map stands still
    mark(visit, "story:e4").focus()
    visit.page.keyboard.press("Enter")
    expect(pressed(visit.page)).to_contain_text("Depots lost power")


def test_link_restores_dates_and_event(visit: Visit, story: str) -> None:
    visit.open(f"{story}/?from=2024-03-14&to=2024-03-14&undated=no&event={quote('story:e2')}")
    expect(visit.map.locator(".mark.event")).to_have_count(2)
    expect(visit.page.locator(".details")).to_contain_text("Dock workers marched")
    expect(visit.map.locator(".leaflet-popup .title")).to_have_text("Dock workers marched")
    expect(visit.page.get_by_role("button", name="Dates: 14 March 2024")).to_be_visible()
    assert address_of(visit.page)["from"] == ["2024-03-14"]


def test_stale_unknown_and_hostile_keys_give_a_quiet_note(visit: Visit, story: str) -> None:
    visit.open(f"{story}/?event=gone&from=%3Cscript%3E&utm=%3Cimg%20src=x%20onerror=window.x=1%3E")
    notes = visit.page.locator(".note")
    expect(notes).to_have_count(3)
    expect(visit.map.locator(".mark.event")).to_have_count(EVENTS_WITH_PLACE)
    assert visit.page.evaluate("window.x") is None


def test_date_filter_changes_the_marks_and_back_restores_them(visit: Visit, story: str) -> None:
    visit.open(story)
    visit.page.get_by_role("button", name="Dates: all").click()
    expect(visit.page.get_by_text("Counted back from 14 March 2024, the newest day of publication.")).to_be_visible()
    visit.page.get_by_role("button", name="Last 24 h").click()
    # Two of the 14th and one without a date; the one of the 15th and the one of February are gone.
    expect(visit.map.locator(".mark.event")).to_have_count(3)
    visit.page.get_by_text("Also events without a date").click()
    expect(visit.map.locator(".mark.event")).to_have_count(2)
    expect(visit.page).to_have_url(re.compile("from=2024-03-13&to=2024-03-14&undated=no"))
    visit.page.go_back()
    expect(visit.map.locator(".mark.event")).to_have_count(3)
    visit.page.go_back()
    expect(visit.map.locator(".mark.event")).to_have_count(EVENTS_WITH_PLACE)
    visit.page.go_forward()
    expect(visit.map.locator(".mark.event")).to_have_count(3)
    expect(visit.page).to_have_url(re.compile("from=2024-03-13&to=2024-03-14$"))


def test_typed_date_filters(visit: Visit, story: str) -> None:
    visit.open(story)
    visit.page.get_by_role("button", name="Dates: all").click()
    visit.page.get_by_role("spinbutton", name="day, From").click()
    visit.page.keyboard.type("01032024")
    visit.page.get_by_role("spinbutton", name="day, To").click()
    expect(visit.map.locator(".mark.event")).to_have_count(4)


def test_hostile_names_filter_and_everything_is_shown_as_written(visit: Visit, hostile: str) -> None:
    names = frozenset(PAYLOADS)
    visit.open(f"{hostile}/?{query_string(View(places=names, actors=names, text=PAYLOADS[0][:4]))}")
    page = visit.page
    expect(page.locator(".events .row")).to_have_count(sum(PAYLOADS[0][:4] in payload for payload in PAYLOADS))
    page.get_by_label("Search", exact=True).fill("")
    page.keyboard.press("Enter")
    expect(page.locator(".events .row")).to_have_count(len(PAYLOADS))
    expect(page.locator(".note")).to_have_count(0)
    page.get_by_role("button", name="More: 2 chosen").click()
    expect(page.get_by_role("combobox", name="Place")).to_be_visible()
    panel = page.get_by_test_id("stPopoverBody").text_content() or ""
    assert [panel.count(f"{payload} (1)") for payload in PAYLOADS] == [2] * len(PAYLOADS)
    page.keyboard.press("Escape")

    for number in (1, 5, 8):
        annotation, payload = HOSTILE[number], PAYLOADS[number]
        page.locator(f".events li:nth-child({number + 1}) button").click()
        expect(visit.map.locator(".leaflet-popup .title")).to_have_js_property("textContent", payload)
        expect(page.locator(".details .title")).to_have_js_property("textContent", payload)
        expect(page.locator(".reader")).to_have_js_property("textContent", annotation.article.text)
        key = event_key(annotation.events[0])
        page.wait_for_url(lambda url, key=key: parse_qs(urlsplit(url).query).get("event") == [key])
    for frame in page.frames:
        assert frame.evaluate("window.x") is None
        assert frame.evaluate("document.querySelectorAll('[onerror], [onload], [onmouseover]').length") == 0
    assert hosts(visit.requests) == {"127.0.0.1"}


def test_phone_shows_the_map_first_and_nothing_sticks_out(visit: Visit, story: str) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.open(story)
    frame = visit.page.locator('iframe[title^="streamlit_folium"]').bounding_box()
    text = visit.page.locator(".reader").bounding_box()
    assert frame is not None
    assert text is not None
    assert frame["y"] < 844 / 2
    assert frame["y"] + frame["height"] < text["y"]
    assert frame["x"] >= 0
    assert frame["x"] + frame["width"] <= 390
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390

    mark(visit, "story:e3").dispatch_event("click")
    popup = visit.map.locator(".leaflet-popup-content-wrapper")
    expect(popup).to_be_in_viewport(ratio=0.95)


def test_unreachable_tiles_leave_the_countries(visit: Visit, unreachable_tiles: str) -> None:
    visit.open(unreachable_tiles)
    expect(visit.map.locator(".mark.event")).to_have_count(EVENTS_WITH_PLACE)
    expect(visit.map.locator(".leaflet-countries-pane canvas")).to_be_visible()
    expect(visit.map.locator("#map_div")).not_to_have_class(re.compile("has-tiles"))
    expect(visit.map.locator("img.leaflet-tile:visible")).to_have_count(0)


def test_reachable_tiles_lie_over_the_countries_with_their_attribution(visit: Visit, reachable_tiles: str) -> None:
    visit.open(reachable_tiles)
    expect(visit.map.locator("#map_div")).to_have_class(re.compile("has-tiles"))
    expect(visit.map.locator("img.leaflet-tile-loaded").first).to_be_visible()
    expect(visit.map.locator(".leaflet-control-attribution")).to_contain_text("OpenStreetMap")


def test_dark_page_has_a_dark_map(visit: Visit, story: str) -> None:
    visit.page.emulate_media(color_scheme="dark")
    visit.open(story)
    expect(visit.map.locator("#map_div")).to_have_attribute("data-theme", "dark")
