"""Who takes part in a trigger's event: short strings cut from the sentence."""

from __future__ import annotations

from collections.abc import Iterator

from geodata.events import words
from geodata.events.syntax import Sentence, is_adverb
from geodata.events.triggers import Trigger, Use
from geodata.records import Span

_NP_REACH = 14
_MAX_LENGTH = 60
_MAX_HOPS = 3
_VERB_REACH = 20
_STOPS = words.PREPOSITIONS - {"of"} | words.SUBORDINATORS | words.RELATIVES | words.MODALS
_VAGUE = words.word_set(
    "it this that which there what they he she we i you who them him her these those its his their one"
)
_TIME_WORDS = words.word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december today yesterday tomorrow tonight year month week day "
    "morning night afternoon evening midnight noon dawn weekend ago last then later weeks days months years hours"
)
_TIME_OPENERS = words.word_set("on in by since until at during before after from")
_WEEKDAYS = words.word_set("monday tuesday wednesday thursday friday saturday sunday")
_TIME_REACH = 5


def actors_of(text: str, sentence: Sentence, trigger: Trigger) -> tuple[str, ...]:
    """Return the subject, the agent after "by" and the parties joined by "between", as the text has them."""
    found: list[str] = []
    for span in _actor_spans(sentence, trigger):
        words_of = " ".join(span.of(text).split())
        if words_of and len(words_of) <= _MAX_LENGTH and words_of not in found:
            found.append(words_of)
    return tuple(found[:3])


def _actor_spans(sentence: Sentence, trigger: Trigger) -> Iterator[Span]:
    """Yield the spans of noun phrases that take part."""
    verb = trigger.light if trigger.use is Use.NOUN else trigger.first
    if verb is not None:
        subject = subject_of(sentence, verb)
        if subject is not None:
            yield subject
    else:
        possessor = _possessor(sentence, trigger.first)
        if possessor is not None:
            yield possessor
    for j in range(trigger.last + 1, min(len(sentence.tokens), trigger.last + 8)):
        low = sentence.low(j)
        if (low == "by" and trigger.use in {Use.PASSIVE, Use.NOUN}) or (low == "between" and trigger.use is Use.NOUN):
            agent = _phrase_after(sentence, j + 1, joined=low == "between")
            if agent is not None:
                yield agent
            return
        if low == "with" and trigger.entry.family == "talks":
            partner = _phrase_after(sentence, j + 1, joined=False)
            if partner is not None:
                yield partner
            return
        if (
            not sentence.tokens[j].is_word
            or low in words.RELATIVES
            or (low not in words.AUXILIARIES and sentence.verbs[j])
        ):
            return


def subject_of(sentence: Sentence, verb: int) -> Span | None:
    """Return the subject of a verb: what stands before it, or before the verb it hangs on."""
    for _hop in range(_MAX_HOPS):
        start = _group_start(sentence, verb)
        before = sentence.low(start - 1)
        if before in {"it", "he", "she", "they"}:
            verb = _verb_before(sentence, start - 1, words.REPORTING)
        elif before == "to" or before in words.COORDINATORS or before in {"who", "which", "by"}:
            if before in {"who", "which"}:
                return _phrase_before(sentence, start - 1 - (sentence.low(start - 2) == ","))
            if before == "by":
                return None
            verb = _verb_before(sentence, start - 1, None)
        elif sentence.low(verb).endswith("ing") and start > 0 and sentence.verbs[start - 1]:
            verb = start - 1
        elif sentence.low(verb).endswith("ing") and before in words.PREPOSITIONS:
            return None
        elif before == "," and sentence.low(verb).endswith("ing"):
            verb = _verb_before(sentence, start - 1, None)
        else:
            return _phrase_before(sentence, start)
        if verb < 0:
            return None
    return None


def _verb_before(sentence: Sentence, i: int, among: frozenset[str] | None) -> int:
    """Return the nearest verb before token `i` (one of some words, if given), or -1."""
    for j in range(i - 1, max(-1, i - 1 - _VERB_REACH), -1):
        low = sentence.low(j)
        if sentence.verbs[j] and low not in words.AUXILIARIES and (among is None or low in among):
            return j
        if low == ";":
            break
    return -1


def _group_start(sentence: Sentence, i: int) -> int:
    """Return the first token of the verb group that ends at token `i`."""
    j = i - 1
    while (
        j >= 0
        and i - j < 8
        and (sentence.low(j) in words.AUXILIARIES or sentence.low(j) in words.NEGATIONS or is_adverb(sentence.low(j)))
    ):
        j -= 1
    return j + 1


def _phrase_before(sentence: Sentence, end: int) -> Span | None:
    """Return the noun phrase that ends right before token `end`, skipping one parenthesis between commas."""
    last = end - 1
    if sentence.low(last) == ",":
        opening = next((j for j in range(last - 1, max(-1, last - 12), -1) if sentence.low(j) == ","), None)
        if opening is None or opening == 0:
            return None
        last = opening - 1
    while last >= 0 and sentence.low(last) in _TIME_WORDS:
        last -= 1
    while last >= 0 and sentence.low(last) in {"on", "late", "early"}:
        last -= 1
    if last < 0 or not sentence.tokens[last].is_word or sentence.low(last) in _VAGUE:
        return None
    first = last
    while first > 0 and last - first < _NP_REACH and _continues_left(sentence, first - 1):
        first -= 1
    return _trimmed_phrase(sentence, _with_head(sentence, first), last)


def _with_head(sentence: Sentence, first: int) -> int:
    """Return the start of the phrase that a name hangs on ("a court in X"), if it opens the clause."""
    if first < 2 or sentence.low(first - 1) not in {"in", "of", "from", "at", "for", "near", "on"}:
        return first
    j = first - 2
    while j > 0 and first - j < 9 and _continues_left(sentence, j - 1):
        j -= 1
    at_opening = j == 0 or not sentence.tokens[j - 1].is_word or sentence.low(j - 1) in words.SUBORDINATORS
    return j if at_opening and sentence.low(j) not in words.PREPOSITIONS and sentence.tokens[j].is_word else first


def _continues_left(sentence: Sentence, i: int) -> bool:
    """Tell whether a noun phrase goes on to the left with token `i`."""
    token = sentence.tokens[i]
    if token.low in {"'s", "’s"}:
        return True
    if token.low in words.COORDINATORS:
        return i > 0 and sentence.tokens[i - 1].is_capitalised and sentence.tokens[i + 1].is_capitalised
    is_name = token.is_capitalised and i > 0  # "South" of a name is no preposition
    return (
        token.is_word
        and (is_name or token.low not in _STOPS)
        and not sentence.verbs[i]
        and token.low not in words.PRONOUNS
    )


def _trimmed_phrase(sentence: Sentence, first: int, last: int) -> Span | None:
    """Return a phrase's span without leading determiners' kin, or `None` for what names nobody."""
    first = _after_time(sentence, first, last)
    while first <= last and (
        sentence.low(first) in words.COORDINATORS
        or is_adverb(sentence.low(first))
        or sentence.low(first) in {"of", "'s", "’s", "least", "most", "than"}
    ):
        first += 1
    if (
        first > last
        or sentence.low(last) in words.REPORTING
        or all(
            sentence.low(j)[:1].isdigit() or sentence.low(j) in _VAGUE | words.DETERMINERS | _TIME_WORDS
            for j in range(first, last + 1)
        )
    ):
        return None
    return Span(sentence.tokens[first].start, sentence.tokens[last].end)


def _after_time(sentence: Sentence, first: int, last: int) -> int:
    """Return where a phrase begins after the time that opens it: "(on) Thursday a drone", "two weeks ago a boy"."""
    is_led = sentence.low(first - 1) in _TIME_OPENERS
    begins = first
    for j in range(first, min(last, first + _TIME_REACH)):
        low, after = sentence.low(j), sentence.tokens[j + 1]
        if after.low in words.CLITICS:
            break
        is_year = len(low) == 4 and low.isdigit()
        is_day = low in _WEEKDAYS and not after.is_capitalised
        if low == "ago" or (is_led and (is_year or low in _TIME_WORDS)) or (j == first and is_day):
            begins = j + 1
            is_led = True
    return begins


def _phrase_after(sentence: Sentence, first: int, *, joined: bool) -> Span | None:
    """Return the noun phrase that begins at token `first`."""
    last = first - 1
    for j in range(first, min(len(sentence.tokens), first + 10)):
        token = sentence.tokens[j]
        if token.low in words.COORDINATORS and not (
            joined or (sentence.low(j + 1)[:1] and sentence.tokens[j + 1].is_capitalised)
        ):
            break
        if (not token.is_word and token.low not in {"'s", "’s"}) or token.low in _STOPS or sentence.verbs[j]:
            break
        if token.low in _TIME_WORDS:
            break
        last = j
    while last >= first and sentence.low(last) in words.COORDINATORS:
        last -= 1
    return _trimmed_phrase(sentence, first, last) if last >= first else None


def _possessor(sentence: Sentence, i: int) -> Span | None:
    """Return the possessor before an event noun ("Russia's invasion")."""
    for j in range(i - 1, max(-1, i - 5), -1):
        if sentence.low(j) in {"'s", "’s"}:
            k = j - 1
            if k < 0 or sentence.low(k) in _TIME_WORDS or not sentence.tokens[k].is_word:
                return None
            first = k
            while (
                first > 0
                and k - first < 4
                and sentence.tokens[first - 1].is_capitalised
                and sentence.tokens[first - 1].is_word
            ):
                first -= 1
            return Span(sentence.tokens[first].start, sentence.tokens[k].end)
        if sentence.low(j) in words.PREPOSITIONS or sentence.verbs[j]:
            return None
    return None
