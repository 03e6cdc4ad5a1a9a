"""Fit how sure a place is, and from when on it is put on the map; run by maintainers, last of all trainings.

    python training/calibration.py CORPORA

Neither the tagger nor the ranker was trained on the held-out articles of CORPORA's `places_*.jsonl`, so they do there
as on any news. Two logistic curves are fitted there, and judged by eightfold cross-validation over articles.
Writes geodata/toponym_resolution/calibration.json. Needs numpy only.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from corpora import held_out, place_articles

from geodata.gazetteer import Gazetteer
from geodata.records import Area, Basis
from geodata.tagging import Tagger
from geodata.toponym_recognition import find_toponyms
from geodata.toponym_resolution import Resolver
from geodata.toponym_resolution.calibration import WEIGHTS, Calibration, log_odds
from geodata.toponym_resolution.ranker import Ranker
from geodata.toponym_resolution.readings import distance_km

LEAST = 0.45  # a lower bar finds more and shows more that is wrong: chosen where both are about alike
FOLDS, RIDGE = 8, 1e-3
RIGHT_KM = 161.0
AS_RANKED = Calibration((1.0, 0.0), (0.0, 0.0, 9.0), 0.0)


def main(corpora: Path) -> None:
    rows = list(judged(corpora))
    articles = np.array([row[0] for row in rows])
    ranked, recognised = (np.array([log_odds(row[i]) for row in rows]) for i in (1, 2))
    found, right = (np.array([row[i] for row in rows], float) for i in (3, 4))
    named = found == 1
    place, place_error = fit(ranked[named, None], right[named], articles[named])
    mark, mark_error = fit(np.stack([ranked, recognised], 1), right, articles)
    print(f"places {named.sum()}: calibration error {place_error:.3f}; marks {len(rows)}: {mark_error:.3f}")
    fields = {"place": place.round(4).tolist(), "mark": mark.round(4).tolist(), "least": LEAST}
    WEIGHTS.write_text(json.dumps(fields) + "\n", encoding="utf-8")


def judged(corpora: Path):
    """Yield for each mark its article, the ranker's and the recogniser's probability, if it is a place, if right."""
    gazetteer = Gazetteer.open()
    tagger, resolver = Tagger.load(gazetteer), Resolver(gazetteer, Ranker.load(), AS_RANKED)
    for key, article in place_articles(corpora):
        if not held_out(key):
            continue
        gold = {(t["start"], t["end"]): t for t in article["toponyms"]}
        text = article["text"]
        for mark in resolver(text, find_toponyms(text, tagger(text), gazetteer), descriptive=False):
            t = gold.get((mark.toponym.span.start, mark.toponym.span.end))
            neutral = t is not None and (t.get("geonameid") is None or t.get("demonym"))
            if mark.area and not mark.toponym.demonym and not neutral and mark.basis is Basis.STATED:
                yield key, mark.score, mark.toponym.score, t is not None, t is not None and is_near(mark.area, t)


def is_near(area: Area, gold) -> bool:
    return float(distance_km(np.array([area.lat, area.lon]), np.array([gold["lat"], gold["lon"]]))) <= RIGHT_KM


def fit(features, right, articles):
    """Return a logistic curve's weights, the offset last, and its cross-validated calibration error."""
    names = sorted(set(articles))
    folds = dict(zip(names, np.random.default_rng(0).permutation(len(names)) % FOLDS, strict=True))
    fold = np.array([folds[name] for name in articles])
    surety = np.zeros(len(right))
    for number in range(FOLDS):
        kept = fold == number
        surety[kept] = curve(features[kept], logistic(features[~kept], right[~kept]))
    return logistic(features, right), expected_error(surety, right)


def curve(features, weights):
    return 1 / (1 + np.exp(-(features @ weights[:-1] + weights[-1])))


def logistic(features, right):
    design = np.c_[features, np.ones(len(features))]
    weights = np.zeros(design.shape[1])
    for _ in range(50):  # Newton's steps
        chance = 1 / (1 + np.exp(-design @ weights))
        curvature = design.T @ (design * (chance * (1 - chance))[:, None]) + RIDGE * np.eye(len(weights))
        weights = weights + np.linalg.solve(curvature, design.T @ (right - chance) - RIDGE * weights)
    return weights


def expected_error(surety, right, bins=10):
    parts = np.array_split(np.argsort(surety), bins)
    return sum(abs(surety[part].mean() - right[part].mean()) * len(part) for part in parts) / len(right)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
