"""Wanting, fearing and opposing, read off verbs, nouns and adjectives.

Takes a sentence and yields `Want`s: whose, what, in which direction.  "Tries to", "its demand is
to", "is keen to", "the talks worried Oslo", "believes that exports should be limited".
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from legation.coding.aims import aims, misread
from legation.coding.causal_ends import is_abstract, main_before, marker, tight
from legation.coding.clauses import Clause, base, case_of, children
from legation.coding.parties import CALENDAR, actors_of
from legation.coding.reading import Reading, Sentence
from legation.coding.wishes import Want, bearers, lexicon, limit
from legation.ontology import Direction

if TYPE_CHECKING:
    from spacy.tokens import Token

EMOTION: Final = frozenset({"concern", "worry", "disturb", "alarm", "unsettle", "trouble"})
PREPOSITIONS: Final = ("for", "to", "on", "against", "about", "at", "of", "over")
LONGEST: Final = 45  # tokens of a citation
NEEDED: Final = frozenset({"necessary", "important", "vital", "essential", "crucial", "imperative"})


def wants(reading: Reading, sentence: Sentence) -> Iterator[Want]:
    """Every wish of a sentence: verbs first, then constructions, adjectives and nouns."""
    table = lexicon()
    for clause in sentence.clauses:
        if clause.mark in {"if", "whether", "unless"} or clause.head.pos_ == "NOUN":
            continue
        if clause.head.pos_ == "VERB" and clause.lemma in table["verbs"]:
            yield from _verb(reading, sentence, clause)
        if clause.lemma in limit("deontic"):
            yield from _ought(reading, sentence, clause)
    for heads, issue, direction, at, how in aims(sentence, table["verbs"]):
        span = (min(at.i, issue[0]), max(at.i + 1, issue[1]))
        for actor in bearers(reading, sentence, heads):
            yield Want(actor, issue, direction, span, at.i, how)
    for actor, issue, direction, at in misread(reading, sentence, table["verbs"]):
        yield Want(actor, issue, direction, (sentence.words.start, issue[1]), at.i, "verb")
    for token in sentence.words:
        yield from _word(reading, sentence, token)


def _word(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Want]:
    table = lexicon()
    if token.pos_ == "NOUN" and token.lemma_.lower() in table["nouns"]:
        yield from _noun(reading, sentence, token)
    elif token.pos_ in {"ADJ", "VERB"} and token.lower_ in table["adjectives"]:
        yield from _adjective(reading, sentence, Clause(token))
    if token.lower_.endswith("ed") and (token.pos_ == "ADJ" or token.dep_ == "amod"):
        yield from _taken_for_adjective(reading, sentence, token)


def _subjects(clause: Clause) -> "list[Token]":
    """Who does it; for "made a point of calling for", who made it."""
    head = clause.head
    noun = head.head
    own = bool(children(head, "nsubj"))
    if not own and children(head, "expl"):
        return children(head, "expl")
    if not own and head.dep_ == "acl" and noun.dep_ == "obj" and noun.head.pos_ == "VERB":
        return Clause(noun.head).subjects
    return clause.subjects


# --- verbs ------------------------------------------------------------------------------------


def _verb(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Want]:
    lemma = clause.lemma
    direction = lexicon()["verbs"][lemma]
    if lemma in EMOTION:
        yield from _emotion(reading, sentence, clause)
        return
    issue = None if clause.passive or clause.head.dep_ == "amod" else _issue(clause)
    if issue is None or issue.i < clause.head.i - 12:
        return
    how = None if _asked(clause, issue) else _how(clause, issue, direction)
    if how is None or (clause.negated and how != "verb"):
        return
    inner = lexicon()["verbs"].get(issue.lemma_.lower()) if issue.pos_ == "VERB" else None
    if direction == "seek" and inner in {"prevent", "restrict", "increase", "maintain", "counter"}:
        direction = inner  # "wants to limit …"
    if any(c.lower_ in NEEDED for c in children(clause.head, "xcomp")):
        direction = "seek"
    if clause.negated:
        if direction != "seek":
            return
        direction = "prevent"
    piece = _range(issue, clause)
    between = [o for o in children(clause.head, "obj") if clause.head.i < o.i < issue.i]
    if between and issue.pos_ == "VERB":  # "wants Oslo to act"
        piece = (tight(between[0])[0], piece[1])
    for actor in bearers(reading, sentence, _subjects(clause)):
        yield Want(actor, piece, direction, _span(clause, piece), clause.head.i, how)


def _asked(clause: Clause, issue: "Token") -> bool:
    """Is it said to be so, or a request made once, which is an act and no interest?"""
    if issue.lower_ in {"what", "who", "nothing", "anything", "leave"}:
        return True
    finite = issue.dep_ == "ccomp" and issue.tag_ in {"VBD", "VBZ", "VBP"}
    told = finite or (issue.dep_ == "ccomp" and any(c.dep_ == "cop" for c in issue.children))
    if clause.lemma == "insist" and told and not Clause(issue).modals & {"should", "must"}:
        return True
    none = clause.negated or any(c.lower_ == "no" for c in issue.children)
    if clause.lemma == "need" and none:
        return True
    return clause.lemma in limit("requests") and not _lasting(clause)


def _lasting(clause: Clause) -> bool:
    """Said of now and not of one occasion: "demands", "is calling for", "wants to ask for"."""
    perfect = any(a.lemma_ == "have" for a in clause.auxiliaries)
    return _present(clause) and not perfect


def _issue(clause: Clause) -> "Token | None":
    """What is wanted: the complement clause, else the object, else the phrase behind "for", "to"."""
    head, lemma = clause.head, clause.lemma
    if lemma in limit("needs_as"):
        return _taken_as(clause)
    later = [c for c in children(head, "advcl") if c.i > head.i]
    if lemma == "call":
        return next(iter(clause.obliques.get("for", [])), None)
    for c in (*children(head, "xcomp", "ccomp"), *later):
        if c.dep_ != "advcl" or Clause(c).infinitive or Clause(c).mark in {"on", "at", "for"}:
            return c
    objects = children(head, "obj")
    if objects and lemma not in limit("needs_clause") and lemma not in limit("needs_for"):
        return objects[0]
    if lemma in limit("needs_clause") and lemma not in limit("needs_for"):
        return None
    found = (t for p in PREPOSITIONS for t in clause.obliques.get(p, [])[:1])
    return next((t for t in found if t.lemma_.lower() not in CALENDAR), None)


def _taken_as(clause: Clause) -> "Token | None":
    """What is claimed or held as something: "regards the strait as its own", "finds it necessary"."""
    as_ = [t for t in clause.obliques.get("as", []) if t.i > clause.head.i]
    as_ += [c for o in children(clause.head, "obj") for c in children(o, "nmod") if case_of(c) == "as"]  # fmt: skip
    if as_:
        return next(iter(children(clause.head, "obj")), as_[0])
    needed = [c for c in children(clause.head, "xcomp") if c.lower_ in NEEDED]
    if needed:
        inner = children(needed[0], "advcl", "csubj", "xcomp", "ccomp")
        inner += [c for c in children(clause.head, "xcomp", "ccomp") if c.i > needed[0].i]
        return inner[0] if inner else needed[0]
    objects = children(clause.head, "obj")
    at_stake = bool(objects) and objects[0].lemma_.lower() in limit("stakes")
    return objects[0] if at_stake and clause.lemma in {"hold", "keep"} else None


def _how(clause: Clause, issue: "Token", direction: Direction) -> str | None:
    """The sort of evidence; None where the verb tells of a deed and not of a wish."""
    lemma = clause.lemma
    if issue.lemma_.lower() in limit("unwanted"):
        return None
    kept = direction in {"increase", "maintain"} and lemma not in limit("needs_as") | limit(
        "held_dear"
    )
    if kept and not _wanted(clause):
        return "conduct" if issue.lemma_.lower() in limit("stakes") and _present(clause) else None
    if lemma in limit("conduct") and not _wanted(clause):
        telling = issue.pos_ == "VERB" or is_abstract(issue)
        return "conduct" if telling and _present(clause) and not clause.modals else None
    if clause.modals & {"may", "might", "could", "can"} and lemma not in {"seek", "aim", "try"}:
        return None
    return "verb"


def _present(clause: Clause) -> bool:
    """Said of now, not of one day in the past."""
    tags = {clause.head.tag_, *(a.tag_ for a in clause.auxiliaries)}
    return "VBD" not in tags and not (clause.head.tag_ == "VBN" and not clause.auxiliaries)


def _wanted(clause: Clause) -> bool:
    """Is it what somebody wants, tries or claims to do?"""
    table = lexicon()
    head = clause.head
    above = head.head
    while head.dep_ == "conj" and above.head != above:
        head, above = above, above.head
    wishing = {**table["verbs"], **table["nouns"], **table["adjectives"]}
    infinitive = Clause(head).infinitive or base(head.dep_) in {"xcomp", "advcl", "acl"}
    needed = above.lower_ in NEEDED
    return (
        needed or (infinitive and above.lemma_.lower() in wishing) or marker(head) == "in order to"
    )


def _emotion(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Want]:
    """What worries an actor it would prevent: "the talks worried Oslo", "Oslo worries about"."""
    about = [t for p in ("about", "over", "by", "with") for t in clause.obliques.get(p, [])]
    if clause.negated:
        return
    if clause.passive or not children(clause.head, "obj"):
        inner = children(clause.head, "ccomp") + about
        owners = clause.subjects
    else:
        heads = clause.subjects
        inner = about or [h for h in heads if h.pos_ != "PRON"]
        owners = clause.objects
        if not inner and clause.head.head.i != clause.head.i:
            piece = main_before(sentence, clause.head.head, clause.head.left_edge.i)
            if piece[1] > piece[0]:
                yield from _fears(reading, sentence, clause, owners, piece)
            return
    if inner:
        yield from _fears(reading, sentence, clause, owners, _range(inner[0], clause))


def _fears(
    reading: Reading, sentence: Sentence, clause: Clause, owners: "list[Token]",
    issue: tuple[int, int],
) -> Iterator[Want]:  # fmt: skip
    for actor in bearers(reading, sentence, owners):
        yield Want(actor, issue, "prevent", _span(clause, issue), clause.head.i, "emotion")


def _taken_for_adjective(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Want]:
    """As in "the talks worried Oslo", where the parse takes "worried" for an adjective."""
    verb = {re.sub("ied$", "y", token.lower_), token.lower_[:-2], token.lower_[:-1]} & EMOTION
    before = token.doc[token.i - 1] if token.i > sentence.words.start + 1 else None
    feeling = children(token, "obj") or ([token.head] if token.dep_ == "amod" else [])
    if not verb or before is None or not feeling or feeling[0].i < token.i:
        return
    if before.lower_ not in {"which", "that"} and before.pos_ not in {"NOUN", "PROPN"}:
        return
    near = (*children(feeling[0], "nmod"), *children(token, "obl"))
    about = [c for c in near if case_of(c) in {"about", "over"}]
    issue = (
        tight(about[0])
        if about
        else (sentence.words.start, token.i - (before.lower_ in {"which", "that"}))
    )
    if issue[1] - issue[0] < 1:
        return
    span = (token.i, max(issue[1], token.i + 2)) if about else (issue[0], feeling[0].i + 1)
    for actor in bearers(reading, sentence, feeling):
        yield Want(actor, issue, "prevent", span, token.i, "emotion")


def _ought(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Want]:
    """What somebody holds should be: "believes that exports should be limited"."""
    for c in children(clause.head, "ccomp"):
        inner = Clause(c)
        if not inner.modals & {"should", "must", "ought"} or inner.negated:
            continue
        direction = lexicon()["verbs"].get(inner.lemma, "seek")
        heads = [s for s in inner.subjects if inner.passive] or [c]
        issue = _range(heads[0], inner)
        span = _span(clause, (issue[0], max(issue[1], c.i + 1)))
        for actor in bearers(reading, sentence, clause.subjects):
            yield Want(actor, issue, direction, span, c.i, "ought")


# --- adjectives and nouns ---------------------------------------------------------------------


def _adjective(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Want]:
    table = lexicon()["adjectives"]
    direction = table.get(clause.lemma) or table[clause.head.lower_]
    issue = next(
        (c for c in children(clause.head, "xcomp", "ccomp", "advcl", "obl") if c.i > clause.head.i),
        None,
    )
    if issue is None or clause.negated or clause.head.dep_ == "amod":
        return
    piece = _range(issue, clause)
    span = _span(clause, piece)
    for actor in bearers(reading, sentence, _subjects(clause)):
        yield Want(actor, piece, direction, span, clause.head.i, "adjective")


def _noun(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Want]:
    """As in "its desire to", "Oslo's interest in", "whose aim is", "has reason to fear"."""
    owners = _owners(reading, sentence, token)
    issue = _noun_issue(reading, sentence, token, owners)
    if issue is None or not owners:
        return
    lemma = token.lemma_.lower()
    infinitive = issue.pos_ in {"VERB", "ADJ"} or case_of(issue) == "for"
    if lemma in limit("infinitive_nouns") and not infinitive:
        return
    direction = lexicon()["nouns"][lemma]
    if issue.pos_ == "VERB" and direction == "seek":
        inner = lexicon()["verbs"].get(issue.lemma_.lower(), direction)
        direction = inner if inner in {"increase", "maintain", "prevent", "restrict"} else direction
    if any(c.lower_ == "no" for c in children(token, "det")):
        direction = "prevent"
    low, high = _range(issue, Clause(token))
    span = (min(token.left_edge.i, low), max(token.i + 1, high))
    for actor in bearers(reading, sentence, owners):
        yield Want(actor, (low, high), direction, span, token.i, "noun")


def _noun_issue(
    reading: Reading, sentence: Sentence, token: "Token", owners: "list[Token]"
) -> "Token | None":
    """What a noun of wanting is about: a "to" clause, the phrase behind it, or its predicate."""
    for c in (*children(token, "acl", "ccomp"), *(a for o in owners for a in children(o, "acl"))):
        if c.i > token.i and (Clause(c).infinitive or Clause(c).mark in {"that", "for", "of"}):
            return c
    towards = {"to", "against"} if lexicon()["nouns"][token.lemma_.lower()] == "counter" else set()
    for c in children(token, "nmod"):
        plain = reading.mention_of(sentence, c) is None or is_abstract(c)
        plain &= c.pos_ != "NUM" and c.lemma_.lower() not in CALENDAR
        if (
            case_of(c) in {"in", "for", "of", "over", "about", *towards}
            and c not in owners
            and plain
        ):
            return c
    verb = token.head
    if base(token.dep_) == "nsubj" and any(c.dep_ == "cop" for c in verb.children):
        return verb if verb.pos_ != "ADJ" else None
    if base(token.dep_) == "nsubj" and verb.lemma_ == "be":
        return next(iter(children(verb, "xcomp", "ccomp")), None)
    if base(token.dep_) == "nsubj" and verb.lemma_ in {"lie", "consist"}:
        return next((c for c in children(verb, "obl", "advcl") if case_of(c) in {"in", ""}), None)
    if token.dep_ == "obj":
        return next((c for c in children(verb, "xcomp", "advcl") if Clause(c).infinitive), None)
    return None


def _owners(reading: Reading, sentence: Sentence, token: "Token") -> "list[Token]":
    """Whose wish it is: the possessor, "of X", an adjective, or the subject of "has", "takes"."""
    found = children(token, "nmod:poss")
    if found and found[0].lower_ == "whose":
        before = [t for t in sentence.words if t.i < found[0].i and t.pos_ in {"NOUN", "PROPN"}]
        return before[-1:]
    if not found and children(token, "nsubj"):  # "is in favour of", or a verb taken for a noun
        return children(token, "nsubj")
    if not found:
        beside = [
            c for c in children(token, "nmod") if case_of(c) in {"of", "by", "from"} and c.i > token.i
        ]  # fmt: skip
        found = [c for c in beside if next(iter(actors_of(reading, sentence, c)), None)]
    found = found or [
        c for c in children(token, "amod", "compound") if reading.mention_of(sentence, c)
    ]
    verb = token.head
    if (
        not found and base(token.dep_) == "obl" and Clause(verb).passive
    ):  # "X's ties rest on the wish"
        found = [c for s in Clause(verb).subjects for c in children(s, "nmod:poss")]
    if found or token.dep_ != "obj" or verb.pos_ != "VERB":
        return found
    receivers = children(verb, "iobj") or [c for c in children(verb, "obj") if c.i < token.i]
    if verb.lemma_ in {"give", "provide", "offer"}:
        return receivers
    return Clause(verb).subjects if verb.lemma_ in {"have", "take", "feel", "make", "see", "express", "voice", "share"} else []  # fmt: skip


def _range(token: "Token", clause: Clause) -> tuple[int, int]:
    """The phrase of an issue without its governor and without a clause hung on by a comma."""
    return tight(token, without=clause.head)


def _span(clause: Clause, issue: tuple[int, int]) -> tuple[int, int]:
    """From the subject to the end of the issue, as far as it is not too long to be cited."""
    heads = children(clause.head, "nsubj", "expl")
    first = min(clause.head.i, issue[0], *(tight(h)[0] for h in heads))
    last = max(clause.head.i + 1, issue[1])
    first = first if last - first <= LONGEST else min(clause.head.i, issue[0])
    return first, max(min(last, first + LONGEST), issue[0] + 1)
