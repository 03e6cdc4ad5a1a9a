"""Sentence → triggers: the words that tell of events, read in their context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from geodata.events import words
from geodata.events.lexicon import SUBJECT, Entry, Form, Reading, readings
from geodata.events.syntax import Sentence, is_adverb, previous_word
from geodata.events.unlisted import forms_in_context, may_be_deed, unlisted_entry
from geodata.records import Kind, Span

PRESENCE = "presence"
"""The family of events that only say who will be at talks."""


class Use(StrEnum):
    """What a trigger is in its sentence."""

    FINITE = "finite verb"
    PASSIVE = "passive or participle"
    PROGRESSIVE = "progressive"
    PERFECT = "perfect"
    INFINITIVE = "infinitive"
    GERUND = "gerund or participial clause"
    NOUN = "noun"


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger with its tokens (both ends included); `light` is the verb that only carries a noun.

    `deed` is the tagger's odds that it tells of a deed, 0 where it hasn't read the text.
    """

    first: int
    last: int
    entry: Entry
    use: Use
    span: Span
    light: int | None = None
    deed: float = 0.0


_MAX_GAP = 3
_NOUN_ODDS = 0.9
"""Least odds, by the tagger, of a noun outside the lexicon to tell of a deed; set by eye on news."""
_OBJECT_REACH = 7
_SUBJECT_REACH = 12
_NOUN_REACH = 6
_PREDICATE_REACH = 12
_TAKES_PLACE = words.word_set("to take takes took taken taking")
_PRESENCE = Entry("be", True, Kind.MEETING_TRAVEL, PRESENCE, True)
_LIGHT_REACH = 9
_NAMED_EVENTS = frozenset({"storm", "match", "race", "festival", "election", "conference", "talks", "ceremony"})
"""Families whose events bear names in capitals ("World Cup", "Hurricane …")."""
_ADJECTIVE_ENDINGS = (
    "al",
    "ive",
    "ous",
    "ic",
    "ful",
    "less",
    "able",
    "ible",
    "ary",
    "ish",
    "ian",
    "ese",
    "ern",
)
_NOUNS_IN_ING = words.word_set("building housing setting opening landing clearing crossing")
"""Words that are nouns unless an object follows."""
_FEELING = words.word_set("felt feel feels feeling seem seems seemed look looks looked sound sounded")
"""Verbs after which a participle is an adjective."""
_NOUN_BEFORE_TO = words.word_set("due owing thanks led leading response according similar linked prior contributed")
_SURE_TO = words.word_set("is are was were 's ’s due scheduled expected set slated")
_CLAIM_WORDS_AFTER = words.word_set("on , in between of near at by .")


def find_triggers(
    sentence: Sentence, domains: frozenset[str] = frozenset(), deeds: Sequence[float] = ()
) -> tuple[Trigger, ...]:
    """Return the triggers of a sentence from left to right, without those that only carry a noun.

    `deeds` are the tagger's odds of each token to tell of a deed: they bring up verbs that the lexicon doesn't list.
    """
    found: list[Trigger] = []
    headline = _is_title_case(sentence)
    i = 0
    while i < len(sentence.tokens):
        trigger = _presence_at(sentence, i, domains) or _trigger_at(sentence, i, headline, domains)
        if trigger is None and deeds and not headline:
            trigger = _unlisted_at(sentence, i, deeds[i])
        if trigger is not None:
            found.append(replace(trigger, deed=max(deeds[i : trigger.last + 1])) if deeds else trigger)
            i = trigger.last
        i += 1
    return _without_light_verbs(sentence, found)


def _presence_at(sentence: Sentence, i: int, domains: frozenset[str]) -> Trigger | None:
    """Return "will be" where its subject are those who hold talks ("the envoy in X will be …")."""
    if sentence.low(i) != "will" or sentence.low(i + 1) != "be" or "sport" in domains:
        return None
    first = max(sentence.clause(i).first, i - _SUBJECT_REACH)
    if not any(sentence.low(j) in words.DELEGATIONS for j in range(first, i)):
        return None
    after = sentence.low(i + 2)
    is_led = after in {"led", "headed", "represented"}
    if not is_led and any(r.entry.is_verb and Form.PARTICIPLE in r.forms for r in readings().get(after, ())):
        return None
    last = i + 2 if is_led else i + 1
    span = Span(sentence.tokens[i].start, sentence.tokens[last].end)
    return Trigger(i, last, _PRESENCE, Use.INFINITIVE, span)


def _is_title_case(sentence: Sentence) -> bool:
    """Tell whether most words begin with capitals, as in headlines."""
    long_words = [token for token in sentence.tokens if token.is_word and len(token.text) > 3][:40]
    return len(long_words) > 2 and sum(t.is_capitalised for t in long_words) > 0.7 * len(long_words)


def _trigger_at(sentence: Sentence, i: int, headline: bool, domains: frozenset[str]) -> Trigger | None:
    """Return the trigger that begins at token `i`."""
    token = sentence.tokens[i]
    candidates = readings().get(token.low)
    if not candidates:
        return None
    also_noun = any(not r.entry.is_verb and not r.rest for r in candidates)
    also_verb = any(r.entry.is_verb for r in candidates)
    for reading in candidates:
        if reading.entry.domain and reading.entry.domain not in domains:
            continue
        last = _match_rest(sentence, i, reading)
        if last is None:
            continue
        if token.low == "march" and token.is_capitalised and sentence.low(i + 1)[:1].isdigit():
            continue
        if token.is_capitalised and i > 0 and not headline and not _is_named_event(reading, sentence, i):
            continue
        use = _use(sentence, i, last, reading, also_noun=also_noun, also_verb=also_verb)
        if use is not None:
            if reading.entry.is_verb and _has_other_sense(sentence, last, reading.entry.lemma):
                continue
            span = Span(token.start, sentence.tokens[last].end)
            return Trigger(i, last, reading.entry, use, span)
    return None


def _unlisted_at(sentence: Sentence, i: int, odds: float) -> Trigger | None:
    """Return the deed that a verb outside the lexicon tells of, by the tagger's odds that it does."""
    if not may_be_deed(sentence, i, odds):
        return None
    use = _verb_use(sentence, i, i, forms_in_context(sentence, i), also_noun=False)
    if use is None and odds >= _NOUN_ODDS and _is_located_noun(sentence, i):
        use = Use.NOUN
    verb = i - 1 if use is Use.PASSIVE and sentence.low(i - 1) == "be" else i
    if use is None or use is Use.GERUND or ((use is Use.INFINITIVE or verb < i) and not _is_ahead(sentence, verb)):
        return None
    token = sentence.tokens[i]
    return Trigger(i, i, unlisted_entry(token.low), use, Span(token.start, token.end))


def _is_located_noun(sentence: Sentence, i: int) -> bool:
    """Tell whether a word is a noun with a determiner that says where right after ("an incident in X")."""
    if sentence.low(i + 1) not in words.LOCATIVE_PREPOSITIONS:
        return False
    determiners = words.DETERMINERS | words.POSSESSIVES | words.NUMBER_WORDS
    return any(sentence.low(j) in determiners for j in (i - 1, i - 2)) and sentence.low(i - 1) not in words.PREPOSITIONS


def _is_ahead(sentence: Sentence, i: int) -> bool:
    """Tell whether an infinitive is surely of the future ("will leave", "is due to leave") and no purpose or wish."""
    p = previous_word(sentence.tokens, i)
    if sentence.low(p) != "to":
        return True
    return sentence.low(previous_word(sentence.tokens, p)) in _SURE_TO


def _has_other_sense(sentence: Sentence, last: int, lemma: str) -> bool:
    """Tell whether a word's object shows that it tells of no event ("meet the criteria")."""
    if lemma == "agree" and sentence.low(last + 1) == "that":
        return True
    if lemma == "open" and sentence.low(last - 1) in {"door", "doors"}:
        return True
    objects = words.IDLE_OBJECTS.get(lemma)
    if objects is None:
        return False
    if lemma.startswith("fall") and sentence.low(last + 1)[:1] in set("$€£0123456789"):
        return True
    for j in range(last + 1, min(len(sentence.tokens), last + 1 + _OBJECT_REACH)):
        if sentence.low(j) in objects:
            return True
        if not sentence.tokens[j].is_word and sentence.low(j) not in words.CLITICS | {"“", '"', "$"}:
            break
    return False


def _is_named_event(reading: Reading, sentence: Sentence, i: int) -> bool:
    """Tell whether a capitalised word is (part of) an event's name rather than of some other name."""
    if reading.entry.is_verb:
        return False
    if reading.entry.family not in _NAMED_EVENTS:
        return sentence.tokens[i].text.isupper()
    after = i + len(reading.rest) + 1
    names_more = after < len(sentence.tokens) and sentence.tokens[after].is_capitalised
    return names_more if reading.entry.family == "storm" else not names_more


def _match_rest(sentence: Sentence, i: int, reading: Reading) -> int | None:
    """Return the last token of a reading whose further words follow, with a short gap after verbs."""
    at = i
    for k, word in enumerate(reading.rest):
        if word.startswith(SUBJECT):
            if not _has_subject(sentence, i, word.removeprefix(SUBJECT)):
                return None
            continue
        is_particle = word in words.PREPOSITIONS and k == len(reading.rest) - 1
        found = _word_after(sentence, at, word, _MAX_GAP if reading.entry.is_verb and not is_particle else 0)
        if found is None:
            is_last = k == len(reading.rest) - 1 and word not in words.PREPOSITIONS
            return at if is_last and _is_subject_of_passive(sentence, i, reading, word) else None
        at = found
    return at


def _word_after(sentence: Sentence, at: int, word: str, gap: int) -> int | None:
    """Return where a word follows token `at` with no more than `gap` words between that may be of its phrase."""
    for i in range(at + 1, at + 2 + gap):
        low = sentence.low(i)
        if low == word:
            return i
        if low in words.PREPOSITIONS or low == "to" or not (low.isalnum() or low in words.CLITICS):
            return None
    return None


def _has_subject(sentence: Sentence, i: int, noun: str) -> bool:
    """Tell whether a noun stands shortly before a verb, with nothing but its group between."""
    for j in range(i - 1, max(-1, i - 1 - _NOUN_REACH), -1):
        low = sentence.low(j)
        if low == noun:
            return True
        if low == "to" and sentence.low(j - 1) not in words.FUTURE_CUES | words.AUXILIARIES:
            return False
        if not low.isalpha() or (sentence.verbs[j] and low not in words.AUXILIARIES | words.FUTURE_CUES):
            return False
    return False


def _is_subject_of_passive(sentence: Sentence, i: int, reading: Reading, noun: str) -> bool:
    """Tell whether the object of a verb stands before it as the subject of its passive."""
    if not reading.entry.is_verb or Form.PARTICIPLE not in reading.forms:
        return False
    if sentence.low(previous_word(sentence.tokens, i)) not in words.BE:
        return False
    return _has_subject(sentence, i, noun)


def _use(sentence: Sentence, i: int, last: int, reading: Reading, *, also_noun: bool, also_verb: bool) -> Use | None:
    """Return how a reading's word is used, or `None` where it can't be that reading."""
    if reading.entry.is_verb:
        return _verb_use(
            sentence,
            i,
            last,
            reading.forms,
            also_noun=also_noun and (not reading.rest or Form.ING in reading.forms),
        )
    if also_verb and not reading.rest and _is_surely_verb(sentence, i):
        return None
    return None if _is_modifier(sentence, last) else Use.NOUN


def _is_modifier(sentence: Sentence, last: int) -> bool:
    """Tell whether a noun that ends at token `last` only modifies the noun after it ("storm season")."""
    following = sentence.low(last + 1)
    if following in words.EVENT_HEADS:
        return False
    if following in words.ATTRIBUTIVE_HEADS:
        return following not in words.REPORTING
    if not _is_plain_noun(sentence, last + 1) or sentence.verbs[last + 1] or is_adverb(following):
        return False
    if following.endswith(("ing", "ed")) or following in words.LIGHT_VERBS | words.FINITE_PRESENT:
        return False
    return following not in readings() and following not in words.ADVERBS | words.AFTER_NOUNS


def _is_surely_verb(sentence: Sentence, i: int) -> bool:
    """Tell whether the word before shows that a verb follows."""
    before = sentence.low(previous_word(sentence.tokens, i))
    return before in words.MODALS or before in words.DO or before in (words.SUBJECT_PRONOUNS - {"that", "which"})


def _verb_use(sentence: Sentence, i: int, last: int, forms: frozenset[Form], *, also_noun: bool) -> Use | None:
    """Return the use of a verb form in its context, or `None` where it is a noun or an adjective."""
    p = previous_word(sentence.tokens, i)
    before = sentence.low(p)
    if Form.BASE in forms and (before in words.MODALS or before in words.DO or before == "to"):
        if before == "to" and also_noun and sentence.low(p - 1) in _NOUN_BEFORE_TO:
            return None
        return Use.INFINITIVE
    if before in words.BE or before in {"get", "got", "getting"}:
        if Form.PARTICIPLE in forms:
            return Use.PASSIVE
        return Use.PROGRESSIVE if Form.ING in forms else None
    if before in _FEELING or (before in {"“", '"', "‘"} and sentence.low(p - 1) in _FEELING):
        return None
    if before in words.HAVE:
        return Use.PERFECT if Form.PARTICIPLE in forms else None
    if Form.ING in forms:
        return _ing_use(sentence, i, last, before, also_noun=also_noun)
    if before in words.SUBJECT_PRONOUNS and not (before == "that" and also_noun and Form.BASE in forms):
        return Use.FINITE
    if _precedes_noun(sentence, p):
        counted = before in words.NUMBER_WORDS or before.isdigit()
        is_attribute = _is_plain_noun(sentence, last + 1) and not is_adverb(sentence.low(last + 1))
        return Use.PASSIVE if counted and Form.PARTICIPLE in forms and not is_attribute else None
    if Form.PAST in forms or Form.PARTICIPLE in forms:
        if i == 0 and _is_plain_noun(sentence, last + 1):
            return None
        if before in words.PREPOSITIONS and before != "to" and _is_plain_noun(sentence, last + 1):
            return None
        return Use.FINITE if Form.PAST in forms else Use.PASSIVE
    return _present_use(sentence, p, last, forms, also_noun=also_noun)


def _ing_use(sentence: Sentence, i: int, last: int, before: str, *, also_noun: bool) -> Use | None:
    """Return the use of an -ing form that no auxiliary precedes."""
    if _precedes_noun(sentence, previous_word(sentence.tokens, i)):
        return None
    if sentence.low(i) in _NOUNS_IN_ING and not _has_object(sentence, last + 1):
        return None
    if also_noun and sentence.low(last + 1) in _CLAIM_WORDS_AFTER and before not in {",", "--", "—", "–"}:
        return None
    if i == 0 or (also_noun and before in words.PREPOSITIONS):
        return Use.GERUND if _has_object(sentence, last + 1) else None
    if also_noun and before not in words.PREPOSITIONS and sentence.tokens[i - 1].is_word:
        return Use.GERUND if sentence.verbs[i - 1] else None
    return Use.GERUND


def _present_use(sentence: Sentence, p: int, last: int, forms: frozenset[Form], *, also_noun: bool) -> Use | None:
    """Return FINITE for a present tense form whose neighbours fit a verb."""
    if p < 0:
        return None
    token = sentence.tokens[p]
    if Form.THIRD in forms:
        singular = token.is_word and not (token.low.endswith("s") and not token.is_capitalised)
        if token.low in words.PREPOSITIONS or (not singular and also_noun):
            return None
        if not also_noun:
            return Use.FINITE if token.is_capitalised or _has_object(sentence, last + 1) else None
        return Use.FINITE if _reads_as_predicate(sentence, p, last) else None
    is_plural = token.is_word and token.low.endswith("s") and not token.low.endswith("ss")
    if also_noun:
        return Use.FINITE if is_plural and _has_object(sentence, last + 1) else None
    if is_plural or token.low in {"and", "or", "help", "helps", "helped", "let", "make", "made"}:
        return Use.FINITE
    return None


def _reads_as_predicate(sentence: Sentence, p: int, last: int) -> bool:
    """Tell whether a word that may be a plural noun stands between a subject and an object."""
    following = sentence.low(last + 1)
    opens_object = (
        following in words.DETERMINERS
        or following in words.POSSESSIVES
        or (last + 1 < len(sentence.tokens) and sentence.tokens[last + 1].is_capitalised)
    )
    if sentence.tokens[p].is_capitalised:
        return _has_object(sentence, last + 1)
    return opens_object and sentence.low(p - 1) in words.DETERMINERS


def _precedes_noun(sentence: Sentence, p: int) -> bool:
    """Tell whether the token at `p` must be followed by a noun phrase's rest."""
    low = sentence.low(p)
    if low in words.DETERMINERS or low in words.POSSESSIVES or low in words.CLITICS:
        return low not in {"both", "all", "that", "those", "these", "’", "'"}
    if low in words.NUMBER_WORDS or low.isdigit() or low in {"other", "former", "newly"}:
        return True
    return bool(low) and low.endswith(_ADJECTIVE_ENDINGS) and p >= 0 and not sentence.tokens[p].is_capitalised


def _is_plain_noun(sentence: Sentence, i: int) -> bool:
    """Tell whether a lower-case word follows that no function word or verb could be."""
    low = sentence.low(i)
    if not low.isalpha() or sentence.tokens[i].is_capitalised:
        return False
    closed = words.DETERMINERS | words.POSSESSIVES | words.PRONOUNS | words.PREPOSITIONS | words.COORDINATORS
    return low not in closed and low not in words.NUMBER_WORDS and low not in words.SUBORDINATORS


def _has_object(sentence: Sentence, i: int) -> bool:
    """Tell whether what follows may be a verb's object or adverbial."""
    low = sentence.low(i)
    if low in words.DETERMINERS or low in words.POSSESSIVES or low in words.PRONOUNS or low in words.NUMBER_WORDS:
        return True
    if not low or not sentence.tokens[i].is_word:
        return False
    return (
        sentence.tokens[i].is_capitalised
        or low[0].isdigit()
        or low in words.LOCATIVE_PREPOSITIONS
        or (low.endswith("s") and low not in words.AUXILIARIES)
    )


def _without_light_verbs(sentence: Sentence, triggers: list[Trigger]) -> tuple[Trigger, ...]:
    """Return the triggers with every light verb folded into the event noun that it governs."""
    kept: list[Trigger] = []
    for trigger in triggers:
        if trigger.use is Use.NOUN:
            light = _light_verb_before(sentence, trigger.first)
            if light is not None:
                if kept and kept[-1].first == light and kept[-1].entry.is_verb:
                    kept.pop()
                trigger = replace(trigger, light=light)
        kept.append(trigger)
    return tuple(kept)


def last_of_predicate(sentence: Sentence, trigger: Trigger) -> int:
    """Return the last token of a predicate that only says that an event noun takes place, or the trigger's own.

    "A supper WILL BE HELD", "the final IS DUE TO TAKE PLACE", "the crash WHICH OCCURRED".
    """
    if trigger.use is not Use.NOUN:
        return trigger.last
    last = trigger.last
    for j in range(trigger.last + 1, min(len(sentence.tokens), trigger.last + 1 + _PREDICATE_REACH)):
        low = sentence.low(j)
        if low in words.CARRIERS:
            last = j
            continue
        if j == trigger.last + 1 and low in {"which", "that"}:
            continue
        is_of_group = low in words.AUXILIARIES or low in _TAKES_PLACE or is_adverb(low)
        if not is_of_group and (last > trigger.last or sentence.verbs[j] or not sentence.tokens[j].is_word):
            break
    return last


def _light_verb_before(sentence: Sentence, i: int) -> int | None:
    """Return the light verb whose object begins right before an event noun."""
    for j in range(i - 1, max(-1, i - 1 - _LIGHT_REACH), -1):
        low = sentence.low(j)
        if low in words.LIGHT_VERBS and (
            sentence.verbs[j]
            or low.endswith("ing")
            or sentence.low(j - 1) == "to"
            or sentence.low(j - 1) in words.MODALS
            or low not in words.HAVE
        ):
            return j
        if low == "out" and sentence.low(j - 1).startswith("carr"):
            return j - 1
        if low in {"“", "‘", '"'} | words.CLITICS:
            continue
        if not sentence.tokens[j].is_word or (low in words.PREPOSITIONS and low not in {"of", "under"}):
            return None
    return None
