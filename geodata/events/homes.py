"""Where a story goes on: deeds whose sentence names no place are where the story's other deeds are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from geodata.events import words
from geodata.events.attachment import event_place, within
from geodata.events.instances import is_heading
from geodata.events.mentions import Mention
from geodata.events.merging import as_inferred, compatible_areas, distance_km
from geodata.events.syntax import previous_word
from geodata.events.triggers import Use
from geodata.events.unlisted import is_unlisted
from geodata.records import (
    Basis,
    EventPlace,
    Kind,
    ResolvedToponym,
    Role,
    Span,
    Status,
    WhenPrecision,
    WherePrecision,
)

_PLACELESS = frozenset({Kind.STATEMENT, Kind.THREAT, Kind.SANCTION_BREAK, Kind.ECONOMY})
_REAL = frozenset({Status.HAPPENED, Status.CLAIMED})
_TENSED = frozenset({Use.FINITE, Use.PASSIVE, Use.PERFECT, Use.PROGRESSIVE})
_SCENE_KINDS = frozenset(
    {Kind.ATTACK_FIGHTING, Kind.DISASTER_ACCIDENT, Kind.CRIME, Kind.PROTEST, Kind.ARREST_RESTRICTION}
)
_LOCAL_KINDS = _SCENE_KINDS | {Kind.AID_RESCUE, Kind.LEGAL, Kind.POLITICS}
"""Kinds of deeds that a story tells of without saying where or when again."""
_AFTERMATH_KINDS = _SCENE_KINDS | {Kind.AID_RESCUE}
_INDEFINITE = words.NUMBER_WORDS | words.ORDINALS | words.word_set("a an another")
_MODIFIERS = 2
_LOCATIVE = words.word_set("in at near outside")
_REACH = 60
"""Tokens around a trigger that are looked at; a longer sentence is a list without end."""
_NEAR_KM = 30.0
_LEAD = 2
"""Sentences with deeds within which a story without a dateline says where it is."""
_FRESH_DAYS = 45
_LEAST_SHARE = 0.5
"""Least share of a story's placed deeds that must be at its home; judged, not measured."""


def infer_homes(
    text: str,
    mentions: Sequence[Mention],
    named: Sequence[ResolvedToponym],
    dateline: ResolvedToponym | None,
    published: date | None,
) -> list[Mention]:
    """Return the mentions, those of fresh deeds that nothing places put where the story's paragraph or all of it is.

    `named` are the article's toponyms in text order: a sentence that names another place is left alone.
    """
    home, lead = _home_of(mentions, dateline), _scene_of_lead(mentions)
    placed: list[Mention] = []
    last: Mention | None = None
    scene: Mention | None = None
    for mention in mentions:
        if mention.where is not None:
            if _sets_a_scene(mention) and mention.where.basis is not Basis.INFERRED:
                last, scene = mention, scene if mention.slight else mention
        elif last is not None and _shares_subject(last, mention, named):
            mention = replace(mention, where=last.where)
        elif _goes_on(mention, published):
            here = scene.where if scene is not None and _in_one_paragraph(text, scene, mention) else None
            place = _likeliest(mention, here, home, lead)
            if place is not None and not _names_another(mention, named, place):
                mention = replace(mention, where=as_inferred(place))
        placed.append(mention)
    return placed


def _likeliest(
    mention: Mention, here: EventPlace | None, home: EventPlace | None, lead: EventPlace | None
) -> EventPlace | None:
    """Return where a mention goes on: `here`, in its paragraph, at the story's home, or where the lead's scene is.

    Politics is at home whatever else the paragraph tells of.
    """
    kind = mention.trigger.entry.kind
    if here is not None and (home is None or kind is not Kind.POLITICS):
        return here
    if home is not None:
        return home
    return lead if kind in _AFTERMATH_KINDS and _is_of_its_day(mention) else None


def _shares_subject(last: Mention, mention: Mention, named: Sequence[ResolvedToponym]) -> bool:
    """Tell whether a verb is joined to the placed one before it: "police stormed a farm in X and seized …".

    No other place may stand after the first of the two.
    """
    sentence, at = mention.sentence, mention.trigger.first
    if last.sentence is not sentence or mention.trigger.use is Use.NOUN or last.trigger.use is Use.NOUN:
        return False
    if mention.status is not last.status or sentence.low(previous_word(sentence.tokens, at)) != "and":
        return False
    past = sentence.tokens[min(len(sentence.tokens), at + _REACH) - 1].end
    rest = within(named, Span(last.trigger.span.end, past))
    return last.where is not None and not any(
        t.toponym.role is Role.LOCATION and t.area is not None and not compatible_areas(t.area, last.where.area)
        for t in rest
    )


def _names_another(mention: Mention, named: Sequence[ResolvedToponym], place: EventPlace) -> bool:
    """Tell whether a sentence names a place other than the given, or one after a preposition that isn't known."""
    sentence = mention.sentence
    first = max(0, mention.trigger.first - _REACH)
    past = min(len(sentence.tokens), mention.trigger.last + _REACH)
    here = within(named, Span(sentence.tokens[first].start, sentence.tokens[past - 1].end))
    if any(t.area is not None and not t.toponym.demonym and not compatible_areas(t.area, place.area) for t in here):
        return True
    return any(
        sentence.low(i) in _LOCATIVE
        and sentence.tokens[i + 1].is_capitalised
        and sentence.low(i + 1) not in words.CALENDAR
        and not any(t.toponym.span.start <= sentence.tokens[i + 1].start < t.toponym.span.end for t in here)
        for i in range(first, past - 1)
    )


def _home_of(mentions: Sequence[Mention], dateline: ResolvedToponym | None) -> EventPlace | None:
    """Return the town that a story plays in: that of its dateline or first deed, if most of its deeds are there."""
    scenes = [m for m in mentions if _sets_a_scene(m)]
    home = event_place(dateline, Basis.DATELINE) if dateline is not None else _place_of_lead(mentions, scenes)
    told = [m.where for m in scenes if m.where is not None and m.where.basis is not Basis.INFERRED]
    if home is None or sum(_is_near(home, place) for place in told) < _LEAST_SHARE * len(told):
        return None
    return home


def _scene_of_lead(mentions: Sequence[Mention]) -> EventPlace | None:
    """Return where the violence or disaster is that a story begins with."""
    scenes = [m for m in mentions if _sets_a_scene(m)]
    if not scenes or scenes[0].trigger.entry.kind not in _SCENE_KINDS:
        return None
    lead = _place_of_lead(mentions, scenes)
    others = [m.where for m in scenes if m.trigger.entry.kind in _SCENE_KINDS and not m.slight]
    if lead is None or sum(_is_near(lead, p) for p in others if p is not None) < _LEAST_SHARE * len(others):
        return None
    return lead


def _place_of_lead(mentions: Sequence[Mention], scenes: Sequence[Mention]) -> EventPlace | None:
    """Return the place of the first scene, if it stands in the lead."""
    first = next((m.sentence.index for m in mentions if m.where is not None), 0)
    return scenes[0].where if scenes and scenes[0].sentence.index < first + _LEAD else None


def _is_near(home: EventPlace, place: EventPlace) -> bool:
    """Tell whether two places are the same town, or neighbours."""
    one, other = home.area, place.area
    return compatible_areas(one, other) or distance_km(one.lat, one.lon, other.lat, other.lon) <= _NEAR_KM


def _sets_a_scene(mention: Mention) -> bool:
    """Tell whether a mention is a deed at a place no wider than a county."""
    return (
        mention.where is not None
        and mention.where.area.precision <= WherePrecision.SECOND_ORDER
        and mention.status in _REAL | {Status.PLANNED}
        and mention.trigger.entry.kind not in _PLACELESS
    )


def _goes_on(mention: Mention, published: date | None) -> bool:
    """Tell whether a mention is a fresh deed, or one planned for a day, whose sentence names no place."""
    if (mention.slight and mention.trigger.entry.kind not in _SCENE_KINDS) or is_unlisted(mention.trigger.entry):
        return False
    kind, when = mention.trigger.entry.kind, mention.when
    if mention.names_sites or kind in _PLACELESS:
        return False
    is_dated = when is not None and when.basis is Basis.STATED and when.precision is WhenPrecision.DAY
    if kind not in _LOCAL_KINDS and not is_dated:
        return False
    if mention.status is Status.PLANNED:
        return is_dated
    if mention.status not in _REAL or not (_has_tense(mention) or _is_brought_up(mention)):
        return False
    if when is None or when.interval.last is None or published is None:
        return True
    return (published - when.interval.last).days <= _FRESH_DAYS


def _has_tense(mention: Mention) -> bool:
    """Tell whether a mention's verb, or the one that carries its noun, stands in a tense."""
    return mention.trigger.use in _TENSED or mention.trigger.light is not None


def _is_brought_up(mention: Mention) -> bool:
    """Tell whether a noun that opens its sentence brings up a new scene; headings only sum up what follows."""
    trigger, sentence = mention.trigger, mention.sentence
    opens = any(sentence.low(j) in _INDEFINITE for j in range(max(0, trigger.first - _MODIFIERS - 1), trigger.first))
    is_new = trigger.use is Use.NOUN and not mention.definite and not trigger.entry.weak
    is_subject = opens and sentence.verbs_before[trigger.first] == 0
    return is_new and is_subject and trigger.entry.kind in _SCENE_KINDS and not is_heading(sentence)


def _is_of_its_day(mention: Mention) -> bool:
    """Tell whether a sentence gives a mention its day, or names none that may be of another time."""
    return mention.when is not None or not mention.names_days


def _in_one_paragraph(text: str, one: Mention, other: Mention) -> bool:
    """Tell whether two mentions stand in one paragraph."""
    return "\n" not in Span(one.sentence.span.start, other.sentence.span.start).of(text)
