"""Runs of white space, taken out before the parse and put back into its Doc.

The pipeline has learnt from text with single spaces.  `compact` gives it such a text; `restored`
returns the same parse over the text as it was, white space as tokens of their own (as spaCy has
them), so that the Doc's characters are those of the document.
"""

import re
from typing import TYPE_CHECKING, Any, Final

from legation.language.spelling import british

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: Every white space is read as a plain one; lengths do not change.
_PLAIN: Final = dict.fromkeys(
    [
        *map(ord, "\t\n\r\x0b\x0c\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"),
        *range(0x2000, 0x200B),
    ],
    " ",
)
_RUN: Final = re.compile(" {2,}")
_FIELDS: Final = ("tags", "pos", "morphs", "lemmas", "deps", "ents")


def plain(text: str) -> str:
    r"""Return `text` with every white space as a plain space, one for one.

    >>> plain("the\nKremlin\u00a0said")
    'the Kremlin said'
    """
    return text.translate(_PLAIN)


def compact(text: str) -> str:
    """Return plain `text` with single spaces, none at its ends.

    >>> compact("  the  Kremlin ")
    'the Kremlin'
    """
    return _RUN.sub(" ", text).strip(" ")


def restored(doc: "Doc", text: str) -> "Doc":
    """Return the parse of `american(compact(text))` over `text` itself.

    A token of white space hangs on the word before it as "dep"; it begins no sentence.
    """
    from spacy.tokens import Doc

    if doc.text == text:
        return doc
    words: list[str] = []
    spaces: list[bool] = []
    origin: list[int | None] = []  # which token of `doc` each new one is
    at = 0
    for token in doc:
        at = _add_gap(text, at, words, spaces, origin)
        words.append(text[at : at + len(token)])  # as spelt there
        origin.append(token.i)
        at += len(token)
        spaces.append(text[at : at + 1] == " ")
        at += spaces[-1]
    _add_gap(text, at, words, spaces, origin)
    made = Doc(doc.vocab, words=words, spaces=spaces, **_annotation(doc, words, origin))
    if len(doc.tensor):
        made.tensor = doc.tensor[[old or 0 for old in origin]]
    return made


def _add_gap(
    text: str, at: int, words: list[str], spaces: list[bool], origin: list[int | None]
) -> int:
    end = at
    while text[end : end + 1] == " ":
        end += 1
    if end > at:
        words.append(text[at:end])
        spaces.append(False)
        origin.append(None)
    return end


def _annotation(doc: "Doc", words: list[str], origin: list[int | None]) -> dict[str, Any]:
    place = {old: new for new, old in enumerate(origin) if old is not None}
    layers: dict[str, list[Any]] = {name: [] for name in (*_FIELDS, "heads")}
    for new, old in enumerate(origin):
        if old is None:
            following = origin[new + 1] if new + 1 < len(origin) else None
            inside = following is not None and doc[following].ent_iob == 1
            label = f"I-{doc[following].ent_type_}" if inside and following is not None else "O"
            row: tuple[Any, ...] = ("_SP", "SPACE", "", " ", "dep", label)
            head = new - 1 if new else place.get(0, 0)
        else:
            token = doc[old]
            label = f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O"
            lemma = british(token.lemma_, words[new])
            row = (token.tag_, token.pos_, str(token.morph), lemma, token.dep_, label)
            head = place[token.head.i]
        for name, value in zip(_FIELDS, row, strict=True):
            layers[name].append(value)
        layers["heads"].append(head)
    return layers
