"""How long a dyad over a growing ledger takes: counting, intervals, change points, estimates.

Prints one line a size: processor seconds (median of five) for reading the events into reports, for one
dyad's series with 200 resamples and its estimate, for its change points and phases, and for its tracks.  Events
are as a ledger hands them over: their ids are computed beforehand, as the ledger keeps them.

    OMP_NUM_THREADS=1 python benchmarks/bench_relations.py [--largest 40000]
"""

import argparse
import random
import resource
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from legation.ontology import EVENT_TYPES
from legation.records import ActorRef, Citation, Event
from legation.relations import (
    Counting,
    Told,
    change_points,
    dyad_series,
    phases,
    read_reports,
    tracks,
)

FIRST, DAYS = date(2010, 1, 1).toordinal(), 15 * 365


def events(n: int) -> list[Event]:
    """Events of forty parties over fifteen years, a fifth of them of one dyad."""
    draw = random.Random(n)
    parties = [ActorRef(id=f"P{i:02}", name=f"Party {i}", text=f"Party {i}") for i in range(40)]
    out = []
    for i in range(n):
        pair = parties[:2] if draw.random() < 0.2 else draw.sample(parties, 2)
        day = date.fromordinal(FIRST + draw.randrange(DAYS)).isoformat()
        cited = Citation(document=f"d{i // 4}", start=i, end=i + 4, text="said")
        made = Event(
            coder="benchmark.v1", citation=cited, type=draw.choice(EVENT_TYPES),
            source_actors=(pair[0],), target_actors=(pair[1],),
            start=day[: draw.choice((7, 10, 10))], precision="day", confidence=0.8,
        )  # fmt: skip
        assert made.id
        out.append(made)
    return out


def timed(function: Callable[[], Any]) -> tuple[float, Any]:
    """Median processor seconds of five calls, and what the last returned."""
    times, found = [], None
    for _ in range(5):
        begun = time.process_time()
        found = function()
        times.append(time.process_time() - begun)
    return statistics.median(times), found


def main() -> None:
    """Print the curve."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--largest", type=int, default=40_000)
    largest = parser.parse_args().largest
    how = Counting(period="month")
    size = 625
    while size <= largest:
        made = events(size)
        reading, reports = timed(lambda made=made: read_reports(made))
        dyad = dyad_series(reports, "P00", "P01", how=how)
        series, _ = timed(
            lambda reports=reports: dyad_series(reports, "P00", "P01", how=how).estimate()
        )
        turning, _ = timed(lambda dyad=dyad: phases(dyad, change_points(dyad)))
        told = Told(events=made, dates={}, origins={})
        climbing, _ = timed(lambda told=told: tracks(told, "P00", "P01"))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{size:>7,} events: reports {reading:.3f} s, series {series:.3f} s, "
            f"turns {turning:.3f} s, tracks {climbing:.3f} s, "
            f"together {reading + series + turning + climbing:.3f} s, {peak:.0f} MB",
            flush=True,
        )
        size *= 2


if __name__ == "__main__":
    main()
