"""Whose statement is it: every attribution of a document, found once and shared by the coders.

Takes a `Reading` and returns `Attribution`s: the speaker, the cue, and the exact characters of the
content.  Quotations of any style, reported clauses before, around and behind the cue, "according
to", statements named by a noun, and a speaker who goes on in the next sentence are covered.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, base, case_of, children, phrase
from legation.coding.parties import actors_of, reference
from legation.coding.reading import Reading, Sentence
from legation.ontology import Polarity
from legation.records import ActorRef, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

QUOTES: Final = re.compile(r"“[^“”]{2,2000}”|\"[^\"]{2,2000}\"|«[^«»]{2,2000}»|„[^„“”]{2,2000}[“”]")
CLOSERS: Final = "”\"»“"
PAST_QUOTE: Final = 4  # a quotation of fewer words is a phrase within the sentence, not a statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """The words that attribute, from data/codebook/speech.toml."""

    verbs: Mapping[str, Polarity]
    nouns: Mapping[str, Polarity]
    belief: frozenset[str]
    sources: tuple[str, ...]
    unnamed: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One statement, thought or demand and whose it is.  `start`, `end` bound the content."""

    speaker: ActorRef | None  # None: nobody is named
    cue: Span | None
    start: int
    end: int
    polarity: Polarity
    sentence: int  # index of the sentence with the cue
    direct: bool = False  # within quotation marks
    belief: bool = False
    addressees: tuple[ActorRef, ...] = ()
    how: str = "clause"


@cache
def load_speech() -> Speech:
    """The shipped words of attribution."""
    text = files("legation.data").joinpath("codebook/speech.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)

    def turned(table: Mapping[str, list[str]]) -> dict[str, Polarity]:
        return {w: p for p, words in table.items() for w in words}  # type: ignore[misc]

    return Speech(
        verbs=turned(data["verbs"]),
        nouns=turned(data["nouns"]),
        belief=frozenset(data["belief"]["words"]),
        sources=tuple(data["phrases"]["source"]),
        unnamed=frozenset(data["unnamed"]["words"]),
    )


def attributions(reading: Reading) -> list[Attribution]:
    """Every attribution of the document in order of content; computed once a reading."""
    if "attributions" not in reading.cache:
        reading.cache["attributions"] = _find(reading)
    found = reading.cache["attributions"]
    assert isinstance(found, list)
    return found


def _find(reading: Reading) -> list[Attribution]:
    found: list[Attribution] = []
    for sentence in reading.sentences:
        found += _in_sentence(reading, sentence)
    found += _loose_quotations(reading, found)
    found.sort(key=lambda a: (a.start, -a.end))
    return _without_repeats(found)


def _without_repeats(found: list[Attribution]) -> list[Attribution]:
    """Of two that attribute almost the same characters, the one that names a speaker stays."""
    kept: list[Attribution] = []
    for a in found:
        twin = next((k for k in kept if _same(a, k)), None)
        if twin is None:
            kept.append(a)
        elif twin.speaker is None and a.speaker is not None:
            kept[kept.index(twin)] = a
    return kept


def _same(a: Attribution, b: Attribution) -> bool:
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared > 0.8 * max(a.end - a.start, b.end - b.start)


def _in_sentence(reading: Reading, sentence: Sentence) -> Iterator[Attribution]:
    yield from _source_phrases(reading, sentence)
    for clause in sentence.clauses:
        yield from _from_clause(reading, sentence, clause)
    for token in sentence.words:
        if token.pos_ == "NOUN":
            yield from _from_noun(reading, sentence, token)


# --- verbs --------------------------------------------------------------------------------------


def cue_polarity(clause: Clause) -> tuple[Polarity | None, bool]:
    """(polarity of the cue, is it a belief) of a predicate; None where it attributes nothing."""
    speech = load_speech()
    lemma = clause.lemma
    following = clause.head.doc[clause.head.i + 1].lower_ if clause.head.i + 1 < len(clause.head.doc) else ""
    polarity = speech.verbs.get(f"{lemma} {clause.particle or following}") or speech.verbs.get(lemma)
    if polarity:
        return polarity, False
    return ("assert", True) if lemma in speech.belief else (None, False)


def _from_clause(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Attribution]:
    polarity, belief = cue_polarity(clause)
    if polarity is None:
        return
    content = _content(sentence, clause, polarity)
    if content is None:
        return
    speaker = _speaker(reading, sentence, clause)
    if speaker is None and not clause.passive and not _impersonal(clause):
        return
    if clause.negated and belief:
        polarity = "deny"
    start, end = content
    yield Attribution(
        speaker=speaker,
        cue=reading.document.span(*sentence.token_chars(clause.head)),
        start=start,
        end=end,
        polarity=polarity,
        sentence=sentence.index,
        direct=reading.document.text[start] in "“\"«„",
        belief=belief,
        addressees=tuple(_addressees(reading, sentence, clause, polarity)),
    )


def _impersonal(clause: Clause) -> bool:
    return any(s.lower_ in {"it", "there"} for s in clause.subjects)


def _content(sentence: Sentence, clause: Clause, polarity: Polarity) -> tuple[int, int] | None:
    """Characters of what is said, demanded or denied, or None."""
    head = clause.head
    finite = [c for c in children(head, "ccomp", "csubj") if c.i != head.i]
    if finite:
        return _trim(sentence, *_subtree(finite[0], clause))
    if head.dep_ in {"parataxis", "ccomp"} and base(head.dep_) != "root" and not _own_complement(clause):
        around = _matrix(sentence, clause)
        if around:
            return around
    quoted = _quoted_beside(sentence, clause)
    if quoted:
        return quoted
    open_ = [c for c in children(head, "xcomp", "advcl") if any(m.lower_ == "to" for m in c.children)]
    if open_ and polarity != "assert":
        return _trim(sentence, *_subtree(open_[0], clause))
    objects = children(head, "obj")
    if objects and polarity in {"deny", "demand", "warn", "promise"}:
        first, last = phrase(objects[0], tight=False)
        return _trim(sentence, first, last)
    targets = [c for c in children(head, "obl") if case_of(c) in {"for", "about", "of", "to", "against"}]
    if targets and polarity in {"demand", "warn", "deny"}:
        first, last = phrase(targets[0], tight=False)
        return _trim(sentence, first, last)
    return None


def _own_complement(clause: Clause) -> bool:
    return any(c.dep_ in {"ccomp", "xcomp", "obj"} for c in clause.head.children)


def _subtree(head: "Token", governor: Clause) -> tuple[int, int]:
    """Token range of a complement, cut where the governing clause stands in its middle."""
    first, last = head.left_edge.i, head.right_edge.i + 1
    at = governor.head.i
    if first <= at < last:
        return (at + 1, last) if head.i > at else (first, at)
    return first, last


def _matrix(sentence: Sentence, clause: Clause) -> tuple[int, int] | None:
    """The sentence around an inserted "he said", without the insertion."""
    head = clause.head
    first, last = head.left_edge.i, head.right_edge.i + 1
    words = sentence.words
    before = (words.start, first)
    behind = (last, words.end)
    size = {r: r[1] - r[0] for r in (before, behind)}
    best = max(size, key=lambda r: size[r])
    return _trim(sentence, *best) if size[best] >= PAST_QUOTE else None


def _quoted_beside(sentence: Sentence, clause: Clause) -> tuple[int, int] | None:
    """The quotation of the sentence that stands nearest to the cue, if it is long enough."""
    at = sentence.token_chars(clause.head)[0]
    found = [
        (sentence.start + m.start(), sentence.start + m.end())
        for m in QUOTES.finditer(sentence.text)
        if len(m.group().split()) >= PAST_QUOTE
    ]
    return min(found, key=lambda q: min(abs(q[0] - at), abs(q[1] - at)), default=None)


def _trim(sentence: Sentence, first: int, last: int) -> tuple[int, int] | None:
    """Token range → characters without a leading "that", blanks, commas and a final full stop."""
    doc = sentence.words.doc
    while first < last and (doc[first].is_punct or doc[first].is_space or doc[first].lower_ == "that"):
        if doc[first].text in "“\"«„‘'(":
            break
        first += 1
    while first < last and (doc[last - 1].is_space or doc[last - 1].text in {",", ".", ";", ":", "-", "—"}):
        last -= 1
    return sentence.chars(first, last) if last - first >= 2 else None


def _speaker(reading: Reading, sentence: Sentence, clause: Clause) -> ActorRef | None:
    heads = clause.agents if clause.passive else clause.subjects
    for head in heads:
        if head.lower_ in {"it", "there"} and reading.mention_of(sentence, head) is None:
            continue
        found = reference(reading, sentence, head)
        if found:
            return found
    return None


def _addressees(
    reading: Reading, sentence: Sentence, clause: Clause, polarity: Polarity
) -> Iterator[ActorRef]:
    told = clause.lemma in {"tell", "inform", "assure", "warn", "ask", "urge", "promise", "remind"}
    heads = clause.objects if told or polarity == "demand" else []
    for prep in ("to", "on", "upon"):
        heads = heads + clause.obliques.get(prep, [])
    for head in heads:
        yield from actors_of(reading, sentence, head)


# --- other ways -----------------------------------------------------------------------------------


def _source_phrases(reading: Reading, sentence: Sentence) -> Iterator[Attribution]:
    """ "According to X, …" and its like."""
    low = sentence.text.lower()
    for words in load_speech().sources:
        at = low.find(words)
        if at < 0:
            continue
        after = at + len(words)
        token = _token_at(sentence, sentence.start + after + 1)
        if token is None:
            continue
        head = _phrase_head(token)
        first, last = head.left_edge.i, head.right_edge.i + 1
        phrase_start, phrase_end = sentence.start + at, sentence.chars(first, last)[1]
        comma = low.find(",", after)
        if at < 3 and 0 < comma - after < 160:
            phrase_end = min(phrase_end, sentence.start + comma)
        content = (
            (phrase_end, sentence.end) if at < 0.4 * len(low) else (sentence.start, phrase_start)
        )
        trimmed = _trim_chars(reading, *content)
        if trimmed:
            yield Attribution(
                speaker=reference(reading, sentence, head),
                cue=reading.document.span(phrase_start, phrase_start + len(words)),
                start=trimmed[0],
                end=trimmed[1],
                polarity="assert",
                sentence=sentence.index,
                how="source phrase",
            )
            return


def _token_at(sentence: Sentence, char: int) -> "Token | None":
    for token in sentence.words:
        if token.idx + len(token) + sentence.offset > char:
            return token
    return None


def _phrase_head(token: "Token") -> "Token":
    """The highest noun above a token within its nominal phrase."""
    inside = {"det", "amod", "compound", "nmod:poss", "flat", "nummod", "case", "nmod", "advmod"}
    while token.dep_ in inside and token.head.i > token.i and token.head.pos_ in {"NOUN", "PROPN"}:
        token = token.head
    return token


def _trim_chars(reading: Reading, start: int, end: int) -> tuple[int, int] | None:
    text = reading.document.text
    while start < end and text[start] in " ,;:\n\t":
        start += 1
    while end > start and text[end - 1] in " ,;:.\n\t":
        end -= 1
    return (start, end) if end - start > 8 else None


def _from_noun(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Attribution]:
    """ "His warning that …", "Moscow's demand for …", "issued a statement saying …"."""
    polarity = load_speech().nouns.get(token.lemma_.lower())
    if polarity is None:
        return
    content = next((c for c in children(token, "acl", "ccomp") if _that_or_to(c)), None)
    if content is None and polarity != "assert":
        content = next((c for c in children(token, "nmod") if case_of(c) in {"for", "of", "to"}), None)
    if content is None:
        return
    owner = next(iter(children(token, "nmod:poss")), None)
    heads = [owner] if owner is not None else _bearers(token)
    speaker = next((r for h in heads if (r := reference(reading, sentence, h))), None)
    if speaker is None:
        return
    bounds = _trim(sentence, content.left_edge.i, content.right_edge.i + 1)
    if bounds:
        yield Attribution(
            speaker=speaker,
            cue=reading.document.span(*sentence.token_chars(token)),
            start=bounds[0],
            end=bounds[1],
            polarity=polarity,
            sentence=sentence.index,
            how="noun",
        )


def _bearers(token: "Token") -> list["Token"]:
    """Who makes a statement that a noun names: its "by" phrase, adjective, or the verb's subject."""
    by = [c for c in children(token, "nmod") if case_of(c) in {"by", "from"}]
    if by:
        return by
    named = [c for c in children(token, "amod", "compound") if c.pos_ in {"PROPN", "ADJ"} and c.text[0].isupper()]
    if named:
        return named
    verb = token.head
    return Clause(verb).subjects if token.dep_ == "obj" and verb.pos_ == "VERB" else []


def _that_or_to(token: "Token") -> bool:
    return any(c.lower_ in {"that", "to"} and c.dep_ == "mark" for c in token.children)


def _loose_quotations(reading: Reading, found: list[Attribution]) -> Iterator[Attribution]:
    """Quotations that no cue of their own sentence explains: the last speaker goes on."""
    taken = [(a.start, a.end) for a in found]
    for number, (offset, doc) in enumerate(reading.blocks):
        text = doc.text
        for match in QUOTES.finditer(text):
            start, end = offset + match.start(), offset + match.end()
            if len(match.group().split()) < PAST_QUOTE:
                continue
            if any(min(e, end) - max(s, start) > 0.5 * (end - start) for s, e in taken):
                continue
            speaker, cue, index = _speaker_near(reading, found, number, start, end)
            if speaker is not None:
                yield Attribution(
                    speaker=speaker, cue=cue, start=start, end=end, polarity="assert",
                    sentence=index, direct=True, how="quotation",
                )  # fmt: skip


def _speaker_near(
    reading: Reading, found: list[Attribution], block: int, start: int, end: int
) -> tuple[ActorRef | None, Span | None, int]:
    """The speaker of a cue in the same sentence, else of the nearest cue before it."""
    sentences = [s for s in reading.sentences if s.start < end and s.end > start]
    for sentence in sentences:
        for clause in sentence.clauses:
            polarity, belief = cue_polarity(clause)
            at, _ = sentence.token_chars(clause.head)
            if polarity and not belief and not start <= at < end:
                speaker = _speaker(reading, sentence, clause)
                if speaker:
                    return speaker, reading.document.span(*sentence.token_chars(clause.head)), sentence.index
    index = sentences[0].index if sentences else 0
    before = [a for a in found if a.end <= start and a.sentence >= index - 3 and a.speaker]
    last = max(before, key=lambda a: a.end, default=None)
    return (last.speaker, None, index) if last else (None, None, index)
