"""One document while its actors are being read: blocks, names found, draft mentions so far.

`Reading` holds what the steps of resolution share; `collect` fills it with the known names, the
persons and the institutions of all paragraphs (full names first, so that a headline's surname finds
its owner).
"""

from dataclasses import dataclass, field

from legation.actors.blocks import Block
from legation.actors.gazetteer import Gazetteer
from legation.actors.lexicon import FORMER, GROUP_NOUNS, ORGANISATION, OTHER_BODIES
from legation.actors.mentions import Form
from legation.actors.proper import (
    HitSpan,
    NameSpan,
    acts_like_person,
    find_hits,
    find_names,
    is_heading,
)
from legation.actors.registry import Cluster, Draft, Registry, name_parts


@dataclass(slots=True)
class Found:
    """A draft mention on tokens [first, last) of its block."""

    first: int
    last: int
    draft: Draft


@dataclass(slots=True)
class Page:
    """One block with what was found in it."""

    block: Block
    heading: bool
    hits: list[HitSpan] = field(default_factory=list)
    names: list[NameSpan] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    by_token: dict[int, list[Found]] = field(default_factory=dict)

    def covering(self, i: int) -> Found | None:
        """The largest thing found on a token."""
        here = self.by_token.get(i)
        return max(here, key=lambda f: f.last - f.first) if here else None

    def hit_at(self, i: int) -> HitSpan | None:
        """The known name on a token."""
        return next((h for h in self.hits if h.first <= i < h.last), None)


class Reading:
    """The pages of a document and its registry of actors."""

    def __init__(self, gazetteer: Gazetteer, day: str | None) -> None:
        self.gazetteer, self.day = gazetteer, day
        self.registry = Registry(gazetteer, day)
        self.pages: list[Page] = []
        self.acronyms: dict[str, Cluster] = {}

    def add(
        self,
        page: Page,
        where: tuple[int, int],
        cluster: Cluster,
        *,
        form: Form,
        why: str,
        confidence: float = 0.9,
        alias: bool = True,
    ) -> Draft:
        """A mention on tokens [first, last), *where*, of a page."""
        block = page.block
        first, last = where
        start, end = block.chars(first, last)
        head = _root(block, first, last)
        draft = Draft(
            start=start,
            end=end,
            head=block.start[head] + block.offset,
            form=form,
            cluster=cluster,
            why=why,
            confidence=confidence,
            block=block.number,
            sentence=block.sentence[head],
            token=head,
            alias=alias,
        )
        found = Found(first, last, draft)
        page.found.append(found)
        for i in range(first, last):
            page.by_token.setdefault(i, []).append(found)
        if alias:
            cluster.forms[block.text[start - block.offset : end - block.offset]] = None
        return draft

    def text(self, page: Page, first: int, last: int) -> str:
        """The words of tokens [first, last)."""
        block = page.block
        return block.text[block.start[first] : block.end[last - 1]]


def _root(block: Block, first: int, last: int) -> int:
    """The token of a span that its other tokens hang on."""
    outside = [
        i for i in range(first, last) if not first <= block.head[i] < last or block.head[i] == i
    ]
    named = [i for i in outside if block.pos[i] in ("PROPN", "NOUN", "PRON", "ADJ", "NUM")]
    return (named or outside or [last - 1])[0]


def collect(reading: Reading, blocks: list[Block]) -> None:
    """Fill a reading with the names of all blocks."""
    seen: set[str] = set()
    for block in blocks:
        page = Page(block, is_heading(block) or not block.latin)
        page.hits = find_hits(block, reading.gazetteer, reading.day, seen)
        page.names = find_names(block, page.hits) if block.latin else []
        page.hits = [h for h in page.hits if not h.swallowed]
        reading.pages.append(page)
    for page in reading.pages:
        _add_hits(reading, page)
    for page in reading.pages:
        if not page.heading:
            _add_persons(reading, page, whole=True)
            _add_institutions(reading, page)
    for page in reading.pages:
        _add_persons(reading, page, whole=False)


def _add_hits(reading: Reading, page: Page) -> None:
    for hit in page.hits:
        cluster = reading.registry.entity(hit.key)
        form: Form = "demonym" if hit.role in ("adjective", "people") else "name"
        draft = reading.add(
            page,
            (hit.first, hit.last),
            cluster,
            form=form,
            why=f"gazetteer: {hit.role}",
            alias=False,
        )
        block = page.block
        draft.start, draft.end = hit.start + block.offset, hit.end + block.offset
        draft.head = min(max(draft.head, draft.start), draft.end - 1)  # a part of a token
        draft.place, draft.code = hit.place, hit.code
        cluster.forms[block.text[hit.start : hit.end]] = None
        _widen(page, hit, cluster, draft)
        if hit.role == "capital":
            draft.confidence = 0.75
            draft.why += ", as a place" if hit.place else ", for its government"


def _widen(page: Page, hit: HitSpan, cluster: Cluster, draft: Draft) -> None:
    """Take in "former" before a government's name and "organization" behind a group's."""
    block = page.block
    if hit.first and cluster.kind == "government_office" and block.lower[hit.first - 1] in FORMER:
        draft.start = block.start[hit.first - 1] + block.offset
    if (
        hit.last < block.n
        and cluster.kind in ("armed_group", "movement", "party")
        and block.lower[hit.last] in GROUP_NOUNS
    ):
        draft.end = block.end[hit.last] + block.offset
    cluster.forms[block.text[draft.start - block.offset : draft.end - block.offset]] = None


def _add_persons(reading: Reading, page: Page, *, whole: bool) -> None:
    """Full names make persons; single names join one that is known, or make one if titled."""
    block = page.block
    for name in page.names:
        if name.what not in ("person", "unknown", "place") or name.keyword:
            continue
        text = reading.text(page, name.first, name.last)
        parts = name_parts(text)
        if (len(parts) > 1) != whole or not parts:
            continue
        person = reading.registry.person(text)
        if person is None and (whole or block.pos[name.first] == "PROPN"):
            before = reading.text(page, max(0, name.first - 1), name.last)
            person = reading.registry.known_person(text, before)
        if person is None and (name.what != "person" or page.heading):
            continue
        weak = not whole and name.why == "entity recogniser"
        if person is None and weak and not acts_like_person(block, name.first, name.last):
            continue
        if person is None:
            person = reading.registry.new_person(text)
            person.rule = name.why
        elif len(parts) > len(name_parts(person.name)) and not person.known:
            person.name = text
        name.what = "person"
        person.names[text] = None
        reading.add(
            page, (name.first, name.last), person, form="name", why=name.why, confidence=0.9
        )


def _add_institutions(reading: Reading, page: Page) -> None:
    for name in page.names:
        if name.what in ("organisation", "body"):
            _add_organisation(reading, page, name)


def _add_organisation(reading: Reading, page: Page, name: NameSpan) -> None:
    block = page.block
    first, last = name.first, name.last
    if last < block.n and block.lower[last] in ORGANISATION and name.why.endswith("after the name"):
        last += 1
        name.keyword = block.lower[last - 1]
    text = reading.text(page, first, last)
    low = text.lower()
    if low in reading.acronyms:
        return
    kind, sector = ORGANISATION.get(name.keyword, (None, OTHER_BODIES.get(name.keyword, "UNK")))
    cluster = reading.registry.other(f"org:{low}", text, kind, name.why)
    cluster.sector, cluster.party, cluster.party_key = sector, text, f"org:{low}"
    cluster.confidence = 0.7
    owner = reading.gazetteer.entity(name.owner.key) if name.owner else None
    cluster.code = "IGO" if kind == "igo" else owner.code if owner else cluster.code
    draft = reading.add(page, (first, last), cluster, form="name", why=name.why, confidence=0.7)
    bare = reading.text(page, name.first, name.last)
    if bare != text:
        cluster.forms[bare] = None
        reading.acronyms.setdefault(bare, cluster)
    draft.sector = sector


def find_acronyms(reading: Reading) -> None:
    """Full Name (FN): the letters in brackets name it from then on."""
    for page in reading.pages:
        block = page.block
        for found in list(page.found):
            i = found.last
            if i + 2 >= block.n or block.texts[i] != "(":
                continue
            word = block.texts[i + 1]
            if not (word.isupper() and 2 <= len(word) <= 8 and block.texts[i + 2] in (")", ",")):
                continue
            if found.draft.form == "name" and page.covering(i + 1) is None:
                reading.acronyms.setdefault(word, found.draft.cluster)
    if not reading.acronyms:
        return
    for page in reading.pages:
        block = page.block
        for i, word in enumerate(block.texts):
            cluster = reading.acronyms.get(word)
            if cluster is not None and page.covering(i) is None:
                reading.add(page, (i, i + 1), cluster, form="name", why="acronym of this document")
