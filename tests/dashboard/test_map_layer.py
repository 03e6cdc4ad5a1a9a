"""What is drawn for which record, and that no word of a text can leave its string."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from streamlit_folium import generate_leaflet_string

from dashboard.figures.folium_map import base_map, changing_layer
from dashboard.figures.map_layer import (
    MOST_ACCOUNTS,
    Layer,
    binned_layer,
    bounds,
    event_key,
    layer,
    layer_data,
    to_json,
)
from dashboard.views.map import read_box, toggled
from geodata.columns import Bin, Spot
from geodata.queries import Box
from geodata.records import Area, EventPlace, Kind, Role, Status, WherePrecision
from tests.dashboard.samples import DEPOT, HOSTILE, OSLO, PAYLOADS, STORY


def drawn() -> Layer:
    return layer(STORY.events, {"story": STORY})


def marks_of(sort: str) -> dict[str, str]:
    return {mark.id: mark.label for mark in drawn().marks if mark.sort == sort}


def test_layer_marks_events_with_a_place_and_no_others() -> None:
    assert set(marks_of("event")) == {f"story:e{number}" for number in (1, 2, 3, 4, 6)}


def test_layer_marks_toponyms_without_event_by_role() -> None:
    assert set(marks_of("place")) == {"place:p5:actor", "place:p6:mention"}


def test_layer_never_draws_a_demonym() -> None:
    only_demonym = replace(STORY, toponyms=STORY.toponyms[-1:])
    assert only_demonym.toponyms[0].toponym.demonym
    assert layer((), {"story": only_demonym}).marks == ()


def test_layer_draws_an_actor_even_where_an_event_is() -> None:
    place = EventPlace(Area("Oslo", OSLO.lat, OSLO.lon, 12, WherePrecision.EXACT), "p5", *_basis_and_evidence())
    event = replace(STORY.events[0], where=place)
    ids = {mark.id for mark in layer((event,), {"story": STORY}).marks}
    assert f"place:p5:{Role.ACTOR.value}" in ids


def _basis_and_evidence():
    where = STORY.events[0].where
    assert where is not None
    return where.basis, where.evidence


def test_layer_draws_possible_sites_as_possible_only() -> None:
    sites = marks_of("site")
    assert set(sites) == {"site:s1"}
    assert sites["site:s1"].startswith(f"{DEPOT.name}: could be here")


def test_areas_are_drawn_for_precision_three_and_coarser_with_the_country_where_known() -> None:
    by_mark = {area.marks[0]: area for area in drawn().areas}
    assert set(by_mark) == {"story:e3", "story:e4"}
    assert by_mark["story:e3"].country == ""
    assert by_mark["story:e4"].country == "PT"
    assert by_mark["story:e3"].filled
    assert not by_mark["story:e4"].filled  # only claimed


def test_events_of_one_area_share_its_outline() -> None:
    third = STORY.events[2]
    areas = layer((third, replace(third, id="story:e9")), {"story": STORY}).areas
    assert [area.marks for area in areas] == [("story:e3", "story:e9")]


@pytest.mark.parametrize("lat", [float("nan"), float("inf"), 91.0])
def test_layer_leaves_out_what_is_not_on_earth(lat: float) -> None:
    first = STORY.events[0]
    assert first.where is not None
    lost = replace(first, where=replace(first.where, area=replace(first.where.area, lat=lat)))
    assert not [mark for mark in layer((lost,), {}).marks if mark.sort == "event"]


def test_layer_without_the_article_still_tells_what_the_event_knows() -> None:
    mark = layer(STORY.events[:1], {}).marks[0]
    assert mark.account.quotes == ()
    assert [fact.value for fact in mark.account.facts][:2] == ["Friday 15 March 2024", "Lisbon"]


def test_bounds_hold_the_events_and_leave_actors_out() -> None:
    south_west, north_east = bounds(drawn()) or [[], []]
    assert south_west == [37.2, -9.14]
    assert north_east == [41.15, -8.0]
    assert bounds(Layer((), ())) is None


def test_event_key_names_an_event_across_articles() -> None:
    bare = replace(STORY.events[0], id="e1")
    assert event_key(bare) == event_key(STORY.events[0]) == "story:e1"
    assert event_key(replace(bare, article_id="other")) == "other:e1"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_json_comes_back_as_it_went_in_and_holds_nothing_that_ends_a_string(payload: str) -> None:
    written = to_json({"name": payload, payload: [payload]})
    assert json.loads(written) == {"name": payload, payload: [payload]}
    for forbidden in ("<", ">", "&", "'", "`", "$", "{{", "{%", "{#", "\u2028"):
        assert forbidden not in written


def test_script_survives_folium_and_streamlit_folium_word_for_word() -> None:
    events = tuple(event for annotation in HOSTILE for event in annotation.events)
    data = layer_data(layer(events, {each.article.id: each for each in HOSTILE}))
    group = changing_layer(data)
    group.add_to(base_map(None))
    group.render()
    script = generate_leaflet_string(group, base_id="feature_group_0")
    start = script.index("{", script.index("dateline.show("))
    assert json.JSONDecoder().raw_decode(script, start)[0] == json.loads(json.dumps(data))


def test_base_map_is_the_same_on_every_run() -> None:
    once, again = (generate_leaflet_string(base_map(None)) for _ in range(2))
    assert once == again


def test_base_map_loads_scripts_and_styles_from_its_own_server_only() -> None:
    view = base_map(None)
    addresses = [address for _, address in (*view.default_js, *view.default_css)]
    assert addresses
    assert all(address.startswith("../../app/static/") for address in addresses)


def test_division_is_drawn_by_its_own_outline_where_one_is_served() -> None:
    third = STORY.events[2]
    assert third.where is not None
    known = replace(third, where=replace(third.where, place_id="gn:2268337"))
    area = layer((known,), {"story": STORY}).areas[0]
    assert (area.country, area.division) == ("PT", "gn:2268337")
    city = replace(known, where=replace(known.where, area=replace(third.where.area, precision=WherePrecision.REGION)))
    assert layer((city,), {"story": STORY}).areas[0].division == ""


def test_accounts_of_many_marks_do_not_travel_with_the_layer() -> None:
    events = tuple(replace(STORY.events[1], id=f"story:n{i}") for i in range(MOST_ACCOUNTS + 1))
    many = layer_data(layer(events, {"story": STORY}, with_places=False), "story:n7")
    assert set(many["accounts"]) == {"story:n7"}
    assert len(many["marks"]["id"]) == MOST_ACCOUNTS + 1
    few = layer_data(layer(events[:3], {"story": STORY}, with_places=False))
    assert set(few["accounts"]) == {"story:n0", "story:n1", "story:n2"}


def test_version_changes_with_what_is_drawn_and_not_with_the_selection() -> None:
    drawn_now = drawn()
    once = layer_data(drawn_now, "story:e1")["version"]
    assert layer_data(drawn_now, "story:e2")["version"] == once
    assert layer_data(Layer(drawn_now.marks[:-1], drawn_now.areas))["version"] != once


def test_counts_stand_for_events_that_are_too_many_and_the_selected_one_is_drawn() -> None:
    bins = (Bin(40.0, -8.0, Box(39.0, -9.0, 41.0, -7.0), (3, 0, 0, 1, 0, 0, 0)),)
    found = binned_layer(STORY.events[1], {"story": STORY}, bins=bins)
    assert [mark.id for mark in found.marks] == ["story:e2"]
    assert bounds(found) == [[39.0, -9.0], [41.0, -7.0]]
    data = layer_data(found, "story:e2")["bins"]
    assert (data["lat"], data["counts"]) == ([40.0], [(3, 0, 0, 1, 0, 0, 0)])


def test_marks_of_events_that_were_not_read_say_what_is_known_without() -> None:
    spot = Spot("e7", "other", 41.0, -8.0, "Porto", Kind.PROTEST, Status.CLAIMED, WherePrecision.EXACT)
    mark = binned_layer(None, {}, spots=(spot,)).marks[0]
    assert (mark.id, mark.label) == ("other:e7", "protest, claimed (Porto)")
    assert mark.account.title == mark.label


def test_legend_puts_kinds_in_and_takes_them_out() -> None:
    everything = {1, 2, 3, 4}
    assert toggled(frozenset(), {1, 2}, everything) == {1, 2}
    assert toggled(frozenset({1, 2, 3}), {1, 2}, everything) == {3}
    assert toggled(frozenset({1}), {1, 2}, everything) == {1, 2}
    assert toggled(frozenset({1, 2}), {3, 4}, everything) == frozenset()
    assert toggled(frozenset({1, 2}), {1, 2}, everything) == frozenset()


@pytest.mark.parametrize("told", [None, "x", [1, 2, 3], [1, 2, 3, "4"], [1, 2, 3, float("nan")], {"south": 1}])
def test_box_that_is_none_is_not_taken(told: object) -> None:
    assert read_box(told) is None


def test_box_is_taken() -> None:
    assert read_box([1, 2.5, 3, 4]) == Box(1.0, 2.5, 3.0, 4.0)
