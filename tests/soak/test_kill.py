"""Twenty kills at random moments."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from killing import killed_and_undisturbed

pytestmark = pytest.mark.soak


def test_twenty_kills_change_nothing(tmp_path):
    killed, calm, hit = killed_and_undisturbed(tmp_path, documents=2000, kills=20, seconds=0.02)
    assert killed == calm
    print(f"{hit} of 20 kills hit a run that was not done")
    assert hit >= 18
