"""Objects that the parser took for something else, put right by the verb.

"Egypt sentenced three journalists" reads now and then as if Egypt had become three journalists.
Only verbs of being and becoming, a verb that has an object already, and passives ("was named
envoy") have a noun as their predicate; after any other verb it is the object.  And what has a
subject modifies no noun: in "the march alarmed Oslo" it is a verb, the noun behind it its object.
"""

from typing import TYPE_CHECKING, Any, Final, cast

from legation.language.labels import Tree

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

COMPONENT: Final = "legation_objects"
BEFORE_LEMMAS: Final = "legation_verbs"
_BECOMING: Final = (
    "be become remain seem appear stay prove turn sound look feel get go constitute comprise form "
    "represent make total number weigh cost last die serve act"
)
BECOMING: Final = frozenset(_BECOMING.split())
NOMINAL: Final = frozenset({"NOUN", "PROPN", "PRON"})
AGAINST: Final = frozenset({"obj", "iobj", "nsubj:pass", "aux:pass", "expl"})
MARKED: Final = frozenset({"case", "mark", "cop", "nsubj"})
SUBJECTS: Final = frozenset({"nsubj", "nsubj:pass"})
MODIFIERS: Final = frozenset({"amod", "compound"})
OF_NOUNS: Final = frozenset({"nmod", "acl", "acl:relcl", "appos", "flat", "nmod:poss"})
CLAUSES: Final = frozenset({"ROOT", "conj", "ccomp", "xcomp", "advcl", "acl", "acl:relcl", "csubj"})


def repair_objects(doc: "Doc") -> "Doc":
    """Return `doc` with such nouns as objects of their verbs."""
    for token in doc:
        if token.dep_ == "xcomp" and token.pos_ in NOMINAL and _is_object(token):
            token.dep_ = "obj"
    return doc


def repair_verbs(doc: "Doc") -> "Doc":
    """Return `doc` with verbs in the place of the nouns that they seemed to modify."""
    verbs = [token for token in doc if token.dep_ in MODIFIERS and _has_subject(token)]
    if verbs:
        tree = Tree(doc)
        for verb in verbs:
            _raise(tree, verb)
        tree.write()
    return doc


def _is_object(token: "Token") -> bool:
    verb = token.head
    if verb.pos_ != "VERB" or verb.i > token.i or verb.lemma_ in BECOMING:
        return False
    if any(child.dep_ in MARKED for child in token.children):
        return False
    return not any(child.dep_ in AGAINST for child in verb.children)


def _has_subject(token: "Token") -> bool:
    found = {child.dep_ for child in token.children}
    return token.i < token.head.i and bool(found & SUBJECTS) and not found & {"cop", "case"}


def _raise(tree: Tree, verb: "Token") -> None:
    """Put the verb into the place of the noun that it hangs on; that becomes its object."""
    noun = tree.heads[verb.i]
    above, label = tree.heads[noun], tree.deps[noun]
    for child in tree.children(noun):
        if child < verb.i or (child > noun and not _stays(tree, child)):
            tree.heads[child] = verb.i
    tree.heads[verb.i] = verb.i if above == noun else above
    tree.deps[verb.i] = (
        label if label in CLAUSES else "acl:relcl" if label == "appos" else "parataxis"
    )
    tree.heads[noun], tree.deps[noun] = verb.i, "obj"
    if verb.pos_ != "VERB":
        past = verb.text.endswith("ed")
        verb.pos_, verb.tag_ = "VERB", "VBD" if past else "VBP"
        cast("Any", verb).set_morph(f"Tense={'Past' if past else 'Pres'}|VerbForm=Fin")


def _stays(tree: Tree, child: int) -> bool:
    """Whether a child on the right of a noun remains the noun's."""
    listed = tree.deps[child] == "conj" and tree.doc[child].pos_ in NOMINAL
    return listed or tree.deps[child] in OF_NOUNS


def add_objects(nlp: "Language") -> None:
    """Put the repairs before and behind the lemmatizer of a pipeline that has one."""
    from spacy.language import Language

    if not Language.has_factory(COMPONENT):
        Language.component(COMPONENT, func=repair_objects)
        Language.component(BEFORE_LEMMAS, func=repair_verbs)
    if "lemmatizer" in nlp.pipe_names:
        nlp.add_pipe(BEFORE_LEMMAS, before="lemmatizer")
        nlp.add_pipe(COMPONENT)
