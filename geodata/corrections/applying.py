"""Corrections laid over a dataset: the result is a dataset like any other, whose events are corrected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc

from geodata import queries
from geodata.columns import places_of, put_in_place
from geodata.corrections.log import FILE, parse, read
from geodata.corrections.records import Correction, Entry, Field, PlaceValue, TimeValue, standing
from geodata.dataset import (
    SCHEMAS,
    Address,
    Dataset,
    Part,
    load_table,
    read_dataset,
    storage_at,
    tables_of,
    with_events_part,
)
from geodata.records import Annotation, Basis, Event, EventPlace, EventTime, Kind, Span, Status

MOST_REWRITTEN_KEPT = 64
"""Files of corrected events kept in a folder beside those in use; each reader of a read-only dashboard has some."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A dataset with its corrections applied, and which they are.

    `applied` holds them by article and event id, in the dataset's present ids; `lost` are those whose event is not
    there, be it that the article is not, or that it is read in another way now. `rows` are the corrected events as
    the dataset's table has them; each stands where the uncorrected one stood.
    """

    dataset: Dataset
    applied: dict[tuple[str, str], tuple[Correction, ...]]
    lost: tuple[Correction, ...]
    rows: pa.Table = field(default_factory=SCHEMAS["events"].empty_table, compare=False, repr=False)


def written_over(dataset: Dataset, corrections: Sequence[Correction], directory: Path) -> Corrected:
    """Apply corrections to a dataset; those parts that hold corrected events are written anew to files in `directory`.

    Without corrections it is the dataset itself. Raises `DatasetError`.
    """
    found, lost, read = _found(dataset, corrections)
    rows = _rows_of([corrected_event(event, given) for event, given in found.values()], read)
    applied = {key: tuple(given) for key, (_, given) in found.items()}
    if not applied:
        return Corrected(dataset, {}, lost, rows)
    for part in dataset.parts["events"]:
        dataset = _part_over(dataset, part, rows, directory)
    _remove_oldest(directory, spared={part.path for part in dataset.parts["events"]})
    return Corrected(dataset, applied, lost, rows)


def _part_over(dataset: Dataset, part: Part, rows: pa.Table, directory: Path) -> Dataset:
    """Return the dataset with corrected events in place of a part's own: itself where the part has none of them."""
    alone = replace(dataset, parts=dataset.parts | {"events": (part,)})
    places = places_of(load_table(alone, "events", ["article_id", "id"]), rows)
    if not places:
        return dataset
    own = rows.take(pa.array(places.values()))
    digest = sha256(repr((part.path, own.to_pylist())).encode("utf-8", "replace")).hexdigest()[:16]
    target = directory / f"corrected-{digest}.parquet"
    if target.exists():
        target.touch()  # what was not used for longest is removed first
        return with_events_part(dataset, part, target)
    directory.mkdir(parents=True, exist_ok=True)
    corrected = put_in_place(load_table(alone, "events"), list(places), own)
    return with_events_part(dataset, part, target, corrected)


@contextmanager
def opened(directory: Address) -> Iterator[Corrected]:
    """Open the dataset of a folder or address with the corrections beside it, for as long as the context lasts.

    Lines that cannot be read are left out. Raises `DatasetError`.
    """
    dataset = read_dataset(directory)
    entries = _entries_beside(dataset)
    with TemporaryDirectory(prefix="dateline-") as scratch:
        yield written_over(dataset, standing(entries), Path(scratch))


def _entries_beside(dataset: Dataset) -> tuple[Entry, ...]:
    if isinstance(dataset.directory, Path):
        return read(dataset.directory / FILE).entries
    try:
        return parse(storage_at(dataset.directory).read(FILE)[0]).entries
    except OSError:
        return ()


Found = dict[tuple[str, str], tuple[Event, list[Correction]]]


def _found(
    dataset: Dataset, corrections: Iterable[Correction]
) -> tuple[Found, tuple[Correction, ...], dict[str, Annotation | None]]:
    """Return the events that corrections mean, by article and id, those that mean none, and the articles read."""
    found: Found = {}
    lost = []
    read: dict[str, Annotation | None] = {}
    for correction in corrections:
        event = _find(dataset, correction, read)
        if event is None:
            lost.append(correction)
        else:
            found.setdefault((event.article_id, event.id), (event, []))[1].append(correction)
    return found, tuple(lost), read


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


def _remove_oldest(directory: Path, spared: set[Address]) -> None:
    files = sorted(set(directory.glob("corrected-*.parquet")) - spared, key=lambda file: file.stat().st_mtime)
    for file in files[:-MOST_REWRITTEN_KEPT]:
        file.unlink(missing_ok=True)
