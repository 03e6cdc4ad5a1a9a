"""The numbers that an article gives for an event."""

from __future__ import annotations

import pytest

from tests.events.builders import event, events_of


def quantities(text: str, trigger: str) -> list[tuple[str, float | None, float | None, float | None, str]]:
    found = event(text, events_of(text), trigger).quantities
    assert all(q.evidence.of(text) for q in found)
    return [(q.counted, q.low, q.best, q.high, q.unit) for q in found]


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("At least 12 people were injured.", "injured", ("people", 12, None, None, "")),
        ("Police arrested two dozen protesters.", "arrested", ("protesters", None, 24, None, "")),
        ("The flood killed between 20 and 30 villagers.", "killed", ("villagers", 20, None, 30, "")),
        ("Tens of thousands were killed.", "killed", ("", 20_000, None, None, "")),
        ("Up to 60 sailors drowned.", "drowned", ("sailors", None, None, 60, "")),
        ("Ardent bought the mill for $2.5 billion.", "bought", ("", None, 2.5e9, None, "USD")),
        ("The blaze destroyed 1,200 hectares.", "destroyed", ("", None, 1200, None, "ha")),
    ],
)
def test_quantity_is_read_with_its_bound_and_unit(
    text: str, trigger: str, expected: tuple[str, float | None, float | None, float | None, str]
) -> None:
    text = text if trigger != "bought" else text + " Its shares rose and investors said the company paid a bank debt."
    assert expected in quantities(text, trigger)


@pytest.mark.parametrize(
    "text",
    [
        "Tom Reed, 45, was arrested.",
        "Tom Reed was arrested on Highway 20.",
        "Tom Reed was arrested at 5 pm.",
        "Tom Reed was arrested 3 times.",
    ],
)
def test_ages_roads_and_hours_count_nothing(text: str) -> None:
    assert quantities(text, "arrested") == []


def test_number_of_a_claim_is_a_claim() -> None:
    text = "The army said it had destroyed 40 tanks. A flood destroyed 12 houses."
    claims = {q.counted: q.claimed for e in events_of(text) for q in e.quantities}
    assert claims == {"tanks": True, "houses": False}
