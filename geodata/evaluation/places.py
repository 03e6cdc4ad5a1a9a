"""Toponyms found and put on the map, by the protocol of the geoparsing literature."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from geopy.distance import great_circle

from geodata.evaluation.gold import GoldArticle, understanding
from geodata.evaluation.matching import Counts, Pairs, exact_pairs, overlap_pairs, without_neutral
from geodata.records import Role

RIGHT_KM = 161.0
LARGEST_ERROR_KM = 20039.0  # half the Earth's circumference: what an unfound place is charged
BINS = 10
SUREST = 0.9

_LITERAL_ROLES = frozenset({Role.LOCATION, Role.DATELINE})


@dataclass(frozen=True, slots=True)
class Mark:
    """A toponym of gold or of a prediction; `ignored` gold is neither found nor missed.

    `literal` tells whether the place itself is meant, or its government, people or namesake; `None`: not told.
    `score` is a prediction's confidence.
    """

    start: int
    end: int
    point: tuple[float, float] | None
    ignored: bool = False
    literal: bool | None = None
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far scores can be trusted: each judged place's score, and whether it was right."""

    judged: tuple[tuple[float, bool], ...]

    @property
    def expected_error(self) -> float:
        """The expected calibration error, over ten bins of equal count."""
        if not self.judged:
            return 0.0
        by_score = sorted(self.judged, key=lambda judged: judged[0])
        bins = np.array_split(np.array(by_score, dtype=float), min(BINS, len(by_score)))
        return float(sum(len(part) * abs(np.subtract(*part.mean(axis=0))) for part in bins) / len(self.judged))

    @property
    def accuracy_of_surest(self) -> float:
        """The share that is right among the surest nine tenths."""
        surest = sorted(self.judged, key=lambda judged: -judged[0])[: math.ceil(SUREST * len(self.judged))]
        return sum(right for _, right in surest) / len(surest) if surest else 0.0


@dataclass(frozen=True, slots=True)
class PlaceScores:
    """The figures of a corpus.

    `errors_km` are those of found gold places with a point; `emitted` judges every predicted point, `resolved` only
    those of found gold places; `readings` are the found places read as literal or not, as gold has it.
    """

    articles: int
    recognition: Counts
    end_to_end: Counts
    errors_km: tuple[float, ...]
    emitted: Calibration
    resolved: Calibration
    readings: Counts

    @property
    def accuracy(self) -> float:
        """The share of found places that lie within 161 km of gold."""
        return sum(e <= RIGHT_KM for e in self.errors_km) / len(self.errors_km) if self.errors_km else 0.0

    @property
    def auc(self) -> float:
        """The area under the sorted log errors, 0 (perfect) to 1."""
        if len(self.errors_km) < 2:
            return 0.0
        logs = [math.log(e + 1) for e in sorted(self.errors_km)]
        area = sum((a + b) / 2 for a, b in pairwise(logs))
        return area / (math.log(LARGEST_ERROR_KM) * (len(logs) - 1))


def gold_marks(article: GoldArticle, *, linked_only: bool = True, demonyms: bool = False) -> list[Mark]:
    """Return the toponyms of a gold article. Raises `ArticleError` where it has none annotated.

    Gold that is not linked to a gazetteer, and demonyms, are ignored unless asked for: Mordecai 3.5's protocol.
    """
    with understanding(article.id):
        return _one_a_span([_gold_mark(t, linked_only, demonyms) for t in article.needed("toponyms")])


def _gold_mark(toponym: dict[str, Any], linked_only: bool, demonyms: bool) -> Mark:
    ignored = (linked_only and not toponym.get("geonameid")) or (not demonyms and bool(toponym.get("demonym")))
    kind = toponym.get("kind")
    literal = None if kind is None else kind == "literal"
    return Mark(int(toponym["start"]), int(toponym["end"]), _point(toponym), ignored, literal)


def predicted_marks(toponyms: Iterable[dict[str, Any]]) -> list[Mark]:
    """Return the marks of a contract's "toponyms"."""
    return _one_a_span(
        Mark(int(t["start"]), int(t["end"]), _point(t), False, _is_literal(t.get("role")), float(t.get("score") or 0))
        for t in toponyms
    )


def _is_literal(role: str | None) -> bool | None:
    return None if role is None else role in _LITERAL_ROLES


def _point(toponym: dict[str, Any]) -> tuple[float, float] | None:
    lat, lon = toponym.get("lat"), toponym.get("lon")
    return None if lat is None or lon is None else (float(lat), float(lon))


def _one_a_span(marks: Iterable[Mark]) -> list[Mark]:
    """Keep one mark a span, one with a point if there is one, in order."""
    kept: dict[tuple[int, int], Mark] = {}
    for mark in marks:
        at = (mark.start, mark.end)
        if at not in kept or (kept[at].point is None and mark.point is not None):
            kept[at] = mark
    return [kept[at] for at in sorted(kept)]


def score_places(articles: Iterable[tuple[Sequence[Mark], Sequence[Mark]]], *, exact: bool = True) -> PlaceScores:
    """Return the scores of (gold, predicted) pairs; `exact` wants equal spans, else an overlap will do."""
    count, recognition, end_to_end, readings = 0, Counts(0, 0, 0), Counts(0, 0, 0), Counts(0, 0, 0)
    errors: list[float] = []
    emitted: list[tuple[float, bool]] = []
    resolved: list[tuple[float, bool]] = []
    for gold, predicted in articles:
        count += 1
        wanted = [mark for mark in gold if not mark.ignored]
        found = without_neutral([mark for mark in gold if mark.ignored], wanted, predicted)
        overlapping = overlap_pairs(wanted, found)
        pairs = exact_pairs(wanted, found) if exact else overlapping
        recognition += Counts(len(pairs), len(found), len(wanted))
        apart = {j: _error(wanted[i], found[j]) for i, j in pairs if wanted[i].point}
        errors += apart.values()
        judged = _judged(apart, wanted, found, overlapping)
        emitted += judged.values()
        resolved += (judged[j] for j in apart if j in judged)
        end_to_end += Counts(
            sum(right for _, right in judged.values()), len(judged), sum(bool(m.point) for m in wanted)
        )
        readings += _readings(pairs, wanted, found)
    calibrations = Calibration(tuple(emitted)), Calibration(tuple(resolved))
    return PlaceScores(count, recognition, end_to_end, tuple(errors), *calibrations, readings)


def _error(gold: Mark, predicted: Mark) -> float:
    if predicted.point is None or gold.point is None:
        return LARGEST_ERROR_KM
    return float(great_circle(gold.point, predicted.point).km)


def _judged(
    apart: dict[int, float], wanted: list[Mark], found: list[Mark], overlapping: Pairs
) -> dict[int, tuple[float, bool]]:
    """Return the score of each predicted point, and whether it is right; those on gold without a point are left out."""
    pointless = {j for i, j in overlapping if wanted[i].point is None}
    return {
        j: (mark.score, apart.get(j, LARGEST_ERROR_KM) <= RIGHT_KM)
        for j, mark in enumerate(found)
        if mark.point is not None and j not in pointless
    }


def _readings(pairs: Pairs, wanted: list[Mark], found: list[Mark]) -> Counts:
    told = [(wanted[i].literal, found[j].literal) for i, j in pairs if wanted[i].literal is not None]
    return Counts(sum(gold == predicted for gold, predicted in told), len(told), len(told))
