"""Adjectives and peoples → their country, division or city; `demonyms.tsv` holds them in common English usage."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from types import MappingProxyType

from geodata.gazetteer import Gazetteer, Match, NameType, normalise_name

_TABLE = Path(__file__).with_name("demonyms.tsv")


def country_of_demonym(surface: str, gazetteer: Gazetteer) -> Match | None:
    """Return the place of an adjective or people ("Russian", "Russians’", "New Yorkers"), or `None`."""
    known = _places()
    code = next((known[form] for form in _forms(normalise_name(surface)) if form in known), "")
    place = gazetteer.get(code) if ":" in code else gazetteer.country(code)
    return None if place is None else Match(place, NameType.MAIN, 9.0)


def _forms(name: str) -> tuple[str, ...]:
    """Return a name as it is and in the singular."""
    singular = f"{name[:-3]}man" if name.endswith("men") else name.removesuffix("s")
    return (name, singular, name.removesuffix("es"))


@cache
def _places() -> MappingProxyType[str, str]:
    """Return each normalised demonym's place: an ISO 3166-1 code or a gazetteer id."""
    with _TABLE.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    return MappingProxyType({normalise_name(d): row["place"] for row in rows for d in row["demonyms"].split("|")})
