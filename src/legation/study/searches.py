"""Saved searches: words that are looked for again, under a name.

A saved search is a judgement with the verb `search`: it has its author, can be undone, and a later
one of the same name stands in its place.  What is new in one is told since a mark of `notes`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from legation import review
from legation.errors import UsageError
from legation.ledger import Hit, Judgement, When
from legation.ledger.search import parse

if TYPE_CHECKING:
    from legation.study import Study

VERB: Final = "search"
LONGEST: Final = 80  # characters of a name
COUNTED: Final = 500  # passages of a search that are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A saved search: its name and words, who saved it and when; `id` is that of its judgement."""

    id: str
    name: str
    words: str
    author: str
    saved_at: str


def saved(study: "Study") -> list[Saved]:
    """The saved searches by name."""
    found = {
        row["subjects"][0]: Saved(
            id=row["id"], name=row["subjects"][0], words=row["payload"]["words"],
            author=row["author"], saved_at=row["recorded_at"],
        )
        for row in study.ledger.judgements()
        if row["verb"] == VERB and row["in_force"]
    }  # fmt: skip
    return [found[name] for name in sorted(found, key=str.casefold)]


def save(study: "Study", name: str, words: str) -> str:
    """Save a search under a name, in place of one that has it; the judgement's id.

    Raises
    ------
    UsageError
        If the name is empty or too long, or there is nothing to look for.
    """
    name, words = " ".join(name.split()), words.strip()
    if not 0 < len(name) <= LONGEST:
        raise UsageError(f"a saved search needs a name of at most {LONGEST} characters")
    if not any(term.wanted for term in parse(words)):
        raise UsageError(f"nothing to look for in {words!r}; give at least one word")
    _drop(study, name)
    return study.judge(
        Judgement(
            verb=VERB,
            subjects=(name,),
            payload={"words": words},
            author=study.author(),
            reason="to be looked for again",
        )
    )


def drop(study: "Study", name: str) -> None:
    """Delete the search of this name.

    Raises
    ------
    UsageError
        If there is none.
    """
    if not _drop(study, name):
        raise UsageError(f"no search is saved as {name!r}")


def _drop(study: "Study", name: str) -> bool:
    """Undo every judgement in force that saves a search of this name; whether there was one."""
    own = [
        row["id"]
        for row in study.ledger.judgements()
        if row["verb"] == VERB and row["in_force"] and row["subjects"][0] == name
    ]
    for ident in own:
        study.decide(review.undo(ident, study.judged()), "no longer looked for")
    return bool(own)


def passages(study: "Study", words: str, *, when: When, since: str | None = None) -> list[Hit]:
    """What matches, the best first, at most `COUNTED`; in documents recorded after a moment."""
    found = study.ledger.search(words, when, limit=COUNTED)
    if since is None:
        return found
    fresh = {d.id for d in study.ledger.documents(when) if d.recorded_at > since}
    return [hit for hit in found if hit.document in fresh]
