"""Events of a state: what its parliament or cabinet does is in its capital, an election in all of the country."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date

from geodata.events import words
from geodata.events.attachment import event_place, within
from geodata.events.mentions import Mention
from geodata.events.merging import as_inferred
from geodata.events.triggers import Use
from geodata.events.unlisted import LEAST_ODDS
from geodata.records import Basis, EventPlace, Kind, ResolvedToponym, Status

_BODIES = words.word_set(
    "parliament cabinet senate assembly congress lawmakers legislators legislature speaker senators mps bundestag "
    "knesset duma"
)
_OF_PROVINCES = words.word_set("assembly legislature statehouse")
_HIGH_COURTS = words.word_set("supreme constitutional")
_SEATED_KINDS = frozenset({Kind.POLITICS, Kind.LEGAL, Kind.AGREEMENT, Kind.MEETING_TRAVEL, Kind.RELEASE_CONCESSION})
_NATIONWIDE = words.word_set("election emergency")
_GENERAL = words.word_set("presidential parliamentary legislative general national")
_POLLS = words.word_set("election elections referendum polls")
_ALL_OVER = words.word_set("nationwide countrywide nationally")
_LOCAL = words.word_set(
    "governor gubernatorial mayor mayoral council municipal local state provincial regional city town county district "
    "school by-election byelection primary party union club board province provinces states league"
)
_OLD_DAYS = 400
_FRESH_DAYS = 45
_LEAST_SHARE, _LEAD = 0.4, 2
"""Least share of an article's places in the country it is about, and how often the next may be in it; judged."""
_LEAST_NAMED = 3
_CAPITAL, _OF_STATES = "PPLC", "PCL"
_REACH, _WIDE_REACH = 14, 30
_REAL = frozenset({Status.HAPPENED, Status.CLAIMED})
_TENSED = frozenset({Use.FINITE, Use.PASSIVE, Use.PERFECT})


def infer_seats(
    mentions: Sequence[Mention],
    named: Sequence[ResolvedToponym],
    dateline: ResolvedToponym | None,
    vocabulary: AbstractSet[str],
    published: date | None,
) -> list[Mention]:
    """Return the mentions, those of state affairs that nothing places put at the capital or in the country at large.

    It is the country that most of the article's places, `named`, are in; or the province whose capital the dateline
    is, where the article, whose words are the `vocabulary`, is of its assembly.
    """
    country = _country_of(named)
    capital = _capital_of_province(dateline, country, vocabulary) or _first_of(named, country, _CAPITAL)
    nation = _first_of(named, country, _OF_STATES)
    return [_seated(mention, capital, nation, named, published) for mention in mentions]


def _country_of(named: Sequence[ResolvedToponym]) -> str:
    """Return the code of the country that most of the places are in, or ""."""
    counts = Counter(t.place.country for t in named if t.place is not None and t.place.country)
    if counts.total() < _LEAST_NAMED:
        return ""
    (country, count), *others = counts.most_common(2)
    is_main = count >= _LEAST_SHARE * counts.total() and all(count >= _LEAD * other for _code, other in others)
    return country if is_main else ""


def _capital_of_province(
    dateline: ResolvedToponym | None, country: str, vocabulary: AbstractSet[str]
) -> EventPlace | None:
    """Return the dateline where it is a province's capital and the article speaks of no national parliament."""
    if dateline is None or vocabulary.isdisjoint(_OF_PROVINCES) or "parliament" in vocabulary:
        return None
    place = dateline.place
    is_capital = place is not None and place.country == country and place.feature_code == "PPLA"
    return event_place(dateline, Basis.INFERRED) if is_capital else None


def _first_of(named: Sequence[ResolvedToponym], country: str, feature: str) -> EventPlace | None:
    """Return the place of the first toponym for a country's capital, or for the country itself."""
    for resolved in named:
        place = resolved.place
        if place is None or resolved.toponym.descriptive or place.country != country or not country:
            continue
        if place.feature_code.startswith(feature):
            return event_place(resolved, Basis.INFERRED)
    return None


def _seated(
    mention: Mention,
    capital: EventPlace | None,
    nation: EventPlace | None,
    named: Sequence[ResolvedToponym],
    published: date | None,
) -> Mention:
    """Return a mention, placed at the capital or in the country where it tells of the state's affairs."""
    if mention.where is not None or not _is_firm(mention):
        return mention
    if nation is not None and _is_nationwide(mention) and _is_recent(mention, published, _OLD_DAYS):
        return mention if _names_others(mention, named, nation) else replace(mention, where=nation)
    if mention.names_sites:
        return mention
    is_seated = capital is not None and _is_of_body(mention) and _is_recent(mention, published, _FRESH_DAYS)
    return replace(mention, where=as_inferred(capital)) if capital is not None and is_seated else mention


def _is_firm(mention: Mention) -> bool:
    """Tell whether a mention is of something done, or planned for a stated time, and not only of words."""
    if mention.trigger.entry.kind in {Kind.STATEMENT, Kind.THREAT, Kind.SANCTION_BREAK}:
        return False
    if mention.status is Status.PLANNED:
        return mention.when is not None and mention.when.basis is Basis.STATED
    return mention.status in _REAL


def _is_of_body(mention: Mention) -> bool:
    """Tell whether a mention has the state's bodies shortly before its verb, or right by its noun."""
    sentence, trigger = mention.sentence, mention.trigger
    if trigger.entry.kind not in _SEATED_KINDS or (trigger.entry.weak and trigger.deed < LEAST_ODDS):
        return False
    if trigger.use not in _TENSED and trigger.use is not Use.NOUN and mention.status is not Status.PLANNED:
        return False
    before = [sentence.low(j) for j in range(max(0, trigger.first - _REACH), trigger.first)]
    if trigger.use is Use.NOUN:
        before = before[-2:]
    return not _BODIES.isdisjoint(before) or ("court" in before and not _HIGH_COURTS.isdisjoint(before))


def _is_nationwide(mention: Mention) -> bool:
    """Tell whether a mention is of what concerns a whole country: an election, a state of emergency."""
    trigger = mention.trigger
    lows = {mention.sentence.low(j) for j in range(max(0, trigger.first - _WIDE_REACH), trigger.last + _WIDE_REACH)}
    family = trigger.entry.family
    is_vote = family == "vote" and not lows.isdisjoint(_GENERAL) and not lows.isdisjoint(_POLLS)
    return (family in _NATIONWIDE or is_vote or not lows.isdisjoint(_ALL_OVER)) and lows.isdisjoint(_LOCAL)


def _names_others(mention: Mention, named: Sequence[ResolvedToponym], nation: EventPlace) -> bool:
    """Tell whether a mention's sentence names a place other than its country."""
    return any(t.place is not None and t.place.id != nation.place_id for t in within(named, mention.sentence.span))


def _is_recent(mention: Mention, published: date | None, days: int) -> bool:
    """Tell whether a mention isn't known to be older than some days."""
    when = mention.when
    if when is None:
        return not mention.names_days
    if when.interval.last is None or published is None:
        return True
    return (published - when.interval.last).days <= days
