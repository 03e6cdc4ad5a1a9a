"""Text and lines of JSON → articles, exactly as read; what cannot be read says why."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from geodata.errors import ArticleError
from geodata.records import Article, Span

MOST_BYTES = 5_000_000  # about 800,000 words: a long book; a longer file is no article
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")  # but for what lays out text
_SURROGATE = re.compile("[\ud800-\udfff]")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article from a JSON line, with the toponym spans it brought along, or `None` if it brought none.

    `raw_id` is the id as it stood in the line, of whatever JSON type.
    """

    article: Article
    raw_id: Any
    spans: tuple[Span, ...] | None


def read_text_file(path: Path, source: str | None = None) -> Article:
    """Return the article of a text file. Raises `ArticleError` where there is no text to read.

    Its id is made of the file's name and its text, so that the same text read twice is one article.
    """
    return read_text(read_bytes(path), source or path.name)


def read_bytes(path: Path) -> bytes:
    """Return what is in a file of one article. Raises `ArticleError` where it is too long or cannot be opened."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise ArticleError(
                f"{path.name} has {size / 1e6:.0f} MB, more than the {MOST_BYTES / 1e6:.0f} MB of the longest "
                "article; split it into articles"
            )
        with path.open("rb") as handle:
            return handle.read(MOST_BYTES + 1)  # a pipe or a device has no size, and may have no end
    except OSError as error:
        raise ArticleError(f"{path.name} cannot be opened: {error.strerror or error}") from error


def read_text(data: bytes | str, name: str, *, url: str | None = None) -> Article:
    """Return the article of a text. Raises `ArticleError` where there is none.

    Its id is made of the name's last part and the text, so that the same text read twice is one article.
    """
    if len(data) > MOST_BYTES:
        raise ArticleError(f"{name} has {len(data) / 1e6:.0f} MB, more than {MOST_BYTES / 1e6:.0f} MB")
    if isinstance(data, str):
        data = without_surrogates(data).encode()
    text = decode(data, name)
    return Article(id=id_of_text(Path(name).stem, text), text=text, url=url, source=printable(name))


def id_of_text(stem: str, text: str) -> str:
    """Return an id made of a short name and the text: the same text read twice has the same one."""
    return f"{printable(stem)}-{sha256(text.encode()).hexdigest()[:8]}"


def decode(data: bytes, name: str) -> str:
    """Return the text of a file's bytes, line ends as `\\n`. Raises `ArticleError` for empty or binary data.

    UTF-8 and what a byte-order mark announces are read as such, anything else as Windows-1252.
    """
    encoding = next((code for mark, code in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\0" in data:
        raise ArticleError(f"{name} is not text: it holds zero bytes")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        if _share_of_controls(text) > 0.02:  # compressed or binary data has a tenth or more
            raise ArticleError(f"{name} is not text in UTF-8 or Windows-1252") from None
    if not text.strip():
        raise ArticleError(f"{name} is empty")
    if _share_of_controls(text) > 0.1:
        raise ArticleError(f"{name} is not text: much of it is control characters")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _share_of_controls(text: str) -> float:
    return len(_CONTROL.findall(text)) / max(1, len(text))


def read_json_line(line: str) -> ArticleLine:
    """Return the article of a line of the contract. Raises `ArticleError` for what the contract lacks."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"not a line of JSON: {error}") from error
    if not isinstance(fields, dict):
        raise ArticleError("not a JSON object")
    text = fields.get("text")
    if not isinstance(text, str):
        raise ArticleError('"text" is missing or not a string')
    if len(text) > MOST_BYTES:
        raise ArticleError(f'"text" has {len(text):,} characters, more than {MOST_BYTES:,}')
    if "id" not in fields:
        raise ArticleError('"id" is missing')
    text = without_surrogates(text)
    article = Article(
        id=printable(str(fields["id"])),
        text=text,
        title=_optional_text(fields, "title"),
        printed=_optional_text(fields, "published"),
        url=_optional_text(fields, "url"),
        source=_optional_text(fields, "source"),
    )
    return ArticleLine(article, fields["id"], _given_spans(fields.get("toponyms"), len(text)))


def id_of_bad_line(line: str) -> Any:
    """Return the id of a line that could not be read as an article, or `None` if even that is not there."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return fields.get("id") if isinstance(fields, dict) else None


def _optional_text(fields: dict[str, Any], key: str) -> str | None:
    value = fields.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ArticleError(f'"{key}" is not a string')
    return without_surrogates(value)


def _given_spans(given: Any, length: int) -> tuple[Span, ...] | None:
    if given is None:
        return None
    if not isinstance(given, list):
        raise ArticleError('"toponyms" is not a list')
    return tuple(sorted({_given_span(item, length) for item in given}))


def _given_span(item: Any, length: int) -> Span:
    try:
        start, end = item["start"], item["end"]
    except (TypeError, KeyError) as error:
        raise ArticleError('a given toponym lacks "start" or "end"') from error
    if not (type(start) is int and type(end) is int and 0 <= start < end <= length):
        raise ArticleError(f"a given toponym's offsets {start!r}, {end!r} lie outside the text")
    return Span(start, end)


def without_surrogates(text: str) -> str:
    """Replace lone surrogates, which no file can hold, one for one: offsets stay."""
    return _SURROGATE.sub("\ufffd", text)


def printable(name: str, keep: str = "") -> str:
    """Replace what cannot be printed, one for one, but for the characters in `keep`."""
    if name.isprintable():
        return name
    return "".join(c if c.isprintable() or c in keep else "\ufffd" for c in name)
