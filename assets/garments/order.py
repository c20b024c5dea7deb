"""What is to be made: one product in the catalogue's words, and how its stuffs look."""

from typing import Any

import msgspec

from assets.garments import prints, weaves
from assets.garments.glb import Material
from assets.illustration.shading import second, shifted
from commerce.garments import CATEGORIES

__all__ = ["Colour", "Order", "material"]


class Colour(msgspec.Struct, frozen=True):
    name: str
    hex: str


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One product. What its cut does not say is made as is usual for its category."""

    category: str
    cut: dict[str, Any] = {}
    department: str = "women"
    pattern: str = "plain"
    surface: str | None = None
    materials: tuple[str, ...] = ()
    colours: tuple[Colour, ...] = (Colour("grey", "#84878c"),)
    accent: str | None = None

    def word(self, key: str, usual: str = "") -> str:
        said = self.cut.get(key)
        return said if isinstance(said, str) else usual

    def has(self, *details: str) -> bool:
        said = self.cut.get("details")
        return isinstance(said, list | tuple) and any(each in said for each in details)

    @property
    def slot(self) -> str:
        return CATEGORIES[self.category].slot or "accessory"

    @property
    def hide(self) -> bool:
        """Whether it is leather or something like it."""
        return any("leather" in each or "suede" in each or "patent" in each for each in self.materials)


class _Finish(msgspec.Struct, frozen=True):
    """How a surface takes the light, and the weave that it has."""

    roughness: float
    weave: str | None
    depth: float = 1.0
    metallic: float = 0.0
    alpha: float = 1.0
    sheen: float = 0.0


_FINISHES = {
    "matte": _Finish(0.86, "woven", 0.6),
    "soft": _Finish(0.92, "brushed", 0.5, sheen=0.12),
    "knit": _Finish(0.94, "knit"),
    "ribbed": _Finish(0.92, "ribbed"),
    "sheen": _Finish(0.40, "satin", 0.5, sheen=0.05),
    "gloss": _Finish(0.22, None),
    "sheer": _Finish(0.75, "woven", 0.5, alpha=0.72),
    "brushed": _Finish(0.97, "brushed", sheen=0.15),
    "shearling": _Finish(1.0, "shearling", 0.8, sheen=0.2),
    "denim": _Finish(0.88, "denim"),
    "woven": _Finish(0.90, "woven", 1.0),
    "quilted": _Finish(0.55, "quilted", 0.9),
    "metal": _Finish(0.24, None, metallic=1.0),
    "stone": _Finish(0.12, None),
    "pearl": _Finish(0.22, None, sheen=0.2),
    "acetate": _Finish(0.16, None),
    "mesh": _Finish(0.80, "mesh"),
    "corduroy": _Finish(0.93, "corduroy", sheen=0.1),
    "velvet": _Finish(0.90, "velvet", sheen=0.55),
    "tweed": _Finish(0.96, "tweed"),
    "leather": _Finish(0.46, "leather", 0.8),
    "calf": _Finish(0.42, "leather", 0.22),
    "suede": _Finish(0.98, "brushed", 0.6, sheen=0.2),
    "patent": _Finish(0.08, None),
    "sequins": _Finish(0.25, "sequins", metallic=0.75),
    "straw": _Finish(0.85, "straw"),
    "plastic": _Finish(0.35, None),
    "rubber": _Finish(0.72, None),
    "satin": _Finish(0.34, "satin", 0.35, sheen=0.05),
    "cable": _Finish(0.94, "cable"),
    "lace": _Finish(0.85, "lace"),
    "pleats": _Finish(0.7, "pleats"),
    "channels": _Finish(0.5, "channels"),
    "plain": _Finish(0.8, None),
    "nylon": _Finish(0.48, "satin", 0.6),
    "rib": _Finish(0.92, "ribbed"),
    "glass": _Finish(0.05, None, alpha=0.62),
}


def surface(order: Order) -> str:
    """The finish of the main stuff: the surface as told, but hide is hide, and a cable, a lace or sequins show."""
    told = order.surface or "matte"
    if order.has("sequins") or order.pattern == "sequinned":
        return "sequins"
    if order.hide and told in ("sheen", "gloss", "matte", "soft", "brushed"):
        text = " ".join(order.materials)
        return "patent" if "patent" in text else "suede" if "suede" in text or told == "brushed" else "leather"
    if any(
        each in ("straw", "raffia", "wicker", "jute") for word in order.materials for each in word.split()
    ) and order.slot in ("bag", "accessory"):
        return "straw"
    if told in ("knit", "ribbed") and order.has("cable"):
        return "cable"
    if order.category in ("puffer_jacket", "gilet") and told == "quilted":
        return "nylon"
    if order.pattern == "lace":
        return "lace"
    return told if told in _FINISHES else "matte"


def linear(hex_code: str) -> tuple[float, float, float]:
    """Linear RGB 0..1. Source: IEC 61966-2-1."""
    parts = prints.rgb(hex_code) / 255
    made = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return float(made[0]), float(made[1]), float(made[2])


_BLACKEST = 0.024
"""Reflectance of a very black cloth: below it a garment loses its shape in any light."""


def lightened(colour: tuple[float, float, float]) -> tuple[float, float, float]:
    """The colour as cloth can have it: no darker than black wool, and of the same hue."""
    r, g, b = colour
    lift = max(_BLACKEST - (0.2126 * r + 0.7152 * g + 0.0722 * b), 0.0)
    return r + lift, g + lift, b + lift


def _worn(hex_code: str) -> str:
    """The colour as cloth can have it, written as it came."""
    parts = (each * 12.92 if each <= 0.0031308 else 1.055 * each ** (1 / 2.4) - 0.055 for each in _lit(hex_code))
    return "#" + "".join(f"{round(each * 255):02x}" for each in parts)


def _lit(hex_code: str) -> tuple[float, float, float]:
    return lightened(linear(hex_code))


def material(order: Order, role: str, colour: Colour) -> Material:
    """What a part is made of in this colour. role: cloth (the main stuff), `cloth:finish`, accent, `accent:finish`,
    thread, or `#rrggbb:finish` for what has its own colour in every variant."""
    base, _, finish = role.partition(":")
    if base == "cloth":
        return _cloth(order, colour, finish or surface(order), f"{colour.name} {finish}".strip())
    hex_code = second(colour.hex, order.accent) if base == "accent" else base
    if base.startswith("tone"):
        hex_code = shifted(colour.hex, float(base.removeprefix("tone")))
    if base == "thread":
        hex_code = _thread(colour.hex)
    told = _FINISHES[finish or "matte"]
    return _plain(told, hex_code, role if base.startswith("#") else f"{role} on {colour.name}")


def _thread(hex_code: str) -> str:
    """What is sewn with: copper on blue, else a shade of the cloth."""
    red, green, blue = prints.rgb(hex_code)
    if blue > red + 12:
        return "#b9813e"
    return shifted(hex_code, 26 if red + green + blue < 240 else -16)


def _plain(told: _Finish, hex_code: str, name: str) -> Material:
    weave = weaves.WEAVES[told.weave] if told.weave else None
    return Material(
        name=name,
        colour=(*(linear(hex_code) if told.metallic else _lit(hex_code)), told.alpha),
        metallic=told.metallic,
        roughness=told.roughness,
        normal=weaves.normal(told.weave) if told.weave else None,
        depth=told.depth,
        tile=weave.repeat if weave else 0.1,
        sheen=_sheen(told, hex_code),
    )


def _sheen(told: _Finish, hex_code: str) -> tuple[float, float, float] | None:
    r, g, b = linear(hex_code)
    if told.weave and told.roughness > 0.8 and max(r, g, b) < _DARK:
        return _NAP, _NAP, round(_NAP * 1.06, 4)
    if not told.sheen:
        return None
    r, g, b = linear(shifted(hex_code, 22))
    return round(r * told.sheen, 4), round(g * told.sheen, 4), round(b * told.sheen, 4)


_DARK, _NAP = 0.03, 0.05
"""Cloth darker than this shows its form by the light that stands in its fibres, this much of it, or not at all."""
_OWN_PRINT = {"denim": "denim", "tweed": "tweed"}


def _cloth(order: Order, colour: Colour, finish: str, name: str) -> Material:
    told = _FINISHES[finish]
    pattern = "fair_isle" if order.has("fair_isle") else order.pattern
    if pattern not in prints.PRINTS or (pattern == "lace" and finish != "lace"):
        pattern = _OWN_PRINT.get(finish, "")
    plain = _plain(told, colour.hex, name)
    if not pattern:
        return plain
    tile = prints.PRINTS[pattern][0] * (
        prints.SCALES.get(order.word("scale", "medium"), 1.0) if pattern != "colourblock" else 1.0
    )
    times = min(max(round(tile / plain.tile), 1), 4) if plain.normal else 1
    return msgspec.structs.replace(
        plain,
        colour=(1.0, 1.0, 1.0, told.alpha),
        picture=prints.picture(pattern, _worn(colour.hex), order.accent),
        normal=weaves.normal(told.weave, times) if told.weave and tile < 0.5 else None,
        tile=tile,
    )
