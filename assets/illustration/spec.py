"""What is drawn: one garment, told in the catalogue's words."""

import re
from typing import Any

import msgspec

from commerce.demo.cuts import CUTS
from commerce.garments import CATEGORIES

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


class Spec(msgspec.Struct, frozen=True):
    """One garment's look. Any value may be unknown or absent: the drawing then takes its category's usual one."""

    category: str
    cut: dict[str, Any] = {}
    hex: str = "#84878c"
    accent: str | None = None
    pattern: str = "plain"
    surface: str | None = None
    scale: str | None = None


def cleaned(spec: Spec) -> Spec:
    """The spec with what cannot be drawn left out: nothing of it reaches the SVG but by this vocabulary."""
    category = spec.category if spec.category in CATEGORIES else "other"
    return Spec(
        category=category,
        cut=_cut(category, spec.cut),
        hex=spec.hex.lower() if _HEX.fullmatch(spec.hex) else "#84878c",
        accent=spec.accent.lower() if spec.accent and _HEX.fullmatch(spec.accent) else None,
        pattern=spec.pattern,
        surface=spec.surface,
        scale=spec.scale,
    )


def _cut(category: str, cut: dict[str, Any]) -> dict[str, Any]:
    allowed = CUTS.get(category, {})
    known = {key: cut[key] for key, words in allowed.items() if cut.get(key) in words}
    details = cut.get("details")
    if isinstance(details, list | tuple):
        known["details"] = tuple(word for word in details if isinstance(word, str))
    for key in ("heel_mm", "layers"):
        if type(cut.get(key)) is int:
            known[key] = min(max(cut[key], 0), 140)
    return known
