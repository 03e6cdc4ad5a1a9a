"""Annotated articles → windows of words as the tagger reads them, with what is known of each word."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from corpora import Marks

from geodata.gazetteer import Gazetteer, store
from geodata.tagging.features import WordPieces, find_words, window_inputs, windows
from geodata.tagging.tags import (
    ENTITY_LABELS,
    EVENT_LABELS,
    READING_LABELS,
)

STATUS_LABELS = ("happened", "planned", "hypothetical", "denied")
TIMEX_LABELS = ("O", *(f"{part}-{kind}" for kind in ("DATE", "TIME", "DURATION", "SET") for part in "BI"))
IGNORED = -100
WINDOW = 250

POS = ("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X SPACE").split()
DEPENDENCIES = (
    "ROOT acl acomp advcl advmod agent amod appos attr aux auxpass case cc ccomp compound conj csubj csubjpass dative "
    "dep det dobj expl intj mark meta neg nmod npadvmod nsubj nsubjpass nummod oprd parataxis pcomp pobj poss preconj "
    "predet prep prt punct quantmod relcl xcomp"
).split()


@dataclass
class Example:
    """One window as the model reads it, with what is known of its words."""

    ids: np.ndarray
    shapes: np.ndarray
    classes: np.ndarray
    heads: np.ndarray
    labels: dict[str, np.ndarray]
    pairs: dict[str, list[tuple[int, np.ndarray, np.ndarray, bool]]]  # trigger, candidates, right ones, none is right


def packed_locations(rows: Sequence[dict[str, Any]], shuffle: random.Random, size: int = 6) -> Iterator[Marks]:
    """Yield texts of several unrelated sentences, as many as an article's paragraph has."""
    rows = list(rows)
    shuffle.shuffle(rows)
    for first in range(0, len(rows), size):
        text, places, parts = "", [], []
        for row in rows[first : first + size]:
            at = len(text)
            text += row["text"].rstrip() + " "
            gold = [(at + g["start"], at + g["end"]) for g in row["locations"]]
            places.append((at + row["verb"][0]["start"], at, at + len(row["text"]), gold))
            parts.append((row["text"], at))
        yield Marks(text, places=places, parts=parts)


# ---- the same article told of other places


class Renamer:
    """Gives an article's places other names of the gazetteer, so that contexts are learned, not names."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.names = gazetteer_names()

    def __call__(self, marks: Marks) -> Marks:
        surfaces = sorted({t["surface"] for t in marks.toponyms or () if not t.get("demonym")
                           and t["surface"][:1].isupper() and not t["surface"].isupper()})  # fmt: skip
        swaps = {s: self.random.choice(self.names) for s in surfaces if self.random.random() < 0.3}
        if not swaps:
            return marks
        pattern = re.compile(
            r"(?<!\w)(?:" + "|".join(re.escape(s) for s in sorted(swaps, key=len, reverse=True)) + r")(?!\w)"
        )
        text, moves, last = [], [], 0
        shift = 0
        for match in pattern.finditer(marks.text):
            new = swaps[match.group()]
            text += [marks.text[last : match.start()], new]
            moves.append((match.start(), match.end(), shift, len(new)))
            shift += len(new) - len(match.group())
            last = match.end()
        text.append(marks.text[last:])
        whole = "".join(text)
        starts = np.array([m[0] for m in moves])

        def moved(at: int, is_end: bool) -> int | None:
            k = int(np.searchsorted(starts, at, "right")) - 1
            if k < 0:
                return at
            start, end, before, width = moves[k]
            if at == start and not is_end:
                return at + before
            if at >= end:
                return at + before + width - (end - start)
            if is_end and at == start:
                return at + before
            return None

        toponyms = []
        for t in marks.toponyms or ():
            a, b = moved(t["start"], False), moved(t["end"], True)
            if a is None or b is None:
                return marks  # a name within a name: leave this article alone
            toponyms.append({**t, "start": a, "end": b, "surface": whole[a:b]})
        return Marks(whole, toponyms=toponyms)


def gazetteer_names() -> list[str]:
    with pa.memory_map(str(Path(store.__file__).with_name("data") / "places.arrow")) as source:
        table = pa.ipc.open_file(source).read_all()
    return [n for n in table["name"].to_pylist() if n[:1].isupper() and n.isascii() and len(n) < 30]


# ---- windows


def make_examples(marks: Marks, gazetteer: Gazetteer, vocabulary: WordPieces, silver: dict[str, dict[str, Any]]
                  ) -> list[Example]:  # fmt: skip
    words = find_words(marks.text, gazetteer)
    starts = np.array([s.start for s in words.spans] or [0])
    labels = word_labels(marks, starts, len(words.spans), silver)
    sentence_heads = labels.pop("head", None)
    pieces = [vocabulary.of_word(marks.text[s.start : s.end]) for s in words.spans]
    capital = np.isin(words.shapes, (1, 2, 3, 4))
    examples = []
    for window in windows([len(p) for p in pieces], WINDOW, 0):
        ids, shapes, classes, heads = window_inputs(window, words, pieces, vocabulary)
        part = slice(window.first, window.past)
        pairs = window_pairs(marks, starts, capital, window.first, window.past, sentence_heads)
        examples.append(Example(ids, shapes, classes, np.array(heads), {k: v[part] for k, v in labels.items()}, pairs))
    return examples


def word_labels(
    marks: Marks, starts: np.ndarray, count: int, silver: dict[str, dict[str, Any]]
) -> dict[str, np.ndarray]:
    def known(value: Any) -> np.ndarray:
        labels = np.full(count, IGNORED)
        if value is not None:
            labels[: int(np.searchsorted(starts, marks.known_to))] = 0
        return labels

    found = {"toponym": known(marks.toponyms), "event": known(marks.events), "timex": known(marks.timexes)}
    found |= {name: np.full(count, IGNORED) for name in ("reading", "status", "pos", "dependency", "entity", "head")}
    for t in marks.toponyms or ():
        first, past = (int(np.searchsorted(starts, t[k])) for k in ("start", "end"))
        base = 3 if t.get("demonym") else 1
        found["toponym"][first:past] = base + 1
        found["toponym"][first : first + 1] = base
        if t.get("kind") in READING_LABELS and not t.get("demonym"):
            found["reading"][first : first + 1] = READING_LABELS.index(t["kind"])
    for start, end, kind in marks.timexes or ():
        first, past = (int(np.searchsorted(starts, at)) for at in (start, end))
        base = TIMEX_LABELS.index(f"B-{kind}")
        found["timex"][first:past] = base + 1
        found["timex"][first : first + 1] = base
    for name, values, names in (("event", marks.events or (), EVENT_LABELS), ("status", marks.statuses, STATUS_LABELS)):
        for start, label in values:
            at = int(np.searchsorted(starts, start))
            if at < count and starts[at] == start:
                found[name][at] = names.index(label)
    for text, at in marks.parts or [(marks.text, 0)]:
        if text in silver:
            add_silver(found, silver[text], at, starts)
    return found


def add_silver(found: dict[str, np.ndarray], row: dict[str, Any], at: int, starts: np.ndarray) -> None:
    """Mark the words whose start is that of a parser's token with what the parser says of it."""
    begins = np.array(row["idx"]) + at
    word_of = np.searchsorted(starts, begins)
    same = (word_of < len(starts)) & (starts[np.minimum(word_of, len(starts) - 1)] == begins)
    entity = np.zeros(len(begins), np.int64)
    for first, past, label in row["ent"]:
        base = ENTITY_LABELS.index(f"B-{label}")
        entity[first:past] = base + 1
        entity[first] = base
    for token in np.flatnonzero(same).tolist():
        word = int(word_of[token])
        found["pos"][word] = POS.index(row["pos"][token])
        dep = row["dep"][token]
        found["dependency"][word] = DEPENDENCIES.index(dep) if dep in DEPENDENCIES else IGNORED
        found["entity"][word] = entity[token]
        head = row["head"][token]
        if same[head]:
            found["head"][word] = int(word_of[head])


def window_pairs(marks: Marks, starts: np.ndarray, capital: np.ndarray, first: int, past: int,
                 heads: np.ndarray | None) -> dict[str, list[Any]]:  # fmt: skip
    def word(at: int) -> int:
        return int(np.searchsorted(starts, at))

    pairs: dict[str, list[Any]] = {"place": [], "time": [], "head": []}
    for verb, sent_start, sent_end, gold in marks.places:
        trigger, low, high = word(verb), word(sent_start), word(sent_end)
        if not (first <= low and high <= past) or trigger >= high:
            continue
        right = np.zeros(past - first, bool)
        for a, b in gold:
            right[word(a) - first : word(b) - first] = True
        candidates = np.zeros(past - first, bool)
        candidates[low - first : high - first] = capital[low:high]
        candidates |= right
        candidates[trigger - first] = False
        right &= candidates
        pairs["place"].append((trigger - first, candidates, right, not gold))
    if marks.times and marks.timexes:
        begins = [word(s) for s, e, k in marks.timexes if k in ("DATE", "TIME")]
        candidates = np.zeros(past - first, bool)
        candidates[[b - first for b in begins if first <= b < past]] = True
        for event, timexes, none in marks.times:
            trigger = word(event)
            if not first <= trigger < past:
                continue
            right = np.zeros(past - first, bool)
            right[[word(s) - first for s in timexes if first <= word(s) < past]] = True
            right &= candidates
            if none or right.any():
                pairs["time"].append((trigger - first, candidates, right, none))
    if heads is not None:
        pairs["head"] = [heads[first:past] - first]
    return pairs
