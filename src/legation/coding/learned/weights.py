"""Linear models over hashed features: read from an `.npz` file, scored with NumPy alone.

A model scores each class by what all classes share (the first column of `hashed`, and `dense`),
by what is the class's own (the other columns), and by what the codebook holds of the class
(`shared`).  "No class" scores nothing; probabilities are the softmax over all.
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from legation.errors import LanguageError

ROWS: Final = 1 << 15
TABLES: Final = ("hashed", "dense", "shared", "bias", "curve")
Array = NDArray[np.float32]


def rows_of(features: Sequence[str], rows: int = ROWS) -> list[int]:
    """The rows of some features: their CRC-32, cut to the number of rows."""
    return [zlib.crc32(f.encode()) % rows for f in features]


@dataclass(frozen=True, slots=True)
class Weights:
    """A multinomial logistic regression with "none" as the class that scores 0.

    `hashed` is (rows, 1 + classes), `dense` (numbers,), `shared` (hints,), `bias` (classes,);
    `curve` (2, knots) maps a probability to how often readings so probable are right.
    """

    classes: tuple[str, ...]
    hashed: Array
    dense: Array
    shared: Array
    bias: Array
    curve: Array
    notes: dict[str, Any]

    def probabilities(
        self, features: Sequence[Sequence[str]], hints: Array, numbers: Array
    ) -> Array:
        """Class probabilities, (words, classes); what is left to one is the probability of none.

        *hints* is (words, classes, hints), *numbers* (words, dense features).
        """
        sums = np.stack([self.hashed[rows_of(f, len(self.hashed))].sum(axis=0) for f in features])
        scores = sums[:, 1:] + sums[:, :1] + self.bias + hints @ self.shared
        scores += (numbers @ self.dense)[:, None]
        return softmax(scores)

    def calibrated(self, probability: float) -> float:
        """How often a reading held that probable is right, in (0, 1)."""
        worth = float(np.interp(probability, self.curve[0], self.curve[1]))
        return min(0.99, max(0.01, worth))

    def save(self, path: Path) -> None:
        """Write the file; no code is in it, and none is run when it is read."""
        head = json.dumps({"classes": self.classes, **self.notes})
        np.savez_compressed(
            path,
            head=np.frombuffer(head.encode(), dtype=np.uint8),
            hashed=self.hashed.astype(np.float16),
            dense=self.dense,
            shared=self.shared,
            bias=self.bias,
            curve=self.curve,
        )


def softmax(scores: Array) -> Array:
    """Probabilities of the columns beside a "none" that scores 0.

    >>> softmax(np.zeros((1, 3), dtype=np.float32)).tolist()
    [[0.25, 0.25, 0.25]]
    """
    top = np.maximum(scores.max(axis=1, keepdims=True), 0)
    raised = np.exp(scores - top)
    return np.asarray(raised / (raised.sum(axis=1, keepdims=True) + np.exp(-top)), np.float32)


def read_weights(path: Path) -> Weights:
    """Read a file that `save` wrote.

    Raises
    ------
    LanguageError
        If it is missing or damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as data:
            head = json.loads(bytes(data["head"]))
            tables = {n: data[n].astype(np.float32) for n in TABLES}
    except (OSError, ValueError, KeyError) as error:
        raise LanguageError(
            f"learned weights {path.name} cannot be read ({error}); install the package again"
        ) from error
    return Weights(tuple(head.pop("classes")), **tables, notes=head)


@cache
def load_weights(name: str) -> Weights | None:
    """The shipped weights of that name, or None where none are shipped."""
    resource = files("legation.data").joinpath(f"model_events/{name}.npz")
    if not resource.is_file():
        return None
    with as_file(resource) as path:
        return read_weights(path)
