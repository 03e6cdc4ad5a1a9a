"""Which parts are merged: some with each write, so that they never are many, and all of a folder on demand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from geodata.dataset.manifest import Dataset, Part
from geodata.dataset.parts import folder_of, most_rows, rows_in
from geodata.dataset.storage import Storage

MOST_ALIKE = 7
"""Parts that a write leaves beside its own and no larger; with more, they are merged. A row is rewritten so seldom
that writing many batches costs little more than writing one, while a folder of n rows has about 7 log n parts."""

MOST_SORTED = 5
"""Full parts that are sorted as one; more would take too much memory, and part the map finely enough anyway."""


def joined(parts: Sequence[Part], rows: int, table: str) -> tuple[Part, ...]:
    """Return which parts of a folder are merged with so many new rows."""
    rest = [part for part in parts if part.rows is not None and part.rows < most_rows(table) // 2]
    taken: tuple[Part, ...] = ()
    while True:
        alike = tuple(part for part in rest if (part.rows or 0) <= (MOST_ALIKE + 1) * rows)
        if len(alike) < MOST_ALIKE:
            return taken
        rest = [part for part in rest if part not in alike]
        taken, rows = (*taken, *alike), rows + rows_in(alike)


def scattered(storage: Storage, dataset: Dataset) -> Iterator[tuple[str, tuple[Part, ...]]]:
    """Yield the groups of parts that are better merged, each with its table."""
    for table, parts in dataset.parts.items():
        folders: dict[str | None, list[Part]] = defaultdict(list)
        for part in parts:
            folders[folder_of(table, storage.name_of(part.path)) if part.rows else None].append(part)
        if loose := folders.pop(None, None):  # an older version's, or written by other means
            yield table, (*loose, *(part for each in folders.values() for part in each))
            continue
        for each in folders.values():
            yield from ((table, group) for group in _groups(each, table))


def _groups(parts: Sequence[Part], table: str) -> Iterator[tuple[Part, ...]]:
    most = most_rows(table) * (MOST_SORTED if table == "events" else 1)
    group: list[Part] = []
    for part in parts:
        if group and rows_in(group) + (part.rows or 0) > most:
            yield from _worth(group, table)
            group = []
        group.append(part)
    yield from _worth(group, table)


def _worth(group: Sequence[Part], table: str) -> Iterator[tuple[Part, ...]]:
    if len(group) > -(-rows_in(group) // most_rows(table)):
        yield tuple(group)
