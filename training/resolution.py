"""Train the candidate ranker of toponym resolution; run by maintainers.

    python training/resolution.py CORPORA

CORPORA holds `places_*.jsonl`; the articles that corpora.py holds out are held out here too. Writes
geodata/toponym_resolution/ranker.json and prints Acc@161 with gold spans on the held-out articles.
Needs torch, for training only.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import torch
from corpora import held_out, place_articles

from geodata.gazetteer import Gazetteer, store
from geodata.records import Place, Role, Span, Toponym
from geodata.toponym_resolution.candidates import find_matches
from geodata.toponym_resolution.context import FEATURES, candidate_features
from geodata.toponym_resolution.ranker import WEIGHTS, Ranker
from geodata.toponym_resolution.readings import distance_km, reading_of, settle

SEED = 20251102
HIDDEN, EPOCHS, BATCH, RATE = 24, 30, 64, 5e-3  # by four-fold cross-validation on the training part
RIGHT_KM = 161.0
MILLION = 1_000_000
STRANGERS = 1200


def gold_readings(article, gazetteer):
    text = article["text"]
    given = sorted((t for t in article["toponyms"] if t.get("lat") is not None), key=lambda t: t["start"])
    readings = []
    for t in given:
        toponym = Toponym(Span(t["start"], t["end"]), t["surface"], Role.LOCATION, demonym=bool(t.get("demonym")))
        readings.append(reading_of(text, toponym, find_matches(t["surface"], gazetteer)))
    return text, given, settle(text, readings)


def target(gold, matches):
    """Return the candidate that is right: of the gold id, or the nearest within RIGHT_KM; -1 where none is."""
    for i, match in enumerate(matches):
        if match.place.id == f"gn:{gold['geonameid']}":
            return i
    if not matches:
        return -1
    points = np.array([(m.place.lat, m.place.lon) for m in matches])
    apart = distance_km(points, np.array([gold["lat"], gold["lon"]]))
    best = int(apart.argmin())
    return best if apart[best] <= RIGHT_KM else -1


def main(corpora: Path) -> None:
    gazetteer = Gazetteer.open()
    data = [(key, *gold_readings(article, gazetteer)) for key, article in place_articles(corpora)]
    strange = strangers(gazetteer)
    ranker = None
    for stage in range(3):
        sets = {True: [], False: []}
        for key, text, given, readings in data:
            chosen = choose(ranker, text, readings)
            features = candidate_features(text, readings, chosen)
            for gold, reading, rows in zip(given, readings, features, strict=True):
                demonym = gold.get("demonym")
                goal = target(gold, reading.matches)
                sets[held_out(key)].append((key, gold, reading, rows, goal, demonym))
                if goal == 0 and not held_out(key):
                    # alone, a name means its foremost place: local news must not teach the ranker otherwise
                    alone = candidate_features(article_free(reading), [reading], [None])[0]
                    sets[False].append((key, gold, reading, alone, 0, demonym))
        ranker = fit(sets[False] + strange)
        for name, part in (("train", sets[False]), ("held out", sets[True])):
            print(stage, name, *report(ranker, part))
    save(ranker)
    errors(ranker, sets[True])


def strangers(gazetteer):
    """Return examples of short texts that name a few well-known cities and nothing else: each means the foremost.

    "Paris and London signed" speaks of neither in Ontario, though both are there and close together.
    """
    shuffle = random.Random(SEED)
    names = [name for name in well_known(gazetteer) if len(find_matches(name, gazetteer)) > 1]
    found = []
    for _ in range(STRANGERS):
        text, spans = "", []
        for name in shuffle.sample(names, shuffle.choice((2, 2, 3, 4))):
            text += " and " if text else ""
            spans.append(Span(len(text), len(text) + len(name)))
            text += name
        toponyms = [Toponym(span, span.of(text), Role.LOCATION) for span in spans]
        readings = settle(text, [reading_of(text, t, find_matches(t.surface, gazetteer)) for t in toponyms])
        for chosen in ([None] * len(readings), [r.matches[0].place for r in readings]):
            for reading, rows in zip(readings, candidate_features(text, readings, chosen), strict=True):
                found.append(("", {}, reading, rows, 0, False))
    return found


def well_known(gazetteer):
    """Return the names of capitals and of cities of a million people that mean them first."""
    with pa.memory_map(str(Path(store.__file__).with_name("data") / "places.arrow")) as source:
        places = pa.ipc.open_file(source).read_all().select(["name", "feature_code", "population"]).to_pylist()
    large = {
        p["name"]
        for p in places
        if p["feature_code"] == "P.PPLC" or (p["feature_code"][:2] == "P." and p["population"] >= MILLION)
    }
    return sorted(n for n in large if (found := find_matches(n, gazetteer)) and found[0].place.name == n)


def article_free(reading) -> str:
    """Return a text of the name alone, at its own offsets."""
    return " " * reading.toponym.span.start + reading.toponym.surface


def choose(ranker, text, readings) -> list[Place | None]:
    if ranker is None:
        return [r.matches[0].place if r.matches else None for r in readings]
    ranked = ranker.rank(text, readings)
    return [r.matches[int(s.argmax())].place if r.matches else None for r, s in zip(readings, ranked, strict=True)]


def fit(examples) -> Ranker:
    torch.manual_seed(SEED)
    wanted = [(rows, goal) for _, _, _, rows, goal, _ in examples if goal >= 0 and len(rows) > 1]
    most = max(len(rows) for rows, _ in wanted)
    features = torch.zeros(len(wanted), most, len(FEATURES))
    mask = torch.full((len(wanted), most), -1e9)
    goals = torch.tensor([goal for _, goal in wanted])
    for i, (rows, _) in enumerate(wanted):
        features[i, : len(rows)] = torch.tensor(rows)
        mask[i, : len(rows)] = 0
    net = torch.nn.Sequential(
        torch.nn.Linear(len(FEATURES), HIDDEN),
        torch.nn.ReLU(),
        torch.nn.Dropout(0.1),
        torch.nn.Linear(HIDDEN, 1, bias=False),
    )
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.05)
    steps = EPOCHS * -(-len(wanted) // BATCH)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        for part in torch.randperm(len(wanted)).split(BATCH):
            optimiser.zero_grad()
            logits = net(features[part]).squeeze(-1) + mask[part]
            torch.nn.functional.cross_entropy(logits, goals[part], label_smoothing=0.01).backward()
            optimiser.step()
            plan.step()
    first, last = net[0], net[3]
    return Ranker(first.weight.detach().numpy().T.astype(float), first.bias.detach().numpy().astype(float),
                  last.weight.detach().numpy()[0].astype(float), 1.0)  # fmt: skip


def report(ranker, examples):
    def right(example):
        _, gold, reading, rows, _, _ = example
        if not reading.matches:
            return False
        place = reading.matches[int(ranker.scores(rows).argmax())].place
        return float(distance_km(np.array([place.lat, place.lon]), np.array([gold["lat"], gold["lon"]]))) <= RIGHT_KM

    out = []
    for corpus in ("lgl", "trnews", "gwn", ""):
        part = [e for e in examples if e[0].startswith(corpus) and not e[5]]
        with_candidate = sum(e[4] >= 0 for e in part) / len(part)
        out.append(f"{corpus or 'pooled'} {sum(right(e) for e in part) / len(part):.3f} (of {with_candidate:.3f})")
    return out


def errors(ranker, examples):
    for key, gold, reading, rows, goal, demonym in examples:
        if demonym:
            continue
        place = reading.matches[int(ranker.scores(rows).argmax())].place if reading.matches else None
        if goal < 0 or (place and reading.matches.index(next(m for m in reading.matches if m.place is place)) != goal):
            print(
                "ERR",
                key,
                gold["surface"],
                "| gold",
                gold.get("gazname"),
                gold.get("fcode"),
                gold["lat"],
                gold["lon"],
                gold.get("country"),
                "| got",
                place and (place.name, place.admin1, place.country, place.feature_code),
                goal,
            )


def save(ranker: Ranker) -> None:
    fields = {"features": FEATURES, "hidden": ranker.hidden.round(4).tolist(), "temperature": ranker.temperature,
              "hidden_bias": ranker.hidden_bias.round(4).tolist(), "out": ranker.out.round(4).tolist()}  # fmt: skip
    WEIGHTS.write_text(json.dumps(fields, indent=None), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
