import numpy as np
import pytest

from geodata.tagging.features import find_words
from geodata.toponym_recognition.consistency import (
    join_fragments,
    repeated_runs,
    tidy,
    whole_saints,
    without_persons,
)


@pytest.mark.parametrize(
    ("text", "runs", "joined"),
    [
        ("In MOUNT VERNON today", [(1, 2), (2, 3)], [(1, 3)]),
        ("Near Baden-Baden, they", [(1, 2), (3, 4)], [(1, 4)]),
        ("Oslo Bergen", [(0, 1), (1, 2)], [(0, 1), (1, 2)]),  # no one place of that name
        ("In Mount. Vernon", [(1, 2), (3, 4)], [(1, 2), (3, 4)]),
    ],
)
def test_fragments_of_one_name_are_joined(gazetteer, text, runs, joined):
    assert join_fragments(text, runs, find_words(text, gazetteer), gazetteer) == joined


def test_a_name_found_once_is_found_again_where_it_may_be_one(gazetteer):
    text = "Fires in Porto Novo. Later Porto Novo slept. PORTO NOVO: a Porto wine, porto novo."
    words = find_words(text, gazetteer)
    begins = np.full(len(words.spans), 0.5, np.float32)
    found = repeated_runs(text, [(2, 4)], words, begins)
    spans = [text[words.spans[a].start : words.spans[b - 1].end] for a, b in found]
    assert spans == ["Porto Novo", "PORTO NOVO"]


def test_a_name_is_not_repeated_where_the_model_is_sure_it_is_none(gazetteer):
    text = "In Lincoln, Mr Lincoln spoke."
    words = find_words(text, gazetteer)
    begins = np.zeros(len(words.spans), np.float32)
    assert repeated_runs(text, [(1, 2)], words, begins) == []


def words_and(text, gazetteer, **marked):
    """Return the words of a text, and for each keyword an array that is 1 on its words."""
    words = find_words(text, gazetteer)
    arrays = [
        np.array([float(text[s.start : s.end] in names) for s in words.spans], np.float32) for names in marked.values()
    ]
    return words, *arrays


def test_a_person_named_in_full_is_no_place_elsewhere(gazetteer):
    text = "Georgia Evans ran. Later Georgia won, in Georgia."
    words, persons = words_and(text, gazetteer, persons={"Georgia", "Evans"})
    persons[[5, 8]] = 0  # only the full name is read as a person's
    runs = [(0, 1), (5, 6), (9, 10)]
    kept = without_persons(text, runs, words, np.full(len(words.spans), 0.8, np.float32), persons)
    assert [text[words.spans[a].start : words.spans[b - 1].end] for a, b in kept] == ["Georgia"]
    assert kept[0][0] == 9  # the last, which "in" makes a place


@pytest.mark.parametrize(
    ("text", "runs", "tidied"),
    [
        ("From Fargo-Moorhead", [(1, 3)], [(1, 2)]),
        ("In Lima 🇵 today", [(1, 3)], [(1, 2)]),
        ("East Main Street", [(0, 1)], []),
        ("in the U.S. again", [(2, 6)], [(2, 6)]),
    ],
)
def test_marks_and_compass_words_end_no_name(gazetteer, text, runs, tidied):
    assert tidy(text, runs, find_words(text, gazetteer)) == tidied


@pytest.mark.parametrize(("text", "whole"), [("At St. Mary today", [(1, 4)]), ("On Main St. today", [])])
def test_saint_alone_is_made_whole_or_left_out(gazetteer, text, whole):
    words = find_words(text, gazetteer)
    at = next(k for k, span in enumerate(words.spans) if span.of(text) == "St")
    assert whole_saints(text, [(at, at + 2)], words) == whole
