"""Gold annotation against what Dateline found, by the field's protocols.

Places follow the geoparsing literature: recognition by span, resolution by the share within 161 km (100 miles) of
the gold point and by the area under the log-error curve (Gritta et al. 2018), and both together, end to end.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from geopy.distance import great_circle

from geodata.errors import ArticleError

RIGHT_KM = 161.0
LARGEST_ERROR_KM = 20039.0  # half the Earth's circumference: what an unfound place is charged

Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Mark:
    """A toponym of gold or of a prediction; `ignored` gold is neither found nor missed."""

    start: int
    end: int
    point: tuple[float, float] | None
    ignored: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were right, predicted and wanted."""

    right: int
    predicted: int
    wanted: int

    @property
    def precision(self) -> float:
        """Right among predicted."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Right among wanted."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __add__(self, other: Counts) -> Counts:
        """Pool two counts."""
        return Counts(self.right + other.right, self.predicted + other.predicted, self.wanted + other.wanted)


@dataclass(frozen=True, slots=True)
class PlaceScores:
    """The figures of a corpus: recognition, end to end, and the errors (km) of found gold places with a point."""

    articles: int
    recognition: Counts
    end_to_end: Counts
    errors_km: tuple[float, ...]

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


def read_gold(
    path: Path, *, linked_only: bool = True, demonyms: bool = False
) -> Iterator[tuple[dict[str, Any], list[Mark]]]:
    """Yield each gold article with its toponyms. Raises `ArticleError` for a line without id, text or toponyms.

    Gold that is not linked to a gazetteer, and demonyms, are ignored unless asked for: Mordecai 3.5's protocol.
    """
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                article = json.loads(line)
                marks = [_gold_mark(t, linked_only, demonyms) for t in article["toponyms"]]
                article["id"], article["text"]
            except (ValueError, KeyError, TypeError) as error:
                raise ArticleError(f"{path.name}, line {number}: not an annotated article ({error})") from error
            yield article, _one_a_span(marks)


def _gold_mark(toponym: dict[str, Any], linked_only: bool, demonyms: bool) -> Mark:
    ignored = (linked_only and not toponym.get("geonameid")) or (not demonyms and bool(toponym.get("demonym")))
    return Mark(int(toponym["start"]), int(toponym["end"]), _point(toponym), ignored)


def predicted_marks(toponyms: Iterable[dict[str, Any]]) -> list[Mark]:
    """Return the marks of a contract's "toponyms"."""
    return _one_a_span([Mark(int(t["start"]), int(t["end"]), _point(t)) for t in toponyms])


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
    count, recognition, end_to_end = 0, Counts(0, 0, 0), Counts(0, 0, 0)
    errors: list[float] = []
    for gold, predicted in articles:
        count += 1
        wanted = [mark for mark in gold if not mark.ignored]
        found = _without_neutral(gold, wanted, predicted)
        overlapping = overlap_pairs(wanted, found)
        pairs = exact_pairs(wanted, found) if exact else overlapping
        recognition += Counts(len(pairs), len(found), len(wanted))
        apart = [_error(wanted[i], found[j]) for i, j in pairs if wanted[i].point]
        errors += apart
        end_to_end += _end_to_end(apart, wanted, found, overlapping)
    return PlaceScores(count, recognition, end_to_end, tuple(errors))


def _without_neutral(gold: Sequence[Mark], wanted: list[Mark], predicted: Sequence[Mark]) -> list[Mark]:
    """Drop the predictions that meet only ignored gold."""
    ignored = [mark for mark in gold if mark.ignored]
    neutral = {j for _, j in overlap_pairs(ignored, predicted)} - {j for _, j in overlap_pairs(wanted, predicted)}
    return [mark for j, mark in enumerate(predicted) if j not in neutral]


def _error(gold: Mark, predicted: Mark) -> float:
    if predicted.point is None or gold.point is None:
        return LARGEST_ERROR_KM
    return float(great_circle(gold.point, predicted.point).km)


def _end_to_end(errors: Sequence[float], wanted: list[Mark], found: list[Mark], overlapping: Pairs) -> Counts:
    pointless = {j for i, j in overlapping if wanted[i].point is None}
    return Counts(
        sum(error <= RIGHT_KM for error in errors),
        sum(mark.point is not None and j not in pointless for j, mark in enumerate(found)),
        sum(mark.point is not None for mark in wanted),
    )


def exact_pairs(gold: Sequence[Mark], predicted: Sequence[Mark]) -> Pairs:
    """Return the index pairs (gold, predicted) of equal spans."""
    at = {(mark.start, mark.end): j for j, mark in enumerate(predicted)}
    return [(i, at[m.start, m.end]) for i, m in enumerate(gold) if (m.start, m.end) in at]


def overlap_pairs(gold: Sequence[Mark], predicted: Sequence[Mark]) -> Pairs:
    """Return the largest one-to-one matching of overlapping spans: equal spans first, then the widest overlaps."""
    fixed = dict(exact_pairs(gold, predicted))
    owner = {j: i for i, j in fixed.items()}
    options = {
        i: [j for j in _overlapping(mark, predicted) if j not in fixed.values()]
        for i, mark in enumerate(gold)
        if i not in fixed
    }
    for i in sorted(options, key=lambda i: len(options[i])):
        _augment(i, options, owner, set())
    return [(i, j) for j, i in owner.items()]


def _overlapping(mark: Mark, predicted: Sequence[Mark]) -> list[int]:
    shared = {j: min(mark.end, p.end) - max(mark.start, p.start) for j, p in enumerate(predicted)}
    return sorted((j for j, width in shared.items() if width > 0), key=lambda j: -shared[j])


def _augment(i: int, options: dict[int, list[int]], owner: dict[int, int], tried: set[int]) -> bool:
    """Find a partner for gold `i`, moving others to a second choice where need be."""
    for j in options[i]:
        if j not in tried:
            tried.add(j)
            if j not in owner or _augment(owner[j], options, owner, tried):
                owner[j] = i
                return True
    return False


def evaluate_places(
    gold: Path, annotate: Callable[[dict[str, Any]], list[dict[str, Any]]], *, exact: bool = True
) -> PlaceScores:
    """Return the scores of a gold file; `annotate` gives the contract's "toponyms" of a gold article."""
    pairs = ((marks, predicted_marks(annotate(article))) for article, marks in read_gold(gold))
    return score_places(pairs, exact=exact)
