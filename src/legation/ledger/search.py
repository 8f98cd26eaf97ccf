"""Search over passages: words in any script, phrases, beginnings and parts of words.

`search` takes a connection and what a user typed, and returns `Hit`s with the characters of the
document that match.  Ranking looks at the passage alone, never at the rest of the collection, so
that a search as of a day is not coloured by what was written later.  Of more than `MOST` passages
that match, the shortest are weighed: a match counts more the shorter its passage.
"""

# ruff: noqa: S608 - statements are put together from texts of this file; values are parameters

import heapq
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from legation.errors import UsageError
from legation.ledger.folding import fold, fold_mapped
from legation.ledger.read import at_moment
from legation.ledger.rows import NOW, When
from legation.records import Span

_TERM: Final = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_WORD: Final = re.compile(r"\w+")
_SNIPPET: Final = 240
MOST: Final = 3_000  # passages that are weighed; of more, the shortest
_HALF_LENGTH: Final = 400  # characters at which a match counts half


class Term(NamedTuple):
    """One thing that is looked for: folded words in a row, perhaps only begun, perhaps not wanted."""

    words: tuple[str, ...]
    begins: bool
    wanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that matches: where it stands, the characters that match, a snippet of it.

    `snippet` is the passage's text around its first matches; `matched` says by "words" or "parts".
    """

    document: str
    source: str
    title: str | None
    known_at: str
    region: str
    passage: Span
    matches: tuple[Span, ...]
    snippet: str
    score: float
    matched: str


def parse(text: str) -> list[Term]:
    """What a user typed: words (all wanted), "a phrase", begin*, -unwanted.

    >>> parse('"Moscow Format" recogni* -Doha')[1]
    Term(words=('recogni',), begins=True, wanted=True)
    """
    terms = []
    for minus, phrase, word in _TERM.findall(text):
        words = tuple(_WORD.findall(fold(phrase or word)))
        if words:
            terms.append(Term(words, word.endswith("*"), not minus))
    return terms


def expression(terms: Sequence[Term]) -> str:
    """The FTS5 expression of some terms."""

    def one(term: Term) -> str:
        return '"' + " ".join(term.words) + '"' + ("*" if term.begins else "")

    wanted = " AND ".join(one(t) for t in terms if t.wanted)
    unwanted = " OR ".join(one(t) for t in terms if not t.wanted)
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def search(
    connection: sqlite3.Connection,
    text: str,
    when: When = NOW,
    *,
    limit: int = 20,
    parts: bool | None = None,
) -> list[Hit]:
    """The passages that match best.  *parts*: look inside words; None: where no word matches.

    Raises
    ------
    UsageError
        If there is nothing to look for.
    """
    terms = parse(text)
    if not any(t.wanted for t in terms):
        raise UsageError(f"nothing to look for in {text!r}; give at least one word")
    if not parts:
        found = _best(connection, "words", expression(terms), terms, when, limit)
        if found or parts is False:
            return found
    pieces = [Term((" ".join(t.words),), True, t.wanted) for t in terms]
    if any(len(p.words[0]) < 3 for p in pieces):
        if parts is None:
            return []
        raise UsageError(f"parts of words need at least three letters: {text!r}")
    whole = [Term(p.words, False, p.wanted) for p in pieces]
    return _best(connection, "parts", expression(whole), pieces, when, limit)


def _best(
    connection: sqlite3.Connection,
    table: str,
    match: str,
    terms: Sequence[Term],
    when: When,
    limit: int,
) -> list[Hit]:
    patterns = [_pattern(t, inside=table == "parts") for t in terms if t.wanted]
    scored = (
        (_score(row, patterns), -row["seq"], row) for row in _rows(connection, table, match, when)
    )
    best = heapq.nlargest(limit, scored, key=lambda s: s[:2])
    return [
        _hit(row | _origin(connection, row["document"]), score, patterns, table)
        for score, _, row in best
    ]


def _pattern(term: Term, *, inside: bool) -> re.Pattern[str]:
    """What a term looks like in folded text."""
    body = r"\W+".join(re.escape(w).replace(r"\ ", r"\s+") for w in term.words)
    if inside:
        return re.compile(body)
    return re.compile(rf"(?<!\w){body}" + (r"\w*" if term.begins else r"(?!\w)"))


def _rows(
    connection: sqlite3.Connection, table: str, match: str, when: When
) -> Iterator[dict[str, Any]]:
    clause, values = at_moment(connection, when)
    values |= {"match": match, "as_of": when.as_of or "9999", "most": MOST}
    cursor = connection.execute(
        f"""{clause}SELECT p.seq, p.document, p.start, p.end, p.region, p.text
FROM {table} JOIN passages p ON p.seq = {table}.rowid
WHERE {table} MATCH :match AND p.document IN (
  SELECT d.seq FROM documents d WHERE d.known_at <= :as_of AND d.recorded_at <= :moment
  AND d.id NOT IN (SELECT id FROM hidden))
ORDER BY p.end - p.start, p.seq LIMIT :most""",
        values,
    )
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def _origin(connection: sqlite3.Connection, document: int) -> dict[str, Any]:
    """The document that a passage stands in."""
    cursor = connection.execute(
        """SELECT d.id AS document, d.known_at, json_extract(d.json, '$.title') AS title,
  (SELECT source FROM sources s WHERE s.document = d.seq LIMIT 1) AS source
FROM documents d WHERE d.seq = ?""",
        (document,),
    )
    names = [column[0] for column in cursor.description]
    return dict(zip(names, cursor.fetchone(), strict=True))


def _score(row: dict[str, Any], patterns: Sequence[re.Pattern[str]]) -> float:
    """Sum over terms of n / (n + length / 400): more often in a shorter passage is better."""
    folded = fold(row["text"])
    damp = max(1, len(folded)) / _HALF_LENGTH
    total = 0.0
    for pattern in patterns:
        n = sum(1 for _ in pattern.finditer(folded))
        total += n / (n + damp)
    return total * (0.5 if row["region"] == "furniture" else 1.0)


def _hit(row: dict[str, Any], score: float, patterns: Sequence[re.Pattern[str]], table: str) -> Hit:
    text, shift = row["text"], row["start"]
    folded, places = fold_mapped(text)
    places.append(len(text))  # so that marks that follow a match belong to it
    spans = sorted(
        {
            (places[m.start()], max(places[m.end() - 1] + 1, places[m.end()]))
            for pattern in patterns
            for m in pattern.finditer(folded)
            if m.end() > m.start()
        }
    )
    return Hit(
        document=row["document"],
        source=row["source"],
        title=row["title"],
        known_at=row["known_at"],
        region=row["region"],
        passage=Span(start=shift, end=row["end"], text=text),
        matches=tuple(Span(start=a + shift, end=b + shift, text=text[a:b]) for a, b in spans),
        snippet=_snippet(text, spans[0] if spans else (0, 0)),
        score=round(score, 4),
        matched=table,
    )


def _snippet(text: str, first: tuple[int, int]) -> str:
    """About `_SNIPPET` characters around the first match, cut at blanks."""
    start = max(0, first[0] - _SNIPPET // 3)
    if start:
        start = text.find(" ", start, first[0]) + 1 or start
    end = min(len(text), start + _SNIPPET)
    if end < len(text):
        blank = text.rfind(" ", first[1], end)
        end = blank if blank > 0 else end
    piece = " ".join(text[start:end].split())
    return ("… " if start else "") + piece + (" …" if end < len(text) else "")
