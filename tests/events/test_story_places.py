"""Places that a whole story leaves little doubt of: its lead's scene, a body's seat, the country, each of a list."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.records import Role, WherePrecision
from tests.events.builders import event, events_of, place_name, timex, toponym

TUESDAY = date(2024, 3, 12)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Crowds protested in Marbrook and Dunley on Tuesday.", {"Marbrook", "Dunley"}),
        ("Crowds protested in Marbrook, Dunley and Tarsin on Tuesday.", {"Marbrook", "Dunley", "Tarsin"}),
        ("Crowds protested in Marbrook, and Dunley was calm on Tuesday.", {"Marbrook"}),
        ("Crowds protested in Marbrook, Tarsin, on Tuesday.", {"Marbrook"}),
    ],
)
def test_what_is_told_of_a_list_of_places_is_an_event_at_each(text: str, places: set[str]) -> None:
    names = [name for name in ("Marbrook", "Dunley", "Tarsin") if name in text]
    towns = [toponym(text, name, lat=40.0 + 5 * k) for k, name in enumerate(names)]
    found = [e for e in events_of(text, towns, [timex(text, "Tuesday", TUESDAY)]) if e.trigger.of(text) == "protested"]
    assert {place_name(e) for e in found} == places
    assert len({e.id for e in found}) == len(found) == len(places)


def test_what_follows_on_the_leads_scene_is_there_though_other_things_happen_elsewhere() -> None:
    text = (
        "Gunmen attacked a bank in Marbrook on Tuesday.\n\nA minister travelled to Dunley.\n\n"
        "Talks were held in Tarsin.\n\nA guard was wounded."
    )
    towns = [toponym(text, name, lat=40.0 + 5 * k) for k, name in enumerate(("Marbrook", "Dunley", "Tarsin"))]
    found = events_of(text, towns, [timex(text, "Tuesday", TUESDAY)])
    assert place_name(event(text, found, "wounded")) == "Marbrook"


def test_a_council_named_before_sits_where_it_sat() -> None:
    text = "It rained. " * 6 + "The Marbrook school board met on Tuesday. The board voted to shut a library."
    met = events_of(text, [toponym(text, "Marbrook", role=Role.ACTOR)], [timex(text, "Tuesday", TUESDAY)])
    assert place_name(event(text, met, "met")) == "Marbrook"
    assert place_name(event(text, met, "voted")) == "Marbrook"


@pytest.mark.parametrize(
    ("rest", "trigger", "place"),
    [
        ("A presidential election was held on Tuesday.", "presidential election", "Ruritania"),
        ("Parliament impeached a judge on Tuesday.", "impeached", "Strelsau"),
        ("An election of the town council was held on Tuesday.", "election", None),
    ],
)
def test_affairs_of_state_are_in_the_country_or_its_capital(rest: str, trigger: str, place: str | None) -> None:
    text = "Prices rose in Ruritania. Shops in Strelsau were full. The harvest near Zenda was poor. " + rest
    found = events_of(
        text,
        [
            toponym(text, "Ruritania", precision=WherePrecision.COUNTRY, radius_km=300.0, feature="PCLI"),
            toponym(text, "Strelsau", feature="PPLC"),
            toponym(text, "Zenda", lat=51.0),
        ],
        [timex(text, "Tuesday", TUESDAY)],
    )
    assert {place_name(e) for e in found if e.trigger.of(text) == trigger} <= {place}
    assert place is None or place in {place_name(e) for e in found}


@pytest.mark.parametrize(
    "head", ["MARBROOK, Ruritania, 12 March 2024 — ", "MARBROOK, Ruritania, March 12 (Courier) — "]
)
def test_a_dateline_may_tell_its_country_and_day(head: str) -> None:
    text = head + "Police detained 30 officials on Tuesday."
    found = events_of(text, [toponym(text, "MARBROOK")], [timex(text, "Tuesday", TUESDAY)])
    assert place_name(event(text, found, "detained")) == "MARBROOK"


def test_a_participle_that_details_an_attack_is_part_of_it() -> None:
    text = "Jets raided a base near Marbrook on Tuesday, hitting bombers in Marbrook."
    towns = [toponym(text, "Marbrook"), toponym(text, "Marbrook", nth=1)]
    found = events_of(text, towns, [timex(text, "Tuesday", TUESDAY)])
    assert len([e for e in found if e.where]) == 1
