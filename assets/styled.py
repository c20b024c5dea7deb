"""What of a product says how it looks, for whoever draws or makes it."""

from collections.abc import Sequence
from typing import Any, Protocol

__all__ = ["Styled", "accent_of", "cut_of", "shown_by", "surface_of"]

_HEELS_MM = {"flat": 12, "low": 35, "mid": 60, "high": 90}
# Materials and the surface that they show, first hit wins; for products whose feed says nothing of the surface.
_SURFACES = (
    ("sequin", "sheen"), ("denim", "denim"), ("corduroy", "corduroy"), ("velvet", "velvet"), ("tweed", "tweed"),
    ("shearling", "shearling"), ("sherpa", "shearling"), ("patent", "gloss"), ("mesh", "mesh"), ("satin", "sheen"),
    ("silk", "sheen"), ("leather", "sheen"), ("suede", "brushed"), ("gold", "metal"), ("silver", "metal"),
    ("steel", "metal"), ("brass", "metal"), ("alloy", "metal"), ("metal", "metal"), ("pearl", "pearl"),
    ("acetate", "acetate"), ("chiffon", "sheer"), ("organza", "sheer"), ("fleece", "brushed"), ("flannel", "brushed"),
    ("knit", "knit"), ("cashmere", "knit"), ("merino", "knit"), ("straw", "woven"), ("linen", "woven"),
    ("canvas", "woven"),
)  # fmt: skip
_KNITS = frozenset(("sweater", "cardigan", "turtleneck", "beanie", "scarf"))


class Styled(Protocol):
    """A product, or its row."""

    @property
    def category(self) -> str: ...
    @property
    def attributes(self) -> dict[str, Any]: ...
    @property
    def pattern(self) -> str: ...
    @property
    def materials(self) -> Sequence[str]: ...
    @property
    def heel(self) -> str | None: ...


def cut_of(product: Styled) -> dict[str, Any]:
    """The words of its cut. Imported products carry none: their heel says what it can."""
    said = product.attributes.get("cut")
    cut = dict(said) if isinstance(said, dict) else {}
    if product.heel is not None:
        cut.setdefault("heel_mm", _HEELS_MM.get(product.heel, 12))
    return cut


def accent_of(product: Styled) -> str | None:
    """Its second colour, a hex code."""
    accent = product.attributes.get("accent")
    return accent if isinstance(accent, str) else None


def surface_of(product: Styled) -> str | None:
    """Its surface, as it says or as its materials show. None: matte."""
    said = product.attributes.get("surface")
    return said if isinstance(said, str) else shown_by(product.category, product.materials)


def shown_by(category: str, materials: Sequence[str]) -> str | None:
    """The surface that the materials show; knitwear is knitted whatever its fibre. None: matte."""
    text = " ".join(materials).lower()
    found = next((surface for word, surface in _SURFACES if word in text), None)
    return "knit" if category in _KNITS and found in (None, "sheen") else found
