"""Every setting with its default and meaning, and nothing else.

`read_settings` takes a workspace's `legation.toml` and the environment, and returns `Settings`.
A key of the file that is no setting, or a value that does not fit, raises `SettingsError`.
`LEGATION_WORKERS=4` in the environment stands above `workers = 1` in the file.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from legation.errors import SettingsError

FILE_NAME: Final = "legation.toml"
PREFIX: Final = "LEGATION_"


def _setting(default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a user can set, with defaults."""

    model: str = _setting("", "Folder of a spaCy pipeline to code with; empty: the one shipped.")
    actors: str = _setting(
        "", "CSV file of actors to know besides the shipped ones, relative to the workspace."
    )
    languages: tuple[str, ...] = _setting(
        ("en", "ru", "fa", "tr", "ar", "zh", "fr", "de", "es"),
        "Languages that a document's language is chosen from.",
    )
    workers: int = _setting(0, "Processes that code documents; 0: one for each core.")
    cluster: str = _setting("", "Address of a Dask scheduler to code on; empty: this machine.")
    commit_documents: int = _setting(50, "Coded documents after which the ledger is written.")
    commit_seconds: float = _setting(1.0, "Seconds after which the ledger is written anyway.")
    busy_seconds: float = _setting(10.0, "Seconds to wait for another writer of the ledger.")
    author: str = _setting("", "Name that stands under judgements; empty: the login name.")
    port: int = _setting(0, "Port that `serve` listens on; 0: a free one.")

    def __post_init__(self) -> None:
        """Refuse numbers below zero."""
        for f in fields(self):
            value = getattr(self, f.name)
            if isinstance(value, int | float) and value < 0:
                raise SettingsError(f"{f.name} = {value} is negative; give 0 or more")


def meanings() -> dict[str, tuple[Any, str]]:
    """Every setting's name with its default and its meaning."""
    return {f.name: (f.default, str(f.metadata["meaning"])) for f in fields(Settings)}


def read_settings(
    path: Path | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Read the settings of the file at *path*, if there is one, and of the environment.

    Raises
    ------
    SettingsError
        If the file is no TOML, a key is unknown or a value does not fit.
    """
    values = _from_file(path) if path is not None and path.exists() else {}
    values |= _from_environment(os.environ if environment is None else environment)
    return Settings(**values)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: no valid TOML: {error}") from None
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None
    known = meanings()
    for name in data:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
            raise SettingsError(f"{path}: unknown setting {name!r}; {hint}")
    return {name: _fit(name, value, known[name][0], str(path)) for name, value in data.items()}


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for name, (default, _) in meanings().items():
        text = environment.get(PREFIX + name.upper())
        if text is not None:
            found[name] = _fit(name, _parse(text, default), default, PREFIX + name.upper())
    return found


def _parse(text: str, default: Any) -> Any:
    """Text of the environment as a value of the default's type; text where it is not one."""
    if isinstance(default, tuple):
        return [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(default, int | float):
        try:
            return type(default)(text)
        except ValueError:
            return text
    return text


def _fit(name: str, value: Any, default: Any, where: str) -> Any:
    """Return a value of the default's type, or raise."""
    if isinstance(default, tuple):
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
        raise SettingsError(f"{where}: {name} must be a list of texts, not {value!r}")
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not type(default):
        expected = {str: "a text", int: "a whole number", float: "a number"}[type(default)]
        raise SettingsError(f"{where}: {name} must be {expected}, not {value!r}")
    return value
