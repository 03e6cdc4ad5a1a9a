"""Places that no gazetteer has, put where their words say: a venue in its town, an unknown town in its division."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from geodata.records import Area, Basis, Place, ResolvedToponym, Role, WherePrecision
from geodata.sentences import split_sentences
from geodata.toponym_resolution.areas import area_of

_VENUE = re.compile(
    r"\b(?:street|road|avenue|boulevard|lane|drive|square|plaza|highway|hospital|clinic|stadium|arena|park|school|"
    r"college|university|academy|church|cathedral|mosque|temple|synagogue|chapel|court|courthouse|jail|prison|hall|"
    r"cent(?:re|er)|library|museum|gallery|theat(?:re|er)|hotel|market|mall|bridge|station|terminal|airport|airfield|"
    r"harbou?r|port|pier|beach|cemetery|zoo|tower|house|building|factory|mill|plant|estate|club|ground|field|gardens?|"
    r"reserve|lagoon|creek|brook|hill|farm|office|complex|embassy|consulate)s?\b|\b(?:st|rd|ave|blvd|hwy)\.?$",
    re.IGNORECASE,
)
_SORT = r"(?:village|hamlet|town|suburb|neighbou?rhood|district|area)"
_IN_NEXT = re.compile(
    rf",\s{{1,2}}|\s\(|,?\s+(?:an?\s+(?:\w+\s+){{0,2}})?(?:{_SORT}\s+of|(?:{_SORT}\s+)?(?:in|near|outside))\s+(?:the\s+)?"
)
_OF_LAST = re.compile(rf"(?:['’]s)?\s+(?:\w+\s+)?{_SORT}\s+of\s+(?:the\s+)?")
_FAR = 15.0  # km added to a town's radius: how far out its venues may lie
_SURENESS = 0.5  # of an inferred place; the town may be told for another reason
_DOMINATES = 0.5  # share of an article's town mentions that makes one town its scene


def infer_places(text: str, resolved: Sequence[ResolvedToponym]) -> list[ResolvedToponym]:
    """Give toponyms without a place the area that their sentence or article implies, as inferred.

    Only a venue or a name with its container is inferred: anything else that is unknown stays unknown.
    """
    if all(t.place for t in resolved):
        return list(resolved)
    starts = [span.start for span in split_sentences(text)]
    sentences = [bisect_right(starts, t.toponym.span.start) for t in resolved]
    towns = [_is_town(t) for t in resolved]
    scene = _scene(resolved, towns)
    found = []
    for at, unknown in enumerate(resolved):
        if unknown.place or unknown.area or unknown.alternatives or unknown.toponym.demonym:
            found.append(unknown)
            continue
        found.append(_contained(text, resolved, at) or _in_town(resolved, sentences, towns, at, scene) or unknown)
    return found


def _is_town(resolved: ResolvedToponym) -> bool:
    place = resolved.place
    return bool(place and place.feature_class == "P" and resolved.toponym.role in (Role.LOCATION, Role.DATELINE))


def _scene(resolved: Sequence[ResolvedToponym], towns: Sequence[bool]) -> Place | None:
    """Return the town that most of an article's towns are, if one is."""
    counts = Counter(t.place for t, town in zip(resolved, towns, strict=True) if town and t.place)
    for place, times in counts.most_common(1):
        return place if times >= _DOMINATES * counts.total() else None
    return None


def _contained(text: str, resolved: Sequence[ResolvedToponym], at: int) -> ResolvedToponym | None:
    """Return an unknown name as somewhere in the place that the words beside it say holds it.

    "Innisfail, Alberta"; "Kentford, near Newmarket"; "Cairo's suburb of Madinaty".
    """
    here = resolved[at].toponym.span
    following = resolved[at + 1] if at + 1 < len(resolved) else None
    if following and _IN_NEXT.fullmatch(text[here.end : following.toponym.span.start]) and (place := _small(following)):
        return _somewhere_in(resolved[at], place)
    before = resolved[at - 1] if at else None
    if before and _OF_LAST.fullmatch(text[before.toponym.span.end : here.start]) and (place := _small(before)):
        return _somewhere_in(resolved[at], place)
    return None


def _small(resolved: ResolvedToponym) -> Place | None:
    """Return a place, but none so large that it tells nothing of a name in it: a country, a sea."""
    place = resolved.place
    large = place and (place.feature_code in ("PCLI", "PCLD") or place.feature_class in ("H", "L"))
    return None if large or resolved.toponym.demonym else place


def _in_town(
    resolved: Sequence[ResolvedToponym], sentences: Sequence[int], towns: Sequence[bool], at: int, scene: Place | None
) -> ResolvedToponym | None:
    """Return a venue in the town of its sentence, the next one before the last, or in the article's only scene."""
    here = resolved[at]
    if not _VENUE.search(here.toponym.surface):
        return None
    for steps in (range(at + 1, len(resolved)), range(at - 1, -1, -1)):
        for step in takewhile(lambda i: sentences[i] == sentences[at], steps):
            place = resolved[step].place
            if towns[step] and place:
                return _somewhere_in(here, place)
    return _somewhere_in(here, scene) if scene else None


def _somewhere_in(unknown: ResolvedToponym, place: Place) -> ResolvedToponym:
    around = area_of(place)
    town = around.precision is WherePrecision.EXACT
    area = Area(
        unknown.toponym.surface,
        place.lat,
        place.lon,
        place.radius_km + (_FAR if town else 0.0),
        WherePrecision.NEAR if town else around.precision,
    )
    reason = f"{unknown.reason}; put somewhere in {place.name}, which the text names with it"
    score = _SURENESS * unknown.toponym.score
    return replace(unknown, area=area, basis=Basis.INFERRED, score=score, reason=reason)
