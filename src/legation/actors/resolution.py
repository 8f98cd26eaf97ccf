"""From a parsed document to its mentions and actors.

`resolve_document` runs the steps in order (names, institutions, roles, descriptions and pronouns),
then freezes the drafts: each mention gets its `ActorRef`, each cluster that is an actor its `Actor`
record with the forms met in this document and nothing else.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from legation.actors.blocks import Block
from legation.actors.collectives import find_collectives
from legation.actors.descriptions import read_descriptions
from legation.actors.gazetteer import Gazetteer
from legation.actors.lexicon import COLLECTIVE_REGIONS, SUBORDINATE
from legation.actors.mentions import Mention, Resolution
from legation.actors.offices import find_offices
from legation.actors.parties import infer_parties
from legation.actors.reading import Reading, collect, find_acronyms
from legation.actors.registry import Cluster, Draft
from legation.actors.roles import find_roles, read_owners
from legation.records import Actor, ActorRef, Citation, Document, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

CODER: Final = "actors.v1"
_MOST_FORMS: Final = 40
_TAKES_PART: Final = frozenset({"nsubj", "nsubj:pass", "nmod:poss", "obl:agent"})


def resolve_document(
    document: Document, blocks: Sequence[tuple[int, "Doc"]], *, gazetteer: Gazetteer
) -> Resolution:
    """The mentions and actors of one document.

    *blocks* are the paragraphs to read: the character offset of each in `document.text` and its
    parse with Universal Dependencies.  Parties and sectors are as of the document's date.
    """
    reading = Reading(gazetteer, document.date)
    collect(reading, [Block(offset, doc, n) for n, (offset, doc) in enumerate(blocks)])
    roles = {}
    for page in reading.pages:
        find_offices(reading, page)
    find_acronyms(reading)
    for page in reading.pages:
        find_collectives(reading, page)
    for page in reading.pages:
        roles[page.block.number] = find_roles(reading, page)
    infer_parties(reading)
    read_descriptions(reading, roles)
    read_owners(reading, roles)
    drafts = [f.draft for page in reading.pages for f in page.found]
    drafts = _ordered(drafts)
    return Resolution(
        mentions=tuple(_mention(document, d) for d in drafts),
        actors=tuple(_actors(document, reading, drafts)),
    )


def _ordered(drafts: list[Draft]) -> list[Draft]:
    """By place; what lies inside a larger mention is marked so; exact repeats go."""
    drafts.sort(key=lambda d: (d.start, -d.end))
    kept: list[Draft] = []
    outer: Draft | None = None
    seen = set()
    for draft in drafts:
        mark = (draft.start, draft.end, draft.cluster.key)
        if mark in seen:
            continue
        seen.add(mark)
        same = bool(kept) and (kept[-1].start, kept[-1].end) == (draft.start, draft.end)
        draft.nested = outer is not None and draft.end <= outer.end and not same
        draft.holder = outer.cluster if draft.nested and outer is not None else None
        if outer is None or draft.end > outer.end:
            outer = draft
        kept.append(draft)
    return kept


def _mention(document: Document, draft: Draft) -> Mention:
    cluster = draft.cluster
    antecedent = None
    if draft.antecedent is not None:
        start, end = draft.antecedent
        antecedent = Span(start=start, end=end, text=document.text[start:end])
    text = document.text[draft.start : draft.end]
    return Mention(
        start=draft.start,
        end=draft.end,
        text=text,
        head=draft.head,
        form=draft.form,
        ref=ActorRef(
            id=cluster.key,
            name=cluster.name,
            text=text,
            aliases=_aliases(cluster),
            party=cluster.party,
            code=draft.code or cluster.code,
            sector=draft.sector or cluster.sector,
            antecedent=antecedent,
        ),
        kind=cluster.kind,
        why=draft.why,
        confidence=min(draft.confidence, cluster.confidence),
        place=draft.place,
        nested=draft.nested,
    )


def _aliases(cluster: Cluster) -> tuple[str, ...]:
    forms = dict.fromkeys(f.strip() for f in cluster.forms if f.strip() != cluster.name)
    return tuple(list(forms)[:_MOST_FORMS])


def _actors(document: Document, reading: Reading, drafts: list[Draft]) -> list[Actor]:
    by_cluster: dict[str, list[Draft]] = {}
    for draft in drafts:
        by_cluster.setdefault(draft.cluster.key, []).append(draft)
    actors = []
    document_id = document.id
    for key, mine in by_cluster.items():
        cluster = mine[0].cluster
        if not _acts(reading, cluster, mine):
            continue
        named = [d for d in mine if d.form != "pronoun"]
        first = next((d for d in named if d.form == "name" and not d.nested), named[0])
        actors.append(
            Actor(
                coder=CODER,
                citation=Citation(
                    document=document_id,
                    start=first.start,
                    end=first.end,
                    text=document.text[first.start : first.end],
                ),
                confidence=cluster.confidence,
                key=key,
                name=cluster.name,
                kind=cluster.kind,
                aliases=_aliases(cluster),
                country=_country(reading, cluster),
                party=cluster.party,
                code=cluster.code,
                sector=cluster.sector,
                roles=tuple(cluster.roles),
                mentions=tuple(document.span(d.start, d.end) for d in mine),
                decided_by=cluster.rule,
            )
        )
    return actors


def _acts(reading: Reading, cluster: Cluster, mine: list[Draft]) -> bool:
    """Whether a cluster deserves a record: it is named as an actor, not as scenery."""
    named = [d for d in mine if d.form != "pronoun"]
    if not cluster.listed or not named:
        return False
    if cluster.kind == "region":
        return _region_acts(reading, cluster, named)
    if cluster.kind == "state":
        return any(not (d.place and "capital" in d.why) for d in named)
    alone = [d for d in named if not d.nested or d.holder is None]
    if cluster.kind == "government_office":
        minor = bool(SUBORDINATE & cluster.nouns.keys()) or cluster.known
        return (
            bool(alone)
            or not minor
            or any(d.holder is not None and d.holder.is_person() and cluster.known for d in named)
        )
    if cluster.kind in ("armed_group", "movement", "igo"):
        return bool(alone) or any(
            d.holder is None or d.holder is cluster or d.holder.is_person() for d in named
        )
    return True


def _region_acts(reading: Reading, cluster: Cluster, named: list[Draft]) -> bool:
    """A region acts where it is a collective that is named, or takes part by its name."""
    names = [d for d in named if d.form == "name" and not d.nested]
    if cluster.key in COLLECTIVE_REGIONS:
        return bool(names)
    if len(names) > 1:
        return True
    return any(
        reading.pages[d.block].block.dep[d.token] in _TAKES_PART and not d.place for d in names
    )


def _country(reading: Reading, cluster: Cluster) -> str | None:
    if cluster.code is None or cluster.code == "IGO":
        return None
    state = reading.gazetteer.entity(cluster.code[:3])
    return state.name if state else None
