"""The fast engine against the definitions on at least 1,000 random models for every concept."""

import pytest

from test_games_oracle import check, check_coalitions, check_unknown

pytestmark = pytest.mark.soak


def test_a_thousand_random_models() -> None:
    """Nash, GMR, SMR, SEQ and SIM, weak and strong, and what implies what."""
    assert sum(check(seed) for seed in range(1000, 2200)) >= 1000


def test_a_thousand_models_with_unknown_preferences() -> None:
    """The four extensions."""
    assert sum(check_unknown(seed) for seed in range(3000, 4200)) >= 1000


def test_a_thousand_models_with_coalitions() -> None:
    """Every coalition of every model."""
    assert sum(check_coalitions(seed) for seed in range(5000, 6200)) >= 1000
