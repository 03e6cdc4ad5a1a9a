"""Sentence text → tokens that keep their offsets in the article."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geodata.records import Span

_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}"
    r"|[$€£¥]?\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s|am|pm|%)?(?:-\w+)*"
    r"|['’](?:s|re|ve|ll|d|m)\b"
    r"|n['’]t\b"
    r"|\w+?(?=n['’]t\b)"
    r"|\w+(?:-\w+)*"
    r"|-{2,}|\.{2,}"
    r"|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or punctuation mark; `low` is its lower-cased text."""

    start: int
    end: int
    text: str
    low: str

    @property
    def is_word(self) -> bool:
        """Whether it is a word or number rather than punctuation."""
        return self.text[0].isalnum()

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


def tokenise(text: str, span: Span) -> tuple[Token, ...]:
    """Return the tokens of a span of the text."""
    return tuple(
        Token(match.start(), match.end(), match.group(), match.group().lower())
        for match in _TOKEN.finditer(text, span.start, span.end)
    )
