"""Judgements on actors: merge, keep apart, leave unsure, split, undo, and their replay.

Takes `Actor` records, proposals (two keys with score and rule) and the judgements made so far;
returns what to ask next, what a judgement is to be written as, and the actors as they stand.
Nothing here is changed in place: the actors are a pure function of the mentions and the judgements
in force, so any judgement can be taken back at any time and the others still hold.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple, Protocol

from legation.errors import UsageError
from legation.ontology import Outcome
from legation.records import Actor, ActorRef, Coded, Record, Undertaking, record_from_json

VERBS: Final = (
    "merge", "apart", "unsure", "split", "undo", "suggest", "accept", "reject", "edit", "add",
)  # fmt: skip
BY_HAND: Final = "by-hand.v1"  # the coder of records that a person wrote
_PASSAGES: Final = 3


class Likely(Protocol):
    """What linking decided about two keys; `merged` says that the score was enough."""

    @property
    def a(self) -> str: ...  # noqa: D102
    @property
    def b(self) -> str: ...  # noqa: D102
    @property
    def score(self) -> float: ...  # noqa: D102
    @property
    def rule(self) -> str: ...  # noqa: D102
    @property
    def merged(self) -> bool: ...  # noqa: D102


class MentionId(NamedTuple):
    """One mention: characters [start, end) of a document."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A judgement as it stands in the ledger, whoever made it and when."""

    id: str
    verb: str
    subjects: tuple[str, ...]
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A judgement to be written: verb, subjects, payload, and the records that it exchanges."""

    verb: str
    subjects: tuple[str, ...]
    payload: dict[str, Any] = field(default_factory=dict)
    hides: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()  # ids of records that stand through it and are there already
    adds: tuple[Record, ...] = ()

    def row(self) -> dict[str, Any]:
        """What the ledger's judgement holds of it; the records go beside it."""
        return {
            "verb": self.verb,
            "subjects": self.subjects,
            "payload": self.payload,
            "hides": self.hides,
            "adds": self.keeps,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One side of a question: an actor with its names and where it stands in the documents."""

    key: str
    name: str
    kind: str | None
    party: str | None
    aliases: tuple[str, ...]
    mentions: int
    passages: tuple[MentionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Two actors that may be one, with the score and rule that say so."""

    a: Candidate
    b: Candidate
    score: float
    rule: str


class Proposal(NamedTuple):
    """Two keys that may be one actor, with the score in [0, 1] and the rule behind it."""

    a: str
    b: str
    score: float
    rule: str


# --- the actors as they stand -------------------------------------------------------------------


def in_force(judgements: Sequence[Judged]) -> list[Judged]:
    """The judgements that no later one has taken back, in their order.

    An undo can itself be undone; what it took back then stands again.
    """
    undone: set[str] = set()
    kept = []
    for judged in reversed(judgements):
        if judged.id in undone:
            continue
        if judged.verb == "undo":
            undone.update(judged.subjects)
        kept.append(judged)
    return kept[::-1]


def replay(base: Mapping[MentionId, str], judgements: Sequence[Judged]) -> dict[MentionId, str]:
    """The key of every mention, after the judgements in force, in their order.

    A merge gives the mentions of its subjects the key that it merges into; a split gives the
    mentions that it names, where they still have its key, a new one.  A judgement about keys that
    no mention has is without effect.

    >>> a, b = MentionId("d", 0, 3), MentionId("d", 5, 9)
    >>> merge = Judged(id="1", verb="merge", subjects=("x",), payload={"into": "y"})
    >>> sorted(set(replay({a: "x", b: "y"}, [merge]).values()))
    ['y']
    >>> undo = Judged(id="2", verb="undo", subjects=("1",))
    >>> replay({a: "x", b: "y"}, [merge, undo]) == {a: "x", b: "y"}
    True
    """
    standing = dict(base)
    for judged in in_force(judgements):
        if judged.verb == "merge":
            into = str(judged.payload["into"])
            subjects = set(judged.subjects)
            for mention, key in standing.items():
                if key in subjects:
                    standing[mention] = into
        elif judged.verb == "split":
            key, into = judged.subjects[0], str(judged.payload["into"])
            wanted = {MentionId(*m) for m in judged.payload["mentions"]}
            for mention in wanted:
                if standing.get(mention) == key:
                    standing[mention] = into
    return standing


def mentions_of(actors: Iterable[Actor]) -> dict[MentionId, str]:
    """Every mention of the actors' records with the key that it was coded under."""
    found: dict[MentionId, str] = {}
    for actor in actors:
        for span in actor.mentions:
            found[MentionId(actor.citation.document, span.start, span.end)] = actor.key
    return found


def settled(judgements: Sequence[Judged], *, unsure: bool = True) -> set[frozenset[str]]:
    """The pairs that somebody has judged and that need no asking again."""
    verbs = {"merge", "apart", "unsure"} if unsure else {"merge", "apart"}
    pairs = set()
    for judged in in_force(judgements):
        if judged.verb not in verbs:
            continue
        keys = [*judged.subjects, *([judged.payload["into"]] if judged.verb == "merge" else [])]
        pairs |= {frozenset((a, b)) for a in keys for b in keys if a != b}
    return pairs


def held_apart(judgements: Sequence[Judged]) -> dict[frozenset[str], str]:
    """The pairs, of actors or of reports of events, held apart, each with the judgement on it."""
    return {frozenset(j.subjects): j.id for j in in_force(judgements) if j.verb == "apart"}


# --- what the machine proposes --------------------------------------------------------------------


def automatic(
    actor_of: Mapping[str, str],
    proposals: Sequence[Likely],
    judgements: Sequence[Judged],
) -> list[Verdict]:
    """The machine's merges and suggestions that have not been written yet.

    *actor_of* gives for every key the key that the merges lead to.  A pair that anybody, or the
    machine, has ever judged is left alone, taken back or not: what a person undid stays undone.
    """
    known = {
        frozenset((*j.subjects, *([str(j.payload["into"])] if j.verb == "merge" else [])))
        for j in judgements
        if j.verb in ("merge", "apart", "unsure", "suggest")
    }
    best: dict[str, Likely] = {}
    for proposal in sorted((p for p in proposals if p.merged), key=lambda p: p.score):
        best[proposal.a] = best[proposal.b] = proposal
    verdicts = []
    for key, into in sorted(actor_of.items()):
        if key != into and frozenset((key, into)) not in known:
            why = best[key]
            payload = {"into": into, "score": why.score, "rule": why.rule}
            verdicts.append(Verdict(verb="merge", subjects=(key,), payload=payload))
    for proposal in (p for p in proposals if not p.merged):
        pair = frozenset((proposal.a, proposal.b))
        if pair not in known:
            known.add(pair)
            payload = {"score": proposal.score, "rule": proposal.rule}
            verdicts.append(Verdict(verb="suggest", subjects=tuple(sorted(pair)), payload=payload))
    return verdicts


def why(verdict: Verdict) -> str:
    """The rule and score of a verdict of the machine, as its reason."""
    return f"{verdict.payload['rule']}, {verdict.payload['score']:.2f}"


def judged_from(rows: Iterable[Mapping[str, Any]]) -> list[Judged]:
    """Judgements from the ledger's rows."""
    return [
        Judged(id=r["id"], verb=r["verb"], subjects=tuple(r["subjects"]), payload=r["payload"])
        for r in rows
    ]


def suggestions(judgements: Sequence[Judged]) -> list[Proposal]:
    """The suggestions in force, as proposals to ask about."""
    return [
        Proposal(j.subjects[0], j.subjects[1], float(j.payload["score"]), str(j.payload["rule"]))
        for j in in_force(judgements)
        if j.verb == "suggest"
    ]


# --- what to ask ----------------------------------------------------------------------------------


def questions(
    actors: Sequence[Actor],
    proposals: Iterable[Proposal],
    judgements: Sequence[Judged] = (),
    *,
    unsure: bool = False,
) -> list[Question]:
    """The pairs to be judged, the likeliest first; `unsure` brings those left open back.

    Keys that have been merged are asked about as the actor that they stand under.
    """
    standing = replay(mentions_of(actors), judgements)
    sides = _candidates(actors, standing)
    into = _roots(judgements)
    done = settled(judgements, unsure=not unsure)
    found: dict[frozenset[str], Question] = {}
    for proposal in proposals:
        a, b = into.get(proposal.a, proposal.a), into.get(proposal.b, proposal.b)
        pair = frozenset((a, b))
        if a == b or pair in done or frozenset((proposal.a, proposal.b)) in done:
            continue
        if a not in sides or b not in sides or pair in found:
            continue
        found[pair] = Question(a=sides[a], b=sides[b], score=proposal.score, rule=proposal.rule)
    return sorted(found.values(), key=lambda q: (-q.score, q.a.key, q.b.key))


def _roots(judgements: Sequence[Judged]) -> dict[str, str]:
    """Keys that merges in force have taken in, each with the key that it stands under."""
    into: dict[str, str] = {}
    for judged in in_force(judgements):
        if judged.verb == "merge":
            target = str(judged.payload["into"])
            target = into.get(target, target)
            taken = {k for k in judged.subjects if k != target}
            into = {k: target if old in taken else old for k, old in into.items()}
            into |= dict.fromkeys(taken, target)
            into.pop(target, None)
    return into


def _candidates(actors: Sequence[Actor], standing: Mapping[MentionId, str]) -> dict[str, Candidate]:
    """The actors as they stand, each with its names and a few passages."""
    places: dict[str, list[MentionId]] = {}
    for mention, key in standing.items():
        places.setdefault(key, []).append(mention)
    told: dict[str, list[Actor]] = {}
    for actor in actors:
        keys = {
            standing[MentionId(actor.citation.document, s.start, s.end)] for s in actor.mentions
        }
        for key in keys or {actor.key}:
            told.setdefault(key, []).append(actor)
    return {key: _candidate(key, told[key], places.get(key, [])) for key in told}


def _candidate(key: str, records: Sequence[Actor], places: Sequence[MentionId]) -> Candidate:
    own = [r for r in records if r.key == key] or list(records)
    main = max(own, key=lambda r: len(r.mentions))
    names = dict.fromkeys(n for r in records for n in (r.name, *r.aliases))
    return Candidate(
        key=key,
        name=main.name,
        kind=main.kind,
        party=main.party,
        aliases=tuple(n for n in names if n != main.name),
        mentions=len(places),
        passages=tuple(_spread(sorted(places))),
    )


def _spread(places: Sequence[MentionId]) -> list[MentionId]:
    """A few mentions, from as many documents as there are."""
    first: dict[str, MentionId] = {}
    for place in places:
        first.setdefault(place.document, place)
    rest = [p for p in places if p not in set(first.values())]
    return [*first.values(), *rest][:_PASSAGES]


# --- what to write ----------------------------------------------------------------------------------


def merge(keys: Sequence[str], into: str) -> Verdict:
    """That all these keys are one actor, to be known by *into*.

    Raises
    ------
    UsageError
        If there is nothing to merge.
    """
    subjects = tuple(dict.fromkeys(k for k in keys if k != into))
    if not subjects:
        raise UsageError(f"a merge into {into!r} needs another actor")
    return Verdict(verb="merge", subjects=subjects, payload={"into": into})


def keep_apart(a: str, b: str) -> Verdict:
    """That two keys are two actors, or two ids reports of two events."""
    return _about_two("apart", a, b)


def leave_unsure(a: str, b: str) -> Verdict:
    """That nobody can tell yet; the question comes back only when it is asked for."""
    return _about_two("unsure", a, b)


def _about_two(verb: str, a: str, b: str) -> Verdict:
    if a == b:
        raise UsageError(f"{a!r} is one actor; a judgement needs two")
    return Verdict(verb=verb, subjects=tuple(sorted((a, b))))


def undo(judgement: str, judgements: Sequence[Judged]) -> Verdict:
    """Take a judgement back; its id may be cut short where that is plain.

    Raises
    ------
    UsageError
        If no judgement, or more than one, has such an id, or it is taken back already.
    """
    found = [j for j in judgements if j.id.startswith(judgement)] if judgement else []
    if len(found) != 1:
        what = "no judgement" if not found else f"{len(found)} judgements"
        raise UsageError(f"{what} with an id that starts with {judgement!r}; see --history")
    if found[0].id not in {j.id for j in in_force(judgements)}:
        raise UsageError(f"judgement {found[0].id[:12]} is taken back already")
    return Verdict(verb="undo", subjects=(found[0].id,))


def split(
    actors: Sequence[Actor],
    records: Iterable[Coded],
    *,
    key: str,
    mentions: Iterable[MentionId],
    name: str,
) -> Verdict:
    """Take mentions out of an actor and make another one of them, called *name*.

    The actor's records are exchanged for two each, and in every other record of these documents a
    reference with the words of such a mention, which the citation holds, gets the new key.

    Raises
    ------
    UsageError
        If no mention is the actor's, or none would be left to it.
    """
    wanted = set(mentions)
    mine = [a for a in actors if a.key == key]
    all_of_it = {m for m, k in mentions_of(mine).items() if k == key}
    taken = wanted & all_of_it
    if not taken:
        raise UsageError(f"none of these mentions belongs to {key!r}")
    if taken == all_of_it:
        raise UsageError(f"these are all mentions of {key!r}; nothing would be left to it")
    new_key = f"{key}/{name.strip().lower()}"
    hides: list[str] = []
    adds: list[Record] = []
    for actor in mine:
        parts = _parted(actor, taken, new_key, name)
        if parts:
            hides.append(actor.id)
            adds.extend(parts)
    for record in records:
        changed = _rekeyed(record, key, new_key, name, taken)
        if changed is not None:
            hides.append(record.id)
            adds.append(changed)
    return Verdict(
        verb="split",
        subjects=(key,),
        payload={"into": new_key, "name": name, "mentions": [list(m) for m in sorted(taken)]},
        hides=tuple(hides),
        adds=tuple(adds),
    )


def _parted(actor: Actor, taken: set[MentionId], new_key: str, name: str) -> list[Record]:
    """An actor's record as two: without the mentions, and of the mentions."""
    document = actor.citation.document
    gone = [s for s in actor.mentions if MentionId(document, s.start, s.end) in taken]
    if not gone:
        return []
    left = [s for s in actor.mentions if s not in gone]
    forms = {s.text for s in gone}
    first = gone[0]
    new = replace(
        actor,
        key=new_key,
        name=name,
        aliases=tuple(sorted(forms - {name})),
        mentions=tuple(gone),
        roles=tuple(r for r in actor.roles if r.citation and _near(r.citation.start, gone)),
        citation=replace(actor.citation, start=first.start, end=first.end, text=first.text),
        decided_by="split by a person",
    )
    if not left:
        return [new]
    kept = {s.text for s in left}
    rest = replace(
        actor,
        aliases=tuple(a for a in actor.aliases if a in kept or a not in forms),
        mentions=tuple(left),
    )
    return [rest, new]


def _near(place: int, spans: Sequence[Any]) -> bool:
    return any(abs(place - s.start) < 200 for s in spans)


def _rekeyed(
    record: Coded, key: str, new_key: str, name: str, taken: set[MentionId]
) -> Record | None:
    """A record in which the references to the mentions that were taken bear the new key."""
    cited = record.citation
    words = {
        cited.text[m.start - cited.start : m.end - cited.start]
        for m in taken
        if m.document == cited.document and cited.start <= m.start and m.end <= cited.end
    }
    if isinstance(record, Actor) or not words:
        return None
    data = record.to_json()
    changed = _renamed(data, key, new_key, name, words)
    return record_from_json(changed) if changed != data else None


def _renamed(value: Any, key: str, new_key: str, name: str, words: set[str]) -> Any:
    if isinstance(value, dict):
        fields = set(ActorRef.__dataclass_fields__)
        if value.get("id") == key and set(value) == fields and value.get("text") in words:
            return value | {"id": new_key, "name": name, "aliases": []}
        return {k: _renamed(v, key, new_key, name, words) for k, v in value.items()}
    if isinstance(value, list):
        return [_renamed(v, key, new_key, name, words) for v in value]
    return value


# --- what is made of records ------------------------------------------------------------------------


def accept(record: str) -> Verdict:
    """That a record is right as it stands; it stays even when its coder reads otherwise later."""
    return Verdict(verb="accept", subjects=(record,), keeps=(record,))


def reject(record: str) -> Verdict:
    """That a record is wrong; it stands no longer."""
    return Verdict(verb="reject", subjects=(record,), hides=(record,))


def edit(old: Coded, new: Coded) -> Verdict:
    """That a record should read as another of its kind, which takes its place.

    Raises
    ------
    UsageError
        If nothing was changed, or the kind was.
    """
    if type(old) is not type(new):
        raise UsageError(f"a {old.record} cannot become a {new.record}; reject it and add one")
    written = replace(new, coder=BY_HAND, confidence=1.0)
    if replace(old, coder=BY_HAND, confidence=1.0) == written:
        raise UsageError("nothing was changed; accept the record if it is right as it is")
    return Verdict(verb="edit", subjects=(old.id,), hides=(old.id,), adds=(written,))


def settle(told: Undertaking, outcome: Outcome | None, shown_by: Sequence[str] = ()) -> Verdict:
    """What became of an undertaking: as proposed (None), or otherwise; the record is kept from now on.

    *shown_by* are ids of the records that show it; without any, those of the proposal stay where
    its outcome does.

    Raises
    ------
    UsageError
        If a person has said the same before.
    """
    became = outcome or told.outcome
    shown = tuple(shown_by) or (told.shown_by if became == told.outcome else ())
    written = replace(told, coder=BY_HAND, confidence=1.0, outcome=became, shown_by=shown)
    if written == told:
        raise UsageError(
            f"that it is {became} has been judged already; `legation undo` takes it back"
        )
    before = (told.id,) if told.coder == BY_HAND else ()
    agreed = became == told.outcome
    return Verdict(
        verb="accept" if agreed else "edit",
        subjects=(written.id,) if agreed else (told.id,),
        payload={"outcome": became, "proposed": told.outcome},
        hides=before,
        adds=(written,),
    )


def add(record: Coded) -> Verdict:
    """That a passage says what no coder read in it."""
    written = replace(record, coder=BY_HAND, confidence=1.0)
    return Verdict(verb="add", subjects=(written.id,), adds=(written,))


def accepted(rows: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The ids of records that a judgement in force accepts, edits or adds, from the ledger's rows."""
    found: set[str] = set()
    for row in rows:
        if row["in_force"] and row["verb"] == "accept":
            found.update(row["subjects"])
        elif row["in_force"] and row["verb"] in ("edit", "add"):
            found.update(row["adds"])
        if row["in_force"] and row["verb"] == "reject":
            found.difference_update(row["subjects"])
    return frozenset(found)
