"""Sentences whose subject the parser took for their root, read a second time in two halves.

Of "The ministers, two of whom had come late, reaffirmed their support" the parser makes now and
then a noun phrase in which "reaffirmed" is a participle, and of "No state recognises them" one
with the head "recognises".  `mend_predicates` takes such sentences, tries the words that can be
their verb, and reads what stands before it as "… said so." and what follows as "They …".  Where
both readings agree that there are a subject and its verb, they are put in the place of the first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from legation.language.labels import Tree

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

NOMINAL: Final = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "NUM"})
PREDICATED: Final = frozenset(
    {"cop", "nsubj", "nsubj:pass", "nsubj:outer", "csubj", "expl", "aux", "aux:pass", "mark"}
)
FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "VB"})
AUXILIARY: Final = frozenset({"have", "be", "do", "will", "would", "may", "can", "should"})
PLURAL: Final = frozenset({"NNS", "NNPS", "CD"})
#: What a subject's verb does not have beside it when nothing but a subject was read.
APART: Final = frozenset({"conj", "ccomp", "parataxis", "mark", "aux"})
#: How the verb of a clause hangs that stands in a subject.
SUBORDINATE: Final = frozenset(
    {"acl:relcl", "advcl", "ccomp", "xcomp", "csubj", "conj", "advcl:relcl"}
)
VERBAL: Final = frozenset({"VBD", "VBZ", "VBP", "VB", "VBN", "VBG"})
#: Forms that are participles and no past tense.
PARTICIPLES: Final = re.compile(r"(?:[^\W\d_]{2}en|wn|orn|one|een|[bgrs]un|[bdrs]un[gk])$")
#: Words that begin a clause of their own before a verb: it is not that of the main clause.
OPENERS: Final = frozenset({"WDT", "WP", "WP$", "WRB", "TO", "PRP$", "POS"})
ARTICLES: Final = frozenset({"the", "a", "an"})
#: Behind these begins another sentence, a heading's text or somebody's words.
BREAKS: Final = frozenset({":", ";", "—", '"', "“", "”", "?", "(", ")", "[", "]"})
DUMMY: Final = ("said", "so", ".")
STOPS: Final = frozenset({".", "!", "…"})
ENDING: Final = ' "”’)*'
TRIED: Final = 4
SHORTEST: Final = 4
WITHOUT: Final = ("ner", "legation_names")


@dataclass(frozen=True, slots=True)
class Halves:
    """A sentence cut before its supposed verb.

    `verb` is the first token of the verb group, counted in the Doc; `left` and `right` are the
    readings of what stands before it and from it on.
    """

    sentence: "Span"
    verb: int
    left: "Doc"
    right: "Doc"


def mend_predicates(nlp: "Language", docs: Sequence["Doc"]) -> Sequence["Doc"]:
    """Return `docs`, in place, with such sentences read anew; nothing else changes."""
    cut: list[tuple[Doc, Span, int]] = []
    for doc in docs:
        for sentence in doc.sents:
            if _lacks_verb(sentence) and not _has_title(doc, sentence):
                cut += [(doc, sentence, verb) for verb in _supposed(nlp, sentence)]
    if not cut:
        return docs
    asked = [half for doc, sentence, verb in cut for half in _halves(doc, sentence, verb)]
    read = list(nlp.pipe(asked, disable=[name for name in WITHOUT if name in nlp.pipe_names]))
    done: set[tuple[int, int]] = set()
    for at, (doc, sentence, verb) in enumerate(cut):
        where = (id(doc), sentence.start)
        halves = Halves(sentence, verb, read[2 * at], read[2 * at + 1])
        if where not in done and _agree(halves):
            _write(doc, halves)
            done.add(where)
    return docs


def _lacks_verb(sentence: "Span") -> bool:
    root = sentence.root
    if root.pos_ not in NOMINAL or len(sentence) < SHORTEST or sentence[-1].text == ":":
        return False
    return not any(child.dep_ in PREDICATED for child in root.children)


def _has_title(doc: "Doc", sentence: "Span") -> bool:
    """Whether the root is a title before the subject's name; if so it becomes the name's."""
    title = sentence.root
    name = title.nbor() if title.i + 1 < sentence.end else title
    verb = name.head
    if name.dep_ != "nsubj" or name.pos_ != "PROPN" or verb.head.i != title.i:
        return False
    tree = Tree(doc)
    for child in tree.children(title.i):
        tree.heads[child] = name.i if child < title.i else verb.i
    tree.heads[verb.i], tree.deps[verb.i] = verb.i, "ROOT"
    tree.heads[title.i], tree.deps[title.i] = name.i, "compound"
    tree.write()
    return True


def _supposed(nlp: "Language", sentence: "Span") -> list[int]:
    """Return where the verb group of a sentence may begin, the likeliest first."""
    sure, open_, nouns = [], [], []
    told = sentence.text.rstrip(ENDING)[-1:] in STOPS  # headlines have none
    for token in sentence[1:]:
        if token.text in BREAKS:
            break
        if _opened(token):
            continue
        group = _group(token)
        if token.tag_ in FINITE or (token.tag_ in {"VBN", "VBG"} and group < token.i):
            sure.append(group)
        elif token.tag_ == "VBN" and told and not _is_participle(token):
            open_.append(group)
        elif token.tag_ in {"NN", "NNS", "JJ"} and _may_be_verb(nlp, token):
            nouns.append(token.i)
    found = dict.fromkeys([*sure, *open_, *nouns])
    return [i for i in found if sentence.start < i < sentence.end - 1][:TRIED]


def _opened(token: "Token") -> bool:
    """Whether a word before a verb makes it another clause's, or part of a noun phrase."""
    before = token.nbor(-1)
    return before.tag_ in OPENERS or before.lower_ in ARTICLES


def _is_participle(token: "Token") -> bool:
    """Whether a participle cannot be a past tense: it has its agent, or stands in apposition."""
    if PARTICIPLES.search(token.lower_) or token.nbor().lower_ == "by":
        return True
    if any(c.dep_ == "obl:agent" for c in token.children):
        return True
    objects = any(child.dep_ in {"obj", "ccomp"} for child in token.children)
    commas = sum(before.text == "," for before in token.sent[: token.i - token.sent.start])
    return commas == 1 and token.nbor(-1).text == "," and not objects


def _group(verb: "Token") -> int:
    """Return the first of the auxiliaries and adverbs that stand right before a verb."""
    at = verb.i
    while at > verb.sent.start and _helps(verb.doc[at - 1]):
        at -= 1
    return at


def _helps(token: "Token") -> bool:
    """Whether a token is an auxiliary or an adverb, "at first" and its like excepted."""
    if token.tag_ == "RB":
        return not token.is_sent_start and token.nbor(-1).pos_ not in {"ADP", "DET"}
    return token.tag_ == "MD" or (token.pos_ == "AUX" and token.lemma_ in AUXILIARY)


def _may_be_verb(nlp: "Language", token: "Token") -> bool:
    """Whether a word near the root of the sentence that was taken for a noun may be a verb."""
    near = token.sent.root.i in {token.head.i, token.head.head.i}
    before = token.nbor(-1)
    if before.pos_ not in {"NOUN", "PROPN", "PRON", "ADV", "PUNCT"} and before.dep_ != "compound":
        return token.sent.start < before.i and before.nbor(-1).text == "-"
    return near and token.is_lower and any(form in _verbs(nlp) for form in _stems(token.text))


def _verbs(nlp: "Language") -> frozenset[str]:
    if "lemmatizer" not in nlp.pipe_names:
        return frozenset()
    tables = cast("Any", nlp.get_pipe("lemmatizer")).lookups
    if not tables.has_table("lemma_index"):
        return frozenset()
    return cast("frozenset[str]", tables.get_table("lemma_index").get("verb", frozenset()))


def _stems(form: str) -> list[str]:
    """Return what the base of a verb's form may be: "relies" → relies, relie, reli, rely."""
    if not form.endswith("s"):
        return [form]
    return [form, form[:-1], form.removesuffix("es"), form.removesuffix("ies") + "y"]


def _halves(doc: "Doc", sentence: "Span", verb: int) -> tuple["Doc", "Doc"]:
    """Return the two texts that are read in the sentence's place."""
    from spacy.tokens import Doc

    before, behind = doc[sentence.start : verb], doc[verb : sentence.end]
    words = [token.text for token in before]
    spaces = [bool(token.whitespace_) for token in before]
    left = Doc(doc.vocab, words=[*words, *DUMMY], spaces=[*spaces, True, False, False])
    subject = "They" if _sounds_plural(doc[verb], sentence.root) else "He"
    right = Doc(
        doc.vocab,
        words=[subject, *[token.text for token in behind]],
        spaces=[True, *[bool(token.whitespace_) for token in behind]],
    )
    for half in (left, right):
        for token in half:
            token.is_sent_start = token.i == 0
    return left, right


def _sounds_plural(verb: "Token", root: "Token") -> bool:
    if verb.tag_ == "VBZ" or verb.lower_ in {"has", "is", "was", "does"}:
        return False
    if verb.tag_ in {"VBP", "VB"} or verb.lower_ in {"have", "are", "were", "do"}:
        return True
    if verb.tag_ in {"NN", "NNS"}:
        return not verb.text.endswith("s")
    return root.tag_ in PLURAL


def _agree(halves: Halves) -> bool:
    """Whether the left half is a subject, and the right half begins with its verb."""
    subject = _subject(halves)
    verb = halves.right[0].head
    if subject is None or halves.right[0].dep_ not in {"nsubj", "nsubj:pass"}:
        return False
    if verb.head.i != verb.i or not _is_near(verb) or _is_parenthesis(halves, subject):
        return False
    return _fits(halves, verb, subject)


def _subject(halves: Halves) -> "Token | None":
    """Return what said so by the left half, where nothing else was said there."""
    said = halves.left[len(halves.left) - len(DUMMY)]
    subjects = [child for child in said.children if child.dep_ == "nsubj"]
    if said.head.i != said.i or not subjects or subjects[0].pos_ not in NOMINAL:
        return None
    if any(child.dep_ in APART or child.tag_ == "WRB" for child in said.children):
        return None
    if any(not _is_joined(subject) for subject in subjects[1:]):
        return None
    if any(_stands_alone(token) for token in halves.left[: said.i]):
        return None
    root = halves.sentence.root
    first = halves.sentence.start + subjects[0].i
    bare = root.i < halves.verb and not any(child.dep_ == "case" for child in root.children)
    return subjects[0] if first == root.i or not bare else None


def _stands_alone(token: "Token") -> bool:
    """Whether a token is a finite verb that was read as part of a noun phrase."""
    if token.tag_ not in FINITE - {"VB"}:
        return False
    clause = token if token.dep_ not in {"aux", "aux:pass", "cop"} else token.head
    opened = any(below.tag_ in OPENERS and below.i < clause.i for below in clause.subtree)
    return clause.dep_ not in SUBORDINATE and not opened


def _is_joined(subject: "Token") -> bool:
    return any(child.dep_ == "cc" for child in subject.children)


def _is_near(verb: "Token") -> bool:
    """Whether only auxiliaries, adverbs and a copula stand between the pronoun and the verb."""
    copula = next((child for child in verb.children if child.dep_ == "cop"), verb)
    return all(token.pos_ in {"AUX", "ADV", "PART"} for token in verb.doc[1 : copula.i])


def _is_parenthesis(halves: Halves, subject: "Token") -> bool:
    """Whether subject and verb stand between commas, as in ", she added,"."""
    verb = halves.right[0].head
    closed = verb.i + 1 < len(halves.right) and verb.nbor().text == ","
    start = min(token.i for token in subject.subtree)
    return closed and start > 0 and subject.doc[start - 1].text == ","


def _fits(halves: Halves, verb: "Token", subject: "Token") -> bool:
    """Whether a word that was tagged as a noun agrees with its subject as a verb would."""
    first = halves.sentence.doc[halves.verb]
    copula = any(child.dep_ == "cop" for child in verb.children)
    if first.pos_ in {"VERB", "AUX", "ADV"}:
        return verb.tag_ in VERBAL or copula
    plural = subject.tag_ in PLURAL or any(c.dep_ == "conj" for c in subject.children)
    return verb.tag_ in VERBAL and (verb.tag_ == "VBD" or first.text.endswith("s") != plural)


def _write(doc: "Doc", halves: Halves) -> None:
    """Put both readings into the place of the sentence."""
    start, cut = halves.sentence.start, halves.verb
    tree = Tree(doc)
    root = halves.right[0].head.i - 1 + cut
    said = len(halves.left) - len(DUMMY)
    for token in halves.left[:said]:
        here = start + token.i
        tree.heads[here] = root if token.head.i >= said else start + token.head.i
        tree.deps[here] = token.dep_
        _tag(doc[here], token)
        if token.dep_ == "nsubj" and token.head.i == said:
            first = next(child.i for child in token.head.children if child.dep_ == "nsubj")
            tree.deps[here] = halves.right[0].dep_
            if token.i != first:
                tree.heads[here], tree.deps[here] = start + first, "conj"
    for token in halves.right[1:]:
        here = cut + token.i - 1
        tree.heads[here] = cut + token.head.i - 1
        tree.deps[here] = token.dep_
        _tag(doc[here], token)
    tree.write()


def _tag(here: "Token", token: "Token") -> None:
    here.tag_, here.pos_, here.lemma_ = token.tag_, token.pos_, token.lemma_
    cast("Any", here).set_morph(token.morph)
