"""The gazetteer entries that a toponym may mean, also where the text writes its name a little differently."""

from __future__ import annotations

import re
from collections.abc import Iterator

from geodata.gazetteer import Gazetteer, Match

MOST_CANDIDATES = 16  # beyond these a name's bearers are hamlets that news names with their state

_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_QUALIFIER = re.compile(
    r"^(?:downtown|greater|central|metropolitan|metro|mainland|old|inner|suburban|rural|occupied|"
    r"(?:(?:north|south|east|west)(?:[- ]?(?:east|west))?(?:ern)?)|upper|lower|mid)[- ]+",
    re.IGNORECASE,
)
_KIND_WORDS = {
    "county": "ADM2", "parish": "ADM2", "district": "ADM2", "raion": "ADM2", "borough": "ADM2",
    "region": "ADM1", "oblast": "ADM1", "province": "ADM1", "state": "ADM1", "governorate": "ADM1",
    "prefecture": "ADM1", "department": "ADM1", "krai": "ADM1", "republic": "ADM1", "territory": "ADM1",
    "city": "PPL", "town": "PPL", "village": "PPL", "suburb": "PPL", "airport": "AIRP", "river": "STM",
    "island": "ISL", "islands": "ISLS", "lake": "LK", "peninsula": "PEN", "sea": "SEA", "strait": "STRT",
}  # fmt: skip
_KIND_AFTER = re.compile(r"\s+(" + "|".join(_KIND_WORDS) + r")\b(?!\s+(?:council|commission|court|jail))")
_KIND_BEFORE = re.compile(r"\b(" + "|".join(_KIND_WORDS) + r")\s+of\s+(?:the\s+)?$", re.IGNORECASE)


def find_matches(name: str, gazetteer: Gazetteer) -> tuple[Match, ...]:
    """Return what a name as written may refer to, most prominent first; the first spelling that is known counts."""
    for spelling in _spellings(name):
        matches = gazetteer.lookup(spelling, MOST_CANDIDATES)
        if matches:
            return matches
    return ()


def _spellings(name: str) -> Iterator[str]:
    yield name
    bare = _POSSESSIVE.sub("", name)
    yield bare
    without_article = _ARTICLE.sub("", bare)
    yield without_article
    head, _, kind = without_article.rpartition(" ")
    if head and kind.lower() in _KIND_WORDS:
        yield head
    if without_article.lower().startswith(("city of ", "town of ", "county of ", "state of ", "village of ")):
        yield without_article.split(" ", 2)[2]
    unqualified = _QUALIFIER.sub("", without_article)
    if unqualified != without_article:
        yield unqualified


def kind_hint(text: str, start: int, end: int) -> str | None:
    """Return the feature code that the words about a toponym give it ("Sumy region": ADM1), or `None`."""
    last_word = text[start:end].rpartition(" ")[2].lower()
    if last_word in _KIND_WORDS and end - start > len(last_word):
        return _KIND_WORDS[last_word]
    after = _KIND_AFTER.match(text, end, min(len(text), end + 30))
    if after:
        return _KIND_WORDS[after[1]]
    before = _KIND_BEFORE.search(text[max(0, start - 30) : start])
    return _KIND_WORDS[before[1].lower()] if before else None
