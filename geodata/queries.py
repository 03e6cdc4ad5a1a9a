"""Questions to a dataset, answered by DuckDB over its Parquet tables; no user interface."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from geodata import dataset as ds
from geodata.dataset import Dataset
from geodata.errors import DatasetError
from geodata.records import Annotation, Event, Failure, Interval, Kind, Status


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Which events are wanted; an empty set or text asks for nothing in particular.

    An event fits `interval` where its own days overlap it; `undated` tells whether events without a date fit.
    `text` is sought in the summary, the actors and the place's name, whatever the case.
    """

    interval: Interval | None = None
    article_id: str | None = None
    kinds: frozenset[Kind] = frozenset()
    statuses: frozenset[Status] = frozenset()
    text: str = ""
    undated: bool = True


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """What a list of articles shows of each."""

    id: str
    title: str
    source: str | None
    url: str | None
    published: date | None
    events: int


def articles(dataset: Dataset) -> tuple[ArticleSummary, ...]:
    """Return a summary of each article, latest publication first."""
    rows = _select(
        dataset,
        """
        SELECT a.id, a.title, substr(ltrim(a.text, chr(9) || chr(10) || ' '), 1, 120) AS head, a.source, a.url,
               a.publication.date AS published, coalesce(e.n, 0) AS events
        FROM articles a LEFT JOIN (SELECT article_id, count(*) AS n FROM events GROUP BY 1) e
             ON a.id = e.article_id
        ORDER BY published DESC NULLS LAST, a.id
        """,
    )
    return tuple(
        ArticleSummary(
            x["id"],
            x["title"] or x["head"].split("\n")[0],
            x["source"],
            x["url"],
            x["published"],
            x["events"],
        )
        for x in rows
    )


def annotation(dataset: Dataset, article_id: str) -> Annotation:
    """Return everything known of one article. Raises `KeyError` where the dataset has no such article."""
    found = _select(dataset, "SELECT * FROM articles WHERE id = ?", [article_id])
    if not found:
        raise KeyError(article_id)
    of_article = "WHERE article_id = ? ORDER BY start"
    toponyms = _select(dataset, f'SELECT * FROM toponyms {of_article}, "end" DESC', [article_id])
    timexes = _select(dataset, f"SELECT * FROM timexes {of_article}", [article_id])
    return Annotation(
        ds.article_of(found[0]),
        ds.publication_of(found[0]),
        tuple(map(ds.toponym_of, toponyms)),
        tuple(map(ds.timex_of, timexes)),
        events(dataset, EventQuery(article_id=article_id)),
    )


def events(dataset: Dataset, query: EventQuery | None = None) -> tuple[Event, ...]:
    """Return the events that fit, by article and in the order of its text."""
    where = _conditions(query or EventQuery())
    sql = f'SELECT * FROM events WHERE {where.sql} ORDER BY article_id, "trigger".start, id'
    return tuple(map(ds.event_of, _select(dataset, sql, where.values)))


def date_span(dataset: Dataset, article_id: str | None = None) -> Interval | None:
    """Return the first and last day that dated events have, or `None` where none is dated."""
    condition, values = ("article_id = ?", [article_id]) if article_id is not None else ("true", [])
    row = _select(
        dataset,
        f"""
        SELECT min(coalesce("first", "last")) AS first_day, max(coalesce("last", "first")) AS last_day
        FROM events WHERE dated AND {condition}
        """,
        values,
    )[0]
    return None if row["first_day"] is None else Interval(row["first_day"], row["last_day"])


def failures(dataset: Dataset) -> tuple[Failure, ...]:
    """Return the articles that could not be read."""
    return tuple(Failure(**row) for row in _select(dataset, "SELECT * FROM failures ORDER BY article_id"))


@dataclass(slots=True)
class _Conditions:
    """A condition in SQL with the values of its question marks."""

    parts: list[str] = field(default_factory=lambda: ["true"])
    values: list[Any] = field(default_factory=list)

    def add(self, sql: str, *values: Any) -> None:
        self.parts.append(f"({sql})")
        self.values += values

    @property
    def sql(self) -> str:
        return " AND ".join(self.parts)


def _conditions(query: EventQuery) -> _Conditions:
    where = _Conditions()
    if query.article_id is not None:
        where.add("article_id = ?", query.article_id)
    if not query.undated:
        where.add("dated")
    if query.interval and query.interval.first:
        where.add('NOT dated OR "last" IS NULL OR "last" >= ?', query.interval.first)
    if query.interval and query.interval.last:
        where.add('NOT dated OR "first" IS NULL OR "first" <= ?', query.interval.last)
    if query.kinds:
        where.add("list_contains(?, kind)", sorted(query.kinds))
    if query.statuses:
        where.add("list_contains(?, status)", sorted(query.statuses))
    if query.text.strip():
        sought = "concat_ws(' ', summary, array_to_string(actors, ' '), area.name)"
        where.add(f"contains(lower({sought}), lower(?))", query.text.strip())
    return where


def _select(dataset: Dataset, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Run a query with the dataset's tables as views. Raises `DatasetError` where a part cannot be read."""
    try:
        with duckdb.connect(config={"threads": 2}) as connection:
            for table, paths in dataset.files.items():
                connection.from_parquet([str(path) for path in paths]).create_view(table)
            rows: list[dict[str, Any]] = connection.sql(sql, params=list(values)).to_arrow_table().to_pylist()
            return rows
    except (duckdb.Error, OSError) as error:
        raise DatasetError(f"the dataset in {dataset.directory} cannot be read: {error}") from error
