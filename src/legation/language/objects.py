"""Objects that the parser took for predicates, put right by the verb.

"Egypt sentenced three journalists" reads now and then as if Egypt had become three journalists.
Only verbs of being and becoming, a verb that has an object already, and passives ("was named
envoy") have a noun as their predicate; after any other verb it is the object.
"""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

COMPONENT: Final = "legation_objects"
BECOMING: Final = frozenset(
    [
        "be",
        "become",
        "remain",
        "seem",
        "appear",
        "stay",
        "prove",
        "turn",
        "sound",
        "look",
        "feel",
        "get",
        "go",
        "constitute",
        "comprise",
        "form",
        "represent",
        "make",
        "total",
        "number",
        "weigh",
        "cost",
        "last",
        "call",
        "die",
        "serve",
        "act",
    ]
)
NOMINAL: Final = frozenset({"NOUN", "PROPN", "PRON"})
AGAINST: Final = frozenset({"obj", "iobj", "nsubj:pass", "aux:pass", "expl"})
MARKED: Final = frozenset({"case", "mark", "cop", "nsubj"})


def repair_objects(doc: "Doc") -> "Doc":
    """Return `doc` with such nouns as objects of their verbs."""
    for token in doc:
        if token.dep_ == "xcomp" and token.pos_ in NOMINAL and _is_object(token):
            token.dep_ = "obj"
    return doc


def _is_object(token: "Token") -> bool:
    verb = token.head
    if verb.pos_ != "VERB" or verb.i > token.i or verb.lemma_ in BECOMING:
        return False
    if any(child.dep_ in MARKED for child in token.children):
        return False
    return not any(child.dep_ in AGAINST for child in verb.children)


def add_objects(nlp: "Language") -> None:
    """Put the repair at the end of a pipeline that has lemmas."""
    from spacy.language import Language

    if not Language.has_factory(COMPONENT):
        Language.component(COMPONENT, func=repair_objects)
    if "lemmatizer" in nlp.pipe_names:
        nlp.add_pipe(COMPONENT)
