"""The English words of time and number, and the regular expressions that match them.

Fragments hold no capturing groups, so that rules can name their own. Month and weekday names
must be capitalised ("may", "march", "sun" are seldom dates); the rest is matched in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday weds wed",
            "thursday thurs thur thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
PARTS_OF_DAY = {
    "morning": "TMO",
    "afternoon": "TAF",
    "evening": "TEV",
    "night": "TNI",
    "early hours": "TMO",
    "small hours": "TMO",
    "dawn": "TMO",
    "daybreak": "TMO",
    "sunrise": "TMO",
    "dusk": "TEV",
    "sunset": "TEV",
    "nightfall": "TNI",
    "lunchtime": "TMI",
    "midday": "T12:00",
    "midmorning": "TMO",
    "midafternoon": "TAF",
    "noon": "T12:00",
    "noontime": "T12:00",
    "midnight": "T24:00",
}
UNITS = {
    "second": "TS",
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "night": "D",
    "morning": "D",
    "week": "W",
    "fortnight": "W",
    "weekend": "WE",
    "month": "M",
    "quarter": "Q",
    "semester": "H",
    "year": "Y",
    "decade": "E",
    "century": "C",
    "centurie": "C",
    "generation": "X",
}
_COUNTED = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
""".split()
_ONES, _TENS, _ORDINALS = _COUNTED[:19], _COUNTED[19:27], _COUNTED[27:]
NUMBERS = {word: value for value, word in enumerate(_ONES, start=1)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
_SCALES = {"hundred": 100, "thousand": 1000}
ORDINALS = {word: value for value, word in enumerate(_ORDINALS, start=1)}


def either(words: Iterable[str]) -> str:
    """Return a non-capturing alternation of the words, longest first."""
    return "(?:" + "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True)) + ")"


def _capitalised(names: dict[str, int], shortest: int) -> str:
    """Return a case-bound alternation of names as titles and in capitals, with an optional full stop.

    In capitals only names of at least `shortest` letters count: "MAY", "SAT", "MAR" are words."""
    titles = [name.title() for name in names]
    capitals = [name.upper() for name in names if len(name) >= shortest]
    long = [name for name in titles if len(name) > 4 or name in {"May", "June", "July"}]
    short = [name for name in titles if name not in long]
    return rf"(?-i:{either([*long, *capitals])}\b|{either(short)}\b\.?)"


SP = r"(?:[ \t\xa0\u2009\u202f]{1,3}|[ \t]{0,3}\r?\n[ \t]{0,16})"
"""White space within an expression: a line may break there, a paragraph may not."""
DASH = r"[-\u2010\u2011\u2012\u2013]"
GAP = rf"(?:{SP}|{DASH})"
MONTH = _capitalised(MONTHS, shortest=4)
WEEKDAY = rf"(?-i:{either([n.title() for n in WEEKDAYS if n.endswith('day')])}|" + (
    rf"{either([n.upper() for n in WEEKDAYS if n.endswith('day')])})(?![\w])"
)
WEEKDAY_SHORT = _capitalised(WEEKDAYS, shortest=6)
SEASON = either(SEASONS)
PART = either(
    [
        "early hours",
        "small hours",
        "morning",
        "afternoon",
        "evening",
        "night",
        "lunchtime",
        "dawn",
        "dusk",
        "midmorning",
        "midafternoon",
    ]
)
CLOCK_WORDS = either(_ONES[:12])
MOMENT = either(["noon", "midday", "midnight", "noontime"])
YEAR = r"(?:1[5-9]\d\d|20\d\d)(?![\d,]\d|\d|[%\u2030\xb0])"
DAY_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d]|[.,:]\d|%)"
_ONE_TO_99 = rf"(?:{either(_TENS)}(?:{GAP}{either(_ONES[:9])})?|{either(_ONES)})\b"
NUMBER_WORD = rf"(?:{_ONE_TO_99}(?:{GAP}{either(_SCALES)}\b)?)"
YEAR_WORDS = (
    rf"(?:(?:nineteen|twenty){GAP}{_ONE_TO_99}|nineteen{SP}hundred|"
    rf"(?:two{GAP}thousand(?:{SP}(?:and{SP})?{_ONE_TO_99})?))"
)
DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,2}|\d{1,4}(?:\.\d{1,2})?(?:[ -]\d/\d|\xbd|\xbc|\xbe)?)"
VAGUE = (
    rf"(?:(?:a|the){SP}(?:few|couple(?:{SP}of)?)|(?:a{SP})?(?:couple{SP}of)|several|few|many|some|"
    rf"(?:dozens|hundreds|thousands|tens{SP}of{SP}thousands){SP}of)"
)
HUNDREDS = (
    rf"(?:an?{SP})?quarter(?:{SP}of{SP}an?)?(?={GAP}(?:hour|century))|an?{SP}(?:half|dozen|hundred|thousand)|"
    rf"half{SP}an?|half{GAP}a{GAP}dozen"
)
QUANTITY = rf"(?:{DIGITS}|{NUMBER_WORD}|{VAGUE}|{HUNDREDS})"
UNIT = rf"(?:{either([u for u in UNITS if u not in {'morning', 'centurie', 'generation', 'weekend'}])})"
UNITS_PLURAL = (
    r"(?:seconds|minutes|hours|days|nights|weeks|fortnights|weekends|months|quarters|years|decades|"
    r"centuries|generations)"
)
APPROX = (
    rf"(?:(?:(?<=\bin\s)|(?<=\bfor\s)|(?<=\bthan\s))over{SP}|over{SP}(?=an?{SP}[a-z]+\b(?!{DASH}))|(?:just{SP}|well{SP}|a{SP}little{SP}|slightly{SP})?(?:about|around|roughly|approximately|nearly|almost|"
    rf"under|more{SP}than|less{SP}than|fewer{SP}than|at{SP}least|at{SP}most|up{SP}to|"
    rf"no{SP}more{SP}than|no{SP}less{SP}than|close{SP}to|some|exactly|just{SP}over|well{SP}over|just{SP}under){SP})"
)
ZONE = (
    r"(?:GMT|UTC|UT|BST|CET|CEST|EET|EEST|MSK|IST|JST|KST|HKT|SGT|AEST|AEDT|E[SD]?T|C[SD]?T|M[SD]?T|P[SD]?T|"
    rf"(?:local|eastern|central|pacific|mountain|moscow|kyiv|london|beijing){SP}(?:standard{SP}|daylight{SP})?time)"
)


def number_of(words: str) -> float | None:
    """Return the number that the words spell, or `None` where they are vague ("several")."""
    words = re.sub(r"\s+", " ", words.lower().replace(",", "")).strip()
    if mixed := re.fullmatch(r"(\d+(?:\.\d+)?)?(?:[ -]?(?:(\d)/(\d)|([\xbd\xbc\xbe])))?", words):
        whole, top, bottom, sign = mixed.groups()
        part = {"\xbd": 0.5, "\xbc": 0.25, "\xbe": 0.75}.get(sign or "", 0.0)
        if top and int(bottom):
            part = int(top) / int(bottom)
        return float(whole or 0) + part
    if words.startswith("half a dozen") or words.startswith("half-a-dozen"):
        return 6.0
    if words.startswith("half"):
        return 0.5
    if words.startswith(("quarter", "a quarter")):
        return 0.25
    total, known = 0, False
    for word in re.split(r"[ -]", words):
        if word in ("a", "an", "and"):
            continue
        if word == "half":
            return 0.5 + total
        if word == "couple":
            return 2.0
        if word == "dozen":
            return 12.0
        if word in NUMBERS:
            total, known = total + NUMBERS[word], True
        elif word in _SCALES:
            total, known = (total or 1) * _SCALES[word], True
        elif word != "of":
            return None
    return float(total) if known else 1.0 if words in ("a", "an") else None


def year_of(words: str) -> int | None:
    """Return the year that is written in four digits, two ("'82") or words."""
    digits = re.sub(r"\D", "", words)
    if len(digits) == 4:
        return int(digits)
    if len(digits) == 2:
        return int(digits) + (1900 if int(digits) >= 40 else 2000)
    parts = re.split(r"[\s\u2010-\u2013-]+", words.lower().replace(" and ", " "))
    if parts[:2] == ["two", "thousand"]:
        return 2000 + sum(NUMBERS.get(part, 0) for part in parts[2:])
    if parts[0] in ("nineteen", "twenty") and len(parts) > 1:
        return 100 * NUMBERS[parts[0]] + sum(NUMBERS.get(part, 0) for part in parts[1:])
    return None


def month_of(name: str) -> int:
    """Return the number of a month's name or abbreviation."""
    return MONTHS[name.lower().rstrip(".")]


def weekday_of(name: str) -> int:
    """Return the number of a weekday's name or abbreviation, Monday 0."""
    return WEEKDAYS[name.lower().rstrip(".")]


def unit_of(word: str) -> str:
    """Return the TIMEX3 letter of a unit in the singular or plural; times of day begin with "T"."""
    word = word.lower()
    return UNITS[word] if word in UNITS else UNITS[word.removesuffix("s")]
