"""Adjectives and peoples → their country; `demonyms.tsv` holds them in common English usage."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from types import MappingProxyType

from geodata.gazetteer import Gazetteer, Match, NameType, normalise_name

_TABLE = Path(__file__).with_name("demonyms.tsv")


def country_of_demonym(surface: str, gazetteer: Gazetteer) -> Match | None:
    """Return the country of an adjective or people ("Russian", "Russians’"), or `None`."""
    code = _codes().get(_singular(normalise_name(surface)))
    place = gazetteer.country(code) if code else None
    return None if place is None else Match(place, NameType.MAIN, 9.0)


def _singular(name: str) -> str:
    known = _codes()
    return name if name in known else name.removesuffix("s")


@cache
def _codes() -> MappingProxyType[str, str]:
    with _TABLE.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    return MappingProxyType({normalise_name(d): row["country"] for row in rows for d in row["demonyms"].split("|")})
