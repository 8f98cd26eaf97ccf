"""The named terms that a score is a sum of, and where their weights stand.

A term is a column of the weight table: one weight shared by all relations plus one for each.
`SPARSE` terms belong to a pair of actors, `ENTITY` and `OBJECT` terms to a candidate, `COUNTRY`
terms to the candidate's country, `SECTOR` to its sector.  `term_name` puts a column into words.
"""

from typing import Final

FINE_AGES: Final = (1, 2, 4, 7, 14, 30, 60, 120, 250)
COARSE_AGES: Final = (3, 14, 60)
HALF_LIVES: Final = (3.0, 14.0, 60.0)
FINE: Final = len(FINE_AGES) + 1
COARSE: Final = len(COARSE_AGES) + 1

ENTITY: Final = 0  # 6: never active, log count, three half-lives, active yesterday
OBJECT: Final = 6  # 7: the same for (relation, candidate), and active within a week
SECTOR: Final = 13
COUNTRY: Final = 14  # 12, see COUNTRY_NAMES
PAIR_AGE: Final = 26
PAIR: Final = PAIR_AGE + FINE  # 8, see PAIR_NAMES
KIN_AGE: Final = PAIR + 8
KIN: Final = KIN_AGE + FINE  # 3
HOME: Final = KIN + 3  # 4
WALK: Final = HOME + 4  # 4
TRIPLE_AGE: Final = WALK + 4
TRIPLE: Final = TRIPLE_AGE + FINE  # 8
KIN_ACT_AGE: Final = TRIPLE + 8
KIN_ACT: Final = KIN_ACT_AGE + FINE  # 2
RULE: Final = KIN_ACT + 2  # COARSE columns for each relation of the doubled set

ENTITY_WIDTH: Final = 6
OBJECT_WIDTH: Final = 7
COUNTRY_WIDTH: Final = 12

ENTITY_NAMES: Final = (
    "never active before", "how often it is met at all", "met at all, half-life 3 days",
    "met at all, half-life 14 days", "met at all, half-life 60 days", "active the day before",
)  # fmt: skip
OBJECT_NAMES: Final = (
    "has been met in this way", "how often met in this way", "met in this way, half-life 3 days",
    "met in this way, half-life 14 days", "met in this way, half-life 60 days",
    "met in this way the day before", "met in this way within a week",
)  # fmt: skip
COUNTRY_NAMES: Final = (
    "same country", "source has dealt with its country", "dealings with its country",
    "dealings with its country, half-life 14 days", "dealings with its country, half-life 60 days",
    "the two countries have dealt", "dealings of the two countries",
    "dealings of the two countries, half-life 14 days",
    "dealings of the two countries, half-life 60 days",
    "the source's country has done this to its country", "how often done between the countries",
    "done between the countries, half-life 60 days",
)  # fmt: skip
PAIR_NAMES: Final = (
    "the pair has met", "how often the pair has met", "pair, half-life 14 days",
    "pair, half-life 60 days", "how many partners the source has", "how active the source is",
    "pair met on the source's last active day", "pair, half-life 3 days",
)  # fmt: skip
KIN_NAMES: Final = (
    "dealings of the source's country with it",
    "dealings of the source's country with it, half-life 14 days",
    "the country has met it, the source has not",
)
HOME_NAMES: Final = (
    "compatriots who have met", "compatriots who have not met",
    "usual sectors at home, pair has met", "usual sectors at home, pair has not met",
)  # fmt: skip
WALK_NAMES: Final = (
    "reached in two steps, never met", "how strongly reached in two steps, never met",
    "reached in two steps, has met", "how strongly reached in two steps, has met",
)  # fmt: skip
TRIPLE_NAMES: Final = (
    "exactly this has happened", "how often exactly this has happened",
    "exactly this, half-life 14 days", "exactly this, half-life 60 days",
    "how often the source does this, done to it too", "part of the source's last such day",
    "exactly this, half-life 3 days", "how often the source does this, pair has met",
)  # fmt: skip
KIN_ACT_NAMES: Final = (
    "its country has done this to it, half-life 14 days",
    "its country has done this to it, half-life 60 days",
)


def width(relations: int) -> int:
    """Columns of the weight table for so many relations (inverses counted)."""
    return RULE + COARSE * relations


def age_words(edges: tuple[int, ...], bucket: int) -> str:
    """What an age bucket covers.

    >>> age_words(COARSE_AGES, 0), age_words(COARSE_AGES, 1), age_words(COARSE_AGES, 3)
    ('up to 3 days ago', '4 to 14 days ago', 'over 60 days ago')
    """
    if bucket == 0:
        return f"up to {edges[0]} days ago" if edges[0] > 1 else "the day before"
    if bucket == len(edges):
        return f"over {edges[-1]} days ago"
    return f"{edges[bucket - 1] + 1} to {edges[bucket]} days ago"


def relation_words(relations: tuple[str, ...], number: int) -> str:
    """A relation in words; those after the first half are inverses.

    >>> relation_words(("praise",), 0), relation_words(("praise",), 1)
    ('praise', 'is target of: praise')
    """
    count = len(relations)
    name = relations[number % count].replace("_", " ")
    return name if number < count else f"is target of: {name}"


def term_name(column: int, relations: tuple[str, ...]) -> str:
    """What the term in a column of the weight table says."""
    if column >= RULE:
        number, age = divmod(column - RULE, COARSE)
        return f"rule: {relation_words(relations, number)}, {age_words(COARSE_AGES, age)}"
    for start, what in _AGED:
        if start <= column < start + FINE:
            return f"{what} {age_words(FINE_AGES, column - start)}"
    start, names = max((pair for pair in _NAMED if pair[0] <= column), key=lambda pair: pair[0])
    return names[column - start]


_AGED: Final = (
    (PAIR_AGE, "pair last met"),
    (KIN_AGE, "the source's country last met it"),
    (TRIPLE_AGE, "exactly this last happened"),
    (KIN_ACT_AGE, "the source's country last did this to it"),
)
_NAMED: Final[tuple[tuple[int, tuple[str, ...]], ...]] = (
    (ENTITY, ENTITY_NAMES), (OBJECT, OBJECT_NAMES), (SECTOR, ("usual sectors for this",)),
    (COUNTRY, COUNTRY_NAMES), (PAIR, PAIR_NAMES), (KIN, KIN_NAMES), (HOME, HOME_NAMES),
    (WALK, WALK_NAMES), (TRIPLE, TRIPLE_NAMES), (KIN_ACT, KIN_ACT_NAMES),
)  # fmt: skip
