"""Whether a trigger tells of something that happened or will, or of habits, generalities and lives."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from geodata.events import words
from geodata.events.lexicon import third_person_words, verb_words
from geodata.events.syntax import Sentence
from geodata.events.triggers import PRESENCE, Trigger, Use, last_of_predicate
from geodata.records import Basis, EventTime, Kind, Status, WhenPrecision

_NEAR = 8
_HEADING_LENGTH = 16
_PHRASE_REACH = 5
_PREDICATE_REACH = 6
_OLD_YEARS = 4
"""Years before publication from which on a weak trigger tells of history; judged, not measured."""
_HABITUAL = words.word_set(
    "usually often always typically generally regularly sometimes normally traditionally frequently commonly annually "
    "routinely occasionally weekly monthly yearly anyone whoever whenever"
)
_INSTITUTIONAL = frozenset({Kind.POLITICS, Kind.CULTURE_SPORT_SCIENCE, Kind.ECONOMY, Kind.AGREEMENT})
"""Kinds whose passive in the present tells how things are done rather than that they were."""
_PERIODS = words.word_set("hour day night week weekend month season year game")
_GENERIC_DETERMINERS = words.word_set("any every each either neither such some")
_OCCASIONS = words.word_set("after during amid following despite before since")
_LIFE = words.word_set(
    "born graduated graduate graduating degree diploma survived upbringing childhood retired alumnus"
)
_BARE_STOPS = words.PREPOSITIONS | words.COORDINATORS | words.SUBORDINATORS | words.AUXILIARIES | words.RELATIVES


def tells_an_instance(
    sentence: Sentence, trigger: Trigger, status: Status, when: EventTime | None, published: date | None
) -> bool:
    """Tell whether a trigger's words tell of a particular event."""
    if trigger.entry.family == PRESENCE:
        return True
    dated = when is not None and when.evidence is not None and when.basis is not Basis.INFERRED
    if _is_habitual(sentence, trigger) and not (dated and when is not None and when.precision is WhenPrecision.DAY):
        return False
    if trigger.entry.weak and _is_of_a_life(sentence, trigger):
        return False
    if (trigger.entry.weak or trigger.entry.kind is Kind.CULTURE_SPORT_SCIENCE) and _is_history(when, published):
        return False
    if trigger.use is Use.NOUN:
        return _noun_is_particular(sentence, trigger, dated=dated)
    if trigger.use is Use.PASSIVE and trigger.entry.kind in _INSTITUTIONAL and not dated:
        return sentence.low(trigger.first - 1) not in {"is", "are"} or is_heading(sentence)
    if trigger.use is Use.FINITE and is_present(sentence, trigger):
        return dated or is_heading(sentence) or status is Status.PLANNED or trigger.entry.kind is Kind.STATEMENT
    return True


def is_present(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether a finite verb stands in the present tense."""
    low = sentence.low(trigger.first)
    if low in verb_words():
        return False
    return low in third_person_words() or low == trigger.entry.lemma.split()[0]


def is_heading(sentence: Sentence) -> bool:
    """Tell whether a sentence is short and the first of its article, or ends without a stop, as headings do."""
    return sentence.tokens[-1].is_word or (sentence.index == 0 and len(sentence.tokens) <= _HEADING_LENGTH)


def _is_habitual(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether the trigger's clause speaks of what is usual, or of what "you" may do."""
    clause = sentence.clause(trigger.first)
    first, last = max(clause.first, trigger.first - _NEAR), min(clause.last, trigger.last + _NEAR)
    lows = [sentence.low(j) for j in range(first, last + 1)]
    if not _HABITUAL.isdisjoint(lows):
        return True
    if any(low in {"each", "every", "per"} and following in _PERIODS for low, following in pairwise(lows)):
        return True
    if any(low == "every" and following in words.NUMBER_WORDS for low, following in pairwise(lows)):
        return True
    return trigger.use is not Use.NOUN and "you" in lows[: trigger.first - first]


def _is_of_a_life(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether the words around tell of somebody's life."""
    first, last = max(0, trigger.first - 2 * _NEAR), min(len(sentence.tokens), trigger.last + 2 * _NEAR)
    return any(sentence.low(j) in _LIFE for j in range(first, last))


def _is_history(when: EventTime | None, published: date | None) -> bool:
    """Tell whether a time lies years before publication."""
    if when is None or published is None or when.interval.last is None:
        return False
    return when.interval.last.year < published.year - _OLD_YEARS


def _noun_is_particular(sentence: Sentence, trigger: Trigger, *, dated: bool) -> bool:
    """Tell whether an event noun refers to one event or a counted few, by its determiner, date or predicate."""
    determiner = _determiner(sentence, trigger)
    if determiner in _GENERIC_DETERMINERS:
        return dated
    if determiner:
        return True
    if (
        dated
        or trigger.light is not None
        or last_of_predicate(sentence, trigger) > trigger.last
        or is_heading(sentence)
        or _has_past_predicate(sentence, trigger)
    ):
        return True
    before = sentence.low(_phrase_start(sentence, trigger) - 1)
    return not trigger.entry.weak and (before in _OCCASIONS or not sentence.low(trigger.last).endswith("s"))


def _phrase_start(sentence: Sentence, trigger: Trigger) -> int:
    """Return the first token of an event noun's phrase, its determiner included."""
    i = trigger.first
    while i > 0 and trigger.first - i < _PHRASE_REACH:
        token = sentence.tokens[i - 1]
        if (not token.is_word and token.low not in words.CLITICS | {"“", "‘", '"'}) or token.low in _BARE_STOPS:
            break
        i -= 1
        if token.low in words.DETERMINERS or token.low in words.POSSESSIVES or sentence.verbs[i]:
            break
    return i


def _determiner(sentence: Sentence, trigger: Trigger) -> str:
    """Return the determiner, possessive, number or ordinal of an event noun, or ""."""
    for j in range(trigger.first - 1, _phrase_start(sentence, trigger) - 1, -1):
        low = sentence.low(j)
        if low in words.DETERMINERS or low in words.POSSESSIVES or low in {"'s", "’s"}:
            return low
        if low[0].isdigit() or low in words.NUMBER_WORDS or low in words.ORDINALS:
            return low
    return ""


def _has_past_predicate(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether a verb in the past or perfect follows that the noun may be the subject of."""
    clause = sentence.clause(trigger.first)
    for j in range(trigger.last + 1, min(clause.last, trigger.last + _PREDICATE_REACH) + 1):
        low = sentence.low(j)
        if low in {"was", "were", "have", "has", "had", "will"}:
            return True
        if sentence.verbs[j]:
            return low in verb_words() or low.endswith("ed")
    return False
