"""The trigger lexicon: word forms → what sort of event they may tell of."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from geodata.events import words
from geodata.records import Kind


class Form(StrEnum):
    """The inflections that matter for reading a trigger."""

    BASE = "base"
    THIRD = "third person"
    PAST = "past"
    PARTICIPLE = "past participle"
    ING = "-ing"
    SINGULAR = "singular"
    PLURAL = "plural"


@dataclass(frozen=True, slots=True)
class Entry:
    """A lexicon entry; entries of one `family` ("meet", "talks") may tell of the same event.

    A weak entry counts only where its clause says where or when. An entry with a `domain` counts only
    in articles of that domain, and goes before others there.
    """

    lemma: str
    is_verb: bool
    kind: Kind
    family: str
    weak: bool
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to read a word as the head of an entry; `rest` are the words that must follow.

    A word of `rest` that is marked as a subject must stand before the verb; an object may too, where a passive
    makes it the subject ("deliver tents", "tents were delivered").
    """

    entry: Entry
    forms: frozenset[Form]
    rest: tuple[str, ...]


_DOUBLING = words.word_set(
    "admit commit permit submit refer occur rebut expel repel rebel propel control patrol deter regret "
    "concur kidnap abet transfer worship outbid defer confer program begin upset overrun rerun"
)
"""Verbs of several syllables that double their last consonant."""

_CLASS = re.compile(r"<(\w+)>")
SUBJECT = "^"
"""Marks a further word of an entry that stands before the verb, as its subject."""

_VOWELS = "aeiou"


@cache
def readings() -> dict[str, tuple[Reading, ...]]:
    """Return the readings of every first word form, those with most following words first."""
    found: dict[str, dict[tuple[Entry, tuple[str, ...]], set[Form]]] = {}
    for entry in _entries():
        for form, parts in _inflected(entry):
            found.setdefault(parts[0], {}).setdefault((entry, parts[1:]), set()).add(form)
    return {
        word: tuple(
            Reading(entry, frozenset(forms), rest) for (entry, rest), forms in sorted(by_entry.items(), key=_rank)
        )
        for word, by_entry in found.items()
    }


def _rank(item: tuple[tuple[Entry, tuple[str, ...]], set[Form]]) -> tuple[int, bool, bool]:
    """Return the order in which readings are tried: long ones, those of a domain and verbs first."""
    (entry, rest), _forms = item
    return -len(rest), not entry.domain, not entry.is_verb


def _entries() -> tuple[Entry, ...]:
    """Return the entries of the lexicon file."""
    rows = csv.DictReader(_lines("triggers.tsv"), delimiter="\t")
    return tuple(
        Entry(
            lemma,
            row["pos"] == "verb",
            Kind(row["kind"]),
            row["class"],
            row["strength"] == "weak",
            row["domain"],
        )
        for row in rows
        for lemma in _lemmas(row["lemma"])
    )


def _lemmas(pattern: str) -> Iterator[str]:
    """Yield the lemmas of a row: one for each noun of the class that a `<class>` stands for."""
    match = _CLASS.search(pattern)
    if match is None:
        yield pattern
        return
    for noun in sorted(words.NOUN_CLASSES[match[1]]):
        yield pattern[: match.start()] + noun + pattern[match.end() :]


@cache
def _irregular() -> dict[str, tuple[str, str]]:
    """Return the past and the participle of irregular verbs."""
    rows = csv.DictReader(_lines("irregular_verbs.tsv"), delimiter="\t")
    return {row["base"]: (row["past"], row["participle"]) for row in rows}


def _lines(name: str) -> list[str]:
    """Return the lines of a file beside this module."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()


def _inflected(entry: Entry) -> list[tuple[Form, tuple[str, ...]]]:
    """Return the forms of an entry: of a verb the first word inflects, of a noun the last."""
    parts = tuple(entry.lemma.split())
    if entry.is_verb:
        return [(form, (word, *parts[1:])) for form, word in verb_forms(parts[0])]
    if parts[-1].endswith("s") and parts[-1] not in _SINGULAR_IN_S:
        return [(Form.PLURAL, parts)]
    return [(Form.SINGULAR, parts), (Form.PLURAL, (*parts[:-1], plural(parts[-1])))]


_SINGULAR_IN_S = frozenset({"address", "congress", "mass", "prowess", "crisis", "process", "loss"})


def verb_forms(base: str) -> list[tuple[Form, str]]:
    """Return every inflected form of a verb."""
    forms = [(Form.BASE, base), (Form.THIRD, plural(base))]
    for stem in _stems(base):
        forms.append((Form.ING, _joined(stem, "ing")))
    root, prefix = _irregular_root(base)
    if root:
        past, participle = _irregular()[root]
        forms += [(Form.PAST, prefix + past), (Form.PARTICIPLE, prefix + participle)]
        if root not in _ALSO_REGULAR:
            return forms
    for stem in _stems(base):
        word = _joined(stem, "ed")
        forms += [(Form.PAST, word), (Form.PARTICIPLE, word)]
    return forms


_ALSO_REGULAR = frozenset({"spill", "light", "bid", "wed", "burn", "learn", "leap", "speed"})


def _irregular_root(base: str) -> tuple[str, str]:
    """Return the irregular verb that `base` is or ends with after a hyphen, and what stands before it."""
    head, hyphen, tail = base.rpartition("-")
    if tail in _irregular():
        return tail, head + hyphen
    return "", ""


def _stems(base: str) -> tuple[str, ...]:
    """Return the stems to which -ed and -ing are added; British doubling of -l gives two."""
    if not re.fullmatch(rf".*[^{_VOWELS}][{_VOWELS}][^{_VOWELS}wxy]", "x" + base):
        return (base,)
    if len(re.findall(f"[{_VOWELS}y]+", base)) == 1 or base in _DOUBLING:
        return (base + base[-1],)
    return (base, base + "l") if base.endswith("l") else (base,)


def _joined(stem: str, suffix: str) -> str:
    """Return a stem with -ed or -ing."""
    if suffix == "ing":
        if stem.endswith("ie"):
            return stem[:-2] + "ying"
        if stem.endswith("e") and not stem.endswith(("ee", "oe", "ye")):
            return stem[:-1] + "ing"
        return stem + "ing"
    if stem.endswith("e"):
        return stem + "d"
    if stem.endswith("y") and stem[-2:-1] not in _VOWELS:
        return stem[:-1] + "ied"
    return stem + "ed"


def plural(word: str) -> str:
    """Return the plural of a noun, which is also the third person of a verb."""
    if word.endswith("y") and len(word) > 1 and word[-2] not in _VOWELS:
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")) or word in {
        "go",
        "do",
        "veto",
        "torpedo",
        "embargo",
        "echo",
    }:
        return word + "es"
    return word + "s"


@cache
def third_person_words() -> frozenset[str]:
    """Return the third person forms of the lexicon's verbs."""
    return _forms_of(Form.THIRD)


@cache
def ing_words() -> frozenset[str]:
    """Return the -ing forms of the lexicon's verbs."""
    return _forms_of(Form.ING)


def _forms_of(form: Form) -> frozenset[str]:
    """Return the first words of all verbs of the lexicon in one form."""
    return frozenset(
        word for word, found in readings().items() if any(r.entry.is_verb and form in r.forms for r in found)
    )


@cache
def past_forms() -> frozenset[str]:
    """Return the past tenses and participles of the irregular verbs."""
    return frozenset(word for forms in _irregular().values() for word in forms)


@cache
def verb_words() -> frozenset[str]:
    """Return the past forms of all verbs known, to tell where clauses have a verb."""
    pasts = set(past_forms())
    for word, found in readings().items():
        if any(r.entry.is_verb and Form.PAST in r.forms for r in found):
            pasts.add(word)
    return frozenset(pasts)
