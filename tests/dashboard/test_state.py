"""The address: what it restores, what it refuses, and that writing it gives it back."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

import pytest

from dashboard import texts
from dashboard.state import Look, Theme, View, active, query_string, read_view, settled, without, write_address
from geodata.queries import Box, EventQuery, Order
from geodata.records import Interval, Kind, Role, Status
from tests.dashboard.samples import PAYLOADS

FULL = View(
    first=date(2024, 3, 1),
    last=date(2024, 3, 31),
    undated=False,
    kinds=frozenset({Kind.PROTEST, Kind.CRIME}),
    statuses=frozenset({Status.HAPPENED}),
    roles=frozenset({Role.LOCATION, Role.DATELINE}),
    places=frozenset({"Porto", "Washington, D.C.", "100 % Corner"}),
    actors=frozenset({"dock workers"}),
    sources=frozenset({"news.example"}),
    text='ferry "the line"',
    in_articles=True,
    in_view=True,
    look=Look(36.5, -9.25, 42, -6.5, 6.25),
    article="story",
    selected="story:e1",
    order=Order.TIME,
    theme=Theme.DARK,
)


def test_address_gives_back_the_view_it_was_written_for() -> None:
    address = write_address(FULL)
    assert set(address) == {
        *("from", "to", "undated", "kind", "status", "role", "place", "actor", "source", "q", "in", "inview"),
        *("view", "article", "event", "order", "theme"),
    }
    assert read_view(address) == (FULL, ())
    assert dict(parse_qsl(query_string(FULL, embed=True))) == address | {
        "embed": "true",
        "embed_options": "dark_theme",
    }


def test_view_without_any_choice_has_an_empty_address() -> None:
    assert write_address(View()) == {}


def test_view_asks_for_what_it_shows() -> None:
    query = FULL.query
    assert query.interval == Interval(FULL.first, FULL.last)
    assert (query.article_id, query.kinds, query.statuses, query.undated) == ("story", FULL.kinds, FULL.statuses, False)
    assert (query.roles, query.places, query.actors, query.sources) == (
        *(FULL.roles, FULL.places),
        *(FULL.actors, FULL.sources),
    )
    assert (query.text, query.in_articles, query.order) == (FULL.text, True, Order.TIME)
    assert query.box == Box(36.5, -9.25, 42, -6.5)
    assert View(look=FULL.look).query == View().query == EventQuery()


def test_each_filter_can_be_dropped_and_dropping_all_leaves_the_rest() -> None:
    assert set(active(FULL)) == {
        *("dates", "text", "kinds", "statuses", "roles", "places", "actors", "sources"),
        *("in_view", "article"),
    }
    assert active(without(FULL, "dates")) == tuple(name for name in active(FULL) if name != "dates")
    bare = without(FULL)
    assert (active(bare), bare.query) == ((), EventQuery(order=Order.TIME))
    assert (bare.selected, bare.look, bare.theme) == (FULL.selected, FULL.look, FULL.theme)


@pytest.mark.parametrize("values", [[1, 2, 3, 4], ["a"] * 5, [5, 0, 4, 1, 3], [0, 0, 1, 1, float("nan")], None, [None]])
def test_what_is_no_part_of_the_world_is_refused(values: list[object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (any message)
        Look.of(values)


def test_look_is_as_fine_as_a_pixel() -> None:
    assert str(Look.of([1.23456, -2.3456789, 3.456789, 4.56789, 3])) == "1.2,-2.3,3.5,4.6,3"
    assert str(Look.of([1.23456, -2.3456789, 3.456789, 4.56789, 12.25])) == "1.2346,-2.3457,3.4568,4.5679,12.25"


@pytest.mark.parametrize("value", [*PAYLOADS, "", "2024-13-01", "x" * 10_000, "0000-00-00"])
@pytest.mark.parametrize(
    "key", ["from", "to", "undated", "kind", "status", "role", "in", "inview", "view", "order", "theme"]
)
def test_unreadable_value_is_left_out_with_a_note_and_not_repeated(key: str, value: str) -> None:
    view, notes = read_view({key: value})
    assert view == View()
    assert notes == (texts.NOTE_UNREADABLE.format(keys=key),)


def test_unknown_key_is_noted_and_not_repeated() -> None:
    view, notes = read_view({"<img src=x>": "1"})
    assert view == View()
    assert notes == (texts.NOTE_UNKNOWN,)


def test_dates_that_end_before_they_begin_are_left_out() -> None:
    view, notes = read_view({"from": "2024-03-02", "to": "2024-03-01"})
    assert (view.first, view.last) == (None, None)
    assert notes == (texts.NOTE_ORDER,)


def test_control_characters_are_no_names() -> None:
    assert read_view({"event": "a\x00b"})[0].selected is None
    assert read_view({"place": "a,,b"})[1] == (texts.NOTE_UNREADABLE.format(keys="place"),)


def test_search_is_read_without_what_cannot_be_seen() -> None:
    assert read_view({"q": " ferry\n\x00 line "})[0].text == "ferry line"
    assert read_view({"q": "x" * 1000})[1] == (texts.NOTE_UNREADABLE.format(keys="q"),)


def test_what_the_dataset_lacks_is_dropped_with_a_note() -> None:
    view, notes = settled(FULL, lambda field, value: field in ("places", "sources") and value != "Porto")
    assert (view.article, view.selected, view.actors) == (None, None, frozenset())
    assert view.places == FULL.places - {"Porto"}
    assert (view.first, view.sources) == (FULL.first, FULL.sources)
    assert notes == (texts.NOTE_STALE.format(keys="place, actor, article, event"),)
    assert settled(FULL, lambda *_: True) == (FULL, ())
