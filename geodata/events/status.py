"""Whether a trigger's event took place, as its sentence tells it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from geodata.events import words
from geodata.events.lexicon import third_person_words
from geodata.events.syntax import Sentence, is_adverb, previous_word
from geodata.events.triggers import PRESENCE, Trigger, Use
from geodata.events.unlisted import is_unlisted
from geodata.records import Kind, Status, Timex

_GROUP_REACH = 7
_NOUN_REACH = 7
_SOURCE_REACH = 12
_SHARED_REACH = 14
_DISPUTED = frozenset({Kind.ATTACK_FIGHTING, Kind.MILITARY_MOVE, Kind.CRIME, Kind.SANCTION_BREAK, Kind.THREAT})
"""Kinds whose parties tell different stories: what one side says of them is a claim."""
_QUOTES = frozenset({"”", '"', "’’", "“"})
_HEARSAY = frozenset({"reports", "accounts", "rumours", "rumors", "rumour", "rumor"})
_REJECTING = frozenset({"reject", "deny", "rule out", "pushback", "refuse", "rebuff", "refute", "rebut", "decline"})
_LASTING = frozenset({"war", "clash", "protest", "siege", "strike action"})
"""Families of what goes on until it is ended: who plans to end it tells that it is on."""
_AHEAD = words.DAYS | {"to", "for", "in", "on", "at", "next", "later", "early"}
"""What follows "due" and "set" where they tell of a plan."""
_DEMANDING = frozenset({"demand", "plea", "petition"})


def status_of(sentence: Sentence, trigger: Trigger, timex: Timex | None, published: date | None) -> Status:
    """Return the status that tense, modality, negation and sources give an event."""
    if trigger.entry.family == PRESENCE:
        return Status.PLANNED
    if trigger.entry.family in _REJECTING:
        return Status.DENIED
    if is_to_be_ended(sentence, trigger):
        return Status.HAPPENED
    own = _noun_status(sentence, trigger) if trigger.use is Use.NOUN else _verb_status(sentence, trigger)
    if own is Status.HAPPENED and trigger.entry.family in _DEMANDING and trigger.use is Use.NOUN:
        return Status.DEMANDED
    if own is Status.HAPPENED and _is_conditional(sentence, trigger):
        return Status.HYPOTHETICAL
    if own is Status.HAPPENED and trigger.use is Use.FINITE and _is_present_under_future(sentence, trigger):
        return Status.PLANNED
    if own is Status.HAPPENED and not _was_under_way(sentence, trigger) and _lies_ahead(timex, published):
        return Status.PLANNED
    may_be_claim = trigger.entry.kind in _DISPUTED or is_unlisted(trigger.entry)
    if own is Status.HAPPENED and may_be_claim and is_claim(sentence, trigger):
        return Status.CLAIMED
    return own


def is_to_be_ended(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether an event noun is what somebody is to end: it goes on, and the days of the plan aren't its."""
    if trigger.use is not Use.NOUN or trigger.entry.family not in _LASTING:
        return False
    for j in range(trigger.first - 1, max(-1, trigger.first - 1 - _SOURCE_REACH), -1):
        if sentence.low(j) in words.ENDING_VERBS:
            return True
        if sentence.verbs[j] or sentence.low(j) in words.RELATIVES:
            return False
    return False


def _was_under_way(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether a verb stands in the past progressive: no day ahead can be its."""
    before = sentence.low(previous_word(sentence.tokens, trigger.first))
    return trigger.use is Use.PROGRESSIVE and before in {"was", "were", "been"}


def _lies_ahead(timex: Timex | None, published: date | None) -> bool:
    """Tell whether a timex begins after the day of publication."""
    if timex is None or timex.interval is None or timex.interval.first is None or published is None:
        return False
    return timex.interval.first > published


def _is_present_under_future(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether a present tense stands in a clause of time under a main clause in the future."""
    clause = sentence.clause(trigger.first)
    if clause.marker not in {"after", "before", "when", "once", "as", "until"}:
        return False
    low = sentence.low(trigger.first)
    if low not in third_person_words() and low != trigger.entry.lemma.split()[0]:
        return False
    return any(sentence.low(j) in {"will", "shall"} for j in range(max(0, clause.first - 20), clause.first))


# ---- verbs


def _verb_status(sentence: Sentence, trigger: Trigger) -> Status:
    """Return the status of a verb from its auxiliaries or the words that govern its infinitive."""
    group = list(_verb_group(sentence, trigger.first))
    negated = any(low in words.NEGATIONS for low in group)
    if _subject_is_nobody(sentence, trigger.first - len(group)):
        return Status.DENIED
    shared = _shared_group(sentence, trigger) if not group else None
    if shared is not None:
        return shared
    if group and group[-1] == "to":
        status = _governed_status(sentence, trigger.first - len(group) - 1)
    else:
        status = _modal_status(sentence, trigger, group)
    if negated and status in {Status.HAPPENED, Status.PLANNED, Status.CLAIMED}:
        return Status.DENIED
    if status is Status.HAPPENED and trigger.use is Use.GERUND:
        if sentence.low(trigger.last + 1) in words.MODALS:  # "fighting could spread"
            return _predicate_status(sentence, trigger)
        return _gerund_status(sentence, trigger)
    return status


def _shared_group(sentence: Sentence, trigger: Trigger) -> Status | None:
    """Return the status of a bare verb that shares the modal or the "to" of the verb it is joined to, if it does."""
    low = sentence.low(trigger.first)
    joined = sentence.low(previous_word(sentence.tokens, trigger.first)) in {"and", "or"}
    if trigger.use is not Use.FINITE or low != trigger.entry.lemma.split()[0] or not joined:
        return None
    for j in range(trigger.first - 2, max(0, trigger.first - _SHARED_REACH), -1):
        if sentence.low(j) in words.MODALS:
            return _modal_status(sentence, trigger, [sentence.low(j)])
        if sentence.low(j) == "to" and _is_bare_verb(sentence, j + 1):
            return _governed_status(sentence, j - 1)
        if sentence.verbs[j]:
            modal = sentence.low(previous_word(sentence.tokens, j))
            return _modal_status(sentence, trigger, [modal]) if modal in words.MODALS else None
    return None


def _is_bare_verb(sentence: Sentence, i: int) -> bool:
    """Tell whether a lower-case word stands at `i` that may be an infinitive."""
    token = sentence.tokens[i]
    return token.low.isalpha() and not token.is_capitalised and token.low not in words.DETERMINERS | words.POSSESSIVES


def _verb_group(sentence: Sentence, i: int) -> Iterator[str]:
    """Yield the auxiliaries, adverbs and negations before a verb, right to left, up to and with "to"."""
    for j in range(i - 1, max(-1, i - 1 - _GROUP_REACH), -1):
        low = sentence.low(j)
        if low == "to":
            yield low
            return
        if low not in words.AUXILIARIES and low not in words.NEGATIONS and not is_adverb(low) and low != "get":
            return
        yield low


def _modal_status(sentence: Sentence, trigger: Trigger, group: list[str]) -> Status:
    """Return the status that the modal of a verb group gives."""
    modals = words.MODALS.intersection(group)
    if not modals:
        return Status.PLANNED if trigger.use is Use.PROGRESSIVE and "to" in group else Status.HAPPENED
    if modals & {"will", "shall", "'ll", "’ll", "wo"}:
        return Status.PLANNED
    if "would" in modals and _is_reported(sentence, trigger):
        return Status.PLANNED
    if modals & {"must", "should"}:
        return Status.DEMANDED
    return Status.HYPOTHETICAL


def _is_reported(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether a reporting verb stands shortly before ("said it would …")."""
    start = max(0, trigger.first - _SOURCE_REACH)
    return any(
        sentence.low(j) in words.REPORTING or sentence.low(j) in words.FUTURE_CUES for j in range(start, trigger.first)
    )


def _governed_status(sentence: Sentence, i: int) -> Status:
    """Return the status of an infinitive whose "to" follows token `i`."""
    for j in range(i, max(-1, i - _NOUN_REACH), -1):
        low = sentence.low(j)
        if low in words.DEMAND_CUES:
            return Status.DEMANDED
        if low in words.DENIAL_CUES:
            return Status.DENIED
        if low in words.FUTURE_CUES or (low == "hope" and j == i):
            return Status.PLANNED
        if low in words.FULFILLED_CUES:
            return Status.HAPPENED if not _has_modal(sentence, j) else Status.PLANNED
        if low in words.POSSIBILITY_NOUNS | {"threatened", "threatens", "threatening"}:
            return Status.HYPOTHETICAL
        if low in words.SUBORDINATORS or low in {",", ";", ":", "--", "—", "–"}:
            break
    return Status.PLANNED


def _has_modal(sentence: Sentence, i: int) -> bool:
    """Tell whether a modal stands right before token `i`."""
    return any(sentence.low(j) in words.MODALS for j in range(max(0, i - 3), i))


def _gerund_status(sentence: Sentence, trigger: Trigger) -> Status:
    """Return the status of an -ing form: negated by what governs it, else that of its clause's main verb."""
    before = sentence.low(trigger.first - 1)
    if before in words.DENIAL_CUES:
        return Status.DENIED
    if before in {"of", "against", "about"} and sentence.low(trigger.first - 2) in (
        words.POSSIBILITY_NOUNS | {"accused", "accusing", "accuses", "suspected"}
    ):
        return Status.CLAIMED if sentence.low(trigger.first - 2) not in words.POSSIBILITY_NOUNS else Status.HYPOTHETICAL
    if before in words.DEMAND_CUES or before in {"include", "including", "suggested"}:
        return Status.DEMANDED if before in words.DEMAND_CUES else Status.HYPOTHETICAL
    return Status.HAPPENED


def _subject_is_nobody(sentence: Sentence, i: int) -> bool:
    """Tell whether the subject before token `i` denies the event ("no one was hurt")."""
    start = max(sentence.clause(max(i - 1, 0)).first, i - 8)
    lows = [sentence.low(j) for j in range(start, i)]
    return bool(words.NOBODY.intersection(lows)) or ("no", "one") in pairwise(lows) or lows[-2:-1] == ["no"]


# ---- nouns


def _noun_status(sentence: Sentence, trigger: Trigger) -> Status:
    """Return the status of an event noun from its modifiers, what governs it and its clause's modality."""
    modifiers = [sentence.low(j) for j in range(max(0, trigger.first - 3), trigger.first)]
    if {"no", "not", "without"}.intersection(modifiers):
        return Status.DENIED
    if words.CLAIMED_ADJECTIVES.intersection(modifiers):
        return Status.CLAIMED
    if words.POSSIBLE_ADJECTIVES.intersection(modifiers):
        return Status.HYPOTHETICAL
    if "proposed" in modifiers:
        return Status.DEMANDED
    governed = _noun_governor_status(sentence, trigger)
    if governed is not None:
        return governed
    if words.PLANNED_ADJECTIVES.intersection(modifiers):
        return Status.PLANNED
    if trigger.light is not None:
        return _light_status(sentence, trigger, trigger.light)
    return _predicate_status(sentence, trigger)


def _noun_governor_status(sentence: Sentence, trigger: Trigger) -> Status | None:
    """Return the status that a verb or noun governing the event noun gives, if any."""
    for j in range(trigger.first - 1, max(-1, trigger.first - 1 - _NOUN_REACH), -1):
        low = sentence.low(j)
        if low in words.POSSIBILITY_NOUNS and sentence.low(j + 1) in {"of", "for"}:
            return Status.HYPOTHETICAL
        if low == "like" and sentence.low(j - 1) in {"would", "'d", "’d"}:
            return Status.HYPOTHETICAL
        if low in words.DEMAND_CUES and sentence.low(j + 1) not in {"of", "by", ","}:
            is_summons = low.startswith("call") and sentence.low(j + 1) not in {"for", "on"}
            return Status.PLANNED if is_summons else Status.DEMANDED
        if low in words.DENIAL_CUES and not low.startswith("fail"):
            return Status.DENIED
        if low in words.FUTURE_CUES and sentence.low(j + 1) in {"to", "on", "for"}:
            return _governed_status(sentence, j - 2) if sentence.low(j - 1) == "to" else Status.PLANNED
        if low in {"ahead", "before"} and _is_main_clause(sentence, trigger):
            return Status.PLANNED if low == "ahead" else None
        if not sentence.tokens[j].is_word or low in words.SUBORDINATORS or low in words.MODALS:
            return None
    return None


def _is_main_clause(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether a trigger's clause isn't introduced by a subordinator."""
    return sentence.clause(trigger.first).marker not in words.SUBORDINATORS


def _light_status(sentence: Sentence, trigger: Trigger, light: int) -> Status:
    """Return the status that the light verb of an event noun has."""
    as_verb = Trigger(light, light, trigger.entry, Use.FINITE, trigger.span)
    return _verb_status(sentence, as_verb)


def _predicate_status(sentence: Sentence, trigger: Trigger) -> Status:
    """Return the status that the predicate of the noun's clause gives it where the noun is its subject."""
    clause = sentence.clause(trigger.first)
    if has_future_relative(sentence, trigger.last):
        return Status.PLANNED
    for j in range(trigger.last + 1, min(clause.last + 1, trigger.last + 12)):
        low = sentence.low(j)
        if low in {"will", "shall", "'ll", "’ll"}:
            return Status.PLANNED
        if low in {"scheduled", "expected", "planned", "slated"} or (
            low in {"due", "set"} and sentence.low(j + 1) in _AHEAD
        ):
            return Status.PLANNED
        if low in {"could", "may", "might", "would"}:
            return Status.HYPOTHETICAL
        if low in {"was", "were"} and sentence.low(j + 1) == "to" and sentence.low(j + 2) == "have":
            return Status.DENIED
        if low in {"cancelled", "canceled", "postponed", "averted", "foiled", "prevented", "abandoned"}:
            return Status.DENIED
        if (sentence.verbs[j] and low not in words.AUXILIARIES) or (not sentence.tokens[j].is_word and low == ";"):
            break
    before = [sentence.low(j) for j in range(max(clause.first, trigger.first - 8), trigger.first)]
    if any(low in {"would", "could", "might"} and following == "have" for low, following in pairwise(before)):
        return Status.HYPOTHETICAL
    will = any(low in {"will", "shall"} for low in before)
    return Status.PLANNED if will else Status.HAPPENED


def has_future_relative(sentence: Sentence, last: int) -> bool:
    """Tell whether "that will …", "to be held" or the like follows a noun."""
    if sentence.low(last + 1) in {"due", "set", "scheduled", "slated", "expected", "planned"}:
        last += 1
    following = [sentence.low(j) for j in range(last + 1, last + 4)]
    if following[0] in {"that", "which", "where"}:
        return "will" in following
    return following in (["to", "be", "held"], ["to", "take", "place"])


# ---- the sentence around


def _is_conditional(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether the clause hangs on a condition."""
    clause = sentence.clause(trigger.first)
    start = max(clause.first, trigger.first - _SOURCE_REACH)
    return clause.marker in words.CONDITIONALS or any(
        sentence.low(j) in {"if", "whether", "unless"} for j in range(start, trigger.first)
    )


def is_claim(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether the event is only what a party to it says."""
    for j in range(trigger.first - 1, max(-1, trigger.first - 1 - 2 * _SOURCE_REACH), -1):
        low = sentence.low(j)
        if low in words.CLAIMING and sentence.low(j + 1) == "to" and not _is_same_clause(sentence, j, trigger.first):
            return False  # who claims to be in control claims nothing of the clauses after it
        if low in words.CLAIMING or (low in _HEARSAY and sentence.low(j + 1) in {"that", "of"}):
            return True
        if low in words.REPORTING and sentence.verbs[j]:
            return _speaks_for_a_party(sentence, j)
        if low == ";":
            break
    return _is_attributed_after(sentence, trigger)


def _is_same_clause(sentence: Sentence, i: int, j: int) -> bool:
    """Tell whether two tokens are of one clause."""
    return sentence.clause_of[i] == sentence.clause_of[j]


def _is_attributed_after(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether a quotation that holds the event is a party's: “…,” the army's spokesman said."""
    closed = False
    for j in range(trigger.last + 1, min(len(sentence.tokens), trigger.last + 1 + 2 * _SOURCE_REACH)):
        low = sentence.low(j)
        closed = closed or low in _QUOTES
        if closed and low in words.REPORTING and sentence.verbs[j]:
            after = {sentence.low(k) for k in range(j + 1, j + 5)}
            return not words.PARTY_SOURCES.isdisjoint(after) or _speaks_for_a_party(sentence, j)
    return False


def _speaks_for_a_party(sentence: Sentence, verb: int) -> bool:
    """Tell whether the subject of a reporting verb is a government, an army or a movement."""
    last = verb - 1
    if sentence.low(last) == ",":  # "the army's spokesman, NAME, said"
        last = next((j for j in range(last - 1, max(-1, last - 7), -1) if sentence.low(j) == ","), last)
        last -= 1
    for j in range(last, max(-1, last - 7), -1):
        token = sentence.tokens[j]
        if token.low in words.PARTY_SOURCES:
            return True
        if token.low in {
            "police",
            "officials",
            "authorities",
            "witnesses",
            "residents",
            "hospital",
            "he",
            "she",
            "who",
            ",",
        }:
            return False
        if token.is_capitalised and sentence.low(j + 1) not in {"police", "officials"} and j + 2 >= last:
            return not sentence.tokens[j - 1].is_capitalised if j else True
    return False
