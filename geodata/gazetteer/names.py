"""How a place name becomes the key it is looked up by."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b

_UNDECOMPOSED = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ə": "e"}
)
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u02bb\u0060\u00b4\u2032]")  # ASCII, curly, modifier, prime
_SEPARATORS = re.compile(r"[^\w&]+|_+")
_PLAIN = re.compile(r"[A-Za-z0-9& ]+")  # most names; the rest of the work is for others
_SHORT_WORDS = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft", "and": "&"}
_LONGEST_CODE = 6


class NameType(IntEnum):
    """What sort of name a place answers to, the most trustworthy first."""

    MAIN = 0
    ALTERNATE = 1
    ABBREVIATION = 2


@lru_cache(maxsize=65536)
def normalise_name(name: str) -> str:
    """Return a name without case, accents, apostrophes, dots and hyphens: "St. John's" gives "st johns"."""
    if _PLAIN.fullmatch(name):
        return " ".join(_SHORT_WORDS.get(word, word) for word in name.lower().split())
    bare = name.lower() if name.isascii() else _without_accents(name)
    bare = _APOSTROPHES.sub("", bare).replace(".", "" if _is_initialism(name) else " ")
    words = _SEPARATORS.sub(" ", bare).split()
    return " ".join(_SHORT_WORDS.get(word, word) for word in words)


def _without_accents(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_UNDECOMPOSED))
    return "".join(c for c in folded if not unicodedata.combining(c))


def _is_initialism(name: str) -> bool:
    """Tell whether every dot closes a single letter or the last word: U.S., D.C., Ky."""
    parts = name.split(".")
    return all(len(part.split()[-1]) <= 1 if part.split() else True for part in parts[:-1]) or (
        len(parts) == 2 and not parts[1]
    )


def is_code(name: str) -> bool:
    """Tell whether a name is one in capitals only: "US", "U.K.", "HUN"."""
    return is_in_capitals(name) and len(name.replace(".", "")) <= _LONGEST_CODE


def is_in_capitals(name: str) -> bool:
    """Tell whether a name of more than one letter is written in capitals."""
    return name.isupper() and sum(map(str.isalpha, name)) > 1


def is_shortened(name: str) -> bool:
    """Tell whether a name is written as abbreviations are, with a full stop or capitals: "Ala.", "NSW", "BiH"."""
    return "." in name or sum(map(str.isupper, name)) > 1


def name_key(name: str) -> int:
    """Return the 64-bit key of a name; equal for spellings that `normalise_name` makes equal."""
    digest = blake2b(normalise_name(name).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")
