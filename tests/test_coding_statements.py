"""Minimal pairs of statements and states: what must come out of a sentence, and what must not."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from legation.coding import load_coder
from statement_coding import reading

PAIRS = sorted(Path(__file__).with_name("pairs").joinpath("statements").glob("*.toml"))
CODERS = ("claims.v1", "memberships.v1", "statuses.v1", "predictions.v1", "ties.v1", "signals.v1")
ACTORS = frozenset(
    {"speaker", "member", "organisation", "holder", "granted_by", "a", "b", "sender", "made_by"}
)
TEXTS = frozenset({"content", "meaning", "value", "hedge", "kind"})


def load() -> list[Any]:
    found = []
    for path in PAIRS:
        for pair in tomllib.loads(path.read_text(encoding="utf-8"))["pair"]:
            marks = [pytest.mark.xfail(strict=True)] if pair.get("weak") else []
            found.append(pytest.param(pair, id=f"{path.stem}: {pair['text'][:60]}", marks=marks))
    return found


def code(text: str) -> list[Mapping[str, Any]]:
    """Every record of the statement coders, as printed."""
    found = reading(text)
    return [r.to_json() for name in CODERS for r in load_coder(name)(found)]


def agrees(record: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(_field(record.get(key), key, value) for key, value in wanted.items())


def _field(found: Any, key: str, wanted: Any) -> bool:
    if key == "quantities":
        values = [q["value"] for q in found]
        return values == [] if wanted == "" else float(wanted) in values
    if key == "audience":
        return any(_named(ref, wanted) for ref in found)
    if key in ACTORS:
        return found is not None and _named(found, wanted)
    if key in TEXTS:
        text = found["text"] if isinstance(found, Mapping) else found or ""
        return wanted.lower() in text.lower() if wanted else not text
    if key in {"start", "end", "horizon"}:
        return (found or "").startswith(wanted)
    return bool(found == wanted)


def _named(ref: Mapping[str, Any], wanted: str) -> bool:
    names = [ref["name"], ref["party"] or "", ref["text"], *ref["aliases"]]
    return any(wanted.lower() in name.lower() for name in names)


@pytest.mark.parametrize("pair", load())
def test_minimal_pair(pair: Mapping[str, Any]) -> None:
    records = code(pair["text"])
    told = [(r["record"], r["citation"]["text"]) for r in records]
    for wanted in pair.get("want", ()):
        assert any(agrees(r, wanted) for r in records), f"{wanted} is not among {told}"
    for unwanted in pair.get("never", ()):
        assert not any(agrees(r, unwanted) for r in records), f"{unwanted} came out of {told}"


def test_there_are_enough_pairs_of_both_signs() -> None:
    pairs = [p.values[0] for p in load()]
    assert len(pairs) >= 200
    assert sum("never" in p for p in pairs) >= 80
