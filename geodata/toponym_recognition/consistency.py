"""One article, one reading: mended and repeated names, judged with the whole article in view."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from geodata.gazetteer import Gazetteer, name_key, normalise_name
from geodata.records import Span
from geodata.toponym_recognition.features import Words

_REPEATED = 0.2  # probability of a place that will do for a name that is one elsewhere in the article
_LONGEST_GAP = 1
_JOINTS = frozenset({"", " ", "-", "–"})


def join_fragments(
    text: str, runs: Sequence[tuple[int, int]], words: Words, gazetteer: Gazetteer
) -> list[tuple[int, int]]:
    """Join neighbouring runs of words that are together one name of the gazetteer: "MOUNT" "GILEAD".

    Runs are (first, past the last) word numbers.
    """
    joined: list[tuple[int, int]] = []
    for run in runs:
        if joined and _is_one_name(text, joined[-1], run, words, gazetteer):
            joined[-1] = (joined[-1][0], run[1])
        else:
            joined.append(run)
    return joined


def _is_one_name(text: str, one: tuple[int, int], other: tuple[int, int], words: Words, gazetteer: Gazetteer) -> bool:
    end, start = words.spans[one[1] - 1].end, words.spans[other[0]].start
    if start - end > _LONGEST_GAP or text[end:start].replace("\n", "x") not in _JOINTS or other[0] - one[1] > 1:
        return False
    whole = text[words.spans[one[0]].start : words.spans[other[1] - 1].end]
    return bool(gazetteer.prominences(np.array([name_key(whole)], np.uint64))[0] >= 0)


def repeated_runs(
    text: str, runs: Sequence[tuple[int, int]], words: Words, begins: npt.NDArray[np.float32]
) -> list[tuple[int, int]]:
    """Return runs of words that repeat a name found elsewhere and may well be a place too.

    `begins` (words,) is the probability that a place begins at a word.
    """
    taken = np.zeros(len(words.spans), np.bool_)
    names: dict[str, set[int]] = defaultdict(set)
    for first, past in runs:
        taken[first:past] = True
        name = _name(text, words, first, past)
        names[name.partition(" ")[0]].add(past - first)
    known = {_name(text, words, first, past) for first, past in runs}
    found = []
    for first in np.flatnonzero((begins >= _REPEATED) & ~taken & (words.shapes != 0)).tolist():
        at: int = first
        span = words.spans[at]
        for length in sorted(names.get(normalise_name(span.of(text)), ()), reverse=True):
            past = at + length
            if past <= len(taken) and not taken[at:past].any() and _name(text, words, at, past) in known:
                taken[at:past] = True
                found.append((at, past))
                break
    return found


def _name(text: str, words: Words, first: int, past: int) -> str:
    return normalise_name(text[words.spans[first].start : words.spans[past - 1].end])


def span_of(words: Words, first: int, past: int) -> Span:
    """Return the characters of a run of words."""
    return Span(words.spans[first].start, words.spans[past - 1].end)
