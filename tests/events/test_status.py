"""Whether an event took place, as the article tells it."""

from __future__ import annotations

import pytest

from geodata.records import Kind, Status, WherePrecision
from tests.events.builders import event, events_of, place_name
from tests.events.stories import ELECTION, FLOOD, TRIAL, WAR, election_events, flood_events, trial_events, war_events


def test_what_befell_nobody_is_denied_and_has_no_pin() -> None:
    injured = event(FLOOD, flood_events(), "injured")
    assert injured.status is Status.DENIED
    assert injured.where is None


def test_what_could_happen_is_hypothetical() -> None:
    assert event(FLOOD, flood_events(), "storm").status is Status.HYPOTHETICAL


def test_what_is_denied_has_no_pin() -> None:
    denied = event(TRIAL, trial_events(), "breaking into")
    assert denied.status is Status.DENIED
    assert denied.actors == ("The brothers",)
    assert denied.where is None


def test_election_ahead_is_planned() -> None:
    elect = event(ELECTION, election_events(), "elect")
    assert (elect.kind, elect.status) == (Kind.POLITICS, Status.PLANNED)
    assert elect.actors == ("Voters in Kestria",)
    assert elect.where is not None
    assert elect.where.area.precision is WherePrecision.COUNTRY


def test_rejection_is_a_denied_statement_without_a_place() -> None:
    rejected = event(ELECTION, election_events(), "rejected")
    assert (rejected.kind, rejected.status, rejected.where) == (Kind.STATEMENT, Status.DENIED, None)


def test_what_a_party_says_of_itself_is_a_claim() -> None:
    destroyed = event(WAR, war_events(), "destroyed")
    assert (destroyed.status, place_name(destroyed)) == (Status.CLAIMED, "Orun valley")
    assert destroyed.actors == ("The army",)


def test_what_is_urged_is_demanded_and_has_no_pin() -> None:
    ceasefire = event(WAR, war_events(), "ceasefire")
    assert (ceasefire.status, ceasefire.where) == (Status.DEMANDED, None)


@pytest.mark.parametrize(
    ("text", "trigger", "status"),
    [
        ("Troops will attack the port.", "attack", Status.PLANNED),
        ("Troops did not attack the port.", "attack", Status.DENIED),
        ("Troops may attack the port.", "attack", Status.HYPOTHETICAL),
        ("The union urged members to protest.", "protest", Status.DEMANDED),
        ("The summit was cancelled by the hosts.", "summit", Status.DENIED),
        ("The summit is scheduled to open in May.", "summit", Status.PLANNED),
        ("Residents fear the threat of an attack.", "attack", Status.HYPOTHETICAL),
        ("The rebels claimed they had captured the port.", "captured", Status.CLAIMED),
        ("Police have arrested two men.", "arrested", Status.HAPPENED),
        ("If the river floods the town, people will leave.", "floods", Status.HYPOTHETICAL),
        ("She refused to resign.", "resign", Status.DENIED),
        ("Fighting could spread along the coast and cut the road.", "Fighting", Status.HYPOTHETICAL),
        ("Leaders called a summit for Friday.", "summit", Status.PLANNED),
        ("Leaders called for a summit on Friday.", "summit", Status.DEMANDED),
        ("There were reports that troops shelled the port.", "shelled", Status.CLAIMED),
        ("The sides agreed to a prisoner exchange.", "prisoner exchange", Status.PLANNED),
    ],
)
def test_status_follows_the_words(text: str, trigger: str, status: Status) -> None:
    assert event(text, events_of(text), trigger).status is status


@pytest.mark.parametrize(
    ("text", "trigger", "status"),
    [
        ("Both sides claimed to hold the town after shelling had killed nine people.", "killed", Status.HAPPENED),
        ("The army claimed that it had killed nine people.", "killed", Status.CLAIMED),
        ("Elections had been due next month.", "Elections", Status.PLANNED),
    ],
)
def test_claims_and_terms_reach_no_farther_than_their_clause(text: str, trigger: str, status: Status) -> None:
    assert event(text, events_of(text), trigger).status is status
