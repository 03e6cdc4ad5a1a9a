"""The grammar of temporal expressions: a table of patterns, and a table of how neighbours join.

A pattern finds an `Atom`, a stretch of text with its fields ("weekday": "Monday"). Neighbouring
atoms that complete each other ("Monday" + "morning", "5 p.m." + "Nov. 6") join into one whose
fields are the union. What the fields mean is the business of `meaning`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geodata.timexes.known_events import EVENT_NAMES, EVENT_NOUNS
from geodata.timexes.words import (
    APPROX,
    CLOCK_WORDS,
    DASH,
    DAY_NUMBER,
    GAP,
    MOMENT,
    MONTH,
    MONTHS,
    NUMBERS,
    ORDINALS,
    PART,
    PARTS_OF_DAY,
    QUANTITY,
    SEASON,
    SEASONS,
    SP,
    UNIT,
    UNITS,
    UNITS_PLURAL,
    WEEKDAY,
    WEEKDAY_SHORT,
    WEEKDAYS,
    YEAR,
    YEAR_WORDS,
    ZONE,
    either,
)


@dataclass(frozen=True, slots=True)
class Atom:
    """A stretch of text that a pattern matched, with the fields it gave."""

    kind: str
    start: int
    end: int
    fields: dict[str, str]


_ORDINAL = rf"(?:{either(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))"
_QUARTER_ORDINAL = r"(?:first|second|third|fourth|1st|2nd|3rd|4th)"
_REL = (
    rf"(?:(?:this{SP}|the{SP})?(?:very{SP})?(?:last|past|next|previous|preceding|prior|following|coming|upcoming|"
    rf"current|same|corresponding)|(?:the|that){SP}(?:very{SP})?same|this{SP}very|this|that)"
)
_HOLIDAY = (
    rf"(?:New{SP}Year['’]s{SP}(?:Day|Eve)|Christmas(?:{SP}(?:Day|Eve))?|Boxing{SP}Day|Thanksgiving(?:{SP}Day)?|"
    rf"Easter(?:{SP}(?:Sunday|Monday))?|Good{SP}Friday|Halloween|Valentine['’]s{SP}Day|Independence{SP}Day|"
    rf"Memorial{SP}Day|Labou?r{SP}Day|Veterans{SP}Day|Columbus{SP}Day|Election{SP}Day|May{SP}Day|"
    rf"Armistice{SP}Day|Bastille{SP}Day|St\.?{SP}Patrick['’]s{SP}Day|Martin{SP}Luther{SP}King(?:{SP}Jr\.?)?{SP}Day)"
)
_DAYS = rf"(?P<day>{DAY_NUMBER})(?:{SP}?(?:{DASH}|to){SP}?(?P<last_day>{DAY_NUMBER})(?!{SP}?[ap]\.?m))?"
_SPAN_ADJECTIVE = (
    rf"(?:(?:straight|consecutive|full|whole|more|additional|trading|business|working|calendar|school|extra|"
    rf"further|long|short|good|solid|successive|other|remaining|or{SP}(?:so|more)){SP})"
)
_COUNT = rf"(?P<count>{QUANTITY}(?:{SP}(?:to|or|and)(?:{SP}a{SP}half)?{SP}{QUANTITY}|{SP}?{DASH}{SP}?\d{{1,3}})?)"
_HALF = rf"(?:{SP}and{SP}a{SP}half)?"
_DURING = "(?:" + "|".join(rf"(?<=\b{word}\s)" for word in "over during within for in throughout".split()) + ")"
_YEAR_CUES = (
    "in of by from to and since until till before after the during throughout for late early mid through between or "
    "than circa around as year fiscal"
)
_YEAR_CUE = "(?:" + "".join(rf"(?<=\b{word}\s)|" for word in _YEAR_CUES.split()) + r"(?<=[(\[]))"
_NOT_A_YEAR = (
    rf"(?!{SP}?(?:{DASH}{SP}?\d|percent|per{SP}cent|miles?|km|kilomet|met(?:re|er)s?|feet|dollars?|euros?|pounds?|"
    rf"people|men|women|children|troops|soldiers|points|votes|tons?|tonnes|jobs|workers|members|hours|GMT|UTC|"
    rf"EST|EDT|BST|h\b|hrs|rupees|yen|civilians|others|deaths|homes|cases|students|employees|vehicles))"
)

_PATTERNS: tuple[tuple[str, str], ...] = (
    # --- absolute dates
    (
        "iso",
        rf"(?P<year>\d{{4}})(?P<sep>[-/.])(?P<month_number>0?[1-9]|1[0-2])(?P=sep)(?P<day>0?[1-9]|[12]\d|3[01])"
        rf"(?:(?:T|{SP})(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d(?:\.\d{{1,9}})?)?"
        rf"(?:{SP}?(?P<zone>Z|[+-]\d\d:?\d\d|GMT|UTC))?)?(?![\d-])",
    ),
    ("numeric", r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<c>(?:19|20)\d\d)(?![\d/-])"),
    ("numeric", r"(?P<a>\d{1,2})(?P<sep>/)(?P<b>\d{1,2})/(?P<c>\d\d)(?![\d/-])"),
    ("numeric", r"(?<![.\d])(?P<a>\d\d)(?P<sep>\.)(?P<b>0[1-9]|1[0-2])\.(?P<c>\d\d)(?![.\d-])"),
    (
        "date",
        rf"(?P<month>{MONTH}){SP}(?:the{SP})?{_DAYS}(?:,?{SP}(?P<year>{YEAR})|,{SP}?(?P<year2>{YEAR}))?(?![\w%])",
    ),
    (
        "date",
        rf"(?:the{SP})?{_DAYS}(?:{SP}of)?{GAP}(?P<month>{MONTH})(?:[,]?{GAP}(?P<year>{YEAR}|['’]\d\d(?!\w))|,(?P<year2>{YEAR}))?",
    ),
    ("date", rf"(?P<day>\d{{1,2}})\.{SP}(?P<month>{MONTH}){SP}(?P<year>{YEAR})(?![\w%])"),
    ("month", rf"(?P<month>{MONTH}),?(?:{SP}of)?{GAP}(?P<year>{YEAR}|['’]\d\d|{YEAR_WORDS})(?!\w)"),
    (
        "month",
        rf"(?P<rel>(?:the{SP})?(?:last|next|previous|coming)|the{SP}following|this(?:{SP}(?:past|coming|last))?|past){SP}(?P<month>{MONTH})(?!\.?{SP}[123]?\d\b)",
    ),
    ("month_set", rf"(?:every|each){SP}(?P<month>{MONTH})"),
    ("month", rf"(?P<month>{MONTH})(?!\w)"),
    ("holiday", rf"(?P<holiday>Easter|Christmas){SP}(?P<around>week(?:end)?)\b"),
    ("holiday", rf"(?:(?P<rel>last|next|this|this{SP}past|this{SP}coming){SP})?(?P<holiday>{_HOLIDAY})\b"),
    (
        "month_day",
        rf"(?:(?<=\bon\s)|(?<=\bby\s))the{SP}(?P<day>{DAY_NUMBER}(?<=\w\w))(?={SP}?[.,;:)\n]|\s*$"
        rf"|{SP}(?:and|but|when|after|to|at)\b)",
    ),
    # --- weekdays
    ("weekday_set", rf"(?:every|each){SP}(?:other{SP})?(?P<weekday>{WEEKDAY})(?:{SP}(?P<part>{PART}))?"),
    ("weekday_set", rf"(?P<weekday>(?-i:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))(?:{SP}(?P<part>{PART}))?s(?!\w)"),
    (
        "weekday",
        rf"(?P<rel>(?:the{SP})?(?:last|next|previous|coming)|the{SP}following|this(?:{SP}(?:past|coming|last))?|past)"
        rf"{SP}(?P<weekday>{WEEKDAY})(?!\w)",
    ),
    ("weekday", rf"(?P<weekday>{WEEKDAY}){SP}(?P<after>week)(?=[.,;:)]|\s*$)"),
    (
        "weekday",
        rf"(?<!Black\s)(?<!Bloody\s)(?<!Super\s)(?<!Cyber\s)(?<!Ash\s)(?<!Palm\s)(?P<weekday>{WEEKDAY})",
    ),
    ("weekday", rf"(?P<weekday>{WEEKDAY_SHORT})(?=[,]?{SP}(?:{MONTH}|\d))"),
    # --- years, decades, centuries, quarters, seasons
    ("fiscal", rf"(?:the{SP})?(?:fiscal|financial)(?:{SP}year)?{SP}(?P<year>{YEAR})"),
    ("fiscal", rf"FY{SP}?(?P<year>20\d\d|['’]?\d\d)(?!\w)"),
    (
        "fiscal",
        rf"(?P<rel>the|this|last|next|current){SP}(?:current{SP})?(?:fiscal|financial){SP}(?P<unit>year)",
    ),
    ("fiscal", rf"(?:the{SP})?(?P<year>{YEAR}){SP}(?:fiscal|financial){SP}year(?!\w)"),
    ("decade", r"(?:the{SP})?(?:(?P<edge>early|mid|late){GAP})?(?P<year>(?:1[5-9]|20)\d0)['’]?s(?!\w)"),
    (
        "decade",
        r"(?:the{SP}(?:(?P<edge>early|mid|late){GAP})?['’]?|(?:(?<=\band\s)|(?<=\bor\s)|(?<=\bto\s))['’]?|['’])"
        r"(?P<tens>[1-9]0)['’]?s(?!\w|{SP}(?:degrees|fahrenheit|celsius))",
    ),
    (
        "decade_words",
        r"(?:the{SP})(?:(?P<edge>early|mid|late){GAP})?(?P<tens>twent|thirt|fort|fift|sixt|sevent|eight|ninet)ies",
    ),
    (
        "century",
        rf"(?:(?:the|this){SP})?(?:(?P<edge>early|mid|late){GAP})?(?P<ordinal>{_ORDINAL}){GAP}century",
    ),
    ("century", rf"(?:the{SP})?turn{SP}of{SP}the{SP}century"),
    (
        "quarter",
        rf"(?:the{SP})?(?P<rel>year{GAP}(?:ago|earlier)){SP}(?P<quarter>{_QUARTER_ORDINAL}){GAP}quarter",
    ),
    ("quarter", rf"(?P<quarter>{_QUARTER_ORDINAL}){DASH}quarter(?!\w)"),
    (
        "quarter",
        rf"(?:the{SP}(?!\w+{DASH})|(?P<rel>this|last|next){SP})?(?:fiscal{SP})?(?P<quarter>{_QUARTER_ORDINAL})"
        rf"(?:{GAP}fiscal)?{GAP}quarter(?:,?{SP}(?P<year>{YEAR}))?(?!\w)",
    ),
    ("quarter", rf"(?P<quarter>Q[1-4]|[1-4]Q)(?:{SP}?(?:of{SP})?(?P<year>{YEAR}|['’]\d\d))?(?!\w)"),
    ("quarter_set", rf"(?:the{SP})?(?P<quarter>{_QUARTER_ORDINAL}){GAP}quarters"),
    ("quarter", rf"the{SP}(?P<year>{YEAR}){SP}(?P<unit>quarter)"),
    (
        "half",
        rf"(?:the{SP})?(?P<half>first|second|last|latter|1st|2nd|H[12])(?:{GAP}half)?"
        rf"(?<=half)(?={SP}(?:of{SP}(?:the{SP}|this{SP}|last{SP}|next{SP}|fiscal{SP})?(?:year|\d{{4}}|['’]?\d0s))|{SP}(?:this|last|next){SP}year)",
    ),
    ("season_set", rf"(?:every|each){SP}(?P<season>{SEASON})(?!\w)"),
    ("half", rf"H(?P<half>[12]){SP}(?P<year>{YEAR})"),
    (
        "season",
        rf"(?P<rel>(?:the{SP})?(?:last|next|previous|coming)|the{SP}following|this(?:{SP}(?:past|coming|last))?|past){SP}"
        rf"(?P<season>{SEASON})(?!\w)",
    ),
    (
        "season",
        rf"(?:the{SP})?(?:(?P<edge>early|mid|late){GAP})?(?P<season>{SEASON})(?:{SP}of)?{SP}(?P<year>{YEAR}|{YEAR_WORDS})",
    ),
    (
        "season",
        rf"(?<=\bin\s)(?:the{SP})?(?:(?P<edge>early|mid|late){GAP})?(?P<season>{SEASON})(?!{GAP}\w|\w)",
    ),
    (
        "season",
        rf"(?:the{SP})?(?:(?P<edge>early|mid|late){GAP})?(?P<season>summer|winter|(?<=the\s)spring|(?<=the\s)autumn)(?!\w)(?!{SP}(?:olympic|games|palace|camp|school))",
    ),
    ("year", rf"(?:the{SP})?year{SP}(?P<year>{YEAR}|{YEAR_WORDS})(?!\w)"),
    (
        "year",
        rf"(?P<year>nineteen{GAP}(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:{GAP}(?:one|two|three|four|five|six|seven|eight|nine))?)\b",
    ),
    ("years", rf"(?P<year>(?:1[5-9]|20)\d\d){DASH}(?P<last_year>(?:1[5-9]|20)?\d\d)(?!\w|{DASH})"),
    ("years", rf"(?P<year>(?:19|20)\d\d){SP}{DASH}{SP}(?P<last_year>(?:19|20)\d\d)(?![\w,]|{SP}?{DASH})"),
    ("year", rf"(?P<mod>post|pre|mid|early|late){DASH}(?P<year>{YEAR})(?!\w)"),
    ("year", rf"{_YEAR_CUE}(?P<year>{YEAR})(?![\w$%]){_NOT_A_YEAR}"),
    (
        "year",
        r"(?:(?<=\ba\s)|(?<=\bits\s)|(?<=\bhis\s)|(?<=\bher\s)|(?<=\btheir\s)|(?<=\bour\s))"
        rf"(?P<year>(?!2000)(?:19[3-9]|20[0-3])\d)(?={SP}[A-Za-z])(?![\w$%]){_NOT_A_YEAR}",
    ),
    (
        "year",
        rf"(?P<year>(?:19|20)\d\d)(?=[,.;:)\]'’?!]|{SP}(?:and|to|or|when|as|but|with|by|for|the|at|in|was|were|is|after|because|has|had)\b|\s*$)(?![.,:]\d)",
    ),
    ("year", r"(?<!['’`])['’](?P<year>\d\d)(?!['’\w])(?=[\s,.;)])"),
    ("year", rf"(?P<year>(?:19[3-9]|20[0-3])\d)(?={SP}[a-z]{{3,}})(?![\w$%]){_NOT_A_YEAR}(?!{SP}[a-z]+s\b)"),
    # --- reckoned from today
    (
        "today",
        rf"(?P<named>today|yesterday|tomorrow|tonight|the{SP}day{SP}(?:before{SP}yesterday|after{SP}tomorrow))(?!\w)",
    ),
    (
        "part_now",
        rf"the{SP}(?P<part>night|morning|afternoon|evening){SP}(?P<sense>before|after)(?=[.,;:!?)]|\s*$)",
    ),
    (
        "part_now",
        rf"(?P<rel>this|last|that|the{SP}(?:next|previous|following|same)|the|yesterday|tomorrow){SP}(?:(?P<edge>early|late|mid){GAP})?(?P<part>{PART}|{MOMENT})(?!\w)",
    ),
    ("part", rf"(?:(?P<edge>early|late|mid){GAP})?(?P<part>{PART}|{MOMENT}|overnight)(?!\w)"),
    (
        "year_ago",
        rf"(?:the{SP}|a{SP})?(?:same{SP})?(?P<rel>year{GAP}(?:ago|earlier)|prior{GAP}year|previous{GAP}year){SP}"
        rf"(?P<unit>quarter|period|month|level)(?!\w)",
    ),
    ("year_ago", rf"(?P<rel>year{DASH}(?:ago|earlier))(?!\w)"),
    (
        "ago",
        rf"(?:{APPROX}|over{SP})?(?:(?P<count>{QUANTITY}(?:{SP}(?:to|or){SP}{QUANTITY})?|an?){_HALF}{GAP})?(?P<unit>{UNITS_PLURAL}|{UNIT}){_HALF}{SP}"
        rf"(?:or{SP}so{SP})?(?P<sense>ago|earlier|later|from{SP}now|hence|previously)(?!\w)",
    ),
    ("latest", rf"the{SP}latest{SP}(?P<unit>quarter|period|week|month|year)(?!\w)"),
    (
        "span_rel",
        rf"{APPROX}?(?:each{SP}of{SP})?(?:(?:the|these|this){SP})?(?P<rel>last|past|next|first|final|previous|coming|following|preceding|latest|recent)"
        rf"{SP}{APPROX}?{_COUNT}{_HALF}{GAP}{_SPAN_ADJECTIVE}?(?P<unit>{UNITS_PLURAL}|{UNIT})(?:{SP}or{SP}so)?(?!\w)",
    ),
    (
        "recent_units",
        rf"(?:the{SP}|these{SP})?(?P<rel>recent|coming|past|last|next){SP}(?P<unit>{UNITS_PLURAL})(?:{SP}and{SP}{UNITS_PLURAL})?(?!\w)",
    ),
    ("these_days", rf"these{SP}days"),
    (
        "same_period",
        rf"(?:the{SP})(?:same|corresponding|comparable|year{GAP}earlier){SP}(?P<period>period|quarter|month|week|day|time)(?=(?:{SP}of)?(?:{SP}the)?{SP}(?:a{SP}year|last|the{SP}previous|in{SP}\d{{4}}))",
    ),
    (
        "stretch",
        rf"(?:the{SP}(?P<rel>past)|{_DURING}the{SP}(?P<rel2>last|next|coming)){SP}(?:full{SP}|whole{SP})?"
        rf"(?P<unit>hour|day|week|month|year|decade|century)(?:{SP}or{SP}(?:so|two))?(?!\w|{DASH}\w|{SP}of\b)",
    ),
    (
        "rel_unit",
        rf"(?P<rel>{_REL}){SP}(?:full{SP}|whole{SP})?(?P<unit>{UNIT}|weekend|century)(?:{SP}or{SP}so)?(?!\w|{DASH}\w)",
    ),
    (
        "stretch",
        rf"the{SP}(?:fiscal{SP}|financial{SP}|full{SP})?(?P<unit>year)"
        rf"(?={SP}(?:that{SP}|which{SP})?(?:ended|ending|ends|to|through){SP}(?:(?:in|on){SP})?(?:{MONTH}|\d|tomorrow|today))",
    ),
    ("beside", rf"the{SP}(?P<unit>day|week|month|year){SP}(?P<sense>before|after)(?=[.,;:!?)]|\s*$)"),
    (
        "the_unit",
        rf"the{SP}(?:(?P<full>full|whole|entire){SP})?(?P<unit>day|week|weekend|month|quarter|year|decade|century)(?!\w|{DASH}\w|{SP}\d)",
    ),
    (
        "edge_unit",
        rf"(?:(?:the|this|last|next){SP})?(?P<unit>year|month|week|quarter)(?:['’]s{SP}|{DASH})end(?!\w)",
    ),
    ("weekend", r"(?P<unit>weekend)(?!\w)"),
    # --- sets, durations
    (
        "set",
        rf"(?:every|each){SP}(?:other{SP}|single{SP})?(?:{_COUNT}{SP})?(?P<unit>{UNITS_PLURAL}|{UNIT}|{PART}|weekend|weekday)(?!\w)",
    ),
    ("set", rf"(?:once|twice|(?:{QUANTITY}){SP}times){SP}an?{SP}(?P<unit>{UNIT})(?!\w)"),
    ("adverb_set", r"(?P<adverb>daily|weekly|monthly|annually|yearly|hourly|nightly)(?!\w)"),
    (
        "span",
        rf"{APPROX}?{_COUNT}{_HALF}{GAP}{APPROX}?"
        rf"{_SPAN_ADJECTIVE}?(?P<unit>{UNITS_PLURAL}|{UNIT}){_HALF}(?P<old>{GAP}old)?(?:{SP}or{SP}(?:so|more))?(?:{GAP}long(?!\w))?(?!\w)",
    ),
    ("span", rf"(?:the{SP})(?P<count>{QUANTITY}){GAP}{_SPAN_ADJECTIVE}?(?P<unit>{UNITS_PLURAL})(?!\w)"),
    (
        "span",
        rf"{APPROX}?(?P<count>an?|a{SP}full|an{SP}entire|another|a{SP}whole){GAP}(?P<unit>{UNIT}|weekend)(?P<old>{DASH}old)?(?:{SP}or{SP}(?:so|more|two))?(?!\w|{DASH}\w)",
    ),
    (
        "span",
        rf"(?<!early\s)(?<!first\s)(?<!final\s)(?<!opening\s)(?P<vague>(?P<unit>years|months|weeks|days|hours|decades|centuries|minutes))(?:{DASH}long)?(?!\w)",
    ),
    ("some_time", rf"a{SP}(?:(?:long|little|short|while){SP})?while(?!\w)"),
    # --- clock
    (
        "clock",
        rf"{APPROX}?(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?)?{SP}?(?P<half_day>[ap])\.?{SP}?m\b\.?(?:,?{SP}?\(?(?P<zone>{ZONE})\b)?",
    ),
    (
        "clock",
        rf"{APPROX}?(?P<hour>[01]?\d|2[0-3]|24(?=[:.]?00))[:.]?(?P<minute>[0-5]\d){SP}?(?:hours{SP}|hrs{SP})?(?P<zone>{ZONE})\b",
    ),
    (
        "clock",
        r"(?:(?<=\bat\s)|(?<=\bby\s)|(?<=until\s)|(?<=around\s)|(?<=after\s)|(?<=before\s)|(?<=from\s)|"
        r"(?<=about\s)|(?<=since\s))(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?![\d:])",
    ),
    (
        "clock",
        rf"{APPROX}?(?P<hour>1[0-2]|[1-9]|{CLOCK_WORDS}){SP}o['’]clock",
    ),
    # --- references without a date
    (
        "reference",
        rf"(?P<present>(?:right{SP})?(?<!\w)now|currently|nowadays|presently|at{SP}present|to{SP}date)(?!\w)",
    ),
    (
        "reference",
        rf"(?P<past>(?:more{SP})?recently|the{SP}recent{SP}past|(?<!\bmost\s)recent|the{SP}past|lately)(?!\w)",
    ),
    (
        "reference",
        rf"(?P<future>the{SP}(?:near{SP}|immediate{SP}|not{GAP}too{GAP}distant{SP})?future|(?<=\bin\s)future)(?!\w)",
    ),
    # --- counted from a known event
    ("since_event", rf"since{SP}(?:the{SP}end{SP}of{SP}|the{SP}start{SP}of{SP})?(?P<event>{EVENT_NAMES})"),
    (
        "since_event",
        rf"since{SP}the{SP}(?:full-scale{SP})?(?P<noun>{EVENT_NOUNS})(?:{SP}(?:began|started))?(?!\w|{SP}(?:of|in|on|by)\b)",
    ),
    # --- what qualifies a neighbour and is no expression by itself
    (
        "edge",
        rf"(?:the{SP})?(?:very{SP})?(?P<edge>end|beginning|start|middle|close|eve|latter{SP}part|early{SP}part|outset){SP}of(?={SP})",
    ),
    (
        "edge",
        rf"(?P<edge>earlier|later|early|late|mid)(?P<link>{SP}in(?={SP}the{SP}(?:day|week|month|year|decade|century)))?(?={GAP})",
    ),
)


def _anonymous(pattern: str) -> str:
    """Return the pattern with its groups unnamed and its back references spelled out."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern.replace("(?P=sep)", "[-/.]"))


_RULES = tuple(
    (kind, re.compile(pattern.replace("{SP}", SP).replace("{GAP}", GAP), re.IGNORECASE)) for kind, pattern in _PATTERNS
)
_START = r"(?<![\w$£€¥#@&])(?=[\w'’])(?<!\d[.,:/])"
_SCAN = re.compile(
    _START + "(?:" + "|".join(f"({_anonymous(rule.pattern)})" for _, rule in _RULES) + ")", re.IGNORECASE
)


_TOKEN = re.compile(r"\d+|[^\W\d_]+|['’](?=\d)")
_OPENERS = frozenset(
    word
    for words in (
        *(MONTHS, WEEKDAYS, SEASONS, PARTS_OF_DAY, UNITS, NUMBERS, ORDINALS),
        *((f"{weekday}s" for weekday in WEEKDAYS), (f"{unit}s" for unit in UNITS), ("centuries", "overnight")),
        "a an another the this that these last past next previous preceding prior following coming upcoming".split(),
        "current same corresponding final latest recent early mid late earlier later very post pre".split(),
        "every each once twice daily weekly monthly annually yearly hourly nightly weekend weekends".split(),
        "new christmas boxing thanksgiving easter good halloween valentine independence memorial labor".split(),
        "labour veterans columbus election armistice bastille st martin fiscal financial fy turn latter q h".split(),
        "today yesterday tomorrow tonight now right currently nowadays presently recently lately more".split(),
        "just well little slightly about around roughly approximately nearly almost over under less".split(),
        "fewer at up no close some exactly few couple several many half dozens hundreds thousands tens to".split(),
        "since future end beginning start middle eve outset".split(),
    )
    for word in words
)
"""The words that can open an expression; at any other word the patterns need not be tried."""


def atoms_in(text: str) -> Iterator[Atom]:
    """Yield what the patterns find, left to right, each start taken by the first pattern that fits."""
    done = 0
    for token in _TOKEN.finditer(text):
        word = token.group()
        if token.start() < done or not (word[0] in "'’0123456789" or word.lower() in _OPENERS):
            continue
        found = _SCAN.match(text, token.start())
        if found is None or found.lastindex is None:
            continue
        kind, rule = _RULES[found.lastindex - 1]
        exact = rule.match(text, token.start())
        if exact and exact.end() > exact.start():
            fields = {name: value for name, value in exact.groupdict().items() if value is not None}
            yield Atom(kind, exact.start(), exact.end(), fields)
            done = exact.end()
