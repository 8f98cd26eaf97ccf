"""Levers that are called levers: "has leverage over", "gives X a hold over", "uses gas to press Y".

Takes a sentence and yields a `Hold` for nouns that name a means of pressure, for verbs of using and
pressing, for what is made conditional or given in exchange, and for sayings ("tightened the
screws").  The words are in data/codebook/levers.toml, table "leverage".
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from legation.coding.causal_ends import marker, tight
from legation.coding.clauses import Clause, base, case_of, children
from legation.coding.granting import POSSIBLE, grantable, spanning, words
from legation.coding.holds import Hold, Piece, felt_by, held, moved, named_by, owners
from legation.coding.parties import actors_of
from legation.coding.reading import Reading, Sentence
from legation.ontology import LeverState
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

NEAR: Final = 12  # tokens between a verb and what it makes conditional


def said(key: str) -> frozenset[str]:
    """One word list of the table "leverage"."""
    return words("leverage", key)


def leverage_holds(reading: Reading, sentence: Sentence) -> Iterator[Hold]:
    """Every lever of a sentence that is called one, used as one, or set as a price."""
    for token in sentence.words:
        if token.pos_ in {"NOUN", "PROPN", "ADJ"} and _names_lever(token):
            yield from _named(reading, sentence, token)
        elif token.lower_ in said("conditional"):
            yield from _conditional(reading, sentence, token)
        elif token.lower_ in {"exchange", "return"} and case_of(token) == "in":
            yield from _exchanged(reading, sentence, token)
        elif token.lower_ in {"hostage", "hostages"}:
            yield from _hostage(reading, sentence, token)
        elif token.lower_ in {"threat", "threats"}:
            yield from _threat(reading, sentence, token)
        elif token.lower_ in said("stopping") and token.pos_ == "NOUN":
            yield from _stopping(reading, sentence, token)
    for clause in sentence.clauses:
        if clause.head.pos_ == "VERB" and not clause.negated and clause.mark not in {"if", "unless"}:  # fmt: skip
            yield from _used(reading, sentence, clause)
            yield from _pressed(reading, sentence, clause)
            yield from _saying(reading, sentence, clause)
            yield from _linked(reading, sentence, clause)


# --- nouns that name a lever ------------------------------------------------------------------


def _names_lever(token: "Token") -> bool:
    """Is the noun, with what stands around it, the name of a means of pressure?"""
    lemma = token.lemma_.lower()
    if token.dep_ in {"compound", "amod"} and token.head.pos_ in {"NOUN", "PROPN"}:
        return False
    if {lemma, token.lower_} & said("sure"):
        return True
    beside = {c.lower_ for c in children(token, "compound", "amod")}
    of = {c.lemma_.lower() for c in children(token, "nmod") if case_of(c) in {"of", "for"}}
    if lemma in said("cards"):
        play = any(c.lemma_ == "play" for c in children(token, "acl"))
        played = play or (token.head.lemma_.lower() in said("playing") and token.dep_ == "obj")
        return played or bool(beside & said("bargaining"))
    if lemma in said("holds"):
        over = {case_of(c) for c in children(token, "nmod", "obl")}
        given = lemma != "control" or token.head.lemma_.lower() in said("giving")
        return token.pos_ == "NOUN" and given and bool(over & {"over", "on"})
    if {lemma, token.lower_} & said("means"):
        as_ = case_of(token) == "as" or bool(children(token, "cop", "nmod:poss"))
        had = token.dep_ == "obj" and token.head.lemma_.lower() in {"have", "hold", "keep"}
        called = (as_ or had) and bool(beside & said("pressing_by"))
        if called or of & said("pressures"):
            return True
    return lemma in said("roles") and case_of(token) == "as"


def _named(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Hold]:
    """Whose lever it is, and over whom."""
    token = _measured(token)
    head, clause = token.head, Clause(token.head)
    if any(c.lower_ in {"no", "any", "without", "neither"} for c in token.children):
        return
    if head.pos_ in {"VERB", "AUX"} and clause.negated:
        return
    over = felt_by(reading, sentence, token, *([head] if head.pos_ == "VERB" else []))
    if case_of(token) == "as" or _behind_as(token):
        yield from _taken_as(reading, sentence, token, over)
    elif children(token, "cop") and children(token, "nsubj"):
        yield from _predicate(reading, sentence, token, over)
    elif head.lemma_.lower() in said("giving") and base(token.dep_) in {
        "obj",
        "obl",
        "nmod",
        "xcomp",
    }:
        yield from _given(reading, sentence, token, over)
    elif token.dep_ == "obj" and head.pos_ in {"VERB", "AUX"} and head.lemma_.lower() in said("keeping"):  # fmt: skip
        state = _kept(clause)
        yield from moved(reading, sentence, clause, tight(token), state=state, how="named")
    else:
        lost = head.lemma_.lower() in said("losing") and token.dep_ in {"obj", "nsubj:pass"}
        whose = owners(reading, sentence, token)
        now: LeverState = "withdrawn" if lost and not clause.modals else "held"
        yield from held(whose, over, tight(token), Clause(token), "named", state=now)


def _measured(token: "Token") -> "Token":
    """For "much of its leverage": what measures it stands in its place."""
    above = token.head
    measuring = above.lower_ in {"much", "most", "some", "part", "all", "lot", "little"}
    return above if measuring and case_of(token) == "of" else token


def _behind_as(token: "Token") -> bool:
    """Does "as" open the phrase, where the parse hangs it elsewhere?"""
    first = token.left_edge.i
    return token.doc[first].lower_ == "as" or (first > 0 and token.doc[first - 1].lower_ == "as")


def _kept(clause: Clause) -> LeverState:
    """How a lever stands that is the object of a verb."""
    if clause.lemma in said("losing") or clause.lemma == "give":
        return "held" if clause.modals & POSSIBLE else "withdrawn"
    plain = clause.lemma in said("wielding") and not clause.modals & POSSIBLE
    return "used" if plain else "held"


def _verb_above(token: "Token") -> "Token | None":
    return next((a for a in token.ancestors if a.pos_ == "VERB"), None)


def _taken_as(
    reading: Reading, sentence: Sentence, token: "Token", over: list[ActorRef]
) -> Iterator[Hold]:
    """As in "uses the debt as a lever against Chad", "sees the bases as leverage"."""
    verb = _verb_above(token)
    if verb is None:
        return
    clause = Clause(verb)
    things = children(verb, "nsubj:pass") if clause.passive else []
    things = things or [c for c in children(verb, "obj") if c.i < token.i and c.i > verb.i]
    if not things and verb.lemma_.lower() in {"serve", "act", "function"}:
        things = clause.subjects
    if not things and base(verb.dep_) == "acl":
        things = [verb.head]
        over = over or named_by(reading, sentence, things)
    if not things:
        return
    thing = things[0]
    acting = clause.lemma in words("verbs", "using") | said("wielding") and not clause.modals
    if clause.passive or thing in clause.subjects:
        whose = named_by(reading, sentence, clause.agents) or owners(reading, sentence, token)
        whose = whose or owners(reading, sentence, thing)
    else:
        whose = owners(reading, sentence, token) or named_by(reading, sentence, clause.subjects)
    if not whose and verb.tag_ == "VBG":  # "using migrants as a weapon, Minsk …"
        whose = named_by(reading, sentence, [s for c in children(verb, "parataxis") for s in Clause(c).subjects])  # fmt: skip
    over = over or felt_by(reading, sentence, verb)
    first, last = tight(thing, without=verb)
    ends = {"as", ",", "whom", "which", "that"}
    cut = next((t.i for t in verb.doc[thing.i + 1 : last] if t.lower_ in ends), last)
    means = (first, cut)
    state: LeverState = "used" if acting else "held"
    yield from held(whose, over, means, clause, "named", state=state)


def _predicate(
    reading: Reading, sentence: Sentence, token: "Token", over: list[ActorRef]
) -> Iterator[Hold]:
    """As in "energy is Qatar's lever", "the prisoners are a bargaining chip for Tehran"."""
    thing = children(token, "nsubj")[0]
    if Clause(token).negated:
        return
    whose = owners(reading, sentence, token)
    behind = [c for c in children(token, "nmod") if case_of(c) in {"for", "in"} and c.i > token.i]
    whose = whose or named_by(reading, sentence, behind) or owners(reading, sentence, thing)
    yield from held(whose, over, tight(thing, without=token), Clause(token), "named")


def _given(
    reading: Reading, sentence: Sentence, token: "Token", over: list[ActorRef]
) -> Iterator[Hold]:
    """As in "the dam gives Ethiopia leverage over Egypt"."""
    verb = token.head
    clause = Clause(verb)
    between = [t for t in token.doc[verb.i + 1 : token.i] if reading.mention_of(sentence, t)]
    getting = named_by(reading, sentence, children(verb, "iobj") + between)
    getting = getting or named_by(reading, sentence, clause.obliques.get("to", []))
    givers = clause.subjects
    if not getting and any(c.lower_ in {"it", "them"} for c in token.doc[verb.i + 1 : token.i]):
        getting = [r for g in givers for r in owners(reading, sentence, g)]
    agents = named_by(reading, sentence, givers)
    thing = givers[0] if givers and not agents and givers[0].pos_ != "PRON" else token
    yield from held(getting, over, tight(thing, without=verb), clause, "named")


# --- verbs of using and pressing --------------------------------------------------------------


def _used(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Hold]:
    """As in "uses gas supplies to put pressure on Chisinau", "weaponised grain"."""
    if clause.lemma not in words("verbs", "using") | said("weaponising"):
        return
    things = children(clause.head, "nsubj:pass") if clause.passive else clause.objects
    things = things or ([clause.head.head] if clause.passive and base(clause.head.dep_) == "acl" else [])  # fmt: skip
    things = [t for t in things if t.pos_ in {"NOUN", "PROPN", "VERB"}]
    if not things:
        return
    aimed = [c for c in clause.head.subtree if c.i > clause.head.i and _presses(c)]
    against = clause.obliques.get("against", [])
    if not (clause.lemma in said("weaponising") or aimed or (against and grantable(things[0]))):
        return
    heads = clause.agents if clause.passive else clause.subjects
    whose = named_by(reading, sentence, heads) or owners(reading, sentence, things[0])
    pressed = [o for v in aimed for o in (*children(v, "obj"), *children(v, "obl"))]
    over = named_by(reading, sentence, [*pressed, *against])
    state: LeverState = "held" if clause.modals & POSSIBLE else "used"
    yield from held(whose, over, tight(things[0], without=clause.head), clause, "named", state=state)  # fmt: skip


def _presses(verb: "Token") -> bool:
    """Is it an infinitive or gerund of pressing: "to squeeze", "to put pressure on", "to extract"?"""
    if verb.pos_ != "VERB" or not (marker(verb).endswith("to") or verb.tag_ == "VBG"):
        return False
    pressure = any(o.lemma_.lower() in said("pressures") for o in children(verb, "obj"))
    return verb.lemma_.lower() in said("pressing") or pressure


def _pressed(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Hold]:
    """As in "squeezed Minsk with gas prices", "woos Tashkent with loans"."""
    pulling = clause.lemma in said("wooing")
    if clause.passive or not (pulling or clause.lemma in said("pressing_verbs")):
        return
    near = [*clause.obliques.get("with", []), *clause.obliques.get("through", [])]
    near += [c for o in clause.objects for c in children(o, "nmod") if case_of(c) == "with"]
    things = [t for t in near if grantable(t)]
    over = named_by(reading, sentence, clause.objects)
    if not things or not over:
        return
    state: LeverState = "offered" if pulling else "used"
    if clause.modals & POSSIBLE:
        state = "held"
    whose = named_by(reading, sentence, clause.subjects)
    yield from held(whose, over, tight(things[0]), clause, "verb", state=state)


def _saying(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Hold]:
    """As in "tightened the screws on Minsk", "holds the keys to the strait"."""
    objects = children(clause.head, "obj")
    if not objects or clause.passive:
        return
    thing = objects[0]
    lemma = thing.lemma_.lower()
    turned = clause.lemma in said("tightening") | said("loosening")
    if lemma in said("screws") and turned:
        state: LeverState = "withdrawn" if clause.lemma in said("loosening") else "used"
    elif lemma == "key" and clause.lemma in {"hold", "have"}:
        state = "held"
    else:
        return
    if clause.modals & POSSIBLE:
        state = "held"
    means: Piece = spanning(clause.head, thing) if state != "held" else tight(thing)
    yield from moved(reading, sentence, clause, means, state=state, how="named")


def _hostage(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Hold]:
    """As in "holds two envoys hostage", "keeps sailors as hostages"."""
    verb = _verb_above(token)
    if verb is None or verb.lemma_.lower() not in {"hold", "keep", "take"}:
        return
    clause = Clause(verb)
    things = [c for c in children(verb, "nsubj:pass" if clause.passive else "obj") if c.i != token.i]  # fmt: skip
    thing = things[0] if things else token
    if thing is token and verb.lemma_ == "take" and children(token, "nmod"):
        return
    if not clause.negated and verb.pos_ == "VERB":
        yield from moved(reading, sentence, clause, tight(thing, without=verb), state="held", how="named")  # fmt: skip


def _threat(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Hold]:
    """As in "Iran's threat to close the strait"."""
    inner = [c for c in children(token, "acl") if Clause(c).infinitive]
    inner = [c for c in inner if c.lemma_.lower() in words("verbs", "threatened")]
    if inner:
        whose = owners(reading, sentence, token)
        over = named_by(reading, sentence, Clause(inner[0]).objects)
        yield from held(whose, over, tight(inner[0]), Clause(token), "threat", state="used")


# --- prices -----------------------------------------------------------------------------------


def _stopping(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Hold]:
    """As in "the French suspension of aid", "ordered a freeze on visas"."""
    things = [c for c in children(token, "nmod") if case_of(c) in {"of", "on", "in", "to"}]
    things = [c for c in things if grantable(c)]
    verb = token.head
    whose = owners(reading, sentence, token)
    if not whose and token.dep_ == "obj" and verb.lemma_.lower() in said("ordering"):
        whose = named_by(reading, sentence, Clause(verb).subjects)
    if things:
        over = felt_by(reading, sentence, things[0])
        yield from held(whose, over, tight(things[0]), Clause(token), "verb", state="withdrawn")


def _linked(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Hold]:
    """As in "linked aid to judicial reform"."""
    if clause.lemma not in words("verbs", "linking"):
        return
    things = children(clause.head, "nsubj:pass") if clause.passive else clause.objects
    to = [t for p in ("to", "on", "upon") for t in clause.obliques.get(p, [])]
    to += [c for t in things for c in t.subtree if base(c.dep_) == "nmod" and case_of(c) == "to"]
    if things and to and grantable(things[0]) and not _who(reading, sentence, to[0]):
        yield from moved(reading, sentence, clause, tight(things[0]), state="held", how="named")


def _conditional(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Hold]:
    """As in "made its aid conditional on reforms", "its aid is contingent on reforms"."""
    doc = token.doc
    on = doc[token.i + 1 : token.i + 2].text.lower()
    if on not in {"on", "upon"}:
        return
    before = doc[max(sentence.words.start, token.i - NEAR) : token.i]
    verb = next((t for t in reversed(before) if t.lemma_.lower() in {"make", "keep"}), None)
    plain = token.lower_ != "dependent" or (verb is not None and verb.lemma_ == "make")
    if verb is not None and token.i - verb.i > 1 and plain:
        means = (verb.i + 1, token.i)
        clause = Clause(verb)
        whose = named_by(reading, sentence, clause.agents if clause.passive else clause.subjects)
        yield from held(whose, named_by(reading, sentence, clause.objects), means, clause, "named")
        return
    things = children(token, "nsubj")
    if things and children(token, "cop") and token.lower_ != "dependent":
        whose = owners(reading, sentence, things[0])
        yield from held(whose, [], tight(things[0], without=token), Clause(token), "named")


def _exchanged(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Hold]:
    """As in "offered debt relief in exchange for recognition", "asked for aid in return for …"."""
    verb = _verb_above(token)
    if verb is None or token.doc[token.i + 1 : token.i + 2].text.lower() != "for":
        return
    clause = Clause(verb)
    if clause.negated or clause.passive:
        return
    doc = token.doc
    price = next((t for t in doc[token.i + 2 : token.i + 9] if t.pos_ in {"NOUN", "VERB"}), None)
    asking = clause.lemma in said("asking")
    objects = [o for o in clause.objects if o.pos_ == "NOUN" and not _who(reading, sentence, o)]
    thing = price if asking else next(iter(objects), None)
    if thing is None:
        return
    ahead = clause.lemma in said("proposing") or clause.modals & POSSIBLE or not clause.subjects
    state: LeverState = "offered" if ahead else "used"
    means = tight(thing, without=verb)
    means = (means[0], min(means[1], token.i - 1)) if thing.i < token.i else means
    if means[1] > means[0]:
        yield from moved(reading, sentence, clause, means, state=state, how="verb")


def _who(reading: Reading, sentence: Sentence, token: "Token") -> bool:
    """Is it somebody?  Hostages and prisoners can be exchanged."""
    held_ = token.lemma_.lower() in words("means", "words")
    return not held_ and any(True for _ in actors_of(reading, sentence, token))
