"""Pairing gold with predictions one to one, and counting what is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Pairs = list[tuple[int, int]]


class Spanned(Protocol):
    """What has half-open character offsets."""

    @property
    def start(self) -> int:
        """The first character's offset."""

    @property
    def end(self) -> int:
        """The offset after the last character."""


AnySpanned = TypeVar("AnySpanned", bound=Spanned)


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


def shared_width(one: Spanned, other: Spanned) -> int:
    """Return how many characters two spans share; negative: how many lie between them."""
    return min(one.end, other.end) - max(one.start, other.start)


def exact_pairs(gold: Sequence[Spanned], predicted: Sequence[Spanned]) -> Pairs:
    """Return the index pairs (gold, predicted) of equal spans."""
    at = {(mark.start, mark.end): j for j, mark in enumerate(predicted)}
    return [(i, at[m.start, m.end]) for i, m in enumerate(gold) if (m.start, m.end) in at]


def overlap_pairs(gold: Sequence[Spanned], predicted: Sequence[Spanned]) -> Pairs:
    """Return the largest one-to-one matching of overlapping spans: equal spans first, then the widest overlaps."""
    fixed = dict(exact_pairs(gold, predicted))
    owner = {j: i for i, j in fixed.items()}
    taken = frozenset(owner)
    options = {
        i: [j for j in _overlapping(mark, predicted) if j not in taken] for i, mark in enumerate(gold) if i not in fixed
    }
    for i in sorted(options, key=lambda i: len(options[i])):
        _augment(i, options, owner, set())
    return [(i, j) for j, i in owner.items()]


def without_neutral(
    ignored: Sequence[Spanned], wanted: Sequence[Spanned], predicted: Sequence[AnySpanned]
) -> list[AnySpanned]:
    """Drop the predictions that meet only ignored gold."""
    neutral = {j for _, j in overlap_pairs(ignored, predicted)} - {j for _, j in overlap_pairs(wanted, predicted)}
    return [mark for j, mark in enumerate(predicted) if j not in neutral]


def _overlapping(mark: Spanned, predicted: Sequence[Spanned]) -> list[int]:
    shared = {j: shared_width(mark, other) for j, other in enumerate(predicted)}
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


def best_pairs(weights: Sequence[Sequence[float | None]]) -> Pairs:
    """Return the one-to-one pairs (row, column) of the greatest total weight; `None` must not be paired.

    Weights are positive. Rows are added one by one along the cheapest augmenting path (Kuhn 1955, Munkres 1957).
    """
    rows = len(weights)
    columns = len(weights[0]) if rows else 0
    if not columns:
        return []
    # a column of its own, at no cost, lets each row stay unpaired
    cost = np.zeros((rows, columns + rows))
    cost[:, :columns] = [[-(weight or 0.0) for weight in row] for row in weights]
    row_of = _cheapest_assignment(cost)
    return sorted((int(i), j) for j, i in enumerate(row_of[:columns]) if i >= 0 and weights[i][j])


def _cheapest_assignment(cost: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return each column's row, or -1, in the cheapest assignment of all rows; there are at least as many columns."""
    rows, columns = cost.shape
    row_of = np.full(columns, -1)
    row_price, column_price = np.zeros(rows), np.zeros(columns)
    for start in range(rows):
        reach = np.full(columns, np.inf)  # the cost of the cheapest path to each column
        before = np.full(columns, -1)
        done = np.zeros(columns, dtype=bool)
        row, column, length = start, -1, 0.0
        while row >= 0:
            through = length + cost[row] - row_price[row] - column_price
            nearer = ~done & (through < reach)
            reach[nearer], before[nearer] = through[nearer], column
            column = int(np.where(done, np.inf, reach).argmin())
            length, row = float(reach[column]), int(row_of[column])
            done[column] = True
        visited = done & (row_of >= 0)
        row_price[row_of[visited]] += length - reach[visited]
        row_price[start] += length
        column_price[done] -= length - reach[done]
        while column >= 0:
            row_of[column] = row_of[before[column]] if before[column] >= 0 else start
            column = int(before[column])
    return row_of
