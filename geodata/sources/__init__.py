"""Where articles come from: what a person names on the command line → sources, each of which gives one article.

A new kind is a module here whose function yields the sources of a file, and a row in `_KINDS` with its suffixes.
Nothing holds more than one article at a time: an archive of any size streams through.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from geodata.articles import MOST_BYTES, read_bytes, read_text
from geodata.errors import ArticleError
from geodata.sources.feeds import feed_articles, read_address
from geodata.sources.files import ARTICLE_SUFFIXES, ArticleFile, find_files, suffix_of
from geodata.sources.source import Held, Source, Unreadable
from geodata.sources.tables import Columns, Readable, line_articles, lines_of, read_json_lines, read_parquet
from geodata.sources.visiting import Visitor
from geodata.sources.warcs import read_warc

__all__ = ["FOLDER_SUFFIXES", "Columns", "Source", "Visitor", "is_address", "sources_of"]

STANDARD_INPUT = "-"
_JSON_LINES = frozenset({".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"})
_FEEDS = frozenset({".rss", ".atom", ".xml"})
_Reader = Callable[[Path, str, Columns, Visitor], Iterator[Source]]


def _one_article(path: Path, name: str, _columns: Columns, _visitor: Visitor) -> Iterator[Source]:
    yield name, ArticleFile(path, name)


def _feed_file(path: Path, name: str, _columns: Columns, visitor: Visitor) -> Iterator[Source]:
    try:
        data = read_bytes(path)
    except ArticleError as error:
        yield name, Unreadable(str(error))
        return
    yield from feed_articles(data, name, "", visitor)


_KINDS: tuple[tuple[frozenset[str], _Reader], ...] = (
    (ARTICLE_SUFFIXES, _one_article),
    (_JSON_LINES, lambda path, name, columns, _: read_json_lines(path, name, columns)),
    (frozenset({".parquet"}), lambda path, name, columns, _: read_parquet(path, name, columns)),
    (frozenset({".warc", ".warc.gz"}), lambda path, name, _columns, _visitor: read_warc(path, name)),
    (_FEEDS, _feed_file),
)
FOLDER_SUFFIXES = frozenset(chain.from_iterable(suffixes for suffixes, _ in _KINDS)) - _FEEDS
"""The suffixes of files that a folder is searched for; a feed is read where it is named, since it asks hosts."""


def is_address(name: str) -> bool:
    """Tell whether a person named a page or feed of the web rather than a file."""
    return name.lower().startswith(("http://", "https://"))


def sources_of(
    names: Iterable[str],
    columns: Columns | None = None,
    visitor: Visitor | None = None,
    standard_input: Readable | None = None,
) -> Iterator[Source]:
    """Yield the articles of files, folders, addresses of pages and feeds, and "-", standard input.

    What cannot be read is yielded, too, and says why when it is called. Of a file that is named and has an unknown
    suffix the text is read.
    """
    columns, visitor = columns or Columns(), visitor or Visitor()
    for name in names:
        if name == STANDARD_INPUT:
            yield from _from_stream(standard_input or sys.stdin.buffer, columns)
        elif is_address(name):
            yield from read_address(name, visitor)
        else:
            for path, shown in find_files(Path(name), FOLDER_SUFFIXES):
                yield from _reader_of(path)(path, shown, columns, visitor)


def _reader_of(path: Path) -> _Reader:
    suffix = suffix_of(path)
    return next((reader for suffixes, reader in _KINDS if suffix in suffixes), _one_article)


def _from_stream(stream: Readable, columns: Columns) -> Iterator[Source]:
    """Yield the articles of JSON Lines, or else the one article of a text."""
    lines = lines_of(stream)
    first = next(lines, b"")
    if first.lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
        yield from line_articles(chain([first], lines), "standard input", columns)
        return
    try:
        article = read_text(first + stream.read(MOST_BYTES), "standard input")
    except ArticleError as error:
        yield "standard input", Unreadable(str(error))
        return
    # Without a source: a second text that is given so stands beside the first, and does not replace it.
    yield "standard input", Held(replace(article, source=None))
