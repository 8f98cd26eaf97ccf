"""One actor as a page: names by script, roles with dates, standing, wants, and how it was merged.

`actor_page` adds to `pages.actor_page` what the other records say of the actor, and every judgement
about it, each of which can be taken back.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from legation.ledger import Query
from legation.records import Actor, Citation, Coded
from legation.study import Study
from legation.web import pages
from legation.web.filters import Filters
from legation.web.review import history
from legation.web.shelf import Shelf, Shown, passage

Context = dict[str, Any]
SCRIPTS: Final = ("LATIN", "CYRILLIC", "ARABIC", "CJK", "HEBREW", "GREEK", "DEVANAGARI", "ARMENIAN",
                  "GEORGIAN")  # fmt: skip
ABOUT: Final = (
    ("membership", "member", "Belongs to and takes part in"),
    ("status", "holder", "Standing"),
    ("interest", "actor", "Wants and fears"),
    ("lever", "holder", "Means over others"),
)
LISTED: Final = 12


def actor_page(study: Study, shelf: Shelf, filters: Filters, key: str) -> Context:
    """Names, offices, deeds and words of one actor, and what was judged about it."""
    shown = pages.actor_page(shelf, filters, key)
    entry = shown["entry"]
    documents = shelf.documents(filters.when)
    about = []
    for kind, role, heading in ABOUT:
        told = shelf.select(Coded, Query(kind=kind, source=key), filters.when, documents)
        own = [s for s in told if getattr(s.record, role).id == key or kind == "membership"]
        about.append({"heading": heading, "rows": own[:LISTED], "count": len(own)})
    return shown | {
        "scripts": by_script(entry.aliases, shown["records"]),
        "about": [a for a in about if a["rows"]],
        "judgements": judgements(study, shelf, entry.key),
    }


def by_script(
    names: Sequence[str], records: Sequence[Shown[Actor]]
) -> list[tuple[str, list[Context]]]:
    """The forms of a name by script, each with a passage that has it, where one has."""
    where: dict[str, str] = {}
    for shown in records:
        document = shown.record.citation.document
        for span in shown.record.mentions:
            cited = Citation(document=document, start=span.start, end=span.end, text=span.text)
            where.setdefault(" ".join(span.text.split()), passage(cited))
    found: defaultdict[str, list[Context]] = defaultdict(list)
    for name in names:
        found[script(name)].append({"name": name, "passage": where.get(name)})
    return sorted(found.items(), key=lambda kv: (kv[0] != "Latin", kv[0]))


def script(name: str) -> str:
    """The script of a name's first letter.

    >>> script("Кабулов"), script("Kabulov"), script("کابلوف")
    ('Cyrillic', 'Latin', 'Arabic')
    """
    for letter in name:
        told = unicodedata.name(letter, "")
        for known in SCRIPTS:
            if told.startswith(known):
                return known.capitalize() if known != "CJK" else known
    return "Other"


def judgements(study: Study, shelf: Shelf, key: str) -> list[Context]:
    """What was judged about an actor, the latest first."""
    rows = shelf.large("history", lambda: history(study, study.actor_records()))
    merged: set[str] = {key}
    for row in reversed(rows):  # keys that merges brought under this one
        if row["verb"] == "merge" and row["payload"].get("into") in merged:
            merged.update(map(str, row["subjects"]))
    return [
        row for row in rows
        if row["verb"] in ("merge", "apart", "split") and (
            merged & {*map(str, row["subjects"]), str(row["payload"].get("into"))}
        )
    ]  # fmt: skip
