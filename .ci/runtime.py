"""Constraints on stdin → those that a run of legation needs, without the development tools."""

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement


def key(name: str) -> str:
    """A project's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def closure(project: str) -> set[str]:
    """Names of everything that *project* requires here, directly or not, extras left out."""
    found: set[str] = set()
    todo: list[tuple[str, frozenset[str]]] = [(project, frozenset())]
    while todo:
        name, extras = todo.pop()
        if key(name) in found and not extras:
            continue
        found.add(key(name))
        try:
            lines = distribution(name).requires or ()
        except PackageNotFoundError:
            continue
        for wanted in map(Requirement, lines):
            environments = [{"extra": e} for e in extras | {""}]
            if wanted.marker is None or any(map(wanted.marker.evaluate, environments)):
                todo.append((wanted.name, frozenset(wanted.extras)))
    return found - {key(project)}


def main() -> None:
    """Print the entries that are needed."""
    needed = closure("legation")
    for entry in re.split(r"\n(?=\S)", sys.stdin.read()):
        if key(re.split(r"[=\s\[;]", entry, maxsplit=1)[0]) in needed:
            print(entry)


if __name__ == "__main__":
    main()
