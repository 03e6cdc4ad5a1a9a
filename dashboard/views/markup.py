"""Words as HTML that cannot be anything but words."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from dashboard import texts


def paragraph(text: str, style: str) -> str:
    """Return a paragraph of plain text."""
    return f'<p class="{style}" dir="auto">{escape(text)}</p>'


def whole_page_link(address: str) -> str:
    """Return a link from an embedded map to the page itself."""
    return f'<a class="whole" href="{escape(address)}" target="_blank" rel="noopener">{escape(texts.OPEN_WHOLE)}</a>'


def bullets(lines: Iterable[str]) -> str:
    """Return a list of plain texts."""
    return "<ul>" + "".join(f'<li dir="auto">{escape(line)}</li>' for line in lines) + "</ul>"
