"""Text → tags: one small neural model answers for each word what the later stages ask, run without torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import numpy as np

from geodata.errors import ModelError
from geodata.gazetteer import Gazetteer
from geodata.tagging.features import WordPieces, find_words, window_inputs, windows
from geodata.tagging.tags import ENTITY_LABELS, Pairs, Scores, Tags

__all__ = ["MODEL_VERSION", "Tagger", "Tags"]

DATA = Path(__file__).with_name("data")
MODEL_VERSION = "2"
WINDOW_PIECES = 250  # as in training
CONTEXT_WORDS = 24
REMEDY = "reinstall Dateline, or export the model again with training/tagger.py"

PROBABILITIES = ("toponym", "reading", "entity", "event")
PAIRS = ("place_query", "place_key", "place_nothing")
OUTPUTS = PROBABILITIES + PAIRS

_PERSON = ENTITY_LABELS.index("B-PERSON")


class Tagger:
    """Tags texts: `tagger(text)`. The same text gives the same answer, alone or among others."""

    def __init__(self, session: Any, vocabulary: WordPieces, gazetteer: Gazetteer, version: str) -> None:
        """Keep an ONNX session with its vocabulary; use `load` instead."""
        self._session = session
        self._vocabulary = vocabulary
        self._gazetteer = gazetteer
        self._widths = {output.name: output.shape[1:] for output in session.get_outputs()}
        self.version = version

    @classmethod
    def load(cls, gazetteer: Gazetteer, directory: Path = DATA) -> Self:
        """Open the model that Dateline ships. Raises `ModelError` if it is missing, damaged or of another version."""
        import onnxruntime  # here, since reading a dataset must not pay for it

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # one core an article: archives run in several processes
        options.log_severity_level = 3
        path = directory / "tagger.onnx"
        try:
            session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
            version = session.get_modelmeta().custom_metadata_map.get("dateline.version", "none")
            vocabulary = WordPieces(directory / "vocab.txt")
        except Exception as error:  # onnxruntime raises bare RuntimeErrors and classes of its own
            raise ModelError(f"the language model {path.name} is missing or damaged; {REMEDY}") from error
        if version != MODEL_VERSION:
            raise ModelError(f"the language model {path.name} is of version {version}, not {MODEL_VERSION}; {REMEDY}")
        return cls(session, vocabulary, gazetteer, version)

    def __call__(self, text: str) -> Tags:
        """Return the tags of a text, read window by window in time linear in its length."""
        words = find_words(text, self._gazetteer)
        pieces = [self._vocabulary.of_word(text[span.start : span.end]) for span in words.spans]
        found = {name: np.zeros((len(pieces), *self._widths[name]), np.float32) for name in OUTPUTS}
        for window in windows([len(p) for p in pieces], WINDOW_PIECES - 2 * CONTEXT_WORDS, CONTEXT_WORDS):
            ids, shapes, classes, heads = window_inputs(window, words, pieces, self._vocabulary)
            asked = heads[window.keep_first - window.first : window.keep_past - window.first]
            inputs = {"ids": ids[None], "shapes": shapes[None], "classes": classes[None], "heads": asked}
            answers = self._session.run(OUTPUTS, inputs)
            for name, answer in zip(OUTPUTS, answers, strict=True):
                found[name][window.keep_first : window.keep_past] = answer
        toponyms, readings, entities, events = (_softmax(found[name]) for name in PROBABILITIES)
        persons = entities[:, _PERSON : _PERSON + 2].sum(-1)
        return Tags(words, toponyms, readings[:, 1], persons, events, Pairs(*(found[name] for name in PAIRS)))


def _softmax(logits: Scores) -> Scores:
    if not len(logits):
        return logits
    odds = np.exp(logits - logits.max(-1, keepdims=True))
    return odds / odds.sum(-1, keepdims=True)  # type: ignore[no-any-return]
