"""Temporal expressions found and normalised, by the protocol of TempEval-3 (UzZaman et al. 2013)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from geodata.evaluation.gold import GoldArticle, understanding
from geodata.evaluation.matching import Counts, exact_pairs, overlap_pairs, without_neutral


@dataclass(frozen=True, slots=True)
class TimeMark:
    """A timex of gold or of a prediction; `ignored` gold is neither found nor missed; any of `values` is right."""

    start: int
    end: int
    type: str
    values: tuple[str, ...]
    ignored: bool = False


@dataclass(frozen=True, slots=True)
class TimeScores:
    """The figures of a corpus: spans that are equal, that overlap, and those of them with the right type or value."""

    articles: int
    strict: Counts
    relaxed: Counts
    type: Counts
    value: Counts


def gold_times(article: GoldArticle) -> list[TimeMark]:
    """Return the timexes of a gold article. Raises `ArticleError` where it has none annotated.

    Empty spans stand for what no word says, and are left out.
    """
    with understanding(article.id):
        marks = [_gold_mark(timex) for timex in article.needed("timexes")]
    return [mark for mark in marks if mark.end > mark.start and mark.end <= _annotated_end(article)]


def predicted_times(article: GoldArticle, timexes: Iterable[dict[str, Any]]) -> list[TimeMark]:
    """Return the marks of a contract's "timexes", as far as the article is annotated."""
    marks = [TimeMark(t["start"], t["end"], t["type"], (_normal(t["value"]),)) for t in timexes]
    return [mark for mark in marks if mark.start < _annotated_end(article)]


def _annotated_end(article: GoldArticle) -> int:
    return int(article.annotation.get("annotated_end") or len(article.text))


def _gold_mark(timex: dict[str, Any]) -> TimeMark:
    values = (timex["value"], *timex.get("value_alt", ()), *filter(None, [timex.get("value_ref")]))
    return TimeMark(
        int(timex["start"]), int(timex["end"]), timex["type"], tuple(map(_normal, values)), bool(timex.get("optional"))
    )


def _normal(value: Any) -> str:
    return str(value or "").strip().upper()


def score_times(articles: Iterable[tuple[Sequence[TimeMark], Sequence[TimeMark]]]) -> TimeScores:
    """Return the scores of (gold, predicted) pairs."""
    count, none = 0, Counts(0, 0, 0)
    strict = relaxed = types = values = none
    for gold, predicted in articles:
        count += 1
        wanted = [mark for mark in gold if not mark.ignored]
        found = without_neutral([mark for mark in gold if mark.ignored], wanted, predicted)
        pairs = [(wanted[i], found[j]) for i, j in overlap_pairs(wanted, found)]
        rights = (
            len(exact_pairs(wanted, found)),
            len(pairs),
            sum(mark.type == other.type for mark, other in pairs),
            sum(other.values[0] in mark.values for mark, other in pairs),
        )
        both = len(found), len(wanted)
        strict, relaxed, types, values = (
            total + Counts(right, *both) for total, right in zip((strict, relaxed, types, values), rights, strict=True)
        )
    return TimeScores(count, strict, relaxed, types, values)
