"""A small learned ranker of a toponym's candidates."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from geodata.errors import ModelError
from geodata.records import Place
from geodata.toponym_resolution.context import FEATURES, candidate_features
from geodata.toponym_resolution.readings import Array, Reading

WEIGHTS = Path(__file__).with_name("ranker.json")
_ROUNDS = 2  # the second round sees the places that the first one chose


@dataclass(frozen=True, slots=True)
class Ranker:
    """One hidden layer over a candidate's features, then a softmax over the toponym's candidates."""

    hidden: Array
    hidden_bias: Array
    out: Array
    temperature: float

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Self:
        """Read the weights that training wrote. Raises `ModelError` where they are missing or of other features."""
        try:
            fields = json.loads(path.read_text(encoding="utf-8"))
            hidden, bias, out = (np.array(fields[name], np.float64) for name in ("hidden", "hidden_bias", "out"))
            features, temperature = tuple(fields["features"]), float(fields["temperature"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"the ranker's file {path.name} cannot be read; reinstall Dateline") from error
        if features != FEATURES:
            raise ModelError(f"the ranker's file {path.name} is of another version; reinstall Dateline")
        return cls(hidden, bias, out, temperature)

    def scores(self, features: Array) -> Array:
        """Return a probability for each candidate (candidates, features) → (candidates,)."""
        if not len(features):
            return np.zeros(0)
        logits = np.maximum(features @ self.hidden + self.hidden_bias, 0.0) @ self.out / self.temperature
        odds = np.exp(logits - logits.max())
        return odds / odds.sum()  # type: ignore[no-any-return]

    def rank(self, text: str, readings: Sequence[Reading]) -> list[Array]:
        """Return for each reading its candidates' probabilities, with the whole article in view."""
        chosen: list[Place | None] = [r.matches[0].place if r.matches else None for r in readings]
        ranked: list[Array] = []
        for _ in range(_ROUNDS):
            ranked = [self.scores(features) for features in candidate_features(text, readings, chosen)]
            chosen = [
                r.matches[int(scores.argmax())].place if r.matches else None
                for r, scores in zip(readings, ranked, strict=True)
            ]
        return ranked
