"""Where a trigger's event happened, from the resolved toponyms of its sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from geodata.events import words
from geodata.events.placing import governor, head_class, place_odds
from geodata.events.sites import passive_after
from geodata.events.syntax import Sentence
from geodata.events.triggers import Trigger, Use
from geodata.records import Basis, EventPlace, Kind, ResolvedToponym, Role, Span
from geodata.tagging import Tags

_MAX_PLACES = 12
_CLAUSE_REACH = 9
_SPEAKER_REACH = 40
_PLACELESS = frozenset({Kind.STATEMENT, Kind.THREAT, Kind.SANCTION_BREAK})
"""Kinds that are words rather than deeds: their sentences' places are what they speak of."""
SITE_PRIOR = 1.0
"""What a toponym read as a location has over the capitalised runs the ranker was trained on; set by hand."""
_CLOSED_CLAUSES = words.word_set("after whom who though whose since because which although before")
_SPANS = words.word_set("day days week weeks month months year years decade decades")
_CHARGES = words.word_set("charged charges convicted accused guilty pleaded pleading suspected indicted suspicion")
MIN_ODDS = 0.35
"""Least odds of a place against the others and none; a false pin is worse than a missing one."""


def drawable_sites(toponyms: Sequence[ResolvedToponym]) -> tuple[ResolvedToponym, ...]:
    """Return the toponyms that an event may be placed at, the widest of overlapping spans, in text order."""
    usable = [t for t in toponyms if t.area is not None and t.toponym.role is Role.LOCATION and not t.toponym.demonym]
    usable.sort(key=lambda t: (t.toponym.span.start, -t.toponym.span.end))
    kept: list[ResolvedToponym] = []
    for toponym in usable:
        if not kept or toponym.toponym.span.start >= kept[-1].toponym.span.end:
            kept.append(toponym)
    return tuple(kept)


def within(items: Sequence[ResolvedToponym], span: Span) -> Sequence[ResolvedToponym]:
    """Return the toponyms that begin within a span; `items` are in text order."""
    low = bisect_left(items, span.start, key=lambda t: t.toponym.span.start)
    high = bisect_left(items, span.end, key=lambda t: t.toponym.span.start)
    return items[low:high]


def attach_place(
    sentence: Sentence, trigger: Trigger, sites: Sequence[ResolvedToponym], tags: Tags | None
) -> tuple[EventPlace | None, float]:
    """Return where the event of a trigger happened as its own sentence tells it, with the odds."""
    if trigger.entry.kind in _PLACELESS or not sites:
        return None, 0.0
    near = [site for site in _nearest(sites, trigger) if _is_reachable(sentence, trigger, site)]
    if not near:
        return None, 0.0
    for site in near:
        if trigger.use is Use.PASSIVE and passive_after(sentence, site.toponym.span) == trigger.first:
            return event_place(site, Basis.STATED), 1.0
    odds, _none = place_odds(sentence, trigger, [site.toponym.span for site in near], tags, SITE_PRIOR)
    best = max(range(len(near)), key=odds.__getitem__)
    if odds[best] < MIN_ODDS:
        return None, odds[best]
    return event_place(near[best], _basis(sentence, trigger, near[best])), odds[best]


def _nearest(sites: Sequence[ResolvedToponym], trigger: Trigger) -> Sequence[ResolvedToponym]:
    """Return the few sites around a trigger, in text order."""
    at = bisect_left(sites, trigger.span.start, key=lambda t: t.toponym.span.start)
    return sites[max(0, at - _MAX_PLACES // 2) : at + _MAX_PLACES // 2]


def _is_reachable(sentence: Sentence, trigger: Trigger, site: ResolvedToponym) -> bool:
    """Tell whether no clause boundary cuts a trigger off from a place.

    A clause's place doesn't reach into "who …" or "after …" clauses hanging on it, nor out of them.
    """
    is_after = site.toponym.span.start > trigger.span.start
    own = sentence.clause_of[trigger.last if is_after else trigger.first]
    its = sentence.clause_of[sentence.token_at(site.toponym.span.start)]
    low, high = (own, min(its, own + _CLAUSE_REACH)) if own < its else (max(its, own - _CLAUSE_REACH), own)
    crossed = [sentence.clauses[c].marker for c in range(low + 1, high + 1)]
    if (
        any(marker in _CLOSED_CLAUSES for marker in crossed)
        or _is_residence(sentence, trigger, site)
        or _is_of_earlier_deed(sentence, trigger, site)
        or _is_left(sentence, trigger, site)
        or _is_of_speaker(sentence, trigger, site)
        or _is_of_history(sentence, site)
        or (its <= own and site.toponym.span.start < trigger.span.start and _is_accusation(sentence, trigger))
    ):
        return False
    return (
        its >= own
        or sentence.clauses[its].marker not in _CLOSED_CLAUSES
        or "," not in {sentence.low(sentence.clauses[own].first)}
    )


def _is_of_earlier_deed(sentence: Sentence, trigger: Trigger, site: ResolvedToponym) -> bool:
    """Tell whether a place belongs to what happened long before or after ("voted, weeks after a fire in X")."""
    first = sentence.token_at(site.toponym.span.start)
    return any(
        sentence.low(j) in {"after", "before"} and sentence.low(j - 1) in _SPANS
        for j in range(max(trigger.last + 1, first - _CLAUSE_REACH), first)
    )


def _is_left(sentence: Sentence, trigger: Trigger, site: ResolvedToponym) -> bool:
    """Tell whether a place is what something else came from ("was returning from X when it struck a rock")."""
    first = sentence.token_at(site.toponym.span.start)
    if sentence.clause(trigger.first).marker == "where" or governor(sentence, first)[0] != "from":
        return False
    if first > trigger.last:
        return sentence.between(trigger.last, first)[0] > 0
    return sentence.clause_of[first] != sentence.clause_of[trigger.first]


def _is_of_speaker(sentence: Sentence, trigger: Trigger, site: ResolvedToponym) -> bool:
    """Tell whether a place opens a sentence with who speaks there ("Briefing reporters in X, he said that …")."""
    first = sentence.token_at(site.toponym.span.start)
    if first > trigger.first or not sentence.low(0).endswith("ing") or sentence.clause_of[first] != 0:
        return False
    reach = range(first, min(trigger.first, first + _SPEAKER_REACH))
    return any(sentence.verbs[j] and sentence.low(j) in words.REPORTING for j in reach)


def _is_of_history(sentence: Sentence, site: ResolvedToponym) -> bool:
    """Tell whether a place only says whose past a superlative spans ("the closest race in the history of X")."""
    preposition, at, _bridged = governor(sentence, sentence.token_at(site.toponym.span.start))
    return preposition == "of" and sentence.low(at - 1) in {"history", "annals"}


def _is_residence(sentence: Sentence, trigger: Trigger, site: ResolvedToponym) -> bool:
    """Tell whether a place says where people are that a further verb tells of ("quit, accusing officials in X")."""
    first = sentence.token_at(site.toponym.span.start)
    if first <= trigger.last or sentence.between(trigger.last, first)[0] == 0:
        return False
    _preposition, at, _bridged = governor(sentence, first)
    return head_class(sentence, trigger, at - 1) == "agent"


def _is_accusation(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether a trigger is what somebody is charged with: the places before it are not the deed's."""
    return any(sentence.low(j) in _CHARGES for j in range(max(0, trigger.first - 4), trigger.first))


def _basis(sentence: Sentence, trigger: Trigger, site: ResolvedToponym) -> Basis:
    """Return STATED where the place stands in the trigger's own clause, with no verb between."""
    first = sentence.token_at(site.toponym.span.start)
    verbs, _breaks = (
        sentence.between(trigger.last, first) if first > trigger.last else sentence.between(first, trigger.first)
    )
    same_clause = sentence.clause_of[first] == sentence.clause_of[trigger.first]
    return Basis.STATED if same_clause or verbs == 0 else Basis.SAME_SENTENCE


def event_place(site: ResolvedToponym, basis: Basis) -> EventPlace | None:
    """Return the event place that a toponym gives."""
    if site.area is None:
        return None
    place_id = site.place.id if site.place is not None else None
    return EventPlace(site.area, place_id, basis, site.toponym.span)


def is_definite(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether an event noun refers to an event already known ("the talks", "Monday's talks")."""
    if trigger.entry.is_verb:
        return False
    for j in range(trigger.first - 1, max(-1, trigger.first - 4), -1):
        low = sentence.low(j)
        if low in {"the", "this", "these", "those", "'s", "’s"}:
            return True
        if low in words.PREPOSITIONS or low in words.DETERMINERS or sentence.verbs[j]:
            return False
    return False
