"""RSS and Atom → entries, and an entry → its article: its own text where the feed holds all of it, or else its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

from geodata.articles import printable
from geodata.errors import ArticleError, FetchError
from geodata.pages import LONGEST_TITLE
from geodata.sources.source import HeldPage, Source, Unreadable
from geodata.sources.visiting import Visitor

WHOLE_TEXT = 1500  # characters of markup; entries with less are teasers for a page
_SNIFFED = 1000
_FEED_ROOTS = (b"<rss", b"<feed", b"<rdf:rdf")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one article; `key` tells it from the feed's others, `markup` is the text it came with."""

    key: str
    url: str | None
    title: str | None
    printed: str | None
    markup: str


def is_feed(data: bytes) -> bool:
    """Tell whether bytes begin as RSS or Atom do."""
    head = data[:_SNIFFED].lower().replace(b"\0", b"")  # UTF-16, too
    return any(root in head for root in _FEED_ROOTS) and b"<html" not in head


def read_feed(data: bytes, name: str, url: str = "") -> tuple[Entry, ...]:
    """Return the entries of a feed as they stand in it. Raises `ArticleError` where the bytes are none.

    `url` is what the entries' addresses are relative to.
    """
    # Only here: it takes a tenth of a second to import.
    import feedparser

    try:
        # From a file: feedparser would take bytes for the name of one. Its parts fail in many ways.
        found = feedparser.parse(BytesIO(data), response_headers={"content-location": url} if url else None)
        entries = [_entry(entry, url) for entry in found.entries]
    except Exception as error:
        raise ArticleError(f"{name} cannot be read as a feed: {type(error).__name__}") from error
    if not entries and (found.bozo or not found.version):
        raise ArticleError(f"{name} is no feed of RSS or Atom, or breaks off before its first entry")
    return tuple({entry.key: entry for entry in entries if entry.key}.values())


def _entry(entry: Any, base: str) -> Entry:
    url = _absolute(entry.get("link") or "", base)
    texts = [*(part.get("value") or "" for part in entry.get("content") or ()), entry.get("summary") or ""]
    title = printable(entry.get("title") or "")[:LONGEST_TITLE] or None
    printed = printable(entry.get("published") or entry.get("updated") or "")[:100] or None
    key = url or printable(entry.get("id") or "") or title or ""
    return Entry(key, url, title, printed, max(texts, key=len))


def _absolute(link: str, base: str) -> str | None:
    """Return the address of a page, or `None` where a link is to something else, the feed itself included."""
    try:
        url = urljoin(base, link)
        return printable(url) if url != base and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def entry_name(entry: Entry, feed: str) -> str:
    """Return what an entry's article is said to come from: its address, or its place in the feed."""
    return entry.url or f"{feed}#{entry.key}"


def entry_source(entry: Entry, feed: str, visitor: Visitor) -> Source:
    """Return an entry's article; asks for its page where the feed has no more than a teaser of it."""
    name = entry_name(entry, feed)
    if len(entry.markup) < WHOLE_TEXT and entry.url:
        try:
            page = visitor.get(entry.url)
        except FetchError as error:
            return name, Unreadable(str(error))
        return name, HeldPage(page.data, name, page.url, entry.title, entry.printed)
    if not entry.markup.strip():
        return name, Unreadable("this entry of the feed has neither the address of a page nor a text")
    page_of_entry = f"<html><body><article><h1>{escape(entry.title or '')}</h1>{entry.markup}</article></body></html>"
    return name, HeldPage(page_of_entry.encode("utf-8", "replace"), name, entry.url, entry.title, entry.printed)


def read_address(url: str, visitor: Visitor) -> Iterator[Source]:
    """Yield the article of a page's address, or those of a feed's."""
    try:
        page = visitor.get(url)
    except FetchError as error:
        yield url, Unreadable(str(error))
        return
    if is_feed(page.data):
        yield from feed_articles(page.data, url, page.url, visitor)
    else:
        yield url, HeldPage(page.data, url, page.url)


def feed_articles(data: bytes, name: str, url: str, visitor: Visitor) -> Iterator[Source]:
    """Yield the articles of a feed's entries."""
    try:
        entries = read_feed(data, name, url)
    except ArticleError as error:
        yield name, Unreadable(str(error))
        return
    for entry in entries:
        yield entry_source(entry, name, visitor)
