"""Feeds → a dataset that is kept current.

What was seen of each feed is noted in a small file beside the dataset, after the articles are stored. A stop between
the two loses nothing, as the entry is read again, and repeats nothing, as it is recognised by its address.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from time import monotonic, sleep

from filelock import FileLock, Timeout

from geodata.batch import known_of, read_sources
from geodata.dataset import MANIFEST, Address, storage_at
from geodata.dataset.storage import ChangedMeanwhileError, Local, Storage
from geodata.duplicates import Known
from geodata.errors import ArticleError, FetchError, WatchError
from geodata.pipeline import Pipeline
from geodata.sources.feeds import Entry, entry_name, entry_source, read_feed
from geodata.sources.visiting import Visitor

STATE = "watch.json"
LOCK = ".watch.lock"
_VERSION = 1
_STORED_AT_ONCE = 20  # entries; what a stop may have asked for in vain
_TRIES = 3
"""Rounds in which an entry that cannot be read is tried, before it is left alone."""
_LONGEST_WAIT = timedelta(days=1)
"""No host is left alone for longer, whatever it says; a later time was noted by a clock that has been set back."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """What was seen of a feed.

    `etag` and `last_modified` came with the answer whose entries are all through. `not_before` is when the host may be
    asked again, where it said so (ISO 8601, UTC). `tries` is how often each entry of that answer has failed: 0 is a
    stored one. `failure` is why the feed could not be read, if it couldn't.
    """

    etag: str | None = None
    last_modified: str | None = None
    not_before: str | None = None
    tries: Mapping[str, int] = field(default_factory=dict)
    failure: str | None = None

    def is_through(self, key: str) -> bool:
        """Tell whether an entry needs no more reading."""
        tries = self.tries.get(key)
        return tries is not None and (tries == 0 or tries >= _TRIES)


@dataclass(frozen=True, slots=True)
class Round:
    """What came of asking a feed once: numbers of articles stored, of copies among them, and what failed and why."""

    feed: str
    articles: int = 0
    copies: int = 0
    failures: tuple[tuple[str, str], ...] = ()


def watch(
    feeds: Sequence[str],
    directory: Address,
    *,
    every: timedelta | None = timedelta(minutes=15),
    visitor: Visitor | None = None,
    pipeline: Pipeline | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    wait: Callable[[float], object] = sleep,
) -> Iterator[Round]:
    """Read what is new in feeds into the dataset of a folder, round after round, and yield what came of each feed.

    `every` is the time between the beginnings of two rounds; `None`: one round only. `now` and `wait` are for tests to
    replace. Raises `WatchError` where another process watches for the same dataset, or what was noted cannot be read
    or written, and what `read_sources` raises.
    """
    storage = storage_at(directory)
    with _alone(storage):
        noted = _Noted(storage)
        known = known_of(directory)
        visitor, pipeline = visitor or Visitor(), pipeline or Pipeline.load()
        while True:
            begun = monotonic()
            for feed in dict.fromkeys(feeds):
                if _may_be_asked(noted.of(feed), now()):
                    yield _ask(feed, directory, noted, known, visitor, pipeline, now())
            if every is None:
                return
            wait(max(0.0, every.total_seconds() - (monotonic() - begun)))


def _may_be_asked(state: FeedState, now: datetime) -> bool:
    if state.not_before is None:
        return True
    left = datetime.fromisoformat(state.not_before) - now
    return left <= timedelta() or left > _LONGEST_WAIT


def _ask(
    feed: str, directory: Address, noted: _Noted, known: Known, visitor: Visitor, pipeline: Pipeline, now: datetime
) -> Round:
    """Ask a feed for its entries, store those that are new, and note it."""
    state = noted.of(feed)
    try:
        page = visitor.get(feed, etag=state.etag, last_modified=state.last_modified)
        if page.unchanged:
            noted.note(feed, replace(state, not_before=None, failure=None))
            return Round(feed)
        entries = read_feed(page.data, feed, page.url)
    except (ArticleError, FetchError) as error:
        noted.note(feed, replace(state, not_before=_not_before(error, now), failure=str(error)))
        return Round(feed, failures=((feed, str(error)),))
    result = Round(feed)
    state = FeedState(tries={entry.key: state.tries[entry.key] for entry in entries if entry.key in state.tries})
    for some in _chunks(_unread(entries, feed, state, known), _STORED_AT_ONCE):
        reading = read_sources(
            (entry_source(entry, feed, visitor) for entry in some), directory, None, pipeline, known=known
        )
        failed = {failure.article_id: failure.message for failure in reading.failures}
        state = replace(state, tries={**state.tries, **{e.key: _tries(e, feed, state, failed) for e in some}})
        noted.note(feed, state)
        result = Round(
            feed,
            result.articles + reading.articles - reading.copies,
            result.copies + reading.copies,
            (*result.failures, *failed.items()),
        )
    if next(_unread(entries, feed, state, known), None) is None:
        state = replace(state, etag=page.etag, last_modified=page.last_modified)
    noted.note(feed, state)
    return result


def _unread(entries: Iterable[Entry], feed: str, state: FeedState, known: Known) -> Iterator[Entry]:
    for entry in entries:
        if not state.is_through(entry.key) and not known.holds(entry_name(entry, feed)):
            yield entry


def _tries(entry: Entry, feed: str, state: FeedState, failed: Mapping[str, str]) -> int:
    return state.tries.get(entry.key, 0) + 1 if entry_name(entry, feed) in failed else 0


def _not_before(error: Exception, now: datetime) -> str | None:
    seconds = getattr(error, "retry_after", None)
    return None if seconds is None else (now + min(timedelta(seconds=seconds), _LONGEST_WAIT)).isoformat()


def _chunks(entries: Iterator[Entry], size: int) -> Iterator[list[Entry]]:
    while chunk := list(islice(entries, size)):
        yield chunk


@contextmanager
def _alone(storage: Storage) -> Iterator[None]:
    """Keep other watchers of the same dataset out; the lock of a process that died is free at once.

    Elsewhere than in a folder nobody can: there the second to note something finds that another has.
    """
    if not isinstance(storage, Local):
        yield
        return
    try:
        storage.root.mkdir(parents=True, exist_ok=True)
        with FileLock(storage.root / LOCK, timeout=0):
            yield
    except Timeout as error:
        raise WatchError(
            f"another dateline watch keeps the dataset in {storage.root} current; stop it first"
        ) from error


class _Noted:
    """What was seen of each feed, in a file that is replaced in one step whenever something changes."""

    def __init__(self, storage: Storage) -> None:
        """Read what was noted beside a dataset; what was seen of entries counts for nothing without the dataset."""
        self._storage = storage
        self._feeds: dict[str, FeedState] = {}
        self._version: str | None = None
        try:
            if storage.holds(STATE):
                data, self._version = storage.read(STATE)
                self._feeds = _feed_states(data)
            if not storage.holds(MANIFEST):
                self._feeds = {feed: FeedState(not_before=state.not_before) for feed, state in self._feeds.items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise WatchError(
                f"{storage.at(STATE)} cannot be read ({error}); remove it: stored articles are recognised without it"
            ) from error

    def of(self, feed: str) -> FeedState:
        return self._feeds.get(feed, FeedState())

    def note(self, feed: str, state: FeedState) -> None:
        """Note what was seen of a feed; returns when it is on disk."""
        if self._feeds.get(feed) == state:
            return
        self._feeds[feed] = state
        noted = {"version": _VERSION, "feeds": {name: asdict(each) for name, each in self._feeds.items()}}
        try:
            self._storage.replace(STATE, json.dumps(noted, indent=1, ensure_ascii=False).encode(), self._version)
            self._version = self._storage.read(STATE)[1]
        except ChangedMeanwhileError as error:
            raise WatchError("another dateline watch keeps the same dataset current; stop it first") from error
        except OSError as error:
            raise WatchError(f"{self._storage.at(STATE)} cannot be written: {error.strerror or error}") from error


def _feed_states(data: bytes) -> dict[str, FeedState]:
    """Return what a file says of feeds. Raises one of many errors where it is none of ours."""
    noted = json.loads(data)
    if noted["version"] != _VERSION:
        raise ValueError(f"version {noted['version']}")
    return {feed: FeedState(**state) for feed, state in noted["feeds"].items()}
