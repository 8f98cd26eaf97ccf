"""Causes and effects without a causal verb.

Takes a sentence and yields `Link`s for connectives ("because of", "given", "therefore"), means
("by keeping …"), purposes ("so that", "to dispel …"), nouns ("a reaction to", "an obstacle to"),
verdicts ("would be fruitless") and comparatives ("the more …, the less …").
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from legation.coding.causal_ends import (
    LONGEST,
    End,
    Piece,
    apart,
    core,
    is_abstract,
    is_agent,
    lexicon,
    main_before,
    marker,
    resolve,
    tight,
    trimmed,
    turned,
    words,
)
from legation.coding.causal_verbs import Link, flip
from legation.coding.clauses import Clause, base, case_of, children
from legation.coding.reading import Reading, Sentence
from legation.ontology import MechanismMode, Sign

if TYPE_CHECKING:
    from spacy.tokens import Token

MORE: Final = re.compile(
    r"\bthe ((more|less|fewer|greater|stronger|weaker|\w+er)\b.{3,120}?), the ((more|less|fewer|greater|stronger|weaker|\w+er)\b.{3,160})",
    re.IGNORECASE,
)
FEWER: Final = frozenset({"less", "fewer", "weaker", "lower", "smaller"})
REQUIRED: Final = frozenset(
    {"required", "needed", "necessary", "must", "need", "needs", "essential"}
)
LINKING: Final = frozenset({"remain", "become", "prove", "see", "regard", "consider", "view", "describe", "serve", "act"})  # fmt: skip
FRONTED: Final = re.compile(
    r"(?:Thanks to|Because of|Owing to|Due to|Given|As a (?:result|consequence) of|In (?:response|reaction) to|"
    r"(?P<order>In order to)) (?P<cause>[^,;]{4,120}), (?P<effect>[^,;]{8,220})"
)
UNTAGGED: Final = frozenset({"compound", "amod", "nmod", "ROOT", "appos", "flat", "dep", "obl"})
FUTILE: Final = re.compile(
    r"(?:^|, |\bthat )(\w+ing\b[^,;.]{5,110}?) (?:would|will|could|may|might)(?: \w+)? (?:be|prove) (?:an? )?(\w+)",
    re.IGNORECASE,
)
HENCE: Final = re.compile(
    r"\W*(therefore|hence|thus|as a result|consequently|accordingly|for this reason|"
    r"for that reason|that is why|this is why|as a consequence|in consequence)\b,?\s*",
    re.IGNORECASE,
)


def phrase_links(reading: Reading, sentence: Sentence) -> Iterator[Link]:
    """Every link of a sentence that no causal verb makes."""
    for token in sentence.words:
        dep = base(token.dep_)
        if dep in {"obl", "nmod", "advmod"} or token.dep_ == "ROOT":
            yield from _because_of(reading, sentence, token)
        if dep == "advcl" or (dep == "acl" and marker(token) in {"so that", "by"}):
            yield from _clause(reading, sentence, token)
        if token.lower_ == "given" and token.pos_ == "VERB":
            yield from _given(sentence, token)
        if token.pos_ in {"NOUN", "ADJ"}:
            yield from _predicate(reading, sentence, token)
    yield from _misread(reading, sentence)
    yield from _fronted(sentence)
    yield from _worried(reading, sentence)
    yield from _futile(sentence)
    yield from _therefore(reading, sentence)
    yield from _more(sentence)


# --- because of, given, by doing, so that -----------------------------------------------------


def _because_of(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Link]:
    case = case_of(token)
    if case in {"with", "without"}:
        yield from _opening(sentence, token, case)
        return
    if case == "as" and token.lemma_.lower() in words("nouns", "results"):
        inner = [c for c in children(token, "nmod") if case_of(c) in {"of", "to"}]
        if inner and token.head.lemma_.lower() not in LINKING:
            yield from _hung(sentence, token, End(sentence, tight(inner[0])))
        return
    if case not in words("connectives", "cause_after"):
        return
    cause = End(sentence, tight(token))
    subjects = children(token, "nsubj")
    if any(c.dep_ == "cop" for c in token.children) and subjects:  # "X is due to Y"
        first = next((c.i for c in token.children if c.dep_ == "case"), token.i)
        cause = End(sentence, trimmed(token.doc, first + 1, tight(token)[1]))
        cause = End(sentence, (_content(cause.piece, token), cause.piece[1]))
        effect = resolve(reading, sentence, subjects[0], Clause(token))
        if effect is not None and not is_agent(reading, sentence, subjects[0]):
            yield Link(cause, effect, "+", "causes", "connective")
    elif token.dep_ != "ROOT":
        yield from _hung(sentence, token, cause)


def _opening(sentence: Sentence, token: "Token", case: str) -> Iterator[Link]:
    """A sentence that opens with "with …" or "without …"."""
    if token.left_edge.i != sentence.words.start or token.head.pos_ not in {"VERB", "ADJ"}:
        return
    if case == "without" and Clause(token.head).modals & {"would", "could", "will", "can"}:
        yield from _lacking(sentence, token)
    after = token.right_edge.i + 1
    comma = token.doc[after : after + 1].text == ","
    if case == "with" and comma and token.head.pos_ == "VERB" and is_abstract(token):
        yield from _hung(sentence, token, End(sentence, tight(token)))


def _lacking(sentence: Sentence, token: "Token") -> Iterator[Link]:
    """As in "without air support the army would collapse"."""
    piece = _around(token.head, token)
    sign: Sign = "+" if Clause(token.head).negated else "-"
    if piece[1] - piece[0] > 1:
        yield Link(End(sentence, tight(token)), End(sentence, piece), sign, "enables", "connective")


def _content(piece: Piece, token: "Token") -> int:
    """Behind the words of a preposition: "because of X" → X."""
    first = piece[0]
    while first < token.i and token.doc[first].dep_ in {"fixed", "case"}:
        first += 1
    return first


def _clause(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Link]:
    clause, above = Clause(token), Clause(token.head)
    mark, after = marker(token), token.i > token.head.i
    if mark == "because" or (mark in {"since", "as"} and _reason(sentence, clause)):
        yield from _hung(sentence, token, End(sentence, tight_clause(token)))
    elif mark == "by" and token.tag_ == "VBG" and "VERB" in {above.head.pos_, above.head.head.pos_}:
        yield from _means(sentence, token)
    elif mark in {"so that", "in order that"} and after:
        effect, sign = turned(token, "+")
        yield Link(
            End(sentence, _deed(token)), End(sentence, tight_clause(effect)), sign, "causes", "purpose"
        )  # fmt: skip
    elif mark.endswith("to") and after:
        yield from _purpose(reading, sentence, token)
    elif mark == "in order to" and REQUIRED & {t.lower_ for t in above.head.subtree}:
        yield Link(End(sentence, tight_clause(token)), End(sentence, _around(above.head, token)), "+", "motivates", "purpose")  # fmt: skip


def _given(sentence: Sentence, token: "Token") -> Iterator[Link]:
    """As in "given the drought, prices will rise", wherever the parse hangs it."""
    inner = [c for c in children(token, "obj", "ccomp") if c.i > token.i]
    above = token.head
    while above.pos_ not in {"VERB", "AUX"} and above.head != above:
        above = above.head
    set_off = token.i == sentence.words.start or token.doc[token.i - 1].text == ","
    if not inner or above.i == token.i or not (set_off or token.dep_ == "advcl"):
        return
    piece = _around(above, token)
    if piece[1] - piece[0] > 1:
        bad = Clause(above).negated or _undone(above)
        yield Link(
            End(sentence, tight(inner[0])),
            End(sentence, piece),
            "-" if bad else "+",
            "causes",
            "connective",
        )


def _reason(sentence: Sentence, clause: Clause) -> bool:
    """A clause with "as" or "since" is a reason where it says what somebody wants, fears or lacks."""
    fronted = clause.head.left_edge.i == sentence.words.start
    return (fronted or apart(clause.head)) and clause.lemma in words("verbs", "motives")


def tight_clause(token: "Token") -> Piece:
    """A clause without its mark and what a comma hangs on it."""
    first, last = tight(token)
    while first < token.i and token.doc[first].dep_ in {"mark", "fixed", "advmod", "cc"}:
        first += 1
    return trimmed(token.doc, first, last)


def _hung(sentence: Sentence, token: "Token", cause: End) -> Iterator[Link]:
    """The governing clause without what hangs on it is the effect."""
    head = token.head
    if marker(head) == "by" and head.dep_ == "advcl":  # "rose by doing X due to Y"
        head = head.head
    clause = Clause(head)
    if head.pos_ not in {"VERB", "AUX"} and not any(c.dep_ == "cop" for c in head.children):
        piece = trimmed(head.doc, head.left_edge.i, min(tight(head)[1], token.left_edge.i))
        sign: Sign = "+"
    else:
        piece = _around(head, token)
        bad = clause.negated or clause.lemma in words("verbs", "negative")
        sign = "-" if bad or _undone(head) else "+"
    if piece[1] - piece[0] >= 1 and cause.piece[1] > cause.piece[0]:
        mode: MechanismMode = "motivates" if _acts(clause) else "causes"
        yield Link(cause, End(sentence, piece), sign, mode, "connective")


def _undone(head: "Token") -> bool:
    """Is what is said to be, a failing: "remains unanswered", "is impossible"?"""
    told = [head, *children(head, "xcomp")]
    return any(t.pos_ in {"ADJ", "VERB"} and re.match(r"(?:un|im)\w{4,}(?:ed|ible|able)\Z", t.lower_) for t in told)  # fmt: skip


def _around(head: "Token", token: "Token") -> Piece:
    """Subject, verb and objects of a clause, up to the words that give its cause."""
    first, last = head.i, head.i + 1
    for c in head.children:
        if c.i == token.i or base(c.dep_) in {"conj", "parataxis", "advcl", "cc", "punct", "mark"}:
            continue
        if c.right_edge.i + 1 < head.i and c.doc[c.right_edge.i + 1].text == ",":  # "In fact, …"
            continue
        low, high = tight(c)
        first, last = min(first, low), max(last, high)
    low, high = token.left_edge.i, token.right_edge.i + 1
    if low <= first:
        first = max(first, high)
    elif low < last:
        last = low
    return trimmed(head.doc, first, min(last, first + LONGEST))


def _acts(clause: Clause) -> bool:
    return any(s.ent_type_ in {"PER", "LOC", "ORG", "NORP", "GPE"} for s in clause.subjects)


def _means(sentence: Sentence, token: "Token") -> Iterator[Link]:
    """As in "regained ground by keeping quiet": the means is the cause."""
    head = token.head if token.head.pos_ == "VERB" else token.head.head
    if head.lemma_.lower() in words("verbs", "speech"):
        return
    first, last = head.i, tight_end(head, token)
    if token.i < head.i:
        last = tight(head)[1]
    if last - first > 1:
        cause = trimmed(token.doc, token.i, tight(token)[1])
        target, sign = turned(head, "+")
        piece = trimmed(head.doc, first, last) if target is head else tight(target)
        piece = (piece[0], min(piece[1], last)) if token.i > head.i else piece
        if piece[1] > piece[0]:
            yield Link(End(sentence, cause), End(sentence, piece), sign, "causes", "means")


def tight_end(head: "Token", token: "Token") -> int:
    """Where the words of a verb end before those of a clause behind it."""
    return min(head.right_edge.i + 1, token.left_edge.i, head.i + LONGEST)


def _deed(token: "Token") -> Piece:
    """What is done for a purpose: the governing clause up to it."""
    head = token.head
    while head.pos_ not in {"VERB", "AUX"} and head.head != head:
        head = head.head
    heads = children(head, "nsubj")
    if not heads and head.dep_ in {"xcomp", "ccomp"}:  # "wants the port to reopen so that …"
        heads = [c for c in children(head.head, "obj") if c.i < head.i]
    first = heads[0].left_edge.i if heads else head.i
    return trimmed(head.doc, max(first, token.left_edge.i - LONGEST), token.left_edge.i)


def _purpose(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Link]:
    """As in "offers guarantees to dispel fears", "in order to keep the peace, talks are needed"."""
    entries = lexicon()["table"].get(token.lemma_.lower())
    head = token.head
    if not entries or head.pos_ != "VERB" or head.lemma_.lower() in words("verbs", "speech"):
        return
    objects = children(token, "obj")
    if not objects or not children(head, "obj") or is_agent(reading, sentence, objects[0]):
        return
    effect, sign = turned(token, "+")
    if effect is token:
        effect = objects[0]
    if is_abstract(effect):
        yield Link(End(sentence, _deed(token)), End(sentence, tight(effect)), sign, "causes", "purpose")  # fmt: skip


# --- nouns and verdicts -----------------------------------------------------------------------


def _predicate(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Link]:
    """Links as in "X is a result of Y", "seen as an obstacle to Y", "X has an impact on Y"."""
    lemma = token.lemma_.lower()
    if lemma in words("nouns", "impacts") and base(token.dep_) in {"obj", "obl"}:
        yield from _impact(reading, sentence, token)
    if lemma in words("nouns", "impacts") and lemma not in {"part", "role"}:
        yield from _nominal(reading, sentence, token)
    subject = _of_predicate(token)
    if subject is None or is_agent(reading, sentence, subject):
        return
    named = resolve(reading, sentence, subject, Clause(token))
    if named is None:
        return
    if lemma in words("nouns", "futile"):
        yield from _verdict(sentence, token, named, subject)
        return
    yield from _complement(sentence, token, named)


def _complement(sentence: Sentence, token: "Token", named: End) -> Iterator[Link]:
    """What a predicate of cause or effect has behind it: "of Y", "to Y"."""
    inner = next(
        (c for c in children(token, "nmod", "obl", "acl", "advcl", "xcomp") if c.i > token.i), None
    )
    if inner is None or Clause(token).negated:
        return
    lemma, case = token.lemma_.lower(), case_of(inner)
    end = End(sentence, tight_clause(inner))
    if lemma in words("nouns", "results") and case in {"of", "to", "from"}:
        yield Link(end, named, "+", "causes", "noun")
    elif lemma in words("nouns", "obstacles") and case in {"to", "for", "on", "of", "against"}:
        yield Link(named, end, "-", "causes", "noun")
    elif lemma in words("nouns", "sources") and case in {"of", "for", "behind", "in", "to"}:
        yield Link(named, end, "+", "causes", "noun")
    elif lemma in words("nouns", "dangers") and case in {"to", "for", "of"}:
        yield Link(named, End(sentence, (token.i, end.piece[1])), "+", "causes", "noun")
    elif lemma in words("nouns", "vital") and case in {"to", "for"} and token.pos_ == "ADJ":
        yield Link(named, end, "+", "enables", "noun")


def _of_predicate(token: "Token") -> "Token | None":
    """The subject that a noun or adjective is said of: "X is …", "X is seen as …", "X remains …"."""
    heads = children(token, "nsubj", "csubj")
    if heads and any(c.dep_ == "cop" for c in token.children):
        return heads[0]
    head = token.head
    if base(token.dep_) in {"xcomp", "obl", "obj"} and head.lemma_.lower() in LINKING:
        if base(token.dep_) == "obl" and case_of(token) != "as":
            return None
        found = children(head, "nsubj", "csubj")
        return found[0] if found and (Clause(head).passive or case_of(token) == "as" or token.dep_ != "obj") else None  # fmt: skip
    return None


def _verdict(sentence: Sentence, token: "Token", named: End, subject: "Token") -> Iterator[Link]:
    """As in "talking too early would be fruitless"."""
    hedged = Clause(token).modals & {"would", "could", "may", "might", "will"}
    if hedged and (subject.pos_ == "VERB" or is_abstract(subject)) and not Clause(token).negated:
        yield Link(named, End(sentence, (token.i, token.i + 1)), "-", "causes", "verdict")


def _impact(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Link]:
    verb = token.head
    if verb.lemma_.lower() not in {"have", "play", "exert", "exercise"}:
        return
    heads = Clause(verb).subjects
    inner = [c for c in (*children(token, "nmod"), *children(verb, "obl")) if case_of(c) in {"in", "on", "upon", "for"}]  # fmt: skip
    if not heads or not inner or is_agent(reading, sentence, heads[0]):
        return
    named = resolve(reading, sentence, heads[0], Clause(verb))
    if named is not None and not Clause(verb).negated:
        bad = any(c.lower_ in words("nouns", "bad") for c in token.children)
        yield Link(named, End(sentence, tight(inner[0])), "-" if bad else "+", "causes", "noun")


def _nominal(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Link]:
    """As in "the impact of the war on trade", "the drought's effect on prices"."""
    causes = [c for c in children(token, "nmod", "nmod:poss") if case_of(c) in {"of", ""} or c.dep_ == "nmod:poss"]  # fmt: skip
    near = [c for n in (token, *causes) for c in children(n, "nmod")]
    effects = [c for c in near if case_of(c) in {"on", "upon"}]
    if not causes or not effects or is_agent(reading, sentence, causes[0]):
        return
    cause, effect = tight(causes[0], without=effects[0]), tight(effects[0])
    if is_abstract(causes[0]) and cause[1] > cause[0] and effect[1] > effect[0]:
        bad = any(c.lower_ in words("nouns", "bad") for c in token.children)
        yield Link(End(sentence, cause), End(sentence, effect), "-" if bad else "+", "causes", "noun")  # fmt: skip


def _futile(sentence: Sentence) -> Iterator[Link]:
    """The same verdict where the parse misses the gerund."""
    match = FUTILE.search(sentence.text)
    if match is not None and match.group(2).lower() in words("nouns", "futile"):
        cause, effect = (_tokens(sentence, *match.span(n)) for n in (1, 2))
        if cause[1] > cause[0] and effect[1] > effect[0]:
            yield Link(End(sentence, cause), End(sentence, effect), "-", "causes", "verdict")


def _fronted(sentence: Sentence) -> Iterator[Link]:
    """A sentence that opens with its cause, wherever the parse hangs it."""
    match = FRONTED.match(sentence.text)
    if match is None:
        return
    effect_words = set(match["effect"].lower().split())
    if match["order"] and not REQUIRED & {w.strip(".") for w in effect_words}:
        return
    cause, effect = (_tokens(sentence, *match.span(name)) for name in ("cause", "effect"))
    if cause[1] > cause[0] and effect[1] - effect[0] > 2:
        sign: Sign = "-" if effect_words & {"not", "never", "cannot", "unlikely"} else "+"
        yield Link(End(sentence, cause), End(sentence, effect), sign, "causes", "connective")


@cache
def _forms() -> dict[str, tuple[Sign, bool]]:
    """Finite forms of causal verbs → (sign, does the verb belong to the effect)."""
    found: dict[str, tuple[Sign, bool]] = {}
    weak = words("verbs", "weak")
    for lemma, entries in lexicon()["table"].items():
        if entries[0][0] or lemma in weak or lemma.endswith("y"):
            continue
        past = lemma + "d" if lemma.endswith("e") else lemma + "ed"
        for form in (lemma + "s", past):
            found[form] = (entries[0][1], lemma in words("verbs", "whole"))
    return found


def _misread(reading: Reading, sentence: Sentence) -> Iterator[Link]:
    """A causal verb that the parse takes for a noun, in a sentence left without a verb."""
    root = sentence.words.root
    if root.pos_ in {"VERB", "AUX"} and children(root, "nsubj", "csubj", "expl"):
        return
    doc, start, end = root.doc, sentence.words.start, sentence.words.end
    for token in doc[start + 1 : end - 1]:
        form = _forms().get(token.lower_)
        behind = doc[token.i + 1].pos_ in {"DET", "ADJ", "NOUN", "PROPN", "PRON"}
        if form is None or token.dep_ not in UNTAGGED or not behind:
            continue
        described = doc[token.i - 1].pos_ == "ADJ" and doc[token.i - 2].pos_ == "DET"
        if not described and doc[token.i - 1].pos_ not in {"NOUN", "PROPN", "PUNCT", "VERB"}:
            continue
        cause = trimmed(doc, start, token.i)
        named = next((t for t in doc[slice(*cause)] if t.pos_ in {"NOUN", "PROPN"} and (t.i + 1 == token.i or doc[t.i + 1].pos_ not in {"NOUN", "PROPN"})), None)  # fmt: skip
        if named is None or is_agent(reading, sentence, named) or not is_abstract(named):
            continue
        stop = next((t.i for t in doc[token.i + 1 : end] if t.is_punct), end)
        first = token.i if form[1] else token.i + 1
        effect = End(sentence, trimmed(doc, first, min(stop, first + LONGEST)))
        yield Link(End(sentence, cause), effect, form[0], "causes", "verb")
        return


def _worried(reading: Reading, sentence: Sentence) -> Iterator[Link]:
    """As in "the talks worried Oslo", where the parse takes "worried" for an adjective."""
    emotions = words("verbs", "whole") | words("verbs", "soothing")
    for token in sentence.words:
        low = token.lower_
        if token.pos_ not in {"ADJ", "VERB"} or not low.endswith("ed"):
            continue
        if token.pos_ == "VERB" and token.dep_ != "amod":
            continue
        before = token.doc[token.i - 1] if token.i > sentence.words.start + 1 else None
        verb = {low[:-1], low[:-2], re.sub("ied$", "y", low)} & emotions
        felt = children(token, "obj") or ([token.head] if token.dep_ == "amod" else [])
        if before is None or not verb or not felt or felt[0].i < token.i:
            continue
        if reading.mention_of(sentence, felt[0]) is None:
            continue
        piece = (0, 0)
        if before.lower_ == "which":
            piece = main_before(sentence, sentence.words.root, before.i)
        elif before.pos_ in {"NOUN", "PROPN"} and before.i - sentence.words.start < LONGEST:
            piece = trimmed(token.doc, sentence.words.start, token.i)
        if piece[1] > piece[0]:
            effect = End(sentence, (token.i, felt[0].i + 1))
            yield Link(End(sentence, piece), effect, "+", "causes", "verb")


# --- from sentence to sentence ----------------------------------------------------------------


def _therefore(reading: Reading, sentence: Sentence) -> Iterator[Link]:
    """What the sentence before says brings about what this one does."""
    match = HENCE.match(sentence.text)
    root = sentence.words.root
    if match is None or root.lemma_.lower() in words("verbs", "speech") or not sentence.index:
        return
    before = reading.sentences[sentence.index - 1]
    if len(before.words) < 5 or root.pos_ not in {"VERB", "ADJ", "NOUN"}:
        return
    first, last = core(sentence)
    skipped = next(
        (t.i for t in sentence.words if t.idx >= sentence.words.start_char + match.end()), first
    )
    piece = trimmed(root.doc, max(first, skipped), last)
    if piece[1] - piece[0] > 1:
        sign = flip("+") if Clause(root).negated else "+"
        mode: MechanismMode = "motivates" if _acts(Clause(root)) else "causes"
        yield Link(End(before, core(before)), End(sentence, piece), sign, mode, "therefore")


def _more(sentence: Sentence) -> Iterator[Link]:
    """Links as in "the more …, the less …"."""
    match = MORE.search(sentence.text) if ", the " in sentence.text else None
    if match is None:
        return
    pieces = [_tokens(sentence, *match.span(n)) for n in (1, 3)]
    if all(p[1] > p[0] for p in pieces):
        down = [match.group(n).lower() in FEWER for n in (2, 4)]
        sign: Sign = "-" if down[0] != down[1] else "+"
        cause, effect = (End(sentence, p) for p in pieces)
        yield Link(cause, effect, sign, "causes", "comparative")


def _tokens(sentence: Sentence, start: int, end: int) -> Piece:
    first = sentence.words.start_char
    inside = [t.i for t in sentence.words if start <= t.idx - first < end]
    return trimmed(sentence.words.doc, inside[0], inside[-1] + 1) if inside else (0, 0)
