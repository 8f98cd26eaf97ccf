"""The challenge model of Bueno de Mesquita, as named variants; never as *the* forecast.

Takes an `Issue`; returns rounds with positions, offers and risk exponents.  Equations after
Scholz, Calbert and Smith (2011), J. Theoretical Politics 23(4), cited by number; the published
descriptions leave open how support is counted, from whose view a challenge is weighed and which
offer is taken, and implementations differ from the first round on, so each reading has a name.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from legation.bargaining.issue import Issue
from legation.errors import DataError

Array = NDArray[np.float64]
Kind = Literal["confrontation", "compromise", "capitulation"]
_ORDER: Final[dict[Kind, int]] = {"confrontation": 0, "compromise": 1, "capitulation": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One reading of the model.

    `support`: "net", what third parties give to one side beyond what they give to the other, at
    least 0; "gross", all that they give to it (eq. 31).  `over`: divided by what they give to
    both sides of this "pair" (eq. 31), or to the sides of "all" pairs.  `votes`: by distance
    ("plain"), or by distance to the power of each one's "risk" exponent.  `view`: "each" weighs a
    dyad by each side's own expectation, "own" by the focal actor's view of both.  `choice`:
    "least" takes the offer that moves it least; "kind" the least costly kind first;
    "published" so too, but of compromises the one with the lowest mean of both positions, each
    counted by the expectation of its holder.  `q`: probability that things stay as they are if
    nobody challenges.
    """

    name: str
    support: Literal["net", "gross"] = "gross"
    over: Literal["pair", "all"] = "pair"
    votes: Literal["plain", "risk"] = "plain"
    view: Literal["each", "own"] = "each"
    choice: Literal["least", "kind", "published"] = "least"
    q: float = 1.0


VARIANTS: Final[dict[str, Variant]] = {
    v.name: v
    for v in (
        Variant(name="net-support", support="net", view="own", choice="kind"),
        Variant(name="scholz-equations"),
        Variant(name="scholz-equations-half", q=0.5),
        Variant(name="scholz-table-2", over="all", votes="risk", view="own", choice="published"),
    )
}
DEFAULT: Final = "net-support"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the actor `by` brings `to` to do: move to `position`."""

    to: str
    by: str
    kind: Kind
    position: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Positions at the end of a round, the offers taken in it and the risk exponents behind it."""

    positions: tuple[float, ...]
    median: float
    mean: float
    offers: tuple[Offer, ...] = ()
    risk: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeRun:
    """All rounds, the first of them the start; `stopped` says why there are no more."""

    variant: Variant
    names: tuple[str, ...]
    rounds: tuple[Round, ...]
    stopped: Literal["nobody moves", "rounds are up", "all agree"]


def run_challenge(issue: Issue, variant: str = DEFAULT, rounds: int = 8) -> ChallengeRun:
    """Play the challenge model for at most *rounds* rounds.

    Raises
    ------
    DataError
        For an unknown variant, or fewer than one round.
    """
    if variant not in VARIANTS:
        raise DataError(f"no variant {variant!r}; known: {', '.join(VARIANTS)}")
    if rounds < 1:
        raise DataError("at least one round must be played")
    names = tuple(a.name for a in issue.actors)
    table = _Table(issue, VARIANTS[variant])
    x = np.array([a.position for a in issue.actors])
    found = [Round(positions=tuple(x.tolist()), median=table.median(x), mean=table.mean(x))]
    stopped: Literal["nobody moves", "rounds are up", "all agree"] = "rounds are up"
    for _ in range(rounds):
        if np.ptp(x) == 0:
            stopped = "all agree"
            break
        risk = table.risk(x)
        offers = [o for i in range(len(x)) if (o := table.best_offer(i, x, risk)) is not None]
        if not offers:
            stopped = "nobody moves"
            break
        x = x.copy()
        for to, _, _, position in offers:
            x[to] = position
        found.append(
            Round(
                positions=tuple(x.tolist()),
                median=table.median(x),
                mean=table.mean(x),
                offers=tuple(
                    Offer(to=names[to], by=names[by], kind=kind, position=position)
                    for to, by, kind, position in offers
                ),
                risk=tuple(risk.tolist()),
            )
        )
    return ChallengeRun(
        variant=VARIANTS[variant], names=names, rounds=tuple(found), stopped=stopped
    )


def risk_exponents(issue: Issue, variant: str = DEFAULT) -> dict[str, float]:
    """Risk exponent of each actor at its first position, from 0.5 (averse) to 2 (acceptant).

    R_i = (2 S_i - max S - min S) / (max S - min S), S_i the sum of what the others expect from
    challenging i; r_i = (1 - R_i / 3) / (1 + R_i / 3) (eqs. 32 to 34).

    Raises
    ------
    DataError
        For an unknown variant, or if all stand at one position.
    """
    if variant not in VARIANTS:
        raise DataError(f"no variant {variant!r}; known: {', '.join(VARIANTS)}")
    x = np.array([a.position for a in issue.actors])
    if np.ptp(x) == 0:
        raise DataError("all actors stand at one position; nobody challenges anybody")
    risk = _Table(issue, VARIANTS[variant]).risk(x)
    return dict(zip([a.name for a in issue.actors], risk.tolist(), strict=True))


class _Table:
    """The constant parts of one issue under one variant; positions are handed in."""

    def __init__(self, issue: Issue, variant: Variant) -> None:
        self.variant = variant
        self.salience = np.array([a.salience for a in issue.actors])
        self.weight = self.salience * np.array([a.capability for a in issue.actors])
        low, high = issue.span
        self.range = high - low

    def mean(self, x: Array) -> float:
        return float(self.weight @ x / self.weight.sum())

    def median(self, x: Array) -> float:
        """The position held by somebody that beats the others in paired votes (the lowest)."""
        cost = np.abs(x[:, None] - x[None, :]) @ self.weight
        return float(x[np.isclose(cost, cost.min(), rtol=1e-12)].min())

    def win(self, x: Array, risk: Array) -> Array:
        """[i, j]: the probability that i wins against j with the third parties' support."""
        near = np.abs(x[:, None] - x[None, :]) / self.range  # [k, i]
        if self.variant.votes == "risk":
            near **= risk[:, None]
        votes = self.weight[:, None, None] * (near[:, None, :] - near[:, :, None])  # [k, i, j]
        given = np.abs(votes).sum(0)
        if self.variant.over == "all":
            given = np.full_like(given, given.sum())
        if self.variant.support == "net":
            won = np.maximum(votes.sum(0), 0)
        else:
            won = np.maximum(votes, 0).sum(0)
        result: Array = np.divide(won, given, out=np.zeros_like(won), where=given > 0)
        return result

    def expected(self, x: Array, risk: Array) -> Array:
        """[v, i, j]: what i may expect from challenging j, as v, with v's risk exponent, sees it.

        E = s_j (P u_s + (1 - P) u_f) + (1 - s_j) u_s - Q u_q - (1 - Q)(T u_b + (1 - T) u_w)
        (eqs. 5 to 7, 15, 16, 22 to 24), T = 1 if the median is nearer to i than j is.
        """
        d = np.abs(x[:, None] - x[None, :]) / self.range
        to_median = np.abs(x - self.median(x))[:, None] / self.range
        r, q = risk[:, None, None], self.variant.q
        win = self.win(x, risk)
        success, failure = _utility(0.5 - 0.5 * d, r), _utility(0.5 + 0.5 * d, r)
        shift = 0.25 * (to_median + d)
        better, worse = _utility(0.5 - shift, r), _utility(0.5 + shift, r)
        nearer = to_median < d
        idle = q * _utility(np.full_like(d, 0.5), r) + (1 - q) * np.where(nearer, better, worse)
        resist = self.salience[None, :]
        fight = resist * (win * success + (1 - win) * failure)
        result: Array = fight + (1 - resist) * success - idle
        return result

    def risk(self, x: Array) -> Array:
        """Risk exponents from the expectations of neutral actors."""
        neutral = np.ones(len(x))
        gains = self.expected(x, neutral)[0]
        np.fill_diagonal(gains, 0)
        threat = gains.sum(0)
        spread = threat.max() - threat.min()
        if spread == 0:
            return neutral
        basis = (2 * threat - threat.max() - threat.min()) / spread
        result: Array = (1 - basis / 3) / (1 + basis / 3)
        return result

    def best_offer(self, i: int, x: Array, risk: Array) -> tuple[int, int, Kind, float] | None:
        """(to, by, kind, position) of the offer that i takes, or None if it stays."""
        expected = self.expected(x, risk)
        found: list[tuple[float, tuple[int, int, Kind, float]]] = []
        for j in range(len(x)):
            if x[j] == x[i]:
                continue
            mine = float(expected[i, i, j])
            theirs = float(expected[i if self.variant.view == "own" else j, j, i])
            offer = _answer(mine, theirs, float(x[i]), float(x[j]))
            if offer is not None:
                cost = abs(offer[1] - x[i])
                if self.variant.choice == "published" and offer[0] == "compromise":
                    weight = abs(mine) + abs(theirs)
                    cost = (abs(mine) * x[i] + abs(theirs) * x[j]) / weight
                found.append((float(cost), (i, j, *offer)))
        if not found:
            return None
        if self.variant.choice == "least":
            return min(found, key=lambda o: (o[0], o[1][1]))[1]
        return min(found, key=lambda o: (_ORDER[o[1][2]], o[0], o[1][1]))[1]


def _utility(base: Array, exponent: Array) -> Array:
    result: Array = 2 - 4 * np.clip(base, 0, None) ** exponent
    return result


def _answer(mine: float, theirs: float, x: float, other: float) -> tuple[Kind, float] | None:
    """Where a dyad brings the weaker side: the octants of figure 6 in which i yields to j."""
    if theirs > mine > 0:
        return "confrontation", other
    if theirs > 0 > mine:
        if theirs > -mine:
            return "compromise", x + (other - x) * abs(mine / theirs)
        return "capitulation", other
    return None
