"""The address: what it restores, what it refuses, and that writing it gives it back."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard import texts
from dashboard.state import View, read_view, settled, write_address
from geodata.records import Interval, Kind, Status
from tests.dashboard.samples import PAYLOADS

FULL = View(
    first=date(2024, 3, 1),
    last=date(2024, 3, 31),
    undated=False,
    kinds=frozenset({Kind.PROTEST, Kind.CRIME}),
    statuses=frozenset({Status.HAPPENED}),
    article="story",
    selected="story:e1",
)


def test_address_gives_back_the_view_it_was_written_for() -> None:
    address = write_address(FULL)
    assert set(address) == {"from", "to", "undated", "kind", "status", "article", "event"}
    assert read_view(address) == (FULL, ())


def test_view_without_any_choice_has_an_empty_address() -> None:
    assert write_address(View()) == {}


def test_view_asks_for_what_it_shows() -> None:
    query = FULL.query
    assert query.interval == Interval(FULL.first, FULL.last)
    assert (query.article_id, query.kinds, query.statuses, query.undated) == ("story", FULL.kinds, FULL.statuses, False)
    assert View().query.interval is None


@pytest.mark.parametrize("value", [*PAYLOADS, "", "2024-13-01", "x" * 10_000, "0000-00-00"])
@pytest.mark.parametrize("key", ["from", "to", "undated", "kind", "status"])
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
    assert read_view({"event": "a\u202eb"})[0].selected is None


def test_stale_article_and_event_are_dropped_with_a_note() -> None:
    view, notes = settled(FULL, {"other"}, lambda mark: mark == "story:e2")
    assert (view.article, view.selected) == (None, None)
    assert view.first == FULL.first
    assert notes == (texts.NOTE_STALE.format(keys="article, event"),)
    assert settled(FULL, {"story"}, lambda mark: mark == "story:e1") == (FULL, ())
