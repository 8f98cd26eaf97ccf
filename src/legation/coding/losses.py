"""The dead of a side as word of a fight: "X's death toll in the dispute with Y has risen".

`losses` takes a noun of counting the dead and yields whose they are and whom that side fights, where
the sentence names both: the owner of the noun, and who stands behind "with" or "against" on a word
for strife.
"""

from typing import TYPE_CHECKING, Final

from legation.coding.arguments import Sides
from legation.coding.clauses import case_of, children
from legation.coding.codebook import load_codebook
from legation.coding.reading import Reading, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

    from legation.actors import Mention

NEAR: Final = 6  # tokens between an owner and the noun, and between the strife and the enemy


def losses(reading: Reading, sentence: Sentence, noun: "Token") -> Sides | None:
    """Whose dead a noun counts and with whom they fight, or None."""
    words = load_codebook().words
    if noun.lemma_.lower() not in words["losses"]:
        return None
    owner = _owner(reading, sentence, noun)
    if owner is None:
        return None
    for token in noun.doc[noun.i + 1 : sentence.words.end]:
        if token.lemma_.lower() in words["hostile"]:
            enemy = _enemy(reading, sentence, token)
            if enemy is not None and enemy.ref.id != owner.ref.id:
                return Sides([owner.ref], [enemy.ref])
    return None


def _owner(reading: Reading, sentence: Sentence, noun: "Token") -> "Mention | None":
    """Whose dead: the possessor before the noun, whatever the parse ties it to, or behind "of"."""
    for i in range(noun.i - 1, max(sentence.words.start, noun.i - NEAR), -1):
        if noun.doc[i].tag_ == "POS":
            return reading.mention_of(sentence, noun.doc[i - 1])
        if noun.doc[i].pos_ in {"VERB", "AUX", "ADP"}:
            break
    of = [c for c in children(noun, "nmod") if case_of(c) == "of"]
    return next((m for c in of if (m := reading.mention_of(sentence, c)) is not None), None)


def _enemy(reading: Reading, sentence: Sentence, strife: "Token") -> "Mention | None":
    """Who stands behind "with" or "against" on a word for strife."""
    end = min(sentence.words.end, strife.i + NEAR)
    sides = [t.i for t in strife.doc[strife.i + 1 : end] if t.lower_ in {"with", "against"}]
    for token in strife.doc[sides[0] + 1 : end] if sides else ():
        mention = reading.mention_of(sentence, token)
        if mention is not None and not mention.place:
            return mention
    return None
