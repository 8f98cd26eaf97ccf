"""Legal sequences of moves from one state: the shortest chain to a state that is looked for.

A legal sequence has any number of moves, but nobody moves twice in a row.  Takes a compiled
game, a start and who may move; returns chains of (mover, state).
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from legation.games.stability import Game

Step = tuple[int, int]  # (place of the mover, place of the state it moves to)
Chain = tuple[Step, ...]


def steps_from(game: Game, place: int, maker: int, *, improving: bool) -> list[int]:
    """States that *maker* can move to, only better ones if *improving* (chance moves freely)."""
    targets = game.movers[maker].targets(place)
    if improving and not game.chance[maker]:
        rank = game.orders[maker].rank
        targets = targets[rank[targets] > rank[place]]
    return [int(t) for t in targets]


def shortest_chain(
    game: Game,
    start: int,
    makers: Sequence[int],
    wanted: Callable[[int], bool],
    *,
    improving: bool,
) -> Chain | None:
    """The shortest legal sequence of *makers* from *start* to a wanted state, or None."""
    for chain in chains(game, start, makers, improving=improving):
        if wanted(chain[-1][1]):
            return chain
    return None


def all_chains(
    game: Game, start: int, makers: Sequence[int], *, improving: bool
) -> dict[int, Chain]:
    """The shortest legal sequence to every state that one leads to."""
    found: dict[int, Chain] = {}
    for chain in chains(game, start, makers, improving=improving):
        found.setdefault(chain[-1][1], chain)
    return found


def chains(game: Game, start: int, makers: Sequence[int], *, improving: bool) -> Iterator[Chain]:
    """Legal sequences, shortest first; one for each pair of last mover and end."""
    came: dict[Step, Step | None] = {}
    queue: deque[tuple[int | None, int]] = deque([(None, start)])
    while queue:
        last, here = queue.popleft()
        for maker in makers:
            if maker == last:
                continue
            for target in steps_from(game, here, maker, improving=improving):
                step = (maker, target)
                if step not in came:
                    came[step] = None if last is None else (last, here)
                    queue.append(step)
                    yield _traced(came, step)


def _traced(came: dict[Step, Step | None], step: Step) -> Chain:
    chain = [step]
    while (before := came[chain[-1]]) is not None:
        chain.append(before)
    return tuple(reversed(chain))
