"""Changes to training sentences that make them look like the text we read.

News and policy prose has curly quotes, footnote markers, headlines and hard line ends, which the
treebanks have too little of.  Each function takes a sentence (or words) and returns one.
"""

import random
from dataclasses import replace

from training.sentences import Sentence, Syntax

MARKER_CHANCE = 0.03
HEADLINE_CHANCE = 0.015
CAPITALS_CHANCE = 0.01
LOWER_CHANCE = 0.02


def curly(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """Replace straight and doubled quotes and apostrophes by typographic ones."""
    result = []
    opened = False
    for sentence in sentences:
        words = []
        for word in sentence.words:
            if word in {'"', "``", "''"}:
                opened = not opened
                word = "“" if opened else "”"
            elif word == "'":
                word = "’"
            words.append(word.replace("'", "’"))
        result.append(replace(sentence, words=tuple(words)))
    return tuple(result)


def straight(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """Replace typographic quotes and apostrophes by straight ones."""
    table = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'"})
    return tuple(replace(s, words=tuple(w.translate(table) for w in s.words)) for s in sentences)


def footnoted(sentence: Sentence, rng: random.Random) -> Sentence:
    """Put a footnote marker behind the final full stop, as a dependent of the root."""
    if sentence.syntax is None or sentence.words[-1] != "." or len(sentence.words) < 5:
        return sentence
    number = str(rng.randint(1, 60))
    words, tags, pos, deps = _marker(number, rng)
    syntax, at = sentence.syntax, len(sentence.words)
    root = next(i for i, head in enumerate(syntax.heads) if head == i)
    inner = at + words.index(number)
    heads = tuple(root if i == inner else inner for i in range(at, at + len(words)))
    extra = len(words)
    grown = Syntax(
        tags=syntax.tags + tags,
        pos=syntax.pos + pos,
        morphs=syntax.morphs + tuple("NumForm=Digit|NumType=Card" * (p == "NUM") for p in pos),
        lemmas=syntax.lemmas + words,
        heads=syntax.heads + heads,
        deps=syntax.deps + deps,
    )
    ents = None if sentence.ents is None else sentence.ents + ("O",) * extra
    spaces = (*sentence.spaces[:-1], *(False,) * extra, sentence.spaces[-1])
    return replace(sentence, words=sentence.words + words, spaces=spaces, syntax=grown, ents=ents)


def _marker(number: str, rng: random.Random) -> tuple[tuple[str, ...], ...]:
    if rng.random() < 0.6:
        return (
            ("[", number, "]"),
            ("-LRB-", "CD", "-RRB-"),
            ("PUNCT", "NUM", "PUNCT"),
            ("punct", "dep", "punct"),
        )
    return (number,), ("CD",), ("NUM",), ("dep",)


def recased(sentence: Sentence, rng: random.Random) -> Sentence:
    """Make a headline, capitals or lower case of a sentence now and then."""
    draw = rng.random()
    if len(sentence.words) > 25:
        return sentence
    if draw < HEADLINE_CHANCE:
        words = [w[:1].upper() + w[1:] if len(w) > 3 else w for w in sentence.words]
    elif draw < HEADLINE_CHANCE + CAPITALS_CHANCE:
        words = [w.upper() for w in sentence.words]
    elif draw < HEADLINE_CHANCE + CAPITALS_CHANCE + LOWER_CHANCE and sentence.ents is None:
        words = [w.lower() for w in sentence.words]
    else:
        return sentence
    if any(len(new) != len(old) for new, old in zip(words, sentence.words, strict=True)):
        return sentence
    return replace(sentence, words=tuple(words))


def augmented(sentences: tuple[Sentence, ...], rng: random.Random) -> tuple[Sentence, ...]:
    """Return `sentences` with the changes drawn for this time."""
    draw = rng.random()
    if draw < 0.35:
        sentences = curly(sentences)
    elif draw < 0.5:
        sentences = straight(sentences)
    return tuple(
        footnoted(s, rng) if rng.random() < MARKER_CHANCE else recased(s, rng) for s in sentences
    )
