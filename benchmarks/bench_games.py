"""How long stability analysis takes from 2^6 to 2^20 states, and its peak memory.

Prints one line a size: processor seconds (median of three) for Nash, GMR, SMR and SEQ with three decision
makers, free and with irreversible options; SIM up to its limit.  Each size runs in a process of
its own, so that the peak is that size's.

    OMP_NUM_THREADS=1 python benchmarks/bench_games.py [--largest 20]
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time

import numpy as np

from legation.games.model import DecisionMaker, Model, Option
from legation.games.preferences import Order, dense, no_strength
from legation.games.stability import assemble, solve_game
from legation.games.states import StateSpace

FOUR = ("Nash", "GMR", "SMR", "SEQ")


def random_model(options: int, makers: int, every: int) -> Model:
    """Options dealt out evenly; every *every*-th one irreversible (0: none)."""
    names = [f"d{i}" for i in range(makers)]
    return Model(
        name="benchmark",
        decision_makers=tuple(DecisionMaker(name=n) for n in names),
        options=tuple(
            Option(
                name=f"o{k}",
                by=names[k * makers // options],
                moves="forward" if every and k % every == 0 else "both",
            )
            for k in range(options)
        ),
    )


def measure(options: int, makers: int, kind: str) -> str:
    """One line of the table."""
    model = random_model(options, makers, {"one-way": 3, "all-way": 1}.get(kind, 0))
    n = 1 << options
    space = StateSpace(np.arange(n, dtype=np.int64), bits=model.bits)
    rng = np.random.default_rng(options)
    ranks = [
        rng.permutation(n) if kind != "ties" else dense(rng.integers(0, n // 3 + 2, n))
        for _ in range(makers)
    ]
    orders = [Order(r.astype(np.int64), no_strength(n)) for r in ranks]
    concepts = ("SIM",) if kind == "SIM" else FOUR
    times = []
    for _ in range(3):
        start = time.process_time()
        solution = solve_game(assemble(model, space, orders), concepts)
        times.append(time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = ", ".join(f"{c} {len(solution.equilibria(c))}" for c in concepts)
    return (
        f"2^{options:<3} {n:>9,} {makers} {kind:8} {statistics.median(times):9.4f} s "
        f"{peak:6.0f} MB   equilibria: {found}"
    )


def main() -> None:
    """Print the curve."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--largest", type=int, default=20)
    parser.add_argument("--one", nargs=3, metavar=("OPTIONS", "MAKERS", "KIND"))
    arguments = parser.parse_args()
    if arguments.one:
        print(measure(int(arguments.one[0]), int(arguments.one[1]), arguments.one[2]), flush=True)
        return
    for kind in ("free", "one-way", "ties", "SIM"):
        for options in range(6, (14 if kind == "SIM" else arguments.largest) + 1, 2):
            command = [sys.executable, __file__, "--one", str(options), "3", kind]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
