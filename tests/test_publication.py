"""Publication: where the date is printed, how its digits read, and when the text overrules it."""

from __future__ import annotations

import time
from datetime import date

import pytest

from geodata.publication import find_publication
from geodata.records import Article, Basis, Publication

BODY = "The council approved the plan. The river has been rising for days."
OF_MONDAY = (
    "Ministers will meet Monday in the capital to discuss the dam. The last delegation landed on Monday morning. "
    "A spokesman said Sunday that he hoped for a deal. Monday's talks come a day after a strike."
)


def published(text: str, printed: str | None = None, url: str | None = None) -> Publication | None:
    return find_publication(Article("a", text, printed=printed, url=url))


def day_of(text: str, printed: str | None = None, url: str | None = None) -> date | None:
    found = published(text, printed, url)
    return found.date if found else None


@pytest.mark.parametrize(
    "printed",
    [
        "2025-06-17",
        "2025-06-17T10:00:00+02:00",
        "20250617",
        "Tue, 17 Jun 2025 15:04:05 +0000",
        "Tue Jun 17 15:04:05 UTC 2025",
        "June 17, 2025",
        "17 June 2025",
        "17/06/2025",
        "06/17/2025",
        "17.06.2025",
    ],
)
def test_dates_beside_the_text_are_read_in_their_usual_forms(printed: str) -> None:
    found = published(BODY, printed)
    assert found is not None
    assert (found.date, found.printed, found.basis) == (date(2025, 6, 17), printed, Basis.STATED)
    assert (found.evidence, found.warnings) == (None, ())


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Published: 17 June 2025\n", "17 June 2025"),
        ("Dam bursts\nBy Ann Lee\nJune 17, 2025, 3:04 pm ET\n\n", "June 17, 2025, 3:04 pm ET"),
        ("Tuesday, 17 June 2025\n", "Tuesday, 17 June 2025"),
        ("By Ann Lee | 17 June 2025 | 10:15 BST\n", "17 June 2025"),
        ("Posted by editor on June 17, 2025 in Local\n", "June 17, 2025"),
        (" date 2025-06-17 GENEVA: ", "2025-06-17"),
        ("June 17, 2025 - ", "June 17, 2025"),
        ("Updated 19 June 2025\nPublished 17 June 2025\n", "17 June 2025"),
    ],
)
def test_header_lines_give_the_date_with_its_span(header: str, words: str) -> None:
    text = header + BODY
    found = published(text)
    assert found is not None
    assert found.evidence is not None
    assert (found.date, found.printed, found.evidence.of(text)) == (date(2025, 6, 17), words, words)


@pytest.mark.parametrize(
    "text",
    [
        "On 17 June 2025 the court said it would sit again.",
        "By 17 June 2025 all the wells had run dry.",
        "The storm of 17 June 2025 killed five people.",
        "In a letter dated 17 June 2025 the minister said so.",
        "June 17, 2025 was a dark day for the town.",
    ],
)
def test_a_date_inside_a_sentence_is_no_header(text: str) -> None:
    assert published(text) is None


@pytest.mark.parametrize(
    "text", ["LONDON, March 3, 2025 (Agency) - ", "Oslo, 3 March 2025 — ", "RIO DE JANEIRO, Brazil, March 3, 2025 -- "]
)
def test_a_dateline_gives_the_date_where_nothing_else_does(text: str) -> None:
    found = published(text + BODY)
    assert found is not None
    assert (found.date, found.basis) == (date(2025, 3, 3), Basis.DATELINE)


def test_a_dateline_without_a_year_is_not_given_one() -> None:
    assert published("LONDON, March 3 (Agency) - " + BODY) is None


@pytest.mark.parametrize(
    "header",
    [
        "[June 17, 2025]",
        "HARBOUR NEWS (June 17, 2025)",
        "17. June 2025",
        "17 June '25",
        "17.06.25",
        "Porto, Portugal. 17th June, 2025.",
        "Issue of Tuesday 17 June 2025",
        "No. 12 — Week of June 17, 2025",
        "Mumbai | June 17, 2025 08:14 IST",
        "Tue, 17 Jun 2025 · 4 min read",
    ],
)
def test_headers_of_many_houses_are_read(header: str) -> None:
    assert day_of(f"{header}\n\n{BODY}") == date(2025, 6, 17)


def test_last_line_that_says_when_the_page_was_updated_gives_the_date() -> None:
    assert day_of(BODY * 20 + "\n\nLast updated 17 June 2025") == date(2025, 6, 17)
    assert day_of(BODY * 20 + "\n\nThe dam was opened on 17 June 1925") is None


def test_copyright_gives_the_year_of_a_header_without_one() -> None:
    found = published(f"17 June\n\n{BODY}\n\n© Harbour Gazette 2025")
    assert found is not None
    assert (found.date, found.basis) == (date(2025, 6, 17), Basis.INFERRED)
    assert "without a year" in found.warnings[0]


def test_weekdays_of_the_text_choose_among_the_years_it_makes_likely() -> None:
    text = f"17 June\n\nThe vote was held on Tuesday. {{}} {BODY}"
    assert day_of(text.format("The last one, in November 2024, was void.")) == date(2025, 6, 17)
    assert day_of(text.format("The hall was built in 1998.")) is None


def test_a_dateline_of_the_day_before_does_not_doubt_the_header() -> None:
    found = published("LONDON, March 17 (Agency) - " + BODY, "2025-03-18")
    assert found is not None
    assert (found.date, found.warnings) == (date(2025, 3, 18), ())


def test_the_address_of_the_page_may_give_the_date() -> None:
    assert day_of(BODY, url="https://news.example/2025/06/17/dam") == date(2025, 6, 17)


def test_swapped_digits_are_noticed_by_the_weekdays_of_the_text() -> None:
    found = published(OF_MONDAY, "2025-02-06")
    assert found is not None
    assert (found.date, found.printed, found.basis) == (date(2025, 6, 2), "2025-02-06", Basis.INFERRED)
    assert [reading.date for reading in found.alternatives] == [date(2025, 6, 2), date(2025, 2, 6)]
    assert "2025-02-06 is a Thursday" in found.alternatives[0].reason
    assert "Monday as the day of publication" in found.alternatives[0].reason
    assert len(found.warnings) == 1


def test_the_true_date_is_not_doubted_by_the_same_text() -> None:
    found = published(OF_MONDAY, "2025-06-02")
    assert found is not None
    assert (found.date, found.basis, found.warnings) == (date(2025, 6, 2), Basis.STATED, ())


def test_a_text_without_weekdays_leaves_the_printed_date() -> None:
    found = published(BODY, "2025-02-06")
    assert found is not None
    assert (found.date, found.warnings) == (date(2025, 2, 6), ())
    assert found.alternatives[0].odds > found.alternatives[1].odds > 0


def test_digits_without_a_usual_order_say_that_the_text_does_not_decide() -> None:
    found = published(BODY, "02/06/2025")
    assert found is not None
    assert {reading.date for reading in found.alternatives} == {date(2025, 6, 2), date(2025, 2, 6)}
    assert any("two ways" in warning for warning in found.warnings)


def test_days_named_in_the_text_decide_between_two_readings() -> None:
    text = "The vote of 30 May was close. Turnout fell. A recount began on 31 May and ended on 1 June."
    assert day_of(text, "02/06/2025") == date(2025, 6, 2)


def test_sources_that_contradict_each_other_are_told() -> None:
    found = published("Published 21 May 2025\n" + BODY, "2025-06-17")
    assert found is not None
    assert {reading.date for reading in found.alternatives} == {date(2025, 5, 21), date(2025, 6, 17)}
    assert found.warnings


def test_a_weekday_in_the_header_that_does_not_fit_is_told() -> None:
    found = published("Friday, 17 June 2025\n" + BODY)
    assert found is not None
    assert any("Friday" in warning for warning in found.warnings)


def test_odds_add_up_to_one() -> None:
    found = published(OF_MONDAY, "2025-02-06")
    assert found is not None
    assert sum(reading.odds for reading in found.alternatives) == pytest.approx(1.0, abs=0.001)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "yesterday",
        "June 31, 2025",
        "31/06/2025",
        "0000-01-01",
        "20000-01-01",
        "2999-01-01",
        "9" * 5000,
        "\x00\ufffd",
    ],
)
def test_what_is_no_date_gives_no_publication(printed: str) -> None:
    assert published(BODY, printed) is None
    assert published(printed + "\n" + BODY) is None


def test_an_empty_text_gives_no_publication() -> None:
    assert published("") is None


@pytest.mark.parametrize("unit", ["Monday ", "2 June 2025, ", "a", "\n", "|", "By ", "date ", "LONDON, "])
def test_a_long_text_costs_no_more_than_its_head(unit: str) -> None:
    start = time.process_time()
    published(unit * (1_000_000 // len(unit)), "2025-02-06")
    assert time.process_time() - start < 5
