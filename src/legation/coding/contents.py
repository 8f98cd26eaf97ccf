"""What is said: the exact characters of the content that a cue verb attributes.

`contents` takes a sentence and a cue and returns the stretches that are its content, each with the
way it was found: a clause, a "that" further on, the sentence around an inserted cue, a quotation,
a "to" clause, a verdict ("called it a success"), an object, or a prepositional phrase.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import base, case_of, children, phrase
from legation.coding.reading import Sentence
from legation.coding.speech import Cue, load_speech

if TYPE_CHECKING:
    from spacy.tokens import Token

QUOTES: Final = re.compile(
    r"“[^“”]{2,2000}”|\"[^\"]{2,2000}\"|«[^«»]{2,2000}»|„[^„“”]{2,2000}[“”]|''(?:(?!'').){2,2000}''"
    r"|(?<!\w)‘[^‘\n]{2,800}?’(?!\w)|“[^“”\n]{2,2000}\Z"
)
PAST_QUOTE: Final = 4  # a quotation of fewer words is a phrase within the sentence, not a statement
OPENING: Final = "“\"«„‘'("
ENDED: Final = re.compile(r"\.[”\"»’']+$")
COMPLETING: Final = frozenset({"as", "for", "of", "over", "on", "with", "to"})
OF_WHAT: Final = {"accuse": {"of"}, "suspect": {"of"}}
WIDENING: Final = frozenset({"for", "of", "to", "against", "about"})
ALONE: Final = frozenset(
    {"call", "consider", "see", "view", "regard", "cite", "rate", "find", "deem"}
)
TELLING: Final = frozenset({"assure", "tell", "inform", "remind", "warn", "reassure", "promise"})
JUDGED: Final = frozenset(
    {"hold", "declare", "find", "pronounce", "rule"}
)  # … responsible, void, guilty
NAMING: Final = frozenset({"call", "declare", "consider", "deem", "label", "brand", "dub", "term", "find", "pronounce", "name"})  # fmt: skip
PROFESSING: Final = frozenset({"claim", "profess"})  # … to have done something
OWN_WISH: Final = frozenset({"want", "plan", "intend", "wish", "desire", "decide"})
NO_OBJECT: Final = frozenset(
    {"admit", "want", "plan", "intend", "require", "commit", "threaten", "ask", "press", "invite", "order",
     "encourage", "instruct", "alert", "swear", "summon", "undertake", "appeal", "exhort", "implore"}
)  # fmt: skip
EMPTY: Final = frozenset({"allegiance", "loyalty", "credential", "question", "life", "money", "medal", "prize", "aid"})  # fmt: skip
GOING_ON: Final = frozenset({"adding", "saying", "stressing", "noting", "emphasizing", "emphasising", "warning", "stating", "insisting", "arguing", "claiming", "urging", "pointing", "explaining", "recalling", "underlining"})  # fmt: skip
FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "VBN", "VB"})


@dataclass(frozen=True, slots=True)
class Content:
    """Characters [start, end) of the document, and how they were found."""

    start: int
    end: int
    how: str


def contents(sentence: Sentence, cue: Cue) -> list[Content]:
    """The stretches that a cue attributes, in order; empty where it attributes none."""
    found = _addressed(sentence, cue) or _finite(cue) or _marked(sentence, cue)
    if found is not None:
        return [
            Content(*bounds, "clause")
            for piece in _split(sentence, *_cut(sentence, cue, *found))
            if (bounds := trim(sentence, *piece)) is not None
        ]
    for how, finder in (
        ("around", _around),
        ("object", _called_for),
        ("quotation", _quoted),
        ("clause", _open),
        ("verdict", _verdict),
        ("object", _object),
        ("object", _oblique),
    ):
        bounds = finder(sentence, cue)
        if bounds is not None:
            return [Content(*bounds, how)]
    return []


def trim(sentence: Sentence, first: int, last: int, *, least: int = 2) -> tuple[int, int] | None:
    """Token range → characters without a leading "that", blanks, commas and a final full stop."""
    doc = sentence.words.doc
    while first < last and (
        doc[first].is_punct
        or doc[first].is_space
        or doc[first].lower_ in {"that", "and", "but", "of"}
    ):
        if doc[first].text in OPENING:
            break
        first += 1
    while first < last and (
        doc[last - 1].is_space or doc[last - 1].text in {",", ".", ";", ":", "-", "—", "–"}
    ):
        last -= 1
    return sentence.chars(first, last) if last - first >= least else None


def trim_chars(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Characters without blanks and commas at either side; None where hardly any are left."""
    while start < end and text[start] in " ,;:\n\t":
        start += 1
    while end > start and text[end - 1] in " ,;:.\n\t":
        end -= 1
    return (start, end) if end - start > 8 else None


# --- clauses ------------------------------------------------------------------------------------


def _finite(cue: Cue) -> tuple[int, int] | None:
    """The tokens of a complement clause."""
    head = cue.token
    found = [c for c in children(head, "ccomp", "csubj") if c.i != head.i]
    found += [
        c
        for c in children(head, "parataxis", "dep")
        if c.i < head.i and c.right_edge.i - c.left_edge.i > 4
    ]
    if not found:
        return None
    first, last = found[0].left_edge.i, found[0].right_edge.i + 1
    if first <= head.i < last:
        return (head.i + 1, last) if found[0].i > head.i else (first, head.i)
    return first, last


def _marked(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    """A "that" clause behind the cue which the parse hangs elsewhere."""
    doc, at = sentence.words.doc, cue.token.i
    behind = doc[at + 1] if at + 4 < sentence.words.end else None
    if behind is not None and behind.lower_ == "that" and behind.tag_ == "IN":
        if behind.dep_ == "mark":
            return _whole_clause(sentence, behind)
        return at + 1, sentence.words.end  # the clause was not seen as one
    for token in doc[at + 1 : min(at + 16, sentence.words.end)]:
        if token.lower_ == "that" and token.dep_ == "mark":
            return _whole_clause(sentence, token)
        if token.pos_ == "VERB" and token.dep_ not in {"amod", "acl", "case", "compound"}:
            return None
    return None


def _addressed(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    """As in "assured the envoys | that …", which a parse may take for a clause about the envoys."""
    doc, at = sentence.words.doc, cue.token.i
    if cue.word not in TELLING:
        return None
    for token in doc[at + 2 : min(at + 8, sentence.words.end - 2)]:
        if token.pos_ in {"VERB", "AUX", "PUNCT"}:
            return None
        if token.lower_ == "that":
            noun = doc[token.i - 1].pos_ in {"NOUN", "PROPN", "PRON"}
            told = noun and doc[token.i + 1].pos_ not in {"VERB", "AUX"}
            return _whole_clause(sentence, token) if told else None
    return None


def _whole_clause(sentence: Sentence, mark: "Token") -> tuple[int, int]:
    """The tokens of everything that a "that" introduces."""
    top = mark.head if mark.head.i > mark.i else mark
    while top.head != top and top.head.left_edge.i >= mark.i:
        top = top.head
    last = top.right_edge.i + 1
    return mark.i, last if last - mark.i > 3 else sentence.words.end


def _cut(sentence: Sentence, cue: Cue, first: int, last: int) -> tuple[int, int]:
    """Leave out what the speaker goes on with: ", adding that …", ", according to …"."""
    doc = sentence.words.doc
    for i in range(max(first, cue.token.i) + 3, last - 1):
        if doc[i].text != ",":
            continue
        following = doc[i + 1].lower_
        if following in GOING_ON or (following == "according" and doc[i + 2].lower_ == "to"):
            return first, i
    return first, last


def _split(sentence: Sentence, first: int, last: int) -> list[tuple[int, int]]:
    """As in "That … and that …" is two statements."""
    doc = sentence.words.doc
    if doc[first].lower_ != "that" and doc[max(first - 1, 0)].lower_ != "that":
        return [(first, last)]
    cuts = [
        i for i in range(first + 3, last - 3)
        if doc[i].lower_ in {"and", "but", "or"} and doc[i + 1].lower_ == "that"
        and doc[i + 1].dep_ == "mark"
    ]  # fmt: skip
    edges = [first, *cuts, last]
    return list(pairwise(edges))


# --- around and beside ----------------------------------------------------------------------------


def _around(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    """The sentence around an inserted "he said": both sides of it where both are long enough."""
    head = cue.token
    wish = cue.word in NO_OBJECT or cue.polarity == "demand"
    if wish or head.dep_ not in {"parataxis", "ccomp"} or head.tag_ not in FINITE:
        return None
    follows = {c.dep_ for c in head.children if c.i > head.i}
    if follows & {"ccomp", "xcomp", "obj", "obl"} and "nsubj" not in follows:
        return _before(sentence, head)
    if not children(head, "nsubj"):
        return None
    words = sentence.words
    before, behind = (words.start, head.left_edge.i), (head.right_edge.i + 1, words.end)
    long = [r for r in (before, behind) if _words_in(sentence, *r) >= PAST_QUOTE]
    return trim(sentence, long[0][0], long[-1][1]) if long else None


def _before(sentence: Sentence, head: "Token") -> tuple[int, int] | None:
    """What stands before ", he said in an interview"."""
    first, last = sentence.words.start, head.left_edge.i
    closed = last > first and sentence.words.doc[last - 1].text in {",", "”", '"', "''", "»"}
    if closed and _words_in(sentence, first, last) >= PAST_QUOTE and children(head, "nsubj"):
        return trim(sentence, first, last)
    return None


def _words_in(sentence: Sentence, first: int, last: int) -> int:
    return sum(t.is_alpha for t in sentence.words.doc[first:last])


def quotations(text: str) -> list[tuple[int, int]]:
    """Characters of every quotation, with its marks, that is long enough to be a statement."""
    return [
        (m.start(), m.end()) for m in QUOTES.finditer(text) if len(m.group().split()) >= PAST_QUOTE
    ]


def _quoted(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    """The quotation of the sentence that stands nearest to the cue."""
    if cue.belief:
        return None
    at = sentence.token_chars(cue.token)[0]
    found = [(sentence.start + s, sentence.start + e) for s, e in quotations(sentence.text)]
    outside = [q for q in found if not q[0] <= at < q[1] and not _over(sentence, q, at)]
    return min(outside, key=lambda q: min(abs(q[0] - at), abs(q[1] - at)), default=None)


def _over(sentence: Sentence, quote: tuple[int, int], at: int) -> bool:
    """Is a quotation before the cue closed by a full stop, so that the cue begins anew?"""
    return quote[1] <= at and bool(ENDED.search(sentence.text[: quote[1] - sentence.start]))


# --- without a clause of its own ----------------------------------------------------------------------


def _open(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    """A "to" clause; with the one who is asked to, where somebody is."""
    if cue.polarity == "assert" and not cue.belief and cue.word not in PROFESSING:
        return None
    asked = children(cue.token, "obj", "iobj") if cue.polarity == "demand" else []
    found = [
        c for c in [*children(cue.token, "xcomp", "advcl", "ccomp"), *(a for o in asked for a in children(o, "acl"))]
        if c.i > cue.token.i and (any(m.lower_ == "to" for m in c.children) or _gerund(cue, c))
    ]  # fmt: skip
    if not found:
        return None
    first = found[0].left_edge.i
    asked = [c for c in children(cue.token, "obj", "iobj") if c.i < found[0].i]
    if not asked and (cue.word in OWN_WISH or cue.belief):
        return None
    if asked and cue.polarity in {"demand", "assert"}:
        first = asked[0].left_edge.i
    return trim(sentence, first, found[0].right_edge.i + 1)


def _gerund(cue: Cue, clause: "Token") -> bool:
    """As in "denied ever having met them"."""
    parts = {clause.tag_, *(c.tag_ for c in clause.children if c.dep_ == "aux")}
    return cue.word in {"deny", "admit"} and clause.dep_ != "ccomp" and "VBG" in parts


def _objects(cue: Cue) -> "list[Token]":
    head = cue.token
    own = children(head, "obj")
    own = own or [c for c in children(head, "xcomp") if c.pos_ == "PROPN"]
    if not own and cue.clause.passive:
        own = children(head, "nsubj")
    return [o for o in own if o.pos_ not in {"PRON", "DET"} or cue.verdict or cue.word in JUDGED]


def _verdict(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    """As in "Called the deal a success", "blamed them for the delay"."""
    judged = cue.word in JUDGED and any(
        c.dep_ == "xcomp" and c.pos_ == "ADJ" for c in cue.token.children
    )
    if not cue.verdict and not judged:
        return None
    head, objects = cue.token, _objects(cue)
    if not objects:
        return None
    behind = [
        c for c in head.children
        if c.i > objects[0].i and c.i > head.i and (
            c.dep_ == "xcomp"
            or (base(c.dep_) in {"obl", "nmod"} and case_of(c) in COMPLETING and case_of(c) != "to")
            or (base(c.dep_) == "advcl" and any(m.lower_ in COMPLETING and m.dep_ in {"mark", "case"} for m in c.children))
            or (c.dep_ == "obj" and c.i != objects[0].i and head.lemma_ in NAMING)
            or (c.dep_ in {"advmod", "dep", "ccomp", "obl:unmarked"} and c.i >= _last_word(head) and head.lemma_ in NAMING)
        )
    ]  # fmt: skip
    inner = [
        c for c in objects[0].children
        if (c.dep_ == "nmod" and case_of(c) in OF_WHAT.get(cue.word, {"as", "for"}))
        or (c.dep_ == "acl" and any(m.lower_ in {"of", "for"} for m in c.children))
    ]  # fmt: skip
    if head.dep_ == "acl:relcl" and head.head.lower_ == "what" and head.lemma_ in NAMING:
        behind = behind or objects  # "what it called an insult"
    if not behind and not inner:
        return None
    relative = objects[0].lower_ in {"which", "what", "whom", "that", "who"}
    whole = [*behind, *inner] if cue.clause.passive or relative else objects
    first = min(c.left_edge.i for c in whole)
    last = max(c.right_edge.i for c in [*behind, *inner]) + 1
    return trim(sentence, first, last)


def _last_word(head: "Token") -> int:
    last = head.right_edge
    return last.i - 1 if last.is_punct else last.i


def _object(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    """As in "Stressed the need for talks", "condemned the attack"."""
    if not cue.object_ or cue.word in NO_OBJECT or cue.word in ALONE:
        return None
    objects = [o for o in _objects(cue) if o.pos_ not in {"PRON", "DET"}]
    if not objects or objects[0].lemma_.lower() in EMPTY:
        return None
    first, last = phrase(objects[0], tight=False)
    for c in children(cue.token, "obl"):
        if c.left_edge.i == last and case_of(c) in WIDENING:  # "the need | for talks"
            last = c.right_edge.i + 1
    return trim(sentence, first, last, least=1)


def _called_for(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    """As in "Called for talks"; "called on X" has its content elsewhere."""
    if not cue.word.endswith(" for"):
        return None
    return _behind(sentence, cue, frozenset({"for"}))


def _oblique(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    """As in "Spoke of progress", "appealed for help"."""
    accepted = load_speech().obliques.get(cue.clause.lemma, frozenset())
    if cue.polarity in {"demand", "deny"}:
        accepted = accepted or frozenset({"for"})
    return _behind(sentence, cue, accepted)


def _behind(sentence: Sentence, cue: Cue, accepted: frozenset[str]) -> tuple[int, int] | None:
    """The phrase behind one of these prepositions."""
    for c in children(cue.token, "obl"):
        if case_of(c) in accepted and c.i > cue.token.i:
            first, last = phrase(c, tight=False)
            return trim(sentence, first, last, least=1)
    return None
