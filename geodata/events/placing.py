"""Which of a sentence's places an event happened at: features of each place, weighed by a linear ranker."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from geodata.events import words
from geodata.events.syntax import Sentence, previous_word
from geodata.events.triggers import Trigger, Use
from geodata.records import Kind, Span
from geodata.tagging import Tags

_REACH = 5
_TITLES = words.word_set(
    "mr mrs ms dr president minister senator gen general col colonel lt capt captain judge prof king queen "
    "prince pope rep sen gov governor mayor chancellor spokesman spokeswoman officer sergeant sheriff"
)
_PERSON_OR_GROUP_NOUNS = words.word_set(
    "police army troops forces government officials residents people president minister military soldiers "
    "authorities rebels militants fighters citizens leader leaders spokesman media parliament court team "
    "ambassador embassy national nationals man woman men women-led backed-by news agency university"
)
_PLACE_ADJECTIVES = words.word_set(
    "'s ’s key small old main nearby remote capital central upper lower southeast southwest northeast "
    "northwest rural coastal port neighboring neighbouring strategic"
)
_TIME_WORDS = words.word_set(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday morning afternoon evening "
    "night week month year midnight noon dawn weekend"
)
_SOURCES = frozenset({"said", "says", "told", "reported", "according", "quoted", "added"})


def place_odds(
    sentence: Sentence, trigger: Trigger, places: Sequence[Span], tags: Tags | None, prior: float = 0.0
) -> tuple[tuple[float, ...], float]:
    """Return the odds (0 to 1) of each place to be the event's, and those of none.

    The ranker's weights and the tagger's answer, where it has read the text, count alike. `prior` is what is known
    beforehand for each place, on the scale of the weights.
    """
    read = tags.place_scores(trigger.span, places) if tags else np.zeros(len(places) + 1, np.float32)
    scores = [
        prior + float(read[k]) + sum(weights().get(name, 0.0) for name in place_features(sentence, trigger, places, k))
        for k in range(len(places))
    ]
    none = float(read[-1]) + sum(weights().get(name, 0.0) for name in no_place_features(sentence, trigger, places))
    top = max([*scores, none])
    exponents = [math.exp(score - top) for score in [*scores, none]]
    total = sum(exponents)
    return tuple(x / total for x in exponents[:-1]), exponents[-1] / total


@cache
def weights() -> dict[str, float]:
    """Return the ranker's weights, from a softmax fit to three quarters of Halterman's (2019) sentences.

    On the quarter held out they are right for .74 (place or none, among all capitalised runs), and for .845 together
    with the tagger, whose own answers are right for .81.
    """
    lines = files(__package__).joinpath("place_weights.tsv").read_text(encoding="utf-8").splitlines()
    return {row["feature"]: float(row["weight"]) for row in csv.DictReader(lines, delimiter="\t")}


def no_place_features(sentence: Sentence, trigger: Trigger, places: Sequence[Span]) -> Iterator[str]:
    """Yield what speaks for a sentence that doesn't say where its event happened."""
    yield "none"
    yield f"none kind {trigger.entry.kind}"
    yield f"none use {trigger.use}"
    if not places:
        yield "none without places"
    if trigger.entry.family in _SOURCES:
        yield "none reporting"
    if sentence.low(previous_word(sentence.tokens, trigger.first)) in words.MODALS | {"to"}:
        yield "none unreal"
    governed = [
        k
        for k, place in enumerate(places)
        if governor(sentence, sentence.token_at(place.start))[0] in words.LOCATIVE_PREPOSITIONS
    ]
    yield "none with locatives" if governed else "none without locatives"


def place_features(sentence: Sentence, trigger: Trigger, places: Sequence[Span], k: int) -> Iterator[str]:
    """Yield the features of the `k`-th place as the site of a trigger's event."""
    first = sentence.token_at(places[k].start)
    last = max(first, sentence.token_at(places[k].end - 1))
    after = first > trigger.last
    side = "after" if after else "before"
    preposition, at, bridged = governor(sentence, first)
    yield f"prep {preposition or '-'}"
    yield f"prep {preposition or '-'} {side}"
    if bridged:
        yield f"bridge {bridged}"
        yield f"prep bridged {preposition or '-'}"
    gap = first - trigger.last - 1 if after else trigger.first - last - 1
    yield f"{side} distance {_bucket(gap)}"
    verbs, breaks = sentence.between(trigger.last, first) if after else sentence.between(last, trigger.first)
    yield f"{side} verbs {min(verbs, 4)}"
    yield f"{side} breaks {min(breaks, 4)}"
    clauses = sentence.clause_of[min(first, len(sentence.tokens) - 1)] - sentence.clause_of[trigger.first]
    yield f"{side} clauses {max(-3, min(3, clauses))}"
    yield from _crossing_features(sentence, trigger, first, after)
    yield from _shape_features(sentence, first, last)
    yield from _order_features(sentence, places, k, preposition, after)
    if preposition in words.LOCATIVE_PREPOSITIONS:
        yield f"locative kind {trigger.entry.kind}"
        yield f"hangs on {head_class(sentence, trigger, at - 1)} {side}"
        if verbs == 0:
            yield f"own locative {side}"
            if breaks == 0:
                yield f"tight locative {side}"
        if after and at == trigger.last + 1:
            yield "adjacent locative"
    elif after and first <= trigger.last + 3 and preposition == "":
        yield f"object {trigger.use is not Use.NOUN}"
        if trigger.entry.kind in {Kind.ATTACK_FIGHTING, Kind.MILITARY_MOVE, Kind.MEETING_TRAVEL}:
            yield f"object of {trigger.entry.kind}"
        yield f"object of {trigger.entry.family}"
    elif not after and preposition == "" and verbs <= 1:
        yield f"subject of {trigger.use}"
        yield f"subject of {trigger.entry.family}"
    if at <= 2 and preposition in words.LOCATIVE_PREPOSITIONS:
        yield "opens sentence"


def _crossing_features(sentence: Sentence, trigger: Trigger, first: int, after: bool) -> Iterator[str]:
    """Yield which kinds of clause boundary lie between a trigger and a place."""
    own, its = sentence.clause_of[trigger.first], sentence.clause_of[min(first, len(sentence.tokens) - 1)]
    if own == its:
        yield "same clause"
        return
    if after:
        opened = [sentence.clauses[c].marker for c in range(own + 1, min(its, own + 6) + 1)]
        for marker in dict.fromkeys(map(_marker_class, opened)):
            yield f"down across {marker}"
    else:
        opened = [sentence.clauses[c].marker for c in range(max(its, own - 6) + 1, own + 1)]
        for marker in dict.fromkeys(map(_marker_class, opened)):
            yield f"up across {marker}"
        yield f"from clause {_marker_class(sentence.clauses[its].marker)}"
    if any(
        sentence.low(j) in words.REPORTING and sentence.verbs[j]
        for j in range(min(trigger.last, first) + 1, min(max(trigger.first, first), trigger.last + 60))
    ):
        yield "reporting between"


def head_class(sentence: Sentence, trigger: Trigger, i: int) -> str:
    """Return what sort of word stands before a preposition."""
    low = sentence.low(i)
    if i < 0 or not low or not sentence.tokens[i].is_word:
        return "break"
    if trigger.first <= i <= trigger.last:
        return "trigger"
    if sentence.verbs[i]:
        return "verb"
    if low in _TIME_WORDS or low[0].isdigit():
        return "time"
    if sentence.tokens[i].is_capitalised:
        return "name"
    if low in _PERSON_OR_GROUP_NOUNS or low.endswith(("ors", "ers", "or", "er", "ists", "ist", "ians", "men")):
        return "agent"
    if low.endswith("ly") or low in words.PREPOSITIONS:
        return "adverb"
    return "plural" if low.endswith("s") else "noun"


def _marker_class(marker: str) -> str:
    """Return a coarse class of the word that opens a clause."""
    if marker in {"after", "before", "when", "while", "as", "where", "that", "and", "but"}:
        return marker
    if marker in words.RELATIVES:
        return "relative"
    if marker in words.SUBORDINATORS:
        return "subordinator"
    return "-ing" if marker.endswith("ing") else "-ed" if marker.endswith("ed") else "other"


def _bucket(gap: int) -> str:
    """Return a distance in tokens as a coarse class."""
    for limit in (0, 1, 2, 4, 7, 11, 17, 26, 40):
        if gap <= limit:
            return f"<={limit}"
    return "far"


def _shape_features(sentence: Sentence, first: int, last: int) -> Iterator[str]:
    """Yield features of the place's own words and neighbours."""
    following, before = sentence.low(last + 1), sentence.low(first - 1)
    if following in {"'s", "’s", "'", "’"}:
        yield "possessive"
    elif following in _PERSON_OR_GROUP_NOUNS:
        yield "modifies people"
    elif following in words.PLACE_NOUNS:
        yield "modifies place noun"
    elif following.isalpha() and following not in words.PREPOSITIONS | words.COORDINATORS | words.AUXILIARIES:
        yield ("modifies verb" if last + 1 < len(sentence.tokens) and sentence.verbs[last + 1] else "modifies word")
    elif following in words.AUXILIARIES:
        yield "subject"
    if following in _SOURCES or sentence.low(last + 2) in _SOURCES or before in _SOURCES:
        yield "beside reporting"
    if before in _TITLES:
        yield "title"
    if before in {"and", "or"}:
        yield "coordinate"
    if sentence.tokens[min(last, len(sentence.tokens) - 1)].low.endswith(
        ("ian", "ish", "ese", "ians", "i", "can", "cans")
    ):
        yield "demonym ending"
    if first == 0:
        yield "first word"
    if last - first >= 1:
        yield f"long name {min(last - first, 3)}"
    if last == first and sentence.tokens[min(first, len(sentence.tokens) - 1)].text.isupper():
        yield "acronym"


def _order_features(sentence: Sentence, places: Sequence[Span], k: int, preposition: str, after: bool) -> Iterator[str]:
    """Yield features of the place among the others: nested names, and which is the first locative."""
    sentence.token_at(places[k].start)
    if k > 0:
        yield from _nesting(sentence, places[k - 1], places[k], "contains previous", "part of previous")
    if k + 1 < len(places):
        yield from _nesting(sentence, places[k], places[k + 1], "within next", "next is part")
    if preposition in words.LOCATIVE_PREPOSITIONS:
        earlier = range(max(0, k - 8), k)
        others = [
            j
            for j in earlier
            if governor(sentence, sentence.token_at(places[j].start))[0] in words.LOCATIVE_PREPOSITIONS
        ]
        if not others:
            yield f"first locative {'after' if after else 'before'}"


def _nesting(sentence: Sentence, one: Span, other: Span, narrows: str, widens: str) -> Iterator[str]:
    """Yield how two neighbouring places nest ("X in Y", "X, Y", "Y city of X") or are listed."""
    last = sentence.token_at(one.end - 1)
    first = sentence.token_at(other.start)
    if first - last > 8:
        return
    between = [token.low for token in sentence.tokens[last + 1 : first]]
    links = [low for low in between if low in {",", "in", "of", "and", "or", "near", "(", "at"}]
    rest = [low for low in between if low not in {",", "in", "of", "and", "or", "near", "(", "at"}]
    if any(
        low not in words.PLACE_NOUNS
        and low not in words.DETERMINERS
        and not low.endswith("ern")
        and low not in _PLACE_ADJECTIVES
        for low in rest
    ):
        return
    kind = " ".join(links)
    if kind == "of" and rest:
        yield f"{widens} of"
    elif kind in {"in", "of", ",", ", in", ", of", "at", ", , in", "("}:
        yield f"{narrows} {kind}"
    elif kind in {"and", "or", ", and", "near"}:
        yield f"{narrows} listed {kind}"
    elif not links and not rest:
        yield f"{widens} apposed"


def governor(sentence: Sentence, first: int) -> tuple[str, int, str]:
    """Return the preposition that governs a place name, its token, and the place noun bridged by "of".

    "in the northern city of X" is governed by "in" across "city".
    """
    bridged = ""
    i = first - 1
    steps = 0
    while i >= 0 and steps < _REACH + (4 if bridged else 0):
        low = sentence.low(i)
        if low == "of":
            head = sentence.low(i - 1)
            if head not in words.PLACE_NOUNS and not (head == "north" or head.endswith("side")):
                return "of", i, bridged
            bridged = head
            i -= 1
        elif low in words.PREPOSITIONS or low in {"to", "from"}:
            return low, i, bridged
        elif (
            (not low[:1].isalnum() and low not in {"'s", "’s", "-", "“", '"'})
            or sentence.verbs[i]
            or (low in words.COORDINATORS and steps > 0)
        ):
            return "", i + 1, bridged
        i -= 1
        steps += 1
    return "", max(i, 0), bridged
