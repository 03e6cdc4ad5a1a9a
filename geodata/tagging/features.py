"""What the tagger sees of a text: word pieces, the shape of each word, and gazetteer matches."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.gazetteer import Gazetteer, name_key
from geodata.records import Span

_JOINERS = "\u00ad\u200b\u200c\u200d\u2060"  # soft hyphen and the like: seen by nobody, inside a word
WORD = re.compile(rf"[^\W_]+(?:[{_JOINERS}]+[^\W_]+)*|[^\w\s]|_")
SHAPES = 7
GAZETTEER_CLASSES = 11
_PROMINENCE_EDGES = np.array([3.5, 4.5, 5.5, 6.5], np.float32)  # hamlet, town, city, metropolis, country
_LONGEST_NAME = 7  # in words and marks: "St. Vincent and the Grenadines" has six
_INNER_MARKS = frozenset(".-'’&/")
_LONGEST_WORD = 60  # a longer run of letters is no word of a name
_MOST_PIECES = 12  # a word of more is in a script that the vocabulary only spells


@dataclass(frozen=True, slots=True)
class Words:
    """The words and marks of a text with what the model is told of each; arrays share their length."""

    spans: tuple[Span, ...]
    starts: npt.NDArray[np.int64]
    shapes: npt.NDArray[np.int64]
    gazetteer: npt.NDArray[np.int64]


def find_words(text: str, gazetteer: Gazetteer) -> Words:
    """Return the words and marks of a text with shape and gazetteer classes."""
    spans = tuple(Span(*match.span()) for match in WORD.finditer(text))
    surfaces = [text[span.start : span.end] for span in spans]
    shapes = np.array([word_shape(surface) for surface in surfaces], np.int64)
    starts = np.array([span.start for span in spans], np.int64)
    return Words(spans, starts, shapes, _gazetteer_classes(text, spans, surfaces, gazetteer))


@lru_cache(maxsize=65536)
def word_shape(word: str) -> int:
    """Return 0 lower case, 1 Title, 2 UPPER, 3 a single capital, 4 mixed, 5 with a digit, 6 a mark."""
    if not word[0].isalnum():
        return 6
    if any(c.isdigit() for c in word):
        return 5
    if word.islower():
        return 0
    if len(word) == 1:
        return 3 if word.isupper() else 0
    if word.isupper():
        return 2
    return 1 if word[0].isupper() and word[1:].islower() else 4


def _gazetteer_classes(
    text: str, spans: Sequence[Span], surfaces: Sequence[str], gazetteer: Gazetteer
) -> npt.NDArray[np.int64]:
    """Return for each word 0 (no name) or 1 + 2 × prominence bucket + (1 if in a name of several words)."""
    runs = list(_name_like_runs(spans, surfaces))
    keys = np.array([name_key(text[spans[a].start : spans[b - 1].end]) for a, b in runs], np.uint64)
    ranks = gazetteer.prominences(keys)
    classes = np.zeros(len(spans), np.int64)
    width = np.zeros(len(spans), np.int64)
    for at in np.flatnonzero(ranks >= 0):
        first, last = runs[at]
        wider = width[first:last] < last - first
        bucket = int(np.searchsorted(_PROMINENCE_EDGES, ranks[at], "right"))
        classes[first:last][wider] = 1 + 2 * bucket + (last - first > 1)
        width[first:last][wider] = last - first
    return classes


def _name_like_runs(spans: Sequence[Span], surfaces: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the runs of words (first, past the last) that may be a name: capitals at both ends, close together."""
    for first, surface in enumerate(surfaces):
        if not surface[0].isupper() or len(surface) > _LONGEST_WORD:
            continue
        for past in range(first + 1, min(first + _LONGEST_NAME, len(spans)) + 1):
            word = surfaces[past - 1]
            if past - first > 1 and spans[past - 1].start - spans[past - 2].end > 1:
                break
            if not word[0].isalnum() and word not in _INNER_MARKS:
                break
            if word[0].isupper() or word == ".":
                yield first, past


class WordPieces:
    """The uncased WordPiece vocabulary of BERT; splits greedily, longest piece first."""

    def __init__(self, vocabulary: Path) -> None:
        """Read a vocabulary file: one piece a line, its number the line."""
        pieces = vocabulary.read_text(encoding="utf-8").splitlines()
        self._ids = {piece: number for number, piece in enumerate(pieces)}
        self.unknown = self._ids["[UNK]"]
        self.start, self.end, self.pad = self._ids["[CLS]"], self._ids["[SEP]"], self._ids["[PAD]"]
        self.of_word = lru_cache(maxsize=65536)(self._split)

    def _split(self, word: str) -> tuple[int, ...]:
        """Return the piece numbers of one word."""
        folded = unicodedata.normalize("NFD", word.lower())
        bare = "".join(c for c in folded if not unicodedata.combining(c) and c not in _JOINERS) or word
        if len(bare) > _LONGEST_WORD:
            return (self.unknown,)
        pieces, at = [], 0
        while at < len(bare):
            for end in range(len(bare), at, -1):
                number = self._ids.get(bare[at:end] if at == 0 else "##" + bare[at:end])
                if number is not None:
                    pieces.append(number)
                    at = end
                    break
            else:
                return (self.unknown,)
        return tuple(pieces) if len(pieces) <= _MOST_PIECES else (self.unknown,)


@dataclass(frozen=True, slots=True)
class Window:
    """A run of words that the model reads at once; `keep` is the part whose labels count."""

    first: int
    past: int
    keep_first: int
    keep_past: int


def windows(piece_counts: Sequence[int], most_pieces: int, context: int) -> list[Window]:
    """Cut words into windows of at most `most_pieces` pieces, each with `context` words of its neighbours."""
    cuts, first, used = [], 0, 0
    for at, count in enumerate(piece_counts):
        if used + count > most_pieces and at > first:
            cuts.append((first, at))
            first, used = at, 0
        used += count
    if first < len(piece_counts):
        cuts.append((first, len(piece_counts)))
    total = len(piece_counts)
    return [Window(max(0, a - context), min(total, b + context), a, b) for a, b in cuts]


def window_inputs(window: Window, words: Words, pieces: Sequence[Sequence[int]], vocabulary: WordPieces) -> Any:
    """Return (piece ids, shapes, gazetteer classes, position of each word's first piece), each (length,) int64.

    Every piece of a word bears the word's shape and gazetteer class.
    """
    ids, shapes, classes, heads = [vocabulary.start], [0], [0], []
    for at in range(window.first, window.past):
        heads.append(len(ids))
        ids.extend(pieces[at])
        shapes.extend([int(words.shapes[at]) + 1] * len(pieces[at]))
        classes.extend([int(words.gazetteer[at])] * len(pieces[at]))
    ids.append(vocabulary.end)
    arrays = (ids, [*shapes, 0], [*classes, 0], heads)
    return tuple(np.array(array, np.int64) for array in arrays)
