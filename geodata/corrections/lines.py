"""Corrections ↔ lines of JSON. A line may come from anybody: everything in it is checked."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from geodata.contract import day, span_json
from geodata.corrections.records import Correction, Entry, Field, PlaceValue, TimeValue, Undo, Value
from geodata.errors import CorrectionError
from geodata.records import Area, Basis, Interval, Kind, Span, Status, WhenPrecision, WherePrecision

LONGEST_LINE = 20_000
"""Characters; ten times what the longest quote and names come to."""

LONGEST_NAME = 500
LONGEST_QUOTE_READ = 5_000
LARGEST_RADIUS_KM = 20_100
"""Half the way around the Earth."""

Precision = TypeVar("Precision", WherePrecision, WhenPrecision)
Member = TypeVar("Member", Kind, Status, Field)


def to_line(entry: Entry) -> str:
    """Return an entry as a line of JSON, without the line's end."""
    if isinstance(entry, Undo):
        fields: dict[str, Any] = {"undo": entry.id, "when": entry.made.isoformat()}
    else:
        fields = {
            "id": entry.id,
            "event": entry.event_id,
            "article": entry.article_id,
            "trigger": span_json(entry.trigger),
            "quote": span_json(entry.quoted) | {"text": entry.quote},
            "field": entry.field.value,
            "before": _value_json(entry.before),
            "after": _value_json(entry.after),
            "basis": Basis.CORRECTED.value,
            "when": entry.made.isoformat(),
        }
    return json.dumps(fields, ensure_ascii=True)


def from_line(line: str) -> Entry:
    """Return the entry of a line. Raises `CorrectionError` with what is wrong with it."""
    if len(line) > LONGEST_LINE:
        raise CorrectionError(f"longer than {LONGEST_LINE:,} characters")
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CorrectionError("not a line of JSON") from error
    if not isinstance(fields, dict):
        raise CorrectionError("not a JSON object")
    made = _moment(fields)
    if "undo" in fields:
        return Undo(_text(fields, "undo"), made)
    field = _member(Field, fields, "field")
    trigger, quoted = _span(fields, "trigger"), _span(fields, "quote")
    quote = _text(fields["quote"], "text", LONGEST_QUOTE_READ)
    if len(quote) != quoted.end - quoted.start or not quoted.covers(trigger):
        raise CorrectionError('"quote" does not fit its offsets or those of "trigger"')
    before, after = _value(field, fields, "before"), _value(field, fields, "after")
    key = (_text(fields, "id"), _text(fields, "event"), _text(fields, "article"))
    return Correction(*key, trigger, quoted, quote, field, before, after, made)


def _value_json(value: Value) -> Any:
    match value:
        case PlaceValue(area, place_id):
            return {
                "name": area.name, "lat": area.lat, "lon": area.lon, "radius_km": area.radius_km,
                "precision": int(area.precision), "place_id": place_id,
            }  # fmt: skip
        case TimeValue(interval, precision):
            return {"from": day(interval.first), "to": day(interval.last), "precision": int(precision)}
        case None:
            return None
        case _:
            return value.value


def _value(field: Field, fields: dict[str, Any], key: str) -> Value:
    value = fields.get(key)
    match field:
        case Field.KIND:
            return _member(Kind, fields, key)
        case Field.STATUS:
            return _member(Status, fields, key)
        case Field.WHERE:
            return None if value is None else _place(_object(value, key))
        case Field.WHEN:
            return None if value is None else _time(_object(value, key))


def _place(fields: dict[str, Any]) -> PlaceValue:
    lat, lon = _number(fields, "lat", -90, 90), _number(fields, "lon", -180, 180)
    radius = _number(fields, "radius_km", 0, LARGEST_RADIUS_KM)
    precision = _precision(WherePrecision, fields)
    place_id = None if fields.get("place_id") is None else _text(fields, "place_id")
    return PlaceValue(Area(_text(fields, "name"), lat, lon, radius, precision), place_id)


def _time(fields: dict[str, Any]) -> TimeValue:
    first, last = _day(fields, "from"), _day(fields, "to")
    if first is None and last is None:
        raise CorrectionError("a date has neither “from” nor “to”")
    if first and last and first > last:
        raise CorrectionError("a date ends before it begins")
    return TimeValue(Interval(first, last), _precision(WhenPrecision, fields))


def _precision(members: type[Precision], fields: dict[str, Any]) -> Precision:
    value = fields.get("precision")
    if type(value) is not int or value not in set(members):
        raise CorrectionError("“precision” is none of those there are")
    return members(value)


def _member(members: type[Member], fields: dict[str, Any], key: str) -> Member:
    value = fields.get(key)
    if not isinstance(value, str) or value not in set(members):
        raise CorrectionError(f"“{key}” is none of {', '.join(members)}")
    return members(value)


def _object(value: Any, key: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise CorrectionError(f"“{key}” is not a JSON object")
    return value


def _text(fields: dict[str, Any], key: str, longest: int = LONGEST_NAME) -> str:
    value = fields.get(key)
    if not isinstance(value, str) or not value or len(value) > longest:
        raise CorrectionError(f"“{key}” is missing, empty, no string or too long")
    if any(0xD800 <= ord(letter) < 0xE000 for letter in value):
        raise CorrectionError(f"“{key}” holds a lone surrogate, which is no character")
    return value


def _number(fields: dict[str, Any], key: str, least: float, most: float) -> float:
    value = fields.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise CorrectionError(f"“{key}” is no number")
    if not least <= value <= most:
        raise CorrectionError(f"“{key}” is not between {least:g} and {most:g}")
    return float(value)


def _day(fields: dict[str, Any], key: str) -> date | None:
    value = fields.get(key)
    try:
        return None if value is None else date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise CorrectionError(f"“{key}” is no day as in 2025-06-02") from error


def _moment(fields: dict[str, Any]) -> datetime:
    try:
        made = datetime.fromisoformat(fields["when"])
    except (KeyError, TypeError, ValueError) as error:
        raise CorrectionError("“when” is no time as in 2025-06-02T12:00:00+00:00") from error
    return made if made.tzinfo else made.replace(tzinfo=UTC)


def _span(fields: dict[str, Any], key: str) -> Span:
    value = _object(fields.get(key), key)
    start, end = value.get("start"), value.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start <= end <= 2**31 - 1:
        raise CorrectionError(f"“{key}” has no offsets “start” and “end”")
    return Span(start, end)
