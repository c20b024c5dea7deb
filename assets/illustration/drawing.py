"""One garment's picture: the category says which drawing, the cut how."""

from collections.abc import Callable

from assets.illustration.bottoms import USUAL, draw_bottom
from assets.illustration.dresses import draw_dress
from assets.illustration.outerwear import draw_outerwear
from assets.illustration.shoes import draw_shoe
from assets.illustration.sketch import Sketch
from assets.illustration.skirts import draw_skirt
from assets.illustration.spec import Spec, cleaned
from assets.illustration.tops import STYLES, draw_top
from commerce.garments import CATEGORIES

VERSION = 1
"""Part of every picture's ETag; raise it when drawings change."""


def draw(spec: Spec) -> str:
    """The garment as one SVG document of 400 × 500 units, without scripts or outside references.

    The same spec gives the same text. What the spec does not say, or says in unknown words, is drawn as usual.
    """
    sketch = Sketch(cleaned(spec))
    return _drawing(sketch.spec.category)(sketch)


def _drawing(category: str) -> Callable[[Sketch], str]:
    if category in STYLES:
        return draw_top
    if category in USUAL:
        return draw_bottom
    if category == "skirt":
        return draw_skirt
    slot = CATEGORIES[category].slot
    if slot == "shoes":
        return draw_shoe
    if slot == "outerwear":
        return draw_outerwear
    return draw_dress if slot == "dress" else draw_top
