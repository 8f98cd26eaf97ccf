"""Verbs that the tagger took for something else, put right by the parse.

The tagger calls "expelled" in "has expelled two diplomats" an adjective now and then, or "vetoed"
an infinitive; the lemma would be wrong with it.  A form that has an auxiliary or an object is a
verb, and one in "-ed" is no base form.  So is a noun with a subject and an object or a clause of
its own, and nothing that a noun has: "fears" in "Manila fears that they will stay".
"""

import re
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

COMPONENT: Final = "legation_participles"
PAST: Final = re.compile(r"[^\W\d_]{2,}[^\We]ed$")
BASE_FORMS: Final = frozenset({"embed", "shred", "imbed"})
CLAUSES: Final = frozenset({"ROOT", "conj", "ccomp", "advcl", "acl:relcl", "parataxis", "csubj"})
OF_VERBS: Final = frozenset({"obj", "ccomp", "xcomp", "obl", "advmod", "advcl"})
OF_NOUNS: Final = frozenset({"det", "case", "amod", "nmod:poss", "nummod", "cop", "compound"})
VERBAL: Final = frozenset({"aux", "aux:pass", "nsubj:pass", "obl:agent", "obj"})


def repair_participles(doc: "Doc") -> "Doc":
    """Return `doc` with such words tagged as past forms of verbs."""
    for token in doc:
        if token.text.endswith("ed") and PAST.match(token.text) and _is_mistaken(token):
            finite = not any(child.dep_.startswith("aux") for child in token.children)
            token.tag_ = "VBD" if finite else "VBN"
            token.pos_ = "VERB"
            form = "Fin" if finite else "Part"
            cast("Any", token).set_morph(f"Tense=Past|VerbForm={form}")
        elif token.pos_ == "NOUN" and token.dep_ in CLAUSES and _governs(token):
            token.pos_ = "VERB"
            if not token.tag_.startswith("VB"):
                helped = any(child.dep_ == "aux" for child in token.children)
                token.tag_ = "VB" if helped else "VBZ" if token.text.endswith("s") else "VBP"
            cast("Any", token).set_morph("VerbForm=Fin")
    return doc


def _governs(token: "Token") -> bool:
    """Whether a noun has a subject before it, and what verbs have, but nothing that nouns have."""
    found = {child.dep_ for child in token.children}
    subject = any(child.dep_ == "nsubj" and child.i < token.i for child in token.children)
    return subject and token.is_lower and bool(found & OF_VERBS) and not found & OF_NOUNS


def _is_mistaken(token: "Token") -> bool:
    if token.pos_ == "VERB":
        return token.tag_ in {"VB", "VBP"} and token.text not in BASE_FORMS
    if token.pos_ not in {"ADJ", "NOUN"} or token.dep_ == "amod":
        return False
    found = {child.dep_ for child in token.children}
    return bool(found & VERBAL) and "cop" not in found


def add_participles(nlp: "Language") -> None:
    """Put the repair before the lemmatizer of a pipeline that has one, if it has tags."""
    from spacy.language import Language

    if not Language.has_factory(COMPONENT):
        Language.component(COMPONENT, func=repair_participles)
    if "lemmatizer" in nlp.pipe_names and "tagger" in nlp.pipe_names:
        nlp.add_pipe(COMPONENT, before="lemmatizer")
