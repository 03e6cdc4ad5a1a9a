"""A short quotation that tells an event: cut from its sentence, never reworded."""

from __future__ import annotations

import re

from geodata.events import words
from geodata.events.syntax import Sentence
from geodata.events.triggers import Trigger

MAX_LENGTH = 120
_LEFT_OUT = 4
"""Characters kept free for "… " and " …"."""
_MAX_SENTENCE = 1000
_EDGES = " \t\r\n,;:–—-“”\"'‘’()"
_BREAKS = words.word_set(", ; : – — -- - … ( ) • /")
_DATELINE = re.compile(r"[^\W\d_][^\n–—]{2,90}?(?:\s?[–—]|\s?--|\s-)\s+")
_DATED = re.compile(
    r"\(|\d|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_HANGING = (
    words.PREPOSITIONS | words.DETERMINERS | words.POSSESSIVES | words.COORDINATORS | words.SUBORDINATORS
    | words.RELATIVES | words.AUXILIARIES | {"to"}
)  # fmt: skip
"""Words that nothing may end with."""
_NEEDS_MORE = words.RELATIVES | words.COORDINATORS | words.PREPOSITIONS | {"that", "to", "then"}
"""Words with which a part begins that makes little sense without what stands before it."""


def summary_of(text: str, sentence: Sentence, trigger: Trigger) -> str:
    """Return the trigger's part of its sentence, as whole as it fits, with "…" where words are left out.

    A dateline before the sentence proper isn't part of it.
    """
    opening = _after_dateline(text, sentence, trigger)
    start = sentence.tokens[opening].start if opening else sentence.span.start
    if sentence.span.end - start < _MAX_SENTENCE:
        whole = " ".join(text[start : sentence.span.end].split())
        if len(whole) <= MAX_LENGTH:
            return whole
    first, last = _parts_around(sentence, trigger, opening)
    if _length(sentence, first, last) > MAX_LENGTH - _LEFT_OUT:
        first, last = _window(sentence, trigger, first, last)
    while first < trigger.first and sentence.low(first) in words.COORDINATORS | _BREAKS | {"that"}:
        first += 1
    end = sentence.tokens[last].end
    cut = " ".join(text[sentence.tokens[first].start : end].split()).strip(_EDGES)
    rest = text[end : min(sentence.span.end, end + MAX_LENGTH)]
    return ("… " if first > opening else "") + cut + (" …" if rest.strip(_EDGES + ".!?…") else "")


def _after_dateline(text: str, sentence: Sentence, trigger: Trigger) -> int:
    """Return the first token after a dateline ("LYON, 18 June — "), 0 where the sentence has none."""
    found = _DATELINE.match(text, sentence.span.start, sentence.span.end)
    if found is None or found.end() > sentence.tokens[trigger.first].start:
        return 0
    after = sentence.token_at(found.end())
    is_place = sentence.tokens[0].text.isupper() and len(sentence.tokens[0].text) > 1
    if any(sentence.verbs[:after]) or not (is_place or _DATED.search(found.group())):
        return 0
    return after


def _parts_around(sentence: Sentence, trigger: Trigger, opening: int) -> tuple[int, int]:
    """Return the ends of as many parts of a sentence around a trigger as fit into a summary.

    Parts are what stands between breaks and clauses. What a part leans on comes first, then what follows, then more of
    what goes before.
    """
    first, last = _part_of(sentence, trigger, opening)
    while first > opening and _leans_back(sentence, first):
        before = _part_before(sentence, first, opening)
        if _length(sentence, before, last) > MAX_LENGTH - _LEFT_OUT:
            break
        first = before
    end = len(sentence.tokens) - 1
    while last < end:
        after = _part_after(sentence, last)
        if _length(sentence, first, after) > MAX_LENGTH - _LEFT_OUT:
            break
        last = after
    while first > opening:
        before = _part_before(sentence, first, opening)
        if _length(sentence, before, last) > MAX_LENGTH - _LEFT_OUT:
            break
        first = before
    return first, last


def _part_of(sentence: Sentence, trigger: Trigger, opening: int) -> tuple[int, int]:
    """Return the ends of the part that a trigger stands in."""
    first = trigger.first
    while first > max(opening, trigger.first - MAX_LENGTH) and not _begins_part(sentence, first):
        first -= 1
    last = trigger.last
    while last < min(len(sentence.tokens) - 1, trigger.last + MAX_LENGTH) and not _begins_part(sentence, last + 1):
        last += 1
    return first, last


def _part_before(sentence: Sentence, first: int, opening: int) -> int:
    """Return where the part before the one that begins at a token begins."""
    i = first - 1
    while i > max(opening, first - MAX_LENGTH) and not _begins_part(sentence, i):
        i -= 1
    return i


def _part_after(sentence: Sentence, last: int) -> int:
    """Return where the part after the one that ends at a token ends."""
    i = last + 1
    while i < min(len(sentence.tokens) - 1, last + MAX_LENGTH) and not _begins_part(sentence, i + 1):
        i += 1
    return i


def _begins_part(sentence: Sentence, i: int) -> bool:
    """Tell whether a part begins at a token: a break, or a clause of its own."""
    if sentence.low(i) in _BREAKS:
        return True
    return sentence.clause_of[i] != sentence.clause_of[i - 1] and sentence.low(i - 1) not in _BREAKS


def _leans_back(sentence: Sentence, first: int) -> bool:
    """Tell whether a part needs what goes before it: one that begins with a verb or a word that joins."""
    while first < len(sentence.tokens) - 1 and sentence.low(first) in _BREAKS:
        first += 1
    return sentence.low(first) in _NEEDS_MORE or sentence.verbs[first]


def _length(sentence: Sentence, first: int, last: int) -> int:
    """Return the characters from one token to another."""
    return sentence.tokens[last].end - sentence.tokens[first].start


def _window(sentence: Sentence, trigger: Trigger, first: int, last: int) -> tuple[int, int]:
    """Return the tokens around a trigger that fit into a summary, more before it than after, ending with a phrase."""
    left, right = trigger.first, max(trigger.first, trigger.last)
    while left > first or right < last:
        grew = False
        for step_left in (True, False):
            i, j = (left - 1, right) if step_left else (left, right + 1)
            if first <= i and j <= last and _length(sentence, i, j) <= MAX_LENGTH - _LEFT_OUT:
                left, right, grew = i, j, True
        if not grew:
            break
    while right > trigger.last and right < last and sentence.low(right) in _HANGING:
        right -= 1
    return left, right
