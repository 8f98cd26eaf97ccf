"""What modality, negation and embedding make of an act: "agreed to withdraw" is AGREE, not RETREAT.

`outlook` takes a clause, the event type that its words express and the codebook, and returns the
type that the whole comes to, its factuality, and who else takes part.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, base, case_of, children, partner
from legation.coding.codebook import Codebook
from legation.ontology import QUAD_CLASS, EventType, Factuality

if TYPE_CHECKING:
    from spacy.tokens import Token

SUPPOSED: Final = frozenset(
    {"if", "unless", "whether", "lest", "until", "provided", "in case", "should"}
)
AWAITING: Final = frozenset({"until", "till", "unless", "before", "once", "when"})
FEW: Final = 8  # tokens from such a word to its verb
VERBAL: Final = frozenset({"AGREE", "REJECT", "THREATEN", "REQUEST", "ACCUSE", "SUPPORT"})
DECIDED: Final = frozenset({"CONCEDE", "RETREAT"})
PLANS: Final = frozenset({"plan", "intention", "proposal", "readiness", "willingness", "offer", "promise", "pledge", "commitment", "decision", "agreement", "preparation", "deal", "vow", "invitation", "intent", "pact"})  # fmt: skip
ASKS: Final = frozenset({"request", "demand", "call", "appeal", "order", "plea", "pressure"})
THREATS: Final = frozenset({"threat", "warning", "ultimatum"})
REFUSALS: Final = frozenset({"refusal", "failure", "reluctance", "unwillingness", "inability"})


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an act comes to.  `governor` is the clause that governs it and decided the type."""

    type: EventType | None  # None: no event
    factuality: Factuality = "fact"
    governor: Clause | None = None
    asked: bool = False  # the governor's object is asked to do it


def composed(act: EventType, stance: str) -> EventType:
    """Type of committing to, refusing, threatening or asking for an act.

    >>> composed("ASSAULT", "commit"), composed("CONSULT", "commit"), composed("AID", "ask")
    ('THREATEN', 'AGREE', 'REQUEST')
    """
    if stance == "commit":
        return "THREATEN" if QUAD_CLASS[act].endswith("material conflict") else "AGREE"
    table: dict[str, EventType] = {"refuse": "REJECT", "threaten": "THREATEN", "ask": "REQUEST"}
    return table[stance]


def stance_of(codebook: Codebook, clause: Clause) -> str | None:
    """One of "commit", "refuse", "threaten", "ask", "weigh" for a verb that governs an act, else None."""
    lemma = clause.lemma
    table = codebook.outlook
    if lemma in table["refuse"]:
        return "refuse"
    if lemma in table["threaten"]:
        return "threaten"
    asked = bool(children(clause.head, "obj", "iobj", "ccomp")) or clause.passive
    asked = asked or (bool(clause.obliques) and lemma not in codebook.words["wishes"])
    if lemma in table["ask"] and asked:
        return "ask"
    if lemma in table["commit"] or lemma in table["commit_adjectives"]:
        return "commit"
    return "weigh" if lemma in table["weigh"] else None


def _noun_stance(noun: "Token") -> str | None:
    lemma = noun.lemma_.lower()
    for stance, words in (
        ("commit", PLANS),
        ("ask", ASKS),
        ("threaten", THREATS),
        ("refuse", REFUSALS),
    ):
        if lemma in words:
            return stance
    return None


def governing(codebook: Codebook, clause: Clause) -> tuple[str | None, Clause | None]:
    """The stance of what governs a clause ("agreed to …", "a plan to …"), and the governor."""
    token, steps = clause.head, 0
    while token.head != token and steps < 4:
        dep, steps = token.dep_, steps + 1
        governor = token.head
        if base(dep) in {"acl"} and governor.pos_ == "NOUN" and _open(token):
            return _noun_stance(governor), Clause(governor)
        if dep == "conj":
            token = partner(token)
            continue
        subjunctive = dep == "ccomp" and token.tag_ in {"VB", "VBP"} and not Clause(token).modals
        if dep == "xcomp" or subjunctive or (dep in {"ccomp", "advcl"} and _open(token)):
            above = Clause(governor)
            stance = stance_of(codebook, above)
            if stance and (stance == "ask" or not subjunctive):
                return stance, above
            if above.lemma in codebook.outlook["aspect"]:
                token = governor
                continue
        return None, None
    return None, None


def _open(token: "Token") -> bool:
    """Is it a "to" clause without a subject of its own?"""
    return any(c.dep_ == "mark" and c.lower_ == "to" for c in token.children)


def awaited(codebook: Codebook, clause: Clause) -> bool:
    """Is it told of a time to come: "will not talk until they are freed", "before aid is sent"?

    Behind "until", "before", "once" or "when" the present stands for the future; so does the past
    under "would not", "must" or a refusal.
    """
    verbs = [t for t in (*clause.auxiliaries, clause.head) if t.tag_ in {"VBZ", "VBP", "VBD"}]
    if not verbs:
        return False
    mark = _time_word(verbs[0], clause.head)
    if mark is None:
        return False
    above = Clause(clause.head.head)
    open_ = bool(above.modals) or stance_of(codebook, above) in {"refuse", "threaten", "ask"}
    if verbs[0].tag_ == "VBD" or mark == "when":
        return clause.head.dep_ == "advcl" and open_
    return True


def _time_word(verb: "Token", head: "Token") -> str | None:
    """The word of time that opens a clause, even where the parse makes a preposition of it."""
    for c in head.children:
        if c.lower_ in AWAITING and c.i < head.i and c.dep_ in {"mark", "advmod"}:
            return str(c.lower_)
    for token in reversed(verb.doc[max(verb.sent.start, verb.i - FEW) : verb.i]):
        if token.lower_ in AWAITING:
            return str(token.lower_)
        if token.pos_ in {"VERB", "AUX", "PUNCT", "SCONJ"} or token.tag_ in {"WDT", "WP"}:
            return None
    return None


def supposed(clause: Clause) -> bool:
    """Does it stand under an "if", or hang on a modal of possibility?"""
    token = clause.head
    for _ in range(4):
        marks = {c.lower_ for c in token.children if c.dep_ == "mark"}
        if marks & SUPPOSED:
            return True
        if token.dep_ not in {"conj", "xcomp", "acl", "acl:relcl", "ccomp"} or token.head == token:
            return False
        token = partner(token) if token.dep_ == "conj" else token.head
    return False


def _unadopted(codebook: Codebook, clause: Clause) -> bool:
    """Does a text say it that is yet to be adopted ("is set to vote on a resolution calling …")?"""
    noun, verb = clause.head.head, clause.head.head.head
    if base(clause.head.dep_) != "acl" or noun.lemma_.lower() not in codebook.words["drafts"]:
        return False
    above = Clause(verb)
    if verb.pos_ != "VERB" or above.lemma in codebook.words["deliberates"]:
        return verb.pos_ == "VERB"
    ahead = bool(above.modals & {"will", "may", "might", "could"})
    ahead = ahead or governing(codebook, above)[0] is not None
    return ahead or (above.infinitive and above.lemma == "vote")


def outlook(codebook: Codebook, clause: Clause, act: EventType) -> Outlook:
    """What the clause comes to, as an event of its own."""
    if supposed(clause) or awaited(codebook, clause) or _unadopted(codebook, clause):
        return Outlook(act, "hypothetical")
    above = Clause(clause.head.head)
    if _stopped(codebook, clause, above):
        return outlook(codebook, above, codebook.reversed_type[_hostile(act)])
    stance, governor = governing(codebook, clause)
    if stance == "weigh":
        return Outlook(act, "hypothetical", governor)
    if stance and governor is not None:
        below = (
            outlook(codebook, governor, composed(act, stance))
            if governor.head.pos_ == "VERB"
            else None
        )
        factuality = below.factuality if below else "fact"
        type_ = composed(act, stance)
        if stance == "commit":
            type_, factuality = _committed(codebook, governor, act, type_, factuality)
        if governor.negated and stance == "commit":
            type_ = "REJECT"
        return Outlook(type_, factuality, governor, asked=stance == "ask")
    return _plain(codebook, clause, act)


def _stopped(codebook: Codebook, clause: Clause, above: Clause) -> bool:
    """Is an act ended ("stopped selling", "ceased shelling")?"""
    head = clause.head
    return head.dep_ == "xcomp" and head.tag_ == "VBG" and above.lemma in codebook.outlook["stop"]


def _hostile(act: EventType) -> bool:
    return QUAD_CLASS[act].endswith("conflict")


def _bearers(codebook: Codebook, clause: Clause) -> list[Clause]:
    """The clause and the verbs above it that only say how far it has got ("won't try to …")."""
    found = [clause]
    while found[-1].head.dep_ == "xcomp":
        above = Clause(found[-1].head.head)
        if above.head.pos_ != "VERB" or above.lemma not in codebook.outlook["aspect"]:
            break
        found.append(above)
    return found


def _committed(
    codebook: Codebook, governor: Clause, act: EventType, type_: EventType, factuality: Factuality
) -> tuple[EventType, Factuality]:
    """What a commitment comes to: deciding to yield does it; offering troops is AGREE."""
    words = codebook.words
    if governor.lemma in words["deciding"] and act in DECIDED:
        return act, "planned" if factuality == "fact" else factuality
    if governor.lemma in words["obliging"] and act == "MOBILIZE":
        return "AGREE", factuality
    return type_, factuality


def _plain(codebook: Codebook, clause: Clause, act: EventType) -> Outlook:
    bearers = _bearers(codebook, clause)
    modals = frozenset().union(*(b.modals for b in bearers))
    if any(b.negated for b in bearers):
        left_out = "without" in clause.mark.split()  # "without signing": no refusal
        if not left_out and (clause.lemma in codebook.refused or act == "CONCEDE"):
            return Outlook("REJECT", "planned" if modals else "fact")
        if modals & {"will", "would"} and act not in VERBAL - {"SUPPORT", "AGREE"}:
            return Outlook(
                "AGREE" if QUAD_CLASS[act] == "material conflict" else "REJECT", "planned"
            )
        return Outlook(act, "denied")
    if modals & {"may", "might", "could", "can"}:
        past = any(a.lower_ in {"have", "'ve", "’ve"} for a in clause.auxiliaries)
        if not past and _conditional(clause) and QUAD_CLASS[act] == "material conflict":
            return Outlook("THREATEN", "planned")
        return Outlook(act, "rumour" if past else "hypothetical")
    if modals & {"should", "must", "ought"}:
        return Outlook("REQUEST", "hypothetical")
    if modals & {"will", "would"}:
        if _unless(clause) and act != "CONSULT":
            return Outlook("THREATEN", "planned")
        kept = act in VERBAL and act != "SUPPORT"
        return Outlook(act if kept else composed(act, "commit"), "planned")
    return Outlook(act, "fact")


def _unless(clause: Clause) -> bool:
    """Does it hang on somebody else's doing otherwise ("will withdraw unless …")?"""
    return any(
        c.lower_ == "unless" for a in children(clause.head, "advcl") for c in children(a, "mark")
    )


def _conditional(clause: Clause) -> bool:
    """Does it hang on an "if": "may cut aid if the vote is rigged"?"""
    return any(
        c.lower_ in {"if", "unless"}
        for a in children(clause.head, "advcl")
        for c in children(a, "mark")
    )


def denied_above(codebook: Codebook, clause: Clause) -> bool:
    """Is the clause what somebody denies ("denied that …", "denied having …")?"""
    for governor in clause.governors():
        if governor.lemma in codebook.outlook["deny"] and not governor.negated:
            inside = clause.head
            while inside.head not in (governor.head, inside):
                inside = inside.head
            return (
                inside.dep_ in {"ccomp", "xcomp", "obj", "acl", "advcl"} or case_of(inside) == "of"
            )
    return False
