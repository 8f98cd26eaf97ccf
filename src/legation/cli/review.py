"""The verbs that judge actors: `review` asks whether two are one, `undo` takes a judgement back."""

import sys
import textwrap
from typing import TYPE_CHECKING, Final

import click

from legation import review as room
from legation.cli.output import in_workspace, opened, say, say_all, say_json, table
from legation.errors import UsageError

if TYPE_CHECKING:
    from legation.study import Study

_AROUND: Final = 110  # characters shown on each side of a mention
_KEYS: Final = "[m]erge  [k]eep apart  [u]nsure  [s]kip  [z] undo last  [h]istory  [q]uit"
_BY_HAND: Final = "judged in review"


@click.command()
@in_workspace
@click.option("--history", is_flag=True, help="Show the judgements so far instead.")
@click.option("--unsure", is_flag=True, help="Ask again about what was left unsure.")
@click.option("--merge", nargs=2, metavar="KEY INTO", help="Say that two actors are one.")
@click.option(
    "--apart", nargs=2, metavar="KEY KEY",
    help="Say that two actors, or the events of two reports (by their ids), are two.",
)  # fmt: skip
@click.option("--split", metavar="KEY", help="Take mentions out of an actor; with --mention.")
@click.option(
    "--mention", "mentions", multiple=True, metavar="DOCUMENT:START-END",
    help="A mention to take out, by characters; repeat it for more.",
)  # fmt: skip
@click.option("--name", metavar="NAME", help="What the actor that is split off is called.")
@click.option("--reason", default=_BY_HAND, metavar="TEXT", help="Why; kept with the judgement.")
def review(
    *,
    json_: bool,
    history: bool,
    unsure: bool,
    merge: tuple[str, str] | None,
    apart: tuple[str, str] | None,
    split: str | None,
    mentions: tuple[str, ...],
    name: str | None,
    reason: str,
) -> None:
    """Judge which actors are one: two at a time, with their passages."""
    with opened() as study:
        if history:
            _history(study, json_)
        elif merge or apart or split:
            verdict = _asked(study, merge, apart, (split, mentions, name))
            say(study.decide(verdict, reason))
        else:
            study.link_actors()
            _ask(study, unsure, reason, json_)


@click.command()
@in_workspace
@click.argument("judgement")
@click.option(
    "--reason", default="taken back", metavar="TEXT", help="Why; kept with the judgement."
)
def undo(json_: bool, judgement: str, reason: str) -> None:
    """Take a judgement back; its id may be cut short."""
    with opened() as study:
        ident = study.decide(room.undo(judgement, study.judged()), reason)
    if json_:
        say_json({"undone": judgement, "by": ident})
    else:
        say(ident)


def _asked(
    study: "Study",
    merge: tuple[str, str] | None,
    apart: tuple[str, str] | None,
    split: tuple[str | None, tuple[str, ...], str | None],
) -> room.Verdict:
    """The verdict that the options spell out."""
    known = {e.key for e in study.actors()} | {a.key for a in study.actor_records()}
    key, mentions, name = split
    if apart and not known.intersection(apart):
        return room.keep_apart(*(_event(study, ident) for ident in apart))
    for wanted in (*(merge or ()), *(apart or ()), *([key] if key else [])):
        if wanted not in known:
            raise UsageError(f"no actor has the key {wanted!r}; `legation actors` lists them")
    if merge:
        return room.merge([merge[0]], merge[1])
    if apart:
        return room.keep_apart(*apart)
    if not (key and mentions and name):
        raise UsageError("a split needs --mention DOCUMENT:START-END and --name")
    return study.split_actor(key, [_mention(study, m) for m in mentions], name)


def _event(study: "Study", ident: str) -> str:
    """The id of the event whose id begins so."""
    from legation.ledger import Row, UnknownIdError

    try:
        found = study.ledger.find(ident)
    except UnknownIdError:
        found = None
    if not isinstance(found, Row) or found.kind != "event":
        raise UsageError(
            f"no actor has the key {ident!r}, and no event such an id; "
            "`legation actors` and `legation events` list them"
        )
    return found.id


def _mention(study: "Study", text: str) -> room.MentionId:
    document, _, characters = text.rpartition(":")
    start, _, end = characters.partition("-")
    if not (document and start.isdigit() and end.isdigit()):
        raise UsageError(f"{text!r} is no mention; write DOCUMENT:START-END")
    return room.MentionId(study.document_id(document), int(start), int(end))


def _history(study: "Study", json_: bool) -> None:
    rows = study.ledger.judgements()
    if json_:
        say_all(rows)
        return
    table(
        ("id", "when", "who", "verb", "in force", "why", "about"),
        [
            (
                row["id"][:12],
                row["recorded_at"][:16],
                row["author"],
                row["verb"],
                "yes" if row["in_force"] else "no",
                row["reason"],
                " + ".join([*row["subjects"], *_into(row)]),
            )
            for row in rows
        ],
    )


def _into(row: dict[str, dict[str, str]]) -> list[str]:
    return [row["payload"]["into"]] if "into" in row["payload"] else []


# --- asking ---------------------------------------------------------------------------------------


def _ask(study: "Study", unsure: bool, reason: str, json_: bool) -> None:
    """Ask on a terminal; elsewhere list the questions."""
    questions = study.questions(unsure=unsure)
    if json_:
        say_all(_data(q) for q in questions)
        return
    if not _on_terminal():
        table(
            ("score", "rule", "a", "b", "names"),
            [(f"{q.score:.2f}", q.rule, q.a.key, q.b.key, f"{q.a.name} · {q.b.name}")
             for q in questions],
        )  # fmt: skip
        return
    written: list[str] = []
    skipped: set[frozenset[str]] = set()
    while True:
        waiting = [
            q
            for q in study.questions(unsure=unsure)
            if frozenset((q.a.key, q.b.key)) not in skipped
        ]
        if not waiting:
            say("Nothing waits for a judgement.")
            if not (written and _last_word(study, written, skipped)):
                return
            continue
        question = waiting[0]
        _show(study, question, len(waiting))
        if not _answer(study, question, (written, skipped), reason):
            return


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _answer(
    study: "Study",
    question: room.Question,
    memory: tuple[list[str], set[frozenset[str]]],
    reason: str,
) -> bool:
    """Read keys until one answers; return whether to go on."""
    written, skipped = memory
    a, b = question.a, question.b
    while True:
        key = click.getchar().lower()
        if key in ("q", "\x03", "\x04", "\x1b"):
            return False
        if key == "m":
            into, other = (a.key, b.key) if a.mentions >= b.mentions else (b.key, a.key)
            written.append(study.decide(room.merge([other], into), reason))
        elif key == "k":
            written.append(study.decide(room.keep_apart(a.key, b.key), reason))
        elif key == "u":
            written.append(study.decide(room.leave_unsure(a.key, b.key), reason))
            skipped.add(frozenset((a.key, b.key)))
        elif key == "s":
            skipped.add(frozenset((a.key, b.key)))
        elif key == "z" and written:
            _take_back(study, written, skipped)
        elif key == "h":
            _history(study, json_=False)
            continue
        else:
            say(_KEYS)
            continue
        return True


def _take_back(study: "Study", written: list[str], skipped: set[frozenset[str]]) -> None:
    study.decide(room.undo(written.pop(), study.judged()), "taken back in review")
    skipped.clear()


def _last_word(study: "Study", written: list[str], skipped: set[frozenset[str]]) -> bool:
    """After the last question: take the last judgement back, or leave."""
    say("[z] undo last  [any other key] quit")
    if click.getchar().lower() != "z":
        return False
    _take_back(study, written, skipped)
    return True


def _show(study: "Study", question: room.Question, waiting: int) -> None:
    say(f"\n{waiting} to judge · {question.rule}, {question.score:.2f}\n")
    for letter, side in (("A", question.a), ("B", question.b)):
        about = ", ".join(x for x in (side.kind, side.party) if x)
        say(f"{letter}  {side.name}  ({about or 'kind not known'}; {side.mentions} mentions)")
        if side.aliases:
            say(textwrap.fill("also " + ", ".join(side.aliases[:8]), initial_indent="   ",
                              subsequent_indent="   "))  # fmt: skip
        for place in side.passages:
            say(textwrap.fill(_passage(study, place), initial_indent="   > ",
                              subsequent_indent="     "))  # fmt: skip
    say(f"\n{_KEYS}")


def _passage(study: "Study", place: room.MentionId) -> str:
    """The words around a mention, the mention between angle marks."""
    document = study.ledger.document(place.document)
    if document is None:
        return "(the document is gone)"
    text = document.text
    before = text[max(0, place.start - _AROUND) : place.start]
    after = text[place.end : place.end + _AROUND]
    words = f"{before}«{text[place.start : place.end]}»{after}"
    when = f"{document.date or 'undated'}: "
    return when + " ".join(words.split())


def _data(question: room.Question) -> dict[str, object]:
    return {
        "record": "question",
        "score": question.score,
        "rule": question.rule,
        **{
            side: {
                "key": c.key,
                "name": c.name,
                "kind": c.kind,
                "party": c.party,
                "aliases": list(c.aliases),
                "mentions": c.mentions,
                "passages": [list(p) for p in c.passages],
            }
            for side, c in (("a", question.a), ("b", question.b))
        },
    }
