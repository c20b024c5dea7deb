"""The hand-written part of the demo range: lines, fabrics, houses, palettes and copy, read from `data/*.toml`.

A line is one idea of a garment. `styles.py` turns it into `n` styles per department by going through its fabrics,
patterns and the houses that make such things.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from commerce.garments import CATEGORIES, Category, Department, Fit

DATA = Path(__file__).parent / "data"
DEPARTMENT_OF: dict[str, Department] = {"w": "women", "m": "men", "u": "unisex", "g": "girls", "b": "boys"}


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One idea of a garment. Word lists are strings with spaces; they are read in turn, style by style."""

    id: str
    cat: str
    """Key of commerce.garments.CATEGORIES."""
    departments: str = msgspec.field(name="for")
    """Letters of DEPARTMENT_OF."""
    noun: str
    title: str | None = None
    """Template of {Name}, {pattern}, {fabric} (adjective), {fabricname}, {adj}; None takes a usual one."""
    adj: str = ""
    """Adjectives for the title, in step with shape, shape2, shape3."""
    shape: str
    """The cut: key=value pairs of commerce.demo.cuts, details with commas."""
    shape2: str | None = None
    shape3: str | None = None
    fab: str
    """Keys of fabrics.toml."""
    pat: str = "plain"
    fit: Fit = "regular"
    form: float
    warm: float = 1.0
    """Multiplies the category's clo, for length, lining and weight."""
    sea: str = ""
    """Seasons; empty is all year."""
    occ: str
    makes: str = "kids"
    """Groups of houses that make it."""
    n: int
    """Styles per department."""
    col: str
    """A palette's name, or colours."""
    colours_max: int = 5
    wp: bool = False
    mm: int | None = None
    """Heel height."""
    set: str | None = None
    """Lines of one set share name, house, fabric and colours, style by style."""
    sizes: str | None = None
    feel: bool = True
    """False where the fabric's own sentences would sound wrong."""
    says: tuple[str, ...]
    wears: tuple[str, ...]

    @property
    def category(self) -> Category:
        return CATEGORIES[self.cat]

    @property
    def shapes(self) -> tuple[str, ...]:
        return tuple(s for s in (self.shape, self.shape2, self.shape3) if s)


class Fabric(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A cloth, hide or metal; the fields are explained in fabrics.toml."""

    id: str
    name: str
    title: str
    base: tuple[str, ...]
    surface: str
    care: str
    feel: tuple[str, ...]
    warm: float = 1.0
    price: float = 0.0
    seasons: str = ""
    colours: str | None = None


class Brand(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A house; the fields are explained in brands.toml."""

    name: str
    level: float
    departments: str = msgspec.field(name="for")
    makes: str
    names: str
    colours: str
    avoid: str = ""

    @property
    def tier(self) -> str:
        """budget, mid, premium or luxury."""
        bounds = ((0.22, "budget"), (0.56, "mid"), (0.8, "premium"))
        return next((name for top, name in bounds if self.level < top), "luxury")


class PatternWords(msgspec.Struct, frozen=True):
    title: str = ""
    says: tuple[str, ...] = ()


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def lines() -> tuple[Line, ...]:
    """Every line, in the order of the files' names and of the files."""
    files = sorted((DATA / "lines").glob("*.toml"))
    tables = (tomllib.loads(file.read_text(encoding="utf-8")) for file in files)
    return tuple(msgspec.convert({"id": key, **line}, Line) for table in tables for key, line in table.items())


@cache
def fabrics() -> dict[str, Fabric]:
    return {key: msgspec.convert({"id": key, **table}, Fabric) for key, table in _read("fabrics.toml").items()}


@cache
def brands() -> tuple[Brand, ...]:
    """The houses, cheapest first."""
    found = msgspec.convert(_read("brands.toml")["brand"], tuple[Brand, ...])
    return tuple(sorted(found, key=lambda brand: brand.level))


@cache
def names() -> dict[str, tuple[str, ...]]:
    """Style names by pool."""
    return {pool: tuple(words.split()) for pool, words in _read("brands.toml")["names"].items()}


@cache
def palettes() -> dict[str, str]:
    return msgspec.convert(_read("palettes.toml"), dict[str, str])


@cache
def patterns() -> dict[str, PatternWords]:
    return msgspec.convert(_read("patterns.toml"), dict[str, PatternWords])


@cache
def care() -> dict[str, tuple[str, ...]]:
    return msgspec.convert(_read("care.toml"), dict[str, tuple[str, ...]])


@cache
def goes() -> dict[str, dict[str, tuple[str, ...]]]:
    """Register → slot (or `skirt`) → sentences."""
    return msgspec.convert(_read("goes.toml"), dict[str, dict[str, tuple[str, ...]]])


@cache
def price_bands() -> dict[str, tuple[float, float]]:
    """Category → USD at level 0 and at level 1."""
    return {key: tuple(band) for key, band in _read("prices.toml").items() if key != "kids"}


@cache
def kids_factor() -> float:
    return float(_read("prices.toml")["kids"])
