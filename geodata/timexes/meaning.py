"""What an expression means: its TIMEX3 type and value, the days it denotes, and why."""

from __future__ import annotations

import re
from datetime import date, timedelta

from geodata.records import Interval, Span, TimexType
from geodata.timexes import periods
from geodata.timexes.anchors import ANCHOR_READERS
from geodata.timexes.days import DAY_READERS
from geodata.timexes.grammar import Atom
from geodata.timexes.lengths import LENGTH_READERS
from geodata.timexes.periods import Period, spoken
from geodata.timexes.reading import Found, Meaning, Reading, stretch_in_words
from geodata.timexes.reckoning import RECKONED_READERS, year_before
from geodata.timexes.stretches import STRETCH_READERS
from geodata.timexes.words import NUMBERS, PARTS_OF_DAY

_PAIR = 12
"""Characters between a local time and the same time in GMT."""

_WESTMOST, _EASTMOST = -12 * 60, 14 * 60
"""Minutes by which local times lie behind and ahead of GMT."""

_MEANING_READERS = {**LENGTH_READERS, **ANCHOR_READERS}
_READERS = {**DAY_READERS, **STRETCH_READERS, **RECKONED_READERS}


def _time_suffix(fields: dict[str, str]) -> str:
    """Return "T13:00", "T10:00Z", "TMO" or "" from the clock and the part of day."""
    if "hour" in fields:
        hour_words = fields["hour"].lower()
        hour = NUMBERS.get(hour_words) or int(re.sub(r"\D", "", hour_words) or 0)
        half = fields.get("half_day", "").lower()
        part = fields.get("part", "").lower()
        if half == "p" or (not half and part in ("afternoon", "evening", "night") and hour < 12):
            hour = hour % 12 + 12
        elif half == "a":
            hour %= 12
        zone = fields.get("zone", "").upper()
        suffix = "Z" if zone in ("GMT", "UTC", "UT", "Z") else zone if zone[:1] in ("+", "-") else ""
        return f"T{hour:02d}:{fields.get('minute', '00')}{suffix}"
    if "part" in fields:
        return PARTS_OF_DAY.get(fields["part"].lower(), "TNI")
    named = fields.get("named", "").lower()
    if named == "tonight":
        return "TNI"
    edge = fields.get("edge", "").lower()
    if "weekday" in fields or named in ("today", "yesterday", "tomorrow"):
        return {"late": "TEV", "early": "TMO"}.get(edge, "")
    return ""


_TIME_LEAD = re.compile(
    r"\b(?:at|by|until|till|since|around|about|before|after|from|the|in)\s(?:the\s)?$", re.IGNORECASE
)


_AFTER = re.compile(r"\bafter\s$", re.IGNORECASE)
"""Before "midnight": the day that begins there is meant, not the one that ends."""


def _zoned_day(atom: Atom, reading: Reading, day: date, suffix: str) -> date:
    """Return the day of a clock time; one in GMT beside a local time lies less than a day from it."""
    minute = 60 * int(suffix[1:3]) + int(suffix[4:6])
    if "zone" not in atom.fields:
        reading.clock = (day, minute, atom.end)
        return day
    if not suffix.endswith("Z") or reading.clock is None or atom.start - reading.clock[2] > _PAIR:
        return day
    local_day, local_minute, _ = reading.clock
    ahead = local_minute - minute
    shift = 1 if ahead > _EASTMOST else -1 if ahead < _WESTMOST else 0
    moved = periods.period_around(local_day, "D", shift)
    return moved.first if moved else local_day


def _time_of_day(atom: Atom, reading: Reading) -> Meaning | None:
    """Read a time of day on its own: its day is the one last spoken of nearby, else the publication."""
    fields = atom.fields
    loose = atom.kind == "part" and "edge" not in fields and fields.get("part", "overnight").lower() != "overnight"
    if loose and not _TIME_LEAD.search(reading.text, max(0, atom.start - 14), atom.start):
        return None
    if loose and reading.text[atom.start - 3 : atom.start].lower() == "at " and fields["part"].lower() == "night":
        return None  # "at night" names no night
    rel = {"before": "the previous", "after": "the following"}.get(fields.get("sense", "").lower())
    rel = rel or " ".join(fields.get("rel", "").lower().split())
    day = reading.today
    near = reading.remembered("D", atom.start, 250)
    if near and day and near.first > day and reading.tense(atom) < 0:
        near = None  # what was at four wasn't on the day ahead that was spoken of
    if atom.kind != "part_now" and near:
        day = near.first
    if "next" in rel or "following" in rel or rel == "tomorrow":
        base = near.first if near and rel != "tomorrow" else day
        day = base + timedelta(days=1) if base else None
    elif rel in ("last", "yesterday") or "previous" in rel:
        base = near.first if near and "previous" in rel else day
        day = base - timedelta(days=1) if base else None
    elif rel in ("that", "the", "the same") and near:
        day = near.first
    suffix = _time_suffix(fields)
    if fields.get("part", "").lower() == "midnight" and _AFTER.search(reading.text, max(0, atom.start - 8), atom.start):
        suffix, ended = "T00:00", near is not None and reading.today is not None and near.first < reading.today
        day = near.first + timedelta(days=1) if near and ended else day
    if day is None:
        return Meaning(TimexType.TIME, f"XXXX-XX-XX{suffix}")
    if "hour" in fields:
        day = _zoned_day(atom, reading, day, suffix)
    return _dated(atom, reading, periods.day_period(day), suffix)


def meaning_of(atom: Atom, reading: Reading) -> Meaning | None:
    """Return what the atom means in its text, or `None` where it is no temporal expression after all."""
    if reader := _MEANING_READERS.get(atom.kind):
        return reader(atom, reading)
    if atom.kind in ("clock", "part", "part_now"):
        return _time_of_day(atom, reading)
    found = _found(atom, reading)
    if found is None:
        return None
    if "period" in atom.fields and atom.fields["period"].lower() not in ("week", "day", "time"):
        found = year_before(reading) or found
    suffix = _time_suffix(atom.fields)
    if "hour" in atom.fields and isinstance(found, Period):
        _zoned_day(atom, reading, found.first, suffix)
    if isinstance(found, str):
        length = re.match(r"PT?[\dX]", found)
        kind = TimexType.DURATION if length else TimexType.TIME if suffix else TimexType.DATE
        return Meaning(kind, found + suffix, reason=f"'{reading.text[atom.start : atom.end]}': not tied to a day")
    if atom.kind == "date" and atom.fields.get("unit", "").lower() == "week":
        found = periods.week_period(found.first)
    if atom.kind not in ("ago", "year_ago"):
        reading.remember(found, atom.end)
    return _dated(atom, reading, found, suffix)


def _found(atom: Atom, reading: Reading) -> Found:
    """Return what the atom names; the printed publication date is the day that was chosen for it."""
    if reading.today and reading.header and reading.header.covers(Span(atom.start, atom.end)):
        return periods.day_period(reading.today)
    reader = _READERS.get(atom.kind)
    return reader(atom, reading) if reader else None


def _dated(atom: Atom, reading: Reading, period: Period, suffix: str) -> Meaning:
    """Return the meaning of an anchored expression, open at one end after "since" and "until"."""
    kind = TimexType.TIME if suffix and period.grain == "D" else TimexType.DATE
    interval, opening = _opened(atom, reading, period)
    surface = reading.text[atom.start : atom.end]
    source = f", published {spoken(reading.today)}" if reading.today and not _is_full(atom) else ""
    reason = f"'{opening}{surface}'{source} → {stretch_in_words(interval) if opening else _named(period)}"
    value = period.value + (suffix if kind is TimexType.TIME else "")
    return Meaning(kind, value, period, interval, period.precision, reason)


def _is_full(atom: Atom) -> bool:
    return "year" in atom.fields or "year2" in atom.fields or atom.kind == "numeric"


_OPENING = re.compile(r"\b(since|until|till)\s$", re.IGNORECASE)


def _opened(atom: Atom, reading: Reading, period: Period) -> tuple[Interval, str]:
    lead = _OPENING.search(reading.text, max(0, atom.start - 8), atom.start)
    if lead is None:
        return period.interval, ""
    word = lead.group(1)
    if word.lower() == "since":
        return Interval(period.first, None), f"{word} "
    return Interval(None, period.last), f"{word} "


def _named(period: Period) -> str:
    """Return the period in words for the reader."""
    if period.grain == "D":
        return spoken(period.first)
    if period.grain == "M":
        return f"{period.first:%B} {period.first.year:04d}"
    if period.grain == "Y" and period.first.year == period.last.year:
        return f"{period.first.year:04d}"
    return f"{period.value}, {stretch_in_words(period.interval)}"
