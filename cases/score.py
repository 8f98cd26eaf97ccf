"""Score coded records against what a case expects, and its twins against what they must not say.

    legation code CASE/documents/* --format jsonl > coded.jsonl
    python cases/score.py CASE coded.jsonl
    python cases/score.py CASE --twins > twins.jsonl       # the twins, as documents to code
    python cases/score.py CASE --twins twins-coded.jsonl   # what became of them

The head of the reference case's EXPECTED.toml says how a row is met.
"""

import argparse
import json
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

Record = Mapping[str, Any]
Row = Mapping[str, Any]

ACTORS: Final = frozenset(
    {
        "a", "b", "actor", "audience", "granted_by", "held_by", "holder", "made_by", "member",
        "organisation", "over", "sender", "speaker", "target", "used_by",
    }
)  # fmt: skip
TEXTS: Final = frozenset(
    {"cause", "content", "effect", "if", "issue", "meaning", "means", "text", "then", "value"}
)
DATES: Final = frozenset({"accessed", "date", "end", "horizon", "start"})
NEGATION: Final = re.compile(r"\b(?:not|no|never|nobody|none|nothing|neither)\b|n't\b", re.I)
POLAR: Final = frozenset({"value", "then"})  # texts whose negation says the contrary
UNSURE: Final = frozenset({"claim", "rumour", "planned", "hypothetical"})


def load(path: Path, key: str) -> list[Row]:
    """The tables of that name in a TOML file."""
    rows: list[Row] = tomllib.loads(path.read_text(encoding="utf-8"))[key]
    return rows


def read_records(path: Path) -> dict[str, list[Record]]:
    """Records of a JSONL file by the base name of their source."""
    found: dict[str, list[Record]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            record = json.loads(line)
            found[Path(record["source"]).name].append(record)
    return found


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _names(ref: Record | None) -> list[str]:
    ref = ref or {}
    return [n for n in (ref.get("name"), ref.get("party"), *ref.get("aliases", ())) if n]


def _is(ref: Record | None, wanted: Any) -> bool:
    return any(w.lower() in name.lower() for w in _many(wanted) for name in _names(ref))


def _text(value: Any) -> str:
    return str(value["text"] if isinstance(value, Mapping) else value or "")


def _says(field: str, value: Any, wanted: Any) -> bool:
    """One of the words occurs, and where it matters the text is no more negated than they are."""
    text = _text(value)
    if field in POLAR and bool(NEGATION.search(text)) != any(map(NEGATION.search, _many(wanted))):
        return False
    return any(w.lower() in text.lower() for w in _many(wanted))


def _counts(quantities: Iterable[Record], wanted: Iterable[Record]) -> bool:
    return all(
        any(
            q["value"] == w["value"]
            and w["unit"].lower() in q["unit"].lower()
            and w.get("bound", q["bound"]) == q["bound"]
            for q in quantities
        )
        for w in wanted
    )


def field_agrees(record: Record, field: str, wanted: Any) -> bool:
    """Whether one field of a record is as a row wants it.

    >>> field_agrees({"value": "not recognised"}, "value", ["recognised"])
    False
    >>> field_agrees({"start": "2025-07-03"}, "start", "2025-07")
    True
    """
    value = record.get(field)
    if field == "actors":
        sides = [*record.get("source_actors", ()), *record.get("target_actors", ())]
        return all(any(_is(ref, name) for ref in sides) for name in wanted)
    if field == "name":
        return any(name.lower() == wanted.lower() for name in _names(record))
    if field == "roles":
        return any(w.lower() in role["title"].lower() for w in wanted for role in value or ())
    if field == "quantities":
        return _counts(value or (), wanted)
    if field in ACTORS:
        return any(_is(ref, wanted) for ref in _many(value))
    if field in TEXTS or (field == "kind" and record.get("record") == "relation"):
        return _says(field, value, wanted)
    if field in DATES:
        return bool(value) and str(value).startswith(wanted)
    return value in _many(wanted)


def disagreements(record: Record, row: Row, *, but: frozenset[str] = frozenset()) -> list[str]:
    """The fields in which a record is not as a row wants it, fields in *but* left out."""
    wanted = row["where"].items()
    wrong = [f for f, v in wanted if f not in but and not field_agrees(record, f, v)]
    if record.get("record") != "relation" or not {"a", "b"} & set(wrong):
        return wrong
    turned = {**record, "a": record["b"], "b": record["a"]}  # partners are so to each other
    return [f for f, v in wanted if f not in but and not field_agrees(turned, f, v)]


def quotes(record: Record, row: Row) -> bool:
    """Whether the record's citation (for an actor: a form of its name) has the row's words."""
    cited = [record["citation"]["text"]]
    if row["kind"] == "actor":
        cited = [*cited, *_names(record)]
    return any(all(w.lower() in text.lower() for w in row["quote"]) for text in cited)


def nearest(row: Row, records: Mapping[str, list[Record]]) -> tuple[Record | None, list[str]]:
    """The record that comes closest to a row, and the fields in which it disagrees."""
    best: tuple[Record | None, list[str]] = (None, sorted(row["where"]))
    for name in row["files"]:
        for record in records.get(name, ()):
            if record["record"] == row["kind"] and quotes(record, row):
                wrong = disagreements(record, row)
                if best[0] is None or len(wrong) < len(best[1]):
                    best = (record, wrong)
    return best


def is_plain(record: Record) -> bool:
    """Whether a record asserts, with no hedge and no doubt about whether it is so."""
    unsure = record.get("factuality") in UNSURE | {"denied"}
    return record.get("hedge") is None and not unsure


def twin_outcome(twin: Row, row: Row, records: Iterable[Record]) -> str:
    """What came of a twin: "plain" if it is asserted all the same, else "marked" or "nothing"."""
    but = DATES | {"factuality"}
    same = [r for r in records if r["record"] == row["kind"] and not disagreements(r, row, but=but)]
    if twin["twin_expect"] != "hedged":  # hedged counts as asserted, denied does not
        same = [r for r in same if r.get("factuality") != "denied"]
        return "plain" if same else "nothing"
    if any(map(is_plain, same)):
        return "plain"
    return "marked" if same else "nothing"


def report_rows(case: Path, records: Mapping[str, list[Record]]) -> int:
    """Print rows met by kind and every row that is not; return how many are not."""
    total: Counter[str] = Counter()
    met: Counter[str] = Counter()
    missed = []
    for row in load(case / "EXPECTED.toml", "expected"):
        record, wrong = nearest(row, records)
        total[row["kind"]] += 1
        if record is not None and not wrong:
            met[row["kind"]] += 1
        else:
            missed.append(f"{row['id']:28} {'wrong: ' + ', '.join(wrong) if record else 'nothing'}")
    for kind in total:
        print(f"{kind:12} {met[kind]:4} of {total[kind]:3}")
    share = met.total() / total.total()
    print(f"{'all':12} {met.total():4} of {total.total():3}  {share:.1%}", *missed, sep="\n")
    return len(missed)


def report_twins(case: Path, records: Mapping[str, list[Record]]) -> int:
    """Print the outcome of the twins and every one that is plain; return how many are."""
    rows = {row["id"]: row for row in load(case / "EXPECTED.toml", "expected")}
    table: Counter[tuple[str, str]] = Counter()
    plain = []
    for twin in load(case / "twins" / "TWINS.toml", "twin"):
        outcome = twin_outcome(twin, rows[twin["id"]], records.get(twin["id"], ()))
        table[twin["twin_expect"], outcome] += 1
        if outcome == "plain":
            plain.append(f"{twin['id']:28} {twin['twin']}")
    for (expect, outcome), n in sorted(table.items()):
        print(f"{expect:8} {outcome:8} {n:4}")
    print(*plain, sep="\n")
    return len(plain)


def print_twins(case: Path) -> None:
    """The twins as JSONL documents, each under its row's id."""
    for twin in load(case / "twins" / "TWINS.toml", "twin"):
        line = {"id": twin["id"], "text": twin["twin"], "date": twin["date"]}
        print(json.dumps(line, ensure_ascii=False))


def main() -> int:
    """Score a case from the command line; 1 if anything is missed or plain."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("case", type=Path)
    parser.add_argument("coded", type=Path, nargs="?")
    parser.add_argument("--twins", action="store_true")
    options = parser.parse_intermixed_args()
    if options.coded is None:
        print_twins(options.case)
        return 0
    report = report_twins if options.twins else report_rows
    return int(report(options.case, read_records(options.coded)) > 0)


if __name__ == "__main__":
    sys.exit(main())
