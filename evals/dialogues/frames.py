"""Dialogue acts and slot values of a turn, as SIMMC 2 has them; `evals/suites/simmc.py` measures them."""

import msgspec


class Frame(msgspec.Struct, frozen=True):
    """One turn's act, its slots as (name, value), and the names that are asked about."""

    act: str
    slots: frozenset[tuple[str, str]] = frozenset()
    asked: frozenset[str] = frozenset()


class Pair(msgspec.Struct, frozen=True):
    """The truth of a turn beside what was understood of it, with the dialogue that it stands in."""

    dialogue: int
    true: Frame
    found: Frame
