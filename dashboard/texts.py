"""Every word that the dashboard says, in one place, ready to be translated."""

from __future__ import annotations

from geodata.records import Basis, Kind, Role, Status, WhenPrecision, WherePrecision

NAME = "Dateline"
LOCALE = "en-GB"
"""The language of these texts, and how numbers and dates are written among them where the reader's is unknown."""

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
DETAILS = "What is known of the chosen event"
WHEN, WHERE, ACTORS, SOURCE, PUBLISHED = "When", "Where", "Actors", "Source", "Published"
STATUS, KIND, NUMBERS = "Status", "Kind", "Numbers"
AT_LEAST, UP_TO, CLAIMED_NUMBER = "at least {number}", "up to {number}", "{number} (claimed)"
NO_DATE = "the article gives no date"
NO_PLACE = "the article gives no place"
AND_MORE = "and {count} more"
CLOSE = "Close"
STACK = "{count} marks here"
NOTHING_SELECTED = "Choose a mark on the map, a marked word in the article or a row in the list."
PREVIOUS, NEXT = "Previous event", "Next event"

# The same event in several articles
TOLD_BY = "{count} articles tell of this event."
AGREE = "They agree."
DIFFER = "They differ where marked."
CAME_TRUE = "What was planned has been reported as happened."
DIFFERS = "differs"

# Summary line
EVENTS = ("{count} event", "{count} events")
MOSTLY = "mostly {name}"
WITHOUT_PLACE = "{count} without a place"
NO_EVENTS_SHOWN = "No events match these filters."

# Filters
ARTICLE, ALL_ARTICLES = "Article", "All articles"
SEARCH = "Search"
DATES, ALL_DATES = "Dates", "all"
FROM, TO = "From", "To"
SINCE, UNTIL = "from {day}", "until {day}"
UNDATED = "Also events without a date"
PRESET_ALL, PRESET_DAY, PRESET_WEEK = "All", "Last 24 h", "Last 7 days"
PRESETS_FROM = "Counted back from {day}, the newest day of publication."
NO_NEWEST = "No day of publication is known to count back from."
STATUS_FILTER, KIND_FILTER, ALL = "Status", "Kind", "all"
MORE, CLEAR = "More", "Clear"
IN_VIEW = "Only what is in view on the map"
IN_ARTICLES = "Search in whole articles"
SEARCH_HELP = (
    "Every word must be there, or one that begins so: strik finds strikes. Words in “quotation marks” must stand there "
    "as they are, one after the other. Capitals and accents make no difference."
)
PREPARING_SEARCH = "Indexing all words for the search, once …"
PLACE_FILTER, ACTOR_FILTER, SOURCE_FILTER = "Place", "Who", "Source"
ROLE_FILTER = "What the place's name does in its sentence"
ROLE_NAMES: dict[Role, str] = {
    Role.LOCATION: "says where",
    Role.ACTOR: "speaks or acts",
    Role.DATELINE: "dateline",
    Role.MENTION: "only mentioned",
}
THEME = "Colours (else as your system has them)"
THEMES = {"light": "light", "dark": "dark"}
NAME_COUNT = "{name} ({count})"
FILTER_LABEL = "{name}: {value}"
CHOSEN = "{count} chosen"

# What the filters hide
HIDDEN = "{count} hidden by filters"
OFFER = "{what} ({count})"
WIDEN = "Search in whole articles"
DROP_ALL = "Without any filter"
DROP = {
    "dates": "Any date",
    "text": "Without the search",
    "kinds": "Any kind",
    "statuses": "Any status",
    "roles": "Any role",
    "places": "Any place",
    "actors": "Anyone",
    "sources": "Any source",
    "in_view": "Also out of view",
    "article": "All articles",
}

# Playing the days
PLAY, PAUSE = "Play", "Pause"
PLAY_MODE, PLAY_WINDOW, PLAY_CUMULATIVE = "What is played", "one at a time", "adding up"
PLAY_SPEED, SLOW, NORMAL, FAST = "Speed", "slow", "normal", "fast"

# List
LIST = "Events"
LIST_SHOW, LIST_ORDER = "Which events", "Order"
TRAY_ALL, TRAY_NO_PLACE, TRAY_NO_DATE = "All", "Without a place", "Without a date"
TRAY_COUNT = "{name} ({count})"
ORDERS = {"text": "By text", "time": "By time"}
LIST_EMPTY = "Nothing here with these filters."
LIST_MORE = "{shown} of {count} are listed. Narrow the filters to see the others."
UNDATED_ROW, UNPLACED_ROW = "no date", "no place"

# Embedded in another page
OPEN_WHOLE = "Open in Dateline"

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

# Map: counts of many events, the events of one place, the timeline
BIN = "{count} events here, most of them: {most}. Choose to look closer."
FAR_MARK = "{kind}, {status} ({place})"
FAR_MORE = "{count} more here. Narrow the dates or the kinds to see them."
TIMELINE = "Timeline: events by {unit}"
TIMELINE_FIRST, TIMELINE_LAST = "First day shown", "Last day shown"
TIMELINE_BAR = "{when}: {count}"
TIMELINE_EMPTY = "No event here has a date."
TIMELINE_ALL = "All dates"
UNITS = {"day": "day", "week": "week", "month": "month", "year": "year"}

# Attributions; the map shows these
ATTRIBUTION_PLACES = "Places: GeoNames (CC BY 4.0)"
ATTRIBUTION_BASE = "Countries: Natural Earth"
ATTRIBUTION_TILES = "© OpenStreetMap contributors"

# The page of its own that can be saved and sent
STORY = {
    "from": "From",
    "to": "To",
    "undated": "Also without a date",
    "kind": "Kind",
    "status": "Status",
    "search": "Search",
    "all": "all",
    "shown": "{count} of {all} events shown",
    "none": "No events match these filters.",
    "more": "Show more",
    "when": WHEN,
    "where": WHERE,
    "actors": ACTORS,
    "source": SOURCE,
    "published": PUBLISHED,
    "map": "Map",
    "list": "Events",
    "filters": "Filters",
    "close": CLOSE,
    "here": "{count} events here",
}
STORY_LEFT_OUT = "Only the first {count} events are in this file."

# Checking
SURE, ASKED = "How sure", "Looked up"
SURENESS = ((0.85, "very sure"), (0.65, "fairly sure"), (0.45, "unsure"), (-1.0, "a guess"))
SURE_VALUE = "{word} ({percent} %)"
RECKONED = "{reason} → {value}"
PLACE_REASON = "Why this place: {reason}"
RUNNERS_UP = "It could also be: {places}"
RUNNER_UP = "{place} ({percent} %)"

# Corrections
CORRECT = "Correct"
CORRECTED_COUNT = "Correct ({count})"
CORRECTED_FROM, IT_WAS = "corrected by a person; it was: {before}", "it was: {before}"
CORRECT_NOTHING = "Choose an event to correct it."
CORRECT_PLACE, CORRECT_PLACE_HINT = "Place", "a name, or 41.01, 28.98"
CORRECT_WHICH, CORRECT_PUT = "Which one", "Put it there"
CORRECT_UNKNOWN = "No place of this name is known. Coordinates can be typed as 41.01, 28.98."
CORRECT_ON_MAP = "Place on map"
PLACING = {
    "hint": "Drag the pin, or choose the point, where it happened.",
    "pin": "Pin: the arrow keys move it, Enter puts it there, Escape leaves it",
    "put": "Put it here",
    "cancel": "Cancel",
}
CORRECT_NO_PLACE, CORRECT_NO_DATE = "It has no place", "It has no date"
CORRECT_FIRST, CORRECT_LAST, CORRECT_DATE = "First day", "Last day", "Set the date"
CORRECT_ORDER = "The last day is before the first."
FEATURES = {"P": "town", "A": "division", "H": "water", "L": "area", "S": "site", "T": "land form", "R": "road"}
CORRECTIONS_MADE = "Corrected so far"
CORRECTION = "{what}: {before} → {after}"
UNDO = "Undo"
CORRECTIONS_LOST = ("{count} correction fits no event here", "{count} corrections fit no event here")
CORRECTIONS_DOWNLOAD, CORRECTIONS_LOAD = "Save corrections", "Load corrections (.jsonl)"
CORRECTIONS_IN_SESSION = "They last as long as this page is open. Save them to keep them."
CORRECTIONS_UNWRITABLE = "The corrections could not be written ({why}). They last as long as this page is open."
CORRECTIONS_LOADED = ("{count} line added.", "{count} lines added.")
CORRECTIONS_PROBLEMS = "Some lines could not be read and were left out:"

# Sharing
SHARE = "Share"
SHARE_LINK, SHARE_EMBED, SHARE_COPY, SHARE_COPIED = "Link to what you see", "To embed the map", "Copy", "Copied"
SHARE_FILES = "The events shown, as files"
SHARE_TOO_MANY = "More than {count} events are shown. Narrow the filters to save them, or use “dateline export”."
SHARE_FORMATS = {
    "html": "Page (HTML)",
    "csv": "Table (CSV)",
    "geojson": "GeoJSON",
    "kml": "KML",
    "parquet": "GeoParquet",
}
SHARE_PICTURE, SHARE_PICTURE_FAILED = "Picture (PNG)", "The picture could not be made"
SHARE_TITLE = "Dateline map"

# Adding
ADD = "Add"
ADD_TEXT, ADD_TEXT_HINT = "Text of an article", "Paste the text here"
ADD_FILES = "Files (.txt, .md, .html)"
ADD_URL, ADD_URL_HINT = "Address of a page", "https://"
ADD_READ = "Read"
ADD_FOLDER = ("Read {count} new file in the folder", "Read {count} new files in the folder")
ADD_NOTHING = "There is nothing to read yet: paste a text, choose files, or give an address."
ADD_READING = "{done} of {total} read"
ADD_DONE = ("{count} article added.", "{count} articles added.")
ADD_FAILED = "{name}: {why}"
ADD_TOO_MANY = "Only the first {count} files were read."
ADD_PASTED = "pasted text"
