"""Deeds that the lexicon doesn't list: verbs that the tagger reads as telling of something done."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geodata.events import words
from geodata.events.lexicon import Entry, Form, past_forms
from geodata.events.syntax import Sentence
from geodata.records import Kind
from geodata.tagging import Tags
from geodata.tagging.tags import EVENT_LABELS

FAMILY = "unlisted "
"""What the family of an unlisted deed begins with; the word itself follows."""
LEAST_ODDS = 0.85
"""Least odds of being a deed, by the tagger; set by eye on news."""
_DEED = EVENT_LABELS.index("deed")
_NO_DEEDS = words.word_set(
    "ask asks asked asking urge urges urged urging beg begs begged begging call calls called calling describe "
    "described describing recount recounted dismiss dismissed praise praised criticise criticised criticize "
    "criticized blame blamed thank thanked promise promised promising vow vowed pledge pledged offer offered "
    "offering deny denied denies refuse refused decline declined reject rejected hope hoped hoping want wanted "
    "expect expected plan planned planning decide decided agree agreed try tried trying attempt attempted help "
    "helped helping allow allowed make made making give gave given giving take took taken taking get got getting "
    "keep kept keeping let use used using do done did see saw seen seeing hear heard hearing know knew known feel "
    "felt think thought believe become became becoming remain remained stay stayed seem seemed appear appeared lie "
    "lay stand stood belong need needed like liked love loved include included including involve involved involving "
    "mean meant cost costs worth have had having consider considered considering continue continued continuing "
    "begin began begun start started starting stop stopped finish finished cause caused causing follow followed "
    "following lead led leading come came go went going gone run ran running turn turned put set based base live "
    "lived living work worked working serve served serving own owned face faced facing fear feared worry worried "
    "wait waited waiting show showed shown showing reveal revealed mark marked reflect reflected represent "
    "represented support supported supporting oppose opposed demand demanded insist insisted repeat repeated read "
    "reads wrote written writing speak spoke talk talked discuss discussed learn learned learnt remember recall "
    "recalled apologise apologised apologize apologized inform informed notify notified name named identify "
    "identified list listed locate located wish wished intend intended seek sought seeking request requested "
    "recommend recommended propose proposed observe observed mandate mandated say said told happen happened occur "
    "occurred place places drew draw drawn tend enjoy enjoyed fail failed failing succeed succeeded manage managed "
    "commiserate commiserated grow grew grown rise rose risen increase increased decrease decreased drop dropped "
    "estimate estimated schedule scheduled slated due relate related associated pay paid paying spend spent "
    "spending earn earned cover covered covering comprise comprised contain contained attribute attributed"
)
"""Verbs of speech, thought, state and aspect: what they tell happens nowhere of its own, as a rule."""
_MOST_HOLLOW_ODDS = 0.95
"""Least odds, by the tagger, at which one of them is a deed all the same ("was held at X"); set by eye on news."""


_KINDS = {
    Kind.ATTACK_FIGHTING: words.word_set(
        "stoned pelted pounded strafed lobbed hurled repelled repulsed retook recaptured stormed overran "
        "beheaded fired downed mined sniped retaliated"
    ),
    Kind.CRIME: words.word_set(
        "robbed burgled mugged defrauded tricked duped trafficked grabbed groped looted poached laundered blackmailed "
        "threatened vandalised vandalized swindled embezzled"
    ),
    Kind.MEETING_TRAVEL: words.word_set(
        "left leave sail sailed fly flew flown move moved moving travel travelled traveled drove drive driven headed "
        "head crossed cross reached reach boarded walked walk toured brought bring carried transported transferred "
        "camped checked hosted greeted welcomed disembarked marched lodged trekked embarked"
    ),
    Kind.ECONOMY: words.word_set(
        "build built install installed replace replaced resurface resurfaced repave paved complete completed unveil "
        "unveiled produce produced assemble assembled drill drilled hired hire recruited ship shipped doubled tripled "
        "halved quadrupled soared plunged slumped bought erected lease leased renovate renovated "
        "demolish demolished unload unloaded load loaded export exported import imported refinance outbid priced "
        "delist delisted expand expanded"
    ),
    Kind.AID_RESCUE: words.word_set(
        "clear cleared clearing treat treated refer referred admit admitted recover recovered donate donated feed fed "
        "repair repaired reopen restored pumped restore reunited sheltered housed resuscitated revived winched "
        "airlifted extinguished doused distributed"
    ),
    Kind.ARREST_RESTRICTION: words.word_set(
        "picked held hold questioned remanded searched cordoned sealed diverted rerouted banned barred intercepted "
        "impounded grounded quarantined dispersed handcuffed deregistered suspended fingerprinted apprehended imposed"
    ),
    Kind.LEGAL: words.word_set("filed quashed upheld adjourned petitioned litigated"),
    Kind.POLITICS: words.word_set(
        "quit quitted adopted adopt tabled nominated elected appointed reappointed reshuffled unseated legislated "
        "abstained canvassed"
    ),
    Kind.DISASTER_ACCIDENT: words.word_set(
        "fell fall fallen collapsed cracked sank slid rolled toppled tore swept cut knocked burst struck trapped "
        "buried stuck overturned swerved veered plummeted skidded careened submerged washed inundated uprooted"
    ),
    Kind.HEALTH_ENVIRONMENT: words.word_set(
        "infected sickened hospitalised hospitalized vaccinated culled sterilised tested contracted leaked dumped "
        "polluted spilled bleached planted felled logged"
    ),
    Kind.CULTURE_SPORT_SCIENCE: words.word_set(
        "scored score levelled equalised performed perform sang sing danced painted exhibited filmed screened "
        "premiered triumphed trained coached captained qualified competed raced rehearsed published "
        "excavated unearthed discovered auctioned composed sculpted celebrated equalized substituted"
    ),
}
"""Kinds of common deeds outside the lexicon; any other has the kind of the deeds around it."""
_KIND_OF = {word: kind for kind, verbs in _KINDS.items() for word in verbs}


def deed_odds(sentence: Sentence, tags: Tags | None) -> Sequence[float]:
    """Return the tagger's odds of each token to tell of a deed; empty where it hasn't read the text."""
    if tags is None or not len(tags.words.starts):
        return ()
    starts = [token.start for token in sentence.tokens]
    at = np.minimum(np.searchsorted(tags.words.starts, starts), len(tags.words.starts) - 1)
    odds: list[float] = tags.events[at, _DEED].tolist()
    return odds


def forms_in_context(sentence: Sentence, i: int) -> frozenset[Form]:
    """Return the forms that a verb outside the lexicon may have, by its ending and the word before."""
    low = sentence.low(i)
    if low in past_forms() or (low.endswith("ed") and len(low) > 4):
        return frozenset({Form.PAST, Form.PARTICIPLE})
    if low.endswith("ing") and len(low) > 5:
        return frozenset({Form.ING})
    return frozenset({Form.BASE})


def may_be_deed(sentence: Sentence, i: int, odds: float) -> bool:
    """Tell whether a token may be the verb of a deed, with the tagger's odds that it is."""
    token = sentence.tokens[i]
    if not token.low.isalpha() or token.is_capitalised or token.low in words.REPORTING:
        return False
    if odds < (_MOST_HOLLOW_ODDS if token.low in _NO_DEEDS else LEAST_ODDS):
        return False
    if token.low in words.FUTURE_CUES and sentence.low(i + 1) in {"to", "for"}:
        return False
    return token.low not in words.AUXILIARIES | words.LIGHT_VERBS


def unlisted_entry(low: str) -> Entry:
    """Return the entry of an unlisted deed, with its own kind if it has one (see `has_own_kind`)."""
    return Entry(low, True, _KIND_OF.get(low, Kind.DISASTER_ACCIDENT), FAMILY + low, True)


def has_own_kind(entry: Entry) -> bool:
    """Tell whether an entry's kind is its own, rather than to be found from what is told around it."""
    return not is_unlisted(entry) or entry.lemma in _KIND_OF


def is_hollow(entry: Entry) -> bool:
    """Tell whether an unlisted entry's verb seldom tells of a deed."""
    return is_unlisted(entry) and entry.lemma in _NO_DEEDS


def is_unlisted(entry: Entry) -> bool:
    """Tell whether an entry isn't of the lexicon."""
    return entry.family.startswith(FAMILY)
