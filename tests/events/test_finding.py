"""Which words tell of events at all, and that any text is read in linear time."""

from __future__ import annotations

import time
from datetime import date

import pytest

from tests.events.builders import events_of, pins_of, timex, toponym
from tests.events.stories import ELECTION, FLOOD, MATCH, TAKEOVER, TRIAL, WAR, war_events


def test_words_alone_are_no_event() -> None:
    text = "“We are tired,” she said in Genton on Monday."
    assert events_of(text, [toponym(text, "Genton")], [timex(text, "Monday", date(2024, 3, 11))]) == ()


def test_team_without_talks_is_no_event() -> None:
    assert events_of("The southern team will be led by Mara Oss.") == ()


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("The attack helicopter is grey.", "attack"),
        ("Election officials were late.", "Election"),
        ("The wounded soldiers slept.", "wounded"),
        ("It rained in March 2020.", "March"),
    ],
)
def test_modifiers_and_names_are_no_triggers(text: str, absent: str) -> None:
    assert absent not in [e.trigger.of(text) for e in events_of(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("She was born in Oakhurst and attended school there.", "Oakhurst"),
        ("Residents often clash with developers in Oakhurst.", "Oakhurst"),
        ("Two fires break out every week in Oakhurst.", "Oakhurst"),
        ("You can visit the museum in Oakhurst.", "Oakhurst"),
        ("Any attack on Oakhurst would be answered.", "Oakhurst"),
        ("The plan failed to meet the criteria set in Oakhurst.", "Oakhurst"),
        ("The storm season in Oakhurst is long.", "Oakhurst"),
        ("They would have played the match in Oakhurst.", "Oakhurst"),
        ("The ministry killed the bill in Oakhurst.", "Oakhurst"),
    ],
)
def test_habits_generalities_and_figures_of_speech_have_no_pin(text: str, name: str) -> None:
    assert pins_of(text, name) == []


def test_dated_particulars_beside_them_keep_their_pin() -> None:
    assert pins_of("Residents clashed with developers in Oakhurst on Tuesday.", "Oakhurst", dated="Tuesday") == [
        ("clashed", "Oakhurst")
    ]
    assert len(pins_of("A storm hit Oakhurst on Tuesday.", "Oakhurst", dated="Tuesday")) == 1


@pytest.mark.parametrize("text", [FLOOD, TRIAL, ELECTION, MATCH, TAKEOVER, WAR])
def test_summaries_and_actors_are_cut_from_the_text(text: str) -> None:
    plain = " ".join(text.split())
    for found in events_of(text):
        assert found.summary.strip("… ") in plain
        assert len(found.summary) <= 124
        assert all(actor in plain for actor in found.actors)
        assert 0 <= found.confidence <= 1
        assert found.sentence.covers(found.trigger)


def test_events_are_in_text_order_with_stable_ids() -> None:
    first, second = war_events(), war_events()
    assert first == second
    assert [e.trigger for e in first] == sorted(e.trigger for e in first)
    assert len({e.id for e in first}) == len(first)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "\x00\x01\u202e\u200f attack \U0001f4a5 in \ud7ff",
        "ATTACK IN GENTON KILLS FOUR",
        "“‘“‘ he said she said “ attack ” ’",
        "(" * 2000 + "attack" + ")" * 2000,
        "a b c\n" * 300,
        "، هجوم على المدينة",
    ],
)
def test_odd_texts_do_not_break(text: str) -> None:
    for found in events_of(text):
        assert found.sentence.covers(found.trigger)


def seconds_for(words: int) -> float:
    text = "rebels attacked Genton on Monday after talks and the army said it had fled " * (words // 14)
    places = [toponym(text, "Genton")]
    start = time.perf_counter()
    events_of(text, places)
    return time.perf_counter() - start


def test_time_grows_with_the_length_of_a_single_sentence_only() -> None:
    seconds_for(1_000)  # loads the lexicon
    short, long = seconds_for(2_500), seconds_for(20_000)
    assert long < 24 * max(short, 0.02)


def test_one_clause_of_many_facilities_and_deeds_takes_linear_time() -> None:
    def seconds(n: int) -> float:
        text = "In Tarsin a mine, " + "an attack at the mine with a riot at the factory of the troops " * n
        begun = time.perf_counter()
        events_of(text, [toponym(text, "Tarsin")])
        return time.perf_counter() - begun

    seconds(10)
    assert seconds(1600) < 8 * max(seconds(400), 0.05)
