"""Toponyms + gazetteer + the whole article → places, ranked, with the reason in words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Self

import numpy as np

from geodata.gazetteer import Gazetteer, Match
from geodata.gazetteer.online import OnlineGazetteer
from geodata.records import Basis, Candidate, Place, ResolvedToponym, Toponym
from geodata.toponym_resolution.areas import area_of
from geodata.toponym_resolution.beyond import find_online
from geodata.toponym_resolution.calibration import Calibration, without_mark
from geodata.toponym_resolution.candidates import find_matches
from geodata.toponym_resolution.demonyms import country_of_demonym
from geodata.toponym_resolution.described import describe
from geodata.toponym_resolution.inferred import infer_places
from geodata.toponym_resolution.ranker import Ranker
from geodata.toponym_resolution.readings import Array, Containers, Reading, distance_km, reading_of, settle

_MOST_ALTERNATIVES = 5
_LEAST_ALTERNATIVE = 0.01
_SAME_MARK_KM = 50.0
_NAMES_A_COUNTRY = 8.0  # prominence, see geodata.gazetteer.prominence


class Resolver:
    """Chooses the place of each toponym of an article: `resolver(text, toponyms)`."""

    def __init__(
        self, gazetteer: Gazetteer, ranker: Ranker, calibration: Calibration, online: OnlineGazetteer | None = None
    ) -> None:
        """Keep the gazetteer and the weights; `load` opens those that Dateline ships."""
        self._gazetteer = gazetteer
        self._ranker = ranker
        self._calibration = calibration
        self._online = online

    @classmethod
    def load(cls, gazetteer: Gazetteer, online: OnlineGazetteer | None = None) -> Self:
        """Open the weights that Dateline ships; `online` is asked what the gazetteer lacks. Raises `ModelError`."""
        return cls(gazetteer, Ranker.load(), Calibration.load(), online)

    def __call__(
        self, text: str, toponyms: Sequence[Toponym], *, descriptive: bool = True
    ) -> tuple[ResolvedToponym, ...]:
        """Return the toponyms with their places, in order of the text; descriptive ones are added unless told not to.

        A name that the gazetteer lacks keeps no place, and so does one that is too doubtful: no answer is better
        than a wild one.
        """
        matches = cache(self._matches)  # an article names its places again and again
        readings = settle(text, [reading_of(text, t, matches(t.surface, t.demonym)) for t in toponyms])
        ranked = self._ranker.rank(text, readings)
        chosen = [
            r.matches[int(s.argmax())].place if r.matches else None for r, s in zip(readings, ranked, strict=True)
        ]
        named = Containers(chosen)
        resolved = [self._resolved(r, s, named) for r, s in zip(readings, ranked, strict=True)]
        if self._online:
            resolved = find_online(text, resolved, self._gazetteer, self._online)
        resolved = infer_places(text, resolved)
        if descriptive:
            resolved += describe(text, resolved, self._gazetteer)
        return tuple(sorted(resolved, key=lambda t: (t.toponym.span.start, -t.toponym.span.end)))

    def _matches(self, surface: str, demonym: bool) -> tuple[Match, ...]:
        if not demonym:
            return find_matches(surface, self._gazetteer)
        country = country_of_demonym(surface, self._gazetteer)
        if country:
            return (country,)
        # a noun used as an adjective ("US", "EU"); the wider world's "Western" is no province called West
        known = self._gazetteer.lookup(surface)
        return tuple(m for m in known if m.prominence >= _NAMES_A_COUNTRY)

    def _resolved(self, reading: Reading, scores: Array, named: Containers) -> ResolvedToponym:
        if not reading.matches:
            reason = f"the gazetteer has no place called {reading.toponym.surface}"
            return ResolvedToponym(reading.toponym, None, None, Basis.STATED, 0.0, (), reason)
        order = sorted(range(len(scores)), key=lambda i: -scores[i])
        best = order[0]
        place = reading.matches[best].place
        alternatives = tuple(
            Candidate(reading.matches[i].place, float(scores[i]))
            for i in order[1 : 1 + _MOST_ALTERNATIVES]
            if scores[i] >= _LEAST_ALTERNATIVE
        )
        surety = _there(reading, scores, best)
        score = self._calibration.of_place(surety)
        reason = _reason(reading, place, named)
        resolved = ResolvedToponym(reading.toponym, place, area_of(place), Basis.STATED, score, alternatives, reason)
        sure = self._calibration.of_mark(surety, reading.toponym.score)
        return resolved if sure >= self._calibration.least else without_mark(resolved)


def _there(reading: Reading, scores: Array, best: int) -> float:
    """Return how likely the mark of a candidate is right: the city's and the district's of its name are one."""
    points = np.array([(match.place.lat, match.place.lon) for match in reading.matches])
    return float(scores[distance_km(points, points[best]) <= _SAME_MARK_KM].sum())


def _reason(reading: Reading, place: Place, named: Containers) -> str:
    """Return in words what speaks for a place among those of its name."""
    called = describe_place(place)
    if reading.toponym.demonym:
        return f"the adjective or people of {place.name}"
    if len(reading.matches) == 1:
        return f"{called}: the only place of this name in the gazetteer"
    if containers := named.of(place):
        return f"{called}: the article names {containers[0].name} as well"
    if reading.matches[0].place.id == place.id:
        return f"{called}: the most prominent of {len(reading.matches)} places of this name"
    return f"{called}: nearest to the article's other places among {len(reading.matches)} of this name"


def describe_place(place: Place) -> str:
    """Return a place's name with its division and country code: "Sumy (Sumy, UA)"."""
    parts = [part for part in (place.admin1 if place.admin1 != place.name else "", place.country) if part]
    return f"{place.name} ({', '.join(parts)})" if parts else place.name


__all__ = ["Resolver", "describe_place"]
