"""Run every benchmark of this folder, one after another, and print their figures.

    python -m benchmarks.run [NAME...]

Each `bench_*.py` runs in a process of its own, so that its peak memory is its own; NAME is what
follows `bench_`.  One that lacks what it needs says so and counts as done.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent


def found() -> dict[str, Path]:
    """The benchmarks by name."""
    return {p.stem.removeprefix("bench_"): p for p in sorted(HERE.glob("bench_*.py"))}


def main() -> int:
    """Run those that are asked for, or all; return 1 if one failed."""
    known = found()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(known)}")
    names = parser.parse_args().names or list(known)
    failed = [name for name in names if name not in known]
    for name in failed:
        print(f"no benchmark {name!r}; known: {', '.join(known)}", file=sys.stderr)
    # one thread each, so that a figure is that of one core
    environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"} | os.environ
    for name in (n for n in names if n in known):
        print(f"\n== {name}", flush=True)
        began = time.perf_counter()
        done = subprocess.run([sys.executable, known[name]], env=environment, check=False)
        print(f"-- {name}: {time.perf_counter() - began:.0f} s, exit {done.returncode}", flush=True)
        if done.returncode:
            failed.append(name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
