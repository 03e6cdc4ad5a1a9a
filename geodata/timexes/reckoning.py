"""Expressions reckoned from another day: "last month", "two years ago", "the same period last year"."""

from __future__ import annotations

from collections.abc import Callable

from geodata.timexes import periods
from geodata.timexes.grammar import Atom
from geodata.timexes.reading import UNANCHORED, Found, Reading, shift_of
from geodata.timexes.words import number_of, unit_of

_NARRATIVE = ("previous", "preceding", "prior", "following", "same", "that", "the next")
"""Words that count from what was last spoken of, not from the publication."""


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
    known = reading.remembered(unit, atom.start) if unit in ("Q", "D") else None
    if known:
        return known
    if reading.today is None:
        return UNANCHORED.get(unit)
    return periods.period_around(reading.today, unit, -1 if unit == "Q" else 0)


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
    """Reckon "two years ago" from the publication, "a year earlier" from what was last spoken of."""
    count, unit, sense = atom.fields.get("count"), unit_of(atom.fields["unit"]), atom.fields["sense"].lower()
    number = number_of(count) if count else None
    backwards = sense in ("ago", "earlier", "previously")
    if number is None or unit == "X":
        return "PAST_REF" if backwards else "FUTURE_REF"
    if unit == "Y" and number == 1 and sense in ("ago", "earlier") and (known := reading.remembered("Q", atom.start)):
        return periods.quarter_period(known.first.year - 1, (known.first.month + 2) // 3)
    reference = reading.today
    if (
        sense in ("earlier", "later")
        and unit in ("D", "TH", "TM", "TS")
        and (day := reading.remembered("D", atom.start))
    ):
        reference = day.first
    if reference is None:
        return "PAST_REF" if backwards else "FUTURE_REF"
    if unit.startswith("T"):
        return (
            periods.day_period(reference)
            if number < 24
            else periods.period_around(reference, "D", int(number // 24) * (-1 if backwards else 1))
        )
    if unit == "W" and atom.fields["unit"].lower().startswith("fortnight"):
        number *= 2
    if number != int(number):
        unit, number = {"Y": ("M", 12 * number), "M": ("D", 30 * number), "W": ("D", 7 * number)}.get(
            unit, (unit, number)
        )
    return periods.period_around(reference, unit, int(number) * (-1 if backwards else 1))


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
    "these_days": _these_days,
    "reference": _reference,
    "recent_units": _recent_units,
    "same_period": _same_period,
}
"""How each kind of atom that is reckoned from another day is read."""
