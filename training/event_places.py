"""Fit the weights by which an event's place is chosen among those of its sentence; run by maintainers.

    python training/event_places.py CORPORA

CORPORA holds `event_location_halterman.jsonl` (Halterman 2019): sentences, each with a verb and the spans of the place
where its event happened, often none. One sentence in four, by a hash of its text, is held out and never fitted on.
Writes geodata/events/place_weights.tsv and prints how often the likeliest choice, of all capitalised runs and none, is
right. Nothing is drawn at random: the same corpus and features give the same weights. Needs numpy only.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from corpora import location_rows, sentence_held_out

from geodata.events.lexicon import Entry, readings
from geodata.events.placing import no_place_features, place_features
from geodata.events.syntax import Sentence, parse_sentence
from geodata.events.triggers import Trigger, Use, find_triggers
from geodata.records import Kind, Span

WEIGHTS = Path("geodata/events/place_weights.tsv")
LEAST_USES = 15  # a feature seen less often in fitting gets no weight
LEAST_WEIGHT = 0.005
STEPS, RATE, DECAY = 300, 0.05, 3e-4
FIRST_MOMENT, SECOND_MOMENT = 0.9, 0.99  # of Adam

_NAME_WORD = r"[A-Z][\w-]*(?:['’](?!s\b)[\w-]+)*"
_CAPITALISED_RUN = re.compile(rf"{_NAME_WORD}(?:(?:\s+(?:al|el|de|la|del|bin|ul)(?=\s+[A-Z])|\s+|-){_NAME_WORD})*")
_NO_NAMES = frozenset(
    "The A An In On At But And He She It They We I This That These Those His Her Their After Before When While As If "
    "Since Although For By From With There Then Some Many Most Police Officials Meanwhile Also Monday Tuesday "
    "Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October "
    "November December Mon Tue Wed Thu Fri Sat Sun Mr Mrs Ms Dr President Prime Minister".split()
)


@dataclass(frozen=True)
class Choice:
    """The features of each place of a sentence, those of none last, and which of them are right."""

    features: list[list[str]]
    right: frozenset[int]


@dataclass(frozen=True)
class Design:
    """Choices as arrays: option `rows[i]` has feature `columns[i]`; each option's choice, and whether it is right."""

    rows: np.ndarray
    columns: np.ndarray
    choice: np.ndarray
    right: np.ndarray


def read_choices(corpora: Path) -> tuple[list[Choice], list[Choice]]:
    """Return the choices to fit on, and those held out."""
    fitted, kept = [], []
    for row in location_rows(corpora):
        text = row["text"]
        sentence = parse_sentence(text, Span(0, len(text)), 0)
        if sentence.tokens:
            (kept if sentence_held_out(text) else fitted).append(choice_of(sentence, row))
    return fitted, kept


def options(sentence: Sentence, row: dict) -> tuple[Trigger, list[Span], frozenset[int]]:
    """Return a row's trigger, the places of its sentence, and which are right; their number stands for none."""
    verb = row["verb"][0]
    trigger = trigger_at(sentence, Span(verb["start"], verb["end"]))
    gold = [Span(at["start"], at["end"]) for at in row["locations"]]
    others = [run for run in capitalised_runs(row["text"]) if not any(run.overlaps(place) for place in gold)]
    places = sorted([*others, *gold])  # of a run that overlaps the gold place, only the gold part may be chosen
    right = {k for k, place in enumerate(places) if any(place.overlaps(at) for at in gold)}
    return trigger, places, frozenset(right or {len(places)})


def choice_of(sentence: Sentence, row: dict) -> Choice:
    trigger, places, right = options(sentence, row)
    features = [list(place_features(sentence, trigger, places, k)) for k in range(len(places))]
    features.append(list(no_place_features(sentence, trigger, places)))
    return Choice(features, right)


def trigger_at(sentence: Sentence, verb: Span) -> Trigger:
    """Return the trigger at a verb; one that the lexicon lacks or reads otherwise becomes a plain finite verb."""
    at = sentence.token_at(verb.start)
    for trigger in find_triggers(sentence):
        if trigger.first <= at <= trigger.last:
            return trigger
    word = sentence.low(at)
    known = [reading.entry for reading in readings().get(word, ()) if not reading.rest]
    reporting = word in {"said", "says", "told", "reported", "according", "quoted", "added"}
    entry = known[0] if known else Entry(word, True, Kind.STATEMENT if reporting else Kind.ECONOMY, word, True)
    return Trigger(at, sentence.token_at(verb.end - 1), entry, Use.FINITE, verb)


def capitalised_runs(text: str) -> Iterator[Span]:
    """Yield the runs of capitalised words that may be names, without the words about them that are none."""
    for run in _CAPITALISED_RUN.finditer(text):
        named = list(re.compile(r"\S+").finditer(text, run.start(), run.end()))
        while named and named[0].group() in _NO_NAMES:
            named.pop(0)
        while named and named[-1].group() in _NO_NAMES:
            named.pop()
        if named:
            yield Span(named[0].start(), named[-1].end())


def frequent_features(choices: Sequence[Choice]) -> dict[str, int]:
    """Return the number of each feature that is seen often enough."""
    uses = Counter(name for choice in choices for option in choice.features for name in option)
    return {name: i for i, name in enumerate(sorted(name for name, n in uses.items() if n >= LEAST_USES))}


def design_of(choices: Sequence[Choice], numbers: dict[str, int]) -> Design:
    options = [
        (at, option, k in choice.right) for at, choice in enumerate(choices) for k, option in enumerate(choice.features)
    ]
    cells = [(row, numbers[name]) for row, (_, option, _) in enumerate(options) for name in option if name in numbers]
    rows, columns = np.array(cells, np.int64).T
    return Design(rows, columns, np.array([at for at, _, _ in options]), np.array([good for _, _, good in options]))


def fit(design: Design, features: int) -> np.ndarray:
    """Return the weights that make the right options likeliest: a softmax over each choice's options, by Adam."""
    weights, mean, square = np.zeros((3, features))
    for step in range(1, STEPS + 1):
        slope = gradient(design, weights) - DECAY * weights
        mean = FIRST_MOMENT * mean + (1 - FIRST_MOMENT) * slope
        square = SECOND_MOMENT * square + (1 - SECOND_MOMENT) * slope * slope
        spread = np.sqrt(square / (1 - SECOND_MOMENT**step)) + 1e-8
        weights = weights + RATE * mean / (1 - FIRST_MOMENT**step) / spread
    return weights


def gradient(design: Design, weights: np.ndarray) -> np.ndarray:
    """Return the slope of the mean log-likelihood of the right options."""
    scores = np.bincount(design.rows, weights[design.columns], len(design.choice))
    top = np.full(design.choice[-1] + 1, -np.inf)
    np.maximum.at(top, design.choice, scores)
    odds = np.exp(scores - top[design.choice])
    pull = share(odds * design.right, design.choice) - share(odds, design.choice)
    return np.bincount(design.columns, pull[design.rows], len(weights)) / len(top)


def share(odds: np.ndarray, choice: np.ndarray) -> np.ndarray:
    """Return each option's share of the odds of its choice."""
    return odds / np.maximum(np.bincount(choice, odds), 1e-12)[choice]


def report(name: str, choices: Sequence[Choice], weights: dict[str, float]) -> str:
    """Return how often the likeliest option is right: of all sentences, those with a place, and those without."""
    hits: dict[bool, list[bool]] = {True: [], False: []}
    for choice in choices:
        scores = [sum(weights.get(feature, 0.0) for feature in option) for option in choice.features]
        has_place = choice.right != {len(choice.features) - 1}
        hits[has_place].append(int(np.argmax(scores)) in choice.right)
    of_all, placed, placeless = (np.mean(part) for part in (hits[True] + hits[False], hits[True], hits[False]))
    return f"{name}: right {of_all:.3f} of {len(choices)}, with a place {placed:.3f}, without {placeless:.3f}"


def main(corpora: Path) -> None:
    fitted, kept = read_choices(corpora)
    numbers = frequent_features(fitted)
    found = fit(design_of(fitted, numbers), len(numbers))
    weights = {name: float(found[i]) for name, i in numbers.items() if abs(found[i]) >= LEAST_WEIGHT}
    lines = ["feature\tweight", *(f"{name}\t{weight:.2f}" for name, weight in weights.items())]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(report("fitted on", fitted, weights))
    print(report("held out", kept, weights))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
