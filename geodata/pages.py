"""A page of HTML → its article: the text of the news alone, with title and date where the page tells them."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit

from geodata.articles import MOST_BYTES, id_of_text, printable, read_text
from geodata.errors import ArticleError
from geodata.records import Article

LONGEST_TITLE = 300
LONGEST_URL = 2000


def read_page(data: bytes, name: str, *, url: str | None = None) -> Article:
    """Return the article of a page's bytes. Raises `ArticleError` where there is none.

    Text without any markup is an article as it stands. `name` says where the bytes came from, `url` the page's
    address; without one, that which the page tells of itself is taken.
    """
    if len(data) > MOST_BYTES:
        raise ArticleError(f"{name} has {len(data) / 1e6:.0f} MB, more than {MOST_BYTES / 1e6:.0f} MB")
    if b"<" not in data:
        return read_text(data, name, url=url)
    # Only here: it takes half a second to import, and only pages need it.
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(data, url=url, with_metadata=True, include_comments=False, include_tables=False)
    except Exception as error:  # a parser fed with anything at all
        raise ArticleError(f"{name} cannot be read as a page: {type(error).__name__}") from error
    fields = {} if found is None else found if isinstance(found, dict) else found.as_dict()
    text = printable(fields.get("text") or "", keep="\n\t")
    if not text.strip():
        raise ArticleError(f"{name} holds no article that could be told from the rest of the page")
    return Article(
        id=id_of_text(_stem(url or name), text),
        text=text,
        title=printable(fields.get("title") or "")[:LONGEST_TITLE] or None,
        printed=printable(fields.get("date") or "") or None,
        url=url or _own_address(fields.get("url")),
        source=printable(name),
    )


def _own_address(told: str | None) -> str | None:
    """Return the address that a page tells of itself, if it is one."""
    told = printable(told or "")
    return told if told.startswith(("http://", "https://")) and len(told) <= LONGEST_URL else None


def _stem(name: str) -> str:
    """Return a short name for an address or a file."""
    parts = urlsplit(name)
    last = PurePosixPath(parts.path).stem or parts.hostname or "page"
    return printable(last)[:60]
