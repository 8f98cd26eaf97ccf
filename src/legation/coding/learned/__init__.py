"""The learned part of event coding: which words are events, of which type, and between whom.

`judge` takes what the codebook makes of a sentence and returns it weighed: improbable readings
dropped, events that the codebook does not know added, sides chosen.  The weights are linear models
over word and parse features, trained on the project's own corpus (`python -m training.learned`).
"""

from legation.coding.learned.judgement import judge

__all__ = ["judge"]
