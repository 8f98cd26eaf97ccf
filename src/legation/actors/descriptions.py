"""Pronouns and definite descriptions: "he", "its", "the movement", "his country", "both sides".

Reads a document's pages in order with a memory of who was spoken of, and adds a mention with its
antecedent where exactly one choice stands out; where none does, it adds nothing.
"""

from dataclasses import dataclass
from typing import Final

from legation.actors.blocks import Block
from legation.actors.lexicon import COUNTRY_NOUNS, GROUP_NOUNS, JUDGING
from legation.actors.mentions import Form
from legation.actors.reading import Found, Page, Reading
from legation.actors.registry import Cluster, Draft
from legation.actors.roles import RolePhrase

_PRONOUNS: Final = {
    "he": "m", "him": "m", "his": "m", "himself": "m",
    "she": "f", "her": "f", "hers": "f", "herself": "f",
    "it": "n", "its": "n", "itself": "n",
    "they": "p", "them": "p", "their": "p", "themselves": "p", "theirs": "p",
}  # fmt: skip
_DEFINITE: Final = frozenset({"the", "this", "that", "aforementioned", "said", "these"})
_SUBJECT: Final = frozenset({"nsubj", "nsubj:pass", "nsubj:outer"})
_BOTH: Final = frozenset({"both", "two", "each", "either", "neither"})
_HEADS: Final = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl", "nmod", "nmod:poss"})
_PAIR: Final = frozenset(
    [
        "side",
        "sides",
        "party",
        "parties",
        "country",
        "countries",
        "nations",
        "states",
        "neighbours",
        "neighbors",
        "ministers",
        "leaders",
        "presidents",
        "governments",
        "capitals",
        "diplomats",
        "officials",
        "men",
    ]
)
_PEOPLE: Final = frozenset(["ministers", "leaders", "presidents", "diplomats", "officials", "men"])
_EXPLETIVE: Final = frozenset(
    [
        "be",
        "seem",
        "appear",
        "remain",
        "become",
        "happen",
        "turn",
        "note",
        "see",
        "remember",
        "know",
        "say",
        "argue",
        "claim",
        "report",
        "understand",
        "expect",
        "believe",
        "interpret",
        "take",
    ]
)
_NOT_THAT: Final = frozenset(
    {
        "former",
        "old",
        "first",
        "second",
        "third",
        "last",
        "only",
        "other",
        "another",
        "no",
        "any",
        "each",
        "every",
    }
)
_TOLD: Final = frozenset({"that", "which", "of", "where", "to", "whose"})
_OF_DEEDS: Final = frozenset({"deny", "confirm", "do", "say", "report", "claim", "call", "see"})
_IN_NAMES: Final = frozenset(
    {"front", "network", "alliance", "party", "union", "forum", "coalition", "branch"}
)
_FAR: Final = 3  # sentences back that a pronoun may reach


@dataclass(slots=True)
class _Seen:
    """Somebody spoken of: where, and whether as a subject."""

    cluster: Cluster
    draft: Draft
    subject: bool
    order: int  # sentence number, counted through the document
    head: int  # the word that governs it
    inner: bool  # inside a larger mention


class Memory:
    """Who was spoken of, last first."""

    def __init__(self) -> None:
        self.seen: list[_Seen] = []

    def note(self, page: Page, draft: Draft, order: int) -> None:
        """Remember a mention."""
        block, i = page.block, draft.token
        subject = block.dep[i] in _SUBJECT
        inner = any(
            f.draft is not draft
            and f.last - f.first > 1
            and f.draft.start <= draft.start
            and f.draft.end >= draft.end
            for f in page.by_token.get(i, ())
        )
        self.seen.append(_Seen(draft.cluster, draft, subject, order, block.head[i], inner))

    def back(self, order: int, far: int) -> list[_Seen]:
        """What was seen up to *far* sentences ago, last first."""
        found = []
        for seen in reversed(self.seen):
            if order - seen.order > far:
                break
            found.append(seen)
        return found


def read_descriptions(reading: Reading, roles: dict[int, list[RolePhrase]]) -> None:
    """Add the pronouns and descriptions of all pages, in order."""
    memory = Memory()
    order = 0
    for page in reading.pages:
        if page.heading:
            continue
        order = _read_page(reading, page, roles.get(page.block.number, []), memory, order)


def _read_page(
    reading: Reading, page: Page, phrases: list[RolePhrase], memory: Memory, order: int
) -> int:
    block = page.block
    starts: dict[int, list[Found]] = {}
    for found in page.found:
        starts.setdefault(found.first, []).append(found)
    heads = {p.head: p for p in phrases if p.person is None}
    last = -1
    for i in range(block.n):
        if block.sentence[i] != last:
            last = block.sentence[i]
            order += 1
        for found in starts.get(i, ()):
            memory.note(page, found.draft, order)
        draft = _at_token(reading, page, i, heads.get(i), memory, order)
        if draft is not None:
            memory.note(page, draft, order)
    return order


def _at_token(
    reading: Reading, page: Page, i: int, phrase: RolePhrase | None, memory: Memory, order: int
) -> Draft | None:
    block = page.block
    low = block.lower[i]
    if low in _PRONOUNS and block.pos[i] == "PRON":
        return _pronoun(reading, page, i, memory, order)
    if phrase is not None:
        return _role_alone(reading, page, phrase, memory)
    if low in _BOTH and not page.by_token.get(i) and block.dep[i] in _HEADS:
        alone = low not in ("two", "each") or block.lower[max(0, i - 1)] == "the"
        return _pair(reading, page, (i - (low == "two"), i), memory, order) if alone else None
    named = block.pos[i] == "PROPN" and low in _IN_NAMES  # "the Union"
    if (block.pos[i] != "NOUN" and not named) or page.by_token.get(i):
        return None
    first = block.noun_phrase(i)
    if low in _PAIR and any(block.lower[j] in _BOTH for j in range(first, i)):
        return _pair(reading, page, (first, i), memory, order)
    if low in COUNTRY_NOUNS and _definite(block, i):
        return _country(reading, page, i, memory, order)
    if low in GROUP_NOUNS and _definite(block, i):
        return _group(reading, page, i, memory, order)
    return None


# --- pronouns -----------------------------------------------------------------------------------


def _pronoun(reading: Reading, page: Page, i: int, memory: Memory, order: int) -> Draft | None:
    block = page.block
    kind = _PRONOUNS[block.lower[i]]
    if kind == "n" and _expletive(block, i):
        return None
    own = block.dep[i] == "nmod:poss"
    judged = _judged(page, i, memory, order) if own else None
    if judged is not None and _fits(judged, kind):
        return _add(reading, page, (i, i + 1), judged, why="pronoun", confidence=0.6)
    if kind == "n" and block.dep[i] == "obj" and block.lemma[block.head[i]] in _OF_DEEDS:
        return None
    chosen = None
    for seen in memory.back(order, _FAR):
        if not _fits(seen, kind) or (not own and _same_clause(page, i, seen, order)):
            continue
        value = _weight(seen, order, own)
        if chosen is None or value > chosen[0]:
            chosen = (value, seen)
    if chosen is None:
        return None
    seen = chosen[1]
    return _add(reading, page, (i, i + 1), seen, why="pronoun", confidence=0.6)


def _judged(page: Page, i: int, memory: Memory, order: int) -> _Seen | None:
    """Who is praised, blamed or punished right before "for its …" or "over its …"."""
    block = page.block
    if i < 2 or block.lower[i - 1] not in ("for", "over"):
        return None
    if not any(
        block.lemma[j] in JUDGING
        for j in range(i - 2, -1, -1)
        if block.sentence[j] == block.sentence[i]
    ):
        return None
    found = page.covering(i - 2)
    if found is None or found.draft.form == "pronoun" or block.dep[found.draft.token] in _SUBJECT:
        return None
    return next((s for s in memory.back(order, 0) if s.draft is found.draft), None)


def _weight(seen: _Seen, order: int, own: bool) -> float:
    """Recent subjects first; a possessive leans on its own sentence."""
    away = order - seen.order
    weight = -1.0 * away + (0.8 if seen.subject else 0.0) - (0.5 if seen.inner else 0.0)
    weight += 0.3 if own and away == 0 else 0.0
    weight -= 0.7 if seen.draft.place else 0.0
    weight -= 0.6 if seen.draft.form == "demonym" else 0.0
    return weight


def _fits(seen: _Seen, kind: str) -> bool:
    cluster = seen.cluster
    if kind in ("m", "f"):
        return cluster.is_person() and cluster.gender in ("", kind)
    if cluster.is_person():
        return False
    if kind == "n" and seen.draft.form == "demonym":
        return False
    if kind == "n":
        return not cluster.plural or cluster.kind == "movement"
    return cluster.kind in ("armed_group", "movement", "party", "region") or cluster.plural


def _same_clause(page: Page, i: int, seen: _Seen, order: int) -> bool:
    """An object cannot be the subject of its own verb, be it one that verbs share ("A left and accused it")."""
    block = page.block
    if seen.order != order or seen.draft.block != block.number or block.dep[i] in _SUBJECT:
        return False
    verb = block.head[i]
    while verb != seen.head and block.dep[verb] == "conj" and block.pos[verb] == "VERB":
        if any(block.head[j] == verb and block.dep[j] in _SUBJECT for j in range(verb)):
            return False
        verb = block.head[verb]
    return seen.head == verb and (verb == block.head[i] or seen.subject)


def _expletive(block: Block, i: int) -> bool:
    """Whether an it stands for nobody: “It is known that …”."""
    if block.dep[i] == "expl":
        return True
    if block.lower[i] != "it":
        return False
    up = block.head[i]
    verb = block.lemma[up]
    clause = any(
        block.head[j] == up and block.dep[j] in ("csubj", "ccomp", "csubj:pass", "xcomp")
        for j in range(i + 1, min(block.n, i + 25))
    )
    copula = any(block.head[j] == up and block.dep[j] == "cop" for j in range(i + 1, up))
    if copula and block.pos[up] == "NOUN" and block.lower[up] not in GROUP_NOUNS | COUNTRY_NOUNS:
        return True
    passive = block.dep[i] == "nsubj:pass"
    adjective = block.pos[up] in ("ADJ", "NOUN")
    return clause and (passive or adjective or verb in _EXPLETIVE)


# --- descriptions -------------------------------------------------------------------------------


def _definite(block: Block, i: int) -> bool:
    first = block.noun_phrase(i)
    return any(block.lower[j] in _DEFINITE for j in range(first, i)) or (
        block.lower[first] in _PRONOUNS
    )


def _role_alone(reading: Reading, page: Page, phrase: RolePhrase, memory: Memory) -> Draft | None:
    """“The Russian ambassador”: who was so called before; else the office."""
    block = page.block
    noun = block.lower[phrase.head]
    first, last = phrase.first, max(phrase.last, phrase.head + 1)
    if noun.endswith("s") and noun not in ("chargé",):
        return None
    party = phrase.party.party_key if phrase.party else None
    definite = block.lower[first] in _DEFINITE or phrase.party is not None
    if definite and not phrase.former:
        for seen in reversed(memory.seen):
            cluster = seen.cluster
            if noun in cluster.nouns and cluster.is_person() and party in (None, cluster.party_key):
                return _add(reading, page, (first, last), seen, why="same role",
                    confidence=0.75, alias=True,
                )  # fmt: skip
    if phrase.party is None:
        return None
    name = reading.text(page, first, phrase.head + 1)
    key = f"role:{party}:{noun}"
    cluster = reading.registry.other(key, name.removeprefix("the ").removeprefix("The "), "person",
                                     "office without a name")  # fmt: skip
    cluster.listed = False
    cluster.nouns[noun] = None
    if not phrase.former:
        cluster.party, cluster.party_key = phrase.party.party, party
        cluster.code, cluster.sector = phrase.party.code, phrase.party.sector
    return reading.add(
        page,
        (first, last),
        cluster,
        form="description",
        why="office without a name",
        confidence=0.6,
    )


def _country(reading: Reading, page: Page, i: int, memory: Memory, order: int) -> Draft | None:
    """“The country”, “his country”: the state last spoken of, or that of the person."""
    block = page.block
    first = block.noun_phrase(i)
    if set(block.lower[first:i]) & _NOT_THAT or (i + 1 < block.n and block.lower[i + 1] in _TOLD):
        return None
    opener = _PRONOUNS.get(block.lower[first], "")
    if opener in ("m", "f"):
        for seen in memory.back(order, 6):
            state = reading.registry.seen_or_not(str(seen.cluster.party_key))
            if _fits(seen, opener) and state is not None:
                state = reading.registry.clusters.setdefault(state.key, state)
                draft = _add(reading, page, (first, i + 1), seen, why="country of a person", confidence=0.7)  # fmt: skip
                draft.cluster = state
                return draft
        return None
    return _last_state(reading, page, (first, i + 1), memory, order)


def _last_state(
    reading: Reading, page: Page, where: tuple[int, int], memory: Memory, order: int
) -> Draft | None:
    """The state that "the country" means: near, rather a place than the sentence's own subject."""
    best: tuple[float, _Seen, Cluster] | None = None
    for seen in memory.back(order, 4):
        state = _state_of(reading, seen)
        if state is None:
            continue
        weight = -0.6 * (order - seen.order) + (0.5 if seen.draft.place else 0.0)
        weight -= 0.9 if seen.subject and seen.order == order else 0.0
        weight -= 0.6 if seen.draft.form in ("demonym", "description") else 0.0
        weight -= 0.3 if state is not seen.cluster else 0.0
        if best is None or weight > best[0]:
            best = (weight, seen, state)
    if best is None:
        return None
    draft = _add(reading, page, where, best[1], why="state last spoken of", confidence=0.6)
    draft.cluster = best[2]
    best[2].forms[reading.text(page, *where)] = None
    return draft


def _state_of(reading: Reading, seen: _Seen) -> Cluster | None:
    """The state that somebody spoken of is, or governs."""
    cluster = seen.cluster
    if cluster.kind == "state":
        return cluster
    if (
        cluster.kind in ("movement", "government_office")
        and cluster.code
        and seen.draft.form == "name"
    ):
        return reading.registry.clusters.get(cluster.code)
    return None


def _group(reading: Reading, page: Page, i: int, memory: Memory, order: int) -> Draft | None:
    """“The movement”, “the terrorist organization”: the last group that fits."""
    block = page.block
    low = block.lower[i]
    first = block.noun_phrase(i)
    words = set(block.lower[first:i])
    armed = bool(words & {"terrorist", "militant", "armed", "jihadist", "insurgent", "extremist"})
    wanted = {
        "movement": ("movement", "armed_group"), "militia": ("armed_group",),
        "group": ("armed_group", "movement", "igo"), "regime": ("movement",),
        "party": ("party",), "alliance": ("igo",), "bloc": ("igo",), "union": ("igo",),
        "organization": ("igo", "armed_group", "movement"),
        "organisation": ("igo", "armed_group", "movement"),
        "body": ("igo", "government_office"), "insurgency": ("armed_group", "movement"),
        "branch": ("armed_group",), "affiliate": ("armed_group",), "offshoot": ("armed_group",),
    }.get(low, ("armed_group", "movement"))  # fmt: skip
    if armed:
        wanted = ("armed_group", "movement")
    inner = next((f for f in page.found if first <= f.first and f.last == i), None)
    if inner is not None and inner.draft.cluster.kind in wanted:
        return None
    beside = _apposition(page, first, i)
    if beside is not None and beside.kind in ("armed_group", "movement", "igo", "party"):
        return reading.add(page, (first, i + 1), beside, form="description", why="beside the name",
                           confidence=0.8)  # fmt: skip
    if any(page.hit_at(j) or block.pos[j] == "PROPN" for j in range(first, i)):
        return None
    back = memory.back(order, 12 if low == "movement" else 5)
    if low in _IN_NAMES:  # "the front": the one that is called so
        back = [s for s in memory.back(order, 12) if _called(s.cluster, low)]
    for kinds in (wanted[:1], wanted) if armed or low == "movement" else (wanted,):
        for seen in back:
            if seen.cluster.kind in kinds and not seen.draft.place:
                return _add(reading, page, (first, i + 1), seen, why="group last spoken of", confidence=0.65, alias=True)  # fmt: skip
    return None


def _called(cluster: Cluster, word: str) -> bool:
    return any(word in form.lower().split() for form in (cluster.name, *cluster.forms))


def _apposition(page: Page, first: int, i: int) -> Cluster | None:
    """The group whose name stands behind the comma: "the Afghan branch, Wilayat Khorasan"."""
    block = page.block
    if i + 2 < block.n and block.texts[i + 1] == ",":
        found = page.covering(i + 2)
        if found is not None and found.first == i + 2 and found.draft.form == "name":
            return found.draft.cluster
    if first > 1 and block.texts[first - 1] == ",":
        found = page.covering(first - 2)
        if found is not None and found.draft.form == "name" and found.last == first - 1:
            return found.draft.cluster
    return None


def _pair(
    reading: Reading, page: Page, where: tuple[int, int], memory: Memory, order: int
) -> Draft | None:
    """“Both sides”, “each”, “the two ministers”: the last two that were spoken of."""
    block = page.block
    first, i = where
    people = block.lower[i] in _PEOPLE
    chosen: list[tuple[_Seen, Cluster]] = []
    for seen in memory.back(order, 4):
        cluster = _side(reading, seen, people)
        if cluster is None or seen.draft.place or any(cluster is c for _, c in chosen):
            continue
        chosen.append((seen, cluster))
        if len(chosen) == 2:
            break
    if len(chosen) < 2:
        return None
    for seen, cluster in reversed(chosen):
        draft = _add(reading, page, (first, i + 1), seen, why="the last two", confidence=0.6)
        draft.cluster = cluster
    return None


def _side(reading: Reading, seen: _Seen, people: bool) -> Cluster | None:
    """Whom "both sides" can mean by somebody spoken of: a person stands for his party."""
    cluster = seen.cluster
    if people:
        return cluster if cluster.is_person() else None
    if cluster.is_person():
        return reading.registry.clusters.get(str(cluster.party_key))
    if cluster.kind in ("state", "movement", "armed_group") and not seen.inner:
        return cluster
    return None


def _add(
    reading: Reading,
    page: Page,
    where: tuple[int, int],
    seen: _Seen,
    *,
    why: str,
    confidence: float,
    alias: bool = False,
) -> Draft:
    form: Form = "pronoun" if why == "pronoun" else "description"
    draft = reading.add(
        page, where, seen.cluster, form=form, why=why, confidence=confidence, alias=alias
    )
    origin = seen.draft
    draft.antecedent = origin.antecedent or (origin.start, origin.end)
    return draft
