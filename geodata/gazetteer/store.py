"""The compiled gazetteer: memory-mapped Arrow files, and readable tables of our own that are looked up beside them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geodata.gazetteer.names import NameType, is_in_capitals, is_shortened, name_key
from geodata.gazetteer.own import CODE, OwnPlaces
from geodata.gazetteer.tables import DATA, map_table, numbers, rows_of
from geodata.records import Place

PROMINENCE_STEPS = 20  # the compiled file keeps prominence in twentieths


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

    def __init__(self, places: pa.Table, names: pa.Table, own: OwnPlaces) -> None:
        """Keep the mapped tables and the own places; use `open` instead."""
        self._places = places
        self._numbers: npt.NDArray[np.int32] = numbers(places["number"], np.int32)
        self._keys: npt.NDArray[np.uint64] = numbers(names["key"], np.uint64)
        self._owners: npt.NDArray[np.uint32] = numbers(names["place"], np.uint32)
        self._types: npt.NDArray[np.uint8] = numbers(names["type"], np.uint8)
        self._prominences: npt.NDArray[np.uint8] = numbers(names["prominence"], np.uint8)
        self._own = own

    @classmethod
    def open(cls, directory: Path = DATA) -> Self:
        """Open the compiled gazetteer. Raises `GazetteerError` if it is missing, damaged or of another version."""
        places, names = (map_table(directory / name) for name in ("places.arrow", "names.arrow"))
        return cls(places, names, OwnPlaces.open(directory))

    def __len__(self) -> int:
        """The number of places."""
        return len(self._places) + len(self._own.rows)

    def lookup(self, name: str, most: int = 30) -> tuple[Match, ...]:
        """Return the places that a name may refer to, most prominent first. An unknown name gives none.

        An abbreviation counts only where the name is written as one: "Ala." and "HUN", not "Ala" and "Hun".
        """
        key = name_key(name)
        allowed = _allowed_types(name)
        rows = (row for row in rows_of(key, self._keys) if self._types[row] in allowed)
        found = [self._match(row) for row in islice(rows, most)]
        own = [
            Match(place, kind, prominence(place.id, place.feature_code, place.population, kind))
            for place_id, stored in self._own.names(key)
            if stored in allowed and (place := self.get(place_id))
            for kind in (NameType(stored % CODE),)
        ]
        kept = {match.place.id: match for match in [*found, *own]}
        return tuple(sorted(kept.values(), key=lambda match: -match.prominence)[:most])

    def prominences(self, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.float32]:
        """Return for each key (see `name_key`) the prominence of its foremost place, or -1 for an unknown name."""
        return np.maximum(
            self._foremost(keys),
            np.where(np.isin(keys, self._own.keys), np.float32(_OWN_PROMINENCE), np.float32(-1.0)),
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

    def most_populous(self, feature: str, most: int | None = None) -> tuple[Place, ...]:
        """Return the places whose feature class and code begin so ("P", "A.ADM1"), most populous first."""
        codes = self._columns["feature_code"]
        kinds = [i for i, code in enumerate(codes.dictionary.to_pylist()) if code.startswith(feature)]
        rows = np.flatnonzero(np.isin(np.frombuffer(codes.indices.buffers()[1], np.int16), kinds))
        people = np.frombuffer(self._columns["population"].buffers()[1], np.int32)[rows]
        return tuple(self._place(int(row)) for row in rows[np.argsort(-people, kind="stable")][:most])

    def tagged(self, *tags: str) -> tuple[Place, ...]:
        """Return the own rows that bear all of the tags, in the order of the table."""
        wanted = set(tags)
        found = (self._own.place(i) for i, has in self._own.tags.items() if wanted <= has)
        return tuple(place for place in found if place)

    def tags(self, place_id: str) -> frozenset[str]:
        """Return the tags of a place; only own rows have any."""
        return self._own.tags.get(place_id, frozenset())

    def _foremost(self, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.float32]:
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        found = self._prominences[at] / np.float32(PROMINENCE_STEPS)
        return np.where(self._keys[at] == keys, found, np.float32(-1.0))

    def _match(self, row: int) -> Match:
        place = self._place(int(self._owners[row]))
        return Match(place, NameType(int(self._types[row]) % CODE), float(self._prominences[row]) / PROMINENCE_STEPS)

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
_COUNTRY_SO_CALLED = 2.5  # a country's other name that towns bear too ("Uman", "Maurice"): they come first

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


def _allowed_types(name: str) -> frozenset[int]:
    """Return the stored types that a name may be of, as it is written."""
    kinds = {int(kind) for kind in NameType if kind is not NameType.ABBREVIATION or is_shortened(name)}
    return frozenset(kinds | {kind + CODE for kind in kinds} if is_in_capitals(name) else kinds)


def prominence(place_id: str, feature_code: str, population: int, name_type: NameType) -> float:
    """Return how readily a bare name is taken for a place (0 to 10): by its sort, or a town's people."""
    if name_type is NameType.ALTERNATE and feature_code in ("PCLI", "PCLD"):
        return _COUNTRY_SO_CALLED
    if feature_code in _CODE_PROMINENCE:
        rank = _CODE_PROMINENCE[feature_code]
    elif feature_code == "ADM1":
        rank = min(6.6, max(4.3, math.log10(max(population, 10)) - 0.9))
    else:
        rank = math.log10(max(population, 10)) + (1.0 if feature_code == "PPLC" else 0.0)
    if place_id.startswith("own:"):
        rank = max(rank, _OWN_PROMINENCE)
    return max(0.0, rank - _LESSER_NAME[name_type])
