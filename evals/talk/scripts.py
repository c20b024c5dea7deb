"""Scripted conversations, as data: what a shopper says turn by turn, and what must be so after each.

    [[script]]
    id = "wedding-heels"
    client = {sizes = {shoes = "38"}}              # what the client sends with every turn
    [[script.turn]]
    say = ["a wedding outfit, women, under $300", "…"]   # one of them is said, by lot
    context = {occasion = "wedding_guest"}         # part of the reply's context
    limits = ["budget 300", "avoid_colour black"]  # in force from here on
    [[script.turn]]
    say = ["swap the shoes"]
    changes = ["shoes"]                            # these pieces differ, and no others

What a turn does not state is not judged, but for what holds always (`evals.talk.judging`).
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from aurora.types import ClientContext, Language
from commerce.garments import Slot
from evals.talk.limits import Limit

FOLDER = Path(__file__).parents[1] / "data" / "conversations"
Direction = Literal["cheaper", "dearer", "warmer", "lighter", "dressier", "more casual"]


class Turn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is said, and what must be so after it."""

    say: tuple[str, ...]
    shows: Literal["looks", "products", "nothing", "same"] | None = None
    """Whole looks; products of one kind; no card; or nothing new: what was on the table, or no card."""
    context: dict[str, Any] = {}
    """Field → value, of the reply's context; nested ones by their members."""
    limits: tuple[str, ...] = ()
    lifted: tuple[str, ...] = ()
    """Kinds of limits that no longer hold."""
    changes: tuple[Slot, ...] | None = None
    """Slots whose piece differs from before, while every other stays; a slot that was empty may stay so."""
    keeps: tuple[Slot, ...] = ()
    picks: int | None = None
    """The look of that number is the first one now, unchanged."""
    back_to: int | None = None
    """The very looks that were on the table after that turn, counted from 1."""
    goes: Direction | None = None
    """The first look against the one before."""
    pieces: dict[Slot, dict[str, str]] = {}
    """Slot → category, colour or material of the first look's piece."""
    products: dict[str, str] = {}
    """The same of every product of a list."""
    without: tuple[Slot, ...] = ()
    """Slots that the first look leaves to the shopper."""
    does: str | None = None
    """A kind of action that the reply reports."""
    bag: tuple[Slot, ...] | None = None
    """Slots whose pieces of the look before are in the bag now, and nothing else is."""
    asks: bool | None = None
    """Whether the reply asks something."""


class Script(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A conversation of several turns."""

    id: str
    about: str
    """The kind of thing that it tries: refinement, references, bag …"""
    language: Language = "en"
    client: dict[str, Any] = {}
    turn: tuple[Turn, ...]

    @property
    def context(self) -> ClientContext:
        return msgspec.convert(self.client, ClientContext)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    script: tuple[Script, ...]


@cache
def scripts(folder: Path = FOLDER) -> tuple[Script, ...]:
    """Every script of the folder's files, in the order of their names."""
    return tuple(_scripts(folder))


def _scripts(folder: Path) -> Iterator[Script]:
    for path in sorted(folder.glob("*.toml")):
        yield from msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File).script


def limit(text: str) -> Limit:
    """A limit of a script: "budget 300", "budget each 90", "heel flat", "size top M", or a kind and a name."""
    kind, *rest = text.split()
    if kind == "budget":
        return Limit(kind, amount=int(rest[-1]) * 100, each=rest[0] == "each")
    if kind == "size":
        return Limit(kind, rest[0], size=" ".join(rest[1:]))
    return Limit(kind, " ".join(rest))
