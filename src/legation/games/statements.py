"""Statements over options: "not recognise if (attack or 'Air Strike')" as an expression.

Takes a statement's text and the names of the options; returns an `Expression` that is true or
false in each state.  Words: `not`, `and`, `or`, `if`, `iff`, brackets; `-`, `!`, `&` and `|` do
too.  A name with blanks stands in quotes; `Actor:name` tells apart options of one name; a whole
number is the place of an option, from 1.  `if` is the material conditional: "a if b" is false
only where b holds and a does not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from legation.errors import ModelFileError

Codes = NDArray[np.int64]
Truth = NDArray[np.bool_]
_TOKEN = re.compile(r"""\s*(?:("[^"]*"|'[^']*')|([()&|!~\-])|([^\s()&|!~"']+))""")
_WORDS = {"&": "and", "|": "or", "!": "not", "-": "not", "~": "not"}


@dataclass(frozen=True, slots=True)
class Expression:
    """One node: an option's bit, `not`, `and`, `or`, `if` (first if second), `iff`."""

    kind: Literal["option", "not", "and", "or", "if", "iff"]
    bit: int = 0
    name: str = ""
    parts: tuple["Expression", ...] = ()

    def holds(self, codes: Codes) -> Truth:
        """Truth in each state of *codes* (bit b set: that option is taken)."""
        if self.kind == "option":
            return np.asarray((codes & self.bit) != 0, dtype=bool)
        truths = [part.holds(codes) for part in self.parts]
        if self.kind == "not":
            return np.logical_not(truths[0])
        if self.kind == "and":
            return np.asarray(np.logical_and.reduce(truths), dtype=bool)
        if self.kind == "or":
            return np.asarray(np.logical_or.reduce(truths), dtype=bool)
        if self.kind == "if":
            return truths[0] | ~truths[1]
        return np.equal(truths[0], truths[1])

    @property
    def bits(self) -> int:
        """All options that the expression names."""
        value = self.bit
        for part in self.parts:
            value |= part.bits
        return value


def parse_statement(text: str, bits: Mapping[str, int]) -> Expression:
    """Read *text*; *bits* maps every accepted name to its bit.

    Raises
    ------
    ModelFileError
        If the text names an unknown option or is no statement (without the line; the caller
        adds it).

    Examples
    --------
    >>> e = parse_statement("a if not 'b c'", {"a": 1, "b c": 2})
    >>> e.holds(np.arange(4)).tolist()
    [False, True, True, True]
    """
    reader = _Reader(text, bits)
    whole = reader.conditional()
    if reader.peek() is not None:
        raise reader.wrong(f"{reader.peek()!r} is not expected there")
    return whole


def _tokens(text: str) -> list[tuple[str, bool]]:
    found, place = [], 0
    text = text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ModelFileError(f"statement {text!r} has an open quote; close it")
        quoted, sign, word = match.groups()
        if quoted is not None:
            found.append((quoted[1:-1], True))
        else:
            found.append((_WORDS.get(sign or word, sign or word), False))
        place = match.end()
    return found


class _Reader:
    """Recursive descent; binds tightest: not, and, or, if and iff."""

    def __init__(self, text: str, bits: Mapping[str, int]) -> None:
        self.text, self.bits, self.tokens, self.at = text, bits, _tokens(text), 0

    def wrong(self, why: str) -> ModelFileError:
        return ModelFileError(f"statement {self.text!r}: {why}")

    def peek(self) -> str | None:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else None

    def _next_is(self, *words: str) -> str | None:
        if self.at < len(self.tokens):
            word, quoted = self.tokens[self.at]
            if not quoted and word.lower() in words:
                self.at += 1
                return word.lower()
        return None

    def conditional(self) -> Expression:
        left = self.disjunction()
        while word := self._next_is("if", "iff"):
            right = self.disjunction()
            left = Expression("if" if word == "if" else "iff", parts=(left, right))
        return left

    def disjunction(self) -> Expression:
        left = self.conjunction()
        while self._next_is("or"):
            left = Expression("or", parts=(left, self.conjunction()))
        return left

    def conjunction(self) -> Expression:
        left = self.negation()
        while self._next_is("and"):
            left = Expression("and", parts=(left, self.negation()))
        return left

    def negation(self) -> Expression:
        if self._next_is("not"):
            return Expression("not", parts=(self.negation(),))
        if self._next_is("("):
            inside = self.conditional()
            if not self._next_is(")"):
                raise self.wrong("a bracket is not closed")
            return inside
        return self.atom()

    def atom(self) -> Expression:
        if self.at >= len(self.tokens):
            raise self.wrong("it ends where an option is expected")
        name, quoted = self.tokens[self.at]
        self.at += 1
        if not quoted and name.lower() in {"and", "or", "if", "iff", ")"}:
            raise self.wrong(f"{name!r} stands where an option is expected")
        if name not in self.bits:
            raise self.wrong(unknown_option(name, self.bits))
        return Expression("option", bit=self.bits[name], name=name)


def unknown_option(name: str, bits: Mapping[str, int]) -> str:
    """What to say of a name that no option has; an ambiguous one has the bit 0."""
    plain = [known for known in bits if not known.isdigit() and ":" not in known]
    return f"there is no option {name!r}; the options are {', '.join(plain)}"
