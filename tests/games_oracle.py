"""The slow engine: stability word for word from the definitions, with sets and no cleverness.

Works on a plain game: states 0..n-1, for each decision maker a set of moves from each state and
comparisons as functions.  Shares no code with the engine that it judges.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, product

Moves = list[list[set[int]]]  # moves[i][s]: states that i can move to from s
Compare = Callable[[int, int, int], bool]  # (i, s, t)


@dataclass
class Plain:
    """One game; `better(i, s, t)`: i prefers s to t; `greatly` likewise; `unknown` symmetric."""

    n: int
    moves: Moves
    better: Compare
    greatly: Compare
    unknown: Compare
    chance: Sequence[bool]
    codes: Sequence[int] | None = None
    known_gains: dict[tuple[tuple[int, ...], int], set[int]] = field(default_factory=dict)

    @property
    def makers(self) -> range:
        """All decision makers."""
        return range(len(self.moves))


def improvements(game: Plain, i: int, s: int) -> set[int]:
    """R_i^+(s); every move, for chance."""
    if game.chance[i]:
        return game.moves[i][s]
    return {t for t in game.moves[i][s] if game.better(i, t, s)}


def reachable(steps: dict[object, Callable[[int], set[int]]], s: int) -> set[int]:
    """R_H(s): ends of legal sequences, built from the definition with the last movers Omega."""
    omega: dict[int, set[object]] = {}
    for j, step in steps.items():
        for t in step(s):
            omega.setdefault(t, set()).add(j)
    changed = True
    while changed:
        changed = False
        for t in list(omega):
            for j, step in steps.items():
                if omega[t] == {j}:
                    continue
                for u in step(t):
                    if j not in omega.setdefault(u, set()):
                        omega[u].add(j)
                        changed = True
    return {t for t, last in omega.items() if last}


def others(game: Plain, i: int, *, improving: bool) -> dict[object, Callable[[int], set[int]]]:
    """How each opponent of i steps."""
    found: dict[object, Callable[[int], set[int]]] = {}
    for j in game.makers:
        if j != i:
            found[j] = (
                (lambda s, j=j: improvements(game, j, s))
                if improving
                else (lambda s, j=j: game.moves[j][s])
            )
    return found


def joint(game: Plain, i: int, s: int) -> set[int]:
    """Bit changes that the opponents make at once, each by an improvement or none, not all none."""
    assert game.codes is not None
    codes = game.codes
    sets = [
        [0, *(codes[t] ^ codes[s] for t in improvements(game, j, s))] for j in game.makers if j != i
    ]
    changes = set()
    for combination in product(*sets):
        change = 0
        for part in combination:
            change ^= part
        if change:
            changes.add(change)
    return changes


def stable(game: Plain, i: int, s: int, concept: str, *, strong: bool = False) -> bool:
    """Whether s is (strongly) stable for i."""
    if game.chance[i]:
        return True

    def deters(r: int) -> bool:
        return game.greatly(i, s, r) if strong else not game.better(i, r, s)

    for t in improvements(game, i, s):
        if concept == "Nash":
            return False
        if concept == "SIM":
            assert game.codes is not None
            ends = {game.codes[t] ^ change for change in joint(game, i, s)}
            answers = {p for p, code in enumerate(game.codes) if code in ends}
        else:
            answers = reachable(others(game, i, improving=concept == "SEQ"), t)
        if concept == "SMR":
            held = any(deters(r) and all(deters(q) for q in game.moves[i][r]) for r in answers)
        else:
            held = any(deters(r) for r in answers)
        if not held:
            return False
    return True


def tempting(game: Plain, j: int, s: int, *, unknown_too: bool) -> set[int]:
    """R_j^+(s), or R_j^{+,U}(s); every move, for chance."""
    if game.chance[j]:
        return game.moves[j][s]
    return {
        t
        for t in game.moves[j][s]
        if game.better(j, t, s) or (unknown_too and game.unknown(j, t, s))
    }


def stable_unknown(game: Plain, i: int, s: int, concept: str, extension: str) -> bool:
    """Stability under unknown preference, extensions a to d."""

    def deters(r: int) -> bool:
        if game.unknown(i, r, s):
            return extension in "cd"
        return not game.better(i, r, s)

    def step(j: int) -> Callable[[int], set[int]]:
        if concept == "SEQ":
            return lambda h: tempting(game, j, h, unknown_too=True)
        return lambda h: game.moves[j][h]

    if game.chance[i]:
        return True
    steps: dict[object, Callable[[int], set[int]]] = {j: step(j) for j in game.makers if j != i}
    for t in tempting(game, i, s, unknown_too=extension in "ac"):
        answers = set() if concept == "Nash" else reachable(steps, t)
        deterring = {r for r in answers if deters(r)}
        if concept == "SMR":
            deterring = {r for r in deterring if all(deters(q) for q in game.moves[i][r])}
        if not deterring:
            return False
    return True


def subsets(items: Iterable[int]) -> list[tuple[int, ...]]:
    """All non-empty subsets."""
    pool = list(items)
    return list(chain.from_iterable(combinations(pool, k) for k in range(1, len(pool) + 1)))


def coalition_gains(game: Plain, members: Sequence[int], s: int) -> set[int]:
    """Where a coalition can go from s to the good of all its members; remembered."""
    key = (tuple(members), s)
    if key not in game.known_gains:
        steps: dict[object, Callable[[int], set[int]]] = {
            j: (lambda h, j=j: game.moves[j][h]) for j in members
        }
        ends = reachable(steps, s)
        game.known_gains[key] = {t for t in ends if all(game.better(j, t, s) for j in members)}
    return game.known_gains[key]


def coalition_stable(game: Plain, group: Sequence[int], s: int, concept: str) -> bool:
    """Whether s is stable for a coalition."""

    rest = [j for j in game.makers if j not in group]
    for t in coalition_gains(game, group, s):
        if concept == "Nash":
            return False
        steps: dict[object, Callable[[int], set[int]]] = {}
        if concept == "SEQ":
            for rivals in subsets(j for j in rest if not game.chance[j]):
                steps[rivals] = lambda h, rivals=rivals: coalition_gains(game, rivals, h)
            for j in rest:
                if game.chance[j]:
                    steps[(j,)] = lambda h, j=j: game.moves[j][h]
        else:
            steps = {j: (lambda h, j=j: game.moves[j][h]) for j in rest}

        def deters(r: int) -> bool:
            return any(not game.better(j, r, s) for j in group)

        own: dict[object, Callable[[int], set[int]]] = {
            j: (lambda h, j=j: game.moves[j][h]) for j in group
        }
        held = any(
            deters(r) and (concept != "SMR" or all(deters(q) for q in reachable(own, r)))
            for r in reachable(steps, t)
        )
        if not held:
            return False
    return True
