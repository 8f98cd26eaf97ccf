"""Whose statement is it: every attribution of a document, found once and shared by the coders.

Takes a `Reading` and returns `Attribution`s: the speaker, the cue, and the exact characters of the
content.  `attributions` are those whose content is said to be so, or to be done; `statements` adds
those that only name what is spoken of ("condemned the attack") and the author's own judgements.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, case_of, children, conjuncts, phrase
from legation.coding.contents import PAST_QUOTE, Content, contents, quotations, trim, trim_chars
from legation.coding.insertions import insertions
from legation.coding.parties import actors_of
from legation.coding.reading import Reading, Sentence
from legation.coding.source_phrases import Sourced, source_phrases
from legation.coding.speakers import last_speaker, owner_of, somebody, speaker_of, speakers_of
from legation.coding.speech import Cue, cue_of, load_speech
from legation.ontology import Polarity
from legation.records import ActorRef, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

NAMING: Final = frozenset({"object", "verdict", "author", "continued"})  # not in `attributions`
TOLD: Final = frozenset({"tell", "inform", "assure", "warn", "ask", "urge", "promise", "remind"})
SUPPOSED: Final = frozenset({"may", "might", "could", "should", "must"})
CONDITION: Final = re.compile(
    r"\s*,?\s*(?:if|unless|as long as|so long as|provided(?: that)?|on (?:the )?condition that)\b"
)
GROUND: Final = re.compile(r"\bon the grounds? that\b", re.IGNORECASE)
GAP: Final = 120  # characters of "he said on Monday." between two parts of one quotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One statement, thought or demand and whose it is.  `start`, `end` bound the content.

    `how` is the way it was found: clause, around, beside, quotation, source phrase, noun, object, verdict,
    continued (an uncued sentence of the last speaker) or author.
    """

    speaker: ActorRef | None  # None: nobody is named
    cue: Span | None
    start: int
    end: int
    polarity: Polarity
    sentence: int  # index of the sentence with the cue
    direct: bool = False  # within quotation marks
    belief: bool = False
    addressees: tuple[ActorRef, ...] = ()
    how: str = "clause"
    word: str = ""  # the entry of the lexicon that the cue is, where a verb is the cue


def attributions(reading: Reading) -> list[Attribution]:
    """Every attribution of something said to be so or to be done, in order of content."""
    return [
        a for a in statements(reading)
        if a.how not in NAMING or (a.how == "object" and a.polarity != "assert")
    ]  # fmt: skip


def statements(reading: Reading) -> list[Attribution]:
    """Every attribution of the document in order of content; computed once a reading."""
    if "statements" not in reading.cache:
        reading.cache["statements"] = _find(reading)
    found = reading.cache["statements"]
    assert isinstance(found, list)
    return found


def _find(reading: Reading) -> list[Attribution]:
    quotes = _quotes(reading)
    found: list[Attribution] = []
    for sentence in reading.sentences:
        found += _in_sentence(reading, sentence)
    found = [_widened(_with_condition(reading, a), quotes) for a in found]
    found = _joined(reading, _without_repeats(found), quotes)
    found += _loose_quotations(reading, found, quotes)
    found += _judgements(reading, found)
    found.sort(key=lambda a: (a.start, -a.end))
    return _without_repeats(found)


def _without_repeats(found: list[Attribution]) -> list[Attribution]:
    """Of two that attribute almost the same characters, the one that names a speaker stays."""
    kept: list[Attribution] = []
    for a in sorted(found, key=lambda a: (a.start, -a.end)):
        at = next(
            (i for i in range(len(kept) - 1, max(len(kept) - 6, -1), -1) if _same(a, kept[i])), None
        )
        if at is None:
            kept.append(a)
        elif _better(a, kept[at]):
            kept[at] = a
    return kept


def _better(a: Attribution, b: Attribution) -> bool:
    if (a.speaker is None) != (b.speaker is None):
        return b.speaker is None
    return b.how in {"noun", "continued", "author"} and a.how not in {"noun", "author"}


def _same(a: Attribution, b: Attribution) -> bool:
    if a.how == "rejected" or b.how == "rejected" or _within(a, b) or _within(b, a):
        return False
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared > 0.7 * max(a.end - a.start, b.end - b.start)


def _within(a: Attribution, b: Attribution) -> bool:
    """Is one saying told in another: "X promised to leave, Y said"?"""
    return a.cue is not None and a.how == "clause" and b.start <= a.cue.start < b.end


def _in_sentence(reading: Reading, sentence: Sentence) -> Iterator[Attribution]:
    source = [_from_source(sentence, found) for found in source_phrases(reading, sentence)]
    yield from source
    beside = {t: a for t, a in _beside(reading, sentence) if a is not None}
    yield from beside.values()
    yield from _grounds(reading, sentence)
    for clause in sentence.clauses:
        if clause.head.i not in beside:
            yield from _from_clause(reading, sentence, clause, source)
    for token in sentence.words:
        noun = token.pos_ == "NOUN" and token.lemma_.lower() in load_speech().nouns
        if noun and token.i not in beside:
            yield from _from_noun(reading, sentence, token)


def _beside(reading: Reading, sentence: Sentence) -> Iterator[tuple[int, Attribution | None]]:
    """As in "…, the minister said on Monday": token of the verb and what it attributes."""
    for found in insertions(sentence):
        bounds = trim(sentence, found.first, found.last)
        speaker = speakers_of(reading, sentence, conjuncts(found.subject))
        if speaker is None:
            speaker = somebody(reading, sentence, found.subject)
        if bounds is None or speaker is None:
            continue
        lemma = found.verb.lemma_.lower()
        yield (
            found.verb.i,
            Attribution(
                speaker=speaker,
                cue=reading.document.span(*sentence.token_chars(found.verb)),
                start=bounds[0],
                end=bounds[1],
                polarity=load_speech().verbs.get(lemma, "assert"),
                sentence=sentence.index,
                direct=reading.document.text[bounds[0]] in '“"«„',
                belief=lemma in load_speech().belief,
                how="beside",
                word=lemma,
            ),
        )


def _grounds(reading: Reading, sentence: Sentence) -> Iterator[Attribution]:
    """As in "X barred the ship on the ground that it was armed": the reason that X gives."""
    match = GROUND.search(sentence.text)
    if match is None:
        return
    at = sentence.words.start_char + match.start()
    before = [c for c in sentence.clauses if c.head.idx < at and c.head.pos_ == "VERB"]
    speaker = speaker_of(reading, sentence, before[-1]) if before else None
    close = re.search(r"[;,]", sentence.text[match.end() :])
    end = match.end() + close.start() if close else len(sentence.text)
    bounds = trim_chars(reading.document.text, sentence.start + match.end(), sentence.start + end)
    if speaker is None or bounds is None:
        return
    yield Attribution(
        speaker=speaker,
        cue=reading.document.span(sentence.start + match.start(), sentence.start + match.end()),
        start=bounds[0],
        end=bounds[1],
        polarity="assert",
        sentence=sentence.index,
        how="noun",
    )


# --- verbs --------------------------------------------------------------------------------------


def _from_clause(
    reading: Reading, sentence: Sentence, clause: Clause, source: list[Attribution]
) -> Iterator[Attribution]:
    cue = cue_of(clause)
    if cue is None or _idle(cue):
        return
    found = contents(sentence, cue)
    if not found:
        return
    speaker = _cue_speaker(reading, sentence, cue, source)
    if speaker is None and found[0].how == "clause":
        speaker = _nominal(reading, sentence, cue, found[0])
    if speaker is None and not _nobody(cue, found[0]):
        return
    for content in found:
        yield Attribution(
            speaker=speaker,
            cue=reading.document.span(*sentence.token_chars(clause.head)),
            start=content.start,
            end=content.end,
            polarity="deny" if clause.negated and cue.belief else cue.polarity,
            sentence=sentence.index,
            direct=reading.document.text[content.start] in '“"«„',
            belief=cue.belief,
            addressees=tuple(_addressees(reading, sentence, cue)),
            how=content.how,
            word=cue.word,
        )
    if cue.polarity == "deny":
        yield from _rejected(reading, sentence, clause, found[0])


def _rejected(
    reading: Reading, sentence: Sentence, clause: Clause, content: Content
) -> Iterator[Attribution]:
    """What is denied, as the claim of whoever is answered: "rejected X's allegation that …"."""
    nouns = [o for o in clause.objects if load_speech().nouns.get(o.lemma_.lower()) == "assert"]
    if not nouns:
        return
    other = owner_of(reading, sentence, nouns[0]) or _answered(reading, sentence)
    said = [c for c in children(nouns[0], "acl", "ccomp") if _that_or_to(c)]
    bounds = trim(sentence, said[0].left_edge.i, said[0].right_edge.i + 1) if said else None
    if other is not None:
        start, end = bounds or (content.start, content.end)
        yield Attribution(
            speaker=other,
            cue=reading.document.span(*sentence.token_chars(nouns[0])),
            start=start,
            end=end,
            polarity="assert",
            sentence=sentence.index,
            how="rejected",
        )


def _answered(reading: Reading, sentence: Sentence) -> ActorRef | None:
    """Who is answered: "in response to X"."""
    low = sentence.text.lower()
    for words in load_speech().responses:
        at = low.find(words)
        if at >= 0:
            start = sentence.start + at + len(words)
            near = [m for m in reading.mentions[sentence.index] if 0 <= m.start - start < 30]
            return near[0].ref if near else None
    return None


def _idle(cue: Cue) -> bool:
    """Is nothing said: a supposed or negated cue ("might say", "did not confirm that")?"""
    clause = cue.clause
    if clause.modals & SUPPOSED and not clause.subjects:
        return True
    return clause.negated and not cue.belief


def _cue_speaker(
    reading: Reading, sentence: Sentence, cue: Cue, source: list[Attribution]
) -> ActorRef | None:
    clause = cue.clause
    at = sentence.token_chars(clause.head)[0]
    if clause.head.tag_ == "VBG" and clause.head.dep_ == "advcl":
        before = [s for s in source if s.cue and s.cue.start < at and s.speaker]
        if before:
            return before[-1].speaker
    found = speaker_of(reading, sentence, clause)
    if found is not None or clause.passive:
        return found
    subjects = children(clause.head, "nsubj")
    if clause.head.dep_ == "acl:relcl" and clause.head.head.lower_ == "what":
        above = next(clause.governors(), None)  # "condemned what it called …"
        return speaker_of(reading, sentence, above) if above is not None else None
    if any(s.lower_ in {"they", "he", "she", "it"} for s in subjects):
        return last_speaker(reading, sentence)
    return None


def _nominal(reading: Reading, sentence: Sentence, cue: Cue, content: Content) -> ActorRef | None:
    """Whoever is said to say *that* something is so, in the words of the text: "The summit noted that"."""
    text = reading.document.text[max(0, content.start - 6) : content.start].split()
    if cue.word not in load_speech().saying or cue.belief or text[-1:] != ["that"]:
        return None
    subjects = [] if cue.clause.passive else cue.clause.subjects
    return next((r for s in subjects if (r := somebody(reading, sentence, s))), None)


def _nobody(cue: Cue, content: Content) -> bool:
    """May the speaker stay unnamed: "it was claimed that …", "is reported to"?"""
    if cue.belief or content.how in {"object", "verdict", "around"}:
        return False
    subjects = [*cue.clause.subjects, *children(cue.clause.head, "expl")]
    return cue.clause.passive and any(s.lower_ == "it" for s in subjects)


def _addressees(reading: Reading, sentence: Sentence, cue: Cue) -> Iterator[ActorRef]:
    clause = cue.clause
    heads = list(clause.objects) if clause.lemma in TOLD or cue.polarity == "demand" else []
    for prep in ("to", "on", "upon"):
        heads += clause.obliques.get(prep, [])
    for head in heads:
        yield from actors_of(reading, sentence, head)


def _from_source(sentence: Sentence, found: Sourced) -> Attribution:
    """As in "according to X, …"."""
    return Attribution(
        speaker=found.speaker,
        cue=found.cue,
        start=found.start,
        end=found.end,
        polarity="assert",
        sentence=sentence.index,
        how="source phrase",
    )


# --- nouns ----------------------------------------------------------------------------------------


def _from_noun(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Attribution]:
    """As in "His warning that …", "Moscow's demand for …", "gave the message that …"."""
    polarity = load_speech().nouns[token.lemma_.lower()]
    owner = owner_of(reading, sentence, token, of=polarity != "promise")
    verb = token.head if token.dep_ in {"obj", "nsubj:pass"} and token.head.pos_ == "VERB" else None
    if any(c.lower_ == "no" for c in token.children) or (verb and Clause(verb).negated):
        return  # "gave no assurance that"
    light = verb is not None and verb.lemma_.lower() in load_speech().light
    speaker = owner
    if speaker is None and verb is not None and light:
        speaker = speaker_of(reading, sentence, Clause(verb))
    if speaker is None:
        return
    bounds = _noun_content(sentence, token, verb if light else None, polarity)
    if bounds is None:
        return
    yield Attribution(
        speaker=speaker,
        cue=reading.document.span(*sentence.token_chars(token)),
        start=bounds[0],
        end=bounds[1],
        polarity=polarity,
        sentence=sentence.index,
        how="noun",
    )


def _noun_content(
    sentence: Sentence, token: "Token", verb: "Token | None", polarity: Polarity
) -> tuple[int, int] | None:
    lemma, speech = token.lemma_.lower(), load_speech()
    clauses = [c for c in children(token, "acl", "ccomp") if _that_or_to(c)]
    if lemma in speech.of_nouns:
        clauses += [c for c in children(token, "acl") if any(m.lower_ == "of" for m in c.children)]
    if verb is not None:
        clauses += [c for c in children(verb, "ccomp") if c.i > token.i and _that_or_to(c)]
    if clauses:
        return trim(sentence, clauses[0].left_edge.i, clauses[0].right_edge.i + 1)
    accepted = {"for"} if polarity == "demand" else set()
    accepted |= {"of"} if lemma in speech.of_nouns else set()
    if lemma in speech.about_nouns:
        accepted |= {"about", "concerning", "regarding", "over", "on"}
    for c in children(token, "nmod"):
        if case_of(c) in accepted and not _named(c):
            first, last = phrase(c, tight=False)
            return trim(sentence, first, last)
    return None


def _named(token: "Token") -> bool:
    return token.pos_ == "PROPN"


def _that_or_to(token: "Token") -> bool:
    return any(c.lower_ in {"that", "to"} and c.dep_ == "mark" for c in token.children)


# --- quotations -----------------------------------------------------------------------------------


def _quotes(reading: Reading) -> list[tuple[int, int, int]]:
    """(start, end, paragraph) of every long quotation, in order."""
    return [
        (offset + start, offset + end, number)
        for number, (offset, doc) in enumerate(reading.blocks)
        for start, end in quotations(doc.text)
    ]


def _with_condition(reading: Reading, a: Attribution) -> Attribution:
    """A condition that follows a content belongs to it: ", as long as …", "in return | for …"."""
    sentence = reading.sentences[a.sentence]
    if a.direct or a.how not in {"clause", "noun", "object"} or a.end >= sentence.end:
        return a
    last = reading.document.text[a.start : a.end].split()[-2:]
    tail = reading.document.text[a.end : sentence.end]
    exchanged = " ".join(last).lower() in {"in return", "in exchange"}
    if not (CONDITION.match(tail) or (exchanged and tail.startswith(" for "))):
        return a
    bounds = trim_chars(reading.document.text, a.start, sentence.end)
    return replace(a, end=bounds[1]) if bounds else a


def _widened(a: Attribution, quotes: list[tuple[int, int, int]]) -> Attribution:
    """A content that lies mostly within a quotation is the whole quotation."""
    for start, end, _ in quotes:
        shared = min(a.end, end) - max(a.start, start)
        if shared <= 0.6 * (a.end - a.start) or (a.cue and start <= a.cue.start < end):
            continue
        if a.how in {"object", "verdict"} or (a.start < start and end < a.end):
            return a
        return replace(a, start=min(a.start, start), end=max(a.end, end), direct=True)
    return a


def _joined(
    reading: Reading, found: list[Attribution], quotes: list[tuple[int, int, int]]
) -> list[Attribution]:
    """As in "“One,” he said. “Two.”" is one statement: it goes on to the end of the second quotation."""
    for (_, end, block), (start, last, other) in pairwise(quotes):
        if block != other or start - end > GAP:
            continue
        at = next((i for i, a in enumerate(found) if a.direct and a.start < end <= a.end), None)
        if at is None or any(a.start < last and a.end > start for a in found):
            continue
        gap = (found[at].cue, reading.document.text[end:start])
        if gap[0] is None or end <= gap[0].start < start or not gap[1].strip():
            found[at] = replace(found[at], end=last)
    return found


def _loose_quotations(
    reading: Reading, found: list[Attribution], quotes: list[tuple[int, int, int]]
) -> Iterator[Attribution]:
    """Quotations that no cue of their own sentence explains: announced, or the last speaker's."""
    made = list(_announced(reading))
    told = [*found, *made]
    for start, end, _ in quotes:
        if any(min(a.end, end) - max(a.start, start) > 0.5 * (end - start) for a in told):
            continue
        if any(start <= a.start and a.end <= end for a in made):
            continue
        speaker, cue, index = _speaker_near(reading, [*found, *made], start, end)
        if speaker is not None:
            made.append(_quotation(start, end, speaker=speaker, cue=cue, sentence=index))
    yield from made


def _quotation(
    start: int, end: int, *, speaker: ActorRef, cue: Span | None, sentence: int
) -> Attribution:
    return Attribution(
        speaker=speaker,
        cue=cue,
        start=start,
        end=end,
        polarity="assert",
        sentence=sentence,
        direct=True,
        how="quotation" if cue else "continued quotation",
    )


def _announced(reading: Reading) -> Iterator[Attribution]:
    """The sentences of a paragraph that "he used these words:" announces."""
    for before, after in pairwise(reading.sentences):
        if before.block == after.block or not before.text.rstrip("0123456789[] \n").endswith(":"):
            continue
        speaker, cue = _announcer(reading, before)
        if speaker is None:
            continue
        for start, end in _statements_of(reading, after.block):
            yield _quotation(start, end, speaker=speaker, cue=cue, sentence=before.index)


def _announcer(reading: Reading, sentence: Sentence) -> tuple[ActorRef | None, Span | None]:
    words = load_speech()
    spoken = {t.lemma_.lower() for t in sentence.words}
    if not spoken & {*words.verbs, *words.nouns, "expression", "phrase", "quote"}:
        return None, None
    for clause in sentence.clauses:
        speaker = speaker_of(reading, sentence, clause)
        if speaker is not None:
            return speaker, reading.document.span(*sentence.token_chars(clause.head))
    return None, None


def _statements_of(reading: Reading, block: int) -> list[tuple[int, int]]:
    inside = [s for s in reading.sentences if s.block == block]
    return [(s.start, s.end) for s in inside if len(s.text.split()) >= PAST_QUOTE]


def _speaker_near(
    reading: Reading, found: list[Attribution], start: int, end: int
) -> tuple[ActorRef | None, Span | None, int]:
    """The speaker of a cue in the same sentence, else of the nearest cue before it."""
    sentences = [s for s in reading.sentences if s.start < end and s.end > start]
    for sentence in sentences:
        for clause in sentence.clauses:
            cue = cue_of(clause)
            at, _ = sentence.token_chars(clause.head)
            if cue is not None and not cue.belief and not start <= at < end:
                speaker = speaker_of(reading, sentence, clause)
                if speaker:
                    return (
                        speaker,
                        reading.document.span(*sentence.token_chars(clause.head)),
                        sentence.index,
                    )
    index = sentences[0].index if sentences else 0
    before = [a for a in found if a.end <= start and a.sentence >= index - 3 and a.speaker]
    last = max(before, key=lambda a: a.end, default=None)
    return (last.speaker, None, index) if last else (None, None, index)


# --- the author ---------------------------------------------------------------------------------------


def author_of(reading: Reading) -> ActorRef:
    """The author of the document, by name where it is known."""
    authors = reading.document.authors
    name = " and ".join(authors) if authors else "author"
    return ActorRef(id=f"author:{name.lower()}", name=name, text=name, aliases=("author",))


def _judgements(reading: Reading, found: list[Attribution]) -> Iterator[Attribution]:
    """What the author holds: "undoubtedly …", "it can be argued that …", "is likely to"."""
    speech = load_speech()
    for sentence in reading.sentences:
        low = sentence.text.lower()
        opening = next((w for w in speech.openings if low.startswith(w)), "")
        inside = opening or next((w for w in speech.within if w in low), "")
        if not inside or any(a.start <= sentence.start + low.find(inside) < a.end for a in found):
            continue
        at = sentence.start + low.find(inside)
        start = at + len(inside) if opening else sentence.start
        bounds = trim_chars(reading.document.text, start, sentence.end)
        if bounds is not None:
            yield Attribution(
                speaker=author_of(reading),
                cue=reading.document.span(at, at + len(inside)),
                start=bounds[0],
                end=bounds[1],
                polarity="assert",
                sentence=sentence.index,
                how="author",
            )
