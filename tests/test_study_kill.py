"""A run that is killed and resumed ends with the same ledger as one that is not."""

from pathlib import Path

import pytest

from killing import killed_and_undisturbed


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for workers in /proc")
def test_three_kills_change_nothing(tmp_path):
    killed, calm, hit = killed_and_undisturbed(tmp_path, documents=300, kills=3, seconds=0.02)
    assert killed == calm
    assert hit >= 2
    documents, records, left = calm
    assert (len(documents), left) == (300, 0)
    assert len(records) > 900
