"""Places that a sentence leaves unsaid: datelines, councils, scenes, facilities named before."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.records import Basis, Role, Status
from tests.events.builders import day, event, events_of, place_name, timex, toponym
from tests.events.stories import ELECTION, election_events


def test_arrest_at_a_rally_takes_its_place_as_inferred() -> None:
    arrested = event(ELECTION, election_events(), "arrested")
    assert place_name(arrested) == "Varna Hill"
    assert arrested.where is not None
    assert arrested.where.basis is Basis.INFERRED


def test_envoys_to_come_are_where_the_talks_will_be() -> None:
    text = "The two sides will meet in Genton on Friday.\n\nThe southern team will be led by Mara Oss."
    found = events_of(text, [toponym(text, "Genton")], [timex(text, "Friday", date(2024, 3, 15))])
    led = event(text, found, "will be led")
    assert (place_name(led), day(led), led.status) == ("Genton", date(2024, 3, 15), Status.PLANNED)
    assert led.where is not None
    assert led.where.basis is Basis.INFERRED


def test_deed_of_a_council_is_at_its_seat_as_inferred() -> None:
    text = "The Oakhurst City Council approved the budget on Tuesday."
    found = events_of(text, [toponym(text, "Oakhurst", role=Role.MENTION)], [timex(text, "Tuesday", date(2024, 3, 12))])
    approved = event(text, found, "approved")
    assert approved.where is not None
    assert (place_name(approved), approved.where.basis) == ("Oakhurst", Basis.INFERRED)


def test_lead_without_a_place_is_where_its_dateline_says() -> None:
    text = "OAKHURST — A bus driver was robbed on Tuesday by two masked men, police said."
    found = events_of(text, [toponym(text, "OAKHURST")], [timex(text, "Tuesday", date(2024, 3, 12))])
    robbed = event(text, found, "robbed")
    assert robbed.where is not None
    assert (place_name(robbed), robbed.where.basis) == ("OAKHURST", Basis.DATELINE)


def test_dateline_does_not_place_what_a_scene_elsewhere_holds() -> None:
    text = "GENTON — Rebels were arrested on Tuesday. A bomb exploded in Tarsin and killed a guard."
    found = events_of(
        text,
        [toponym(text, "GENTON"), toponym(text, "Tarsin", lat=10.0)],
        [timex(text, "Tuesday", date(2024, 3, 12))],
    )
    assert event(text, found, "arrested").where is None


def test_main_deed_of_a_lead_is_at_the_dateline_though_its_sentence_names_another_place() -> None:
    text = "OAKHURST — The town council voted on Tuesday to widen the bridge, weeks after a flood in Dunley."
    found = events_of(
        text,
        [toponym(text, "OAKHURST", role=Role.DATELINE), toponym(text, "Dunley", lat=20.0)],
        [timex(text, "Tuesday", date(2024, 3, 12))],
    )
    assert place_name(event(text, found, "voted")) == "OAKHURST"
    assert event(text, found, "voted").where.basis is Basis.DATELINE
    assert place_name(event(text, found, "flood")) == "Dunley"


def test_a_definite_facility_is_where_the_article_put_it() -> None:
    text = "Owners opened a pump factory in Redmere last year. On Tuesday a fire damaged the factory."
    found = events_of(text, [toponym(text, "Redmere")], [timex(text, "Tuesday", date(2024, 3, 12))])
    damaged = event(text, found, "damaged")
    assert place_name(damaged) == "Redmere"
    assert damaged.where.basis is Basis.INFERRED


def test_the_object_that_tells_a_verbs_meaning_may_be_the_facility() -> None:
    text = "Some 400 people dig at the mine near Redmere. The company shut the mine on Tuesday."
    found = events_of(text, [toponym(text, "Redmere")], [timex(text, "Tuesday", date(2024, 3, 12))])
    assert place_name(event(text, found, "shut the mine")) == "Redmere"


def test_a_facility_that_was_put_at_two_places_is_at_neither() -> None:
    text = "There is a factory in Redmere and a factory in Dunley. On Tuesday a fire damaged the factory."
    towns = [toponym(text, "Redmere"), toponym(text, "Dunley", lat=20.0)]
    found = events_of(text, towns, [timex(text, "Tuesday", date(2024, 3, 12))])
    assert place_name(event(text, found, "damaged")) is None


@pytest.mark.parametrize("words", ["at the scene", "in the area", "there"])
def test_the_scene_is_the_one_just_told_of(words: str) -> None:
    text = f"A lorry overturned and exploded in Tarsin on Tuesday. Two looters were arrested {words} a day later."
    found = events_of(text, [toponym(text, "Tarsin")], [timex(text, "Tuesday", date(2024, 3, 12))])
    arrest = event(text, found, "arrested")
    assert arrest.where is not None
    assert (place_name(arrest), arrest.where.basis) == ("Tarsin", Basis.INFERRED)


def test_a_storys_fresh_deeds_are_where_the_story_is() -> None:
    text = (
        "MARBROOK — Officers stormed a warehouse in Marbrook on Tuesday.\n\nA driver was wounded.\n\n"
        "The two inspectors will appear in court on Friday."
    )
    found = events_of(
        text,
        [toponym(text, "MARBROOK", role=Role.DATELINE), toponym(text, "Marbrook", nth=0)],
        [timex(text, "Tuesday", date(2024, 3, 12)), timex(text, "Friday", date(2024, 3, 15))],
    )
    court = event(text, found, "appear in court")
    assert court.where is not None
    assert (place_name(court), court.where.basis) == ("MARBROOK", Basis.INFERRED)


@pytest.mark.parametrize(
    ("rest", "place"),
    [
        ("A driver was fined.", "Marbrook"),
        ("A driver was fined, Dunley said.", None),
        ("A driver was fined at Oak Park.", None),
    ],
)
def test_a_sentence_that_names_another_place_is_left_alone(rest: str, place: str | None) -> None:
    text = "A gunman was shot in Marbrook on Tuesday.\n\n" + "It rained.\n\n" * 5 + rest
    actors = [toponym(text, "Dunley", lat=20.0, role=Role.ACTOR)] if "Dunley" in text else []
    found = events_of(
        text,
        [toponym(text, "Marbrook"), *actors],
        [timex(text, "Tuesday", date(2024, 3, 12))],
    )
    assert place_name(event(text, found, "fined")) == place


def test_a_story_of_many_places_has_no_home() -> None:
    text = (
        "A bus was bombed in Marbrook on Tuesday. Six were shot in Dunley. Ten were killed in Tarsin.\n\n"
        "Police arrested two men."
    )
    towns = [toponym(text, name, lat=40.0 + 5 * k) for k, name in enumerate(("Marbrook", "Dunley", "Tarsin"))]
    found = events_of(text, towns, [timex(text, "Tuesday", date(2024, 3, 12))])
    assert place_name(event(text, found, "arrested")) is None


def test_a_verb_joined_to_a_placed_one_is_at_its_place() -> None:
    text = "Officers stormed a warehouse in Marbrook on Tuesday and seized 40 rifles."
    found = events_of(text, [toponym(text, "Marbrook")], [timex(text, "Tuesday", date(2024, 3, 12))])
    assert {place_name(e) for e in found if e.trigger.of(text) == "seized"} <= {"Marbrook"}
