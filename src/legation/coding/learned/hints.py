"""What the codebook holds of each type at a word: hints whose worth is learned for all types alike.

`hints(features)` reads them off the codebook's features of a word and gives (types, hints) of 0
and 1.  A hint says, for instance, that the lemma is a verb of this type's alone.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from legation.ontology import EVENT_TYPES, QUAD_CLASS

HINTS: Final = (
    "read", "both sides", "no source", "fact", "same quad class", "verb", "only verb",
    "verb as other", "verb of the quad class", "noun", "only noun", "noun as other",
    "own stance", "governor's stance",
)  # fmt: skip
STANCES: Final = {
    "commit": "AGREE", "ask": "REQUEST", "refuse": "REJECT", "threaten": "THREATEN",
    "accuse": "ACCUSE", "deny": "REJECT",
}  # fmt: skip
GOVERNED: Final = frozenset({"xcomp", "ccomp", "acl", "advcl", "obj", "conj"})
_TYPE: Final[dict[str, int]] = {name: i for i, name in enumerate(EVENT_TYPES)}
_HINT: Final = {name: i for i, name in enumerate(HINTS)}
_KIN: Final = {
    str(a): [b for b in EVENT_TYPES if QUAD_CLASS[b] == QUAD_CLASS[a]] for a in EVENT_TYPES
}


def hints(features: Sequence[str]) -> NDArray[np.float32]:
    """The hints of one word, (types, hints).

    >>> hints(["cbv=AID/True"])[EVENT_TYPES.index("AID"), HINTS.index("only verb")].item()
    1.0
    """
    found = np.zeros((len(EVENT_TYPES), len(HINTS)), dtype=np.float32)
    for type_, hint in _told(features):
        found[_TYPE[type_], _HINT[hint]] = 1
    return found


def _told(features: Sequence[str]) -> Iterator[tuple[str, str]]:
    entries: dict[str, list[tuple[str, bool]]] = {"verb": [], "noun": []}
    for feature in features:
        name, _, value = feature.partition("=")
        first, _, second = value.partition("/")
        if name == "cb" and first != "none":
            yield from _reading(first, frozenset(features))
        elif name in {"cbv", "cbn"}:
            entries["verb" if name == "cbv" else "noun"].append((first, second == "True"))
        elif name == "cbo" and first in STANCES:
            yield STANCES[first], "own stance"
        elif name == "cboh" and first in STANCES and second in GOVERNED:
            yield STANCES[first], "governor's stance"
    for sort, listed in entries.items():
        types = {type_ for type_, _ in listed}
        for type_, fits in listed:
            yield type_, sort if fits else f"{sort} as other"
            if fits and len(types) == 1:
                yield type_, f"only {sort}"
            if fits and sort == "verb":
                yield from ((kin, "verb of the quad class") for kin in _KIN[type_])


def _reading(type_: str, features: frozenset[str]) -> Iterator[tuple[str, str]]:
    yield type_, "read"
    source, target = "cbs=True" in features, "cbt=True" in features
    if source and target:
        yield type_, "both sides"
    if not source:
        yield type_, "no source"
    if "cbf=fact" in features:
        yield type_, "fact"
    yield from ((kin, "same quad class") for kin in _KIN[type_])
