"""What a popup and the details say of an event, a toponym or a possible site, as plain words.

Nothing here is markup: the browser sets every piece as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dashboard import texts
from dashboard.conventions import number
from dashboard.figures.words import day_in_words, interval_in_words
from geodata.corrections import Correction, Field, PlaceValue, TimeValue, Value
from geodata.records import (
    Annotation,
    Article,
    Basis,
    Candidate,
    Event,
    EventPlace,
    EventTime,
    Kind,
    Publication,
    Quantity,
    ResolvedToponym,
    Role,
    Site,
    Span,
    Status,
    Toponym,
)

QUOTE_LIMIT = 420
"""Characters of a sentence that a popup shows on either side of the trigger."""

CONTEXT = 70
"""Characters shown on either side of a toponym that carries no event."""

QUOTES_SHOWN = 4
RUNNERS_UP_SHOWN = 4

Piece = tuple[str, str]
"""Words and what they are: "trigger", "place", "date" or "" for neither."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of an account: its name, its value, what it rests on, and what more there is to say, line by line."""

    label: str
    value: str
    notes: tuple[str, ...] = ()
    words: Piece | None = None
    more: tuple[str, ...] = ()


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
    if event.quantities:
        facts.append(Fact(texts.NUMBERS, "; ".join(quantity_in_words(quantity) for quantity in event.quantities)))
    facts += source_facts(article, publication)
    return Account(event.summary, quotes, tuple(facts))


def full_account(
    event: Event, annotation: Annotation | None, corrections: Sequence[Correction] = (), asked: str = ""
) -> Account:
    """Return an event's account with all there is to check it by.

    That is: what else its place could be and why it was not taken, how sure it is, what people corrected, and `asked`,
    the online geocoder that helped.
    """
    short = event_account(event, annotation)
    before = {FIELD_LABELS[each.field]: corrected_line(each) for each in corrections}
    facts = []
    for fact in short.facts:
        more = fact.more + (place_lines(event, annotation) if fact.label == texts.WHERE else ())
        facts.append(replace(fact, more=more + ((before[fact.label],) if fact.label in before else ())))
    facts.append(Fact(texts.SURE, sureness(event.confidence)))
    if asked and event.where:
        facts.append(Fact(texts.ASKED, asked))
    return replace(short, facts=tuple(facts))


FIELD_LABELS = {
    Field.WHERE: texts.WHERE,
    Field.WHEN: texts.WHEN,
    Field.KIND: texts.KIND,
    Field.STATUS: texts.STATUS,
}


def corrected_line(correction: Correction) -> str:
    """Return what stood there before a person corrected it; that somebody did, a place and a date say by themselves."""
    says_so = correction.after is not None and correction.field in (Field.WHERE, Field.WHEN)
    form = texts.IT_WAS if says_so else texts.CORRECTED_FROM
    return form.format(before=value_in_words(correction.field, correction.before))


def value_in_words(field: Field, value: Value) -> str:
    """Return a field's value as a reader knows it."""
    match value:
        case PlaceValue():
            return value.area.name
        case TimeValue():
            return interval_in_words(value.interval)
        case Kind():
            return texts.KINDS[value]
        case Status():
            return texts.STATUSES[value]
        case None:
            return texts.NO_PLACE if field is Field.WHERE else texts.NO_DATE


def sureness(confidence: float) -> str:
    """Return how sure an event is, in words and as a number."""
    word = next(word for least, word in texts.SURENESS if confidence >= least)
    return texts.SURE_VALUE.format(word=word, percent=round(100 * confidence))


def place_lines(event: Event, annotation: Annotation | None) -> tuple[str, ...]:
    """Return why an event's place was taken, and which others its name could mean."""
    if annotation is None or event.where is None or event.where.basis is Basis.CORRECTED:
        return ()
    found = next((each for each in annotation.toponyms if means(each, event.where)), None)
    if found is None:
        return ()
    others = [place_in_words(each) for each in found.alternatives if found.place is None or each.place != found.place]
    lines = [texts.PLACE_REASON.format(reason=found.reason)] if found.reason else []
    if others:
        lines.append(texts.RUNNERS_UP.format(places="; ".join(others[:RUNNERS_UP_SHOWN])))
    return tuple(lines)


def means(resolved: ResolvedToponym, where: EventPlace) -> bool:
    """Tell whether an event's place rests on this toponym."""
    same = where.place_id is None or (resolved.place is not None and resolved.place.id == where.place_id)
    return same and resolved.toponym.span.overlaps(where.evidence)


def place_in_words(candidate: Candidate) -> str:
    """Return a runner-up with its division, country and odds."""
    place = candidate.place
    whole = ", ".join(dict.fromkeys(part for part in (place.name, place.admin1, place.country) if part))
    return texts.RUNNER_UP.format(place=whole, percent=round(100 * candidate.score))


def quantity_in_words(quantity: Quantity) -> str:
    """Return a quantity in a few words: "at least 12 people", "7,000,000,000 USD (claimed)"."""
    low, best, high = (None if x is None else number(x) for x in (quantity.low, quantity.best, quantity.high))
    if low is not None and high is not None:
        amount = f"{low}–{high}"
    elif best is not None:
        amount = best
    else:
        amount = texts.AT_LEAST.format(number=low) if low is not None else texts.UP_TO.format(number=high)
    whole = " ".join(piece for piece in (amount, quantity.unit, quantity.counted) if piece)
    return texts.CLAIMED_NUMBER.format(number=whole) if quantity.claimed else whole


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
    notes = (texts.WHEN_PRECISIONS[when.precision], texts.BASES[when.basis])
    value = interval_in_words(when.interval, weekday=True)
    words = evidence_words(when.evidence, article, "date")
    return Fact(texts.WHEN, value, notes, words, (reckoning(when.reason, value),) if when.reason else ())


def reckoning(reason: str, value: str) -> str:
    """Return how a date was reckoned, down to the days it came to."""
    return reason if "→" in reason else texts.RECKONED.format(reason=reason, value=value)


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
