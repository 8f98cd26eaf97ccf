"""Judgements on actors can be made and taken back in any order without touching other actors."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.cli import main
from legation.errors import UsageError
from legation.ledger import Judgement
from legation.records import Actor, ActorRef, Citation, Event, Span
from legation.review import (
    Judged,
    MentionId,
    Proposal,
    Verdict,
    held_apart,
    in_force,
    keep_apart,
    leave_unsure,
    mentions_of,
    merge,
    questions,
    replay,
    settled,
    split,
    undo,
)
from legation.study import Study

TEXT = "Ali Rahim met Omar. Ali Rahimi left; later Rahim and O. Karim spoke."


def actor(key, name, spans, document="doc", aliases=()):
    mentions = tuple(Span(start=s, end=e, text=TEXT[s:e]) for s, e in spans)
    first = mentions[0]
    return Actor(
        coder="actors.v1",
        citation=Citation(document=document, start=first.start, end=first.end, text=first.text),
        key=key,
        name=name,
        kind="person",
        aliases=aliases,
        mentions=mentions,
        decided_by="name",
    )


def at(words, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


RAHIM = actor(
    "person:ali rahim", "Ali Rahim", [at("Ali Rahim"), at("Rahim", 2)], aliases=("Rahim",)
)
RAHIMI = actor("person:ali rahimi", "Ali Rahimi", [at("Ali Rahimi")])
KARIM = actor("person:o karim", "O. Karim", [at("O. Karim")])
OMAR = actor("person:omar", "Omar", [at("Omar")])
ACTORS = [RAHIM, RAHIMI, KARIM, OMAR]
PROPOSALS = [
    Proposal("person:ali rahim", "person:ali rahimi", 0.82, "words alike"),
    Proposal("person:o karim", "person:omar", 0.6, "initial"),
]


def judged(verdict, ident):
    return Judged(id=ident, verb=verdict.verb, subjects=verdict.subjects, payload=verdict.payload)


def groups(standing):
    found = {}
    for mention, key in standing.items():
        found.setdefault(key, set()).add(mention)
    return found


def test_the_likeliest_question_comes_first_with_its_passages():
    asked = questions(ACTORS, PROPOSALS)
    assert [q.score for q in asked] == [0.82, 0.6]
    first = asked[0]
    assert {first.a.name, first.b.name} == {"Ali Rahim", "Ali Rahimi"}
    assert first.rule == "words alike"
    assert all(TEXT[p.start : p.end] for p in first.a.passages)


@pytest.mark.parametrize("verdict", [keep_apart, leave_unsure])
def test_what_was_judged_is_not_asked_again(verdict):
    done = judged(verdict("person:ali rahim", "person:ali rahimi"), "1")
    assert [q.score for q in questions(ACTORS, PROPOSALS, [done])] == [0.6]


def test_what_was_left_unsure_comes_back_when_asked_for():
    done = judged(leave_unsure("person:ali rahim", "person:ali rahimi"), "1")
    assert len(questions(ACTORS, PROPOSALS, [done], unsure=True)) == 2


def test_an_undone_judgement_is_asked_again():
    done = judged(keep_apart("person:ali rahim", "person:ali rahimi"), "1")
    back = judged(undo("1", [done]), "2")
    assert len(questions(ACTORS, PROPOSALS, [done, back])) == 2
    assert settled([done, back]) == set()


def test_a_merged_actor_is_asked_about_as_a_whole():
    done = judged(merge(["person:ali rahimi"], "person:ali rahim"), "1")
    more = [*PROPOSALS, Proposal("person:ali rahimi", "person:omar", 0.7, "why not")]
    asked = questions(ACTORS, more, [done])
    assert {asked[0].a.key, asked[0].b.key} == {"person:ali rahim", "person:omar"}
    assert asked[0].a.mentions + asked[0].b.mentions == 4


def test_merge_and_undo():
    base = mentions_of(ACTORS)
    done = judged(merge(["person:ali rahimi"], "person:ali rahim"), "1")
    assert len(groups(replay(base, [done]))["person:ali rahim"]) == 3
    back = judged(undo("1", [done]), "2")
    assert replay(base, [done, back]) == base
    again = judged(undo("2", [done, back]), "3")
    assert replay(base, [done, back, again]) == replay(base, [done])


def test_a_later_merge_holds_when_an_earlier_one_is_taken_back():
    base = mentions_of(ACTORS)
    first = judged(merge(["person:ali rahimi"], "person:ali rahim"), "1")
    second = judged(merge(["person:ali rahim"], "person:omar"), "2")
    back = judged(undo("1", [first, second]), "3")
    standing = groups(replay(base, [first, second, back]))
    assert len(standing["person:omar"]) == 3
    assert standing["person:ali rahimi"] == groups(base)["person:ali rahimi"]


def test_split_takes_the_mentions_and_the_references_to_them():
    later = MentionId("doc", *at("Rahim", 2))
    start, end = at("later Rahim and O. Karim spoke")
    event = Event(
        coder="events.v1",
        citation=Citation(document="doc", start=start, end=end, text=TEXT[start:end]),
        type="CONSULT",
        source_actors=(ActorRef(id="person:ali rahim", name="Ali Rahim", text="Rahim"),),
        target_actors=(ActorRef(id="person:o karim", name="O. Karim", text="O. Karim"),),
    )
    verdict = split(ACTORS, [event], key="person:ali rahim", mentions=[later], name="Zia Rahim")
    assert set(verdict.hides) == {RAHIM.id, event.id}
    rest, new, changed = verdict.adds
    assert (rest.key, len(rest.mentions)) == ("person:ali rahim", 1)
    assert (new.name, [m.text for m in new.mentions]) == ("Zia Rahim", ["Rahim"])
    assert changed.source_actors[0].id == new.key
    assert changed.target_actors == event.target_actors
    standing = replay(mentions_of(ACTORS), [judged(verdict, "1")])
    assert standing[later] == new.key


def test_a_split_leaves_something_and_takes_something():
    theirs = MentionId("doc", *at("Omar"))
    with pytest.raises(UsageError, match="none of these"):
        split(ACTORS, [], key="person:ali rahim", mentions=[theirs], name="X")
    with pytest.raises(UsageError, match="nothing would be left"):
        split(ACTORS, [], key="person:omar", mentions=[theirs], name="X")


def test_undo_needs_one_judgement_in_force():
    one = judged(keep_apart("a", "b"), "abc1")
    two = judged(keep_apart("a", "c"), "abd2")
    with pytest.raises(UsageError, match="2 judgements"):
        undo("ab", [one, two])
    with pytest.raises(UsageError, match="no judgement"):
        undo("x", [one])
    back = judged(undo("abc", [one]), "u")
    with pytest.raises(UsageError, match="already"):
        undo("abc1", [one, back])


def test_a_merge_needs_two_actors():
    with pytest.raises(UsageError):
        merge(["a"], "a")
    with pytest.raises(UsageError):
        keep_apart("a", "a")


# --- any order ------------------------------------------------------------------------------------

KEYS = ("a", "b", "c", "d", "e")
BASE = {MentionId("doc", n, n + 1): KEYS[n % 5] for n in range(15)}
STEP = st.tuples(
    st.sampled_from(["merge", "split", "undo", "apart"]),
    st.integers(0, 14),
    st.integers(0, 14),
    st.integers(0, 14),
)


def step(number, choice, made, standing):
    """A judgement of random content that fits what stands."""
    verb, x, y, z = choice
    keys = sorted(set(standing.values()))
    a, b = keys[x % len(keys)], keys[y % len(keys)]
    if verb == "undo":
        able = [j for j in in_force(made) if j.verb != "undo"]
        return (
            Judged(id=str(number), verb="undo", subjects=(able[x % len(able)].id,))
            if able
            else None
        )
    if verb == "split":
        mine = sorted(m for m, k in standing.items() if k == a)
        chosen = mine[: 1 + z % len(mine)]
        return Judged(
            id=str(number), verb="split", subjects=(a,),
            payload={"into": f"{a}/{number}", "mentions": [list(m) for m in chosen]},
        )  # fmt: skip
    if a == b:
        return None
    payload = {"into": b} if verb == "merge" else {}
    return Judged(id=str(number), verb=verb, subjects=(a,), payload=payload)


def touched(judgement, made, standing):
    """The keys of the actors that a judgement may change."""
    if judgement.verb == "merge":
        return {judgement.subjects[0], judgement.payload["into"]}
    if judgement.verb == "split":
        return {judgement.subjects[0], judgement.payload["into"]}
    if judgement.verb == "apart":
        return set()
    moved = moved_by(judgement.subjects[0], made)
    after = replay(BASE, [*made, judgement])
    return {standing[m] for m in moved} | {after[m] for m in moved}


def moved_by(ident, made):
    """The mentions that a judgement in force moves."""
    force = in_force(made)
    place = next(n for n, j in enumerate(force) if j.id == ident)
    judgement = force[place]
    standing = replay(BASE, force[:place])
    if judgement.verb == "merge":
        return {m for m, key in standing.items() if key in judgement.subjects}
    if judgement.verb == "split":
        named = {MentionId(*m) for m in judgement.payload["mentions"]}
        return {m for m in named if standing[m] == judgement.subjects[0]}
    return set()


@settings(max_examples=300, deadline=None)
@given(st.lists(STEP, max_size=14))
def test_any_sequence_leaves_the_other_actors_as_they_were(choices):
    made = []
    standing = dict(BASE)
    for number, choice in enumerate(choices):
        judgement = step(number, choice, made, standing)
        if judgement is None:
            continue
        may = touched(judgement, made, standing)
        before = groups(standing)
        made.append(judgement)
        standing = replay(BASE, made)
        after = groups(standing)
        for key in set(before) | set(after):
            if key not in may:
                assert before.get(key) == after.get(key)
    assert set(standing) == set(BASE)


@settings(max_examples=200, deadline=None)
@given(st.lists(STEP, max_size=10), st.randoms())
def test_undoing_everything_in_any_order_gives_the_beginning(choices, random):
    made = []
    for number, choice in enumerate(choices):
        if choice[0] == "undo":
            continue
        judgement = step(number, choice, made, replay(BASE, made))
        if judgement is not None:
            made.append(judgement)
    ids = [j.id for j in made]
    random.shuffle(ids)
    for number, ident in enumerate(ids):
        made.append(Judged(id=f"u{number}", verb="undo", subjects=(ident,)))
    assert replay(BASE, made) == BASE


@settings(max_examples=100, deadline=None)
@given(st.lists(STEP, max_size=10), st.integers(0, 10))
def test_the_actors_as_they_stood_before_can_be_had_again(choices, earlier):
    made = []
    history = [dict(BASE)]
    for number, choice in enumerate(choices):
        judgement = step(number, choice, made, history[-1])
        if judgement is not None:
            made.append(judgement)
            history.append(replay(BASE, made))
    moment = min(earlier, len(made))
    assert replay(BASE, made[:moment]) == history[moment]


# --- in a workspace -------------------------------------------------------------------------------

FIRST = "Qatari Foreign Minister Khalid Nasser met Karim Wali. Nasser smiled."
SECOND = "Qatari Foreign Minister Khaled Nasir spoke. Karim Walli, an analyst, wrote about Nasir."


@pytest.fixture
def study(tmp_path):
    (tmp_path / "a.txt").write_text(FIRST, encoding="utf-8")
    (tmp_path / "b.txt").write_text(SECOND, encoding="utf-8")
    with Study.create(tmp_path / "work") as made:
        made.add([tmp_path / "a.txt", tmp_path / "b.txt"])
        made.code()
        yield made


def keys(study, **when):
    return {entry.key for entry in study.actors(**when)}


def test_names_that_agree_are_merged_with_rule_and_score_and_can_be_taken_back(study):
    before = keys(study)
    assert {"person:khalid nasser", "person:khaled nasir"} <= before
    assert study.link_actors() > 0
    merged = keys(study)
    assert len({"person:khalid nasser", "person:khaled nasir"} & merged) == 1
    row = next(r for r in study.ledger.judgements() if r["verb"] == "merge")
    assert row["author"] == "actors.v1"
    assert "0.9" in row["reason"]
    assert study.link_actors() == 0
    for row in study.ledger.judgements():
        study.decide(undo(row["id"], study.judged()), "test")
    assert keys(study) == before
    assert study.link_actors() == 0, "what a person undid stays undone"
    assert list(study.verify()) == []


def test_a_split_stands_in_the_ledger_and_can_be_taken_back(study):
    records = study.actor_records()
    nasser = next(a for a in records if a.key == "person:khalid nasser")
    later = nasser.mentions[-1]
    mention = MentionId(nasser.citation.document, later.start, later.end)
    ident = study.decide(study.split_actor(nasser.key, [mention], "Zaid Nasser"), "another man")
    entries = {e.key: e for e in study.actors()}
    assert entries["person:khalid nasser/zaid nasser"].mentions == 1
    assert list(study.verify()) == []
    study.decide(undo(ident, study.judged()), "no")
    assert "person:khalid nasser/zaid nasser" not in keys(study)
    assert sorted(a.id for a in study.actor_records()) == sorted(a.id for a in records)


def test_replaying_the_judgements_on_a_fresh_coding_gives_the_same_actors(study, tmp_path):
    study.link_actors()
    study.decide(merge(["person:karim wali"], "person:khalid nasser"), "test")
    judged_so_far = study.judged()
    with Study.create(tmp_path / "again") as fresh:
        fresh.add([tmp_path / "a.txt", tmp_path / "b.txt"])
        fresh.code()
        for done in judged_so_far:
            fresh.decide(Verdict(verb=done.verb, subjects=done.subjects,
                                 payload=dict(done.payload)), "replayed")  # fmt: skip
        old = replay(mentions_of(study.actor_records()), judged_so_far)
        new = replay(mentions_of(fresh.actor_records()), fresh.judged())
        assert old == new
        assert keys(fresh) == keys(study)


def test_the_terminal_lists_merges_and_undoes(study, monkeypatch, capsys):
    monkeypatch.chdir(study.folder)
    assert main(["review", "--json"]) == 0
    capsys.readouterr()
    assert main(["review", "--apart", "person:karim wali", "person:khalid nasser"]) == 0
    ident = capsys.readouterr().out.strip()
    assert main(["undo", ident[:10], "--reason", "a slip"]) == 0
    capsys.readouterr()
    assert main(["review", "--history", "--json"]) == 0
    history = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert history[-1]["verb"] == "undo"
    assert next(r for r in history if r["id"] == ident)["in_force"] is False
    assert main(["review", "--merge", "nobody", "person:khalid nasser"]) == 2
    assert "nobody" in capsys.readouterr().err


def test_the_terminal_holds_two_reports_apart_by_their_ids(study, monkeypatch, capsys):
    monkeypatch.chdir(study.folder)
    told = study.events()[0]
    twin = replace(told, type="CONSULT" if told.type != "CONSULT" else "ACCUSE")
    adding = Judgement(
        verb="add", subjects=(twin.id,), adds=(twin.id,), author="a reader", reason="also read"
    )
    study.judge(adding, [twin])
    assert main(["review", "--apart", told.id[:16], twin.id[:16]]) == 0
    ident = capsys.readouterr().out.strip()
    assert held_apart(study.judged()) == {frozenset((told.id, twin.id)): ident}
    assert main(["undo", ident[:12]]) == 0
    assert held_apart(study.judged()) == {}
    capsys.readouterr()
    assert main(["review", "--apart", told.id[:16], "ffffffffffff"]) == 2
    assert "no event such an id" in capsys.readouterr().err


def test_keys_answer_on_a_terminal(study, monkeypatch, capsys):
    monkeypatch.chdir(study.folder)
    a, b = "person:karim wali", "person:khalid nasser"
    study.decide(
        Verdict(verb="suggest", subjects=(a, b), payload={"score": 0.7, "rule": "test"}), "test"
    )
    monkeypatch.setattr("legation.cli.review._on_terminal", lambda: True)
    pressed = iter("?kzhu")
    monkeypatch.setattr("click.getchar", lambda: next(pressed, "q"))
    assert main(["review"]) == 0
    out = capsys.readouterr().out
    assert "«Karim Wali»" in out
    verbs = [r["verb"] for r in study.ledger.judgements() if r["author"] != "actors.v1"]
    assert verbs[-3:] == ["apart", "undo", "unsure"]
