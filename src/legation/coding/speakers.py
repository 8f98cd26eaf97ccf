"""Who speaks: the actor, joint actors, or written document behind the subject of a cue.

Takes a sentence with a clause (or the head of a noun phrase) and returns one `ActorRef` or None.
Several who speak together are one joint speaker that carries the names of all.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from legation.coding.causal_ends import is_abstract
from legation.coding.clauses import Clause, base, case_of, children, conjuncts, phrase
from legation.coding.parties import distinct, reference
from legation.coding.reading import Reading, Sentence
from legation.coding.speech import cue_of, load_speech
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

    from legation.actors import Mention

EXPLETIVE: Final = frozenset({"it", "there", "this", "that", "which", "what"})
FINITE: Final = frozenset({"VBD", "VBZ", "VBP"})
SPEAKING: Final = frozenset(
    {"state", "government_office", "igo", "armed_group", "person", "party", "movement", "media"}
)
CAPITAL: Final = re.compile(r"\b(?!The\b|An?\b|Its\b|His\b|Her\b|Their\b)[A-Z]")
OF_AUTHOR: Final = frozenset({"by", "of", "from"})


def speaker_of(reading: Reading, sentence: Sentence, clause: Clause) -> ActorRef | None:
    """Who is said to speak by a cue; None where nobody is named."""
    heads = clause.agents if clause.passive else clause.subjects
    found = speakers_of(reading, sentence, heads)
    if found is not None or clause.passive:
        return found
    own = bool(children(clause.head, "nsubj", "csubj"))
    if own:
        return None
    if clause.head.tag_ == "VBG":
        return _above(reading, sentence, clause)
    if clause.head.tag_ in FINITE or not heads:
        return _nearest_before(reading, sentence, clause.head)
    return None


def speakers_of(reading: Reading, sentence: Sentence, heads: "Iterable[Token]") -> ActorRef | None:
    """One reference for all who stand at these head tokens, or None."""
    refs = [r for head in heads for r in _refs(reading, sentence, head)]
    return joint(distinct(refs))


def somebody(reading: Reading, sentence: Sentence, head: "Token") -> ActorRef | None:
    """Whoever a noun names that is the subject of a verb of saying, in the words of the text."""
    if head.pos_ not in {"NOUN", "PROPN"} or is_abstract(head):
        return None
    if head.lemma_.lower() in load_speech().documents:
        return None
    text = reading.passage(sentence, *phrase(head)).text
    found = reference(reading, sentence, head)
    found = found or ActorRef(id=f"unnamed:{text.lower()}", name=text, text=text, sector="UNK")
    return _for_owner(reading, sentence, head, found)


def last_speaker(reading: Reading, sentence: Sentence) -> ActorRef | None:
    """Who speaks, or who are several, in one of the two sentences before: for "they", "some sources"."""
    for before in reversed(reading.sentences[max(sentence.index - 2, 0) : sentence.index]):
        for clause in before.clauses:
            cue = cue_of(clause)
            several = len(clause.subjects) > 1 and clause.head.dep_ == "ROOT"
            if several or (cue is not None and not cue.belief):
                return speaker_of(reading, before, clause)
    return None


def joint(refs: tuple[ActorRef, ...]) -> ActorRef | None:
    """One reference for speakers who speak together.

    >>> a = ActorRef(id="RUS", name="Russia", text="Russia")
    >>> b = ActorRef(id="CHN", name="China", text="China")
    >>> joint((a, b)).name, joint((a,)).name, joint(())
    ('Russia and China', 'Russia', None)
    """
    if len(refs) < 2:
        return refs[0] if refs else None
    names = [r.name for r in refs]
    parties = {r.party for r in refs}
    return ActorRef(
        id="joint:" + "+".join(r.id for r in refs),
        name=f"{', '.join(names[:-1])} and {names[-1]}",
        text=f"{', '.join(r.text for r in refs[:-1])} and {refs[-1].text}",
        aliases=tuple(names),
        party=parties.pop() if len(parties) == 1 else None,
        code=refs[0].code if len({r.code for r in refs}) == 1 else None,
        sector=refs[0].sector if len({r.sector for r in refs}) == 1 else None,
    )


def _refs(reading: Reading, sentence: Sentence, head: "Token") -> Iterator[ActorRef]:
    mention = reading.mention_of(sentence, head)
    if head.lower_ in EXPLETIVE and (mention is None or _expletive(head)):
        return
    if mention is not None:
        refs = [m.ref for m in reading.resolution.together(mention.start, mention.end)]
        parties = {r.party for r in refs if r.party != r.name}
        yield from (r for r in refs if r.name not in parties)  # "a Norwegian envoy": not Norway too
        return
    written = _written(reading, sentence, head)
    if written is not None:
        yield written
        return
    found = reference(reading, sentence, head)
    if found is None and head.lemma_.lower() in load_speech().unnamed:
        text = reading.passage(sentence, *phrase(head)).text
        found = ActorRef(id=f"unnamed:{text.lower()}", name=text, text=text, sector="UNK")
    if found is not None:
        yield _for_owner(reading, sentence, head, found)


def _for_owner(reading: Reading, sentence: Sentence, head: "Token", found: ActorRef) -> ActorRef:
    """Who "its spokesman" speaks for: the one that the pronoun stands for."""
    if not found.id.startswith("unnamed:"):
        return found
    for owner in children(head, "nmod:poss"):
        mention = reading.mention_of(sentence, owner)
        if mention is not None and mention.form == "pronoun":
            text = reading.passage(sentence, *phrase(head)).text
            return replace(mention.ref, text=text)
    return found


def _expletive(head: "Token") -> bool:
    """As in "It" of "it was said that": the passive verb has its clause as the real subject."""
    return head.dep_ in {"expl", "nsubj:pass"} and head.lower_ == "it"


def _written(reading: Reading, sentence: Sentence, head: "Token") -> ActorRef | None:
    """A document that speaks, as itself, with its owner as its party."""
    lemma = head.lemma_.lower()
    if lemma not in load_speech().documents:
        return None
    if "documents that speak" not in reading.cache:
        reading.cache["documents that speak"] = list(_documents(reading))
    known = reading.cache["documents that speak"]
    assert isinstance(known, list)
    at = sentence.token_chars(head)[0]
    earlier = [
        (char, ref)
        for char, noun, ref in known
        if char <= at and (noun == lemma or lemma in {"document", "text"})
    ]
    if not earlier:
        return None
    char = earlier[-1][0]
    ref: ActorRef = earlier[-1][1]
    if char == at:
        return ref
    return replace(ref, text=reading.passage(sentence, *phrase(head)).text)


def _documents(reading: Reading) -> Iterator[tuple[int, str, ActorRef]]:
    """(character, lemma, reference) of every written document whose owner is named."""
    nouns = load_speech().documents
    for sentence in reading.sentences:
        for token in sentence.words:
            if token.pos_ != "NOUN" or token.lemma_.lower() not in nouns:
                continue
            owner = _writer(reading, sentence, token)
            if owner is None:
                continue
            text = reading.passage(sentence, *phrase(token)).text
            capital = CAPITAL.search(text)
            name = text[capital.start() :] if capital else text
            ref = ActorRef(
                id=f"document:{name.lower()}",
                name=name,
                text=text,
                party=owner.party or owner.name,
                code=owner.code,
                sector=owner.sector,
                aliases=(owner.name,),
            )
            yield sentence.token_chars(token)[0], token.lemma_.lower(), ref


def _writer(reading: Reading, sentence: Sentence, head: "Token") -> ActorRef | None:
    owners = [
        c for c in head.children if base(c.dep_) in {"compound", "amod"} or c.dep_ == "nmod:poss"
    ]
    owners += [c for c in children(head, "nmod") if case_of(c) in OF_AUTHOR]
    for acl in children(head, "acl", "acl:relcl"):
        owners += Clause(acl).agents
    if head.dep_ == "obj" or (head.dep_ in {"obl", "nmod"} and head.head.pos_ == "VERB"):
        owners += Clause(head.head).subjects
    for owner in owners:
        found = reference(reading, sentence, owner)
        if found is not None:
            return found
    return None


def owner_of(
    reading: Reading, sentence: Sentence, noun: "Token", *, of: bool = True
) -> ActorRef | None:
    """Whose statement a noun names: possessor, "by" phrase, adjective, or *of* a person or state."""
    heads = children(noun, "nmod:poss")
    heads += [c for c in children(noun, "nmod") if case_of(c) in {"by", "from"}]
    heads += [
        c
        for c in children(noun, "amod", "compound")
        if c.pos_ in {"PROPN", "ADJ"} and c.text[0].isupper()
    ]
    for head in heads:
        found = speakers_of(reading, sentence, conjuncts(head))
        if found is not None:
            return found
    for c in children(noun, "nmod") if of else ():
        mention = reading.mention_of(sentence, c)
        if case_of(c) == "of" and mention is not None and mention.kind in SPEAKING:
            return mention.ref
    return None


def _above(reading: Reading, sentence: Sentence, clause: Clause) -> ActorRef | None:
    """For a participle: the nearest subject above it that can speak."""
    for depth, governor in enumerate(clause.governors()):
        found = speakers_of(
            reading, sentence, governor.agents if governor.passive else governor.subjects
        )
        if found is not None:
            return found
        if depth > 4:
            break
    return None


def _nearest_before(reading: Reading, sentence: Sentence, verb: "Token") -> ActorRef | None:
    """Where the parse gives no subject: the last actor before the verb with no verb between."""
    at = sentence.token_chars(verb)[0]
    best: Mention | None = None
    for mention in reading.mentions[sentence.index]:
        if mention.end > at:
            break
        can = not mention.nested and mention.kind in SPEAKING and not mention.place
        if can and (best is None or not _inside_phrase(sentence, mention)):
            best = mention
    if best is None:
        return None
    between = [
        t
        for t in sentence.words
        if best.end <= sentence.offset + t.idx < at and t.pos_ in {"VERB", "AUX"}
    ]
    plain = [t for t in between if base(t.dep_) not in {"acl", "aux"} and t.dep_ != "amod"]
    return None if plain else best.ref


def _inside_phrase(sentence: Sentence, mention: "Mention") -> bool:
    """Does a mention hang on a preposition or possessive, so that it is not the subject?"""
    head = next((t for t in sentence.words if sentence.offset + t.idx >= mention.head), None)
    if head is None:
        return False
    return head.dep_ in {"nmod", "obl", "nmod:poss"} or bool(case_of(head))
