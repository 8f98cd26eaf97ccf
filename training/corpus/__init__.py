"""The training corpus: passages in our own words, marked for every kind of record (CC BY 4.0).

`read_corpus()` gives its passages; `python -m training.corpus check|stats|split|strip|agree|score`
validates, counts, splits, strips and measures.  The notation is told in `GUIDELINES.md`.
"""

from training.corpus.passages import Member, Passage, Problem, read_corpus, read_file
from training.corpus.splits import split_of

__all__ = ["Member", "Passage", "Problem", "read_corpus", "read_file", "split_of"]
