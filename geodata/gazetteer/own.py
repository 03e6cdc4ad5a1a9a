"""The places and names of our own: two readable tables, with a compiled index of the names in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from hashlib import blake2b
from operator import itemgetter
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geodata.errors import GazetteerError
from geodata.gazetteer.names import NameType, is_code, name_key
from geodata.gazetteer.tables import DATA, REMEDY, map_table, numbers, rows_of
from geodata.records import Place

OWN_ROWS = Path(__file__).with_name("own_rows.tsv")
OWN_NAMES = Path(__file__).with_name("own_names.tsv")
INDEX = "own_names.arrow"
CODE = 4  # added to the type of a name that is one in capitals only
_ROW_COLUMNS = (
    "id", "name", "aliases", "lat", "lon", "feature_class", "feature_code", "country", "admin1", "population",
    "radius_km", "tags", "source",
)  # fmt: skip
_NAME_COLUMNS = ("place_id", "name", "type", "source")


class OwnPlaces:
    """The own rows, and the own names of any place; a row is read when it is asked for, since few ever are."""

    def __init__(self, rows: bytes, index: pa.Table) -> None:
        """Keep the table's text and the index of names; use `open` instead."""
        self._table = rows
        self.keys: npt.NDArray[np.uint64] = numbers(index["key"], np.uint64)
        self._ids = index["place_id"].chunk(0)
        self._types: npt.NDArray[np.uint8] = numbers(index["type"], np.uint8)

    @classmethod
    def open(cls, directory: Path = DATA) -> OwnPlaces:
        """Open the tables. An index that is older than they are is made anew in memory, which takes longer.

        Raises `GazetteerError` if a table is missing or of another shape.
        """
        rows, names = _read(OWN_ROWS), _read(OWN_NAMES)
        index = map_table(directory / INDEX)
        if index.schema.metadata.get(b"dateline.digest") != _digest(rows, names).encode():
            index = _index(rows, names)
        return cls(rows, index)

    def names(self, key: int) -> Iterator[tuple[str, int]]:
        """Yield the ids of the places with a name of this key, each with its type, see `CODE`."""
        for row in rows_of(key, self.keys):
            yield self._ids[row].as_py(), int(self._types[row])

    @property
    def named(self) -> Iterator[str]:
        """The id of the place of each name."""
        yield from self._ids.to_pylist()

    def place(self, place_id: str) -> Place | None:
        """Return the own row of an id, or `None`. Raises `GazetteerError` if it is not readable."""
        line = self.rows.get(place_id)
        return None if line is None else _place(line.decode().split("\t"))

    @cached_property
    def rows(self) -> dict[str, bytes]:
        """The lines of the table by id."""
        return {line.partition(b"\t")[0].decode(): line for line in self._table.split(b"\n")[1:]}

    @cached_property
    def tags(self) -> dict[str, frozenset[str]]:
        """The tags of each own row, in the order of the table."""
        at = _ROW_COLUMNS.index("tags")
        return {place_id: frozenset(line.split(b"\t")[at].decode().split()) for place_id, line in self.rows.items()}


def compiled_index() -> tuple[pa.Table, str]:
    """Return the index of the own tables' names and the digest of these."""
    rows, names = _read(OWN_ROWS), _read(OWN_NAMES)
    return _index(rows, names), _digest(rows, names)


def stored_type(kinds: Sequence[tuple[NameType, bool]]) -> int:
    """Return the type to be stored of a name that a place has in several spellings, each a code or not."""
    return min(kind for kind, _ in kinds) + CODE * all(code for _, code in kinds)


def _index(rows: bytes, names: bytes) -> pa.Table:
    """Return a row a name and place, by key."""
    found: dict[tuple[int, str], list[tuple[NameType, bool]]] = {}
    for place_id, name, aliases, *_ in _cells(rows, OWN_ROWS, _ROW_COLUMNS):
        for spelling in (name, *aliases.split("|")) if aliases else (name,):
            found.setdefault((name_key(spelling), place_id), []).append((NameType.MAIN, is_code(spelling)))
    kinds = {kind.name.lower(): kind for kind in NameType}
    for place_id, name, kind, _ in _cells(names, OWN_NAMES, _NAME_COLUMNS):
        found.setdefault((name_key(name), place_id), []).append((kinds[kind], is_code(name)))
    entries = sorted(found, key=itemgetter(0))  # a name's places stay in the order of the tables
    return pa.table({
        "key": pa.array([key for key, _ in entries], pa.uint64()),
        "place_id": pa.array([place_id for _, place_id in entries], pa.string()),
        "type": pa.array([stored_type(found[entry]) for entry in entries], pa.uint8()),
    })  # fmt: skip


def _digest(*tables: bytes) -> str:
    return blake2b(b"\0".join(tables), digest_size=16).hexdigest()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes().replace(b"\r\n", b"\n").rstrip(b"\n")
    except OSError as error:
        raise GazetteerError(f"the gazetteer table {path.name} is missing or damaged; {REMEDY}") from error


def _cells(table: bytes, path: Path, columns: Sequence[str]) -> Iterator[list[str]]:
    """Yield a table's rows. Raises `GazetteerError` if it is no text or of another shape."""
    try:
        header, *rows = (line.split("\t") for line in table.decode().split("\n"))
    except UnicodeDecodeError as error:
        raise GazetteerError(f"the gazetteer table {path.name} is missing or damaged; {REMEDY}") from error
    if header != list(columns) or any(len(cells) != len(columns) for cells in rows):
        raise GazetteerError(f"the gazetteer table {path.name} has other columns than {', '.join(columns)}; {REMEDY}")
    yield from rows


def _place(cells: list[str]) -> Place:
    place_id, name, _, lat, lon, feature_class, feature_code, country, admin1, population, radius_km, _, _ = cells
    try:
        return Place(place_id, name, float(lat), float(lon), feature_class, feature_code, country, admin1,
                     int(population or 0), float(radius_km))  # fmt: skip
    except ValueError as error:
        raise GazetteerError(f"{OWN_ROWS.name}: the row of {place_id!r} is not readable: {error}") from error
