"""Expressions that name a month or a longer stretch of the calendar."""

from __future__ import annotations

import re
from collections.abc import Callable

from geodata.timexes import periods
from geodata.timexes.grammar import Atom
from geodata.timexes.periods import Period
from geodata.timexes.reading import Found, Reading, likeliest_period, shift_of, year_of_base
from geodata.timexes.words import ORDINALS, SEASONS, month_of, year_of

_MONTH_LEAD = re.compile(
    r"(?:\b(?:in|of|by|since|until|till|from|to|between|through|throughout|during|for|and|or|before|after|late|early|mid|the|"
    r"each|every|as|on|than|around|about|past)[\s\u2010-\u2013-]+|[(,\u2013/-]\s?)$",
    re.IGNORECASE,
)


_LOOSE_LEAD = re.compile(r"(?:\b(?:and|or|the|for|as|than|with)\s|[(,]\s?)$", re.IGNORECASE)


def _is_risky(month: str) -> bool:
    """Tell whether a month's name is also a first name or a word."""
    return month.rstrip(".").lower() in ("may", "march", "mar", "june", "april", "august", "jan", "dec")


def _opens_a_name(atom: Atom, text: str) -> bool:
    """Tell whether a capitalised word follows and nothing before asks for a month ("and June Smith")."""
    followed = re.compile(r"\s[A-Z][a-z]").match(text, atom.end)
    return bool(followed and _LOOSE_LEAD.search(text, max(0, atom.start - 8), atom.start))


_THAT = re.compile(r"\bthat\s$", re.IGNORECASE)
"""Before a month: it is of the year last spoken of."""


def _month(atom: Atom, reading: Reading) -> Found:
    fields, text, today = atom.fields, reading.text, reading.today
    month = month_of(fields["month"])
    if "year" in fields:
        year = year_of(fields["year"])
        return periods.month_period(year, month) if year and periods.FIRST_YEAR <= year <= periods.LAST_YEAR else None
    bare = "rel" not in fields
    if bare and not _MONTH_LEAD.search(text, max(0, atom.start - 12), atom.start):
        abbreviated = len(fields["month"].rstrip(".")) < 4 and fields["month"].lower() != "may"
        if abbreviated and not fields["month"].endswith("."):
            return None
        if _is_risky(fields["month"]) and not text.startswith(("'s", "’s"), atom.end):
            return None
    if bare and _is_risky(fields["month"]) and _opens_a_name(atom, text):
        return None
    if today is None:
        return f"XXXX-{month:02d}"
    if year := _base_year(fields, reading):
        return periods.month_period(year, month)
    if (
        bare
        and _THAT.search(text, max(0, atom.start - 6), atom.start)
        and (known := reading.remembered("Y", atom.start))
    ):
        return periods.month_period(known.first.year, month)
    options = [periods.month_period(today.year + shift, month) for shift in (-1, 0, 1)]
    rel = fields.get("rel", "").lower().split()
    if "last" in rel or "past" in rel:
        return periods.nearest([o for o in options if o and o.last < today], today, -1)
    if "next" in rel or "coming" in rel:
        return periods.nearest([o for o in options if o and o.first > today], today, 1)
    if "this" in rel:
        return options[1]
    return likeliest_period(options, atom, reading)


def _written_year(fields: dict[str, str]) -> int | None:
    year = year_of(fields["year"]) if "year" in fields else None
    return year if year and periods.FIRST_YEAR <= year <= periods.LAST_YEAR else None


def _base_year(fields: dict[str, str], reading: Reading) -> int | None:
    """Return the year that "of 1989", "this year's" or "of last year" gives, as far as it is said."""
    if "year" in fields:
        return _written_year(fields)
    return year_of_base(fields, reading.today)


def _year(atom: Atom, _reading: Reading) -> Found:
    year = _written_year(atom.fields)
    return periods.year_period(year) if year else None


def _fiscal(atom: Atom, reading: Reading) -> Found:
    if "year" in atom.fields:
        return _year(atom, reading)
    if reading.today is None:
        return "XXXX"
    return periods.year_period(reading.today.year + shift_of(atom.fields.get("rel", "")))


def _years(atom: Atom, _reading: Reading) -> Found:
    first = int(atom.fields["year"])
    end = atom.fields["last_year"]
    last = int(end) if len(end) == 4 else first // 100 * 100 + int(end)
    start, stop = periods.year_period(first), periods.year_period(last)
    return Period("Y", start.first, stop.last, f"{first}/{last}") if start and stop and last > first else None


def _decade(atom: Atom, _reading: Reading) -> Found:
    fields = atom.fields
    return periods.decade_period(int(fields["year"]) if "year" in fields else 1900 + int(fields["tens"]))


def _decade_words(atom: Atom, _reading: Reading) -> Found:
    stems = ("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet")
    return periods.decade_period(1920 + 10 * stems.index(atom.fields["tens"].lower()))


def _century(atom: Atom, _reading: Reading) -> Found:
    ordinal = atom.fields.get("ordinal", "").lower()
    number = ORDINALS.get(ordinal) or int(re.sub(r"\D", "", ordinal) or 0)
    return periods.century_period(100 * (number - 1)) if 10 < number < 31 else None


def _quarter(atom: Atom, reading: Reading) -> Found:
    fields, today = atom.fields, reading.today
    if "quarter" not in fields:
        year = _written_year(fields)
        known = reading.remembered("Q", atom.start)
        if year is None or known is None:
            return f"{year}-QX" if year else None
        return periods.quarter_period(year, (known.first.month + 2) // 3)
    words = fields["quarter"].lower()
    number = int(re.sub(r"\D", "", words) or ORDINALS.get(words, 1))
    year = _base_year(fields, reading)
    if year is not None:
        return periods.quarter_period(year, number)
    if today is None:
        return f"XXXX-Q{number}"
    rel = fields.get("rel", "").lower()
    options = [periods.quarter_period(today.year + shift, number) for shift in (-1, 0, 1)]
    if "ago" in rel or "earlier" in rel:
        recent = periods.nearest(options, today, -1)
        return periods.quarter_period(recent.first.year - 1, number) if recent else None
    if rel == "next":
        return periods.nearest(options, today, 1)
    if reading.tense(atom) < 0:
        options = [option for option in options if option and option.first <= today]
    return likeliest_period(options, atom, reading)


def _half(atom: Atom, reading: Reading) -> Found:
    words = atom.fields["half"].lower()
    year = _base_year(atom.fields, reading)
    number = 1 if words in ("first", "1", "1st", "h1") else 2
    return periods.half_period(year, number) if year else f"XXXX-H{number}"


def _season(atom: Atom, reading: Reading) -> Found:
    fields, today = atom.fields, reading.today
    season = SEASONS[fields["season"].lower()]
    year = _base_year(fields, reading)
    if year is not None:
        return periods.season_period(year, season)
    if today is None:
        return f"XXXX-{season}"
    rel = fields.get("rel", "").lower().split()
    options = [periods.season_period(today.year + shift, season) for shift in (-1, 0, 1)]
    if "last" in rel or "past" in rel:
        return periods.nearest([o for o in options if o and o.last < today], today, -1)
    if "next" in rel or "coming" in rel:
        return periods.nearest([o for o in options if o and o.first > today], today, 1)
    if "this" in rel:
        return periods.nearest(options, today, 0)
    return periods.nearest(options, today, 1 if reading.tense(atom) > 0 else -1)


STRETCH_READERS: dict[str, Callable[[Atom, Reading], Found]] = {
    "month": _month,
    "year": _year,
    "years": _years,
    "fiscal": _fiscal,
    "decade": _decade,
    "decade_words": _decade_words,
    "century": _century,
    "quarter": _quarter,
    "half": _half,
    "season": _season,
}
"""How each kind of atom that names a longer stretch is read."""
