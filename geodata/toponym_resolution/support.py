"""How far the candidates of an article's names bear each other out, before any of them is chosen.

"New London", "Mount Pleasant" and "Winfield" are each a name of many towns, but only in Iowa of three close together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.gazetteer import Match
from geodata.toponym_resolution.readings import Array, Reading, distance_km

SUPPORTS = 3  # columns
_MOST_NAMES = 40  # the most frequent; more add time, not evidence
_NEAR_KM = 75.0  # a news story's usual surroundings: a county and its neighbours
_FADES_KM = 150.0
_WIDE = frozenset({"PCLI", "PCLD", "CONT", "OCN", "SEA", "RGN"})


@dataclass(frozen=True, slots=True)
class _Pool:
    """All candidates of the names that count; `owner` is the name's number, `odds` its share among namesakes."""

    points: Array
    owner: npt.NDArray[np.intp]
    odds: Array
    division: npt.NDArray[np.intp]
    exact: npt.NDArray[np.bool_]


def support(readings: Sequence[Reading]) -> list[Array]:
    """Return for each reading an array (candidates, 3).

    The columns are the share of other names with a candidate within 75 km, the same weighted by how likely and how
    near that candidate is, and the weighted share of other names with a candidate in the same division.
    """
    counts = Counter(r.name for r in readings if r.matches)
    first = {r.name: r for r in reversed(readings) if r.matches}
    names = [name for name, _ in counts.most_common(_MOST_NAMES)]
    divisions: dict[tuple[str, str], int] = {}
    pool = _pool([first[name] for name in names], divisions)
    numbers = {name: number for number, name in enumerate(names)}
    known: dict[tuple[str, tuple[Match, ...]], Array] = {}
    found = []
    for reading in readings:
        key = (reading.name, reading.matches)
        if key not in known:
            known[key] = _supported(reading, numbers.get(reading.name, -1), len(names), pool, divisions)
        found.append(known[key])
    return found


def _pool(readings: Sequence[Reading], divisions: dict[tuple[str, str], int]) -> _Pool:
    matches = [(number, m) for number, r in enumerate(readings) for m in r.matches]
    odds = [share for r in readings for share in _odds(r)]
    places = [m.place for _, m in matches]
    return _Pool(
        np.array([(p.lat, p.lon) for p in places], np.float64).reshape(len(places), 2),
        np.array([number for number, _ in matches], np.intp),
        np.array(odds, np.float64),
        np.array([divisions.setdefault((p.country, p.admin1), len(divisions)) for p in places], np.intp),
        np.array([p.feature_code not in _WIDE for p in places], np.bool_),
    )


def _odds(reading: Reading) -> Array:
    """Return how likely each candidate is by its prominence alone: ten times the people, three times the odds."""
    ranks = np.array([m.prominence for m in reading.matches], np.float64)
    weights = 3.0 ** (ranks - ranks.max())
    return weights / weights.sum()  # type: ignore[no-any-return]


def _supported(reading: Reading, number: int, names: int, pool: _Pool, divisions: dict[tuple[str, str], int]) -> Array:
    others = names - (number >= 0)
    if not others or not reading.matches or not len(pool.owner):
        return np.zeros((len(reading.matches), SUPPORTS))
    here = np.array([(m.place.lat, m.place.lon) for m in reading.matches])
    apart = distance_km(here[:, None, :], pool.points[None, :, :])
    usable = (pool.owner != number) & pool.exact
    near = np.where(usable, apart < _NEAR_KM, False)
    likely = np.where(usable, pool.odds * np.exp(-apart / _FADES_KM), 0.0)
    own = np.array([divisions.get((m.place.country, m.place.admin1), -1) for m in reading.matches])
    named = np.array([bool(m.place.admin1) for m in reading.matches])
    together = (own[:, None] == pool.division[None, :]) & named[:, None] & (pool.owner != number)
    starts = np.flatnonzero(np.diff(pool.owner, prepend=-1))
    best = [np.maximum.reduceat(values.astype(np.float64), starts, axis=1).sum(1) / others
            for values in (near, likely, np.where(together, pool.odds, 0.0))]  # fmt: skip
    return np.stack(best, 1)
