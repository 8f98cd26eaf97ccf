"""What several test files share: where things are, and how a missing browser is reported."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser; the test skips without one, or fails where one is required."""
    for name in CHROMIUM:
        if found := shutil.which(name):
            return found
    reason = f"no browser: none of {', '.join(CHROMIUM)} is installed"
    if os.environ.get("LEGATION_REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)
