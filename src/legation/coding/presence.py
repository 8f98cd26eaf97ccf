"""Foreign bases, troops, peacekeepers and observers: who keeps them on whose soil.

`presence` takes a noun and yields the `Standing` of "has a base in X", "Russian troops are stationed
in X", "X hosts an American garrison", "the observers remain in X", "withdrew its last soldiers from
X".  The country in which they stand holds the standing; whoever keeps them there grants it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, case_of, children, phrase
from legation.coding.parties import CALENDAR, party_of, reference
from legation.coding.reading import Reading, Sentence
from legation.coding.standings import Standing, described, imposed, lexicon, span_of
from legation.places import find_places
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

AT: Final = frozenset({"in", "at", "on", "across", "along", "inside", "within", "near", "around", "throughout", "outside"})  # fmt: skip
OUT: Final = frozenset({"from", "out of"})
ORIGIN: Final = frozenset({"from", "of", "under", "led by"})
KEEPERS: Final = frozenset({"state", "igo", "armed_group", "movement"})
LONGEST: Final = 30  # tokens of a citation


def presence(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
    """What a noun of foreign forces tells."""
    sort = sort_of(token)
    if sort is None:
        return
    verb = _verb(token)
    if any(d.lower_ in {"which", "what"} for d in children(token, "det")):
        return
    if verb is None or _elsewhere(verb, token):
        return
    state = _state(verb, token)
    if state is None:
        return
    keeper = _keeper(reading, sentence, token, verb)
    host = _host(reading, sentence, token, verb, leaving=state == "gone")
    if keeper is None or host is None or _same(keeper, host):
        return
    yield Standing(
        kind="mission",
        state=state,
        value=_value(state, sort),
        holder=host,
        by=keeper,
        trigger=verb.head,
        span=_span(token, verb),
        described=True,
    )


def sort_of(token: "Token") -> str | None:
    """ "yes" (a base), "troops", "watchers" or "missions"; None for any other noun."""
    if token.pos_ not in {"NOUN", "PROPN"}:
        return None
    table, lemma = lexicon()["presence"], token.lemma_.lower()
    lemma = lemma if lemma in {"base", "forces"} else lemma.removesuffix("s")
    kinds = {c.lemma_.lower() for c in children(token, "compound", "amod")}
    if lemma in table["bases"]:
        several = token.tag_ == "NNS" and lemma in table["posts"]
        plain = several or lemma in table["plain_bases"] or bool(kinds & table["base_kinds"])
        return "yes" if plain else None
    if lemma in table["watchers"]:
        return "watchers"
    if lemma in table["missions"] and kinds & table["mission_kinds"]:
        return "missions"
    return "troops" if lemma in table["troops"] else None


def _verb(token: "Token") -> Clause | None:
    """The verb that they are an argument of."""
    if token.dep_ in {"obj", "nsubj", "nsubj:pass", "conj", "obl"} and token.head.pos_ == "VERB":
        return Clause(token.head)
    if token.dep_ in {"nsubj", "nsubj:pass"} and any(c.dep_ == "cop" for c in token.head.children):
        return Clause(token.head)
    if case_of(token) == "than" and token.head.lower_ in {"more", "less", "fewer"}:
        return _verb(token.head)  # "keeps more than a hundred posts"
    return None


def _elsewhere(verb: Clause, token: "Token") -> bool:
    """Does the verb tell of something else that they do, or that is done to them?"""
    table = lexicon()["presence"]
    subject = token.dep_ in {"nsubj", "nsubj:pass"}
    known = {*table["begun"], *table["gone"], *table["prolonged"]}
    known |= table["standing"] | table["gone"] if subject else table["keeping"] | table["hosting"]
    placed = any(c.dep_ == "cop" for c in verb.head.children)
    return verb.lemma not in known and not (subject and placed)


def _state(verb: Clause, token: "Token") -> str | None:
    table = lexicon()["presence"]
    state = imposed(verb)
    if state == "weighed":
        return "considered"
    if verb.lemma in table["gone"]:
        return "gone" if state == "yes" else "yes"
    if verb.lemma in table["prolonged"]:
        return "prolonged" if state == "yes" else None
    none = any(d.lower_ in {"no", "neither"} for d in children(token, "det", "cc:preconj"))
    return "no" if none else state


def _value(state: str, sort: str) -> str:
    values: dict[str, str] = lexicon()["presence"]["values"]
    return values[sort if state == "yes" else state]


# --- who --------------------------------------------------------------------------------------------


def _actor(reading: Reading, sentence: Sentence, head: "Token") -> ActorRef | None:
    """A named state, organisation or movement at a head."""
    found = reference(reading, sentence, head)
    mention = reading.mention_of(sentence, head)
    if found is None or found.id.startswith(("unnamed:", "object:")):
        return None
    if mention is not None and mention.kind not in KEEPERS | {"person", "government_office", None}:
        return None
    if mention is not None and mention.kind in {"person", "government_office"}:
        return party_of(reading, found)
    return found


def _keeper(reading: Reading, sentence: Sentence, token: "Token", verb: Clause) -> ActorRef | None:
    """Whose they are: owner or adjective, "from X", else the one that keeps them."""
    own = children(token, "nmod:poss", "amod", "compound")
    own += [d for c in own for d in children(c, "compound", "amod")]
    own += [c for c in children(token, "nmod") if case_of(c) in ORIGIN]
    if verb.lemma in {"have", *lexicon()["presence"]["hosting"]}:
        own += [t for t in verb.obliques.get("from", []) if t.i > token.i]
    for head in own:
        found = _actor(reading, sentence, head)
        if found is not None:
            return found
    table = lexicon()["presence"]
    keeping = {*table["keeping"], *table["begun"], *table["gone"], *table["prolonged"]}
    if verb.lemma not in keeping:
        return None
    doers = verb.agents if verb.passive else verb.subjects
    if token in doers:
        return None
    return next((r for t in doers if (r := _actor(reading, sentence, t))), None)


def _host(
    reading: Reading, sentence: Sentence, token: "Token", verb: Clause, *, leaving: bool
) -> ActorRef | None:
    """Where they stand: "in X", "on X's soil"; the subject of "hosts"."""
    cases = AT | (OUT if leaving else frozenset())
    places = [c for c in children(token, "nmod", "obl", "acl") if case_of(c) in cases]
    for part in children(token, "acl", "acl:relcl"):
        places += [t for p in cases for t in Clause(part).obliques.get(p, [])]
    places += [t for p in cases for t in verb.obliques.get(p, [])]
    if any(c.lower_ == "where" for c in verb.head.children) and verb.head.dep_ in {"acl", "acl:relcl"}:  # fmt: skip
        places += [verb.head.head, verb.head.head.head]  # "the strip where they are stationed"
    if any(c.dep_ == "cop" for c in verb.head.children) and case_of(verb.head) in AT:
        places.append(verb.head)
    if leaving and token in verb.subjects and not verb.passive:
        places += verb.objects  # "the troops left X"
    for place in places:
        found = _land(reading, sentence, place)
        if found is not None:
            return found
    for place in places:
        mention = reading.mention_of(sentence, place)
        dated = place.lower_ in CALENDAR
        if place.pos_ == "PROPN" and not dated and (mention is None or mention.place):
            return _state_of_city(reading, sentence, place) or described(reading, sentence, place)
    table = lexicon()["presence"]
    if (
        verb.lemma in table["hosting"] | table["gone"]
        and not verb.passive
        and token in verb.objects
    ):
        return next((r for t in verb.subjects if (r := _actor(reading, sentence, t))), None)
    return None


def _land(reading: Reading, sentence: Sentence, place: "Token") -> ActorRef | None:
    """The state or region of a place: by name, or "its soil", "the soil of X"."""
    if place.lemma_.lower() in lexicon()["presence"]["soil"]:
        owners = children(place, "nmod:poss", "amod", "compound", "nmod")
        return next((r for t in owners if (r := reference(reading, sentence, t))), None)
    near = [place, *children(place, "nmod:poss", "nmod", "amod", "compound", "appos")]
    for token in near:
        mention = reading.mention_of(sentence, token)
        if mention is not None and mention.kind in {"state", "region"}:
            return mention.ref
    return None


def _state_of_city(reading: Reading, sentence: Sentence, place: "Token") -> ActorRef | None:
    """The state in which a city lies, where the text names that state."""
    codes = {p.country for p in find_places(reading.phrase(sentence, place).text)}
    states = (m.ref for m in reading.resolution.mentions if m.kind == "state")
    return next((ref for ref in states if ref.code in codes), None)


def _same(a: ActorRef, b: ActorRef) -> bool:
    return a.id == b.id or bool(a.party and a.party in {b.party, b.name})


def _span(token: "Token", verb: Clause) -> tuple[int, int]:
    first, last = phrase(token)
    low, high = span_of(verb)
    low, high = min(first, low), max(last, high)
    if high - low <= LONGEST:
        return low, high
    return min(first, verb.head.i), max(last, verb.head.i + 1)
