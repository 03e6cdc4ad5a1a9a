"""Dateline run over annotated articles, and its scores."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from geodata.articles import read_json_line
from geodata.contract import annotation_json, timex_json
from geodata.evaluation.events import EventScores, score_events
from geodata.evaluation.gold import GoldArticle
from geodata.evaluation.places import PlaceScores, gold_marks, predicted_marks, score_places
from geodata.evaluation.times import TimeScores, gold_times, predicted_times, score_times
from geodata.pipeline import Pipeline
from geodata.records import Basis, Failure, Publication
from geodata.timexes import find_timexes

Json = dict[str, Any]


def evaluate_places(
    articles: Iterable[GoldArticle], pipeline: Pipeline, *, exact: bool = True, given_spans: bool = False
) -> PlaceScores:
    """Return how well toponyms are found and put on the map; `given_spans` are resolved, and none is recognised."""
    pairs = (
        (gold_marks(article), predicted_marks(_annotate(article, pipeline, given_spans).get("toponyms", [])))
        for article in articles
    )
    return score_places(pairs, exact=exact)


def evaluate_times(articles: Iterable[GoldArticle], pipeline: Pipeline) -> TimeScores:
    """Return how well temporal expressions are found and normalised."""
    pairs = ((gold_times(article), predicted_times(article, _timexes(article, pipeline))) for article in articles)
    return score_times(pairs)


def evaluate_events(articles: Iterable[GoldArticle], pipeline: Pipeline) -> EventScores:
    """Return how true a map the articles give."""
    return score_events((article, _annotate(article, pipeline)) for article in articles)


def _annotate(article: GoldArticle, pipeline: Pipeline, given_spans: bool = False) -> Json:
    """Return the contract's annotation; an article that no stage can read finds nothing."""
    line = {**article.known, "id": article.id, "text": article.text}
    if given_spans:
        line["toponyms"] = [{"start": t["start"], "end": t["end"]} for t in article.needed("toponyms")]
    found = next(pipeline.pipe([read_json_line(json.dumps(line))]))
    return {} if isinstance(found, Failure) else annotation_json(found)


def _timexes(article: GoldArticle, pipeline: Pipeline) -> list[Json]:
    created = _day(article.created)
    if created is None:
        found: list[Json] = _annotate(article, pipeline).get("timexes", [])
        return found
    publication = Publication(created, str(article.created), Basis.STATED, None)
    return [timex_json(timex) for timex in find_timexes(article.text, publication)]


def _day(created: str | None) -> date | None:
    try:
        return date.fromisoformat((created or "")[:10])
    except ValueError:
        return None
