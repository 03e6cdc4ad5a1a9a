"""Made-up events put in words, with where each of the words stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geodata.records import Kind, WhenPrecision, WherePrecision
from geodata.synthetic import vocabulary
from geodata.synthetic.drawing import FIRST_DAY, LAST_DAY, Numbers, Whens, Wheres

Booleans = npt.NDArray[np.bool_]

_FURTHEST = 400  # days between a report and what it tells of
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = np.arange(FIRST_DAY - _FURTHEST, LAST_DAY + _FURTHEST).astype("datetime64[D]").tolist()
_PRINTED = pa.array([f"{day.day} {_MONTHS[day.month - 1]} {day.year}" for day in _DAYS])
_PRINTED_MONTHS = pa.array([f"{_MONTHS[day.month - 1]} {day.year}" for day in _DAYS])
_HAPPENINGS = [
    pa.array(part) for part in zip(*(t.split("|") for ts in vocabulary.HAPPENINGS.values() for t in ts), strict=True)
]


@dataclass(frozen=True, slots=True)
class Words:
    """Some words of each event: what they are, and where they begin, counted from the beginning of the article."""

    surface: pa.Array
    start: Numbers

    @property
    def end(self) -> Numbers:
        """Where they end."""
        return self.start + lengths(self.surface)

    def chosen(self, which: Booleans) -> Words:
        """Return those of some events."""
        return Words(self.surface.filter(pa.array(which)), self.start[which])


@dataclass(frozen=True, slots=True)
class Told:
    """Events in words. `cut` is the sentence without its end, `victims` how many people were hurt, or 0."""

    paragraph: pa.Array
    sentence: Words
    cut: Words
    trigger: Words
    actor: Words
    place: Words
    time: Words
    hurt: Words
    remark: Words
    victims: Numbers


def tell(
    random: np.random.Generator,
    names: pa.Array,
    kind: Numbers,
    status: Numbers,
    where: Wheres,
    when: Whens,
    report: Numbers,
    begin: Numbers,
) -> Told:
    """Put events in words: a paragraph each, of a sentence and a remark.

    `names` are the places', `report` gives each event the number of its report, in order, and `begin` where the first
    paragraph of each report begins.
    """
    count = len(kind)

    def drawn(choices: Sequence[str], steepness: float = 0.0) -> pa.Array:
        chances = 1 / np.arange(1, len(choices) + 1) ** steepness
        return pa.array(choices).take(pa.array(random.choice(len(choices), count, p=chances / chances.sum())))

    happening = pa.array(3 * kind + random.integers(0, 3, count))
    before, trigger, after = (part.take(happening) for part in _HAPPENINGS)
    is_hurting = np.isin(kind, [list(Kind).index(each) for each in vocabulary.WITH_VICTIMS])
    victims = np.where(is_hurting & (random.random(count) < 0.5), random.geometric(0.05, count) + 1, 0)
    placed, stated, hurt = where.place >= 0, when.stated, victims > 0
    pieces = {
        "the": repeated("\n\nThe ", count),
        "actor": drawn(vocabulary.ACTORS),
        "status": pa.array([f" {words} " for _, words in vocabulary.STATUSES.values()]).take(pa.array(status)),
        "before": before,
        "trigger": trigger,
        "after": after,
        "in": _where(placed, _either(where.precision == WherePrecision.NEAR, " near ", " in ")),
        "place": _where(placed, names.take(pa.array(np.maximum(where.place, 0)))),
        "on": _where(stated, _either(when.precision == WhenPrecision.MONTH, " in ", " on ")),
        "time": _where(stated, time_words(when)),
        "with": _where(hurt, repeated(", with ", count)),
        "hurt": _where(hurt, joined(digits(victims), " people")),
        "stop": _either(hurt, " hurt. ", ". "),
        "remark": joined(
            drawn(vocabulary.FIRST_NAMES), " ", drawn(vocabulary.LAST_NAMES), " ", drawn(vocabulary.REMARKS), " ",
            drawn(vocabulary.TOPICS, 1.0), ", ", drawn(vocabulary.TOPICS, 1.0), " and ",
            drawn(vocabulary.TOPICS, 1.0), ".",
        ),
    }  # fmt: skip
    ends = np.cumsum([lengths(piece) for piece in pieces.values()], axis=0)
    first = np.cumsum(ends[-1]) - ends[-1]  # of each paragraph, were all of them one text
    first += begin[report] - first[np.searchsorted(report, report)]
    starts = dict(zip(pieces, [first, *(first + ends[:-1])], strict=True))
    found = {name: Words(piece, starts[name]) for name, piece in pieces.items()}
    sentence = first + len("\n\n")
    cut = joined("The ", *(pieces[name] for name in list(pieces)[1 : list(pieces).index("with")]))
    return Told(
        paragraph=joined(*pieces.values()),
        sentence=Words(joined(cut, pieces["with"], pieces["hurt"], pc.utf8_rtrim_whitespace(pieces["stop"])), sentence),
        cut=Words(cut, sentence),
        trigger=found["trigger"],
        actor=found["actor"],
        place=found["place"],
        time=found["time"],
        hurt=found["hurt"],
        remark=found["remark"],
        victims=victims,
    )


def printed(days: Numbers) -> pa.Array:
    """Return days as a report prints them: 3 May 2023."""
    return _PRINTED.take(pa.array(days - FIRST_DAY + _FURTHEST))


def time_words(when: Whens) -> pa.Array:
    """Return what a report says of when: a day or a month."""
    row = pa.array(when.first - FIRST_DAY + _FURTHEST)
    in_month = pa.array(when.precision == WhenPrecision.MONTH)
    return pc.if_else(in_month, _PRINTED_MONTHS.take(row), _PRINTED.take(row))


def joined(*pieces: pa.Array | str) -> pa.Array:
    """Return texts put together of pieces, some of which all texts have."""
    return pc.binary_join_element_wise(*pieces, "")


def repeated(text: str, count: int) -> pa.Array:
    """Return the same text so many times."""
    return pa.repeat(pa.scalar(text), count)


def digits(numbers: Numbers) -> pa.Array:
    """Return whole numbers as texts."""
    return pa.array(numbers).cast(pa.string())


def lengths(texts: pa.Array) -> Numbers:
    """Return the number of characters of each text."""
    found: Any = pc.utf8_length(texts).to_numpy(zero_copy_only=False)
    return np.asarray(found, np.int64)


def _where(which: Booleans, texts: pa.Array) -> pa.Array:
    """Return texts, empty but for some."""
    return pc.if_else(pa.array(which), texts, "")


def _either(which: Booleans, one: str, other: str) -> pa.Array:
    return pc.if_else(pa.array(which), pa.scalar(one), pa.scalar(other))
