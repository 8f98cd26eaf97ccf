"""Maps played forward: published worked examples, limits, determinism, what strikes show, speed."""

import time

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.causes import (
    AUTHORS,
    Assertion,
    CauseMap,
    Direction,
    Doubt,
    Edge,
    Engine,
    arcs_of,
    loop_response,
    next_state,
    permanent,
    play,
    run_map,
    spread_signs,
)
from legation.causes.strategies import Act, Strategy
from legation.errors import DataError, UsageError
from legation.records import Citation

# The eight-concept map of the inference example in the R package `fcm` (Dikopoulou and
# Papageorgiou), also worked by FCMpy (Mkhitaryan et al. 2022), with its three equilibria.
WEIGHTS = np.array(
    [
        [0, 0, 0.6, 0.9, 0, 0, 0, 0.8],
        [0.1, 0, 0, 0, 0, 0, 0.2, 0.5],
        [0, 0.7, 0, 0, 0.9, 0, 0.4, 0.1],
        [0.4, 0, 0, 0, 0, 0.9, 0, 0],
        [0, 0, 0, 0, 0, -0.9, 0, 0.3],
        [-0.3, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0.8, 0.4, 0.9],
        [0.1, 0, 0, 0, 0, 0.1, 0.6, 0],
    ]
)
START = np.array([1.0, 1, 0, 0, 0, 0, 0, 0])
EQUILIBRIA = {
    "kosko": [0.5481291, 0.6004012, 0.5814756, 0.620872, 0.6279569, 0.6653852, 0.7617789, 0.8416584],
    "modified": [0.7258851, 0.7907061, 0.7694508, 0.8124733, 0.8192938, 0.8399006, 0.9099403, 0.9557739],
    "rescaled": [0.4998427, 0.4985174, 0.4989474, 0.4984212, 0.4980938, 0.4885541, 0.4855651, 0.4853266],
}  # fmt: skip


def edge(cause, effect, sign=1, *, mode="causes", document="d", holder=AUTHORS, confidence=1.0):
    told = Assertion(
        id=f"{cause}{effect}{document}", holder=holder, confidence=confidence, hedged=False,
        citation=Citation(document=document, start=0, end=1, text="x"), cause=cause, effect=effect,
    )  # fmt: skip
    return Edge(cause=cause, effect=effect, sign=sign, mode=mode, assertions=(told,))


def whole(*edges: Edge) -> CauseMap:
    return CauseMap(holders=(AUTHORS,), edges=edges)


# --- fuzzy cognitive maps ---------------------------------------------------------------------------


@pytest.mark.parametrize("rule", EQUILIBRIA)
def test_the_published_equilibria_are_reached(rule):
    run = run_map(WEIGHTS, START, activation="sigmoid", rule=rule, steps=500)
    assert run.ending == "fixed point"
    stopped = run.states[1:][np.abs(np.diff(run.states, axis=0)).max(axis=1) <= 1e-3][0]
    assert stopped == pytest.approx(EQUILIBRIA[rule], abs=6e-5)  # where its authors stopped


def test_the_limit_of_a_linear_map_is_the_sum_of_its_walks():
    """x' = x W + x0 without squashing comes to x0 (I - W)^-1; NetworkX gives the matrix."""
    graph = nx.DiGraph()
    for i in range(8):
        for j in range(8):
            if WEIGHTS[i, j]:
                graph.add_edge(i, j, weight=WEIGHTS[i, j] / 4)
    matrix = nx.to_numpy_array(graph, nodelist=range(8))
    state, start = np.zeros(8), np.full(8, 0.05)
    for _ in range(200):
        state = start + next_state(matrix, state, activation="linear", rule="kosko")
    assert state == pytest.approx(start @ np.linalg.inv(np.eye(8) - matrix), abs=1e-9)


def test_a_bivalent_map_can_cycle():
    """Kosko's limit cycle: each concept turns on the next of three, and only that."""
    ring = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]], dtype=float)
    run = run_map(ring, np.array([1.0, 0, 0]), activation="bivalent", rule="kosko")
    assert (run.ending, run.period) == ("cycle", 3)


def test_a_held_concept_stays_and_what_cannot_be_is_refused():
    run = run_map(WEIGHTS, START, activation="sigmoid", held={3: 0.0})
    assert set(run.states[:, 3]) == {0.0}
    with pytest.raises(UsageError, match="no activation"):
        run_map(WEIGHTS, START, activation="cubic")
    with pytest.raises(UsageError, match="no rule"):
        next_state(WEIGHTS, START, rule="other")
    with pytest.raises(DataError):
        run_map(WEIGHTS * 3, START)


# --- loop analysis ------------------------------------------------------------------------------------


def test_a_chain_of_five_gives_the_published_adjoint():
    """Lake St. George, deep pelagia (Puccia and Levins 1985), as in Dambacher et al. 2002, fig. 7.

    Five levels, each damped by itself, top predator first.
    """
    chain = -np.eye(5) + np.diag(np.ones(4), 1) - np.diag(np.ones(4), -1)
    published = [
        [5, 3, 2, 1, 1],
        [-3, 3, 2, 1, 1],
        [2, -2, 4, 2, 2],
        [-1, 1, -2, 3, 3],
        [1, -1, 2, -3, 5],
    ]
    found = loop_response(chain)
    assert found.adjoint.tolist() == published
    assert np.abs(found.adjoint).tolist() == found.absolute.tolist()  # no cycle counters another
    assert set(found.weighted.ravel()) == {1.0}
    assert found.feedback == pytest.approx(8.0)


def test_the_plankton_community_is_ambiguous_in_part():
    """Stone's plankton model (Dambacher et al. 2002, fig. 1): adj(-A) = det(-A) (-A)^-1."""
    plankton = np.array(
        [
            [-1, 1, 0, 0, 0],
            [-1, -1, 0, 1, 1],
            [0, 0, -1, 1, 0],
            [0, 0, -1, -1, 1],
            [1, -1, 1, -1, -1],
        ],
        dtype=float,
    )
    found = loop_response(plankton)
    inverse = np.linalg.inv(-plankton) * np.linalg.det(-plankton)
    assert found.adjoint == pytest.approx(inverse)
    assert (np.abs(found.adjoint) <= found.absolute).all()
    assert ((found.absolute - np.abs(found.adjoint)) % 2 == 0).all()  # cycles cancel in pairs
    assert (found.weighted < 1).any()


def test_predator_and_prey():
    """Levins 1974: what feeds the prey moves only the predator; what feeds the predator, both."""
    found = loop_response(np.array([[-1.0, -1.0], [1.0, 0.0]]))
    assert found.adjoint.tolist() == [[0, -1], [1, 1]]


def test_a_matrix_that_is_too_large_or_not_square_is_refused():
    with pytest.raises(DataError, match="at most 16"):
        loop_response(-np.eye(17))
    with pytest.raises(DataError, match="square"):
        loop_response(np.zeros((2, 3)))


def test_a_permanent_is_the_sum_over_permutations():
    from itertools import permutations

    matrix = np.random.default_rng(1).integers(-2, 3, (5, 5)).astype(float)
    slow = sum(np.prod([matrix[i, p[i]] for i in range(5)]) for p in permutations(range(5)))
    assert permanent(matrix) == pytest.approx(slow)


# --- signs ------------------------------------------------------------------------------------------


def test_signs_meet():
    edges = [("a", "b", 1), ("b", "c", -1), ("a", "c", -1), ("c", "d", 1), ("a", "d", 1)]
    found = spread_signs(edges, {"a": 1}, steps=3)
    assert found == {"a": 1, "b": 1, "c": -1, "d": None}
    assert spread_signs(edges, {"d": 1}, steps=3) == {"a": 0, "b": 0, "c": 0, "d": 1}


def test_a_direction_is_told_from_one_run_in_four_on():
    def way(up, down):
        shares = dict.fromkeys(
            ("signs_up", "signs_down", "signs_still", "ambiguous", "disagree"), 0.0
        )
        return Direction(name="x", up=up, down=down, still=1 - up - down, **shares).way

    assert [way(0.3, 0.1), way(0.1, 0.3), way(0.2, 0.1), way(0.4, 0.4)] == [1, -1, 0, 0]


# --- play -------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_play():
    cause_map = whole(edge("a", "b"), edge("b", "c", -1), edge("c", "a"))
    one, same, other = (play(cause_map, {"a": 1}, runs=300, seed=s) for s in (4, 4, 5))
    assert one == same
    assert one.directions != other.directions


def test_runs_do_not_depend_on_how_they_are_cut():
    """700 runs are drawn in two chunks; the first 512 must be those of a play of 512."""
    cause_map = whole(edge("a", "b", confidence=0.5))
    small, large = (play(cause_map, {"a": 1}, runs=r, seed=3) for r in (512, 700))
    up = {
        r.runs: next(d.up for d in r.directions if d.name == "b") * r.runs for r in (small, large)
    }
    assert up[512] <= up[700] <= up[512] + 188


def test_a_sure_chain_carries_its_sign():
    told = [edge("a", "b", -1, document=f"d{i}").assertions[0] for i in range(400)]
    sure = Edge(cause="a", effect="b", sign=-1, mode="causes", assertions=tuple(told))
    found = {d.name: d for d in play(whole(sure), {"a": 1}, runs=400).directions}
    assert found["b"].down > 0.98
    assert found["b"].signs_down == found["b"].down
    assert found["b"].carried[0][0].label == "a →− b"
    assert found["a"].way == 1


def test_justifications_do_not_run_unless_asked():
    cause_map = whole(edge("a", "b", mode="justifies"))
    quiet = play(cause_map, {"a": 1}, runs=200)
    assert next(d for d in quiet.directions if d.name == "b").still == 1
    modes = dict(Doubt().modes) | {"justifies": 1.0}
    loud = play(cause_map, {"a": 1}, runs=200, doubt=Doubt(modes=modes))
    assert next(d for d in loud.directions if d.name == "b").up > 0.4


def test_a_holder_who_is_quoted_is_believed_half_the_time():
    by_author = play(whole(edge("a", "b")), {"a": 1}, runs=4000)
    by_other = play(whole(edge("a", "b", holder="Isles")), {"a": 1}, runs=4000)
    up = [next(d.up for d in p.directions if d.name == "b") for p in (by_author, by_other)]
    assert up[0] == pytest.approx(2 / 3, abs=0.04)  # one sure document: (1 + 1) / (1 + 2)
    assert up[1] == pytest.approx(1 / 3, abs=0.04)


def test_what_is_struck_is_missed():
    cause_map = whole(edge("a", "b"), edge("b", "c"), edge("x", "c"))
    strikes = {s.label: s for s in play(cause_map, {"a": 1}, runs=300).strikes}
    assert set(strikes) == {"a →+ b (causes)", "b →+ c (causes)"}  # nothing moves x
    first = strikes["a →+ b (causes)"]
    assert first.without == 0
    assert first.effect > strikes["b →+ c (causes)"].effect
    assert first.evidence


def test_a_strategy_fires_in_its_own_direction_only():
    rule = Strategy(
        variable="a", direction=1, does="w", sign=1, basis="stated condition",
        act=Act(by="Isles", type="THREATEN", towards="Northland"),
        evidence={"r1": Citation(document="d", start=0, end=1, text="x")},
    )  # fmt: skip
    for pressed, fires in ((1, True), (-1, False)):
        found = play(whole(), {"a": pressed}, rules=[rule], runs=300)
        moved = next(d for d in found.directions if d.name == "w")
        assert (moved.up > 0.5) is fires
        assert moved.down == 0
        assert moved.signs_up == moved.up
        assert (found.fired[0][1] > 0.5) is fires
        assert bool(moved.carried) is fires


def test_the_two_methods_can_disagree_and_it_is_told():
    """Many weak ways up against one strong way down: signs cannot tell, weights can."""
    cause_map = whole(edge("a", "b"), edge("b", "c"), edge("a", "c", -1))
    found = next(d for d in play(cause_map, {"a": 1}, runs=500).directions if d.name == "c")
    assert found.ambiguous > 0
    assert found.up + found.down > found.signs_up + found.signs_down


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_signs_and_weights_never_contradict_where_signs_are_sure(data):
    """If every walk to a variable has one sign, no weights can turn it."""
    names = "abcde"
    pairs = data.draw(
        st.lists(
            st.tuples(st.sampled_from(names), st.sampled_from(names), st.sampled_from([1, -1])),
            max_size=10,
        )
    )
    cause_map = whole(
        *(edge(c, e, s, document=str(i)) for i, (c, e, s) in enumerate(pairs) if c != e)
    )
    found = play(cause_map, {"a": 1}, runs=20, seed=data.draw(st.integers(0, 99)))
    assert all(d.disagree == 0 for d in found.directions)
    for d in found.directions:
        assert d.up + d.down + d.still == pytest.approx(1)
        assert d.signs_up + d.signs_down + d.signs_still + d.ambiguous == pytest.approx(1)


def test_the_engine_steps_as_a_plain_map_does():
    edges = [edge("a", "b", -1), edge("b", "c"), edge("a", "c"), edge("c", "a")]
    engine = Engine(arcs_of(whole(*edges)), ["a", "b", "c"])
    weights = np.array([[-0.5], [0.4], [0.7], [0.2]])
    matrix = np.array([[0, -0.5, 0.7], [0, 0, 0.4], [0.2, 0, 0]])
    start = engine.held({"a": 1}, 1)
    plain = run_map(matrix, start[:, 0], held={0: 1.0}, steps=5, activation="tanh", rule="modified")
    assert engine.run(weights, start, 5)[:, 0] == pytest.approx(plain.states[5])


def test_asking_for_nothing_is_refused():
    with pytest.raises(UsageError, match="a play needs"):
        play(whole(edge("a", "b")), {})


def test_ten_thousand_runs_of_a_large_map_are_quick():
    """200 concepts, 1,000 edges, 1,000 runs here; benchmarks/bench_system.py plays 10,000."""
    rng = np.random.default_rng(1)
    pairs = {tuple(rng.integers(0, 200, 2)) for _ in range(1100)}
    edges = [edge(f"v{a}", f"v{b}", int(rng.choice((1, -1)))) for a, b in sorted(pairs) if a != b]
    start = time.process_time()
    play(whole(*edges[:1000]), {edges[0].cause: 1}, runs=1000)
    assert time.process_time() - start < 5
