"""Cross-document resolution: time, memory and merges from 10,000 to 100,000 synthetic names.

Run `python benchmarks/bench_actors.py [--json]`.  Names are drawn from invented given and family
names of several languages; a fifth are misspelt copies of another (doubled letters, q for k, ou for
u …), so that the truth is known.  Each name has ten mentions on average.
"""

import argparse
import json
import random
import resource
import time
from collections import Counter

from legation.actors.linking import Named, link

STARTS = "Ab Ah Al Am Ar As Ba Be Bo Da De Do El Er Fa Fe Ga Gu Ha He Ib Is Ja Ka Ke Kha Ko La Le Ma Me Mi Mo Na Ni No Os Pa Pe Qa Ra Re Ro Sa Se Sha Si So Ta Te To Ul Va Vi Ya Yu Za Ze Zo".split()  # noqa: SIM905
MIDDLES = "bara dari fari goro hima jali kami lavi miro nado peri qosi ravo sani tumo vali zaki bdu chi dze lme mro nsu rta shvi tto yla zna ghe kro".split()  # noqa: SIM905
ENDS = "n r d m l h v k ni ri di mi li ki vi ov ev in yan zade oglu uddin ullah sen man ski wi ashvili pour khel zai".split()  # noqa: SIM905
SLIPS = (("k", "q"), ("u", "ou"), ("i", "y"), ("v", "w"), ("zh", "j"), ("kh", "h"), ("l", "ll"),
         ("m", "mm"), ("s", "ss"), ("gh", "g"), ("ee", "i"), ("o", "u"))  # fmt: skip


def word(rng: random.Random) -> str:
    """An invented name."""
    return rng.choice(STARTS) + rng.choice(MIDDLES) + rng.choice(ENDS)


def misspelt(name: str, rng: random.Random) -> str:
    """The same name as another writer might spell it."""
    for _ in range(20):
        old, new = rng.choice(SLIPS)
        if rng.random() < 0.5:
            old, new = new, old
        at = name.find(old, 1)
        if at > 0:
            return name[:at] + new + name[at + len(old) :]
    return name


def names(count: int, rng: random.Random) -> tuple[list[str], dict[str, str]]:
    """*count* names, and for each misspelt one the name that it stands for."""
    given = [word(rng) for _ in range(max(50, count // 50))]
    family = [word(rng) for _ in range(max(100, count // 5))]
    made: dict[str, None] = {}
    truth: dict[str, str] = {}
    while len(made) < count:
        name = f"{rng.choice(given)} {rng.choice(family)}"
        if name in made:
            continue
        made[name] = None
        if rng.random() < 0.25 and len(made) < count:
            other = misspelt(name, rng)
            if other not in made:
                made[other] = None
                truth[other] = name
    return list(made), truth


def run(count: int, mentions: int, seed: int) -> dict[str, float]:
    """Resolve *mentions* mentions of *count* names; returns figures."""
    rng = random.Random(seed)
    forms, truth = names(count, rng)
    stream = [forms[int(rng.random() ** 2 * len(forms))] for _ in range(mentions - count)] + forms
    shown = {f"person:{form.lower()}": form for form in forms}
    begin = time.process_time()
    spoken = Counter(stream)
    actors = [
        Named(key=f"person:{form.lower()}", name=form, kind="person", weight=weight)
        for form, weight in spoken.items()
    ]
    found = link(actors)
    resolved = [found.actor_of[f"person:{form.lower()}"] for form in stream]
    took = time.process_time() - begin
    false = sum(
        truth.get(a, a) != truth.get(b, b)
        for a, b in ((shown[d.a], shown[d.b]) for d in found.decisions)
    )
    right = sum(
        found.actor_of[f"person:{a.lower()}"] == found.actor_of[f"person:{b.lower()}"]
        for a, b in truth.items()
    )
    return {
        "names": count,
        "mentions": len(resolved),
        "seconds": round(took, 1),
        "MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "actors": len(set(found.actor_of.values())),
        "merges": len(found.decisions),
        "suggestions": len(found.suggestions),
        "merges of other names": round(false / max(1, len(found.decisions)), 4),
        "misspelt found": round(right / max(1, len(truth)), 3),
    }


def main() -> None:
    """Print a table, or JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--largest", type=int, default=100_000)
    options = parser.parse_args()
    for count in (10_000, 30_000, 100_000):
        if count > options.largest:
            break
        row = run(count, 10 * count, seed=7)
        print(json.dumps(row) if options.json else "  ".join(f"{k} {v}" for k, v in row.items()))


if __name__ == "__main__":
    main()
