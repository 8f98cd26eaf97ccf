"""Signed cause maps by holder: paths, loops, tensions; played forward; hypotheses that compete.

Mechanism records and words of variables in; frozen findings with their evidence out.  See
docs/system.md.
"""

from legation.causes.fuzzy import ACTIVATIONS, RULES, Run, next_state, run_map
from legation.causes.graph import (
    Loop,
    Path,
    Tension,
    Triangle,
    loops,
    net_sign,
    paths,
    tensions,
    triangles,
)
from legation.causes.hypotheses import Found, Ranking, Row, inconsistency, rank
from legation.causes.maps import (
    AUTHORS,
    MODES,
    Assertion,
    CauseMap,
    Edge,
    Untied,
    cause_maps,
    holder_of,
    merge,
)
from legation.causes.play import (
    MOVED,
    Arc,
    Array,
    Direction,
    Doubt,
    Engine,
    Play,
    Strike,
    arcs_of,
    draw,
    play,
    with_rules,
)
from legation.causes.qualitative import Response, loop_response, permanent, spread_signs
from legation.causes.strategies import Act, Strategy, Want, party, strategies, wants
from legation.causes.words import Lexicon, Tie, lemma

__all__ = [
    "ACTIVATIONS",
    "AUTHORS",
    "MODES",
    "MOVED",
    "RULES",
    "Act",
    "Arc",
    "Array",
    "Assertion",
    "CauseMap",
    "Direction",
    "Doubt",
    "Edge",
    "Engine",
    "Found",
    "Lexicon",
    "Loop",
    "Path",
    "Play",
    "Ranking",
    "Response",
    "Row",
    "Run",
    "Strategy",
    "Strike",
    "Tension",
    "Tie",
    "Triangle",
    "Untied",
    "Want",
    "arcs_of",
    "cause_maps",
    "draw",
    "holder_of",
    "inconsistency",
    "lemma",
    "loop_response",
    "loops",
    "merge",
    "net_sign",
    "next_state",
    "party",
    "paths",
    "permanent",
    "play",
    "rank",
    "run_map",
    "spread_signs",
    "strategies",
    "tensions",
    "triangles",
    "wants",
    "with_rules",
]
