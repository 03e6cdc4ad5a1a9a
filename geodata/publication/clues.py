"""What a text's own words tell about the day it was published.

Each clue is a mention of a weekday, a month or a day of the year. How such mentions lie around
the publication was counted on TimeBank, AQUAINT and MEANTIME; the counts turn a mention into
evidence for or against a date.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import cbrt, log

from geodata.timexes.grammar import Atom, atoms_in
from geodata.timexes.joining import joined
from geodata.timexes.periods import valid_date
from geodata.timexes.tense import Tenses
from geodata.timexes.words import MONTH_NAMES, WEEKDAY_NAMES, month_of, weekday_of, year_of

_READ_CHARACTERS = 30_000
"""Clues beyond this point of a long text add nothing."""

_LEAD = (0.59, 0.03, 0.015, 0.015, 0.09, 0.04, 0.22)
_SAID = (0.49, 0.03, 0.015, 0.04, 0.14, 0.04, 0.245)
_PAST = (0.41, 0.02, 0.02, 0.05, 0.15, 0.12, 0.23)
_PAST_WITH_TODAY = (0.26, 0.03, 0.03, 0.03, 0.12, 0.10, 0.43)
_PAST_WITH_YESTERDAY = (0.17, 0.06, 0.03, 0.05, 0.17, 0.29, 0.23)
_FUTURE = (0.19, 0.42, 0.08, 0.08, 0.15, 0.06, 0.02)
_UNTENSED = (0.30, 0.15, 0.07, 0.10, 0.14, 0.12, 0.12)
"""Share of bare weekdays that are 0 to 6 days after the publication (6 is the day before)."""

_DAY_BINS = ((0, 0.05), (1, 0.05), (7, 0.16), (31, 0.42), (92, 0.22), (183, 0.08))
"""Share of days named without a year that lie up to so many days away; half on either side."""

_MONTH_SHARE = {
    -1: (0.06, 0.09, 0.08, 0.07, 0.17, 0.22, 0.06, 0.05, 0.06, 0.04, 0.05, 0.05),
    0: (0.07, 0.08, 0.08, 0.08, 0.12, 0.15, 0.12, 0.08, 0.07, 0.05, 0.05, 0.05),
    1: (0.05, 0.05, 0.04, 0.05, 0.05, 0.06, 0.10, 0.32, 0.10, 0.08, 0.07, 0.03),
}
"""Share of bare months that are 5 months before to 6 after the publication's, by direction of tense."""

_FLOOR = 0.005

_PAST_SHARES = {"lead": _LEAD, "said": _SAID, "yesterday": _PAST_WITH_YESTERDAY, "today": _PAST_WITH_TODAY}

_CALENDAR_WEIGHT = 0.6
"""Days and months are named in bunches (terms, periods, histories), so each tells less; tuned."""

_WORTH_TELLING = 0.3
"""Evidence below this is not worth a word to the reader."""

_LEAD_CHARACTERS = 700
"""The first weekday within so many characters is the news itself, most often of the day."""

_SAYING = re.compile(r"\b(?:said|told|announced|reported|says|vowed|warned)(?:\s\w+){0,2}(?:\son)?\s$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clue:
    """One thing the text speaks of, how often, and the direction in time of its clause."""

    kind: str
    number: int
    day: int
    year: int | None
    tense: int
    setting: str
    times: int = 1

    def words(self) -> str:
        """Return what the text speaks of, for the reader."""
        if self.kind == "weekday":
            return WEEKDAY_NAMES[self.number]
        if self.kind == "month":
            return MONTH_NAMES[self.number - 1]
        return f"{self.day} {MONTH_NAMES[self.number - 1]}" + (f" {self.year}" if self.year else "")


def clues_in(text: str, skip: int = 0) -> tuple[Clue, ...]:
    """Return the clues of a text after its header, which ends at `skip`."""
    body = text[:_READ_CHARACTERS]
    setting = (
        "yesterday"
        if re.search(r"\byesterday\b", body, re.IGNORECASE)
        else ("today" if re.search(r"\b(?:today|tonight|this morning)\b", body, re.IGNORECASE) else "")
    )
    counts: Counter[Clue] = Counter()
    tenses = Tenses(body)
    lead = True
    for atom in joined(body, atoms_in(body)):
        if atom.start < skip or (clue := _clue(atom, body, tenses, setting)) is None:
            continue
        if clue.kind == "weekday" and clue.tense < 0 and lead:
            lead = False
            if atom.start < skip + _LEAD_CHARACTERS:
                clue = replace(clue, setting="lead")
        counts[clue] += 1
    return tuple(Clue(c.kind, c.number, c.day, c.year, c.tense, c.setting, times) for c, times in counts.items())


def _clue(atom: Atom, text: str, tenses: Tenses, setting: str) -> Clue | None:
    fields = atom.fields
    if atom.kind == "weekday" and fields.get("rel", "").lower() not in (
        "next",
        "the next",
        "the previous",
        "the following",
    ):
        tense = tenses.direction(atom.start, atom.end)
        if _SAYING.search(text, max(0, atom.start - 40), atom.start):
            tense, setting = -1, "said"
        return Clue("weekday", weekday_of(fields["weekday"]), 0, None, tense, setting)
    if atom.kind == "date" and "last_day" not in fields:
        written = fields.get("year") or fields.get("year2")
        day = int(re.sub(r"\D", "", fields["day"]))
        tense = tenses.direction(atom.start, atom.end)
        return Clue("day", month_of(fields["month"]), day, year_of(written) if written else None, tense, "")
    if atom.kind == "month" and "year" not in fields and len(fields["month"]) > 3:
        return Clue("month", month_of(fields["month"]), 0, None, tenses.direction(atom.start, atom.end), "")
    return None


def evidence(clue: Clue, published: date) -> float:
    """Return the log-likelihood of a clue in a text published that day.

    Mentions of the same thing repeat one another: n of them weigh as the cube root of n."""
    weight = 1.0 if clue.kind == "weekday" else _CALENDAR_WEIGHT
    return weight * cbrt(clue.times) * log(max(_FLOOR, _likelihood(clue, published)))


def _likelihood(clue: Clue, published: date) -> float:
    if clue.kind == "weekday":
        return _weekday_share(clue)[(clue.number - published.weekday()) % 7]
    if clue.kind == "month":
        return _MONTH_SHARE[clue.tense][(clue.number - published.month + 5) % 12]
    return _day_share(clue, published)


def _weekday_share(clue: Clue) -> tuple[float, ...]:
    if clue.tense > 0:
        return _FUTURE
    if clue.tense == 0:
        return _UNTENSED
    return _PAST_SHARES.get(clue.setting, _PAST)


def _day_share(clue: Clue, published: date) -> float:
    """Return the likelihood of a named day, as the share of its bin spread over the bin's days."""
    years = [clue.year] if clue.year else range(published.year - 1, published.year + 2)
    days = [day for year in years if year and (day := valid_date(year, clue.number, clue.day))]
    if not days:
        return 1.0
    distance = min(abs((day - published).days) for day in days)
    low = 0
    for high, share in _DAY_BINS:
        if distance <= high:
            return 30 * share / max(1, 2 * (high - low))
        low = high
    return 30 * 0.02 / 183


def account(clues: Sequence[Clue], published: date, against: date | None) -> str:
    """Return in words which clues speak for a day of publication and against another, or ""."""
    if against is None:
        return ""
    gains: dict[str, float] = {}
    for clue in clues:
        gain = evidence(clue, published) - evidence(clue, against)
        words = clue.words() + _role(clue, published)
        gains[words] = gains.get(words, 0.0) + gain
    best = sorted((words for words, gain in gains.items() if gain > _WORTH_TELLING), key=lambda words: -gains[words])
    best.sort(key=lambda words: " as " not in words)
    return f"the text speaks of {' and of '.join(best[:2])}" if best else ""


def _role(clue: Clue, published: date) -> str:
    if clue.kind != "weekday":
        return ""
    offset = (clue.number - published.weekday()) % 7
    return {0: " as the day of publication", 6: " as the day before", 1: " as the day after"}.get(offset, "")
