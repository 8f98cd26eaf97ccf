"""How a text says that an act was a message: constructions without a word such as "signal".

Takes a sentence and yields `Message`s: "the list was read in Lima as a threat", "the silence told
Lima that …", "Lima saw in the visit a threat", "their message is that …", "in Lima's eyes the
offer was an insult".  The words are in data/codebook/signals.toml.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from legation.coding.causal_ends import is_abstract, tight
from legation.coding.clauses import Clause, base, case_of, children
from legation.coding.parties import CALENDAR, actors_of, reference, sector_of
from legation.coding.reading import Reading, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

FAR: Final = 8  # tokens between a verb of reading and its "as"
POINTING: Final = frozenset({"this", "that", "it", "which", "these", "those", "both"})
WHERE: Final = frozenset({"in", "across", "at"})
TOWARDS: Final = frozenset({"to", "towards", "toward", "for", "at"})
EYES: Final = frozenset({"eye", "view", "opinion", "judgement", "judgment", "reading"})
AMOUNTING: Final = frozenset(
    {("to", "amount"), ("as", "serve"), ("as", "act"), ("as", "come"), ("for", "stand")}
)
SHOWING: Final = frozenset({"show", "prove", "suggest", "announce", "declare", "proclaim"})
STOPS: Final = frozenset({";", ":", "—", "–", "("})


@dataclass(frozen=True, slots=True)
class Message:
    """By tokens: the word that says it, the act, what it means, to whom, and who reads it so."""

    at: "Token"
    thing: "list[Token]"
    meaning: tuple[int, int]
    to: "list[Token]" = field(default_factory=list)
    readers: "list[Token]" = field(default_factory=list)


@cache
def lexicon() -> dict[str, frozenset[str]]:
    """data/codebook/signals.toml as sets, by table and key."""
    text = files("legation.data").joinpath("codebook/signals.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return {
        f"{t}.{key}": frozenset(words) for t, table in data.items() for key, words in table.items()
    }


def messages(reading: Reading, sentence: Sentence) -> Iterator[Message]:
    """Every message that a sentence tells in one of these ways."""
    words = lexicon()
    for clause in sentence.clauses:
        supposed = clause.mark in {"if", "whether", "unless"} or "would" in clause.modals
        if not clause.negated and not supposed:
            for key, construction in CONSTRUCTIONS.items():
                if clause.lemma in words[key]:
                    yield from construction(reading, sentence, clause)
    for token in sentence.words:
        if token.pos_ == "NOUN":
            yield from _nouns(reading, sentence, token)


def _nouns(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Message]:
    lemma = token.lemma_.lower()
    if lemma in lexicon()["nouns.points"]:
        yield from _point(sentence, token)
    if lemma in lexicon()["nouns.tokens"]:
        yield from _as_token(reading, sentence, token)
    elif _eyes(token):
        yield from _is(reading, sentence, token)


# --- what can be a message ------------------------------------------------------------------------


def is_act(reading: Reading, sentence: Sentence, token: "Token") -> bool:
    """Is it something done or left undone, and nobody who does?"""
    if token.lower_ in POINTING:
        return True
    if (
        token.pos_ not in {"NOUN", "PROPN", "VERB"}
        or token.lemma_.lower() in lexicon()["acts.documents"]
    ):
        return False
    mention = reading.mention_of(sentence, token)
    if token.pos_ == "VERB" or (
        mention is None and token.lemma_.lower() in lexicon()["acts.words"]
    ):
        return True
    return mention is None and is_abstract(token) and reference(reading, sentence, token) is None


def _inert(reading: Reading, sentence: Sentence, token: "Token") -> bool:
    """A common noun that stands for nobody who can act."""
    known = reading.mention_of(sentence, token) is not None or sector_of(token) is not None
    return token.pos_ == "NOUN" and not known


def _acts(reading: Reading, sentence: Sentence, heads: "list[Token]") -> "list[Token]":
    return [h for h in heads if is_act(reading, sentence, h)]


# --- reading and understanding --------------------------------------------------------------------


def _read(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Message]:
    """As in "was read by donors as a bill", "is taken to mean that …", "was meant to tell X that"."""
    head = clause.head
    described = [head.head] if head.dep_ in {"acl", "acl:relcl"} else []
    if clause.lemma == "strike":
        thing, passive = clause.subjects, False
    else:
        passive = clause.passive or (head.tag_ == "VBN" and not children(head, "obj"))
        thing = (clause.subjects or described) if passive else children(head, "obj")
    acts = _acts(reading, sentence, thing) or (described if passive else [])
    if not acts and passive and (clause.agents or _where(head)):
        acts = [t for t in thing if _inert(reading, sentence, t)]
    meaning = _behind_as(sentence, head) if acts or thing else None
    told: list[Token] = []
    if meaning is None and clause.lemma != "strike":
        inner = _meant(head)
        meaning = _told(sentence, inner) if inner is not None and acts else None
        told = [*children(inner, "iobj", "obj")] if inner is not None else []
    if meaning is None or (not acts and clause.lemma not in {"interpret", "construe"}):
        return
    readers = clause.agents if passive else clause.subjects
    if clause.lemma == "strike":
        readers = children(head, "obj")
    yield Message(head, acts or thing, meaning, told, [*readers, *_where(head)])


def _behind_as(sentence: Sentence, head: "Token") -> tuple[int, int] | None:
    """What follows the next "as" of a verb of reading, up to the end of its clause."""
    end = min(head.i + FAR, sentence.words.end)
    for token in head.doc[head.i + 1 : end]:
        if token.text in STOPS or (token.pos_ == "VERB" and token.head.i < head.i):
            return None
        if token.lower_ == "as" and token.dep_ in {"case", "mark", "advmod", "cc"}:
            last = max(token.head.right_edge.i + 1, token.i + 2)
            return _cut(head, token.i + 1, min(last, sentence.words.end))
    return None


def _meant(head: "Token") -> "Token | None":
    """The "to mean", "to say", "to signal" behind it."""
    for c in children(head, "xcomp", "advcl", "ccomp"):
        if c.i > head.i and Clause(c).infinitive and c.lemma_.lower() in lexicon()["verbs.meant"]:
            return c
    return None


def _told(sentence: Sentence, verb: "Token") -> tuple[int, int] | None:
    """What a verb of telling tells: its clause or object, else all that follows."""
    for c in children(verb, "ccomp", "xcomp", "obj", "parataxis", "advcl", "obl", "dep"):
        named = c.ent_type_ in {"GPE", "LOC", "PERSON", "ORG"} or c.pos_ == "PROPN"
        if c.i > verb.i and not (named and c.dep_ in {"obj", "iobj", "obl"}):
            first = min(c.left_edge.i, c.i)
            return _cut(verb, max(first, verb.i + 1), c.right_edge.i + 1)
    last = min(verb.right_edge.i + 1, sentence.words.end)
    return _cut(verb, verb.i + 1, last) if last > verb.i + 2 else None


def _cut(head: "Token", first: int, last: int) -> tuple[int, int] | None:
    """Without "that" and commas at its start, and up to a stop or a new clause behind a comma."""
    doc = head.doc
    while first < last and (doc[first].is_punct or doc[first].lower_ in {"that", "as"}):
        first += 1
    for i in range(first + 1, last):
        relative = (
            doc[i].text == "," and i + 1 < last and doc[i + 1].lower_ in {"which", "and", "but"}
        )
        if doc[i].text in {";", "—", "–"} or relative:
            last = i
            break
    while first < last and doc[last - 1].is_punct:
        last -= 1
    return (first, last) if last > first else None


def _where(head: "Token") -> "list[Token]":
    """Where it is read so: "in Lima", "across the border"."""
    near = [t for t in head.subtree if abs(t.i - head.i) < FAR]
    return [t for t in near if case_of(t) in WHERE and t.pos_ in {"NOUN", "PROPN"}]


def _seen_in(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Message]:
    """As in "Lima saw in the visit a threat", "read into the silence a promise"."""
    things = [t for p in ("in", "into") for t in clause.obliques.get(p, [])]
    things = [
        t
        for t in things
        if reading.mention_of(sentence, t) is None and t.lemma_.lower() not in CALENDAR
    ]
    if (
        not things
        or clause.passive
        or not any(r for s in clause.subjects for r in actors_of(reading, sentence, s))
    ):
        return
    thing = things[0]
    seen = [c for c in children(clause.head, "obj", "xcomp", "ccomp") if c != thing]
    if not seen or not (is_act(reading, sentence, thing) or thing.pos_ == "NOUN"):
        return
    first, last = tight(seen[0])
    if first <= thing.i < last:
        first = thing.right_edge.i + 1
    meaning = _cut(clause.head, first, last)
    if meaning is not None and thing.i < clause.head.i + FAR:
        yield Message(clause.head, [thing], meaning, [], clause.subjects)


# --- telling --------------------------------------------------------------------------------------


def _telling(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Message]:
    """An act that says, tells, means or shows something: "the silence told Lima that …"."""
    subjects = [s for s in clause.subjects if s.i < clause.head.i]
    lemma = clause.lemma
    to = [c for c in children(clause.head, "iobj", "obj") if reading.mention_of(sentence, c)]
    to += clause.obliques.get("to", [])
    acts = _acts(reading, sentence, subjects[:1])
    if not acts and lemma == "tell" and to:
        acts = [t for t in subjects[:1] if _inert(reading, sentence, t)]
    if (
        not acts
        or clause.passive
        or clause.infinitive
        or acts[0].lower_ in {"it", "these", "those"}
    ):
        return
    plain = acts[0].lower_ in POINTING or acts[0].lemma_.lower() not in lexicon()["acts.words"]
    clausal = bool(children(clause.head, "ccomp")) or lemma in {"signify", "convey"}
    told = clausal and (lemma in lexicon()["verbs.plain"] or bool(to))
    quoted = clause.head.doc[max(clause.head.i - 1, 0)].is_punct
    if ((plain or lemma in SHOWING) and not told) or (
        lemma in {"say", "tell"} and quoted and not to
    ):
        return
    meaning = _told(sentence, clause.head)
    if meaning is None or (meaning[1] - meaning[0] < 2 and lemma != "mean"):
        return
    yield Message(clause.head, acts, meaning, to, [])


def _concluded(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Message]:
    """As in "From the silence Lima concluded that …"."""
    things = _acts(reading, sentence, clause.obliques.get("from", []))
    said = children(clause.head, "ccomp")
    if things and said and not clause.passive:
        meaning = _cut(clause.head, said[0].left_edge.i, said[0].right_edge.i + 1)
        if meaning is not None:
            yield Message(clause.head, things[:1], meaning, [], clause.subjects)


def _clear(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Message]:
    """As in "The absence was deliberate: …", "they understood the visit at once: …"."""
    acts = _acts(reading, sentence, [*clause.subjects[:1], *children(clause.head, "obj")[:1]])
    acts = [t for t in acts if t.lower_ not in POINTING]
    colon = next((t.i for t in clause.head.doc[clause.head.i : sentence.words.end] if t.text == ":"), None)  # fmt: skip
    if acts and colon is not None and colon - clause.head.i < 2 * FAR:
        meaning = _cut(clause.head, colon + 1, sentence.words.end)
        if meaning is not None and meaning[1] - meaning[0] > 2:
            yield Message(clause.head, acts[:1], meaning, clause.obliques.get("to", []), [])


def _wished(_: Reading, sentence: Sentence, clause: Clause) -> Iterator[Message]:
    """As in "Lima wished it understood that …"; the act is what was told before."""
    doc, at = clause.head.doc, clause.head.i
    end = min(at + 9, sentence.words.end)
    words = [t.lower_ for t in doc[at:end]]
    if (
        "understood" not in words
        or "that" not in words
        or words.index("that") < words.index("understood")
    ):
        return
    that = doc[at + words.index("that")]
    meaning = _cut(clause.head, that.i + 1, max(that.head.right_edge.i + 1, that.i + 2))
    if meaning is not None:
        yield Message(clause.head, clause.subjects[:1], meaning, [], [])


# --- nouns ----------------------------------------------------------------------------------------


def _point(sentence: Sentence, token: "Token") -> Iterator[Message]:
    """As in "Their message was that …", "the reading in Lima is that …", "the point is clear: …"."""
    head = token.head
    if base(token.dep_) != "nsubj" or head.i < token.i:
        return
    copular = head.lemma_ == "be" or any(c.dep_ == "cop" for c in head.children)
    to = [c for c in children(token, "nmod") if case_of(c) in {"to", "for"}]
    readers = [c for c in children(token, "nmod") if case_of(c) in {"in", "of", "among"}]
    doc = token.doc
    if copular:
        that = next((t for t in doc[token.i + 1 : min(head.right_edge.i + 1, token.i + 20)] if t.lower_ == "that" and t.dep_ == "mark"), None)  # fmt: skip
        clausal = that is not None and any(
            t.lemma_ == "be" for t in doc[max(token.i, that.i - 2) : that.i]
        )
        if that is not None and clausal:
            meaning = _cut(
                token, that.i + 1, max(that.head.right_edge.i + 1, head.right_edge.i + 1)
            )
            if meaning is not None:
                yield Message(token, [token], meaning, to, readers)
            return
    colon = next((t.i for t in doc[token.i : min(token.i + 14, sentence.words.end)] if t.text == ":"), None)  # fmt: skip
    if colon is not None and colon + 2 < sentence.words.end:
        meaning = _cut(token, colon + 1, sentence.words.end)
        if meaning is not None:
            yield Message(token, [token], meaning, to, readers)


def _as_token(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Message]:
    """As in "The base was closed as a gesture towards X"; "the pact was a snub" said of an act."""
    verb = token.head
    to = [c for c in children(token, "nmod", "obl") if case_of(c) in TOWARDS]
    lemma = verb.lemma_.lower()
    case = case_of(token)
    if verb.pos_ == "VERB" and (case, lemma) in AMOUNTING:
        acts = _acts(reading, sentence, Clause(verb).subjects[:1])
        if acts and not Clause(verb).negated and not Clause(verb).modals & {"would", "could"}:
            yield Message(token, acts, tight(token), to, [])
        return
    if case == "as" and verb.pos_ == "VERB" and base(token.dep_) in {"obl", "nmod"}:
        if lemma not in lexicon()["reading.words"] | lexicon()["reading.calling"] and to:
            yield Message(token, [verb], tight(token), to, [])
        return
    plain = token.lemma_.lower() in lexicon()["nouns.words"]
    if (
        plain
        and (token.dep_ == "appos" or (case == "in" and verb.pos_ == "VERB"))
        and (to or _that(token))
    ):
        thing = verb if verb.pos_ == "VERB" or is_act(reading, sentence, verb) else verb.head
        yield Message(token, [thing], _that(token) or tight(token), to, [])
        return
    yield from _is(reading, sentence, token)


def _that(token: "Token") -> tuple[int, int] | None:
    """The clause behind "a sign that"."""
    for c in children(token, "acl", "ccomp"):
        if c.i > token.i and Clause(c).mark == "that":
            return _cut(token, c.left_edge.i, c.right_edge.i + 1)
    return None


def _is(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Message]:
    """As in "The pact was a snub", "in Lima's eyes the offer was an act of war"."""
    if not any(c.dep_ == "cop" for c in token.children) or Clause(token).negated:
        return
    to = [c for c in children(token, "nmod", "obl") if case_of(c) in TOWARDS]
    acts = [t for t in Clause(token).subjects if t.lemma_.lower() in lexicon()["acts.words"]]
    supposed = Clause(token).modals or not acts or acts[0].i > token.i
    if not supposed and reading.mention_of(sentence, acts[0]) is None:
        cop = max([c.i for c in token.children if c.dep_ == "cop"], default=token.left_edge.i)
        meaning = _cut(token, cop + 1, token.right_edge.i + 1)
        if meaning is not None:
            yield Message(token, acts[:1], meaning, to, _eyes(token))


def _eyes(token: "Token") -> "list[Token]":
    """Whose eyes it is seen with: "in Lima's eyes", "in the view of the union"."""
    seen = [c for c in token.subtree if c.lemma_.lower() in EYES and case_of(c) in {"in", "to"}]
    return [o for c in seen for o in children(c, "nmod:poss", "nmod")]


CONSTRUCTIONS: Final = {
    "reading.strong": _read,
    "reading.seeing": _seen_in,
    "reading.clear": _clear,
    "reading.wished": _wished,
    "verbs.telling": _telling,
    "verbs.concluding": _concluded,
}
