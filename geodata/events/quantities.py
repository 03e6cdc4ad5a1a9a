"""Numbers that a sentence gives for its events: how many, how much, and how surely."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from geodata.events import words
from geodata.events.syntax import Sentence, is_adverb
from geodata.events.triggers import Trigger, Use
from geodata.records import Quantity, Span

_DIGITS = re.compile(r"([$€£¥]?)(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,6})?", re.ASCII)
_ONES = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
}
_TENS = {
    word: 10 * number for number, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), start=3)
}
_SCALES = {"dozen": 12, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SHORT_SCALES = {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12}
_ROUND = {"dozens": 12, "scores": 20, "hundreds": 1e2, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
_CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_UNITS = {
    "dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR", "pound": "GBP", "pounds": "GBP", "yen": "JPY",
    "percent": "%", "%": "%", "km": "km", "kilometres": "km", "kilometers": "km", "miles": "mi", "metres": "m",
    "meters": "m", "feet": "ft", "tons": "t", "tonnes": "t", "acres": "acre", "hectares": "ha", "barrels": "bbl",
    "litres": "l", "liters": "l", "gallons": "gal",
}  # fmt: skip
_LEAST = (
    ("at", "least"),
    ("more", "than"),
    ("no", "fewer", "than"),
    ("no", "less", "than"),
    ("over",),
    ("minimum", "of"),
)
_MOST = (
    ("up", "to"),
    ("as", "many", "as"),
    ("fewer", "than"),
    ("less", "than"),
    ("at", "most"),
    ("no", "more", "than"),
)
_ABOUT = frozenset({"about", "around", "some", "roughly", "nearly", "almost", "approximately", "estimated", "just"})
_PERIODS = words.word_set(
    "year years month months week weeks day days hour hours minute minutes second seconds decade decades century "
    "centuries am pm a.m p.m o'clock january february march april may june july august september october november "
    "december st nd rd th time times year-old"
)
_NOT_COUNTED = (
    words.PREPOSITIONS | words.AUXILIARIES | words.COORDINATORS | words.SUBORDINATORS | words.RELATIVES | words.PRONOUNS
)
_NAMES_NUMBERS = words.word_set(
    "highway route interstate road street avenue no number page room section article chapter channel flight district "
    "level phase gate act version age aged"
)
_PHRASE = 4
_PER_EVENT = 4
_REACH = 14


@dataclass(frozen=True, slots=True)
class _Counted:
    """A quantity with the tokens (both ends included) that give it."""

    first: int
    last: int
    low: float | None
    best: float | None
    high: float | None
    unit: str
    counted: str


def quantities_of(
    sentence: Sentence, triggers: Sequence[Trigger], timexes: Sequence[Span], text: str, claims: Sequence[bool]
) -> list[tuple[Quantity, ...]]:
    """Return the quantities of each trigger's event, in step with `triggers`: each number goes to one event only.

    `timexes` are the spans of dates, whose numbers count nothing; `claims` says which events are claims.
    """
    found: list[list[Quantity]] = [[] for _ in triggers]
    firsts = [trigger.first for trigger in triggers]
    for counted in _counted_in(sentence, timexes, text, {i for t in triggers for i in range(t.first, t.last + 1)}):
        owner = _owner(sentence, triggers, firsts, counted)
        if owner is None or len(found[owner]) >= _PER_EVENT:
            continue
        span = Span(sentence.tokens[counted.first].start, sentence.tokens[counted.last].end)
        claimed = claims[owner] or any(sentence.low(j) in words.DOUBTING for j in range(counted.first, counted.last))
        found[owner].append(
            Quantity(counted.counted, counted.low, counted.best, counted.high, counted.unit, claimed, span)
        )
    return [tuple(quantities) for quantities in found]


def _owner(sentence: Sentence, triggers: Sequence[Trigger], firsts: Sequence[int], counted: _Counted) -> int | None:
    """Return the trigger that a quantity belongs to: the nearest of its clause, or with no verb between."""
    at = bisect_left(firsts, counted.first)
    best, least = None, float("inf")
    for k in (at - 1, at):
        if not 0 <= k < len(triggers):
            continue
        trigger = triggers[k]
        after = trigger.first > counted.last
        gap = trigger.first - counted.last if after else counted.first - trigger.last
        verbs, breaks = (
            sentence.between(counted.last, trigger.first) if after else sentence.between(trigger.last, counted.first)
        )
        same_clause = sentence.clause_of[counted.first] == sentence.clause_of[trigger.first]
        cost = gap + 4 * verbs + 2 * breaks - (3 if after and trigger.use is Use.PASSIVE else 0)
        if gap <= _REACH and (same_clause or verbs == 0) and cost < least:
            best, least = k, cost
    return best


def _counted_in(sentence: Sentence, timexes: Sequence[Span], text: str, taken: set[int]) -> list[_Counted]:
    """Return the quantities of a sentence from left to right."""
    found: list[_Counted] = []
    i = 0
    while i < len(sentence.tokens):
        counted = _counted_at(sentence, i, text, taken)
        if counted is not None:
            i = counted.last + 1
            if not _is_dated(sentence, counted, timexes):
                found.append(counted)
        else:
            i += 1
    return found


def _is_dated(sentence: Sentence, counted: _Counted, timexes: Sequence[Span]) -> bool:
    """Tell whether a quantity is part of a date or a duration."""
    start, end = sentence.tokens[counted.first].start, sentence.tokens[counted.last].end
    at = bisect_left(timexes, Span(start, start))
    return any(span.start < end and start < span.end for span in timexes[max(0, at - 1) : at + 1])


def _counted_at(sentence: Sentence, i: int, text: str, taken: set[int]) -> _Counted | None:
    """Return the quantity whose number begins at token `i`."""
    number = _number_at(sentence, i)
    if number is None:
        return None
    value, last, unit, is_round = number
    low: float | None = None
    high: float | None = None
    links = {"to", "-", "–"} | ({"and"} if sentence.low(i - 1) == "between" else set())
    if sentence.low(last + 1) in links and (other := _number_at(sentence, last + 2)):
        low, high, last, unit = min(value, other[0]), max(value, other[0]), other[1], unit or other[2]
    first, bound = _bound_before(sentence, i)
    unit, last, counted, follows = _what_is_counted(sentence, last, unit, text, taken)
    if not (unit or follows) or sentence.low(i - 1) in _NAMES_NUMBERS or sentence.tokens[i].text[0] in "-/":
        return None
    if low is not None:
        return _Counted(first, last, low, None, high, unit, counted)
    if is_round or bound == "least":
        return _Counted(first, last, value, None, None, unit, counted)
    if bound == "most":
        return _Counted(first, last, None, None, value, unit, counted)
    return _Counted(first, last, None, value, None, unit, counted)


def _number_at(sentence: Sentence, i: int) -> tuple[float, int, str, bool] | None:
    """Return the number that begins at token `i`, its last token, its currency, and whether it is round ("dozens")."""
    low, unit = sentence.low(i), ""
    if low in _CURRENCIES:
        low, unit, i = sentence.low(i + 1), _CURRENCIES[low], i + 1
    if low in {"tens", "hundreds"} and sentence.low(i + 1) == "of" and sentence.low(i + 2) in _ROUND:
        return 2 * (10 if low == "tens" else 100) * _ROUND[sentence.low(i + 2)], i + 2, unit, True
    if low in _ROUND:
        return 2 * _ROUND[low], i, unit, True
    if low in {"a", "an"} and sentence.low(i + 1) in _SCALES:
        return _SCALES[sentence.low(i + 1)], i + 1, unit, False
    value = _digits(low) or _in_words(low)
    if value is None:
        return None
    amount, symbol = value
    if sentence.low(i + 1) in _SHORT_SCALES and sentence.tokens[i].end == sentence.tokens[i + 1].start:
        amount, i = amount * _SHORT_SCALES[sentence.low(i + 1)], i + 1
    while sentence.low(i + 1) in _SCALES and amount < 1e12:
        amount *= _SCALES[sentence.low(i + 1)]
        i += 1
    return amount, i, unit or symbol, False


def _digits(low: str) -> tuple[float, str] | None:
    """Return the value and the currency of digits."""
    match = _DIGITS.fullmatch(low)
    if match is None:
        return None
    return float(match[2].replace(",", "") + (match[3] or "")), _CURRENCIES.get(match[1], "")


def _in_words(low: str) -> tuple[float, str] | None:
    """Return the value of a number in words ("twelve", "sixty-two")."""
    head, _hyphen, tail = low.partition("-")
    value = _ONES.get(head, _TENS.get(head))
    if value is None or (tail and (value < 20 or tail not in _ONES)):
        return None
    return float(value + (_ONES[tail] if tail else 0)), ""


def _bound_before(sentence: Sentence, i: int) -> tuple[int, str]:
    """Return where the words before a number begin that make it a bound or an estimate, and which."""
    for kind, phrases in (("least", _LEAST), ("most", _MOST)):
        for phrase in phrases:
            if all(sentence.low(i - len(phrase) + k) == word for k, word in enumerate(phrase)) and i >= len(phrase):
                return i - len(phrase), kind
    if sentence.low(i - 1) in _ABOUT:
        return i - 1 - (sentence.low(i - 2) == "an"), "about"
    return i, ""


def _what_is_counted(
    sentence: Sentence, last: int, unit: str, text: str, taken: set[int]
) -> tuple[str, int, str, bool]:
    """Return a number's unit, the last token of what it counts, that noun's words, and whether it counts at all."""
    following = sentence.low(last + 1)
    if following in _UNITS:
        return unit or _UNITS[following], last + 1, "", True
    if unit:
        return unit, last, "", True
    first = last + 1
    if following == "of":
        first += 1 + (sentence.low(last + 2) in {"the", "his", "her", "their", "its"})
    at = first
    while at < len(sentence.tokens) and at - first < _PHRASE and _is_of_noun_phrase(sentence, at, taken):
        at += 1
    if at > first and _is_plural(sentence.low(at - 1)) and sentence.low(at - 1) not in _PERIODS:
        span = Span(sentence.tokens[first].start, sentence.tokens[at - 1].end)
        return "", at - 1, " ".join(span.of(text).split()), True
    at = last + 1
    while sentence.low(at) in words.AUXILIARIES or (is_adverb(sentence.low(at)) and at - last < _PHRASE):
        at += 1
    return "", last, "", at in taken


def _is_of_noun_phrase(sentence: Sentence, i: int, taken: set[int]) -> bool:
    """Tell whether a token may belong to the noun phrase after a number."""
    token = sentence.tokens[i]
    return token.is_word and not sentence.verbs[i] and token.low not in _NOT_COUNTED and i not in taken


def _is_plural(low: str) -> bool:
    """Tell whether a noun looks like a plural."""
    return low in {"people", "men", "women", "children", "police", "dead", "personnel"} or (
        low.endswith("s") and not low.endswith(("ss", "us")) and len(low) > 3
    )
