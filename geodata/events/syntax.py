"""Sentence → tokens, verbs and clauses: as much syntax as word lists and order can give."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate

from geodata.events import words
from geodata.events.lexicon import ing_words, third_person_words, verb_words
from geodata.events.tokens import Token, tokenise
from geodata.records import Span

_BREAKS = words.word_set("• ) : / , – - -- — … ( ; ... |")
_CONJUNCTION_REACH = 6
_NOT_VERBS = words.word_set(
    "need indeed speed feed seed breed deed weed hundred red bed shed sacred united armed wounded-soldier "
    "unprecedented so-called alleged"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A run of tokens (both ends included) around one predicate; `marker` is the word that opens it."""

    first: int
    last: int
    marker: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its tokens; `verbs` and `clause_of` run parallel to them.

    `verbs_before[i]` and `breaks_before[i]` count the verbs and punctuation breaks before token i.
    """

    span: Span
    index: int
    tokens: tuple[Token, ...]
    verbs: tuple[bool, ...]
    clauses: tuple[Clause, ...]
    clause_of: tuple[int, ...]
    verbs_before: tuple[int, ...]
    breaks_before: tuple[int, ...]

    def low(self, i: int) -> str:
        """Return the lower-cased token, or "" beyond the sentence's ends."""
        return self.tokens[i].low if 0 <= i < len(self.tokens) else ""

    def token_at(self, offset: int) -> int:
        """Return the first token that ends after an offset."""
        return bisect_left(self.tokens, offset + 1, key=lambda token: token.end)

    def clause(self, i: int) -> Clause:
        """Return the clause that a token belongs to."""
        return self.clauses[self.clause_of[i]]

    def between(self, i: int, j: int) -> tuple[int, int]:
        """Return how many verbs and breaks lie strictly between two tokens."""
        low, high = (i, j) if i < j else (j, i)
        return (
            self.verbs_before[high] - self.verbs_before[min(low + 1, high)],
            self.breaks_before[high] - self.breaks_before[min(low + 1, high)],
        )


def parse_sentence(text: str, span: Span, index: int) -> Sentence:
    """Return the shallow analysis of one sentence."""
    tokens = tokenise(text, span)
    verbs = tuple(is_verb(tokens, i) for i in range(len(tokens)))
    clauses, clause_of = _clauses(tokens, verbs)
    return Sentence(
        span,
        index,
        tokens,
        verbs,
        clauses,
        clause_of,
        tuple(accumulate(verbs, initial=0)),
        tuple(accumulate((token.low in _BREAKS for token in tokens), initial=0)),
    )


def is_adverb(low: str) -> bool:
    """Tell whether a word may stand inside a verb group without changing it."""
    return low in words.ADVERBS or (low.endswith("ly") and len(low) > 4)


def previous_word(tokens: tuple[Token, ...], i: int) -> int:
    """Return the nearest token before `i` that isn't an adverb, or -1."""
    j = i - 1
    while j >= 0 and i - j < 5 and is_adverb(tokens[j].low):
        j -= 1
    return j


def is_verb(tokens: tuple[Token, ...], i: int) -> bool:
    """Tell whether a token looks like an auxiliary, a finite verb or the verb of a participial clause."""
    token = tokens[i]
    low = token.low
    if low in words.AUXILIARIES or (low in words.REPORTING and low != "state"):
        return not (token.is_capitalised and i > 0 and not low.endswith("ed"))
    if (token.is_capitalised and i > 0) or low in _NOT_VERBS:
        return False
    before = tokens[i - 1].low if i else ""
    if low in words.FINITE_PRESENT:
        return before not in words.DETERMINERS
    if low in verb_words() or low in words.IRREGULAR_PAST or (low.endswith("ed") and len(low) > 4):
        return before not in words.DETERMINERS | words.POSSESSIVES | words.CLITICS | words.PREPOSITIONS
    if low in third_person_words() and i > 1 and i + 1 < len(tokens):
        after = tokens[i + 1]
        opens_object = after.low in words.DETERMINERS or after.low in words.POSSESSIVES or after.is_capitalised
        return opens_object and (tokens[i - 1].is_capitalised or tokens[i - 2].low in words.DETERMINERS)
    if low.endswith("ing") and len(low) > 5:
        if before in {"for", "of", "from", "in", "with", "without"}:
            return low in ing_words() and i + 1 < len(tokens) and _opens_object(tokens[i + 1])
        return before in _BREAKS or before in {
            "and",
            "while",
            "when",
            "by",
            "after",
            "before",
            "since",
            "are",
            "is",
        }
    return False


def _opens_object(token: Token) -> bool:
    """Tell whether a token opens a noun phrase."""
    return token.is_capitalised or token.low in words.DETERMINERS | words.POSSESSIVES | words.NUMBER_WORDS


def _clauses(tokens: tuple[Token, ...], verbs: tuple[bool, ...]) -> tuple[tuple[Clause, ...], tuple[int, ...]]:
    """Return the clauses and, for every token, the number of its clause.

    Segments without a verb join the clause before them, or the first one after them.
    """
    clauses: list[Clause] = []
    clause_of = [0] * len(tokens)
    pending: list[tuple[int, int]] = []
    for first, last in _segments(tokens, verbs):
        has_verb = any(verbs[first : last + 1])
        marker = _marker(tokens, first, last)
        if not has_verb and (not clauses or pending):
            pending.append((first, last))
            continue
        if has_verb:
            clauses.append(Clause(first, last, marker))
            if pending and marker not in words.RELATIVES:
                for start, end in pending:
                    clause_of[start : end + 1] = [len(clauses) - 1] * (end - start + 1)
                clauses[-1] = Clause(pending[0][0], last, _marker(tokens, *pending[0]))
                pending = []
        clause_of[first : last + 1] = [len(clauses) - 1] * (last - first + 1)
        if not has_verb:
            clauses[-1] = Clause(clauses[-1].first, last, clauses[-1].marker)
    if pending or not clauses:
        clauses.append(Clause(pending[0][0] if pending else 0, len(tokens) - 1, ""))
        for start, end in pending:
            clause_of[start : end + 1] = [len(clauses) - 1] * (end - start + 1)
    return tuple(clauses), tuple(clause_of)


def _segments(tokens: tuple[Token, ...], verbs: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Return the runs of tokens between clause boundaries, both ends included."""
    segments = []
    first = 0
    for i in range(1, len(tokens)):
        if _opens_segment(tokens, verbs, i):
            segments.append((first, i - 1))
            first = i
    return [*segments, (first, len(tokens) - 1)] if tokens else []


def _opens_segment(tokens: tuple[Token, ...], verbs: tuple[bool, ...], i: int) -> bool:
    """Tell whether a segment begins at token `i`."""
    low = tokens[i].low
    if low in _BREAKS:
        return True
    if tokens[i - 1].low in _BREAKS:
        return False
    if low in words.SUBORDINATORS or low in words.RELATIVES:
        return tokens[i - 1].low not in {"of", "the"}
    if low in {"for", "of", "from", "without"} and i + 1 < len(tokens) and tokens[i + 1].low.endswith("ing"):
        return verbs[i + 1]
    if low in words.COORDINATORS:
        if i + 1 < len(tokens) and _are_parallel(tokens[i - 1], tokens[i + 1]):
            return False
        for j in range(i + 1, min(len(tokens), i + 1 + _CONJUNCTION_REACH)):
            if tokens[j].low in _BREAKS or tokens[j].low in words.COORDINATORS:
                return False
            if verbs[j]:
                return True
    return False


def _are_parallel(one: Token, other: Token) -> bool:
    """Tell whether two words joined by "and" look like parts of one phrase ("eastern and southern")."""
    if one.is_capitalised and other.is_capitalised:
        return True
    return len(one.low) > 4 and one.low[-3:] == other.low[-3:] and not one.low.endswith(("ing", "ed"))


def _marker(tokens: tuple[Token, ...], first: int, last: int) -> str:
    """Return the first word of a segment."""
    for i in range(first, min(last + 1, first + 4)):
        if tokens[i].is_word:
            return tokens[i].low
    return ""
