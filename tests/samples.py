"""A small annotation made by hand, for tests that need records and no language model."""

from dataclasses import replace
from datetime import date

from geodata.records import (
    Annotation,
    Area,
    Article,
    Basis,
    Candidate,
    DateReading,
    Event,
    EventPlace,
    EventTime,
    Interval,
    Kind,
    Place,
    Publication,
    Quantity,
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

POINTS = {"Rome": (41.89, 12.48), "Lima": (-12.04, -77.03), "Oslo": (59.91, 10.75)}


def annotation(article_id: str, place: str = "Rome", dated: bool = True) -> Annotation:
    """Return an article that tells of a flood in a place on Monday 3 March 2025."""
    text = f"A flood hit {place} on Monday, the mayor said."
    lat, lon = POINTS[place]
    at = Span(12, 12 + len(place))
    monday = Span(text.index("Monday"), text.index("Monday") + 6)
    found = Place(f"gn:{len(place)}", place, lat, lon, "P", "PPLC", "IT", "Lazio", 2_000_000, 18.5)
    area = Area(place, lat, lon, 18.5, WherePrecision.EXACT, (Site("a gate", "own:gate", lat + 0.1, lon),))
    toponym = Toponym(at, place, Role.LOCATION, 0.875, anchor=Span(0, 1))
    day = Interval(date(2025, 3, 3), date(2025, 3, 3))
    reading = DateReading(date(2025, 3, 4), 0.75, "as printed")
    when = EventTime(day, WhenPrecision.DAY, Basis.STATED, monday, "the Monday before") if dated else None
    event = Event(
        f"{article_id}:2", article_id, Span(0, len(text)), Span(2, 7), "A flood hit " + place, Kind.DISASTER_ACCIDENT,
        Status.HAPPENED, ("the mayor",), EventPlace(area, found.id, Basis.STATED, at), when, 0.5, (Span(0, 7),),
        (Quantity("people", 12.0, None, None, "", False, Span(2, 7)),),
    )  # fmt: skip
    return Annotation(
        Article(article_id, text, url="https://example.org/" + article_id),
        Publication(date(2025, 3, 4), "4 March 2025", Basis.STATED, None, (reading,), ("a warning",)),
        (ResolvedToponym(toponym, found, area, Basis.STATED, 0.9, (Candidate(found, 0.1),), "well known"),),
        (Timex(monday, "Monday", TimexType.DATE, "2025-03-03", day, WhenPrecision.DAY, "reckoned"),),
        (event,),
    )


def told_on(article_id: str, day: date, place: str = "Rome") -> Annotation:
    """Return the sample as if it told of another day."""
    sample = annotation(article_id, place)
    when = sample.events[0].when
    assert when is not None
    return replace(sample, events=(replace(sample.events[0], when=replace(when, interval=Interval(day, day))),))
