"""Toponyms with their candidates, and what these are to each other: within, near, told by the words about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from geodata.gazetteer import Match, NameType, normalise_name
from geodata.records import Place, Toponym
from geodata.toponym_resolution.candidates import KINDS, kind_hint

Array = npt.NDArray[np.float64]
EARTH_RADIUS_KM = 6371.0088
_SURE_DIVISION = 4.0  # prominence: a state, also by its abbreviation
_KNOWN_ALONE = 5.5  # prominence: a city that needs no state behind it
_STATES = frozenset({"US", "CA", "AU"})
_TOWN_PEOPLE = 15_000
_BESIDE_KM = 30.0
_RIVALS_A_COUNTRY = 5.3  # prominence: the state of Georgia has 5.8, towns called after countries have less
_RIVALS = {"PPL": 4.0, "LOCAL": _RIVALS_A_COUNTRY}  # "Palestine city" may be the town, "U.S. city" no village of Us


@dataclass(frozen=True, slots=True)
class Reading:
    """A toponym with its candidates; `kind` is what the words about it say it is."""

    toponym: Toponym
    name: str
    matches: tuple[Match, ...]
    kind: str | None


def reading_of(text: str, toponym: Toponym, matches: tuple[Match, ...]) -> Reading:
    """Return a toponym with its candidates; where the words about it tell its sort, only those of that sort."""
    span = toponym.span
    kind = kind_hint(text, span.start, span.end)
    fitting = tuple(match for match in matches if kind and _is_of_kind(match.place, kind))
    if kind in _RIVALS and _is_country(matches):
        fitting = tuple(match for match in fitting if match.prominence >= _RIVALS[kind])
    return Reading(
        toponym, normalise_name(toponym.surface), fitting or _towns_first(matches), kind if fitting else None
    )


def _towns_first(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """Leave out divisions that bear the name of a town in them: bare "Lisbon" is the city, not its district.

    Not so where news means the division by the bare name: the states and provinces of `_STATES`.
    """
    towns = [m.place for m in matches if m.place.feature_class == "P" and m.place.population >= _TOWN_PEOPLE]
    return tuple(m for m in matches if not any(_is_seat(town, m.place) for town in towns)) or matches


def _is_seat(town: Place, division: Place) -> bool:
    if division.feature_code not in ("ADM1", "ADM2") or town.country != division.country:
        return False
    if division.feature_code == "ADM1" and division.country in _STATES:
        return False
    apart = distance_km(np.array([town.lat, town.lon]), np.array([division.lat, division.lon]))
    return bool(apart <= division.radius_km + _BESIDE_KM)


def _is_of_kind(place: Place, kind: str) -> bool:
    if kind in ("PPL", "LOCAL"):
        return place.feature_class == "P" or (kind == "LOCAL" and place.feature_code == "ADM2")
    return place.feature_code in KINDS[kind]


def settle(text: str, readings: Sequence[Reading]) -> list[Reading]:
    """Let a name be what the text says outright: a country's the country, and "Paris, Texas" no other Paris.

    A country's name is a namesake's only where the article says so ("Lebanon, Ohio").
    Namesakes that news calls by the bare name as well stay in the running (the state of Georgia).
    """
    qualified = qualified_by(text, readings)
    told = {
        reading.name
        for reading, containers in zip(readings, qualified, strict=True)
        if any(is_within(m.place, c.place) for m in reading.matches for c in containers)
    }
    settled = []
    for reading, containers in zip(readings, qualified, strict=True):
        if _names_country(reading) and reading.name not in told:
            settled.append(replace(reading, matches=tuple(_rivals(reading.matches))))
        elif within := tuple(m for m in reading.matches if any(is_within(m.place, c.place) for c in containers)):
            settled.append(replace(reading, matches=within))
        elif _is_elsewhere(reading, containers):
            settled.append(replace(reading, matches=()))
        else:
            settled.append(reading)
    return settled


def _rivals(matches: tuple[Match, ...]) -> Iterator[Match]:
    """Yield a country and its namesakes of weight elsewhere; in it, bare "Mexico" is not the state of that name."""
    country, *others = matches
    yield country
    for match in others:
        if match.prominence >= _RIVALS_A_COUNTRY and not is_within(match.place, country.place):
            yield match


def _is_elsewhere(reading: Reading, containers: tuple[Match, ...]) -> bool:
    """Tell whether a lesser name is followed by a division that holds none of its bearers: it is one we don't know."""
    named = [c for c in containers if c.place.feature_code == "ADM1" and c.prominence >= _SURE_DIVISION]
    lesser = bool(reading.matches) and reading.matches[0].prominence < _KNOWN_ALONE
    return lesser and bool(named)


def _names_country(reading: Reading) -> bool:
    return reading.kind in (None, "ADM1") and _is_country(reading.matches)


def _is_country(matches: Sequence[Match]) -> bool:
    foremost = matches[0] if matches else None
    return bool(foremost and foremost.place.feature_code in ("PCLI", "PCLD") and foremost.name_type is NameType.MAIN)


def qualified_by(text: str, readings: Sequence[Reading]) -> list[tuple[Match, ...]]:
    """Return for each toponym the candidates of a container written right after it: "Paris, Texas"."""
    found: list[tuple[Match, ...]] = []
    for here, following in zip_longest(readings, readings[1:]):
        gap = text[here.toponym.span.end : following.toponym.span.start] if following else ""
        joined = following is not None and gap.strip() in (",", "(") and len(gap) <= 3
        containers = following.matches if following and joined else ()
        found.append(tuple(m for m in containers if m.place.feature_code in ("ADM1", "ADM2", "PCLI", "PCLD")))
    return found


def is_within(place: Place, container: Place) -> bool:
    """Tell whether a division or country holds a place, as far as codes and names tell."""
    if container.id == place.id or container.country != place.country:
        return False
    if container.feature_code in ("PCLI", "PCLD"):
        return True
    return container.feature_code == "ADM1" and container.name == place.admin1


class Containers:
    """The countries and first-order divisions among some places, by what they hold."""

    def __init__(self, places: Iterable[Place | None]) -> None:
        """Note each country and division once, where it comes first."""
        self._holding: dict[tuple[str, str | None], dict[str, tuple[int, Place]]] = {}
        for at, place in enumerate(places):
            if place is not None and place.feature_code in ("PCLI", "PCLD", "ADM1"):
                division = place.name if place.feature_code == "ADM1" else None
                self._holding.setdefault((place.country, division), {}).setdefault(place.id, (at, place))

    def of(self, place: Place) -> list[Place]:
        """Return those that a place is within, see `is_within`, in their order."""
        found = [x for key in (None, place.admin1) for x in self._holding.get((place.country, key), {}).values()]
        return [container for _, container in sorted(found, key=itemgetter(0)) if container.id != place.id]


def distance_km(a: Array, b: Array) -> Array:
    """Return great-circle distances between points (…, latitude and longitude in degrees)."""
    a, b = np.radians(a), np.radians(b)
    half = (b - a) / 2
    h = np.sin(half[..., 0]) ** 2 + np.cos(a[..., 0]) * np.cos(b[..., 0]) * np.sin(half[..., 1]) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1.0, h)))  # type: ignore[no-any-return]
