"""The CoNLL 2018 evaluation: raw text in, own tokens out, words aligned by characters.

Zeman et al. 2018, "CoNLL 2018 Shared Task: Multilingual Parsing from Raw Text to Universal
Dependencies", section 5.  Words match if they cover the same characters (white space apart);
inside a contraction they are matched by the longest common subsequence of their forms.  Scores
are F1 in percent; relations are compared without their subtypes, as there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A syntactic word: form, characters covered, tag, relation, head (index or None)."""

    form: str
    start: int
    end: int
    upos: str
    deprel: str
    head: int | None
    fused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """A text's words in order, and the (first, last) characters of each of its sentences."""

    words: tuple[Word, ...]
    sentences: frozenset[tuple[int, int]]


@dataclass(slots=True)
class Counts:
    """How many there are in the gold analysis and in the system's, and how many agree."""

    gold: int = 0
    system: int = 0
    correct: int = 0

    def add(self, gold: int, system: int, correct: int) -> None:
        """Add one text's numbers."""
        self.gold, self.system = self.gold + gold, self.system + system
        self.correct += correct

    @property
    def f1(self) -> float:
        """F1 in percent: 2·correct / (gold + system).

        >>> Counts(4, 4, 3).f1
        75.0
        """
        total = self.gold + self.system
        return 200.0 * self.correct / total if total else 0.0


def align(gold: Sequence[Word], system: Sequence[Word]) -> dict[int, int]:
    """Return the gold word that each system word stands for."""
    pairs: dict[int, int] = {}
    g = s = 0
    while g < len(gold) and s < len(system):
        if gold[g].fused or system[s].fused:
            g, s = _align_fused(gold, system, (g, s), pairs)
        elif (gold[g].start, gold[g].end) == (system[s].start, system[s].end):
            pairs[s] = g
            g, s = g + 1, s + 1
        elif gold[g].start <= system[s].start:
            g += 1
        else:
            s += 1
    return pairs


def _align_fused(
    gold: Sequence[Word], system: Sequence[Word], at: tuple[int, int], pairs: dict[int, int]
) -> tuple[int, int]:
    """Align the words of a contraction and return where to go on."""
    g, s = at
    end = max(w.end for w in (gold[g], system[s]) if w.fused)
    g_end, s_end = g, s
    moved = True
    while moved:
        moved = False
        while g_end < len(gold) and gold[g_end].start < end:
            end, g_end, moved = max(end, gold[g_end].end), g_end + 1, True
        while s_end < len(system) and system[s_end].start < end:
            end, s_end, moved = max(end, system[s_end].end), s_end + 1, True
    for i, j in _common(
        [w.form.lower() for w in gold[g:g_end]], [w.form.lower() for w in system[s:s_end]]
    ):
        pairs[s + j] = g + i
    return g_end, s_end


def _common(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of a longest common subsequence.

    >>> _common(["do", "n't"], ["do", "not", "n't"])
    [(0, 0), (1, 2)]
    """
    best = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in reversed(range(len(a))):
        for j in reversed(range(len(b))):
            longer = max(best[i + 1][j], best[i][j + 1])
            best[i][j] = 1 + best[i + 1][j + 1] if a[i] == b[j] else longer
    found, i, j = [], 0, 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def score(pairs: Iterable[tuple[Analysis, Analysis]]) -> dict[str, float]:
    """Return las, uas, upos, words_f and sents_f, in percent, over (gold, system) analyses."""
    counts = {name: Counts() for name in ("las", "uas", "upos", "words_f", "sents_f")}
    for gold, system in pairs:
        counts["sents_f"].add(
            len(gold.sentences), len(system.sentences), len(gold.sentences & system.sentences)
        )
        correct = _correct(gold.words, system.words)
        for name, number in correct.items():
            counts[name].add(len(gold.words), len(system.words), number)
    return {name: round(count.f1, 2) for name, count in counts.items()}


def _correct(gold: Sequence[Word], system: Sequence[Word]) -> dict[str, int]:
    aligned = align(gold, system)
    upos = uas = las = 0
    for s, g in aligned.items():
        upos += gold[g].upos == system[s].upos
        head, gold_head = system[s].head, gold[g].head
        same = gold_head is None if head is None else aligned.get(head, -1) == gold_head
        uas += same
        las += same and _universal(gold[g].deprel) == _universal(system[s].deprel)
    return {"las": las, "uas": uas, "upos": upos, "words_f": len(aligned)}


def _universal(deprel: str) -> str:
    label = deprel.split(":")[0]
    return "root" if label == "ROOT" else label
