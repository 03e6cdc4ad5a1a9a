"""The words that made-up reports are told in."""

from __future__ import annotations

from geodata.records import Kind, Status

STATUSES = {
    Status.HAPPENED: (0.62, "confirmed"),
    Status.PLANNED: (0.12, "announced plans for"),
    Status.CLAIMED: (0.10, "claimed that there had been"),
    Status.DEMANDED: (0.06, "demanded"),
    Status.DENIED: (0.04, "denied reports of"),
    Status.HYPOTHETICAL: (0.06, "warned of"),
}
"""The share of each status, and the words that say so."""

AHEAD = (Status.PLANNED, Status.DEMANDED, Status.HYPOTHETICAL)
"""The statuses of what lies after the day of publication."""

HAPPENINGS: dict[Kind, tuple[str, ...]] = {
    Kind.ATTACK_FIGHTING: ("an |attack| on a depot", "heavy |shelling| by the ring road", "an |ambush| of a convoy"),
    Kind.MILITARY_MOVE: (
        "a |deployment| of battalions",
        "a |withdrawal| from the barracks",
        "naval |exercises| at sea",
    ),
    Kind.PROTEST: ("a |march| against fuel prices", "a |strike| of the dockers", "a |rally| of students"),
    Kind.ARREST_RESTRICTION: ("the |arrest| of a journalist", "a |curfew| after dusk", "a |raid| on a warehouse"),
    Kind.LEGAL: ("a |trial| over contracts", "an |indictment| of a banker", "a |verdict| in a land case"),
    Kind.SANCTION_BREAK: ("new |sanctions| on a shipper", "the |expulsion| of an envoy", "an |embargo| on grain"),
    Kind.THREAT: ("a |threat| to close the border", "an |ultimatum| over water", "a |warning| to shipping"),
    Kind.MEETING_TRAVEL: ("a |summit| on trade", "a |visit| by an envoy", "more |talks| about a ceasefire"),
    Kind.AGREEMENT: ("an |agreement| on fishing", "a |treaty| on rivers", "a |deal| over a pipeline"),
    Kind.AID_RESCUE: ("a |rescue| of miners", "an |airlift| of medicine", "a |delivery| of tents"),
    Kind.RELEASE_CONCESSION: ("the |release| of prisoners", "a |pardon| for deserters", "an |exchange| of captives"),
    Kind.STATEMENT: ("a |statement| on the budget", "a |speech| about reform", "an |appeal| for calm"),
    Kind.POLITICS: ("an |election| of the council", "a |vote| of confidence", "the |resignation| of a minister"),
    Kind.DISASTER_ACCIDENT: ("a |flood| in the low quarters", "an |earthquake| before dawn", "a |crash| of two trains"),
    Kind.CRIME: ("a |robbery| of a jeweller", "a |kidnapping| of engineers", "a |fraud| at a lender"),
    Kind.HEALTH_ENVIRONMENT: ("an |outbreak| of cholera", "a |drought| across the farms", "a |vaccination| drive"),
    Kind.ECONOMY: ("a |merger| of two banks", "a |rise| in bread prices", "the |closure| of a smelter"),
    Kind.CULTURE_SPORT_SCIENCE: ("a |festival| of film", "a |match| of the cup", "a |launch| of a satellite"),
}
"""Three happenings of each kind; the trigger stands between bars."""

WITH_VICTIMS = (Kind.ATTACK_FIGHTING, Kind.DISASTER_ACCIDENT, Kind.HEALTH_ENVIRONMENT)

ACTORS = (
    "mayor;governor;interior ministry;defence ministry;foreign ministry;health ministry;opposition;rescue service;"
    "police;coast guard;army;air force;rebel council;dockers' union;central bank;electoral commission;supreme court;"
    "prosecutor;fire service;students' union;farmers' league;teachers' union;aid agency;port authority;"
    "railway company;university;president;prime minister;parliament;city council;militia;border guard;"
    "weather service;army corps of engineers;hospital;cabinet"
).split(";")

FIRST_NAMES = (
    "Amina Andrei Aroha Bolat Carmen Chidi Dalia Diego Elif Emeka Farah Goran Hana Hugo Imani Ingrid Jamal Joana "
    "Kenji Lakshmi Leila Luca Malik Mei Milan Nadia Noor Olga Omar Paolo Priya Rafael Rosa Sana Sofia Tomas Uma "
    "Viktor Wanjiru Yusuf"
).split()
LAST_NAMES = (
    "Abreu Adeyemi Akhtar Almeida Aydin Banda Becker Castro Chen Costa Demir Diallo Duarte Eriksen Farouk Fischer "
    "Garcia Gupta Haddad Horvat Ibrahim Ivanova Jensen Kamau Khan Kovač Kruger Lindqvist López Mbeki Mendoza Mori "
    "Mwangi Nakamura Ncube Novák Okafor Oliveira Omondi Park Petrov Popescu Quispe Rahman Reyes Rossi Saito Santos "
    "Silva Singh Sousa Tadesse Tanaka Tran Varga Wagner Weber Yılmaz Zhang Zulu"
).split()

REMARKS = ("spoke of;asked about;had a word on;was silent on;wrote about;promised news of;worried about;praised").split(
    ";"
)
TOPICS = (
    "the harvest;school meals;the old bridge;river levels;tram fares;the night market;the power grid;a lighthouse;"
    "rents;the ferry timetable;the water mains;wheat prices;a stadium;the museum;satellite images;the census;"
    "bus drivers;the quarry;cotton;the archive;a vineyard;telephone lines;the dam;snow ploughs;the orchestra;"
    "beekeepers;the customs house;the glassworks;coral;the planetarium;timber;the observatory;the tannery;a sluice;"
    "the granary;saffron;the viaduct;the cooperage;lichens;the ropewalk"
).split(";")
"""What remarks are about; the first come up most."""
