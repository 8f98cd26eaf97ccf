"""The verb `game case`: one question asked of several states, answered from the workspace's records.

It prints who should do what is asked, how robust that is, what rests on thin evidence, what
changed between versions, what striking evidence does, and how the answers fared.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from legation.cli.output import in_workspace, opened, options, say, say_json, table

if TYPE_CHECKING:
    from legation.games import Answer, Case

_WORDS: Final = {True: "yes", False: "no", None: "no answer"}
_SHOWN: Final = 4  # equilibria of a state on the screen; --json lists all


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@in_workspace
@options(
    click.option("--as-of", metavar="DAY", help="One version: by the records known that day."),
    click.option(
        "--draws", type=click.IntRange(1), default=100, show_default=True, help="Random rankings."
    ),
    click.option("--seed", type=int, default=1, show_default=True, help="Of the random draws."),
    click.option("--write", type=click.Path(file_okay=False), help="Write the models there."),
)
def case(
    file: str, as_of: str | None, draws: int, seed: int, write: str | None, json_: bool
) -> None:
    """Ask several states the same question, from the same rules and the workspace's records."""
    from legation.games import read_case
    from legation.study.strategy import read_text

    asked = read_case(read_text(file), file)
    with opened() as study:
        found = [
            study.game_case(file, version, seed=seed, draws=draws)
            for version in ([as_of] if as_of else asked.versions)
        ]
    if write is not None:
        _write(found, Path(write))
    (_print_json if json_ else _print)(asked, found)


def _write(found: Sequence[Sequence["Answer"]], folder: Path) -> None:
    """The models as files that `game explain` and the rest read."""
    from legation.games import write_model

    folder.mkdir(parents=True, exist_ok=True)
    for answer in (a for answers in found for a in answers):
        name = f"{answer.state.lower().replace(' ', '-')}-{answer.version}.toml"
        (folder / name).write_text(write_model(answer.model), encoding="utf-8")


def _print_json(asked: "Case", found: Sequence[Sequence["Answer"]]) -> None:
    from legation.games import (
        answer_json,
        compare_answers,
        comparison_json,
        score_case,
        score_json,
    )

    for answers in found:
        for answer in answers:
            say_json(answer_json(answer))
    if len(found) > 1:
        for old, new in zip(found[0], found[-1], strict=True):
            changed = comparison_json(compare_answers(asked, old, new))
            say_json({"state": old.state, "from": old.version, "to": new.version} | changed)
    for answers in found:
        say_json({"score": score_json(asked, score_case(asked, answers))})


def _print(asked: "Case", found: Sequence[Sequence["Answer"]]) -> None:
    say(f"{asked.name}: {asked.question}")
    for answers in found:
        _print_version(answers)
    if len(found) > 1:
        for old, new in zip(found[0], found[-1], strict=True):
            _print_changes(asked, old, new)
    _print_scores(asked, found)


def _print_version(answers: Sequence["Answer"]) -> None:
    say(f"as of {answers[0].version}, of the equilibria over {answers[0].draws} random rankings:")
    concepts = list(answers[0].share)
    rows = [
        (a.state, _WORDS[a.says], *(f"{a.share[c]:.2f}" for c in concepts), _variables(a))
        for a in answers
    ]
    table(("state", "should", *concepts, "documents for:against each variable"), rows)
    for answer in (a for a in answers if a.says is not None):
        states = answer.equilibria["SEQ"]
        more = f"; and {len(states) - _SHOWN} more" if len(states) > _SHOWN else ""
        say(f"{answer.state}, sequential equilibria: {' | '.join(states[:_SHOWN]) or 'none'}{more}")
        for w in answer.without:
            told = f"{w.share:.2f}, {_WORDS[w.says]}"
            say(f"  without {w.variable} ({len(w.records)} records struck): {told}")
        for element, why in answer.flags:
            say(f"  {why}: {element}")


def _variables(answer: "Answer") -> str:
    signs = {True: "+", False: "-", None: "?"}
    return " ".join(
        f"{signs[m.value]}{name}"
        + (f"({m.documents[0]}:{m.documents[1]})" if any(m.documents) else "")
        for name, m in answer.variables.items()
    )


def _print_changes(asked: "Case", old: "Answer", new: "Answer") -> None:
    from legation.games import compare_answers, comparison_json

    changed = comparison_json(compare_answers(asked, old, new))
    turn = (
        f"{_WORDS[old.says]} ({old.share['SEQ']:.2f}) → {_WORDS[new.says]} ({new.share['SEQ']:.2f})"
    )
    say(f"{old.state}, {old.version} to {new.version}: {turn}")
    for difference in changed["differences"]:
        say(f"  {difference['text']} ({len(difference['evidence'])} records)")
    for appears in (True, False):
        those = [c for c in changed["changes"] if c["appears"] is appears]
        reasons = sorted({"; ".join(c["because"]) or "several together" for c in those})
        if those:
            verb = "appear" if appears else "vanish"
            say(f"  {len(those)} sequential equilibria {verb}, because: {' | '.join(reasons)}")


def _print_scores(asked: "Case", found: Sequence[Sequence["Answer"]]) -> None:
    from legation.games import score_case

    happened = ", ".join(f"{state} on {day}" for state, day in asked.outcome.items())
    say(f"What happened by {asked.until}: {happened or 'none'}. {asked.source}")
    for answers in found:
        score = score_case(asked, answers)
        say(
            f"as of {score.version}: right {', '.join(score.hits) or 'none'}; "
            f"WRONG {', '.join(score.misses) or 'none'}; "
            f"no answer {', '.join(score.none) or 'none'}; "
            f"mean squared distance {score.brier:.2f} (0.25 for always one half)"
        )
