"""Beside the pins of an annotated article: how its places are read and resolved, and its timexes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from geopy.distance import great_circle

from geodata.evaluation.event_records import span
from geodata.evaluation.matching import best_pairs, shared_width
from geodata.records import Role

Json = dict[str, Any]
Tally = Counter[str]

LIMIT_KM, DIVISION_LIMIT_KM, WIDE_LIMIT_KM = 161.0, 400.0, 1500.0
_NOT_LITERAL = frozenset({Role.ACTOR, Role.MENTION})
_SITES = frozenset({Role.LOCATION, Role.DATELINE})


def judge_readings(places: Sequence[Json], toponyms: Sequence[Json], errors: list[str]) -> Tally:
    """Count the gold places that were found, read rightly and, where literal, put rightly."""
    counts = Tally()
    for place in places:
        over = [t for t in toponyms if shared_width(span(t), span(place)) > 0]
        if not place.get("demonym"):
            counts += Tally(place_gold=1, place_found=bool(over))
        if over:
            counts += _judge_reading(place, _best_of(over, place), errors)
    return counts


def _best_of(toponyms: Sequence[Json], place: Json) -> Json:
    """Return the toponym that shares most of a place's span, the shortest of several."""
    return max(toponyms, key=lambda t: (shared_width(span(t), span(place)), t["start"] - t["end"]))


def _judge_reading(place: Json, found: Json, errors: list[str]) -> Tally:
    counts, literal = Tally(), place["reading"] == "literal"
    points = [(at.get("lat"), at.get("lon")) for at in (place, found)]
    if literal and None not in points[0] + points[1]:
        counts += Tally(located_n=1, located_ok=great_circle(*points).km <= _limit_km(place.get("where_prec")))
    if found.get("role"):
        right, kind = found["role"] in _accepted_roles(place), "literal" if literal else "nonliteral"
        counts += Tally({f"{kind}_n": 1, f"{kind}_ok": int(right)})
        errors += [] if right else [f"reading of {place['surface']}: {found['role']} for {place['reading']}"]
    return counts


def _limit_km(precision: int | None) -> float:
    if precision == 4:
        return DIVISION_LIMIT_KM
    return WIDE_LIMIT_KM if (precision or 0) >= 5 else LIMIT_KM


def _accepted_roles(place: Json) -> frozenset[str]:
    """Return the roles that fit a place's reading: where something happens a location, elsewhere no actor."""
    accepted: frozenset[str] = frozenset()
    for reading in (place["reading"], *place.get("reading_alt", ())):
        if reading != "literal":
            accepted |= _NOT_LITERAL
        elif place.get("happened") or place.get("role") == Role.DATELINE:
            accepted |= _SITES
        else:
            accepted |= _SITES | {Role.MENTION}
    return accepted


def judge_timexes(gold: Sequence[Json], found: Sequence[Json], dated: bool, errors: list[str]) -> Tally:
    """Count the timexes whose value is right; `dated` holds them to those that the publication date implies."""
    accepted = [_accepted_values(timex, dated) for timex in gold]
    fits = [[_fit(timex, x, values) for x, values in zip(gold, accepted, strict=True)] for timex in found]
    matched = dict(best_pairs(fits))
    counts = Tally(timex_gold=sum(not x.get("optional") for x in gold))
    for i, timex in enumerate(found):
        j = matched.get(i)
        if j is not None and gold[j].get("optional"):
            continue
        right = j is not None and _normal(timex.get("value")) in accepted[j]
        counts += Tally(timex_pred=1, timex_ok=right)
        if j is not None and not right:
            errors.append(f"timex {gold[j]['surface']}: {timex.get('value')} for {gold[j]['value']}")
    return counts


def _fit(timex: Json, gold: Json, accepted: frozenset[str | None]) -> float | None:
    """Return how well two timexes fit: those of equal value first, required ones next, then the widest overlap."""
    shared = shared_width(span(timex), span(gold))
    if shared <= 0:
        return None
    equal = _normal(timex.get("value")) in accepted
    return 100 + (200 if equal else 0) - (50 if gold.get("optional") else 0) + min(shared, 40) / 50


def _accepted_values(timex: Json, dated: bool) -> frozenset[str | None]:
    known = timex.get("value_ref")
    values = [known] if dated and known else [timex["value"], *([known] if known else [])]
    return frozenset(_normal(value) for value in (*values, *timex.get("value_alt", ())))


def _normal(value: Any) -> str | None:
    return None if value in (None, "") else str(value).strip().upper()
