"""Jobs that need no documents; worker processes import them by name."""

import os
from dataclasses import dataclass

from legation.errors import LegationError


@dataclass(frozen=True)
class Doubled:
    """Doubles numbers; refuses 13, dies of 666."""

    load: str = "well"

    def __call__(self):
        if self.load != "well":
            raise LegationError("the model is not there")
        return self.work

    @staticmethod
    def work(numbers):
        if 13 in numbers:
            raise ValueError("no\nluck")
        if 666 in numbers:
            os._exit(9)
        return [2 * n for n in numbers]


@dataclass(frozen=True)
class Pid:
    """Says which process works."""

    def __call__(self):
        return lambda items: [os.getpid() for _ in items]
