"""Forecasts of a dyad with their reasons: what the study and the command line ask for.

`fit_forecast` takes events (records or a table) and returns a `ForecastFit`; its `predict` gives
one `Estimate` for each event type: probability, interval, terms, rules with cases and precedents,
base rates, what speaks against it, and how old the evidence is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from legation.errors import DataError, UsageError
from legation.forecasting.happening import HappeningFit, Looks, fit_happening
from legation.forecasting.logistic import sigmoid
from legation.forecasting.rules import Precedent, RuleBook, RuleEvidence
from legation.forecasting.table import EventTable, Row, event_table
from legation.forecasting.windows import Described, Pairs, base_rates
from legation.records import ActorRef, Estimate, Event

FloatArray = npt.NDArray[np.float64]
METHOD: Final = "forecast.happening.v1"
COUNTED: Final = frozenset({"fact", "claim"})
DENSE: Final = 50.0  # events a day above which a pair is alive for 60 days, else for two years
SPARSE_ALIVE: Final = 730
TERMS: Final = 5
MOST_RULES: Final = 12
FRESH: Final = 60  # a cause this many days old still counts, or as old as the horizon is long
Z90: Final = 1.645
MOST_OWN: Final = 9.0  # variance of the log odds that a record of nothing adds
THEMES: Final = (
    ("the pair's own", "how often it happened between them"),
    ("its base rate", "how often it happened between them"),
    ("exactly this", "how lately it happened between them"),
    ("the reverse", "how lately the reverse happened"),
    ("rule", "what else has happened between them"),
    ("kin", "what their countries have to do with each other"),
    ("anything", "how much they have to do with each other"),
    ("", "how busy the two are"),
)
CORRECTION: Final = "how forecasts as high as this have fared"
Grounds = tuple[RuleEvidence, tuple[Precedent, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastFit:
    """A history up to `as_of`, ready to be asked; fits for each type and horizon are made once."""

    table: EventTable
    as_of: int
    looks: Looks
    book: RuleBook
    seed: int
    fits: dict[tuple[int, int], HappeningFit]
    levels: dict[tuple[int, int], float]

    def predict(
        self, source: str, target: str, *, horizon: int, relations: Sequence[str] | None = None
    ) -> tuple[Estimate, ...]:
        """The probability of each type between *source* and *target* within *horizon* days.

        Likeliest first.  *relations* limits the types; default: all that the events have.

        Raises
        ------
        UsageError
            If an actor or type is not in the events, the two are one, or the horizon is under a day.
        DataError
            If the history is too short to learn what a horizon brings.
        """
        if horizon < 1:
            raise UsageError(f"a horizon of {horizon} days; it must be at least one day")
        pair = (self._number(source), self._number(target))
        if source == target:
            raise UsageError(f"{source} and {target} are one; a forecast is about two actors")
        wanted = self.table.relations if relations is None else tuple(relations)
        unknown = sorted(set(wanted) - set(self.table.relations))
        if unknown:
            raise UsageError(f"no event type {unknown[0]!r} up to {self.table.date_of(self.as_of)}")
        made = [self._estimate(pair, self.table.relations.index(r), horizon) for r in wanted]
        return tuple(sorted(made, key=lambda e: -e.value["probability"]))

    def _everyone(self, relation: int, horizon: int) -> float:
        """The base rate of all pairs alive, worked out once."""
        if (relation, horizon) not in self.levels:
            history, pairs = self.looks.at(self.as_of)
            self.levels[relation, horizon] = base_rates(history, pairs, relation, horizon)[1]
        return self.levels[relation, horizon]

    def _number(self, name: str) -> int:
        if name not in self.table.actors:
            raise UsageError(f"no actor {name!r} in the events up to then")
        return self.table.actors.index(name)

    def _fit(self, relation: int, horizon: int) -> HappeningFit:
        key = (relation, horizon)
        if key not in self.fits:
            self.fits[key] = fit_happening(
                self.looks, relation, horizon, as_of=self.as_of, seed=self.seed
            )
            self.book.prepare(relation, horizon, since=self.as_of - max(horizon, FRESH))
        return self.fits[key]

    def _estimate(self, pair: tuple[int, int], relation: int, horizon: int) -> Estimate:
        fit = self._fit(relation, horizon)
        described = self.looks.describe_pair(fit, pair)
        chance, low, high = _interval(fit, described, self.as_of)
        rules = self._rules(pair, relation, horizon)
        last = self.book.last(relation, pair)
        age = None if last is None else self.as_of - last
        parameters = {
            "source": self.table.actors[pair[0]],
            "target": self.table.actors[pair[1]],
            "type": self.table.relations[relation],
            "horizon_days": horizon,
            "until": self.table.date_of(self.as_of + horizon),
            "base_rates": self._base_rates(fit, described, pair),
            "level": round(fit.model.level, 6),
            "terms": _terms(fit, described),
            "rules": [_told(rule, here) for rule, here in rules],
            "against": _against(age, rules, horizon),
            "evidence_age_days": age,
            "learned": {
                "from": self.table.date_of(min(fit.learned)),
                "to": self.table.date_of(max(fit.learned)),
                "cases": fit.model.rows,
                "hits": round(fit.model.positives),
            },
        }
        return Estimate(
            room="forecasting",
            subject=" ".join(str(parameters[k]) for k in ("source", "target", "type")),
            method=METHOD,
            value={"probability": round(chance, 6)},
            uncertainty={"interval": [round(low, 6), round(high, 6)], "level": 0.9},
            parameters=parameters,
            evidence=tuple(dict.fromkeys(i for _, here in rules for p in here for i in p.evidence)),
            seed=self.seed,
            as_of=self.table.date_of(self.as_of),
        )

    def _rules(self, pair: tuple[int, int], relation: int, horizon: int) -> list[Grounds]:
        """Rules whose cause stands between the two within the horizon, best supported first."""
        table, found = self.table, []
        since = self.as_of - max(horizon, FRESH)
        first, end = np.searchsorted(table.day, [since + 1, self.as_of + 1])
        source, target = table.source[first:end], table.target[first:end]
        for inverse in (False, True):
            s, o = pair[::-1] if inverse else pair
            rows = (source == s) & (target == o)
            for cause in np.unique(table.relation[first:end][rows]):
                rule = self.book.evidence(int(cause), relation, horizon=horizon, inverse=inverse)
                if rule is not None:
                    found.append(rule)
        found.sort(key=lambda r: -abs(np.log(max(r.lift, 1e-3))) * np.sqrt(r.cases))
        return [(rule, self.book.precedents(rule, pair)) for rule in found[:MOST_RULES]]

    def _base_rates(
        self, fit: HappeningFit, described: Described, pair: tuple[int, int]
    ) -> dict[str, Any]:
        """Base rates over the whole history, also where the fit looks less far back."""
        history, pairs = self.looks.at(self.as_of)
        everyone = self._everyone(fit.relation, fit.horizon)
        own = described.base
        if fit.memory is not None or fit.taught != fit.horizon:
            key = np.array([pair[0] * history.size + pair[1]])
            one = Pairs(
                day=self.as_of, source=key // history.size, target=key % history.size, key=key
            )
            part = history.only(pair)
            own, _ = base_rates(part, one, fit.relation, fit.horizon, everyone=everyone)
        return {
            "all_pairs": everyone,
            "this_pair": float(own[0]),
            "same_month": _same_month(self.table, fit.relation, self.as_of, len(pairs.key)),
        }


def fit_forecast(
    events: EventTable | Iterable[Event],
    *,
    as_of: str | None = None,
    seed: int = 0,
    alive: int | None = None,
) -> ForecastFit:
    """Take the events up to *as_of* (default: the last one's day) as what is known.

    A pair is asked about and learned from while it has had an event within *alive* days; default
    60 where there are many events a day, else 730.  Event records count once for each source,
    target, type and day if they are facts or claims and dated to the day or month; a month counts
    from its last day.

    Raises
    ------
    DataError
        If nothing is left to learn from.
    """
    table = events if isinstance(events, EventTable) else events_of(events)
    end = int(table.day[-1]) if as_of is None else table.day_of(as_of)
    known = table.before(end + 1)
    if not len(known):
        raise DataError(f"no event is known up to {as_of}: nothing to forecast from")
    if alive is None:
        alive = 60 if len(known) / max(end, 1) > DENSE else SPARSE_ALIVE
    return ForecastFit(
        table=known,
        as_of=end,
        looks=Looks(known, alive=alive),
        book=RuleBook(known, end),
        seed=seed,
        fits={},
        levels={},
    )


def actor_key(actor: ActorRef) -> str:
    """What an actor is called in a forecast: the party on whose behalf it acts, else its name."""
    return actor.party or actor.name


def find_actor(events: Iterable[Event], text: str) -> str:
    """The actor that a user means: its name, a state's code, or the only name that begins so.

    What fits nobody is given back as it is; `predict` says that it is not among the events.
    """
    refs = [r for e in events for r in (*e.source_actors, *e.target_actors)]
    names = {actor_key(r) for r in refs}
    codes = {r.code: actor_key(r) for r in refs if r.code and r.id == r.code}
    if text in names or text.upper() in codes:
        return text if text in names else codes[text.upper()]
    begun = [n for n in names if n.lower().startswith(text.lower())]
    return begun[0] if len(begun) == 1 else text


def events_of(events: Iterable[Event]) -> EventTable:
    """Event records as a table, one row for each source, target and day.

    Raises
    ------
    DataError
        If none of them can be counted.
    """
    rows: list[Row] = []
    evidence: list[str] = []
    for event in events:
        day = _day(event.start) if event.factuality in COUNTED else None
        if day is None:
            continue
        for source in sorted({actor_key(a) for a in event.source_actors}):
            for target in sorted({actor_key(a) for a in event.target_actors} - {source}):
                rows.append((source, event.type, target, day))
                evidence.append(event.id)
    return event_table(rows, evidence=evidence)


def _day(start: str | None) -> str | None:
    """The day from which a date can be counted: a month's last; None for a year or nothing.

    >>> _day("2022-02"), _day("2022-09-05"), _day("2022")
    ('2022-02-28', '2022-09-05', None)
    """
    if start is None or len(start) < 7:
        return None
    if len(start) == 7:
        return str(np.datetime64(start, "M").astype("datetime64[M]") + 1 - np.timedelta64(1, "D"))
    return start


def _interval(fit: HappeningFit, described: Described, day: int) -> tuple[float, float, float]:
    """Probability with its 90 % interval: of the weights, and of the pair's own base rate.

    On the log-odds scale the two variances are added; the base rate's is 1 / (n b (1 - b)) with n
    the number of windows that do not overlap.
    """
    design = fit.model.design(described.values)[0]
    middle = float(design @ fit.model.weights)
    base = float(described.base[0])
    windows = max(day / fit.taught, 0.5) + 0.5
    leaning = float(fit.model.weights[0] / fit.model.scale[0])
    own = leaning**2 / (windows * base * (1.0 - base))
    spread = Z90 * float(np.sqrt(design @ fit.model.covariance @ design + min(own, MOST_OWN)))
    low, chance, high = sigmoid(fit.curve(np.array([middle - spread, middle, middle + spread])))
    return float(chance), float(low), float(high)


def _told(rule: RuleEvidence, here: tuple[Precedent, ...]) -> dict[str, Any]:
    return rule.to_json() | {"here": [asdict(precedent) for precedent in here]}


def _terms(fit: HappeningFit, described: Described) -> list[dict[str, Any]]:
    """Shares of the log odds by theme, largest first, each with its largest terms.

    With the level they add up to the log odds.
    """
    shares = fit.model.terms(described.values)[0]
    themes: dict[str, list[tuple[float, str]]] = {}
    for name, share in zip(fit.model.names, shares, strict=True):
        themes.setdefault(_theme(name), []).append((float(share), name))
    told = []
    for theme, found in themes.items():
        found.sort(key=lambda pair: -abs(pair[0]))
        largest = [{"term": n, "share": round(x, 6)} for x, n in found[:TERMS] if abs(x) > 1e-3]
        total = round(sum(x for x, _ in found), 6)
        told.append({"theme": theme, "share": total, "terms": largest})
    odds = fit.model.odds(described.values)
    set_right = float((fit.curve(odds) - odds)[0])
    if set_right:
        told.append({"theme": CORRECTION, "share": round(set_right, 6), "terms": []})
    return sorted(told, key=lambda part: -abs(part["share"]))


def _theme(name: str) -> str:
    return next((theme for start, theme in THEMES if name.startswith(start)), THEMES[-1][1])


def _against(age: int | None, rules: list[Grounds], horizon: int) -> list[str]:
    """What speaks against it, in words."""
    out = []
    if age is None:
        out.append("it has never happened between them in the events known")
    elif age > horizon:
        out.append(f"it last happened {age} days before")
    for rule, here in rules:
        failed = [p.date for p in here if p.followed is None]
        if failed:
            name = f"{rule.cause}{' in return' if rule.inverse else ''}"
            out.append(f"it did not follow {name} of {', '.join(failed)}")
    return out


def _same_month(table: EventTable, relation: int, day: int, pairs: int) -> dict[str, float] | None:
    """Events of the type in this calendar month of earlier years, per pair; None if there are none."""
    days = np.datetime64(table.origin.isoformat()) + np.arange(day + 1)
    month = days.astype("datetime64[M]").astype(np.int64)
    same = (month % 12 == month[-1] % 12) & (month < month[-1])
    if not same.any():
        return None
    rows = (table.relation == relation) & (table.day <= day)
    events = int(same[table.day[rows]].sum())
    return {
        "days": int(same.sum()),
        "events_per_pair_and_day": events / (same.sum() * max(pairs, 1)),
    }
