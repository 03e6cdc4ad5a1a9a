"""Made-up reports as the tables of a dataset."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata.dataset import MANIFEST, SCHEMAS, TABLES, Dataset, write_parts
from geodata.errors import DatasetError
from geodata.records import Basis, Kind, Role, Status, TimexType, WhenPrecision, WherePrecision
from geodata.synthetic import vocabulary
from geodata.synthetic.drawing import (
    Numbers,
    Reports,
    Whens,
    Wheres,
    World,
    draw_reports,
    draw_whens,
    draw_wheres,
    open_world,
)
from geodata.synthetic.telling import Booleans, Told, Words, digits, joined, lengths, printed, tell

Progress = Callable[[int, int, str], None]

EVENTS_AN_ARTICLE = 10
MOST = 100_000_000
REPORTS_A_PART = 10_000
NEAR_KM = 25.0
SITES = 24
"""Sites that the reports are published on; none of them exists."""


def write_synthetic(
    directory: Path, events: int, articles: int | None = None, seed: int = 1, progress: Progress | None = None
) -> Dataset:
    """Write a made-up dataset into a folder that has none yet; the same numbers and seed make the same dataset.

    Raises `DatasetError` where the folder holds a dataset or cannot be written, `ValueError` for numbers out of range.
    """
    if (directory / MANIFEST).exists():
        raise DatasetError(f"{directory} holds a dataset already; made-up events are not mixed with others")
    parts = synthetic_tables(events, articles, seed, progress)
    return write_parts(directory, parts, f"synthetic: dateline demo, seed {seed}")


def synthetic_tables(
    events: int, articles: int | None = None, seed: int = 1, progress: Progress | None = None
) -> Iterator[dict[str, pa.Table]]:
    """Yield the tables of a made-up dataset in parts, each with whole articles, in the order of their publication.

    Raises `ValueError` for numbers out of range.
    """
    count = max(1, events // EVENTS_AN_ARTICLE) if articles is None else articles
    for what, number, least in (("events", events, 0), ("articles", count, 1)):
        if not least <= number <= MOST:
            raise ValueError(f"the number of {what} must lie between {least} and {MOST:,}, and {number:,} does not")
    if seed < 0:
        raise ValueError(f"the seed must not be negative, and {seed} is")
    return _parts(events, count, seed, progress or (lambda _done, _total, _name: None))


def _parts(events: int, count: int, seed: int, progress: Progress) -> Iterator[dict[str, pa.Table]]:
    world = open_world()
    reports = draw_reports(np.random.default_rng(seed), world, count)
    for first in range(0, count, REPORTS_A_PART):
        progress(first, count, "")
        number = np.arange(first, min(count, first + REPORTS_A_PART))
        some = Reports(reports.day[number], reports.town[number], reports.kind[number])
        share = events * (first + len(number)) // count - events * first // count
        yield _part(np.random.default_rng([seed, first]), world, some, number + 1, share)
    progress(count, count, "")


def _part(
    random: np.random.Generator, world: World, reports: Reports, number: Numbers, count: int
) -> dict[str, pa.Table]:
    """Return the tables of some reports, with so many events in all."""
    report = np.sort(random.integers(0, len(number), count))  # that tells of each event
    kind, status = _kinds(random, reports.kind[report]), _statuses(random, count)
    where = draw_wheres(random, world, reports.town[report])
    when = draw_whens(random, reports.day[report], np.isin(status, _AHEAD))

    names = pa.array([place.name for place in world.places])
    opening = joined("Synthetic report ", digits(number), ", made by dateline demo: nothing in it is true.\n\n")
    town = Words(names.take(pa.array(reports.town)), lengths(opening))
    day = Words(printed(reports.day), town.end + len(", "))
    heading = joined(opening, town.surface, ", ", day.surface, " (Synthetic) —")
    told = tell(random, names, kind, status, where, when, report, lengths(heading))

    ids = joined("synthetic-", pc.utf8_lpad(digits(number), len(str(MOST)), "0"))  # in the order of publication
    article = ids.take(pa.array(report))
    by_name, stated = where.place >= 0, when.stated
    exact, to_the_day = np.full(len(number), WherePrecision.EXACT), np.full(len(number), WhenPrecision.DAY)
    text = joined(heading, _by_report(told.paragraph, report, number))
    parts = {
        "articles": [_articles(ids, number, text, town, day, reports)],
        "toponyms": [
            _toponyms(world, ids, town, reports.town, exact, Role.DATELINE),
            _toponyms(
                world, article.filter(pa.array(by_name)), told.place.chosen(by_name), where.place[by_name],
                where.precision[by_name], Role.LOCATION,
            ),
        ],
        "timexes": [
            _timexes(ids, day, reports.day, reports.day, to_the_day),
            _timexes(
                article.filter(pa.array(stated)), told.time.chosen(stated), when.first[stated], when.last[stated],
                when.precision[stated],
            ),
        ],
        "events": [_events(random, world, article, report, kind, status, where, when, told)],
    }  # fmt: skip
    return {table: pa.concat_tables([SCHEMAS[table].empty_table(), *parts.get(table, ())]) for table in TABLES}


_AHEAD = [list(vocabulary.STATUSES).index(each) for each in vocabulary.AHEAD]
_STATUSES = pa.array([str(status) for status in vocabulary.STATUSES])
_KINDS = pa.array([str(kind) for kind in vocabulary.HAPPENINGS])


def _kinds(random: np.random.Generator, of_story: Numbers) -> Numbers:
    """Return the kinds of events: mostly that of their story, where there is one."""
    anything = random.integers(0, len(Kind), len(of_story))
    return np.where((of_story >= 0) & (random.random(len(of_story)) < 0.6), of_story, anything)


def _statuses(random: np.random.Generator, count: int) -> Numbers:
    return random.choice(len(Status), count, p=[share for share, _ in vocabulary.STATUSES.values()])


def _by_report(paragraphs: pa.Array, report: Numbers, number: Numbers) -> pa.Array:
    """Return the paragraphs of each report as one text."""
    offsets = np.searchsorted(report, np.arange(len(number) + 1)).astype(np.int32)
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), paragraphs), "")


def _articles(ids: pa.Array, number: Numbers, text: pa.Array, town: Words, day: Words, reports: Reports) -> pa.Table:
    count = len(number)
    kind = SCHEMAS["articles"].field("publication").type
    days = _days(reports.day)
    reading = _struct(kind.field("alternatives").type.value_type, date=days, odds=np.ones(count), reason="in the text")
    publication = _struct(
        kind,
        date=days,
        printed=day.surface,
        basis=Basis.DATELINE,
        evidence=_spans(day),
        alternatives=pa.ListArray.from_arrays(pa.array(np.arange(count + 1, dtype=np.int32)), reading),
        warnings=_none_of(kind.field("warnings").type, count),
    )
    site = digits(number % SITES + 1)
    return _table(
        "articles",
        id=ids,
        title=joined("Synthetic report ", digits(number), ": ", town.surface),
        text=text,
        url=joined("https://synthetic-", site, ".example/reports/", digits(number)),
        source=joined("synthetic report ", digits(number)),
        publication=publication,
    )  # fmt: skip


def _toponyms(world: World, article: pa.Array, said: Words, place: Numbers, precision: Numbers, role: Role) -> pa.Table:
    count = len(place)
    kind = SCHEMAS["toponyms"].field("alternatives").type
    return _table(
        "toponyms",
        article_id=article,
        start=said.start,
        end=said.end,
        surface=said.surface,
        role=role,
        recognition_score=np.ones(count),
        demonym=np.zeros(count, bool),
        descriptive=np.zeros(count, bool),
        place=_places(world).take(pa.array(place)),
        area=_areas(world, place, precision),
        basis=Basis.STATED,
        score=np.ones(count),
        alternatives=_none_of(kind, count),
        reason="synthetic",
    )


def _timexes(article: pa.Array, said: Words, first: Numbers, last: Numbers, precision: Numbers) -> pa.Table:
    month = pc.strftime(_days(first), "%Y-%m")
    value = pc.if_else(pa.array(precision == WhenPrecision.MONTH), month, _days(first).cast(pa.string()))
    return _table(
        "timexes",
        article_id=article,
        start=said.start,
        end=said.end,
        surface=said.surface,
        type=TimexType.DATE,
        value=value,
        anchored=np.ones(len(first), bool),
        first=_days(first),
        last=_days(last),
        precision=precision,
        reason="",
    )


def _events(
    random: np.random.Generator,
    world: World,
    article: pa.Array,
    report: Numbers,
    kind: Numbers,
    status: Numbers,
    where: Wheres,
    when: Whens,
    told: Told,
) -> pa.Table:
    count = len(kind)
    schema = SCHEMAS["events"]
    nowhere, undated, unstated = where.place < 0, when.precision == 0, ~when.stated
    among = np.arange(count) - np.searchsorted(report, report)
    return _table(
        "events",
        id=joined(article, ":", digits(among)),
        article_id=article,
        sentence=_spans(told.sentence),
        trigger=_spans(told.trigger),
        summary=told.cut.surface,
        kind=_KINDS.take(pa.array(kind)),
        status=_STATUSES.take(pa.array(status)),
        actors=_one_of_each(schema.field("actors").type, told.actor.surface, np.ones(count, bool)),
        area=_areas(world, where.place, where.precision),
        place_id=pa.array([place.id for place in world.places]).take(pa.array(where.place, mask=nowhere)),
        where_basis=_all_but(nowhere, Basis.STATED),
        where_evidence=_spans(told.place, nowhere),
        dated=~undated,
        first=_days(when.first, undated),
        last=_days(when.last, undated),
        when_precision=pa.array(when.precision, mask=undated),
        when_basis=pc.if_else(pa.array(unstated), _all_but(undated, Basis.DATELINE), _all_but(undated, Basis.STATED)),
        when_evidence=_spans(told.time, unstated),
        when_reason=pc.if_else(pa.array(unstated), _all_but(undated, "the day of publication"), _all_but(undated, "")),
        confidence=random.integers(50, 100, count) / 100,
        mentions=_one_of_each(schema.field("mentions").type, _spans(told.remark), random.random(count) < 0.15),
        quantities=_one_of_each(
            schema.field("quantities").type,
            _struct(
                schema.field("quantities").type.value_type,
                counted="people",
                best=told.victims,
                unit="",
                claimed=np.zeros(count, bool),
                evidence=_spans(told.hurt),
            ),
            told.victims > 0,
        ),
    )


def _places(world: World) -> pa.StructArray:
    kind = SCHEMAS["toponyms"].field("place").type
    return _struct(kind, **{field.name: pa.array([getattr(x, field.name) for x in world.places]) for field in kind})


def _areas(world: World, place: Numbers, precision: Numbers) -> pa.StructArray:
    """Return the areas of places, nulls for -1."""
    missing = place < 0
    lat, lon, radius_km = (
        np.array([getattr(each, name) for each in world.places])[place] for name in ("lat", "lon", "radius_km")
    )
    kind = SCHEMAS["events"].field("area").type
    return _struct(
        kind,
        missing,
        name=pa.array([each.name for each in world.places]).take(pa.array(place, mask=missing)),
        lat=lat,
        lon=lon,
        radius_km=radius_km + np.where(precision == WherePrecision.NEAR, NEAR_KM, 0.0),
        precision=precision,
        sites=_none_of(kind.field("sites").type, len(place)),
    )


def _table(table: str, /, **columns: Any) -> pa.Table:
    """Return a table; a value that is no column stands in every row, and what is left out is null there."""
    schema = SCHEMAS[table]
    return pa.Table.from_struct_array(_struct(pa.struct(list(schema)), **columns)).cast(schema)


def _struct(kind: pa.StructType, missing: Booleans | None = None, /, **columns: Any) -> pa.StructArray:
    """Return structs of columns, nulls where `missing`; a value that is no column stands in all, null if left out."""
    count = next(len(column) for column in columns.values() if isinstance(column, (pa.Array, np.ndarray)))
    arrays = [
        (pa.array(column) if isinstance(column, (pa.Array, np.ndarray)) else pa.repeat(pa.scalar(column), count)).cast(
            kind.field(name).type
        )
        for name, column in ((field.name, columns.get(field.name)) for field in kind)
    ]
    return pa.StructArray.from_arrays(arrays, fields=list(kind), mask=None if missing is None else pa.array(missing))


def _spans(words: Words, missing: Booleans | None = None) -> pa.StructArray:
    return _struct(SCHEMAS["events"].field("sentence").type, missing, start=words.start, end=words.end)


def _days(days: Numbers, missing: Booleans | None = None) -> pa.Array:
    return pa.array(days.astype(np.int32), mask=missing).cast(pa.date32())


def _all_but(missing: Booleans, text: str) -> pa.Array:
    return pc.if_else(pa.array(missing), None, pa.scalar(str(text)))


def _none_of(kind: pa.ListType, count: int) -> pa.ListArray:
    return _one_of_each(kind, pa.nulls(count, kind.value_type), np.zeros(count, bool))


def _one_of_each(kind: pa.ListType, values: pa.Array, which: Booleans) -> pa.ListArray:
    """Return lists that hold a value each, or none where it isn't chosen."""
    offsets = np.concatenate([[0], np.cumsum(which)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values.filter(pa.array(which)).cast(kind.value_type)).cast(kind)
