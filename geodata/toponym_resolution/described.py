"""Phrases that describe a place by another: "airbases deep inside Russia", "20 km north of Y", "the border"."""

from __future__ import annotations

import csv
import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from geopy.distance import great_circle

from geodata.gazetteer import Gazetteer
from geodata.records import Area, Basis, Place, ResolvedToponym, Role, Site, Span, Toponym, WherePrecision
from geodata.toponym_resolution.areas import area_of

_KM = {"km": 1.0, "kilometre": 1.0, "kilometer": 1.0, "mile": 1.609, "mi": 1.609}
_BEARINGS = {"north": 0, "northeast": 45, "east": 90, "southeast": 135, "south": 180, "southwest": 225,
             "west": 270, "northwest": 315}  # fmt: skip
_SOIL = r"(?:soil|territory|waters|airspace)"
_MOST_SITES = 14  # more hollow marks would hide the map

FACILITIES = {
    "airbase": "airbase", "air base": "airbase", "airfield": "airbase", "air field": "airbase",
    "military airport": "airbase", "naval base": "naval-base", "military base": "military-base",
    "nuclear plant": "nuclear-plant", "nuclear power plant": "nuclear-plant",
    "nuclear power station": "nuclear-plant", "nuclear site": "nuclear-site", "port": "port",
    "refugee camp": "refugee-camp", "missile base": "missile-base", "border crossing": "border-crossing",
    "dam": "dam",
}  # fmt: skip
"""Words for sorts of sites, with the tag that own rows of the sort bear."""
_FINER_TAGS = {"airbase": (("bomber", "strategic-bombers"),)}
"""Words of the sentence that narrow a sort of site to a finer tag."""

_FACILITY = "|".join(sorted((re.escape(word) for word in FACILITIES), key=len, reverse=True))
_FACILITY_BEFORE = re.compile(
    rf"\b((?:{_FACILITY})s?)(?:\s+(?:located|parked|stationed|based))?\s+(?:deep\s+)?"
    r"(?:inside|in|within|across|throughout|of)\s+(?:\w+(?:ern)\s+)?$",
    re.IGNORECASE,
)
_FACILITIES_ALONE = re.compile(
    rf"\b(?:(?:the|several|some|two|three|four|five|multiple|dozens\s+of)\s+)?((?:{_FACILITY})s)\b"
    r"(?:\s+(?:\w+\s+){0,3}(?:kilometres|kilometers|miles|km)\s+(?:behind|from|inside|away\s+from)\s+"
    r"(?:the\s+)?(?:front(?:\s+lines?)?|border))?",
    re.IGNORECASE,
)
_DIRECTION = r"(?:north|south|east|west)(?:[- ]?(?:east|west))?"
_PART_BEFORE = re.compile(
    rf"\b((?:{_DIRECTION})(?:ern)|central)(?:(?:\s*,\s*|\s+and\s+|\s*/\s*)((?:{_DIRECTION})(?:ern)|central))?\s+$",
    re.IGNORECASE,
)
_KIND_AFTER = re.compile(r"\s+(?:region|oblast|province|state|county|district|governorate)\b")
_DISTANCE_BEFORE = re.compile(
    r"\b(?:(?:about|some|around|roughly|nearly|over)\s+)?(\d[\d,.]{0,6})\s*(km|kilometres?|kilometers?|miles?|mi)\b"
    rf"(?:\s+\([^)]{{1,20}}\))?\s+(?:to\s+the\s+)?({_DIRECTION})(?:\s+of|\s+from)\s+(?:the\s+|downtown\s+|central\s+)?$",
    re.IGNORECASE,
)
_NEAR_BEFORE = re.compile(
    r"\b(?:near|outside|close\s+to|on\s+the\s+outskirts\s+of|in\s+the\s+outskirts\s+of|not\s+far\s+from|"
    r"just\s+(?:north|south|east|west)\s+of)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_COAST_BEFORE = re.compile(
    r"\b(?:off|off\s+the\s+(?:\w+\s+){0,2}coasts?\s+of|in\s+waters\s+off)\s+(?:the\s+)?(?:\w+ern\s+)?$",
    re.IGNORECASE,
)
_CAPITAL_AFTER = re.compile(r"(?:['’]s?)?\s+capital(?:\s+city)?\b(?!\s*,?\s*(?:of\s+)?[A-Z])(?!['’-])")
_NOT_A_CITY_AFTER = re.compile(
    r"\s+(?:gains?|markets?|flows?|flight|controls?|punishment|offen[cs]es?|crimes?|cases?|murder|spending|investment|"
    r"requirements?|expenditure|goods|letters?|region|area|province|district|governorate|territory)\b"
)
_CAPITALS = Path(__file__).with_name("capitals.tsv")
_BORDER = re.compile(r"\b(?:the|its|their)\s+border(?:\s+(?:area|region|zone)s?)?\b")


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A descriptive span with what it leans on and what it describes."""

    span: Span
    anchor: ResolvedToponym
    area: Area
    reason: str
    basis: Basis = Basis.STATED


def describe(text: str, toponyms: Sequence[ResolvedToponym], gazetteer: Gazetteer) -> list[ResolvedToponym]:
    """Return the descriptive toponyms of a text, each an area computed from the toponym it leans on."""
    countries = _countries(toponyms)
    anchored = [phrase for toponym in toponyms if (phrase := _anchored(text, toponym, countries, gazetteer))]
    found = [*anchored, *_facilities_alone(text, anchored), *_borders(text, toponyms)]
    return [_resolved(text, phrase) for phrase in _without_overlaps(found)]


def _countries(toponyms: Iterable[ResolvedToponym]) -> list[Place]:
    """Return the countries that an article names, the most named first."""
    named = Counter(t.place for t in toponyms if t.place and t.place.feature_code == "PCLI")
    return [place for place, _ in named.most_common()]


def _anchored(text: str, anchor: ResolvedToponym, countries: Sequence[Place], gazetteer: Gazetteer) -> _Phrase | None:
    place, toponym = anchor.place, anchor.toponym
    if place is None:
        return None
    before = text[max(0, toponym.span.start - 70) : toponym.span.start]
    if phrase := _capital(text, anchor, place, gazetteer):
        return phrase
    if toponym.demonym:
        return _soil(text, anchor, place)
    if match := _FACILITY_BEFORE.search(before):
        return _facilities(text, match, before, anchor, place, countries, gazetteer)
    if match := _DISTANCE_BEFORE.search(before):
        return _at_distance(match, before, anchor, place)
    if match := _COAST_BEFORE.search(before):
        area = replace(area_of(place), name=f"off {place.name}", precision=WherePrecision.WATER)
        return _Phrase(_from(match, before, toponym), anchor, area, f"the waters off {place.name}")
    if match := _NEAR_BEFORE.search(before):
        if area_of(place).precision != WherePrecision.EXACT:
            return None
        area = Area(f"near {place.name}", place.lat, place.lon, place.radius_km + 15, WherePrecision.NEAR)
        return _Phrase(_from(match, before, toponym), anchor, area, f"near {place.name}, no exact place is told")
    if match := _PART_BEFORE.search(before):
        return _part(text, match, before, anchor, place)
    return None


def _from(match: re.Match[str], before: str, toponym: Toponym) -> Span:
    """Return the span from a match in the text before a toponym to the toponym's end."""
    return Span(toponym.span.start - len(before) + match.start(), toponym.span.end)


def _capital(text: str, anchor: ResolvedToponym, place: Place, gazetteer: Gazetteer) -> _Phrase | None:
    """Return the capital that "the Omani capital" or "Oman's capital" means; a name after it says so itself."""
    match = _CAPITAL_AFTER.match(text, anchor.toponym.span.end)
    if match is None or place.feature_code != "PCLI" or _NOT_A_CITY_AFTER.match(text, match.end()):
        return None
    city = gazetteer.get(_capitals().get(place.country, ""))
    if city is None:
        return None
    span = Span(anchor.toponym.span.start, match.end())
    return _Phrase(span, replace(anchor, place=city), area_of(city), f"{city.name}, the capital of {place.name}")


@cache
def _capitals() -> MappingProxyType[str, str]:
    """Return the gazetteer id of each country's capital, but of those whose capital is disputed."""
    with _CAPITALS.open(encoding="utf-8", newline="") as handle:
        return MappingProxyType({row["country"]: row["place"] for row in csv.DictReader(handle, delimiter="\t")})


def _soil(text: str, anchor: ResolvedToponym, place: Place) -> _Phrase | None:
    match = re.compile(rf"\s+{_SOIL}\b").match(text, anchor.toponym.span.end)
    if not match:
        return None
    return _Phrase(Span(anchor.toponym.span.start, match.end()), anchor, area_of(place), f"somewhere in {place.name}")


def _facilities(
    text: str, match: re.Match[str], before: str, anchor: ResolvedToponym, place: Place,
    countries: Sequence[Place], gazetteer: Gazetteer,
) -> _Phrase:  # fmt: skip
    span = _from(match, before, anchor.toponym)
    deep = "deep" in span.of(text)
    sites = _sites(match[1], _sentence_about(text, span), place, countries, gazetteer, deep)
    name = f"{match[1].lower()} in {place.name}"
    area = replace(area_of(place), name=name, sites=sites)
    known = f"; {len(sites)} known ones are shown as possible" if sites else ""
    return _Phrase(span, anchor, area, f"{place.name} as a whole: the article names no {match[1].lower()}{known}")


def _sentence_about(text: str, span: Span) -> str:
    """Return the words about a span up to the nearest full stops."""
    first = text.rfind(". ", max(0, span.start - 300), span.start) + 1
    past = text.find(". ", span.end, span.end + 300)
    return text[max(first, span.start - 300) : past if past >= 0 else span.end + 300]


def _sites(
    facility: str, sentence: str, place: Place, countries: Sequence[Place], gazetteer: Gazetteer, far_first: bool
) -> tuple[Site, ...]:  # fmt: skip
    """Return known sites of a sort in a country; far from the other country named most first, if told "deep"."""
    word = facility.lower()
    tag = FACILITIES.get(word) or FACILITIES[word.removesuffix("s")]
    finer = [tag_ for cue, tag_ in _FINER_TAGS.get(tag, ()) if cue in sentence.lower()]
    known = [p for p in gazetteer.tagged(tag, *finer) if p.country == place.country and place.country]
    if place.feature_code == "ADM1":
        known = [p for p in known if p.admin1 == place.admin1]
    front = next((country for country in countries if country.country != place.country), None)
    if far_first and front:
        known.sort(key=lambda p: -great_circle((p.lat, p.lon), (front.lat, front.lon)).km)
    return tuple(Site(p.name, p.id, p.lat, p.lon) for p in known[:_MOST_SITES])


def _at_distance(match: re.Match[str], before: str, anchor: ResolvedToponym, place: Place) -> _Phrase | None:
    try:
        number = float(match[1].replace(",", ""))
    except ValueError:
        return None
    unit = match[2].lower()
    away = number * _KM[unit.removesuffix("s")]
    if not 0 < away < 2000:
        return None
    bearing = _BEARINGS[re.sub(r"[- ]", "", match[3].lower())]
    lat, lon = _moved(place, bearing, away)
    precision = WherePrecision.NEAR if away <= 25 else WherePrecision.REGION
    name = f"{match[1]} {match[2]} {match[3].lower()} of {place.name}"
    area = Area(name, lat, lon, max(5.0, 0.25 * away) + place.radius_km / 2, precision)
    return _Phrase(_from(match, before, anchor.toponym), anchor, area, f"reckoned from the centre of {place.name}")


def _part(text: str, match: re.Match[str], before: str, anchor: ResolvedToponym, place: Place) -> _Phrase | None:
    area = area_of(place)
    if area.precision in (WherePrecision.EXACT, WherePrecision.WATER):
        return None
    directions = [d.lower() for d in match.groups() if d]
    span = _from(match, before, anchor.toponym)
    if kind := _KIND_AFTER.match(text, span.end):
        span = Span(span.start, kind.end())
    if area.precision is not WherePrecision.COUNTRY:
        # "the northeastern Sumy region" tells where in the country the region lies: the region itself is meant
        return _Phrase(span, anchor, area, f"{place.name}, told by where it lies")
    bearings = [_BEARINGS[re.sub(r"ern$|[- ]", "", d)] for d in directions if d != "central"]
    north = sum(math.cos(math.radians(b)) for b in bearings) / len(directions)
    east = sum(math.sin(math.radians(b)) for b in bearings) / len(directions)
    bearing = math.degrees(math.atan2(east, north))
    lat, lon = _moved(place, bearing, math.hypot(north, east) * place.radius_km / 2)
    name = f"{' and '.join(directions)} {place.name}"
    part = Area(name, lat, lon, round(0.7 * place.radius_km, 1), WherePrecision.REGION)
    return _Phrase(span, anchor, part, f"a part of {place.name}, reckoned from its middle and its size")


def _moved(place: Place, bearing: float, km: float) -> tuple[float, float]:
    """Return the point (latitude, longitude) so far from a place in a direction."""
    point = great_circle(kilometers=km).destination((place.lat, place.lon), bearing=bearing)
    return round(point.latitude, 4), round(point.longitude, 4)


def _facilities_alone(text: str, anchored: Sequence[_Phrase]) -> Iterable[_Phrase]:
    """Yield later mentions of facilities that an earlier phrase anchored: "the airbases"."""
    by_tag: dict[str, _Phrase] = {}
    for phrase in anchored:
        words = phrase.span.of(text).lower()
        for word, tag in FACILITIES.items():
            if words.startswith(word):
                by_tag.setdefault(tag, phrase)
    for match in _FACILITIES_ALONE.finditer(text):
        word = match[1].lower()
        first = by_tag.get(FACILITIES.get(word) or FACILITIES[word.removesuffix("s")])
        if first and match.start() > first.span.end:
            anchor_words = first.span.of(text)
            yield _Phrase(Span(*match.span()), first.anchor, first.area,
                          f"taken for the “{anchor_words}” told of before", Basis.INFERRED)  # fmt: skip


def _borders(text: str, toponyms: Sequence[ResolvedToponym]) -> Iterable[_Phrase]:
    """Yield "the border", leaning on the nearest place before it in the same sentence."""
    sites = [t for t in toponyms if t.area and not t.toponym.demonym and t.toponym.role is Role.LOCATION]
    for match in _BORDER.finditer(text):
        if re.compile(r"\s+(?:with|between|of)\b").match(text, match.end()):
            continue  # the other side is named: that toponym tells more
        sentence = text[max(0, match.start() - 250) : match.start()]
        floor = match.start() - len(sentence) + sentence.rfind(". ") + 1
        before = bisect_right(sites, match.start(), key=lambda t: t.toponym.span.end)
        anchor = sites[before - 1] if before else None
        if anchor is None or anchor.area is None or anchor.toponym.span.start < floor:
            continue
        base = anchor.area
        area = Area(f"the border near {base.name}", base.lat, base.lon, round(base.radius_km * 1.25, 1),
                    max(base.precision, WherePrecision.REGION))  # fmt: skip
        yield _Phrase(Span(*match.span()), anchor, area, f"the border at {base.name}, not told more closely",
                      Basis.INFERRED)  # fmt: skip


def _without_overlaps(phrases: Iterable[_Phrase]) -> list[_Phrase]:
    kept: list[_Phrase] = []
    for phrase in sorted(phrases, key=lambda p: (p.span.start, -p.span.end)):
        if not kept or not kept[-1].span.overlaps(phrase.span):
            kept.append(phrase)
    return kept


def _resolved(text: str, phrase: _Phrase) -> ResolvedToponym:
    anchor = phrase.anchor
    start = phrase.span.start + len(phrase.span.of(text)) - len(phrase.span.of(text).lstrip())
    span = Span(start, phrase.span.end)
    toponym = Toponym(
        span, span.of(text), Role.LOCATION, anchor.toponym.score, descriptive=True, anchor=anchor.toponym.span
    )
    return ResolvedToponym(
        toponym, anchor.place, phrase.area, phrase.basis, anchor.score, anchor.alternatives, phrase.reason
    )
