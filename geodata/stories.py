"""One event told by several articles → one story, with what its tellings agree and differ on.

The rule. Two events of different articles are the same where nothing forbids it and enough speaks for it:

- never the same: kinds that news does not call by each other's names; places further apart than they are precise;
  days that do not meet (one day of slack, since reporters in other time zones, and "late Sunday", differ by that).
- for it speak, in points: how precisely place and day agree, how many content words the sentences share, the same
  trigger, the same actors, the same numbers. `SAME` points make two tellings one event.

Pairs are joined strongest first, an article gives each story one event at most, and no two tellings of a story may be
a pair that is never the same: so chains of half-alike events do not grow together. The answer depends on the events
alone, not on their order.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations, product

from geopy.distance import great_circle

from geodata import queries
from geodata.contract import Json, day, event_json
from geodata.dataset import Dataset
from geodata.events.lexicon import readings
from geodata.queries import Box, EventQuery
from geodata.quotes import QuotedEvent, quoted
from geodata.records import Area, Basis, Event, Interval, Kind, Quantity, Status, WhenPrecision, WherePrecision

SAME = 5.0
"""Points from which two tellings are one event; chosen on tests/quality/stories, where tests say what it gives."""

MOST_COMPARED = 300
"""Events that an event's story is looked for among."""

_ALIKE = (
    frozenset({Kind.ATTACK_FIGHTING, Kind.CRIME, Kind.MILITARY_MOVE}),
    frozenset({Kind.DISASTER_ACCIDENT, Kind.HEALTH_ENVIRONMENT, Kind.CRIME}),
    frozenset({Kind.ARREST_RESTRICTION, Kind.LEGAL}),
    frozenset({Kind.PROTEST, Kind.ATTACK_FIGHTING}),
)
"""Kinds that news calls by each other's names."""

_NEAR_KM = 25.0  # UCDP's "near": precision 2
_SAME_KM = 5.0  # a town's middle and a place in it: no difference worth telling
_SLACK = timedelta(days=1)
_LONGEST = timedelta(days=45)
"""Longer times (a war, a year's figures) say too little to compare by."""
_STEM = 5  # letters: cutting words short joins most English forms of one (McNamee and Mayfield 2004)
_WORD = re.compile(r"\w[\w'’-]*")
_STOP = frozenset(
    "about after again against all also although among and another any are around as at back because been before being "
    "between both but by can could day days did does down during each early even every few first for from further had "
    "has have her here him his how however if in into is it its just last late later least less like made make many "
    "may might more most much must near new next no not now of off on one only or other our out over own part people "
    "said same say says several she should since so some still such than that the their them then there these they "
    "this those though three through time to told took two under until up very was way week well were what when where "
    "which while who whom whose why will with within without would year years you your monday tuesday wednesday "
    "thursday friday saturday sunday january february march april june july august september october november "
    "december today yesterday tomorrow morning evening night".split()
)


class Trait(StrEnum):
    """What tellings of an event may differ in."""

    STATUS = "status"
    WHEN = "when"
    WHERE = "where"
    NUMBERS = "numbers"


@dataclass(frozen=True, slots=True)
class Story:
    """One event with its tellings, the earliest published first."""

    tellings: tuple[QuotedEvent, ...]

    @property
    def came_true(self) -> bool:
        """Whether an earlier telling plans what one of the same day or later reports as happened."""
        planned = [t.published for t in self.tellings if t.event.status is Status.PLANNED and t.published]
        told = [t.published for t in self.tellings if t.event.status is Status.HAPPENED and t.published]
        return bool(planned and told) and min(planned) <= max(told)

    @property
    def differences(self) -> frozenset[Trait]:
        """What the tellings differ in; an area and a place in it, or a month and a day of it, do not differ."""
        pairs = list(combinations([telling.event for telling in self.tellings], 2))
        return frozenset(trait for trait, differ in _DIFFER.items() if any(differ(*pair) for pair in pairs))


@dataclass(frozen=True, slots=True)
class _Traits:
    """What is compared of a telling; `is_day` where its time is known to the day and stated."""

    telling: QuotedEvent
    area: Area
    first: date
    last: date
    is_day: bool
    words: frozenset[str]
    triggers: frozenset[str]
    actors: frozenset[str]

    @property
    def event(self) -> Event:
        return self.telling.event


def find_stories(tellings: Iterable[QuotedEvent]) -> tuple[Story, ...]:
    """Return the events that two articles or more tell of, in the order of their first tellings."""
    traits = sorted((t for t in map(_traits, tellings) if t), key=lambda each: each.telling.key)
    found = (_story([traits[i] for i in group]) for group in _joined(traits, _pairs(traits)))
    return tuple(sorted(found, key=lambda story: _order(story.tellings[0])))


def story_of(telling: QuotedEvent, others: Iterable[QuotedEvent]) -> Story | None:
    """Return the story that a telling belongs to among others, or `None` where no other article tells of it."""
    found = find_stories({each.key: each for each in (*others, telling)}.values())
    return next((each for each in found if any(t.key == telling.key for t in each.tellings)), None)


def story_in(dataset: Dataset, event: Event) -> Story | None:
    """Return the story that an event of a dataset belongs to, or `None`. Raises `DatasetError`.

    Looked for among the events near it in place and time, `MOST_COMPARED` of them at the most.
    """
    days = _days(event)
    if days is None or event.where is None:
        return None
    interval = Interval(days[0] - _SLACK, days[1] + _SLACK)
    query = EventQuery(interval=interval, undated=False, box=_box_around(event.where.area))
    near = queries.events(dataset, query)
    if len(near) > MOST_COMPARED:  # the nearest; of equals, those of the first articles
        at = event.where.area
        far = [math.inf if each.where is None else _km(at, each.where.area) for each in near]
        near = tuple(each for _, each in sorted(zip(far, near, strict=True), key=lambda pair: pair[0])[:MOST_COMPARED])
    among = {(each.article_id, each.id): each for each in (*near, event)}
    telling, *others = quoted(dataset, [event, *(each for each in among.values() if each != event)])
    return story_of(telling, others)


def story_json(story: Story) -> Json:
    """Return a story as an object of JSON, its events as in the contract."""
    return {
        "came_true": story.came_true,
        "differences": sorted(story.differences),
        "tellings": [
            {
                "article": telling.article.id,
                "headline": telling.headline,
                "source": telling.source,
                "published": day(telling.published),
                "quote": telling.quote,
                "event": event_json(telling.event),
            }
            for telling in story.tellings
        ],
    }


def _story(members: Iterable[_Traits]) -> Story:
    return Story(tuple(sorted((each.telling for each in members), key=_order)))


def _order(telling: QuotedEvent) -> tuple[date, tuple[str, str]]:
    return telling.published or date.max, telling.key


def _joined(traits: Sequence[_Traits], pairs: Iterable[tuple[float, int, int]]) -> list[list[int]]:
    """Return the groups of two or more, joined strongest pair first where no two members forbid it."""
    group_of: list[list[int]] = [[number] for number in range(len(traits))]
    for _, one, other in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        left, right = group_of[one], group_of[other]
        if left is right or any(_place_and_day(traits[a], traits[b]) is None for a in left for b in right):
            continue
        left.extend(right)
        for member in right:
            group_of[member] = left
    return list({id(group): group for group in group_of if len(group) > 1}.values())


def _pairs(traits: Sequence[_Traits]) -> Iterator[tuple[float, int, int]]:
    """Yield the pairs with enough points; only those that share a square of the map and a week are compared."""
    cells: dict[tuple[object, int], list[int]] = defaultdict(list)
    for number, each in enumerate(traits):
        for cell in _cells(each):
            cells[cell].append(number)
    seen: set[tuple[int, int]] = set()
    for members in cells.values():
        for pair in combinations(members, 2):
            if pair not in seen:
                seen.add(pair)
                value = _points(traits[pair[0]], traits[pair[1]])
                if value >= SAME:
                    yield value, *pair


def _km(one: Area, other: Area) -> float:
    return float(great_circle((one.lat, one.lon), (other.lat, other.lon)).km)


def _days(event: Event) -> tuple[date, date] | None:
    """Return the days of an event that are near enough to each other to be compared."""
    if event.when is None:
        return None
    first, last = event.when.interval.first, event.when.interval.last
    return (first, last) if first and last and last - first <= _LONGEST else None


def _box_around(area: Area) -> Box:
    up, across = _reach(area)
    return Box(area.lat - up, area.lon - across, area.lat + up, area.lon + across)


def _reach(area: Area) -> tuple[float, float]:
    """Return how far from an area other tellings may put an event, in degrees of latitude and of longitude."""
    up = (area.radius_km + _NEAR_KM) / 111.0
    return up, up / max(0.1, math.cos(math.radians(area.lat)))


def _cells(traits: _Traits) -> Iterator[tuple[object, int]]:
    """Yield the places and weeks that an event may be met in."""
    area, where = traits.area, traits.event.where
    reach, across = _reach(area)
    squares: list[object] = [(where and where.place_id) or area.name]
    if area.precision <= WherePrecision.FIRST_ORDER:
        squares += [
            (row, column % 360)
            for row in range(math.floor(area.lat - reach), math.floor(area.lat + reach) + 1)
            for column in range(math.floor(area.lon - across), math.floor(area.lon + across) + 1)
        ]
    for week in range((traits.first - _SLACK).toordinal() // 7, (traits.last + _SLACK).toordinal() // 7 + 1):
        for square in squares:
            yield square, week


def _traits(telling: QuotedEvent) -> _Traits | None:
    event, text = telling.event, telling.article.text
    days = _days(event)
    if days is None or event.where is None or event.when is None:
        return None
    told = {stem for span in (event.sentence, *event.mentions) for stem in _stems(span.of(text))}
    evidence = (event.where.evidence, event.when.evidence)
    known = {stem for span in evidence if span for stem in _stems(span.of(text))} | set(_stems(event.where.area.name))
    return _Traits(
        telling=telling,
        area=event.where.area,
        first=days[0],
        last=days[1],
        is_day=event.when.precision is WhenPrecision.DAY and event.when.basis is not Basis.INFERRED,
        words=frozenset(told - known),
        triggers=_families(event.trigger.of(text)),
        actors=frozenset(stem for actor in event.actors for stem in _stems(actor)),
    )


def _stems(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKD", text).casefold()
    for word in _WORD.findall("".join(c for c in plain if not unicodedata.combining(c))):
        bare = re.sub(r"['’]s?$", "", word)
        if bare not in _STOP and (len(bare) > 2 or bare.isdigit()):
            yield bare[:_STEM]


def _families(trigger: str) -> frozenset[str]:
    """Return what a trigger may tell of ("meet" and "talks" of one sort of event), or its stem where none is known."""
    known = readings().get(trigger.lower().partition(" ")[0], ())
    return frozenset(reading.entry.family for reading in known) or frozenset(_stems(trigger))


def _points(one: _Traits, other: _Traits) -> float:
    """Return how much speaks for two tellings being one event; minus infinity: never."""
    where_and_when = _place_and_day(one, other)
    if where_and_when is None:
        return -math.inf
    return (
        where_and_when
        + 4.0 * _shared(one.words, other.words)
        + (1.0 if one.triggers & other.triggers else 0.0)
        + (0.5 if one.event.kind is other.event.kind else -0.5)
        + _shared(one.actors, other.actors)
        + (0.5 if _same_number(one.event.quantities, other.event.quantities) else 0.0)
    )


def _place_and_day(one: _Traits, other: _Traits) -> float | None:
    """Return the points for place and day together, or `None` where two tellings are never one event."""
    if one.event.article_id == other.event.article_id or not _alike(one.event.kind, other.event.kind):
        return None
    place, day = _place_points(one.area, other.area), _day_points(one, other)
    return None if place is None or day is None else place + day


def _alike(one: Kind, other: Kind) -> bool:
    return one is other or any({one, other} <= kinds for kinds in _ALIKE)


def _place_points(one: Area, other: Area) -> float | None:
    apart = _km(one, other)
    coarser = max(one.precision, other.precision)
    if coarser <= WherePrecision.NEAR:
        return None if apart > _NEAR_KM else 2.0 if one.name == other.name else 1.0
    if apart > max(one.radius_km, other.radius_km, _NEAR_KM):
        return None
    return 1.0 if coarser <= WherePrecision.FIRST_ORDER else 0.0


def _day_points(one: _Traits, other: _Traits) -> float | None:
    gap = max(one.first, other.first) - min(one.last, other.last)
    if gap > _SLACK:
        return None
    if gap > timedelta(0):
        return -1.0 if one.is_day and other.is_day else 0.0
    return 1.5 if one.is_day and other.is_day else 0.5


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the shorter one's words that both have (the overlap coefficient)."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _same_number(one: Sequence[Quantity], other: Sequence[Quantity]) -> bool:
    values = [{(q.unit, value) for q in each for value in (q.low, q.best, q.high) if value} for each in (one, other)]
    return bool(values[0] & values[1])


def _status_differs(one: Event, other: Event) -> bool:
    return one.status is not other.status


def _when_differs(one: Event, other: Event) -> bool:
    a, b = _days(one), _days(other)
    return bool(a and b) and not _within(a, b) and not _within(b, a)


def _within(inner: tuple[date, date] | None, outer: tuple[date, date] | None) -> bool:
    return bool(inner and outer and outer[0] <= inner[0] and inner[1] <= outer[1])


def _where_differs(one: Event, other: Event) -> bool:
    if one.where is None or other.where is None or one.where.area.name == other.where.area.name:
        return False
    a, b = one.where.area, other.where.area
    return _km(a, b) > max(a.radius_km, b.radius_km, _SAME_KM)


def _numbers_differ(one: Event, other: Event) -> bool:
    """Tell whether the two count the same and come to other numbers."""
    for a, b in product(one.quantities, other.quantities):
        same = a.unit == b.unit and next(_stems(a.counted), "") == next(_stems(b.counted), "")
        if same and (a.low, a.best, a.high) != (b.low, b.best, b.high):
            return True
    return False


_DIFFER: dict[Trait, Callable[[Event, Event], bool]] = {
    Trait.STATUS: _status_differs,
    Trait.WHEN: _when_differs,
    Trait.WHERE: _where_differs,
    Trait.NUMBERS: _numbers_differ,
}
