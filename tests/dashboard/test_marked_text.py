"""The article in pieces: nothing lost, the inner word on top, each with what it selects."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from dashboard.figures.map_layer import event_key
from dashboard.figures.marked_text import cut, lit_by_mark, words
from geodata.records import Span
from tests.dashboard.samples import STORY, TEXT, find


def cut_story() -> list[dict]:
    return cut(TEXT, words(STORY, STORY.events), STORY.events)


def test_pieces_are_the_text_and_know_their_place_in_it() -> None:
    pieces = cut_story()
    assert "".join(piece["text"] for piece in pieces) == TEXT
    assert all(TEXT[piece["start"] :].startswith(piece["text"]) for piece in pieces)


def test_words_select_the_events_that_rest_on_them() -> None:
    targets = {piece["text"]: piece["targets"] for piece in cut_story() if "sort" in piece}
    assert targets["meet"] == ["story:e1"]
    assert targets["Porto"] == ["story:e2", "story:e6"]
    assert targets["Friday"] == ["story:e1"]
    assert targets["Oslo"] == ["place:p5:actor"]
    assert "union" not in targets  # a demonym


def test_hidden_events_cannot_be_selected_from_the_text() -> None:
    pieces = cut(TEXT, words(STORY, STORY.events[:1]), STORY.events[:1])
    reached = {target for piece in pieces for target in piece.get("targets", ()) if target.startswith("story:")}
    assert reached == {"story:e1"}


def test_selected_event_lights_sentence_trigger_and_evidence() -> None:
    events = {event_key(event): event for event in STORY.events}
    lit = {name: TEXT[start:end] for start, end, name in lit_by_mark("story:e3", events, STORY)}
    assert lit["trigger"] == "flooded"
    assert lit["place"] == "Algarve"
    assert lit["date"] == "Thursday"
    assert lit["sentence"].startswith("Storms flooded")


def test_selected_place_lights_its_toponyms_and_a_foreign_mark_nothing() -> None:
    assert lit_by_mark("place:p5:actor", {}, STORY) == [(find("Oslo").start, find("Oslo").end, "place")]
    assert lit_by_mark("place:none:actor", {}, STORY) == []
    assert lit_by_mark(None, {}, STORY) == []


def test_spans_beyond_the_text_lose_nothing() -> None:
    stray = replace(STORY.events[0], sentence=Span(0, 10**6), trigger=Span(5, 5), where=None, when=None)
    pieces = cut(TEXT, words(STORY, [stray]), [stray])
    assert "".join(piece["text"] for piece in pieces) == TEXT


def test_cutting_stays_quick_on_a_long_text() -> None:
    text = TEXT * 2_000
    step = len(TEXT)
    events = [
        replace(STORY.events[0], id=f"story:{n}", trigger=Span(n * step + 30, n * step + 34), where=None, when=None)
        for n in range(2_000)
    ]
    annotation = replace(STORY, article=replace(STORY.article, text=text), toponyms=(), timexes=())
    before = perf_counter()
    pieces = cut(text, words(annotation, events), events)
    assert perf_counter() - before < 2
    assert len(pieces) > 2_000
