"""Explanation, comparison, striking, uncertainty, templates, inverse and status-quo analysis."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from legation.errors import DataError
from legation.games import (
    CONCEPTS,
    Comparison,
    DecisionMaker,
    Infeasibility,
    Model,
    Option,
    Preferences,
    Statement,
    TemplateStatement,
    Variable,
    assess_uncertainty,
    build_game,
    chance_of_stability,
    coalition_improvements,
    compare_models,
    comparison_estimate,
    explain_state,
    fill_template,
    flags,
    read_model,
    required_preferences,
    solve_coalitions,
    solve_game,
    solve_hypergame,
    solve_unknown,
    status_quo,
    status_quo_routes,
    strike,
    strike_each,
    uncertainty_estimate,
)
from legation.games.partial import random_orders
from legation.games.preferences import Order, no_strength
from legation.games.stability import assemble
from legation.records import ActorRef, Citation, Interest, Span

CASES = Path(__file__).parent / "data" / "games"
NAMES = ("cuban", "elmira", "elmira-graph", "chicken", "korea-2017", "garrison")


def load(name: str) -> Model:
    """A named case of the literature."""
    return read_model((CASES / f"{name}.toml").read_text(encoding="utf-8"), name)


def said(by: str, *says: str, evidence: str = "") -> DecisionMaker:
    """One with option statements, each on its own record where *evidence* is a prefix."""
    statements = tuple(
        Statement(say=s, evidence=(f"{evidence}{k}",) if evidence else ())
        for k, s in enumerate(says)
    )
    return DecisionMaker(name=by, preferences=Preferences(form="statements", statements=statements))


def recognition() -> Model:
    """A small game of recognition: a state, a movement, and records behind what they want."""
    return Model(
        name="recognition",
        version="2022-12-31",
        decision_makers=(
            said("State", "not recognise or reform", "recognise", evidence="s"),
            said("Movement", "recognise", "not reform", evidence="m"),
        ),
        options=(
            Option(name="recognise", by="State", moves="forward", one_way_evidence=("w",)),
            Option(name="reform", by="Movement", evidence=("o",)),
        ),
        status_quo="NN",
    )


@pytest.mark.parametrize("name", NAMES)
def test_explanations_say_what_the_solver_finds(name: str) -> None:
    """Every sentence agrees with the solution, and its chain is made of legal moves that deter."""
    model = load(name)
    game = build_game(model)
    solution = solve_game(game)
    for concept, rows in solution.stable.items():
        for place in range(len(game.space)):
            for explanation in explain_state(model, game, place, concept):
                i = game.names.index(explanation.maker)
                assert explanation.stable == rows[i][place]
                assert explanation.sentence.startswith(
                    ("stable for " if explanation.stable else "not stable for ") + explanation.maker
                )
                for answer in explanation.answers:
                    if answer.chain is None or concept == "SIM":
                        continue
                    check_chain(game, i, place, answer.improvement, answer.chain, concept)


def check_chain(game, i, place, improvement, chain, concept):  # type: ignore[no-untyped-def]
    """Moves of opponents only, nobody twice in a row, ending no better than the start."""
    labels = [game.space.label(p) for p in range(len(game.space))]
    here, last = labels.index(improvement), None
    for name, label in chain:
        j, there = game.names.index(name), labels.index(label)
        assert j not in (i, last)
        assert there in game.movers[j].targets(here)
        if concept == "SEQ":
            assert game.orders[j].rank[there] > game.orders[j].rank[here]
        here, last = there, j
    assert game.orders[i].rank[here] <= game.orders[i].rank[place]


def test_an_explanation_names_the_move_and_the_answer() -> None:
    """The sentence carries the options moved, the mover, and both states."""
    model = load("cuban")
    game = build_game(model)
    found = {e.maker: e for e in explain_state(model, game, 6, "SEQ")}
    place = game.space.place(6)
    assert place is not None
    found = {e.maker: e for e in explain_state(model, game, place, "SEQ")}
    assert found["US"].sentence == (
        "stable for US: its improvement to not blockade (state 4) is deterred by USSR's move to "
        "not withdraw (state 0), which leaves it at 0, worse than 6"
    )
    assert found["USSR"].sentence.startswith("stable for USSR: none of the 2 states")


def test_routes_from_the_status_quo_are_shortest_and_legal() -> None:
    """Elmira goes from s1 to s5 by one improvement of the local government, and on to s8 never."""
    model = load("elmira-graph")
    game = build_game(model)
    start = status_quo(model, game.space)
    assert start == 0
    routes = {r.equilibrium: r for r in status_quo_routes(game, start, [4, 7, 8])}
    assert routes[4].by_improvements == ((2, 4),)
    assert routes[7].by_improvements is None
    assert routes[7].by_moves is not None
    assert len(routes[7].by_moves) == 3
    assert routes[8].by_moves == ((1, 8),)


def test_coalitions_upset_what_each_alone_keeps() -> None:
    """In the Prisoner's Dilemma both together leave mutual defection for cooperation."""
    game = build_game(load("prisoners-dilemma"))
    together = solve_coalitions(game)
    assert together.equilibria("Nash") == []
    assert together.equilibria("GMR") == [3]
    assert coalition_improvements(game, [0, 3]) == {0: [(("Row", "Col"), 3)], 3: []}
    with pytest.raises(DataError, match="no coalition of Nobody"):
        solve_coalitions(game, [("Nobody",)])


def test_inverse_conditions_are_exactly_what_stability_needs() -> None:
    """For random orders of the focal one, the conditions hold just where the engine says stable."""
    rng = np.random.default_rng(5)
    for name in ("cuban", "elmira-graph", "korea-2017"):
        model = load(name)
        game = build_game(model)
        n = len(game.space)
        for concept in ("Nash", "GMR", "SMR", "SEQ"):
            for _ in range(12):
                place, focal = int(rng.integers(n)), int(rng.integers(len(game.names)))
                orders = list(game.orders)
                orders[focal] = Order(rng.permutation(n).astype(np.int64), no_strength(n))
                changed = assemble(model, game.space, orders)
                needed = required_preferences(changed, place, focal, concept)
                stable = solve_game(changed, [concept]).stable[concept][focal][place]
                assert needed.holds == stable, (name, concept, place)
                assert bool(needed.repair) == (not stable)
                rank = orders[focal].rank.copy()
                rank[list(needed.repair)] = -1
                fixed = list(orders)
                fixed[focal] = Order(
                    np.argsort(np.argsort(rank, kind="stable")).astype(np.int64), no_strength(n)
                )
                mended = solve_game(assemble(model, game.space, fixed), [concept])
                assert mended.stable[concept][focal][place]


def test_chance_of_stability_falls_with_the_states_in_reach() -> None:
    """With one other state in reach a random ranking keeps a state Nash stable half the time."""
    game = build_game(load("prisoners-dilemma"))
    needed = required_preferences(game, 3, 0, "Nash")
    assert chance_of_stability(needed, 4, np.random.default_rng(1)) == pytest.approx(0.5, abs=0.04)


def test_misperception_surprises_those_who_miss_an_option() -> None:
    """One who does not know that the other can strike expects peace and is surprised."""
    real = Model(
        name="real",
        decision_makers=(said("A", "b_arms if a_strikes", "a_strikes", "not b_arms"),
                         said("B", "b_arms iff a_strikes", "not a_strikes")),
        options=(Option(name="a_strikes", by="A"), Option(name="b_arms", by="B")),
    )  # fmt: skip
    blind = Model(
        name="blind",
        decision_makers=(said("A"), said("B", "not b_arms")),
        options=(Option(name="b_arms", by="B"),),
    )
    same = solve_hypergame(real, {}, "Nash")
    assert not any(same.surprised.values())
    assert not any(same.missed.values())
    found = solve_hypergame(real, {"B": blind}, "Nash")
    assert found.expected["B"] == (frozenset(),)
    assert all(w not in found.expected["B"] for w in found.surprised["B"])
    game = build_game(real)
    nash = solve_game(game, ["Nash"])
    for state in found.equilibria:
        place = game.space.place(sum({"a_strikes": 1, "b_arms": 2}[o] for _, o in state))
        assert nash.stable["Nash"][0][place]
        assert ("B", "b_arms") not in state
    with pytest.raises(DataError):
        solve_hypergame(real, {"C": blind})


def test_unknown_preferences_widen_from_a_to_d() -> None:
    """What is stable in a is stable in b and c, and those in d."""
    model = load("korea-2017")
    maker = model.decision_makers[0]
    wants = replace(maker.preferences, unknown=(("NNNN", "YNNN"), ("NNYN", "NNYY")))
    open_model = replace(
        model, decision_makers=(replace(maker, preferences=wants), model.decision_makers[1])
    )
    game = build_game(open_model)
    assert not game.complete
    found = solve_unknown(open_model, game)
    for concept in ("Nash", "GMR", "SMR", "SEQ"):
        a, b, c, d = (set(found.equilibria(e, concept)) for e in "abcd")
        assert a <= b <= d
        assert a <= c <= d
    with pytest.raises(DataError):
        solve_game(game)


def test_tiers_leave_only_real_conflicts_unknown() -> None:
    """In one tier, a state with more of what is wanted is better; with something else, unknown."""
    statements = (Statement(say="x", tier=1), Statement(say="y", tier=1), Statement(say="z"))
    model = Model(
        name="tiers",
        decision_makers=(
            DecisionMaker(
                name="A", preferences=Preferences(form="statements", statements=statements)
            ),
        ),
        options=tuple(Option(name=n, by="A") for n in "xyz"),
    )
    game = build_game(model)
    assert not game.complete
    stable = solve_unknown(model, game).stable
    assert np.flatnonzero(stable["b"]["Nash"][0]).tolist() == [7]
    assert np.flatnonzero(stable["a"]["Nash"][0]).tolist() == [7]
    bound = replace(model, infeasible=(Infeasibility(exclusive=("x", "y")),))
    stable = solve_unknown(bound, build_game(bound)).stable
    codes = build_game(bound).space.codes
    assert codes[stable["b"]["Nash"][0]].tolist() == [5, 6]
    assert codes[stable["a"]["Nash"][0]].tolist() == []


def test_striking_the_only_evidence_takes_an_element_back() -> None:
    """Statement, irreversibility and option fall with their record; what has another stays."""
    model = recognition()
    assert [s.say for s in strike(model, ["s0"]).decision_makers[0].preferences.statements] == [
        "recognise"
    ]
    assert strike(model, ["w"]).options[0].moves == "both"
    assert build_game(strike(model, ["o"])).space.codes.tolist() == [0, 1]
    assert strike(model, ["nothing"]) == model
    two = replace(model, options=(replace(model.options[0], evidence=("a", "b")), model.options[1]))
    assert strike(two, ["a"]).options[0].evidence == ("b",)
    ranked = replace(
        model.decision_makers[0],
        preferences=Preferences(form="ranking", ranking=(("NN",),), evidence=("r",)),
    )
    gone = strike(replace(model, decision_makers=(ranked, model.decision_makers[1])), ["r"])
    assert gone.decision_makers[0].preferences.form == "none"


def test_each_record_shows_what_it_carries() -> None:
    """Without the state's condition it leaves the stalemate; the report says so."""
    found = {s.record: s for s in strike_each(recognition(), ["SEQ"])}
    assert set(found) == {"w", "o", "s0", "s1", "m0", "m1"}
    assert found["s0"].matters
    assert found["s0"].lost["SEQ"] == (0,)


def test_comparison_names_the_statement_behind_a_change() -> None:
    """A dated version that drops the condition takes the stalemate away."""
    old = recognition()
    new = replace(
        old,
        version="2025-06-30",
        decision_makers=(said("State", "recognise", evidence="t"), old.decision_makers[1]),
    )
    found = compare_models(old, new)
    texts = [d.text for d in found.differences]
    assert texts == ["State no longer wants: not recognise or reform"]
    assert [(c.state, c.appears) for c in found.changes] == [(frozenset(), False)]
    assert found.kept == (frozenset({("State", "recognise")}),)
    assert all([d.text for d in c.because] == texts for c in found.changes)
    assert comparison_estimate(old, new, found).as_of == "2025-06-30"
    assert compare_models(old, old).changes == ()


def test_comparison_finds_options_and_order() -> None:
    """New options, lifted infeasibilities and reordered statements are differences."""
    old = recognition()
    more = replace(
        old,
        bits=(),
        options=(*old.options, Option(name="trade", by="State")),
        infeasible=(Infeasibility(say="trade and reform"),),
        decision_makers=(
            old.decision_makers[0],
            said("Movement", "not reform", "recognise", evidence="m"),
        ),
    )
    texts = [d.text for d in compare_models(old, more, "Nash").differences]
    assert texts == [
        "option trade of State: new",
        "now: never (trade and reform)",
        "Movement orders its statements otherwise",
    ]


def interest(basis: str) -> Interest:
    """A record of what somebody wants."""
    return Interest(
        coder="test.v1",
        citation=Citation(document="d", start=0, end=4, text="text"),
        actor=ActorRef(id="A", name="A", text="A"),
        issue=Span(start=0, end=4, text="text"),
        direction="seek",
        basis=basis,  # type: ignore[arg-type]
    )


def test_preferences_on_attributed_interests_are_flagged() -> None:
    """Only what others say of it: flagged; stated, or half so: not; none: judgement."""
    attributed, stated = interest("attributed"), interest("stated")
    records = {attributed.id: attributed, stated.id: stated}
    wants = Preferences(
        form="weights",
        statements=(
            Statement(say="x", weight=1, evidence=(attributed.id,)),
            Statement(say="y", weight=1, evidence=(attributed.id, stated.id)),
            Statement(say="z", weight=1),
            Statement(say="x or y", weight=1, evidence=("elsewhere",), basis="stated"),
        ),
    )
    model = Model(
        name="flags",
        decision_makers=(DecisionMaker(name="A", preferences=wants),),
        options=tuple(Option(name=n, by="A") for n in "xyz"),
    )
    assert [(f.element, f.why) for f in flags(model, records)] == [
        ("A wants: x", "rests only on attributed interests"),
        ("A wants: z", "the analyst's judgement"),
        ("A wants: x or y", "names records that are not there: elsewhere"),
    ]


def test_one_template_serves_every_actor_alike() -> None:
    """Weights follow each actor's variables and carry their records; absent ones count nothing."""
    template = (
        TemplateStatement(
            say="'{actor}:recognise'", weights={"threat": 2.0, "west": -1.0}, constant=-0.5
        ),
        TemplateStatement(say="'{actor}:recognise' if reform", constant=1.0, needs={"west": 0.5}),
    )
    near = {
        "threat": Variable(value=0.9, evidence=("t1", "t2"), basis="attributed"),
        "west": Variable(value=0.1, evidence=("w1",), basis="stated"),
    }
    far = {"west": Variable(value=0.8, evidence=("w2",), basis="attributed")}
    one = fill_template(template, near, {"actor": "Near"})
    two = fill_template(template, far, {"actor": "Far"})
    assert [(s.say, round(s.weight or 0, 9), s.evidence) for s in one.statements] == [
        ("'Near:recognise'", 1.2, ("t1", "t2", "w1"))
    ]
    assert [(s.say, s.weight, s.evidence, s.basis) for s in two.statements] == [
        ("'Far:recognise'", -1.3, ("w2",), "attributed"),
        ("'Far:recognise' if reform", 1.0, ("w2",), "attributed"),
    ]
    struck = fill_template(template, {}, {"actor": "Near"})
    assert [(s.weight, s.evidence) for s in struck.statements] == [(-0.5, ())]
    with pytest.raises(DataError, match="nothing fills actor"):
        fill_template(template, near, {})
    options = tuple(Option(name="recognise", by=n) for n in ("Near", "Far"))
    model = Model(
        name="template",
        decision_makers=(
            DecisionMaker(name="Near", preferences=one),
            DecisionMaker(name="Far", preferences=two),
            DecisionMaker(name="Movement", chance=True),
        ),
        options=(*options, Option(name="reform", by="Movement")),
    )
    game = build_game(model)
    assert game.space.codes[solve_game(game).equilibria("Nash")].tolist() == [1, 5]


def open_model() -> Model:
    """Row's order of mutual cooperation and defection is not known."""
    model = load("chicken")
    row = Preferences(
        form="comparisons",
        comparisons=(
            Comparison(prefer="NY", over="YY"),
            Comparison(prefer="YY", over="YN"),
            Comparison(prefer="YY", over="NN"),
        ),
    )
    return replace(
        model,
        decision_makers=(
            DecisionMaker(name="Row", preferences=row),
            model.decision_makers[1],
        ),
    )


def test_uncertainty_counts_the_rankings_that_fit() -> None:
    """Two rankings fit, so what hangs on the unknown pair comes in about half of the draws."""
    model = open_model()
    found = assess_uncertainty(model, seed=3, draws=400)
    assert found.frequency["Nash"][2] == 1.0  # Row stands, Col swerves
    assert 0.4 < found.frequency["Nash"][1] < 0.6
    assert found.low["Nash"][1] < 0.5 < found.high["Nash"][1]
    swing = next(s for s in found.swings["Nash"] if s.state == 1)
    assert (swing.maker, {swing.one, swing.other}) == ("Row", {0, 1})
    assert abs(swing.difference) == 1.0
    again = assess_uncertainty(model, seed=3, draws=400)
    assert np.array_equal(found.frequency["SEQ"], again.frequency["SEQ"])
    estimate = uncertainty_estimate(model, found)
    assert estimate.seed == 3
    assert estimate.parameters["draws"] == 400


def test_uncertain_records_shake_what_they_carry() -> None:
    """A record that is right half the time leaves the stalemate standing half the time."""
    model = recognition()
    sure = assess_uncertainty(model, seed=1, draws=200, concepts=["SEQ"])
    assert set(np.unique(sure.frequency["SEQ"])) <= {0.0, 1.0}
    shaken = assess_uncertainty(model, seed=1, draws=400, concepts=["SEQ"], confidence={"s0": 0.5})
    assert 0.4 < shaken.frequency["SEQ"][0] < 0.6


def test_nothing_known_gives_every_ranking() -> None:
    """A decision maker without preferences is drawn at random."""
    model = load("chicken")
    blank = replace(model, decision_makers=(DecisionMaker(name="Row"), model.decision_makers[1]))
    found = assess_uncertainty(blank, seed=2, draws=600, concepts=["Nash"])
    assert found.frequency["Nash"][1] == pytest.approx(0.5, abs=0.08)


def test_random_orders_are_near_uniform() -> None:
    """All six orders of three free states come about equally often; known pairs always hold."""
    rng = np.random.default_rng(0)
    free = np.zeros((3, 3), bool)
    ranks, _ = random_orders(free, np.eye(3, dtype=bool), 3000, rng)
    kinds, counts = np.unique(ranks, axis=0, return_counts=True)
    assert len(kinds) == 6
    assert counts.min() > 400
    known = free.copy()
    known[0, 2] = True
    ranks, _ = random_orders(known, np.eye(3, dtype=bool), 500, rng)
    assert (ranks[:, 0] > ranks[:, 2]).all()


def test_explanations_refuse_what_is_not_known() -> None:
    """Unknown concepts and unknown preferences are refused."""
    model = load("chicken")
    with pytest.raises(DataError):
        explain_state(model, build_game(model), 0, "XYZ")
    with pytest.raises(DataError):
        explain_state(open_model(), build_game(open_model()), 0, CONCEPTS[0])
