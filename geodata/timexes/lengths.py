"""Durations ("18 months") and sets ("every day")."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from geodata.records import Interval, TimexType, WhenPrecision
from geodata.timexes import periods
from geodata.timexes.grammar import Atom
from geodata.timexes.periods import spoken
from geodata.timexes.reading import Meaning, Reading, stretch_in_words
from geodata.timexes.words import ORDINALS, PARTS_OF_DAY, SEASONS, month_of, number_of, unit_of, weekday_of

_HALVES = {"Y": "6M", "TH": "30M", "D": "T12H", "TM": "30S"}


def duration_value(number: float | None, unit: str) -> str:
    """Return the TIMEX3 value of a length of time; an unknown number is X."""
    if unit in ("E", "C"):
        number, unit = (number * (10 if unit == "E" else 100) if number else None), "Y"
    time, letter = ("T", unit[1]) if unit.startswith("T") else ("", unit)
    if number is None:
        return f"P{time}X{letter}"
    if number == int(number):
        return f"P{time}{int(number)}{letter}"
    if number == 0.25 and unit == "TH":
        return "PT15M"
    if number % 1 == 0.5 and unit in _HALVES:
        whole = f"{int(number)}{letter}" if number > 1 else ""
        return f"P{time}{whole}{_HALVES[unit]}"
    return f"P{time}{number:g}{letter}"


_PRICED = re.compile(
    r"(?:\d|million|billion|trillion|thousand|hundred|percent|%|cents?|times|once|twice)\s$", re.IGNORECASE
)


_AGED = re.compile(r"[\s-]olds?\b|\sof\sage\b", re.IGNORECASE)
_AS_MANY = re.compile(r"\b(?:as|so)\s$", re.IGNORECASE)


def _count_of(fields: dict[str, str], surface: str) -> float | None:
    words = fields.get("count", "")
    lower = re.split(r"\s(?:to|or|and)\s|(?<=\d)\s?[-\u2010-\u2013]\s?(?=\d)", words)[0]
    if fields.get("count") is None:
        return None
    article = re.fullmatch(r"(?:an?|another)(?:\s(?:full|entire|whole))?", lower, re.IGNORECASE)
    number = 1.0 if article else number_of(lower)
    return number + 0.5 if number and re.search(r"and\sa\shalf", surface, re.IGNORECASE) else number


def _span(atom: Atom, reading: Reading) -> Meaning | None:
    fields, text = atom.fields, reading.text
    unit, surface = unit_of(fields["unit"]), text[atom.start : atom.end]
    if unit == "X" or ("old" in fields and unit == "Y"):
        return None
    count = _count_of(fields, surface)
    words = fields["unit"].lower()
    if words in ("quarter", "quarters") and (text.startswith(" of", atom.end) or count == 1):
        return None
    if words == "second" or _AGED.match(text, atom.end):
        return None
    if fields.get("count", "").lower() == "many" and _AS_MANY.search(text, max(0, atom.start - 4), atom.start):
        return None
    if count is not None and words.startswith("fortnight"):
        count *= 2
    value = duration_value(count, unit)
    if fields.get("count", "").lower() in ("a", "an") and _PRICED.search(text, max(0, atom.start - 12), atom.start):
        return Meaning(TimexType.SET, value, reason=f"'{surface}': once in each such stretch of time")
    return Meaning(TimexType.DURATION, value, reason=f"'{surface}': a length of time")


def _span_rel(atom: Atom, reading: Reading) -> Meaning | None:
    """Read "the past two months": a length of time that ends or begins at the publication."""
    fields, today = atom.fields, reading.today
    unit, rel = unit_of(fields["unit"]), fields["rel"].lower()
    surface = reading.text[atom.start : atom.end]
    count = _count_of(fields, surface)
    if unit == "X":
        return None
    if count is None and rel in ("last", "past") and re.search(r"\bfew\b", surface):
        return Meaning(TimexType.DATE, "PAST_REF", reason=f"'{surface}': some time before publication")
    value = duration_value(count, unit)
    interval = None
    if today is not None and count is not None and rel in ("last", "past", "next", "coming"):
        back = rel in ("last", "past")
        moved = _moved(today, unit, count, -1 if back else 1)
        if moved:
            interval = Interval(moved, today) if back else Interval(today, moved)
    reason = f"'{surface}': a length of time"
    if interval and today:
        reason = f"'{surface}', published {spoken(today)} → {stretch_in_words(interval)}"
    return Meaning(TimexType.DURATION, value, None, interval, _precision_of(interval), reason)


def _stretch(atom: Atom, reading: Reading) -> Meaning | None:
    """Read "the past year", "over the next month" as the length of time they are, not as a calendar period."""
    rel = atom.fields.get("rel") or atom.fields.get("rel2")
    if rel is None:
        surface = reading.text[atom.start : atom.end]
        return Meaning(TimexType.DURATION, "P1Y", reason=f"'{surface}': a length of time")
    return _span_rel(Atom("span_rel", atom.start, atom.end, atom.fields | {"rel": rel, "count": "a"}), reading)


def _moved(day: date, unit: str, count: float, way: int) -> date | None:
    """Return the day that lies a length of time before (-1) or after (1) another."""
    days = {"D": 1.0, "W": 7.0, "WE": 7.0, "TH": 1 / 24, "TM": 0.0, "TS": 0.0}.get(unit)
    if days is not None:
        period = periods.period_around(day, "D", way * int(days * count))
        return period.first if period else None
    months = {"M": 1, "Q": 3, "H": 6, "Y": 12, "E": 120, "C": 1200}.get(unit)
    month = periods.period_around(day, "M", way * int(months * count)) if months else None
    return periods.valid_date(month.first.year, month.first.month, min(day.day, month.last.day)) if month else None


def _precision_of(interval: Interval | None) -> WhenPrecision | None:
    days = interval.days if interval else None
    if days is None:
        return None
    limits = (
        (1, WhenPrecision.DAY),
        (6, WhenPrecision.DAYS),
        (8, WhenPrecision.WEEK),
        (31, WhenPrecision.MONTH),
    )
    return next((precision for limit, precision in limits if days <= limit), WhenPrecision.YEAR)


def _some_time(atom: Atom, reading: Reading) -> Meaning | None:
    return Meaning(TimexType.DURATION, "PXX", reason=f"'{reading.text[atom.start : atom.end]}': a length of time")


_ADVERBS = {
    "daily": "P1D",
    "weekly": "P1W",
    "monthly": "P1M",
    "annually": "P1Y",
    "yearly": "P1Y",
    "hourly": "PT1H",
    "nightly": "P1D",
}


def _set(atom: Atom, reading: Reading) -> Meaning | None:
    fields = atom.fields
    surface = reading.text[atom.start : atom.end]
    if atom.kind == "adverb_set":
        value = _ADVERBS[fields["adverb"].lower()]
    elif "weekday" in fields:
        value = f"XXXX-WXX-{weekday_of(fields['weekday']) + 1}{PARTS_OF_DAY.get(fields.get('part', '').lower(), '')}"
    elif "season" in fields:
        value = f"XXXX-{SEASONS[fields['season'].lower()]}"
    elif "month" in fields:
        value = f"XXXX-{month_of(fields['month']):02d}"
    elif "quarter" in fields:
        value = f"XXXX-Q{ORDINALS.get(fields['quarter'].lower(), 1)}"
    else:
        unit = fields["unit"].lower()
        if unit in PARTS_OF_DAY and unit != "night":
            value = f"XXXX-XX-XX{PARTS_OF_DAY[unit]}"
        elif unit in ("weekday", "weekend"):
            value = "XXXX-WXX-WE" if unit == "weekend" else "P1D"
        else:
            count = _count_of(fields, surface) if "count" in fields else 2.0 if " other " in surface else 1.0
            value = duration_value(count, unit_of(unit))
    return Meaning(TimexType.SET, value, reason=f"'{surface}': again and again")


LENGTH_READERS: dict[str, Callable[[Atom, Reading], Meaning | None]] = {
    "span": _span,
    "span_rel": _span_rel,
    "stretch": _stretch,
    "some_time": _some_time,
    "set": _set,
    "adverb_set": _set,
    "weekday_set": _set,
    "month_set": _set,
    "quarter_set": _set,
    "season_set": _set,
}
