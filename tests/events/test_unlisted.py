"""Deeds that the lexicon doesn't list, found by the tagger's reading."""

from __future__ import annotations

import pytest

from geodata.records import Kind, Status


def pins(annotation) -> dict[str, str]:
    """Return the places of an annotation's events, by the words that tell of them."""
    text = annotation.article.text
    return {e.trigger.of(text): e.where.area.name for e in annotation.events if e.where}


def test_a_verb_outside_the_lexicon_tells_of_an_event_where_its_sentence_says_where(annotate):
    text = "Army engineers were clearing the road to Lyon on Wednesday. A ferry will leave Marseille on Thursday."
    assert pins(annotate(text, "2024-03-13")) == {"clearing": "Lyon", "leave": "Marseille"}


@pytest.mark.parametrize(
    "text",
    [
        "The minister praised the nurses of Lyon on Wednesday.",
        "The company hopes to impress visitors from Lyon.",
        "Engineers cleared the road on Wednesday.",
        "The weather in Lyon seemed fine.",
    ],
)
def test_words_thoughts_purposes_and_deeds_without_a_place_are_left_out(annotate, text: str):
    assert pins(annotate(text, "2024-03-13")) == {}


def test_its_kind_is_its_own_or_that_of_the_deeds_around_it(annotate):
    text = (
        "Rebels shelled Goma on Tuesday and attacked a camp. They hauled two guns to Bukavu on Wednesday. "
        "A bridge was repaired in Kinshasa on Wednesday."
    )
    kinds = {e.trigger.of(text): e.kind for e in annotate(text, "2024-03-14").events if e.where}
    assert (kinds["hauled"], kinds["repaired"]) == (Kind.ATTACK_FIGHTING, Kind.AID_RESCUE)


def test_a_partys_word_alone_leaves_it_a_claim(annotate):
    text = "“The enemy was thrown back at Goma on Tuesday,” the army's spokesman, Colonel Ray, said."
    thrown = [e for e in annotate(text, "2024-03-14").events if e.trigger.of(text) == "thrown"]
    assert [e.status for e in thrown] == [Status.CLAIMED]


def test_a_word_that_tells_of_nothing_done_is_no_event(annotate):
    text = "State officials signed a deal in Lyon that gives the firm land in Marseille."
    assert "land" not in pins(annotate(text, "2024-03-14"))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Police used batons to disperse a crowd outside a courthouse in Lyon on Wednesday.", {"Lyon"}),
        ("Rioters burnt tyres in Marseille on Wednesday.", {"Marseille"}),
        ("The weather will turn in Lyon.", set()),
    ],
)
def test_a_deed_the_tagger_is_sure_of_is_told_where_its_clause_says_where(annotate, text: str, places: set[str]):
    assert set(pins(annotate(text, "2024-03-13")).values()) == places
