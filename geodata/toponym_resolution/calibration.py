"""How sure a place is, in odds that hold, and when it is too doubtful to be put on a map."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from geodata.errors import ModelError
from geodata.records import Candidate, ResolvedToponym

WEIGHTS = Path(__file__).with_name("calibration.json")
_LEAST, _MOST = 0.003, 0.997  # probabilities beyond are cut, as in fitting


@dataclass(frozen=True, slots=True)
class Calibration:
    """Two logistic curves, fitted by training/calibration.py on articles that neither model was trained on.

    `place` turns the ranker's probability into that of the place being right, given that the name is one: (slope,
    offset). `mark` turns the ranker's and the recogniser's into that of the mark on the map being right, neither a
    wrong place nor no place at all: (slope, slope, offset). A mark less likely than `least` is not made.
    """

    place: tuple[float, float]
    mark: tuple[float, float, float]
    least: float

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Self:
        """Read the file that training wrote. Raises `ModelError` where it is missing or damaged."""
        try:
            fields = json.loads(path.read_text(encoding="utf-8"))
            slope, offset = map(float, fields["place"])
            ranked, recognised, both = map(float, fields["mark"])
            return cls((slope, offset), (ranked, recognised, both), float(fields["least"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"the calibration's file {path.name} cannot be read; reinstall Dateline") from error

    def of_place(self, probability: float) -> float:
        """Return how likely the ranker's choice is right."""
        slope, offset = self.place
        return _logistic(slope * log_odds(probability) + offset)

    def of_mark(self, probability: float, recognised: float) -> float:
        """Return how likely a mark on the map is right."""
        ranked, found, offset = self.mark
        return _logistic(ranked * log_odds(probability) + found * log_odds(recognised) + offset)


def log_odds(probability: float) -> float:
    """Return the log odds of a probability, cut at both ends."""
    bounded = min(max(probability, _LEAST), _MOST)
    return math.log(bounded / (1 - bounded))


def _logistic(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds))


def without_mark(doubtful: ResolvedToponym) -> ResolvedToponym:
    """Return a resolved toponym whose place is only the first of its alternatives: what it may be, not what it is."""
    if doubtful.place is None:
        return doubtful
    alternatives = (Candidate(doubtful.place, doubtful.score), *doubtful.alternatives)
    reason = f"perhaps {doubtful.reason}; too doubtful to be put on the map"
    return replace(doubtful, place=None, area=None, score=0.0, alternatives=alternatives, reason=reason)
