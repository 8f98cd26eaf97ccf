"""Causal verbs: "X raises Y", "X is fuelled by Y", "X allows Y to act", "…, weakening Y".

Takes one clause and yields `Link`s: the cause is what the verb's subject names, the effect what its
object or named preposition does.  People, states and groups that act are no causes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from legation.coding.causal_ends import (
    LONGEST,
    End,
    apart,
    core,
    is_abstract,
    is_agent,
    lexicon,
    resolve,
    tight,
    trimmed,
    turned,
    words,
)
from legation.coding.clauses import Clause, base, case_of, children
from legation.coding.reading import Reading, Sentence
from legation.ontology import MechanismMode, Sign

if TYPE_CHECKING:
    from spacy.tokens import Token

RAISING: Final = frozenset(
    {
        "seem", "appear", "tend", "continue", "help", "threaten", "serve", "begin", "start", "come",
        "aim", "mean", "design", "expect", "likely", "bind", "set", "unlikely", "able", "go", "act", "intend", "seek",
    }
)  # fmt: skip
LOCAL: Final = frozenset({"in", "among", "within", "to", "on", "about", "for", "between", "over"})


@dataclass(frozen=True, slots=True)
class Link:
    """A cause and an effect, and what they were read off."""

    cause: End
    effect: End
    sign: Sign
    mode: MechanismMode
    how: str


def flip(sign: Sign) -> Sign:
    """The other sign."""
    return "-" if sign == "+" else "+"


def verb_links(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Link]:
    """What the clause's verb says is brought about, one link an effect."""
    if clause.lemma in {"make", "render"}:
        yield from _made_likely(reading, sentence, clause)
        return
    entries = lexicon()["table"].get(clause.lemma)
    if not entries or clause.head.pos_ != "VERB" or clause.mark in {"if", "unless", "whether"}:
        return
    cause = _cause(reading, sentence, clause)
    if cause is None:
        return
    for preps, sign in entries:
        found = _effect(reading, sentence, clause, preps)
        if found is None:
            continue
        effect, head, whole = found
        felt = whole and clause.lemma in words("verbs", "felt")
        final: Sign = "+" if whole and (sign == "+" or felt) else sign
        if not whole:
            inner, final = turned(head, sign)
            effect = effect if inner is head else End(sentence, tight(inner))
        signed = _negated(clause, final)
        if signed is not None and not _same(cause, effect):
            yield Link(cause, effect, signed, _mode(clause, head), "verb")
        return


def _made_likely(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Link]:
    """As in "makes a return less likely", "rendered the treaty meaningless"."""
    verdicts = words("verbs", "harder") | words("verbs", "easier")
    behind = clause.head.doc[clause.head.i + 1 : clause.head.i + 1 + LONGEST]
    verdict = next((t for t in behind if t.lower_ in verdicts), None)
    cause = _cause(reading, sentence, clause)
    if verdict is None or cause is None or clause.negated or verdict.i < clause.head.i + 2:
        return
    last = verdict.i
    while verdict.doc[last - 1].lower_ in {"less", "more", "much", "far", "even", "so", "very"}:
        last -= 1
    piece = trimmed(verdict.doc, clause.head.i + 1, last)
    if piece[1] == piece[0] + 1 and verdict.doc[piece[0]].lower_ == "it":
        piece = _extraposed(sentence, verdict)
    if piece[1] > piece[0] and not _same(cause, End(sentence, piece)):
        less = verdict.doc[verdict.i - 1].lower_ == "less"
        sign: Sign = "-" if less != (verdict.lower_ in words("verbs", "harder")) else "+"
        yield Link(cause, End(sentence, piece), sign, "causes", "verb")


def _extraposed(sentence: Sentence, verdict: "Token") -> tuple[int, int]:
    """As in "made it harder for exiles to return": what stands behind the verdict."""
    doc, first = verdict.doc, verdict.i + 1
    stop = next((t.i for t in doc[first : sentence.words.end] if t.is_punct), sentence.words.end)
    return trimmed(doc, first, min(stop, first + LONGEST))


def _same(a: End, b: End) -> bool:
    shared = min(a.piece[1], b.piece[1]) - max(a.piece[0], b.piece[0])
    return a.sentence is b.sentence and shared > 0


def _negated(clause: Clause, sign: Sign) -> Sign | None:
    """Not to allow is to hinder; what does not cause something is no mechanism."""
    if clause.negated:
        return flip(sign) if clause.lemma in words("verbs", "enables") else None
    above = next(clause.governors(), None)
    if above is not None and clause.head.dep_ == "xcomp":
        if above.lemma in words("verbs", "negative") or above.lemma == "unlikely":
            return flip(sign)
        if above.negated:
            return None
    return sign


# --- causes -----------------------------------------------------------------------------------


def _cause(reading: Reading, sentence: Sentence, clause: Clause) -> End | None:
    if clause.passive:
        by = clause.obliques.get("by", [])
        return _named(reading, sentence, by[0], clause) if by else None
    head = clause.head
    if head.dep_ == "advcl" and head.tag_ == "VBG" and not clause.mark:
        return _main(reading, sentence, head)
    if head.dep_ == "acl" and head.tag_ == "VBG" and apart(head):
        return _told_before(sentence, head)
    subject = _subject(clause)
    if subject is None:
        return None
    cleft = _cleft(subject, head)
    if cleft is not None:
        return End(sentence, tight(cleft))
    return _named(reading, sentence, subject, clause)


def _subject(clause: Clause) -> "Token | None":
    """The subject of this verb, of the one it is joined to, or of "tends to"."""
    head = clause.head
    own = _own_subjects(head)
    if own:
        relative = own[0].lower_ in {"that", "which"} and base(head.dep_) == "acl"
        return head.head if relative and not (apart(head) and own[0].lower_ == "which") else own[0]
    governor = head.head
    if governor.i == head.i:
        return None
    raising = governor.lemma_.lower() in RAISING
    if head.dep_ == "conj" or (head.dep_ in {"xcomp", "advcl", "ccomp"} and raising):
        return _subject(Clause(governor)) if governor.pos_ in {"VERB", "ADJ", "AUX"} else None
    return None


def _own_subjects(head: "Token") -> "list[Token]":
    """Subjects of this verb; "from its viewpoint, the talks …" has a phrase before the subject."""
    own = children(head, "nsubj")
    if own and case_of(own[0]) == "from":
        own = [c for c in children(own[0], "conj") if c.i < head.i]
    own = own or [c for c in children(head, "csubj") if c.i < head.i]
    return own or [c for c in children(head, "expl") if c.lower_ == "it"]


def _cleft(noun: "Token", verb: "Token") -> "Token | None":
    """As in "the event that angered Oslo was the vote": the vote."""
    if noun.i > verb.i or base(noun.dep_) != "nsubj" or base(verb.dep_) != "acl":
        return None
    predicate = noun.head
    copula = any(c.dep_ == "cop" for c in predicate.children)
    generic = {"event", "thing", "factor", "issue", "point", "development", "reason"}
    return predicate if copula and noun.lemma_.lower() in generic else None


def _named(reading: Reading, sentence: Sentence, token: "Token", clause: Clause) -> End | None:
    if token.lower_ in {
        "what",
        "who",
        "there",
        "nothing",
        "nobody",
        "everything",
        "other",
        "others",
        "several",
    }:
        return None
    if is_agent(reading, sentence, token):
        return None
    weak = clause.lemma in words("verbs", "weak")
    plain = token.pos_ in {"NOUN", "PROPN"}
    described = base(clause.head.dep_) == "acl" and clause.head.head.i == token.i
    if (weak or described) and plain and not is_abstract(token):
        return None
    if token.lemma_.lower() in words("abstract", "aims") and clause.infinitive:
        return None
    return resolve(reading, sentence, token, clause)


def _main(reading: Reading, sentence: Sentence, participle: "Token") -> End | None:
    """As in "…, weakening Y": what the main clause says does it."""
    main = participle.head
    behind = participle.i > main.i and apart(participle)
    speaking = main.lemma_.lower() in words("verbs", "speech")
    if not behind or speaking or main.pos_ != "VERB":
        return None
    subject = _subject(Clause(main))
    if subject is not None and not is_agent(reading, sentence, subject) and is_abstract(subject):
        return resolve(reading, sentence, subject, Clause(main))
    first, last = core(sentence, main)
    return End(sentence, trimmed(main.doc, first, min(last, participle.left_edge.i)))


def _told_before(sentence: Sentence, participle: "Token") -> End | None:
    """As in "Sanctions backfired, driving Y closer", where the parse takes the main verb for a noun's."""
    noun = participle.head
    told = [c for c in noun.children if noun.i < c.i < participle.i and c.tag_ in {"VBN", "VBD"}]
    if not told or noun.dep_ != "ROOT":
        return None
    piece = trimmed(noun.doc, sentence.words.start, participle.left_edge.i)
    return End(sentence, piece) if 1 < piece[1] - piece[0] <= LONGEST else None


# --- effects ----------------------------------------------------------------------------------


def _effect(
    reading: Reading, sentence: Sentence, clause: Clause, preps: frozenset[str]
) -> "tuple[End, Token, bool] | None":
    """(the effect, its head, does the verb itself belong to it)."""
    head = clause.head
    if clause.passive:
        heads = children(head, "nsubj") or clause.subjects
        return _kept(reading, sentence, clause, heads[0]) if heads else None
    if preps:
        heads = [t for p in sorted(preps) for t in clause.obliques.get(p, [])]
        if not heads or children(head, "obj"):
            return None
        return _kept(reading, sentence, clause, heads[0])
    objects = children(head, "obj") or clause.objects
    complement = next(iter(children(head, "xcomp", "ccomp")), None) or _infinitive(clause)
    if objects:
        moved = _moved(sentence, clause, objects[0], complement)
        if moved is not None:
            return moved
        return _kept(reading, sentence, clause, objects[0])
    if complement is not None and complement.i > head.i:
        inner, _ = turned(complement, "+")
        if inner.pos_ == "VERB" or is_abstract(inner):
            return End(sentence, tight(complement)), complement, False
    return None


def _infinitive(clause: Clause) -> "Token | None":
    """The "to" clause behind a verb that moves or enables, whatever the parse calls it."""
    if clause.lemma not in words("verbs", "enables") | words("verbs", "moving"):
        return None
    after = [c for c in children(clause.head, "advcl", "csubj", "obl") if c.i > clause.head.i]
    return next((c for c in after if Clause(c).infinitive and c.pos_ == "VERB"), None)


def _moved(
    sentence: Sentence, clause: Clause, obj: "Token", complement: "Token | None"
) -> "tuple[End, Token, bool] | None":
    """Somebody who is moved or enabled to do something: both belong to the effect."""
    for o in (*clause.objects, *clause.obliques.get("with", [])):
        if o.lemma_.lower() in words("pretexts", "words") | words("pretexts", "chances"):
            return _excused(sentence, clause, o)
    moves = clause.lemma in words("verbs", "moving") or clause.lemma in words("verbs", "enables")
    inner = complement or next((c for c in children(obj, "acl") if Clause(c).infinitive), None)
    if inner is None and clause.lemma in {"bring", "draw", "push", "drive", "force", "turn"}:
        inner = next((c for c in children(clause.head, "obl", "advmod") if c.i > obj.i), None)
    if inner is None:
        from_ = clause.obliques.get("from", [])
        inner = from_[0] if from_ else None
    if not moves or inner is None or inner.i < obj.i:
        return None
    first, last = obj.left_edge.i, tight(inner)[1]
    return End(sentence, trimmed(obj.doc, first, last)), clause.head, True


def _excused(
    sentence: Sentence, clause: Clause, pretext: "Token"
) -> "tuple[End, Token, bool] | None":
    """What there is a reason or a chance for: "an excuse for blaming X", "a basis for X to act"."""
    hung = [c for c in children(pretext, "acl", "nmod", "advcl") if c.i > pretext.i]
    later = [c for c in children(clause.head, "advcl", "xcomp") if c.i > pretext.i]
    found = hung[:1] + [c for c in (*hung[1:], *later) if Clause(c).infinitive]
    if not found:
        return None
    first, last = min(tight(c)[0] for c in found), max(tight(c)[1] for c in found)
    while first < last and pretext.doc[first].dep_ in {"mark", "case"}:
        first += 1
    return End(sentence, trimmed(pretext.doc, first, last)), pretext, True


def _kept(
    reading: Reading, sentence: Sentence, clause: Clause, head: "Token"
) -> "tuple[End, Token, bool] | None":
    """An object as an effect: a state of affairs, or somebody to whom the verb does something."""
    if head.pos_ == "PRON" and not _does(clause):
        return None
    if _does(clause):
        low, high = tight(head, without=clause.head)
        verb = clause.head.i
        return End(sentence, (min(low, verb), max(high, verb + 1))), clause.head, True
    if is_agent(reading, sentence, head):
        if clause.lemma not in words("verbs", "felt") or clause.passive:
            return None
        low, high = tight(head, without=clause.head)
        piece = (min(low, clause.head.i), max(high, clause.head.i + 1))
        return End(sentence, piece), clause.head, True
    if clause.lemma in words("verbs", "weak") and not is_abstract(head):
        return None
    first, last = tight(head, without=clause.head)
    inner, _ = turned(head, "+")
    if inner is head and not clause.passive:
        last = _place_of(clause, head, last)
    return End(sentence, (first, last)), head, False


def _does(clause: Clause) -> bool:
    return clause.lemma in words("verbs", "whole") or clause.lemma in words("verbs", "soothing")


def _place_of(clause: Clause, head: "Token", last: int) -> int:
    """ "caused disturbance in the Senate": where a short object's effect is felt."""
    for c in children(clause.head, "obl"):
        if c.left_edge.i in {last, last + 1} and case_of(c) in LOCAL and last - head.i <= 3:
            return tight(c)[1]
    return last


def _mode(clause: Clause, head: "Token") -> MechanismMode:
    inner = next(iter(children(clause.head, "xcomp", "ccomp")), None)
    justified = words("verbs", "justifies")
    if head.lemma_.lower() in words("pretexts", "words") or clause.lemma in justified:
        return "justifies"
    if inner is None:
        inner = next((c for o in clause.objects for c in children(o, "acl")), None)
    if clause.lemma in words("verbs", "enables"):
        return "justifies" if inner is not None and inner.lemma_.lower() in justified else "enables"
    if head.lemma_.lower() in words("pretexts", "chances"):
        return "enables"
    return "motivates" if clause.lemma in words("verbs", "motivates") else "causes"
