"""Events that texts count from without giving their date: "since World War II", "since Russia invaded"."""

from __future__ import annotations

from datetime import date

KNOWN_EVENTS: tuple[tuple[str, str, str, date], ...] = (
    ("war", r"World War (?:II|Two)|the Second World War|WWII", "1945", date(1945, 9, 2)),
    ("war", r"World War (?:I|One)\b|the First World War|WWI\b", "1918", date(1918, 11, 11)),
    ("war", r"the Cold War", "1991", date(1991, 12, 26)),
    ("war", r"the Korean War", "1953", date(1953, 7, 27)),
    ("war", r"the Vietnam War", "1975", date(1975, 4, 30)),
    ("fall", r"the fall of the Berlin Wall|the Berlin Wall fell", "1989-11-09", date(1989, 11, 9)),
    (
        "fall",
        r"the (?:collapse|break-?up|fall|dissolution) of the Soviet Union|the Soviet Union (?:collapsed|broke up|fell)",
        "1991-12-26",
        date(1991, 12, 26),
    ),
    ("invasion", r"Iraq['’]s invasion of Kuwait|Iraq invaded Kuwait", "1990-08-02", date(1990, 8, 2)),
    (
        "invasion",
        r"the (?:US|U\.S\.|American)(?:-led)? invasion of Iraq|the invasion of Iraq",
        "2003-03-20",
        date(2003, 3, 20),
    ),
    (
        "annexation",
        r"(?:the|Russia['’]s) annexation of Crimea|Russia annexed Crimea",
        "2014-03-18",
        date(2014, 3, 18),
    ),
    (
        "invasion",
        r"(?:Russia['’]s|the Russian|Moscow['’]s) (?:full-scale )?invasion(?: of Ukraine)?|"
        r"the (?:full-scale )?invasion of Ukraine|Russia invaded(?: Ukraine)?",
        "2022-02-24",
        date(2022, 2, 24),
    ),
)
"""The noun by which a text goes on to speak of an event, how it is named, and its day, wars by their end.

Few, and all beyond dispute: what is not here stays unresolved."""

EVENT_NAMES = "(?:" + "|".join(names for _, names, _, _ in KNOWN_EVENTS).replace(" ", r"\s") + r")(?!\w)"
"""The names as one pattern of the grammar."""

EVENT_NOUNS = "invasion|annexation"
"""The nouns that call an event back; "the war" may be any war."""
