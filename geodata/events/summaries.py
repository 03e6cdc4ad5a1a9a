"""A short quotation that tells an event: cut from its sentence, never reworded."""

from __future__ import annotations

from geodata.events.syntax import Sentence
from geodata.events.triggers import Trigger

MAX_LENGTH = 120
_EDGES = " \t\r\n,;:–—-“”\"'‘’()"


def summary_of(text: str, sentence: Sentence, trigger: Trigger) -> str:
    """Return the trigger's clause, or its sentence where that is short, with "…" where words are left out."""
    whole = " ".join(sentence.span.of(text).split()) if sentence.span.end - sentence.span.start < 1000 else ""
    if whole and len(whole) <= MAX_LENGTH:
        return whole
    clause = sentence.clause(trigger.first)
    first, last = clause.first, clause.last
    start, end = sentence.tokens[first].start, sentence.tokens[last].end
    if end - start > MAX_LENGTH:
        first, last = _window(sentence, trigger, first, last)
        start, end = sentence.tokens[first].start, sentence.tokens[last].end
    words = " ".join(text[start:end].split()).strip(_EDGES)
    left_out_before = start > sentence.span.start
    rest = text[end : min(sentence.span.end, end + MAX_LENGTH)]
    left_out_after = rest.strip(_EDGES + ".!?…") != ""
    return ("… " if left_out_before else "") + words + (" …" if left_out_after else "")


def _window(sentence: Sentence, trigger: Trigger, first: int, last: int) -> tuple[int, int]:
    """Return the tokens around a trigger that fit into a summary, more before it than after."""
    left = right = trigger.first
    right = max(right, trigger.last)
    budget = MAX_LENGTH - 4
    while left > first or right < last:
        grew = False
        for step_left in (True, False):
            i, j = (left - 1, right) if step_left else (left, right + 1)
            if first <= i and j <= last and sentence.tokens[j].end - sentence.tokens[i].start <= budget:
                left, right, grew = i, j, True
        if not grew:
            break
    return left, right
