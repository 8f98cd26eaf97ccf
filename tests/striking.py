"""What striking a document may change among matters told by several: only what rested on it."""

from collections.abc import Sequence

from legation.corroboration import corroborate
from legation.records import Claim


def changes_only_what_rested_on(document: str, claims: Sequence[Claim]) -> None:
    """Assert that without a document's claims the matters that it did not tell stand as before."""
    gone = {c.id for c in claims if c.citation.document == document}
    before = corroborate(claims)
    after = corroborate([c for c in claims if c.id not in gone])
    kept = {e.id for e in before if not gone & set(e.evidence)}
    assert kept <= {e.id for e in after}
    assert not any(gone & set(e.evidence) for e in after)
    touched = {i for e in before if gone & set(e.evidence) for i in e.evidence}
    assert all(e.id in kept or set(e.evidence) <= touched for e in after)
