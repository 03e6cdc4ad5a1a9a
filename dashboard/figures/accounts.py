"""What a popup and the details say of an event, a toponym or a possible site, as plain words.

Nothing here is markup: the browser sets every piece as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard import texts
from dashboard.figures.words import day_in_words, interval_in_words
from geodata.records import (
    Annotation,
    Article,
    Event,
    EventPlace,
    EventTime,
    Publication,
    Role,
    Site,
    Span,
    Toponym,
)

QUOTE_LIMIT = 420
"""Characters of a sentence that a popup shows on either side of the trigger."""

CONTEXT = 70
"""Characters shown on either side of a toponym that carries no event."""

QUOTES_SHOWN = 4

Piece = tuple[str, str]
"""Words and what they are: "trigger", "place", "date" or "" for neither."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of an account: its name, its value, and what it rests on."""

    label: str
    value: str
    notes: tuple[str, ...] = ()
    words: Piece | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """The quotes first, then what is known; the title says what it is about."""

    title: str
    quotes: tuple[tuple[Piece, ...], ...]
    facts: tuple[Fact, ...]


def event_account(event: Event, annotation: Annotation | None) -> Account:
    """Return what is known of an event; without its article, what the event alone can say."""
    article = annotation.article if annotation else None
    publication = annotation.publication if annotation else None
    quotes = (event_quote(event, article.text),) if article else ()
    facts = [
        when_fact(event.when, article),
        where_fact(event.where, article),
        Fact(texts.STATUS, texts.STATUSES[event.status]),
        Fact(texts.KIND, texts.KINDS[event.kind]),
    ]
    if event.actors:
        facts.append(Fact(texts.ACTORS, ", ".join(event.actors)))
    facts += source_facts(article, publication)
    return Account(event.summary, quotes, tuple(facts))


def toponym_account(name: str, role: Role, toponyms: Sequence[Toponym], article: Article) -> Account:
    """Return where the article names a place that carries no event, and as what."""
    shown = tuple(context_of(toponym.span, article.text) for toponym in toponyms[:QUOTES_SHOWN])
    facts = [Fact("", texts.ROLES[role].format(name=name))]
    if len(toponyms) > len(shown):
        facts.append(Fact("", texts.AND_MORE.format(count=len(toponyms) - len(shown))))
    return Account(name, shown, tuple(facts))


def site_account(site: Site, event: Event, annotation: Annotation | None) -> Account:
    """Return why a known place is drawn that the article does not name."""
    quotes = (event_quote(event, annotation.article.text),) if annotation else ()
    return Account(site.name, quotes, (Fact("", texts.COULD_BE_HERE.format(name=site.name)),))


def event_quote(event: Event, text: str) -> tuple[Piece, ...]:
    """Return the event's sentence, around its trigger if it is very long, with its words marked."""
    start = max(event.sentence.start, event.trigger.start - QUOTE_LIMIT)
    end = min(event.sentence.end, event.trigger.end + QUOTE_LIMIT)
    marks = [(event.trigger, "trigger")]
    if event.where:
        marks.append((event.where.evidence, "place"))
    if event.when and event.when.evidence:
        marks.append((event.when.evidence, "date"))
    return elided(pieces(text, Span(start, end), marks), start > event.sentence.start, end < event.sentence.end)


def context_of(span: Span, text: str) -> tuple[Piece, ...]:
    """Return a toponym with the words around it, cut between words."""
    start, end = max(0, span.start - CONTEXT), min(len(text), span.end + CONTEXT)
    while 0 < start < span.start and not text[start - 1].isspace():
        start += 1
    while span.end < end < len(text) and not text[end].isspace():
        end -= 1
    return elided(pieces(text, Span(start, end), [(span, "place")]), start > 0, end < len(text))


def elided(quote: tuple[Piece, ...], before: bool, after: bool) -> tuple[Piece, ...]:
    """Put an ellipsis where words were left out."""
    return ((("… ", ""),) if before else ()) + quote + (((" …", ""),) if after else ())


def pieces(text: str, window: Span, marks: Iterable[tuple[Span, str]]) -> tuple[Piece, ...]:
    """Cut a stretch of text at the marks; where marks overlap, the earlier in the list shows."""
    inside = [(max(span.start, window.start), min(span.end, window.end), name) for span, name in marks]
    inside = [(start, end, name) for start, end, name in inside if start < end]
    cuts = sorted({window.start, window.end, *(cut for start, end, _ in inside for cut in (start, end))})
    cut_out = []
    for start, end in pairwise(cuts):
        name = next((name for first, last, name in inside if first <= start and end <= last), "")
        cut_out.append((text[start:end], name))
    return tuple(cut_out)


def when_fact(when: EventTime | None, article: Article | None) -> Fact:
    """Return the date in words, with its precision, basis and reckoning."""
    if when is None:
        return Fact(texts.WHEN, texts.NO_DATE)
    notes = [texts.WHEN_PRECISIONS[when.precision], texts.BASES[when.basis]]
    if when.reason:
        notes.append(when.reason)
    value = interval_in_words(when.interval, weekday=True)
    return Fact(texts.WHEN, value, tuple(notes), evidence_words(when.evidence, article, "date"))


def where_fact(where: EventPlace | None, article: Article | None) -> Fact:
    """Return the place, with its precision and basis."""
    if where is None:
        return Fact(texts.WHERE, texts.NO_PLACE)
    notes = (texts.WHERE_PRECISIONS[where.area.precision], texts.BASES[where.basis])
    return Fact(texts.WHERE, where.area.name, notes, evidence_words(where.evidence, article, "place"))


def evidence_words(evidence: Span | None, article: Article | None, name: str) -> Piece | None:
    """Return the words that a field rests on."""
    if evidence is None or article is None:
        return None
    words = " ".join(evidence.of(article.text)[: 2 * CONTEXT].split())
    return (words, name) if words else None


def source_facts(article: Article | None, publication: Publication | None) -> list[Fact]:
    """Return where the article came from and when it was published."""
    facts = []
    if article and (source := article.source or article.url):
        facts.append(Fact(texts.SOURCE, source))
    if publication:
        day = day_in_words(publication.date, weekday=True)
        facts.append(Fact(texts.PUBLISHED, day, (texts.BASES[publication.basis],)))
    return facts
