"""Which of a sentence's triggers are told as events: strong words, and weak ones that say where or when."""

from __future__ import annotations

from collections.abc import Sequence

from geodata.events import words
from geodata.events.dating import is_past
from geodata.events.mentions import Mention
from geodata.events.syntax import previous_word
from geodata.events.triggers import PRESENCE, Trigger, Use, last_of_predicate
from geodata.events.unlisted import LEAST_ODDS, is_hollow, is_unlisted
from geodata.records import Basis, Span, Status

DONE_OR_PLANNED = frozenset({Status.HAPPENED, Status.CLAIMED, Status.PLANNED})
_DOUBTED = 0.3
"""Odds of being a deed, by the tagger, under which a weak trigger is none; set by eye on news."""
_SURE_PLACE = 0.75
"""Odds of a place from which on a word that may tell of nothing done is taken for a deed there; set by eye on news."""


def may_be_told(mention: Mention) -> bool:
    """Tell whether a slight mention is worth a look for its place: one that the tagger is sure of."""
    trigger = mention.trigger
    if trigger.deed < LEAST_ODDS or mention.status not in DONE_OR_PLANNED:
        return False
    hangs = mention.sentence.clause(trigger.first).marker in words.RELATIVES
    if is_hollow(trigger.entry) and (hangs or mention.status is Status.PLANNED):
        return False
    if trigger.use is Use.NOUN:
        return mention.where is not None
    return trigger.use not in {Use.GERUND, Use.INFINITIVE} or mention.status is Status.PLANNED


def without_details(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions of a sentence without the slight ones at the very place of another: they are part of it."""
    sure = {m.where.evidence for m in mentions if m.where is not None and not m.slight}
    solid = {m.where.evidence for m in mentions if m.where is not None and not is_hollow(m.trigger.entry)}
    return [
        m
        for m in mentions
        if not m.slight
        or m.where is None
        or m.where.evidence not in (solid if is_hollow(m.trigger.entry) else sure)
        or (_is_main(m) and not is_hollow(m.trigger.entry))
    ]


def _is_main(mention: Mention) -> bool:
    """Tell whether a mention's own clause says where, and doesn't hang on another."""
    where, sentence = mention.where, mention.sentence
    is_stated = where is not None and where.basis is Basis.STATED
    return is_stated and sentence.clause(mention.trigger.first).marker not in words.SUBORDINATORS | words.RELATIVES


def is_doubted(trigger: Trigger) -> bool:
    """Tell whether the tagger is sure that a weak trigger's word tells of nothing done."""
    return trigger.entry.weak and trigger.entry.family != PRESENCE and 0 < trigger.deed < _DOUBTED


def is_surely_told(mention: Mention) -> bool:
    """Tell whether a mention's trigger tells of an event by itself, or is weak but says where or when."""
    entry = mention.trigger.entry
    if is_hollow(entry):
        return _is_surely_placed(mention)
    if is_unlisted(entry):
        return mention.where is not None
    if mention.trigger.deed >= LEAST_ODDS and _is_surely_placed(mention):
        return True
    return not entry.weak or entry.family == PRESENCE or _is_anchored(mention)


def _is_surely_placed(mention: Mention) -> bool:
    """Tell whether a mention's own clause says where, after its words, beyond doubt."""
    where = mention.where
    if where is None or where.basis is not Basis.STATED or mention.place_odds < _SURE_PLACE:
        return False
    if mention.sentence.clause(mention.trigger.first).marker in words.RELATIVES:
        return False
    if mention.trigger.use is Use.INFINITIVE and (mention.status is Status.PLANNED or is_hollow(mention.trigger.entry)):
        return False
    return where.evidence.start > mention.trigger.span.start


def is_told(mention: Mention) -> bool:
    """Tell whether a mention is worth keeping."""
    return mention.where is not None or not mention.slight


def _is_anchored(mention: Mention) -> bool:
    """Tell whether a weak trigger's own clause says where or when.

    A noun's must do so with no verb between; a verb in no past tense nor the future must say when.
    """
    anchors = [x for x in (mention.where, mention.when) if x is not None and x.basis is Basis.STATED and x.evidence]
    if mention.where is not None and mention.where.basis is Basis.INFERRED:
        return not mention.trigger.entry.is_verb or _tells_a_deed(mention)
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
    last = last_of_predicate(sentence, trigger)
    verbs, _breaks = sentence.between(last, first) if first > last else sentence.between(first, trigger.first)
    return verbs == 0
