"""What a study asks of relations and corroboration: rows in, estimates out.

`Holdings` is one reading of the ledger: documents as data, and where each record comes from.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast

from legation.errors import UsageError
from legation.records import (
    Claim,
    Coded,
    Condition,
    Estimate,
    Event,
    Membership,
    Prediction,
    Reference,
    Status,
    Undertaking,
)

if TYPE_CHECKING:
    from legation.corroboration import Sources
    from legation.relations import Counting, Reports
    from legation.study import Study


READINGS: Final = 8  # that are kept, each as of other days


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """The records of a ledger as of a day, the documents they were read in, and what follows of them."""

    events: Sequence[Event]
    statuses: Sequence[Status]
    claims: Sequence[Claim]
    predictions: Sequence[Prediction]
    sources: "Sources"
    as_of: str | None
    memberships: Sequence[Membership] = ()
    conditions: Sequence[Condition] = ()
    judged: Sequence[Undertaking] = ()  # those whose outcome a person has judged

    @classmethod
    def of(
        cls, study: "Study", *, as_of: str | None, recorded_as_of: str | None, counting: bool = True
    ) -> "Holdings":
        """Read what the rooms need; without *counting*, neither copies nor memberships nor conditions.

        Where the ledger holds what it held before, the holdings of before are given, with all that
        was made of them: a judgement that hides nothing costs a reading of numbers only.
        """
        made = cls._read(study, as_of, recorded_as_of, counting=counting)
        key = (as_of, recorded_as_of, counting)
        before = study.held.get(key)
        if before is not None and before == made:
            return before
        if len(study.held) >= READINGS:
            study.held.clear()
        study.held[key] = made
        return made

    @classmethod
    def _read(
        cls, study: "Study", as_of: str | None, recorded_as_of: str | None, *, counting: bool
    ) -> "Holdings":
        from legation.corroboration import Sources

        times: Any = {"as_of": as_of, "recorded_as_of": recorded_as_of}
        listed = study.documents(**times)
        fields = {d.id: d.fields for d in listed}
        return cls(
            events=study.events(**times),
            statuses=cast("list[Status]", study.records("status", **times)),
            claims=study.claims(**times),
            predictions=cast("list[Prediction]", study.records("prediction", **times)),
            sources=Sources(
                publishers={i: f.get("publisher") for i, f in fields.items()},
                authors={i: tuple(f.get("authors") or ()) for i, f in fields.items()},
                dates={i: f.get("date") for i, f in fields.items()},
                copies=tuple(g.ids for g in study.copies(**times)) if counting else (),
                references=cast("list[Reference]", study.records("reference", **times)),
            ),
            as_of=as_of,
            memberships=cast(
                "list[Membership]", study.records("membership", **times) if counting else []
            ),
            conditions=cast(
                "list[Condition]", study.records("condition", **times) if counting else []
            ),
            judged=cast(
                "list[Undertaking]", study.records("undertaking", **times) if counting else []
            ),
        )

    @cached_property
    def kept(self) -> dict[Hashable, Any]:
        """What was worked out of these holdings, by what was asked."""
        return {}

    @cached_property
    def origins(self) -> dict[str, str]:
        """Where each event and status comes from."""
        from legation.corroboration import origins

        told: list[Coded] = [*self.events, *self.statuses]
        return origins(told, self.sources)

    @cached_property
    def reports(self) -> "Reports":
        """The events as the relations room counts them."""
        from legation.relations import read_reports

        return read_reports(self.events, origins=self.origins)


def relation(
    held: Holdings, a: str, b: str, *, how: "Counting | None", third: str | None
) -> dict[str, Estimate]:
    """The dyad over time, its turns and phases, reciprocity, lead and lag, and one triangle."""
    from legation.relations import (
        Counting,
        change_points,
        dyad_series,
        lead_lag,
        phases,
        reciprocity,
        triangle,
    )

    how = replace(how or Counting(), as_of=held.as_of)
    reports = held.reports
    one = dyad_series(reports, a, b, how=how)
    names = one.calendar.names
    last = one.calendar.edges[-1]
    spanned = replace(how, since=names[0], until=_day(last))
    there = dyad_series(reports, a, b, how=spanned, symmetric=False)
    back = dyad_series(reports, b, a, how=spanned, symmetric=False)
    turns = change_points(one)
    found = {
        "series": one.estimate(),
        "volume": one.volume_estimate(),
        "change points": turns,
        "phases": phases(one, turns),
        "reciprocity": reciprocity(there, back),
        "lead and lag": lead_lag(there, back),
    }
    if third is not None:
        found["triangle"] = triangle(one, dyad_series(reports, a, third, how=spanned))
    return found


def _day(ordinal: int) -> str:
    from datetime import date

    return date.fromordinal(ordinal).isoformat()


def tracks(held: Holdings, a: str, b: str) -> list[Estimate]:
    """Contact, legal standing and diplomatic presence, and how far they form one scale."""
    from legation.relations import Told, reproducibility
    from legation.relations import tracks as steps

    told = Told(
        events=held.events, statuses=held.statuses, claims=held.claims,
        dates=held.sources.dates, origins=held.origins,
    )  # fmt: skip
    found = steps(told, a, b, as_of=held.as_of)
    return [*found, reproducibility(found)]


def corroborate(held: Holdings) -> dict[str, list[Estimate]]:
    """Matters with answers, figures and borrowings; presence disputed; predictions and their makers."""
    from legation.corroboration import (
        Later,
        answers,
        attendance,
        borrowings,
        figures,
        outcomes,
        records_of,
    )
    from legation.corroboration import corroborate as matters

    later = Later(events=held.events, statuses=held.statuses)
    came = outcomes(held.predictions, later, held.sources, as_of=held.as_of)
    found = matters(held.claims, held.sources, as_of=held.as_of)
    told: list[Coded] = [*held.claims, *held.events, *held.statuses]
    return {
        "matters": found,
        "answers": answers(found, {c.id: c for c in held.claims}),
        "figures": figures(held.claims, held.sources, as_of=held.as_of),
        "borrowings": borrowings(told, held.sources, as_of=held.as_of),
        "attendance": attendance(held.memberships, held.sources, as_of=held.as_of),
        "predictions": came,
        "records": records_of(came, as_of=held.as_of),
    }


def undertakings(held: Holdings) -> list[Undertaking]:
    """Promises, demands and threats with what became of them, by the day of their document."""
    from legation.coding.undertakings import undertakings as derived

    made = derived([*held.claims, *held.conditions, *held.events, *held.judged])
    dates = held.sources.dates
    return sorted(made, key=lambda u: (dates.get(u.citation.document) or "9999", u.id))


def undertaking(study: "Study", ident: str) -> Undertaking:
    """The undertaking, derived or judged, whose id begins so.

    Raises
    ------
    UsageError
        If there is none, or more than one.
    """
    found = [u for u in study.undertakings() if u.id.startswith(ident)] if ident else []
    if len(found) != 1:
        many = "no undertaking has" if not found else f"{len(found)} undertakings have"
        raise UsageError(
            f"{many} an id that begins with {ident!r}; `legation undertakings` lists them"
        )
    return found[0]
