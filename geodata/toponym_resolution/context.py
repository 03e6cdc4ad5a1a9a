"""What the whole article says for and against each candidate, as numbers for the ranker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geodata.gazetteer import Match, NameType, normalise_name
from geodata.records import Place
from geodata.toponym_resolution.readings import Array, Containers, Reading, distance_km, is_within, qualified_by
from geodata.toponym_resolution.support import SUPPORTS, support

_MOST_COMPANY = 100  # places a name is weighed against, those named most; an index of places must not cost its square

FEATURES = (
    "prominence", "below_foremost", "rank", "only_candidate", "population", "alternate", "abbreviation",
    "same_name", "country", "capital", "adm1", "adm2", "seat", "town", "section", "own", "airport",
    "container_follows", "container_elsewhere", "container_fails",
    "country_share", "country_named", "admin1_share", "admin1_named", "near_100", "near_300", "nearest",
    "upper_case", "short_name", "support_near", "support_likely", "support_division",
)  # fmt: skip
"""The names of a candidate's features, in order; the ranker's file repeats them as a check."""


@dataclass(frozen=True, slots=True)
class _Company:
    """What the other names of an article mean: how many speak of each country and division, and the exact points.

    `points` is (places, latitude and longitude), `times` (places,) how often each is named.
    """

    mentions: int
    countries: Counter[str]
    divisions: Counter[tuple[str, str]]
    points: Array
    times: Array


@dataclass(frozen=True, slots=True)
class _Told:
    """The containers written right after a name ("Paris, Texas"), and how many of its mentions tell each."""

    containers: Containers
    times: Counter[str]


def candidate_features(text: str, readings: Sequence[Reading], chosen: Sequence[Place | None]) -> list[Array]:
    """Return for each reading an array (candidates, features); `chosen` is what each is now held to mean."""
    qualified = [tuple(match.place for match in matches) for matches in qualified_by(text, readings)]
    named = Containers(chosen)
    company = _company_by_name(readings, chosen)
    told = _told_by_name(readings, qualified)
    known: dict[tuple[str, tuple[Match, ...], tuple[Place, ...]], Array] = {}
    found = []
    for here, containers, supported in zip(readings, qualified, support(readings), strict=True):
        key = (here.toponym.surface, here.matches, containers)  # all that differs between two mentions
        if key not in known:
            features = _features(here, containers, company[here.name], told[here.name], named)
            known[key] = np.column_stack([features, supported])
        found.append(known[key])
    return found


def _company_by_name(readings: Sequence[Reading], chosen: Sequence[Place | None]) -> dict[str, _Company]:
    """Return for each name the places that the others mean."""
    meant = Counter((r.name, place) for r, place in zip(readings, chosen, strict=True) if place is not None)
    foremost = meant.most_common(_MOST_COMPANY)
    return {
        name: _company_of([(place, times) for (other, place), times in foremost if other != name])
        for name in {reading.name for reading in readings}
    }


def _company_of(others: Sequence[tuple[Place, int]]) -> _Company:
    countries: Counter[str] = Counter()
    divisions: Counter[tuple[str, str]] = Counter()
    for place, times in others:
        countries[place.country] += times
        divisions[place.country, place.admin1] += times
    exact = [(p.lat, p.lon, n) for p, n in others if p.feature_code not in ("PCLI", "PCLD", "CONT", "OCN")]
    table = np.array(exact, np.float64).reshape(len(exact), 3)
    return _Company(sum(times for _, times in others), countries, divisions, table[:, :2], table[:, 2])


def _told_by_name(readings: Sequence[Reading], qualified: Sequence[tuple[Place, ...]]) -> dict[str, _Told]:
    """Return for each name what its mentions are qualified by."""
    places: dict[str, list[Place]] = {reading.name: [] for reading in readings}
    for reading, containers in zip(readings, qualified, strict=True):
        places[reading.name] += containers
    return {name: _Told(Containers(told), Counter(place.id for place in told)) for name, told in places.items()}


def _features(here: Reading, containers: tuple[Place, ...], company: _Company, told: _Told, named: Containers) -> Array:
    near = _distances(here.matches, company)
    rows = [
        [*_own_features(here, rank), *_container(match.place, containers, told),
         *_shares(match.place, company, named), *near[rank], *_surface(here)]
        for rank, match in enumerate(here.matches)
    ]  # fmt: skip
    return np.array(rows, np.float64).reshape(len(rows), -1) if rows else np.zeros((0, len(FEATURES) - SUPPORTS))


def _own_features(here: Reading, rank: int) -> list[float]:
    match = here.matches[rank]
    place, code = match.place, match.place.feature_code
    return [
        match.prominence / 10,
        (here.matches[0].prominence - match.prominence) / 5,
        1 / (1 + rank),
        len(here.matches) == 1,
        np.log10(max(place.population, 10)) / 8,
        match.name_type is NameType.ALTERNATE,
        match.name_type is NameType.ABBREVIATION,
        normalise_name(place.name) == here.name,
        code in ("PCLI", "PCLD"),
        code == "PPLC",
        code == "ADM1",
        code == "ADM2",
        code in ("PPLA", "PPLA2"),
        code in ("PPL", "PPLA3", "PPLA4", "PPLA5"),
        code == "PPLX",
        place.id.startswith("own:"),
        code == "AIRP",
    ]


def _container(place: Place, containers: tuple[Place, ...], told: _Told) -> list[float]:
    """Tell whether a container follows that holds the place, follows the name elsewhere, or follows and does not."""
    own = {container.id for container in containers}
    follows = any(is_within(place, container) for container in containers)
    again = any(told.times[container.id] > (container.id in own) for container in told.containers.of(place))
    return [float(follows), float(again), float(bool(containers) and not follows)]


def _shares(place: Place, company: _Company, named: Containers) -> list[float]:
    """Return how much of the company is in the place's country and division, and whether these are named."""
    if not company.mentions or not place.country:
        return [0.0, 0.0, 0.0, 0.0]
    codes = {container.feature_code for container in named.of(place)}
    division = company.divisions[place.country, place.admin1] if place.admin1 else 0
    return [
        company.countries[place.country] / company.mentions,
        float(bool(codes & {"PCLI", "PCLD"})),
        division / company.mentions,
        float("ADM1" in codes),
    ]


def _distances(matches: tuple[Match, ...], company: _Company) -> list[list[float]]:
    """Return for each candidate how many exact places of the article are within 100 and 300 km, and how near one is."""
    if not len(company.points) or not matches:
        return [[0.0, 0.0, 0.0]] * len(matches)
    here = np.array([(m.place.lat, m.place.lon) for m in matches])
    apart = distance_km(here[:, None, :], company.points[None, :, :])
    count = np.minimum(np.stack([(apart < 100) @ company.times, (apart < 300) @ company.times], 1), 4) / 4
    nearest = 1 / (1 + apart.min(1) / 100)
    return np.column_stack([count, nearest]).tolist()  # type: ignore[no-any-return]


def _surface(here: Reading) -> list[float]:
    surface = here.toponym.surface
    return [surface.isupper() and len(surface) > 3, len(here.name) <= 3]
