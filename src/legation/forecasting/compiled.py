"""One way to compile a numeric function: machine code kept on disk, typed for the type checker.

Only the modules that hold loops over events import this one, and they are imported late, so that
commands which forecast nothing never load the compiler.  Counts begin as `ZERO`: a plain 0 has a
type of its own, and all that is called with it would be compiled twice.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np

ZERO: Final = cast(int, np.int64(0))
Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Compile *function* for other compiled functions; Python itself cannot call it.

    Without the code that unpacks Python objects, compiling takes less than half as long.
    """
    return _compile(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def entrance(function: Function) -> Function:
    """Compile *function* for Python to call; later processes read the result from disk if they can."""
    return _compile(function, no_cfunc_wrapper=True)


def inlined(function: Function) -> Function:
    """Put the body of *function* where it is called: its only caller is compiled once, not twice."""
    compiler = cast(Any, numba.njit)
    return cast(Function, compiler(inline="always", fastmath=True, error_model="numpy")(function))


def _compile(function: Function, **without: bool) -> Function:
    compiler = cast(Any, numba.njit)
    try:
        done = compiler(cache=True, fastmath=True, error_model="numpy", **without)(function)
    except RuntimeError:  # no folder that can be written to
        done = compiler(fastmath=True, error_model="numpy", **without)(function)
    return cast(Function, done)
