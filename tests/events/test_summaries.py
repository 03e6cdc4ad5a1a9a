"""What quotation tells an event."""

from __future__ import annotations

import pytest

from geodata.events.summaries import MAX_LENGTH
from tests.events.builders import event, events_of


@pytest.mark.parametrize(
    "dateline",
    ["LYON, France, 18 June 2025 — ", "LYON (Own Service) -- ", "LYON - ", "Lyon, June 18 – "],
)
def test_summary_begins_after_the_dateline(dateline: str) -> None:
    text = dateline + "Thieves robbed a bank in the old town."
    assert event(text, events_of(text), "robbed").summary == "Thieves robbed a bank in the old town."


def test_dash_inside_a_sentence_is_no_dateline() -> None:
    text = "Thieves — two of them masked — robbed a bank in the old town."
    assert event(text, events_of(text), "robbed").summary == text


def test_summary_keeps_whole_parts_and_what_they_lean_on() -> None:
    text = (
        "One rocket struck a parked bus beside the old market hall, wounding a driver; the rest fell in open ground, "
        "a long way from the nearest farm, the ambulance service of the town said in the evening."
    )
    summary = event(text, events_of(text), "wounding").summary
    assert summary == (
        "One rocket struck a parked bus beside the old market hall, wounding a driver; the rest fell in open ground …"
    )


def test_long_part_is_cut_where_a_phrase_may_end() -> None:
    text = "Thieves robbed a bank " + "near the mill of the town in the hills " * 9 + "."
    summary = event(text, events_of(text), "robbed").summary
    assert len(summary) <= MAX_LENGTH
    assert summary.removesuffix(" …").split()[-1] not in {"of", "the", "in", "near"}
