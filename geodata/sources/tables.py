"""Rows of articles, JSON Lines and Parquet: which field is the text, which the id, and what a row gives."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

from geodata.articles import MOST_BYTES, decode, id_of_text, printable, without_surrogates
from geodata.errors import ArticleError
from geodata.records import Article
from geodata.sources.source import Held, Source, Unreadable

_LONGEST_LINE = 6 * MOST_BYTES + 100_000  # JSON may write six bytes for a character
_ROWS_AT_ONCE = 64
_USUAL = {
    "text": ("text", "body", "content", "article", "maintext", "full_text", "fulltext", "plain_text", "article_text"),
    "id": ("id", "article_id", "guid", "uuid", "doc_id"),
    "title": ("title", "headline"),
    "date": (
        "published", "date", "published_at", "publish_date", "date_publish", "publication_date", "pubdate", "datetime",
    ),
    "url": ("url", "link", "href"),
}  # fmt: skip


class Readable(Protocol):
    """An open file of bytes, of whatever kind."""

    def read(self, size: int, /) -> bytes:
        """Return so many bytes, or what is left."""
        ...

    def readline(self, size: int, /) -> bytes:
        """Return a line, or its first so many bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a table, or field of a JSON line, holds what; `None`: the first that has a usual name."""

    text: str | None = None
    id: str | None = None
    title: str | None = None
    date: str | None = None
    url: str | None = None

    def named(self) -> tuple[str, ...]:
        """Return the columns that a person named."""
        return tuple(name for field in fields(self) if (name := getattr(self, field.name)) is not None)

    def among(self, present: Collection[str], name: str) -> dict[str, str]:
        """Return which of the columns that are present holds what. Raises `ArticleError` for one that is missing."""
        small = {column.lower(): column for column in reversed(list(present))}
        found = {}
        for what in (field.name for field in fields(self)):
            asked = getattr(self, what)
            if asked is not None and asked not in present:
                raise ArticleError(f"{name} has no column “{asked}”; it has {_listed(present)}")
            column = asked or next((small[usual] for usual in _USUAL[what] if usual in small), None)
            if column is not None:
                found[what] = column
        if "text" not in found:
            raise ArticleError(f"{name} has no column of texts; it has {_listed(present)}: name one by --text-column")
        return found


def _listed(present: Collection[str]) -> str:
    shown = [printable(column)[:60] for column in present]
    return ", ".join(shown[:30]) + (" …" if len(shown) > 30 else "") if shown else "none"


class Rows:
    """Turns the rows of one file into articles, and gives no id away twice.

    Two rows with the same id and the same text are one article; a row with the id of an earlier one and another text
    is an article beside it, whose id has the text's hash behind it.
    """

    def __init__(self, file: str) -> None:
        """Begin with no ids given away. `file` is the name to show of what the articles come from."""
        self._file = file
        self._texts: dict[int, int] = {}

    def article(self, row: Mapping[str, Any], columns: Mapping[str, str]) -> Article:
        """Return the article of a row. Raises `ArticleError` where it has no text."""
        values = {what: row.get(column) for what, column in columns.items()}
        text = values["text"]
        if not isinstance(text, str):
            raise ArticleError(f"“{columns['text']}” is missing or not text")
        if len(text) > MOST_BYTES:
            raise ArticleError(f"“{columns['text']}” has {len(text):,} characters, more than {MOST_BYTES:,}")
        if not text.strip():
            raise ArticleError(f"“{columns['text']}” is empty")
        text = without_surrogates(text)
        key = self._own_id(_id(values.get("id")), text)
        return Article(
            id=key,
            text=text,
            title=_text(values.get("title")),
            printed=_text(values.get("date")),
            url=_text(values.get("url")),
            source=f"{self._file}#{key}",
        )

    def _own_id(self, given: str | None, text: str) -> str:
        if given is None:
            return id_of_text(Path(self._file.split(".")[0]).name or "article", text)
        mark = _hash(text)
        return given if self._texts.setdefault(_hash(given), mark) == mark else id_of_text(given, text)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=7).digest(), "big")


def _id(value: Any) -> str | None:
    return None if (text := _text(value)) is None else text[:300]


def _text(value: Any) -> str | None:
    """Return what is known of an article as text; what is a list or an object is not known."""
    if value is None or value == "" or isinstance(value, dict | list | bytes):
        return None
    return value.isoformat() if isinstance(value, date) else printable(str(value))[:2000]  # a datetime is a date too


def read_json_lines(path: Path, name: str, columns: Columns) -> Iterator[Source]:
    """Yield the articles of JSON Lines, compressed or not; a line that is no article says why."""
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as handle:
            yield from line_articles(lines_of(handle), name, columns)
    except (OSError, EOFError, zlib.error) as error:
        yield name, Unreadable(f"{path.name} cannot be read on: {getattr(error, 'strerror', None) or error}")


def lines_of(handle: Readable) -> Iterator[bytes]:
    """Yield the lines of an open file; of one that is too long, no more than shows that it is."""
    while line := handle.readline(_LONGEST_LINE + 1):
        yield line
        while len(line) > _LONGEST_LINE and not line.endswith(b"\n"):
            line = handle.readline(_LONGEST_LINE + 1)


def line_articles(lines: Iterable[bytes], name: str, columns: Columns) -> Iterator[Source]:
    """Yield the articles of lines of JSON."""
    rows = Rows(name)
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST_LINE:
            yield f"{name}:{number}", Unreadable(f"line {number} has more than {_LONGEST_LINE / 1e6:.0f} MB")
        elif number == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff")):
            yield name, Unreadable(f"{name} is in UTF-16; JSON Lines are UTF-8")
            return
        elif line.strip():
            yield _line_source(line, number, name, rows, columns)


def _line_source(line: bytes, number: int, name: str, rows: Rows, columns: Columns) -> Source:
    shown = f"{name}:{number}"
    try:
        row = json.loads(decode(line, "the line"))
        if not isinstance(row, dict):
            raise ArticleError("not a JSON object")
        if (key := _id(row.get(columns.id or "id"))) is not None:
            shown = f"{name}#{key}"
        # A line may lack what others have; that it has no text is said by the next call.
        article = rows.article(row, columns.among([*row, *columns.named()], "the line"))
    except (ValueError, RecursionError) as error:  # an ArticleError is a ValueError
        why = error if isinstance(error, ArticleError) else f"not a line of JSON: {error}"
        return shown, Unreadable(f"line {number}: {why}")
    return article.source or shown, Held(article)


def read_parquet(path: Path, name: str, columns: Columns) -> Iterator[Source]:
    """Yield the articles of a Parquet file, of which no more than some rows are held at a time."""
    # Only here: it takes a tenth of a second to import.
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, buffer_size=1_000_000, pre_buffer=False) as table:
            found = columns.among(table.schema_arrow.names, name)
            rows, number = Rows(name), 0
            for batch in table.iter_batches(_ROWS_AT_ONCE, columns=list(found.values())):
                for row in batch.to_pylist():
                    number += 1
                    yield _row_source(row, number, name, rows, found)
    except ArticleError as error:
        yield name, Unreadable(str(error))
    except (OSError, pa.ArrowException, ValueError) as error:
        yield name, Unreadable(f"{path.name} cannot be read as Parquet: {str(error)[:300]}")


def _row_source(row: Mapping[str, Any], number: int, name: str, rows: Rows, found: Mapping[str, str]) -> Source:
    try:
        article = rows.article(row, found)
    except ArticleError as error:
        key = _id(row.get(found.get("id", "")))
        return f"{name}:{number}" if key is None else f"{name}#{key}", Unreadable(f"row {number}: {error}")
    return article.source or name, Held(article)
