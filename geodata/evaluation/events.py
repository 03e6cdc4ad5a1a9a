"""Events as pins on a map, against annotated articles.

A pin is right when it stands in the sentence of a gold event (half of the shorter span shared) and within that event's
limit: 161 km, or what the annotator gave an area as its radius, or 1,500 km for regions, countries and seas without
one. Pins and gold events that have a place are paired one to one, as many as can be, required ones before optional
ones, then those whose triggers overlap, then the nearest. Optional events are neither missed nor wrong.

A pin that is left over is a duplicate (an event of its sentence is there, and has its pin), or false: at a wrong place,
on a sentence whose events have no place, or on a sentence that has no event. In sentences that gold does not cover
nothing is judged.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from geopy.distance import great_circle

from geodata.evaluation.event_records import Days, GoldEvent, GoldPlace, Json, Mention, Pin, gold_event, pin, span
from geodata.evaluation.gold import GoldArticle, understanding
from geodata.evaluation.matching import best_pairs, shared_width
from geodata.evaluation.readings import judge_readings, judge_timexes
from geodata.records import Span

LIMIT_KM, WIDE_LIMIT_KM = 161.0, 1500.0
NEAR_KM = {1: 25.0, 2: 25.0, 3: 50.0}  # by where_prec; larger areas keep their limit
LARGEST_OF_POINTS = 3  # the where_prec above which a place is an area
FALSE_PINS = ("wrong_place", "on_unmappable", "non_event")
_REQUIRED, _OPTIONAL, _SAME_TRIGGER, _NEAR_TRIGGER, _OWN_SENTENCE = 1000.0, 900.0, 50.0, 5.0, 0.5
_TRIGGER_REACH = 60.0  # characters over which nearness of triggers fades

Tally = Counter[str]


@dataclass(frozen=True, slots=True)
class EventScores:
    """The counts of one article or of many, the figures they give, and the errors in words."""

    counts: Tally
    errors: tuple[str, ...] = ()

    def __add__(self, other: EventScores) -> EventScores:
        """Pool two scores."""
        return EventScores(self.counts + other.counts, self.errors + other.errors)

    @property
    def false_pins(self) -> int:
        """How many pins stand where nothing happened."""
        return sum(self.counts[name] for name in FALSE_PINS)

    @property
    def recall(self) -> float | None:
        """Matched among the required events that have a place."""
        return _ratio(self.counts["matched"], self.counts["gold"])

    @property
    def precision(self) -> float | None:
        """Matched among the pins judged; duplicates count against it."""
        return self._precision(self.counts["matched"] + self.counts["duplicates"] + self.false_pins)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        return _f1(self.precision, self.recall)

    @property
    def figures(self) -> dict[str, float | int | None]:
        """All figures by name; `None` where there is nothing to judge."""
        c = self.counts
        without_duplicates = self._precision(c["matched"] + self.false_pins)
        timex_recall = _ratio(c["timex_ok"], c["timex_gold"])
        timex_precision = _precision(c["timex_ok"], c["timex_pred"], c["timex_gold"])
        return {
            "recall": self.recall,
            "recall_near": _ratio(c["near"], c["gold"]),
            "precision": self.precision,
            "f1": self.f1,
            "precision_nodup": without_duplicates,
            "f1_nodup": _f1(without_duplicates, self.recall),
            **{name: c[name] for name in ("gold", "pins", "matched", "ignored", "duplicates", "unjudged")},
            "recall_stated": _ratio(c["matched_stated"], c["gold_stated"]),
            "gold_stated": c["gold_stated"],
            "recall_inferred": _ratio(c["matched"] - c["matched_stated"], c["gold"] - c["gold_stated"]),
            "gold_inferred": c["gold"] - c["gold_stated"],
            "false_pins": self.false_pins,
            "false_pin_share": _ratio(self.false_pins, c["pins"]),
            **{name: c[name] for name in FALSE_PINS},
            "date_accuracy": _ratio(c["date_ok"], c["date_n"]),
            "date_exact": _ratio(c["date_exact"], c["date_n"]),
            "date_n": c["date_n"],
            "date_missing": c["date_missing"],
            "invented_dates": c["invented_dates"],
            "status_accuracy": _ratio(c["status_ok"], c["matched"]),
            "status_strict": _ratio(c["status_strict"], c["matched"]),
            "status_not_happened": _ratio(c["not_happened_ok"], c["not_happened_n"]),
            "status_not_happened_n": c["not_happened_n"],
            "kind_accuracy": _ratio(c["kind_ok"], c["matched"]),
            "kind_strict": _ratio(c["kind_strict"], c["matched"]),
            "precision_overclaimed": c["overclaimed"],
            "reading_accuracy": _ratio(c["literal_ok"] + c["nonliteral_ok"], c["literal_n"] + c["nonliteral_n"]),
            "reading_n": c["literal_n"] + c["nonliteral_n"],
            "reading_literal": _ratio(c["literal_ok"], c["literal_n"]),
            "reading_nonliteral": _ratio(c["nonliteral_ok"], c["nonliteral_n"]),
            "place_found": _ratio(c["place_found"], c["place_gold"]),
            "literal_place_right": _ratio(c["located_ok"], c["located_n"]),
            "timex_precision": timex_precision,
            "timex_recall": timex_recall,
            "timex_f1": _f1(timex_precision, timex_recall),
            "published_correct": _ratio(c["published_ok"], c["articles"]),
        }

    def _precision(self, predicted: int) -> float | None:
        return _precision(self.counts["matched"], predicted, self.counts["gold"])


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _precision(right: int, predicted: int, wanted: int) -> float | None:
    """Return precision; with nothing predicted 0, or `None` where there was nothing to find either."""
    return _ratio(right, predicted) if predicted else 0.0 if wanted else None


def _f1(precision: float | None, recall: float | None) -> float | None:
    if precision is None or recall is None:
        return None
    return round(2 * precision * recall / (precision + recall), 4) if precision + recall else 0.0


def score_events(articles: Iterable[tuple[GoldArticle, Json]]) -> EventScores:
    """Return the pooled scores of (gold article, contract's annotation) pairs."""
    return sum((score_event_article(gold, found) for gold, found in articles), EventScores(Counter()))


def score_event_article(gold: GoldArticle, found: Json) -> EventScores:
    """Return the scores of an article. Raises `ArticleError` where its gold is not annotated so.

    Where the publication date was found as the annotator knew it, dates are held against those it implies; else
    against those that the text alone gives.
    """
    errors: list[str] = []
    with understanding(gold.id):
        counts = Tally(articles=1, published_ok=_published(found) in gold.annotation["published_accept"])
        dated = _is_dated(gold.annotation, found)
        counts += _judge_pins(gold, found, dated, errors)
        counts += judge_readings(gold.annotation["places"], found.get("toponyms") or [], errors)
        counts += judge_timexes(gold.needed("timexes"), found.get("timexes") or [], dated, errors)
    return EventScores(counts, tuple(f"{gold.id}: {error}" for error in errors))


def _published(found: Json) -> str | None:
    published = found.get("published")
    return str(published["date"])[:10] if isinstance(published, dict) and published.get("date") else None


def _is_dated(annotation: Json, found: Json) -> bool:
    published = _published(found)
    known = (annotation.get("reference_date") or {}).get("date")
    return published is not None and len(published) == 10 and published in [known, *annotation["published_accept"]]


# ---- pins


def _judge_pins(gold: GoldArticle, found: Json, dated: bool, errors: list[str]) -> Tally:
    events = [gold_event(event) for event in gold.needed("events")]
    quiet = [span(sentence) for sentence in gold.annotation["non_event_sentences"]]
    pins = [made for made in map(pin, found.get("events") or []) if made]
    mappable = [event for event in events if event.mappable]
    required = [event for event in mappable if not event.optional]
    matched = {i: mappable[j] for i, j in best_pairs([[_fit(p, event) for event in mappable] for p in pins])}
    seen = {event.id for event in matched.values()}
    errors += [f"missed {e.id} {e.what} at {e.places[0].name}" for e in required if e.id not in seen]
    counts = Tally(pins=len(pins), gold=len(required), gold_stated=sum(event.stated for event in required))
    for i, found_pin in enumerate(pins):
        if i not in matched:
            verdict = _verdict(found_pin, events, quiet)
            counts[verdict] += 1
            errors += [_told(verdict, found_pin, gold.text)] if verdict in FALSE_PINS else []
        elif matched[i].optional:
            counts["ignored"] += 1
        else:
            counts += _judge_match(found_pin, matched[i], dated, errors)
    return counts


def _told(verdict: str, found: Pin, text: str) -> str:
    return f"{verdict} pin at {found.lat:.2f}, {found.lon:.2f}: {' '.join(found.sentence.of(text).split())}"


def _fit(found: Pin, event: GoldEvent) -> float | None:
    """Return how well a pin fits a gold event; `None` where sentence or place is wrong."""
    near = [
        _closeness(found.trigger, mention) + (_OWN_SENTENCE if n == 0 else 0.0)
        for n, mention in enumerate(event.mentions)
        if _same_sentence(found.sentence, mention.sentence)
    ]
    apart = _km_to(found, event)
    if not near or apart is None:
        return None
    return (_OPTIONAL if event.optional else _REQUIRED) + max(near) + 1 / (1 + apart)


def _same_sentence(one: Span, other: Span) -> bool:
    shorter = min(one.end - one.start, other.end - other.start)
    return shorter > 0 and shared_width(one, other) >= 0.5 * shorter


def _closeness(trigger: Span | None, mention: Mention) -> float:
    if trigger is None or mention.trigger is None:
        return 0.0
    shared = shared_width(trigger, mention.trigger)
    return _SAME_TRIGGER if shared > 0 else _NEAR_TRIGGER * math.exp(shared / _TRIGGER_REACH)


def _km_to(found: Pin, event: GoldEvent) -> float | None:
    """Return the distance to the nearest place within whose limit a pin lies, or `None`."""
    apart = [(_km(found, place), _limit_km(place)) for place in event.places]
    return min((km for km, limit in apart if km <= limit), default=None)


def _km(found: Pin, place: GoldPlace) -> float:
    return float(great_circle((found.lat, found.lon), (place.lat, place.lon)).km)


def _limit_km(place: GoldPlace) -> float:
    if place.radius_km:
        return min(WIDE_LIMIT_KM, place.radius_km)
    return WIDE_LIMIT_KM if (place.precision or 0) >= 5 else LIMIT_KM


def _is_near(found: Pin, event: GoldEvent) -> bool:
    return any(_km(found, p) <= NEAR_KM.get(p.precision or 1, _limit_km(p)) for p in event.places)


def _verdict(found: Pin, events: Sequence[GoldEvent], quiet: Sequence[Span]) -> str:
    """Name what a pin without a partner is, by what its sentence holds."""
    here = [e for e in events if any(_same_sentence(found.sentence, m.sentence) for m in e.mentions)]
    mappable = [event for event in here if event.mappable]
    right = [event for event in mappable if _km_to(found, event) is not None]
    if right:
        return "ignored" if all(event.optional for event in right) else "duplicates"
    if mappable:
        return "wrong_place"
    if here:
        return "on_unmappable"
    return "non_event" if any(_same_sentence(found.sentence, sentence) for sentence in quiet) else "unjudged"


# ---- what a right pin says


def _judge_match(found: Pin, event: GoldEvent, dated: bool, errors: list[str]) -> Tally:
    name = f"{event.id} {event.what}"
    counts = Tally(
        matched=1,
        matched_stated=event.stated,
        near=_is_near(found, event),
        overclaimed=(found.precision or LARGEST_OF_POINTS + 1) <= LARGEST_OF_POINTS
        and (event.places[0].precision or 1) > LARGEST_OF_POINTS,
    )
    for field, value, accepted in (("status", found.status, event.statuses), ("kind", found.kind, event.kinds)):
        counts[f"{field}_strict"] += value == accepted[0]
        counts[f"{field}_ok"] += value in accepted
        errors += [f"{field} of {name}: {value} for {accepted[0]}"] if value not in accepted else []
    if "happened" not in event.statuses:
        counts += Tally(not_happened_n=1, not_happened_ok=found.status in event.statuses)
    return counts + _judge_date(found.when, event, dated, name, errors)


def _judge_date(found: Days | None, event: GoldEvent, dated: bool, name: str, errors: list[str]) -> Tally:
    gold = event.when_known or event.when if dated else event.when
    if gold is None:
        invented = bool(event.when_known and found) and not _date_fits(event.when_known, found)
        errors += [f"invented date of {name}: {_ends(found)}"] if invented else []
        return Tally(invented_dates=invented)
    exact = found is not None and (found.first, found.last) == (gold.first, gold.last)
    one_day = gold.precision == 1 and gold.first == gold.last
    right = found is not None and (exact if one_day else _date_fits(gold, found))
    errors += [f"date of {name}: {_ends(found)} for {_ends(gold)}"] if not right else []
    return Tally(date_n=1, date_ok=right, date_exact=exact, date_missing=found is None)


def _ends(when: Days | None) -> str:
    return f"{when.first or ''}..{when.last or ''}" if when else "none"


def _date_fits(gold: Days | None, found: Days | None) -> bool:
    """Tell whether a predicted interval overlaps gold's without being much wider."""
    if gold is None or found is None:
        return False
    first, last = found.first or found.last, found.last or found.first
    if first is None or last is None:
        return False
    if (gold.last and first > gold.last) or (gold.first and last < gold.first):
        return False
    if gold.first and gold.last:
        return (last - first).days + 1 <= max(366, 3 * ((gold.last - gold.first).days + 1))
    late = timedelta(366 if (gold.precision or 5) >= 5 else 31)
    return gold.last is not None or gold.first is None or first <= gold.first + late
