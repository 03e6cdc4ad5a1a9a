"""Mentions of one event → one event: the talks that six sentences tell of are one pin."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from geodata.events import words
from geodata.events.mentions import Mention
from geodata.events.triggers import PRESENCE, Use
from geodata.records import Area, Basis, EventPlace, EventTime, Interval, Kind, Quantity, Status

_LOOK_BACK = 8
_MATTER_REACH = 12
_HEADING_REACH = 2
_RETELLING_REACH = 6
"""Sentences within which one place or two that are carried over join two mentions; judged, not measured."""
_TOLL_REACH = 2
_SUBJECT_REACH = 6
_DASHES = frozenset({",", "--", "—", "–"})
_CARRIED_OVER = timedelta(366)
"""How far a day that is only carried over may be from a stated one of the same event."""
_VIOLENT = frozenset({Kind.ATTACK_FIGHTING, Kind.DISASTER_ACCIDENT, Kind.CRIME})
_MAX_QUANTITIES = 4
_DEEDS = words.word_set("stabbing shooting beating kill injure")
_FACTUAL = frozenset({Status.HAPPENED, Status.CLAIMED})
_STATED = frozenset({Basis.STATED, Basis.SAME_SENTENCE})
_NEVER_AHEAD = frozenset({"war", "clash"})
"""Families whose plans are about another event than the one that goes on."""
_CONSEQUENCES = words.word_set("strand missing collapse trap injure kill flee treat damage")
_CAUSES = words.word_set(
    "attack blast shooting clash crash quake fire storm flood landslide collapse sink derail stabbing "
    "stampede arson leak avalanche eruption tsunami accident riot robbery"
)
_STRIKES = words.word_set("attack blast shooting")
"""Causes that news calls by each other's names."""
_BASIS_RANK = {
    Basis.STATED: 0,
    Basis.SAME_SENTENCE: 1,
    Basis.DATELINE: 2,
    Basis.INFERRED: 3,
    Basis.CORRECTED: 0,
}


def merge_mentions(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Return the groups of mentions that tell of one event each, in text order of their first mention."""
    groups: list[list[Mention]] = []
    by_family: dict[str, list[list[Mention]]] = {}
    latest: list[list[Mention]] = []
    for mention in mentions:
        whole = _whole_in_sentence(mention, latest)
        if whole is not None:
            mention = _of_kind(mention, whole[-1].trigger.entry.kind)
        group = (
            whole
            or _cause_in_sentence(mention, groups)
            or _same_proceeding(mention, groups)
            or _deed_of_attack(mention, groups)
            or _cause_before(mention, groups)
            or _same_event(mention, by_family)
        )
        if group is None:
            group = []
            groups.append(group)
            by_family.setdefault(mention.trigger.entry.family, []).append(group)
        group.append(mention)
        latest = [*latest[-1:], group]
    return groups


def _same_event(mention: Mention, by_family: dict[str, list[list[Mention]]]) -> list[Mention] | None:
    """Return the group of the same family that a mention fits best, the latest of equals."""
    if mention.trigger.entry.family == PRESENCE:
        return None
    groups = by_family.get(mention.trigger.entry.family, [])[-_LOOK_BACK:]
    best = max(reversed(groups), key=lambda group: _fit(mention, group), default=None)
    return best if best is not None and _fit(mention, best) > 0 else None


def _cause_in_sentence(mention: Mention, groups: Sequence[list[Mention]]) -> list[Mention] | None:
    """Return the event in the same clause that a mention is the toll or the cause of."""
    family = mention.trigger.entry.family
    for group in reversed(groups[-3:]):
        last = group[-1]
        if (
            last.sentence is not mention.sentence
            or not _same_place(mention, group[-_LOOK_BACK:])
            or last.status is not mention.status
        ):
            continue
        other = last.trigger.entry.family
        verbs, breaks = mention.sentence.between(last.trigger.last, mention.trigger.first)
        if {family, other} <= {"kill", "injure"} and verbs <= 1 and breaks == 0:
            return group
        toll_first = other in _CONSEQUENCES and family in _CAUSES and not mention.trigger.entry.is_verb
        cause_first = other in _CAUSES and family in _CONSEQUENCES and not last.trigger.entry.is_verb
        if (toll_first or cause_first) and breaks == 0 and verbs <= 1:
            return group
        if family == "strike" and other in _CAUSES and not last.trigger.entry.is_verb and verbs == breaks == 0:
            return group
        if other == "crash" and family in {"kill", "injure"} and verbs <= 1 and breaks == 0:
            return group
        if mention.trigger.use is Use.GERUND and other in _CAUSES and family in _CONSEQUENCES and breaks <= 1:
            return group
    return None


def _whole_in_sentence(mention: Mention, latest: Sequence[list[Mention]]) -> list[Mention] | None:
    """Return the event of the same sentence and place that a verb only goes on telling of.

    It is a participle ("attacked the base, HITTING bombers") or has the event as its subject ("landslides TORE through
    villages").
    """
    sentence, trigger = mention.sentence, mention.trigger
    if mention.where is None:
        return None
    if trigger.use is Use.NOUN:
        return next((g for g in latest if trigger.entry.family == "election" and _is_vote_in(mention, g[-1])), None)
    for group in reversed(latest):
        last = group[-1]
        if last.sentence is not sentence or last.status is not mention.status or last.where is None:
            continue
        if not compatible_areas(last.where.area, mention.where.area) or not times_fit(last.when, mention.when):
            continue
        verbs, breaks = sentence.between(last.trigger.last, trigger.first)
        kinds = {last.trigger.entry.kind, trigger.entry.kind}
        if trigger.use is Use.GERUND and sentence.low(trigger.first - 1) in _DASHES and verbs == 0:
            return group if kinds <= _VIOLENT else None
        is_subject = last.trigger.use is Use.NOUN and trigger.use is Use.FINITE and last.trigger.light is None
        if is_subject and verbs == breaks == 0 and trigger.first - last.trigger.last <= _SUBJECT_REACH:
            return group
    return None


def _is_vote_in(election: Mention, other: Mention) -> bool:
    """Tell whether another mention is the voting in an election of its sentence."""
    same = other.sentence is election.sentence and other.status is election.status
    return same and other.trigger.entry.family == "vote" and _same_place(election, [other])


def _of_kind(mention: Mention, kind: Kind) -> Mention:
    """Return a mention with another kind."""
    return replace(mention, trigger=replace(mention.trigger, entry=replace(mention.trigger.entry, kind=kind)))


def _same_proceeding(mention: Mention, groups: Sequence[list[Mention]]) -> list[Mention] | None:
    """Return the step in court that a noun of the same sentence only names the matter of ("pleaded … to a charge")."""
    if mention.trigger.entry.kind is not Kind.LEGAL or mention.trigger.use is not Use.NOUN:
        return None
    for group in reversed(groups[-3:]):
        last = group[-1]
        near = last.sentence is mention.sentence and mention.trigger.first - last.trigger.last <= _MATTER_REACH
        if near and last.trigger.entry.kind is Kind.LEGAL and _same_place(mention, group[-_LOOK_BACK:]):
            return group
    return None


def _deed_of_attack(mention: Mention, groups: Sequence[list[Mention]]) -> list[Mention] | None:
    """Return the attack told in the same sentence that a participle details ("attacked …, stabbing him")."""
    if mention.trigger.use is not Use.GERUND or mention.trigger.entry.family not in _DEEDS:
        return None
    for group in reversed(groups[-3:]):
        last = group[-1]
        if last.sentence is mention.sentence and last.trigger.entry.family == "attack" and last.trigger.entry.is_verb:
            return group if _same_place(mention, group[-_LOOK_BACK:]) else None
    return None


def _cause_before(mention: Mention, groups: Sequence[list[Mention]]) -> list[Mention] | None:
    """Return the event whose toll a sentence before told, where a definite noun takes it up ("the blast")."""
    family = mention.trigger.entry.family
    opens_with_pronoun = mention.trigger.use is Use.PASSIVE and mention.sentence.low(0) in {"he", "she", "they", "it"}
    if family not in _CAUSES or mention.status not in _FACTUAL or not (mention.definite or opens_with_pronoun):
        return None
    for group in reversed(groups[-4:]):
        last = group[-1]
        if not 0 < mention.sentence.index - last.sentence.index <= _TOLL_REACH or last.status not in _FACTUAL:
            continue
        recent = [m for g in groups[-4:] for m in g[-_LOOK_BACK:]]
        told = {m.trigger.entry.family for m in recent if m.sentence is last.sentence} & _CAUSES
        if any(m.trigger.entry.family == family for m in group[-_LOOK_BACK:]) or (
            told - _STRIKES and not told & {family}
        ):
            return None
        if last.trigger.entry.family in _CONSEQUENCES and _same_place(mention, group[-_LOOK_BACK:]):
            fits = all(times_fit(mention.when, m.when) for m in group[-_LOOK_BACK:])
            return group if fits and mention.trigger.entry.kind is last.trigger.entry.kind else None
    return None


def are_toll_and_cause(one: Mention, other: Mention) -> bool:
    """Tell whether one of two mentions of a sentence is likely the toll of the other."""
    families = one.trigger.entry.family, other.trigger.entry.family
    pairs = (families, families[::-1])
    return one.sentence is other.sentence and any(a in _CONSEQUENCES and b in _CAUSES for a, b in pairs)


def _same_place(mention: Mention, group: Sequence[Mention]) -> bool:
    """Tell whether a mention has no other place than the group's."""
    return mention.where is None or all(
        m.where is None or compatible_areas(m.where.area, mention.where.area) for m in group
    )


def _fit(mention: Mention, group: Sequence[Mention]) -> int:
    """Return how much joins a mention to a group, 0 where they can't tell of one event."""
    near = [group[0], *group[-_LOOK_BACK:]]
    if not _same_place(mention, near) or any(not times_fit(mention.when, other.when) for other in near):
        return 0
    return max((_links(mention, other) for other in near if _statuses_fit(mention, other)), default=0)


def _links(mention: Mention, other: Mention) -> int:
    """Return how many of place, time, status, actors, definiteness and nearness join two mentions."""
    links = 0
    if mention.where is not None and other.where is not None:
        bases = {mention.where.basis, other.where.basis}
        both_stated = bases <= _STATED
        reach = _HEADING_REACH if bases & _STATED else _RETELLING_REACH
        near = mention.sentence.index - other.sentence.index <= reach
        links += 3 if both_stated else 2 if near else 0
    if mention.when and other.when and {mention.when.basis, other.when.basis} <= _STATED:
        links += 3 if mention.when.interval == other.when.interval and mention.when.precision <= 2 else 0
    if mention.sentence is other.sentence:
        links += 2
    if mention.definite:
        links += 2
    if set(mention.actors) & set(other.actors) and mention.trigger.entry.lemma == other.trigger.entry.lemma:
        links += 2
    if mention.status in {Status.DEMANDED, Status.HYPOTHETICAL} and mention.status is other.status:
        links += 1
    return links + (mention.status is other.status) if links else 0


def _statuses_fit(mention: Mention, other: Mention) -> bool:
    """Tell whether two statuses may belong to one event."""
    statuses = {mention.status, other.status}
    if len(statuses) == 1 or statuses <= _FACTUAL or statuses <= {Status.DEMANDED, Status.HYPOTHETICAL}:
        return True
    if statuses == {Status.HAPPENED, Status.PLANNED}:
        return mention.trigger.entry.family not in _NEVER_AHEAD and (
            (mention.definite and mention.when is None)
            or (other.definite and other.when is None)
            or (mention.when is not None and other.when is not None and mention.when.interval == other.when.interval)
        )
    return False


def times_fit(one: EventTime | None, other: EventTime | None) -> bool:
    """Tell whether two times may be of one event."""
    if one is None or other is None:
        return True
    leeway = _CARRIED_OVER if Basis.INFERRED in {one.basis, other.basis} else timedelta(0)
    return _overlap(one.interval, other.interval, leeway)


def _overlap(one: Interval, other: Interval, leeway: timedelta) -> bool:
    """Tell whether two intervals share a day, or nearly so."""
    starts_too_late = one.first is not None and other.last is not None and one.first - other.last > leeway
    ends_too_early = one.last is not None and other.first is not None and other.first - one.last > leeway
    return not (starts_too_late or ends_too_early)


def compatible_areas(one: Area, other: Area) -> bool:
    """Tell whether two areas may be the same place: one lies within the other, or they nearly touch."""
    distance = distance_km(one.lat, one.lon, other.lat, other.lon)
    return distance <= max(one.radius_km, other.radius_km, 2.0)


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance."""
    rad = math.radians
    x = (
        math.sin(rad(lat2 - lat1) / 2) ** 2
        + math.cos(rad(lat1)) * math.cos(rad(lat2)) * math.sin(rad(lon2 - lon1) / 2) ** 2
    )
    return 12742.0 * math.asin(min(1.0, math.sqrt(x)))


def merged_place(group: Sequence[Mention]) -> EventPlace | None:
    """Return the most precise place that a group states."""
    places = [m.where for m in group if m.where is not None]
    return min(
        places, key=lambda p: (p.area.precision, p.area.radius_km, not p.area.sites, _BASIS_RANK[p.basis]), default=None
    )


def merged_time(group: Sequence[Mention]) -> EventTime | None:
    """Return the most precise time that a group states, stated ones before inferred ones."""
    times = [m.when for m in group if m.when is not None]
    return min(times, key=lambda t: (t.basis is Basis.INFERRED, t.precision, _BASIS_RANK[t.basis]), default=None)


def merged_status(group: Sequence[Mention]) -> Status:
    """Return a group's status: what the article itself tells as fact outweighs what it reports as a claim."""
    best = best_mention(group)
    statuses = {m.status for m in group}
    if best.status is Status.CLAIMED and Status.HAPPENED in statuses:
        return Status.HAPPENED
    if best.status is Status.HAPPENED and Status.PLANNED in statuses and best.when is None:
        return Status.PLANNED
    return best.status


def merged_quantities(group: Sequence[Mention]) -> tuple[Quantity, ...]:
    """Return the quantities a group gives, the best mention's first, each thing counted once."""
    best = best_mention(group)
    kept: dict[Quantity, Quantity] = {}
    for mention in (best, *(m for m in group if m is not best)):
        for quantity in mention.quantities:
            kept.setdefault(replace(quantity, evidence=best.sentence.span), quantity)
    return tuple(kept.values())[:_MAX_QUANTITIES]


def best_mention(group: Sequence[Mention]) -> Mention:
    """Return the mention that says most of the event; the earliest of equals."""
    return max(group, key=lambda m: 2.0 * (m.where is not None) + (m.when is not None) + 0.1 * bool(m.actors))


def as_inferred(place: EventPlace) -> EventPlace:
    """Return a place carried over from another sentence."""
    return replace(place, basis=Basis.INFERRED)
