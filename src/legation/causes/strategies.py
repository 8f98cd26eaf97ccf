"""What actors want, and their strategies: rules from records, condition → type of event towards whom.

Takes interests, conditions and a cause map; returns wants and strategies, each with the ids of the
records that tell it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from legation.causes.maps import CauseMap
from legation.causes.words import Lexicon
from legation.records import ActorRef, Citation, Condition, Interest

Basis = Literal["stated condition", "told mechanism", "means to an end"]
_WANTS: Final = {
    "seek": 1, "maintain": 1, "increase": 1, "prevent": -1, "restrict": -1, "counter": -1,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A variable that is something an actor does: who, what type of event, towards whom."""

    by: str
    type: str
    towards: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """An actor wants a variable to rise (+1) or fall (-1); both may be told."""

    actor: str
    variable: str
    sign: int
    evidence: Mapping[str, Citation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """If `variable` moves by `direction`, `act.by` does more (+1) or less (-1) of what `does` names."""

    variable: str
    direction: int
    does: str
    sign: int
    act: Act
    basis: Basis
    evidence: Mapping[str, Citation] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """As people read it."""
        moved = "rises" if self.direction > 0 else "falls"
        more = "more" if self.sign > 0 else "less"
        act = self.act
        return (
            f"if {self.variable} {moved}: {act.by} {act.type} → {act.towards}, {more} {self.does}"
        )


def party(actor: ActorRef) -> str:
    """On whose behalf an actor acts."""
    return actor.party or actor.name


def wants(interests: Iterable[Interest], lexicon: Lexicon) -> list[Want]:
    """What each actor wants of the variables, with the interests that say so."""
    found: dict[tuple[str, str, int], dict[str, Citation]] = {}
    for interest in interests:
        tie = lexicon.tie(interest.issue.text)
        if tie is not None:
            key = (party(interest.actor), tie.variable, tie.sign * _WANTS[interest.direction])
            found.setdefault(key, {})[interest.id] = interest.citation
    return [
        Want(actor=a, variable=v, sign=s, evidence=dict(sorted(told.items())))
        for (a, v, s), told in sorted(found.items())
    ]


def strategies(
    cause_map: CauseMap,
    acts: Mapping[str, Act],
    *,
    told: Iterable[Condition] = (),
    wanted: Iterable[Want] = (),
    lexicon: Lexicon,
) -> list[Strategy]:
    """The rules by which actors react, from three kinds of record.

    A condition whose `then` is an act of one of its actors; a mechanism whose effect is an act; and
    a means to an end: an act that moves what its actor wants, when that moves the other way.
    """
    found = [
        *_conditions(told, acts, lexicon),
        *_mechanisms(cause_map, acts),
        *_means(cause_map, acts, wanted),
    ]
    return sorted(found, key=lambda s: (s.act.by, s.does, s.label, s.basis))


def _conditions(
    told: Iterable[Condition], acts: Mapping[str, Act], lexicon: Lexicon
) -> list[Strategy]:
    found: dict[tuple[str, int, str, int], dict[str, Citation]] = {}
    for condition in told:
        if_, then = lexicon.tie(condition.if_.text), lexicon.tie(condition.then.text)
        if (
            if_ is None
            or then is None
            or then.variable not in acts
            or if_.variable == then.variable
        ):
            continue
        actors = {party(a) for a in (*condition.actors, condition.made_by) if a is not None}
        if acts[then.variable].by in actors:
            key = (if_.variable, if_.sign, then.variable, then.sign)
            found.setdefault(key, {})[condition.id] = condition.citation
    return [
        Strategy(
            variable=v, direction=d, does=does, sign=s, act=acts[does], basis="stated condition",
            evidence=dict(sorted(ids.items())),
        )
        for (v, d, does, s), ids in found.items()
    ]  # fmt: skip


def _mechanisms(cause_map: CauseMap, acts: Mapping[str, Act]) -> list[Strategy]:
    return [
        Strategy(
            variable=e.cause, direction=e.sign, does=e.effect, sign=1, act=acts[e.effect],
            basis="told mechanism", evidence={a.id: a.citation for a in e.assertions},
        )
        for e in cause_map.edges
        if e.effect in acts
    ]  # fmt: skip


def _means(cause_map: CauseMap, acts: Mapping[str, Act], wanted: Iterable[Want]) -> list[Strategy]:
    """An act that raises what its actor wants is done when that falls, and so on for the signs."""
    found = []
    for want in wanted:
        for edge in cause_map.edges:
            act = acts.get(edge.cause)
            if act is None or act.by != want.actor or edge.effect != want.variable:
                continue
            evidence = dict(want.evidence) | {a.id: a.citation for a in edge.assertions}
            found.append(
                Strategy(
                    variable=want.variable, direction=-want.sign, does=edge.cause,
                    sign=edge.sign * want.sign, act=act, basis="means to an end",
                    evidence=evidence,
                )
            )  # fmt: skip
    return found
