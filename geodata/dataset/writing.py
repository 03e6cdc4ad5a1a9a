"""Writing: new parts beside the old ones, then a new manifest in one step, then what nobody reads is removed.

A reader sees the dataset before or the dataset after, and a write that fails, or is killed, changes nothing. What a
write costs goes with its batch; articles that are there already are taken out of the parts that hold them.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from geodata import records as r
from geodata.dataset import compaction
from geodata.dataset.manifest import MANIFEST, RETIRED, Dataset, Manifest, Part, manifest_bytes, read_manifest
from geodata.dataset.parts import by_folder, folder_of, with_shapes, write_part, written_parts
from geodata.dataset.reading import load_parts, load_table
from geodata.dataset.rows import tables_of
from geodata.dataset.schema import KEYS, SCHEMA_VERSION, SCHEMAS, TABLES
from geodata.dataset.storage import Address, ChangedMeanwhileError, Local, Storage, storage_at
from geodata.errors import DatasetError

RETIRED_SECONDS = 600
"""How long a replaced part is kept at the least, for a reader of the dataset before, while many writes follow."""

PENDING = re.compile(rf"{re.escape(MANIFEST)}\.[0-9a-f]{{12}}")
"""The names of manifests that have not taken their place."""

ROWS_GATHERED = 1_000_000
"""Rows of all tables that are held in memory while batches come in: some hundred megabytes."""

PART = re.compile(rf"(?:{'|'.join(TABLES)})(?:/month=[^/]+)?[/-][0-9a-f]+\.parquet")
"""The names of parts, of this version and of earlier ones; other files in the folder are never touched."""

MOST_ATTEMPTS = 50
"""Times that a writer begins again because others were first, where no lock keeps them apart."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a write changes: the parts that go, and the rows that come, each with their table and folder."""

    gone: frozenset[Part]
    rows: Iterable[tuple[str, str, pa.Table]]
    configuration: str


@dataclass(frozen=True, slots=True)
class Replacing:
    """Which rows a write takes the place of.

    `articles` are ids of earlier articles, each with the id of the new one; `failed` are the names of articles whose
    earlier failure no longer counts, `sources` the places whose earlier mention as another source doesn't.
    """

    articles: dict[str, str]
    failed: pa.Array
    sources: pa.Array


def write_dataset(
    directory: Address,
    annotations: Iterable[r.Annotation],
    failures: Iterable[r.Failure] = (),
    configuration: str = "",
    *,
    signatures: Mapping[str, bytes] | None = None,
    other_sources: Iterable[r.OtherSource] = (),
) -> Dataset:
    """Write annotations and failures into a folder's dataset, beside what it already holds.

    An article that is there already, by id or by source, is replaced. `signatures` are the articles' by id. Raises
    `DatasetError` where the folder cannot be written or holds a dataset that cannot be read; the earlier dataset is
    whole then.
    """
    return write_tables(directory, tables_of(annotations, failures, signatures, other_sources), configuration)


def write_tables(directory: Address, tables: Mapping[str, pa.Table], configuration: str = "") -> Dataset:
    """Write Arrow tables with the columns of `SCHEMAS` into a folder's dataset, as `write_dataset` does records.

    Tables that are left out are empty; geometries and boxes are made from the areas.
    """
    fresh = _joined([tables])
    return _written(directory, lambda storage, earlier: _addition(storage, earlier, fresh, configuration))


def write_parts(directory: Address, batches: Iterable[Mapping[str, pa.Table]], configuration: str = "") -> Dataset:
    """Write tables that come batch by batch into a folder that has no dataset yet; it is there when all of it is.

    Raises `DatasetError` where the folder cannot be written, or holds a dataset.
    """

    def change(_storage: Storage, earlier: Manifest | None) -> Change:
        if earlier is not None:
            raise DatasetError(f"there is a dataset in {directory} already; choose another folder")
        rows = (each for tables in _gathered(batches) for each in _foldered(tables))
        return Change(frozenset(), rows, configuration)

    return _written(directory, change)


def _gathered(batches: Iterable[Mapping[str, pa.Table]]) -> Iterator[dict[str, pa.Table]]:
    """Yield the tables of several batches as one, so that a month has few parts."""
    held: list[Mapping[str, pa.Table]] = []
    rows = 0
    for batch in batches:
        held.append(batch)
        rows += sum(table.num_rows for table in batch.values())
        if rows >= ROWS_GATHERED:
            yield _joined(held)
            held, rows = [], 0
    yield _joined(held)


def _joined(batches: Iterable[Mapping[str, pa.Table]]) -> dict[str, pa.Table]:
    batches = list(batches)
    return {
        table: pa.concat_tables([schema.empty_table(), *(batch[table] for batch in batches if table in batch)])
        for table, schema in SCHEMAS.items()
    }


def compact(directory: Address) -> Dataset:
    """Merge the small parts of a dataset, sort them anew, and remove what was left of killed writers.

    Whoever opens the folder's Parquet files by other means than the manifest sees each row once then. Raises
    `DatasetError`.
    """

    def change(storage: Storage, earlier: Manifest | None) -> Change:
        if earlier is None:
            raise DatasetError(f"there is no dataset in {directory}")
        return _compaction(storage, earlier)

    return _written(directory, change)


def with_events_part(dataset: Dataset, part: Part, path: Path, events: pa.Table | None = None) -> Dataset:
    """Return a dataset that differs from another in one part of its events, which a file of its own holds.

    `events` are written to it, in the order given. Raises `DatasetError` where the file cannot be written.
    """
    try:
        if events is not None:
            write_part(Local(path.parent), "events", path.name, with_shapes("events", events), dataset.configuration)
    except (OSError, pa.ArrowException) as error:
        raise DatasetError(f"{path} cannot be written: {error}") from error
    parts = tuple(Part(path) if each == part else each for each in dataset.parts["events"])
    return replace(dataset, parts=dataset.parts | {"events": parts}, state=f"{dataset.state} {path.name}")


def _written(directory: Address, change: Callable[[Storage, Manifest | None], Change]) -> Dataset:
    """Make a change under the lock, anew if another writer came first."""
    storage = storage_at(directory)
    try:
        with storage.locked():
            for _ in range(MOST_ATTEMPTS):
                earlier = read_manifest(storage)
                try:
                    written = _committed(storage, earlier, change(storage, earlier))
                except ChangedMeanwhileError:
                    continue
                except FileNotFoundError:
                    if _is_current(storage, earlier):
                        raise
                    continue  # another writer has moved a part aside
                with contextlib.suppress(OSError):  # what cannot be removed now is removed by a later write
                    _tidy(storage, written)
                return written.dataset
    except (OSError, pa.ArrowException) as error:
        raise DatasetError(f"the dataset in {directory} cannot be written: {error}") from error
    raise DatasetError(f"the dataset in {directory} cannot be written: others keep writing into it; try again")


def _committed(storage: Storage, earlier: Manifest | None, change: Change) -> Manifest:
    parts: dict[str, list[Part]] = {
        table: [part for part in earlier.dataset.parts[table] if part not in change.gone] if earlier else []
        for table in TABLES
    }
    names: list[str] = []
    is_sent = False
    try:
        for table, folder, rows in change.rows:
            for part in written_parts(storage, table, folder, rows, change.configuration):
                names.append(storage.name_of(part.path))
                parts[table].append(part)
        generation = earlier.generation + 1 if earlier else 1
        retired = _still_retired(earlier) | {
            storage.name_of(part.path): (generation, time.time()) for part in change.gone
        }
        whole = {table: tuple(parts[table]) for table in TABLES}
        data = manifest_bytes(storage, whole, change.configuration, generation, retired)
        is_sent = True
        storage.replace(MANIFEST, data, earlier.version if earlier else None)
    except BaseException as error:
        # A manifest that was sent elsewhere, and not refused, may still arrive.
        if not is_sent or isinstance(storage, Local) or isinstance(error, ChangedMeanwhileError):
            with contextlib.suppress(Exception):
                _withdraw(storage, names)
        raise
    written = read_manifest(storage)
    if written is None:
        raise DatasetError(f"the dataset in {storage.root} was removed while it was written")
    return written


def _is_current(storage: Storage, earlier: Manifest | None) -> bool:
    current = read_manifest(storage)
    return (current and current.version) == (earlier and earlier.version)


def _withdraw(storage: Storage, names: Iterable[str]) -> None:
    """Remove the new parts of a write that failed, unless it failed so late that the manifest names them."""
    current = read_manifest(storage)
    kept = _names(storage, current) if current else set()
    storage.remove(set(names) - kept)


def _still_retired(earlier: Manifest | None) -> dict[str, tuple[int, float]]:
    """Return the parts to keep for readers of the dataset before, or of those of the last minutes.

    A clock that was set back, or far ahead, counts as time gone by: the number of the write alone decides then.
    """
    if earlier is None:
        return {}
    return {
        name: (generation, at)
        for name, (generation, at) in earlier.retired.items()
        if generation >= earlier.generation or abs(time.time() - at) < RETIRED_SECONDS
    }


def _names(storage: Storage, manifest: Manifest) -> set[str]:
    return {storage.name_of(path) for paths in manifest.dataset.files.values() for path in paths}


def _tidy(storage: Storage, written: Manifest) -> None:
    """Move replaced parts aside, and remove those whose time is over and those of killed writers."""
    found = set(storage.found("**/*.parquet"))
    unnamed = {name for name in found if PART.fullmatch(name)} - _names(storage, written)
    for name in unnamed & written.retired.keys():
        storage.move(name, f"{RETIRED}/{name}")
    aside = {name for name in found if name.startswith(f"{RETIRED}/")}
    over = aside - {f"{RETIRED}/{name}" for name in written.retired}
    pending = {name for name in storage.found(f"{MANIFEST}.*") if PENDING.fullmatch(name)}
    storage.remove(storage.leftovers(over | pending | (unnamed - written.retired.keys())))


def _addition(storage: Storage, earlier: Manifest | None, fresh: Mapping[str, pa.Table], configuration: str) -> Change:
    """Return the change that adds rows, taking the place of those there are of the same articles."""
    if earlier is None:
        return Change(frozenset(), _foldered(fresh), configuration)
    replacing = _replacing(earlier.dataset, fresh)
    gone: set[Part] = set()
    rows: list[tuple[str, str, pa.Table]] = []
    for table in TABLES:
        parts = earlier.dataset.parts[table]
        touched = parts if earlier.schema_version < SCHEMA_VERSION else _touched(parts, table, replacing)
        kept = (_kept(load_parts([part], table), table, replacing) for part in touched)
        coming = pa.concat_tables([*kept, fresh[table]])
        gone |= set(touched)
        untouched = defaultdict(list)
        for part in parts:
            if part not in gone:
                untouched[folder_of(table, storage.name_of(part.path))].append(part)
        for folder, some in by_folder(table, coming):
            small = compaction.joined(untouched[folder], some.num_rows, table)
            gone |= set(small)
            rows.append((table, folder, pa.concat_tables([load_parts(small, table), some])))
    return Change(frozenset(gone), rows, configuration)


def _foldered(tables: Mapping[str, pa.Table]) -> Iterator[tuple[str, str, pa.Table]]:
    for table in TABLES:
        for folder, rows in by_folder(table, tables[table]):
            yield table, folder, rows


def _compaction(storage: Storage, earlier: Manifest) -> Change:
    groups = list(compaction.scattered(storage, earlier.dataset))

    def rows() -> Iterator[tuple[str, str, pa.Table]]:
        for table, parts in groups:
            for folder, some in by_folder(table, load_parts(parts, table)):
                yield table, folder, some

    gone = frozenset(part for _, parts in groups for part in parts)
    return Change(gone, rows(), earlier.dataset.configuration)


def _replacing(earlier: Dataset, fresh: Mapping[str, pa.Table]) -> Replacing:
    new_ids = fresh["articles"]["id"].to_pylist()
    new_by_source = {
        source: key for key, source in zip(new_ids, fresh["articles"]["source"].to_pylist(), strict=True) if source
    }
    there = set(new_ids)
    known = load_table(earlier, "articles", ["id", "source"])
    is_replaced = pc.or_kleene(
        pc.is_in(known["id"], pa.array(new_ids, pa.string())),
        pc.is_in(known["source"], pa.array(new_by_source, pa.string())),
    )
    articles = {
        key: key if key in there else new_by_source[source]
        for key, source in zip(*known.filter(is_replaced).to_pydict().values(), strict=True)
    }
    failed = {*new_ids, *new_by_source, *fresh["failures"]["article_id"].to_pylist()}
    sources = {*new_by_source, *fresh["sources"]["source"].to_pylist()}
    return Replacing(articles, pa.array(failed, pa.string()), pa.array(sources, pa.string()))


def _touched(parts: Iterable[Part], table: str, replacing: Replacing) -> tuple[Part, ...]:
    """Return the parts that hold rows which go or change."""
    columns = {"failures": ["article_id"], "sources": ["article_id", "source"]}.get(table, [KEYS[table]])
    if not replacing.articles and table not in ("failures", "sources"):
        return ()
    return tuple(
        part for part in parts if pc.any(_affected(load_parts([part], table, columns), table, replacing)).as_py()
    )


def _affected(rows: pa.Table, table: str, replacing: Replacing) -> pa.ChunkedArray:
    if table == "failures":
        return pc.is_in(rows["article_id"], replacing.failed)
    of_article = pc.is_in(rows[KEYS[table]], pa.array(replacing.articles, pa.string()))
    return pc.or_(of_article, pc.is_in(rows["source"], replacing.sources)) if table == "sources" else of_article


def _kept(rows: pa.Table, table: str, replacing: Replacing) -> pa.Table:
    """Return the rows that stay; other sources stay with an article that is read again, whatever its id then."""
    if table != "sources":
        return rows.filter(pc.invert(_affected(rows, table, replacing)))
    rows = rows.filter(pc.invert(pc.is_in(rows["source"], replacing.sources)))
    ids = [replacing.articles.get(key, key) for key in rows["article_id"].to_pylist()]
    return rows.set_column(0, "article_id", pa.array(ids, pa.string()))
