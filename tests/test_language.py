"""The pipeline: sentence boundaries, tokens, white space, labels of other models, plain errors."""

import pytest
import spacy
from spacy.tokens import Doc

from legation.errors import LanguageError
from legation.language import LONGEST_TEXT, SHIPPED, load_pipeline
from legation.language.boundaries import mark_boundaries
from legation.language.labels import RENAMED, add_labels, rename_entities, to_universal
from legation.language.objects import repair_objects, repair_verbs
from legation.language.participles import repair_participles


@pytest.fixture(scope="module")
def pipeline():
    return load_pipeline()


def sentences(pipeline, text):
    return [sentence.text.strip() for sentence in next(pipeline.parse([text])).sents]


def tokens(pipeline, text):
    return [token.text for token in next(pipeline.parse([text]))]


KEPT_WHOLE = [
    "Dr. Leyla Karim met Gen. Omar Haddad in Amman on Tuesday.",
    "Col. Gen. Sergei Orlov and Lt. Col. A. V. Petrov inspected the border post.",
    "The U.S. Embassy in Tashkent denied the report on Feb. 3.",
    "The militia of Abu Bakr al-Masri left Ma'rib before the al-Houthi forces arrived.",
    "“Why should we leave?” the minister asked reporters in Baku.",
    "The panel cited Resolution No. 4 of the council, i.e. the older text.",
    "Talks resumed at 9 a.m. and ended before noon.",
    "Brig. Gen. Maryam Sadat, who led the delegation, praised Maj. Ivan K. Belov.",
]


@pytest.mark.parametrize("text", KEPT_WHOLE)
def test_one_sentence_stays_one(pipeline, text):
    assert sentences(pipeline, text) == [text]


CUT = [
    (
        "The envoys met in Oslo in 2022.[1] Moscow was not invited.[2][3] It protested.",
        ["The envoys met in Oslo in 2022.[1]", "Moscow was not invited.[2][3]", "It protested."],
    ),
    (
        "Ankara welcomed the deal.12 Cairo did not.",
        ["Ankara welcomed the deal.12", "Cairo did not."],
    ),
    (
        "“We will not sign,” he said. “There is no text.” The envoy then left.",
        ["“We will not sign,” he said.", "“There is no text.”", "The envoy then left."],
    ),
    (
        "Troops left the U.S. The ministry said nothing.",
        ["Troops left the U.S.", "The ministry said nothing."],
    ),
    ("Did Tehran agree? It did not.", ["Did Tehran agree?", "It did not."]),
]


@pytest.mark.parametrize(("text", "expected"), CUT)
def test_sentences_end_where_they_end(pipeline, text, expected):
    assert sentences(pipeline, text) == expected


TOKENS = [
    ("al-Qaeda", ["al", "-", "Qaeda"]),
    ("the U.S.-led force", ["the", "U.S.", "-", "led", "force"]),
    ("Col. Gen. Orlov", ["Col.", "Gen.", "Orlov"]),
    ("A. V. Petrov", ["A.", "V.", "Petrov"]),
    ("in 2022.[14] Then", ["in", "2022", ".", "[", "14", "]", "Then"]),
    ("the talks.¹ Then", ["the", "talks", ".", "¹", "Then"]),
    ("the group—once banned—won", ["the", "group", "—", "once", "banned", "—", "won"]),
    ("Russia’s “red line”", ["Russia", "’s", "“", "red", "line", "”"]),
    ("pro-Kremlin anti-Taliban", ["pro-Kremlin", "anti-Taliban"]),
    ("1,500 troops, 3.5%", ["1,500", "troops", ",", "3.5", "%"]),
]


@pytest.mark.parametrize(("text", "expected"), TOKENS)
def test_tokens(pipeline, text, expected):
    assert tokens(pipeline, text) == expected


def test_a_plain_sentence_is_understood(pipeline):
    doc = next(pipeline.parse(["Russia has expelled two Norwegian diplomats from Moscow."]))
    found = {token.text: token for token in doc}
    assert found["expelled"].dep_ == "ROOT"
    assert found["expelled"].lemma_ == "expel"
    assert found["expelled"].pos_ == "VERB"
    assert (found["Russia"].dep_, found["Russia"].head.text) == ("nsubj", "expelled")
    assert (found["diplomats"].dep_, found["diplomats"].head.text) == ("obj", "expelled")
    assert found["Moscow"].ent_type_ == "LOC"


PARTICIPLES = [
    ("Cairo has recalled two envoys", [2, 2, 2, 4, 2], "nsubj aux ROOT nummod obj", "recall"),
    ("Cairo vetoed it", [1, 1, 1], "nsubj ROOT obj", "veto"),
    ("Cairo is concerned now", [2, 2, 2, 2], "nsubj cop ROOT advmod", "concerned"),
]


@pytest.mark.parametrize(("words", "heads", "deps", "lemma"), PARTICIPLES)
def test_past_forms_that_have_objects_are_verbs(pipeline, words, heads, deps, lemma):
    place = deps.split().index("ROOT")
    doc = Doc(
        pipeline.nlp.vocab,
        words=words.split(),
        heads=heads,
        deps=deps.split(),
        pos=["X" if i != place else "ADJ" for i in range(len(heads))],
        tags=["XX" if i != place else "JJ" for i in range(len(heads))],
        morphs=["" if i != place else "Degree=Pos" for i in range(len(heads))],
    )
    pipeline.nlp.get_pipe("lemmatizer")(repair_participles(doc))
    assert doc[place].lemma_ == lemma
    assert doc[place].pos_ == ("ADJ" if lemma == "concerned" else "VERB")


def test_a_passive_has_its_agent(pipeline):
    doc = next(pipeline.parse(["The agreement was signed by the foreign ministers on Monday."]))
    found = {token.text: token.dep_ for token in doc}
    assert found["agreement"] == "nsubj:pass"
    assert found["ministers"] == "obl:agent"


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", " One  day\n\nthey left.\t It rained. ", "The\u00a0Kremlin\u2003said  no.\n"],
)
def test_characters_stay_where_they_are(pipeline, text):
    doc = next(pipeline.parse([text]))
    assert len(doc.text) == len(text)
    for token in doc:
        if not token.is_space:
            assert text[token.idx : token.idx + len(token)] == token.text
        assert token.is_space == (token.pos_ == "SPACE")


def test_white_space_does_not_change_the_parse(pipeline):
    tidy, wild = pipeline.parse(
        [
            "Kabul rejected the offer. Moscow was angry.",
            "Kabul\nrejected  the offer.\n Moscow was angry.",
        ]
    )
    plain = [(t.text, t.dep_, t.head.text, t.lemma_) for t in tidy]
    assert [(t.text, t.dep_, t.head.text, t.lemma_) for t in wild if not t.is_space] == plain
    assert [s.text.split() for s in wild.sents] == [s.text.split() for s in tidy.sents]


def test_british_verbs_are_parsed_as_american_ones_and_keep_their_letters(pipeline):
    doc = next(pipeline.parse(["No state recognises the council that  organises the vote."]))
    verbs = [(token.text, token.lemma_) for token in doc if token.pos_ == "VERB"]
    assert verbs == [("recognises", "recognise"), ("organises", "organise")]


def test_docs_come_in_order_and_lazily(pipeline):
    drawn = []

    def texts():
        for i in range(1000):
            drawn.append(i)
            yield f"Envoy number {i} left."

    docs = pipeline.parse(texts())
    first = next(docs)
    assert first[2].text == "0"
    assert len(drawn) < 500
    assert [doc[2].text for doc in docs] == [str(i) for i in range(1, 1000)]


def test_too_long_a_text_is_refused(pipeline):
    with pytest.raises(LanguageError, match="longer than 100,000"):
        list(pipeline.parse(["a" * (LONGEST_TEXT + 1)]))


def test_a_missing_model_is_one_clear_line():
    with pytest.raises(LanguageError, match=r"no_such_model.*cannot be loaded") as raised:
        load_pipeline("no_such_model")
    assert "\n" not in str(raised.value)


def test_a_model_without_a_parser_is_refused(tmp_path):
    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(LanguageError, match="no dependency parser"):
        load_pipeline(str(tmp_path / "blank"))


def test_a_damaged_model_is_refused(tmp_path):
    (tmp_path / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(LanguageError, match="cannot be loaded"):
        load_pipeline(str(tmp_path))


def test_the_pipeline_is_loaded_once_and_names_its_version(pipeline):
    assert load_pipeline() is pipeline
    assert pipeline.name.startswith("en_legation_news-")


def test_the_shipped_model_is_small_and_says_what_it_is_made_of():
    assert sum(p.stat().st_size for p in SHIPPED.rglob("*") if p.is_file()) <= 20_000_000
    notice = (SHIPPED / "NOTICE").read_text(encoding="utf-8")
    for source in ("EWT", "GUM_news_", "Universal NER", "CrossNER", "Wikigold", "WordNet"):
        assert source in notice


def made(words, heads, deps, pos, **more):
    return Doc(
        spacy.blank("en").vocab,
        words=words.split(),
        heads=heads,
        deps=deps.split(),
        pos=pos.split(),
        **more,
    )


def tree(doc):
    return [(token.text, token.dep_, token.head.text) for token in doc]


def test_prepositions_hang_on_their_nouns():
    doc = made(
        "Envoys from Ankara spoke with ministers",
        [3, 0, 1, 3, 3, 4],
        "nsubj prep pobj ROOT prep pobj",
        "NOUN ADP PROPN VERB ADP NOUN",
    )
    assert tree(to_universal(doc)) == [
        ("Envoys", "nsubj", "spoke"),
        ("from", "case", "Ankara"),
        ("Ankara", "nmod", "Envoys"),
        ("spoke", "ROOT", "spoke"),
        ("with", "case", "ministers"),
        ("ministers", "obl", "spoke"),
    ]


def test_passive_agents_are_named():
    doc = made(
        "Posts were shelled by rebels",
        [2, 2, 2, 2, 3],
        "nsubjpass auxpass ROOT agent pobj",
        "NOUN AUX VERB ADP NOUN",
    )
    assert tree(to_universal(doc)) == [
        ("Posts", "nsubj:pass", "shelled"),
        ("were", "aux:pass", "shelled"),
        ("shelled", "ROOT", "shelled"),
        ("by", "case", "rebels"),
        ("rebels", "obl:agent", "shelled"),
    ]


def test_predicates_head_their_copulas():
    doc = made(
        "Kabul is a partner .",
        [1, 1, 3, 1, 1],
        "nsubj ROOT det attr punct",
        "PROPN AUX DET NOUN PUNCT",
        lemmas=["Kabul", "be", "a", "partner", "."],
    )
    assert tree(to_universal(doc)) == [
        ("Kabul", "nsubj", "partner"),
        ("is", "cop", "partner"),
        ("a", "det", "partner"),
        ("partner", "ROOT", "partner"),
        (".", "punct", "partner"),
    ]


def test_conjuncts_hang_on_the_first():
    doc = made(
        "Moscow , Kabul and Ankara met",
        [5, 0, 0, 2, 2, 5],
        "nsubj punct conj cc conj ROOT",
        "PROPN PUNCT PROPN CCONJ PROPN VERB",
    )
    assert tree(to_universal(doc))[2:5] == [
        ("Kabul", "conj", "Moscow"),
        ("and", "cc", "Ankara"),
        ("Ankara", "conj", "Moscow"),
    ]


def test_gerunds_behind_prepositions_become_clauses():
    doc = made(
        "Cairo left after signing papers",
        [1, 1, 1, 2, 3],
        "nsubj ROOT prep pcomp dobj",
        "PROPN VERB ADP VERB NOUN",
    )
    assert tree(to_universal(doc))[2:] == [
        ("after", "mark", "signing"),
        ("signing", "advcl", "left"),
        ("papers", "obj", "signing"),
    ]


def test_entity_labels_are_ours():
    words = ["Merkel", "left", "Berlin", "Tuesday"]
    ents = ["B-PERSON", "O", "B-GPE", "B-DATE"]
    doc = rename_entities(Doc(spacy.blank("en").vocab, words=words, ents=ents))
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Merkel", "PER"), ("Berlin", "LOC")]


def test_models_with_our_labels_are_left_alone(pipeline):
    assert "legation_labels" not in pipeline.nlp.pipe_names


def test_models_with_other_labels_get_the_map():
    nlp = spacy.blank("en")
    parser = nlp.add_pipe("parser")
    for label in ("dobj", "prep", "pobj", "ROOT"):
        parser.add_label(label)
    add_labels(nlp, {"neg": "discourse"})
    component = nlp.get_pipe("legation_labels")
    doc = component(
        made("Oslo did not sign", [3, 3, 3, 3], "nsubj aux neg ROOT", "PROPN AUX PART VERB")
    )
    assert RENAMED["neg"] == "advmod"
    assert [token.dep_ for token in doc] == ["nsubj", "aux", "discourse", "ROOT"]


@pytest.mark.parametrize(
    ("words", "place", "expected"),
    [
        ("Gen . Orlov left", 2, None),
        ("It left . “ Good", 3, None),
        ("Then the envoy left Cairo , Oslo said in a note to the press", 6, False),
        ("It left . The end", 3, True),
        ("Mr. Smith", 1, False),
        ("“ It left . ” Russia agreed", 5, True),
        ("“ It left ? ” Putin asked", 5, None),
        ("He won . 1 . The end", 5, None),
        ("He said : “ no", 3, False),
    ],
)
def test_rules_by_hand(words, place, expected):
    doc = mark_boundaries(Doc(spacy.blank("en").vocab, words=words.split()))
    assert doc[place].is_sent_start == expected


# --- objects --------------------------------------------------------------------------------------


def parsed_by_hand(*words: tuple[str, str, str, str, int]) -> Doc:
    """A Doc of words with lemma, part of speech, relation and head."""
    nlp = spacy.blank("en")
    forms, lemmas, pos, deps, heads = (list(column) for column in zip(*words, strict=True))
    return Doc(nlp.vocab, words=forms, lemmas=lemmas, pos=pos, deps=deps, heads=heads)


@pytest.mark.parametrize(
    ("verb", "subject", "relation"),
    [
        (("sentenced", "sentence"), "nsubj", "obj"),
        (("became", "become"), "nsubj", "xcomp"),
        (("named", "name"), "nsubj:pass", "xcomp"),
    ],
)
def test_a_noun_is_the_object_of_a_verb_that_makes_nobody_anything(verb, subject, relation):
    doc = parsed_by_hand(
        ("Egypt", "Egypt", "PROPN", subject, 1),
        (*verb, "VERB", "ROOT", 1),
        ("envoys", "envoy", "NOUN", "xcomp", 1),
    )
    assert repair_objects(doc)[2].dep_ == relation


def test_what_stands_beside_an_object_stays_a_predicate():
    doc = parsed_by_hand(
        ("They", "they", "PRON", "nsubj", 1),
        ("called", "name", "VERB", "ROOT", 1),
        ("him", "he", "PRON", "obj", 1),
        ("envoy", "envoy", "NOUN", "xcomp", 1),
    )
    assert repair_objects(doc)[3].dep_ == "xcomp"


def test_what_has_a_subject_is_a_verb_and_the_noun_behind_it_its_object():
    doc = parsed_by_hand(
        ("Last", "last", "ADJ", "amod", 1),
        ("week", "week", "NOUN", "obl:unmarked", 5),
        ("the", "the", "DET", "det", 3),
        ("march", "march", "NOUN", "nsubj", 4),
        ("alarmed", "alarm", "ADJ", "amod", 5),
        ("neighbours", "neighbour", "NOUN", "ROOT", 5),
        ("of", "of", "ADP", "case", 7),
        ("Chad", "Chad", "PROPN", "nmod", 5),
        (".", ".", "PUNCT", "punct", 5),
    )
    found = [(t.text, t.dep_, t.head.text) for t in repair_verbs(doc) if t.text != "the"]
    assert found == [
        ("Last", "amod", "week"),
        ("week", "obl:unmarked", "alarmed"),
        ("march", "nsubj", "alarmed"),
        ("alarmed", "ROOT", "alarmed"),
        ("neighbours", "obj", "alarmed"),
        ("of", "case", "Chad"),
        ("Chad", "nmod", "neighbours"),
        (".", "punct", "alarmed"),
    ]
    assert doc[4].pos_ == "VERB"


@pytest.mark.parametrize(
    ("sentence", "subject", "verb"),
    [
        ("No neighbour recognises the enclave.", "neighbour", "recognises"),
        ("The envoys of the two capitals reaffirmed respect for the line.", "envoys", "reaffirmed"),
        (
            "Chad, which lent the airstrip, called for a vote within the week and did nothing.",
            "Chad",
            "called",
        ),
        ("Spokeswoman Ana Ruiz took questions on Monday.", "Ana", "took"),
        ("Ankara, the largest donor, fears that isolation would harden them.", "Ankara", "fears"),
        ("Fishermen on the eastern shore say that patrol boats are back.", "Fishermen", "say"),
    ],
)
def test_a_subject_with_its_verb_is_no_noun_phrase(sentence, subject, verb):
    (doc,) = load_pipeline().parse([sentence])
    (root,) = [token for token in doc if token.head.i == token.i]
    assert root.text == verb
    assert root.pos_ == "VERB"
    assert [t.text for t in root.children if t.dep_ == "nsubj"] == [subject]


@pytest.mark.parametrize(
    "phrase",
    [
        "A letter to the president and an answer.",
        "A great many commas.",
        "The treaty of that year and both of its annexes.",
    ],
)
def test_a_phrase_without_a_verb_gets_none(phrase):
    (doc,) = load_pipeline().parse([phrase])
    roots = [token for token in doc if token.head.i == token.i]
    assert [t.text for t in roots if any(c.dep_ == "nsubj" for c in t.children)] == []
