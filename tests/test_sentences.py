"""Sentences: where they end, and that offsets are those of the text as read."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from geodata.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One ended. Two began.", ["One ended.", "Two began."]),
        ("Mr. Hale met Gen. Orr in St. Ives.", ["Mr. Hale met Gen. Orr in St. Ives."]),
        ("It opened at 9 a.m. Tuesday. Few came.", ["It opened at 9 a.m. Tuesday.", "Few came."]),
        ("It opened at 9 a.m. The crowd was small.", ["It opened at 9 a.m.", "The crowd was small."]),
        ("The U.S. Army left. He stayed in the U.S. They did not.", None),
        ("J. R. Moss won 3.5 percent.", ["J. R. Moss won 3.5 percent."]),
        ("Ferro Inc. rose. Its rival fell.", ["Ferro Inc. rose.", "Its rival fell."]),
        ("She lives at No. 5 there. We said no. Then we left.", None),
        ("“Stop.” He ran. “Why?” she asked.", ["“Stop.”", "He ran.", "“Why?” she asked."]),
        ("Wait... what? Now!", ["Wait... what?", "Now!"]),
        ("It closed on Jan. 5 again.", ["It closed on Jan. 5 again."]),
    ],
)
def test_sentence_ends(text: str, expected: list[str] | None) -> None:
    if expected is None:
        expected = {
            "The": ["The U.S. Army left.", "He stayed in the U.S.", "They did not."],
            "She": ["She lives at No. 5 there.", "We said no.", "Then we left."],
        }[text[:3]]
    assert sentences(text) == expected


def test_headline_is_a_sentence_of_its_own() -> None:
    assert sentences("Bridge falls in storm\nThe bridge fell at noon.") == [
        "Bridge falls in storm",
        "The bridge fell at noon.",
    ]


def test_blank_line_ends_a_sentence_without_a_full_stop() -> None:
    assert sentences("First part\n\nsecond part") == ["First part", "second part"]


def test_hard_wrapped_lines_are_joined() -> None:
    text = (
        "The old bridge over the river fell at noon on a day of\n"
        "heavy wind that had begun in the night, and the two men\n"
        "who were on it swam ashore. A third man, who had waited\n"
        "Friday after Friday for a crossing, was found asleep in\n"
        "a hut.\n"
    )
    assert len(sentences(text)) == 2


def test_spans_are_trimmed_ordered_and_cover_every_word() -> None:
    text = "  \n One. \t Two!\r\n\r\n“Three”\u00a0\n"
    spans = split_sentences(text)
    assert [s.of(text) for s in spans] == ["One.", "Two!", "“Three”"]
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert sum(len("".join(s.of(text).split())) for s in spans) == len("".join(text.split()))


@pytest.mark.parametrize("text", ["", " \n ", "\x00", "....", "…", "\u202eabc\u202c", "\U0001f600. \U0001f600"])
def test_odd_texts_do_not_break(text: str) -> None:
    for span in split_sentences(text):
        assert span.of(text).strip() == span.of(text) != ""


@pytest.mark.parametrize("unit", [".", "a", "\n", "Mr. ", "( ", "x\n", '"', ".”", "?! "])
def test_time_is_linear_in_length(unit: str) -> None:
    start = time.perf_counter()
    split_sentences(unit * (300_000 // len(unit)) + "x")
    assert time.perf_counter() - start < 3
