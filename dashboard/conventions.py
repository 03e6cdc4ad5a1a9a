"""How a reader writes days and numbers; the words among them stay those of `texts`.

An English reader has the habits of their own country. A reader of another language has their own digits' grouping and
order of typed dates, but written-out days in the order of British English: "2. June" would be in no language at all.
"""

from __future__ import annotations

from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

from dashboard import texts


@dataclass(frozen=True, slots=True)
class Conventions:
    """A reader's habits: `dates` and `numbers` as tags that a browser knows, and what a typed date looks like."""

    dates: str
    numbers: str
    typed: str

    @property
    def month_first(self) -> bool:
        """Tell whether it is "June 2, 2025", not "2 June 2025"."""
        return self.dates == "en-US"

    def number(self, value: float) -> str:
        """Return a number with its digits grouped."""
        return format_decimal(value, locale=self.numbers.replace("-", "_"))


@lru_cache(maxsize=128)
def conventions_of(tag: str | None) -> Conventions:
    """Return the habits that a language tag stands for; those of `texts` where it is unknown."""
    locale = _locale(tag or "") or Locale.parse(texts.LOCALE, sep="-")
    month_first = locale.language == "en" and locale.date_formats["long"].pattern.startswith("M")
    return Conventions(
        dates="en-US" if month_first else "en-GB",
        numbers=str(locale).replace("_", "-"),
        typed=_typed(locale.date_formats["short"].pattern),
    )


def _locale(tag: str) -> Locale | None:
    """Return the locale of a tag or, where that is unknown, of its beginning: a browser can say anything."""
    parts = tag[:40].split("-")
    for length in range(len(parts), 0, -1):
        with suppress(ValueError, UnknownLocaleError):
            locale = Locale.parse("-".join(parts[:length]), sep="-")
            return None if locale.language == "root" else locale
    return None


def _typed(pattern: str) -> str:
    """Return one of the formats that Streamlit's field of a date knows."""
    order = "".join(dict.fromkeys(letter for letter in pattern if letter in "yMd"))
    separator = next((mark for mark in pattern if mark in "./-"), "/")
    fields = {"dMy": "DD MM YYYY", "Mdy": "MM DD YYYY"}.get(order, "YYYY MM DD")
    return fields.replace(" ", separator)


_current: ContextVar[str | None] = ContextVar("locale", default=None)


def read_as(tag: str | None) -> None:
    """Write as a reader of this language does from here on, within this run of the page."""
    _current.set(tag)


def current() -> Conventions:
    """Return the habits of who reads now."""
    return conventions_of(_current.get())


def number(value: float) -> str:
    """Return a number as who reads now writes it."""
    return current().number(value)
