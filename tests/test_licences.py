"""Whoever installs legation takes on no copyleft: every package in its closure is permissive."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

import pytest
from packaging.requirements import Requirement

PERMISSIVE = re.compile(
    r"\b(MIT|0?BSD|ISC|Apache|PSF|Python Software Foundation|MPL|Mozilla|Zlib|CC0|CNRI|LLVM|"
    r"Unlicense|HPND)\b|BSD-\d",
    re.IGNORECASE,
)
COPYLEFT = re.compile(r"\b[AL]?GPL|GNU|\bEUPL|\bSSPL|\bCC-BY-(SA|NC)", re.IGNORECASE)


def closure(project: str) -> dict[str, Distribution]:
    """Every package that a run of *project* may load, its optional extras included."""
    found: dict[str, Distribution] = {}
    todo: list[tuple[str, frozenset[str]]] = [(project, frozenset({"cluster"}))]
    while todo:
        name, extras = todo.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in found and not extras:
            continue
        try:
            found[key] = distribution(name)
        except PackageNotFoundError:
            continue  # a requirement of another platform
        todo.extend(needed(found[key], extras))
    return found


def needed(dist: Distribution, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """What a package requires here."""
    for line in dist.requires or ():
        wanted = Requirement(line)
        environments = [{"extra": e} for e in extras | {""}]
        if wanted.marker is None or any(wanted.marker.evaluate(e) for e in environments):
            yield wanted.name, frozenset(wanted.extras)


def licence(dist: Distribution) -> str:
    """What a package says of its licence: the expression, else classifiers and the first line."""
    told = dist.metadata
    if expression := told.get("License-Expression"):
        return str(expression)
    classified = [
        c.rpartition("::")[2].strip()
        for c in told.get_all("Classifier") or ()
        if c.startswith("License ::")
    ]
    return " AND ".join([*classified, (told.get("License") or "").partition("\n")[0][:80]])


def acceptable(text: str) -> bool:
    """Whether one of the choices that a licence offers is permissive throughout.

    >>> acceptable("MIT"), acceptable("GPL-3.0-only"), acceptable("MPL-1.1 OR GPL-2.0-only")
    (True, False, True)
    >>> acceptable("MIT AND LGPL-2.1-or-later"), acceptable("")
    (False, False)
    """
    choices = re.split(r"\s+OR\s+", text)
    return any(PERMISSIVE.search(c) and not COPYLEFT.search(c) for c in choices)


PACKAGES = closure("legation")


def test_the_closure_is_whole():
    assert {"legation", "spacy", "thinc", "starlette", "trafilatura", "tld", "dask"} <= set(
        PACKAGES
    )


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_is_permissive(name):
    said = licence(PACKAGES[name])
    assert acceptable(said), f"{name}: {said!r}"
