"""What the codebook makes of a sentence: every verb or noun that triggers an event, with its sides.

`candidates` reads verbs with what governs them, event nouns alone or carried by a light verb,
what is said (a promise, a demand), and, where the parse gives nothing, the order of words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from legation.coding.arguments import (
    OWN,
    Sides,
    next_thing,
    of_clause,
    of_noun,
    thing,
)
from legation.coding.attribution import Attribution
from legation.coding.candidates import Candidate, candidate_of, distinct
from legation.coding.claims import polarity_of
from legation.coding.clauses import Clause, attributive, base, case_of, children, phrase
from legation.coding.codebook import Codebook, NounPattern, VerbPattern, load_codebook
from legation.coding.hedges import speaks_of
from legation.coding.losses import losses
from legation.coding.outlook import (
    Outlook,
    composed,
    governing,
    outlook,
    stance_of,
)
from legation.coding.participants import MUTUAL, participants, received
from legation.coding.parties import actors_of
from legation.coding.reading import Reading, Sentence
from legation.coding.word_order import by_order, given, triggers
from legation.ontology import QUAD_CLASS, EventType

if TYPE_CHECKING:
    from spacy.tokens import Token

SPOKEN: Final[dict[str, EventType]] = {
    "promise": "AGREE",
    "demand": "REQUEST",
    "warn": "THREATEN",
    "deny": "REJECT",
}
CAPTION: Final = re.compile(
    r"\bfile (?:photo|picture|image)\b|\bAP Photo\b|/ ?AFP\b", re.IGNORECASE
)
SCORE: Final = re.compile(r"\b\d{1,2}[-–]\d{1,2}\b(?=.*\b(?:final|match|game|victory|win|defeat))")
PHYSICAL: Final = frozenset({"ASSAULT", "RETREAT", "MOBILIZE", "CONCEDE"})
SAID: Final = frozenset({"ACCUSE", "SUPPORT", "REQUEST", "REJECT", "THREATEN"})
ALONE: Final = frozenset({"SANCTION", "COERCE", "ASSAULT", "RETREAT", "MOBILIZE", "CONCEDE"})


def candidates(
    reading: Reading, sentence: Sentence, told: Sequence[Attribution]
) -> list[Candidate]:
    """What the codebook makes of a sentence in which *told* is said."""
    codebook = load_codebook()
    found: list[Candidate] = []
    if CAPTION.search(sentence.text):
        return found
    sport = any(t.lemma_.lower() in codebook.words["sport"] for t in sentence.words)
    sport = sport or SCORE.search(sentence.text) is not None
    used: set[int] = set()
    for clause in sentence.clauses:
        found += _verbal(reading, sentence, clause, codebook, used)
    for token in sentence.words:
        if token.pos_ in {"NOUN", "PROPN"} and token.i not in used:
            found += _nominal(reading, sentence, token, codebook)
    if not any(c.sides.source for c in found):
        found += _by_words(reading, sentence, codebook)
    for a in told:
        found += _spoken(reading, sentence, a, found)
    return distinct([c for c in found if not (sport and c.type in PHYSICAL)])


def _verbal(
    reading: Reading, sentence: Sentence, clause: Clause, codebook: Codebook, used: set[int]
) -> Iterator[Candidate]:
    """The event of a verb, or of a verb that ends, threatens or asks for what another names."""
    if _no_act(clause, codebook):
        return
    pattern = _inquiring(clause, codebook) or codebook.verb(clause)
    ended = _reversal(codebook, clause) if not (pattern and pattern.objects) else None
    if ended is not None:
        used.add(ended[1].i)
        made = _ending(reading, sentence, clause, *ended)
        if made.view.governor is None or not _tells(made.view.governor, codebook):
            yield made
        return
    if pattern is None:
        return
    if not pattern.objects and _only_carries(clause, codebook):
        return  # "offered criticism": the noun is the event
    if pattern.objects:
        used |= {t.i for t in clause.patients}
        used |= {
            c.i for t in clause.patients for c in t.children if c.lemma_.lower() in pattern.objects
        }
    if (
        _governs_act(clause, codebook)
        and not pattern.clause
        and stance_of(codebook, clause) is None
    ):
        return
    view = outlook(codebook, clause, pattern.type)
    view = _threatening(view, clause, pattern, codebook)
    view = _in_fact(view, clause, sentence)
    if view.governor is not None and _tells(view.governor, codebook):
        return  # what governs it is the event
    sides = participants(reading, sentence, clause, pattern, view)
    yield candidate_of(clause, view, sides)


def _ending(
    reading: Reading, sentence: Sentence, clause: Clause, type_: EventType, noun: "Token"
) -> Candidate:
    """The event of ending what a noun names: "lifted the ban on X"."""
    sides = of_clause(reading, sentence, clause, frozenset())
    extra = of_noun(reading, sentence, noun, acted=True)
    owners = [r for r in extra.source if r.text.lower() not in OWN]
    sides.target = sides.target or extra.target or owners
    if not sides.source or not sides.target:
        sides = by_order(reading, sentence, sides, trigger=clause.head, passive=clause.passive)
    return candidate_of(clause, outlook(load_codebook(), clause, type_), sides)


def _no_act(clause: Clause, codebook: Codebook) -> bool:
    """Is it a noun ("it was the first attack"), or does it only describe, wish, fall short?"""
    named = clause.head.pos_ == "NOUN" and bool(children(clause.head, "cop"))
    if named or attributive(clause.head):
        return True
    if unasserted(clause, codebook) or _falls_short(clause, codebook):
        return True
    return _natural(clause, codebook)


def _natural(clause: Clause, codebook: Codebook) -> bool:
    """Is it a storm, a disease or a price that acts?"""
    acting = clause.agents if clause.passive else clause.subjects
    return any(t.lemma_.lower() in codebook.words["nature"] for t in acting)


def _tells(governor: Clause, codebook: Codebook) -> bool:
    """Is what governs an act an event by itself: a verb, or a noun that a light verb carries?"""
    if codebook.verb(governor) is not None:
        return True
    noun = governor.head
    carrier = _carrier(noun) if noun.pos_ == "NOUN" and codebook.noun(noun) is not None else None
    return carrier is not None and carrier.lemma in codebook.light


def _only_carries(clause: Clause, codebook: Codebook) -> bool:
    """Does a light verb only carry what its object says ("offered criticism", "ordered an inquiry")?"""
    if clause.lemma not in codebook.light:
        return False
    entries = [e for noun in clause.patients if (e := codebook.noun(noun)) is not None]
    return any(e.type in SAID for e in entries)


def _threatening(
    view: Outlook, clause: Clause, pattern: VerbPattern, codebook: Codebook
) -> Outlook:
    """Vowing to strike is a threat: what is promised decides."""
    if pattern.type != "AGREE" or view.type != "AGREE":
        return view
    obliging = clause.lemma in codebook.words["obliging"]
    for inner in clause.complements:
        below = codebook.verb(Clause(inner))
        friendly = below is not None and below.type == "MOBILIZE" and obliging
        if below is not None and not friendly and QUAD_CLASS[below.type] == "material conflict":
            return Outlook("THREATEN", view.factuality, view.governor, view.asked)
    return view


def _falls_short(clause: Clause, codebook: Codebook) -> bool:
    """Has somebody failed at violence or force?  He refuses nobody anything by that."""
    if clause.lemma != "fail":
        return False
    below = [codebook.verb(Clause(c)) for c in clause.complements]
    return any(p is not None and QUAD_CLASS[p.type] == "material conflict" for p in below)


def _in_fact(view: Outlook, clause: Clause, sentence: Sentence) -> Outlook:
    """Peacekeepers who are sent are aid, and who only calls on somebody asks for nothing."""
    if view.type == "MOBILIZE" and _keeps_peace(clause):
        return replace(view, type="AID")
    if view.type == "REQUEST" and _is_visit(clause, sentence):
        return replace(view, type="CONSULT")
    return view


def _is_visit(clause: Clause, sentence: Sentence) -> bool:
    """Is "called on the minister" a visit: does nothing say what he was called on to do?"""
    if clause.lemma != "call" or not {"on", "upon"} & set(clause.obliques):
        return False
    behind = clause.head.doc[clause.head.i : sentence.words.end]
    people = load_codebook().words["people"]
    return any(t.ent_type_ == "PER" or t.lemma_.lower() in people for t in behind) and not any(
        t.tag_ == "TO" or t.lower_ == "for" for t in behind
    )


def _keeps_peace(clause: Clause) -> bool:
    """Are the forces sent to keep a peace?"""
    return any(t.lower_.startswith(("peacekeep", "peace-keep")) for t in clause.head.subtree)


def _inquiring(clause: Clause, codebook: Codebook) -> VerbPattern | None:
    """Sending people to look into something ("sent a team to investigate the killing")."""
    if clause.lemma not in codebook.words["sends"]:
        return None
    objects = [c for o in clause.objects for c in children(o, "acl")]
    aims = [*children(clause.head, "advcl", "xcomp"), *objects]
    looking = (c for c in aims if c.lemma_.lower() in codebook.words["inquires"])
    if not any(Clause(c).infinitive for c in looking):
        return None
    return VerbPattern(lemma=clause.lemma, type="ACCUSE", preps=frozenset({"to"}))


def unasserted(clause: Clause, codebook: Codebook) -> bool:
    """Is it only a purpose, a wish, a topic, or a lasting state ("is banned in X")?"""
    head = clause.head
    if clause.infinitive and not _implied(clause, codebook):
        return True
    preps = {
        c.lower_ for c in head.children if c.dep_ in {"mark", "case"} and c.pos_ in {"ADP", "SCONJ"}
    }
    if head.lower_.endswith("ing") and preps & {"of", "for", "in", "about", "from", "to"}:
        return True
    topic = head.head.pos_ == "NOUN" and preps & {"on", "at", "against", "towards", "toward"}
    if head.lower_.endswith("ing") and topic:
        return True  # "an agreement on cutting tariffs"
    if head.lower_.endswith("ing") and "with" in preps and not children(head, "nsubj"):
        return True  # "charged them with arming rebels"
    if _of_text(clause, codebook):
        return True
    present = any(a.lower_ in {"is", "are", "'s", "’s"} for a in clause.auxiliaries)
    being = any(a.lower_ in {"being", "been"} for a in clause.auxiliaries)
    reduced = head.dep_ == "acl" and clause.lemma in load_codebook().words["lasting"]
    return (
        clause.passive
        and not being
        and (reduced or (present and clause.lemma in load_codebook().words["lasting"]))
    )


def _of_text(clause: Clause, codebook: Codebook) -> bool:
    """Is it what a bill or a plan provides ("a resolution that aims to ban …"), which nobody does yet?"""
    token = clause.head
    while token.dep_ in {"xcomp", "conj", "acl:relcl"} and token.head != token:
        if token.dep_ == "acl:relcl":
            own = Clause(token).subjects
            return any(s == token.head and s.lemma_.lower() in codebook.words["texts"] for s in own)
        token = token.head
    return False


def _implied(clause: Clause, codebook: Codebook) -> bool:
    """Does an infinitive hang on a verb or noun that says whether it happens ("agreed to", "began to")?"""
    stance, _ = governing(codebook, clause)
    if stance is not None:
        return True
    head, governor = clause.head, clause.head.head
    if governor.lower_ == "about":
        return True
    if head.dep_ == "conj":
        return _implied(Clause(governor), codebook) if governor != head else False
    if head.dep_ in {"xcomp", "advcl", "ccomp"}:
        lemma = governor.lemma_.lower()
        if head.dep_ == "xcomp" and lemma in codebook.outlook["aspect"]:
            return True
        return lemma in codebook.outlook["say"] or lemma in {
            "about",
            "become",
            "first",
            "last",
            "second",
        }
    return head.dep_ == "acl" and any(
        c.lower_ in {"first", "last", "only", "second", "third"} for c in governor.children
    )


def _governs_act(clause: Clause, codebook: Codebook) -> bool:
    """Does it only introduce another act ("helped to end", "began attacking")?"""
    if clause.lemma not in codebook.outlook["aspect"]:
        return False
    return any(c.dep_ == "xcomp" and c.pos_ == "VERB" for c in clause.head.children)


def _reversal(codebook: Codebook, clause: Clause) -> "tuple[EventType, Token] | None":
    """Of "lifted the ban", "suspended aid": the type that ending it has, and the noun ended."""
    if not {clause.lemma, f"{clause.lemma} {clause.particle}"} & codebook.reversal:
        return None
    for noun in clause.patients:
        named = [noun, *(c for c in noun.children if c.dep_ == "compound")]
        entry = next((e for n in named if (e := codebook.noun(n)) is not None), None)
        if entry is not None and entry.type != "MOBILIZE":
            conflict = QUAD_CLASS[entry.type].endswith("conflict")
            return codebook.reversed_type[conflict], noun
    return None


def _nominal(
    reading: Reading, sentence: Sentence, noun: "Token", codebook: Codebook
) -> Iterator[Candidate]:
    """The event of a noun: carried by a light verb, or standing by itself with its own actors."""
    entry = codebook.noun(noun)
    lost = losses(reading, sentence, noun)
    if lost is not None:
        yield candidate_of(_above(noun), outlook(codebook, _above(noun), "ASSAULT"), lost)
        return
    if entry is None or base(noun.dep_) in {"compound", "amod"} or _under_if(noun):
        return
    sides = of_noun(reading, sentence, noun, acted=entry.acted)
    sides = _happening(reading, sentence, noun, codebook) or sides
    verb = _carrier(noun)
    if verb is not None and verb.lemma in codebook.light:
        yield from _carried(reading, sentence, noun, codebook, entry, verb, sides)
        return
    if verb is not None and codebook.verb(verb) is not None and noun.dep_ == "obj":
        return
    if _called_for(noun, codebook):
        return
    if sides.source and not sides.target and entry.type in ALONE:
        sides = by_order(reading, sentence, sides, trigger=noun, passive=False, around_place=True)
    if sides.source and (sides.target or entry.type in ALONE):
        first, last = phrase(noun, tight=False)
        yield Candidate(noun, _alone(codebook, noun, entry), sides, Clause(noun), (first, last))


def _called_for(noun: "Token", codebook: Codebook) -> bool:
    """Is it only asked for or threatened: "called for a withdrawal", "warned of an attack"?"""
    if noun.dep_ != "obl" or noun.head.pos_ != "VERB" or noun.i < noun.head.i:
        return False
    pattern = codebook.verb(Clause(noun.head))
    told = pattern is not None and pattern.type in {"REQUEST", "THREATEN"}
    return told and case_of(noun) in {"for", "on", "of", "against", "with", "about"}


def _above(noun: "Token") -> Clause:
    """The predicate that a noun hangs on, or the noun itself."""
    token = noun
    while token.pos_ not in {"VERB", "AUX"} and token.head != token:
        token = token.head
    return Clause(token if token.pos_ == "VERB" else noun)


def _happening(
    reading: Reading, sentence: Sentence, noun: "Token", codebook: Codebook
) -> Sides | None:
    """Between whom an event takes place: "war broke out between A and B"."""
    verb = noun.head
    if noun.dep_ != "nsubj" or verb.lemma_ not in codebook.words["happens"]:
        return None
    between = Clause(verb).obliques.get("between", [])
    parties = [r for t in between for r in actors_of(reading, sentence, t)]
    return Sides(parties[:1], parties[1:]) if len(parties) > 1 else None


def _under_if(noun: "Token") -> bool:
    """Does "if" open the clause that it stands in, whatever the parse makes of its verb?"""
    first = noun.sent.start
    words = [t.lower_ for t in noun.doc[first : noun.i]]
    clause = words[len(words) - words[::-1].index(",") :] if "," in words else words
    return bool({"if", "unless"} & set(clause))


def _carrier(noun: "Token") -> Clause | None:
    """The verb that an event noun hangs on as object or as subject of a passive."""
    token = noun
    while token.dep_ in {"conj", "nmod"} and token.head.pos_ == "NOUN" and token.head.i < token.i:
        if token.dep_ == "nmod" and token.head.lemma_ not in {
            "round",
            "series",
            "number",
            "flurry",
            "wave",
            "set",
        }:
            return None
        token = token.head
    if token.dep_ in {"obj", "nsubj:pass"} and token.head.pos_ == "VERB":
        return Clause(token.head)
    return None


def _carried(
    reading: Reading, sentence: Sentence, noun: "Token", codebook: Codebook, entry: NounPattern,
    verb: Clause, sides: Sides,
) -> Iterator[Candidate]:  # fmt: skip
    if (verb.infinitive or verb.head.tag_ == "VBG") and unasserted(verb, codebook):
        return
    view = outlook(codebook, verb, entry.type)
    whole = of_clause(reading, sentence, verb, frozenset(), talks=entry.type == "CONSULT")
    if verb.lemma in codebook.words["receives"] and not verb.passive:
        taken = received(reading, sentence, verb, whole)
        if taken is not whole:
            yield candidate_of(verb, view, taken)
            return
    own = Sides(whole.source or sides.source, sides.target)
    if not whole.source and not verb.passive:
        own.source = sides.source
    elif sides.source and not own.target:
        own.target = [r for r in sides.source if r.text.lower() not in OWN]
    own.target = own.target or [r for r in whole.target if not r.id.startswith("unnamed:")]
    if entry.type in MUTUAL and verb.lemma not in codebook.words["outward"]:
        own = own.joined()
    own.target = own.target or thing(reading, sentence, verb, frozenset({noun.lemma_.lower()}))
    if not own.source or not own.target:
        own = by_order(reading, sentence, own, trigger=noun, passive=verb.passive)
    yield candidate_of(verb, view, own)


def _alone(codebook: Codebook, noun: "Token", entry: NounPattern) -> Outlook:
    """A nominal event is taken for granted unless its adjective or governor says otherwise."""
    words = {c.lower_ for c in noun.children if c.dep_ == "amod"}
    if words & {
        "possible",
        "potential",
        "future",
        "planned",
        "proposed",
        "alleged",
        "imminent",
        "upcoming",
    }:
        planned = bool(words & {"planned", "upcoming", "future"})
        return Outlook(entry.type, "planned" if planned else "hypothetical")
    if any(c.lower_ == "no" for c in noun.children):
        return Outlook(entry.type, "denied")
    head = noun.head
    if head.pos_ == "VERB" and noun.dep_ in {"obj", "obl"}:
        stance = stance_of(codebook, Clause(head))
        if stance in {"commit", "refuse", "threaten", "ask"} and noun.dep_ == "obj":
            return Outlook(composed(entry.type, stance))
    return Outlook(entry.type)


def _spoken(
    reading: Reading, sentence: Sentence, a: Attribution, found: list[Candidate]
) -> Iterator[Candidate]:
    """A promise, demand, warning or denial is itself an event, unless its words are one already."""
    type_ = SPOKEN.get(polarity_of(reading, a))
    if type_ is None or a.belief or a.speaker is None or a.cue is None:
        return
    text = reading.document.text[a.start : a.end]
    if type_ == "REJECT" and a.polarity != "deny" and not speaks_of("denying", text):
        return  # "it has no such plan" rejects nothing
    at = a.cue.start - sentence.offset
    cue = next((t for t in sentence.words if t.idx == at), None)
    if (
        cue is None
        or cue.lemma_ in load_codebook().words["wishes"]
        or any(c.trigger.i == cue.i or _governed_by(c, cue) for c in found)
        or _answered_by_act(cue, found)
    ):
        return
    if type_ == "AGREE" and _of_another(reading, sentence, a):
        return
    inside = [c for c in found if a.start <= sentence.token_chars(c.trigger)[0] < a.end]
    told = [c for c in inside if c.view.factuality != "hypothetical"]
    if any(c.type == type_ or c.view.factuality == "planned" for c in told):
        return
    party = {a.speaker.id, a.speaker.party, a.speaker.name}
    about = [
        m.ref for m in reading.mentions[sentence.index]
        if a.start <= m.start < a.end and not m.nested and not {m.ref.id, m.ref.party, m.ref.name} & party
    ]  # fmt: skip
    sides = Sides([a.speaker], list(a.addressees) or about[:1])
    if sides.target:
        yield candidate_of(Clause(cue), Outlook(type_), sides)


def _governed_by(candidate: Candidate, cue: "Token") -> bool:
    """Has the event of what is promised taken the promise up ("swore to fight")?"""
    governor = candidate.view.governor
    return governor is not None and governor.head.i == cue.i


def _answered_by_act(cue: "Token", found: list[Candidate]) -> bool:
    """Is an offer or a demand only the object of an act ("turned down an offer")?"""
    carrier = _carrier(cue) if cue.pos_ == "NOUN" else None
    return carrier is not None and any(c.trigger == carrier.head for c in found)


def _of_another(reading: Reading, sentence: Sentence, a: Attribution) -> bool:
    """Is what is foretold another's act ("he was sure that Norland would yield")?"""
    if a.speaker is None:
        return False
    own = {a.speaker.id, a.speaker.party, a.speaker.name}
    for clause in sentence.clauses:
        if clause.modals and a.start <= sentence.token_chars(clause.head)[0] < a.end:
            named = [m for t in clause.subjects if (m := reading.mention_of(sentence, t))]
            return bool(named) and not any({m.ref.id, m.ref.party, m.ref.name} & own for m in named)
    return False


def _by_words(reading: Reading, sentence: Sentence, codebook: Codebook) -> Iterator[Candidate]:
    """Where the parse gives nothing: a verb of the codebook right behind a named actor."""
    for token, pattern in triggers(reading, sentence, codebook):
        told = sentence.words.doc[token.i + 1 : token.i + 2].text.lower() == "that"
        if told or (token.tag_ == "VBN" and Clause(token).passive):
            continue
        sides = by_order(reading, sentence, Sides(), trigger=token, passive=False)
        sides.target = sides.target or next_thing(reading, sentence, token)
        if pattern.lemma in codebook.words["receives"] and given(token):
            sides = Sides(sides.target, sides.source)
        if sides.source and sides.target:
            span = (sentence.words.start, sentence.words.end)
            yield Candidate(token, Outlook(pattern.type), sides, Clause(token), span)
