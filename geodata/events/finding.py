"""Article, toponyms and timexes → events."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date

from geodata.events import words
from geodata.events.actors import actors_of
from geodata.events.attachment import attach_place, drawable_sites, is_definite, within
from geodata.events.dating import (
    attach_timex,
    gives_a_date,
    is_of_plan_elsewhere,
    is_past,
    nearest_timexes,
    time_by_offset,
    time_from,
)
from geodata.events.inference import infer_places, infer_times
from geodata.events.kinds import entry_in_context
from geodata.events.mentions import Mention
from geodata.events.merging import best_mention, merge_mentions, merged_place, merged_status, merged_time
from geodata.events.status import status_of
from geodata.events.summaries import summary_of
from geodata.events.syntax import Sentence, parse_sentence, previous_word
from geodata.events.triggers import PRESENCE, Trigger, Use, find_triggers
from geodata.records import (
    Article,
    Basis,
    Event,
    EventPlace,
    EventTime,
    Kind,
    Publication,
    ResolvedToponym,
    Span,
    Status,
    Timex,
)
from geodata.sentences import split_sentences

_DOMAIN_WORDS = 4

_FACTUAL = frozenset({Status.HAPPENED, Status.CLAIMED})


def find_events(
    article: Article,
    publication: Publication | None,
    toponyms: Sequence[ResolvedToponym],
    timexes: Sequence[Timex],
) -> tuple[Event, ...]:
    """Return the events an article tells of, in text order, each once however often it is told."""
    sites = drawable_sites(toponyms)
    header = publication.evidence if publication is not None else None
    ordered_timexes = sorted((t for t in timexes if t.span != header), key=lambda t: t.span)
    sentences = _parsed(article.text)
    vocabulary = frozenset(token.low for sentence in sentences for token in sentence.tokens)
    domains = _domains(vocabulary)
    mentions: list[Mention] = []
    for sentence in sentences:
        span = sentence.span
        mentions += _mentions_in(
            article.text,
            sentence,
            within(sites, span),
            _timexes_within(ordered_timexes, span),
            publication,
            domains,
            vocabulary,
        )
    groups = merge_mentions(infer_times(infer_places(article.text, mentions), publication))
    events = (_event(article, group) for group in groups)
    return tuple(sorted(events, key=lambda e: e.trigger))


def _parsed(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text that have words."""
    parsed = (parse_sentence(text, span, index) for index, span in enumerate(split_sentences(text)))
    return tuple(sentence for sentence in parsed if sentence.tokens)


def _domains(vocabulary: AbstractSet[str]) -> frozenset[str]:
    """Return the domains whose words an article uses."""
    return frozenset(
        name for name, domain_words in words.DOMAINS.items() if len(vocabulary & domain_words) >= _DOMAIN_WORDS
    )


def _triggers(sentence: Sentence, domains: frozenset[str], vocabulary: AbstractSet[str]) -> Iterator[Trigger]:
    """Yield a sentence's triggers with the kinds that fit their context."""
    own = {token.low for token in sentence.tokens}
    for trigger in find_triggers(sentence, domains):
        yield replace(trigger, entry=entry_in_context(trigger.entry, own, vocabulary))


def _timexes_within(timexes: Sequence[Timex], span: Span) -> Sequence[Timex]:
    """Return the timexes that begin within a span; `timexes` are in text order."""
    low = bisect_left(timexes, span.start, key=lambda t: t.span.start)
    return timexes[low : bisect_left(timexes, span.end, key=lambda t: t.span.start)]


def _mentions_in(
    text: str,
    sentence: Sentence,
    sites: Sequence[ResolvedToponym],
    timexes: Sequence[Timex],
    publication: Publication | None,
    domains: frozenset[str],
    vocabulary: AbstractSet[str],
) -> list[Mention]:
    """Return the mentions of events in one sentence."""
    mentions = []
    for trigger in _triggers(sentence, domains, vocabulary):
        mention = _mention(text, sentence, trigger, sites, timexes, publication)
        if not trigger.entry.weak or trigger.entry.family == PRESENCE or _is_anchored(mention):
            mentions.append(mention)
    return mentions


def _is_anchored(mention: Mention) -> bool:
    """Tell whether a weak trigger's own clause says where or when.

    A noun's must do so with no verb between; a verb in no past tense nor the future must say when.
    """
    anchors = [x for x in (mention.where, mention.when) if x is not None and x.basis is Basis.STATED and x.evidence]
    if mention.trigger.entry.is_verb:
        return bool(anchors) and (mention.when in anchors or _tells_a_deed(mention))
    if mention.trigger.light is not None:
        return bool(anchors)
    return any(_is_close(mention, x.evidence) for x in anchors if x.evidence is not None)


def _tells_a_deed(mention: Mention) -> bool:
    """Tell whether a verb stands in the past, the perfect or the future, rather than tell of habits."""
    sentence, trigger = mention.sentence, mention.trigger
    if trigger.use is Use.INFINITIVE:
        return sentence.low(trigger.first - 1) != "to" and mention.status is Status.PLANNED
    if trigger.use is Use.PASSIVE:
        return sentence.low(previous_word(sentence.tokens, trigger.first)) not in {"is", "are", "be", "being"}
    return is_past(sentence, trigger)


def _is_close(mention: Mention, evidence: Span) -> bool:
    """Tell whether no verb stands between a trigger and the words that say where or when."""
    sentence, trigger = mention.sentence, mention.trigger
    first = sentence.token_at(evidence.start)
    verbs, _breaks = (
        sentence.between(trigger.last, first) if first > trigger.last else sentence.between(first, trigger.first)
    )
    return verbs == 0


def _mention(
    text: str,
    sentence: Sentence,
    trigger: Trigger,
    sites: Sequence[ResolvedToponym],
    timexes: Sequence[Timex],
    publication: Publication | None,
) -> Mention:
    """Return what a sentence says of a trigger's event."""
    timexes = nearest_timexes(trigger, timexes)
    published = publication.date if publication is not None else None
    timex = attach_timex(sentence, trigger, timexes, published)
    status = status_of(sentence, trigger, timex, published)
    where, odds = attach_place(sentence, trigger, sites)
    if not _may_keep_place(sentence, trigger, status, where):
        where = None
    when = time_by_offset(sentence, trigger, timexes, [t for t in timexes if t.interval is not None])
    if when is None and timex is not None:
        when = time_from(sentence, trigger, timex)
    if status is Status.PLANNED and when is not None and published is not None and _is_over(when, published):
        when = None
    if status in _FACTUAL and timex is not None and when is not None and when.evidence == timex.span:
        when = None if is_of_plan_elsewhere(sentence, trigger, timex) else when
    return Mention(
        sentence,
        trigger,
        status,
        actors_of(text, sentence, trigger),
        where,
        when,
        odds,
        is_definite(sentence, trigger),
        bool(sites),
        any(gives_a_date(t) for t in timexes),
    )


def _is_over(when: EventTime, published: date) -> bool:
    """Tell whether a time lies before the day of publication."""
    return when.interval.last is not None and when.interval.last < published


def _may_keep_place(sentence: Sentence, trigger: Trigger, status: Status, where: EventPlace | None) -> bool:
    """Tell whether an event's place holds: what may not happen needs one right after its own words."""
    if where is None or status in {Status.DENIED, Status.DEMANDED}:
        return False
    if sentence.clause(trigger.first).marker == "where" and status is Status.PLANNED:
        return True
    follows = where.evidence.start > trigger.span.start
    if status is Status.HYPOTHETICAL or (trigger.use is Use.NOUN and status is Status.PLANNED):
        first = sentence.token_at(where.evidence.start)
        is_subject = trigger.light is None and sentence.clause(trigger.first).first >= trigger.first - 6
        return where.basis is Basis.STATED and (
            is_subject or (follows and sentence.between(trigger.last, first)[0] == 0)
        )
    if trigger.entry.family == "war":
        return follows and where.basis is Basis.STATED
    return True


def _event(article: Article, group: Sequence[Mention]) -> Event:
    """Return the event that a group of mentions tells of."""
    best = best_mention(group)
    trigger = best.trigger
    where, when = merged_place(group), merged_time(group)
    others = dict.fromkeys(m.sentence.span for m in group if m.sentence.span != best.sentence.span)
    return Event(
        id=f"{article.id}:{trigger.span.start}-{trigger.span.end}",
        article_id=article.id,
        sentence=best.sentence.span,
        trigger=trigger.span,
        summary=summary_of(article.text, best.sentence, trigger),
        kind=trigger.entry.kind,
        status=merged_status(group),
        actors=_actors(group, best),
        where=_from_elsewhere(where, best, others),
        when=when,
        confidence=_confidence(best, where, when, len(others)),
        mentions=tuple(others),
    )


def _actors(group: Sequence[Mention], best: Mention) -> tuple[str, ...]:
    """Return the best mention's actors, else those of the first mention that names any."""
    return best.actors or next((m.actors for m in group if m.actors), ())


def _from_elsewhere(where: EventPlace | None, best: Mention, others: dict[Span, None]) -> EventPlace | None:
    """Return the place, kept as stated where one of the event's own sentences states it."""
    if where is None or best.sentence.span.covers(where.evidence) or any(s.covers(where.evidence) for s in others):
        return where
    return replace(where, basis=Basis.INFERRED)


def _confidence(best: Mention, where: EventPlace | None, when: EventTime | None, retold: int) -> float:
    """Return how sure the event is: its trigger, its place, its time and how often it is told.

    The shares are judged, not measured.
    """
    entry = best.trigger.entry
    sure = 0.45 if entry.weak else 0.6
    if where is not None:
        sure += 0.1 if where.basis is Basis.INFERRED else 0.2 * max(best.place_odds, 0.5)
    if when is not None:
        sure += 0.03 if when.basis is Basis.INFERRED else 0.1
    if best.status is Status.HYPOTHETICAL or entry.kind is Kind.STATEMENT:
        sure -= 0.1
    return round(min(0.99, sure + 0.03 * min(retold, 3)), 2)
