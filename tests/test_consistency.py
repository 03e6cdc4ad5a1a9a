import numpy as np
import pytest

from geodata.toponym_recognition.consistency import join_fragments, repeated_runs
from geodata.toponym_recognition.features import find_words


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
