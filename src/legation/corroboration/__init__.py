"""Who says the same, who says otherwise, where they have it from, and who foresaw what.

Claims, references, predictions and later events in, `Estimate`s out.  See docs/corroboration.md.
"""

from legation.corroboration.answers import answers
from legation.corroboration.attendance import attendance
from legation.corroboration.figures import figures
from legation.corroboration.foresight import Later, outcomes, records_of
from legation.corroboration.matters import corroborate
from legation.corroboration.origins import Sources, borrowings, chain, independent, origins
from legation.corroboration.words import Lexicon, load_lexicon

__all__ = [
    "Later",
    "Lexicon",
    "Sources",
    "answers",
    "attendance",
    "borrowings",
    "chain",
    "corroborate",
    "figures",
    "independent",
    "load_lexicon",
    "origins",
    "outcomes",
    "records_of",
]
