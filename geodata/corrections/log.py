"""The file of corrections: lines are only ever added to its end, each in one step."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from geodata.corrections.lines import from_line, to_line
from geodata.corrections.records import Entry
from geodata.errors import CorrectionError

FILE = "corrections.jsonl"
"""The file's name; it lies beside the tables of a dataset and is none of them."""

MOST_BYTES = 10_000_000
MOST_PROBLEMS_NAMED = 5


@dataclass(frozen=True, slots=True)
class Log:
    """The entries of a file, oldest first, and what is wrong with the lines that could not be read."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()


def read(path: Path) -> Log:
    """Return what a file of corrections holds; a missing one holds nothing. Bad lines are problems, never errors."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return Log((), (f"{path.name} is larger than {MOST_BYTES / 1e6:.0f} MB and was not read",))
        data = path.read_bytes()
    except FileNotFoundError:
        return Log()
    except OSError as error:
        return Log((), (f"{path.name} cannot be opened: {error.strerror or error}",))
    return parse(data)


def parse(data: bytes) -> Log:
    """Return the entries of a file's bytes, whoever wrote them; of two with one id the first counts."""
    if len(data) > MOST_BYTES:
        return Log((), (f"the file is larger than {MOST_BYTES / 1e6:.0f} MB and was not read",))
    entries: dict[tuple[str, str], Entry] = {}
    problems: list[str] = []
    unnamed = 0
    # Only "\n" ends a line: `splitlines` would also cut at U+2028, which JSON may hold.
    for number, line in enumerate(data.decode("utf-8-sig", errors="replace").split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = from_line(line)
        except CorrectionError as error:
            if len(problems) < MOST_PROBLEMS_NAMED:
                problems.append(f"line {number}: {error}")
            else:
                unnamed += 1
            continue
        entries.setdefault((type(entry).__name__, entry.id), entry)
    if unnamed:
        problems.append(f"and {unnamed} more lines")
    return Log(tuple(entries.values()), tuple(problems))


def append(path: Path, entries: Iterable[Entry]) -> None:
    """Add entries to the end of a file, all of them or none. Raises `OSError` where it cannot be written."""
    lines = "".join(to_line(entry) + "\n" for entry in entries)
    if not lines:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # One write to a file opened for appending: two writers' lines never mix.
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
    try:
        before = os.fstat(handle).st_size
        data = _line_end_missing(handle, before) + lines.encode("ascii")
        written = os.write(handle, data)
        if written != len(data):  # the disk is full: half a line is no line
            os.ftruncate(handle, before)
            raise OSError(f"{path} could not be written whole: the disk may be full")
        os.fsync(handle)
    finally:
        os.close(handle)


def _line_end_missing(handle: int, size: int) -> bytes:
    """Return the line end that an interrupted writer, or an editor, left out."""
    if size == 0:
        return b""
    os.lseek(handle, size - 1, os.SEEK_SET)
    return b"" if os.read(handle, 1) == b"\n" else b"\n"
