"""Calendar periods with their TIMEX3 values, and the arithmetic on them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from geodata.records import Interval, WhenPrecision

_PRECISION = {
    "D": WhenPrecision.DAY,
    "WE": WhenPrecision.DAYS,
    "W": WhenPrecision.WEEK,
    "M": WhenPrecision.MONTH,
}
_SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
FIRST_YEAR, LAST_YEAR = 1000, 2999
"""Years that a news text may speak of; what lies outside is not a date."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the calendar; `grain` is D, WE, W, M, Q, H, S (season), Y, E (decade) or C."""

    grain: str
    first: date
    last: date
    value: str

    @property
    def interval(self) -> Interval:
        """The inclusive days it covers."""
        return Interval(self.first, self.last)

    @property
    def precision(self) -> WhenPrecision:
        """The UCDP `date_prec` of its grain."""
        return _PRECISION.get(self.grain, WhenPrecision.YEAR)


def valid_date(year: int, month: int, day: int) -> date | None:
    """Return the date, or `None` where the calendar or the news knows no such day."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_period(day: date) -> Period:
    """Return a single day."""
    return Period("D", day, day, day.isoformat())


def week_period(day: date) -> Period:
    """Return the ISO week that holds the day."""
    monday = day - timedelta(days=day.weekday())
    year, week, _ = day.isocalendar()
    return Period("W", monday, monday + timedelta(days=6), f"{year}-W{week:02d}")


def weekend_period(day: date) -> Period:
    """Return the Saturday and Sunday of the ISO week that holds the day."""
    week = week_period(day)
    return Period("WE", week.last - timedelta(days=1), week.last, f"{week.value}-WE")


def _months_period(grain: str, value: str, year: int, month: int, count: int) -> Period | None:
    end_year, end_month = year + (month + count - 2) // 12, (month + count - 2) % 12 + 1
    first = valid_date(year, month, 1)
    last = valid_date(end_year, end_month, monthrange(end_year, end_month)[1]) if first else None
    return Period(grain, first, last, value) if first and last else None


def month_period(year: int, month: int) -> Period | None:
    """Return a calendar month; months beyond 1 to 12 run over into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return _months_period("M", f"{year:04d}-{month:02d}", year, month, 1)


def quarter_period(year: int, quarter: int) -> Period | None:
    """Return a calendar quarter; quarters beyond 1 to 4 run over into other years."""
    year, quarter = year + (quarter - 1) // 4, (quarter - 1) % 4 + 1
    return _months_period("Q", f"{year:04d}-Q{quarter}", year, 3 * quarter - 2, 3)


def half_period(year: int, half: int) -> Period | None:
    """Return a half of a year."""
    year, half = year + (half - 1) // 2, (half - 1) % 2 + 1
    return _months_period("H", f"{year:04d}-H{half}", year, 6 * half - 5, 6)


def season_period(year: int, season: str) -> Period | None:
    """Return a season of the north by its TIMEX3 letters; winter begins in the December of its year."""
    return _months_period("S", f"{year:04d}-{season}", year, _SEASON_MONTHS[season], 3)


def year_period(year: int) -> Period | None:
    """Return a calendar year."""
    return _months_period("Y", f"{year:04d}", year, 1, 12)


def decade_period(year: int) -> Period | None:
    """Return the decade that holds the year."""
    return _months_period("E", f"{year // 10:03d}", year // 10 * 10, 1, 120)


def century_period(year: int) -> Period | None:
    """Return the century that holds the year, as the years that share its first two digits."""
    return _months_period("C", f"{year // 100:02d}", year // 100 * 100, 1, 1200)


def period_around(day: date, grain: str, shift: int = 0) -> Period | None:
    """Return the period of a grain that lies `shift` periods after the one that holds the day."""
    days = {"D": 1, "W": 7, "WE": 7}.get(grain)
    if days is not None:
        try:
            moved = day + timedelta(days=days * shift)
        except OverflowError:
            return None
        if valid_date(moved.year, moved.month, moved.day) is None:
            return None
        return {"D": day_period, "W": week_period, "WE": weekend_period}[grain](moved)
    if abs(shift) > LAST_YEAR * 12:
        return None
    match grain:
        case "M":
            return month_period(day.year, day.month + shift)
        case "Q":
            return quarter_period(day.year, (day.month + 2) // 3 + shift)
        case "H":
            return half_period(day.year, (day.month + 5) // 6 + shift)
        case "Y":
            return year_period(day.year + shift)
        case "E":
            return decade_period(day.year + 10 * shift)
        case "C":
            return century_period(day.year + 100 * shift)
    return None


def nearest(options: list[Period | None], day: date, direction: int) -> Period | None:
    """Return the option nearest to the day among those that lie in the direction.

    A direction of -1 wants a period that has begun, 1 one that has not ended, 0 takes any."""
    known = [option for option in options if option is not None]
    fitting = [
        option for option in known if direction == 0 or (option.first <= day if direction < 0 else option.last >= day)
    ]
    return min(fitting or known, key=lambda option: _distance(option, day), default=None)


def _distance(period: Period, day: date) -> int:
    if period.first <= day <= period.last:
        return 0
    return min(abs((period.first - day).days), abs((period.last - day).days))


def spoken(day: date) -> str:
    """Return the day in words for the reader: "Monday 2 June 2025"."""
    return f"{day:%A} {day.day} {day:%B} {day.year:04d}"
