"""What the browser tests share: a server over a folder, and a page looked at in every width and scheme."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERVE = "import sys; from legation.cli import main; sys.exit(main(['serve', '--port', '0']))"
LOOKS = [(width, scheme) for width in (1440, 390) for scheme in ("light", "dark")]
TWO_LOOKS = [LOOKS[0], LOOKS[-1]]  # each width and each scheme once


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The link that `legation serve` prints, on a line of its own."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVE], cwd=folder, stdout=subprocess.PIPE, text=True
    ) as server:
        yield server.stdout.readline().strip()
        server.send_signal(2)
        assert server.wait(timeout=10) in (0, 130)


def assert_fit_for_all(page: Page, path: str, looks: Sequence[tuple[int, str]] = LOOKS) -> None:
    """No serious fault of accessibility, and nothing wider than the window, in each look."""
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        serious = [v for v in found if v["impact"] in ("serious", "critical")]
        told = [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in serious]
        assert not told, f"{path}, {width} {scheme}: {told}"
        fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert fits, f"{path}, {width} {scheme}"
