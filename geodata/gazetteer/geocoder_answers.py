"""What a geocoder answers → places with GeoNames feature codes.

Each service of geopy hands on its own JSON. Nominatim, Photon and GeoNames are read in full; of any other the point,
the name and the country are, so far as they can be made out. Nothing an answer holds is trusted to be there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from geopy.distance import great_circle

from geodata.gazetteer.names import normalise_name
from geodata.records import Place

_MOST_NAMES = 40
_LONGEST_NAME = 200
_OSM_TYPES = {"n": "node", "w": "way", "r": "relation"}
_COUNTRY_KEYS = ("country_code", "countrycode", "countryCode", "CountryCode")
_DIVISION_KEYS = ("state", "adminName1", "province", "region")
_SMALLEST_KM = 0.1
_RADIUS_KM = {"S": 0.3, "R": 1.0, "P": 3.0, "A": 30.0}
"""The radius of a place whose answer tells no box, by feature class."""
_OTHER_RADIUS_KM = 3.0

_LEVELS = {
    "country": "A.PCLI", "state": "A.ADM1", "region": "A.ADM1", "province": "A.ADM1", "state_district": "A.ADM2",
    "county": "A.ADM2", "district": "A.ADM2", "municipality": "A.ADM3", "city": "P.PPL", "town": "P.PPL",
    "village": "P.PPL", "hamlet": "P.PPL", "isolated_dwelling": "P.PPL", "farm": "S.FRM", "borough": "P.PPLX",
    "city_district": "P.PPLX", "suburb": "P.PPLX", "quarter": "P.PPLX", "neighbourhood": "P.PPLX",
    "locality": "L.LCTY", "island": "T.ISL", "islet": "T.ISL", "square": "S.SQR", "archipelago": "T.ISLS",
    "sea": "H.SEA", "ocean": "H.OCN", "street": "R.ST",
}  # fmt: skip
"""OpenStreetMap's `place` values, which are the levels of boundaries in an address as well."""

_FEATURES = {
    "aeroway": {"aerodrome": "S.AIRP", "helipad": "S.AIRH", "": "S.AIRP"},
    "amenity": {
        "clinic": "S.HSPC", "college": "S.SCHC", "courthouse": "S.CTHSE", "embassy": "S.DIPL", "hospital": "S.HSP",
        "library": "S.LIBR", "marketplace": "S.MKT", "monastery": "S.MSTY", "place_of_worship": "S.RLG",
        "police": "S.PP", "post_office": "S.PO", "prison": "S.PRN", "restaurant": "S.REST", "school": "S.SCH",
        "theatre": "S.THTR", "townhall": "S.ADMF", "university": "S.UNIV", "": "S.FCL",
    },
    "building": {"": "S.BLDG"},
    "highway": {"motorway": "R.RD", "trunk": "R.RD", "bus_stop": "S.BUSTP", "": "R.ST"},
    "historic": {"archaeological_site": "S.ANS", "castle": "S.CSTL", "ruins": "S.RUIN", "": "S.HSTS"},
    "landuse": {"cemetery": "S.CMTY", "forest": "V.FRST", "industrial": "L.INDS", "military": "L.MILB", "": "L.AREA"},
    "leisure": {"nature_reserve": "L.RESN", "park": "L.PRK", "stadium": "S.STDM", "": "S.RECG"},
    "man_made": {"bridge": "S.BDG", "lighthouse": "S.LTHSE", "pier": "S.PIER", "works": "S.MFG", "": "S.FCL"},
    "military": {"airfield": "S.AIRB", "naval_base": "S.NVB", "": "L.MILB"},
    "natural": {
        "bay": "H.BAY", "beach": "T.BCH", "cape": "T.CAPE", "glacier": "H.GLCR", "peak": "T.PK", "peninsula": "T.PEN",
        "spring": "H.SPNG", "strait": "H.STRT", "valley": "T.VAL", "volcano": "T.VLC", "water": "H.LK",
        "wetland": "H.WTLD", "wood": "V.FRST", "": "T.AREA",
    },
    "office": {"diplomatic": "S.DIPL", "government": "S.ADMF", "": "S.BLDG"},
    "power": {"plant": "S.PS", "": "S.FCL"},
    "railway": {"station": "S.RSTN", "halt": "S.RSTP", "": "R.RR"},
    "tourism": {"hotel": "S.HTL", "museum": "S.MUS", "zoo": "S.ZOO", "": "S.FCL"},
    "waterway": {"canal": "H.CNL", "dam": "S.DAM", "waterfall": "H.FLLS", "": "H.STM"},
}  # fmt: skip
"""GeoNames codes of OpenStreetMap's keys and values; "" stands for any other value of the key."""
_OTHER_FEATURE = "S.FCL"


@dataclass(frozen=True, slots=True)
class GeocoderAnswer:
    """A place that a geocoder knows, with every name it goes by there."""

    place: Place
    names: tuple[str, ...]

    def is_called(self, name: str) -> bool:
        """Tell whether the place bears a name; one of two words and more may leave words of it out, as news does."""
        wanted = normalise_name(name).removeprefix("the ")
        known = [normalise_name(each).removeprefix("the ") for each in self.names]
        words = set(wanted.split())
        return wanted in known or (len(words) > 1 and any(words <= set(each.split()) for each in known))


def read_answers(locations: Iterable[Any], service: str) -> tuple[GeocoderAnswer, ...]:
    """Return the places of geopy's `Location`s in their order; one without a name or a point on Earth is left out."""
    answers = (_read_answer(location, service) for location in locations)
    return tuple(answer for answer in answers if answer)


def _read_answer(location: Any, service: str) -> GeocoderAnswer | None:
    raw = location.raw if isinstance(location.raw, Mapping) else {}
    fields = raw["properties"] if isinstance(raw.get("properties"), Mapping) else raw
    lat, lon = float(location.latitude), float(location.longitude)
    names = tuple(dict.fromkeys(_names(fields, str(location.address or ""))))[:_MOST_NAMES]
    if not names or not (abs(lat) <= 90 and abs(lon) <= 180):  # also false for not-a-number
        return None
    feature_class, _, feature_code = _feature(fields).partition(".")
    place = Place(
        id=_id(fields, service, lat, lon),
        name=names[0],
        lat=round(lat, 5),
        lon=round(lon, 5),
        feature_class=feature_class,
        feature_code=feature_code,
        country=_country(fields),
        admin1=_text(next(_found(fields, _DIVISION_KEYS), "")),
        population=_whole_number(fields.get("population")),
        radius_km=_radius_km(fields, feature_class),
    )
    return GeocoderAnswer(place, names)


def _names(fields: Mapping[str, Any], address: str) -> Iterator[str]:
    """Yield the names that are told, the main one first."""
    others = fields.get("namedetails")
    told = [fields.get("name"), address.partition(",")[0], fields.get("toponymName")]
    told += others.values() if isinstance(others, Mapping) else []
    return (text for name in told if (text := _text(name)))


def _id(fields: Mapping[str, Any], service: str, lat: float, lon: float) -> str:
    osm_type = _OSM_TYPES.get(_text(fields.get("osm_type")).lower()[:1])
    if osm_type and (number := _whole_number(fields.get("osm_id"))):
        return f"osm:{osm_type}/{number}"
    if number := _whole_number(fields.get("geonameId")):
        return f"gn:{number}"
    return f"{service}:{lat:.5f},{lon:.5f}"


def _feature(fields: Mapping[str, Any]) -> str:
    """Return a GeoNames feature class and code: "S.HSP"."""
    if fields.get("fcl") and fields.get("fcode"):
        return f"{_text(fields['fcl'])[:1]}.{_text(fields['fcode'])[:10]}"
    key = _text(fields.get("osm_key") or fields.get("class") or fields.get("category"))
    value = _text(fields.get("osm_value") if "osm_key" in fields else fields.get("type"))
    if key in ("boundary", "place"):
        level = fields.get("type") if "osm_key" in fields else fields.get("addresstype")
        return _LEVELS.get(value) or _LEVELS.get(_text(level)) or "A.ADMD"
    of_key = _FEATURES.get(key)
    return (of_key.get(value) or of_key[""]) if of_key else _OTHER_FEATURE


def _country(fields: Mapping[str, Any]) -> str:
    """Return the ISO 3166-1 alpha-2 code, or "" where only a longer code or none is told."""
    codes = (_text(code).upper() for code in _found(fields, _COUNTRY_KEYS))
    return next((code for code in codes if len(code) == 2 and code.isascii() and code.isalpha()), "")


def _found(fields: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[Any]:
    """Yield what is filed under any of the keys, here or one level down, where most services keep the address."""
    for level in (fields, *(inner for inner in fields.values() if isinstance(inner, Mapping))):
        yield from (level[key] for key in keys if isinstance(level.get(key), str))


def _radius_km(fields: Mapping[str, Any], feature_class: str) -> float:
    """Return the radius of the circle about the answer's box, or what is usual for the class."""
    box = _box(fields)
    if box is None:
        return _RADIUS_KM.get(feature_class, _OTHER_RADIUS_KM)
    south, north, west, east = box
    middle = (south + north) / 2
    width = (east - west) % 360
    width = min(width, 360 - width)  # across the antimeridian some services tell the long way round
    tall, wide = great_circle((south, 0), (north, 0)).km, great_circle((middle, 0), (middle, width)).km
    return round(max(_SMALLEST_KM, math.hypot(tall, wide) / 2), 2)


def _box(fields: Mapping[str, Any]) -> tuple[float, float, float, float] | None:
    """Return south, north, west and east in degrees, or `None`."""
    try:
        if "boundingbox" in fields:  # Nominatim
            south, north, west, east = map(float, fields["boundingbox"])
        else:  # Photon
            west, north, east, south = map(float, fields["extent"])
    except (KeyError, TypeError, ValueError):
        return None
    on_earth = -90 <= south <= north <= 90 and abs(west) <= 180 and abs(east) <= 180
    return (south, north, west, east) if on_earth else None


def _text(value: Any) -> str:
    """Return a string of an answer on one line, without control characters and not too long; "" for anything else."""
    if not isinstance(value, str):
        return ""
    shown = "".join(c if c.isprintable() else " " for c in value[:_LONGEST_NAME])
    return " ".join(shown.split())


def _whole_number(value: Any) -> int:
    """Return a count or number, or 0."""
    if isinstance(value, int):
        return value if 0 < value < 2**63 else 0
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19 else 0
