"""The verb `forecast`: does it happen by then, why, how did it fare, and how good is the method.

`legation forecast SOURCE TARGET` asks the workspace's events; `backtest` scores the ranking on
tables of events and needs no workspace; `register`, `resolve` and `why` keep forecasts in the
ledger, and `overrule` sets a person's word above the events.
"""

import re
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import click

from legation.cli.output import as_json, in_workspace, opened, say, say_all, say_json, table, times
from legation.errors import UsageError

if TYPE_CHECKING:
    from legation.records import Estimate
    from legation.study import Study

CODER: Final = "forecast.v1"
_HORIZON: Final = re.compile(r"(\d+)\s*([dwmy]?)\Z")
_DAYS: Final = {"": 1, "d": 1, "w": 7, "m": 30, "y": 365}
_PASSAGES: Final = 8
_PASSAGE: Final = 160  # characters of a passage that are shown
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Asking(click.Group):
    """A group whose first word is an actor unless it is a subcommand."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["dyad", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Asking, subcommand_metavar="SOURCE TARGET | COMMAND [ARGS]...")
def forecast() -> None:
    """Say what is likely between two actors, and why: forecast RUS TAL --horizon 30d."""


def horizon_days(text: str) -> int:
    """The days of a horizon: 30d, 2w, 6m (of 30 days), 1y.

    >>> horizon_days("2w"), horizon_days("14")
    (14, 14)
    """
    found = _HORIZON.match(text.strip().lower())
    if found is None or int(found[1]) < 1:
        raise UsageError(f"horizon {text!r}: give days, weeks, months or years, as in 30d, 2w, 1y")
    return int(found[1]) * _DAYS[found[2]]


def _asked(function: Any) -> Any:
    """The arguments of verbs that make forecasts."""
    for choice in (
        times,
        click.option(
            "--type", "types", multiple=True, metavar="TYPE", help="Only this event type."
        ),
        click.option("--horizon", default="30d", show_default=True, help="30d, 2w, 6m, 1y."),
        click.argument("target"),
        click.argument("source"),
    ):
        function = choice(function)
    return function


@forecast.command()
@_asked
@in_workspace
def dyad(json_: bool, **asked: Any) -> int:
    """Say how likely each event type is between SOURCE and TARGET within the horizon."""
    with opened() as study:
        found = _made(study, **asked)
    _tell_all(found, json_)
    return 0


@forecast.command()
@_asked
@in_workspace
def register(json_: bool, **asked: Any) -> int:
    """Make the same forecasts and keep them in the ledger, to be resolved later."""
    from legation.ledger import pack

    with opened() as study:
        found = _made(study, **asked)
        study.ledger.append(None, CODER, [pack(e) for e in found])
    _tell_all(found, json_)
    return 0


def _made(
    study: "Study", *, source: str, target: str, horizon: str, **known: Any
) -> "tuple[Estimate, ...]":
    return study.forecast(source, target, horizon=horizon_days(horizon), **known)


def _tell_all(found: "Sequence[Estimate]", json_: bool) -> None:
    if json_:
        say_all(e.to_json() for e in found)
    else:
        _tell(found)


@forecast.command()
@click.option("--as-of", metavar="DATE", help="Resolve by what was known on this day.")
@in_workspace
def resolve(as_of: str | None, json_: bool) -> int:
    """Set what has happened beside every forecast kept, and print the score sheet."""
    from legation.forecasting import events_of, is_forecast, score_sheet, standing
    from legation.forecasting import resolve as resolved
    from legation.ledger import pack

    with opened() as study:
        kept = cast("list[Estimate]", study.records("estimate", as_of=as_of))
        forecasts = [e for e in kept if is_forecast(e)]
        if not forecasts:
            raise UsageError("no forecast is kept here; make one with `legation forecast register`")
        events = events_of(study.events(as_of=as_of))
        known = as_of or _today()
        made = [resolved(f, events, known_to=known) for f in forecasts]
        news = [m for m in made if m.value["outcome"] != "open"]
        study.ledger.append(None, CODER, [pack(m) for m in news])
    stands = standing([*kept, *made])
    sheet = score_sheet(forecasts, [*kept, *made]).to_json()
    if json_:
        say_json({"sheet": sheet, "resolutions": [m.to_json() for m in made]})
        return 0
    table(
        ("forecast", "dyad and type", "probability", "until", "outcome"),
        [
            (f.id[:12], f.subject, f"{f.value['probability']:.3f}", f.parameters["until"],
             _outcome(stands[f.id]))
            for f in forecasts
        ],
    )  # fmt: skip
    table(("score", "value"), [(name, _number(value)) for name, value in sheet.items()])
    return 0


@forecast.command()
@click.argument("ident")
@in_workspace
def why(ident: str, json_: bool) -> int:
    """Tell the reasons of the forecast whose id begins with IDENT."""
    with opened() as study:
        found = _kept(study, ident)
        passages = _passages(study, found)
    if json_:
        say_json(found.to_json())
        return 0
    _tell_why(found)
    if passages:
        table(("precedent", "record", "passage"), passages)
    return 0


def _passages(study: "Study", estimate: "Estimate") -> list[tuple[str, str, str]]:
    """The words behind the latest precedents of this pair, each once."""
    told = {e.id: e for e in study.events()}
    found: dict[str, tuple[str, str, str]] = {}
    for rule in estimate.parameters["rules"]:
        for precedent in rule["here"][-1:]:
            for ident in precedent["evidence"]:
                if event := told.get(ident):
                    words = " ".join(event.citation.text.split())
                    found[ident] = (str(event.start), ident[:12], words[:_PASSAGE])
    return sorted(found.values())[-_PASSAGES:]


@forecast.command()
@click.option("--reason", required=True, metavar="TEXT", help="Why; kept with the judgement.")
@click.argument("ident")
@click.argument("outcome", type=click.Choice(["happened", "did-not", "open"]))
@in_workspace
def overrule(ident: str, outcome: str, reason: str, json_: bool) -> int:
    """Confirm or correct how the forecast whose id begins with IDENT fared, above the events."""
    from legation.forecasting import overrule as overruled
    from legation.ledger import pack

    said: Any = "did not happen" if outcome == "did-not" else outcome
    with opened() as study:
        word = overruled(
            _kept(study, ident), said, author=study.author(), reason=reason, as_of=_today()
        )
        study.ledger.append(None, CODER, [pack(word)])
    if json_:
        say_json(word.to_json())
    else:
        say(f"{word.subject}: {_outcome(word)}")
    return 0


def _kept(study: "Study", ident: str) -> "Estimate":
    """The only forecast kept whose id begins so."""
    from legation.forecasting import is_forecast

    kept = cast("list[Estimate]", study.records("estimate"))
    found = [e for e in kept if is_forecast(e) and e.id.startswith(ident)]
    if len(found) != 1:
        raise UsageError(
            f"{len(found)} forecasts have an id that begins with {ident!r}; "
            "`legation forecast resolve` lists those kept"
        )
    return found[0]


def _today() -> str:
    return time.strftime("%Y-%m-%d", time.gmtime())


def _outcome(resolution: "Estimate") -> str:
    """What became of it, and on whose word if not the events'."""
    by, outcome = resolution.parameters["by"], str(resolution.value["outcome"])
    when = resolution.value.get("date")
    if by != "events":
        return f"{outcome} ({by}: {resolution.value['reason']})"
    return f"{outcome} ({when})" if when else outcome


@forecast.command()
@click.option(
    "--points",
    default=12,
    type=click.IntRange(min=1),
    show_default=True,
    help="How many days, evenly spread.",
)
@click.option("--horizon", default="30d", show_default=True, help="30d, 2w, 6m, 1y.")
@click.argument("source")
@click.argument("target")
@click.argument("event_type", metavar="TYPE")
@in_workspace
def path(source: str, target: str, event_type: str, horizon: str, points: int, json_: bool) -> int:
    """Tell the probability of TYPE over time, each as known that day, and how it fared."""
    days = horizon_days(horizon)
    with opened() as study:
        found = study.forecast_path(source, target, event_type, horizon=days, points=points)
    if json_:
        say_all(point.to_json() for point in found)
        return 0
    rows = []
    for point in found:
        if point.estimate is None:
            rows.append((point.as_of, "none", str(point.reason), ""))
            continue
        low, high = point.estimate.uncertainty["interval"]
        came = f"{point.outcome} {point.happened_on or ''}".rstrip()
        chance = f"{point.estimate.value['probability']:.3f}"
        rows.append((point.as_of, chance, f"{low:.3f} to {high:.3f}", came))
    table(("as of", "probability", "90 % interval", "what came"), rows)
    return 0


@forecast.command()
@click.option("--since", required=True, metavar="DAY", help="From when on anyone could act.")
@click.option("--horizon", default="1y", show_default=True, help="30d, 2w, 6m, 1y.")
@click.option("--as-of", metavar="DATE", help="Know only what was known on this day.")
@click.argument("holder")
@click.argument("kind")
@click.argument("value")
@in_workspace
def act(
    holder: str, kind: str, value: str, since: str, horizon: str, as_of: str | None, json_: bool
) -> int:
    """Say how likely a state does HOLDER a rare act first: forecast act TAL recognition recognised."""
    years = horizon_days(horizon) / 365
    with opened() as study:
        told = study.forecast_act(holder, kind, value, since=since, years=years, as_of=as_of)
    if json_:
        say_json(told.to_json())
        return 0
    asked, (low, high) = told.parameters, told.uncertainty["interval"]
    say(f"{told.subject}, as of {told.as_of}: {told.value['probability']:.3f} for any one state")
    say(f"90 %: {low:.3f} to {high:.3f}; {asked['granter_years']} years of waiting, taken together")
    acted = [f"{name} (after {waited} years)" for name, waited in asked["acts"].items()]
    say(f"have done it: {', '.join(acted) or 'none'}")
    say(f"could: {', '.join(told.value['granters']) or 'none'}")
    if value not in asked["values_told_of"]:
        others = ", ".join(asked["values_told_of"]) or "none"
        say(f"no {kind} told of is {value!r}; told of: {others}")
    return 0


@forecast.command()
@click.option("--train", required=True, type=_FILE, help="Events to learn from.")
@click.option("--valid", type=_FILE, help="Later events to learn from as well.")
@click.option("--test", required=True, type=_FILE, help="Still later events to forecast.")
@click.option("--seed", default=0, show_default=True, help="Of the interval's resampling.")
@as_json
def backtest(train: Path, valid: Path | None, test: Path, seed: int, json_: bool) -> int:
    """Rank who comes next on every test day, history up to that day visible, and score it.

    Tables have the header `source relation target date`, as TSV (plain or gzipped) or Parquet.
    """
    from legation.forecasting import backtest_tables, read_rows

    start = time.perf_counter()
    rows = [read_rows(path) if path else [] for path in (train, valid, test)]
    scores = backtest_tables(rows[0], rows[1], rows[2], seed=seed)
    result = scores.to_json() | {
        "seconds": round(time.perf_counter() - start, 2),
        "peak_mb": round(_peak_mb(), 1),
    }
    if json_:
        say_json(result)
        return 0
    low, high = scores.interval
    say(f"{scores.questions} questions, single step, time-aware filter, average ranks of ties")
    table(
        ("measure", "value"),
        [
            ("MRR", f"{scores.mrr:.4f} (95 % by days {low:.4f} to {high:.4f})"),
            ("Hits@1", f"{scores.hits1:.4f}"),
            ("Hits@3", f"{scores.hits3:.4f}"),
            ("Hits@10", f"{scores.hits10:.4f}"),
            *((name, f"{part['mrr']:.4f} ({part['share']:.1%})") for name, part in
              scores.strata.items()),
            ("seconds", f"{result['seconds']:.1f}"),
            ("peak MB", f"{result['peak_mb']:.0f}"),
        ],
    )  # fmt: skip
    return 0


def _peak_mb() -> float:
    """The most memory this process has held, in megabytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _number(value: float | None) -> str:
    return "not yet" if value is None else f"{value:.4g}"


def _tell(found: "Sequence[Estimate]") -> None:
    """Forecasts as a table, and under it what it rests on."""
    rows = []
    for estimate in found:
        asked, (low, high) = estimate.parameters, estimate.uncertainty["interval"]
        base, age = asked["base_rates"]["this_pair"], asked["evidence_age_days"]
        rows.append((
            estimate.id[:12], asked["type"], f"{estimate.value['probability']:.3f}",
            f"{low:.3f} to {high:.3f}", f"{base:.3f}",
            "never" if age is None else f"{age} days before",
        ))  # fmt: skip
    table(("id", "type", "probability", "90 % interval", "pair's base rate", "last such"), rows)
    if found:
        learned, asked = found[0].parameters["learned"], found[0].parameters
        say(
            f"as of {found[0].as_of}, until {asked['until']}; learned from {learned['cases']} cases "
            f"({learned['from']} to {learned['to']})"
        )


def _tell_why(estimate: "Estimate") -> None:
    """One forecast with its terms, rules, precedents and what speaks against it."""
    asked, (low, high) = estimate.parameters, estimate.uncertainty["interval"]
    say(
        f"{estimate.subject}, as of {estimate.as_of} until {asked['until']}: "
        f"{estimate.value['probability']:.3f} (90 %: {low:.3f} to {high:.3f})"
    )
    table(
        ("share of the log odds", "because of"),
        [(f"{asked['level']:+.2f}", "level of an average pair")]
        + [(f"{part['share']:+.2f}", part["theme"]) for part in asked["terms"]],
    )
    base = asked["base_rates"]
    rates = f"this pair {base['this_pair']:.3f}, all pairs {base['all_pairs']:.4f}"
    if month := base["same_month"]:
        rates += (
            f", in this month of other years {month['events_per_pair_and_day']:.5f} a pair and day"
        )
    say(f"base rates: {rates}")
    table(
        ("rule", "hits of cases", "confidence", "base rate", "lift", "median lag", "precedents"),
        [_rule_row(rule) for rule in asked["rules"]],
    )
    for reason in asked["against"]:
        say(f"against: {reason}")


def _rule_row(rule: dict[str, Any]) -> tuple[str, ...]:
    name = rule["cause"] + (" in return" if rule["inverse"] else "")
    lag = "" if rule["median_lag"] is None else f"{rule['median_lag']:g} days"
    here = [f"{p['date']} ({p['followed'] or 'failed'})" for p in rule["here"]]
    return (
        f"{name} → {rule['effect']} within {rule['horizon']} days",
        f"{rule['hits']} of {rule['cases']}",
        f"{rule['confidence']:.2f} ({rule['low']:.2f} to {rule['high']:.2f})",
        f"{rule['base_rate']:.3f}", f"{rule['lift']:.1f}", lag, "; ".join(here),
    )  # fmt: skip


COMMANDS: Final = {"forecast": forecast}
