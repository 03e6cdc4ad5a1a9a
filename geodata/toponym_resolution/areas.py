"""Places → what to draw of them: a point with a radius and a UCDP precision."""

from __future__ import annotations

from geodata.records import Area, Place, WherePrecision

_COUNTRY_CODES = frozenset({"PCLI", "PCLD", "PCLIX", "PCLS", "PCLF", "PCL"})
_SECOND_ORDER_CODES = frozenset({"ADM2", "ADM3", "ADMD"})
_WATER_CODES = frozenset({"SEA", "OCN", "STRT", "GULF", "BAY", "CHN", "SD"})
_EXACT_KM = 40.0  # the largest city; a wider thing of any sort is an area


def area_of(place: Place) -> Area:
    """Return what to draw of a place."""
    return Area(place.name, place.lat, place.lon, place.radius_km, precision_of(place))


def precision_of(place: Place) -> WherePrecision:
    """Return the UCDP precision of "in PLACE"."""
    code = place.feature_code
    if code in _COUNTRY_CODES:
        return WherePrecision.COUNTRY
    if code == "ADM1":
        return WherePrecision.FIRST_ORDER
    if code in _SECOND_ORDER_CODES:
        return WherePrecision.SECOND_ORDER
    if code in _WATER_CODES:
        return WherePrecision.WATER
    return WherePrecision.EXACT if place.radius_km <= _EXACT_KM else WherePrecision.REGION
