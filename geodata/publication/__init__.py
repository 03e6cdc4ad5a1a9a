"""The day an article was published, with its evidence and its doubts.

The printed dates (beside the text, in header lines, in the address, in datelines) give the
candidates; each is weighed by how such dates are printed and by what the text says of weekdays
and days. A printed date is overruled only by strong odds, and never silently.
"""

from __future__ import annotations

from datetime import date
from math import exp, log

from geodata.publication.clues import Clue, account, clues_in, evidence
from geodata.publication.printed import PrintedDate, Source, printed_dates
from geodata.records import Article, Basis, DateReading, Publication
from geodata.timexes.words import MONTH_NAMES, WEEKDAY_NAMES

__all__ = ["find_publication"]

_OVERRULE = 0.68
"""Odds at which another reading replaces the printed one.

Set where, over articles of TimeBank, AQUAINT and MEANTIME, each against 40 days that lie as far off as a swap
of day and month would take it, one true date in a hundred is doubted."""

_WEIGHTS = {Source.METADATA: 1.5, Source.HEADER: 1.2, Source.ADDRESS: 1.0, Source.FOOTER: 1.0, Source.DATELINE: 1.0}
"""A slight order among sources that contradict each other while the text says nothing."""

_DAY_OFF, _ELSEWHERE = 0.03, 0.001
"""How often a printed date is a day beside the publication, and how often another day altogether."""

_DATELINE_DAY_BEFORE = 0.3
"""How often a dateline names the day before publication."""


def find_publication(article: Article) -> Publication | None:
    """Return when an article was published, or `None` where no date is printed with it.

    Digits that can be read in two ways, and dates that contradict each other or the text, leave
    every reading in `alternatives` and a sentence in `warnings`.
    """
    printed = printed_dates(article)
    if not printed:
        return None
    skip = max((p.span.end for p in printed if p.span and p.source is Source.HEADER), default=0)
    clues = clues_in(article.text, skip)
    odds = _odds(printed, clues)
    first = printed[0]
    chosen = _chosen(odds, first)
    if first.year_from and odds[chosen] < _OVERRULE:
        return None  # a day without a year, and a text that does not decide it
    alternatives = tuple(
        DateReading(day, round(share, 4), _reason(day, first, printed, clues)) for day, share in odds.items()
    )
    return Publication(
        chosen,
        first.words,
        _basis(chosen, first),
        first.span,
        _chosen_first(alternatives, chosen),
        _warnings(chosen, first, printed, odds, clues),
    )


def _odds(printed: list[PrintedDate], clues: tuple[Clue, ...]) -> dict[date, float]:
    """Return each candidate day with its odds, likeliest first."""
    days = list(dict.fromkeys(day for p in printed for day, _ in p.readings))
    scores = {day: _score(day, printed, clues) for day in days}
    top = max(scores.values())
    weights = {day: exp(score - top) for day, score in scores.items()}
    total = sum(weights.values())
    return {day: weights[day] / total for day in sorted(days, key=lambda day: -weights[day])}


def _score(day: date, printed: list[PrintedDate], clues: tuple[Clue, ...]) -> float:
    """Return the log-likelihood of all that is printed and said, had the article appeared that day."""
    said = sum(evidence(clue, day) for clue in clues)
    return said + sum(log(_printing(p, day)) for p in printed)


def _printing(printed: PrintedDate, day: date) -> float:
    """Return how likely a date would be printed so in an article of that day."""
    named = 1.0 if printed.weekday in (None, day.weekday()) else 0.05
    for reading, prior in printed.readings:
        if reading == day:
            return named * prior * _WEIGHTS[printed.source]
    days_off = (printed.literal - day).days
    if printed.source is Source.DATELINE and days_off == -1:
        return _DATELINE_DAY_BEFORE
    return _DAY_OFF if abs(days_off) == 1 else _ELSEWHERE


def _chosen(odds: dict[date, float], first: PrintedDate) -> date:
    """Return the likeliest day, but the printed one unless another has strong odds."""
    best, share = next(iter(odds.items()))
    if best == first.literal or share >= _OVERRULE or _undecided(first) or first.year_from:
        return best
    return first.literal


def _undecided(printed: PrintedDate) -> bool:
    """Tell whether the digits have no usual order, so that neither reading overrules the other."""
    return len(printed.readings) == 2 and printed.readings[1][1] > 0.3


def _chosen_first(readings: tuple[DateReading, ...], chosen: date) -> tuple[DateReading, ...]:
    return tuple(sorted(readings, key=lambda reading: (-reading.odds, reading.date != chosen)))


def _basis(chosen: date, first: PrintedDate) -> Basis:
    if first.year_from or (chosen != first.literal and not _undecided(first)):
        return Basis.INFERRED
    return Basis.DATELINE if first.source is Source.DATELINE else Basis.STATED


# --- in words for the reader --------------------------------------------------------------------


def _reason(day: date, first: PrintedDate, printed: list[PrintedDate], clues: tuple[Clue, ...]) -> str:
    weekday = WEEKDAY_NAMES[day.weekday()]
    literal = day == first.literal
    if first.year_from:
        return f"printed {first.source.value} without a year; {day.year} is {first.year_from}; it is a {weekday}"
    rival = _rival(day, printed) if literal else first.literal
    told = account(clues, day, rival)
    if literal and not _undecided(first):
        return f"as printed {first.source.value}, a {weekday}" + (f"; {told}" if told else "")
    relation = f"{day.isoformat()}, {_relation(day, first, printed)}, is a {weekday}"
    if not told:
        return f"{relation}; the text does not decide"
    if _undecided(first):
        return f"{relation}; {told}"
    return f"printed {first.words} is a {WEEKDAY_NAMES[first.literal.weekday()]}; {told}; {relation}"


def _rival(day: date, printed: list[PrintedDate]) -> date | None:
    return next((other for p in printed for other, _ in p.readings if other != day), None)


def _relation(day: date, first: PrintedDate, printed: list[PrintedDate]) -> str:
    """Return where a reading comes from: the same digits in another order, or another place."""
    if _undecided(first) and any(day == reading for reading, _ in first.readings):
        return f"{first.words} read as {day.day} {MONTH_NAMES[day.month - 1]}"
    if any(day == reading for reading, _ in first.readings):
        return "the same digits with day and month swapped"
    other = next(p for p in printed if any(day == reading for reading, _ in p.readings))
    return f"printed {other.source.value} as {other.words}"


def _warnings(
    chosen: date,
    first: PrintedDate,
    printed: list[PrintedDate],
    odds: dict[date, float],
    clues: tuple[Clue, ...],
) -> tuple[str, ...]:
    found: list[str] = []
    reason = _reason(chosen, first, printed, clues)
    if first.year_from:
        return (f"{first.words} is printed without a year: {chosen.year} is {first.year_from}",)
    if _undecided(first) and odds[chosen] < _OVERRULE:
        found.append(f"{first.words} can be read in two ways, the text does not decide: {chosen.isoformat()} is used")
    elif chosen != first.literal and not _undecided(first):
        found.append(f"the date is printed as {first.words}, but {chosen.isoformat()} is used: {reason}")
    if first.weekday is not None and first.weekday != chosen.weekday():
        found.append(
            f"the header says {WEEKDAY_NAMES[first.weekday]}, but {chosen.isoformat()} is a "
            f"{WEEKDAY_NAMES[chosen.weekday()]}"
        )
    found.extend(
        f"another date, {p.words}, is printed {p.source.value}"
        for p in printed[1:]
        if abs((p.literal - chosen).days) > 1
    )
    return tuple(found)
