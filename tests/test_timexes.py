"""Timexes: which words speak of time, what they mean, and that no text can break the reading."""

from __future__ import annotations

import time
from datetime import date
from itertools import pairwise

import pytest

from geodata.records import Basis, Interval, Publication, Span, Timex, TimexType, WhenPrecision
from geodata.timexes import find_timexes

MONDAY = Publication(date(2025, 6, 2), "2 June 2025", Basis.STATED, None)


def only(text: str, publication: Publication | None = MONDAY) -> Timex:
    """Return the one timex of a text."""
    found = find_timexes(text, publication)
    assert len(found) == 1, [timex.surface for timex in found]
    return found[0]


def values(text: str, publication: Publication | None = MONDAY) -> list[tuple[str, str]]:
    return [(timex.surface, timex.value) for timex in find_timexes(text, publication)]


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("It sank on 3 March 1990.", "3 March 1990", "1990-03-03"),
        ("It sank on March 3, 1990, at sea.", "March 3, 1990", "1990-03-03"),
        ("It sank on the 3rd of March 1990.", "the 3rd of March 1990", "1990-03-03"),
        ("Logged 1990-03-03 by the crew.", "1990-03-03", "1990-03-03"),
        ("Logged 13/03/1990 by the crew.", "13/03/1990", "1990-03-13"),
        ("The law of May 2024 failed.", "May 2024", "2024-05"),
        ("A plant opened in 1987.", "1987", "1987"),
        ("Trade grew in the 1990s.", "the 1990s", "199"),
        ("A ship of the 19th century.", "the 19th century", "18"),
        ("Sales fell in the third quarter of 2024.", "the third quarter of 2024", "2024-Q3"),
        ("Rain came in summer 2023.", "summer 2023", "2023-SU"),
    ],
)
def test_absolute_expressions_keep_their_date_without_a_publication(text: str, surface: str, value: str) -> None:
    for publication in (MONDAY, None):
        timex = only(text, publication)
        assert (timex.surface, timex.value, timex.type) == (surface, value, TimexType.DATE)
        assert timex.interval is not None


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("The mayor resigned yesterday.", "yesterday", "2025-06-01"),
        ("Crews arrived late Sunday.", "late Sunday", "2025-06-01TEV"),
        ("It sank in the early hours of Sunday.", "the early hours of Sunday", "2025-06-01TMO"),
        ("The court will sit on the 24th.", "the 24th", "2025-06-24"),
        ("The strike began on the 29th.", "the 29th", "2025-05-29"),
        ("They will meet on Tuesday week.", "Tuesday week", "2025-06-10"),
        ("The night before, a lorry had been seen.", "The night before", "2025-06-01TNI"),
        ("Crews arrived on Monday morning.", "Monday morning", "2025-06-02TMO"),
        ("Voters will choose next month.", "next month", "2025-07"),
        ("The dam broke last week.", "last week", "2025-W22"),
        ("The dam broke two years ago.", "two years ago", "2023"),
        ("The dam broke three days ago.", "three days ago", "2025-05-30"),
        ("The dam broke last December.", "last December", "2024-12"),
        ("It happened last night.", "last night", "2025-06-01TNI"),
        ("She spoke over the weekend.", "the weekend", "2025-W22-WE"),
        ("It is now a museum.", "now", "PRESENT_REF"),
        ("They met at noon on Friday.", "noon on Friday", "2025-05-30T12:00"),
    ],
)
def test_relative_expressions_are_reckoned_from_the_publication(text: str, surface: str, value: str) -> None:
    timex = only(text)
    assert (timex.surface, timex.value) == (surface, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Police arrested four men on Thursday.", "2025-05-29"),
        ("The court will rule on Thursday.", "2025-06-05"),
        ("The council voted on Monday.", "2025-06-02"),
        ("The council will vote on Monday.", "2025-06-02"),
        ("The council voted last Monday.", "2025-05-26"),
        ("Floods hit the valley in November.", "2024-11"),
        ("The bridge will open in November.", "2025-11"),
    ],
)
def test_tense_decides_the_direction_of_a_bare_name(text: str, value: str) -> None:
    assert only(text).value == value


def test_a_date_without_a_year_is_the_nearest_one() -> None:
    newyear = Publication(date(2025, 1, 4), "4 January 2025", Basis.STATED, None)
    assert only("The ferry sank on 29 December.", newyear).value == "2024-12-29"


def test_a_weekday_beside_a_date_fixes_the_year() -> None:
    assert only("They were seen on Friday, 13 October.").value == "2023-10-13"


def test_the_previous_day_counts_from_the_day_last_spoken_of() -> None:
    assert values("Fighting began on 14 May. The previous day, talks had failed.")[1][1] == "2025-05-13"


def test_a_local_time_and_its_gmt_pair_are_two_times() -> None:
    found = find_timexes("The session starts at 1:00 pm (1000 GMT) in the hall.", MONDAY)
    assert [(timex.surface, timex.value, timex.type) for timex in found] == [
        ("1:00 pm", "2025-06-02T13:00", TimexType.TIME),
        ("1000 GMT", "2025-06-02T10:00Z", TimexType.TIME),
    ]


def test_gmt_may_fall_on_another_day_than_the_local_time() -> None:
    assert values("It starts at 1:00 am (2200 GMT).")[1] == ("2200 GMT", "2025-06-01T22:00Z")
    assert values("It starts at 11:00 pm Tuesday (0400 GMT).")[1] == ("0400 GMT", "2025-06-04T04:00Z")


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("It took 18 months in all.", "18 months", "P18M"),
        ("A three-year war ended.", "three-year", "P3Y"),
        ("After months of drought.", "months", "PXM"),
        ("They waited half an hour there.", "half an hour", "PT30M"),
        ("It lasted two and a half years.", "two and a half years", "P2Y6M"),
        ("They argued for several weeks.", "several weeks", "PXW"),
    ],
)
def test_lengths_of_time_are_durations_without_days(text: str, surface: str, value: str) -> None:
    timex = only(text)
    assert (timex.surface, timex.value, timex.type, timex.interval) == (surface, value, TimexType.DURATION, None)


def test_a_length_that_ends_at_publication_has_days() -> None:
    timex = only("Prices doubled over the past three months.")
    assert (timex.surface, timex.value) == ("the past three months", "P3M")
    assert timex.interval == Interval(date(2025, 3, 2), date(2025, 6, 2))


@pytest.mark.parametrize(
    ("text", "surface", "value", "first", "last"),
    [
        ("Rents doubled over the past year.", "the past year", "P1Y", date(2024, 6, 2), date(2025, 6, 2)),
        ("Rents doubled in the last decade.", "the last decade", "P10Y", date(2015, 6, 2), date(2025, 6, 2)),
        ("Rents will fall over the next month.", "the next month", "P1M", date(2025, 6, 2), date(2025, 7, 2)),
    ],
)
def test_the_past_year_is_a_length_that_ends_at_publication(
    text: str, surface: str, value: str, first: date, last: date
) -> None:
    timex = only(text)
    assert (timex.surface, timex.value, timex.type) == (surface, value, TimexType.DURATION)
    assert timex.interval == Interval(first, last)


def test_a_year_that_ends_on_another_day_than_new_year_is_a_length() -> None:
    found = find_timexes("Profit fell in the year ended March 31.", MONDAY)
    assert [(timex.surface, timex.value) for timex in found] == [("the year", "P1Y"), ("March 31", "2025-03-31")]


def test_a_quarter_is_told_from_the_month_it_ended_in() -> None:
    assert values("Sales rose in the quarter ended Sept. 30.")[0] == ("the quarter", "2024-Q3")


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("The mine opened in February this year.", "February this year", "2025-02"),
        ("The mine opened in early October last year.", "early October last year", "2024-10"),
        ("The mine opened on Friday last week.", "Friday last week", "2025-05-30"),
        ("The mine opened on 5 May last year.", "5 May last year", "2024-05-05"),
    ],
)
def test_a_longer_unit_fixes_the_shorter_before_it(text: str, surface: str, value: str) -> None:
    assert values(text) == [(surface, value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("She left in 1982. Four years later, she returned.", "1986"),
        ("They met in January 2020. A month later, war broke out.", "2020-02"),
        ("Crews came on 14 May. Three days later, they gave up.", "2025-05-17"),
        ("The bank failed in 2009; the year before, it had grown.", "2008"),
    ],
)
def test_later_counts_from_what_was_last_spoken_of(text: str, value: str) -> None:
    assert values(text)[1][1] == value


def test_later_than_nothing_known_is_only_a_length() -> None:
    timex = only("Four years later, she returned.")
    assert (timex.type, timex.value, timex.interval) == (TimexType.DURATION, "P4Y", None)


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("The siege lasted over a week.", "over a week", "P1W"),
        ("Nearly a year had passed.", "Nearly a year", "P1Y"),
        ("It stood for a quarter of a century.", "a quarter of a century", "P25Y"),
        ("It was sold over six years ago.", "over six years ago", "2019"),
        ("It was sold half a century ago.", "half a century ago", "1975"),
    ],
)
def test_what_qualifies_a_length_belongs_to_it(text: str, surface: str, value: str) -> None:
    assert values(text) == [(surface, value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The shop opened in July.", "2024-07"),
        ("In July, fire ruined the shop.", "2024-07"),
        ("The hearing is on Friday.", "2025-06-06"),
        ("The rule takes effect in March.", "2026-03"),
        ("Following Friday's defeat, he resigned.", "2025-05-30"),
    ],
)
def test_the_verb_beside_a_name_outweighs_nearness(text: str, value: str) -> None:
    assert only(text).value == value


def test_since_a_known_event_is_an_open_stretch() -> None:
    timex = only("It is the largest fleet since World War II.")
    assert (timex.surface, timex.type, timex.value) == ("since World War II", TimexType.DURATION, "1945/2025-06-02")
    assert timex.interval == Interval(date(1945, 9, 2), None)


def test_since_the_invasion_needs_one_named_invasion() -> None:
    named = "Russia invaded Ukraine from three sides. Since the invasion, prices have doubled."
    assert only(named).interval == Interval(date(2022, 2, 24), None)
    assert values("Since the invasion, prices have doubled.") == []
    assert values("The invasion of Iraq and the invasion of Ukraine differ. Since the invasion, he hides.") == []
    before = Publication(date(2021, 6, 2), "2 June 2021", Basis.STATED, None)
    assert find_timexes(named, before) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("every day", "P1D"),
        ("every Monday", "XXXX-WXX-1"),
        ("weekly", "P1W"),
        ("each spring", "XXXX-SP"),
        ("on Sunday mornings", "XXXX-WXX-7TMO"),
    ],
)
def test_repeated_times_are_sets(text: str, value: str) -> None:
    timex = only(f"The market is held {text} here.")
    assert (timex.type, timex.value) == (TimexType.SET, value)


def test_since_and_until_leave_an_end_open() -> None:
    assert only("She has led the party since 2019.").interval == Interval(date(2019, 1, 1), None)
    assert only("The road is shut until Friday.").interval == Interval(None, date(2025, 6, 6))


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("on 3 March 1990", WhenPrecision.DAY),
        ("over the weekend", WhenPrecision.DAYS),
        ("last week", WhenPrecision.WEEK),
        ("in May 2024", WhenPrecision.MONTH),
        ("in 1987", WhenPrecision.YEAR),
    ],
)
def test_precision_follows_the_grain(text: str, precision: WhenPrecision) -> None:
    assert only(f"The mill burned down {text}.").precision is precision


def test_the_reason_gives_the_arithmetic() -> None:
    reason = only("Crews arrived late Sunday.").reason
    assert reason == "'late Sunday', published Monday 2 June 2025 → Sunday 1 June 2025"


def test_without_publication_relative_expressions_stay_unanchored() -> None:
    found = find_timexes("They met Monday, two years ago and last month in May; yesterday at 5 pm.", None)
    assert {timex.surface: timex.value for timex in found}["Monday"] == "XXXX-WXX-1"
    assert [timex.interval for timex in found] == [None] * len(found)


def test_the_printed_publication_date_means_the_day_chosen_for_it() -> None:
    text = "2025-02-06 The council met."
    publication = Publication(date(2025, 6, 2), "2025-02-06", Basis.INFERRED, Span(0, 10))
    assert only(text, publication).value == "2025-06-02"


@pytest.mark.parametrize(
    "text",
    [
        "It may rain, and troops march on.",
        "Mark May said that April Jones had left.",
        "The six-year-old boy ran 2000 metres.",
        "They met on 31 June 2025 and 30 February.",
        "Logged 2025-13-45, 0000-00-00 and 20000.",
        "A score of 3:16 and a price of $2024.",
        "A man in his 40s and a woman in her early 60s fled.",
        "USA Today and the Daily Mirror reported it.",
        "Pay was cut for as many years as they had worked there.",
        "Foxes come at night.",
        "Anna Holt and June Smith sang.",
    ],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert values(text) == []


def test_possessives_and_prepositions_stay_outside_the_span() -> None:
    assert values("Monday's talks came after a march on Sunday.")[0][0] == "Monday"


def test_spans_are_in_order_apart_and_point_at_their_words() -> None:
    text = "\u202e\u0000😀 On Monday, 2 June 2025 at 14:30 — a day after\nSunday's vote, two years ago… 10 p.m. Tuesday"
    found = find_timexes(text, MONDAY)
    assert len(found) >= 4
    assert all(timex.span.of(text) == timex.surface for timex in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    "unit",
    [
        "a ",
        "the last ",
        "12 to ",
        "more than ",
        " ",
        "\n",
        "'",
        "Monday ",
        "twenty-",
        "the end of ",
        "in 2024 ",
        "5 p.m. ",
        "five years later ",
        "Russia's invasion since the invasion ",
        "a quarter of a ",
        "\n                ",
    ],
)
def test_time_is_linear_in_length(unit: str) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        find_timexes(unit * count, MONDAY)
        return time.process_time() - start

    count = 30_000 // len(unit)
    assert seconds(4 * count) < 8 * seconds(count) + 0.2


@pytest.mark.parametrize(
    "day", [date(1, 1, 1), date(1001, 1, 1), date(2998, 12, 31), date(9999, 12, 31), date(2024, 2, 29)]
)
def test_the_ends_of_the_calendar_do_not_break_it(day: date) -> None:
    publication = Publication(day, "", Basis.STATED, None)
    text = (
        "Next Tuesday, last Friday, yesterday, tomorrow, 9000 years ago, last month, next year, Christmas, "
        "9999 weeks later, the past 500 decades, in May, on 29 February, last summer, the weekend, last night, "
        "the third quarter, this fiscal year, the day after tomorrow, at 1 am (2300 GMT)."
    )
    assert all(timex.span.of(text) == timex.surface for timex in find_timexes(text, publication))


@pytest.mark.parametrize(
    "words",
    [
        "31 June 2024",
        "1 January 0000",
        "5 May 20000",
        "32 May 2024",
        "June 31, 2024",
        "May 32, 2024",
        "the 32nd of May",
        "31 June this year",
        "28-31 June",
        "99999 years ago",
        "24:30 GMT",
    ],
)
def test_what_is_left_of_a_date_that_does_not_exist_is_no_date(words: str) -> None:
    assert find_timexes(f"It burned on {words} in Lyon.", None) == ()


def test_a_run_off_is_no_verb_of_the_future() -> None:
    assert only("Turnout in Friday's run-off was high.").value == "2025-05-30"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Organisers called for another march on Wednesday.", "2025-06-04"),
        ("The board voted 4-3 to put the bond before voters on March 4.", "2026-03-04"),
        ("Votes were counted on Sunday. She spoke shortly after midnight.", "2025-06-02T00:00"),
        ("Talks in 2012 failed. Captives were freed that December.", "2012-12"),
        ("The test will be on Thursday. The rebels were flown out at 4 p.m.", "2025-06-02T16:00"),
    ],
)
def test_words_around_say_which_day_is_meant(text: str, value: str) -> None:
    assert find_timexes(text, MONDAY)[-1].value == value
