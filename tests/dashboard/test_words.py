"""Days and places in words, and the line over the map."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.figures.words import interval_in_words, summary
from geodata.records import Interval
from tests.dashboard.samples import STORY


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2025, 6, 2), date(2025, 6, 2), "2 June 2025"),
        (date(2025, 6, 1), date(2025, 6, 2), "1–2 June 2025"),
        (date(2025, 5, 31), date(2025, 6, 2), "31 May – 2 June 2025"),
        (date(2024, 12, 31), date(2025, 1, 1), "31 December 2024 – 1 January 2025"),
        (date(2025, 5, 1), date(2025, 5, 31), "May 2025"),
        (date(2022, 1, 1), date(2022, 12, 31), "2022"),
        (date(2019, 1, 1), date(2022, 12, 31), "2019–2022"),
        (date(2025, 6, 2), None, "from 2 June 2025"),
        (None, date(2025, 6, 2), "until 2 June 2025"),
        (None, None, "all"),
        (date.min, date.max, "1–9999"),
    ],
)
def test_interval_has_the_shortest_honest_wording(first: date | None, last: date | None, words: str) -> None:
    assert interval_in_words(Interval(first, last)) == words


def test_summary_counts_dates_and_names_the_main_place() -> None:
    assert summary(STORY.events[:3]) == "3 events, 14–15 March 2024"
    assert summary(STORY.events[1:2]) == "1 event, 14 March 2024"
    twice = (STORY.events[1], replace(STORY.events[1], id="story:e8"), STORY.events[4])
    assert summary(twice) == "3 events, 14 March 2024, mostly Porto; 1 without a place"


def test_summary_names_no_day_where_only_a_month_is_known() -> None:
    assert summary(STORY.events[3:4]) == "1 event, February 2024"


def test_summary_of_nothing_says_so() -> None:
    assert summary(()) == "No events match these filters."
