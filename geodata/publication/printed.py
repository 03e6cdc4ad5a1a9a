"""Publication dates as they are printed: beside the text, in header lines, in datelines, in addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from geodata.records import Article, Span
from geodata.timexes.grammar import Atom, atoms_in
from geodata.timexes.joining import joined
from geodata.timexes.periods import valid_date
from geodata.timexes.words import MONTH, month_of, weekday_of, year_of

_HEAD_CHARACTERS, _HEAD_LINES = 600, 12
"""How far into a text header lines are looked for."""

_FIRST_YEAR, _LAST_YEAR = 1600, 2100
"""Newspapers began in 1605; a date beyond the end of the century is no publication date."""

_SWAPPED_ISO = 0.25
"""Odds, before the text is read, that a date in ISO form has day and month swapped.

Higher than in nature, for a swapped date that goes unnoticed moves every event; few true dates
are doubted for it, see `_OVERRULE` in the package."""


class Source(Enum):
    """Where a date was printed."""

    METADATA = "beside the text"
    HEADER = "in the header"
    ADDRESS = "in the address"
    FOOTER = "in the last lines"
    DATELINE = "in the dateline"


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A printed date with the days it can be read as and how likely each is, the literal one first.

    `year_from` tells where the year of a date that is printed without one was found.
    """

    words: str
    span: Span | None
    source: Source
    readings: tuple[tuple[date, float], ...]
    weekday: int | None = None
    year_from: str = ""

    @property
    def literal(self) -> date:
        """The day it says when read in the usual order."""
        return self.readings[0][0]


def printed_dates(article: Article) -> list[PrintedDate]:
    """Return the dates printed with an article, the weightiest source first."""
    found = [
        *_beside(article.printed, Source.METADATA),
        *_header_dates(article.text),
        *_address_date(article.url),
    ]
    found = found or _footer_date(article.text)
    return [*found, *_datelines(article.text, found)] or _yearless_date(article.text)


def _beside(words: str | None, source: Source) -> Iterator[PrintedDate]:
    if not words:
        return
    head = words[:200]
    if compact := re.match(r"\s*(\d{4})(\d\d)(\d\d)(?:T?\d{2,6}Z?)?\s*$", head):
        day = _publishable(*map(int, compact.groups()))
        if day:
            yield PrintedDate(words.strip(), None, source, ((day, 1.0),))
        return
    reordered = re.sub(r"(\d{1,2}) (\d\d:\d\d(?::\d\d)?)(?: [A-Z]{3,4}| [+-]\d{4})? (\d{4})", r"\1 \3 \2", head)
    for atom in joined(reordered, atoms_in(reordered)):
        if days := _days(atom):
            yield PrintedDate(words.strip()[:80], None, source, days, _weekday(atom))
            return


_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)|/((?:19|20)\d\d)(\d\d)(\d\d)(?=[/_-]|$)")


def _address_date(url: str | None) -> Iterator[PrintedDate]:
    if url and (found := _ADDRESS.search(url[:2000])):
        year, month, day = (int(part) for part in found.groups() if part)
        if published := _publishable(year, month, day):
            yield PrintedDate(found.group().strip("/"), None, Source.ADDRESS, ((published, 1.0),))


# --- in the text --------------------------------------------------------------------------------

_LABEL = (
    r"(?:date|dated|(?:issue|edition|week) of|published|publication|posted|created|issued|released?|filed|updated?|"
    r"modified|uploaded|aired|"
    r"pub ?date|datum|dct)"
)
_LINK = r"(?:first|last|web|online|print|press|time|by|on|at|in|of)"
_LABELLED = re.compile(
    rf"[\W_]*(?:{_LINK}[\s:._-]+)*{_LABEL}(?:[\s:.,|_-]*(?:{_LABEL}|{_LINK}))*"
    r"(?:\s\w[\w .'’-]{1,50}\son)?[\s:.,|_-]*",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"updated?|modified", re.IGNORECASE)
_SEPARATED = re.compile(
    r"(?:.*[|\u2022\u00b7\u2013\u2014:,/(\[-]|(?:.*[|\u2022\u00b7\u2013\u2014-]\s)?week\sof|[A-Z][\w ,'’-]{1,40}\.|"
    r"by\s[^.,]{1,60}\son|\W*by\s[^.!?]{1,60})\s*",
    re.IGNORECASE | re.DOTALL,
)
_AFTER_HEADER = re.compile(
    r"\s*(?:[.,;)\]]*\s*$|\(?\s*(?:at\s)?\d{1,2}[:.]\d\d|[,\s]*\d{1,2}\s?[ap]\.?m|[|\u2022\u00b7\u2013\u2014:_/]|-+\s|--|"
    r"\s[A-Z]{3,}|[,\s]*(?:GMT|UTC|[A-Z]{2,4}T)\b|\s*\()"
)
_DATELINE = re.compile(
    r"[\W_]*(?:[A-Z][A-Z .'’/&-]{2,40}(?:,\s[A-Z][\w.]+(?:\s[A-Z][\w.]+){0,2})?|"
    r"[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){0,3}(?:,\s[A-Z][\w.]+)?(?=,|\s\())[,:]?\s*\(?"
)
_AFTER_DATELINE = re.compile(
    r"[\s,)]*(?:\([^()\n]{1,40}\)|/[^/\n]{1,40}/)?\s*(?:[-\u2013\u2014_:]|$)|[\s,]*\([^()\n]{1,40}\)"
)


def _head_atoms(text: str) -> Iterator[tuple[Atom, str, str]]:
    """Yield the atoms of the head of a text, each with what its line holds before and after it."""
    lines = text[:_HEAD_CHARACTERS].split("\n")
    head = "\n".join(lines[: _HEAD_LINES + len(lines) - len([line for line in lines if line.strip()])])
    for atom in joined(head, atoms_in(head)):
        start = text.rfind("\n", 0, atom.start) + 1
        stop = text.find("\n", atom.end, atom.end + 200)
        yield atom, text[start : atom.start], text[atom.end : stop if stop >= 0 else atom.end + 200]


def _header_dates(text: str) -> list[PrintedDate]:
    """Return the date that stands as a header, and not inside a sentence; one that was changed gives way."""
    found: list[tuple[bool, PrintedDate]] = []
    for atom, before, after in _head_atoms(text):
        days = _days(atom)
        if days and _stands_as_header(before, after):
            span = Span(atom.start, atom.end)
            printed = PrintedDate(span.of(text), span, Source.HEADER, days, _weekday(atom))
            found.append((bool(_CHANGED.search(before)), printed))
    found.sort(key=lambda item: item[0])
    return [printed for _, printed in found[:1]]


def _stands_as_header(before: str, after: str) -> bool:
    if _LABELLED.fullmatch(before):
        return True
    if len(before) > 100 or not _AFTER_HEADER.match(after):
        return False
    if not before.strip():
        return len(after.strip()) < 100 or bool(re.match(r"\s*(?:[-\u2013\u2014|:_]|[A-Z]{3,})", after))
    return (
        bool(_SEPARATED.fullmatch(before))
        and len(after.strip()) < 60
        and not re.search(r"\b[a-z]+ed\b|\b(?:is|was|will)\b", before)
    )


_FOOT_CHARACTERS = 500
_COPYRIGHT = re.compile(
    r"(?:©|\([Cc]\)|\bcopyright\b)(?:\W{0,3}[A-Z][\w.&'’-]*){0,4}\W{0,3}((?:19|20)\d\d)\b", re.IGNORECASE
)
_ANY_YEAR = re.compile(r"(?<![\w.,-])((?:19|20)\d\d)(?![\w-]|[.,]\d)")
_DATED_YEAR = re.compile(rf"\b{MONTH}(?:\s\d{{1,2}}(?:st|nd|rd|th)?)?,?\s((?:19|20)\d\d)(?![\w-]|[.,]\d)")
_YEARS_AFTER = {0: 0.6, 1: 0.3, -1: 0.1}
"""How likely an article of some year names that year as its latest, the one before, or one ahead; judged."""


def _footer_date(text: str) -> list[PrintedDate]:
    """Return a full date that a last line labels as that of publication ("Last updated 14 August 2024")."""
    foot = max(0, len(text) - _FOOT_CHARACTERS)
    for atom in joined(text[foot:], atoms_in(text[foot:])):
        start, days = foot + atom.start, _days(atom)
        line = text[text.rfind("\n", 0, start) + 1 : start]
        if days and line.strip() and _LABELLED.fullmatch(line):
            span = Span(start, foot + atom.end)
            return [PrintedDate(span.of(text), span, Source.FOOTER, days, _weekday(atom))]
    return []


def _yearless_date(text: str) -> list[PrintedDate]:
    """Return a header or dateline that lacks its year, with the years that the text makes likely; none without any."""
    years, told = _years_told(text)
    for atom, before, after in _head_atoms(text) if years else ():
        in_dateline = bool(_DATELINE.fullmatch(before) and _AFTER_DATELINE.match(after))
        if not _lacks_year(atom) or not (in_dateline or _stands_as_header(before, after)):
            continue
        month, number = month_of(atom.fields["month"]), int(re.sub(r"\D", "", atom.fields["day"]))
        days = _readings(*((year, month, number, share) for year, share in years.items()))
        if days:
            span = Span(atom.start, atom.end)
            source = Source.DATELINE if in_dateline else Source.HEADER
            return [PrintedDate(span.of(text), span, source, days, _weekday(atom), told)]
    return []


def _years_told(text: str) -> tuple[dict[int, float], str]:
    """Return the years that an article may be of, likeliest first, and what tells so."""
    if marked := _COPYRIGHT.search(text, max(0, len(text) - _FOOT_CHARACTERS)):
        return {int(marked[1]): 1.0}, "that of the copyright"
    dated = {int(year) for year in _DATED_YEAR.findall(text)}
    often = {int(year) for year, times in Counter(_ANY_YEAR.findall(text)).items() if times > 1}
    named = dated | often  # a lone "built in 1998" says nothing of the news
    if not named:
        return {}, ""
    return {max(named) + shift: share for shift, share in _YEARS_AFTER.items()}, "the one that the text makes likely"


def _lacks_year(atom: Atom) -> bool:
    return atom.kind == "date" and not atom.fields.keys() & {"year", "year2", "last_day"}


def _datelines(text: str, known: list[PrintedDate]) -> Iterator[PrintedDate]:
    """Yield the date of a dateline; one without a year takes the year of a date that is known."""
    taken = {printed.span for printed in known}
    for atom, before, after in _head_atoms(text):
        if Span(atom.start, atom.end) in taken:
            continue
        if not (_DATELINE.fullmatch(before) and _AFTER_DATELINE.match(after)):
            continue
        days = _days(atom) or _yearless_days(atom, known)
        if days:
            span = Span(atom.start, atom.end)
            yield PrintedDate(span.of(text), span, Source.DATELINE, days, _weekday(atom))
            return


def _yearless_days(atom: Atom, known: list[PrintedDate]) -> tuple[tuple[date, float], ...]:
    fields = atom.fields
    if not _lacks_year(atom) or not known:
        return ()
    near = known[0].literal
    month, number = month_of(fields["month"]), int(re.sub(r"\D", "", fields["day"]))
    options = [day for shift in (-1, 0, 1) if (day := _publishable(near.year + shift, month, number))]
    return ((min(options, key=lambda day: abs((day - near).days)), 1.0),) if options else ()


# --- readings -----------------------------------------------------------------------------------


def _publishable(year: int, month: int, day: int) -> date | None:
    return valid_date(year, month, day) if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _weekday(atom: Atom) -> int | None:
    return weekday_of(atom.fields["weekday"]) if "weekday" in atom.fields else None


def _days(atom: Atom) -> tuple[tuple[date, float], ...]:
    """Return the days that a full printed date can be read as, with how likely each reading is."""
    fields = atom.fields
    if atom.kind == "iso":
        year, month, day = int(fields["year"]), int(fields["month_number"]), int(fields["day"])
        return _readings((year, month, day, 1 - _SWAPPED_ISO), (year, day, month, _SWAPPED_ISO))
    if atom.kind == "numeric":
        a, b, year = int(fields["a"]), int(fields["b"]), year_of(fields["c"]) or 0
        day_first = 0.55 if fields["sep"] == "/" else 0.9
        return _readings((year, b, a, day_first), (year, a, b, 1 - day_first))
    if atom.kind == "date" and "last_day" not in fields:
        written = year_of(fields.get("year") or fields.get("year2") or "")
        day = int(re.sub(r"\D", "", fields["day"]))
        return _readings((written, month_of(fields["month"]), day, 1.0)) if written else ()
    return ()


def _readings(*options: tuple[int, int, int, float]) -> tuple[tuple[date, float], ...]:
    """Return the options that are dates, each once; a lone one is certain."""
    days: dict[date, float] = {}
    for year, month, day, prior in options:
        if found := _publishable(year, month, day):
            days[found] = days.get(found, 0.0) + prior
    total = sum(days.values())
    return tuple((day, prior / total) for day, prior in days.items())
