"""The words by which text names offices, collectives and groups, with what they imply.

Sets of lower-case lemmas or words and small tables from word to PLOVER sector or actor kind.  They
are facts about English usage in diplomatic reporting; nothing here depends on one conflict.
"""

from typing import Final

from legation.ontology import ActorKind, Sector


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Nouns for one person by office or function.  The sector is that of the office.
ROLE_SECTOR: Final[dict[str, Sector]] = {
    **dict.fromkeys(
        _words(
            "president premier minister ambassador envoy chancellor king queen emir sultan prince "
            "princess governor mayor secretary diplomat consul "
            "senator congressman congresswoman lawmaker parliamentarian deputy speaker attaché "
            "representative negotiator official officials counsellor emissary czar "
            "commissioner ombudsman plenipotentiary chargé undersecretary legislator"
        ),
        "GOV",
    ),
    **dict.fromkeys(
        _words(
            "commander general colonel admiral marshal captain major lieutenant brigadier soldier "
            "officer sergeant"
        ),
        "MIL",
    ),
    **dict.fromkeys(_words("warlord militant rebel insurgent terrorist fighter gunman bomber"), "REB"),
    **dict.fromkeys(_words("judge prosecutor justice lawyer"), "JUD"),
    **dict.fromkeys(_words("journalist reporter correspondent editor columnist"), "MED"),
    **dict.fromkeys(
        _words("professor analyst expert scholar researcher academic fellow historian"), "EDU"
    ),
    **dict.fromkeys(_words("businessman banker tycoon ceo oligarch entrepreneur"), "BUS"),
    **dict.fromkeys(_words("activist campaigner dissident"), "CVL"),
    **dict.fromkeys(
        _words(
            "leader chief head chairman chairwoman chair director chairperson co-chair founder "
            "adviser advisor aide deputy-head member boss patriarch pope cleric mufti "
            "spokesman spokeswoman spokesperson politician strongman ruler monarch coordinator administrator "
            "successor predecessor counterpart colleague author candidate nominee"
        ),
        "UNK",
    ),
}  # fmt: skip
ROLE_NOUNS: Final = frozenset(ROLE_SECTOR)

# Words of a title that stand before the noun: "first deputy prime minister".
TITLE_WORDS: Final = ROLE_NOUNS | _words(
    "acting interim caretaker former ex-president ex-minister then late first second deputy vice "
    "prime foreign defense defence interior finance trade commerce industry energy oil economy "
    "justice health education presidential national security state special senior permanent chief "
    "joint staff supreme grand crown army navy air force police intelligence press political "
    "military affairs internal external economic cooperation mr mrs ms miss dr prof sir lord lady col gen lt maj brig adm capt sgt rep sen gov "
    "amb hon rev mullah maulvi mawlawi molvi haji hajji sheikh shaikh sayyid ayatollah imam qari "
    "mufti hafiz ustad engineer rais general designate elect chargé "
    "presidents ministers senators generals ambassadors leaders "
    "d'affaires affaires plenipotentiary information culture agriculture transport and of"
)
HONORIFICS: Final = _words(
    "mr mrs ms miss dr prof sir lord lady col gen lt maj brig adm capt sgt rep sen gov amb hon rev "
    "mullah maulvi mawlawi molvi haji hajji sheikh shaikh sayyid ayatollah imam qari mufti hafiz "
    "ustad prince princess king queen emir sultan president general marshal colonel captain major "
    "admiral commander lieutenant pope patriarch senator ambassador minister premier chancellor "
    "secretary governor mayor spokesman spokeswoman spokesperson envoy judge justice professor "
    "engineer moulavi mulla hojatoleslam hajj presidents ministers senators generals ambassadors"
)
FORMER: Final = _words("former ex late ousted deposed exiled erstwhile previous then-former")

# Verbs and nouns by which somebody is praised, blamed or punished for what is his own.
JUDGING: Final = _words(
    "thank praise commend applaud congratulate reward criticise criticize condemn blame punish "
    "sanction sanctions denounce rebuke fault chide slam reprimand censure scold attack sue fine "
    "penalise penalize"
)

# Collectives that act for the state, organisation or movement whose name they carry.
COLLECTIVE_SECTOR: Final[dict[str, Sector]] = {
    **dict.fromkeys(
        _words(
            "government regime administration authority authorities side leadership cabinet "
            "officials delegation delegations representatives diplomats ministers negotiators "
            "decision-makers makers policymakers policy-makers leaders rulers envoys team mission "
            "party elites elite politicians state federation republic delegates negotiator "
            "lawmakers diplomacy official interlocutors emissaries presidency governments"
        ),
        "GOV",
    ),
    **dict.fromkeys(
        _words(
            "troops forces military soldiers army navy warplanes jets aircraft peacekeepers "
            "servicemen commanders officers paratroopers tanks warships drones artillery"
        ),
        "MIL",
    ),
    **dict.fromkeys(
        _words("militants fighters rebels insurgents gunmen terrorists guerrillas militiamen"), "REB"
    ),
    **dict.fromkeys(_words("police"), "COP"),
    **dict.fromkeys(_words("intelligence spies"), "SPY"),
}  # fmt: skip

# Heads of an institution's name, with kind and sector.
OFFICE: Final[dict[str, tuple[ActorKind, Sector]]] = {
    **dict.fromkeys(
        _words(
            "ministry embassy consulate parliament senate assembly congress duma department "
            "directorate secretariat treasury chancellery presidency commission committee council "
            "agency office service mission administration authority bureau embassies consulates "
            "ministries cabinet"
        ),
        ("government_office", "GOV"),
    ),
    **dict.fromkeys(
        _words("army navy command airforce guard guards corps"), ("government_office", "MIL")
    ),
    **dict.fromkeys(_words("court tribunal judiciary"), ("government_office", "JUD")),
    **dict.fromkeys(_words("police gendarmerie"), ("government_office", "COP")),
    **dict.fromkeys(_words("bank"), ("government_office", "BUS")),
}  # fmt: skip
ORGANISATION: Final[dict[str, tuple[ActorKind, Sector]]] = {
    **dict.fromkeys(
        _words(
            "organization organisation union league alliance community bloc format consultations "
            "secretariat"
        ),
        ("igo", "IGO"),
    ),
    **dict.fromkeys(
        _words("movement front resistance network brotherhood jihad"), ("movement", "REB")
    ),
    **dict.fromkeys(_words("party"), ("party", "PTY")),
    **dict.fromkeys(
        _words(
            "group brigade brigades battalion army forces militia force jamaat lashkar jaish jund "
            "katiba katibat hizb harakat ansar liwa"
        ),
        ("armed_group", "REB"),
    ),
    **dict.fromkeys(
        _words("news agency times post tv television radio magazine newspaper press journal wire courier "
            "dispatch herald gazette tribune chronicle daily"),
        ("media", "MED"),
    ),
}  # fmt: skip
# Heads whose name is an institution of learning, business or charity: actors without one of our kinds.
OTHER_BODIES: Final[dict[str, Sector]] = {
    **dict.fromkeys(_words("university institute college school academy center centre think-tank"),
                    "EDU"),
    **dict.fromkeys(_words("company corporation bank group holding corp ltd inc airlines"), "BUS"),
    **dict.fromkeys(_words("foundation association federation society watch international fund forum"),
                    "NGO"),
}  # fmt: skip
# A name that ends in one of these is no actor but a text, an event, a plan or a thing.
NOT_ACTORS: Final = _words(
    "doctrine agreement agreements treaty act declaration accord accords initiative resolution "
    "concept conference summit meeting meetings talks war wars question prize process plan "
    "corridor strategy dialogue memorandum protocol law constitution convention communique "
    "communiqué statement crisis revolution airport port base road route pipeline gasline project "
    "program programme fund day week month ramadan operation exercise exercises games cup olympics "
    "election elections referendum islam shia sunni sharia covid pandemic deal pact charter letter "
    "report review index map roadmap corridor railway dam bridge highway square street avenue "
    "hotel palace hall theatre mosque church stadium prison castle spring uprising massacre battle "
    "siege attack bombing affair scandal era age century policy vision goals principles issue "
    "problem list section article chapter note "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december"
)
DAYS: Final = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december"
)
PLACES: Final = _words(
    "province provinces region district districts city town village valley river sea ocean "
    "mountain mountains peninsula island islands strait border steppe desert lake county oblast "
    "governorate crossing checkpoint airfield coast bay gulf heights plateau territory krai"
)

# Nouns that stand for a group, movement or organisation spoken of before.
GROUP_NOUNS: Final = _words(
    "group movement organization organisation bloc alliance militia faction network "
    "body party coalition union front branch affiliate offshoot regime forum"
)
COUNTRY_NOUNS: Final = _words("country state nation republic kingdom homeland federation")
ANONYMOUS_GROUPS: Final[dict[str, tuple[ActorKind, Sector]]] = {
    **dict.fromkeys(
        _words("militants fighters rebels insurgents terrorists jihadists gunmen extremists"),
        ("armed_group", "REB"),
    ),
    **dict.fromkeys(_words("opposition dissidents resistance"), ("movement", "OPP")),
    **dict.fromkeys(_words("protesters demonstrators activists"), ("movement", "CVL")),
}  # fmt: skip
POPULATION: Final = _words(
    "people women girls men citizens civilians refugees migrants population society muslims "
    "christians jews families children students workers journalists activists protesters "
    "community communities diaspora minority minorities public nationals residents villagers"
)
PLURAL_GROUPS: Final = _words(
    "groups cells affiliates networks factions branches organisations organizations movements "
    "members operatives cadres"
)
# Regions that reporting speaks of as if they acted.
COLLECTIVE_REGIONS: Final = frozenset(
    f"region:{name}"
    for name in _words(
        "west central_asia intl_community europe arab_world gulf islamic_world global_south "
        "baltics gaza kurdistan karabakh abkhazia transnistria north_cyprus"
    )
)
# Nouns that open the name of a group instead of closing it.
OPENING: Final = _words("jamaat lashkar jaish jund hizb harakat ansar liwa katiba katibat bank")
# Parts of an institution that are no actors of their own where only a title names them.
SUBORDINATE: Final = _words(
    "bureau staff office department section directorate service guard "
    "command cabinet corps secretariat"
)
PARTICLES: Final = _words(
    "al el ul ur bin ibn ben bint abu umm van von der den de da di du la le ter af av zu y e "
    "al- el- ad-din ud-din bar dos das do san ap mac mc o"
)
SPEECH: Final = _words(
    "say tell announce state declare claim deny warn stress add note emphasize emphasise argue "
    "call urge reject accuse condemn welcome promise vow insist describe express explain confirm "
    "suggest meet visit arrive sign thank hope believe speak talk write assure repeat report "
    "agree discuss travel lead attend remark comment demand ask propose threaten travel receive"
)
LOCATIVE: Final = _words(
    "in at near inside outside around across within throughout from through over above beyond "
    "along via toward towards into onto"
)
MOTION: Final = _words(
    "go travel return arrive come fly head move send deploy flee visit trip travel flight journey "
    "arrival departure went came flew sent fled left moved returned travelled traveled arrived visited deployed drove route way road get leave tour invite bring drive"
)
