"""The closed-class words and small word classes that the rules of events lean on."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set; `_` stands for a space."""
    return frozenset(word.replace("_", " ") for word in text.split())


DETERMINERS = word_set("the a an this these those some any no each every another both all either neither what such")
POSSESSIVES = word_set("his her its their our my your whose")
CLITICS = word_set("'s ’s ' ’")
SUBJECT_PRONOUNS = word_set("he she it they we i you who which that")
PRONOUNS = SUBJECT_PRONOUNS | word_set("him her them us me whom himself herself itself themselves")
MODALS = word_set("will would shall should can could may might must cannot 'll ’ll wo ca")
BE = word_set("be is are was were been being am 're ’re 'm ’m")
HAVE = word_set("have has had having 've ’ve")
DO = word_set("do does did")
AUXILIARIES = MODALS | BE | HAVE | DO
NEGATIONS = word_set("not n't n’t never no neither nor without cannot hardly")
COORDINATORS = word_set("and or but nor yet")
RELATIVES = word_set("who which whose whom where")
SUBORDINATORS = word_set(
    "after before when while as because if since although though until till unless whereas whether once "
    "that amid despite following so how why"
)
CONDITIONALS = word_set("if whether unless in_case should")
LOCATIVE_PREPOSITIONS = word_set(
    "in at near on outside inside around across along from into to towards toward through over off within "
    "throughout above below under beneath beside between behind onto past via by north south east west"
)
PREPOSITIONS = LOCATIVE_PREPOSITIONS | word_set(
    "of with for against about during among amongst despite amid after before since until till without upon "
    "per than like following including beyond underneath ahead"
)
ADVERBS = word_set(
    "also not n't n’t never already still just then again now ever often always soon later earlier first "
    "once only even yet recently reportedly allegedly largely meanwhile together today yesterday tomorrow "
    "tonight far almost nearly twice jointly"
)
NUMBER_WORDS = word_set(
    "one two three four five six seven eight nine ten eleven twelve dozen dozens hundred hundreds thousand "
    "thousands million millions several many few scores more"
)
ORDINALS = word_set("first second third fourth fifth sixth seventh eighth ninth tenth last latest")
PLACE_NOUNS = word_set(
    "city town village province district capital region state county suburb neighborhood neighbourhood "
    "island port area municipality prefecture governorate department oblast republic territory enclave camp "
    "hamlet township commune resort outskirts centre center heart part parts north south east west banks "
    "shores coast border streets sector quarter valley community"
)
REPORTING = word_set(
    "say says said saying tell tells told report reports reported add adds added claim claims claimed "
    "allege alleges alleged state states stated announce announces announced confirm confirms confirmed "
    "note notes noted explain explains explained insist insists insisted maintain maintains maintained "
    "believe believes believed think thinks thought suggest suggests suggested warn warns warned argue "
    "argues argued acknowledge acknowledged acknowledges admit admits admitted write wrote writes estimate "
    "estimated estimates according quoted reiterated stressed declared declares predicts predicted"
)
CLAIMING = word_set(
    "claim claims claimed claiming allege alleges alleged alleging insist insists insisted accuse accuses "
    "accused accusing boast boasts boasted"
)
DOUBTING = word_set("estimated believed reportedly feared allegedly alleged claimed presumed")
"""Words beside a number that leave it a claim."""

PARTY_SOURCES = word_set(
    "army military rebels rebel militants militant insurgents government kremlin ministry forces regime "
    "militia fighters commander commanders group movement service opposition separatists guerrillas faction "
    "ally allies"
)
"""Sources that are a side in what they report: their word alone leaves it a claim."""

FUTURE_CUES = word_set(
    "scheduled set due expected planned slated poised planning plans plan intends intend intending hopes "
    "preparing prepares prepared agreed agree agrees ready decided vowed vows pledged pledges promised "
    "promises about bound ordered orders going aims aim aimed arranged arrange invited"
)
"""Words before "to" + verb that make the verb's event a plan."""

DEMAND_CUES = word_set(
    "urge urges urged urging call calls called calling demand demands demanded demanding ask asks asked "
    "asking want wants wanted wanting push pushes pushed pushing tell tells told press presses pressed "
    "pressing appeal appeals appealed appealing request requests requested requesting beg begged plead "
    "pleads pleaded advise advised seek seeks sought seeking encourage encouraged pressure pressured need "
    "needs propose proposes proposed recommend recommended recommends insisting refreshed lobby lobbied"
)
DENIAL_CUES = word_set(
    "deny denies denied denying reject rejects rejected rejecting refuse refuses refused refusing decline "
    "declines declined declining fail fails failed failing unable prevent prevents prevented preventing "
    "avert averts averted averting avoid avoids avoided avoiding foil foiled foils thwart thwarted cancel "
    "cancels cancelled canceled cancelling canceling postpone postponed scrapped stop stopped dismiss "
    "dismissed dismisses without abandoned neither"
)
ENDING_VERBS = word_set("end ends ended ending resolve resolving settle settling finish finishing de-escalate")

FULFILLED_CUES = word_set(
    "managed began begun begins started starts continued continues forced helped used came went able "
    "appeared seemed seems proved happened rushed allowed moved led caused sent got took tried left"
)
"""Words before "to" + verb that say or suggest that the event took place."""

POSSIBLE_ADJECTIVES = word_set(
    "possible potential likely feared threatened hypothetical prospective eventual would-be imminent looming"
)
PLANNED_ADJECTIVES = word_set("planned scheduled upcoming forthcoming coming expected next future impending")
CLAIMED_ADJECTIVES = word_set("alleged reported suspected claimed purported apparent supposed")
POSSIBILITY_NOUNS = word_set(
    "threat threats fear fears possibility prospect prospects risk risks likelihood danger chance chances "
    "hope hopes idea warning warnings potential"
)
CHARGES = word_set(
    "charge charges charged count counts convicted guilty accused suspicion indicted suspected pleaded pleading"
)
"""Words after which a crime is what somebody is taken to court for."""

NOBODY = word_set("nobody no-one none nothing")

IRREGULAR_PAST = word_set(
    "said told took made came gave got held began went saw found left led brought put kept let became fell "
    "rose sent met set lost won stood ran hit cut shot struck broke spoke drew drove flew grew knew threw "
    "wrote sat felt built bought caught fought sold spent taught thought swept shut sank stole wore chose "
    "froze shook rang sang swam tore woke bore beat bent bled blew burst cast clung crept dealt dug ate fed "
    "fled forbade forgot hid hung hurt knelt laid lay lent lit meant paid quit read rode sought slept slid "
    "spread sprang stuck swore swung understood withdrew overthrew underwent undertook oversaw"
)
FINITE_PRESENT = word_set(
    "says has is are was were have does do remains remain seems becomes comes come goes takes makes shows "
    "wants want believes includes include means needs follows"
)
ATTRIBUTIVE_HEADS = word_set(
    "department departments commission commissions commissioner committee committees official officials "
    "site sites victim victims investigator investigators investigation room rooms team teams force forces "
    "plane planes crew crews system systems show shows house law laws lawyer lawyers leader leaders "
    "movement movements helicopter helicopters jet jets aircraft aircrafts veteran veterans zone zones "
    "campaign campaigns organizer organizers organiser organisers organization organisation group groups "
    "camp camps car cars chief chiefs officer officers spokesman spokeswoman spokesperson station stations truck "
    "trucks engine engines hydrant service services brigade fighter fighters fund funds plan plans process "
    "processes bill bills rate rates price prices insurance policy policies agency agencies agent agents "
    "expert experts correspondent reporter reporters hero heroes film films movie movies book books song "
    "songs record records tactics tactic strategy strategies budget budgets minister ministry ministries "
    "cabinet effort efforts center centre centers centres facility facilities unit units squad squads "
    "suspect suspects scene scenes survivor survivors warning warnings watch alert alerts risk risks threat "
    "threats fear fears damage season seasons day days night week ticket tickets venue venues player "
    "players manager director directors coach captain captains referee board boards court courts judge "
    "judges judgment hall halls tower towers table tables data results result returns observer observers "
    "monitor monitors monitoring fraud rigging worker workers volunteer volunteers office offices promise "
    "promises manifesto poster posters slogan slogans machine machines crime crimes criminal criminals "
    "capability capabilities dog dogs rifle rifles weapon weapons submarine submarines craft vehicle "
    "vehicles boat boats ship ships area areas route routes point points line lines level levels rights "
    "right wing wings ring rings boss bosses kit alarm alarms exit exits escape extinguisher hazard code "
    "codes sale-price paper papers party parties call calls notes desk lawsuit-related attempt attempts "
    "deal-making maker makers breaker-breaking theory theories history reform reforms negotiator "
    "negotiators mediator envoy envoys proposal proposals agenda host format participant participants "
    "partner partners counter talk"
)
"""Nouns that turn an event noun before them into a modifier ("election officials")."""

AFTER_NOUNS = word_set(
    "least further back together apart alone itself too as so there here next last early late home abroad overnight "
    "midweek ago away out up down well"
)
"""Words that may follow a noun without being its head."""

EVENT_HEADS = word_set("incident incidents accident accidents attack attacks spree rampage case cases event events")
"""Nouns that leave the event noun before them an event ("a shooting incident")."""

IDLE_OBJECTS = {
    "meet": word_set(
        "criteria criterion need needs demand demands goal goals standard standards requirement requirements deadline "
        "deadlines expectations target targets challenge challenges obligations obligation conditions costs budget ends"
    ),
    "kill": word_set(
        "deal deals bill plan plans proposal amendment measure project idea hopes chances time jobs demand"
    ),
    "withdraw": word_set(
        "pact partnership treaty agreement deal nomination offer bid candidacy proposal support application lawsuit "
        "complaint motion cash money race remarks"
    ),
    "come to": word_set(
        "forefront attention end light mind power terms conclusion agreement rescue aid standstill halt life grips "
        "fore decision deal understanding"
    ),
    "win": word_set("right rights praise support approval hearts over applause acclaim plaudits"),
    "hit": word_set("market markets shelves stores road low high record jackpot snag"),
    "strike": word_set("balance chord deal bargain tone"),
    "open": word_set("eyes door doors investigation inquiry probe debate mind up"),
    "raise": word_set("concern concerns question questions doubts awareness family children"),
    "fight": word_set("cancer disease illness poverty"),
    "battle": word_set("cancer disease illness addiction leukemia courts court depression"),
    "lose": word_set("weight confidence track sight interest hope job jobs money"),
    "release": word_set(
        "footage video videos photo photos image images report reports statement data figures name names details album "
        "results documents transcript"
    ),
    "return": word_set("call calls verdict indictment"),
    "go off": word_set("road track course air"),
    "sink": word_set("in"),
    "flood": word_set("floor market inbox social"),
    "bury": word_set("differences news"),
    "fall from": word_set("percent grace favour favor"),
    "fall to": word_set("percent"),
}
"""Objects and complements with which a verb tells of no event of its sort."""

LIGHT_VERBS = word_set(
    "hold holds held holding carry carries carried carrying launch launches launched launching conduct "
    "conducts conducted conducting stage stages staged staging open opens opened opening begin begins began "
    "begun resume resumes resumed resuming take takes took taken taking make makes made making mount mounts "
    "mounted mounting suffer suffers suffered suffering undergo underwent undergone win wins won lose loses "
    "lost host hosts hosted hosting attend attends attended attending start starts started starting lead "
    "leads led leading wage wages waged waging unleash unleashed commit commits committed committing sign "
    "signs signed signing reach reaches reached sustain sustained establish establishes established "
    "establishing create creates created creating organise organised organize organized join joined"
)
"""Verbs that only say that the event noun they govern takes place."""

VOTING = word_set(
    "vote votes voted voting council court board commission committee senate house parliament ruled ruling justices "
    "judges"
)
"""Words of a sentence whose pair of numbers counts votes."""

RESULTS = word_set(
    "beat beats lost lose win wins won defeated defeat drew draw victory loss thrashed edged downed tie tied"
)
"""Words that a match's score follows."""

DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow tonight last this")

CALENDAR = DAYS | word_set(
    "january february march april may june july august september october november december jan feb mar apr jun jul "
    "aug sept sep oct nov dec spring summer autumn winter"
)
"""Names of days, months and seasons, and what goes before them."""

CARRIERS = word_set(
    "held holding staged staging scheduled planned organised organized hosted due set slated place began begin begins "
    "start starts started opens open opened occurred happened continues continue run runs slated underway broadcast "
    "heard felt recorded registered"
)
"""Words after an event noun that only say that it takes place."""

DELEGATIONS = word_set(
    "negotiator negotiators delegation delegations envoy envoys mediator mediators advisors advisers "
    "representative representatives diplomats team"
)
"""Those whose presence makes talks."""

DOMAINS = {
    "sport": word_set(
        "team league cup coach season goal goals match final club striker midfielder goalkeeper defender "
        "half-time halftime innings wicket wickets quarterback touchdown playoff playoffs championship "
        "title tournament fans stadium referee penalty semi-final semifinal quarter-final quarterfinal "
        "kick-off overtime scored score lap podium medal olympic batsman pitcher inning rugby football "
        "soccer cricket tennis basketball hockey baseball golf boxing sprint marathon standings unbeaten "
        "victory win players player squad manager captain first-half second-half points"
    ),
    "business": word_set(
        "shares share stock stocks investors investor company firm firms billion profit profits revenue "
        "earnings shareholders shareholder analysts quarter market markets ceo bank takeover merger "
        "acquisition sales regulators bid chairman subsidiary brand factory plant deal owner owned operator "
        "steelmaker carmaker retailer manufacturer dividend debt percent"
    ),
    "war": word_set(
        "war army military troops soldier soldiers forces rebel rebels militant militants militia insurgents airstrike "
        "airstrikes shelling artillery missile missiles rocket rockets drone drones warplanes jihadists guerrillas "
        "frontline offensive bomber bombers battalion brigade invasion ceasefire combat siege airbases airbase navy "
        "fighters armed separatists positions border defence defense"
    ),
}
"""Words by which an article's domain is told."""

NOUN_CLASSES = {
    "people": word_set(
        "family families resident residents villagers villager people patient patients children child pupils students "
        "passengers refugees migrants households workers tourists inhabitants locals homeowners civilians guests "
        "prisoners inmates men women victims survivors evacuees staff crew"
    ),
    "supplies": word_set(
        "tents tent food blankets water supplies medicine medicines meals parcels kits clothes clothing fuel "
        "generators vaccines vaccine doses rations rice flour mattresses bread milk groceries toys masks equipment"
    ),
    "roads": word_set(
        "road roads highway highways motorway route street streets bridge bridges intersection junction avenue railway "
        "tracks interstate lanes traffic entrance gate gates"
    ),
    "works": word_set(
        "mine mines plant plants factory factories mill mills refinery smelter pit quarry foundry shipyard brewery "
        "warehouse store stores shop shops restaurant restaurants branch branches"
    ),
    "publics": word_set(
        "school schools airport airports university universities hospital hospitals clinic park parks beach beaches "
        "library libraries museum museums market markets border crossing port ports station stations runway runways "
        "campus office offices embassy mosque church courthouse"
    ),
    "business": word_set("production headquarters jobs operations manufacturing assembly"),
    "loot": word_set(
        "cash gems jewels jewellery jewelry diamonds gold banknotes valuables money necklace necklaces watches loot"
    ),
    "troops": word_set(
        "troops soldiers tanks tank trucks convoy convoys forces army columns column "
        "reinforcements units brigade battalion warship warships"
    ),
    "hazards": word_set(
        "asbestos oil gas lead mercury mould mold bacteria virus explosives bomb bombs grenade grenades mine mines "
        "drugs cannabis cocaine heroin ammunition weapon weapons skeleton skeletons bones"
    ),
    "services": word_set(
        "flights flight service services route routes ferry trains buses construction work works production operations"
    ),
    "laws": word_set(
        "resolution resolutions ordinance ordinances bill bills law laws legislation budget motion amendment measure"
    ),
    "grants": word_set("grant grants funding funds donation donations loan loans"),
}
"""Nouns that stand for each other in entries of the lexicon."""
