"""The training corpus: its notation, its validator, its splits, and that every file keeps to them."""

from pathlib import Path

import pytest
from training.corpus import read_file
from training.corpus.agreement import agreement
from training.corpus.check import check
from training.corpus.entities import gold_names
from training.corpus.gold import Forms, document, items
from training.corpus.labels import LabelError, parse_label
from training.corpus.passages import SECOND, NotationError, corpus_files, plain, read_corpus
from training.corpus.score import matches, tallies
from training.corpus.splits import chosen, drawn, split_of
from training.corpus.statistics import statistics

from legation.records import ActorRef, Event

HEADER = "# salt-river-1 | wire | 1998-04-02 | KEN UGA\n"
CAST = (
    "ken: Kenya | LOC | KEN GOV\n"
    "uga: Uganda | LOC | UGA GOV\n"
    "oti: Daniel Otieno | PER | KEN GOV | foreign minister of ken\n"
)


def written(tmp_path: Path, text: str, name: str = "x.txt") -> Path:
    path = tmp_path / name
    path.write_text(HEADER + CAST + "\n" + text + "\n", encoding="utf-8")
    return path


def complaints(tmp_path: Path, text: str) -> list[str]:
    return [str(p) for p in check([written(tmp_path, text)])]


def test_every_passage_of_the_corpus_keeps_to_the_notation():
    files = corpus_files()
    if not files:
        pytest.skip("no passages yet")
    assert not [str(p) for p in check(files) if p.grave]


def test_passages_marked_twice_keep_to_the_notation_and_to_the_words():
    second = corpus_files(SECOND)
    if not second:
        pytest.skip("no passages marked twice")
    assert not [str(p) for p in check(second) if p.grave]
    assert not agreement(read_corpus(), read_corpus(SECOND))[1]


def test_marks_stand_on_their_characters(tmp_path):
    text = (
        "[[Kenya|=ken]'s minister|=oti] [recalled|COERCE ken>uga #e1] \\[sic\\] its envoy.\n\nBye."
    )
    (passage,), problems = read_file(written(tmp_path, text))
    assert not problems
    assert passage.text == "Kenya's minister recalled [sic] its envoy.\n\nBye."
    assert [(m.text, m.kind) for m in passage.marks] == [
        ("Kenya", "mention"),
        ("Kenya's minister", "mention"),
        ("recalled", "event"),
    ]
    assert all(passage.text[m.start : m.end] == m.text for m in passage.marks)
    assert [passage.text[s.start : s.end] for s in passage.sentences][1] == "Bye."
    assert passage.cast["oti"].role == "foreign minister of ken"


def test_labels_are_taken_apart():
    event = parse_label("COERCE ken+?>uga denied by=uga t=1998-03 @Addis_Ababa same=#e2")
    assert (event.who, event.whom) == (("ken", "?"), ("uga",))
    assert event["factuality"] == "denied"
    assert event["place"] == "Addis Ababa"
    assert event["same"] == "e2"
    assert parse_label("AID ken>uga")["factuality"] == "fact"
    assert parse_label("effect #m1 - enables author").values == {
        "sign": "-",
        "mode": "enables",
        "holder": "author",
    }
    assert parse_label("qty about 5..7.5 million tonnes")["high"] == "7.5"
    assert parse_label("status tal<rus legal_ban not_lifted t=2003")["value"] == "not_lifted"
    assert parse_label("date 1998-04/1998-07")["value"] == "1998-04/1998-07"


@pytest.mark.parametrize(
    ("label", "says"),
    [
        ("ATTACK ken>uga", "unknown label"),
        ("COERCE ken", "who towards whom"),
        ("COERCE ken>uga maybe", "does not fit"),
        ("claim ken>uga affirm", "polarity"),
        ("date April", "1998-04"),
        ("qty about 6,000 men", "plain digits"),
        ("cause", "needs an id"),
        ("COERCE ken>uga t=soon", "t= 'soon'"),
        ("claim ken>uga assert h=2030", "takes no h="),
        ("=Ken", "no key"),
    ],
)
def test_a_wrong_label_is_told_with_what_to_write(label, says):
    with pytest.raises(LabelError, match=says):
        parse_label(label)


@pytest.mark.parametrize("line", ["[a|b", "a]", "a|b]", "[a", "[ |=ken]", "[a|b[c]"])
def test_brackets_that_do_not_fit(line):
    with pytest.raises(NotationError):
        plain(line)


def test_the_validator_names_file_line_and_fault(tmp_path):
    found = complaints(
        tmp_path, "[Kenya|=kenya] went on.\n[x|cause #m1] and [y|claim ken>? assert rebuts=#c9]"
    )
    assert any(f.startswith("x.txt:6: key 'kenya'") for f in found)
    assert any(f.startswith("x.txt:7: #m1 has 'cause' and no 'effect'") for f in found)
    assert any("rebuts=#c9 refers to nothing" in f for f in found)


def test_unmarked_names_are_only_warned_of(tmp_path):
    path = written(
        tmp_path, "[Uganda|=uga] and Otieno met Kenya.\n[Kenya|=ken] and [he|=oti] left."
    )
    problems = check([path])
    assert {p.text.split()[0] for p in problems} == {"'Kenya'", "'Otieno'"}
    assert not any(p.grave for p in problems)


def test_sentences_that_repeat_each_other_are_found(tmp_path):
    twelve = "one two three four five six seven eight nine ten eleven twelve"
    first, second = written(tmp_path, f"Ah {twelve}."), tmp_path / "y.txt"
    second.write_text(HEADER.replace("river-1", "river-2") + CAST + f"\nOh, {twelve}!\n")
    found = [p.text for p in check([first, second]) if p.grave]
    assert found == ["shares 12 words in a row with x.txt:6: say it anew"]


def test_splits_keep_still_and_have_their_sizes():
    names = [f"passage-{i}" for i in range(4000)]
    shares = {s: sum(drawn(n) == s for n in names) / 4000 for s in ("train", "dev", "test")}
    assert shares["train"] == pytest.approx(0.70, abs=0.03)
    assert shares["dev"] == pytest.approx(0.15, abs=0.02)
    assert drawn("salt-river-1") == drawn("salt-river-1")


def test_no_passage_lies_in_two_splits():
    names = [p.name for p in read_corpus()]
    assert len(names) == len(set(names))


def test_the_newest_files_are_learnt_from_by_nobody():
    learnt = chosen(read_corpus(), "train", "dev", "test")
    unseen = chosen(read_corpus(), "unseen")
    assert len(learnt) + len(unseen) == len(read_corpus())
    assert {p.path.name[0] for p in unseen} == {"e"}
    assert not any(split_of(p) == "unseen" for p in learnt)


def two(tmp_path: Path, first: str, second: str) -> tuple:
    pair = []
    for name, text in (("x.txt", first), ("y.txt", second)):
        pair.append(read_file(written(tmp_path, text, name))[0])
    return tuple(pair)


def test_agreement_counts_spans_values_and_sides(tmp_path):
    first, second = two(
        tmp_path,
        "[Kenya|=ken] [recalled|SANCTION ken>uga] [its|=ken] envoy and [left|RETREAT ken>uga].",
        "[Kenya|=ken] [recalled|COERCE ken>uga] its envoy and [left|RETREAT uga>ken].",
    )
    table, problems = agreement(first, second)
    assert not problems
    assert (table["mention"].first, table["mention"].second, table["mention"].matched) == (2, 1, 1)
    assert table["event"].f1 == 1
    assert table["event"].same == 0.5
    assert table["event"].sides == 1
    assert table["event"].alpha == 1


def test_agreement_refuses_passages_whose_words_differ(tmp_path):
    first, second = two(tmp_path, "[Kenya|=ken] left.", "[Kenya|=ken] stayed.")
    table, problems = agreement(first, second)
    assert not table
    assert "differs in its words" in str(problems[0])


def test_what_a_passage_tells_becomes_items(tmp_path):
    (passage,) = read_file(
        written(
            tmp_path,
            "[If [Uganda|=uga] shoots|if #c1], [Kenya answers|then #c1 ken threat].\n"
            "[He|=oti] said [it|claim oti>uga warn #k1], and [only it|claim oti>uga warn #k1].",
        )
    )[0]
    condition, claim = items(passage)
    assert condition.kind == "condition"
    assert passage.text[slice(*condition.parts["then"])] == "Kenya answers"
    assert passage.text[slice(*claim.span)] == "it, and only it"


def test_the_cast_goes_by_name_code_and_family(tmp_path):
    (passage,) = read_file(written(tmp_path, "[Kenya|=ken]. [The minister|=oti]."))[0]
    forms = Forms(passage)
    state = ActorRef(id="KEN", name="Kenya", text="Nairobi", code="KEN", sector="GOV")
    rebels = ActorRef(id="x", name="Front", text="the front", code="KEN", sector="REB")
    person = ActorRef(id="p", name="Otieno", text="Otieno")
    assert forms.same("ken", state)
    assert not forms.same("ken", rebels)
    assert forms.same("oti", person)
    assert not forms.same("uga", person)


def test_a_coder_is_scored_step_by_step(tmp_path):
    (passage,) = read_file(
        written(tmp_path, "[Kenya|=ken] [attacked|ASSAULT ken>uga] [Uganda|=uga].")
    )[0]
    text = document(passage)
    kenya = ActorRef(id="KEN", name="Kenya", text="Kenya", code="KEN", sector="GOV")
    event = Event(
        coder="x",
        citation=text.cite(0, len(text.text)),
        type="ASSAULT",
        source_actors=(kenya,),
        target_actors=(kenya,),
    )
    (found,) = matches(passage, [event])
    assert found.reached == 3  # passage, type, source; the target is another
    counts = tallies([found])["event"]
    assert (counts.gold, counts.met, counts.strict) == (1, 1, 0)


def test_names_are_read_off_the_marks(tmp_path):
    (passage,) = read_file(
        written(
            tmp_path,
            "[The Kenyans|=ken] and [Uganda's|=uga] men saw [Minister Daniel Otieno|=oti] in "
            "[the Kettle Hills|place], and [he|=oti] waved.",
        )
    )[0]
    names, open_ = gold_names(passage)
    assert [(passage.text[slice(*s)], k) for s, k in sorted(names.items())] == [
        ("Uganda", "LOC"),
        ("Daniel Otieno", "PER"),
        ("Kettle Hills", "LOC"),
    ]
    assert [passage.text[slice(*s)] for s in open_] == ["Kenyans"]


def test_statistics_count_sentences_without_events_that_happened(tmp_path):
    passages = read_file(
        written(
            tmp_path, "[Kenya|=ken] [left|RETREAT ken>uga].\nNobody [left|RETREAT ?>uga denied]."
        )
    )[0]
    figures = statistics(passages)
    assert figures["quiet"] == 0.5
    assert figures["region"] == {"Africa": 2}
    assert figures["decade"] == {"1990s": 2}
