"""One event, told often."""

from __future__ import annotations

from datetime import date

from geodata.records import Kind, Status
from tests.events.builders import day, event, events_of, place_name, timex, toponym
from tests.events.stories import WAR, war_events


def test_toll_belongs_to_the_attack_that_took_it() -> None:
    shelled = event(WAR, war_events(), "shelled")
    assert (shelled.kind, place_name(shelled), day(shelled)) == (Kind.ATTACK_FIGHTING, "Tarsin", date(2024, 3, 11))
    assert shelled.actors == ("Rebels",)
    assert "killing" not in [e.trigger.of(WAR) for e in war_events()]


def test_talks_told_twice_are_one_event_at_the_narrowest_place() -> None:
    talks = [e for e in war_events() if place_name(e) in {"Genton", "Lake Hotel"}]
    assert len(talks) == 1
    assert (place_name(talks[0]), day(talks[0]), talks[0].status) == ("Lake Hotel", date(2024, 3, 15), Status.PLANNED)
    assert len(talks[0].mentions) == 1


def test_definite_noun_takes_up_the_event_whose_toll_was_told() -> None:
    text = "A bomb killed nine people in Tarsin on Monday. The blast tore through a market."
    found = events_of(text, [toponym(text, "Tarsin")], [timex(text, "Monday", date(2024, 3, 11))])
    assert not [e for e in found if e.trigger.of(text) == "blast"]
    assert len(event(text, found, "killed").mentions) == 1


def test_charge_is_told_with_the_plea_to_it() -> None:
    text = "Lee pleaded guilty in Genton on Monday to a charge of fraud."
    found = events_of(text, [toponym(text, "Genton")], [timex(text, "Monday", date(2024, 3, 11))])
    assert [e.trigger.of(text) for e in found if e.where] == ["pleaded guilty"]
