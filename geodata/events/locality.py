"""Places that an article's lead leaves unsaid: those of its dateline, and of the council or police that acts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from geodata.events import words
from geodata.events.attachment import event_place, within
from geodata.events.mentions import Mention
from geodata.events.merging import compatible_areas
from geodata.events.sites import Tie, tie_of
from geodata.events.syntax import Sentence
from geodata.events.triggers import Trigger, Use
from geodata.records import Basis, EventPlace, Kind, ResolvedToponym, Role, Span, Status, WhenPrecision, WherePrecision

_DATELINE_END = re.compile(r"[^\n.]{0,12}(?:\.,?\s{0,2})?(?:\([^()\n]{1,30}\))?\s{0,2}(?:--|[-–—])(?=[\s\w“\"])")
_LONG_DATELINE_END = re.compile(
    r"(?:,\s[A-Z][\w.'’ ]{1,25})?,?\s(?:\d{1,2}\s)?[A-Z][a-z]{2,8}\.?(?:\s\d{1,2})?(?:,?\s\d{4})?"
    r"(?:\s\([^()\n]{1,30}\))?\s{0,2}(?:--|[-–—])(?=[\s\w“\"])"
)
"""What follows a dateline's town where its country, day or agency are told too: ", Malawi, 16 September 2025 —"."""
_HEADER_BEFORE = re.compile(r"[^\n]*\d[^\n]*\s[-–—|]\s*$")
"""What precedes a dateline that ends a line with the day of publication: "Updated - 3 February 2025 - RANCHI"."""
_SPACED_DASH = re.compile(r"\s(?:--|—)\s")
_HEAD = 1500
"""Characters within which a dateline stands."""
_LEAD = 3
"""Sentences from the dateline on whose events may be where it says; judged, not measured."""
_FRESH_DAYS = 45
_CLAUSES = 2
_COUNCIL_KINDS = frozenset({Kind.POLITICS, Kind.AGREEMENT, Kind.LEGAL, Kind.RELEASE_CONCESSION})
_POLICE_KINDS = frozenset({Kind.CRIME, Kind.ARREST_RESTRICTION, Kind.DISASTER_ACCIDENT, Kind.AID_RESCUE})
_LOCAL_KINDS = _POLICE_KINDS | {Kind.PROTEST, Kind.LEGAL, Kind.POLITICS, Kind.ATTACK_FIGHTING}
_DATELINE_KINDS = _LOCAL_KINDS | _COUNCIL_KINDS | {Kind.MEETING_TRAVEL, Kind.HEALTH_ENVIRONMENT}
_NO_PLACE = 0.25
"""Most odds of a sentence's likeliest place at which its main deed may be where the dateline says; judged."""
_SEATED = words.word_set("council board commission court legislature assembly senate trustees supervisors aldermen")
"""Bodies that sit in one place, as they are called after their first naming."""
_BEFORE_BODY = words.word_set("the its this that . ; “")
_HEAD_REACH = 4
_SUBJECT_REACH = 8
_MOST_AUXILIARIES = 3
_REAL = frozenset({Status.HAPPENED, Status.CLAIMED})
_TENSED = frozenset({Use.FINITE, Use.PASSIVE, Use.PERFECT})


def dateline_of(text: str, toponyms: Sequence[ResolvedToponym]) -> ResolvedToponym | None:
    """Return the toponym that stands at the head of the report, in the form of a dateline."""
    for resolved in sorted(toponyms, key=lambda t: t.toponym.span):
        span = resolved.toponym.span
        if span.start > _HEAD:
            return None
        if resolved.area is None or resolved.area.precision > WherePrecision.NEAR:
            continue
        if resolved.toponym.role is Role.DATELINE or _is_dateline(text, span):
            return resolved
    return None


def _is_dateline(text: str, span: Span) -> bool:
    """Tell whether a line opens with a name and a dash after it, close where the name is in capitals.

    A name in capitals may also end the line that gives the day.
    """
    line = text.rfind("\n", 0, span.start) + 1
    before = text[line : span.start]
    letters = [c for c in span.of(text) if c.isalpha()]
    in_capitals = 2 * sum(c.isupper() for c in letters) > len(letters)
    if in_capitals and _HEADER_BEFORE.match(before) and text[span.end : span.end + 1] in {"", "\n"}:
        return True
    if before.strip() and before.rstrip()[-1] not in ".!?":
        return False
    if not in_capitals:
        return _SPACED_DASH.match(text, span.end) is not None
    return any(ending.match(text, span.end) for ending in (_DATELINE_END, _LONG_DATELINE_END))


def place_of_body(
    sentence: Sentence, trigger: Trigger, status: Status, toponyms: Sequence[ResolvedToponym]
) -> EventPlace | None:
    """Return the place of the council or the police that a sentence's event is the doing or the business of."""
    kind = trigger.entry.kind
    meets = trigger.entry.family == "talks" and trigger.entry.is_verb
    if status not in _REAL or not (meets or (kind in _COUNCIL_KINDS | _POLICE_KINDS and trigger.use in _TENSED)):
        return None
    for resolved in toponyms:
        if resolved.area is None or resolved.toponym.demonym:
            continue
        tie = tie_of(sentence, resolved)
        is_wide = resolved.area.precision > WherePrecision.FIRST_ORDER
        acts = tie is Tie.COUNCIL and (meets or kind in _COUNCIL_KINDS) and not is_wide
        is_local = resolved.area.precision <= WherePrecision.SECOND_ORDER
        if (acts and _is_near(sentence, trigger, resolved)) or (
            tie is Tie.POLICE and kind in _POLICE_KINDS and is_local
        ):
            return event_place(resolved, Basis.INFERRED)
    return None


def _is_near(sentence: Sentence, trigger: Trigger, resolved: ResolvedToponym) -> bool:
    """Tell whether a toponym stands in the trigger's clause or the one before or after."""
    at = min(sentence.token_at(resolved.toponym.span.start), len(sentence.tokens) - 1)
    return abs(sentence.clause_of[at] - sentence.clause_of[trigger.first]) < _CLAUSES


def infer_bodies(
    mentions: Sequence[Mention], sentences: Sequence[Sentence], named: Sequence[ResolvedToponym]
) -> list[Mention]:
    """Return the mentions, the doings of "the council" or "the court" put where the body named before sits.

    `named` are the article's toponyms in text order.
    """
    seats: dict[int, dict[str, EventPlace]] = {}
    known: dict[str, EventPlace] = {}
    for sentence in sentences:
        for resolved in within(named, sentence.span):
            known = {**known, **_seat_of(sentence, resolved)}
        seats[sentence.index] = known
    return [
        replace(m, where=place) if (place := _place_of_known_body(m, seats[m.sentence.index])) is not None else m
        for m in mentions
    ]


def _seat_of(sentence: Sentence, resolved: ResolvedToponym) -> dict[str, EventPlace]:
    """Return the town of a council or court that a name brings up, by the noun for it ("the X school BOARD")."""
    place = event_place(resolved, Basis.INFERRED)
    if place is None or place.area.precision > WherePrecision.SECOND_ORDER or resolved.toponym.demonym:
        return {}
    last = sentence.token_at(resolved.toponym.span.end - 1)
    heads = [sentence.low(j) for j in range(last + 1, last + 1 + _HEAD_REACH)]
    if tie_of(sentence, resolved) is Tie.COUNCIL:
        return {head: place for head in heads if head in _SEATED}
    first = sentence.token_at(resolved.toponym.span.start)
    if sentence.low(first - 1) in {"in", "at"} and sentence.low(first - 2) in _SEATED:
        return {sentence.low(first - 2): place}
    return {}


def _place_of_known_body(mention: Mention, seats: Mapping[str, EventPlace]) -> EventPlace | None:
    """Return the seat of the body that a mention without a place tells of, where its subject is one known."""
    sentence, trigger = mention.sentence, mention.trigger
    if mention.names_sites or mention.where is not None or trigger.use is Use.NOUN:
        return None
    if mention.status not in _REAL or trigger.entry.kind not in _COUNCIL_KINDS | {Kind.MEETING_TRAVEL}:
        return None
    for j in range(trigger.first - 1, max(-1, trigger.first - 1 - _SUBJECT_REACH), -1):
        place = seats.get(sentence.low(j))
        if place is not None and (j == 0 or sentence.low(j - 1) in _BEFORE_BODY | {"school", "city", "town", "county"}):
            return place
        if sentence.verbs[j] and sentence.low(j) not in words.AUXILIARIES:
            return None
    return None


def infer_localities(
    mentions: Sequence[Mention],
    dateline: ResolvedToponym | None,
    named: Sequence[tuple[Tie, ResolvedToponym]],
    published: date | None,
) -> list[Mention]:
    """Return the mentions, those of the lead that have no place put where the dateline says.

    Without a dateline it is the town whose council or police acts, or the only town that the lead names. None is
    where the article sets a scene elsewhere. `named` are the toponyms of the lead.
    """
    if not mentions:
        return []
    head = mentions[0].sentence.index
    if dateline is not None:
        after = (m.sentence.index for m in mentions if m.sentence.span.end > dateline.toponym.span.start)
        head = next(after, head)
        homes = {kind: event_place(dateline, Basis.DATELINE) for kind in _LOCAL_KINDS}
    else:
        homely = len(named) > 1 or any(tie not in {Tie.RESIDENCE, Tie.ORGANISATION} for tie, _resolved in named)
        town = _only_place([resolved for _tie, resolved in named]) if homely else None
        councils = _only_place([resolved for tie, resolved in named if tie is Tie.COUNCIL])
        police = _only_place([resolved for tie, resolved in named if tie is Tie.POLICE])
        homes = dict.fromkeys(_LOCAL_KINDS | _COUNCIL_KINDS, town)
        homes |= dict.fromkeys(_COUNCIL_KINDS, councils or town) | dict.fromkeys(_POLICE_KINDS, police or town)
    fitting = {kind: home for kind, home in homes.items() if home and not any(_is_elsewhere(m, home) for m in mentions)}
    inferred = []
    for mention in mentions:
        home = fitting.get(mention.trigger.entry.kind)
        if home and head <= mention.sentence.index < head + _LEAD and _lacks_place(mention, published):
            mention = replace(mention, where=home)
        elif dateline is not None and mention.sentence.index == head and _is_main_deed(mention, dateline, published):
            mention = replace(mention, where=event_place(dateline, Basis.DATELINE))
        inferred.append(mention)
    return inferred


def named_in_lead(
    sentences: Sequence[Sentence], named: Sequence[ResolvedToponym]
) -> tuple[tuple[Tie, ResolvedToponym], ...]:
    """Return what an article's first sentences name below the level of states, each with how it is tied."""
    found = [
        (tie_of(sentence, resolved), resolved)
        for sentence in sentences[: _LEAD + 1]
        for resolved in within(named, sentence.span)
        if not resolved.toponym.demonym and resolved.area and resolved.area.precision <= WherePrecision.SECOND_ORDER
    ]
    return tuple(
        (tie, resolved)
        for tie, resolved in found
        if resolved.toponym.role is not Role.ACTOR or tie in {Tie.COUNCIL, Tie.POLICE}
    )


def _only_place(found: Sequence[ResolvedToponym]) -> EventPlace | None:
    """Return the place of some toponyms where all of them are of one town or county, the narrowest."""
    areas = [resolved.area for resolved in found if resolved.area is not None]
    if not areas or any(not compatible_areas(areas[0], area) for area in areas):
        return None
    return event_place(min(found, key=lambda r: r.area.radius_km if r.area else 0.0), Basis.INFERRED)


def _is_elsewhere(mention: Mention, place: EventPlace) -> bool:
    """Tell whether a mention sets a local scene that isn't at a place."""
    if mention.where is None or mention.slight or mention.trigger.entry.kind not in _LOCAL_KINDS:
        return False
    return mention.where.basis is not Basis.INFERRED and not compatible_areas(mention.where.area, place.area)


def _is_main_deed(mention: Mention, dateline: ResolvedToponym, published: date | None) -> bool:
    """Tell whether a mention is the lead's main verb, which none of the places that its sentence names belongs to."""
    sentence, trigger = mention.sentence, mention.trigger
    kind = trigger.entry.kind
    if kind not in _DATELINE_KINDS or trigger.use not in _TENSED or mention.place_odds > _NO_PLACE:
        return False
    if kind in _LOCAL_KINDS and not mention.names_sites:  # the rule for the whole lead has spoken
        return False
    if sentence.clause(trigger.first).marker in words.SUBORDINATORS | words.RELATIVES:
        return False
    opening = min(sentence.token_at(dateline.toponym.span.end), trigger.first)
    if sentence.verbs_before[trigger.first] - sentence.verbs_before[opening] > _MOST_AUXILIARIES:
        return False
    earlier = [j for j in range(opening, trigger.first) if sentence.verbs[j]]
    return all(sentence.low(j) in words.AUXILIARIES for j in earlier) and _is_fresh(mention, published)


def _lacks_place(mention: Mention, published: date | None) -> bool:
    """Tell whether a mention is news of the last weeks, or a dated plan, that names no place."""
    return not mention.names_sites and _is_fresh(mention, published)


def _is_fresh(mention: Mention, published: date | None) -> bool:
    """Tell whether a mention without a place is news of the last weeks, or a dated plan."""
    if mention.where is not None:
        return False
    when = mention.when
    if mention.status is Status.PLANNED:
        return when is not None and when.basis is Basis.STATED and when.precision is WhenPrecision.DAY
    if mention.status not in _REAL or (mention.trigger.use not in _TENSED and mention.trigger.light is None):
        return False
    if when is None or when.interval.last is None or published is None:
        return True
    return (published - when.interval.last).days <= _FRESH_DAYS
