"""The lemmatizer: the treebanks' own lemmas first, WordNet's rules and word lists second.

Takes treebank passages and a pipeline; adds spaCy's rule lemmatizer with its tables filled.
It reads the parts of speech that the morphologizer finds, and learns nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from spacy.language import Language
from spacy.lookups import Lookups, load_lookups

from training.sentences import Passage

TABLES = ("lemma_rules", "lemma_exc", "lemma_index")


def treebank_lemmas(passages: Iterable[Passage]) -> dict[str, dict[str, str]]:
    """Return, by part of speech, the most frequent lemma of each lower-cased form."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for passage in passages:
        for sentence in passage:
            if sentence.syntax is None:
                continue
            syntax = sentence.syntax
            for word, pos, lemma in zip(sentence.words, syntax.pos, syntax.lemmas, strict=True):
                if pos not in {"PROPN", "PUNCT", "SYM", "X", "NUM"} and lemma != "_":
                    counts[pos.lower(), word.lower()][_cased(lemma, word)] += 1
    table: dict[str, dict[str, str]] = defaultdict(dict)
    for (pos, form), lemmas in counts.items():
        table[pos][form] = lemmas.most_common(1)[0][0]
    return dict(table)


def _cased(lemma: str, word: str) -> str:
    return lemma if word.islower() or lemma == "I" else lemma.lower()


def lemma_tables(passages: Iterable[Passage]) -> Lookups:
    """Return the tables: WordNet's, with the treebanks' forms as exceptions that go first."""
    lookups = load_lookups("en", list(TABLES))
    exceptions = {pos: dict(forms) for pos, forms in lookups.get_table("lemma_exc").items()}
    for pos, forms in treebank_lemmas(passages).items():
        exceptions.setdefault(pos, {}).update({form: [lemma] for form, lemma in forms.items()})
    index = {pos: list(words) for pos, words in lookups.get_table("lemma_index").items()}
    tables = Lookups()
    tables.add_table("lemma_rules", dict(lookups.get_table("lemma_rules").items()))
    tables.add_table("lemma_exc", exceptions)
    tables.add_table("lemma_index", index)
    return tables


def add_lemmatizer(nlp: Language, passages: Iterable[Passage]) -> None:
    """Put the lemmatizer at the end of the pipeline."""
    lemmatizer = nlp.add_pipe("lemmatizer", config={"mode": "rule", "overwrite": True})
    lemmatizer.initialize(lookups=lemma_tables(passages))  # type: ignore[attr-defined]
