"""From the labels of other English models to ours (Universal Dependencies).

The well-known English models mark objects as dobj, prepositional phrases as prep and pobj, and
take "be" as the head of a copular clause.  `to_universal` rewrites a parsed Doc: renames, phrases
turned so that the noun heads its preposition, copulas turned so that the predicate heads.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

COMPONENT: Final = "legation_labels"

RENAMED: Final = {
    "dobj": "obj",
    "dative": "iobj",
    "nsubjpass": "nsubj:pass",
    "csubjpass": "csubj:pass",
    "auxpass": "aux:pass",
    "relcl": "acl:relcl",
    "poss": "nmod:poss",
    "prt": "compound:prt",
    "npadvmod": "obl:unmarked",
    "neg": "advmod",
    "quantmod": "advmod",
    "predet": "det:predet",
    "preconj": "cc:preconj",
    "intj": "discourse",
    "meta": "dep",
    "oprd": "xcomp",
    "acomp": "xcomp",
    "attr": "xcomp",
    "pcomp": "advcl",
}
ENTITIES: Final = {
    "PERSON": "PER",
    "GPE": "LOC",
    "FAC": "LOC",
    "PRODUCT": "MISC",
    "WORK_OF_ART": "MISC",
    "LAW": "MISC",
    "LANGUAGE": "MISC",
}
#: Kinds of spans that are no names; a model that marks them marks them in vain.
NO_NAMES: Final = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL"})
PREPOSITIONS: Final = frozenset({"prep", "agent", "dative"})
CLAUSAL: Final = frozenset({"VERB", "AUX", "ADJ", "ADV"})


class Tree:
    """Heads and labels of a Doc, open to change."""

    def __init__(self, doc: "Doc") -> None:
        self.doc = doc
        self.heads = [token.head.i for token in doc]
        self.deps = [token.dep_ for token in doc]

    def children(self, i: int) -> list[int]:
        """Return the tokens whose head is `i`, in order."""
        return [j for j, head in enumerate(self.heads) if head == i and j != i]

    def child(self, i: int, *labels: str) -> int | None:
        """Return the first child of `i` with one of `labels`."""
        return next((j for j in self.children(i) if self.deps[j] in labels), None)

    def swap(self, head: int, new: int, label: str) -> None:
        """Make `new`, a child of `head`, take its place; `head` becomes its child as `label`."""
        above = self.heads[head]
        for j in self.children(head):
            self.heads[j] = new
        self.heads[new] = new if above == head else above
        self.deps[new] = self.deps[head]
        self.heads[head], self.deps[head] = new, label

    def write(self) -> None:
        """Put heads and labels back into the Doc."""
        import numpy as np

        strings = self.doc.vocab.strings
        offsets = [head - i for i, head in enumerate(self.heads)]
        labels = [strings.add(label) for label in self.deps]
        columns = [np.array(offsets, dtype="int64").astype("uint64"), np.array(labels, "uint64")]
        self.doc.from_array(["HEAD", "DEP"], cast("Any", np.column_stack(columns)))


def to_universal(doc: "Doc", labels: Mapping[str, str] = RENAMED) -> "Doc":
    """Rewrite the tree of `doc`, in place, to Universal Dependencies.

    >>> import spacy
    >>> from spacy.tokens import Doc
    >>> words = "Moscow spoke with Kabul".split()
    >>> doc = Doc(
    ...     spacy.blank("en").vocab,
    ...     words=words,
    ...     heads=[1, 1, 1, 2],
    ...     deps=["nsubj", "ROOT", "prep", "pobj"],
    ...     pos=["PROPN", "VERB", "ADP", "PROPN"],
    ... )
    >>> [(token.dep_, token.head.text) for token in to_universal(doc)][2:]
    [('case', 'Kabul'), ('obl', 'spoke')]
    """
    tree = Tree(doc)
    for i in range(len(doc)):
        _turn_preposition(tree, i)
    for i in range(len(doc)):
        _turn_copula(tree, i)
    _spread_conjuncts(tree)
    for i, token in enumerate(doc):
        if tree.deps[i] == "aux" and token.tag_ == "TO":
            tree.deps[i] = "mark"
        tree.deps[i] = labels.get(tree.deps[i], tree.deps[i])
    tree.write()
    return doc


def _turn_preposition(tree: Tree, i: int) -> None:
    label = tree.deps[i]
    if label not in PREPOSITIONS or tree.doc[i].pos_ not in {"ADP", "SCONJ", "VERB", "ADV", ""}:
        return
    inner = tree.child(i, "pobj", "pcomp")
    if inner is None:
        return
    above, clause = tree.doc[tree.heads[i]], tree.deps[inner] == "pcomp"
    tree.swap(i, inner, "mark" if clause else "case")
    verbal = above.pos_ in CLAUSAL
    if label == "agent":
        tree.deps[inner] = "obl:agent"
    elif clause:
        tree.deps[inner] = "advcl" if verbal else "acl"
    else:
        tree.deps[inner] = "obl" if verbal else "nmod"


def _turn_copula(tree: Tree, i: int) -> None:
    if tree.doc[i].lemma_ != "be" or tree.deps[i] in {"aux", "auxpass"}:
        return
    inner = tree.child(i, "attr", "acomp")
    if inner is not None:
        tree.swap(i, inner, "cop")


def _spread_conjuncts(tree: Tree) -> None:
    """Hang every conjunct on the first one, and each "and" on the conjunct that follows it."""
    for i, label in enumerate(tree.deps):
        if label == "cc":
            following = [
                j for j in tree.children(tree.heads[i]) if j > i and tree.deps[j] == "conj"
            ]
            tree.heads[i] = following[0] if following else tree.heads[i]
    for i, label in enumerate(tree.deps):
        while label == "conj" and tree.deps[tree.heads[i]] == "conj":
            tree.heads[i] = tree.heads[tree.heads[i]]


def rename_entities(doc: "Doc", labels: Mapping[str, str] = ENTITIES) -> "Doc":
    """Bring the entity spans of `doc`, in place, to PER, ORG, LOC, NORP, EVENT and MISC."""
    from spacy.tokens import Span

    kept = [
        Span(doc, ent.start, ent.end, label=labels.get(ent.label_, ent.label_))
        for ent in doc.ents
        if ent.label_ not in NO_NAMES
    ]
    doc.set_ents(kept)
    return doc


class LabelMap:
    """The component: rewrites or renames the labels of every Doc."""

    def __init__(self, labels: Mapping[str, str], *, turned: bool) -> None:
        self.labels, self.turned = labels, turned

    def __call__(self, doc: "Doc") -> "Doc":
        """Return `doc` with our labels."""
        if self.turned:
            to_universal(doc, {**RENAMED, **self.labels})
        elif self.labels:
            to_renamed(doc, self.labels)
        return rename_entities(doc, {**ENTITIES, **self.labels})


def _make(
    nlp: "Language",  # noqa: ARG001  (spaCy hands it to every factory by name)
    name: str,  # noqa: ARG001
    labels: dict[str, str],
    turned: bool,
) -> LabelMap:
    return LabelMap(labels, turned=turned)


def add_labels(nlp: "Language", labels: Mapping[str, str]) -> None:
    """Put the map of labels at the end of the pipeline, if the model's labels call for one."""
    from spacy.language import Language

    found = set(nlp.pipe_labels.get("parser", ())) | set(nlp.pipe_labels.get("ner", ()))
    turned = "pobj" in found or "dobj" in found
    if not labels and not turned and not found & set(ENTITIES):
        return
    if not Language.has_factory(COMPONENT):
        Language.factory(COMPONENT, func=_make)
    nlp.add_pipe(COMPONENT, last=True, config={"labels": dict(labels), "turned": turned})


def to_renamed(doc: "Doc", labels: Mapping[str, str]) -> "Doc":
    """Rename the dependency labels of `doc`, in place, and change nothing else."""
    for token in doc:
        token.dep_ = labels.get(token.dep_, token.dep_)
    return doc
