"""What geocoders have answered, kept on disk and shared by all of a user's processes.

It also hands out the times at which a host may be called next, so that several processes together keep its limit.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from getpass import getuser
from pathlib import Path
from typing import Any, Self, TypeVar

from geodata.errors import GazetteerError
from geodata.gazetteer.geocoder_answers import GeocoderAnswer
from geodata.records import Place

_log = logging.getLogger(__name__)
_FILE = "geocoder-1.sqlite"  # the number is the format's
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    host TEXT, question TEXT, answers TEXT NOT NULL, asked_at REAL NOT NULL, PRIMARY KEY (host, question));
CREATE TABLE IF NOT EXISTS turns (host TEXT PRIMARY KEY, next_at REAL NOT NULL);
"""
_DAY = 86_400.0
_LONGEST_QUEUE = 300.0  # seconds; a turn further off was handed out before the clock was set back
_BUSY_SECONDS = 10.0
_Result = TypeVar("_Result")


def cache_directory(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where caches go: DATELINE_CACHE, else the user's own place for them on this system."""
    if given := environment.get("DATELINE_CACHE", "").strip():
        return Path(given)
    if sys.platform == "win32":
        base = Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    directory = base / "dateline"
    return directory if _is_writable(directory) else Path(tempfile.gettempdir()) / f"dateline-cache-{getuser()}"


def _is_writable(directory: Path) -> bool:
    existing = next(path for path in (directory, *directory.parents) if path.exists())
    return existing.is_dir() and os.access(existing, os.W_OK)


@dataclass(frozen=True, slots=True)
class GeocoderCache:
    """Answers by host and question, none of them older than `keep_days`; an empty answer is kept as well.

    A connection is opened for each use: it is nothing beside a call over the network, and holds across threads and
    forks. A file that is damaged is set aside and made anew; on a full or read-only disk nothing is kept.
    """

    path: Path
    keep_days: float

    @classmethod
    def open(cls, directory: Path, keep_days: float, now: float) -> Self:
        """Make the cache if it is not there and drop what is too old. Raises `GazetteerError` where none can be."""
        cache = cls(directory / _FILE, keep_days)
        try:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            cache._run(lambda db: db.execute("DELETE FROM answers WHERE asked_at <= ?", (now - keep_days * _DAY,)))
        except (OSError, sqlite3.Error) as error:
            raise GazetteerError(
                f"the geocoder's cache cannot be kept in {directory}: {error}; set DATELINE_CACHE to a folder that can "
                "be written"
            ) from error
        return cache

    def get(self, host: str, question: str, now: float) -> tuple[GeocoderAnswer, ...] | None:
        """Return what a host answered, or `None` if it was not asked or too long ago."""
        sql = "SELECT answers FROM answers WHERE host = ? AND question = ? AND asked_at > ?"
        try:
            row = self._run(lambda db: db.execute(sql, (host, question, now - self.keep_days * _DAY)).fetchone())
            return None if row is None else tuple(_answer(fields) for fields in json.loads(row[0]))
        except (sqlite3.Error, TypeError, ValueError, KeyError) as error:
            _log.debug("no answer from the geocoder's cache: %s", error)
            return None

    def put(self, host: str, question: str, answers: tuple[GeocoderAnswer, ...], now: float) -> None:
        """Keep what a host answered."""
        if self.keep_days <= 0:
            return
        row = (host, question, json.dumps([asdict(answer) for answer in answers]), now)
        try:
            self._run(lambda db: db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", row))
        except sqlite3.Error as error:
            _log.debug("not kept in the geocoder's cache: %s", error)

    def wait_for_turn(self, host: str, every: float, now: float) -> float:
        """Take the next turn to call a host, and return how many seconds it is off."""

        def take(db: sqlite3.Connection) -> float:
            row = db.execute("SELECT next_at FROM turns WHERE host = ?", (host,)).fetchone()
            turn = row[0] if row and now < row[0] <= now + _LONGEST_QUEUE else now
            db.execute("INSERT OR REPLACE INTO turns VALUES (?, ?)", (host, turn + every))
            return float(turn - now)

        try:
            return self._run(take)
        except sqlite3.Error:
            return every

    def _run(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Return what some work on the database gives; a damaged file is set aside first."""
        try:
            with self._connection() as db:
                return work(db)
        except sqlite3.DatabaseError as error:
            if not _tells_damage(error):
                raise
            self._set_aside()
            with self._connection() as db:
                return work(db)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)) as db:
            db.executescript(_SCHEMA)
            db.execute("BEGIN IMMEDIATE")
            with db:
                yield db

    def _set_aside(self) -> None:
        aside = self.path.with_name(self.path.name + ".damaged")
        _log.warning("the geocoder's cache %s is damaged; it is set aside as %s", self.path, aside.name)
        try:
            self.path.with_name(self.path.name + "-journal").unlink(missing_ok=True)  # or it is played into the new one
            self.path.replace(aside)
        except OSError as error:  # another process was first
            _log.debug("%s", error)


def _tells_damage(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _answer(fields: dict[str, Any]) -> GeocoderAnswer:
    return GeocoderAnswer(Place(**fields["place"]), tuple(fields["names"]))
