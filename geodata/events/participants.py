"""What sort of event a verb tells of by who does it and to whom: an army loses a town, a team a match."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from geodata.events import words
from geodata.events.actors import subject_of
from geodata.events.lexicon import Entry
from geodata.events.syntax import Sentence
from geodata.events.triggers import Trigger, Use
from geodata.events.unlisted import has_own_kind, is_unlisted
from geodata.records import Kind

_REACH = 9
_MODIFIERS = 4

_COURTS = words.word_set("judge judges court courts jury jurors magistrate magistrates tribunal justices")
_CHAMBERS = words.word_set(
    "council councillors councilors councils parliament senate senators assembly congress legislature legislators "
    "lawmakers mps cabinet commissioners aldermen selectmen trustees deputies bundestag knesset duma diet voters"
)
_POLITICIANS = _CHAMBERS | words.word_set(
    "mla mlas mp minister ministers president premier chancellor governor governors mayor party parties senator "
    "legislator lawmaker deputy coalition chief-minister secretary government"
)
_TROOPS = words.word_set(
    "army armies troops soldiers forces rebel rebels fighters militants insurgents militia militias guerrillas "
    "guerrilla jihadists paratroopers marines battalion battalions brigade brigades tanks column columns navy junta "
    "mutineers separatists mercenaries"
)
_UNITS = words.word_set(
    "troops soldiers reinforcements battalion battalions brigade brigades tanks column columns marines paratroopers "
    "warship warships army navy forces artillery peacekeepers"
)
_WEAPONS = words.word_set(
    "missile missiles drone drones rocket rockets shell shells airstrike airstrikes strike strikes mortar mortars "
    "bomb bombs shelling warplanes warplane jets artillery torpedo grenade grenades"
)
_HAZARDS = words.word_set(
    "storm storms hurricane cyclone typhoon tornado earthquake quake tremor aftershock flood floods floodwaters "
    "flooding wave waves tsunami lightning blizzard winds wind gale landslide landslides mudslide mudslides avalanche "
    "rockfall rocks boulder boulders mud debris snow ice hail fire wildfire wildfires blaze lava eruption rain rains "
    "drought heatwave tree trees car cars truck lorry van bus train tram locomotive plane helicopter ferry boat barge "
    "motorist motorcycle vehicle vehicles asteroid meteorite"
)
_LABOUR = words.word_set(
    "hour hours hunger general rail transit teachers nurses doctors pilots drivers miners workers dockers crew union "
    "unions staff employees lecturers cleaners farmers pay wage walkout indefinite wildcat national nationwide"
)
_STRIKE_AIMS = words.word_set("over in by for against demanding to of at and , . on")
_MONEY = words.word_set(
    "price prices quota quotas rate rates tax taxes tariff tariffs subsidy subsidies job jobs production output "
    "spending wage wages salaries salary pay premium premiums fare fares budget forecast dividend staff workforce "
    "toll tolls rent rents fee fees cost costs pension pensions profit profits interest sales exports imports"
)
_FIRMS = words.word_set(
    "company companies manufacturer carmaker supplier supermarket operator utility bank firm firms retailer airline "
    "carrier market markets currency economy business chain exchange lender insurer shares stocks prices sales"
)
_TALKS = words.word_set("talks negotiations round summit conference mediation discussions")
_DEALS = words.word_set("deal agreement truce ceasefire pact accord treaty")
_WARSHIPS = words.word_set("warship warships frigate destroyer submarine submarines fleet flotilla navy corvette")
_FREIGHT = words.word_set(
    "ship ships freighter freighters vessel vessels tanker tankers container cargo bulk carrier trawler"
)
_TRAFFIC = words.word_set("traffic vehicles motorists buses drivers lorries trucks")
_EMERGENCY = words.word_set("emergency curfew lockdown martial")
_POLICE = words.word_set("police officers agents guards guard customs gendarmes patrol patrols deputies rangers")
_MANAGERS = words.word_set("ceo executive chairman chairwoman director banker boss")
_RAIDERS = words.word_set(
    "gunmen gunman robber robbers thief thieves burglar burglars raiders gang bandits pirates hijackers"
)
_SCIENTISTS = words.word_set(
    "scientists researchers archaeologists astronomers biologists botanists zoologists palaeontologists historians "
    "divers"
)
_DISEASES = words.word_set(
    "disease virus cholera measles malaria dengue ebola flu influenza typhoid outbreak epidemic infection bacteria"
)
_CONTRABAND = words.word_set("pistols rifles guns weapons firearms cocaine heroin cannabis drugs contraband ammunition")
_CURBS = words.word_set(
    "curfew emergency ban bans blockade siege restrictions lockdown embargo sanctions quarantine roadblock roadblocks"
)
_BUILDINGS = words.word_set(
    "bridge road highway motorway railway airport terminal port dam plant factory mine mill pipeline line tunnel "
    "hotel mall supermarket store shop restaurant warehouse"
)
_OFFICE = words.word_set(
    "superintendent commissioner minister ministers cabinet secretary official officials chief ambassador governor "
    "mayor"
)
_TEAMS = words.word_set("coach manager captain striker midfielder goalkeeper club team player players")
_PRIZES = words.word_set("medal medals title trophy gold silver bronze championship crown cup")
_CREW = words.word_set("people migrants boat boats vessel vessels car cars truck smugglers convoy bus legislators men")
_PROJECTS = words.word_set("project projects plan plans scheme works contract order orders")
_WORKERS = words.word_set("employees workers staff critics official officials aides")

_AHEAD = words.word_set("due set bound scheduled ready expected")

_ANY: frozenset[str] = frozenset()
_HARM = words.word_set("strike damage kill injure attack flee trap strand")
_CARRYING = words.word_set("send sent sending move moved moving bring brought fly flew flown ship shipped airlift")


@dataclass(frozen=True, slots=True)
class _Rule:
    """A kind, the verbs (families, lemmas or word forms) it is of, and whose words must do or suffer the deed."""

    kind: Kind
    verbs: frozenset[str]
    doers: frozenset[str] = _ANY
    objects: frozenset[str] = _ANY


_RULES = (
    _Rule(Kind.CRIME, words.word_set("seize capture raid confiscate storm stormed grab take took"), doers=_RAIDERS),
    _Rule(Kind.ARREST_RESTRICTION, words.word_set("storm stormed swooped"), doers=_POLICE),
    _Rule(Kind.ATTACK_FIGHTING, words.word_set("thrown driven beaten beat"), objects=frozenset({"back"})),
    _Rule(Kind.MILITARY_MOVE, _CARRYING | words.word_set("deploy"), objects=_UNITS),
    _Rule(Kind.MILITARY_MOVE, words.word_set("escort escorted sail sailed dock docked patrol"), doers=_TROOPS),
    _Rule(Kind.MILITARY_MOVE, words.word_set("sail sailed dock docked moor leave left"), doers=_WARSHIPS),
    _Rule(Kind.ECONOMY, words.word_set("sail sailed dock docked moor moored unload unloaded"), doers=_FREIGHT),
    _Rule(
        Kind.ATTACK_FIGHTING,
        words.word_set(
            "lose win take beat defeat match hold held holding retake retook took taken thrown threw drove driven push "
            "pushed stormed overran repelled repulsed pounded hurled regained recaptured gained"
        ),
        doers=_TROOPS,
    ),
    _Rule(Kind.ATTACK_FIGHTING, _HARM, doers=_WEAPONS),
    _Rule(
        Kind.DISASTER_ACCIDENT,
        _HARM | words.word_set("blockade overturned") | {"break out"},
        doers=_HAZARDS,
    ),
    _Rule(Kind.HEALTH_ENVIRONMENT, _HARM | {"break out"}, doers=_DISEASES),
    _Rule(Kind.MILITARY_MOVE, words.word_set("withdraw leave left retreat") | {"pull out"}, doers=_TROOPS),
    _Rule(Kind.RELEASE_CONCESSION, words.word_set("lift lifted ease eased relax relaxed"), _CURBS, _CURBS),
    _Rule(Kind.CULTURE_SPORT_SCIENCE, words.word_set("find found discovered"), doers=_SCIENTISTS),
    _Rule(Kind.ARREST_RESTRICTION, words.word_set("found"), objects=_CONTRABAND),
    _Rule(Kind.ECONOMY, words.word_set("open inaugurate inaugurated unveil"), _BUILDINGS, _BUILDINGS),
    _Rule(Kind.ATTACK_FIGHTING, words.word_set("intercept intercepted"), objects=_WEAPONS),
    _Rule(Kind.ARREST_RESTRICTION, words.word_set("intercept intercepted stopped"), objects=_CREW),
    _Rule(Kind.ARREST_RESTRICTION, words.word_set("blockade"), doers=_POLICE | _TROOPS),
    _Rule(Kind.ARREST_RESTRICTION, words.word_set("send sent divert diverted rerouted route routed"), objects=_TRAFFIC),
    _Rule(Kind.ARREST_RESTRICTION, words.word_set("declare impose imposed"), _EMERGENCY, _EMERGENCY),
    _Rule(
        Kind.ECONOMY,
        words.word_set(
            "cut cuts cutting raised raise raises slash slashed double doubled tripled lower lowered increase halve "
            "halved trim trimmed hike hiked"
        ),
        objects=_MONEY,
    ),
    _Rule(Kind.MEETING_TRAVEL, words.word_set("collapse fell failed stalled resume resumed"), doers=_TALKS),
    _Rule(Kind.AGREEMENT, words.word_set("collapse fell held signed"), doers=_DEALS),
    _Rule(Kind.POLITICS, words.word_set("collapse fell quit"), doers=_POLITICIANS | {"revolt"}),
    _Rule(Kind.ECONOMY, words.word_set("collapse fell quit"), doers=_FIRMS),
    _Rule(Kind.CULTURE_SPORT_SCIENCE, words.word_set("resign quit"), doers=_TEAMS),
    _Rule(Kind.ECONOMY, words.word_set("resign quit"), doers=_MANAGERS),
    _Rule(Kind.CULTURE_SPORT_SCIENCE, words.word_set("dismiss dropped sacked fired fire quit"), objects=_TEAMS),
    _Rule(Kind.POLITICS, words.word_set("dismiss dropped drop sacked removed fired fire"), objects=_OFFICE),
    _Rule(Kind.ECONOMY, words.word_set("fire fired"), objects=_WORKERS),
    _Rule(Kind.ECONOMY, words.word_set("execute"), objects=_PROJECTS),
    _Rule(Kind.CULTURE_SPORT_SCIENCE, words.word_set("capture"), objects=_PRIZES),
)
"""What tells apart the senses of a verb; the first that fits decides."""

_RULES_OF = {verb: [rule for rule in _RULES if verb in rule.verbs] for rule in _RULES for verb in rule.verbs}
_OF_COURTS = frozenset({Kind.AGREEMENT, Kind.STATEMENT, Kind.MEETING_TRAVEL, Kind.RELEASE_CONCESSION})
_OF_CHAMBERS = frozenset({Kind.AGREEMENT, Kind.CULTURE_SPORT_SCIENCE})


def kind_by_participants(sentence: Sentence, trigger: Trigger) -> Kind | None:
    """Return the kind that who does a trigger's deed, or whom it is done to, gives it, if any."""
    if trigger.use is Use.NOUN:
        return Kind.PROTEST if _is_stoppage(sentence, trigger) else _kind_of_deal(sentence, trigger)
    entry = trigger.entry
    names = (entry.lemma, entry.lemma.split()[0], entry.family, sentence.low(trigger.first))
    rules = [rule for name in dict.fromkeys(names) for rule in _RULES_OF.get(name, ())]
    may_be_of_body = is_unlisted(entry) or entry.kind in _OF_COURTS | _OF_CHAMBERS
    if not rules and not may_be_of_body and entry.family != "blockade":
        return None
    doers, objects = _participants(sentence, trigger)
    for rule in sorted(rules, key=_RULES.index):
        if not (rule.doers.isdisjoint(doers) and rule.objects.isdisjoint(objects)):
            return rule.kind
    return _kind_of_body(entry, doers) if may_be_of_body else _kind_of_blockade(entry, doers)


def _participants(sentence: Sentence, trigger: Trigger) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of those who do a verb's deed, and of those who suffer it."""
    subject, following = _subject(sentence, trigger), objects_of(sentence, trigger)
    if trigger.use is Use.PASSIVE or _has_been(sentence, trigger):
        return _agents(sentence, trigger), subject | following
    return subject, following


def _kind_of_body(entry: Entry, doers: AbstractSet[str]) -> Kind | None:
    """Return the kind of what courts, parliaments and armies do, whatever the verb."""
    if doers & _COURTS and (is_unlisted(entry) or entry.kind in _OF_COURTS):
        return Kind.LEGAL
    if doers & _CHAMBERS and (is_unlisted(entry) or entry.kind in _OF_CHAMBERS):
        return Kind.POLITICS
    is_move = is_unlisted(entry) and (entry.kind is Kind.MEETING_TRAVEL or not has_own_kind(entry))
    return Kind.MILITARY_MOVE if is_move and doers & (_TROOPS | _WARSHIPS) else None


def _kind_of_deal(sentence: Sentence, trigger: Trigger) -> Kind | None:
    """Return that a deal that a firm makes is business."""
    if trigger.light is None or trigger.entry.kind is not Kind.AGREEMENT:
        return None
    made = replace(trigger, first=trigger.light, last=trigger.light, use=Use.FINITE)
    return None if _subject(sentence, made).isdisjoint(_FIRMS) else Kind.ECONOMY


def _kind_of_blockade(entry: Entry, doers: AbstractSet[str]) -> Kind | None:
    """Return that people who block a road protest, whoever they are; hazards and police come before."""
    return Kind.PROTEST if entry.family == "blockade" and doers else None


def _is_stoppage(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether "strike" is one of workers: by what kind of strike it is and what follows."""
    if trigger.entry.lemma != "strike" or sentence.low(trigger.last + 1) not in _STRIKE_AIMS:
        return False
    before = set(_lows(sentence, max(0, trigger.first - _MODIFIERS), trigger.first))
    before |= {part for low in before for part in low.split("-")}
    went_on = sentence.low(trigger.first - 1) == "on"
    return went_on or not before.isdisjoint(_LABOUR)


def _subject(sentence: Sentence, trigger: Trigger) -> frozenset[str]:
    """Return the words of the subject of a verb, and of the noun that opens its clause before any preposition."""
    span = subject_of(sentence, trigger.first)
    found: list[str] = []
    if span is not None:
        found += _lows(sentence, sentence.token_at(span.start), sentence.token_at(span.end - 1) + 1)
    if sentence.low(trigger.first - 1) == "to" and sentence.low(trigger.first - 2) in _AHEAD:
        found += _lows(sentence, max(0, trigger.first - 2 - _MODIFIERS), trigger.first - 2)
    clause = sentence.clause(trigger.first)
    opening = clause.first
    while opening < trigger.first and _only_opens(sentence, opening):
        opening += 1
    return frozenset(found) | frozenset(_lows(sentence, opening, _end_of_phrase(sentence, opening, trigger.first)))


def _only_opens(sentence: Sentence, i: int) -> bool:
    """Tell whether a token is a break or a conjunction that a clause may open with."""
    return not sentence.tokens[i].is_word or sentence.low(i) in words.SUBORDINATORS | words.COORDINATORS


def _end_of_phrase(sentence: Sentence, first: int, end: int) -> int:
    """Return where a phrase that begins at token `first` ends, `end` at the latest."""
    for j in range(first, min(end, len(sentence.tokens))):
        low = sentence.low(j)
        is_other = low in words.SUBORDINATORS or low in words.RELATIVES or low in words.PREPOSITIONS - {"of"}
        if is_other or sentence.verbs[j] or (not sentence.tokens[j].is_word and low not in words.CLITICS):
            return j
    return end


def objects_of(sentence: Sentence, trigger: Trigger) -> frozenset[str]:
    """Return the words of the object of a verb, those of its entry among them."""
    first = trigger.last + 1
    return frozenset(_lows(sentence, trigger.first + 1, _end_of_phrase(sentence, first, first + _REACH)))


def _agents(sentence: Sentence, trigger: Trigger) -> frozenset[str]:
    """Return the words after the "by" of a passive."""
    for j in range(trigger.last + 1, min(len(sentence.tokens), trigger.last + 1 + _REACH)):
        if sentence.low(j) == "by":
            after = sentence.tokens[j + 1 : j + 1 + _MODIFIERS]
            return frozenset(token.low for token in after)
        if not sentence.tokens[j].is_word or sentence.verbs[j]:
            break
    return frozenset()


def _has_been(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether a form of "be" makes a verb a passive."""
    return sentence.low(trigger.first - 1) in words.BE and trigger.use is not Use.PROGRESSIVE


def _lows(sentence: Sentence, first: int, end: int) -> list[str]:
    """Return the lower-cased tokens from `first` up to `end`."""
    return [sentence.low(j) for j in range(first, end)]
