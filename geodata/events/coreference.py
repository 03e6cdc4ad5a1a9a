"""Places told by a common noun: "the factory", "the site", "there" mean a place that the article named before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from geodata.events import words
from geodata.events.attachment import event_place, within
from geodata.events.mentions import Mention
from geodata.events.merging import as_inferred, compatible_areas
from geodata.events.placing import governor
from geodata.events.syntax import Sentence
from geodata.events.triggers import Trigger, Use
from geodata.records import Basis, EventPlace, EventTime, Kind, ResolvedToponym, Span, Status, WherePrecision

NounPlaces = Mapping[str, tuple[EventPlace, ...]]
"""Common nouns with where the places that they stand for were said to be, in text order."""

_FACILITIES = words.word_set(
    "factory plant mine mill refinery warehouse shipyard school university college campus hospital clinic prison jail "
    "courthouse church mosque temple synagogue cathedral airport airfield runway base barracks camp embassy consulate "
    "station port harbour harbor terminal park stadium arena theatre theater museum library hotel restaurant nightclub "
    "mall supermarket market bank building tower bridge dam tunnel square village town island valley lake beach forest "
    "monastery palace compound quarry farm ranch zoo fairground dormitory kindergarten orphanage shelter depot pier "
    "reserve reservoir volcano glacier canyon stadium shrine crossing checkpoint neighbourhood neighborhood suburb"
)
_SCENES = words.word_set("site scene area region vicinity spot")
_PARTS = words.word_set(
    "gate gates entrance floor yard grounds site complex compound building area hall roof perimeter"
)
_DEFINITE = words.word_set("the its their that this same")
_LOCATIVE = words.word_set("at in inside outside near around into on through within across")
_HERE = words.word_set("there here")
_MODIFIERS = 2
_MOST_PLACES = 8
_HEAD_REACH = 2
_CLAUSE_REACH = 40
_SCENE_REACH = 3
"""Sentences after a scene within which "the area" and "there" mean it; judged, not measured."""
_SCENE_KINDS = frozenset(
    {
        Kind.ATTACK_FIGHTING,
        Kind.DISASTER_ACCIDENT,
        Kind.CRIME,
        Kind.PROTEST,
        Kind.AID_RESCUE,
        Kind.HEALTH_ENVIRONMENT,
        Kind.ARREST_RESTRICTION,
        Kind.MILITARY_MOVE,
    }
)
_HAPPEN_TO_PLACES = words.word_set("closure reopen opening expand layoff")
"""Families of what a place itself does or undergoes."""
_PLACELESS = frozenset({Kind.STATEMENT, Kind.THREAT, Kind.SANCTION_BREAK})
_REAL = frozenset({Status.HAPPENED, Status.CLAIMED})
_AFTER_A_NAME = (
    words.PREPOSITIONS
    | words.COORDINATORS
    | words.AUXILIARIES
    | words.SUBORDINATORS
    | words.ADVERBS
    | words.DETERMINERS
)


def with_nouns_placed(
    nouns: NounPlaces, sentence: Sentence, sites: Sequence[ResolvedToponym], mentions: Sequence[Mention]
) -> NounPlaces:
    """Return the places of nouns with those added that a sentence tells.

    A toponym does ("a mill in X", "the X mill", "X Airport"), or an event whose clause brings up a place ("In X, a
    bomb tore through a market").
    """
    added: dict[str, list[EventPlace]] = {}
    for site in sites:
        noun, place = _noun_located(sentence, site), event_place(site, Basis.INFERRED)
        if noun and place is not None and place.area.precision <= WherePrecision.SECOND_ORDER:
            added.setdefault(noun, []).append(place)
    for mention in mentions:
        if mention.where is None or mention.where.basis is not Basis.STATED:
            continue
        if mention.where.area.precision > WherePrecision.SECOND_ORDER or mention.status not in _REAL:
            continue
        for j in _clause_tokens(sentence, mention.trigger):
            if sentence.low(j) in _FACILITIES and _is_brought_up(sentence, j):
                added.setdefault(sentence.low(j), []).append(as_inferred(mention.where))
    return {**nouns, **{noun: (*nouns.get(noun, ()), *places)[-_MOST_PLACES:] for noun, places in added.items()}}


def _is_brought_up(sentence: Sentence, j: int) -> bool:
    """Tell whether a noun is indefinite and ends its phrase: new to the reader."""
    for i in range(j - 1, max(-1, j - 2 - _MODIFIERS), -1):
        if sentence.low(i) in {"a", "an", "one"}:
            return not sentence.low(j + 1).isalpha() or sentence.low(j + 1) in _AFTER_A_NAME | words.DAYS
        if not sentence.low(i).isalpha() or sentence.low(i) in _AFTER_A_NAME:
            return False
    return False


def _noun_located(sentence: Sentence, site: ResolvedToponym) -> str:
    """Return the place noun that a toponym holds, follows or modifies, or ""."""
    first = sentence.token_at(site.toponym.span.start)
    last = sentence.token_at(site.toponym.span.end - 1)
    if first < last and sentence.low(last) in _FACILITIES:
        return sentence.low(last)
    for j in range(last + 1, last + 2 + _HEAD_REACH):
        if sentence.low(j) in _FACILITIES:
            return sentence.low(j)
        if not sentence.low(j).isalpha() or sentence.low(j) in _AFTER_A_NAME or sentence.verbs[j]:
            break
    if site.toponym.descriptive and sentence.low(first) in _LOCATIVE:  # "the mine" + "near X"
        return sentence.low(first - 1) if sentence.low(first - 1) in _FACILITIES else ""
    preposition, at, _bridged = governor(sentence, first)
    is_located = preposition in _LOCATIVE or (preposition == "of" and sentence.low(at - 1) in words.PLACE_NOUNS)
    return sentence.low(at - 1) if is_located and sentence.low(at - 1) in _FACILITIES else ""


def place_of_noun(
    sentence: Sentence,
    trigger: Trigger,
    status: Status,
    when: EventTime | None,
    sites: Sequence[ResolvedToponym],
    nouns: NounPlaces,
) -> EventPlace | None:
    """Return the place that a definite noun of the trigger's clause was said to be at, if all that is said agrees.

    `sites` are the sentence's toponyms: a clause that names one needs no other.
    """
    if trigger.entry.kind in _PLACELESS or not _may_be_placed(status, when):
        return None
    around = _clause_tokens(sentence, trigger)
    if within(sites, Span(sentence.tokens[around[0]].start, sentence.tokens[around[-1]].end)):
        return None
    for j in around:
        if sentence.low(j) not in nouns or not _is_definite(sentence, j) or not _is_scene_of(sentence, trigger, j):
            continue
        places = nouns[sentence.low(j)]
        if all(compatible_areas(places[0].area, place.area) for place in places):
            return places[-1]
    return None


def with_scenes_referred_to(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, those that say "at the scene", "in the area" or "there" put at the scene just told of."""
    found: list[Mention] = []
    scene: Mention | None = None
    for mention in mentions:
        if mention.where is None and scene is not None and scene.where is not None and _refers(mention, scene):
            mention = replace(mention, where=as_inferred(scene.where))
        elif mention.where is not None and mention.status in _REAL and _is_scene(mention):
            scene = mention
        found.append(mention)
    return found


def _is_scene(mention: Mention) -> bool:
    """Tell whether a mention sets a scene: something local happened, or whatever it was at an exact place."""
    is_exact = mention.where is not None and mention.where.area.precision <= WherePrecision.NEAR
    return is_exact or mention.trigger.entry.kind in _SCENE_KINDS


def _refers(mention: Mention, scene: Mention) -> bool:
    """Tell whether a mention's clause refers to the scene of another shortly before."""
    sentence, trigger = mention.sentence, mention.trigger
    if not 0 <= sentence.index - scene.sentence.index <= _SCENE_REACH or mention.names_sites:
        return False
    if trigger.entry.kind in _PLACELESS or not _may_be_placed(mention.status, mention.when):
        return False
    for j in _clause_tokens(sentence, trigger):
        low = sentence.low(j)
        if low in _SCENES and _is_definite(sentence, j) and _is_scene_of(sentence, trigger, j):
            return True
        is_pronoun = low in _HERE and trigger.last < j <= trigger.last + 1 + _HEAD_REACH
        if is_pronoun and not sentence.verbs[j - 1] and sentence.low(j + 1) not in words.AUXILIARIES:
            return True
    return False


def _may_be_placed(status: Status, when: EventTime | None) -> bool:
    """Tell whether an event is real, or planned for a stated time."""
    return status in _REAL or (status is Status.PLANNED and when is not None and when.basis is Basis.STATED)


def _clause_tokens(sentence: Sentence, trigger: Trigger) -> range:
    """Return the tokens of a trigger's clause, as far as its own phrases may reach."""
    clause = sentence.clause(trigger.first)
    first, last = max(clause.first, trigger.first - _CLAUSE_REACH), min(clause.last, trigger.last + _CLAUSE_REACH)
    return range(min(first, trigger.first), min(max(last, trigger.last) + 1, len(sentence.tokens)))


def _opening(sentence: Sentence, j: int) -> int:
    """Return the determiner of a definite noun, or -1 where it has none."""
    for i in range(j - 1, max(-1, j - 2 - _MODIFIERS), -1):
        if sentence.low(i) in _DEFINITE:
            return i - 1 if sentence.low(i) == "same" and sentence.low(i - 1) == "the" else i
        if not sentence.low(i).isalpha() or sentence.low(i) in _AFTER_A_NAME or sentence.verbs[i]:
            break
        if sentence.low(i) in words.DETERMINERS | words.POSSESSIVES or sentence.tokens[i].is_capitalised:
            break
    return -1


def _is_definite(sentence: Sentence, j: int) -> bool:
    """Tell whether a noun is definite, ends its phrase (or names a part of its place) and isn't told of further."""
    following = sentence.low(j + 1)
    if following in _PARTS:
        following = sentence.low(j + 2)
    ends = following in _AFTER_A_NAME or not following.isalpha() or sentence.verbs[min(j + 1, len(sentence.tokens) - 1)]
    ends = ends or following in words.DAYS
    return ends and following not in {"of", "'s", "’s", "that", "which", "where"} and _opening(sentence, j) >= 0


def _is_scene_of(sentence: Sentence, trigger: Trigger, j: int) -> bool:
    """Tell whether a noun's phrase is where a trigger's event is: after a locative, its object, or what befell it."""
    if trigger.first < j <= trigger.last:
        return True
    opening = _opening(sentence, j)
    before = sentence.low(opening - 1)
    if opening < trigger.first and trigger.use is Use.INFINITIVE and sentence.low(trigger.first - 1) == "to":
        return False
    if before in _LOCATIVE or (before == "to" and trigger.entry.kind in {Kind.MEETING_TRAVEL, Kind.AID_RESCUE}):
        between = (trigger.last, opening) if opening > trigger.last else (j, trigger.first)
        return sentence.between(*between)[0] == 0
    if opening == trigger.last + 1:
        return trigger.use is not Use.NOUN
    entry = trigger.entry
    befell = trigger.use is Use.PASSIVE or entry.kind is Kind.DISASTER_ACCIDENT or entry.family in _HAPPEN_TO_PLACES
    return (
        befell
        and j < trigger.first
        and all(sentence.low(i) in words.AUXILIARIES | words.ADVERBS for i in range(j + 1, trigger.first))
    )
