"""WARC files of news crawls → the pages of HTML that were answered in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geodata.articles import MOST_BYTES, printable
from geodata.sources.source import HeldPage, Source, Unreadable

_PAGE_TYPES = ("text/html", "application/xhtml+xml")


def read_warc(path: Path, name: str) -> Iterator[Source]:
    """Yield the pages of a WARC file, compressed or not; other records are passed over.

    A file that breaks off or is damaged gives what comes before that, and says so.
    """
    # Only here: few read WARC files.
    from warcio.archiveiterator import ArchiveIterator

    records = 0
    try:
        with path.open("rb") as handle:
            for record in ArchiveIterator(handle):
                if record.format != "warc":
                    break
                records += 1
                if _is_page(record):
                    yield _page(record, name)
    except Exception as error:  # a parser fed with anything at all
        whole = "non-chunked" in str(error)
        why = "its records are not compressed one by one; warcio recompress mends that" if whole else _reason(error)
        yield name, Unreadable(f"{path.name} cannot be read on after {records} records: {why}")
        return
    if not records:
        yield name, Unreadable(f"{path.name} holds no WARC record")


def _is_page(record: Any) -> bool:
    answer = record.http_headers
    if record.rec_type != "response" or answer is None or answer.get_statuscode() != "200":
        return False
    return (answer.get_header("Content-Type") or "").split(";")[0].strip().lower() in _PAGE_TYPES


def _page(record: Any, name: str) -> Source:
    url = printable(record.rec_headers.get_header("WARC-Target-URI") or "")
    shown = f"{name}#{url}"
    try:
        data = _first_bytes(record.content_stream())
        is_whole = record.raw_stream.limit == 0 or len(data) > MOST_BYTES
    except Exception as error:  # what is compressed or cut in pieces may be damaged in any way
        return shown, Unreadable(f"the page is damaged: {type(error).__name__}")
    if len(data) > MOST_BYTES:
        return shown, Unreadable(f"the page has more than {MOST_BYTES / 1e6:.0f} MB")
    return shown, HeldPage(data, shown, url) if is_whole else Unreadable("the page breaks off: the file was cut short")


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or type(error).__name__)


def _first_bytes(stream: Any) -> bytes:
    """Return what is in a stream, but for no more than one byte over the limit: little may unfold to much."""
    data = bytearray()
    while len(data) <= MOST_BYTES and (chunk := stream.read(min(65_536, MOST_BYTES + 1 - len(data)))):
        data += chunk
    return bytes(data)
