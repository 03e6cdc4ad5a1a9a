"""The records that flow between stages; frozen, and nothing else flows.

Offsets are half-open character positions into `Article.text`, exactly as read.
Coordinates are WGS 84 degrees, latitude before longitude. Days are `datetime.date`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What a toponym does in its sentence."""

    LOCATION = "location"
    ACTOR = "actor"
    DATELINE = "dateline"
    MENTION = "mention"


class Basis(StrEnum):
    """How a field was found."""

    STATED = "stated"
    SAME_SENTENCE = "same_sentence"
    INFERRED = "inferred"
    DATELINE = "dateline"
    CORRECTED = "corrected"


class Status(StrEnum):
    """Whether an event took place, as the article tells it."""

    HAPPENED = "happened"
    PLANNED = "planned"
    CLAIMED = "claimed"
    DEMANDED = "demanded"
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"


class Kind(StrEnum):
    """What sort of event; DESIGN names the PLOVER codes each maps to, see `PLOVER`."""

    ATTACK_FIGHTING = "attack_fighting"
    MILITARY_MOVE = "military_move"
    PROTEST = "protest"
    ARREST_RESTRICTION = "arrest_restriction"
    LEGAL = "legal"
    SANCTION_BREAK = "sanction_break"
    THREAT = "threat"
    MEETING_TRAVEL = "meeting_travel"
    AGREEMENT = "agreement"
    AID_RESCUE = "aid_rescue"
    RELEASE_CONCESSION = "release_concession"
    STATEMENT = "statement"
    POLITICS = "politics"
    DISASTER_ACCIDENT = "disaster_accident"
    CRIME = "crime"
    HEALTH_ENVIRONMENT = "health_environment"
    ECONOMY = "economy"
    CULTURE_SPORT_SCIENCE = "culture_sport_science"


PLOVER: dict[Kind, tuple[str, ...]] = {
    Kind.ATTACK_FIGHTING: ("ASSAULT",),
    Kind.MILITARY_MOVE: ("MOBILIZE", "RETREAT"),
    Kind.PROTEST: ("PROTEST",),
    Kind.ARREST_RESTRICTION: ("COERCE",),
    Kind.LEGAL: ("ACCUSE",),
    Kind.SANCTION_BREAK: ("SANCTION",),
    Kind.THREAT: ("THREATEN",),
    Kind.MEETING_TRAVEL: ("CONSULT",),
    Kind.AGREEMENT: ("AGREE", "COOPERATE", "SUPPORT"),
    Kind.AID_RESCUE: ("AID",),
    Kind.RELEASE_CONCESSION: ("RETREAT", "CONCEDE"),
    Kind.STATEMENT: ("REQUEST", "REJECT", "ACCUSE", "SUPPORT"),
}
"""The PLOVER codes of each kind; the kinds that are not keys lie outside PLOVER."""


class WherePrecision(IntEnum):
    """UCDP GED `where_prec`."""

    EXACT = 1
    NEAR = 2
    SECOND_ORDER = 3
    FIRST_ORDER = 4
    REGION = 5
    COUNTRY = 6
    WATER = 7


class WhenPrecision(IntEnum):
    """UCDP GED `date_prec`."""

    DAY = 1
    DAYS = 2
    WEEK = 3
    MONTH = 4
    YEAR = 5


class TimexType(StrEnum):
    """TIMEX3 types."""

    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    SET = "SET"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open character offsets into an article's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words that the span covers."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Tell whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Interval:
    """Inclusive days; either end may be open (`None`)."""

    first: date | None
    last: date | None

    @property
    def days(self) -> int | None:
        """The number of days it covers, or `None` where an end is open."""
        if self.first is None or self.last is None:
            return None
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Article:
    """One news text, with what is known of its source and date.

    `printed` is a publication date that came beside the text (metadata, a JSON field), as it was
    given; it can be doubted. `source` is where the article was read from, for the reader's eye.
    """

    id: str
    text: str
    title: str | None = None
    printed: str | None = None
    url: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class DateReading:
    """One way to read a printed date, with its odds (0 to 1) and the reason in words."""

    date: date
    odds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Publication:
    """When an article was published, with the evidence.

    `date` is the day to reckon from, `printed` the words or digits it was read from,
    `alternatives` every reading with its odds, likeliest first (the chosen one included).
    `evidence` is `None` where the date came beside the text.
    """

    date: date
    printed: str
    basis: Basis
    evidence: Span | None
    alternatives: tuple[DateReading, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Toponym:
    """A span of text that names or describes a place.

    `score` is the recogniser's confidence, 0 to 1. `demonym` marks adjectives and peoples
    ("Russian"): they serve as actors and are not places to draw.
    `descriptive` marks a phrase that describes a place by an anchor ("airbases deep inside
    Russia"); `anchor` is then the span of the toponym it leans on.
    """

    span: Span
    surface: str
    role: Role
    score: float = 1.0
    demonym: bool = False
    descriptive: bool = False
    anchor: Span | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A gazetteer entry; `feature_class` and `feature_code` are GeoNames codes.

    `country` is ISO 3166-1 alpha-2 or "" (seas, continents), `admin1` the name of the first-order
    division or "", `radius_km` the radius of a circle that roughly covers the place.
    """

    id: str
    name: str
    lat: float
    lon: float
    feature_class: str
    feature_code: str
    country: str
    admin1: str
    population: int
    radius_km: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a toponym may mean, with its score (0 to 1)."""

    place: Place
    score: float


@dataclass(frozen=True, slots=True)
class Site:
    """A place that an area may stand for without naming it: a hollow "could be here" mark."""

    name: str
    place_id: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Area:
    """Where something is on the map: a point with a radius, and how precisely that is known.

    `sites` are known places of the described sort within the area ("airbases in Russia").
    """

    name: str
    lat: float
    lon: float
    radius_km: float
    precision: WherePrecision
    sites: tuple[Site, ...] = ()


@dataclass(frozen=True, slots=True)
class ResolvedToponym:
    """A toponym with the place chosen for it, the runners-up and the reason in words.

    `place` is the gazetteer entry (the anchor's, for a descriptive toponym); `area` is what to
    draw; both are `None` where nothing is known, and where a mark would be too doubtful: then `alternatives` begin
    with what it may be. `score` is the probability that the place is right, if the toponym is one (see
    `Toponym.score`).
    """

    toponym: Toponym
    place: Place | None
    area: Area | None
    basis: Basis
    score: float
    alternatives: tuple[Candidate, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Timex:
    """A temporal expression with its TIMEX3 type and value.

    `interval` is the days it denotes, or `None` for sets, for durations that no day bounds ("three years", not "the
    past three years"), and for what cannot be anchored.
    `reason` says how a relative expression was reckoned, for the reader's eye.
    """

    span: Span
    surface: str
    type: TimexType
    value: str
    interval: Interval | None
    precision: WhenPrecision | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where an event happened; `evidence` is the words that say so."""

    area: Area
    place_id: str | None
    basis: Basis
    evidence: Span


@dataclass(frozen=True, slots=True)
class EventTime:
    """When an event happened; `evidence` is `None` where only the publication date speaks."""

    interval: Interval
    precision: WhenPrecision
    basis: Basis
    evidence: Span | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that the article gives for an event: 12 people injured, $7 billion of damage.

    `counted` is the noun as the text has it, or "" where a unit or the trigger says what is counted; `unit` is a
    currency (ISO 4217), "%", a measure, or "" for a plain count. "At least" gives only `low`, "up to" only `high`,
    a range both, any other number `best`.
    """

    counted: str
    low: float | None
    best: float | None
    high: float | None
    unit: str
    claimed: bool
    evidence: Span


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, is planned, claimed, demanded or denied.

    `sentence` and `trigger` are the best mention; `mentions` are the sentences of further ones.
    """

    id: str
    article_id: str
    sentence: Span
    trigger: Span
    summary: str
    kind: Kind
    status: Status
    actors: tuple[str, ...]
    where: EventPlace | None
    when: EventTime | None
    confidence: float
    mentions: tuple[Span, ...] = ()
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that could not be read, at which stage, and why."""

    article_id: str
    stage: str
    message: str


@dataclass(frozen=True, slots=True)
class OtherSource:
    """Another place where the same article was published, be it word for word or nearly so."""

    article_id: str
    source: str
    url: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Annotation:
    """Everything the pipeline found in one article."""

    article: Article
    publication: Publication | None
    toponyms: tuple[ResolvedToponym, ...]
    timexes: tuple[Timex, ...]
    events: tuple[Event, ...]
