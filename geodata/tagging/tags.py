"""What the tagger says of each word of a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.records import Span
from geodata.tagging.features import Words

TOPONYM_LABELS = ("O", "B-PLACE", "I-PLACE", "B-DEMONYM", "I-DEMONYM")
READING_LABELS = ("associative", "literal")
EVENT_LABELS = ("none", "deed", "report", "state")
ENTITY_LABELS = ("O", *(f"{part}-{kind}" for kind in (
    "CARDINAL DATE EVENT FAC GPE LANGUAGE LAW LOC MONEY NORP ORDINAL ORG PERCENT PERSON PRODUCT QUANTITY TIME "
    "WORK_OF_ART").split() for part in "BI"))  # fmt: skip

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which word belongs to which: what each asks for and answers to, both (words, width), and its score for none."""

    queries: Scores
    keys: Scores
    nothing: Scores

    def scores(self, asker: int, candidates: Sequence[range]) -> Scores:
        """Return log odds (candidates + 1,) of each run of words to be the asker's, those of none last."""
        query = self.queries[asker]
        runs = [np.logaddexp.reduce(self.keys[run.start : run.stop] @ query) for run in candidates]
        return np.array([*runs, self.nothing[asker]], np.float32)


@dataclass(frozen=True, slots=True)
class Tags:
    """Probabilities for each word, (words, labels) by the label lists of this module.

    `literal` (words,) is the probability that a name means the place itself, `persons` (words,) that a word is part
    of a person's name. `place` tells which place belongs to an event.
    """

    words: Words
    toponyms: Scores
    literal: Scores
    persons: Scores
    events: Scores
    place: Pairs

    def words_in(self, span: Span) -> range:
        """Return the numbers of the words that begin within a span; at least one where the text has any."""
        first, past = np.searchsorted(self.words.starts, (span.start, span.end)).tolist()
        first = min(first, len(self.words.starts) - 1)
        return range(first, max(past, first + 1))

    def place_scores(self, event: Span, places: Sequence[Span]) -> Scores:
        """Return log odds of each place to be where an event happened, those of none of them last."""
        return self.place.scores(self.words_in(event).start, [self.words_in(span) for span in places])
