"""Article text → sentence spans."""

from __future__ import annotations

import re
from collections.abc import Iterator

from geodata.records import Span

_CLOSERS = "\"'”’»›)]}"
_OPENERS = "\"'“‘«‹([{–—-•*…"
_MARKS = ".!?…。！？؟۔"
_END = re.compile(rf"(?<![{_MARKS}])[{_MARKS}]++[{re.escape(_CLOSERS)}]*+(?=\s|$)|\n")
_WORD_BEFORE = re.compile(r"[^\s\"'“‘«(\[]+$")
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")
_NEWLINES = re.compile(r"[ \t\r\f\v]*\n\s*")

_BEFORE_A_NAME = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "mx",
        "dr",
        "prof",
        "rev",
        "hon",
        "fr",
        "sr",
        "gen",
        "col",
        "lt",
        "maj",
        "capt",
        "cpl",
        "sgt",
        "pvt",
        "cmdr",
        "adm",
        "brig",
        "supt",
        "insp",
        "det",
        "ofc",
        "sen",
        "rep",
        "gov",
        "pres",
        "pm",
        "amb",
        "st",
        "ste",
        "mt",
        "ft",
        "vs",
        "v",
        "messrs",
        "mme",
        "mlle",
        "dist",
        "atty",
        "asst",
        "assoc",
        "dep",
        "sec",
        "vol",
        "fig",
        "art",
    ]
)
"""Abbreviations that stand before a name or a number: no sentence ends with them."""

_ANYWHERE = frozenset(
    [
        "inc",
        "corp",
        "ltd",
        "co",
        "llc",
        "plc",
        "bros",
        "jr",
        "sr",
        "esq",
        "etc",
        "al",
        "approx",
        "dept",
        "est",
        "ave",
        "blvd",
        "rd",
        "hwy",
        "ln",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "ala",
        "ariz",
        "ark",
        "calif",
        "colo",
        "conn",
        "del",
        "fla",
        "ga",
        "ill",
        "ind",
        "kan",
        "ky",
        "la",
        "md",
        "mass",
        "mich",
        "minn",
        "miss",
        "mont",
        "neb",
        "nev",
        "okla",
        "ore",
        "pa",
        "penn",
        "tenn",
        "tex",
        "va",
        "vt",
        "wash",
        "wis",
        "wyo",
        "ont",
        "que",
        "alta",
        "ph.d",
        "m.d",
        "b.a",
        "m.a",
        "km",
        "kg",
        "lb",
        "lbs",
        "oz",
        "sq",
        "min",
        "max",
    ]
)
"""Abbreviations that may close a sentence: the next word decides."""

_STARTERS = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "he",
        "she",
        "it",
        "they",
        "we",
        "i",
        "you",
        "his",
        "her",
        "its",
        "their",
        "our",
        "my",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "after",
        "before",
        "when",
        "while",
        "as",
        "if",
        "since",
        "although",
        "though",
        "but",
        "and",
        "so",
        "yet",
        "however",
        "meanwhile",
        "also",
        "then",
        "there",
        "here",
        "what",
        "who",
        "why",
        "how",
        "where",
        "no",
        "not",
        "some",
        "many",
        "most",
        "more",
        "all",
        "both",
        "several",
        "police",
        "officials",
        "authorities",
        "last",
        "earlier",
        "later",
        "another",
        "one",
        "two",
    ]
)
"""Words that open sentences far more often than they follow an abbreviation within one."""

_REACH = 24
"""Characters looked at for the word before a full stop, for what separates it from the next word, and for that word."""
_MAX_WRAP = 110
_MIN_WRAP = 45


def split_sentences(text: str) -> tuple[Span, ...]:
    """Return the sentence spans in order, trimmed of white space.

    A blank line always ends a sentence, a single newline does unless it only wraps a line.
    """
    wrap_width = _wrap_width(text)
    spans = []
    start = 0
    for end in _sentence_ends(text, wrap_width):
        span = _trimmed(text, start, end)
        if span is not None:
            spans.append(span)
        start = end
    return tuple(spans)


def _sentence_ends(text: str, wrap_width: int) -> Iterator[int]:
    """Yield the offsets at which sentences end, the text's own end last."""
    line_start = 0
    resume = 0
    for match in _END.finditer(text):
        if match.start() < resume:
            continue
        if match.group() != "\n":
            if _ends_sentence(text, match):
                yield match.end()
            continue
        gap = _NEWLINES.match(text, match.start())
        resume = gap.end() if gap else match.end()
        if text.count("\n", match.start(), resume) > 1 or not _wraps(
            text, line_start, match.start(), resume, wrap_width
        ):
            yield match.start()
        line_start = resume
    yield len(text)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """Return the span without surrounding white space, or `None` where nothing is left."""
    stripped = text[start:end].strip()
    if not stripped:
        return None
    first = start + len(text[start:end]) - len(text[start:end].lstrip())
    return Span(first, first + len(stripped))


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    """Tell whether terminal punctuation ends a sentence rather than an abbreviation or a quoted part."""
    following = _next_word(text, match.end())
    if following and following[0].islower():
        return False
    mark = match.group()
    if mark.rstrip(_CLOSERS) != ".":
        return True
    before = _WORD_BEFORE.search(text, max(0, match.start() - _REACH), match.start())
    word = before.group() if before else ""
    low = word.lower()
    if low == "no":
        return not following[:1].isdigit()
    if low in _BEFORE_A_NAME and word[:1].isupper():
        return False
    if (len(word) == 1 and word.isalpha()) or low in _ANYWHERE or _DOTTED.fullmatch(word):
        if len(mark) > 1:
            return True
        return not following or (following.lower() in _STARTERS and not following.isupper())
    return True


def _next_word(text: str, at: int) -> str:
    """Return the word that follows `at`, past spaces and opening quotes; empty at a line's end."""
    i = at
    while i < min(len(text), at + _REACH) and (text[i] in " \t\r\u00a0" or text[i] in _OPENERS):
        i += 1
    j = i
    while j < min(len(text), i + _REACH) and text[j].isalnum():
        j += 1
    return text[i:j]


def _wrap_width(text: str) -> int:
    """Return the width at which a text's lines seem to be hard-wrapped, or 0 where they are not."""
    lengths = sorted(len(line) for line in text.split("\n") if line.strip())
    if len(lengths) < 4 or lengths[-1] > _MAX_WRAP:
        return 0
    width = lengths[(len(lengths) * 3) // 4]
    return width if width >= _MIN_WRAP else 0


def _wraps(text: str, line_start: int, line_end: int, next_line: int, wrap_width: int) -> bool:
    """Tell whether a single newline only wraps a sentence onto the next line."""
    if next_line >= len(text) or not text[line_start:line_end].strip():
        return False
    line = text[line_start:line_end].rstrip()
    if line.rstrip(_CLOSERS).endswith((".", "!", "?", "…")):
        return True  # the punctuation has already been judged
    if line_end - line_start >= _MIN_WRAP and text[next_line].islower():
        return True
    return bool(wrap_width) and line_end - line_start >= 0.75 * wrap_width
