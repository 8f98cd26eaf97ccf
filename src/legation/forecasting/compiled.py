"""One way to compile a numeric function: machine code kept on disk, typed for the type checker.

Only the modules that hold loops over events import this one, and they are imported late, so that
commands which forecast nothing never load the compiler.  Counts begin as `ZERO`: a plain 0 has a
type of its own, and all that is called with it would be compiled twice.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np

MODULES: Final = ("compiled", "terms", "index", "counters", "candidates", "softmax", "sweep")
SOURCE: Final = sha256(
    b"".join((Path(__file__).parent / f"{name}.py").read_bytes() for name in MODULES)
).hexdigest()[:16]
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
    _date(done)
    return cast(Function, done)


def _date(done: Any) -> None:
    """Let machine code on disk be used for the source it was made from alone.

    numba looks at a function's own file, but the code holds functions and types of other files too;
    its mark for its version is told apart by them all.  Where numba keeps it elsewhere, its own rule
    stands.
    """
    kept: Any = getattr(getattr(done, "_cache", None), "_cache_file", None)
    if hasattr(kept, "_version"):
        kept._version = f"{numba.__version__} {SOURCE}"
