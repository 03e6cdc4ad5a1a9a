"""Expressions reckoned from another day: "last month", "two years ago", "the same period last year"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from geodata.timexes import periods
from geodata.timexes.grammar import Atom
from geodata.timexes.lengths import duration_value
from geodata.timexes.periods import Period
from geodata.timexes.reading import UNANCHORED, Found, Reading, shift_of
from geodata.timexes.words import MONTH, SP, month_of, number_of, unit_of

_NARRATIVE = ("previous", "preceding", "prior", "following", "same", "that", "the next")
"""Words that count from what was last spoken of, not from the publication."""

_LATER, _EARLIER = 600, 200
"""Characters over which a month or year that was spoken of goes on serving "later" and "earlier"; by hand."""


def _rel_unit(atom: Atom, reading: Reading) -> Found:
    """Reckon "last month", "this week", "the previous day", "the following year"."""
    unit = unit_of(atom.fields["unit"])
    rel = " ".join(atom.fields["rel"].lower().split())
    if unit.startswith("T") or unit == "X":
        return None
    if unit == "D" and rel in ("this", "past", "last", "coming"):
        return None
    shift = shift_of(rel)
    narrative = any(word in rel for word in _NARRATIVE)
    known = reading.remembered(unit, atom.start) or (reading.remembered("D", atom.start) if narrative else None)
    reference = known.first if narrative and known else reading.today
    if reference is None:
        return UNANCHORED.get(unit)
    return periods.period_around(reference, unit, shift)


def _the_unit(atom: Atom, reading: Reading) -> Found:
    """Reckon "the day", "the quarter": the one last spoken of, else the current one."""
    unit = unit_of(atom.fields["unit"])
    if unit in ("E", "C"):
        return None
    if unit == "WE":
        if reading.today is None:
            return UNANCHORED[unit]
        return periods.period_around(
            reading.today, "WE", 0 if reading.tense(atom) > 0 or reading.today.weekday() == 6 else -1
        )
    if unit == "Q" and (ended := _quarter_ended(atom, reading)):
        return ended
    known = reading.remembered(unit, atom.start) if unit in ("Q", "D") else None
    if known:
        return known
    if reading.today is None:
        return UNANCHORED.get(unit)
    return periods.period_around(reading.today, unit, -1 if unit == "Q" else 0)


_ENDED = re.compile(rf"{SP}(?:that{SP}|which{SP})?(?:ended|ending|to|through){SP}(?P<month>{MONTH})", re.IGNORECASE)


def _quarter_ended(atom: Atom, reading: Reading) -> Found:
    """Reckon "the quarter ended July 31": the calendar quarter that holds the middle of its three months."""
    ended = _ENDED.match(reading.text, atom.end)
    if ended is None or reading.today is None:
        return None
    month = month_of(ended["month"])
    options = [periods.month_period(reading.today.year + shift, month) for shift in (-1, 0, 1)]
    end = periods.nearest(options, reading.today, 1 if "ending" in ended.group() else -1)
    middle = periods.month_period(end.first.year, end.first.month - 1) if end else None
    return periods.period_around(middle.first, "Q") if middle else None


def _latest(atom: Atom, reading: Reading) -> Found:
    unit = atom.fields["unit"].lower()
    letter = "Q" if unit == "period" else unit_of(unit)
    known = reading.remembered(letter, atom.start)
    if known:
        return known
    return periods.period_around(reading.today, letter, -1) if reading.today else UNANCHORED.get(letter)


def year_before(reading: Reading) -> Found:
    """Reckon "the same period last year": the month or quarter last spoken of, a year before."""
    spoken_of = [entry for grain in "MQ" if (entry := reading.last.get(grain))]
    if not spoken_of or reading.today is None:
        return None
    period, _ = max(spoken_of, key=lambda entry: entry[1])
    return periods.period_around(period.first.replace(day=1, year=reading.today.year - 1), period.grain)


def _year_ago(atom: Atom, reading: Reading) -> Found:
    known = reading.remembered("Q", atom.start)
    if known:
        return periods.quarter_period(known.first.year - 1, (known.first.month + 2) // 3)
    return periods.year_period(reading.today.year - 1) if reading.today else "XXXX"


def _edge_unit(atom: Atom, reading: Reading) -> Found:
    unit = unit_of(atom.fields["unit"])
    return periods.period_around(reading.today, unit) if reading.today else UNANCHORED.get(unit)


def _ago(atom: Atom, reading: Reading) -> Found:
    """Reckon "two years ago" from the publication, "two years later" from what was last spoken of.

    What is later than nothing known is only a length of time.
    """
    words, unit, sense = atom.fields.get("count"), unit_of(atom.fields["unit"]), atom.fields["sense"].lower()
    count = number_of(words) if words else None
    narrative = sense in ("earlier", "later")
    way = -1 if sense in ("ago", "earlier", "previously") else 1
    if unit == "X" or count is None:
        return duration_value(None, unit) if narrative and unit != "X" else "PAST_REF" if way < 0 else "FUTURE_REF"
    if unit == "Y" and count == 1 and sense in ("ago", "earlier") and (known := reading.remembered("Q", atom.start)):
        return periods.quarter_period(known.first.year - 1, (known.first.month + 2) // 3)
    spoken_of = _spoken_of(unit, sense, atom.start, reading) if narrative else None
    reference = spoken_of or (None if sense == "later" else reading.today)
    if reference is None:
        return duration_value(count, unit) if narrative else "PAST_REF" if way < 0 else "FUTURE_REF"
    if atom.fields["unit"].lower().startswith("fortnight"):
        count *= 2
    found = _moved(reference, unit, count, way)
    told_ahead = isinstance(found, Period) and reading.today and found.first > reading.today
    return duration_value(count, unit) if sense == "later" and told_ahead and reading.tense(atom) < 1 else found


def _spoken_of(unit: str, sense: str, position: int, reading: Reading) -> date | None:
    """Return the day from which "three days later", "two years earlier" count, if the text has named it.

    "Earlier" most often counts from the publication ("than a year earlier"), so that only a near mention serves.
    """
    short = unit in ("D", "TH", "TM", "TS")
    grain = unit if unit in ("M", "Y") else "Y" if unit in ("E", "C") else "D"
    reach = _LATER if sense == "later" else _EARLIER
    known = reading.remembered(grain, position) if short else reading.remembered(grain, position, reach)
    return known.first if known else None


def _moved(reference: date, unit: str, count: float, way: int) -> Found:
    """Return the period that lies so many units before (-1) or after (1) the one that holds the day."""
    if unit.startswith("T"):
        days = int(count // 24) if unit == "TH" else 0
        return periods.period_around(reference, "D", days * way)
    if count != int(count):
        parts = {"C": ("Y", 100), "E": ("Y", 10), "Y": ("M", 12), "M": ("D", 30), "W": ("D", 7)}
        unit, size = parts.get(unit, (unit, 1))
        count *= size
    return periods.period_around(reference, unit, int(count) * way)


def _beside(atom: Atom, reading: Reading) -> Found:
    """Reckon "the day before", "the year after" from what was last spoken of."""
    unit, way = unit_of(atom.fields["unit"]), -1 if atom.fields["sense"].lower() == "before" else 1
    grain = "D" if unit == "W" else unit
    known = reading.remembered(grain, atom.start, _LATER)
    return periods.period_around(known.first, unit, way) if known else UNANCHORED[unit]


def _these_days(_atom: Atom, _reading: Reading) -> Found:
    return "PRESENT_REF"


def _reference(atom: Atom, _reading: Reading) -> Found:
    return next(f"{name.upper()}_REF" for name in ("present", "past", "future") if name in atom.fields)


def _recent_units(atom: Atom, _reading: Reading) -> Found:
    return "FUTURE_REF" if atom.fields["rel"].lower() in ("coming", "next") else "PAST_REF"


def _same_period(_atom: Atom, _reading: Reading) -> Found:
    return None


RECKONED_READERS: dict[str, Callable[[Atom, Reading], Found]] = {
    "rel_unit": _rel_unit,
    "the_unit": _the_unit,
    "weekend": _the_unit,
    "latest": _latest,
    "year_ago": _year_ago,
    "edge_unit": _edge_unit,
    "ago": _ago,
    "beside": _beside,
    "these_days": _these_days,
    "reference": _reference,
    "recent_units": _recent_units,
    "same_period": _same_period,
}
"""How each kind of atom that is reckoned from another day is read."""
