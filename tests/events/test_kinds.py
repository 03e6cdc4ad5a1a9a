"""What sort of event a word tells of in its context."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.records import Kind, Status
from tests.events.builders import day, event, events_of, place_name, timex, toponym
from tests.events.stories import MATCH


def test_beating_a_team_is_sport_where_the_article_is_sport() -> None:
    found = events_of(
        MATCH,
        [toponym(MATCH, "Pell Park"), toponym(MATCH, "Westbury", 52.0)],
        [timex(MATCH, "Saturday", date(2024, 3, 9)), timex(MATCH, "18 May", date(2024, 5, 18))],
    )
    beat, played = event(MATCH, found, "beat"), event(MATCH, found, "played")
    assert (beat.kind, beat.status, place_name(beat)) == (Kind.CULTURE_SPORT_SCIENCE, Status.HAPPENED, "Pell Park")
    assert beat.actors == ("Harbour City",)
    assert (played.status, place_name(played), day(played)) == (Status.PLANNED, "Westbury", date(2024, 5, 18))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A gas explosion killed two people at the plant.", Kind.DISASTER_ACCIDENT),
        ("Militants set off a car bomb that killed two soldiers.", Kind.ATTACK_FIGHTING),
        ("A man was killed in a robbery, detectives said.", Kind.CRIME),
    ],
)
def test_kind_of_a_death_follows_its_scene(text: str, kind: Kind) -> None:
    assert kind in {e.kind for e in events_of(text)}


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("Volunteers delivered 40 tents in Marbrook on Tuesday.", "delivered 40 tents", Kind.AID_RESCUE),
        ("Blankets and tents were delivered in Marbrook on Tuesday.", "delivered", Kind.AID_RESCUE),
        ("Protesters blocked the main road in Marbrook on Tuesday.", "blocked the main road", Kind.PROTEST),
        ("Police blocked a bridge in Marbrook on Tuesday.", "blocked a bridge", Kind.ARREST_RESTRICTION),
        ("The mine in Marbrook was reopened on Tuesday.", "reopened", Kind.ECONOMY),
        ("Columns of trucks and troops rolled into Marbrook on Tuesday.", "rolled into", Kind.MILITARY_MOVE),
        ("Masked gunmen seized gems in Marbrook on Tuesday.", "seized gems", Kind.CRIME),
        ("The governor was sworn in in Marbrook on Tuesday.", "sworn in", Kind.POLITICS),
        ("Two missiles hit a tanker off Marbrook on Tuesday.", "hit", Kind.ATTACK_FIGHTING),
        ("The visitors beat Marbrook 3-1 in Marbrook on Tuesday.", "beat", Kind.CULTURE_SPORT_SCIENCE),
    ],
)
def test_an_object_or_a_subject_tells_what_a_plain_verb_means(text: str, trigger: str, kind: Kind) -> None:
    found = events_of(text, [toponym(text, "Marbrook")], [timex(text, "Tuesday", date(2024, 3, 12))])
    assert event(text, found, trigger).kind is kind


def test_a_winner_is_declared_in_an_election_and_in_a_contest() -> None:
    vote = "The candidate was declared winner of the election in Marbrook on Tuesday after all votes were counted."
    contest = "The youngest horse was declared winner of the trophy in Marbrook on Tuesday at the season's last race."
    kinds = []
    for text in (vote, contest):
        found = events_of(text, [toponym(text, "Marbrook")], [timex(text, "Tuesday", date(2024, 3, 12))])
        kinds.append(event(text, found, "declared winner").kind)
    assert kinds == [Kind.POLITICS, Kind.CULTURE_SPORT_SCIENCE]


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("A storm hit Marbrook on Tuesday.", "hit", Kind.DISASTER_ACCIDENT),
        ("A drone hit a bus in Marbrook on Tuesday.", "hit", Kind.ATTACK_FIGHTING),
        ("Miners in Marbrook began a 48-hour strike over pay on Tuesday.", "strike", Kind.PROTEST),
        ("The army lost Marbrook on Tuesday.", "lost", Kind.ATTACK_FIGHTING),
        (
            "Farmers blocked the main road in Marbrook on Tuesday, and police came.",
            "blocked the main road",
            Kind.PROTEST,
        ),
        ("Snow blocked the main road in Marbrook on Tuesday.", "blocked the main road", Kind.DISASTER_ACCIDENT),
        ("Troops withdrew from Marbrook on Tuesday.", "withdrew from", Kind.MILITARY_MOVE),
        ("The company signed a deal in Marbrook on Tuesday.", "deal", Kind.ECONOMY),
        ("The council approved the plan in Marbrook on Tuesday.", "approved", Kind.POLITICS),
        ("Two protesters were shot dead at a rally in Marbrook on Tuesday.", "shot dead", Kind.ATTACK_FIGHTING),
    ],
)
def test_who_does_it_and_to_whom_tells_senses_apart(text: str, trigger: str, kind: Kind) -> None:
    found = events_of(text, [toponym(text, "Marbrook")], [timex(text, "Tuesday", date(2024, 3, 12))])
    told = [e for e in found if e.trigger.of(text) in trigger or trigger in e.trigger.of(text)]
    assert [e.kind for e in told[:1]] == [kind], [(e.trigger.of(text), e.kind) for e in found]
