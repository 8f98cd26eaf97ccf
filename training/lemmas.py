"""The lemmatizer: the treebanks' own lemmas first, WordNet's rules and word lists second.

Takes treebank passages and a pipeline; adds spaCy's rule lemmatizer with its tables filled.
It reads the parts of speech that the morphologizer finds, and learns nothing.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from spacy.language import Language
from spacy.lookups import Lookups, load_lookups

from training.sentences import Passage

TABLES = ("lemma_rules", "lemma_exc", "lemma_index")
DOUBLING = re.compile(r"[^aeiou][aeiou][bdgklmnprt]$")


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


def doubled_forms(verbs: Iterable[str]) -> dict[str, str]:
    """Return the forms of verbs that may double their last letter, and the verbs.

    >>> doubled_forms(["expel", "tell", "sign"])
    {'expelled': 'expel', 'expelling': 'expel'}
    """
    known = set(verbs)
    return {
        verb + verb[-1] + ending: verb
        for verb in sorted(known)
        for ending in ("ed", "ing")
        if DOUBLING.search(verb) and verb + verb[-1] not in known
    }


def without_shadows(verbs: Iterable[str]) -> list[str]:
    """Return the verbs less those that would take another's forms ("hop" those of "hope").

    >>> without_shadows(["hop", "hope", "visit"])
    ['hope', 'visit']
    """
    known = set(verbs)
    return sorted(v for v in known if not (DOUBLING.search(v) and v + "e" in known))


def lemma_tables(passages: Iterable[Passage]) -> Lookups:
    """Return the tables: WordNet's, with the treebanks' forms as exceptions that go first."""
    lookups = load_lookups("en", list(TABLES))
    wordnet = {
        name: {pos: lookups.get_table(name).get(pos, {}) for pos in ("noun", "verb", "adj", "adv")}
        for name in TABLES
    }
    verbs = wordnet["lemma_index"]["verb"]
    wordnet["lemma_index"]["verb"] = without_shadows(verbs)
    exceptions = {pos: dict(forms) for pos, forms in wordnet["lemma_exc"].items()}
    for form, verb in doubled_forms(verbs).items():
        exceptions["verb"].setdefault(form, [verb])
    for pos, forms in treebank_lemmas(passages).items():
        exceptions.setdefault(pos, {}).update({form: [lemma] for form, lemma in forms.items()})
    tables = Lookups()
    tables.add_table("lemma_rules", wordnet["lemma_rules"])
    tables.add_table("lemma_exc", exceptions)
    tables.add_table("lemma_index", wordnet["lemma_index"])
    return tables


def add_lemmatizer(nlp: Language, passages: Iterable[Passage]) -> None:
    """Put the lemmatizer at the end of the pipeline."""
    lemmatizer = nlp.add_pipe("lemmatizer", config={"mode": "rule", "overwrite": True})
    lemmatizer.initialize(lookups=lemma_tables(passages))  # type: ignore[attr-defined]
