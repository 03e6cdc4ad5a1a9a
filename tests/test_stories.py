"""Events of several articles that are one, by constructed events; tests/quality/stories measures the rule on texts."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest

from geodata.dataset import write_dataset
from geodata.quotes import QuotedEvent
from geodata.records import Interval, Kind, Quantity, Span, Status
from geodata.stories import Trait, find_stories, story_in, story_json
from tests.samples import annotation

MONDAY = date(2025, 3, 3)


def told(article: str, place: str = "Rome", **changes) -> QuotedEvent:
    """Return the sample's flood as an article tells it: with fields, `day` or `published` changed."""
    made = annotation(article, place)
    event, day = made.events[0], changes.pop("day", None)
    published = changes.pop("published", made.publication.date)
    if day:
        event = replace(event, when=replace(event.when, interval=Interval(day, day)))
    return QuotedEvent(replace(event, **changes), made.article, published)


def groups(*tellings: QuotedEvent) -> list[list[str]]:
    return [[telling.article.id for telling in story.tellings] for story in find_stories(tellings)]


def test_articles_that_tell_of_one_event_become_one_story():
    assert groups(told("a"), told("b"), told("c", "Lima")) == [["a", "b"]]


@pytest.mark.parametrize(
    "other",
    [
        told("b", "Oslo"),
        told("b", day=MONDAY + timedelta(days=4)),
        told("b", kind=Kind.CULTURE_SPORT_SCIENCE),
        replace(told("b"), event=replace(told("b").event, where=None)),
        replace(told("b"), event=replace(told("b").event, when=None)),
    ],
    ids=["elsewhere", "on another day", "of another kind", "without a place", "without a date"],
)
def test_events_that_cannot_be_the_same_are_kept_apart(other):
    assert groups(told("a"), other) == []


def test_two_events_of_one_article_are_never_one_story():
    first = told("a")
    second = replace(first, event=replace(first.event, id="a:9"))
    assert groups(first, second) == []


def test_chain_of_neighbouring_days_does_not_grow_together():
    found = groups(*(told(f"day {i}", day=MONDAY + timedelta(days=i)) for i in range(4)))
    assert all(len(group) <= 2 for group in found)


def test_answer_does_not_depend_on_the_order():
    tellings = [told("a"), told("b"), told("c", day=MONDAY + timedelta(days=1)), told("d", "Lima"), told("e", "Lima")]
    assert len({str(find_stories(order)) for order in permutations(tellings)}) == 1


def test_plan_that_a_later_article_reports_as_done_is_linked():
    plan = told("plan", status=Status.PLANNED, published=MONDAY - timedelta(days=5))
    (story,) = find_stories([told("report"), plan])
    assert [telling.article.id for telling in story.tellings] == ["plan", "report"]
    assert story.came_true
    assert story.differences == {Trait.STATUS}
    (other,) = find_stories([told("report", published=MONDAY - timedelta(days=9)), plan])
    assert not other.came_true


def test_differing_days_and_tolls_are_named():
    toll = Quantity("people", None, 15.0, None, "", False, Span(2, 7))
    other = told("b", quantities=(toll,), day=MONDAY + timedelta(days=1))
    (story,) = find_stories([told("a"), other])
    assert story.differences == {Trait.WHEN, Trait.NUMBERS}
    told_as_json = story_json(story)
    assert told_as_json["differences"] == ["numbers", "when"]
    assert [each["article"] for each in told_as_json["tellings"]] == ["a", "b"]
    assert told_as_json["tellings"][0]["quote"] == "A flood hit Rome on Monday, the mayor said."


def test_story_of_an_event_is_found_in_a_dataset(tmp_path):
    dataset = write_dataset(tmp_path, [annotation("a"), annotation("b"), annotation("c", "Oslo")])
    event = annotation("b").events[0]
    story = story_in(dataset, event)
    assert story is not None
    assert {telling.article.id for telling in story.tellings} == {"a", "b"}
    assert story_in(dataset, annotation("c", "Oslo").events[0]) is None
