"""Expressions that name a day: dates, weekdays, "yesterday", holidays."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from geodata.timexes import periods
from geodata.timexes.grammar import Atom
from geodata.timexes.periods import Period
from geodata.timexes.reading import Found, Reading, likeliest, shift_of, year_of_base
from geodata.timexes.words import month_of, weekday_of, year_of


def _iso(atom: Atom, _reading: Reading) -> Found:
    fields = atom.fields
    day = periods.valid_date(int(fields["year"]), int(fields["month_number"]), int(fields["day"]))
    return periods.day_period(day) if day else None


def _numeric(atom: Atom, reading: Reading) -> Found:
    """Read dd/mm/yyyy or mm/dd/yyyy: where both are dates, the one nearest to the publication."""
    a, b = int(atom.fields["a"]), int(atom.fields["b"])
    year = year_of(atom.fields["c"])
    assert year is not None
    options = [d for d in (periods.valid_date(year, a, b), periods.valid_date(year, b, a)) if d]
    if not options:
        return None
    if reading.today is None:
        return periods.day_period(options[0]) if len(set(options)) == 1 else f"{year:04d}-XX-XX"
    today = reading.today
    return periods.day_period(min(options, key=lambda day: abs((day - today).days)))


def _date(atom: Atom, reading: Reading) -> Found:
    fields = atom.fields
    month, day = month_of(fields["month"]), int(re.sub(r"\D", "", fields["day"]))
    written = fields.get("year") or fields.get("year2")
    if written:
        year = year_of(written)
        found = periods.valid_date(year, month, day) if year else None
        return _days_from(found, fields) if found else None
    if any(periods.valid_date(2000, month, number) is None for number in (day, *_last_day(fields))):
        return None
    if reading.today is None:
        return f"XXXX-{month:02d}-{day:02d}"
    if year := year_of_base(fields, reading.today):
        found = periods.valid_date(year, month, day)
        return _days_from(found, fields) if found else None
    years = (
        range(reading.today.year - 6, reading.today.year + 7)
        if "weekday" in fields
        else range(reading.today.year - 1, reading.today.year + 2)
    )
    options = [found for year in years if (found := periods.valid_date(year, month, day))]
    if "weekday" in fields:
        options = [d for d in options if d.weekday() == weekday_of(fields["weekday"])] or options
    if not options:
        return f"XXXX-{month:02d}-{day:02d}"
    return _days_from(likeliest(options, atom, reading), fields)


def _month_day(atom: Atom, reading: Reading) -> Found:
    """Read "on the 24th": of this month, or of the one before or after where the tense asks for it."""
    number = int(re.sub(r"\D", "", atom.fields["day"]))
    if reading.today is None:
        return f"XXXX-XX-{number:02d}"
    months = (periods.period_around(reading.today, "M", shift) for shift in (-1, 0, 1))
    days = [periods.valid_date(month.first.year, month.first.month, number) for month in months if month]
    options = [day for day in days if day]
    return periods.day_period(likeliest(options, atom, reading)) if options else None


def _last_day(fields: dict[str, str]) -> tuple[int, ...]:
    """Return the day of the month that ends a range, if there is a range."""
    return (int(re.sub(r"\D", "", fields["last_day"])),) if "last_day" in fields else ()


def _days_from(first: date, fields: dict[str, str]) -> Found:
    numbers = _last_day(fields)
    if not numbers:
        return periods.day_period(first)
    last = periods.valid_date(first.year, first.month, numbers[0])
    if last is None:
        return None
    if last <= first:
        return periods.day_period(first)
    return Period("WE", first, last, f"{first.isoformat()}/{last.isoformat()}")


def _weekday(atom: Atom, reading: Reading) -> Found:
    weekday = weekday_of(atom.fields["weekday"])
    today = reading.today
    if today is None:
        return f"XXXX-WXX-{weekday + 1}"
    if "base_rel" in atom.fields:
        shift = 7 * shift_of(atom.fields["base_rel"])
        return periods.day_period(today + timedelta(days=shift - today.weekday() + weekday))
    rel = " ".join(atom.fields.get("rel", "").lower().split())
    if "after" in atom.fields:  # "Tuesday week"
        return periods.day_period(weekday_beside(today, weekday, 1, strict=True) + timedelta(days=7))
    if rel.endswith(("previous", "following")) and (known := reading.remembered("D", atom.start)):
        back = rel.endswith("previous")
        return periods.day_period(weekday_beside(known.first, weekday, -1 if back else 1, strict=True))
    if rel.endswith(("last", "past", "previous")):
        return periods.day_period(weekday_beside(today, weekday, -1, strict=True))
    if rel.endswith("next"):
        return periods.day_period(today + timedelta(days=7 - today.weekday() + weekday))
    if rel.endswith(("coming", "following")):
        return periods.day_period(weekday_beside(today, weekday, 1, strict=True))
    ahead = reading.tense(atom) > 0 or (rel == "this" and reading.tense(atom) == 0)
    return periods.day_period(weekday_beside(today, weekday, 1 if ahead else -1, strict=False))


def weekday_beside(day: date, weekday: int, way: int, *, strict: bool) -> date:
    """Return the nearest such weekday before (-1) or after (1) the day, or the day unless `strict`."""
    distance = (way * (weekday - day.weekday())) % 7
    if distance == 0 and strict:
        distance = 7
    return day + timedelta(days=way * distance)


def _today(atom: Atom, reading: Reading) -> Found:
    words = " ".join(atom.fields["named"].lower().split())
    if reading.today is None:
        return "PRESENT_REF" if words in ("today", "tonight") else "XXXX-XX-XX"
    shift = {"yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}.get(words, 0)
    return periods.period_around(reading.today, "D", shift)


_HOLIDAYS = {
    "christmas eve": (12, 24),
    "christmas": (12, 25),
    "boxing": (12, 26),
    "new year’s day": (1, 1),
    "new year’s eve": (12, 31),
    "halloween": (10, 31),
    "valentine": (2, 14),
    "independence": (7, 4),
    "veterans": (11, 11),
    "armistice": (11, 11),
    "may day": (5, 1),
    "bastille": (7, 14),
    "patrick": (3, 17),
}
_FLOATING = {
    "thanksgiving": (11, 3, 4),
    "memorial": (5, 0, -1),
    "labor": (9, 0, 1),
    "labour": (9, 0, 1),
    "columbus": (10, 0, 2),
    "martin": (1, 0, 3),
}


def _easter(year: int) -> date:
    """Return the Sunday of Easter in the Gregorian calendar, by the anonymous computus."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _holiday_in(name: str, year: int) -> date | None:
    if "easter" in name or "good friday" in name:
        return _easter(year) + timedelta(days=-2 if "friday" in name else 1 if "monday" in name else 0)
    if "election" in name:
        return weekday_beside(date(year, 11, 2), 1, 1, strict=False)
    for word, (month, weekday, nth) in _FLOATING.items():
        if word in name:
            if nth < 0:
                return weekday_beside(date(year, month + 1, 1), weekday, -1, strict=True)
            return weekday_beside(date(year, month, 7 * nth - 6), weekday, 1, strict=False)
    for word, (month, day) in _HOLIDAYS.items():
        if word in name:
            return date(year, month, day)
    return None


def _holiday(atom: Atom, reading: Reading) -> Found:
    name = re.sub(r"\s+", " ", atom.fields["holiday"].lower()).replace("'", "’")
    if reading.today is None:
        return "XXXX-XX-XX"
    options = [day for shift in (-1, 0, 1) if (day := _holiday_in(name, reading.today.year + shift))]
    rel = atom.fields.get("rel", "").lower()
    if "last" in rel or "past" in rel:
        options = [day for day in options if day < reading.today]
    if "next" in rel or "coming" in rel:
        options = [day for day in options if day > reading.today]
    if not options:
        return "XXXX-XX-XX"
    day = likeliest(options, atom, reading)
    around = atom.fields.get("around", "").lower()
    return {"week": periods.week_period, "weekend": periods.weekend_period}.get(around, periods.day_period)(day)


DAY_READERS: dict[str, Callable[[Atom, Reading], Found]] = {
    "iso": _iso,
    "numeric": _numeric,
    "date": _date,
    "month_day": _month_day,
    "weekday": _weekday,
    "today": _today,
    "holiday": _holiday,
}
"""How each kind of atom that names a day is read."""
