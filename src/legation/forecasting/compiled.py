"""One way to compile a numeric function: machine code kept on disk, typed for the type checker.

Only the modules that hold loops over events import this one, and they are imported late, so that
commands which forecast nothing never load the compiler.
"""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Compile *function* at its first call; later processes read the result from disk if they can."""
    try:
        wrap = numba.njit(cache=True, fastmath=True, error_model="numpy")
        return cast(Function, wrap(function))
    except RuntimeError:  # no folder that can be written to
        wrap = numba.njit(fastmath=True, error_model="numpy")
        return cast(Function, wrap(function))
