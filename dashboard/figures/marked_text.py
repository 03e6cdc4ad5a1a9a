"""An article's text cut into pieces, each knowing what it is and what choosing it selects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dashboard import texts
from dashboard.figures.map_layer import event_key, is_shown, place_key
from geodata.records import Annotation, Event, ResolvedToponym, Span, Timex

Sort = str
"""What a piece is: "place", "date", "trigger" or "" for plain text."""


@dataclass(frozen=True, slots=True)
class Word:
    """A marked span: what it is, what it selects (marks, first choice first), what is said of it."""

    span: Span
    sort: Sort
    targets: tuple[str, ...]
    title: str


def words(annotation: Annotation, events: Sequence[Event]) -> list[Word]:
    """Return the marked words of an article: triggers, places and dates.

    `events` are those shown: a word of an event that a filter hides selects nothing of it.
    """
    own = [event for event in events if event.article_id == annotation.article.id]
    by_sentence = sorted(own, key=lambda event: event.sentence.start)
    triggers = [
        Word(event.trigger, "trigger", (event_key(event),), event.summary)
        for event in own
        if not is_empty(event.trigger)
    ]
    places = [place_word(resolved, own) for resolved in annotation.toponyms if not resolved.toponym.demonym]
    dates = [date_word(timex, by_sentence) for timex in annotation.timexes]
    return [word for word in triggers + places + dates if not is_empty(word.span)]


def is_empty(span: Span) -> bool:
    """Tell whether the span covers no character."""
    return span.end <= span.start


def place_word(resolved: ResolvedToponym, events: Iterable[Event]) -> Word:
    """Return a toponym; it selects the events that rest on it, else its own mark."""
    span = resolved.toponym.span
    targets = [event_key(event) for event in events if event.where and event.where.evidence.overlaps(span)]
    name = resolved.area.name if resolved.area else resolved.toponym.surface
    if not targets and resolved.area and is_shown(resolved):
        targets = [place_key(resolved.area, resolved.place, resolved.toponym.role)]
    title = texts.ROLES[resolved.toponym.role].format(name=name)
    return Word(span, "place", tuple(targets), name if targets and not targets[0].startswith("place:") else title)


def date_word(timex: Timex, events: Iterable[Event]) -> Word:
    """Return a timex; it selects the events that rest on it."""
    targets = tuple(
        event_key(event)
        for event in events
        if event.when and event.when.evidence and event.when.evidence.overlaps(timex.span)
    )
    title = timex.reason or texts.TIMEX_READ.format(surface=timex.surface, value=timex.value)
    return Word(timex.span, "date", targets, title)


def cut(text: str, marked: Sequence[Word], events: Iterable[Event]) -> list[dict[str, Any]]:
    """Cut the text wherever something begins or ends, in time linear in the text and n log n in the marks.

    Of overlapping words the one that begins last shows, so that the inner of two nested ones can be chosen.
    """
    edges = {0, len(text)}
    for span in (*(word.span for word in marked), *evidence_spans(events)):
        edges.update((min(span.start, len(text)), min(span.end, len(text))))
    cuts = sorted(edges)
    starting: dict[int, list[Word]] = {}
    for word in marked:
        starting.setdefault(word.span.start, []).append(word)
    pieces: list[dict[str, Any]] = []
    open_words: list[Word] = []
    for start, end in pairwise(cuts):
        begun = sorted(starting.get(start, []), key=lambda word: -word.span.end)
        open_words = [word for word in open_words + begun if word.span.end > start]
        pieces.append(piece(text[start:end], start, open_words[-1] if open_words else None))
    return pieces


def piece(words_of_it: str, start: int, word: Word | None) -> dict[str, Any]:
    """Return a piece as JSON knows it."""
    if word is None:
        return {"text": words_of_it, "start": start}
    return {
        "text": words_of_it,
        "start": start,
        "sort": word.sort,
        "targets": list(word.targets),
        "title": word.title,
        "first": word.span.start == start,
    }


def evidence_spans(events: Iterable[Event]) -> list[Span]:
    """Return every span that choosing one of the events lights up."""
    return [span for event in events for span, _ in lit(event)]


def lit(event: Event) -> list[tuple[Span, str]]:
    """Return what choosing an event lights up in the text: sentence, further mentions, trigger, words."""
    spans = [
        (event.sentence, "sentence"),
        *((span, "mention") for span in event.mentions),
        (event.trigger, "trigger"),
    ]
    if event.where:
        spans.append((event.where.evidence, "place"))
    if event.when and event.when.evidence:
        spans.append((event.when.evidence, "date"))
    return spans


def lit_by_mark(mark: str | None, events: Mapping[str, Event], annotation: Annotation) -> list[tuple[int, int, str]]:
    """Return the spans that the selected mark lights up in this article, as start, end and what it is."""
    if mark is None:
        return []
    if (event := events.get(mark)) is not None:
        if event.article_id != annotation.article.id:
            return []
        return [(span.start, span.end, name) for span, name in lit(event)]
    return [
        (resolved.toponym.span.start, resolved.toponym.span.end, "place")
        for resolved in annotation.toponyms
        if resolved.area
        and is_shown(resolved)
        and place_key(resolved.area, resolved.place, resolved.toponym.role) == mark
    ]
