"""The compiled gazetteer: two memory-mapped Arrow files and a readable table of own rows merged when opened."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geodata.errors import GazetteerError
from geodata.gazetteer.names import name_key
from geodata.records import Place

DATA = Path(__file__).with_name("data")
OWN_ROWS = Path(__file__).with_name("own_rows.tsv")
OWN_NAMES = Path(__file__).with_name("own_names.tsv")
FORMAT_VERSION = 1
PROMINENCE_STEPS = 20  # the compiled file keeps prominence in twentieths
REMEDY = "reinstall Dateline, or rebuild the files with python -m geodata.gazetteer.build"


class NameType(IntEnum):
    """What sort of name a place answers to, the most trustworthy first."""

    MAIN = 0
    ALTERNATE = 1
    ABBREVIATION = 2


@dataclass(frozen=True, slots=True)
class Match:
    """A place that a name may refer to, what sort of name of it that is, and how prominent it is so."""

    place: Place
    name_type: NameType
    prominence: float


class Gazetteer:
    """Places and their names; open it with `Gazetteer.open()`.

    The compiled files stay on disk and are mapped, so that opening costs little time and memory.
    """

    def __init__(self, places: pa.Table, names: pa.Table, own: _OwnRows) -> None:
        """Keep the mapped tables and the own rows; use `open` instead."""
        self._places = places
        self._numbers: npt.NDArray[np.int32] = _mapped_numbers(places["number"], np.int32)
        self._keys: npt.NDArray[np.uint64] = _mapped_numbers(names["key"], np.uint64)
        self._owners: npt.NDArray[np.uint32] = _mapped_numbers(names["place"], np.uint32)
        self._types: npt.NDArray[np.uint8] = _mapped_numbers(names["type"], np.uint8)
        self._prominences: npt.NDArray[np.uint8] = _mapped_numbers(names["prominence"], np.uint8)
        self._own = own

    @classmethod
    def open(cls, directory: Path = DATA) -> Self:
        """Open the compiled gazetteer. Raises `GazetteerError` if it is missing, damaged or of another version."""
        return cls(_map(directory / "places.arrow"), _map(directory / "names.arrow"), _read_own_rows())

    def __len__(self) -> int:
        """The number of places."""
        return len(self._places) + len(self._own.rows)

    def lookup(self, name: str, most: int = 30) -> tuple[Match, ...]:
        """Return the places that a name may refer to, most prominent first. An unknown name gives none."""
        key = name_key(name)
        first = int(np.searchsorted(self._keys, np.uint64(key), "left"))
        last = int(np.searchsorted(self._keys, np.uint64(key), "right"))
        found = [self._match(row) for row in range(first, min(last, first + most))]
        own = [
            Match(place, kind, prominence(place.id, place.feature_code, place.population, kind))
            for i, kind in self._own.names.get(key, ())
            if (place := self.get(i))
        ]
        kept = {match.place.id: match for match in [*found, *own]}
        return tuple(sorted(kept.values(), key=lambda match: -match.prominence)[:most])

    def prominences(self, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.float32]:
        """Return for each key (see `name_key`) the prominence of its foremost place, or -1 for an unknown name."""
        return np.maximum(
            _foremost(keys, self._keys, self._prominences, 1 / PROMINENCE_STEPS),
            _foremost(keys, self._own.keys, self._own.prominences, 1.0),
        )

    def get(self, place_id: str) -> Place | None:
        """Return the place of an id, or `None`."""
        if place_id.startswith("own:"):
            return self._own.place(place_id)
        number = number_of_id(place_id)
        if number is None:
            return None
        row = int(np.searchsorted(self._numbers, np.int32(number)))  # of another type, it would copy the numbers
        return self._place(row) if row < len(self._numbers) and self._numbers[row] == number else None

    def country(self, code: str) -> Place | None:
        """Return the country of an ISO 3166-1 alpha-2 code, or `None`."""
        return self._countries.get(code)

    def tagged(self, *tags: str) -> tuple[Place, ...]:
        """Return the own rows that bear all of the tags, in the order of the table."""
        wanted = set(tags)
        found = (self._own.place(i) for i, has in self._own.tags.items() if wanted <= has)
        return tuple(place for place in found if place)

    def tags(self, place_id: str) -> frozenset[str]:
        """Return the tags of a place; only own rows have any."""
        return self._own.tags.get(place_id, frozenset())

    def _match(self, row: int) -> Match:
        place = self._place(int(self._owners[row]))
        return Match(place, NameType(int(self._types[row])), float(self._prominences[row]) / PROMINENCE_STEPS)

    def _place(self, row: int) -> Place:
        columns = self._columns
        feature_class, _, feature_code = columns["feature_code"][row].as_py().partition(".")
        return Place(
            id=id_of_number(int(self._numbers[row])),
            name=columns["name"][row].as_py(),
            lat=round(columns["lat"][row].as_py(), 5),
            lon=round(columns["lon"][row].as_py(), 5),
            feature_class=feature_class,
            feature_code=feature_code,
            country=columns["country"][row].as_py(),
            admin1=columns["admin1"][row].as_py(),
            population=columns["population"][row].as_py(),
            radius_km=float(columns["radius_km"][row].as_py()),
        )

    @cached_property
    def _columns(self) -> dict[str, Any]:
        return {name: self._places[name].chunk(0) for name in self._places.column_names}

    @cached_property
    def _countries(self) -> dict[str, Place]:
        codes = self._columns["feature_code"]
        kinds = {i for i, code in enumerate(codes.dictionary.to_pylist()) if code in ("A.PCLI", "A.PCLD")}
        rows = np.flatnonzero(np.isin(np.frombuffer(codes.indices.buffers()[1], np.int16), list(kinds)))
        return {place.country: place for place in (self._place(int(row)) for row in rows)}


_CODE_PROMINENCE = {"PCLI": 9.0, "PCLD": 8.0, "CONT": 9.0, "OCN": 8.5, "ADM2": 4.2, "AIRP": 4.0, "LK": 4.0, "RSV": 4.0}
"""Prominence of a feature code beside a town's log10 of population; news names a division less than a city of
a million and more than a town of ten thousand."""
_OWN_PROMINENCE = 6.3  # own rows are there because news names them
_LESSER_NAME = (0.0, 1.5, 0.5)  # by NameType; alternates hold old, foreign and wrong names


_ZIP = -100_000_000  # US ZIP codes count down from here, beyond every ICAO code
_NATURAL_EARTH = 1_000_000_000  # its ids begin above this, GeoNames' end far below


def number_of_id(place_id: str) -> int | None:
    """Return the number by which the compiled file knows a place: GeoNames' own, or one beyond those of its source."""
    source, _, code = place_id.partition(":")
    if source == "icao":
        return -int(code, 36) if re.fullmatch(r"[0-9A-Z]{1,5}", code) else None
    if not (code.isascii() and code.isdecimal() and len(code) <= 10):
        return None
    number = int(code)
    if source == "zip":
        return _ZIP - number if number < 100_000 else None
    return number if source in ("gn", "ne") and number < 2**31 else None


def id_of_number(number: int) -> str:
    """Return the id of a compiled place; undoes `number_of_id`."""
    if number > 0:
        return f"ne:{number}" if number >= _NATURAL_EARTH else f"gn:{number}"
    return f"zip:{_ZIP - number:05}" if number <= _ZIP else f"icao:{np.base_repr(-number, 36).rjust(4, '0')}"


def _foremost(
    keys: npt.NDArray[np.uint64], known: npt.NDArray[np.uint64], values: npt.NDArray[Any], unit: float
) -> npt.NDArray[np.float32]:
    """Return the value of each key's first entry in the sorted known keys, or -1."""
    if not len(known):
        return np.full(len(keys), -1.0, np.float32)
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[at] == keys, values[at] * np.float32(unit), np.float32(-1.0)).astype(np.float32)


def prominence(place_id: str, feature_code: str, population: int, name_type: NameType) -> float:
    """Return how readily a bare name is taken for a place (0 to 10): by its sort, or a town's people."""
    if feature_code in _CODE_PROMINENCE:
        rank = _CODE_PROMINENCE[feature_code]
    elif feature_code == "ADM1":
        rank = min(6.6, max(4.3, math.log10(max(population, 10)) - 0.9))
    else:
        rank = math.log10(max(population, 10)) + (1.0 if feature_code == "PPLC" else 0.0)
    if place_id.startswith("own:"):
        rank = max(rank, _OWN_PROMINENCE)
    return max(0.0, rank - _LESSER_NAME[name_type])


@dataclass(frozen=True)
class _OwnRows:
    """The own rows as cells of text, by id; a `Place` is made when it is asked for, since few ever are."""

    rows: dict[str, list[str]]
    names: dict[int, list[tuple[str, NameType]]]
    keys: npt.NDArray[np.uint64]
    prominences: npt.NDArray[np.float32]

    def place(self, place_id: str) -> Place | None:
        """Return the own row of an id, or `None`. Raises `GazetteerError` if it is not readable."""
        cells = self.rows.get(place_id)
        return None if cells is None else _own_place(cells)

    @cached_property
    def tags(self) -> dict[str, frozenset[str]]:
        """The tags of each own row, in the order of the table."""
        at = _OWN_COLUMNS.index("tags")
        return {place_id: frozenset(cells[at].split()) for place_id, cells in self.rows.items()}


def _map(path: Path) -> pa.Table:
    try:
        table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    except FileNotFoundError as error:
        raise GazetteerError(f"the gazetteer file {path.name} is missing; {REMEDY}") from error
    except (pa.ArrowInvalid, OSError) as error:
        raise GazetteerError(f"the gazetteer file {path.name} is damaged; {REMEDY}") from error
    version = (table.schema.metadata or {}).get(b"dateline.format", b"none").decode()
    if version != str(FORMAT_VERSION):
        raise GazetteerError(f"the gazetteer file {path.name} is of version {version}, not {FORMAT_VERSION}; {REMEDY}")
    return table


def _mapped_numbers(column: Any, kind: Any) -> npt.NDArray[Any]:
    """Return an Arrow column's numbers where they lie on disk; Arrow's own way to numpy would load pandas."""
    chunk = column.chunk(0)
    return np.frombuffer(chunk.buffers()[1], kind)[chunk.offset : chunk.offset + len(chunk)]


_OWN_COLUMNS = (
    "id", "name", "aliases", "lat", "lon", "feature_class", "feature_code", "country", "admin1", "population",
    "radius_km", "tags", "source",
)  # fmt: skip


def _read_own_rows() -> _OwnRows:
    rows: dict[str, list[str]] = {}
    names: dict[int, list[tuple[str, NameType]]] = {}
    for cells in _cells(OWN_ROWS, _OWN_COLUMNS):
        place_id, name, aliases = cells[:3]
        rows[place_id] = cells
        main = (place_id, NameType.MAIN)
        for spelling in (name, *aliases.split("|")) if aliases else (name,):
            names.setdefault(name_key(spelling), []).append(main)
    kinds = {kind.name.lower(): kind for kind in NameType}
    for place_id, name, kind, _ in _cells(OWN_NAMES, ("place_id", "name", "type", "source")):
        names.setdefault(name_key(name), []).append((place_id, kinds[kind]))
    keys = np.sort(np.fromiter(names, np.uint64, len(names)))
    return _OwnRows(rows, names, keys, np.full(len(keys), _OWN_PROMINENCE, np.float32))


def _cells(path: Path, columns: Sequence[str]) -> Iterator[list[str]]:
    """Yield a table's rows of text. Raises `GazetteerError` if it is missing or of another shape."""
    try:
        first, *lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    except (OSError, ValueError) as error:
        raise GazetteerError(f"the gazetteer table {path.name} is missing or damaged; {REMEDY}") from error
    rows = [line.split("\t") for line in lines]
    bad = next((cells for cells in rows if len(cells) != len(columns)), None)
    if first.split("\t") != list(columns) or bad is not None:
        raise GazetteerError(f"the gazetteer table {path.name} has other columns than {', '.join(columns)}; {REMEDY}")
    yield from rows


def _own_place(cells: list[str]) -> Place:
    place_id, name, _, lat, lon, feature_class, feature_code, country, admin1, population, radius_km, _, _ = cells
    try:
        return Place(place_id, name, float(lat), float(lon), feature_class, feature_code, country, admin1,
                     int(population or 0), float(radius_km))  # fmt: skip
    except ValueError as error:
        raise GazetteerError(f"{OWN_ROWS.name}: the row of {place_id!r} is not readable: {error}") from error
