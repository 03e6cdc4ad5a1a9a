"""Words as HTML that cannot be anything but words."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


def paragraph(text: str, style: str) -> str:
    """Return a paragraph of plain text."""
    return f'<p class="{style}" dir="auto">{escape(text)}</p>'


def bullets(lines: Iterable[str]) -> str:
    """Return a list of plain texts."""
    return "<ul>" + "".join(f'<li dir="auto">{escape(line)}</li>' for line in lines) + "</ul>"
