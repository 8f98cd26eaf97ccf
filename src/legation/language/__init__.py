"""The English pipeline: paragraphs in, parsed spaCy Docs out.

`load_pipeline` takes the name of a model (None: the shipped one) and returns a `Pipeline`, whose
`parse` yields one Doc for each text.  Labels are Universal Dependencies; a model with other
labels is mapped.  Sentence boundaries are kept off abbreviations, initials and footnote markers.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from legation.errors import LanguageError
from legation.language.predicates import mend_predicates
from legation.language.spacing import compact, plain, restored
from legation.language.spelling import american

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SHIPPED: Final = Path(__file__).parent.parent / "data" / "model"
LONGEST_TEXT: Final = 100_000
BATCH_CHARACTERS: Final = 20_000
BATCH_TEXTS: Final = 128


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A loaded spaCy pipeline whose Docs follow our conventions.

    `name` holds the model's name and version; it belongs into the name of every coder that reads
    the parse.
    """

    nlp: "Language"
    name: str

    def parse(self, texts: Iterable[str]) -> Iterator["Doc"]:
        """Yield the Doc of each text, in order, holding few texts at a time.

        One text is one paragraph.  White space of any kind becomes a plain space, one for one, so
        `doc[i].idx` counts the characters of the text that was given; runs of it are tokens of
        their own that take no part in the parse.

        Raises
        ------
        LanguageError
            If a text is longer than `LONGEST_TEXT` characters.
        """
        for batch in _batches(texts):
            short = [american(compact(text)) for text in batch]
            docs = list(self.nlp.pipe(short, batch_size=len(batch)))
            yield from map(restored, mend_predicates(self.nlp, docs), batch)


def load_pipeline(model: str | None = None, *, labels: Mapping[str, str] | None = None) -> Pipeline:
    """Load a pipeline, once a process.

    `model` is the name or folder of an installed spaCy pipeline; None or "" is the shipped one.
    `labels` renames dependency and entity labels of that model; without it the labels of the
    well-known English models (dobj, prep and pobj, PERSON, GPE) are recognised and mapped.

    Raises
    ------
    LanguageError
        If the model is not installed, damaged, or has no parser.
    """
    return _load(model or "", tuple(sorted((labels or {}).items())))


@lru_cache(maxsize=4)
def _load(model: str, labels: tuple[tuple[str, str], ...]) -> Pipeline:
    import spacy

    from legation.language.boundaries import add_boundaries
    from legation.language.labels import add_labels
    from legation.language.names import add_names
    from legation.language.objects import add_objects
    from legation.language.participles import add_participles

    where = model or str(SHIPPED)
    try:
        nlp = spacy.load(where)
    except (OSError, ValueError, ImportError, KeyError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise LanguageError(
            f"language model {where!r} cannot be loaded ({reason}); "
            "install it, or leave `model` empty for the shipped one"
        ) from error
    if "parser" not in nlp.pipe_names:
        raise LanguageError(
            f"language model {where!r} has no dependency parser; choose one that has"
        )
    nlp.max_length = LONGEST_TEXT
    add_boundaries(nlp)
    add_participles(nlp)
    add_labels(nlp, dict(labels))
    add_objects(nlp)
    add_names(nlp, SHIPPED / "names.json")
    meta = nlp.meta
    return Pipeline(nlp, f"{meta['lang']}_{meta['name']}-{meta['version']}")


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Group texts so that a batch stays small whatever their length."""
    batch: list[str] = []
    size = 0
    for text in texts:
        if len(text) > LONGEST_TEXT:
            raise LanguageError(
                f"a text of {len(text):,} characters is longer than {LONGEST_TEXT:,}; "
                "cut it at a paragraph or sentence end"
            )
        if batch and (size + len(text) > BATCH_CHARACTERS or len(batch) == BATCH_TEXTS):
            yield batch
            batch, size = [], 0
        batch.append(plain(text))
        size += len(text)
    if batch:
        yield batch
