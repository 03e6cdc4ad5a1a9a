"""Constructed annotations: a small story of its own, and one in which every word is hostile."""

from __future__ import annotations

from datetime import date

from geodata.records import (
    Annotation,
    Area,
    Article,
    Basis,
    DateReading,
    Event,
    EventPlace,
    EventTime,
    Interval,
    Kind,
    Place,
    Publication,
    ResolvedToponym,
    Role,
    Site,
    Span,
    Status,
    Timex,
    TimexType,
    Toponym,
    WhenPrecision,
    WherePrecision,
)

TEXT = (
    "LISBON, 14 March - Ministers will meet on Friday in Lisbon 🚢 to discuss the ferry line.\n\n"
    "Dock workers marched through Porto on Thursday, the union said.\n\n"
    "Storms flooded farms in the Algarve on Thursday, and depots across Portugal lost power in February.\n\n"
    "Oslo said it had not been asked. The old harbour of Faro saw none of it.\n\n"
    "The company denied that it had dismissed anyone."
)

LISBON = Place("p1", "Lisbon", 38.72, -9.14, "P", "PPLC", "PT", "Lisboa", 500_000, 10)
PORTO = Place("p2", "Porto", 41.15, -8.61, "P", "PPLA", "PT", "Porto", 230_000, 8)
ALGARVE = Place("p3", "Algarve", 37.2, -8.2, "A", "ADM1", "PT", "Algarve", 450_000, 60)
PORTUGAL = Place("p4", "Portugal", 39.7, -8.0, "A", "PCLI", "PT", "", 10_000_000, 280)
OSLO = Place("p5", "Oslo", 59.91, 10.75, "P", "PPLC", "NO", "Oslo", 700_000, 12)
FARO = Place("p6", "Faro", 37.02, -7.93, "P", "PPLA", "PT", "Algarve", 60_000, 5)
DEPOT = Site("Depot North", "s1", 41.5, -7.5)


def find(words: str, text: str = TEXT, occurrence: int = 1) -> Span:
    """Return the span of some words, so that samples state what they mark."""
    start = -1
    for _ in range(occurrence):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def area(place: Place, precision: WherePrecision, sites: tuple[Site, ...] = ()) -> Area:
    return Area(place.name, place.lat, place.lon, place.radius_km, precision, sites)


def toponym(words: str, place: Place, role: Role, *, occurrence: int = 1, demonym: bool = False) -> ResolvedToponym:
    precision = WherePrecision.EXACT if place.feature_class == "P" else WherePrecision.FIRST_ORDER
    span = find(words, occurrence=occurrence)
    found = Toponym(span, words, role, demonym=demonym)
    return ResolvedToponym(found, place, area(place, precision), Basis.STATED, 0.9)


def at(place: Place, precision: WherePrecision, words: str, sites: tuple[Site, ...] = ()) -> EventPlace:
    return EventPlace(area(place, precision, sites), place.id, Basis.STATED, find(words))


def on(day: date, words: str, occurrence: int = 1) -> EventTime:
    evidence = find(words, occurrence=occurrence)
    return EventTime(Interval(day, day), WhenPrecision.DAY, Basis.STATED, evidence, f"“{words}” is {day}")


def timex(words: str, day: date) -> Timex:
    return Timex(find(words), words, TimexType.DATE, day.isoformat(), Interval(day, day), WhenPrecision.DAY)


def event(
    number: int,
    sentence: str,
    trigger: str,
    summary: str,
    kind: Kind,
    status: Status,
    where: EventPlace | None,
    when: EventTime | None,
) -> Event:
    within, actors = find(sentence), ("ministers",)
    start = TEXT.index(trigger, within.start)
    spans = (within, Span(start, start + len(trigger)))
    return Event(f"story:e{number}", "story", *spans, summary, kind, status, actors, where, when, 0.8)


THURSDAY, FRIDAY = date(2024, 3, 14), date(2024, 3, 15)
FEBRUARY = EventTime(
    Interval(date(2024, 2, 1), date(2024, 2, 29)),
    WhenPrecision.MONTH,
    Basis.STATED,
    find("February"),
    "last February",
)

STORY = Annotation(
    article=Article("story", TEXT, "Ferry talks", "2024-03-14", "https://news.example/ferry", "story.txt"),
    publication=Publication(
        THURSDAY,
        "03/14/24",
        Basis.STATED,
        find("14 March"),
        (DateReading(THURSDAY, 0.9, "month first"), DateReading(date(2024, 3, 15), 0.1, "a day late")),
        ("The digits allow two readings.",),
    ),
    toponyms=(
        toponym("LISBON", LISBON, Role.DATELINE),
        toponym("Lisbon", LISBON, Role.LOCATION),
        toponym("Porto", PORTO, Role.LOCATION),
        toponym("Algarve", ALGARVE, Role.LOCATION),
        toponym("Portugal", PORTUGAL, Role.LOCATION),
        toponym("Oslo", OSLO, Role.ACTOR),
        toponym("Faro", FARO, Role.MENTION),
        toponym("union", OSLO, Role.MENTION, demonym=True),
    ),
    timexes=(
        timex("Friday", FRIDAY),
        timex("Thursday", THURSDAY),
    ),
    events=(
        event(
            1,
            TEXT.split("\n\n")[0],
            "meet",
            "Ministers to meet in Lisbon",
            Kind.MEETING_TRAVEL,
            Status.PLANNED,
            at(LISBON, WherePrecision.EXACT, "Lisbon"),
            on(FRIDAY, "Friday"),
        ),
        event(
            2,
            "Dock workers marched through Porto on Thursday",
            "marched",
            "Dock workers marched",
            Kind.PROTEST,
            Status.HAPPENED,
            at(PORTO, WherePrecision.EXACT, "Porto"),
            on(THURSDAY, "Thursday"),
        ),
        event(
            3,
            "Storms flooded farms in the Algarve on Thursday",
            "flooded",
            "Storms flooded farms",
            Kind.DISASTER_ACCIDENT,
            Status.HAPPENED,
            at(ALGARVE, WherePrecision.FIRST_ORDER, "Algarve"),
            on(THURSDAY, "Thursday", 2),
        ),
        event(
            4,
            "depots across Portugal lost power in February",
            "lost",
            "Depots lost power",
            Kind.DISASTER_ACCIDENT,
            Status.CLAIMED,
            at(PORTUGAL, WherePrecision.COUNTRY, "Portugal", sites=(DEPOT,)),
            FEBRUARY,
        ),
        event(
            5,
            "Oslo said it had not been asked.",
            "said",
            "Oslo says it was not asked",
            Kind.STATEMENT,
            Status.HAPPENED,
            None,
            None,
        ),
        event(
            6,
            "The company denied that it had dismissed anyone.",
            "dismissed",
            "Dismissals",
            Kind.ECONOMY,
            Status.DENIED,
            at(PORTO, WherePrecision.NEAR, "Porto"),
            None,
        ),
    ),
)

PAYLOADS = (
    "<img src=x onerror=window.x=1>",
    "${window.x=7}",
    "`${window.x=8}`",
    "\\u003cimg src=x onerror=window.x=2\\u003e \\",
    "</script><script>window.x=3</script>",
    "' onmouseover='window.x=4' \"",
    "{{'window'}} {% raw %}",
    "![x](https://evil.example/x.png) [y](javascript:window.x=5) :material/home: $x$",
    "\u202eמלכודת\u202c \u2067reversed",
    "\u2028\u2029<svg onload=window.x=6>",
)


def hostile(number: int, payload: str) -> Annotation:
    """Return an annotation in which every text field is the payload."""
    text = f"{payload} begins. Something struck {payload} on {payload} and ended."
    place_words, when_words = find(payload, text, 2), find(payload, text, 3)
    key = f"article {number}"
    place = Place(f"place {payload}", payload, 10.0 + 3 * (number % 25), 20.0, "P", "PPL", "", payload, 1, 40)
    site = Site(payload, f"s{number}", place.lat, 25)
    where = Area(payload, place.lat, place.lon, 40, WherePrecision.REGION, (site,))
    actor = Place(f"actor {payload}", payload, place.lat, 30.0, "P", "PPL", "", payload, 1, 40)
    spot = Area(payload, actor.lat, actor.lon, 10, WherePrecision.EXACT)
    named, speaks = (
        Toponym(place_words, payload, Role.LOCATION),
        Toponym(find(payload, text), payload, Role.ACTOR),
    )
    day = date(2024, 5, 1)
    days = Interval(day, day)
    return Annotation(
        Article(key, text, payload, payload, payload, payload),
        Publication(day, payload, Basis.STATED, None, (DateReading(day, 0.5, payload),), (payload,)),
        (
            ResolvedToponym(named, place, where, Basis.STATED, 1, (), payload),
            ResolvedToponym(speaks, actor, spot, Basis.STATED, 1, (), payload),
        ),
        (Timex(when_words, payload, TimexType.DATE, payload, days, WhenPrecision.DAY, payload),),
        (
            Event(
                f"{key}:{payload}",
                key,
                Span(0, len(text)),
                find("struck", text),
                payload,
                Kind.CRIME,
                Status.CLAIMED,
                (payload,),
                EventPlace(where, place.id, Basis.INFERRED, place_words),
                EventTime(days, WhenPrecision.DAY, Basis.INFERRED, when_words, payload),
                0.5,
            ),
        ),
    )


HOSTILE = tuple(hostile(number, payload) for number, payload in enumerate(PAYLOADS))
