"""Drawings of garments by category, cut, colour, pattern and surface: `draw(spec)` is one SVG document.

spec.py        what is drawn, and which words are understood
pen.py         paths that are mirrored, joined and measured
shading.py     tints in CIELAB            patterns.py, surfaces.py    tiles
sketch.py      the sheet: pieces, seams, buttons; fitted to the page
"""

from assets.illustration.drawing import VERSION, draw
from assets.illustration.spec import Spec

__all__ = ["VERSION", "Spec", "draw"]
