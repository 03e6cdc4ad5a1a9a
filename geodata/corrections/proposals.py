"""What a person types as a place → the places it may be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geodata.corrections.records import PlaceValue, corrected_area
from geodata.gazetteer import Gazetteer
from geodata.records import Place
from geodata.toponym_resolution.areas import area_of

MOST_PROPOSALS = 12
LONGEST_NAME = 200

_NUMBER = r"([+-]?\d{1,3}(?:\.\d{1,15})?)°?"
_COORDINATES = re.compile(rf"\s*{_NUMBER}\s*([NnSs]?)\s*[,;\s]\s*{_NUMBER}\s*([EeWw]?)\s*")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A place that may be meant: what a correction sets, and the gazetteer's entry, if it is no mere point."""

    value: PlaceValue
    place: Place | None


def proposals(typed: str, gazetteer: Gazetteer) -> tuple[Proposal, ...]:
    """Return the places that a name or coordinates may mean, most prominent first; nothing known gives none."""
    point = read_coordinates(typed)
    if point is not None:
        name = f"{point[0]:g}, {point[1]:g}"
        return (Proposal(PlaceValue(corrected_area(name, *point), None), None),)
    name, _, within = typed[:LONGEST_NAME].strip().partition(",")
    found = [match.place for match in gazetteer.lookup(name.strip())]
    if within.strip():
        sought = within.strip().casefold()
        found = [place for place in found if sought in (place.country.casefold(), place.admin1.casefold())] or found
    return tuple(Proposal(PlaceValue(area_of(place), place.id), place) for place in found[:MOST_PROPOSALS])


def read_coordinates(typed: str) -> tuple[float, float] | None:
    """Return latitude and longitude where that is what was typed: "41.01, 28.98" or "41.01 N 28.98 E"."""
    found = _COORDINATES.fullmatch(typed[:LONGEST_NAME])
    if found is None:
        return None
    lat = float(found[1]) * (-1 if found[2] in ("S", "s") else 1)
    lon = float(found[3]) * (-1 if found[4] in ("W", "w") else 1)
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None
