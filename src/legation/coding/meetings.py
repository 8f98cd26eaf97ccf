"""Bodies, formats and meetings as actors: what a word of a text names that one can belong to.

`body_of` gives the organisation or meeting at a head noun, `body_before` the nearest one before a
character.  A meeting without a name goes by its own words, with the format that it is part of.
"""

import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, get_args

from legation.coding.clauses import case_of, children, phrase
from legation.coding.reading import Reading, Sentence
from legation.ontology import MembershipStatus
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

    from legation.actors import Mention

LONGEST: Final = 12  # words of a meeting's phrase
FAR: Final = 6  # sentences back in which a body may have been named
GATHERINGS: Final = frozenset({"summit", "session", "assembly", "congress"})  # that bodies hold
WITHIN: Final = re.compile(
    r"\b(?:includ\w+|within|framework|under|part of|as part|in the)\b", re.IGNORECASE
)
CURRENT: Final = "the body whose members are told of"
JOINABLE: Final = frozenset({"armed_group", "movement", "party"})


@cache
def lexicon() -> dict[str, Any]:
    """data/codebook/belonging.toml with its lists as sets."""
    text = files("legation.data").joinpath("codebook/belonging.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return {k: {n: frozenset(w) for n, w in t.items()} for k, t in data.items()}


def noun_status(word: str) -> MembershipStatus | None:
    """What a noun says of those it is said of: "observer", "member" …; None where nothing."""
    for status in get_args(MembershipStatus):
        if word.lower() in lexicon()["nouns"].get(status, frozenset()):
            found: MembershipStatus = status
            return found
    return None


def is_meeting(token: "Token") -> bool:
    """Does a noun name a meeting or format?"""
    words = lexicon()["meetings"]["words"]
    lemma = token.lemma_.lower()
    return token.pos_ in {"NOUN", "PROPN"} and (lemma in words or lemma.rstrip("s") in words)


def is_body(mention: "Mention") -> bool:
    """Is it an organisation or named format?"""
    return mention.kind == "igo" or (mention.kind is None and mention.ref.sector == "IGO")


def body_of(
    reading: Reading, sentence: Sentence, token: "Token", *, joinable: bool = False
) -> ActorRef | None:
    """The organisation, format or meeting that a head token names, else None.

    *joinable* takes armed groups, movements and parties too.
    """
    mention = reading.mention_of(sentence, token)
    inner = reading.inner_mention(sentence, token)
    if inner is not None and is_body(inner):
        return inner.ref  # "a member of the league" is a mention around the league's
    if mention is not None and joinable and mention.kind in JOINABLE:
        return mention.ref
    if is_meeting(token):
        return meeting(reading, sentence, token)
    if token.lower_ == "it":
        return current_body(reading, sentence) if mention is None or mention.kind == "igo" else None
    if token.lemma_.lower() in lexicon()["bodies"]["words"] and token.pos_ in {"NOUN", "PROPN"}:
        if mention is None:
            return _own_words(reading, sentence, token)
        return None if mention.kind in {"person", "state"} else mention.ref
    return None


def _own_words(reading: Reading, sentence: Sentence, token: "Token") -> ActorRef | None:
    """A body without an entry of its own: "the Commonwealth", "a Russian-led bloc"; "the bloc" is the last one."""
    first, last = phrase(token)
    text = reading.passage(sentence, first, last).text
    given = [c for c in token.children if c.i < token.i]
    definite = not any(c.lower_ in {"a", "an"} for c in given)
    named = token.pos_ == "PROPN" or (definite and any(c.text[:1].isupper() for c in given))
    named = named or (definite and bool(children(token, "compound")))  # "the test-ban treaty"
    if not named or last - first > LONGEST or "(" in text:
        return current_body(reading, sentence) or last_body(reading, sentence)
    return ActorRef(id=f"body:{_bare(text).lower()}", name=_bare(text), text=text, sector="IGO")


# --- the body that the text is speaking of ----------------------------------------------------------


def speak_of(reading: Reading, sentence: Sentence, body: ActorRef) -> None:
    """Keep in mind whose members are told of."""
    reading.cache[CURRENT] = (sentence.index, body)


def told_body(reading: Reading, sentence: Sentence) -> ActorRef | None:
    """The body whose members were told of last, where the sentence names no other before."""
    told = reading.cache.get(CURRENT)
    if not isinstance(told, tuple) or not 0 <= sentence.index - told[0] <= FAR:
        return None
    body: ActorRef = told[1]
    first = min(told[0] + 1, sentence.index)
    named = [m for s in reading.mentions[first : sentence.index + 1] for m in s if is_body(m)]
    others = any(m.ref.id != body.id for m in named)
    return None if others or _met_since(reading, sentence, told[0]) else body


def _met_since(reading: Reading, sentence: Sentence, told: int) -> bool:
    """Has a meeting been named in words of its own behind a sentence, up to this one?"""
    between = reading.sentences[min(told + 1, sentence.index) : sentence.index + 1]
    return any(is_meeting(t) and _is_described(t) for s in between for t in s.words)


def current_body(reading: Reading, sentence: Sentence) -> ActorRef | None:
    """The body whose members were told of last, a little before; else the meeting or body last named."""
    told = reading.cache.get(CURRENT)
    near = isinstance(told, tuple) and 0 <= sentence.index - told[0] <= FAR
    if isinstance(told, tuple) and near and not _met_since(reading, sentence, told[0]):
        body: ActorRef = told[1]
        return body
    named = spoken_of(reading, sentence)
    if named is not None:
        return named
    for index in range(sentence.index, max(sentence.index - FAR, -1), -1):
        other = reading.sentences[index]
        bodies = [m.ref for m in reading.mentions[index] if is_body(m)]
        if bodies:
            return bodies[0] if other is not sentence else bodies[-1]
    return None


def meeting(reading: Reading, sentence: Sentence, token: "Token") -> ActorRef:
    """The meeting that a noun names: its format where it is a part of one, else its own words."""
    while token.dep_ == "nmod" and case_of(token) == "of" and is_meeting(token.head):
        token = token.head  # "the third round of talks" is one meeting
    mention = reading.mention_of(sentence, token)
    if mention is not None and mention.kind not in {"state", "person"}:
        return mention.ref
    series = _series_within(reading, sentence, token) or _series_of(reading, sentence, token)
    series = series or _series_before(reading, sentence, token)
    if series is not None:
        return series
    series = _held_by(reading, sentence, token)
    if series is not None:
        return series
    first, last = _bounds(token)
    text = reading.passage(sentence, first, last).text
    told = spoken_of(reading, sentence) if is_anaphoric(token) else None
    if told is not None:
        names = dict.fromkeys((*told.aliases, _bare(text)))
        return replace(told, text=text, aliases=tuple(n for n in names if n != told.name))
    doc = token.doc
    key = " ".join(
        t.lemma_.lower() for t in doc[first:last] if t.pos_ in {"NOUN", "PROPN", "ADJ", "NUM"}
    )
    return ActorRef(
        id=f"meeting:{key or text.lower()}",
        name=_bare(text),
        text=text,
        aliases=tuple(_short_names(token, first)),
        sector="IGO",
    )


def _held_by(reading: Reading, sentence: Sentence, token: "Token") -> ActorRef | None:
    """The body whose meeting it is without words of its own: "the league … its summit", "a summit"."""
    owners = children(token, "nmod:poss")
    if owners and owners[0].tag_ == "PRP$":
        return body_before(reading, sentence, sentence.token_chars(owners[0])[0])  # "its meetings"
    own = children(token, "amod", "compound", "nummod", "acl")
    plain = [c for c in children(token, "nmod") if c.dep_ != "nmod:poss"]
    own += [c for c in plain if case_of(c) not in {"in", "on"}]
    own = [c for c in own if c.lemma_.lower() not in lexicon()["verbs"]["host"]]
    if own or token.lemma_.lower() not in GATHERINGS:
        return None
    if owners or not is_anaphoric(token):
        before = [m for m in reading.mentions[sentence.index] if is_body(m)]
        before = [m for m in before if m.end <= sentence.token_chars(token)[0]]
        return before[0].ref if before else None
    if spoken_of(reading, sentence) is not None:
        return None
    told = reading.cache.get(CURRENT)
    if isinstance(told, tuple) and 0 <= sentence.index - told[0] <= FAR:
        body: ActorRef = told[1]
        return body
    return None


def _bare(text: str) -> str:
    return text.removeprefix("the ").removeprefix("The ")


def _bounds(token: "Token") -> tuple[int, int]:
    first, last = phrase(token)
    for c in children(token, "acl", "acl:relcl", "appos"):
        if c.left_edge.i > token.i:
            last = min(last, c.left_edge.i)
    for t in token.doc[token.i + 1 : last]:
        if t.text in {",", "(", ";"} or (t.lower_ == "with" and t.dep_ == "case"):
            last = min(last, t.i)
    return first, max(min(last, token.i + LONGEST), token.i + 1)


def _short_names(token: "Token", first: int) -> list[str]:
    """As in "The third Geneva talks in May" is also "Geneva talks"; with its place, "talks in Geneva"."""
    names = [t.text for t in token.doc[first : token.i] if t.pos_ == "PROPN"]
    places = [c.text for c in children(token, "nmod") if case_of(c) == "in" and c.pos_ == "PROPN"]
    found = [f"{' '.join(names)} {token.text}"] if names else []
    return found + [f"{place} {token.text}" for place in places]


def _series_within(reading: Reading, sentence: Sentence, token: "Token") -> ActorRef | None:
    """As in "The Vienna format talks" are the format's."""
    start, at = sentence.token_chars(token.left_edge)[0], sentence.token_chars(token)[0]
    inside = [
        m
        for m in reading.mentions[sentence.index]
        if is_body(m) and start <= m.start and m.end <= at
    ]
    return inside[-1].ref if inside else None


def _series_of(reading: Reading, sentence: Sentence, token: "Token") -> ActorRef | None:
    """As in "The third meeting of the Vienna format" is the format's."""
    for c in children(token, "nmod"):
        mention = reading.mention_of(sentence, c)
        if case_of(c) in {"of", "within"} and mention is not None and is_body(mention):
            return mention.ref
    return None


def _series_before(reading: Reading, sentence: Sentence, token: "Token") -> ActorRef | None:
    """The format that the sentence names before a meeting that it holds within it."""
    if token.lemma_.lower() in lexicon()["meetings"]["series"]:
        return None
    at = sentence.token_chars(token)[0]
    for m in reversed(reading.mentions[sentence.index]):
        if m.end <= at and _is_series(m):
            between = reading.document.text[m.end : at]
            return m.ref if len(between) < 120 and WITHIN.search(between) else None
    return None


def is_anaphoric(token: "Token") -> bool:
    """Is it a meeting told of before: "the talks", "this meeting", "a conference of such a rank"?"""
    of = [c for c in children(token, "nmod") if case_of(c) == "of"]
    if any(d.lower_ in {"this", "that", "such"} for c in of for d in children(c, "det", "amod")):
        return True
    others = [c for c in token.children if c.dep_ not in {"det", "case", "punct", "nsubj", "cop"}]
    determiners = {c.lower_ for c in children(token, "det")}
    return not others and bool(determiners & {"the", "this", "these", "that"})


def _is_described(token: "Token") -> bool:
    """Has it words of its own: "the Geneva talks", "a third meeting of the forum"?"""
    own = children(token, "amod", "compound", "nmod", "nummod")
    return bool(own) and not is_anaphoric(token)


def spoken_of(reading: Reading, sentence: Sentence) -> ActorRef | None:
    """The meeting or format that was last named before a sentence in words of its own."""
    for index in range(sentence.index - 1, max(sentence.index - FAR - 1, -1), -1):
        other = reading.sentences[index]
        named = [m for m in reading.mentions[index] if is_body(m)]
        own = [t for t in other.words if is_meeting(t) and _is_described(t)]
        if own:
            return meeting(reading, other, own[-1])
        if any(is_meeting(t) and is_anaphoric(t) for t in other.words):
            return spoken_of(reading, other)
        formats = [m.ref for m in named if _is_series(m)]
        if formats:
            return formats[-1]
    return None


def _is_series(mention: "Mention") -> bool:
    """Is it a format that goes on from meeting to meeting?"""
    words = {w.rstrip("s") for w in mention.text.lower().split()}
    return is_body(mention) and bool(words & lexicon()["meetings"]["series"])


def last_body(reading: Reading, sentence: Sentence) -> ActorRef | None:
    """The last body or format that was named before or in this sentence."""
    named = [
        m for m in reading.resolution.mentions
        if sentence.start - 1500 < m.start < sentence.end and is_body(m)
    ]  # fmt: skip
    return named[-1].ref if named else None


def body_before(
    reading: Reading, sentence: Sentence, char: int, *, meetings: bool = False
) -> ActorRef | None:
    """The nearest body before a character of the sentence, else before it in the paragraph.

    Meetings count where *meetings* says so, or where the noun is definite enough to be one.
    """
    for index in range(sentence.index, max(sentence.index - FAR, -1), -1):
        other = reading.sentences[index]
        if other.block != sentence.block and sentence.index - index > 2:
            break
        until = char if index == sentence.index else other.end
        found = _last_in(reading, other, until, meetings=meetings)
        if found is not None:
            return found
    return None


def _last_in(
    reading: Reading, sentence: Sentence, until: int, *, meetings: bool
) -> ActorRef | None:
    named = [m for m in reading.mentions[sentence.index] if m.end <= until and is_body(m)]
    best, at = (named[-1].ref, named[-1].start) if named else (None, -1)
    if meetings:
        tokens = [
            t for t in sentence.words
            if is_meeting(t) and at < sentence.token_chars(t)[0] < until
            and reading.mention_of(sentence, t) is None
        ]  # fmt: skip
        if tokens:
            return meeting(reading, sentence, tokens[-1])
    return best
