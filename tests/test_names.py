"""The benchmark of name pairs, and what each rule of comparison is for.

The pairs of `data/names/pairs.csv` are written by us from public facts: two spellings of one person,
state, organisation or group, or two names that are easily taken for one another.
"""

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from legation.actors import Gazetteer
from legation.actors.likeness import alike, compare_bodies
from legation.actors.names import MAYBE, SAME, compare, skeleton, word_likeness
from legation.actors.scripts import romanised, script_of, written_without_vowels

PAIRS = Path(__file__).parent / "data" / "names" / "pairs.csv"


@pytest.fixture(scope="module")
def pairs():
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rates(answers):
    hit = sum(said and true for said, true in answers)
    said = sum(said for said, _ in answers)
    true = sum(true for _, true in answers)
    return hit / said if said else 1.0, hit / true if true else 1.0


def fuzzy_threshold(pairs):
    """The lowest token ratio whose precision is still 0.97: the best that ratio alone can do."""
    scored = [(fuzz.token_sort_ratio(p["a"], p["b"]), p["same"] == "1") for p in pairs]
    best = 101.0
    for threshold in range(100, 40, -1):
        precision, _ = rates([(score >= threshold, true) for score, true in scored])
        if precision >= 0.97:
            best = float(threshold)
    return best


def test_the_benchmark_is_large_balanced_and_in_many_scripts(pairs):
    assert len(pairs) >= 600
    share = sum(p["same"] == "1" for p in pairs) / len(pairs)
    assert 0.45 <= share <= 0.55
    scripts = {script_of(name) for p in pairs for name in (p["a"], p["b"])}
    assert {"latin", "cyrillic", "arabic", "han", "hebrew", "greek"} <= scripts
    assert len({(p["a"], p["b"]) for p in pairs}) == len(pairs)


def test_pairs_are_told_apart_with_precision_97_at_recall_85(pairs):
    gazetteer = Gazetteer.load()
    threshold = fuzzy_threshold(pairs)
    table = defaultdict(lambda: ([], []))
    for p in pairs:
        person = p["kind"] == "person"
        # persons by spelling alone; names of bodies in other scripts need the tables
        likeness = alike(p["a"], p["b"], person=person, gazetteer=None if person else gazetteer)
        true = p["same"] == "1"
        ratio = fuzz.token_sort_ratio(p["a"], p["b"])
        for key in (("all", "all"), ("kind", p["kind"]), ("script", p["script"])):
            table[key][0].append((likeness.score >= SAME, true))
            table[key][1].append((ratio >= threshold, true))
    print(f"\n{'':22}{'pairs':>6}  precision recall | token ratio >= {threshold:.0f}")
    for (group, name), (ours, theirs) in table.items():
        p, r = rates(ours)
        fp, fr = rates(theirs)
        print(f"{group:8}{name:14}{len(ours):6}  {p:9.3f} {r:6.3f} | {fp:9.3f} {fr:6.3f}")
    precision, recall = rates(table["all", "all"][0])
    assert precision >= 0.97
    assert recall >= 0.85


def test_pairs_written_after_the_rules_were_fixed():
    """No rule was changed for these: what the comparison does on names that it has not seen."""
    with PAIRS.with_name("pairs_fresh.csv").open(encoding="utf-8", newline="") as file:
        fresh = list(csv.DictReader(file))
    assert len(fresh) >= 150
    answers = [(compare(p["a"], p["b"]).score >= SAME, p["same"] == "1") for p in fresh]
    precision, recall = rates(answers)
    print(f"\nfresh pairs {len(fresh)}  precision {precision:.3f}  recall {recall:.3f}")
    assert precision >= 0.97
    assert recall >= 0.8


def test_no_state_organisation_or_group_is_merged_falsely(pairs):
    gazetteer = Gazetteer.load()
    false = [
        (p["a"], p["b"])
        for p in pairs
        if p["kind"] != "person"
        and p["same"] == "0"
        and alike(p["a"], p["b"], person=False, gazetteer=gazetteer).score >= SAME
    ]
    assert false == []


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Muttaqi", "Mottaki"), ("Yaqoob", "Yaqub"), ("Lavrov", "Lavroff"), ("Zelensky", "Zelenskyy"),
        ("Mansour", "Mansoor"), ("Tokayev", "Toqayev"), ("Çavuşoğlu", "Cavusoglu"),
        ("Khamenei", "Khamene'i"), ("Japarov", "Zhaparov"), ("Gamal", "Jamal"),
    ],
)  # fmt: skip
def test_spellings_of_one_word_are_alike(a, b):
    assert word_likeness(a, b) >= 0.8


@pytest.mark.parametrize(
    ("a", "b"), [("Putin", "Poroshenko"), ("Karimov", "Karimova"), ("Peng", "Ping"), ("Abbas", "Abbad")]
)  # fmt: skip
def test_other_words_are_not(a, b):
    assert word_likeness(a, b) < 0.8


def test_honorifics_order_and_initials():
    assert compare("Col. Gen. Anatoly Sidorov", "Anatoly Sidorov").score >= SAME
    assert compare("Abe Shinzo", "Shinzo Abe").score >= SAME
    assert compare("V. Putin", "Vladimir Putin").score >= SAME
    assert compare("George W. Bush", "George H. W. Bush").score < SAME


def test_a_surname_alone_is_a_suggestion_not_a_merge():
    score = compare("Muttaqi", "Amir Khan Mottaki").score
    assert MAYBE <= score < SAME


def test_a_translated_name_is_seen_through():
    assert compare("Abdul Gani Brother", "Abdul Ghani Baradar").score >= SAME


def test_other_scripts():
    assert romanised("Замир Кабулов") == "zamir kabulov"
    assert romanised("毛泽东") == "mao ze dong"
    assert romanised("未知龘") is None
    assert written_without_vowels("سيرغي لافروف", "Sergey Lavrov")
    assert not written_without_vowels("محمود", "Mohammad")


def test_names_of_bodies():
    assert compare_bodies("Ministry of Foreign Affairs", "Foreign Ministry").score >= SAME
    assert compare_bodies("Uzbekistan", "Islamic Movement of Uzbekistan").score < MAYBE
    assert alike("CSTO", "Collective Security Treaty Organisation", person=False).score >= SAME


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_comparison_is_symmetric_and_bounded(a, b):
    one, other = compare(a, b), compare(b, a)
    assert one.score == other.score
    assert 0 <= one.score <= 1
    assert one.rule


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12))
def test_a_skeleton_is_stable(word):
    assert skeleton(word) == skeleton(word.upper())
