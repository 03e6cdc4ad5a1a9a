"""Which toponyms of a sentence may be the site of an event, and which only say whose body acts or where people live."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum

from geodata.events import words
from geodata.events.lexicon import Form, readings
from geodata.events.merging import compatible_areas
from geodata.events.placing import governor
from geodata.events.syntax import Sentence
from geodata.events.triggers import Trigger, Use
from geodata.events.unlisted import is_unlisted
from geodata.records import Kind, ResolvedToponym, Role, Span, WherePrecision

_BODY_REACH = 3
_GROUP_REACH = 6
_VERB_REACH = 30
_LOCATIVE = words.word_set("in at near outside inside around across on into to from toward towards through")
_PERSON_NOUNS = words.word_set(
    "man men woman women boy boys girl girls teen teens teenager teenagers couple family families resident residents "
    "native natives mother father husband wife son daughter brother brothers sister sisters driver student students "
    "teacher doctor lawyer attorney businessman farmer officer officers soldier policeman firefighter firefighters "
    "player coach native-born veteran pensioner fan fans voter voters people locals mayor councillor councilman"
)
_HARMED = words.word_set(
    "hit struck shaken rocked jolted battered flooded inundated shelled bombed bombarded attacked raided devastated "
    "destroyed captured seized retaken besieged evacuated overrun hammered pounded"
)
_LIVING = words.word_set(
    "live lives lived living reside resides resided residing raised grew born native settled formerly originally "
    "hails hailed graduated attended studied employed based works worked working owns owned headquartered"
)
_IN_EACH = words.word_set("in at across on over")
"""Prepositions after which a list of places says that something happened in each."""
_LINKS = {"and": "and", "as well as": "and", ", and": ", and", ",": ","}
_LINK_REACH = 4
_MOST_LISTED = 12
_COMMON_VERBS = words.word_set(
    "provide operate make take give help keep use run work move bring find get put set allow include continue create "
    "improve develop support protect prevent reduce increase study review consider discuss explore see go come do"
)
_COUNCIL_HEADS = words.word_set(
    "council councils commission commissioners board parliament legislature assembly senate court courts courthouse "
    "supervisors aldermen selectmen trustees voters jury"
)
_POLICE_HEADS = words.word_set(
    "police sheriff sheriffs deputies firefighters fire detectives troopers coroner paramedics"
)
_QUALIFIERS = words.word_set(
    "city town county township village district state school superior circuit municipal federal high supreme crown "
    "magistrates planning zoning crime grand court metropolitan regional borough parish department 's ’s of the general"
)
_ORGANISATION_HEADS = words.word_set(
    "university college school institute academy hospital department office police sheriff council commission board "
    "court district times post news herald journal tribune gazette star company corporation inc ltd bank group club "
    "fc united association society foundation authority agency bureau ministry church team force guard patrol party "
    "league union museum chamber commerce committee service services department division center centre airlines jail "
    "detention courthouse academy symphony orchestra newspaper register chronicle express"
)


class Tie(StrEnum):
    """How a toponym may be tied to what happens in its sentence."""

    SITE = "site"
    RESIDENCE = "residence"
    COUNCIL = "council"
    POLICE = "police"
    ORGANISATION = "organisation"


def tie_of(sentence: Sentence, toponym: ResolvedToponym) -> Tie:
    """Return what a toponym's neighbours make of it."""
    first = sentence.token_at(toponym.toponym.span.start)
    last = max(first, sentence.token_at(toponym.toponym.span.end - 1))
    if first >= len(sentence.tokens):
        return Tie.SITE
    body = _body_after(sentence, last)
    if body is not Tie.SITE:
        preposition = governor(sentence, first)[0]
        is_wide = toponym.area is not None and toponym.area.precision >= WherePrecision.FIRST_ORDER
        if preposition not in _LOCATIVE or toponym.toponym.role is Role.MENTION or (is_wide and preposition != "in"):
            return body
        return Tie.SITE
    if sentence.low(last + 1) in _PERSON_NOUNS or sentence.low(last + 2) in _PERSON_NOUNS & {"man", "woman", "couple"}:
        return Tie.RESIDENCE
    if sentence.low(last + 1) in {"-based", "-born"} or toponym.toponym.surface.endswith(("-based", "-born")):
        return Tie.RESIDENCE
    if _is_origin(sentence, first):
        return Tie.RESIDENCE
    if sentence.low(first - 1) == "of" and sentence.low(first - 2) in _ORGANISATION_HEADS:
        return Tie.ORGANISATION if sentence.tokens[first - 2].is_capitalised else Tie.SITE
    return Tie.SITE


def event_sites(sentence: Sentence, toponyms: Sequence[ResolvedToponym]) -> tuple[ResolvedToponym, ...]:
    """Return the toponyms that events of the sentence may be placed at."""
    return tuple(t for t in toponyms if tie_of(sentence, t) is Tie.SITE and not _names_a_road(sentence, t))


def _names_a_road(sentence: Sentence, toponym: ResolvedToponym) -> bool:
    """Tell whether a country's name is part of a road's ("U.S. Highway 34", "U.S. 95")."""
    following = sentence.low(sentence.token_at(toponym.toponym.span.end - 1) + 1)
    is_country = toponym.area is not None and toponym.area.precision is WherePrecision.COUNTRY
    return is_country and (following in {"highway", "route"} or following.isdigit())


def listed_with(sentence: Sentence, place: Span, toponyms: Sequence[ResolvedToponym]) -> tuple[ResolvedToponym, ...]:
    """Return the other toponyms of a list that a place stands in ("in X, Y and Z"), none of them within another.

    `toponyms` are the sentence's, in text order. What is near several places, or between them, is one place.
    """
    at = bisect_left(toponyms, place, key=lambda t: t.toponym.span)
    if at == len(toponyms) or toponyms[at].toponym.span != place:
        return ()
    low = high = at
    links: list[str] = []
    while low > max(0, at - _MOST_LISTED) and (link := _link(sentence, toponyms[low - 1], toponyms[low])):
        low, links = low - 1, [link, *links]
    while high + 1 < min(len(toponyms), at + _MOST_LISTED) and (
        link := _link(sentence, toponyms[high], toponyms[high + 1])
    ):
        high, links = high + 1, [*links, link]
    preposition = governor(sentence, sentence.token_at(toponyms[low].toponym.span.start))[0]
    is_list = links[-1:] == ["and"] or (links[-1:] == [", and"] and len(links) > 1)  # "in X, and Y" opens a clause
    if not is_list or preposition not in _IN_EACH:
        return ()
    return tuple(t for k, t in enumerate(toponyms[low : high + 1], low) if k != at)


def _link(sentence: Sentence, one: ResolvedToponym, other: ResolvedToponym) -> str:
    """Return "and", ", and" or "," where that (and a repeated preposition) links two places that are apart, or ""."""
    first, last = sentence.token_at(one.toponym.span.end - 1) + 1, sentence.token_at(other.toponym.span.start)
    if last - first > _LINK_REACH or one.area is None or other.area is None:
        return ""
    widest = max(one.area.precision, other.area.precision)
    if compatible_areas(one.area, other.area) or widest > WherePrecision.FIRST_ORDER:
        return ""
    between = " ".join(sentence.low(j) for j in range(first, last) if sentence.low(j) not in _IN_EACH)
    return _LINKS.get(between, "")


def befallen(sentence: Sentence, toponyms: Sequence[ResolvedToponym]) -> tuple[ResolvedToponym, ...]:
    """Return the toponyms that harm befell ("X was hit by"), whatever their role: it happened there."""
    names = (t for t in toponyms if not t.toponym.demonym)
    return tuple(t for t in names if sentence.low(passive_after(sentence, t.toponym.span)) in _HARMED)


def passive_after(sentence: Sentence, subject: Span) -> int:
    """Return the verb whose passive a name is the subject of ("X itself was badly hit"), or -1."""
    first, last = sentence.token_at(subject.start), sentence.token_at(subject.end - 1)
    if sentence.low(first - 1) in words.PREPOSITIONS:
        return -1
    auxiliaries = words.BE | words.HAVE | words.ADVERBS | {"itself", "badly"}
    for j in range(last + 1, last + 1 + _GROUP_REACH):
        if sentence.low(j) not in auxiliaries:
            return j if j > last + 1 else -1
    return -1


def is_of_other_verb(sentence: Sentence, trigger: Trigger, place: Span) -> bool:
    """Tell whether a place belongs to a bare verb that stands between it and a trigger, or to who speaks of the event.

    "A deal to drill in X", "expel envoys and close the mission in X", "NAME, a priest in X, said …". Where
    somebody travels from is no more the place of the journey.
    """
    first, last = sentence.token_at(place.start), sentence.token_at(place.end - 1)
    leaves = trigger.entry.kind is Kind.MEETING_TRAVEL or is_unlisted(trigger.entry)
    if leaves and sentence.low(first - 1) == "from":
        return True
    if first > trigger.last:
        for j in range(trigger.last + 1, min(first, trigger.last + _VERB_REACH, len(sentence.tokens))):
            if sentence.verbs[j]:
                return False
            if _opens_bare_verb(sentence, j, trigger):
                return True
        return False
    speaks = sentence.low(last + 2) in words.REPORTING and last + 2 < trigger.first and sentence.verbs[last + 2]
    return speaks and sentence.low(last + 1) == ","


def _opens_bare_verb(sentence: Sentence, i: int, trigger: Trigger) -> bool:
    """Tell whether token `i` is a "to" that makes the noun's purpose, or an "and" that joins a second verb."""
    following = sentence.tokens[i + 1] if i + 1 < len(sentence.tokens) else None
    if following is None or following.is_capitalised or not following.low.isalpha():
        return False
    if sentence.low(i) == "to":
        return trigger.use is Use.NOUN and _is_base_verb(following.low) and _opens_phrase(sentence, i + 2)
    if sentence.low(i) in {"and", "or"} and trigger.use is Use.INFINITIVE:
        return _is_base_verb(following.low) and _opens_phrase(sentence, i + 2)
    return False


def _is_base_verb(low: str) -> bool:
    """Tell whether a word may be a verb's base form."""
    if low in _COMMON_VERBS:
        return True
    return any(r.entry.is_verb and Form.BASE in r.forms for r in readings().get(low, ()))


def _opens_phrase(sentence: Sentence, i: int) -> bool:
    """Tell whether an object or adverbial may begin at token `i`."""
    low = sentence.low(i)
    return low[:1].isdigit() or (low.isalpha() and low not in words.AUXILIARIES)


def _body_after(sentence: Sentence, last: int) -> Tie:
    """Return what sort of body the words right after a toponym name: "County Sheriff's Office", "City Council"."""
    found = Tie.SITE
    for j in range(last + 1, min(len(sentence.tokens), last + 1 + _BODY_REACH)):
        low, token = sentence.low(j), sentence.tokens[j]
        if low in _COUNCIL_HEADS and (token.is_capitalised or j == last + 1 or sentence.low(j - 1) in _QUALIFIERS):
            return Tie.COUNCIL
        if low in _POLICE_HEADS and (low != "fire" or sentence.low(j + 1) in {"department", "crews", "officials"}):
            return Tie.POLICE
        if not token.is_word and low not in _QUALIFIERS:
            break
        if low in _ORGANISATION_HEADS and token.is_capitalised:
            found = Tie.ORGANISATION
        elif not token.is_capitalised and low not in _QUALIFIERS:
            break
    return found


def _is_origin(sentence: Sentence, first: int) -> bool:
    """Tell whether a toponym says where somebody is from: "NAME, 45, of X", "who lives in X", "a student from X"."""
    preposition, at, bridged = governor(sentence, first)
    if preposition == "of" and not bridged:
        before = sentence.low(at - 1)
        if before in {",", "-", "–", "—"}:
            return at >= 2
        return at >= 1 and (before.isdigit() or before in _PERSON_NOUNS or _is_full_name(sentence, at - 1))
    if preposition == "from":
        before = sentence.low(at - 1)
        is_person = before in _PERSON_NOUNS | words.BE | {"originally", "visiting"} or before.isdigit()
        return at >= 1 and is_person
    if preposition in _LOCATIVE:
        return sentence.low(at - 1) in _LIVING or (sentence.low(at - 2) in _LIVING and not sentence.verbs[at - 1])
    return False


def _is_full_name(sentence: Sentence, i: int) -> bool:
    """Tell whether two capitalised words end at token `i`, as a person's name does."""
    return i >= 1 and sentence.tokens[i].is_capitalised and sentence.tokens[i - 1].is_capitalised
