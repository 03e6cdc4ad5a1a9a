"""What sort of event an ambiguous trigger tells of: the words around it decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from geodata.events import words
from geodata.events.lexicon import Entry
from geodata.events.participants import kind_by_participants, objects_of
from geodata.events.syntax import Sentence
from geodata.events.triggers import Trigger
from geodata.events.unlisted import has_own_kind
from geodata.records import Kind

_WORDS_ONLY = frozenset({Kind.STATEMENT, Kind.THREAT, Kind.SANCTION_BREAK})
_SCENES = {
    "war": words.word_set(
        "army troops soldier soldiers rebel rebels militant militants militia insurgents airstrike airstrikes shelling "
        "artillery missile missiles rocket rockets drone drones warplanes jihadists guerrillas frontline offensive "
        "bomber bombers bomb ambush war invasion invaded combat siege front battalion brigade regime ceasefire "
        "intercepted warplane"
    ),
    "crime": words.word_set(
        "murder murdered homicide suspect suspects detectives detective robbery burglary gang stabbed stabbing "
        "charged convicted sheriff victim gunman neighbour neighbours neighbor neighbors prosecutors prosecutor "
        "courtroom jail prison knife rape kidnapped nightclub bar manslaughter custody drug dealer"
    ),
    "disaster": words.word_set(
        "landslides mudslides rockfall quakes tremor "
        "crash crashed collided collision derailed accident earthquake quake flood floods flooding storm hurricane "
        "cyclone typhoon tornado landslide mudslide wildfire fire blaze plant factory gas container fireworks boiler "
        "refinery pipeline mine collapsed collapse poisoning capsized sank bus driver plane helicopter avalanche "
        "tsunami drowned hail hailstones winds rain snow ferry train stampede lightning truck lorry magnitude rescuers"
    ),
    "protest": words.word_set(
        "protester protesters protestor protestors demonstrator demonstrators demonstration demonstrations rioter "
        "rioters rally marchers marched riot riots activists protest protests roadblock roadblocks unrest barricades"
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
        "protest": Kind.ATTACK_FIGHTING,
    },
    "attack": {"war": Kind.ATTACK_FIGHTING, "crime": Kind.CRIME},
    "strike": {"war": Kind.ATTACK_FIGHTING, "crime": Kind.CRIME, "disaster": Kind.DISASTER_ACCIDENT},
    "injure": {"war": Kind.ATTACK_FIGHTING, "crime": Kind.CRIME, "disaster": Kind.DISASTER_ACCIDENT},
    "shooting": {"war": Kind.ATTACK_FIGHTING, "crime": Kind.CRIME, "protest": Kind.ATTACK_FIGHTING},
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


_VIOLENT = ("shoot", "gun", "stab", "behead", "execute", "lynch")
"""How the lemmas begin of what neither an accident nor an illness does."""
_UNINTENDED = frozenset({"disaster", "illness"})
_SUFFERED = frozenset({"strike", "damage"})
"""Families whose object tells nothing of the kind: what was hit may be a bus, by a missile as by a lorry."""


def entry_in_context(sentence: Sentence, trigger: Trigger, article_words: AbstractSet[str]) -> Entry:
    """Return a trigger's entry with the kind that its sentence, or else its article, suggests."""
    entry = trigger.entry
    kinds = _KINDS.get(entry.family)
    if kinds is None or entry.domain:
        return entry
    own = {token.low for token in sentence.tokens}
    if entry.family in _SUFFERED:
        own -= objects_of(sentence, trigger)
    is_violent = entry.lemma.startswith(_VIOLENT)
    for vocabulary in (own, article_words):
        hits = {scene: len(_SCENES[scene] & vocabulary) for scene in kinds if not (is_violent and scene in _UNINTENDED)}
        best = max(hits, key=lambda scene: hits[scene])
        if hits[best] and sorted(hits.values())[-2:].count(hits[best]) == 1:
            return replace(entry, kind=kinds[best])
    return entry


def with_kinds_around(sentences: Sequence[Sentence], triggers: Sequence[Sequence[Trigger]]) -> list[list[Trigger]]:
    """Return the triggers of an article's sentences with the kinds that those who take part give them.

    An unlisted deed without such a kind has that of the deeds around it: the commonest in its sentence, else in the
    article.
    """
    given = [
        [kind_by_participants(s, t) for t in of_sentence] for s, of_sentence in zip(sentences, triggers, strict=True)
    ]
    told = [[_known_kind(t, kind) for t, kind in zip(*pair, strict=True)] for pair in zip(triggers, given, strict=True)]
    kinds = [Counter(kind for kind in of_sentence if kind and kind not in _WORDS_ONLY) for of_sentence in told]
    overall = sum(kinds, Counter())
    return [
        [
            _with_kind(t, kind or _commonest(counts or overall, overall) or t.entry.kind)
            for t, kind in zip(found, of_sentence, strict=True)
        ]
        for found, of_sentence, counts in zip(triggers, told, kinds, strict=True)
    ]


def _known_kind(trigger: Trigger, given: Kind | None) -> Kind | None:
    """Return the kind of a trigger by those who take part or by its entry, `None` for what has none of its own."""
    return given or (trigger.entry.kind if has_own_kind(trigger.entry) else None)


def _commonest(counts: Counter[Kind], overall: Counter[Kind]) -> Kind | None:
    """Return the commonest of some kinds."""
    return max(counts, key=lambda k: (counts[k], overall[k]), default=None)


def _with_kind(trigger: Trigger, kind: Kind) -> Trigger:
    """Return a trigger with a kind."""
    return trigger if trigger.entry.kind is kind else replace(trigger, entry=replace(trigger.entry, kind=kind))
