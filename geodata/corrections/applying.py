"""Corrections laid over a dataset: the result is a dataset like any other, whose events are corrected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc

from geodata import queries
from geodata.corrections.log import FILE, read
from geodata.corrections.records import Correction, Field, PlaceValue, TimeValue, standing
from geodata.dataset import Dataset, load_table, read_dataset, tables_of, with_events
from geodata.records import Annotation, Basis, Event, EventPlace, EventTime, Kind, Span, Status

MOST_REWRITTEN_KEPT = 16
"""Files of corrected events kept in a folder; each reader of a read-only dashboard may have one."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A dataset with its corrections applied, and which they are.

    `applied` holds them by article and event id, in the dataset's present ids; `lost` are those whose event is not
    there, be it that the article is not, or that it is read in another way now.
    """

    dataset: Dataset
    applied: dict[tuple[str, str], tuple[Correction, ...]]
    lost: tuple[Correction, ...]


def written_over(dataset: Dataset, corrections: Sequence[Correction], directory: Path) -> Corrected:
    """Apply corrections to a dataset, whose corrected events are written to a file in `directory`.

    Without corrections it is the dataset itself. Raises `DatasetError`.
    """
    if not corrections:
        return Corrected(dataset, {}, ())
    table, applied, lost = corrected_table(dataset, corrections)
    if not applied:
        return Corrected(dataset, {}, lost)
    digest = sha256(repr((dataset, corrections)).encode("utf-8", "replace")).hexdigest()[:16]
    path = directory / f"corrected-{digest}.parquet"
    if path.exists():
        files = dataset.files | {"events": (path,)}
        return Corrected(replace(dataset, files=files), applied, lost)
    directory.mkdir(parents=True, exist_ok=True)
    _remove_oldest(directory)
    return Corrected(with_events(dataset, table, path), applied, lost)


@contextmanager
def opened(directory: Path) -> Iterator[Corrected]:
    """Open the dataset of a folder with the corrections beside it, for as long as the context lasts.

    Lines that cannot be read are left out. Raises `DatasetError`.
    """
    dataset = read_dataset(directory)
    entries = read(directory / FILE).entries
    with TemporaryDirectory(prefix="dateline-") as scratch:
        yield written_over(dataset, standing(entries), Path(scratch))


def corrected_table(
    dataset: Dataset, corrections: Iterable[Correction]
) -> tuple[pa.Table, dict[tuple[str, str], tuple[Correction, ...]], tuple[Correction, ...]]:
    """Return the events' table with corrections applied, which were, and which found no event."""
    found: dict[tuple[str, str], tuple[Event, list[Correction]]] = {}
    lost = []
    read: dict[str, Annotation | None] = {}
    for correction in corrections:
        event = _find(dataset, correction, read)
        if event is None:
            lost.append(correction)
        else:
            found.setdefault((event.article_id, event.id), (event, []))[1].append(correction)
    whole = load_table(dataset, "events")
    if not found:
        return whole, {}, tuple(lost)
    changed = [corrected_event(event, given) for event, given in found.values()]
    rows = pa.concat_tables([_rows_of(changed, read), _without(whole, set(found))])
    return rows, {key: tuple(given) for key, (_, given) in found.items()}, tuple(lost)


def corrected_event(event: Event, corrections: Iterable[Correction]) -> Event:
    """Return an event with corrections applied, the later over the earlier."""
    for correction in corrections:
        match correction.field, correction.after:
            case Field.KIND, Kind() as kind:
                event = replace(event, kind=kind)
            case Field.STATUS, Status() as status:
                event = replace(event, status=status)
            case Field.WHERE, PlaceValue(area, place_id):
                evidence = event.where.evidence if event.where else event.trigger
                event = replace(event, where=EventPlace(area, place_id, Basis.CORRECTED, evidence))
            case Field.WHERE, None:
                event = replace(event, where=None)
            case Field.WHEN, TimeValue(interval, precision):
                words = event.when.evidence if event.when else None
                event = replace(event, when=EventTime(interval, precision, Basis.CORRECTED, words))
            case Field.WHEN, None:
                event = replace(event, when=None)
    return event


def _rows_of(events: Sequence[Event], read: dict[str, Annotation | None]) -> pa.Table:
    """Return the rows of events, as the dataset writes them."""
    annotations = []
    for article_id in {event.article_id for event in events}:
        annotation = read[article_id]
        assert annotation is not None
        own = tuple(event for event in events if event.article_id == article_id)
        annotations.append(replace(annotation, toponyms=(), timexes=(), events=own))
    return tables_of(annotations, ())["events"]


def _without(table: pa.Table, keys: set[tuple[str, str]]) -> pa.Table:
    """Return the table without the rows of some events; only rows with one of their ids are looked at one by one."""
    same_id = pc.is_in(table["id"], pa.array([event_id for _, event_id in keys], pa.string()))
    alike = table.filter(same_id)
    pairs = zip(alike["article_id"].to_pylist(), alike["id"].to_pylist(), strict=True)
    kept = alike.filter(pa.array([pair not in keys for pair in pairs], pa.bool_()))
    return pa.concat_tables([table.filter(pc.invert(same_id)), kept])


def _find(dataset: Dataset, correction: Correction, read: dict[str, Annotation | None]) -> Event | None:
    """Return the event that a correction means: in its own article, else in the one article that has its words."""
    article_id = correction.article_id
    if article_id not in read:
        read[article_id] = _annotation(dataset, article_id)
    annotation = read[article_id]
    if annotation is not None:
        return event_at(annotation, correction)
    texts = load_table(dataset, "articles", ["id", "text"])
    alike = texts.filter(pc.match_substring(texts["text"], correction.quote))["id"].to_pylist()
    if len(alike) != 1:
        return None
    moved = read.setdefault(alike[0], _annotation(dataset, alike[0]))
    return None if moved is None else event_at(moved, correction)


def _annotation(dataset: Dataset, article_id: str) -> Annotation | None:
    try:
        return queries.annotation(dataset, article_id)
    except KeyError:
        return None


def event_at(annotation: Annotation, correction: Correction) -> Event | None:
    """Return the event whose trigger stands where the correction's stood in its quote."""
    text, quoted = annotation.article.text, correction.quoted
    start = quoted.start
    if text[start : quoted.end] != correction.quote:
        start = _nearest(text, correction.quote, quoted.start)
        if start < 0:
            return None
    shift = start - quoted.start
    trigger = Span(correction.trigger.start + shift, correction.trigger.end + shift)
    there = [e for e in annotation.events if e.trigger == trigger or e.trigger.overlaps(trigger)]
    there.sort(key=lambda e: (e.trigger != trigger, e.id != correction.event_id))
    return there[0] if there else None


def _nearest(text: str, words: str, start: int) -> int:
    """Return where some words begin, nearest to an offset, or -1."""
    after, before = text.find(words, start), text.rfind(words, 0, start + len(words))
    if after < 0 or before < 0:
        return max(after, before)
    return after if after - start <= start - before else before


def _remove_oldest(directory: Path) -> None:
    files = sorted(directory.glob("corrected-*.parquet"), key=lambda file: file.stat().st_mtime)
    for file in files[: -MOST_REWRITTEN_KEPT + 1]:
        file.unlink(missing_ok=True)
