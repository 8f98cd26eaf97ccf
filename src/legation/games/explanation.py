"""Why a state is stable or not: sentences read off the moves that the solver finds.

Takes a model, its game, a state and a concept; returns for each decision maker an `Explanation`
with the sentence, every improvement, and the chain of states that deters it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from legation.errors import DataError
from legation.games.model import Model
from legation.games.moves import best
from legation.games.paths import Chain, shortest_chain, steps_from
from legation.games.simultaneous import improvements, joint_changes
from legation.games.stability import CONCEPTS, Game


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One improvement of the focal decision maker and the chain that deters it (None: nothing).

    `chain` holds (mover, state) with names and labels; `best_reply` is the best state that the
    focal decision maker can then still reach, where the concept asks for it.
    """

    improvement: int | str
    chain: tuple[tuple[str, int | str], ...] | None
    best_reply: int | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Whether one state is stable for one decision maker under one concept, and why."""

    maker: str
    state: int | str
    concept: str
    stable: bool
    sentence: str
    answers: tuple[Answer, ...] = ()


def explain_state(model: Model, game: Game, place: int, concept: str) -> list[Explanation]:
    """An explanation for every decision maker with preferences.

    Raises
    ------
    DataError
        If preferences are unknown, or the concept is unknown or needs options.
    """
    if concept not in CONCEPTS or (concept == "SIM" and game.space.names):
        raise DataError(f"no explanation for {concept!r} in this game; known: {CONCEPTS}")
    if not game.complete:
        raise DataError("some preferences are unknown; only complete ones can be explained")
    writer = _Writer(model, game, place, concept)
    return [writer.explain(i) for i in game.players]


def describe_change(model: Model, game: Game, start: int, end: int) -> str:
    """What is taken and dropped between two states: "recognise, not host"."""
    if game.space.names:
        return game.space.names[end]
    old, new = int(game.space.codes[start]), int(game.space.codes[end])
    changed = [
        option.name if new & bit else f"not {option.name}"
        for option, bit in zip(model.options, model.bits, strict=True)
        if (old ^ new) & bit
    ]
    return ", ".join(changed) or "no change"


def describe_state(model: Model, game: Game, place: int) -> str:
    """A state by its number and the options taken in it."""
    if game.space.names:
        return game.space.names[place]
    code = int(game.space.codes[place])
    taken = [o.name for o, bit in zip(model.options, model.bits, strict=True) if code & bit]
    return f"{code} ({', '.join(taken) or 'nothing done'})"


class _Writer:
    """Explains one state under one concept."""

    def __init__(self, model: Model, game: Game, place: int, concept: str) -> None:
        self.model, self.game, self.place, self.concept = model, game, place, concept

    def explain(self, focal: int) -> Explanation:
        game, name = self.game, self.game.names[focal]
        targets = steps_from(game, self.place, focal, improving=True)
        targets.sort(key=lambda t: -int(game.orders[focal].rank[t]))
        answers = [self._answer(focal, t) for t in targets]
        stable = not targets or (
            self.concept != "Nash" and all(a.chain is not None for a in answers)
        )
        parts = [self._part(focal, t, a) for t, a in zip(targets, answers, strict=True)]
        if not targets:
            sentence = f"stable for {name}: {self._no_gain(focal)}"
        elif stable:
            sentence = f"stable for {name}: " + "; ".join(parts)
        else:
            open_parts = [p for p, a in zip(parts, answers, strict=True) if a.chain is None]
            shown = parts[:1] if self.concept == "Nash" else open_parts[:1]
            sentence = f"not stable for {name}: " + shown[0]
        return Explanation(
            maker=name,
            state=game.space.label(self.place),
            concept=self.concept,
            stable=stable,
            sentence=sentence,
            answers=tuple(answers),
        )

    def _no_gain(self, focal: int) -> str:
        reach = len(self.game.movers[focal].targets(self.place))
        if reach == 0:
            return "it has no move"
        if reach == 1:
            return "the one state that it can move to is no better"
        return f"none of the {reach} states that it can move to is better"

    def _answer(self, focal: int, target: int) -> Answer:
        game = self.game
        chain, reply = None, None
        if self.concept == "SIM":
            chain = self._joint(focal, target)
        elif self.concept != "Nash":
            bar = game.orders[focal].rank
            value = bar
            if self.concept == "SMR":
                value = np.maximum(bar, best(game.movers[focal], bar, improving=False))
            chain = shortest_chain(
                game,
                target,
                [j for j in range(len(game.names)) if j != focal],
                lambda p: bool(value[p] <= bar[self.place]),
                improving=self.concept == "SEQ",
            )
            if chain is not None and self.concept == "SMR":
                replies = game.movers[focal].targets(chain[-1][1])
                reply = int(replies[np.argmax(bar[replies])]) if len(replies) else None
        named = None if chain is None else tuple(
            (game.names[j], game.space.label(p)) for j, p in chain
        )  # fmt: skip
        return Answer(
            improvement=game.space.label(target),
            chain=named,
            best_reply=None if reply is None else game.space.label(reply),
        )

    def _joint(self, focal: int, target: int) -> Chain | None:
        game = self.game
        own = [improvements(game, i, self.place) for i in range(len(game.names))]
        bar = game.orders[focal].rank
        for change in joint_changes(game, focal, own):
            end = game.space.place(int(game.space.codes[target] ^ change))
            if end is not None and bar[end] <= bar[self.place]:
                movers = [j for j in range(len(own)) if j != focal and game.own[j] & int(change)]
                return tuple((j, end) for j in movers)
        return None

    def _part(self, focal: int, target: int, answer: Answer) -> str:
        text = f"its improvement to {self._move(self.place, target)}"
        if answer.chain is None:
            if self.concept == "Nash":
                return f"{text} is better for it"
            kind = {"SEQ": "credible sequence of moves", "SIM": "simultaneous move"}
            what = kind.get(self.concept, "sequence of moves")
            return f"{text} is safe: no {what} of the others leaves it at a state no better"
        end = self._place(answer.chain[-1][1])
        after = self._comparison(focal, end)
        if self.concept == "SIM":
            movers = " and ".join(name for name, _ in answer.chain)
            verb = "moves" if len(answer.chain) == 1 else "move"
            return f"{text} is spoiled if {movers} {verb} at the same time, at {after}"
        moves, here = [], target
        for name, label in answer.chain:
            there = self._place(label)
            moves.append(f"{name}'s move to {self._move(here, there)}")
            here = there
        text = f"{text} is deterred by {', then '.join(moves)}, which leaves it at {after}"
        if self.concept == "SMR":
            if answer.best_reply is None:
                return f"{text}, and it has no move from there"
            return f"{text}, and its best reply, {answer.best_reply}, is no better either"
        return text

    def _place(self, label: int | str) -> int:
        space = self.game.space
        found = space.names.index(str(label)) if space.names else space.place(int(label))
        return 0 if found is None else found

    def _move(self, start: int, end: int) -> str:
        if self.game.space.names:
            return self.game.space.names[end]
        return f"{describe_change(self.model, self.game, start, end)} (state {self._label(end)})"

    def _label(self, place: int) -> int | str:
        return self.game.space.label(place)

    def _comparison(self, focal: int, end: int) -> str:
        rank = self.game.orders[focal].rank
        word = "worse than" if rank[end] < rank[self.place] else "no better than"
        return f"{self._label(end)}, {word} {self._label(self.place)}"


def explain_states(
    model: Model, game: Game, places: Sequence[int], concept: str
) -> list[Explanation]:
    """`explain_state` for several states, one after the other."""
    return [e for place in places for e in explain_state(model, game, place, concept)]
