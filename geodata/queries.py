"""Questions to a dataset, answered by DuckDB over its Parquet tables; no user interface."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geodata import dataset as ds
from geodata import search
from geodata.dataset import Corners, Dataset, Part
from geodata.records import Annotation, Article, Event, Failure, Interval, Kind, Role, Status
from geodata.views import read, select

MOST_NAMES = 300
"""Names of places, actors and sources that are offered to choose from, most frequent first."""


class Order(StrEnum):
    """How events follow each other: as the articles tell them, or by their days."""

    TEXT = "text"
    TIME = "time"


class Lack(StrEnum):
    """What an article may leave open of an event."""

    PLACE = "place"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the world in degrees; where it crosses the antimeridian, `west` or `east` lies beyond 180."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Which events are wanted; an empty set or text asks for nothing in particular.

    An event fits `interval` where its own days overlap it; `undated` tells whether events without a date fit.
    `lacks` asks for those whose place or date is not known.
    It fits `roles` where its place rests on a toponym in one of them, and `box` where its point lies in it.
    Every word of `text` must begin one in the event's sentences, summary, actors or place (one of one or two letters
    be one), and every phrase in quotation marks be there, whatever the case and accents; with `in_articles` they may be
    anywhere in the article.
    """

    interval: Interval | None = None
    article_id: str | None = None
    kinds: frozenset[Kind] = frozenset()
    statuses: frozenset[Status] = frozenset()
    text: str = ""
    undated: bool = True
    in_articles: bool = False
    roles: frozenset[Role] = frozenset()
    places: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    box: Box | None = None
    lacks: Lack | None = None
    order: Order = Order.TEXT


@dataclass(frozen=True, slots=True)
class Names:
    """What events can be chosen by, each with the number of its events, most frequent first.

    `newest` is the latest day that an article was published on.
    """

    places: dict[str, int]
    actors: dict[str, int]
    sources: dict[str, int]
    newest: date | None


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
    found = read(
        dataset,
        """
        SELECT id, title, source, url, publication.date AS published FROM articles
        ORDER BY published DESC NULLS LAST, id
        """,
    )
    ids, titles, *others = (column.to_pylist() for column in found.columns)
    # A join in SQL would take as long as all the rest.
    counts = read(dataset, "SELECT article_id, count(*) AS n FROM events GROUP BY 1").to_pydict()
    events = dict(zip(counts["article_id"], counts["n"], strict=True))
    # Texts are read only where they must be: of many articles they are by far the most.
    heads = {} if all(titles) else _first_lines(dataset)
    titles = [title or heads[article_id] for article_id, title in zip(ids, titles, strict=True)]
    return tuple(map(ArticleSummary, ids, titles, *others, (events.get(article_id, 0) for article_id in ids)))


def _first_lines(dataset: Dataset) -> dict[str, str]:
    """Return how the articles without a title begin, by id."""
    sql = """
        SELECT id, substr(ltrim("text", chr(9) || chr(10) || ' '), 1, 120) AS head
        FROM articles WHERE coalesce(title, '') = ''
        """
    return {row["id"]: row["head"].split("\n")[0] for row in select(dataset, sql)}


def articles_of(dataset: Dataset, ids: Collection[str]) -> dict[str, tuple[Article, date | None]]:
    """Return some articles with the day each was published, by id; one that the dataset doesn't have is left out."""
    if not ids:
        return {}
    sql = f"SELECT * FROM articles WHERE id IN ({', '.join('?' * len(ids))})"
    rows = select(dataset, sql, sorted(ids))
    return {row["id"]: (ds.article_of(row), row["publication"] and row["publication"]["date"]) for row in rows}


def annotation(dataset: Dataset, article_id: str) -> Annotation:
    """Return everything known of one article. Raises `KeyError` where the dataset has no such article."""
    return annotations_of(dataset, [article_id])[article_id]


def annotations_of(
    dataset: Dataset, article_ids: Sequence[str], known: Iterable[Event] | None = None
) -> dict[str, Annotation]:
    """Return everything known of some articles, by id; an article that the dataset doesn't have is left out.

    `known` are the articles' events in the order of the text, where they have been read before.
    """
    ids = list(article_ids)
    if not ids:
        return {}
    among = f"IN ({', '.join('?' * len(ids))})"  # so that DuckDB skips the parts of a file without them

    def rows(table: str, order: str) -> dict[str, list[dict[str, Any]]]:
        of_article: dict[str, list[dict[str, Any]]] = {}
        sql = f"SELECT * FROM {table} WHERE article_id {among} ORDER BY article_id, {order}"
        for row in select(dataset, sql, ids):
            of_article.setdefault(row["article_id"], []).append(row)
        return of_article

    toponyms, timexes = rows("toponyms", 'start, "end" DESC'), rows("timexes", "start")
    if known is None:
        known = map(ds.event_of, (row for found in rows("events", '"trigger".start, id').values() for row in found))
    of_article: dict[str, list[Event]] = {}
    for event in known:
        of_article.setdefault(event.article_id, []).append(event)
    return {
        row["id"]: Annotation(
            ds.article_of(row),
            ds.publication_of(row),
            tuple(map(ds.toponym_of, toponyms.get(row["id"], ()))),
            tuple(map(ds.timex_of, timexes.get(row["id"], ()))),
            tuple(of_article.get(row["id"], ())),
        )
        for row in select(dataset, f"SELECT * FROM articles WHERE id {among}", ids)
    }


def events(dataset: Dataset, query: EventQuery | None = None) -> tuple[Event, ...]:
    """Return the events that fit, in the query's order; those without a date come last."""
    query = query or EventQuery()
    return tuple(map(ds.event_of, _asked(dataset, query, "*", f"ORDER BY {ORDERS[query.order]}").to_pylist()))


def rows(dataset: Dataset, query: EventQuery) -> npt.NDArray[np.int64]:
    """Return which rows of the events table fit, counted over all of its parts."""
    found: npt.NDArray[np.int64] = _asked(dataset, query, "part_row")["part_row"].to_numpy()
    return found


def count(dataset: Dataset, query: EventQuery | None = None) -> int:
    """Return the number of events that fit."""
    return int(_asked(dataset, query or EventQuery(), "count(*) AS n")["n"][0].as_py())


def names(dataset: Dataset, most: int = MOST_NAMES) -> Names:
    """Return what there is to choose events by."""

    def tally(sql: str) -> dict[str, int]:
        counted = f"SELECT name, sum(n)::BIGINT AS n FROM ({sql}) WHERE name <> '' GROUP BY name"
        rows = select(dataset, f"{counted} ORDER BY n DESC, name LIMIT {most}")
        return {row["name"]: row["n"] for row in rows}

    newest = select(dataset, "SELECT max(publication.date) AS day FROM articles")[0]["day"]
    return Names(
        places=tally("SELECT area.name AS name, 1 AS n FROM events"),
        actors=tally("SELECT unnest(if(len(actors) < 2, actors, list_distinct(actors))) AS name, 1 AS n FROM events"),
        sources=tally(f"""
            SELECT {_SITE} AS name, n FROM articles
            JOIN (SELECT article_id, count(*) AS n FROM events GROUP BY 1) ON article_id = articles.id
            """),
        newest=newest,
    )


def has_event(dataset: Dataset, key: str) -> bool:
    """Tell whether an event has this id, alone or after its article's id and a colon."""
    sql = "SELECT 1 FROM events WHERE id = ? OR concat(article_id, ':', id) = ? LIMIT 1"
    return bool(select(dataset, sql, [key, key]))


def has_place(dataset: Dataset, place_id: str) -> bool:
    """Tell whether a toponym means this place, or an event's area might."""
    sql = """
        SELECT 1 FROM toponyms WHERE place.id = ?
        UNION ALL SELECT 1 FROM events WHERE list_contains([site.place_id for site in area.sites], ?) LIMIT 1
        """
    return bool(select(dataset, sql, [place_id, place_id]))


def date_span(dataset: Dataset, article_id: str | None = None) -> Interval | None:
    """Return the first and last day that dated events have, or `None` where none is dated."""
    condition, values = ("article_id = ?", [article_id]) if article_id is not None else ("true", [])
    row = select(
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
    return tuple(Failure(**row) for row in select(dataset, "SELECT * FROM failures ORDER BY article_id"))


ORDERS = {
    Order.TEXT: 'article_id, "trigger".start, id',
    Order.TIME: """coalesce("first", "last") NULLS LAST, coalesce("last", "first") NULLS LAST, article_id,
                   "trigger".start, id""",
}
"""How SQL sorts the events table for each order."""

_SITE = r"coalesce(regexp_extract(lower(coalesce(url, source)), '^https?://(?:www[.])?([^/:?#]+)', 1), '')"
"""The site that an article was published on, or an empty text where none is known."""


@dataclass(slots=True)
class _Conditions:
    """A condition in SQL with the values of its question marks, and the table `found` that it may name."""

    parts: list[str] = field(default_factory=lambda: ["true"])
    values: list[Any] = field(default_factory=list)
    found: pa.Table | None = None

    def add(self, sql: str, *values: Any) -> None:
        self.parts.append(f"({sql})")
        self.values += values

    def among(self, sql: str, wanted: Iterable[str]) -> None:
        if wanted := sorted(wanted):
            self.add(f"list_contains(?, {sql})", wanted)

    @property
    def sql(self) -> str:
        return " AND ".join(self.parts)


def _conditions(dataset: Dataset, query: EventQuery) -> _Conditions:
    where = _Conditions()
    if query.article_id is not None:
        where.add("article_id = ?", query.article_id)
    if not query.undated:
        where.add("dated")
    if query.interval and query.interval.first:
        where.add('NOT dated OR "last" IS NULL OR "last" >= ?', query.interval.first)
    if query.interval and query.interval.last:
        where.add('NOT dated OR "first" IS NULL OR "first" <= ?', query.interval.last)
    where.among("kind", query.kinds)
    where.among("status", query.statuses)
    where.among("area.name", query.places)
    if query.lacks:
        where.add("area IS NULL" if query.lacks is Lack.PLACE else "NOT dated")
    if query.actors:
        where.add("list_has_any(actors, ?)", sorted(query.actors))
    if query.sources:
        where.add(f"article_id IN (SELECT id FROM articles WHERE list_contains(?, {_SITE}))", sorted(query.sources))
    if query.roles:
        where.add(_HAS_ROLE, sorted(query.roles))
    if query.box:
        _add_box(where, query.box)
    if search.expression(query.text):
        _add_search(where, dataset, query)
    return where


_HAS_ROLE = """
    EXISTS (FROM toponyms WHERE toponyms.article_id = events.article_id AND list_contains(?, role)
            AND "start" < where_evidence."end" AND toponyms."end" > where_evidence.start)
    """


def _add_box(where: _Conditions, box: Box) -> None:
    where.add("area.lat BETWEEN ? AND ?", box.south, box.north)
    if box.east - box.west >= 360:
        return
    west, east = _longitudes(box)
    if west <= east:
        where.add("area.lon BETWEEN ? AND ?", west, east)
    else:
        where.add("area.lon >= ? OR area.lon <= ?", west, east)


def _longitudes(box: Box) -> tuple[float, float]:
    """Return a box's west and east as longitudes; the west is the greater one across the antimeridian."""
    west, east = ((degrees + 180) % 360 - 180 for degrees in (box.west, box.east))
    return west, east


def _add_search(where: _Conditions, dataset: Dataset, query: EventQuery) -> None:
    if query.in_articles:
        where.found = pa.table({"id": search.find_articles(dataset, query.text)})
        where.add("article_id IN (SELECT id FROM found)")
    else:
        where.found = pa.table({"part_row": search.find_events(dataset, query.text)})
        where.add("part_row IN (SELECT part_row FROM found)")


def _asked(dataset: Dataset, query: EventQuery, columns: str, order: str = "") -> pa.Table:
    """Return columns of the events that fit. Raises `DatasetError` where a part cannot be read."""
    where = _conditions(dataset, query)
    sql = f"SELECT {columns} FROM events WHERE {where.sql} {order}"
    if "part_row" in sql:
        return read(dataset, sql, where.values, numbered=["events"], found=where.found)
    return read(_with_what_may_fit(dataset, query), sql, where.values, found=where.found)


def _with_what_may_fit(dataset: Dataset, query: EventQuery) -> Dataset:
    """Return the dataset without those parts of the events that hold none that fit."""
    fitting = tuple(part for part in dataset.parts["events"] if _may_hold(part, query))
    return replace(dataset, parts=dataset.parts | {"events": fitting})


def _may_hold(part: Part, query: EventQuery) -> bool:
    """Tell whether a part of the events may hold some that fit, by what is known without opening it."""
    if part.rows is None:
        return True
    if query.box and (part.box is None or not _meet(part.box, query.box)):
        return False
    if part.days is None:
        return query.undated
    first, last = (query.interval.first, query.interval.last) if query.interval else (None, None)
    return (first is None or part.days[1] >= first) and (last is None or part.days[0] <= last)


def _meet(held: Corners, box: Box) -> bool:
    south, west, north, east = held
    if north < box.south or south > box.north:
        return False
    if box.east - box.west >= 360:
        return True
    wanted_west, wanted_east = _longitudes(box)
    if wanted_west <= wanted_east:
        return west <= wanted_east and east >= wanted_west
    return west <= wanted_east or east >= wanted_west
