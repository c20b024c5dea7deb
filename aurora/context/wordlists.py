"""The phrase tables in `words/*.toml`, read once."""

import tomllib
from functools import cache
from pathlib import Path

_DIRECTORY = Path(__file__).parent / "words"


@cache
def _file(name: str) -> dict[str, dict[str, list[str]] | list[str]]:
    return tomllib.loads((_DIRECTORY / f"{name}.toml").read_text(encoding="utf-8"))


def table(file: str, section: str) -> dict[str, tuple[str, ...]]:
    """What each phrase of a section stands for: value → phrases."""
    found = _file(file)[section]
    if isinstance(found, list):
        raise TypeError(f"{section} of {file}.toml is a list, not a table")
    return {value: tuple(phrases) for value, phrases in found.items()}


def phrases(file: str, name: str) -> tuple[str, ...]:
    """A plain list of phrases."""
    found = _file(file)[name]
    if not isinstance(found, list):
        raise TypeError(f"{name} of {file}.toml is a table, not a list")
    return tuple(found)


def words(file: str) -> frozenset[str]:
    """Every word of every phrase of a file."""
    lists = [v if isinstance(v, list) else [p for phrases in v.values() for p in phrases] for v in _file(file).values()]
    return frozenset(word for phrases in lists for phrase in phrases for word in phrase.split(" "))


def sequences(file: str, name: str) -> tuple[tuple[str, ...], ...]:
    """A plain list of phrases, each cut at its blanks."""
    return tuple(tuple(phrase.split(" ")) for phrase in phrases(file, name))
