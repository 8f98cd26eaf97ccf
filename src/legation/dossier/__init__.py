"""Findings → the brief, and the words in which pages put a record.

`brief` takes a `Library` (records, documents, what a user accepted) and returns a `Brief`; it
opens no ledger and draws no page.
"""

from legation.dossier.happenings import Happening, Parties, between, happenings, pairs
from legation.dossier.quotes import Desk, Source, readable
from legation.dossier.telling import (
    SURE,
    Brief,
    Left,
    Library,
    Section,
    Sentence,
    brief,
    told,
)
from legation.dossier.wording import (
    DEEDS,
    MONTHS,
    capital,
    deed,
    listed,
    named,
    party,
    the,
    when,
    written,
)

__all__ = [
    "DEEDS", "MONTHS", "SURE", "Brief", "Desk", "Happening", "Left", "Library", "Parties", "Section",
    "Sentence", "Source", "between", "brief", "capital", "deed", "happenings", "listed", "named",
    "pairs", "party", "readable", "the", "told", "when", "written",
]  # fmt: skip
