"""One garment's picture."""

from assets.illustration.pen import box
from assets.illustration.sketch import Sketch
from assets.illustration.spec import Spec, cleaned

VERSION = 1
"""Part of every picture's ETag; raise it when drawings change."""


def draw(spec: Spec) -> str:
    sketch = Sketch(cleaned(spec))
    sketch.piece(box(-20, 0, 40, 60, 4))
    return sketch.page()
