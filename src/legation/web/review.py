"""Judging actors on the web: what the pages of review show, and what their forms write.

The pages read; `judge`, `take_back`, `split_off` and `look` write one judgement (or one run of
linking) through the study and return the address to go on to.  Who may send them: `guard.py`.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from urllib.parse import quote

from starlette.datastructures import FormData

from legation import review as room
from legation.errors import LegationError, UsageError
from legation.ledger import Listed, Query, Row
from legation.records import Actor, Citation, Coded
from legation.study import Study
from legation.web.filters import Filters
from legation.web.pages import Context, paged
from legation.web.shelf import NotFoundError, Shelf, passage, title

AROUND: Final = 110  # characters shown on each side of a mention
SHORT: Final = 70  # characters of a passage in the history
BY_HAND: Final = "judged in review"
TAKEN_BACK: Final = "taken back in review"
RECORDS: Final = {
    "accept": "Accepted", "reject": "Rejected", "edit": "Edited", "add": "Added",
}  # fmt: skip
ANSWERS: Final = ("merge", "apart", "unsure")
_MOST: Final = 500  # characters of a reason or a name
WRITING: Final = threading.Lock()  # a judgement is checked and written before the next is


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A mention in what stands around it."""

    before: str
    words: str
    after: str
    value: str  # how a form names it
    address: str
    origin: str
    date: str | None


# --- the page of questions and judgements ---------------------------------------------------------


def review_page(study: Study, shelf: Shelf, filters: Filters, *, unsure: bool) -> Context:
    """The likeliest question, how many wait, the last judgement, and all judgements so far."""
    told, judged = study.actor_records(), study.judged()
    proposed = room.suggestions(judged)
    fresh = room.questions(told, proposed, judged)
    still_open = room.questions(told, proposed, judged, unsure=True)
    questions = still_open if unsure else fresh
    documents = shelf.documents(filters.when)
    rows = history(study, told)
    question = questions[0] if questions else None
    sides = [question.a, question.b] if question else []
    return {
        "question": question,
        "sides": [(c, quoted(study, c.passages, documents)) for c in sides],
        "waiting": len(questions),
        "unsure": unsure,
        "left_unsure": len(still_open) - len(fresh),
        "any_actor": bool(told),
        "kept": bigger_first(question)[0] if question else None,
        "latest": next((r for r in rows if r["by_hand"] and r["in_force"]), None),
    } | paged(rows, filters.page)


def history(study: Study, told: Iterable[Actor]) -> list[Context]:
    """The judgements, the latest first, each with what it says in words.

    Suggestions of the machine are no judgements; its merges are.
    """
    rows = study.ledger.judgements()
    names = {a.key: a.name for a in told}
    names |= {str(r["payload"]["into"]): str(r["payload"]["name"])
              for r in rows if r["verb"] == "split"}  # fmt: skip
    names |= {i: called(study, i) for r in rows if r["verb"] in RECORDS for i in r["subjects"]}
    words: dict[str, str] = {}
    for row in rows:
        words[row["id"]] = in_words(row, names, words)
    return [
        row
        | {
            "words": words[row["id"]],
            # an undo is no step that "undo last" goes back over, nor is what the machine decided
            "by_hand": row["verb"] != "undo" and "rule" not in row["payload"],
        }
        for row in reversed(rows)
        if row["verb"] != "suggest"
    ]


def called(study: Study, ident: str) -> str:
    """A record that was judged: its kind and the beginning of its passage."""
    try:
        row = study.ledger.find(ident)
    except LegationError:
        return ident[:12]
    record = row.record() if isinstance(row, Row) else None
    if not isinstance(record, Coded):
        return ident[:12]
    passage = " ".join(record.citation.text.split())
    return f"{record.record} “{passage if len(passage) <= SHORT else passage[:SHORT] + ' …'}”"


def in_words(row: Mapping[str, Any], names: Mapping[str, str], earlier: Mapping[str, str]) -> str:
    """What a judgement says."""
    subjects = [str(s) for s in row["subjects"]]
    payload = row["payload"]
    keys = [*subjects, str(payload["into"])] if row["verb"] == "merge" else subjects
    called = [names.get(k, k) for k in keys]
    if len(set(called)) < len(called):
        called = [f"{names.get(k, k)} ({k})" for k in keys]
    if row["verb"] == "merge":
        return f"{', '.join(called[:-1])} merged into {called[-1]}"
    if row["verb"] == "apart":
        return f"{' and '.join(called)} kept apart"
    if row["verb"] == "unsure":
        return f"{' and '.join(called)} left unsure"
    if row["verb"] == "split":
        number = len(payload["mentions"])
        mentions = "1 mention" if number == 1 else f"{number} mentions"
        return f"{mentions} of {called[0]} split off: {payload['name']}"
    if row["verb"] in RECORDS:
        return f"{RECORDS[row['verb']]}: {names.get(subjects[0], subjects[0][:12])}"
    if row["verb"] == "note":
        return "All that was there marked as read"
    if row["verb"] == "search":
        return f"Search saved: {subjects[0]} ({payload['words']})"
    if row["verb"] == "undo":
        return "Taken back: " + "; ".join(earlier.get(s, s[:12]) for s in subjects)
    return f"{row['verb']} " + ", ".join(s[:12] for s in subjects)


def quoted(
    study: Study, places: Iterable[room.MentionId], documents: Mapping[str, Listed]
) -> Iterator[Quoted]:
    """Mentions with the words around them; those of one document stand together."""
    for ident, group in groupby(places, key=lambda place: place.document):
        document = study.ledger.document(ident)
        listed = documents.get(ident)
        if document is None or listed is None:
            continue
        for place in group:
            start, end, text = place.start, place.end, document.text
            words = text[start:end]
            cited = Citation(document=ident, start=start, end=end, text=words)
            yield Quoted(
                before=_cut(text[max(0, start - AROUND) : start], at_start=start > AROUND),
                words=words,
                after=_cut(text[end : end + AROUND], at_end=end + AROUND < len(text)),
                value=f"{ident}:{start}-{end}",
                address=passage(cited),
                origin=title(listed),
                date=listed.fields.get("date"),
            )


def _cut(text: str, *, at_start: bool = False, at_end: bool = False) -> str:
    """Whole words of a cut text, on one line."""
    if at_start and " " in text:
        text = "… " + text.partition(" ")[2]
    if at_end and " " in text:
        text = text.rpartition(" ")[0] + " …"
    return text.replace("\n", " ")


# --- the page that splits an actor ------------------------------------------------------------------


def split_page(study: Study, shelf: Shelf, filters: Filters, *, key: str) -> Context:
    """All mentions of an actor, apart for each key that they were coded under."""
    entry = next((e for e in shelf.ledger.actors(filters.when) if e.key == key), None)
    if entry is None:
        raise NotFoundError(f"no actor {key!r} is known; the page of actors lists those that are")
    documents = shelf.documents(filters.when)
    records = [
        s.record
        for s in shelf.select(Actor, Query(kind="actor"), filters.when, documents)
        if s.id in entry.records
    ]
    standing = sorted(room.mentions_of(records).items(), key=lambda item: (item[1] != key, item))
    parts = {
        own: list(quoted(study, [place for place, _ in group], documents))
        for own, group in groupby(standing, key=lambda item: item[1])
    }
    return {"entry": entry, "parts": parts}


# --- what the forms write ---------------------------------------------------------------------------


def judge(study: Study, form: FormData) -> str:
    """Write the answer to a question that is still open.

    Raises
    ------
    UsageError
        If the question has been answered meanwhile, or the answer is none.
    """
    verdict, a, b = text(form, "verdict"), text(form, "a"), text(form, "b")
    if verdict not in ANSWERS:
        raise UsageError(f"{verdict!r} is no answer; known: {', '.join(ANSWERS)}")
    with WRITING:
        pair = frozenset((a, b))
        found = (q for q in study.questions(unsure=True) if frozenset((q.a.key, q.b.key)) == pair)
        question = next(found, None)
        if question is None:
            raise UsageError("this question is no longer open: see the judgements in Review")
        into, other = bigger_first(question)
        said = {
            "merge": lambda: room.merge([other.key], into.key),
            "apart": lambda: room.keep_apart(a, b),
            "unsure": lambda: room.leave_unsure(a, b),
        }[verdict]()
        study.decide(said, text(form, "reason") or BY_HAND)
    return onward(form)


def bigger_first(question: room.Question) -> tuple[room.Candidate, room.Candidate]:
    """The side that a merge keeps, the one that is mentioned more, and the other."""
    a, b = question.a, question.b
    return (a, b) if a.mentions >= b.mentions else (b, a)


def take_back(study: Study, form: FormData) -> str:
    """Undo a judgement; an undo too can be undone."""
    with WRITING:
        verdict = room.undo(text(form, "judgement"), study.judged())
        study.decide(verdict, text(form, "reason") or TAKEN_BACK)
    return onward(form)


def look(study: Study, form: FormData) -> str:
    """Compare the names of all actors: evident merges are made, likely ones asked about."""
    with WRITING:
        study.link_actors()
    return onward(form)


def split_off(study: Study, form: FormData) -> str:
    """Make another actor of the mentions that were ticked; its page comes next."""
    name = text(form, "name")
    mentions = [mention(str(value)) for value in form.getlist("mention")]
    if not name:
        raise UsageError("the actor that is split off needs a name")
    if not mentions:
        raise UsageError("no mention was ticked; go back and tick those of the other actor")
    with WRITING:
        verdict = study.split_actor(text(form, "key"), mentions, name)
        study.decide(verdict, text(form, "reason") or BY_HAND)
    return f"/actors/{quote(str(verdict.payload['into']))}"


def mention(value: str) -> room.MentionId:
    """The mention that DOCUMENT:START-END names."""
    document, _, characters = value.rpartition(":")
    start, _, end = characters.partition("-")
    if not (document and start.isdecimal() and end.isdecimal()):
        raise UsageError(f"{value!r} is no mention; write DOCUMENT:START-END")
    return room.MentionId(document, int(start), int(end))


def text(form: FormData, name: str) -> str:
    """A field on one line, "" where it is missing."""
    value = form.get(name, "")
    return " ".join(value.split())[:_MOST] if isinstance(value, str) else ""


def onward(form: FormData) -> str:
    """Where the page goes on: the same question list, at the question or in the history."""
    place = "history" if text(form, "back") == "history" else "question"
    return ("/review?unsure=1#" if text(form, "unsure") else "/review#") + place
