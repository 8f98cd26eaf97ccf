"""The fast engine against the slow one, on random models; and what implies what."""

import numpy as np
import pytest

import games_oracle as oracle
from legation.games import (
    DecisionMaker,
    Graph,
    Infeasibility,
    Model,
    Option,
    Preferences,
    build_game,
    solve_coalitions,
    solve_game,
    solve_unknown,
)
from legation.games import moves as engine_moves
from legation.games.model import Moves
from legation.games.stability import Game
from legation.games.unknown import relation

WAYS: tuple[Moves, ...] = ("both", "both", "both", "forward", "back")
IMPLIED = (("Nash", "SEQ"), ("SEQ", "GMR"), ("Nash", "SMR"), ("SMR", "GMR"))


def random_model(seed: int) -> Model | None:
    """Two to four decision makers, up to seven options, or a graph with listed moves."""
    rng = np.random.default_rng(seed)
    makers = int(rng.integers(2, 5))
    if seed % 4 == 0:
        return _random_graph(rng, makers)
    count = int(rng.integers(makers, 7))
    owners = [*range(makers), *rng.integers(0, makers, count - makers).tolist()]
    rng.shuffle(owners)
    options = tuple(
        Option(name=f"o{k}", by=f"d{j}", moves=WAYS[int(rng.integers(len(WAYS)))])
        for k, j in enumerate(owners)
    )
    infeasible = tuple(
        Infeasibility(pattern="".join(rng.choice(list("---YN"), count)))
        for _ in range(int(rng.integers(0, 3)))
    )
    infeasible = tuple(i for i in infeasible if i.pattern and set(i.pattern) != {"-"})
    codes = [c for c in range(1 << count) if not any(_fits(c, i.pattern) for i in infeasible)]
    if len(codes) < 2:
        return None
    names = [str(c) for c in codes]
    return Model(
        name=f"random {seed}",
        decision_makers=_makers(rng, makers, names),
        options=options,
        infeasible=infeasible,
    )


def _fits(code: int, pattern: str | None) -> bool:
    assert pattern is not None
    return all(p == "-" or (p == "Y") == bool(code >> k & 1) for k, p in enumerate(pattern))


def _random_graph(rng: np.random.Generator, makers: int) -> Model:
    n = int(rng.integers(3, 10))
    names = [f"s{k}" for k in range(n)]
    moves = {
        f"d{j}": {
            names[s]: tuple(names[t] for t in range(n) if t != s and rng.random() < 0.25)
            for s in range(n)
        }
        for j in range(makers)
    }
    return Model(
        name="graph",
        decision_makers=_makers(rng, makers, names),
        graph=Graph(states=tuple(names), moves=moves),
    )


def _makers(rng: np.random.Generator, count: int, states: list[str]) -> tuple[DecisionMaker, ...]:
    found = []
    for j in range(count):
        levels = int(rng.integers(2, len(states) + 1))
        scores = rng.integers(0, levels, len(states))
        groups = [
            tuple(str(s) for s, score in zip(states, scores, strict=True) if score == level)
            for level in range(levels)
        ]
        ranking = tuple(g for g in groups if g)
        great = tuple(k for k in range(len(ranking) - 1) if rng.random() < 0.3)
        chance = j > 1 and rng.random() < 0.15
        wants = Preferences(form="ranking", ranking=ranking, great_after=great)
        found.append(DecisionMaker(name=f"d{j}", preferences=wants, chance=bool(chance)))
    return tuple(found)


def plain(model: Model) -> oracle.Plain:
    """The same game for the slow engine, built from the model without the fast one."""
    count = len(model.options)
    if model.graph is not None:
        states = list(model.graph.states)
        codes = None
        moves = [
            [{states.index(t) for t in model.graph.moves[m.name].get(s, ())} for s in states]
            for m in model.decision_makers
        ]
    else:
        codes = [
            c for c in range(1 << count) if not any(_fits(c, i.pattern) for i in model.infeasible)
        ]
        states = [str(c) for c in codes]
        moves = [
            [
                {q for q, t in enumerate(codes) if t != s and _can_move(model, m.name, s, t)}
                for s in codes
            ]
            for m in model.decision_makers
        ]
    level, drops = [], []
    for maker in model.decision_makers:
        ranking = maker.preferences.ranking
        level.append([next(k for k, g in enumerate(ranking) if s in g) for s in states])
        drops.append(maker.preferences.great_after)
    return oracle.Plain(
        n=len(states),
        moves=moves,
        better=lambda i, s, t: level[i][s] < level[i][t],
        greatly=lambda i, s, t: any(level[i][s] <= d < level[i][t] for d in drops[i]),
        unknown=lambda i, s, t: False,  # noqa: ARG005 - the signature of a comparison
        chance=[m.chance for m in model.decision_makers],
        codes=codes,
    )


def _can_move(model: Model, name: str, start: int, end: int) -> bool:
    for k, option in enumerate(model.options):
        before, after = bool(start >> k & 1), bool(end >> k & 1)
        if before != after:
            if option.by != name:
                return False
            if (option.moves, before) in (("forward", True), ("back", False)):
                return False
    return True


def check(seed: int) -> bool:
    """Compare every concept on one random model; False if the draw was no model."""
    model = random_model(seed)
    if model is None:
        return False
    game, slow = build_game(model), plain(model)
    solution = solve_game(game)
    assert ("SIM" in solution.stable) == (model.graph is None)
    for concept, rows in solution.stable.items():
        for i, row in enumerate(rows):
            expected = [oracle.stable(slow, i, s, concept) for s in range(slow.n)]
            assert row.tolist() == expected, (seed, concept, i)
            if solution.strong:
                strong = [oracle.stable(slow, i, s, concept, strong=True) for s in range(slow.n)]
                assert solution.strong[concept][i].tolist() == strong, (seed, concept, i)
    for narrow, wide in IMPLIED:
        for one, other in zip(solution.stable[narrow], solution.stable[wide], strict=True):
            assert not (one & ~other).any(), (seed, narrow, wide)
    return True


def test_random_models_agree_with_the_definitions() -> None:
    """A first share of the random models; the soak runs the rest."""
    assert sum(check(seed) for seed in range(160)) > 140


def compiled(seed: int, monkeypatch: pytest.MonkeyPatch) -> Game | None:
    """The random model of *seed* with irreversible moves swept by compiled code."""
    model = random_model(seed)
    if model is None:
        return None
    with monkeypatch.context() as patch:
        patch.setattr(engine_moves, "LISTED", 0)
        return build_game(model)


def test_compiled_sweep_agrees_with_listed_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """What serves large models of irreversible options gives the same answer on small ones."""
    for seed in range(200, 260):
        game = compiled(seed, monkeypatch)
        model = random_model(seed)
        if game is None or model is None:
            continue
        swept, listed = solve_game(game), solve_game(build_game(model))
        for concept, rows in listed.stable.items():
            for one, other in zip(rows, swept.stable[concept], strict=True):
                assert np.array_equal(one, other), (seed, concept)


def unknown_case(seed: int) -> tuple[Model, oracle.Plain] | None:
    """A random model some of whose pairs have an unknown order."""
    model = random_model(seed)
    if model is None:
        return None
    slow = plain(model)
    rng = np.random.default_rng(seed)
    states = model.graph.states if model.graph else [str(c) for c in slow.codes or ()]
    makers, pairs = [], []
    for maker in model.decision_makers:
        chosen = {
            (int(a), int(b))
            for a, b in rng.integers(0, slow.n, (int(rng.integers(1, 8)), 2))
            if a != b
        }
        pairs.append(chosen)
        named = tuple((states[a], states[b]) for a, b in sorted(chosen))
        ties = "unknown" if rng.random() < 0.3 else "indifferent"
        wants = Preferences(
            form="ranking", ranking=maker.preferences.ranking, unknown=named, ties=ties
        )
        makers.append(DecisionMaker(name=maker.name, preferences=wants, chance=maker.chance))
    old = slow.better

    def unknown(i: int, s: int, t: int) -> bool:
        if s == t or slow.chance[i]:
            return False
        tied = makers[i].preferences.ties == "unknown" and not old(i, s, t) and not old(i, t, s)
        return (s, t) in pairs[i] or (t, s) in pairs[i] or tied

    slow.unknown = unknown
    slow.better = lambda i, s, t: old(i, s, t) and not unknown(i, s, t)
    changed = Model(
        name=model.name,
        decision_makers=tuple(makers),
        options=model.options,
        infeasible=model.infeasible,
        graph=model.graph,
    )
    return changed, slow


def check_unknown(seed: int) -> bool:
    """Compare the four extensions on one random model."""
    case = unknown_case(seed)
    if case is None:
        return False
    model, slow = case
    solution = solve_unknown(model, build_game(model))
    for extension, concepts in solution.stable.items():
        for concept, rows in concepts.items():
            for i, row in enumerate(rows):
                expected = [
                    oracle.stable_unknown(slow, i, s, concept, extension) for s in range(slow.n)
                ]
                assert row.tolist() == expected, (seed, extension, concept, i)
    return True


def check_coalitions(seed: int) -> bool:
    """Compare all coalitions on one random model."""
    model = random_model(seed)
    if model is None:
        return False
    game, slow = build_game(model), plain(model)
    for concept, groups in solve_coalitions(game).stable.items():
        for group, row in groups.items():
            members = [game.names.index(name) for name in group]
            expected = [oracle.coalition_stable(slow, members, s, concept) for s in range(slow.n)]
            assert row.tolist() == expected, (seed, concept, group)
    return True


def test_unknown_preference_agrees_with_the_definitions() -> None:
    """A first share of random models in the four extensions."""
    assert sum(check_unknown(seed) for seed in range(300, 340)) > 30


def test_coalitions_agree_with_the_definitions() -> None:
    """A first share of random models with all their coalitions."""
    assert sum(check_coalitions(seed) for seed in range(400, 412)) > 8


def test_all_extensions_agree_where_everything_is_known() -> None:
    """Without unknown pairs, a to d are the plain concepts."""
    for seed in range(500, 520):
        model = random_model(seed)
        if model is None:
            continue
        game = build_game(model)
        known, wide = solve_game(game, ["Nash", "GMR", "SMR", "SEQ"]), solve_unknown(model, game)
        for extension in "abcd":
            for concept, rows in known.stable.items():
                for one, other in zip(rows, wide.stable[extension][concept], strict=True):
                    assert np.array_equal(one, other), (seed, extension, concept)
        assert not relation(model, game.space, model.decision_makers[0], game).unknown.any()
