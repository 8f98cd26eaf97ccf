"""British verbs in "-ise" spelt with a z for the parse, which has learnt from American text.

`american` returns a text in which "recognises" is "recognizes" and "mobilisation" "mobilization",
as long as the one given; `british` gives the lemma of such a word its s again.  Names keep their
spelling, and so do verbs whose s is a root's ("promise", "advise", "exercise").
"""

import re
from typing import Final

_ENDING: Final = re.compile(
    r"\b(?!(?:\w*[aeiouvw]|(?:\w*comp|sur|enter|ap|re)pr|compr|(?:com)?prom|prem|dem|surm|exerc|prec|imprec"
    r"|conc|exc|inc|circumc|desp|franch|merchand|parad|treat|expert|advert|chast|pract|an|ar"
    r"|sunr|upr|moonr)is)([a-z]{2,}i)s(e[sd]?|ing|ers?|ations?|able)\b"
)


def american(text: str) -> str:
    """Return `text` with "-ize" for "-ise", letter for letter.

    >>> american("It recognises no revised promise of demobilisation.")
    'It recognizes no revised promise of demobilization.'
    """
    return _ENDING.sub(r"\1z\2", text)


def british(lemma: str, word: str) -> str:
    """Return the lemma of the American form of `word` as `word` spells it.

    >>> british("recognize", "recognises"), british("organize", "organized")
    ('recognise', 'organize')
    """
    at = lemma.rfind("iz")
    return f"{lemma[:at]}is{lemma[at + 2 :]}" if at >= 0 and word[at : at + 2] == "is" else lemma
