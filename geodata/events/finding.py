"""Article, toponyms and timexes → events."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

from geodata.events import words
from geodata.events.actors import actors_of
from geodata.events.attachment import attach_place, drawable_sites, event_place, is_definite, within
from geodata.events.coreference import NounPlaces, place_of_noun, with_nouns_placed, with_scenes_referred_to
from geodata.events.dating import (
    attach_timex,
    days_apart,
    gives_a_date,
    is_of_plan_elsewhere,
    names_days,
    nearest_timexes,
    time_by_offset,
    time_from,
)
from geodata.events.durations import time_by_length, time_of_named_event
from geodata.events.homes import infer_homes
from geodata.events.inference import infer_places, infer_times
from geodata.events.instances import tells_an_instance
from geodata.events.kinds import entry_in_context, with_kinds_around
from geodata.events.locality import dateline_of, infer_bodies, infer_localities, named_in_lead, place_of_body
from geodata.events.mentions import Mention
from geodata.events.merging import (
    best_mention,
    merge_mentions,
    merged_place,
    merged_quantities,
    merged_status,
    merged_time,
)
from geodata.events.pronouns import with_pronouns_resolved
from geodata.events.quantities import quantities_of
from geodata.events.seats import infer_seats
from geodata.events.sites import befallen, event_sites, is_of_other_verb, listed_with
from geodata.events.status import has_future_relative, is_claim, is_to_be_ended, status_of
from geodata.events.summaries import summary_of
from geodata.events.syntax import Sentence, parse_sentence
from geodata.events.telling import DONE_OR_PLANNED, is_doubted, is_surely_told, is_told, may_be_told, without_details
from geodata.events.triggers import Trigger, Use, find_triggers, last_of_predicate
from geodata.events.unlisted import deed_odds, is_unlisted
from geodata.records import (
    Article,
    Basis,
    Event,
    EventPlace,
    EventTime,
    Kind,
    Publication,
    ResolvedToponym,
    Role,
    Span,
    Status,
    Timex,
)
from geodata.sentences import split_sentences
from geodata.tagging import Tags

_DOMAIN_WORDS = 4
_DOMAIN_SHARE = 0.015
"""Least share of an article's tokens that are words of a domain; set by eye on local news."""

_SCORE = re.compile(r"\d{1,3}-\d{1,3}")
_SCORE_REACH = 14
_FACTUAL = frozenset({Status.HAPPENED, Status.CLAIMED})
_CHARGE_REACH = 8
_OWN_REACH = 20
_NESTED = 3
"""Toponyms looked at before a trigger: a longer one may hold a shorter one that begins later."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known of an article before its sentences are read."""

    text: str
    publication: Publication | None
    tags: Tags | None
    domains: frozenset[str]
    vocabulary: frozenset[str]
    nouns: NounPlaces

    @property
    def published(self) -> date | None:
        """The day of publication, where it is known."""
        return self.publication.date if self.publication is not None else None


@dataclass(frozen=True, slots=True)
class _Scope:
    """A sentence with its timexes, the toponyms events may be placed at, and all it names."""

    sentence: Sentence
    sites: Sequence[ResolvedToponym]
    named: Sequence[ResolvedToponym]
    timexes: Sequence[Timex]


def find_events(
    article: Article,
    publication: Publication | None,
    toponyms: Sequence[ResolvedToponym],
    timexes: Sequence[Timex],
    tags: Tags | None = None,
) -> tuple[Event, ...]:
    """Return the events an article tells of, in text order, each once however often it is told.

    `tags` are the tagger's of the article's text; without them places are attached by rules and weights alone.
    """
    dateline = dateline_of(article.text, toponyms)
    named = tuple(sorted((t for t in toponyms if t.area is not None), key=lambda t: t.toponym.span))
    sites = tuple(t for t in drawable_sites(toponyms) if dateline is None or t.toponym.span != dateline.toponym.span)
    header = publication.evidence if publication is not None else None
    ordered_timexes = sorted((t for t in timexes if t.span != header), key=lambda t: t.span)
    sentences = _parsed(article.text)
    counts = Counter(token.low for sentence in sentences for token in sentence.tokens)
    reading = _Reading(article.text, publication, tags, _domains(counts), frozenset(counts), {})
    mentions: list[Mention] = []
    triggers = [list(_triggers(sentence, reading)) for sentence in sentences]
    for sentence, of_sentence in zip(sentences, with_kinds_around(sentences, triggers), strict=True):
        span = sentence.span
        here = within(named, span)
        harmed = befallen(sentence, [t for t in here if t.toponym.role in {Role.ACTOR, Role.MENTION}])
        scope = _Scope(
            sentence,
            _in_text_order((*event_sites(sentence, within(sites, span)), *harmed)),
            here,
            _timexes_within(ordered_timexes, span),
        )
        found = _mentions_in(reading, scope, of_sentence)
        reading = replace(reading, nouns=with_nouns_placed(reading.nouns, sentence, scope.sites, found))
        mentions += found
    mentions = with_scenes_referred_to(with_pronouns_resolved(article.text, sentences, mentions))
    in_lead = named_in_lead(sentences, named)
    inner = [t for t in named if dateline is None or t.toponym.span != dateline.toponym.span]
    placed = infer_seats(infer_places(article.text, mentions), inner, dateline, reading.vocabulary, reading.published)
    placed = infer_bodies(placed, sentences, named)
    placed = infer_localities(placed, dateline, in_lead, reading.published)
    placed = infer_homes(article.text, placed, named, dateline, reading.published)
    groups = merge_mentions(infer_times(article.text, [m for m in placed if is_told(m)], publication))
    events = sorted((_event(article, group) for group in groups), key=lambda e: e.trigger)
    return tuple(_with_own_ids(events))


def _with_own_ids(events: Sequence[Event]) -> Iterator[Event]:
    """Yield events with ids of their own, where one trigger tells of several."""
    seen: Counter[str] = Counter()
    for event in events:
        seen[event.id] += 1
        yield event if seen[event.id] == 1 else replace(event, id=f"{event.id}-{seen[event.id]}")


def _in_text_order(toponyms: Sequence[ResolvedToponym]) -> Sequence[ResolvedToponym]:
    """Return toponyms in the order of the text."""
    return sorted(toponyms, key=lambda t: t.toponym.span)


def _parsed(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text that have words."""
    parsed = (parse_sentence(text, span, index) for index, span in enumerate(split_sentences(text)))
    return tuple(sentence for sentence in parsed if sentence.tokens)


def _domains(counts: Mapping[str, int]) -> frozenset[str]:
    """Return the domains whose words an article uses, several of them and often."""
    least = _DOMAIN_SHARE * sum(counts.values())
    found = {name: counts.keys() & domain_words for name, domain_words in words.DOMAINS.items()}
    return frozenset(
        name
        for name, used in found.items()
        if len(used) >= _DOMAIN_WORDS and sum(counts[word] for word in used) >= least
    )


def _triggers(sentence: Sentence, reading: _Reading) -> Iterator[Trigger]:
    """Yield a sentence's triggers with the kinds that fit their context."""
    own = {token.low for token in sentence.tokens}
    domains = reading.domains
    if _tells_a_score(sentence, own):
        domains = domains | {"sport"}
    for trigger in find_triggers(sentence, domains, deed_odds(sentence, reading.tags)):
        yield replace(trigger, entry=entry_in_context(sentence, trigger, reading.vocabulary))


def _tells_a_score(sentence: Sentence, own: AbstractSet[str]) -> bool:
    """Tell whether a sentence gives the score of a match ("won 3-1"), and not the count of a vote."""
    return own.isdisjoint(words.VOTING) and any(
        _SCORE.fullmatch(token.low) and words.RESULTS & {sentence.low(j) for j in range(i - _SCORE_REACH, i)}
        for i, token in enumerate(sentence.tokens)
        if "-" in token.low
    )


def _timexes_within(timexes: Sequence[Timex], span: Span) -> Sequence[Timex]:
    """Return the timexes that begin within a span; `timexes` are in text order."""
    low = bisect_left(timexes, span.start, key=lambda t: t.span.start)
    return timexes[low : bisect_left(timexes, span.end, key=lambda t: t.span.start)]


def _mentions_in(reading: _Reading, scope: _Scope, triggers: Sequence[Trigger]) -> list[Mention]:
    """Return the mentions of events in one sentence."""
    mentions = []
    for trigger in triggers:
        if _is_in_a_name(trigger, scope.named) or is_doubted(trigger):
            continue
        mention = _mention(reading, scope, trigger)
        if not tells_an_instance(scope.sentence, trigger, mention.status, mention.when, reading.published):
            continue
        if is_surely_told(mention):
            mentions.append(replace(_with_body(mention, scope), slight=is_unlisted(trigger.entry)))
        elif may_be_told(mention):
            mentions.append(replace(mention, slight=True))
    told = _with_quantities(reading, scope, without_details(mentions))
    return [each for mention in told for each in (mention, *_elsewhere(mention, scope))]


def _elsewhere(mention: Mention, scope: _Scope) -> Iterator[Mention]:
    """Yield what a mention tells of the other places of a list: "marches in X and Y" are two."""
    where, trigger = mention.where, mention.trigger
    if where is None or where.basis is not Basis.STATED or mention.status not in DONE_OR_PLANNED:
        return
    if trigger.use is Use.NOUN and not scope.sentence.low(trigger.last).endswith("s"):
        return
    for other in listed_with(scope.sentence, where.evidence, scope.sites):
        yield replace(mention, where=event_place(other, Basis.STATED), quantities=())


def _is_in_a_name(trigger: Trigger, named: Sequence[ResolvedToponym]) -> bool:
    """Tell whether a trigger's word is part of a place's name; `named` are in text order."""
    at = bisect_left(named, trigger.span.end, key=lambda t: t.toponym.span.start)
    return any(
        t.toponym.span.covers(trigger.span) and not t.toponym.descriptive for t in named[max(0, at - _NESTED) : at]
    )


def _with_quantities(reading: _Reading, scope: _Scope, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions of a sentence, each with the numbers that belong to it."""
    sentence = scope.sentence
    claims = [m.status is Status.CLAIMED or is_claim(sentence, m.trigger) for m in mentions]
    spans = [timex.span for timex in scope.timexes]
    found = quantities_of(sentence, [m.trigger for m in mentions], spans, reading.text, claims)
    return [replace(m, quantities=quantities) for m, quantities in zip(mentions, found, strict=True)]


def _with_body(mention: Mention, scope: _Scope) -> Mention:
    """Return a mention, placed where the council or police it tells of is if nothing else places it."""
    if mention.where is not None or mention.names_sites:
        return mention
    return replace(mention, where=place_of_body(scope.sentence, mention.trigger, mention.status, scope.named))


def _mention(reading: _Reading, scope: _Scope, trigger: Trigger) -> Mention:
    """Return what a sentence says of a trigger's event."""
    sentence, published = scope.sentence, reading.published
    timexes = nearest_timexes(trigger, scope.timexes)
    if is_to_be_ended(sentence, trigger):  # the day of the plan to end it isn't its own
        timexes = [t for t in timexes if t.span.start > trigger.span.start or not gives_a_date(t)]
    predicate = replace(trigger, last=last_of_predicate(sentence, trigger))
    timex = attach_timex(sentence, predicate, timexes, published)
    status = status_of(sentence, trigger, timex, published)
    when = _time_of(sentence, trigger, timexes, timex, status, published)
    where, odds = attach_place(sentence, predicate, scope.sites, reading.tags)
    if not _may_keep_place(sentence, trigger, status, where, when):
        where = None
    if where is None:
        where = place_of_noun(sentence, trigger, status, when, scope.sites, reading.nouns)
    return Mention(
        sentence,
        trigger,
        status,
        actors_of(reading.text, sentence, trigger),
        where,
        when,
        odds,
        is_definite(sentence, trigger),
        bool(scope.sites),
        names_days(sentence, trigger, timexes, published),
        days_apart=days_apart(sentence, trigger, timexes),
    )


def _time_of(
    sentence: Sentence,
    trigger: Trigger,
    timexes: Sequence[Timex],
    timex: Timex | None,
    status: Status,
    published: date | None,
) -> EventTime | None:
    """Return the time that a trigger's sentence gives its event, where its status allows it."""
    when = time_by_offset(sentence, trigger, timexes, [t for t in timexes if t.interval is not None])
    if when is None and timex is not None:
        when = time_from(sentence, trigger, timex)
    if when is None:
        when = time_of_named_event(trigger, timexes) or time_by_length(
            sentence, trigger, timexes, published, goes_on=is_to_be_ended(sentence, trigger)
        )
    if status is Status.PLANNED and when is not None and published is not None and _is_over(when, published):
        return None
    if status in _FACTUAL and timex is not None and when is not None and when.evidence == timex.span:
        return None if is_of_plan_elsewhere(sentence, trigger, timex) else when
    return when


def _is_over(when: EventTime, published: date) -> bool:
    """Tell whether a time lies before the day of publication."""
    return when.interval.last is not None and when.interval.last < published


def _may_keep_place(
    sentence: Sentence, trigger: Trigger, status: Status, where: EventPlace | None, when: EventTime | None
) -> bool:
    """Tell whether an event's place holds: what may not happen needs one right after its own words."""
    if where is None or status in {Status.DENIED, Status.DEMANDED}:
        return False
    if is_of_other_verb(sentence, trigger, where.evidence):
        return False
    if sentence.clause(trigger.first).marker == "where" and status is Status.PLANNED:
        return True
    follows = where.evidence.start > trigger.span.start
    if status is Status.HYPOTHETICAL and (when is None or when.basis is Basis.INFERRED):
        return False
    if trigger.use is Use.NOUN and has_future_relative(sentence, trigger.last):
        return follows
    if status is Status.HYPOTHETICAL or (trigger.use is Use.NOUN and status is Status.PLANNED):
        first = sentence.token_at(where.evidence.start)
        last = last_of_predicate(sentence, trigger)
        is_subject = trigger.light is None and sentence.clause(trigger.first).first >= trigger.first - 6
        return where.basis is Basis.STATED and (
            is_subject or (follows and sentence.between(min(last, first), first)[0] == 0)
        )
    if trigger.entry.family == "war":
        return follows and where.basis is Basis.STATED
    if _is_taken_up(sentence, trigger, where):
        return False
    if trigger.use is Use.NOUN and trigger.entry.kind is Kind.CRIME and _is_charge(sentence, trigger):
        return follows and _is_own(sentence, trigger, where)
    return True


def _is_taken_up(sentence: Sentence, trigger: Trigger, where: EventPlace) -> bool:
    """Tell whether a verb stands between a place and a known event after it: "in X, senators debated the crash"."""
    if trigger.use is not Use.NOUN or trigger.light is not None or where.evidence.start > trigger.span.start:
        return False
    last = sentence.token_at(where.evidence.end - 1)
    return is_definite(sentence, trigger) and sentence.between(last, trigger.first)[0] > 0


def _is_own(sentence: Sentence, trigger: Trigger, where: EventPlace) -> bool:
    """Tell whether nothing else that has a place of its own stands between a noun and the place after it."""
    first = sentence.token_at(where.evidence.start)
    verbs, breaks = sentence.between(trigger.last, first)
    if breaks or first - trigger.last > _OWN_REACH:
        return False
    between = {sentence.low(j) for j in range(trigger.last + 1, first)}
    has_relative = sentence.low(trigger.last + 1) in {"that", "which", "where"}
    return (has_relative or verbs == 0) and between.isdisjoint({"after", "before", "following", "during"})


def _is_charge(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether a crime is what somebody is charged with: the court's place isn't the crime's."""
    return any(sentence.low(j) in words.CHARGES for j in range(max(0, trigger.first - _CHARGE_REACH), trigger.first))


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
        quantities=merged_quantities(group),
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
