"""A dataset's tables as DuckDB shows them to a question in SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.dataset import SCHEMAS, Dataset, Part, in_place, relocated, storage_at
from geodata.errors import DatasetError


@contextmanager
def opened(dataset: Dataset, sql: str, numbered: Sequence[str] = ()) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the tables that a question names as views; `numbered` ones number their rows over all parts as `part_row`.

    Raises `DatasetError` where a part cannot be read, be it while the question is answered.
    """
    try:
        with duckdb.connect(config={"threads": 2}) as connection:
            dataset = in_place(dataset)
            if not isinstance(dataset.directory, Path):
                connection.register_filesystem(storage_at(dataset.directory).filesystem)
            for table in dataset.parts:
                if table in sql:  # opening the others would take longer than most answers
                    _view(connection, dataset, table, table in numbered)
            yield connection
    except (duckdb.Error, OSError) as error:
        raise DatasetError(f"the dataset in {dataset.directory} cannot be read: {error}") from error


def select(dataset: Dataset, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Return the rows that answer a question. Raises `DatasetError` where a part cannot be read."""
    rows: list[dict[str, Any]] = read(dataset, sql, values).to_pylist()
    return rows


def read(
    dataset: Dataset,
    sql: str,
    values: Sequence[Any] = (),
    *,
    numbered: Sequence[str] = (),
    found: pa.Table | None = None,
) -> pa.Table:
    """Return the answer to a question, which may name a table `found`. Raises as `select` does."""
    try:
        return _read(dataset, sql, values, numbered, found)
    except DatasetError:
        if (moved := relocated(dataset)) == dataset:
            raise
        return _read(moved, sql, values, numbered, found)  # written over while the question was answered


def _read(
    dataset: Dataset, sql: str, values: Sequence[Any], numbered: Sequence[str], found: pa.Table | None
) -> pa.Table:
    with opened(dataset, sql, numbered) as connection:
        if found is not None:
            connection.register("found", found)
        return connection.sql(sql, params=list(values)).to_arrow_table()


def rows_of_parts(dataset: Dataset, table: str) -> list[int]:
    """Return how many rows each part of a table has. Raises `DatasetError` where one cannot be read."""
    try:
        return [_length(part) for part in dataset.parts[table]]
    except (OSError, pa.ArrowException) as error:
        raise DatasetError(f"the dataset in {dataset.directory} cannot be read: {error}") from error


def _length(part: Part) -> int:
    return int(pq.read_metadata(part.path).num_rows) if part.rows is None else part.rows


def _view(connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: str, is_numbered: bool) -> None:
    paths = [str(path) for path in dataset.files[table]]
    if not paths:
        connection.register(table, _numbered_nothing(table) if is_numbered else SCHEMAS[table].empty_table())
        return
    if not is_numbered:
        connection.from_parquet(paths, hive_partitioning=False).create_view(table)
        return
    before = np.cumsum([0, *rows_of_parts(dataset, table)])[:-1]
    connection.register(f"{table}_begin", pa.table({"filename": paths, "before": before}))
    on_disk = connection.from_parquet(paths, file_row_number=True, filename=True, hive_partitioning=False)
    on_disk.create_view(f"{table}_on_disk")
    connection.sql(f"""
        CREATE VIEW {table} AS
        SELECT * EXCLUDE (filename, file_row_number, before), file_row_number + before AS part_row
        FROM {table}_on_disk JOIN {table}_begin USING (filename)
        """)


def _numbered_nothing(table: str) -> pa.Table:
    return SCHEMAS[table].append(pa.field("part_row", pa.int64())).empty_table()
