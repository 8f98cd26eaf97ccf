"""Turns of phrase that tell a cause: "what saved the truce was …", "owes the truce to …".

Takes a sentence and yields `Link`s for clefts, for verbs whose arguments name cause and effect in
another order than subject and object ("attribute X to Y", "cost X the loyalty of Y", "opened the
door to"), for "without X, Y would …", ", since …" and for verdicts ("made X more dependent").
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from legation.coding.causal_ends import (
    End,
    Piece,
    is_abstract,
    is_agent,
    lexicon,
    resolve,
    tight,
    trimmed,
)
from legation.coding.causal_verbs import Link
from legation.coding.clauses import Clause, case_of, children
from legation.coding.inflection import forms_of
from legation.coding.parties import CALENDAR
from legation.coding.reading import Reading, Sentence
from legation.ontology import MechanismMode, Sign

if TYPE_CHECKING:
    from spacy.tokens import Token

WHAT: Final = re.compile(
    r"\b[Ww]hat (?P<effect>(?P<verb>[a-z]+) [^,;:.]{3,90}?),? (?:was|is|were|has been|will be) "
    r"(?:not [^,;]{2,60}, but |neither [^;]{2,60} but |above all )?(?P<cause>(?!not\b|to\b)[^;:.]{3,140})"
)
WITHOUT: Final = re.compile(
    r"(?:\AWithout|[;,] without) (?P<cause>[^,;.]{3,80}), (?P<effect>[^;.]{5,140}?\b(?:would|could|will|cannot|can)\b[^;.]{3,120})"
)
SINCE: Final = re.compile(
    r"(?P<effect>[^;:.]{12,200}?), (?:since|for) (?P<cause>(?!when\b|then\b|which\b|whom\b|what\b|whose\b|\w+ing\b)[^;:.]{10,160})"
)
FINITE: Final = frozenset({"VBZ", "VBP", "VBD", "MD"})
MADE: Final = frozenset({"make", "render", "leave", "keep"})
OPENING: Final = frozenset({"open", "close", "shut", "clear", "block", "pave"})
DOORS: Final = frozenset({"door", "way", "path", "road", "gate"})
LOSING: Final = frozenset({"deprive", "rob", "strip", "cheat"})
SPARING: Final = frozenset({"spare", "save", "shield", "protect", "keep"})
PLUNGING: Final = frozenset({"plunge", "turn", "throw", "tip", "drag", "draw", "transform", "drive", "push", "force", "convert", "lure", "pitch"})  # fmt: skip
AMOUNTS: Final = frozenset({"much", "more", "most", "little", "less", "nothing", "enough"})
GIVING: Final = frozenset({"give", "hand", "lend", "offer"})
CREDITED: Final = {"attribute": "to", "ascribe": "to", "owe": "to", "blame": "on"}


def turn_links(reading: Reading, sentence: Sentence) -> Iterator[Link]:
    """Every link of a sentence that a turn of phrase makes."""
    yield from _clefts(sentence)
    yield from _without(sentence)
    yield from _since(sentence)
    for clause in sentence.clauses:
        yield from _did(sentence, clause)
        if clause.head.pos_ == "VERB" and clause.mark not in {"if", "unless", "whether"}:
            yield from _credited(sentence, clause)
            if not clause.negated:
                yield from _turned(reading, sentence, clause)


def _piece(sentence: Sentence, match: "re.Match[str]", name: str) -> Piece:
    """The tokens of a group of a match in the sentence's text."""
    base = sentence.words.start_char
    start, end = base + match.start(name), base + match.end(name)
    inside = [t.i for t in sentence.words if t.idx >= start and t.idx + len(t) <= end]
    return trimmed(sentence.words.doc, inside[0], inside[-1] + 1) if inside else (0, 0)


def _link(
    sentence: Sentence, cause: Piece, effect: Piece, sign: Sign, mode: MechanismMode = "causes"
) -> Iterator[Link]:
    apart = cause[1] <= effect[0] or effect[1] <= cause[0]
    if apart and cause[1] > cause[0] and effect[1] > effect[0]:
        yield Link(End(sentence, cause), End(sentence, effect), sign, mode, "turn")


def _clefts(sentence: Sentence) -> Iterator[Link]:
    """As in "what brought them back was the war": the war did."""
    match = WHAT.search(sentence.text)
    if match is None:
        return
    table = lexicon()["table"]
    lemma = forms_of(frozenset(table) | MADE | {"save", "change", "bring"}).get(match["verb"])
    if lemma is None:
        return
    lowers = any(sign == "-" for _, sign in table.get(lemma, ()))
    yield from _link(
        sentence, _piece(sentence, match, "cause"), _piece(sentence, match, "effect"),
        "-" if lowers else "+",
    )  # fmt: skip


def _without(sentence: Sentence) -> Iterator[Link]:
    """As in "without its gas the government would fall"."""
    match = WITHOUT.search(sentence.text)
    if match is not None:
        cause, effect = _piece(sentence, match, "cause"), _piece(sentence, match, "effect")
        denied = bool(re.search(r"\b(?:not|no|never|cannot|n't)\b", match["effect"]))
        yield from _link(sentence, cause, effect, "+" if denied else "-", "enables")


def _since(sentence: Sentence) -> Iterator[Link]:
    """As in "…, since nobody has a job to lose", "…, for a war would cost more"."""
    match = SINCE.search(sentence.text)
    if match is None:
        return
    cause, effect = _piece(sentence, match, "cause"), _piece(sentence, match, "effect")
    doc = sentence.words.doc
    comma = next((t.i for t in doc[slice(*cause)] if t.text == ","), cause[1])
    told = [
        t for t in doc[cause[0] : comma] if t.dep_ == "nsubj" and cause[0] <= t.head.i < cause[1]
    ]
    dated = any(t.ent_type_ == "DATE" or re.fullmatch(r"\d{4}", t.text) for t in doc[slice(*cause)])
    if told and not dated and any(t.tag_ in FINITE for t in doc[slice(*effect)]):
        yield from _link(sentence, cause, effect, "+")


def _credited(sentence: Sentence, clause: Clause) -> Iterator[Link]:
    """As in "attribute the rise to X", "owe the truce to Y", "blame the defeat on Z"."""
    prep = CREDITED.get(clause.lemma)
    givers = clause.obliques.get(prep, []) if prep else []
    effects = clause.subjects if clause.passive else children(clause.head, "obj")
    if prep and effects and not givers:  # the parse may hang it on the effect
        givers = [c for c in children(effects[0], "nmod") if case_of(c) == prep]
        effect = tight(effects[0], without=clause.head)
        if givers:
            piece = (effect[0], min(effect[1], givers[0].left_edge.i))
            yield from _link(sentence, tight(givers[0]), piece, "+")
        return
    if givers and effects:
        yield from _link(sentence, tight(givers[0]), tight(effects[0], without=clause.head), "+")


def _turned(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Link]:
    cause = _subject(reading, sentence, clause)
    objects = children(clause.head, "obj", "iobj")
    if cause is None:
        return
    if not objects:
        if clause.lemma in {"keep", "leave"}:  # "keeps the truce alive", one phrase in the parse
            for state in children(clause.head, "xcomp", "ccomp")[:1]:
                yield from _link(sentence, cause, tight(state), "+")
        return
    last = objects[-1]
    taken = _taken(clause, objects)
    if taken is not None:
        yield from _link(sentence, cause, tight(taken), "-")
    elif last.lemma_.lower() in DOORS and clause.lemma in OPENING:
        yield from _door(sentence, clause, cause, last)
    elif clause.lemma in MADE:
        yield from _made(sentence, clause, cause, last)
    elif clause.lemma in PLUNGING:
        yield from _into(sentence, clause, cause, objects[0])
    elif clause.lemma in GIVING and len(objects) > 1 and _state(reading, sentence, last):
        yield from _link(sentence, cause, tight(last), "+")


def _taken(clause: Clause, objects: "list[Token]") -> "Token | None":
    """What somebody loses or is spared: "cost X the loyalty", "robbed X of", "spared X from"."""
    last = objects[-1]
    if clause.lemma in {"cost", *SPARING} and len(objects) > 1:
        return last if clause.lemma == "cost" or is_abstract(last) else None
    prep = "of" if clause.lemma in LOSING else "from" if clause.lemma in SPARING else ""
    return next(iter(clause.obliques.get(prep, [])), None) if prep else None


def _state(reading: Reading, sentence: Sentence, token: "Token") -> bool:
    return is_abstract(token) and not is_agent(reading, sentence, token)


def _subject(reading: Reading, sentence: Sentence, clause: Clause) -> Piece | None:
    """The subject, where it is a state of affairs and not somebody who acts."""
    subjects = children(clause.head, "nsubj", "csubj")
    if not subjects or clause.passive:
        return None
    subject = subjects[0]
    if subject.lower_ in {"this", "which", "it", "that"}:
        named = resolve(reading, sentence, subject, clause)
        return named.piece if named is not None and named.sentence is sentence else None
    if subject.pos_ == "PRON" or is_agent(reading, sentence, subject):
        return None
    return tight(subject, without=clause.head) if is_abstract(subject) else None


def _door(sentence: Sentence, clause: Clause, cause: Piece, door: "Token") -> Iterator[Link]:
    behind = [c for c in children(door, "nmod", "acl") if c.i > door.i]
    behind += [t for p in ("to", "for") for t in clause.obliques.get(p, [])]
    sign: Sign = "-" if clause.lemma in {"close", "shut", "block"} else "+"
    for token in behind[:1]:
        yield from _link(sentence, cause, tight(token), sign, "enables")


def _made(sentence: Sentence, clause: Clause, cause: Piece, made: "Token") -> Iterator[Link]:
    """As in "made the capital less dependent", "left the junta without an army", "keeps it alive"."""
    doc = made.doc
    first, last = made.left_edge.i, min(sentence.words.end, made.i + 14)
    for i in range(made.i + 1, last):
        if doc[i].text in {",", ";", "."}:
            break
        if doc[i].lower_ in {"more", "less"} or doc[i].tag_ == "JJR":
            end = tight(doc[i].head)[1] if doc[i].tag_ != "JJR" else tight(doc[i])[1]
            piece = trimmed(doc, first, max(end, i + 1))
            yield from _link(sentence, cause, piece, "-" if doc[i].lower_ == "less" else "+")
            return
        if doc[i].lower_ == "from" and clause.lemma == "keep" and doc[i + 1].tag_ == "VBG":
            yield from _link(sentence, cause, trimmed(doc, first, tight(doc[i + 1])[1]), "-")
            return
        if doc[i].lower_ == "without" and clause.lemma == "leave" and i + 1 < last:
            yield from _link(sentence, cause, tight(doc[i].head), "-")
            return
    yield from _left(sentence, clause, cause, made)


def _left(sentence: Sentence, clause: Clause, cause: Piece, made: "Token") -> Iterator[Link]:
    """As in "leaves the president dependent on one donor", "left the economy in ruins"."""
    if clause.lemma not in {"leave", "keep", "make", "render"}:
        return
    if any(t.tag_ in FINITE for t in made.doc[slice(*cause)]):  # the parse has joined two clauses
        return
    head = clause.head
    said = [c for c in children(head, "xcomp", "advcl", "advmod") if c.i > made.i]
    if clause.lemma in {"leave", "keep"}:
        places = (
            ("in", "with", "out", "under")
            if clause.lemma == "leave"
            else ("at", "in", "out", "from")
        )
        behind = [t for p in places for t in clause.obliques.get(p, []) if t.i > made.i]
        said += [t for t in behind if t.lemma_.lower() not in CALENDAR and t.pos_ != "NUM"]
    else:
        said = [c for c in said if c.pos_ in {"ADJ", "NOUN"}]
    if said:
        end = max(tight(c)[1] for c in said[:1])
        yield from _link(
            sentence, cause, trimmed(made.doc, made.left_edge.i, max(end, made.i + 1)), "+"
        )


def _into(sentence: Sentence, clause: Clause, cause: Piece, moved: "Token") -> Iterator[Link]:
    """As in "plunged the region into famine", "turned Oslo into a partner"."""
    behind = [t for p in ("into", "to") for t in clause.obliques.get(p, []) if t.i > moved.i]
    behind += [c for c in children(moved, "nmod") if c.i > moved.i and case_of(c) == "into"]
    for token in behind[:1]:
        piece = trimmed(moved.doc, moved.left_edge.i, tight(token)[1])
        yield from _link(sentence, cause, piece, "+")


def _did(sentence: Sentence, clause: Clause) -> Iterator[Link]:
    """As in "the war did more than the ban to ruin trade", "did little to calm the border"."""
    much = [o for o in children(clause.head, "obj", "advmod", "obl") if o.lower_ in AMOUNTS]
    inner = [c for c in clause.head.subtree if c.i > clause.head.i and Clause(c).infinitive]
    subjects = children(clause.head, "nsubj")
    if clause.lemma != "do" or not (much and inner and subjects):
        return
    sign: Sign = "-" if much[0].lower_ in {"little", "less", "nothing"} else "+"
    yield from _link(sentence, tight(subjects[0], without=clause.head), tight(inner[0]), sign)
