"""The feasible states of a model: bit patterns of options taken, kept as sorted whole numbers.

Takes a `Model`; returns a `StateSpace`.  Options are added one by one and every infeasibility is
applied as soon as its options are there, so that forty options with many exclusions are read
without ever counting to 2^40.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legation.errors import ModelFileError
from legation.games.model import Infeasibility, Model
from legation.games.statements import Expression, parse_statement, unknown_option

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class StateSpace:
    """Feasible states in rising order of their numbers.

    `codes` int64[n]; `bits` one an option, in the order of the written pattern; `names` for a
    model without options (then a code is the place in it).
    """

    codes: Codes
    bits: tuple[int, ...] = ()
    names: tuple[str, ...] = ()

    def __len__(self) -> int:
        """How many states are feasible."""
        return len(self.codes)

    def place(self, code: int) -> int | None:
        """Where the state of number *code* stands in `codes`, or None if it is infeasible."""
        at = int(np.searchsorted(self.codes, code))
        return at if at < len(self.codes) and int(self.codes[at]) == code else None

    def label(self, place: int) -> int | str:
        """The state's number, or its name where states are named."""
        return self.names[place] if self.names else int(self.codes[place])

    def pattern(self, place: int) -> str:
        """The state as Y and N, one letter an option; its name where states are named."""
        if self.names:
            return self.names[place]
        code = int(self.codes[place])
        return "".join("Y" if code & bit else "N" for bit in self.bits)

    def matching(self, text: str) -> NDArray[np.intp]:
        """Places of the states that *text* means: a pattern (Y, N, -), a number or a name.

        Raises
        ------
        ModelFileError
            If it is none of these, or a pattern of another length.
        """
        if self.names:
            if text not in self.names:
                raise ModelFileError(f"there is no state {text!r}; known: {', '.join(self.names)}")
            return np.array([self.names.index(text)], dtype=np.intp)
        if text.isdigit():
            at = self.place(int(text))
            return np.array([] if at is None else [at], dtype=np.intp)
        mask, value = read_pattern(text, self.bits)
        return np.flatnonzero((self.codes & mask) == value)


def read_pattern(text: str, bits: Sequence[int]) -> tuple[int, int]:
    """A pattern as (mask, value): "Y" taken, "N" not taken, "-" either.

    Examples
    --------
    >>> read_pattern("Y-N", (1, 2, 4))
    (5, 1)
    """
    if len(text) != len(bits) or set(text) - set("YN-"):
        raise ModelFileError(
            f"state {text!r} is no pattern of {len(bits)} letters Y, N or -, one an option"
        )
    mask = sum(bit for bit, letter in zip(bits, text, strict=True) if letter != "-")
    value = sum(bit for bit, letter in zip(bits, text, strict=True) if letter == "Y")
    return mask, value


def feasible_states(model: Model) -> StateSpace:
    """All feasible states of *model*.

    Raises
    ------
    ModelFileError
        If no state is feasible, more than `model.limit` are, or an infeasibility names an
        unknown option.
    """
    if model.graph is not None:
        names = model.graph.states
        return StateSpace(np.arange(len(names), dtype=np.int64), names=names)
    if model.feasible is not None:
        codes = np.unique(np.array(model.feasible, dtype=np.int64))
    else:
        codes = _grow(model)
    if len(codes) == 0:
        last = next((i.line for i in reversed(model.infeasible) if i.line), model.options_line)
        raise model.wrong("no state is feasible; drop or loosen an infeasibility", last)
    if len(codes) > model.limit:
        raise _too_many(model, f"{len(codes):,}")
    return StateSpace(codes, bits=model.bits)


def _too_many(model: Model, count: str) -> ModelFileError:
    return model.wrong(
        f"{count} feasible states are more than the limit of {model.limit:,}; exclude "
        "combinations, leave out options, or raise `limit` in [model]",
        model.options_line,
    )


def _grow(model: Model) -> Codes:
    rules = [(rule, rule.bits) for item in model.infeasible for rule in impossible(model, item)]
    codes = np.zeros(1, dtype=np.int64)
    known = 0
    for bit in model.bits:
        codes = np.concatenate([codes, codes | bit])
        for rule, needs in rules:
            if needs & bit and not needs & ~(known | bit):
                codes = codes[~rule.holds(codes)]
        known |= bit
        if len(codes) > 4 * model.limit:
            raise _too_many(model, f"at least {len(codes):,}")
    for rule, needs in rules:
        if not needs:
            codes = codes[~rule.holds(codes)]
    return np.sort(codes)


def impossible(model: Model, item: Infeasibility) -> list[Expression]:
    """Expressions that hold in just the states that *item* rules out."""
    bits = model.option_bits()
    try:
        if item.say is not None:
            return [parse_statement(item.say, bits)]
        if item.pattern is not None:
            mask, value = read_pattern(item.pattern, model.bits)
            if not mask:
                return [Expression("iff", parts=(_literal(1), _literal(1)))]  # every state
            return [_all_of([_literal(b, bool(value & b)) for b in model.bits if mask & b])]
        named = [_literal(_bit(name, bits)) for name in item.exclusive or item.required]
    except ModelFileError as error:
        raise model.wrong(str(error), item.line) from None
    if item.required:
        return [_all_of([Expression("not", parts=(literal,)) for literal in named])]
    return [_all_of([a, b]) for i, a in enumerate(named) for b in named[i + 1 :]]


def _bit(name: str, bits: dict[str, int]) -> int:
    if name not in bits:
        raise ModelFileError(unknown_option(name, bits))
    return bits[name]


def _literal(bit: int, taken: bool = True) -> Expression:
    atom = Expression("option", bit=bit)
    return atom if taken else Expression("not", parts=(atom,))


def _all_of(parts: list[Expression]) -> Expression:
    return parts[0] if len(parts) == 1 else Expression("and", parts=tuple(parts))


def status_quo(model: Model, space: StateSpace) -> int | None:
    """The place of the status quo, or None where the model gives none.

    Raises
    ------
    ModelFileError
        If the status quo is not exactly one feasible state.
    """
    if model.status_quo is None:
        return None
    try:
        found = space.matching(model.status_quo)
    except ModelFileError as error:
        raise model.wrong(f"status quo: {error}", model.status_quo_line) from None
    if len(found) != 1:
        raise model.wrong(
            f"the status quo {model.status_quo!r} is {len(found)} feasible states; give one",
            model.status_quo_line,
        )
    return int(found[0])
