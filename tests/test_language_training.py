"""The training's own tools: the CoNLL 2018 measure, entity readers, changes to sentences."""

import random

import pytest
import spacy
from spacy.tokens import Doc
from training.augment import curly, footnoted
from training.conll18 import Analysis, Counts, Word, align, score
from training.corpora import read_conllu, read_iob
from training.evaluate import gold_analysis, gold_spans, paragraph, system_analysis
from training.gum_entities import gum_entities, parse_mentions
from training.sentences import Sentence, Syntax, regroup, to_doc
from training.tokenizer import build_tokenizer

from legation.language.names import Lists, NameRules


def word(form, start, head, deprel="dep", *, end=None, fused=False):
    end = start + len(form) if end is None else end
    return Word(form=form, start=start, end=end, upos="X", deprel=deprel, head=head, fused=fused)


def analysis(*words):
    return Analysis(words=words, sentences=frozenset({(0, words[-1].end)}))


def test_equal_analyses_score_a_hundred():
    one = analysis(word("He", 0, 1, "nsubj"), word("left", 2, None, "root"))
    assert score([(one, one)]) == dict.fromkeys(("las", "uas", "upos", "words_f", "sents_f"), 100.0)


def test_a_word_cut_otherwise_counts_against_both_sides():
    gold = analysis(word("may", 0, 1), word("be", 3, None, "root"))
    system = analysis(word("maybe", 0, None, "root"))
    assert score([(gold, system)])["words_f"] == 0.0
    assert score([(gold, gold), (gold, system)])["words_f"] == pytest.approx(57.14)


def test_a_contraction_is_aligned_by_its_forms():
    gold = [word("do", 0, None, end=5, fused=True), word("n't", 0, 0, end=5, fused=True)]
    system = [word("do", 0, None), word("n't", 2, 0)]
    assert align(gold, system) == {0: 0, 1: 1}
    assert align(gold, [word("don't", 0, None)]) == {}


def test_subtypes_do_not_count_and_heads_do():
    gold = analysis(word("It", 0, 1, "nsubj:pass"), word("fell", 2, None, "root"))
    same = analysis(word("It", 0, 1, "nsubj"), word("fell", 2, None, "ROOT"))
    wrong = analysis(word("It", 0, None, "nsubj"), word("fell", 2, 0, "root"))
    assert score([(gold, same)])["las"] == 100.0
    assert score([(gold, wrong)])["uas"] == 0.0


def test_counts_of_nothing_are_zero():
    assert Counts().f1 == 0.0


CONLLU = """# newdoc id = d
# newpar
# sent_id = GUM_news_d-1
# text = Oslo's envoy Ida Berg didn't go.
1-2\tOslo's\t_\t_\t_\t_\t_\t_\t_\t_
1\tOslo\tOslo\tPROPN\tNNP\t_\t3\tnmod:poss\t_\tEntity=(1-person-x(2-place-x)
2\t's\t's\tPART\tPOS\t_\t1\tcase\t_\t_
3\tenvoy\tenvoy\tNOUN\tNN\t_\t8\tnsubj\t_\t_
4\tIda\tIda\tPROPN\tNNP\t_\t3\tappos\t_\tEntity=(1-person-x
5\tBerg\tBerg\tPROPN\tNNP\t_\t4\tflat\t_\tEntity=1)1)
6-7\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_
6\tdid\tdo\tAUX\tVBD\t_\t8\taux\t_\t_
7\tn't\tnot\tPART\tRB\t_\t8\tadvmod\t_\t_
8\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
9\t.\t.\tPUNCT\t.\t_\t8\tpunct\t_\t_

"""


@pytest.fixture
def treebank(tmp_path):
    import gzip

    path = tmp_path / "small.conllu.gz"
    with gzip.open(path, "wt", encoding="utf-8") as handle:
        handle.write(CONLLU)
    return read_conllu(path)


def test_a_treebank_is_read_with_spaces_and_names(treebank):
    ((sentence,),) = treebank
    assert paragraph(treebank[0]) == "Oslo's envoy Ida Berg didn't go."
    assert sentence.fused == ((0, 1), (5, 6))
    assert gold_spans(sentence) == {(0, 4, "LOC"), (11, 18, "PER")}


def test_our_docs_are_measured_like_the_treebank(treebank):
    doc = to_doc(spacy.blank("en").vocab, treebank[0])
    scores = score([(gold_analysis(treebank[0]), system_analysis(doc))])
    assert scores == dict.fromkeys(("las", "uas", "upos", "words_f", "sents_f"), 100.0)


def test_common_nouns_are_no_names():
    syntax = Syntax(
        tags=("DT", "NN"), pos=("DET", "NOUN"), morphs=("", ""), lemmas=("the", "envoy"),
        heads=(1, 1), deps=("det", "ROOT"),
    )  # fmt: skip
    mentions = parse_mentions(["Entity=(4-person-new", "Entity=4)"])
    assert gum_entities(("the", "envoy"), syntax, mentions) == ["O", "O"]


def test_entity_files_come_to_one_scheme(tmp_path):
    import gzip

    path = tmp_path / "names.txt.gz"
    with gzip.open(path, "wt", encoding="utf-8") as handle:
        handle.write("Ida\tB-politician\nBerg\tI-politician\nleft\tO\nPeru\tB-country\n\n")
        handle.write("German I-MISC\ncars O\n")
    first, second = read_iob(path)
    assert first.ents == ("B-PER", "I-PER", "O", "B-LOC")
    assert second.ents == ("B-NORP", "O")


def flat(text):
    words = tuple(text.split())
    n = len(words)
    syntax = Syntax(
        tags=("NN",) * n, pos=("NOUN",) * n, morphs=("",) * n, lemmas=words,
        heads=(0,) * n, deps=("ROOT",) + ("dep",) * (n - 1),
    )  # fmt: skip
    return Sentence(words=words, spaces=(True,) * n, syntax=syntax)


def test_a_footnote_marker_stays_in_its_sentence():
    marked = footnoted(flat("They all went home early ."), random.Random(1))
    doc = to_doc(spacy.blank("en").vocab, [marked, flat("Then it rained .")])
    assert [len(sentence) for sentence in doc.sents] == [len(marked.words), 4]
    assert len(marked.words) > 6


def test_quotes_open_and_close():
    (sentence,) = curly((flat('" Go " , he said'),))
    assert sentence.words[:3] == ("“", "Go", "”")


def test_groups_keep_every_sentence_in_order():
    passage = tuple(flat(f"sentence {i}") for i in range(20))
    groups = list(regroup([passage], random.Random(3)))
    assert [s for group in groups for s in group] == list(passage)
    assert max(map(len, groups)) <= 8


def test_the_tokenizer_puts_every_character_somewhere():
    tokenizer = build_tokenizer(spacy.blank("en"))
    text = "Col. Gen. Orlov's U.S.-led force—“ours”—left in 2022.[3] e-mail: a@b.org, 7½%…"
    assert tokenizer(text).text == text


RULES = [
    ("Omsk replied", ["B-PER", "O"], {"Omsk": "LOC"}, None),
    ("He saw Perm", ["O", "O", "B-ORG"], {"Perm": "LOC"}, "LOC"),
    ("President Omarov left", ["O", "B-LOC", "O"], {}, "PER"),
    ("the Sava River rose", ["B-LOC", "I-LOC", "I-LOC", "O"], {}, "LOC"),
    ("Harbor University won", ["B-LOC", "I-LOC", "O"], {}, "ORG"),
    ("Ida Berg won", ["B-LOC", "I-LOC", "O"], {}, "PER"),
]


@pytest.mark.parametrize(("text", "labels", "known", "expected"), RULES)
def test_lists_and_patterns_settle_what_a_name_is(text, labels, known, expected):
    words = text.split()
    rules = NameRules(Lists({(name,): kind for name, kind in known.items()}, frozenset({"Ida"})))
    doc = Doc(spacy.blank("en").vocab, words=words, ents=labels, pos=["X"] * len(words))
    (entity,) = rules(doc).ents
    assert entity.label_ == (expected or labels[0][2:])
    assert not entity.text.startswith("the ")


@pytest.mark.parametrize(
    ("text", "labels", "expected"),
    [
        ("Chad replied", ["B-PER", "O"], ["LOC"]),
        ("Omani envoys left", ["B-LOC", "O", "O"], ["NORP"]),
        ("President Chad left", ["O", "B-PER", "O"], ["PER"]),
        ("Ida Chad left and Chad wept", ["B-PER", "I-PER", "O", "O", "B-PER", "O"], ["PER", "PER"]),
    ],
)
def test_what_is_sure_beats_the_recogniser_but_no_title_and_no_family(text, labels, expected):
    sure = {("Chad",): "LOC", ("Omani",): "NORP"}
    words = text.split()
    doc = Doc(spacy.blank("en").vocab, words=words, ents=labels, pos=["X"] * len(words))
    found = NameRules(Lists({}, frozenset(), sure))(doc).ents
    assert [entity.label_ for entity in found] == expected


def test_known_names_that_the_recogniser_missed_are_added():
    rules = NameRules(Lists({("Sava", "League"): "ORG"}, frozenset()))
    doc = Doc(
        spacy.blank("en").vocab,
        words=["The", "Sava", "League", "met"],
        pos=["DET", "PROPN", "PROPN", "VERB"],
    )
    assert [(e.text, e.label_) for e in rules(doc).ents] == [("Sava League", "ORG")]
