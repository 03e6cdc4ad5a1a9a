"""Days and numbers as the reader writes them, among words that stay English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from dashboard.conventions import conventions_of, number, read_as
from dashboard.figures.words import counted, day_in_words, interval_in_words
from geodata.records import Interval

MONDAY = date(2025, 6, 2)


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    read_as(None)


@pytest.mark.parametrize(
    ("tag", "day", "million", "typed"),
    [
        ("en-GB", "Monday 2 June 2025", "1,234,567.5", "DD/MM/YYYY"),
        ("en-US", "Monday, June 2, 2025", "1,234,567.5", "MM/DD/YYYY"),
        ("en-IN", "Monday 2 June 2025", "12,34,567.5", "DD/MM/YYYY"),
        ("de", "Monday 2 June 2025", "1.234.567,5", "DD.MM.YYYY"),
        ("de-XX", "Monday 2 June 2025", "1.234.567,5", "DD.MM.YYYY"),
        ("fr-FR", "Monday 2 June 2025", "1\u202f234\u202f567,5", "DD/MM/YYYY"),
        ("ja-JP", "Monday 2 June 2025", "1,234,567.5", "YYYY/MM/DD"),
        ("sv", "Monday 2 June 2025", "1\xa0234\xa0567,5", "YYYY-MM-DD"),
        ("es-US", "Monday 2 June 2025", "1,234,567.5", "DD/MM/YYYY"),
    ],
)
def test_days_and_numbers_are_the_readers(tag: str, day: str, million: str, typed: str) -> None:
    read_as(tag)
    assert day_in_words(MONDAY, weekday=True) == day
    assert number(1_234_567.5) == million
    assert conventions_of(tag).typed == typed


@pytest.mark.parametrize("tag", [None, "", "-", "xx", "../../etc", "<b>", "C", "x" * 10_000, "de\0", "1", "root"])
def test_unknown_readers_are_british(tag: str | None) -> None:
    assert conventions_of(tag) == conventions_of("en-GB")


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2025, 6, 1), MONDAY, "June 1–2, 2025"),
        (date(2025, 5, 31), MONDAY, "May 31 – June 2, 2025"),
        (date(2024, 12, 31), MONDAY, "December 31, 2024 – June 2, 2025"),
        (date(2025, 5, 1), date(2025, 5, 31), "May 2025"),
        (MONDAY, None, "from June 2, 2025"),
    ],
)
def test_intervals_with_the_month_first(first: date, last: date | None, words: str) -> None:
    read_as("en-US")
    assert interval_in_words(Interval(first, last)) == words


def test_counts_are_grouped() -> None:
    read_as("de-DE")
    assert counted(("{count} event", "{count} events"), 1300) == "1.300 events"
