"""What sort of event an ambiguous trigger tells of: the words around it decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from geodata.events import words
from geodata.events.lexicon import Entry
from geodata.events.triggers import Trigger
from geodata.events.unlisted import has_own_kind
from geodata.records import Kind

_WORDS_ONLY = frozenset({Kind.STATEMENT, Kind.THREAT, Kind.SANCTION_BREAK})
_SCENES = {
    "war": words.word_set(
        "army troops soldier soldiers rebel rebels militant militants militia insurgents airstrike airstrikes shelling "
        "artillery missile missiles rocket rockets drone drones warplanes jihadists guerrillas frontline offensive "
        "bomber bombers bomb ambush war invasion invaded combat siege front battalion brigade regime ceasefire"
    ),
    "crime": words.word_set(
        "murder murdered homicide suspect suspects detectives detective robbery burglary gang stabbed stabbing "
        "charged convicted sheriff victim gunman neighbour neighbours neighbor neighbors prosecutors prosecutor "
        "courtroom jail prison knife rape kidnapped nightclub bar manslaughter custody drug dealer"
    ),
    "disaster": words.word_set(
        "crash crashed collided collision derailed accident earthquake quake flood floods flooding storm hurricane "
        "cyclone typhoon tornado landslide mudslide wildfire fire blaze plant factory gas container fireworks boiler "
        "refinery pipeline mine collapsed collapse poisoning capsized sank bus driver plane helicopter avalanche "
        "tsunami drowned hail hailstones winds rain snow ferry train stampede lightning truck lorry magnitude rescuers"
    ),
    "protest": words.word_set(
        "protester protesters protestor protestors demonstrator demonstrators demonstration demonstrations rioter "
        "rioters rally march riot riots activists"
    ),
    "seizure": words.word_set(
        "weapon weapons rifle rifles gun guns pistol pistols ammunition bullets explosives firearms grenades drugs "
        "cocaine heroin cannabis methamphetamine counterfeit contraband cigarettes ivory cash smugglers trafficker "
        "traffickers migrants vehicle documents computers"
    ),
    "illness": words.word_set(
        "cancer illness disease stroke pneumonia hospice complications naturally peacefully leukemia diabetes heart "
        "virus infection overdose survivors burial visitation obituary condolences surgery coronavirus flu measles"
    ),
    "vote": words.word_set(
        "election elections electoral candidate candidates ballot ballots poll polls vote votes voters president "
        "presidential presidency governor governorship mayoral party parliament run-off runoff incumbent constituency"
    ),
    "contest": words.word_set(
        "team teams league cup coach goal goals match matches tournament championship medal medals game games trophy "
        "fans stadium season final award prize jockey horse horses marathon grand"
    ),
    "force": words.word_set("police policemen officers army soldiers troops authorities security military"),
    "raiders": words.word_set(
        "gunmen gunman robbers robber thieves thief burglars burglar raiders raider gang masked robbery heist burglary"
    ),
    "arms": words.word_set("weapon weapons drone drones missile missiles rockets arms explosives ammunition"),
}

_KINDS = {
    "kill": {
        "war": Kind.ATTACK_FIGHTING,
        "crime": Kind.CRIME,
        "disaster": Kind.DISASTER_ACCIDENT,
        "illness": Kind.HEALTH_ENVIRONMENT,
    },
    "attack": {"war": Kind.ATTACK_FIGHTING, "crime": Kind.CRIME},
    "strike": {"war": Kind.ATTACK_FIGHTING, "crime": Kind.CRIME, "disaster": Kind.DISASTER_ACCIDENT},
    "injure": {"war": Kind.ATTACK_FIGHTING, "crime": Kind.CRIME, "disaster": Kind.DISASTER_ACCIDENT},
    "shooting": {"war": Kind.ATTACK_FIGHTING, "crime": Kind.CRIME},
    "damage": {"war": Kind.ATTACK_FIGHTING, "disaster": Kind.DISASTER_ACCIDENT, "crime": Kind.CRIME},
    "flee": {"war": Kind.ATTACK_FIGHTING, "disaster": Kind.DISASTER_ACCIDENT, "crime": Kind.CRIME},
    "blast": {"war": Kind.ATTACK_FIGHTING, "disaster": Kind.DISASTER_ACCIDENT},
    "clash": {"war": Kind.ATTACK_FIGHTING, "protest": Kind.PROTEST},
    "capture": {"war": Kind.ATTACK_FIGHTING, "seizure": Kind.ARREST_RESTRICTION},
    "match": {"vote": Kind.POLITICS, "contest": Kind.CULTURE_SPORT_SCIENCE},
    "race": {"vote": Kind.POLITICS, "contest": Kind.CULTURE_SPORT_SCIENCE},
    "blockade": {"protest": Kind.PROTEST, "force": Kind.ARREST_RESTRICTION, "disaster": Kind.DISASTER_ACCIDENT},
    "raid": {"raiders": Kind.CRIME, "force": Kind.ARREST_RESTRICTION},
    "cancel": {"contest": Kind.CULTURE_SPORT_SCIENCE},
    "smuggle": {"arms": Kind.MILITARY_MOVE},
}
"""The kind that a scene gives to the events of an ambiguous family."""


def entry_in_context(entry: Entry, sentence_words: AbstractSet[str], article_words: AbstractSet[str]) -> Entry:
    """Return an entry with the kind that its sentence, or else its article, suggests."""
    kinds = _KINDS.get(entry.family)
    if kinds is None or entry.domain:
        return entry
    for vocabulary in (sentence_words, article_words):
        hits = {scene: len(_SCENES[scene] & vocabulary) for scene in kinds}
        best = max(hits, key=lambda scene: hits[scene])
        if hits[best] and sorted(hits.values())[-2:].count(hits[best]) == 1:
            return replace(entry, kind=kinds[best])
    return entry


def with_kinds_around(triggers: Sequence[Sequence[Trigger]]) -> list[list[Trigger]]:
    """Return the triggers of an article's sentences, those of unlisted deeds with the kind of the deeds around them.

    That is the commonest kind in their sentence, else in the article.
    """
    kinds = [
        Counter(t.entry.kind for t in of_sentence if has_own_kind(t.entry) and t.entry.kind not in _WORDS_ONLY)
        for of_sentence in triggers
    ]
    overall = sum(kinds, Counter())
    return [
        [t if has_own_kind(t.entry) else _with_kind(t, counts or overall, overall) for t in found]
        for found, counts in zip(triggers, kinds, strict=True)
    ]


def _with_kind(trigger: Trigger, counts: Counter[Kind], overall: Counter[Kind]) -> Trigger:
    """Return a trigger with the commonest of some kinds."""
    if not counts:
        return trigger
    kind = max(counts, key=lambda k: (counts[k], overall[k]))
    return replace(trigger, entry=replace(trigger.entry, kind=kind))
