"""Records in plain words: days, places, precision, the line over the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from dashboard import texts
from dashboard.conventions import current, number
from geodata.columns import Tally
from geodata.records import Area, Event, Interval, WhenPrecision

MOSTLY_SHARE = 0.4
"""The share of the placed events that a place needs to be named in the line over the map."""


def day_in_words(day: date, *, weekday: bool = False) -> str:
    """Return "2 June 2025" or "June 2, 2025", with the weekday before it if asked."""
    name = _with_year(_day_of_month(day), day.year)
    if not weekday:
        return name
    return f"{day:%A}, {name}" if current().month_first else f"{day:%A} {name}"


def _day_of_month(day: date) -> str:
    return f"{day:%B} {day.day}" if current().month_first else f"{day.day} {day:%B}"


def _with_year(days: str, year: int) -> str:
    return f"{days}, {year}" if current().month_first else f"{days} {year}"


def interval_in_words(interval: Interval, *, weekday: bool = False) -> str:
    """Return the shortest honest wording: a day, a month, a year, or from and to."""
    first, last = interval.first, interval.last
    if first is None or last is None:
        if first is not None:
            return texts.SINCE.format(day=day_in_words(first))
        return texts.UNTIL.format(day=day_in_words(last)) if last is not None else texts.ALL_DATES
    if first == last:
        return day_in_words(first, weekday=weekday)
    starts_month, ends_month = first.day == 1, is_end_of_month(last)
    if starts_month and ends_month and (first.year, first.month) == (last.year, last.month):
        return f"{first:%B} {first.year}"
    if starts_month and ends_month and first.month == 1 and last.month == 12:
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if (first.year, first.month) == (last.year, last.month):
        days = f"{first.day}–{last.day}"
        return _with_year(f"{last:%B} {days}" if current().month_first else f"{days} {last:%B}", last.year)
    if first.year == last.year:
        return f"{_day_of_month(first)} – {day_in_words(last)}"
    return f"{day_in_words(first)} – {day_in_words(last)}"


def is_end_of_month(day: date) -> bool:
    """Tell whether the day is its month's last."""
    return day == date.max or (day + timedelta(days=1)).month != day.month


def span_in_words(events: Sequence[Event]) -> str | None:
    """Return when the dated events were, first to last, each end no more precise than it is known."""
    known = [event.when for event in events if event.when]
    firsts = [(day, when.precision) for when in known if (day := when.interval.first or when.interval.last)]
    lasts = [(day, when.precision) for when in known if (day := when.interval.last or when.interval.first)]
    if not firsts:
        return None
    first, start_precision = min(firsts)
    last, end_precision = max(lasts, key=lambda end: (end[0], -end[1]))
    if max(start_precision, end_precision) < WhenPrecision.MONTH:
        return interval_in_words(Interval(first, last))
    start, end = roughly(first, start_precision), roughly(last, end_precision)
    return start if start == end else f"{start} – {end}"


def roughly(day: date, precision: WhenPrecision) -> str:
    """Return the day, or only its month or year where no more is known."""
    if precision < WhenPrecision.MONTH:
        return day_in_words(day)
    return str(day.year) if precision is WhenPrecision.YEAR else f"{day:%B} {day.year}"


def counted(forms: tuple[str, str], count: int) -> str:
    """Return the singular or plural form with its number."""
    return forms[count != 1].format(count=number(count))


def summary(events: Sequence[Event]) -> str:
    """Return the line over the map: how many events, when, mostly where, and what is not on the map."""
    if not events:
        return texts.NO_EVENTS_SHOWN
    placed = [event.where.area for event in events if event.where]
    parts = [counted(texts.EVENTS, len(events))]
    if span := span_in_words(events):
        parts.append(span)
    if name := main_place(placed):
        parts.append(texts.MOSTLY.format(name=name))
    missing = len(events) - len(placed)
    line = ", ".join(parts)
    return f"{line}; {texts.WITHOUT_PLACE.format(count=number(missing))}" if missing else line


def summary_of_many(tally: Tally) -> str:
    """Return the line over the map where there are too many events to read each."""
    parts = [counted(texts.EVENTS, tally.events)]
    if tally.days:
        parts.append(interval_in_words(tally.days))
    if tally.at_main_place >= MOSTLY_SHARE * tally.placed:
        parts.append(texts.MOSTLY.format(name=tally.main_place))
    missing = tally.events - tally.placed
    line = ", ".join(parts)
    return f"{line}; {texts.WITHOUT_PLACE.format(count=number(missing))}" if missing else line


def main_place(areas: Sequence[Area]) -> str | None:
    """Return the name that most events share, where one stands out."""
    if not areas:
        return None
    (name, count), *_ = Counter(area.name for area in areas).most_common(1)
    return name if count >= max(2, MOSTLY_SHARE * len(areas)) else None
