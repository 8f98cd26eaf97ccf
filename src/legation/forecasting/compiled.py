"""One way to compile a numeric function: machine code kept on disk, typed for the type checker.

Only the modules that hold loops over events import this one, and they are imported late, so that
commands which forecast nothing never load the compiler.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Compile *function* for other compiled functions; Python itself cannot call it.

    Without the code that unpacks Python objects, compiling takes less than half as long.
    """
    return _compile(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def entrance(function: Function) -> Function:
    """Compile *function* for Python to call; later processes read the result from disk if they can."""
    return _compile(function, no_cfunc_wrapper=True)


def _compile(function: Function, **without: bool) -> Function:
    compiler = cast(Any, numba.njit)
    try:
        done = compiler(cache=True, fastmath=True, error_model="numpy", **without)(function)
    except RuntimeError:  # no folder that can be written to
        done = compiler(fastmath=True, error_model="numpy", **without)(function)
    return cast(Function, done)
