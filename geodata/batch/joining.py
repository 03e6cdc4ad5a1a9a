"""Batches of what was read → the rows to write, each article under the id that it is to be stored under."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geodata.batch.reading import TABLES, Batch, Read
from geodata.dataset import SCHEMAS
from geodata.duplicates import Identity


def joined(batches: Sequence[Batch], ids: Sequence[str | None]) -> dict[str, pa.Table]:
    """Return the rows of the articles of batches, which get these ids; what has none is left out.

    So is what a later one replaces, as it would if written after it.
    """
    read = [result for batch in batches for result in batch.results if isinstance(result, Read)]
    identities = [each.identity for each in read]
    kept = _latest(identities, ids)
    tables = {}
    for at, table in enumerate(TABLES):
        rows = pa.concat_tables([SCHEMAS[table].empty_table(), *(batch.tables[table] for batch in batches)])
        article = np.repeat(np.arange(len(read)), [each.rows[at] for each in read])
        rows, article = rows.filter(pa.array(kept[article])).combine_chunks(), article[kept[article]]
        owners = article.tolist()
        tables[table] = _own(table, rows, [identities[n] for n in owners], [ids[n] or "" for n in owners])
    return tables


def _own(table: str, rows: pa.Table, articles: Sequence[Identity], ids: Sequence[str]) -> pa.Table:
    """Return rows under the ids of their articles, which the ids of events begin with."""
    if table == "articles":
        rows = _with(rows, "signature", [article.signature for article in articles])
        return _with(rows, "id", ids)
    if table == "events":
        names = zip(ids, rows["id"].to_pylist(), articles, strict=True)
        rows = _with(rows, "id", [id + name.removeprefix(article.id) for id, name, article in names])
    return _with(rows, "article_id", ids)


def _with(rows: pa.Table, name: str, values: Sequence[str | bytes]) -> pa.Table:
    place = rows.schema.get_field_index(name)
    field = rows.schema.field(place)
    return rows.set_column(place, field, pa.array(values, field.type))


def _latest(articles: Sequence[Identity], ids: Sequence[str | None]) -> npt.NDArray[np.bool_]:
    """Tell of each article whether it is stored, and no later one has its id or source."""
    later: set[tuple[str, str | None]] = set()
    kept = np.zeros(len(articles), bool)
    for at in reversed(range(len(articles))):
        if (id := ids[at]) is not None:
            names = {("id", id), ("source", articles[at].source)} - {("source", None)}
            kept[at] = not names & later
            later |= names
    return kept
