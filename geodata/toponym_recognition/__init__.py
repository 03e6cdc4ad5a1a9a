"""Text and its tags → toponyms with their roles."""

from __future__ import annotations

from collections.abc import Sequence

from geodata.gazetteer import Gazetteer
from geodata.records import Span, Toponym
from geodata.tagging import Tags
from geodata.tagging.tags import TOPONYM_LABELS
from geodata.toponym_recognition.consistency import (
    join_fragments,
    repeated_runs,
    share_scores,
    span_of,
    speaking_capitals,
    tidy,
    whole_saints,
    without_persons,
)
from geodata.toponym_recognition.roles import role_of, share_roles

__all__ = ["find_toponyms", "toponyms_at"]

_PLACE, _DEMONYM = TOPONYM_LABELS.index("B-PLACE"), TOPONYM_LABELS.index("B-DEMONYM")


def find_toponyms(text: str, tags: Tags, gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    """Return the toponyms of a text, demonyms included, in order."""
    return share_roles(text, share_scores(_toponyms(text, tags, gazetteer)))


def toponyms_at(text: str, tags: Tags, spans: Sequence[Span]) -> tuple[Toponym, ...]:
    """Return toponyms at given spans, with the roles that the model reads there."""
    found = []
    for span in spans:
        literal = float(tags.literal[tags.words_in(span).start]) if len(tags.literal) else 1.0
        found.append(Toponym(span, span.of(text), role_of(text, span, literal)))
    return share_roles(text, found)


def _label_runs(labels: Sequence[int], begin: int) -> list[tuple[int, int]]:
    """Return the runs of words (first, past the last) that a label begins."""
    found, at = [], 0
    while at < len(labels):
        past = at + 1
        if labels[at] == begin:
            while past < len(labels) and labels[past] == begin + 1:
                past += 1
            found.append((at, past))
        at = past
    return found


def _toponyms(text: str, tags: Tags, gazetteer: Gazetteer) -> list[Toponym]:
    words, scores, literal = tags.words, tags.toponyms, tags.literal
    labels = scores.argmax(-1).tolist() if len(scores) else []
    whole = scores[:, _PLACE : _PLACE + 2].sum(-1)
    places = join_fragments(text, _label_runs(labels, _PLACE), words, gazetteer)
    places = whole_saints(text, tidy(text, places, words), words)
    places = without_persons(text, places, words, whole, tags.persons)
    demonyms = _label_runs(labels, _DEMONYM)
    taken = {at for first, past in demonyms for at in range(first, past)}
    places += [run for run in speaking_capitals(places, words, tags) if taken.isdisjoint(range(*run))]
    repeated = [run for run in repeated_runs(text, places, words, scores[:, _PLACE]) if taken.isdisjoint(range(*run))]
    found = []
    for first, past in sorted([*places, *repeated]):
        span = span_of(words, first, past)
        score = float(whole[first:past].min())
        found.append(Toponym(span, span.of(text), role_of(text, span, float(literal[first])), score))
    for first, past in demonyms:
        span = span_of(words, first, past)
        score = float(scores[first:past, _DEMONYM : _DEMONYM + 2].sum(-1).min())
        found.append(Toponym(span, span.of(text), role_of(text, span, 0.0), score, demonym=True))
    return sorted(found, key=lambda t: t.span)
