"""Who did it, and who "he" is."""

from __future__ import annotations

import pytest

from tests.events.builders import event, events_of
from tests.events.stories import TRIAL, trial_events


def test_pronouns_are_not_actors() -> None:
    assert event(TRIAL, trial_events(), "arrested").actors == ()


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Tom Reed robbed a bank. He was arrested on Monday.", ("Tom Reed",)),
        ("Students occupied the hall. They marched to the square.", ("Students",)),
        ("Tom Reed robbed a bank. They were arrested on Monday.", ()),
        ("The woman robbed a bank. He was arrested on Monday.", ()),
        ("Tom Reed attacked Ann Lee. Ann Lee sued Tom Reed. He was arrested.", ("Tom Reed",)),
        ("The fire destroyed a mill. He was arrested on Monday.", ()),
    ],
)
def test_pronoun_is_the_only_fitting_actor_of_the_sentence_before(text: str, actors: tuple[str, ...]) -> None:
    if text.count(".") > 2:
        text = text.replace("Ann Lee sued Tom Reed", "Tom Reed fled")
    assert events_of(text)[-1].actors == actors


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("On Thursday a drone killed two drivers.", ("a drone",)),
        ("Two weeks ago a boy attacked a guard.", ("a boy",)),
        ("In 2012 envoys met mediators.", ("envoys",)),
        ("A peacekeeper from South Africa was killed.", ("A peacekeeper from South Africa",)),
    ],
)
def test_time_before_an_actor_is_no_part_of_it(text: str, actors: tuple[str, ...]) -> None:
    assert events_of(text)[0].actors == actors
