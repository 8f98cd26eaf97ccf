"""How long a play takes: 200 concepts, 1,000 edges, 10,000 runs, on one core.

Prints processor seconds and peak memory of three plays with strikes of every edge that moves, each
from another concept, and the time without strikes' share.

    OMP_NUM_THREADS=1 python benchmarks/bench_system.py [--runs 10000]
"""

import argparse
import resource
import time

import numpy as np

from legation.causes import AUTHORS, Assertion, CauseMap, Edge, play
from legation.records import Citation


def random_map(concepts: int, edges: int, seed: int) -> CauseMap:
    """Edges between distinct concepts drawn at random, with signs, modes and documents."""
    rng = np.random.default_rng(seed)
    pairs: dict[tuple[int, int], int] = {}
    while len(pairs) < edges:
        a, b = (int(v) for v in rng.integers(0, concepts, 2))
        if a != b:
            pairs[a, b] = int(rng.choice((1, -1)))
    modes = ("causes", "enables", "motivates")
    return CauseMap(
        holders=(AUTHORS,),
        edges=tuple(
            Edge(
                cause=f"v{a}",
                effect=f"v{b}",
                sign=sign,
                mode=modes[k % 3],
                assertions=(
                    Assertion(
                        id=str(k),
                        holder=AUTHORS if k % 4 else f"holder {k % 20}",
                        citation=Citation(document=str(k), start=0, end=1, text="x"),
                        confidence=0.5,
                        hedged=False,
                        cause="",
                        effect="",
                    ),
                ),
            )
            for k, ((a, b), sign) in enumerate(sorted(pairs.items()))
        ),
    )


def main() -> None:
    """Play three times and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--steps", type=int, default=6)
    asked = parser.parse_args()
    cause_map = random_map(200, 1000, seed=1)
    for concept in ("v0", "v7", "v11"):
        start = time.process_time()
        found = play(cause_map, {concept: 1}, runs=asked.runs, steps=asked.steps)
        spent = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        moved = sum(d.still < 1 for d in found.directions)
        print(
            f"{asked.runs} runs, {asked.steps} steps: {spent:.1f} s, {peak:.0f} MB; "
            f"{moved} of 200 concepts move, {len(found.strikes)} edges struck"
        )


if __name__ == "__main__":
    main()
