"""A dataset's tables as Arrow tables and records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads

from geodata.dataset.manifest import Dataset, Part, relocated
from geodata.dataset.schema import SCHEMAS
from geodata.dataset.storage import storage_at
from geodata.errors import DatasetError
from geodata.records import OtherSource


@dataclass(frozen=True, slots=True)
class KnownArticles:
    """What tells whether an article is there already: the fields of each, at the same place of each tuple.

    `others` are the further places that they were published at.
    """

    ids: tuple[str, ...]
    urls: tuple[str | None, ...]
    sources: tuple[str | None, ...]
    signatures: tuple[bytes | None, ...]
    others: tuple[OtherSource, ...]


def load_table(dataset: Dataset, table: str, columns: Sequence[str] | None = None) -> pa.Table:
    """Return one table of a dataset, part after part; columns that its version didn't have hold nulls.

    Raises `DatasetError` where a part cannot be read.
    """
    try:
        try:
            return load_parts(dataset.parts[table], table, columns)
        except FileNotFoundError:  # written over since it was read
            return load_parts(relocated(dataset).parts[table], table, columns)
    except (OSError, pa.ArrowException) as error:
        raise DatasetError(f"the dataset in {dataset.directory} is damaged: {error}") from error


def load_parts(parts: Sequence[Part], table: str, columns: Sequence[str] | None = None) -> pa.Table:
    """Return some parts of a table, one after the other. Raises `OSError` or `pa.ArrowException`."""
    schema = SCHEMAS[table]
    wanted = schema if columns is None else pa.schema([schema.field(name) for name in columns])
    if not parts:
        return wanted.empty_table()
    paths = [str(part.path) for part in parts]
    filesystem = None if isinstance(parts[0].path, Path) else storage_at(parts[0].path).filesystem
    read = pads.dataset(paths, schema=schema, format="parquet", filesystem=filesystem)
    return read.to_table(columns=wanted.names).cast(wanted)


def known_articles(dataset: Dataset) -> KnownArticles:
    """Return what tells the dataset's articles apart, without reading their texts. Raises `DatasetError`."""
    read = load_table(dataset, "articles", ["id", "url", "source", "signature"])
    ids, urls, sources, signatures = (tuple(column.to_pylist()) for column in read.columns)
    return KnownArticles(ids, urls, sources, signatures, _others(load_table(dataset, "sources")))


def other_sources(dataset: Dataset, article_id: str) -> tuple[OtherSource, ...]:
    """Return the further places that an article was published at, by their names. Raises `DatasetError`."""
    rows = load_table(dataset, "sources")
    return _others(rows.filter(pc.equal(rows["article_id"], article_id)).sort_by("source"))


def _others(rows: pa.Table) -> tuple[OtherSource, ...]:
    return tuple(OtherSource(**row) for row in rows.to_pylist())
