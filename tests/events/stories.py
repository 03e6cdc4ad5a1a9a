"""Short articles of different kinds, with the events that are found in them."""

from __future__ import annotations

from datetime import date

from geodata.records import Event, Role, WherePrecision
from tests.events.builders import events_of, timex, toponym

FLOOD = """Heavy rain swelled the Lenna on Tuesday and its waters flooded the old quarter of Marbrook, \
where firefighters rescued eleven people from rooftops.

A retired teacher drowned in Oakhurst, police said. No one was injured in neighbouring Dunley.

The mayor called for the dam to be rebuilt. Forecasters say another storm could hit the coast on Saturday.
"""


TRIAL = """COLDHAVEN - A court in Coldhaven sentenced two brothers to six years in prison on Wednesday for burgling \
a jewellery shop in Redmere last May.

The brothers had denied breaking into the shop. Their lawyer said they would appeal.

They were arrested at a motel near Port Ellis in June after a neighbour recognised the van.
"""


ELECTION = """Voters in Kestria will elect a new parliament on Sunday, and the ruling party faces its hardest test.

At a rally in Varna Hill on Monday, Prime Minister Ida Roth promised lower taxes. Police arrested four protesters \
outside the town hall.

The election commission has rejected calls to postpone the vote.
"""


MATCH = """Harbour City beat Northgate United 3-1 at Pell Park on Saturday to reach the cup final.

Jonas Lind scored twice before half-time. The final will be played in Westbury on 18 May.
"""


TAKEOVER = """Steelmaker Ardent agreed on Monday to buy the Belgian rolling mill operator Cassel for $2 billion.

Ardent said it would close a plant in Lowfield, where 400 workers staged a protest on Tuesday. \
The takeover needs approval from regulators in Brussels.
"""


WAR = """Rebels shelled a market in Tarsin on Monday, killing at least nine people, the health ministry said.

The army said it had destroyed two rebel bases in the Orun valley. The rebels denied attacking civilians.

Envoys from both sides will meet in Genton on Friday. The talks will be held at the Lake Hotel, a day after the \
president visits Sorrel. The United Nations urged both sides to agree to a ceasefire.
"""


def flood_events() -> tuple[Event, ...]:
    tuesday = date(2024, 3, 12)
    return events_of(
        FLOOD,
        [toponym(FLOOD, "Marbrook"), toponym(FLOOD, "Oakhurst", 52.0), toponym(FLOOD, "Dunley", 54.0)],
        [timex(FLOOD, "Tuesday", tuesday), timex(FLOOD, "Saturday", date(2024, 3, 16))],
    )


def trial_events() -> tuple[Event, ...]:
    return events_of(
        TRIAL,
        [
            toponym(TRIAL, "COLDHAVEN", role=Role.DATELINE),
            toponym(TRIAL, "Coldhaven"),
            toponym(TRIAL, "Redmere", 52.0),
            toponym(TRIAL, "Port Ellis", 54.0),
        ],
        [
            timex(TRIAL, "Wednesday", date(2024, 3, 13)),
            timex(TRIAL, "last May", date(2023, 5, 1), date(2023, 5, 31)),
            timex(TRIAL, "June", date(2023, 6, 1), date(2023, 6, 30)),
        ],
    )


def election_events() -> tuple[Event, ...]:
    return events_of(
        ELECTION,
        [
            toponym(ELECTION, "Kestria", precision=WherePrecision.COUNTRY, radius_km=300),
            toponym(ELECTION, "Varna Hill", 52.0),
        ],
        [timex(ELECTION, "Sunday", date(2024, 3, 17)), timex(ELECTION, "Monday", date(2024, 3, 11))],
    )


def war_events() -> tuple[Event, ...]:
    return events_of(
        WAR,
        [
            toponym(WAR, "Tarsin"),
            toponym(WAR, "Orun valley", 51.0),
            toponym(WAR, "Genton", 53.0),
            toponym(WAR, "Lake Hotel", 53.02, radius_km=0.3),
            toponym(WAR, "Sorrel", 55.0),
        ],
        [timex(WAR, "Monday", date(2024, 3, 11)), timex(WAR, "Friday", date(2024, 3, 15))],
    )
