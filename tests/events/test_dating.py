"""When an event happened: its clause, its sentence, the story around it."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.events import find_events
from geodata.records import Article, Basis, Interval, Span, Status, Timex, TimexType
from tests.events.builders import PUBLISHED, day, event, events_of, place_name, timex, toponym


def test_day_counted_from_another_event() -> None:
    text = "Monday's summit comes two days after rebels attacked a convoy near Tarsin."
    length = Timex(Span(22, 30), "two days", TimexType.DURATION, "P2D", None, None)
    assert length.span.of(text) == "two days"
    found = events_of(text, [toponym(text, "Tarsin")], [timex(text, "Monday", date(2024, 3, 11)), length])
    attacked = event(text, found, "attacked")
    assert (day(attacked), place_name(attacked)) == (date(2024, 3, 9), "Tarsin")
    assert attacked.when is not None
    assert "Monday" in attacked.when.reason
    assert place_name(event(text, found, "summit")) is None


def test_lead_without_a_date_happened_on_the_day_of_publication_as_inferred() -> None:
    text = "A train derailed near Genton, officials said."
    derailed = event(text, events_of(text, [toponym(text, "Genton")]), "derailed")
    assert day(derailed) == PUBLISHED
    assert derailed.when is not None
    assert (derailed.when.basis, derailed.when.evidence) == (Basis.INFERRED, None)


def test_without_publication_no_day_is_made_up() -> None:
    text = "A train derailed near Genton."
    found = find_events(Article("a", text), None, [toponym(text, "Genton")], ())
    assert event(text, found, "derailed").when is None


def test_war_is_not_dated_by_the_talks_that_should_end_it() -> None:
    text = "Envoys will meet on Friday in Genton to agree on how to end the war."
    found = events_of(text, [toponym(text, "Genton")], [timex(text, "Friday", date(2024, 3, 15))])
    assert all(e.when is None and e.status is Status.HAPPENED for e in found if e.trigger.of(text) == "war")
    assert day(event(text, found, "meet")) == date(2024, 3, 15)


@pytest.mark.parametrize(
    ("text", "trigger", "begins"),
    [
        ("Thousands have been killed since Russia invaded.", "killed", date(2022, 2, 24)),
        ("Many have fled since Russia invaded, with whole towns destroyed.", "destroyed", date(2022, 2, 24)),
        ("It was the deadliest attack since World War II.", "attack", None),
    ],
)
def test_what_the_perfect_tells_lies_in_the_stretch_since_its_bound(annotate, text: str, trigger: str, begins) -> None:
    events = annotate(text, "2024-03-14").events
    times = [e.when for e in events if e.trigger.of(text) == trigger and e.when is not None]
    assert [t.interval.first for t in times if t.interval.last is None] == ([begins] if begins else [])


def test_a_story_goes_on_on_its_day_until_another_is_named() -> None:
    text = (
        "A bomb exploded in Tarsin on Monday. Two guards were killed. The blast destroyed a mill.\n\n"
        "A rioter was wounded on Tuesday."
    )
    found = events_of(
        text,
        [toponym(text, "Tarsin")],
        [timex(text, "Monday", date(2024, 3, 11)), timex(text, "Tuesday", date(2024, 3, 12))],
    )
    killed = event(text, found, "killed")
    assert killed.when is not None
    assert (day(killed), killed.when.basis) == (date(2024, 3, 11), Basis.INFERRED)
    assert [e.when.reason.count("goes on") for e in found if e.when and e.when.basis is Basis.INFERRED] == [1]
    assert day(event(text, found, "wounded")) == date(2024, 3, 12)


def test_what_has_happened_since_lies_between_the_storys_day_and_publication() -> None:
    text = "A bomb exploded in Tarsin on Monday. Police have arrested two men."
    found = events_of(text, [toponym(text, "Tarsin")], [timex(text, "Monday", date(2024, 3, 11))])
    arrested = event(text, found, "arrested")
    assert arrested.when is not None
    assert arrested.when.interval == Interval(date(2024, 3, 11), PUBLISHED)


def test_what_was_long_in_the_making_ends_by_publication(annotate) -> None:
    text = "The army said the plan, 18 months in the making, had involved smuggling drones into Russia."
    smuggling = next(e for e in annotate(text, "2024-03-14").events if e.trigger.of(text) == "smuggling")
    assert smuggling.when is not None
    assert smuggling.when.interval.last == date(2024, 3, 14)
    assert smuggling.when.interval.first is not None
    assert (smuggling.when.interval.first.year, smuggling.when.interval.first.month) == (2022, 9)


def test_an_event_that_a_stretch_begins_with_has_its_day(annotate) -> None:
    text = "Thousands have been killed since Russia invaded, with whole towns of Ukraine destroyed."
    invaded = [e for e in annotate(text, "2024-03-14").events if e.trigger.of(text) == "invaded"]
    assert [day(e) for e in invaded] == [date(2022, 2, 24)]


def test_a_fall_to_the_lowest_since_a_year_was_not_in_that_year(annotate) -> None:
    text = "A bus overturned in Lyon in the worst crash since 1982."
    found = [e for e in annotate(text, "2024-03-14").events if e.where]
    assert found
    assert all(e.when is None or e.when.interval.first == date(2024, 3, 14) for e in found)


@pytest.mark.parametrize("noun", ["crash", "blaze"])
def test_a_relative_clause_that_only_says_it_occurred_dates_and_places_an_event(noun: str) -> None:
    text = f"Ten people were told of the {noun} which occurred near Tarsin on Monday, an agency said."
    found = events_of(text, [toponym(text, "Tarsin")], [timex(text, "Monday", date(2024, 3, 11))])
    assert (place_name(event(text, found, noun)), day(event(text, found, noun))) == ("Tarsin", date(2024, 3, 11))


def test_days_after_the_raid_are_counted_from_the_day_of_the_story(annotate) -> None:
    text = (
        "Police raided a farm near Salzburg on Sunday.\n\nThe raid comes four days after gunmen killed a judge in Linz."
    )
    assert day(event(text, annotate(text, "2025-11-16").events, "killed")) == date(2025, 11, 12)


def test_what_was_closed_until_noon_was_so_from_the_day_of_the_story(annotate) -> None:
    text = "A quake shook Laoag on Wednesday. The runway at Laoag was closed until noon."
    closed = event(text, annotate(text, "2025-11-12").events, "closed")
    assert closed.when is not None
    assert closed.when.interval == Interval(date(2025, 11, 12), date(2025, 11, 12))


def test_headline_is_of_the_day_that_the_lead_names(annotate) -> None:
    text = "Train derails near Salzburg\n\nA train derailed near Salzburg on Monday, officials said."
    derailed = [e for e in annotate(text, "2025-11-12").events if e.trigger.of(text).startswith("derail")]
    assert {day(e) for e in derailed} == {date(2025, 11, 10)}


def test_next_morning_of_another_clause_leaves_a_deed_on_the_day_of_the_story(annotate) -> None:
    text = "A fire broke out in Linz on Monday. Nine people were arrested; seven were freed the next morning."
    assert day(event(text, annotate(text, "2025-11-12").events, "arrested")) == date(2025, 11, 10)


def test_toll_and_cause_of_one_sentence_share_a_day(annotate) -> None:
    text = "Four people were killed when gas exploded in a block of flats in Linz on Sunday."
    events = annotate(text, "2025-11-12").events
    assert {e.trigger.of(text): day(e) for e in events} == dict.fromkeys(("killed", "exploded"), date(2025, 11, 9))


def test_winter_releases_are_not_dated_by_winter(annotate) -> None:
    text = "Ministers will sign a treaty on winter releases in Tashkent."
    assert all(e.when is None for e in annotate(text, "2025-11-12").events)
