"""The tokenizer of the shipped pipeline: spaCy's English rules, fitted to UD and to policy prose.

Takes a blank English pipeline and returns its tokenizer.  What is added: military and diplomatic
abbreviations ("Col.", "Amb."), hyphens after "U.S.", footnote markers ("2022.[1]", "said.12",
superscripts) as tokens of their own
(brackets apart, as in GUM), and the treebanks' treatment of prefixes ("pro-Kremlin").
"""

from typing import Any

from spacy.language import Language
from spacy.symbols import ORTH
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

_ABBREVIATIONS = (
    "Adm. Amb. Bde. Brig. Capt. Cdr. Cmdr. Cmdt. Col. Cpl. Cpt. Dept. Fr. Gov. Hon. Lt. Maj. "
    "Min. Msgr. Pres. Pvt. Rep. Sec. Sen. Sgt. Supt. Univ. Vol. al. approx. cf. ch. ed. "
    "eds. est. fig. ibid. Ibid. op. cit. para. paras. pp. vol. vols. Jr. Sr. Ltd. Inc. "
    "Corp. Bros. Bn. Gp. Rev. Nos. Pt. Ste. Mt. Ft. Sept."
)
ABBREVIATIONS = _ABBREVIATIONS.split()

#: Words that the treebanks keep together with what follows their hyphen.
_PREFIXES = "anti co cross e ex inter mid mini multi non pan post pre pro re semi sub trans ultra"
PREFIXES = _PREFIXES.split()


def _not_after_prefix() -> str:
    forms = [form for word in PREFIXES for form in (word, word.capitalize())]
    return "".join(rf"(?<!\b{form})" for form in forms)


def _prefixes(nlp: Language) -> list[str]:
    return [r"[!?]{2,}", "<<", ">>", *nlp.Defaults.prefixes]


def _suffixes(nlp: Language) -> list[str]:
    return [
        r"(?<=\[)(?:\d{1,3}|[ivx]{1,5}|[a-z*†])",
        r"\[",
        r"[!?]{2,}",
        "<<",
        ">>",
        r"(?<=\d)(?:[AaPp][Mm]|[ap]\.m\.)",
        r"(?<=[A-Z])N['’]T",
        r"(?<=[A-Za-z])['’](?:ll|re|ve|m|d|LL|RE|VE|M|D)",
        r"[¹²³⁰⁴-⁹]+",
        r"(?<=[a-z]{3}[.,])\d{1,3}",
        r"(?<=[.,][”\"’'])\d{1,3}",
        *nlp.Defaults.suffixes,
    ]


def _infixes(nlp: Language) -> list[str]:
    hyphen = r"(?:-|–|—|--|---|——|~)"
    kept = [rule for rule in nlp.Defaults.infixes if "——" not in rule]
    if len(kept) != len(nlp.Defaults.infixes) - 1:
        raise RuntimeError(
            "spaCy's hyphen rule was not found among the infixes; adapt training/tokenizer.py"
        )
    return [
        *kept,
        rf"(?<=[^\W_]){_not_after_prefix()}{hyphen}(?=[^\W_])",
        rf"(?<=[A-Z]\.){hyphen}(?=[^\W_])",
        r"(?<=[^\W_][.,;:!?”’)\]])(?:–|—|--)(?=[^\W_“‘(])",
        r"(?<=[^\W_])(?:–|—|--)(?=[“‘(\"])",
        r"[”\"](?=[–—])",
        r"(?<=[–—])[“\"]",
        r"(?<=[a-z])[;:](?=[a-z])",
    ]


def build_tokenizer(nlp: Language) -> Tokenizer:
    """Return the tokenizer for `nlp`, a blank English pipeline."""
    rules: dict[str, Any] = dict(nlp.Defaults.tokenizer_exceptions or {})
    for fused in ("and/or", "e.g", "i.e", "):"):
        rules.pop(fused, None)
    for word in ABBREVIATIONS:
        rules.setdefault(word, [{ORTH: word}])
    return Tokenizer(
        nlp.vocab,
        rules=rules,
        prefix_search=compile_prefix_regex(_prefixes(nlp)).search,
        suffix_search=compile_suffix_regex(_suffixes(nlp)).search,
        infix_finditer=compile_infix_regex(_infixes(nlp)).finditer,
        token_match=nlp.Defaults.token_match,
        url_match=nlp.Defaults.url_match,
    )
