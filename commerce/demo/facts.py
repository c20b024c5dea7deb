"""Styling facts of a style: insulation, coverage, seasons, heel, sizes, stock. Pure functions of cut and fabric."""

from collections.abc import Mapping
from random import Random
from typing import Any

from commerce.demo.lines import Brand, Fabric, Line
from commerce.garments import SEASONS, Department, Heel, Season

_SLEEVE_CLO = {"strap": 0.8, "sleeveless": 0.85, "cap": 0.92, "short": 0.95, "long": 1.15, "puff_long": 1.15}
_LENGTH_CLO = {"mini": 0.8, "above_knee": 0.88, "midi": 1.1, "ankle": 1.22, "floor": 1.3}
_SLEEVE_COVER = {
    "strap": 0.5, "sleeveless": 0.55, "cap": 0.6, "short": 0.68, "puff_short": 0.68, "flutter": 0.66, "elbow": 0.76,
    "three_quarter": 0.87, "bell": 0.94, "batwing": 0.92, "balloon": 0.95, "puff_long": 0.95, "long": 0.95,
}  # fmt: skip
_NECK_COVER = {
    "strapless": -0.2, "off_shoulder": -0.15, "one_shoulder": -0.12, "halter": -0.08, "sweetheart": -0.08,
    "v": -0.04, "wrap_v": -0.05, "scoop": -0.05, "square": -0.05, "cowl": -0.05, "roll": 0.05, "mock": 0.04,
    "funnel": 0.05, "tie_neck": 0.04, "stand": 0.04, "hood": 0.04,
}  # fmt: skip
_LEG_COVER = {
    "thigh": 0.3, "mini": 0.3, "above_knee": 0.42, "knee": 0.58, "calf": 0.78, "midi": 0.82, "ankle": 0.95,
    "full": 1.0, "floor": 1.0,
}  # fmt: skip
_BODY_COVER = {"cropped": -0.15, "waist": -0.03}


def parse_cut(text: str) -> dict[str, Any]:
    """The cut as a dict: `details` a list, `layers` an int, the rest words of commerce.demo.cuts."""
    cut: dict[str, Any] = dict(pair.split("=", 1) for pair in text.split())
    if "details" in cut:
        cut["details"] = cut["details"].split(",")
    if "layers" in cut:
        cut["layers"] = int(cut["layers"])
    return cut


def clo(line: Line, fabric: Fabric, cut: Mapping[str, Any]) -> float:
    """Insulation of the piece, clo: the category's, by the fabric's warmth, the line's weight and, for dresses and
    skirts, sleeve and length. Source of the bases: commerce.garments; the factors follow the differences between
    neighbouring rows of ISO 9920:2007, annex B (sleeveless to long-sleeved, knee- to ankle-length)."""
    factor = fabric.warm * line.warm
    if line.cat in ("dress", "cocktail_dress", "gown"):
        factor *= _SLEEVE_CLO.get(str(cut["sleeve"]), 1.0)
    if line.cat in ("dress", "cocktail_dress", "skirt"):
        factor *= _LENGTH_CLO.get(str(cut["length"]), 1.0)
    if line.cat == "shirt" and cut["sleeve"] == "short":
        factor *= 0.8
    return round(line.category.clo * factor, 2)


def coverage(line: Line, cut: Mapping[str, Any]) -> float | None:
    """Share of the body part that is covered, 0..1; None for shoes, bags and accessories."""
    slot = line.category.slot
    if slot == "bottom":
        return _LEG_COVER[cut["length"]]
    if slot not in ("top", "outerwear", "dress"):
        return None
    if line.cat == "swimsuit":
        return 0.15 if cut["shape"] == "bikini" else 0.3
    upper = _SLEEVE_COVER[cut["sleeve"]] + _NECK_COVER.get(cut["neckline"], 0.0)
    if slot == "dress":
        upper = (upper + _LEG_COVER[cut["length"]]) / 2
    if slot == "top":
        upper += _BODY_COVER.get(cut["length"], 0.0)
    if cut.get("details") and "open_back" in cut["details"]:
        upper -= 0.08
    return round(min(1.0, max(0.05, upper)), 2)


def seasons(line: Line, fabric: Fabric) -> tuple[Season, ...]:
    """The line's seasons, narrowed by the fabric's; empty means all year."""
    named = set(line.sea.split()) or set(SEASONS)
    narrowed = named & (set(fabric.seasons.split()) or set(SEASONS)) or named
    return () if len(narrowed) == len(SEASONS) else tuple(s for s in SEASONS if s in narrowed)


def heel(mm: int | None) -> Heel | None:
    """The class of a heel height in millimetres; see commerce.garments.Heel."""
    if mm is None:
        return None
    return "flat" if mm < 20 else "low" if mm < 50 else "mid" if mm < 80 else "high"


_ALPHA = ("XS", "S", "M", "L", "XL", "XXL")
_WAIST = {
    "women": ("26", "27", "28", "29", "30", "31", "32", "34"),
    "men": ("28", "29", "30", "31", "32", "33", "34", "36", "38", "40"),
}
_SHOES = {
    "women": ("36", "37", "38", "39", "40", "41"),
    "men": ("40", "41", "42", "43", "44", "45", "46", "47"),
    "unisex": tuple(str(size) for size in range(36, 47)),
    "girls": tuple(str(size) for size in range(28, 39)),
    "boys": tuple(str(size) for size in range(28, 39)),
}
_AGES = ("4Y", "6Y", "8Y", "10Y", "12Y", "14Y")


def sizes(line: Line, department: Department, brand: Brand) -> tuple[str | None, ...]:
    """The size run of a style, small to large; (None,) where there is only one size."""
    system = line.category.sizes
    if department in ("girls", "boys") and system not in ("one_size", "eu_shoe"):
        return _AGES
    if system == "waist":
        return _WAIST.get(department, _WAIST["men"])
    if system == "eu_shoe":
        return _SHOES[department]
    if system == "eu_dress":
        return ("34", "36", "38", "40", "42", "44") + (("46",) if brand.level < 0.56 else ())
    if system == "alpha":
        start = 1 if department == "men" and brand.level > 0.3 else 0
        end = 5 if department == "women" and brand.level > 0.56 else 6
        return _ALPHA[start:end]
    return (None,)


def stock(rng: Random, *, level: float) -> int:
    """Units of one variant: 9 % sold out, 11 % last ones, the rest 3..60, fewer in dear houses."""
    draw = rng.random()
    if draw < 0.09:
        return 0
    if draw < 0.20:
        return rng.randint(1, 2)
    return 3 + int((rng.random() ** 1.6) * (57 if level < 0.22 else 32 if level < 0.56 else 14))
