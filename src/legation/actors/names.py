"""Whether two names can be the same: spelling by ear, order of parts, honorifics, initials.

Names that reach English from Arabic, Persian, Pashto, Cyrillic or Turkish letters are spelt in many
ways.  `skeleton` maps the spellings of one word to one string, `same_word` and `word_likeness`
compare two words, `compare` two names, with a score in [0, 1] and the rule that gave it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from legation.actors.lexicon import HONORIFICS
from legation.actors.scripts import romanised, script_of, sounds, written_without_vowels

SAME: Final = 0.85  # from here on two names are one
MAYBE: Final = 0.6  # from here on a suggestion is worth a look


@dataclass(frozen=True, slots=True)
class Likeness:
    """How sure two names are one, in [0, 1], and why."""

    score: float
    rule: str


# Forms of one given name in several languages, and short forms.
_VARIANTS: Final = {
    word: group[0]
    for group in (
        line.split()
        for line in """mohammad muhammad mohammed mohamed mohamad muhammed mehmet mohd muhamad
        ahmad ahmed ahmet achmed
        hussein hossein husain husayn hussain hoseyn huseyin husein
        hassan hasan hasen
        mahmoud mahmud mahmood mehmood
        yusuf youssef yousef yosef joseph joe josef dzho
        ibrahim ebrahim abraham
        ismail ismael esmail ismaeel
        vladimir volodymyr wladimir uladzimir
        sergey sergei sergej serhiy serguei sergiy
        dmitry dmitri dmytro dimitri dmitriy dzmitry
        alexander aleksandr oleksandr alyaksandr aleksander alexandr alex sasha
        nikolay nikolai mykola nicholas
        mikhail mikheil mykhailo michail michael mike mihail
        yevgeny evgeny yevhen jewgeni evgeni
        viktor victor
        petro petr pyotr peter
        andrey andrei andriy andrew
        alexei aleksey alexey oleksiy
        valery valeriy valerii valeri
        eduard edward edvard
        suleiman suleyman soleimani soleiman sulaiman
        tom thomas
        bill william
        tony anthony antony
        bob robert
        jim james
        steve steven stephen
        abu abou
        mustafa mostafa moustafa
        khaled khalid
        omar umar omer
        osman uthman othman usman
        najmuddin necmettin nadschmuddin
        rajab recep redzhep
        jamal gamal cemal
        haydar haider heydar hayder
        serzh serge
        islam islom
        tshombe tchombe""".splitlines()
    )
    for word in group
}
# Names that a machine has translated instead of spelling them.
_SLIPS: Final = {
    "brother": "baradar", "lion": "aslan", "iron": "demir", "star": "yildiz", "falcon": "shahin",
    "peace": "baris", "war": "savas", "lightning": "yildirim", "sword": "kilic", "steel": "celik",
    "flower": "gul", "light": "noor", "rock": "kaya", "sun": "gunes", "warrior": "mujahid",
    "servant": "khadim", "hero": "pahlawan",
}  # fmt: skip
_PARTICLES: Final = frozenset(
    [
        "al",
        "el",
        "ul",
        "ur",
        "as",
        "ad",
        "az",
        "an",
        "ar",
        "at",
        "ash",
        "ed",
        "din",
        "bin",
        "ben",
        "ibn",
        "bint",
        "von",
        "van",
        "de",
        "der",
        "da",
        "di",
        "la",
        "le",
        "du",
        "dos",
        "zu",
        "abd",
        "ould",
        "bar",
        "y",
        "e",
        "jr",
        "sr",
        "ii",
        "iii",
        "iv",
    ]
) - {"din", "abd", "bar"}
_ALSO_NAMES: Final = frozenset(
    ["hafiz", "imam", "prince", "king", "qari", "justice", "major", "general"]
)
_DIGRAPHS: Final = (
    ("tchh", "C"), ("schtsch", "S"), ("shch", "S"), ("tsch", "C"), ("dsch", "J"), ("sch", "S"),
    ("tch", "C"), ("dzh", "J"), ("dj", "J"), ("kh", "H"), ("gh", "G"), ("zh", "J"), ("sh", "S"),
    ("ch", "C"), ("th", "T"), ("dh", "D"), ("ph", "F"), ("tz", "Z"), ("ts", "Z"), ("ck", "K"),
    ("x", "KZ"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ie", "i"), ("ei", "i"), ("ey", "i"),
    ("ay", "ai"), ("aj", "ai"), ("iy", "i"), ("yi", "i"), ("ij", "i"), ("yy", "i"), ("ya", "ia"),
    ("yu", "iu"), ("yo", "io"), ("ye", "e"),
)  # fmt: skip
_SINGLE: Final = str.maketrans(
    {
        "q": "K", "k": "K", "c": "K", "g": "G", "j": "J", "y": "i", "e": "i", "o": "u", "w": "V",
        "v": "V", "b": "B", "p": "P", "f": "F", "d": "D", "t": "T", "s": "Z", "z": "Z", "m": "M",
        "n": "N", "l": "L", "r": "R",
    }
)  # fmt: skip
_LOOSE: Final = str.maketrans({"G": "K", "H": "K", "F": "V", "Z": "S", "C": "J"})
_EXPANDED: Final = str.maketrans(
    {
        "ş": "sh", "š": "sh", "ç": "ch", "č": "ch", "ć": "ch", "ž": "zh", "ğ": "gh", "đ": "dj",
        "ı": "i", "ö": "o", "ü": "u", "ł": "l", "ñ": "n",
    }
)  # fmt: skip
_FEMININE: Final = re.compile(r"(?:ov|ev|in|sk|n|i)a(?:ya)?\Z")


def fold(text: str) -> str:
    """Letters without marks, straight quotes and hyphens; capitals stay.

    >>> fold("Türkiye’s İzmir")
    "Turkiye's Izmir"
    """
    if text.isascii():
        return text
    text = text.replace("’", "'").replace("‘", "'").replace("–", "-").replace("‑", "-")
    if text.isascii():
        return text
    text = text.replace("ı", "i").replace("ø", "o").replace("ł", "l").replace("đ", "d")
    marked = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in marked if not _is_mark(c)))


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) == "Mn" and not "\u0600" <= char <= "\u06ff"


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """The sound of a word in Latin letters: spellings of one name fall together.

    >>> skeleton("Muttaqi") == skeleton("Mottaki") == skeleton("Muttaki")
    True
    """
    return _skeleton(fold(word).lower())


def _skeleton(low: str) -> str:
    text = re.sub(r"[^a-z]", "", low)
    text = re.sub(r"(?:ff|w|v)\Z", "v", text)
    text = re.sub(r"(?:[ae]h)\Z", "a", text)
    text = re.sub(r"c(?=[eiy])", "s", text)
    text = re.sub(r"\Aabd[aeiou]?[lr]", "abdul", text)
    for old, new in _DIGRAPHS:
        text = text.replace(old, new)
    text = text.translate(_SINGLE)
    text = re.sub(r"(.)\1+", r"\1", text)
    text = text[:1].replace("h", "X") + text[1:].replace("h", "")
    text = re.sub(r"([ai])i+(?=[aui])", r"\1", text)
    return re.sub(r"(.)\1+", r"\1", text)


@lru_cache(maxsize=100_000)
def same_word(a: str, b: str) -> bool:
    """Whether two words can be one name spelt in two ways."""
    return a == b or (min(len(a), len(b)) > 3 and skeleton(a) == skeleton(b))


def same_given(a: str, b: str) -> bool:
    """Whether two given names can be one: the same word, or its initial."""
    if len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    return same_word(a, b)


@lru_cache(maxsize=200_000)
def word_likeness(a: str, b: str) -> float:
    """How alike two words of names are, in [0, 1]; 0.8 and more can be one word."""
    if a == b:
        return 1.0
    x, y = fold(a).lower(), fold(b).lower()
    if x == y:
        return 1.0
    if len(x) == 1 or len(y) == 1:
        return 0.82 if x[:1] == y[:1] else 0.0
    variant = _VARIANTS.get(x, x) == _VARIANTS.get(y, y)
    if variant or _SLIPS.get(x, x) == _SLIPS.get(y, y):
        return 0.95
    if max(len(x), len(y)) <= 4:
        return 0.95 if _strict(x) == _strict(y) else 0.0
    if bool(_FEMININE.search(x)) != bool(_FEMININE.search(y)) and x[:4] == y[:4]:
        return 0.0
    skeletons, others = _skeletons(a), _skeletons(b)
    if skeletons & others:
        return 0.95
    return max(_loosely(s, o) for s in skeletons for o in others)


@lru_cache(maxsize=100_000)
def _skeletons(word: str) -> frozenset[str]:
    """The skeletons of a word's likely readings: marks spelt out, kh as h, j as y or g."""
    low = fold(word).lower()
    readings = {low, word.lower().translate(_EXPANDED), low.replace("kh", "h")}
    readings |= {r.replace("j", "y") for r in readings} | {r.replace("j", "g") for r in readings}
    return frozenset(_skeleton(r) for r in readings)


def _strict(word: str) -> str:
    text = word.replace("oo", "u").replace("ee", "i").replace("ou", "u").replace("y", "i")
    text = text.replace("q", "k").replace("w", "v").replace("kh", "h")
    if len(re.findall("[aeiou]+", text)) > 1:
        text = text.replace("e", "i")
    return re.sub(r"(.)\1+", r"\1", text)


def _loosely(a: str, b: str) -> float:
    """Skeletons whose consonants agree and whose vowels nearly do."""
    x, y = a.translate(_LOOSE), b.translate(_LOOSE)
    x, y = re.sub(r"(.)\1+", r"\1", x), re.sub(r"(.)\1+", r"\1", y)
    if x == y:
        return 0.92
    cx, cy = re.sub("[aiu]", "", x), re.sub("[aiu]", "", y)
    if cx == cy and len(cx) >= 3:
        wrong = _vowels_apart(x, y)
        if wrong == 0:
            return 0.9
        if wrong == 1 and len(cx) >= 4:
            return 0.84
        return 0.0
    if cx == cy and min(len(x), len(y)) >= 4 and not _vowels_apart(x, y):
        return 0.88
    if min(len(cx), len(cy)) >= 5 and DamerauLevenshtein.distance(cx, cy) == 1 and x[0] == y[0]:
        return 0.82 if _vowels_apart_freely(x, y) else 0.0
    return 0.0


def _slots(text: str) -> list[str]:
    return re.split("[A-Z]", text)


def _vowels_apart(x: str, y: str) -> int:
    """Between how many consonants the vowels cannot be the same."""
    return sum(not _agree(a, b) for a, b in zip(_slots(x), _slots(y), strict=True))


def _agree(a: str, b: str) -> bool:
    if a == b or not a or not b:
        return True
    near = {frozenset("ai"), frozenset("au")} if len(a) > 1 or len(b) > 1 else {frozenset("ai")}
    return bool(set(a) & set(b)) or any({p, q} == set(n) for n in near for p in a for q in b)


def _vowels_apart_freely(x: str, y: str) -> bool:
    return DamerauLevenshtein.distance(re.sub("[A-Z]", "", x), re.sub("[A-Z]", "", y)) <= 1


# --- whole names ----------------------------------------------------------------------------------


def person_words(name: str) -> list[str]:
    """The words of a person's name in Latin letters, without honorifics, articles and quotes.

    >>> person_words("Mullah Abdul-Ghani al-Baradar")
    ['abdul', 'ghani', 'baradar']
    """
    text = romanised(name) or ""
    text = re.sub(r"(?<=\w)['’`ʻʿʾ](?=\w)", "", text)
    words = [w for w in re.split(r"[^\w]+", text.lower()) if w]
    if script_of(name) != "han":
        words = [w for w in words if fold(w) not in _PARTICLES] or words
    kept = [w for w in words if fold(w) not in HONORIFICS]
    if len(kept) == 1 and len(words) == 2 and words[0] in _ALSO_NAMES:
        return words
    return kept or words


def compare(a: str, b: str) -> Likeness:
    """How sure two names are one person's, by their spelling alone.

    The words of the shorter name must each have a like word in the longer one, the family name
    among them; what differs lowers the score.  0.85 and more: the same person.

    >>> compare("Mullah Abdul Gani Brother", "Abdul Ghani Baradar").score >= SAME
    True
    >>> compare("Ilham Aliyev", "Heydar Aliyev").score < MAYBE
    True
    """
    if b < a:  # the same answer either way round
        a, b = b, a
    scripts = {script_of(a), script_of(b)}
    if scripts & {"arabic", "hebrew"}:
        return _without_vowels(a, b)
    x, y = person_words(a), person_words(b)
    if not x or not y:
        return Likeness(0.0, "no letters that can be read")
    if x == y:
        return Likeness(1.0, "same words")
    if "han" in scripts:
        same = "".join(sorted(x)) == "".join(sorted(y)) or _joined(x, y, strict=True)
        return Likeness(0.93 if same else 0.0, "syllables")
    if _initials_differ(x, y):
        return Likeness(0.5, "other initials")
    if _joined(x, y):
        return Likeness(0.94, "same sounds, other word breaks")
    found = _aligned(x, y)
    if found.score < SAME and len(x) != len(y):
        found = max([found, *_rejoined(x, y)], key=lambda likeness: likeness.score)
    return found


def _rejoined(x: list[str], y: list[str]) -> list[Likeness]:
    """The alignments with two words of the longer name written as one: Abd ul-Rashid."""
    short, long = (x, y) if len(x) < len(y) else (y, x)
    found = []
    for i in range(len(long) - 1):
        joined = long[i] + long[i + 1]
        if len(joined) > 5 and any(word_likeness(joined, w) >= 0.9 for w in short):
            found.append(_aligned(short, [*long[:i], joined, *long[i + 2 :]]))
    return found


def _joined(x: list[str], y: list[str], *, strict: bool = False) -> bool:
    """Whether the names are the same but for where their words break, and their order."""
    orders = [x, x[1:] + x[:1], x[-1:] + x[:-1]]
    other = "".join(y)
    if strict:
        return any(fold("".join(o)) == fold(other) for o in orders)
    if max(len(w) for w in (*x, *y)) <= 4:
        return any(fold("".join(o)) == fold(other) for o in orders)
    if len(x) == len(y) and len(x) > 1:
        return False
    return any(word_likeness("".join(o), other) >= 0.92 for o in orders)


def _aligned(x: list[str], y: list[str]) -> Likeness:
    short, long = (x, y) if len(x) <= len(y) else (y, x)
    free = list(range(len(long)))
    likes: list[tuple[float, int]] = []
    for word in short:
        best = max(free, key=lambda j: word_likeness(word, long[j]), default=None)
        if best is None:
            return Likeness(0.0, "too many words")
        likes.append((word_likeness(word, long[best]), best))
        free.remove(best)
    worst = min(like for like, _ in likes)
    if len(short) == 1:
        if worst < 0.9:
            return Likeness(0.0, "other name")
        return Likeness(0.7 if len(long) > 1 else worst, "one word of the name")
    if worst < 0.8:
        return Likeness(min(0.5, worst), "a part differs")
    places = [j for _, j in likes]
    if any(b < a for a, b in pairwise(places)) and (worst < 0.95 or free):
        return Likeness(0.55, "other order")
    mean = sum(like for like, _ in likes) / len(likes)
    score = 0.5 * worst + 0.5 * mean - 0.02 * len(free)
    if len(free) > 2:
        score -= 0.1
    if len(long) - 1 in free and len(short) < 3:  # the family name has no partner
        score -= 0.06
    return Likeness(round(score, 3), "words alike")


def _initials_differ(x: list[str], y: list[str]) -> bool:
    a = [w for w in x[1:-1] if len(w) == 1]
    b = [w for w in y[1:-1] if len(w) == 1]
    return bool(a) and bool(b) and a != b


def _without_vowels(a: str, b: str) -> Likeness:
    """A name in Arabic or Hebrew letters beside one in letters with vowels, or two of them."""
    first_bare = script_of(a) in ("arabic", "hebrew")
    if first_bare and script_of(b) in ("arabic", "hebrew"):
        same = re.sub(r"\W", "", a) == re.sub(r"\W", "", b)
        return Likeness(1.0 if same else 0.0, "same letters")
    bare, other = (a, b) if first_bare else (b, a)
    latin = " ".join(person_words(other))
    if not latin:
        return Likeness(0.0, "no letters that can be read")
    if written_without_vowels(bare, latin):
        rich = len([s for s in sounds(latin) if s[0] not in "aeiouy"]) >= 4
        return Likeness(0.92 if rich else 0.8, "letters fit the sounds")
    return Likeness(0.0, "letters do not fit the sounds")
