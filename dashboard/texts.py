"""Every word that the dashboard says, in one place, ready to be translated."""

from __future__ import annotations

from geodata.records import Basis, Kind, Role, Status, WhenPrecision, WherePrecision

NAME = "Dateline"
TAGLINE = "Where and when the news happened"

KINDS: dict[Kind, str] = {
    Kind.ATTACK_FIGHTING: "attack or fighting",
    Kind.MILITARY_MOVE: "military move",
    Kind.PROTEST: "protest",
    Kind.ARREST_RESTRICTION: "arrest or restriction",
    Kind.LEGAL: "legal",
    Kind.SANCTION_BREAK: "sanction or break of relations",
    Kind.THREAT: "threat",
    Kind.MEETING_TRAVEL: "meeting or travel",
    Kind.AGREEMENT: "agreement",
    Kind.AID_RESCUE: "aid or rescue",
    Kind.RELEASE_CONCESSION: "release or concession",
    Kind.STATEMENT: "statement",
    Kind.POLITICS: "politics",
    Kind.DISASTER_ACCIDENT: "disaster or accident",
    Kind.CRIME: "crime",
    Kind.HEALTH_ENVIRONMENT: "health or environment",
    Kind.ECONOMY: "economy",
    Kind.CULTURE_SPORT_SCIENCE: "culture, sport or science",
}

STATUSES: dict[Status, str] = {
    Status.HAPPENED: "happened",
    Status.PLANNED: "planned",
    Status.CLAIMED: "claimed",
    Status.DEMANDED: "demanded",
    Status.DENIED: "denied",
    Status.HYPOTHETICAL: "hypothetical",
}

WHERE_PRECISIONS: dict[WherePrecision, str] = {
    WherePrecision.EXACT: "exact place",
    WherePrecision.NEAR: "near this place (within about 25 km)",
    WherePrecision.SECOND_ORDER: "second-order division (an area)",
    WherePrecision.FIRST_ORDER: "first-order division (an area)",
    WherePrecision.REGION: "larger or vague area",
    WherePrecision.COUNTRY: "somewhere in the country (an area)",
    WherePrecision.WATER: "water or international airspace",
}

WHEN_PRECISIONS: dict[WhenPrecision, str] = {
    WhenPrecision.DAY: "exact day",
    WhenPrecision.DAYS: "within two to six days",
    WhenPrecision.WEEK: "within a week",
    WhenPrecision.MONTH: "within a month",
    WhenPrecision.YEAR: "within a year or more",
}

BASES: dict[Basis, str] = {
    Basis.STATED: "stated",
    Basis.SAME_SENTENCE: "from the same sentence",
    Basis.INFERRED: "inferred from elsewhere in the article",
    Basis.DATELINE: "from the dateline",
    Basis.CORRECTED: "corrected by a person",
}

ROLES: dict[Role, str] = {
    Role.LOCATION: "{name}: named as a place, no event was found here",
    Role.ACTOR: "{name}: speaks or acts here, nothing is said to have happened here",
    Role.DATELINE: "{name}: the article was filed from here",
    Role.MENTION: "{name}: only mentioned",
}
COULD_BE_HERE = "{name}: could be here. The article names no exact place."

# Details and popups
WHEN, WHERE, ACTORS, SOURCE, PUBLISHED = "When", "Where", "Actors", "Source", "Published"
STATUS, KIND = "Status", "Kind"
NO_DATE = "the article gives no date"
NO_PLACE = "the article gives no place"
AND_MORE = "and {count} more"
CLOSE = "Close"
STACK = "{count} marks here"
NOTHING_SELECTED = "Choose a mark on the map, a marked word in the article or a row in the list."
PREVIOUS, NEXT = "Previous event", "Next event"

# Summary line
EVENTS = ("{count} event", "{count} events")
MOSTLY = "mostly {name}"
WITHOUT_PLACE = "{count} without a place"
NO_EVENTS_SHOWN = "No events match these filters."

# Filters
ARTICLE, ALL_ARTICLES = "Article", "All articles"
DATES, ALL_DATES = "Dates", "all"
FROM, TO = "From", "To"
SINCE, UNTIL = "from {day}", "until {day}"
UNDATED = "Also events without a date"
PRESET_ALL, PRESET_DAY, PRESET_WEEK = "All dates", "Last day", "Last 7 days"
STATUS_FILTER, KIND_FILTER, ALL = "Status", "Kind", "all"
FILTER_LABEL = "{name}: {value}"
CHOSEN = "{count} chosen"

# List
ON_THE_MAP = "On the map"
TRAY = "Without a place"
LIST_EMPTY = "Nothing here with these filters."
UNDATED_ROW = "no date"

# Article
TIMEX_READ = "{surface}: {value}"

# Publication
DOUBTED = "The date of this article is in doubt."
DOUBTED_READING = "It is printed as “{printed}” and is read here as {day}."
OTHER_READINGS = "Ways to read it"
READING = "{day} ({odds} % likely): {reason}"

# Legend
LEGEND_COLOUR, LEGEND_FILL, LEGEND_SIZE, LEGEND_LINE = "Kind", "Status", "Place", "No event"
LEGEND_EXACT, LEGEND_NEAR, LEGEND_AREA = "exact place", "near", "somewhere in an area"
LEGEND_LOCATION, LEGEND_MENTION = "place named", "only mentioned"
LEGEND_ACTOR, LEGEND_SITE = "speaks or acts", "could be here"

# Notes about the address
NOTE_UNKNOWN = "Part of this link is not known here and was left out."
NOTE_UNREADABLE = "Part of this link could not be read and was left out: {keys}."
NOTE_ORDER = "The dates in this link end before they begin and were left out."
NOTE_STALE = "This link points to something that is not in this dataset: {keys}."

# Starting, empty and failing
BUILDING = "Reading the articles for the first time"
BUILDING_ARTICLE = "{done} of {total} read; now {name}"
NO_ARTICLES = "There is nothing to show yet: no article could be read."
NO_ARTICLES_HINT = "Put text files into the folder of seeds, or point DATELINE_SEEDS to your own, and start again."
FAILURES = ("{count} article could not be read", "{count} articles could not be read")
FAILURE = "{article} ({stage}): {message}"
BAD_DATASET = "The dataset cannot be opened."
BAD_DATASET_HINT = "Read the articles again into a new folder, or point DATELINE_DATA to another dataset."
CANNOT_BUILD = "The articles could not be read."
UNEXPECTED = "Something went wrong while this page was made."
UNEXPECTED_HINT = "The dataset is not harmed. Reload the page; if it happens again, the log says more."
NO_STATIC = (
    "The map's files are not served. Start Dateline from the project's folder, "
    "or with --server.enableStaticServing=true."
)

# Attributions; the map shows these
ATTRIBUTION_PLACES = "Places: GeoNames (CC BY 4.0)"
ATTRIBUTION_BASE = "Countries: Natural Earth"
ATTRIBUTION_TILES = "© OpenStreetMap contributors"


def counted(forms: tuple[str, str], count: int) -> str:
    """Return the singular or plural form with its number."""
    return forms[count != 1].format(count=f"{count:,}")
