"""Full-text search by SQLite's FTS5: an index of the events' own words, and one of the articles.

The index is a file beside the dataset, or in the user's cache where that cannot be written. It knows the parts of the
dataset by their names, which no other rows ever get, so it is never stale: what it lacks is added, in a copy that takes
the old file's place in one step, and what the dataset no longer has is left out of the answers.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geodata import views
from geodata.dataset import Dataset, Part, load_table, read_dataset
from geodata.errors import DatasetError
from geodata.gazetteer.geocoder_cache import cache_directory

FILE = "search.sqlite"
MOST_WORDS = 20
"""Words of a search; further ones are not looked for."""

LONGEST_WHOLE = 2
"""Letters of words that are looked for as they are."""

_FORMAT = 1
_AT_ONCE = 100_000  # rows that are read and indexed together
_MEMORY = 64 * 2**20  # bytes of words held before they are written out

Rows = npt.NDArray[np.int64]
Progress = Callable[[int, int, str], None]

_COLUMNS = {"events": ("sentences", "summary", "actors", "place"), "articles": ("title", "text")}
_WORDS = {
    "events": """
        SELECT number, concat_ws(' ', told, array_to_string([substr("text", x.start + 1, x."end" - x.start)
                                                             for x in mentions], ' ')),
               if(contains(told, summary), NULL, summary), array_to_string(actors, ' '), area.name
        FROM (FROM found JOIN events USING (part_row)
                   LEFT JOIN (SELECT id AS told_in, "text" FROM articles) ON told_in = article_id
              SELECT *, substr("text", sentence.start + 1, sentence."end" - sentence.start) AS told)
        ORDER BY number
        """,
    "articles": 'SELECT number, title, "text" FROM found JOIN articles USING (part_row) ORDER BY number',
}
"""The words of rows, after the number that the index gives each; a summary is mostly a cut of its sentence."""


Parts = dict[str, tuple[int, int]]
"""The parts of a table that an index knows: by name, the number it gives their first row, and how many there are."""


def expression(text: str) -> str:
    """Return a search as FTS5 wants it, or "" where the text has no word.

    All words must be there: those of a phrase in quotation marks, and a word of one or two letters, as they are; any
    other may be how a longer one begins ("UN" is not "under", but "strik" is "strikes").
    """
    found = re.findall(r'"([^"]+)"|([^\s"]+)', text.replace("\0", " "))
    words = [(phrase or word, bool(phrase) or len(word) <= LONGEST_WHOLE) for phrase, word in found]
    terms = [f'"{word}"' if whole else f'"{word}"*' for word, whole in words if any(map(str.isalnum, word))]
    return " AND ".join(terms[:MOST_WORDS])


def is_ready(dataset: Dataset) -> bool:
    """Tell whether a search would be answered at once."""
    return _current(_base(dataset)) is not None


def prepare(dataset: Dataset, progress: Progress | None = None) -> Path:
    """Return where the index of a dataset is, made or added to if need be. Raises `DatasetError`."""
    dataset = _base(dataset)
    return _current(dataset) or _made(dataset, progress or (lambda _done, _total, _name: None))


def find_events(dataset: Dataset, text: str) -> Rows:
    """Return which rows of the events' table have the words, over all of its parts. Raises `DatasetError`."""
    base = _base(dataset)
    return _find(base, "events", text) if base is dataset else _find_in_corrected(dataset, base, text)


def find_articles(dataset: Dataset, text: str) -> pa.ChunkedArray:
    """Return the ids of the articles that have the words. Raises `DatasetError`."""
    return load_table(dataset, "articles", ["id"])["id"].take(pa.array(_find(_base(dataset), "articles", text)))


def _find(dataset: Dataset, table: str, text: str) -> Rows:
    try:
        return _answer(prepare(dataset), dataset, table, text)
    except sqlite3.DatabaseError:  # the file is damaged
        return _answer(_made(dataset, lambda _done, _total, _name: None, anew=True), dataset, table, text)


def _answer(index: Path, dataset: Dataset, table: str, text: str) -> Rows:
    with closing(_opened(index)) as db:
        parts, found = _parts(db, table), _matching(db, table, text)
    rows, before = [np.empty(0, np.int64)], 0
    for name in _names(dataset, table):
        first, count = parts[name]
        start, end = np.searchsorted(found, (first, first + count))
        rows.append(found[start:end] - first + before)
        before += count
    return np.concatenate(rows)


def _matching(db: sqlite3.Connection, table: str, text: str) -> Rows:
    """Return the numbers of what has the words, in order; one text of them all is read five times as fast as rows."""
    sql = f"SELECT group_concat(rowid) FROM {table} WHERE {table} MATCH ?"
    numbers: str | None = db.execute(sql, (expression(text),)).fetchone()[0]
    return np.sort(np.fromstring(numbers, np.int64, sep=",")) if numbers else np.empty(0, np.int64)


# ---- where indexes are, and what is in them


def _base(dataset: Dataset) -> Dataset:
    """Return the dataset that corrections were laid over, if the folder still has it, else the dataset itself."""
    inside = (f"{dataset.directory}/", f"{dataset.directory}\\")
    if all(str(path).startswith(inside) for path in dataset.files["events"]):
        return dataset
    base = read_dataset(dataset.directory)
    return base if base.files["articles"] == dataset.files["articles"] else dataset


def _places(dataset: Dataset) -> tuple[Path, ...]:
    """Return where an index may be, the best place first."""
    directory = dataset.directory
    digest = sha256(str(directory.resolve() if isinstance(directory, Path) else directory).encode()).hexdigest()[:16]
    cached = cache_directory() / f"search-{digest}.sqlite"
    return (directory / FILE, cached) if isinstance(directory, Path) else (cached,)


def _names(dataset: Dataset, table: str) -> list[str]:
    """Return what the parts of a table are called, wherever they are now."""
    return [str(path).replace("\\", "/").rpartition("/")[2] for path in dataset.files[table]]


def _current(dataset: Dataset) -> Path | None:
    """Return the index that knows all of a dataset, or `None`."""
    return next((path for path in _places(dataset) if _knows(path, dataset)), None)


def _knows(index: Path, dataset: Dataset) -> bool:
    try:
        with closing(_opened(index)) as db:
            return all(set(_names(dataset, table)) <= set(_parts(db, table)) for table in _COLUMNS)
    except sqlite3.Error:
        return False


def _opened(index: Path) -> sqlite3.Connection:
    """Open an index; it never changes, so that nothing is locked. Raises `sqlite3.Error` where there is none."""
    db = sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    if db.execute("PRAGMA user_version").fetchone()[0] != _FORMAT:
        db.close()
        raise sqlite3.DatabaseError(f"{index} has another format")
    return db


def _parts(db: sqlite3.Connection, table: str) -> Parts:
    sql = "SELECT name, first, rows FROM parts WHERE part_of = ?"
    return {name: (first, rows) for name, first, rows in db.execute(sql, (table,))}


# ---- making them


def _made(dataset: Dataset, progress: Progress, anew: bool = False) -> Path:
    """Write an index that knows all of a dataset, if possible from an earlier one."""
    problems = []
    for place in _places(dataset):
        try:
            _write(place, dataset, progress, anew)
            return place
        except (OSError, sqlite3.Error) as error:
            problems.append(f"{place}: {error}")
    raise DatasetError(f"no search index can be written: {'; '.join(problems)}")


def _write(place: Path, dataset: Dataset, progress: Progress, anew: bool) -> None:
    pending = place.with_name(f".{place.name}.{uuid.uuid4().hex[:12]}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if not anew and _is_worth_keeping(place, dataset):
            shutil.copyfile(place, pending)
        with closing(sqlite3.connect(pending, isolation_level=None)) as db:
            _add(db, dataset, progress)
        os.replace(pending, place)  # noqa: PTH105 (one step, over the old one, on every system)
    finally:
        pending.unlink(missing_ok=True)


def _is_worth_keeping(index: Path, dataset: Dataset) -> bool:
    """Tell whether most of what an earlier index knows is still in the dataset."""
    try:
        with closing(_opened(index)) as db:
            known = _parts(db, "events") | _parts(db, "articles")
    except sqlite3.Error:
        return False
    present = {name for table in _COLUMNS for name in _names(dataset, table)}
    kept = sum(rows for name, (_, rows) in known.items() if name in present)
    return 2 * kept >= sum(rows for _, rows in known.values())


def _add(db: sqlite3.Connection, dataset: Dataset, progress: Progress) -> None:
    """Add the parts of a dataset that an index lacks."""
    db.execute("PRAGMA journal_mode = OFF")  # nobody else sees the file, and half of one is thrown away
    db.execute("PRAGMA synchronous = OFF")
    db.execute(f"PRAGMA user_version = {_FORMAT}")
    db.execute("CREATE TABLE IF NOT EXISTS parts (part_of TEXT, name TEXT, first INTEGER, rows INTEGER)")
    wanted = {table: _lacking(db, dataset, table) for table in _COLUMNS}
    done, total = 0, sum(len(rows) for rows, _ in wanted.values())
    db.execute("BEGIN")
    for table, (rows, numbers) in wanted.items():
        for start in range(0, len(rows), _AT_ONCE):
            progress(done, total, "")
            some = slice(start, start + _AT_ONCE)
            _index(db, table, _words(dataset, table, rows[some], numbers[some]))
            done += len(rows[some])
    db.execute("COMMIT")
    progress(total, total, "")


def _lacking(db: sqlite3.Connection, dataset: Dataset, table: str) -> tuple[Rows, Rows]:
    """Note the parts that an index lacks; return their rows, and the numbers that these get in the index."""
    _create(db, table)
    known = _parts(db, table)
    number = max((first + rows for first, rows in known.values()), default=0)
    found, before = [np.empty((2, 0), np.int64)], 0
    for name, count in zip(_names(dataset, table), views.rows_of_parts(dataset, table), strict=True):
        if name not in known:
            db.execute("INSERT INTO parts VALUES (?, ?, ?, ?)", (table, name, number, count))
            found.append(np.arange(count) + np.array([[before], [number]]))
            number += count
        before += count
    rows, numbers = np.concatenate(found, axis=1)
    return rows, numbers


def _create(db: sqlite3.Connection, table: str) -> None:
    options = "content='', columnsize=0, tokenize='unicode61 remove_diacritics 2'"
    db.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {table} USING fts5({', '.join(_COLUMNS[table])}, {options})")
    db.execute(f"INSERT INTO {table}({table}, rank) VALUES ('hashsize', {_MEMORY})")


def _index(db: sqlite3.Connection, table: str, words: Iterable[Sequence[int | str | None]]) -> None:
    columns = _COLUMNS[table]
    sql = f"INSERT INTO {table}(rowid, {', '.join(columns)}) VALUES (?{', ?' * len(columns)})"
    db.executemany(sql, words)


def _words(dataset: Dataset, table: str, rows: Rows, numbers: Rows) -> Iterator[tuple[int | str | None, ...]]:
    """Yield the words of some rows of a table, each after the row's number in the index."""
    wanted = pa.table({"part_row": rows, "number": numbers})
    words = views.read(dataset, _WORDS[table], numbered=[table], found=wanted)
    for batch in words.to_batches(1000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


# ---- corrected events


def _find_in_corrected(dataset: Dataset, base: Dataset, text: str) -> Rows:
    """Return which rows of corrected events have the words; those that are not as they were are indexed in memory."""
    counts = views.rows_of_parts(dataset, "events")
    is_aligned = counts == views.rows_of_parts(base, "events")
    changed = _changed(dataset, base, counts) if is_aligned else np.arange(sum(counts))
    unchanged = np.setdiff1d(_find(base, "events", text), changed) if is_aligned else np.empty(0, np.int64)
    with closing(sqlite3.connect(":memory:")) as db:
        _create(db, "events")
        for start in range(0, len(changed), _AT_ONCE):
            rows = changed[start : start + _AT_ONCE]
            _index(db, "events", _words(dataset, "events", rows, rows))
        return np.union1d(unchanged, _matching(db, "events", text))


def _changed(dataset: Dataset, base: Dataset, counts: Sequence[int]) -> Rows:
    """Return the rows that hold another event than the base's, or the same one at another place."""
    changed, before = [np.empty(0, np.int64)], 0
    for part, was, count in zip(dataset.parts["events"], base.parts["events"], counts, strict=True):
        if part.path != was.path:
            changed.append(before + _differing(dataset, part, was))
        before += count
    return np.concatenate(changed)


def _differing(dataset: Dataset, part: Part, was: Part) -> Rows:
    """Return the rows of a part that differ from another's in what of the words corrections may change: the place."""
    rows, others = (
        load_table(replace(dataset, parts={"events": (each,)}), "events", ["article_id", "id", "area"]).flatten()
        for each in (part, was)
    )
    same = np.ones(rows.num_rows, np.bool_)
    for name in ("article_id", "id", "area.name"):
        same &= pc.equal(rows[name].fill_null(""), others[name].fill_null("")).to_numpy()
    return np.flatnonzero(~same)
