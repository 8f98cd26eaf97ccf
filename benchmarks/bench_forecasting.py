"""How good forecasts are: who comes next, and does it happen by then.

    python benchmarks/bench_forecasting.py [ranking TRAIN VALID [--test TEST]]
    python benchmarks/bench_forecasting.py happening TRAIN VALID --horizon 7 --from-day 180
    python benchmarks/bench_forecasting.py query TRAIN VALID

`ranking` without --test learns from TRAIN and ranks VALID.  `happening` rolls over days for the six
commonest types and prints Brier skill with intervals clustered by dyad, onsets apart, calibration,
and skill by day; with --plot it draws reliability as SVG.  Tables are TSV, plain or gzipped.
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

from legation.forecasting import (
    EventTable,
    Rolled,
    backtest_tables,
    event_table,
    fit_forecast,
    fit_ranking,
    read_rows,
    roll,
)
from legation.scoring import Bin, brier_skill, calibration_error, log_score, reliability

COMMONEST = 6
RESAMPLES = 200
ASKED = 12
EDGES = (0.003, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
EVENTS = Path(__file__).parents[2] / "shared" / "data" / "events"


def skill_of(rolled: Rolled, chosen: np.ndarray) -> dict[str, list[float]]:
    """Brier skill over the two simpler forecasts, with its interval."""
    out = {}
    for name in ("pair_rate", "plain"):
        told = brier_skill(
            rolled.forecast[chosen],
            getattr(rolled, name)[chosen],
            rolled.outcome[chosen],
            cluster=rolled.dyad[chosen],
            resamples=RESAMPLES,
        )
        out[f"skill over {name}"] = [round(x, 4) for x in (told.skill, told.low, told.high)]
    return out


def scores_of(rolled: Rolled) -> dict[str, object]:
    """All scores of one type and horizon."""
    everything = np.ones(len(rolled.outcome), dtype=bool)
    bins = reliability(rolled.forecast, rolled.outcome)
    by_day = {}
    for day in np.unique(rolled.day):
        here = rolled.day == day
        ours = ((rolled.forecast[here] - rolled.outcome[here]) ** 2).sum()
        theirs = ((rolled.pair_rate[here] - rolled.outcome[here]) ** 2).sum()
        by_day[int(day)] = round(float(1 - ours / theirs), 4)
    return {
        "type": rolled.relation,
        "horizon": rolled.horizon,
        "rows": len(rolled.outcome),
        "rate": round(float(rolled.outcome.mean()), 5),
        **skill_of(rolled, everything),
        "log": round(log_score(rolled.forecast, rolled.outcome), 5),
        "log of pair_rate": round(log_score(rolled.pair_rate, rolled.outcome), 5),
        "onsets": {
            "rows": int(rolled.onset.sum()),
            "happened": int(rolled.outcome[rolled.onset].sum()),
            **skill_of(rolled, rolled.onset),
        },
        "calibration error": round(calibration_error(rolled.forecast, rolled.outcome), 4),
        "top bin": [round(bins[-1].forecast, 4), round(bins[-1].observed, 4)],
        "ten bins": [[round(b.forecast, 4), round(b.observed, 4)] for b in bins],
        "by forecast": [
            [round(x, 3) for x in (b.forecast, b.observed, b.count)] for b in graded(rolled)
        ],
        "skill by day": by_day,
    }


def graded(rolled: Rolled) -> list[Bin]:
    """Bins by what was forecast, not by count, so that the few high forecasts show."""
    grade = np.searchsorted(EDGES, rolled.forecast)
    return [
        reliability(rolled.forecast[grade == g], rolled.outcome[grade == g], bins=1)[0]
        for g in np.unique(grade)
    ]


def drawn(parts: list[Rolled]) -> str:
    """A reliability diagram of each type as SVG, on axes of the square root."""
    side, out = 260, []
    for place, rolled in enumerate(parts):
        left, up = 40 + (place % 3) * (side + 50), 30 + (place // 3) * (side + 60)

        def at(x: float, y: float, left: int = left, up: int = up) -> tuple[float, float]:
            return left + side * np.sqrt(x), up + side * (1 - np.sqrt(y))

        out.append(f'<rect x="{left}" y="{up}" width="{side}" height="{side}" class="box"/>')
        out.append(f'<text x="{left}" y="{up - 8}">{rolled.relation}, {rolled.horizon} d</text>')
        out.append(
            f'<line x1="{left}" y1="{up + side}" x2="{left + side}" y2="{up}" class="even"/>'
        )
        for b in graded(rolled):
            x, y = at(b.forecast, b.observed)
            low, high = at(b.forecast, b.low)[1], at(b.forecast, b.high)[1]
            out.append(f'<line x1="{x:.1f}" y1="{low:.1f}" x2="{x:.1f}" y2="{high:.1f}"/>')
            out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>')
        for tick in (0.01, 0.1, 0.25, 0.5, 1.0):
            x, y = at(tick, tick)
            out.append(f'<text x="{x - 8:.0f}" y="{up + side + 14}">{tick:g}</text>')
            out.append(f'<text x="{left - 30}" y="{y + 4:.0f}">{tick:g}</text>')
    style = (
        "text{font:11px sans-serif}.box{fill:none;stroke:#999}.even{stroke:#999;"
        "stroke-dasharray:4}line{stroke:#036}circle{fill:#036}"
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="980" height="680"><style>'
        f'{style}</style><rect width="980" height="680" fill="#fff"/>{"".join(out)}</svg>'
    )


def happening(table: EventTable, args: argparse.Namespace) -> None:
    """Roll, score, print and draw."""
    often = np.bincount(table.relation[table.day < args.from_day])
    chosen = [int(i) for i in np.argsort(-often, kind="stable")[:COMMONEST]]
    until = args.to_day or int(table.day[-1]) - args.horizon
    days = list(range(args.from_day, until + 1, args.step))
    print(f"days {days}", file=sys.stderr)
    start = time.process_time()
    parts = roll(table, chosen, args.horizon, days=days)
    used = {"cpu seconds": round(time.process_time() - start), "peak MB": round(peak_mb())}
    print(json.dumps({"days": [table.date_of(d) for d in days], **used}), flush=True)
    for rolled in parts:
        print(json.dumps(scores_of(rolled)), flush=True)
    if args.plot:
        args.plot.write_text(drawn(parts), encoding="utf-8")


def peak_mb() -> float:
    """The most memory this process has held, in megabytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def query(table: EventTable) -> None:
    """Milliseconds of CPU time for one answer with its reasons, once fitted, of the busiest pairs."""
    fit, pairs = fit_forecast(table), []
    key, count = np.unique(table.source * len(table.actors) + table.target, return_counts=True)
    dyads = key[np.argsort(-count)][:ASKED]
    busiest = np.bincount(table.source).argsort()[::-1][:ASKED]
    often = table.relations[int(np.bincount(table.relation).argmax())]
    for pair in dyads:
        s, o = divmod(int(pair), len(table.actors))
        start = time.process_time()
        fit.predict(table.actors[s], table.actors[o], horizon=14, relations=[often])
        pairs.append(1000 * (time.process_time() - start))
    ranking, ranks = fit_ranking(table), []
    ranking.predict(table.actors[int(busiest[0])], often)
    for source in busiest[1:]:
        start = time.process_time()
        ranking.predict(table.actors[int(source)], often)
        ranks.append(1000 * (time.process_time() - start))
    print(
        json.dumps(
            {
                "does it happen: ms (median, worst)": [np.median(pairs[1:]), max(pairs[1:])],
                "who next: ms (median, worst)": [np.median(ranks), max(ranks)],
            }
        )
    )


def main() -> None:
    """Run what was asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    choices = ["ranking", "happening", "query"]
    parser.add_argument("what", choices=choices, nargs="?", default="ranking")
    parser.add_argument("train", type=Path, nargs="?", default=EVENTS / "icews14_304_train.tsv.gz")
    parser.add_argument("valid", type=Path, nargs="?", default=EVENTS / "icews14_304_valid.tsv.gz")
    parser.add_argument("--test", type=Path)
    parser.add_argument("--horizon", type=int, default=7)
    parser.add_argument("--from-day", type=int, default=180)
    parser.add_argument("--to-day", type=int)
    parser.add_argument("--step", type=int, default=10)
    parser.add_argument("--plot", type=Path)
    args = parser.parse_args()
    if not args.train.exists():
        print(f"no table of events at {args.train}: nothing measured")
        return
    train, valid = read_rows(args.train), read_rows(args.valid)
    if args.what == "ranking":
        start = time.perf_counter()
        parts = (train, valid, read_rows(args.test)) if args.test else (train, [], valid)
        scores = backtest_tables(*parts).to_json()
        print(json.dumps(scores | {"seconds": round(time.perf_counter() - start, 1)}))
        return
    table = event_table([*train, *valid])
    del train, valid
    if args.what == "query":
        query(table)
    else:
        happening(table, args)


if __name__ == "__main__":
    main()
