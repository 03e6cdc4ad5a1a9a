"""The gazetteer entries that a toponym may mean, also where the text writes its name a little differently."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from geodata.gazetteer import Gazetteer, Match, NameType
from geodata.records import Place
from geodata.toponym_resolution.demonyms import country_of_demonym

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
    "zone": "ADM2",
    "region": "ADM1", "oblast": "ADM1", "province": "ADM1", "state": "ADM1", "governorate": "ADM1",
    "prefecture": "ADM1", "department": "ADM1", "krai": "ADM1", "republic": "ADM1", "territory": "ADM1",
    "city": "PPL", "town": "PPL", "village": "PPL", "suburb": "PPL", "airport": "AIRP", "river": "STM",
    "island": "ISL", "islands": "ISLS", "lake": "LK", "peninsula": "PEN", "sea": "SEA", "strait": "STRT",
    "camp": "CMP", "prison": "PRN", "jail": "PRN",
}  # fmt: skip
KINDS = {
    "ADM1": {"ADM1", "PCLI", "RGN", "TERR"}, "ADM2": {"ADM2", "ADM3"}, "AIRP": {"AIRP", "AIRB"},
    "STM": {"STM"}, "ISL": {"ISL", "ISLS"}, "ISLS": {"ISL", "ISLS"}, "LK": {"LK", "LKS"}, "PEN": {"PEN"},
    "SEA": {"SEA", "OCN"}, "STRT": {"STRT"},
    "COUNTY": {"ADM1", "ADM2"}, "STATE": {"ADM1"}, "CMP": {"STLMT"}, "PRN": {"PRN"},
}  # fmt: skip
"""The feature codes of each sort; Irish counties are of the first order."""
_KIND_AFTER = re.compile(r"\s+(" + "|".join(_KIND_WORDS) + r")\b(?!\s+(?:council|commission|court|jail))")
_KIND_BEFORE = re.compile(r"\b(" + "|".join(_KIND_WORDS) + r")\s+of\s+(?:the\s+)?$", re.IGNORECASE)
_LOCAL_AFTER = re.compile(
    r"(?:['’]s)?\s+(?:Post|Times|Herald|Tribune|Stock Exchange|(?:Police|Fire) Department|City Council|"
    r"[Mm]ayor|police)\b"
)
_STATE_AFTER = re.compile(
    r"(?:['’]s)?\s+(?:Gov\.|(?:[Gg]overnor|[Ll]egislature|(?:Army |Air )?National Guard|state)\b)"
)
_COUNTY_BEFORE = re.compile(r"\b(?:County|Co\.?)\s+$")
_COUNTY_OF = re.compile(r"(?:County|Co\.?)\s+(?=[A-Z])")
_NATURAL = frozenset({"river", "lake", "sea", "strait", "island", "islands", "peninsula"})
"""Kinds of which a town of the bare name is another thing: "Neches River" is not the town of Neches."""

_SHORT_FIRST = {"n": "North", "s": "South", "e": "East", "w": "West"}
_SHORT_LAST = {
    "co": "County", "twp": "Township", "hts": "Heights", "spgs": "Springs", "isl": "Island", "is": "Islands",
    "prov": "Province", "dist": "District", "pk": "Park", "pt": "Point",
}  # fmt: skip
_SWAPPED = re.compile(r"(?:(lake|river|mount) (\S.*)|(\S.*) (lake|river|mountain))", re.IGNORECASE)
_NAMES_OF = re.compile(
    r"(?:city|town|county|state|village|borough|township|port|province|republic|university|university college|"
    r"archdiocese|diocese|municipality|district|isle|island) of (?:the )?",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\s+(?:(?:county|city|town|district|borough)\s+)?(?:council|assembly|municipality|municipal district|"
    r"local government area|lga|chambers? of commerce)$",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"[A-Z][a-z]+\.")
_STATE_UNIVERSITY = re.compile(r"\s+state\s+university$", re.IGNORECASE)


def find_matches(name: str, gazetteer: Gazetteer) -> tuple[Match, ...]:
    """Return what a name as written may refer to, most prominent first; the first spelling that is known counts."""
    for spelling, fits in _spellings(name):
        matches = tuple(m for m in gazetteer.lookup(spelling, MOST_CANDIDATES) if fits(m.place))
        if matches:
            return _abbreviated(matches) if _ABBREVIATION.fullmatch(spelling) else matches
    demonym = country_of_demonym(_POSSESSIVE.sub("", name), gazetteer) if name[:1].isupper() else None
    return (demonym,) if demonym else ()


def _spellings(name: str) -> Iterator[tuple[str, Callable[[Place], bool]]]:
    """Yield other ways to write a name, the safest first, each with what its bearer must be."""
    yield name, _anything
    bare = _POSSESSIVE.sub("", name)
    yield bare, _anything
    plain = _ARTICLE.sub("", bare)
    yield plain, _anything
    plain = _in_full(plain)
    yield plain, _anything
    if county := _COUNTY_OF.match(plain):
        yield plain[county.end() :], _is_division
    if swapped := _SWAPPED.fullmatch(plain):
        before, rest, head, after = swapped.groups()
        yield f"{rest} {before}" if before else f"{after} {head}", _is_natural
    head, _, kind = plain.rpartition(" ")
    if head[:1].isupper() and kind.lower() in _KIND_WORDS:
        yield head, _is_natural if kind.lower() in _NATURAL else _anything
    if head and kind.lower() in ("township", "townships"):
        yield head, _may_have_townships
    if names_of := _NAMES_OF.match(plain):
        yield plain[names_of.end() :], _anything
    if body := _BODY.search(plain):
        yield plain[: body.start()], _is_settled
    if state := _STATE_UNIVERSITY.search(plain):
        yield plain[: state.start()], _is_first_order
    unqualified = _QUALIFIER.sub("", plain)
    if unqualified != plain:
        yield unqualified, _anything


def _abbreviated(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """Return what "La." abbreviates, where it does: Louisiana, and not L.A., which is spelt the same but for case."""
    return tuple(m for m in matches if m.name_type is NameType.ABBREVIATION) or matches


def _in_full(name: str) -> str:
    """Return "West Union County" for "W. Union Co."."""
    words = name.split()
    if len(words) < 2:
        return name
    first, last = words[0].removesuffix("."), words[-1].removesuffix(".")
    if first != words[0] or len(first) == 1:
        words[0] = _SHORT_FIRST.get(first.lower(), words[0])
    if last[:1].isupper():
        words[-1] = _SHORT_LAST.get(last.lower(), words[-1])
    return " ".join(words)


def _anything(_: Place) -> bool:
    return True


def _is_natural(place: Place) -> bool:
    return place.feature_class in ("H", "T", "L")


def _is_first_order(place: Place) -> bool:
    return place.feature_code == "ADM1"


def _is_division(place: Place) -> bool:
    return place.feature_code in ("ADM1", "ADM2")


def _is_settled(place: Place) -> bool:
    return place.feature_class in ("A", "P")


def _may_have_townships(place: Place) -> bool:
    return place.country in ("US", "CA") and place.feature_class in ("A", "P")


def kind_hint(text: str, start: int, end: int) -> str | None:
    """Return the sort that the words about a toponym say it is ("Sumy region": ADM1), see `KINDS`; or `None`."""
    last_word = text[start:end].rpartition(" ")[2].lower()
    if last_word in _KIND_WORDS and end - start > len(last_word):
        return _KIND_WORDS[last_word]
    until = min(len(text), end + 30)
    if _STATE_AFTER.match(text, end, until):
        return "STATE"
    if after := _KIND_AFTER.match(text, end, until):
        return _KIND_WORDS[after[1]]
    if _LOCAL_AFTER.match(text, end, until):
        return "LOCAL"
    words = text[max(0, start - 30) : start]
    if _COUNTY_BEFORE.search(words):
        return "COUNTY"
    before = _KIND_BEFORE.search(words)
    return _KIND_WORDS[before[1].lower()] if before else None
