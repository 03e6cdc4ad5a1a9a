"""When an event was that only a length of time or its own name dates: "18 months in the making", "since X invaded"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from geodata.events import words
from geodata.events.syntax import Sentence
from geodata.events.triggers import Trigger, Use
from geodata.records import Basis, EventTime, Interval, Timex, TimexType, WhenPrecision

_LENGTH = re.compile(r"P(\d{1,3})([DWMY])")
_DAYS_IN = {"D": 1.0, "W": 7.0, "M": 30.44, "Y": 365.25}
_MAKING = words.word_set("making planning preparation works")
_LASTING = words.word_set("war clash protest siege blockade")
_CLAUSES = 2
_LONG = 31


def days_of(value: str) -> int | None:
    """Return the days of a TIMEX3 duration in days, weeks, months or years."""
    match = _LENGTH.fullmatch(value)
    return round(int(match.group(1)) * _DAYS_IN[match.group(2)]) if match else None


def time_of_named_event(trigger: Trigger, timexes: Sequence[Timex]) -> EventTime | None:
    """Return the day of an event that is itself what a stretch of time begins with ("since X invaded")."""
    for timex in timexes:
        interval = timex.interval
        if interval is None or not timex.span.covers(trigger.span):
            continue
        if timex.type is TimexType.DURATION and interval.first is not None and interval.last is None:
            day = Interval(interval.first, interval.first)
            return EventTime(day, WhenPrecision.DAY, Basis.STATED, timex.span, timex.reason)
    return None


def time_by_length(
    sentence: Sentence, trigger: Trigger, timexes: Sequence[Timex], published: date | None, *, goes_on: bool
) -> EventTime | None:
    """Return the time of what took a stated length up to now.

    That is what was "18 months in the making", and a war, siege or strike that still goes on ("end the three-year
    war"). Its end is no later than publication.
    """
    if published is None:
        return None
    for timex in timexes:
        length = days_of(timex.value) if timex.type is TimexType.DURATION and timex.interval is None else None
        if length is None:
            continue
        is_made = _is_in_the_making(sentence, timex) and _makes(sentence, trigger, timex)
        if is_made or (goes_on and _modifies(sentence, trigger, timex)):
            return _stretch_before(published, length, timex)
    return None


def _is_in_the_making(sentence: Sentence, timex: Timex) -> bool:
    """Tell whether "in the making" or the like follows a length of time."""
    after = sentence.token_at(timex.span.end - 1) + 1
    first = after + 1 if sentence.low(after) in {"of", "in"} else -1
    if first < 0:
        return False
    return sentence.low(first + 1 if sentence.low(first) == "the" else first) in _MAKING


def _makes(sentence: Sentence, trigger: Trigger, timex: Timex) -> bool:
    """Tell whether a verb tells what the making consisted of: "a plan, 18 months in the making, involved smuggling"."""
    at = min(sentence.token_at(timex.span.start), len(sentence.tokens) - 1)
    clauses = sentence.clause_of[trigger.first] - sentence.clause_of[at]
    between = {sentence.low(j) for j in range(at, trigger.first)}
    return trigger.use is Use.GERUND and 0 <= clauses <= _CLAUSES and not between & {"which", "who", "after"}


def _modifies(sentence: Sentence, trigger: Trigger, timex: Timex) -> bool:
    """Tell whether a length stands right before the noun of what lasts: "the three-year war"."""
    if trigger.use is not Use.NOUN or trigger.entry.family not in _LASTING:
        return False
    last = sentence.token_at(timex.span.end - 1)
    return last < trigger.first and all(
        sentence.tokens[j].is_word and not sentence.verbs[j] and sentence.low(j) not in words.PREPOSITIONS
        for j in range(last + 1, trigger.first)
    )


def _stretch_before(published: date, length: int, timex: Timex) -> EventTime | None:
    """Return the stretch of so many days up to a day, or `None` beyond the calendar."""
    try:
        first = published - timedelta(length)
    except OverflowError:
        return None
    precision = WhenPrecision.YEAR if length > _LONG else WhenPrecision.MONTH
    reason = f"“{timex.surface}” up to publication at the latest"
    return EventTime(Interval(first, published), precision, Basis.INFERRED, timex.span, reason)
