"""Places and days carried over from other mentions, where the article leaves little doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from geodata.events.dating import precision_of, time_days_from
from geodata.events.mentions import Mention
from geodata.events.merging import are_toll_and_cause, as_inferred, compatible_areas, times_fit
from geodata.events.triggers import PRESENCE, Use
from geodata.records import (
    Basis,
    EventPlace,
    EventTime,
    Interval,
    Kind,
    Publication,
    Span,
    Status,
    WhenPrecision,
)

_SCENE_KINDS = frozenset({Kind.ATTACK_FIGHTING, Kind.DISASTER_ACCIDENT, Kind.CRIME, Kind.PROTEST})
_AT_A_SCENE = _SCENE_KINDS | {Kind.ARREST_RESTRICTION, Kind.AID_RESCUE}
_ONE_SCENE_REACH = 4
"""How many sentences the only scene of an article lasts without being named again; judged, not measured."""
_MANY_SCENES_REACH = 1
_CITY_PRECISION = 2
_CAUSES_TRIED = 8
_LEAD_SENTENCES = 2
_LEAD_AFTER_BYLINES = 4
"""The last sentence that a lead may be: a headline, a subheading, a byline and a dateline go before."""
_SAME_DAY_REACH = 6
"""Sentences over which a story that names no other day is still on its day; tuned on articles of our own."""
_RECENT_DAYS = 31
_STOPS = frozenset({".", "!", "?", "”", '"'})
_GOES_ON = "goes on from"
_TENSED = frozenset({Use.FINITE, Use.PASSIVE, Use.PROGRESSIVE, Use.PERFECT})
_REAL = frozenset({Status.HAPPENED, Status.CLAIMED})
_DeedKey = tuple[Kind, Interval, str]


def infer_places(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, with places carried over for arrivals at talks and what goes on at a scene."""
    meeting = _only_meeting_place(mentions)
    mentions = _with_presences(mentions, meeting)
    one_scene = _has_one_scene(mentions)
    siblings = _places_of_siblings(mentions)
    inferred: list[Mention] = []
    scene: Mention | None = None
    for mention in mentions:
        if mention.where is not None:
            scene = mention if _is_scene(mention) else scene
            inferred.append(mention)
            continue
        place = None
        if mention.status in _REAL and not mention.slight:
            place = (
                (meeting if mention.trigger.entry.family == "arrive" and not mention.names_sites else None)
                or _place_of_sibling(mention, siblings)
                or _place_of_scene(text, mention, scene, one_scene=one_scene)
            )
        inferred.append(replace(mention, where=as_inferred(place)) if place is not None else mention)
    return _with_places_of_same_deed(inferred)


def _with_presences(mentions: Sequence[Mention], meeting: EventPlace | None) -> list[Mention]:
    """Return the mentions, those of presence placed and dated by the talks ahead, or left out without any."""
    talks = [m for m in mentions if m.trigger.entry.family == "talks" and m.status is Status.PLANNED and m.when]
    when = talks[0].when if talks else None
    kept = []
    for mention in mentions:
        if mention.trigger.entry.family != PRESENCE:
            kept.append(mention)
        elif meeting is not None and when is not None:
            where = mention.where or as_inferred(meeting)
            kept.append(replace(mention, where=where, when=replace(when, basis=Basis.INFERRED)))
    return kept


def _only_meeting_place(mentions: Sequence[Mention]) -> EventPlace | None:
    """Return the city of the article's meetings where all of them are in one."""
    places = [m.where for m in mentions if m.where is not None and m.trigger.entry.family == "talks"]
    if not places or any(not compatible_areas(places[0].area, p.area) for p in places):
        return None
    widest = max(places, key=lambda p: p.area.radius_km)
    return widest if widest.area.precision <= _CITY_PRECISION else None


def _is_scene(mention: Mention) -> bool:
    """Tell whether a mention sets a scene at which more may happen."""
    return mention.where is not None and mention.status in _REAL and mention.trigger.entry.kind in _SCENE_KINDS


def _has_one_scene(mentions: Sequence[Mention]) -> bool:
    """Tell whether all scenes of an article may be the same place."""
    places = [m.where for m in mentions if m.where is not None and _is_scene(m)]
    return bool(places) and all(compatible_areas(places[0].area, p.area) for p in places)


def _places_of_siblings(mentions: Sequence[Mention]) -> dict[tuple[int, Kind], dict[Span, EventPlace]]:
    """Return the places of scenes, one for each evidence, by the number of their sentence and their kind."""
    placed: dict[tuple[int, Kind], dict[Span, EventPlace]] = {}
    for mention in mentions:
        if mention.where is not None and _is_scene(mention):
            places = placed.setdefault((mention.sentence.index, mention.trigger.entry.kind), {})
            places.setdefault(mention.where.evidence, mention.where)
    return placed


def _place_of_sibling(mention: Mention, siblings: dict[tuple[int, Kind], dict[Span, EventPlace]]) -> EventPlace | None:
    """Return the place that all placed events of the same kind in the sentence share."""
    alike = siblings.get((mention.sentence.index, mention.trigger.entry.kind), {})
    if mention.trigger.use is Use.NOUN or len(alike) != 1:
        return None
    return next(iter(alike.values()))


def _place_of_scene(text: str, mention: Mention, scene: Mention | None, *, one_scene: bool) -> EventPlace | None:
    """Return the place of the latest scene where a mention plausibly goes on there."""
    if scene is None or scene.where is None or mention.names_sites or mention.trigger.use is Use.NOUN:
        return None
    if mention.trigger.entry.kind not in _AT_A_SCENE or not times_fit(scene.when, mention.when):
        return None
    distance = mention.sentence.index - scene.sentence.index
    if one_scene and distance <= _ONE_SCENE_REACH:
        return scene.where
    if distance > _MANY_SCENES_REACH:
        return None
    between = Span(scene.sentence.span.end, mention.sentence.span.start).of(text)
    return scene.where if "\n" not in between else None


def _with_places_of_same_deed(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, those placed that share actor, day and kind with just one placed deed."""
    placed: dict[_DeedKey, list[EventPlace]] = {}
    for mention in mentions:
        if mention.where is not None and mention.where.basis is not Basis.INFERRED:
            for key in _deed_keys(mention):
                placed.setdefault(key, []).append(mention.where)
    only = {
        key: as_inferred(min(places, key=lambda p: p.evidence))
        for key, places in placed.items()
        if len({p.place_id for p in places}) == 1
    }
    return [_with_place_of_same_deed(mention, only) for mention in mentions]


def _with_place_of_same_deed(mention: Mention, only: dict[_DeedKey, EventPlace]) -> Mention:
    """Return a mention with the place of the deed that has its actor, day and kind."""
    if mention.where is not None or mention.status not in _REAL or mention.names_sites:
        return mention
    place = next((only[key] for key in _deed_keys(mention) if key in only), None)
    return mention if place is None else replace(mention, where=place)


def _deed_keys(mention: Mention) -> list[_DeedKey]:
    """Return what a deed is known by: its kind, its day and each actor."""
    if mention.when is None or mention.when.evidence is None or mention.trigger.entry.kind not in _SCENE_KINDS:
        return []
    if mention.when.interval.days != 1:
        return []
    return [(mention.trigger.entry.kind, mention.when.interval, actor) for actor in mention.actors]


def infer_times(text: str, mentions: Sequence[Mention], publication: Publication | None) -> list[Mention]:
    """Return the mentions, with days carried over while a story goes on and, in the lead, from publication."""
    dated: Mention | None = None
    inferred = []
    for mention in mentions:
        if mention.when is None and _is_fresh(mention):
            mention = replace(mention, when=_inferred_time(text, mention, dated, publication))
        elif mention.when is not None and mention.status in _REAL:
            mention = replace(mention, when=_with_beginning(mention.when, dated, publication))
        if mention.when is not None and mention.status in _REAL and mention.days_apart is None:
            is_aside = dated is not None and dated.sentence is mention.sentence and _is_past_story(mention, publication)
            if mention.when.interval.days == 1 and not is_aside:
                dated = mention
            elif _is_past_story(mention, publication) and not is_aside:
                dated = None
        inferred.append(mention)
    return _with_days_of_lead(_with_days_of_causes(inferred))


def _with_beginning(when: EventTime, dated: Mention | None, publication: Publication | None) -> EventTime:
    """Return a time that has only a term ("closed until noon"), begun on the day that the story has come to."""
    first, last = when.interval.first, when.interval.last
    day = dated.when.interval.first if dated is not None and dated.when is not None else None
    day = day or (publication.date if publication is not None else None)
    if first is not None or last is None or day is None or not 0 <= (last - day).days <= _RECENT_DAYS:
        return when
    stretch = Interval(day, last)
    return replace(when, interval=stretch, precision=precision_of(stretch))


def _with_days_of_causes(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, an undated toll with the day of its cause in the same sentence, and the other way about."""
    dated: dict[int, list[Mention]] = {}
    for mention in mentions:
        if mention.when is not None and mention.status in _REAL and mention.days_apart is None:
            dated.setdefault(mention.sentence.index, []).append(mention)
    kept = []
    for mention in mentions:
        if mention.when is None and mention.status in _REAL and mention.days_apart is None:
            others = dated.get(mention.sentence.index, [])
            when = next((o.when for o in others[:_CAUSES_TRIED] if are_toll_and_cause(mention, o)), None)
            mention = replace(mention, when=replace(when, basis=Basis.SAME_SENTENCE)) if when else mention
        kept.append(mention)
    return kept


def _with_days_of_lead(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, those of the headline with the day that the lead gives their family, else their kind."""
    days: dict[str, EventTime] = {}
    for mention in mentions:
        if mention.sentence.index > _LEAD_AFTER_BYLINES:
            break
        if mention.when is not None and mention.when.evidence and mention.status in _REAL and not _is_heading(mention):
            days.setdefault(mention.trigger.entry.family, mention.when)
            days.setdefault(mention.trigger.entry.kind, mention.when)
    return [_with_day_of_lead(mention, days) if _is_heading(mention) else mention for mention in mentions]


def _with_day_of_lead(mention: Mention, days: Mapping[str, EventTime]) -> Mention:
    """Return a mention with the day of its family or kind, if it has none, or only that of publication."""
    if mention.status not in _REAL or (mention.when is not None and mention.when.evidence):
        return mention
    when = days.get(mention.trigger.entry.family) or days.get(mention.trigger.entry.kind)
    return replace(mention, when=replace(when, basis=Basis.INFERRED)) if when else mention


def _is_heading(mention: Mention) -> bool:
    """Tell whether a mention's sentence opens the article and doesn't end as sentences do."""
    return mention.sentence.index < _LEAD_SENTENCES and mention.sentence.tokens[-1].low not in _STOPS


def _is_past_story(mention: Mention, publication: Publication | None) -> bool:
    """Tell whether a mention's time shows that the article has turned to something long past."""
    if mention.when is None or publication is None or mention.when.interval.last is None:
        return False
    return (publication.date - mention.when.interval.last).days > _RECENT_DAYS


def _is_fresh(mention: Mention) -> bool:
    """Tell whether a mention tells in a tense of news of something done, or takes such a thing up by its noun."""
    is_deed = mention.trigger.entry.kind is not Kind.STATEMENT and mention.status in _REAL
    if mention.trigger.use is Use.NOUN:
        return is_deed and mention.definite
    return is_deed and mention.trigger.use in _TENSED and not _is_pluperfect(mention)


def _is_pluperfect(mention: Mention) -> bool:
    """Tell whether "had" puts a verb before what the story has come to."""
    sentence, first = mention.sentence, mention.trigger.first
    return "had" in {sentence.low(j) for j in range(max(0, first - 3), first)}


def _inferred_time(
    text: str, mention: Mention, dated: Mention | None, publication: Publication | None
) -> EventTime | None:
    """Return the day of the story that a mention goes on with, or the lead's day of publication."""
    if mention.days_apart is not None:
        return _time_apart(mention, mention.days_apart, dated)
    if dated is not None and dated.when is not None and _goes_on_after(text, mention, dated):
        reason = dated.when.reason
        if not reason.startswith(_GOES_ON):
            reason = f"{_GOES_ON} “{dated.trigger.entry.lemma}”: {reason}"
        if mention.trigger.use in {Use.PERFECT, Use.PROGRESSIVE} or _has_been(mention):
            return _since(dated.when, publication, reason)
        return replace(dated.when, basis=Basis.INFERRED, reason=reason)
    if mention.trigger.use is Use.NOUN:
        return None
    if publication is None or mention.names_days or mention.sentence.index >= _LEAD_SENTENCES:
        return None
    day = Interval(publication.date, publication.date)
    reason = "told as fresh news in the lead: the day of publication"
    return EventTime(day, WhenPrecision.DAY, Basis.INFERRED, None, reason)


def _time_apart(mention: Mention, days: int, dated: Mention | None) -> EventTime | None:
    """Return the time so many days from the story's, where that is a day."""
    if dated is None or dated.when is None or dated.when.interval.days != 1 or dated.when.interval.first is None:
        return None
    return time_days_from(dated.when.interval.first, days, f"“{dated.trigger.entry.lemma}”", mention.sentence.span)


def _has_been(mention: Mention) -> bool:
    """Tell whether a verb stands in the passive of the perfect: "has been detained"."""
    before = [mention.sentence.low(j) for j in range(max(0, mention.trigger.first - 3), mention.trigger.first)]
    return "been" in before and not {"has", "have"}.isdisjoint(before)


def _since(when: EventTime, publication: Publication | None, reason: str) -> EventTime | None:
    """Return the stretch from the day that a story has come to up to publication, where that is days."""
    first = when.interval.first
    if publication is None or first is None or not 0 <= (publication.date - first).days <= _RECENT_DAYS:
        return None
    stretch = Interval(first, publication.date)
    return EventTime(stretch, precision_of(stretch), Basis.INFERRED, when.evidence, reason)


def _goes_on_after(text: str, mention: Mention, dated: Mention) -> bool:
    """Tell whether a mention goes on with the story of a dated one: in its sentence, its paragraph, or soon after."""
    if mention.names_days:
        return mention.sentence is dated.sentence and (
            mention.where is not None and dated.where is not None and (mention.where.evidence == dated.where.evidence)
        )
    if mention.sentence is dated.sentence:
        return True
    if mention.sentence.index - dated.sentence.index <= _SAME_DAY_REACH:
        return True
    return "\n" not in Span(dated.sentence.span.end, mention.sentence.span.start).of(text)
