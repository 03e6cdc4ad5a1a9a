"""Text → toponyms with their roles: a small neural tagger that knows the gazetteer, run without torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from geodata.errors import ModelError
from geodata.gazetteer import Gazetteer
from geodata.records import Span, Toponym
from geodata.toponym_recognition.consistency import join_fragments, repeated_runs, span_of
from geodata.toponym_recognition.features import (
    WordPieces,
    Words,
    find_words,
    may_name_places,
    window_inputs,
    windows,
)
from geodata.toponym_recognition.roles import role_of, share_roles

DATA = Path(__file__).with_name("data")
MODEL_VERSION = "1"
WINDOW_PIECES = 250  # as in training
CONTEXT_WORDS = 24
REMEDY = "reinstall Dateline, or export the model again with training/toponyms.py"

LABELS = ("O", "B-PLACE", "I-PLACE", "B-DEMONYM", "I-DEMONYM")
_PLACE, _DEMONYM = 1, 3  # the labels that begin one

Scores = npt.NDArray[np.float32]


class Recogniser:
    """Finds toponyms: `recogniser(text)`. The same text gives the same answer, alone or among others."""

    def __init__(self, session: Any, vocabulary: WordPieces, gazetteer: Gazetteer, version: str) -> None:
        """Keep an ONNX session with its vocabulary; use `load` instead."""
        self._session = session
        self._vocabulary = vocabulary
        self._gazetteer = gazetteer
        self.version = version

    @classmethod
    def load(cls, gazetteer: Gazetteer, directory: Path = DATA) -> Self:
        """Open the model that Dateline ships. Raises `ModelError` if it is missing, damaged or of another version."""
        import onnxruntime  # here, since reading a dataset must not pay for it

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # one core an article: archives run in several processes
        options.log_severity_level = 3
        path = directory / "toponyms.onnx"
        try:
            session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
            version = session.get_modelmeta().custom_metadata_map.get("dateline.version", "none")
            vocabulary = WordPieces(directory / "vocab.txt")
        except Exception as error:  # onnxruntime raises bare RuntimeErrors and classes of its own
            raise ModelError(f"the recognition model {path.name} is missing or damaged; {REMEDY}") from error
        if version != MODEL_VERSION:
            raise ModelError(
                f"the recognition model {path.name} is of version {version}, not {MODEL_VERSION}; {REMEDY}"
            )
        return cls(session, vocabulary, gazetteer, version)

    def __call__(self, text: str) -> tuple[Toponym, ...]:
        """Return the toponyms of a text, demonyms included, in order."""
        words = find_words(text, self._gazetteer)
        labels, literal = self._predict(text, words)
        return share_roles(text, _toponyms(text, words, labels, literal, self._gazetteer))

    def read_spans(self, text: str, spans: Sequence[Span]) -> tuple[Toponym, ...]:
        """Return toponyms at given spans, with the roles that the model reads there."""
        words = find_words(text, self._gazetteer)
        _, literal = self._predict(text, words)
        starts = np.array([span.start for span in words.spans] or [0])
        found = []
        for span in spans:
            at = max(0, int(np.searchsorted(starts, span.start, "right")) - 1)
            reading = float(literal[at]) if len(literal) else 1.0
            found.append(Toponym(span, span.of(text), role_of(text, span, reading)))
        return share_roles(text, found)

    def _predict(self, text: str, words: Words) -> tuple[Scores, Scores]:
        """Return label probabilities (words, labels) and the probability that a place is meant literally (words,)."""
        pieces = [self._vocabulary.of_word(text[span.start : span.end]) for span in words.spans]
        labels = np.zeros((len(pieces), len(LABELS)), np.float32)
        literal = np.zeros(len(pieces), np.float32)
        for window in windows([len(p) for p in pieces], WINDOW_PIECES - 2 * CONTEXT_WORDS, CONTEXT_WORDS):
            if not may_name_places(window, words):
                continue
            ids, shapes, classes, heads = window_inputs(window, words, pieces, self._vocabulary)
            inputs = {"ids": ids[None], "shapes": shapes[None], "classes": classes[None]}
            label_logits, reading_logits = self._session.run(None, inputs)
            kept = heads[window.keep_first - window.first : window.keep_past - window.first]
            labels[window.keep_first : window.keep_past] = _softmax(label_logits[0][kept])
            literal[window.keep_first : window.keep_past] = _softmax(reading_logits[0][kept])[:, 1]
        return labels, literal


def _softmax(logits: Scores) -> Scores:
    odds = np.exp(logits - logits.max(-1, keepdims=True))
    return odds / odds.sum(-1, keepdims=True)  # type: ignore[no-any-return]


def _label_runs(labels: Sequence[int], begin: int) -> list[tuple[int, int]]:
    """Return the runs of words (first, past the last) that a label begins."""
    found, at = [], 0
    while at < len(labels):
        past = at + 1
        if labels[at] == begin:
            while past < len(labels) and labels[past] == begin + 1:
                past += 1
            found.append((at, past))
        at = past
    return found


def _toponyms(text: str, words: Words, scores: Scores, literal: Scores, gazetteer: Gazetteer) -> list[Toponym]:
    labels = scores.argmax(-1).tolist()
    places = join_fragments(text, _label_runs(labels, _PLACE), words, gazetteer)
    demonyms = _label_runs(labels, _DEMONYM)
    taken = {at for first, past in demonyms for at in range(first, past)}
    repeated = [run for run in repeated_runs(text, places, words, scores[:, _PLACE]) if taken.isdisjoint(range(*run))]
    found = []
    for first, past in sorted([*places, *repeated]):
        span = span_of(words, first, past)
        score = float(scores[first:past, _PLACE : _PLACE + 2].sum(-1).min())
        found.append(Toponym(span, span.of(text), role_of(text, span, float(literal[first])), score))
    for first, past in demonyms:
        span = span_of(words, first, past)
        score = float(scores[first:past, _DEMONYM : _DEMONYM + 2].sum(-1).min())
        found.append(Toponym(span, span.of(text), role_of(text, span, 0.0), score, demonym=True))
    return sorted(found, key=lambda t: t.span)
