"""Where in a TOML text each table and key stands: paths of keys and places to line numbers.

Enough for the flat files of this room: headers of bare names, bare keys at the start of a line;
what stands inside an inline table or a long list is found at the line of its key.
"""

import re
from typing import Final

Path = tuple[str | int, ...]
_HEADER: Final = re.compile(r"\s*(\[\[?)([\w.-]+)\]\]?")
_KEY: Final = re.compile(r"\s*([\w-]+)\s*=")


def toml_lines(text: str) -> dict[Path, int]:
    r"""Line of every table header and key, from 1.

    >>> found = toml_lines("[[a]]\nx = 1\n[[a.b]]\ny = 2\n[[a]]\n[[a.b]]\ny = 3\n")
    >>> found["a", 0, "x"], found["a", 0, "b", 0, "y"], found["a", 1, "b", 0, "y"]
    (2, 4, 7)
    """
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            here = _table(header[2].split("."), header[1] == "[[", counts)
            found.setdefault(here, number)
        elif key := _KEY.match(line):
            found.setdefault((*here, key[1]), number)
    return found


def _table(names: list[str], counted: bool, counts: dict[Path, int]) -> Path:
    path: Path = ()
    for place, name in enumerate(names):
        path += (name,)
        if counted and place == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path += (counts[path],)
    return path
