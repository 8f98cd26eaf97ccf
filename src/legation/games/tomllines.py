"""Where in a TOML text each table and key stands.

Takes the text; returns a table from a path of keys and places, such as
("decision_maker", 0, "option", 1, "name"), to the line number, from 1.  The text must already
have been read without error by `tomllib`; dotted headers and keys and multi-line values are
followed, inline tables are located at their own line.
"""

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
)
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_TRIPLE = re.compile(r"\"\"\"|'''")
_NOISE = re.compile(r""""(?:\\.|[^"\\])*"|'[^']*'|#.*""")


def toml_lines(text: str) -> dict[Path, int]:
    r"""Line of every table header and key.

    Examples
    --------
    >>> lines = toml_lines("[[a]]\nx = 1\n[[a]]\nx = [\n  2]\ny = 3\n")
    >>> lines["a", 1, "x"], lines["a", 1, "y"], lines["a", 0]
    (4, 6, 1)
    """
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    depth, quote = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if quote or depth:
            depth, quote = _after(line, depth, quote)
            continue
        if header := _HEADER.match(line):
            here = _table(header, counts)
            found.setdefault(here, number)
        elif key := _KEY.match(line):
            found.setdefault(here + _names(key[1]), number)
            depth, quote = _after(line[key.end() :], 0, "")
    return found


def _names(dotted: str) -> Path:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _table(header: re.Match[str], counts: dict[Path, int]) -> Path:
    path: Path = ()
    names = _names(header[2])
    for place, name in enumerate(names):
        path += (name,)
        if header[1] == "[[" and place == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
            path += (counts[path],)
            for other in [p for p in counts if len(p) > len(path) and p[: len(path)] == path]:
                del counts[other]
        elif path in counts:
            path += (counts[path],)
    return path


def _after(line: str, depth: int, quote: str) -> tuple[int, str]:
    """Open brackets and the open triple quote after *line*."""
    if quote:
        end = line.find(quote)
        return (depth, quote) if end < 0 else _after(line[end + 3 :], depth, "")
    if triple := _TRIPLE.search(line):
        before = _NOISE.sub("", line[: triple.start()])
        depth += _opened(before)
        return _after(line[triple.end() :], depth, triple[0])
    return depth + _opened(_NOISE.sub("", line)), ""


def _opened(text: str) -> int:
    return sum(text.count(c) for c in "[{") - sum(text.count(c) for c in "]}")


def line_of(lines: Mapping[Path, int], path: Path) -> int | None:
    """The line of *path*, or of the nearest thing around it."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None
