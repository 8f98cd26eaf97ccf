"""Twenty kills at random moments."""

import pytest

from killing import killed_and_undisturbed

pytestmark = pytest.mark.soak


def test_twenty_kills_change_nothing(tmp_path):
    killed, calm, hit = killed_and_undisturbed(tmp_path, documents=2000, kills=20, seconds=0.02)
    assert killed == calm
    print(f"{hit} of 20 kills hit a run that was not done")
    assert hit >= 18
