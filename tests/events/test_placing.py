"""Which place of its sentence an event happened at."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.records import Basis, Kind, Role, Status, WhenPrecision
from tests.events.builders import day, event, events_of, pins_of, place_name, timex, toponym
from tests.events.stories import FLOOD, TAKEOVER, TRIAL, flood_events, trial_events


def test_flood_is_placed_and_dated_by_its_own_clause() -> None:
    flood = event(FLOOD, flood_events(), "flooded")
    assert (flood.kind, flood.status) == (Kind.DISASTER_ACCIDENT, Status.HAPPENED)
    assert place_name(flood) == "Marbrook"
    assert day(flood) == date(2024, 3, 12)


def test_rescue_in_a_where_clause_is_at_the_place_it_hangs_on() -> None:
    rescue = event(FLOOD, flood_events(), "rescued")
    assert rescue.kind is Kind.AID_RESCUE
    assert place_name(rescue) == "Marbrook"
    assert rescue.actors == ("firefighters",)


def test_each_sentence_keeps_its_own_place() -> None:
    assert place_name(event(FLOOD, flood_events(), "drowned")) == "Oakhurst"


def test_trial_and_crime_in_one_sentence_keep_their_own_place_and_date() -> None:
    sentenced = event(TRIAL, trial_events(), "sentenced")
    burgling = event(TRIAL, trial_events(), "burgling")
    assert (sentenced.kind, place_name(sentenced), day(sentenced)) == (Kind.LEGAL, "Coldhaven", date(2024, 3, 13))
    assert (burgling.kind, place_name(burgling), day(burgling)) == (Kind.CRIME, "Redmere", date(2023, 5, 1))
    assert burgling.when is not None
    assert burgling.when.precision is WhenPrecision.MONTH


def test_evidence_is_the_toponym_that_says_where() -> None:
    arrested = event(TRIAL, trial_events(), "arrested")
    assert arrested.where is not None
    assert arrested.where.evidence.of(TRIAL) == "Port Ellis"
    assert arrested.where.basis is Basis.STATED


def test_takeover_is_not_where_its_regulators_are() -> None:
    found = events_of(
        TAKEOVER,
        [toponym(TAKEOVER, "Lowfield"), toponym(TAKEOVER, "Brussels", 52.0)],
        [timex(TAKEOVER, "Monday", date(2024, 3, 11)), timex(TAKEOVER, "Tuesday", date(2024, 3, 12))],
    )
    assert "Brussels" not in {place_name(e) for e in found}
    agreed, protest = event(TAKEOVER, found, "agreed"), event(TAKEOVER, found, "protest")
    assert (agreed.kind, day(agreed)) == (Kind.ECONOMY, date(2024, 3, 11))
    assert (protest.kind, place_name(protest), day(protest)) == (Kind.PROTEST, "Lowfield", date(2024, 3, 12))


def test_place_of_a_parallel_clause_stays_there() -> None:
    text = "The new envoy in Genton will be Mara Oss, who led failed talks in 2019."
    found = events_of(text, [toponym(text, "Genton")], [timex(text, "2019", date(2019, 1, 1), date(2019, 12, 31))])
    talks = event(text, found, "talks")
    assert (talks.where, day(talks), talks.status) == (None, date(2019, 1, 1), Status.HAPPENED)


def test_actor_is_never_a_place() -> None:
    text = "Genton attacked two villages on Monday."
    found = events_of(text, [toponym(text, "Genton", role=Role.ACTOR)], [timex(text, "Monday", date(2024, 3, 11))])
    attacked = event(text, found, "attacked")
    assert (attacked.where, attacked.actors) == (None, ("Genton",))


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee, 45, of Oakhurst, was arrested on Tuesday by border guards.",
        "An Oakhurst man was arrested on Tuesday by border guards.",
        "A student from Oakhurst was arrested on Tuesday by border guards.",
        "A man who lives in Oakhurst was arrested on Tuesday by border guards.",
    ],
)
def test_residence_is_no_site(text: str) -> None:
    assert pins_of("Border guards gave a briefing.\n\n" * 5 + text, "Oakhurst", dated="Tuesday") == []


def test_place_in_an_organisations_name_is_no_site_unless_something_is_at_it() -> None:
    filler = "The audience was quiet.\n\n" * 5
    at = filler + "A gunman was arrested on Tuesday at Oakhurst University."
    by = filler + "A gunman was arrested on Tuesday, an Oakhurst University professor said."
    assert pins_of(at, "Oakhurst", dated="Tuesday") == [("arrested", "Oakhurst")]
    assert pins_of(by, "Oakhurst", dated="Tuesday") == []


def test_place_of_a_second_verb_is_not_the_first_ones() -> None:
    text = "Berlin will expel two envoys and close the mission in Oakhurst."
    assert ("expel", "Oakhurst") not in pins_of(text, "Oakhurst")


def test_a_place_whose_history_is_told_of_is_no_site() -> None:
    text = "OAKHURST — Ana Ruiz was declared winner on Tuesday of the closest race in the history of Dunley."
    found = events_of(
        text,
        [toponym(text, "OAKHURST", role=Role.DATELINE), toponym(text, "Dunley", lat=20.0)],
        [timex(text, "Tuesday", date(2024, 3, 12))],
    )
    assert place_name(event(text, found, "declared winner")) == "OAKHURST"
    assert all(place_name(e) != "Dunley" for e in found)


@pytest.mark.parametrize("predicate", ["will be held", "is due to take place", "has been scheduled"])
def test_a_noun_that_is_only_held_is_at_the_place_of_its_predicate(predicate: str) -> None:
    text = f"A charity supper {predicate} on Friday at a hall in Oakhurst."
    found = events_of(text, [toponym(text, "Oakhurst")], [timex(text, "Friday", date(2024, 3, 15))])
    assert place_name(event(text, found, "supper")) == "Oakhurst"
    assert event(text, found, "supper").status is Status.PLANNED


def test_where_somebody_comes_from_is_not_where_something_befalls_him() -> None:
    text = "A boat was returning from Dunley when it struck a rock and sank on Tuesday."
    assert pins_of(text, "Dunley", dated="Tuesday") == []


def test_where_a_speaker_speaks_is_not_where_what_he_tells_was() -> None:
    text = "Briefing reporters in Dunley, the chief said that two men were arrested on Tuesday."
    assert pins_of(text, "Dunley", dated="Tuesday") == []


def test_an_event_that_is_only_taken_up_is_not_where_that_is_done() -> None:
    text = "In Dunley, senators on Tuesday ordered a committee to investigate the crash."
    assert "crash" not in dict(pins_of(text, "Dunley", dated="Tuesday"))


def test_a_place_that_harm_befell_is_its_site_whatever_its_role() -> None:
    text = "A quake killed 20 people in Dunley, and Marbrook itself was badly hit on Tuesday."
    found = events_of(
        text,
        [toponym(text, "Dunley"), toponym(text, "Marbrook", lat=20.0, role=Role.MENTION)],
        [timex(text, "Tuesday", date(2024, 3, 12))],
    )
    assert place_name(event(text, found, "hit")) == "Marbrook"
