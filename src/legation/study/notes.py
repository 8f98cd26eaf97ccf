"""Marks of what a user has read: "since my last note".

A mark is a judgement with the verb `note`: it has its author and reason, and can be undone.  Its
moment is the end of the day that it names, or when it was made.
"""

from typing import TYPE_CHECKING, Final

from legation.errors import UsageError
from legation.ledger import Judgement, known_day, moment

if TYPE_CHECKING:
    from legation.study import Study

VERB: Final = "note"
LAST: Final = "note"  # how an address or option asks for the last mark
READ: Final = "read so far"


def mark(study: "Study", *, day: str | None = None, reason: str = "") -> str:
    """Mark what is there as read, all of it or as it stood at the end of *day*; the mark's id."""
    payload = {"moment": moment(day)} if day else {}
    return study.judge(
        Judgement(
            verb=VERB,
            subjects=(VERB,),
            payload=payload,
            author=study.author(),
            reason=reason or READ,
        )
    )


def last(study: "Study") -> str | None:
    """The moment of the user's last mark; None if there is none."""
    author = study.author()
    marks = [
        row
        for row in study.ledger.judgements()
        if row["verb"] == VERB and row["in_force"] and row["author"] == author
    ]
    if not marks:
        return None
    return str(marks[-1]["payload"].get("moment") or marks[-1]["recorded_at"])


def since(study: "Study", value: str) -> str:
    """The moment that a user means: "note" for the last mark, else a date (its end) or a time.

    Raises
    ------
    UsageError
        If there is no mark yet, or the value is neither a day nor a time.
    """
    if value != LAST:
        return moment(known_day(value) or value)
    found = last(study)
    if found is None:
        raise UsageError("nothing is marked as read yet; `legation mark` does it, or name a day")
    return found
