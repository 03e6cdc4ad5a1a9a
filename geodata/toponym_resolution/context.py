"""What the whole article says for and against each candidate, as numbers for the ranker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

from geodata.gazetteer import Match, NameType, normalise_name
from geodata.records import Place, Toponym
from geodata.toponym_resolution.candidates import kind_hint

Array = npt.NDArray[np.float64]
EARTH_RADIUS_KM = 6371.0088
_RIVALS_A_COUNTRY = 5.3  # prominence: the state of Georgia has 5.8, towns called after countries have less

FEATURES = (
    "prominence", "below_foremost", "rank", "only_candidate", "population", "alternate", "abbreviation",
    "same_name", "country", "capital", "adm1", "adm2", "seat", "town", "section", "own", "airport",
    "container_follows", "container_elsewhere", "container_fails",
    "country_share", "country_named", "admin1_share", "admin1_named", "near_100", "near_300", "nearest",
    "upper_case", "short_name",
)  # fmt: skip
"""The names of a candidate's features, in order; the ranker's file repeats them as a check."""

_KIND_GROUPS = {
    "ADM1": {"ADM1", "PCLI", "RGN", "TERR"}, "ADM2": {"ADM2", "ADM3"}, "AIRP": {"AIRP", "AIRB"},
    "STM": {"STM"}, "ISL": {"ISL", "ISLS"}, "ISLS": {"ISL", "ISLS"}, "LK": {"LK", "LKS"}, "PEN": {"PEN"},
    "SEA": {"SEA", "OCN"}, "STRT": {"STRT"},
}  # fmt: skip


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
    return Reading(toponym, normalise_name(toponym.surface), fitting or matches, kind if fitting else None)


def _is_of_kind(place: Place, kind: str) -> bool:
    return place.feature_class == "P" if kind == "PPL" else place.feature_code in _KIND_GROUPS[kind]


def is_within(place: Place, container: Place) -> bool:
    """Tell whether a division or country holds a place, as far as codes and names tell."""
    if container.id == place.id or container.country != place.country:
        return False
    if container.feature_code in ("PCLI", "PCLD"):
        return True
    return container.feature_code == "ADM1" and container.name == place.admin1


def candidate_features(text: str, readings: Sequence[Reading], chosen: Sequence[Place | None]) -> list[Array]:
    """Return for each reading an array (candidates, features); `chosen` is what each is now held to mean."""
    qualified = _qualified(text, readings)
    named = {place.id: place for place in chosen if place is not None}
    return [_features(i, readings, chosen, named, qualified) for i in range(len(readings))]


def settle_countries(text: str, readings: Sequence[Reading]) -> list[Reading]:
    """Let a country's name be the country, unless the article itself says which namesake it means: "Lebanon, Ohio".

    Namesakes that news calls by the bare name as well stay in the running (the state of Georgia).
    """
    qualified = _qualified(text, readings)
    told = {
        reading.name
        for reading, containers in zip(readings, qualified, strict=True)
        if any(is_within(m.place, c.place) for m in reading.matches for c in containers)
    }
    return [
        replace(r, matches=tuple(m for m in r.matches if m.prominence >= _RIVALS_A_COUNTRY))
        if _names_country(r) and r.name not in told
        else r
        for r in readings
    ]


def _names_country(reading: Reading) -> bool:
    if not reading.matches or reading.kind not in (None, "ADM1"):
        return False
    foremost = reading.matches[0]
    return foremost.place.feature_code in ("PCLI", "PCLD") and foremost.name_type is NameType.MAIN


def _qualified(text: str, readings: Sequence[Reading]) -> list[tuple[Match, ...]]:
    """Return for each toponym the candidates of a container written right after it: "Paris, Texas"."""
    found: list[tuple[Match, ...]] = []
    for here, following in zip_longest(readings, readings[1:]):
        gap = text[here.toponym.span.end : following.toponym.span.start] if following else ""
        joined = following is not None and gap.strip() in (",", "(") and len(gap) <= 3
        containers = following.matches if following and joined else ()
        found.append(tuple(m for m in containers if m.place.feature_code in ("ADM1", "ADM2", "PCLI", "PCLD")))
    return found


def _features(
    at: int, readings: Sequence[Reading], chosen: Sequence[Place | None], named: dict[str, Place],
    qualified: Sequence[tuple[Match, ...]],
) -> Array:  # fmt: skip
    here = readings[at]
    others = [
        place for i, place in enumerate(chosen) if place is not None and i != at and readings[i].name != here.name
    ]
    containers = qualified[at]
    elsewhere = [c for i, c in enumerate(qualified) if c and i != at and readings[i].name == here.name]
    near = _distances(here.matches, others)
    rows = [
        [*_own_features(here, rank), *_container(match, containers, elsewhere),
         *_company(match, others, named), *near[rank], *_surface(here)]
        for rank, match in enumerate(here.matches)
    ]  # fmt: skip
    return np.array(rows, np.float64).reshape(len(rows), len(FEATURES))


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


def _container(match: Match, containers: tuple[Match, ...], elsewhere: list[tuple[Match, ...]]) -> list[float]:
    follows = any(is_within(match.place, c.place) for c in containers)
    again = any(is_within(match.place, c.place) for group in elsewhere for c in group)
    return [float(follows), float(again), float(bool(containers) and not follows)]


def _company(match: Match, others: list[Place], named: dict[str, Place]) -> list[float]:
    place = match.place
    if not others or not place.country:
        return [0.0, 0.0, 0.0, 0.0]
    same_country = sum(other.country == place.country for other in others)
    same_admin1 = sum(other.country == place.country and other.admin1 == place.admin1 for other in others)
    containers = [other for other in named.values() if is_within(place, other)]
    return [
        same_country / len(others),
        float(any(c.feature_code in ("PCLI", "PCLD") for c in containers)),
        same_admin1 / len(others) if place.admin1 else 0.0,
        float(any(c.feature_code == "ADM1" for c in containers)),
    ]


def _distances(matches: tuple[Match, ...], others: list[Place]) -> list[list[float]]:
    """Return for each candidate how many exact places of the article are within 100 and 300 km, and how near one is."""
    points = [(p.lat, p.lon) for p in others if p.feature_code not in ("PCLI", "PCLD", "CONT", "OCN")]
    if not points or not matches:
        return [[0.0, 0.0, 0.0]] * len(matches)
    here = np.array([(m.place.lat, m.place.lon) for m in matches])
    apart = distance_km(here[:, None, :], np.array(points)[None, :, :])
    count = np.minimum(np.stack([(apart < 100).sum(1), (apart < 300).sum(1)], 1), 4) / 4
    nearest = 1 / (1 + apart.min(1) / 100)
    return np.column_stack([count, nearest]).tolist()  # type: ignore[no-any-return]


def _surface(here: Reading) -> list[float]:
    surface = here.toponym.surface
    return [surface.isupper() and len(surface) > 3, len(here.name) <= 3]


def distance_km(a: Array, b: Array) -> Array:
    """Return great-circle distances between points (…, latitude and longitude in degrees)."""
    a, b = np.radians(a), np.radians(b)
    half = (b - a) / 2
    h = np.sin(half[..., 0]) ** 2 + np.cos(a[..., 0]) * np.cos(b[..., 0]) * np.sin(half[..., 1]) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1.0, h)))  # type: ignore[no-any-return]
