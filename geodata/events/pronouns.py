"""Who "he", "she" or "they" is: the only actor of the sentence before that fits, or nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from geodata.events import words
from geodata.events.actors import subject_of
from geodata.events.mentions import Mention
from geodata.events.syntax import Sentence
from geodata.events.triggers import Use

_OPENING = 3
"""Tokens within which a sentence's pronoun can only look back."""
_REACH = 8
_VERBS_READ = 4
_TOKENS_READ = 80
_PLURALS = words.word_set("people men women children police troops both two three four five six seven eight nine ten")
_FEMALE = words.word_set("woman girl mother wife daughter sister queen actress mrs ms miss")
_MALE = words.word_set("man boy father husband son brother king actor mr")
_NOT_PEOPLE = words.word_set(
    "car truck bus plane train ship vehicle storm fire quake earthquake flood blast attack crash shooting company firm "
    "bank court council government state city town county bill law report statement school hospital police army team "
    "war election vote game match trial case house building road street percent"
)


def with_pronouns_resolved(text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, those whose subject is a pronoun that opens their sentence with the actor it stands for."""
    by_index = {sentence.index: sentence for sentence in sentences}
    actors: dict[int, list[str]] = {}
    for mention in mentions:
        actors.setdefault(mention.sentence.index, []).extend(mention.actors)
    resolved = []
    for mention in mentions:
        pronoun = "" if mention.actors else _opening_pronoun(mention)
        if pronoun:
            actor = _antecedent(text, pronoun, mention.sentence.index - 1, by_index, actors)
            mention = replace(mention, actors=(actor,)) if actor else mention
        resolved.append(mention)
    return resolved


def _opening_pronoun(mention: Mention) -> str:
    """Return the pronoun that opens a sentence as the subject of a mention's verb, or ""."""
    sentence, trigger = mention.sentence, mention.trigger
    verb = trigger.light if trigger.use is Use.NOUN else trigger.first
    if verb is None:
        return ""
    for i in range(min(_OPENING, len(sentence.tokens))):
        if sentence.low(i) in {"he", "she", "they"}:
            if not i < verb <= i + _REACH:
                return ""
            between = range(i + 1, verb)
            main = all(sentence.low(j) in words.AUXILIARIES or not sentence.verbs[j] for j in between)
            opened = any(sentence.low(j) in words.SUBORDINATORS | words.RELATIVES for j in between)
            return sentence.low(i) if main and not opened else ""
    return ""


def _antecedent(
    text: str, pronoun: str, index: int, by_index: Mapping[int, Sentence], actors: Mapping[int, Sequence[str]]
) -> str:
    """Return the only subject or actor of a sentence that a pronoun can stand for, or ""."""
    sentence = by_index.get(index)
    if sentence is None:
        return ""
    candidates = dict.fromkeys(a for a in (*_subjects(text, sentence), *actors.get(index, ())) if _fits(pronoun, a))
    return next(iter(candidates)) if len(candidates) == 1 else ""


def _subjects(text: str, sentence: Sentence) -> list[str]:
    """Return the subjects of a sentence's first verbs."""
    verbs = [
        j
        for j, is_verb in enumerate(sentence.verbs[:_TOKENS_READ])
        if is_verb and sentence.low(j) not in words.AUXILIARIES
    ]
    spans = (subject_of(sentence, j) for j in verbs[:_VERBS_READ])
    return [" ".join(span.of(text).split()) for span in spans if span is not None and span.end - span.start <= 60]


def _fits(pronoun: str, actor: str) -> bool:
    """Tell whether an actor may be the one a pronoun stands for, by number, sex and kind."""
    lows = actor.lower().replace("’", "'").split()
    head = lows[-1]
    if not head[0].isalpha():
        return False
    plural = head in _PLURALS or lows[0] in _PLURALS or " and " in actor or _is_plural_noun(actor.split()[-1])
    if pronoun == "they":
        return plural
    if plural or head in _NOT_PEOPLE or _NOT_PEOPLE.intersection(lows[-2:]):
        return False
    wrong = _FEMALE if pronoun == "he" else _MALE
    is_person = actor.split()[-1][0].isupper() or lows[0] in {"a", "an", "the", "his", "her"}
    return is_person and wrong.isdisjoint(lows)


def _is_plural_noun(word: str) -> bool:
    """Tell whether a common noun is a plural."""
    return word[0].islower() and word.endswith("s") and not word.endswith(("ss", "us", "'s", "’s"))
