"""Bytes → `Document`, and what stands in its notes; groups of copies.

`read_file` and `iter_file` read HTML, PDF, DOCX, EML, Markdown, plain text and JSONL; `fetch` and
`read_feed` go to the network, and only they do.  `references` reads a document's notes,
`near_copies` groups copies.
"""

from legation.documents.copies import CopyGroup, CopyIndex, near_copies
from legation.documents.given import LANGUAGES, Failure, Given, Read
from legation.documents.network import fetch, read_feed
from legation.documents.reading import iter_bytes, iter_file, read_bytes, read_file
from legation.documents.references import references

__all__ = [
    "LANGUAGES",
    "CopyGroup",
    "CopyIndex",
    "Failure",
    "Given",
    "Read",
    "fetch",
    "iter_bytes",
    "iter_file",
    "near_copies",
    "read_bytes",
    "read_feed",
    "read_file",
    "references",
]
