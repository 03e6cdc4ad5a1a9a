"""When a trigger's event happened: the timex of its clause, a neighbouring clause, or the sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta

from geodata.events import words
from geodata.events.lexicon import verb_words
from geodata.events.syntax import Sentence
from geodata.events.triggers import Trigger, Use
from geodata.records import (
    Basis,
    EventTime,
    Interval,
    Span,
    Timex,
    TimexType,
    WhenPrecision,
)

_MAX_TIMEXES = 6
_LEAST_FIT = 1.0
"""Least fit of a timex, tuned on half of MEANTIME's dated events: .68 there, .63 without any timex."""
_FUTURE = frozenset({"will", "shall", "'ll", "’ll", "wo"})
_ABSOLUTE_REACH = 16
_POSSESSED_REACH = 5
_TELLING = frozenset({"briefing", "speaking", "addressing", "talking"})
"""Words with which a sentence opens that first says when it was told."""
_SEASON = re.compile(r"\d{4}-(?:SP|SU|FA|WI)")
_CLAUSE_REACH = 40
"""Tokens looked back over in a clause; a longer one is a list without end."""
_DURATION = re.compile(r"P(\d+)([DWMY])")
_DAYS_IN = {"D": 1, "W": 7, "M": 30, "Y": 365}


def nearest_timexes(trigger: Trigger, timexes: Sequence[Timex]) -> Sequence[Timex]:
    """Return the few timexes around a trigger; `timexes` are in text order."""
    at = bisect_left(timexes, trigger.span.start, key=lambda t: t.span.start)
    return timexes[max(0, at - _MAX_TIMEXES) : at + _MAX_TIMEXES]


def attach_timex(
    sentence: Sentence, trigger: Trigger, timexes: Sequence[Timex], published: date | None = None
) -> Timex | None:
    """Return the timex that dates a trigger's event best, or `None`.

    Nearness counts in clauses first, then in verbs and breaks between, then in words.
    """
    dated = [
        t
        for t in timexes
        if gives_a_date(t)
        and not _modifies_a_noun(sentence, t)
        and not _is_term_elsewhere(sentence, trigger, t)
        and not _is_in_aside(sentence, trigger, t)
        and not _is_offset_away(sentence, trigger, t, timexes)
        and (not _is_open_since(sentence, t) or _may_last_since(sentence, trigger, t))
    ]
    if not dated and _is_perfect_or_participle(sentence, trigger):
        return next((t for t in timexes if _bounds_the_perfect(sentence, t)), None)
    if published is not None and is_past(sentence, trigger):
        dated = [t for t in dated if not _begins_after(t, published)]
    if len(dated) == 1 and _frames_the_sentence(sentence, trigger, dated[0]):
        return dated[0]
    best = max(dated, key=lambda t: _fit(sentence, trigger, t), default=None)
    return best if best is not None and _fit(sentence, trigger, best) > _LEAST_FIT else None


def _modifies_a_noun(sentence: Sentence, timex: Timex) -> bool:
    """Tell whether a season only says of what sort something is: "winter releases"."""
    if not _SEASON.fullmatch(timex.value) or " " in timex.surface:
        return False
    at = sentence.token_at(timex.span.start)
    after = sentence.low(at + 1)
    is_noun = after.isalpha() and after not in words.PREPOSITIONS | words.COORDINATORS | words.ADVERBS
    return is_noun and not sentence.verbs[at + 1] and after not in words.AUXILIARIES | words.SUBORDINATORS


def _is_term_elsewhere(sentence: Sentence, trigger: Trigger, timex: Timex) -> bool:
    """Tell whether a timex is the term of another clause: "who had led until Monday"."""
    at = min(sentence.token_at(timex.span.start), len(sentence.tokens) - 1)
    is_term = timex.interval is not None and timex.interval.first is None
    return is_term and sentence.clause_of[at] != sentence.clause_of[trigger.first]


def _is_in_aside(sentence: Sentence, trigger: Trigger, timex: Timex) -> bool:
    """Tell whether a timex stands in a relative clause between commas, and a trigger after it: "X, who … Monday, …"."""
    at = min(sentence.token_at(timex.span.start), len(sentence.tokens) - 1)
    if not at < trigger.first <= at + _CLAUSE_REACH:
        return False
    commas = [j for j in range(max(0, at - _CLAUSE_REACH), trigger.first) if sentence.low(j) == ","]
    before, after = [j for j in commas if j < at], [j for j in commas if j > at]
    return bool(before and after) and sentence.low(before[-1] + 1) in words.RELATIVES | {"that"}


def _frames_the_sentence(sentence: Sentence, trigger: Trigger, timex: Timex) -> bool:
    """Tell whether a timex opens its sentence, and a trigger is a verb of no subordinate clause: all of it was then."""
    if sentence.token_at(timex.span.start) > 1 or trigger.use not in {Use.FINITE, Use.PASSIVE}:
        return False
    return sentence.clause(trigger.first).marker not in words.SUBORDINATORS | words.RELATIVES


def _is_open_since(sentence: Sentence, timex: Timex) -> bool:
    """Tell whether a timex is a stretch that "since" opens."""
    at = min(sentence.token_at(timex.span.start), len(sentence.tokens) - 1)
    is_open = timex.interval is not None and timex.interval.last is None
    return is_open and "since" in {sentence.low(at), sentence.low(at - 1)}


def _may_last_since(sentence: Sentence, trigger: Trigger, timex: Timex) -> bool:
    """Tell whether an event may lie in a stretch since something: one told in the perfect, or a noun right before.

    "The index fell to its lowest since 1982" fell on another day.
    """
    at = min(sentence.token_at(timex.span.start), len(sentence.tokens) - 1)
    if trigger.use is Use.NOUN and trigger.last < at:
        before = [sentence.low(j) for j in range(max(0, trigger.first - 3), trigger.first)]
        is_ranked = any(
            low.endswith("est") or low in words.ORDINALS | {"worst", "most", "only", "such"} for low in before
        )
        return not is_ranked and sentence.between(trigger.last, at)[0] == 0
    return _bounds_the_perfect(sentence, timex)


def _is_perfect_or_participle(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether a trigger is told in the perfect, or as a bare participle that leans on its sentence's tense."""
    before = {sentence.low(j) for j in range(max(0, trigger.first - 3), trigger.first)}
    if trigger.use in {Use.FINITE, Use.INFINITIVE}:  # "with the town destroyed and many forced to flee"
        return "with" in (sentence.low(j) for j in range(max(0, trigger.first - _ABSOLUTE_REACH), trigger.first))
    if trigger.use is Use.PASSIVE:
        return before.isdisjoint({"was", "were", "is", "are", "be"})
    return trigger.use is Use.PERFECT and "had" not in before


def _bounds_the_perfect(sentence: Sentence, timex: Timex) -> bool:
    """Tell whether a timex is the open stretch in which what its clause tells in the perfect lies: "since …"."""
    interval = timex.interval
    if interval is None or interval.first is None or interval.last is not None:
        return False
    at = min(sentence.token_at(timex.span.start), len(sentence.tokens) - 1)
    if "since" not in {sentence.low(at), sentence.low(at - 1)}:
        return False
    first = max(sentence.clause(at - 1).first if at else 0, at - _CLAUSE_REACH)
    return not {"have", "has", "'ve", "’ve"}.isdisjoint(sentence.low(j) for j in range(first, at))


def is_past(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether a trigger is a verb in the past or perfect tense."""
    low = sentence.low(trigger.first)
    if trigger.use is Use.PERFECT:
        return not words.MODALS.intersection(sentence.low(j) for j in range(max(0, trigger.first - 4), trigger.first))
    return trigger.use is Use.FINITE and low in verb_words() and low != trigger.entry.lemma.split()[0]


def is_of_plan_elsewhere(sentence: Sentence, trigger: Trigger, timex: Timex) -> bool:
    """Tell whether a timex belongs to what other words of the sentence say will be: it can't date what has been."""
    at = min(sentence.token_at(timex.span.start), len(sentence.tokens) - 1)
    if sentence.clause_of[at] == sentence.clause_of[trigger.first]:
        verbs = sentence.between(at, trigger.first)[0] if at < trigger.first else 0
        if trigger.use is not Use.NOUN or verbs < 1:
            return False
    first = max(sentence.clause(at).first, at - _CLAUSE_REACH)
    return not _FUTURE.isdisjoint(sentence.low(j) for j in range(first, at))


def _begins_after(timex: Timex, day: date) -> bool:
    """Tell whether a timex begins after a day."""
    return timex.interval is not None and timex.interval.first is not None and timex.interval.first > day


def _is_offset_away(sentence: Sentence, trigger: Trigger, timex: Timex, timexes: Sequence[Timex]) -> bool:
    """Tell whether "a day after" or the like stands between a trigger and an earlier timex."""
    own = sentence.clause_of[trigger.first]
    its = sentence.clause_of[min(sentence.token_at(timex.span.start), len(sentence.tokens) - 1)]
    return any(
        sentence.clauses[c].marker in {"after", "before"} and _offset_days(sentence, sentence.clauses[c].first, timexes)
        for c in range(its + 1, min(own, its + 8) + 1)
    )


def gives_a_date(timex: Timex) -> bool:
    """Tell whether a timex denotes days that an event can lie in."""
    if timex.interval is None or timex.type in {TimexType.DURATION, TimexType.SET}:
        return False
    return timex.value not in {"PRESENT_REF", "PAST_REF", "FUTURE_REF"}


def _fit(sentence: Sentence, trigger: Trigger, timex: Timex) -> float:
    """Return how well a timex fits a trigger, above 0 where it may date it; weights set by hand."""
    first = sentence.token_at(timex.span.start)
    last = sentence.token_at(timex.span.end - 1)
    if first >= len(sentence.tokens):
        return -9.0
    after = first > trigger.last
    if not after and last >= trigger.first:
        return -9.0
    verbs, breaks = sentence.between(trigger.last, first) if after else sentence.between(last, trigger.first)
    gap = first - trigger.last if after else trigger.first - last
    clauses = sentence.clause_of[first] - sentence.clause_of[trigger.last if after else trigger.first]
    per_verb = 1.2 if trigger.use is Use.NOUN else 0.7
    score = 4.0 - 1.2 * min(abs(clauses), 3) - per_verb * verbs - 0.3 * breaks - 0.06 * gap
    if sentence.clause(first).marker in words.RELATIVES and clauses != 0:
        score -= 4.0
    if sentence.clause(trigger.first).marker in words.RELATIVES and clauses < 0:
        score -= 1.5
    if first <= 2 and breaks <= 2:
        score += 1.2
    if belongs_to_reporting(sentence, trigger, first, last):
        score -= 1.0
    if not after and sentence.low(trigger.first - 1) == "to" and trigger.use is Use.INFINITIVE and first > 2:
        score -= 3.0
    if sentence.low(last + 1) in {"'s", "’s"} and gap > 4:
        score -= 3.0
    if after and verbs > 0 and sentence.low(trigger.first) in words.REPORTING:
        score -= 3.0
    interval = timex.interval
    if interval is not None and (interval.first is None or interval.last is None):
        score -= 1.0
    return score


def belongs_to_reporting(sentence: Sentence, trigger: Trigger, first: int, last: int) -> bool:
    """Tell whether a timex stands beside a reporting verb and not beside the trigger ("he said Sunday")."""
    near = [
        j
        for j in range(max(0, first - 3), min(len(sentence.tokens), last + 3))
        if sentence.low(j) in words.REPORTING and sentence.verbs[j] and not trigger.first <= j <= trigger.last
    ]
    return any(abs(j - first) < min(abs(trigger.first - first), abs(trigger.last - last)) for j in near)


def time_from(sentence: Sentence, trigger: Trigger, timex: Timex) -> EventTime | None:
    """Return the event time that an attached timex gives."""
    if timex.interval is None:
        return None
    first, last = sentence.token_at(timex.span.start), sentence.token_at(timex.span.end - 1)
    if belongs_to_reporting(sentence, trigger, first, last):
        basis = Basis.INFERRED
    elif sentence.clause_of[first] == sentence.clause_of[trigger.first]:
        basis = Basis.STATED
    else:
        basis = Basis.SAME_SENTENCE
    precision = timex.precision or precision_of(timex.interval)
    return EventTime(timex.interval, precision, basis, timex.span, timex.reason)


def precision_of(interval: Interval) -> WhenPrecision:
    """Return the precision that an interval's length gives."""
    days = interval.days
    if days is None or days > 31:
        return WhenPrecision.YEAR
    for limit, precision in ((1, WhenPrecision.DAY), (6, WhenPrecision.DAYS), (7, WhenPrecision.WEEK)):
        if days <= limit:
            return precision
    return WhenPrecision.MONTH


def days_apart(sentence: Sentence, trigger: Trigger, timexes: Sequence[Timex]) -> int | None:
    """Return how many days after (before: negative) what stands ahead of it an event is told to be.

    The offset is a duration that ends right before the "after" or "before" that governs the trigger.
    """
    opening = _governing_offset(sentence, trigger) if timexes else None
    length = None if opening is None else _offset_days(sentence, opening, timexes)
    if opening is None or length is None:
        return None
    return -length if sentence.low(opening) == "after" else length


def _governing_offset(sentence: Sentence, trigger: Trigger) -> int | None:
    """Return where the "after" or "before" stands that opens a trigger's clause, or goes right before its noun."""
    clause = sentence.clause(trigger.first)
    if sentence.low(clause.first) in {"after", "before"}:
        return clause.first
    if trigger.use is Use.NOUN:
        for j in range(trigger.first - 1, max(-1, trigger.first - 1 - _POSSESSED_REACH), -1):
            if sentence.low(j) in {"after", "before"}:
                return j
            if sentence.verbs[j] or not sentence.tokens[j].is_word or sentence.low(j) in words.PREPOSITIONS:
                return None
    return None


def time_by_offset(
    sentence: Sentence, trigger: Trigger, timexes: Sequence[Timex], other: Sequence[Timex]
) -> EventTime | None:
    """Return the time of an event told "a day after" (or before) another that has a date.

    `other` are timexes with dates in the sentence.
    """
    apart = days_apart(sentence, trigger, timexes)
    opening = _governing_offset(sentence, trigger) if apart is not None else None
    if apart is None or opening is None:
        return None
    start = sentence.tokens[opening].start
    anchor = next((t for t in other if t.span.end <= start and t.interval and t.interval.days == 1), None)
    if anchor is None or anchor.interval is None or anchor.interval.first is None:
        return None
    return time_days_from(anchor.interval.first, apart, anchor.surface, anchor.span)


def time_days_from(day: date, apart: int, what: str, evidence: Span | None) -> EventTime | None:
    """Return the time so many days after (before: negative) a day, or `None` beyond the calendar."""
    moved = _moved(day, apart)
    if moved is None:
        return None
    reason = f"{_days(abs(apart))} {'before' if apart < 0 else 'after'} {what}"
    return EventTime(Interval(moved, moved), WhenPrecision.DAY, Basis.SAME_SENTENCE, evidence, reason)


def names_days(sentence: Sentence, trigger: Trigger, timexes: Sequence[Timex], published: date | None = None) -> bool:
    """Tell whether a sentence names days that may be an event's, or show that it isn't of the story's day."""
    if timexes and published is not None and is_past(sentence, trigger):
        timexes = [t for t in timexes if not _begins_after(t, published)]
    return any(gives_a_date(t) and not _is_of_something_else(sentence, trigger, t) for t in timexes)


def _is_of_something_else(sentence: Sentence, trigger: Trigger, timex: Timex) -> bool:
    """Tell whether a timex surely belongs to another noun ("Thursday's vote"), sentence or to the telling."""
    if _is_in_aside(sentence, trigger, timex) or _is_term_elsewhere(sentence, trigger, timex):
        return True
    first, last = sentence.token_at(timex.span.start), sentence.token_at(timex.span.end - 1)
    if sentence.low(last + 1) in {"'s", "’s"} and not last < trigger.first <= last + _POSSESSED_REACH:
        return True
    low, high = sorted((first, trigger.first))
    if high - low <= _CLAUSE_REACH and any(sentence.low(j) == ";" for j in range(low, high)):
        return True
    return sentence.low(0) in _TELLING and sentence.clause_of[min(first, len(sentence.tokens) - 1)] == 0


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _offset_days(sentence: Sentence, first: int, timexes: Sequence[Timex]) -> int | None:
    """Return the days of a duration in days or weeks that ends right before token `first`."""
    at = sentence.tokens[first].start
    for timex in timexes:
        if 0 <= at - timex.span.end <= 1:
            match = _DURATION.fullmatch(timex.value)
            if match and match.group(2) in "DW" and len(match.group(1)) < 4:
                return int(match.group(1)) * _DAYS_IN[match.group(2)]
    return None


def _moved(day: date, days: int) -> date | None:
    """Return a day moved, or `None` beyond the calendar."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return None
