"""The map and the timeline in a real browser: choosing, filtering, and more events than can be drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, expect

from geodata.dataset import write_dataset
from geodata.records import Annotation, Area, Event, EventPlace, Interval, Kind, Status, WherePrecision
from tests.dashboard.conftest import Visit, serve
from tests.dashboard.samples import STORY, THURSDAY

FARO = "gn:2268337"
"""A division whose outline is served."""

MANY = 1300
"""More events than are drawn one by one."""


def with_division() -> Annotation:
    first, second, third, *rest = STORY.events
    assert third.where is not None
    return replace(STORY, events=(first, second, replace(third, where=replace(third.where, place_id=FARO)), *rest))


def many() -> Annotation:
    """Return an article of very many events: half in one place, half scattered; one kind more on each later day."""
    events = []
    for i in range(MANY):
        event = STORY.events[i % 3]
        assert event.where is not None
        lat, lon = (41.15, -8.61) if i % 2 else (-30 + 0.05 * i, -100 + 0.15 * i)
        where = EventPlace(
            Area("Porto" if i % 2 else f"Spot {i}", lat, lon, 5, WherePrecision.EXACT),
            f"x{i}",
            event.where.basis,
            event.where.evidence,
        )
        events.append(replace(event, id=f"story:m{i:04}", where=where, when=_on(event, i % 40)))
    return replace(STORY, events=tuple(events), toponyms=())


def _on(event: Event, days: int):
    assert event.when is not None
    day = THURSDAY - timedelta(days=days)
    return replace(event.when, interval=Interval(day, day))


def far_apart() -> Annotation:
    """Return a story told from the north of the world to its south, so that the map shows all of it and ends there."""
    spots = {1: (78.22, 15.65), 2: (-54.8, -68.3), 0: (64.2, -149.5), 3: (78.0, 16.1), 5: (-43.5, 172.6)}
    events = list(STORY.events)
    for i, (lat, lon) in spots.items():
        where = events[i].where
        assert where is not None
        events[i] = replace(events[i], where=replace(where, area=replace(where.area, lat=lat, lon=lon, sites=())))
    return replace(STORY, events=tuple(events), toponyms=())


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    directory = tmp_path_factory.mktemp("wide")
    write_dataset(directory, [far_apart()])
    yield from serve(directory, tiles="off")


@pytest.fixture(scope="module")
def division(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    directory = tmp_path_factory.mktemp("division")
    write_dataset(directory, [with_division()])
    yield from serve(directory, tiles="off")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    directory = tmp_path_factory.mktemp("crowd")
    write_dataset(directory, [many()])
    yield from serve(directory, tiles="off")


def mark(visit: Visit, key: str) -> Locator:
    return visit.map.locator(f'[data-mark="{key}"]')


def address_of(visit: Visit) -> dict[str, list[str]]:
    return parse_qs(urlsplit(visit.page.url).query)


def map_frame(visit: Visit):
    return next(frame for frame in visit.page.frames if "streamlit_folium" in frame.url)


def test_division_is_drawn_by_its_outline_and_an_older_answer_takes_nothing_back(visit: Visit, division: str) -> None:
    visit.open(division)
    expect(visit.map.locator("path.division")).to_have_count(1)
    expect(visit.map.locator("path.country")).to_have_count(1)
    assert sum("base/divisions/" in url for url in visit.requests) == 1

    # Choose, wait for the answer, and keep it; then choose another and let the kept answer come once more.
    frame = map_frame(visit)
    frame.evaluate(
        "() => { const was = dateline.show; dateline.show = (...all) => { window.kept = all; was(...all); }; }"
    )
    mark(visit, "story:e2").dispatch_event("click")
    expect(visit.page.locator(".events [aria-pressed=true]")).to_contain_text("Dock workers")
    frame.wait_for_function("window.kept && window.kept[1].selected === 'story:e2'")
    old = frame.evaluate_handle("window.kept")
    frame.evaluate(
        """(old) => {
            document.querySelector('[data-mark="story:e4"]').click();
            dateline.show(...old);
        }""",
        old,
    )
    expect(visit.map.locator(".leaflet-popup .title")).to_have_text("Depots lost power")
    expect(mark(visit, "story:e4")).to_have_class(re.compile(r"\bselected\b"))
    expect(visit.page.locator(".events [aria-pressed=true]")).to_contain_text("Depots lost power")
    expect(visit.map.locator(".leaflet-popup")).to_have_count(1)


def test_legend_filters_by_kind_and_status(visit: Visit, division: str) -> None:
    visit.open(division)
    legend = visit.page.locator(".legend")
    protest = legend.get_by_role("button", name="Protest")
    protest.click()
    expect(protest).to_have_attribute("aria-pressed", "true")
    expect(visit.map.locator(".mark.event")).to_have_count(1)
    expect(visit.page).to_have_url(re.compile(f"kind={Kind.PROTEST.value}"))
    legend.get_by_role("button", name="Disaster and health").click()
    expect(visit.page.locator(".events .row")).to_have_count(3)
    legend.get_by_role("button", name="claimed").click()
    expect(visit.map.locator(".mark.event")).to_have_count(1)
    expect(visit.page).to_have_url(re.compile(f"status={Status.CLAIMED.value}"))
    protest.press("Enter")
    expect(protest).to_have_attribute("aria-pressed", "false")
    expect(protest).to_be_focused()


def test_timeline_selects_filters_by_drag_and_by_keys(visit: Visit, division: str) -> None:
    visit.open(division)
    timeline = visit.page.locator(".timeline")
    bars = timeline.locator(".bar")
    # The close-up is where most events are: the month of February is left out of it.
    expect(bars).to_have_count(3)
    february = timeline.locator(".far .column")
    assert february.count() > 20

    bars.nth(0).click()
    expect(bars.nth(0)).to_have_attribute("aria-pressed", "true")
    expect(visit.map.locator(".leaflet-popup")).to_be_visible()
    bars.nth(0).focus()
    visit.page.keyboard.press("ArrowRight")
    visit.page.keyboard.press("Enter")
    expect(bars.nth(1)).to_have_attribute("aria-pressed", "true")

    # Drag over the first half of all dates.
    timeline.scroll_into_view_if_needed()
    box = timeline.locator(".far").bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    visit.page.mouse.move(box["x"] + 20, y)
    visit.page.mouse.down()
    visit.page.mouse.move(box["x"] + box["width"] / 2, y, steps=4)
    visit.page.mouse.up()
    expect(visit.page).to_have_url(re.compile("from=2024-02-02.*to=2024-02-2"))
    # The month of February and the two without a date.
    expect(visit.page.locator(".events .row")).to_have_count(3)
    expect(timeline.locator(".bar")).to_have_count(1)

    timeline.get_by_role("button", name="All dates").click()
    expect(visit.page.locator(".events .row")).to_have_count(6)
    last = timeline.get_by_role("slider", name="Last day shown")
    last.focus()
    visit.page.keyboard.press("ArrowLeft")
    expect(last).to_have_attribute("aria-valuetext", re.compile("14"))
    expect(visit.page).to_have_url(re.compile("to=2024-03-14"))
    expect(last).to_be_focused()
    visit.page.keyboard.press("Escape")
    expect(visit.page).not_to_have_url(re.compile("to="))


def test_very_many_events_are_counts_that_come_apart_and_follow_the_dates(visit: Visit, crowd: str) -> None:
    visit.open(crowd)
    counts = visit.map.locator(".bin")
    expect(counts.first).to_be_visible()

    def total() -> int:
        shown = counts.locator("span").all_text_contents()
        return sum(round(float(text[:-1]) * 1000) if text.endswith("k") else int(text) for text in shown)

    assert abs(total() - MANY) < 60  # "1.3k" is rounded
    expect(visit.page.get_by_role("status").filter(has_text="events")).to_contain_text(f"{MANY:,} events")
    expect(visit.page.locator(".timeline .column:visible").first).to_be_visible()

    # Fewer days: fewer events, each drawn.
    last = visit.page.locator(".timeline [data-handle=last]")
    last.focus()
    for _ in range(20):
        visit.page.keyboard.press("ArrowLeft")
    expect(counts).to_have_count(0)
    expect(visit.map.locator("[data-mark], .ring-holder").first).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(counts.first).to_be_visible()

    # A count leads closer, where it comes apart.
    visit.map.locator(".bin").nth(1).dispatch_event("click")
    expect(visit.page).to_have_url(re.compile("view="))


def test_count_of_one_place_lists_its_events(visit: Visit, crowd: str) -> None:
    visit.open(f"{crowd}/?view=41.1,-8.7,41.2,-8.5,11")
    count = visit.map.locator(".bin")
    expect(count).to_have_count(1)
    count.dispatch_event("click")
    entries = visit.map.locator(".leaflet-popup .stack-list button")
    expect(entries).to_have_count(30)
    expect(visit.map.locator(".leaflet-popup .more")).to_contain_text("more here")
    entries.nth(3).click()
    expect(visit.page.locator(".details .quote")).to_be_visible()
    expect(visit.map.locator(".leaflet-popup .quote")).to_be_visible()
    expect(visit.map.locator(".mark.event.selected")).to_have_count(1)


def test_view_is_told_where_the_reader_moves_the_map_and_a_link_restores_it(visit: Visit, division: str) -> None:
    visit.open(division)
    assert "view" not in address_of(visit)
    visit.map.get_by_role("button", name="Zoom in").click()
    expect(visit.page).to_have_url(re.compile("view="))
    view = [float(each) for each in address_of(visit)["view"][0].split(",")]
    visit.open(f"{division}/?view={','.join(map(str, view))}")
    south, west, north, east, zoom = map_frame(visit).evaluate(
        """() => {
            const shown = map_div.getBounds();
            return [shown.getSouth(), shown.getWest(), shown.getNorth(), shown.getEast(), map_div.getZoom()];
        }"""
    )
    assert zoom == view[4]
    assert [south, west, north, east] == pytest.approx(view[:4], abs=0.05)


LIES_IN_VIEW = """(popup) => {
    const view = document.querySelector("#map_div").getBoundingClientRect();
    return [popup, popup.querySelector(".quote")].every((each) => {
        const box = each.getBoundingClientRect();
        return box.height && box.top >= view.top && box.left >= view.left && box.right <= view.right
            && (each !== popup || box.bottom <= view.bottom);
    });
}"""


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_a_popup_lies_wholly_in_view_also_where_the_map_ends(visit: Visit, wide: str, size: tuple[int, int]) -> None:
    visit.page.set_viewport_size({"width": size[0], "height": size[1]})
    for key in ("story:e2", "story:e3", "story:e6", "story:e1"):
        visit.open(f"{wide}/?event={key}")
        expect(visit.map.locator(".leaflet-popup .quote")).to_be_visible()
        assert_comes_into_view(visit)
    visit.open(wide)
    visit.map.locator('[data-mark="story:e2"]').first.or_(visit.map.locator(".ring-holder").first).click()
    if visit.map.locator(".stack-list button").count():
        visit.map.locator(".stack-list button", has_text="Dock workers").click()
    expect(visit.map.locator(".leaflet-popup .quote")).to_be_visible()
    assert_comes_into_view(visit)


def assert_comes_into_view(visit: Visit) -> None:
    popup = visit.map.locator(".leaflet-popup")
    for _ in range(20):  # while the map moves
        if popup.evaluate(LIES_IN_VIEW):
            break
        visit.page.wait_for_timeout(100)
    else:
        pytest.fail(f"the popup is at {popup.bounding_box()}")
