"""Proper names in a parsed paragraph: known entities, persons, institutions and what is neither.

Takes a `Block` and the gazetteer's hits; returns `HitSpan`s (known names with the sense chosen) and
`NameSpan`s (runs of capitalised words, classified, with their titles split off).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from legation.actors.blocks import Block
from legation.actors.gazetteer import FormRole, Gazetteer, Hit
from legation.actors.lexicon import (
    DAYS,
    FORMER,
    HONORIFICS,
    LOCATIVE,
    MOTION,
    NOT_ACTORS,
    OFFICE,
    OPENING,
    ORGANISATION,
    OTHER_BODIES,
    PARTICLES,
    PLACES,
    ROLE_NOUNS,
    SPEECH,
    TITLE_WORDS,
)

NameClass = Literal["person", "office", "organisation", "body", "place", "other", "unknown"]

BODY_WORDS: Final = frozenset({*OFFICE, *ORGANISATION, *OTHER_BODIES})
_NO_START: Final = frozenset(
    {"DET", "ADP", "PRON", "CCONJ", "SCONJ", "AUX", "PART", "PUNCT", "NUM", "ADV", "SYM", "INTJ"}
)
_MOVING: Final = frozenset({"to", "from", "into", "toward", "towards", "onto"})
_POSTED: Final = frozenset({"to", "in", "of", "for", "at"})
_MODIFIES: Final = frozenset({"amod", "compound", "nmod:desc", "nmod:unmarked", "nmod"})


@dataclass(slots=True, eq=False)
class HitSpan:
    """A known name on tokens [first, last), with the sense chosen."""

    first: int
    last: int
    key: str
    role: FormRole
    code: str | None
    start: int
    end: int
    place: bool = False
    part: bool = False  # a modifier: "Russian" of "Russian officials", "Moscow" of "Moscow-led"
    swallowed: bool = False  # the last word of a person's name


@dataclass(slots=True, eq=False)
class NameSpan:
    """A run of capitalised words on tokens [first, last); its titles start at *title*."""

    title: int
    first: int
    last: int
    what: NameClass
    why: str
    keyword: str = ""  # the noun that classified it: "ministry", "movement"
    owner: HitSpan | None = None


def is_heading(block: Block) -> bool:
    """Whether a paragraph is set in capitals or title case, where capitals tell little."""
    alphabetic = [t for t in block.texts if t[:1].isalpha() and len(t) > 3]
    if not alphabetic or block.n > 30 or block.texts[-1] in (".", "?", "!"):
        return False
    return sum(t[:1].isupper() for t in alphabetic) > 0.75 * len(alphabetic)


def find_hits(block: Block, gazetteer: Gazetteer, day: str | None, seen: set[str]) -> list[HitSpan]:
    """The known names of a paragraph, each with its sense."""
    spans: list[HitSpan] = []
    for hit in gazetteer.find(block.text):
        first, last = block.tokens_of(hit.start, hit.end)
        if (
            _shouted(block, hit, first)
            or _somebodys(block, hit, first)
            or _compass(block, last, hit)
        ):
            continue
        part = block.start[first] != hit.start or block.end[last - 1] != hit.end
        told = (_modifies(block, first, last), _located(block, last - 1))
        key, role = _sense(hit, gazetteer, day, seen, told)
        former = first > 0 and block.lower[first - 1] in FORMER
        if not former:
            key = _successor(key, gazetteer, day)
        if not (role == "capital" and told[1]):
            seen.add(key)
        span = HitSpan(first, last, key, role, hit.code, hit.start, hit.end, part=part)
        span.part = part or told[0]
        span.place = (
            _names_event(block, last - 1, role)
            if span.part
            else _is_place(block, last - 1, gazetteer, key)
        )
        spans.append(span)
    return spans


def _compass(block: Block, last: int, hit: Hit) -> bool:
    """Whether "Western" is only a part of the compass: "in Western Mali"."""
    return hit.senses[0][0] == "region:west" and last < block.n and block.ent[last] == "LOC"


def _successor(key: str, gazetteer: Gazetteer, day: str | None) -> str:
    """The state, for a government that has been gone for a year: who governs is another."""
    entity = gazetteer.entity(key)
    if entity is None or entity.kind != "government_office" or not (entity.end and day):
        return key
    gone = f"{int(entity.end[:4]) + 1}{entity.end[4:]}" <= day
    return entity.code if gone and entity.code and gazetteer.entity(entity.code) else key


def _somebodys(block: Block, hit: Hit, first: int) -> bool:
    """Whether "Security Council" is that of the state before it and not of the world."""
    if hit.senses[0][0] not in ("igo:UNSC", "igo:UNGA", "igo:UNHRC") or hit.form.startswith("U"):
        return False
    before = block.lower[first - 1] if first else ""
    return before == "'s" or (first > 0 and block.pos[first - 1] == "ADJ" and before != "un")


def _names_event(block: Block, head: int, role: FormRole) -> bool:
    """Whether a capital modifies a meeting or text: "the Oslo talks"."""
    up = block.head[head]
    return role == "capital" and up > head and block.lower[up] in NOT_ACTORS


def _shouted(block: Block, hit: Hit, first: int) -> bool:
    """A short acronym amid words in capitals, or a person's name, is no acronym or place."""
    text = block.text[hit.start : hit.end]
    if text.isupper() and len(text) <= 3 and "." not in text:
        near = [block.texts[j] for j in (first - 1, first + 1) if 0 <= j < block.n]
        words = [w for w in near if w.isalpha() and len(w) > 3]
        if words and all(w.isupper() for w in words):
            return True
    last = block.token_at(hit.end - 1)
    nxt = last + 1
    post = first > 1 and block.lower[first - 1] in _POSTED and block.lower[first - 2] in ROLE_NOUNS
    return (
        nxt < block.n
        and not post
        and not block.texts[nxt][1:2].isupper()
        and block.dep[nxt] == "flat"
        and block.ent[first] == block.ent[nxt] == "PER"
        and hit.senses[0][1] in ("name", "capital", "alias")
        and block.lower[nxt] not in TITLE_WORDS
        and first == last
        and not block.texts[first].isupper()
    )


def _sense(
    hit: Hit, gazetteer: Gazetteer, day: str | None, seen: set[str], told: tuple[bool, bool]
) -> tuple[str, FormRole]:
    """What a name means here; *told* says whether it modifies a noun, and whether it is a place.

    The seat of an organisation stands for it, but as a place it is in its country.
    """
    modifies, placed = told

    def rank(sense: tuple[str, FormRole]) -> tuple[bool, bool, bool, bool, bool, bool]:
        entity = gazetteer.entity(sense[0])
        existed = entity is None or entity.existed(day)
        fits = (sense[1] == "adjective") == modifies
        seat = sense[1] == "capital" and entity is not None and entity.kind == "igo"
        return (
            not existed,
            seat and placed,
            sense[0] not in seen,
            entity is not None and bool(entity.end),
            not fits,
            not seat,
        )

    return min(hit.senses, key=rank)


def _modifies(block: Block, first: int, last: int) -> bool:
    """Whether the words stand before a noun that they modify, or are tied to it by a hyphen."""
    head = last - 1
    if last < block.n and block.texts[last] == "-" and block.start[last] == block.end[head]:
        return True
    if first > 0 and block.texts[first - 1] == "-" and block.end[first - 1] == block.start[first]:
        return True
    up = block.head[head]
    if block.dep[head] in _MODIFIES and up > head and not block.case_of(head):
        return all(block.texts[j] not in {",", "(", ")", ";"} for j in range(last, up))
    nxt = last
    return (
        nxt < block.n
        and block.pos[head] == "ADJ"
        and block.pos[nxt] in ("NOUN", "PROPN", "ADJ")
        and block.sentence[nxt] == block.sentence[head]
    )


def _is_place(block: Block, head: int, gazetteer: Gazetteer, key: str) -> bool:
    """Whether a state, capital or region is named as where something is."""
    entity = gazetteer.entity(key)
    return entity is not None and entity.kind in ("state", "region") and _located(block, head)


def _located(block: Block, head: int) -> bool:
    """Whether a preposition says that something is there."""
    i, steps = head, 0
    while block.dep[i] in ("conj", "appos") and steps < 8 and block.head[i] != i:
        i, steps = block.head[i], steps + 1
    before = head - 1
    while before >= 0 and block.pos[before] in ("DET", "ADJ", "NUM"):
        before -= 1
    prep = block.case_of(i) or (block.lower[before] if before >= 0 else "")
    if prep not in LOCATIVE:
        return False
    if prep in _MOVING:
        up = block.head[i]
        return block.lemma[up] in MOTION or block.lower[up] in MOTION
    return True


# --- runs of capitals -------------------------------------------------------------------------


def find_names(block: Block, hits: list[HitSpan]) -> list[NameSpan]:
    """The capitalised names of a paragraph that are not known, classified."""
    covered: dict[int, HitSpan] = {}
    for hit in hits:
        for i in range(hit.first, hit.last):
            covered[i] = hit
    names: list[NameSpan] = []
    for first, last in _runs(block, covered):
        names.extend(_split(block, first, last, covered))
    return names


def _runs(block: Block, covered: dict[int, HitSpan]) -> Iterator[tuple[int, int]]:
    i = 0
    while i < block.n:
        if not _starts(block, i, covered):
            i += 1
            continue
        last = _extend(block, i, covered)
        yield i, last
        i = last


def _starts(block: Block, i: int, covered: dict[int, HitSpan]) -> bool:
    if i in covered or not block.texts[i][:1].isalpha():
        return False
    if not block.capital(i):
        low = block.lower[i]
        return (
            low in ("al", "el", "bin", "ibn")
            and i + 2 < block.n
            and block.texts[i + 1] == "-"
            and block.capital(i + 2)
            and i + 2 not in covered
        )
    if block.pos[i] in _NO_START or block.lower[i] in DAYS:
        return False
    if len(block.texts[i]) == 1:
        return i + 1 < block.n and block.capital(i + 1)
    if block.opens_sentence(i) and block.pos[i] != "PROPN":
        low = block.lower[i]
        j = i + 2 if i + 2 < block.n and block.texts[i + 1] == "-" else i + 1
        following = j < block.n and block.capital(j) and block.pos[j] == "PROPN"
        return low in TITLE_WORDS or low in BODY_WORDS or (following and block.pos[i] != "VERB")
    return True


def _extend(block: Block, first: int, covered: dict[int, HitSpan]) -> int:
    j = first + 1
    linked = False
    while j < block.n and block.sentence[j] == block.sentence[first]:
        if j in covered:
            if not _surname(block, first, j, covered[j]):
                break
            covered[j].swallowed = True
            j += 1
            continue
        step = _glue(block, j, covered)
        if not step:
            step = _link(block, first, j, covered, linked)
            linked = linked or (step > 0 and block.lower[j] in ("of", "for", "on"))
        if not step:
            break
        j += step
    return j


def _surname(block: Block, first: int, j: int, hit: HitSpan) -> bool:
    """Whether a known adjective closes a person's name: "Mumtaz Zahra Baloch"."""
    if hit.first != j or hit.last != j + 1 or hit.part or not block.capital(j):
        return False
    if ":" in hit.key and not hit.key.startswith("region:"):
        return False
    flat = block.dep[j] == "flat" or block.ent[j] == block.ent[j - 1] == "PER"
    if hit.role not in ("adjective", "people") and not flat:
        return False
    if block.lower[j - 1] in TITLE_WORDS or block.lower[j - 1] in BODY_WORDS:
        return False
    return block.capital(j - 1) and all(w not in BODY_WORDS for w in block.lower[first:j])


def _glue(block: Block, j: int, covered: dict[int, HitSpan]) -> int:
    """How many tokens from *j* on belong to the name as a word, a particle or a hyphen."""
    if block.capital(j) and block.pos[j] not in ("ADP", "DET", "CCONJ", "SCONJ", "PRON", "AUX"):
        return 1
    if j + 1 >= block.n or j + 1 in covered:
        return 0
    if block.texts[j] == "-":
        tight = block.start[j] == block.end[j - 1] and block.start[j + 1] == block.end[j]
        tight = tight and block.text[block.start[j]] == "-"  # a dash joins two names
        return 2 if tight and block.texts[j + 1][:1].isalpha() else 0
    if block.lower[j] in PARTICLES and (block.capital(j + 1) or block.texts[j + 1] == "-"):
        return 1
    return 0


def _link(block: Block, first: int, j: int, covered: dict[int, HitSpan], linked: bool) -> int:
    """How many tokens of "of the", "for", "and" join two parts of an institution's name."""
    word = block.lower[j]
    nxt = j + 1 + (j + 1 < block.n and block.lower[j + 1] == "the")
    if nxt >= block.n or nxt in covered or not block.capital(nxt):
        return 0
    if block.lower[nxt] in DAYS:
        return 0
    before = block.lower[first:j]
    keyed = any(w in BODY_WORDS for w in before) or (
        before[-1] in ROLE_NOUNS and all(w in TITLE_WORDS for w in before)
    )
    if word in ("of", "for", "on") and keyed:
        return nxt - j + 1
    if word in ("and", "&") and nxt == j + 1:
        beyond = block.lower[nxt + 1] if nxt + 1 < block.n else ""
        closes = beyond in BODY_WORDS or beyond in ("minister", "secretary")
        plain = all(w in TITLE_WORDS or w in BODY_WORDS for w in block.lower[first:j])
        if (keyed and linked) or (closes and plain and block.capital(nxt + 1)):
            return 2
    return 0


def _split(block: Block, first: int, last: int, covered: dict[int, HitSpan]) -> Iterator[NameSpan]:
    """Split the titles off a run and say what the rest is."""
    body = _body_word(block, first, last)
    if body is not None:
        stop = _closing(block, body, last)
        yield _institution(block, first, stop, body, covered)
        if stop < last:
            yield from _split(block, stop, last, covered)
        return
    k, named_from = first, first
    while k < last and block.lower[k] in TITLE_WORDS:
        if block.lower[k] in ROLE_NOUNS or block.lower[k] in HONORIFICS:
            named_from = k + 1
        k += 1
    if named_from >= last:  # a title alone
        return
    titled = named_from > first
    what, why = _classify(block, named_from, last, titled)
    yield NameSpan(first if titled else named_from, named_from, last, what, why)


def _body_word(block: Block, first: int, last: int) -> int | None:
    """The noun that makes a run the name of an institution, thing or place, or None."""
    stop = next((i for i in range(first, last) if block.lower[i] in ("of", "for", "on")), last)
    i: int
    for i in (stop - 1, *range(stop - 2, first - 1, -1)):
        low = block.lower[i]
        if low in NOT_ACTORS or low in PLACES:
            return i if i == stop - 1 else None
        if low in BODY_WORDS and (i == stop - 1 or low not in ("staff", "service", "union")):
            return i
    return None


def _closing(block: Block, body: int, last: int) -> int:
    """Where an institution's name ends when another name follows: "Movement | Ahmad Massoud"."""
    if block.lower[body] in OPENING or body + 1 >= last:
        return last
    follows = block.lower[body + 1]
    return last if follows in ("of", "for", "on", "and", "&", "-", "al") else body + 1


def _institution(
    block: Block,
    first: int,
    last: int,
    body: int,
    covered: dict[int, HitSpan],
) -> NameSpan:
    word = block.lower[body]
    if word in NOT_ACTORS:
        return NameSpan(first, first, last, "other", f"“{word}” names no actor", word)
    if word in PLACES:
        return NameSpan(first, first, last, "place", f"“{word}” names a place", word)
    owner = covered.get(first - 1)
    named = word in ORGANISATION and owner is not None
    if owner is None and first >= 2 and block.texts[first - 1] == "'s":
        owner = covered.get(first - 2)
    if last < block.n and (
        block.lower[last] == "of" or (block.lower[last] == "in" and last - first == 1)
    ):
        nxt = last + 1 + (last + 1 < block.n and block.lower[last + 1] == "the")
        behind = covered.get(nxt)
        if behind is not None and behind.first == nxt:
            owner, last = behind, behind.last
    what: NameClass = "office" if word in OFFICE else "body"
    if word in ORGANISATION:
        what = "organisation"
        if word in ("army", "forces", "force", "council", "secretariat") and owner is not None:
            what = "office"
        elif named and owner is not None and owner.first < first:
            first = _side_of(owner, covered)
        elif owner is None and last - first == 1:
            what, word = "other", word
    return NameSpan(first, first, last, what, f"“{word}” names an institution", word, owner)


def _side_of(owner: HitSpan, covered: dict[int, HitSpan]) -> int:
    """Where a name starts that says which side of a country: "*Western* Sahel Liberation Front"."""
    side = covered.get(owner.first - 1)
    if side is not None and side.role == "adjective" and side.key.startswith("region:"):
        return side.first
    return owner.first


def _classify(block: Block, first: int, last: int, titled: bool) -> tuple[NameClass, str]:
    if titled:
        return "person", "title before the name"
    previous = block.lower[first - 1] if first else ""
    if previous in ROLE_NOUNS and block.pos[first - 1] in ("NOUN", "PROPN"):
        return "person", "role before the name"
    nxt = block.lower[last] if last < block.n else ""
    if nxt in ORGANISATION and nxt not in ("army", "forces", "press"):
        return "organisation", f"“{nxt}” after the name"
    if previous in ("group", "movement", "organization", "organisation", "party", "militia"):
        return "organisation", f"“{previous}” before the name"
    labels = [e for e in block.ent[first:last] if e]
    top = max(set(labels), key=labels.count) if labels else ""
    words = [t for t in block.texts[first:last] if t != "-"]
    if top == "PER" and 2 * labels.count("PER") >= len(words):
        return "person", "entity recogniser"
    if acts_like_person(block, first, last) and 2 <= len(words) <= 4:
        return "person", "speaks or meets"
    if top == "ORG":
        return "unknown", "entity recogniser: organisation"
    if top == "LOC":
        return "place", "entity recogniser"
    return "unknown", "capitals"


def acts_like_person(block: Block, first: int, last: int) -> bool:
    """Whether a name is the subject of a verb of speech or meeting."""
    for i in range(first, last):
        up = block.head[i]
        if not first <= up < last and block.dep[i] in ("nsubj", "nsubj:pass"):
            return block.lemma[up] in SPEECH
    return False
