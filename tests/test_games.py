"""Model files, states, preferences, the named cases of the literature, and bad model files."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import games_oracle as oracle
from legation.errors import DataError, ModelFileError
from legation.games import (
    DecisionMaker,
    Infeasibility,
    Model,
    Option,
    Preferences,
    Statement,
    build_game,
    feasible_states,
    read_cases,
    read_model,
    solution_estimate,
    solution_json,
    solve_game,
    write_model,
)
from legation.games.statements import parse_statement
from legation.games.tomllines import toml_lines

CASES = Path(__file__).parent / "data" / "games"
SEQ = {
    "cuban": [4, 5, 6],
    "elmira": [8, 9, 18, 21, 24, 25],
    "elmira-graph": ["s5", "s8", "s9"],
    "prisoners-dilemma": [0, 3],
    "chicken": [1, 2],
    "korea-2017": [0, 5, 10],
    "garrison": [36, 41, 74, 148, 153, 276, 281],
}
NASH = {
    "cuban": [5],
    "elmira": [8, 9, 18, 21, 24, 25],
    "elmira-graph": ["s5", "s8", "s9"],
    "prisoners-dilemma": [0],
    "chicken": [1, 2],
    "korea-2017": [0, 5],
    "garrison": [36, 41, 74, 148, 153, 276, 281],
}
GMR = {
    "cuban": [0, 1, 2, 4, 5, 6, 7],
    "elmira": [2, 5, 8, 9, 18, 21, 24, 25],
    "elmira-graph": ["s1", "s4", "s5", "s8", "s9"],
    "prisoners-dilemma": [0, 3],
    "chicken": [1, 2, 3],
    "korea-2017": [0, 4, 5, 10, 12],
    "garrison": [36, 41, 42, 52, 58, 68, 74, 84, 89, 90, 148, 153, 154, 276, 281],
}
SIM = {
    "cuban": [5],
    "elmira": [8, 9, 18, 21, 24, 25],
    "prisoners-dilemma": [0, 3],
    "chicken": [1, 2, 3],
    "korea-2017": [0, 4, 5, 10],
    "garrison": [36, 41, 74, 148, 153, 276, 281],
}


def load(name: str) -> Model:
    """A named case of the literature."""
    path = CASES / f"{name}.toml"
    return read_model(path.read_text(encoding="utf-8"), path.name)


@pytest.mark.parametrize("name", sorted(SEQ))
def test_named_cases(name: str) -> None:
    """Equilibria of the literature's cases under every concept."""
    model = load(name)
    assert model.citation or name == "chicken"
    found = solution_json(model, solve_game(build_game(model)))["equilibria"]
    assert found["Nash"] == NASH[name]
    assert found["SEQ"] == SEQ[name]
    assert found["GMR"] == GMR[name]
    assert found["SMR"] == GMR[name]  # the two agree in all of these
    assert found.get("SIM") == SIM.get(name)


def test_published_cases_of_the_shared_folder(shared: Callable[[str], Path]) -> None:
    """Every equilibrium and stability of the cases that were checked elsewhere."""
    path = shared("data/strategy/graph_model_cases.json")
    text = path.read_text(encoding="utf-8")
    for model, case in zip(read_cases(text, path.name), json.loads(text), strict=True):
        found = solution_json(model, solve_game(build_game(model)))
        assert found["equilibria"] == case["equilibria"]
        assert found["stable_for"] == case["stable_for"]


def test_all_strict_two_by_two_games() -> None:
    """All 576 against the definitions, every concept."""
    orders = list(itertools.permutations(range(4)))
    for row, column in itertools.product(orders, orders):
        text = json.dumps(
            {
                "id": "game",
                "decision_makers": [
                    {"name": "Row", "options": ["a"]},
                    {"name": "Col", "options": ["b"]},
                ],
                "options": [{"name": "a", "bit": 1}, {"name": "b", "bit": 2}],
                "infeasible_patterns": [],
                "preferences_best_first": {"Row": row, "Col": column},
            }
        )
        solution = solve_game(build_game(read_cases(text)[0]))
        orders_of = (row, column)
        slow = oracle.Plain(
            n=4,
            moves=[[{1}, {0}, {3}, {2}], [{2}, {3}, {0}, {1}]],
            better=lambda i, s, t, o=orders_of: o[i].index(s) < o[i].index(t),
            greatly=lambda i, s, t: False,  # noqa: ARG005 - the signature of a comparison
            unknown=lambda i, s, t: False,  # noqa: ARG005
            chance=[False, False],
            codes=range(4),
        )
        for concept, rows in solution.stable.items():
            for i, stable in enumerate(rows):
                expected = [oracle.stable(slow, i, s, concept) for s in range(4)]
                assert stable.tolist() == expected, (row, column, concept, i)


@pytest.mark.parametrize("name", sorted(SEQ))
def test_written_models_read_back(name: str) -> None:
    """A model survives writing and reading."""
    model = load(name)
    assert read_model(write_model(model)) == model


def test_a_rich_model_reads_back() -> None:
    """Every kind of part survives writing."""
    text = RICH
    model = read_model(text, "rich.toml")
    again = read_model(write_model(model))
    assert again == model
    assert model.evidence == ("r1", "r2", "r5", "r3", "r4")
    assert "at most one of host, expel" in model.judgements


RICH = """\
[model]
name = "rich"
version = "2022-12-31"
status_quo = "NNNN"
limit = 4096

[[decision_maker]]
name = "State"
great_gap = 1.5

[[decision_maker.option]]
name = "recognise"
moves = "forward"
evidence = ["r1"]
one_way_evidence = ["r2"]

[[decision_maker.option]]
name = "host"

[[decision_maker.weight]]
say = "recognise if reform"
weight = 2.0
evidence = ["r3"]
basis = "attributed"

[[decision_maker]]
name = "Movement"
unknown = [["NNNN", "NNYN"]]

[[decision_maker.option]]
name = "reform"

[[decision_maker.option]]
name = "expel"

[[decision_maker.statement]]
say = "recognise"
strength = "greatly"
evidence = ["r4", "r1"]

[[decision_maker.statement]]
say = "not reform iff host"
tier = 1

[[decision_maker.statement]]
say = "not expel"
tier = 1

[[decision_maker]]
name = "Nature"
chance = true

[[infeasible]]
exclusive = ["host", "expel"]

[[infeasible]]
say = "recognise and expel"
evidence = ["r5"]
"""


def test_statements_follow_their_words() -> None:
    """`if` is false only where its condition holds and it does not; brackets and signs work."""
    bits = {"a": 1, "b": 2, "A B": 4, "1": 1}
    codes = np.arange(8)
    assert parse_statement("a if b", bits).holds(codes).tolist() == [
        bool(c & 1) or not c & 2 for c in range(8)
    ]
    assert parse_statement("not (a or b) and 'A B'", bits).holds(codes).tolist() == [
        c == 4 for c in range(8)
    ]
    assert parse_statement("a iff -b", bits).holds(codes).tolist() == [
        bool(c & 1) != bool(c & 2) for c in range(8)
    ]
    assert parse_statement('1 & !b | "A B"', bits).bits == 7
    for wrong in ("", "a and", "(a", "a b", "c", "and", "'a"):
        with pytest.raises(ModelFileError):
            parse_statement(wrong, bits)


def simple(preferences: Preferences, **more: object) -> Model:
    """Two options of one who wants something and one of another who is indifferent."""
    return Model(
        name="simple",
        decision_makers=(
            DecisionMaker(name="A", preferences=preferences),
            DecisionMaker(name="B", preferences=Preferences(form="ranking", ranking=(("---",),))),
        ),
        options=(Option(name="x", by="A"), Option(name="y", by="A"), Option(name="z", by="B")),
        **more,  # type: ignore[arg-type]
    )


def test_priorities_rank_lexicographically() -> None:
    """A statement outweighs all below it; what is equal in all is equally good."""
    wants = Preferences(form="statements", statements=(Statement(say="x"), Statement(say="z")))
    game = build_game(simple(wants))
    assert game.orders[0].rank.tolist() == [0, 2, 0, 2, 1, 3, 1, 3]
    forty = (*[Statement(say="x")] * 70, Statement(say="y"))
    game = build_game(simple(Preferences(form="statements", statements=forty)))
    assert game.orders[0].rank.tolist() == [0, 2, 1, 3] * 2


def test_strength_separates_strong_from_weak() -> None:
    """Row's betrayal is deterred, strongly only if what follows is greatly worse."""
    text = (CASES / "chicken.toml").read_text(encoding="utf-8")
    mild = read_model(text)
    harsh = read_model(text.replace('["NY", "YY", "YN", "NN"]', '["NY", "YY", "YN", ">>", "NN"]'))
    assert not solve_game(build_game(mild)).strong
    solution = solve_game(build_game(harsh))
    assert solution.strong["GMR"][0].tolist() == [False, True, True, True]
    assert solution.stable["GMR"][0].tolist() == [False, True, True, True]
    assert solution.strong["SEQ"][0].tolist() == [False, True, True, False]
    soft = read_model(text.replace('["NY", "YY", "YN", "NN"]', '["NY", ">>", "YY", "YN", "NN"]'))
    assert solve_game(build_game(soft)).strong["GMR"][0].tolist() == [False, True, True, False]


def test_forty_options_with_exclusions_are_read() -> None:
    """Infeasibilities are applied while options are added, not afterwards."""
    names = [f"o{k}" for k in range(40)]
    model = Model(
        name="forty",
        decision_makers=(DecisionMaker(name="A"),),
        options=tuple(Option(name=n, by="A") for n in names),
        infeasible=(Infeasibility(exclusive=tuple(names)), Infeasibility(required=tuple(names))),
    )
    assert feasible_states(model).codes.tolist() == [1 << k for k in range(40)]


def test_case_form_is_read_liberally() -> None:
    """Listed states stand in for patterns; bits may come in another order."""
    case = {
        "id": "odd",
        "decision_makers": ["A", "B"],
        "options": [
            {"name": "p", "bit": 2, "decision_maker": "A", "permitted_direction": "forward"},
            {"name": "q", "bit": 1, "decision_maker": "B"},
        ],
        "states": [{"decimal": 0}, {"decimal": 2}, {"decimal": 3}],
        "preferences_best_first": {"A": [2, [0, 3]], "B": [0, 3, 2]},
    }
    model = read_cases(json.dumps([case]))[0]
    game = build_game(model)
    assert game.space.codes.tolist() == [0, 2, 3]
    assert game.movers[0].targets(1).tolist() == []
    assert solution_json(model, solve_game(game))["stable_for"]["Nash"] == {
        "A": [2, 3],
        "B": [0, 3],
    }


def test_estimate_carries_how_it_came_about() -> None:
    """A solved model becomes a record with parameters, evidence and its day."""
    model = load("cuban")
    estimate = solution_estimate(model, solve_game(build_game(model)))
    assert estimate.as_of == "1962-10-22"
    assert estimate.value["equilibria"]["SEQ"] == [4, 5, 6]
    assert "US's ranking" in estimate.parameters["judgements"]
    assert estimate.id == solution_estimate(model, solve_game(build_game(model))).id


def test_what_cannot_be_computed_is_refused() -> None:
    """Unknown concepts and unknown preferences name what is possible."""
    game = build_game(load("elmira-graph"))
    with pytest.raises(DataError, match="possible here: Nash, GMR, SMR, SEQ"):
        solve_game(game, ["SIM"])
    with pytest.raises(DataError, match="unknown"):
        solve_game(build_game(simple(Preferences())))


def test_toml_lines_follow_nested_tables_and_long_values() -> None:
    """Keys after multi-line arrays and strings are found on their own line."""
    text = '[a]\nx = [ # [\n "]",\n]\ns = """\n[b]\ny = 1\n"""\n[[a.c]]\nk = 1\n[[a.c]]\nk = 2\n'
    lines = toml_lines(text)
    assert lines["a", "x"] == 2
    assert lines["a", "s"] == 5
    assert ("b",) not in lines
    assert lines["a", "c", 1, "k"] == 12


BAD = [
    ('name = "rich"', "name = rich", 2, "no TOML"),
    ("limit = 4096", "limit = 3", 11, "limit of 3"),
    ('status_quo = "NNNN"', 'status_quo = "NNN"', 4, "no pattern of 4 letters"),
    ('status_quo = "NNNN"', 'status_quo = "-NNN"', 4, "is 2 feasible states"),
    ('say = "recognise if reform"', 'say = "recognise if reforms"', 21, "no option 'reforms'"),
    ('say = "recognise if reform"', 'say = "recognise and expel"', 21, "impossible"),
    ('say = "recognise if reform"', 'say = "recognise and"', 21, "it ends where"),
    ("weight = 2.0", 'weight = "much"', 22, "wrong type"),
    ("weight = 2.0\n", "", 20, "'weight' is missing"),
    ("chance = true", "chanse = true", 51, "unknown key 'chanse'"),
    ('exclusive = ["host", "expel"]', 'exclusive = ["host", "expell"]', 54, "no option 'expell'"),
    (
        'say = "recognise and expel"',
        'say = "recognise or not recognise"',
        57,
        "no state is feasible",
    ),
    ('basis = "attributed"', 'basis = "guessed"', 24, "not one of"),
    ('moves = "forward"', 'moves = "onward"', 13, "not one of"),
    ('exclusive = ["host", "expel"]', 'say = "host"\nrequired = ["host"]', 53, "give one of"),
    ('strength = "greatly"\n', "", 0, ""),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), BAD)
def test_bad_model_files_name_their_line(old: str, new: str, line: int, words: str) -> None:
    """One clear error, with the file's line; what is no fault raises none."""
    assert old in RICH

    def whole() -> None:
        from legation.games import status_quo

        model = read_model(RICH.replace(old, new), "bad.toml")
        status_quo(model, build_game(model).space)

    if not words:
        whole()
        return
    with pytest.raises(ModelFileError, match=words) as caught:
        whole()
    assert caught.value.line == line
    assert str(caught.value).startswith(f"bad.toml:{line}: ")
    assert "\n" not in str(caught.value)


def test_greatly_below_mildly_is_refused() -> None:
    """What counts greatly comes first."""
    text = RICH.replace('strength = "greatly"\n', "").replace(
        'say = "not expel"\n', 'say = "not expel"\nstrength = "greatly"\n'
    )
    with pytest.raises(ModelFileError, match="marked greatly") as caught:
        build_game(read_model(text, "bad.toml"))
    assert caught.value.line == 45


def test_a_cycle_in_comparisons_names_the_line_that_closes_it() -> None:
    """NY > YY > YN > NY, the last of them on its line."""
    text = (CASES / "chicken.toml").read_text(encoding="utf-8")
    text = text.replace('prefer = "NY"\nover = "NN"', 'prefer = "NY"\nover = "YN"')
    with pytest.raises(ModelFileError, match="cycle: 2 > 1 > 3 > 2") as caught:
        build_game(read_model(text, "cycle.toml"))
    assert caught.value.line == 1 + text.splitlines().index('prefer = "NY"')


def test_a_ranking_must_hold_each_state_once() -> None:
    """Twice is a cycle; a state left out is named, and `rest` says what holds of it."""
    text = (CASES / "chicken.toml").read_text(encoding="utf-8")
    line = 12
    with pytest.raises(ModelFileError, match="twice: a cycle") as caught:
        build_game(read_model(text.replace('"YN", "NN"]', '"YN", "NY", "NN"]'), "c.toml"))
    assert caught.value.line == line
    short = text.replace('"YN", "NN"]', '"YN"]')
    with pytest.raises(ModelFileError, match="leaves out 1 feasible states, first 0") as caught:
        build_game(read_model(short, "c.toml"))
    assert caught.value.line == line
    assert not build_game(read_model(short.replace('"YN"]', '"YN"]\nrest = "unknown"'))).complete
    worst = build_game(read_model(short.replace('"YN"]', '"YN"]\nrest = "worst"')))
    assert worst.orders[0].rank.tolist() == [0, 1, 3, 2]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"preferences_best_first": {"A": [0, 1]}}, "'B' has no preferences"),
        ({"options": 3}, "another shape"),
        ({"options": [{"name": "p", "permitted_direction": "up"}, {"name": "q"}]}, "not both"),
        ({"infeasible_patterns": ["Y"]}, "no pattern of 2 letters"),
        ({"infeasible_patterns": ["--"]}, "no state is feasible"),
        ({"preferences_best_first": {"A": [0, 1, 2], "B": [0, 1, 2, 3]}}, "leaves out"),
    ],
)
def test_bad_cases_are_refused_with_a_line(change: dict[str, object], words: str) -> None:
    """The case form has one clear error too."""
    case = {
        "id": "case",
        "decision_makers": [{"name": "A", "options": ["p"]}, {"name": "B", "options": ["q"]}],
        "options": [{"name": "p"}, {"name": "q"}],
        "infeasible_patterns": [],
        "preferences_best_first": {"A": [0, 1, 2, 3], "B": [0, 1, 2, 3]},
    }
    with pytest.raises(ModelFileError, match=words) as caught:
        build_game(read_cases(json.dumps(case | change, indent=1), "case.json")[0])
    assert caught.value.line
    assert caught.value.path == "case.json"


def test_text_that_is_no_json_names_its_line() -> None:
    """The parser's own line is handed on."""
    with pytest.raises(ModelFileError, match="no JSON") as caught:
        read_cases('{\n"id": \n}', "case.json")
    assert caught.value.line == 3


def test_four_concepts_at_4096_states_are_quick() -> None:
    """Twelve options, three decision makers: well under a tenth of a second of processor time."""
    import time

    text = ["[model]", 'name = "large"']
    for i in range(3):
        text += ["[[decision_maker]]", f'name = "d{i}"']
        for k in range(4):
            text += ["[[decision_maker.option]]", f'name = "o{4 * i + k}"']
        for k in range(12):
            sign = "not " if (k * (i + 2)) % 3 else ""
            text += ["[[decision_maker.statement]]", f'say = "{sign}o{(5 * k + i) % 12}"']
    game = build_game(read_model("\n".join(text)))
    assert len(game.space) == 4096
    times = []
    for _ in range(5):
        start = time.process_time()
        solve_game(game, ["Nash", "GMR", "SMR", "SEQ"])
        times.append(time.process_time() - start)
    assert min(times) < 0.1


def test_the_model_file_of_the_docs_is_one(root: Path) -> None:
    """What docs/games.md shows can be solved as it stands."""
    page = (root / "docs" / "games.md").read_text(encoding="utf-8")
    text = page.split("```toml\n")[1].split("```")[0]
    model = read_model(text, "docs/games.md")
    assert solve_game(build_game(model)).equilibria("SEQ")
    assert read_model(write_model(model)) == model
