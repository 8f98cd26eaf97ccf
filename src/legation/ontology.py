"""The field's codes: PLOVER event types, quad classes, sectors, and the values that records take.

PLOVER is the Political Language Ontology for Verifiable Event Records (Open Event Data Alliance;
Halterman et al. 2023, "PLOVER and POLECAT").  Its sixteen event types are grouped in the four
quad classes of the conflict-cooperation literature.  Intensities are read from `data/`.
"""

from typing import Final, Literal, get_args

EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
QuadClass = Literal[
    "verbal cooperation", "material cooperation", "verbal conflict", "material conflict"
]
Sector = Literal[
    "GOV", "MIL", "REB", "OPP", "PTY", "COP", "JUD", "SPY", "MED", "EDU", "BUS", "CRM", "CVL",
    "NGO", "IGO", "UNK",
]  # fmt: skip
ActorKind = Literal[
    "state", "government_office", "igo", "armed_group", "person", "party", "movement", "region",
    "media",
]  # fmt: skip
Precision = Literal["day", "month", "year", "range", "publication", "none"]
Factuality = Literal["fact", "claim", "rumour", "denied", "planned", "hypothetical"]
Polarity = Literal["assert", "deny", "demand", "promise", "warn", "condition"]
Bound = Literal["exact", "about", "at least", "at most"]
MembershipStatus = Literal["member", "observer", "absent", "excluded", "invited", "host"]
StatusKind = Literal[
    "recognition", "designation", "legal_ban", "sanction", "mission", "control", "allegiance",
    "assets_frozen",
]  # fmt: skip
Sign = Literal["+", "-"]
MechanismMode = Literal["causes", "enables", "justifies", "motivates"]
Force = Literal["promise", "threat", "forecast", "requirement"]
PredictionPolarity = Literal["will", "will_not", "may"]
Direction = Literal["seek", "maintain", "increase", "prevent", "restrict", "counter"]
Basis = Literal["stated", "attributed", "revealed"]
LeverState = Literal["held", "offered", "used", "withdrawn"]
UndertakingKind = Literal["promise", "demand", "threat"]
Outcome = Literal["met", "broken", "untested", "disputed"]
FrameKind = Literal["doctrine", "document", "analogy", "precedent", "accusation"]

EVENT_TYPES: Final[tuple[EventType, ...]] = get_args(EventType)
SYMMETRIC_TYPES: Final[frozenset[EventType]] = frozenset({"CONSULT", "AGREE", "COOPERATE"})

QUAD_CLASS: Final[dict[EventType, QuadClass]] = {
    "AGREE": "verbal cooperation",
    "CONSULT": "verbal cooperation",
    "SUPPORT": "verbal cooperation",
    "CONCEDE": "verbal cooperation",
    "COOPERATE": "material cooperation",
    "AID": "material cooperation",
    "RETREAT": "material cooperation",
    "REQUEST": "verbal conflict",
    "ACCUSE": "verbal conflict",
    "REJECT": "verbal conflict",
    "THREATEN": "verbal conflict",
    "PROTEST": "material conflict",
    "SANCTION": "material conflict",
    "MOBILIZE": "material conflict",
    "COERCE": "material conflict",
    "ASSAULT": "material conflict",
}
