"""Cause maps: words tied to variables, maps by holder, paths and loops checked by NetworkX."""

import random

import networkx as nx
import pytest

from legation.causes import (
    AUTHORS,
    CauseMap,
    Edge,
    Lexicon,
    cause_maps,
    lemma,
    loops,
    merge,
    net_sign,
    paths,
    strategies,
    tensions,
    triangles,
    wants,
)
from legation.causes.strategies import Act
from legation.causes.words import correlatives
from legation.errors import UsageError
from legation.records import (
    ActorRef,
    Citation,
    Claim,
    Concept,
    Condition,
    Interest,
    Mechanism,
    Span,
)

LEXICON = Lexicon(
    {
        "floods": ["flood", "-dry season", "high water"],
        "ferry": ["ferry", "ferry service"],
        "trust": ["trust", "-distrust"],
        "warnings": ["warning", "warn"],
    }
)
NORTH = ActorRef(id="NOR", name="Northland", text="Northland", party="Northland")
ISLES = ActorRef(id="ISL", name="Isles", text="the Isles", party="Isles")


def concept(text: str) -> Concept:
    return Concept(start=0, end=len(text), text=text, concept="x")


def mechanism(
    cause: str, effect: str, *, sign: str = "+", document: str = "d1", **more
) -> Mechanism:
    text = f"{cause} / {effect}"
    return Mechanism(
        coder="t.v1", citation=Citation(document=document, start=0, end=len(text), text=text),
        cause=concept(cause), effect=concept(effect), sign=sign, **more,
    )  # fmt: skip


def edge(cause: str, effect: str, sign: int = 1, mode: str = "causes") -> Edge:
    return Edge(cause=cause, effect=effect, sign=sign, mode=mode, assertions=())


def whole(*edges: Edge) -> CauseMap:
    return CauseMap(holders=("t",), edges=edges)


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "variable", "sign"),
    [
        ("the floods of spring", "floods", 1),
        ("A long dry season", "floods", -1),
        ("no flooding", "floods", -1),
        ("If they do not, floods will come", "floods", 1),  # the negation stands before a comma
        ("distrusted by all", "trust", -1),
        ("ferry services", "ferry", 1),
    ],
)
def test_a_text_is_tied_by_its_lemmas(text, variable, sign):
    tie = LEXICON.tie(text)
    assert tie is not None
    assert (tie.variable, tie.sign) == (variable, sign)


def test_what_speaks_of_no_variable_ties_to_none():
    assert LEXICON.tie("the harvest") is None


def test_more_words_win_and_a_list_ties_each():
    lexicon = Lexicon({"water": ["water"], "floods": ["high water"]})
    assert lexicon.tie("high waters").variable == "floods"
    assert [t.variable for t in LEXICON.ties("Floods, ferries and distrust")] == [
        "floods",
        "ferry",
        "trust",
    ]


def test_forms_of_a_word_share_a_lemma():
    assert len({lemma(w) for w in ("warns", "warned", "warning", "warn", "warnings")}) == 1


def test_a_second_correlative_is_a_pair_of_its_own():
    text = "more ferries; and the higher the water stands, the fewer warnings are heard"
    assert correlatives(text) == [("higher the water stands", "fewer warnings are heard", -1)]
    assert correlatives("more ferries and fewer floods") == []


# --- maps -------------------------------------------------------------------------------------


def test_each_holder_has_a_map_and_the_rest_is_named():
    told = [
        mechanism("floods", "the ferry", sign="-"),
        mechanism("the floods", "trust", held_by=ISLES),
        mechanism("the harvest", "trust"),
    ]
    maps, untied = cause_maps(told, LEXICON)
    assert set(maps) == {AUTHORS, "Isles"}
    (one,) = maps[AUTHORS].edges
    assert (one.cause, one.effect, one.sign, one.mode) == ("floods", "ferry", -1, "causes")
    assert [(u.cause, u.tied) for u in untied] == [("the harvest", (None, "trust"))]


def test_a_word_for_the_fall_turns_the_sign():
    maps, _ = cause_maps([mechanism("the dry season", "distrust")], LEXICON)
    assert maps[AUTHORS].edges[0].sign == 1  # both fall words: they move together


def test_contradictions_are_kept_and_counted():
    told = [
        mechanism("floods", "the ferry", document="d1"),
        mechanism("floods", "the ferry", document="d2"),
        mechanism("floods", "the ferry", sign="-", document="d3"),
    ]
    maps, _ = cause_maps(told, LEXICON)
    by_sign = {e.sign: e for e in maps[AUTHORS].edges}
    assert by_sign[1].asserted_by == ("d1", "d2")
    assert by_sign[1].denied_by == ("d3",)
    assert by_sign[-1].denied_by == ("d1", "d2")
    assert by_sign[1].probability() > by_sign[-1].probability()


def test_a_denying_claim_counts_against():
    text = "floods and the ferry"
    denial = Claim(
        coder="t.v1", citation=Citation(document="d9", start=0, end=len(text), text=text),
        speaker=NORTH, content=Span(start=0, end=len(text), text=text), polarity="deny",
    )  # fmt: skip
    sure = cause_maps([mechanism("floods", "the ferry")], LEXICON)[0][AUTHORS].edges[0]
    unsure = cause_maps([mechanism("floods", "the ferry")], LEXICON, denials=[denial])[0][
        AUTHORS
    ].edges[0]
    assert unsure.denied_by == ("d9",)
    assert unsure.probability() < sure.probability()


def test_a_hedge_makes_an_edge_less_likely():
    plain = mechanism("floods", "the ferry", confidence=0.8)
    hedged = mechanism("floods", "the ferry", confidence=0.8, hedge="perhaps")
    p, h = (cause_maps([m], LEXICON)[0][AUTHORS].edges[0].probability() for m in (plain, hedged))
    assert p == pytest.approx(1.8 / 2.8)
    assert h == pytest.approx(1.4 / 2.4)


def test_merging_says_whose_the_maps_are():
    told = [
        mechanism("floods", "the ferry"),
        mechanism("floods", "the ferry", sign="-", document="d2", held_by=ISLES),
    ]
    maps, _ = cause_maps(told, LEXICON)
    merged = merge(maps, [AUTHORS, "Isles"])
    assert merged.holders == (AUTHORS, "Isles")
    assert {(e.sign, e.denied_by) for e in merged.edges} == {(1, ("d2",)), (-1, ("d1",))}
    assert len(merge(maps, [AUTHORS]).edges) == 1
    with pytest.raises(UsageError, match="'Mars' has no map"):
        merge(maps, ["Mars"])


def test_modes_are_kept_apart():
    told = [mechanism("floods", "the ferry"), mechanism("floods", "the ferry", mode="justifies")]
    maps, _ = cause_maps(told, LEXICON)
    assert {e.mode for e in maps[AUTHORS].edges} == {"causes", "justifies"}
    assert [e.mode for e in maps[AUTHORS].only(["causes"]).edges] == ["causes"]


# --- paths and loops, against NetworkX ------------------------------------------------------------


def random_map(seed: int, n: int = 7, m: int = 14) -> CauseMap:
    rng = random.Random(seed)
    names = [f"v{i}" for i in range(n)]
    pairs = rng.sample([(a, b) for a in names for b in names if a != b], m)
    return whole(*(edge(a, b, rng.choice((1, -1))) for a, b in pairs))


def as_graph(cause_map: CauseMap) -> nx.DiGraph:
    graph = nx.DiGraph()
    for e in cause_map.edges:
        graph.add_edge(e.cause, e.effect, sign=e.sign)
    return graph


@pytest.mark.parametrize("seed", range(20))
def test_loops_are_those_of_networkx(seed):
    cause_map = random_map(seed)
    graph = as_graph(cause_map)
    theirs = set()
    for cycle in nx.simple_cycles(graph, length_bound=6):
        sign = 1
        for a, b in zip(cycle, cycle[1:] + cycle[:1], strict=True):
            sign *= graph[a][b]["sign"]
        at = cycle.index(min(cycle))
        theirs.add((tuple(cycle[at:] + cycle[:at]), "reinforcing" if sign > 0 else "balancing"))
    ours = [(x.path.concepts[:-1], x.kind) for x in loops(cause_map, limit=6)]
    assert len(ours) == len(set(ours))
    assert set(ours) == theirs


@pytest.mark.parametrize("seed", range(20))
def test_paths_are_those_of_networkx(seed):
    cause_map = random_map(seed)
    graph = as_graph(cause_map)
    if not {"v0", "v1"} <= set(graph):
        pytest.skip("the draw has no such ends")
    theirs = {tuple(p) for p in nx.all_simple_paths(graph, "v0", "v1", cutoff=5)}
    assert {p.concepts for p in paths(cause_map, "v0", "v1", limit=5)} == theirs


def test_net_signs():
    cause_map = whole(edge("a", "b"), edge("b", "c", -1), edge("a", "c", -1), edge("c", "d"))
    assert net_sign(paths(cause_map, "a", "c")) == -1
    assert net_sign(paths(whole(*cause_map.edges, edge("a", "d")), "a", "d")) is None
    assert net_sign(paths(cause_map, "d", "a")) == 0


# --- tensions and triangles ---------------------------------------------------------------------------


def test_a_tension_is_found_and_the_feared_comes_first():
    cause_map = whole(edge("storm", "fleet"), edge("storm", "homes", -1), edge("wind", "storm"))
    serves = {"Isles": {"fleet": 1, "homes": 1}}
    found = tensions(cause_map, serves)
    assert [(t.actor, t.variable) for t in found] == [("Isles", "storm"), ("Isles", "wind")]
    assert found[0].serves[0].label == "storm →+ fleet"
    assert found[0].harms[0].label == "storm →− homes"
    assert tensions(cause_map, serves, told={("Isles", "wind"): ["i1"]})[0].variable == "wind"
    assert tensions(whole(edge("storm", "fleet"), edge("storm", "homes")), serves) == []


def test_a_triangle_needs_both_sides():
    closeness = {"near_north": ("Isles", "Northland"), "near_south": ("Isles", "Southland")}
    offers = {"gifts_north": ("Northland", "Isles"), "gifts_south": ("Southland", "Isles")}
    both = whole(edge("near_north", "gifts_south"), edge("near_south", "gifts_north"))
    (one,) = triangles(both, closeness, offers)
    assert (one.between, set(one.sides)) == ("Isles", {"Northland", "Southland"})
    assert triangles(whole(edge("near_north", "gifts_south")), closeness, offers) == []
    away = whole(edge("near_north", "gifts_south", -1), edge("near_south", "gifts_north"))
    assert triangles(away, closeness, offers) == []


# --- strategies ---------------------------------------------------------------------------------------


def test_strategies_come_from_conditions_mechanisms_and_means():
    act = {"warnings": Act(by="Northland", type="THREATEN", towards="Isles")}
    if_, then = "the ferry sails", "Northland will warn the Isles"
    text = f"If {if_}, {then}"
    condition = Condition(
        coder="t.v1", citation=Citation(document="d1", start=0, end=len(text), text=text),
        if_=Span(start=0, end=len(if_), text=if_), then=Span(start=0, end=len(then), text=then),
        actors=(NORTH, ISLES),
    )  # fmt: skip
    interest = Interest(
        coder="t.v1", citation=Citation(document="d2", start=0, end=5, text="trust"),
        actor=NORTH, issue=Span(start=0, end=5, text="trust"), direction="seek",
    )  # fmt: skip
    cause_map = whole(edge("floods", "warnings"), edge("warnings", "trust", -1))
    found = strategies(
        cause_map, act, told=[condition], wanted=wants([interest], LEXICON), lexicon=LEXICON
    )
    assert {(s.basis, s.variable, s.direction, s.sign) for s in found} == {
        ("stated condition", "ferry", 1, 1),
        ("told mechanism", "floods", 1, 1),
        ("means to an end", "trust", -1, -1),  # warnings cost trust: when it falls, fewer of them
    }
    assert all(s.evidence for s in found if s.basis != "told mechanism")
    stranger = {"warnings": Act(by="Southland", type="THREATEN", towards="Isles")}
    found = strategies(cause_map, stranger, told=[condition], wanted=[], lexicon=LEXICON)
    assert {s.basis for s in found} == {"told mechanism"}
