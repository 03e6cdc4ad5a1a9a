"""What is known while a text is read: the day it counts from, and what it has spoken of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from geodata.records import Interval, Span, TimexType, WhenPrecision
from geodata.timexes.grammar import Atom
from geodata.timexes.periods import Period, period_around, spoken
from geodata.timexes.tense import Tenses

_AGAINST_TENSE = 4.0
"""How much farther a date of the likelier tense may lie and still be preferred; by hand."""

_AGAINST_VERB = 20.0
"""The same right after the verb itself ("opened in May", "will open in May"); by hand."""

_REMEMBERED = 1500
"""Characters over which a quarter goes on governing "a year earlier"; tuned on TimeBank."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an expression denotes."""

    type: TimexType
    value: str
    period: Period | None = None
    interval: Interval | None = None
    precision: WhenPrecision | None = None
    reason: str = ""


_TERM = re.compile(r"\b(?:until|till|as (?:soon|early|late) as|no later than|due)\s$", re.IGNORECASE)

_PAST_VERB = re.compile(
    r"(?<!\bis\s)(?<!\bare\s)(?<!\bbe\s)\b(?:[a-z]{3,}ed|began|died|left|won|fell|rose|held|met|took office)"
    r"\s(?:in|on)\s$"
)
_OPENING_IN = re.compile(r"(?:^|[.!?\"”\n]\s*)(?-i:In|Since)\s$")
_FUTURE_VERB = re.compile(
    r"\b(?:takes? effect|begins?|starts?|opens?|resumes?|expires?|ends?|due|scheduled|expected|planned|slated|"
    r"will(?:\snot)?(?:\sbe)?\s[a-z]+)\s(?:in|on|for)\s$"
)


@dataclass(slots=True)
class Reading:
    """The state of reading one text: what "today" is, and which periods were last spoken of.

    `header` is where the publication date is printed, `clock` the last time without a zone: its day,
    its minute of the day and where it ends, `events` where known events are named, once that is asked for.
    """

    text: str
    today: date | None
    tenses: Tenses
    header: Span | None = None
    clock: tuple[date, int, int] | None = None
    events: tuple[tuple[int, int], ...] | None = None
    last: dict[str, tuple[Period, int]] = field(default_factory=dict)

    def tense(self, atom: Atom) -> int:
        """Return the direction in time of the clause around the atom; a term ("until") lies ahead."""
        if _TERM.search(self.text, max(0, atom.start - 16), atom.start):
            return 1
        if self.text.startswith(" deadline", atom.end):
            return 1
        return self.tenses.direction(atom.start, atom.end)

    def against_tense(self, atom: Atom, tense: int) -> float:
        """Return how much farther off a date that goes along with the tense may lie than one that goes against it."""
        verb = _PAST_VERB if tense < 0 else _FUTURE_VERB
        if tense and verb.search(self.text, max(0, atom.start - 30), atom.start):
            return _AGAINST_VERB
        opening = (
            tense < 0 and atom.kind == "month" and _OPENING_IN.search(self.text, max(0, atom.start - 8), atom.start)
        )
        return _AGAINST_VERB if opening and self.tenses.only_past(atom.start, atom.end) else _AGAINST_TENSE

    def remembered(self, grain: str, position: int, reach: int = _REMEMBERED) -> Period | None:
        """Return the period of the grain last spoken of, unless that was too long ago."""
        period, where = self.last.get(grain, (None, 0))
        return period if position - where <= reach else None

    def remember(self, period: Period, position: int) -> None:
        """Note that the text has spoken of the period."""
        self.last[period.grain] = (period, position)
        for grain in {"D": "MY", "M": "Y"}.get(period.grain, ""):
            around = period_around(period.first, grain)
            if around:
                self.last[grain] = (around, position)


Found = Period | str | None
"""An anchored period, the TIMEX3 value of one that cannot be anchored, or no date at all."""

_SHIFTS = {"last": -1, "past": -1, "previous": -1, "preceding": -1, "prior": -1} | {
    "next": 1,
    "following": 1,
    "coming": 1,
    "upcoming": 1,
}
UNANCHORED = {
    "D": "XXXX-XX-XX",
    "W": "XXXX-WXX",
    "WE": "XXXX-WXX-WE",
    "M": "XXXX-XX",
    "Q": "XXXX-QX",
    "H": "XXXX-HX",
    "Y": "XXXX",
    "E": "XXX",
    "C": "XX",
}


def shift_of(rel: str) -> int:
    """Return -1 for "last" and its kin, 1 for "next" and its, 0 for the rest."""
    return next((shift for word, shift in _SHIFTS.items() if word in rel.lower().split()), 0)


def year_of_base(fields: dict[str, str], today: date | None) -> int | None:
    """Return the year that "this year", "last year" beside a shorter unit gives."""
    if today is None or fields.get("base_unit", "").lower() != "year":
        return None
    return today.year + shift_of(fields.get("base_rel", ""))


def likeliest(options: list[date], atom: Atom, reading: Reading) -> date:
    """Return the date nearest to the publication, farther ones only where the tense asks for them."""
    today = reading.today
    assert today is not None
    tense = reading.tense(atom)
    factor = reading.against_tense(atom, tense)

    def cost(day: date) -> float:
        days = (day - today).days
        return abs(days) * (factor if tense * days < 0 else 1.0)

    return min(options, key=cost)


def likeliest_period(options: list[Period | None], atom: Atom, reading: Reading) -> Period | None:
    """Return the period nearest to the publication, farther ones only where the tense asks for them."""
    today = reading.today
    assert today is not None
    tense = reading.tense(atom)
    factor = reading.against_tense(atom, tense)

    def cost(period: Period) -> float:
        if period.first <= today <= period.last:
            return 0.0
        days = (period.first - today).days if period.first > today else (period.last - today).days
        return abs(days) * (factor if tense * days < 0 else 1.0)

    return min((option for option in options if option), key=cost, default=None)


def stretch_in_words(interval: Interval) -> str:
    """Return an interval in words for the reader."""
    first = spoken(interval.first) if interval.first else "an unknown day"
    last = spoken(interval.last) if interval.last else "no stated end"
    return first if first == last else f"{first} to {last}"
