"""How a material takes the light: tiles of stitches and weaves, and gradients for what shines."""

from assets.illustration.patterns import Tile
from assets.illustration.shading import Tones

SHINY = {"sheen": 0.3, "gloss": 0.55, "metal": 0.6, "pearl": 0.5, "acetate": 0.5, "velvet": 0.26, "stone": 0.4}
"""Surface → opacity of its highlight."""


def texture(surface: str | None, tones: Tones) -> Tile | None:
    """The tile of a surface that has a visible structure, in lines a little off the colour; None for a smooth one."""
    lo, hi = tones.deep if not tones.dark else tones.inside, tones.lighter
    match surface:
        case "knit":
            return Tile(6, 5, _lines("M0 1.2L3 3.6L6 1.2", lo, 0.75, 0.42))
        case "ribbed":
            return Tile(5, 5, _lines("M1 0V5", lo, 1, 0.4) + _lines("M3.4 0V5", hi, 1, 0.35))
        case "corduroy":
            return Tile(4.4, 4.4, _lines("M1 0V4.4", lo, 1.1, 0.5) + _lines("M3 0V4.4", hi, 0.9, 0.4))
        case "denim":
            return Tile(4, 4, _lines("M0 4L4 0M-1 1L1-1M3 5L5 3", hi, 0.6, 0.42))
        case "woven":
            return Tile(5, 5, _lines("M0 1H5M1 0V5", lo, 0.5, 0.2))
        case "tweed":
            return Tile(13, 11, _lines("M1 2l2 1M6 1l1 2M10 4l2-1M3 7l1 2M8 8l2 1M12 10l-1-1", hi, 0.9, 0.6)
                        + _lines("M4 4l2-1M9 6l1-2M1 9l1 1M6 10l1-1M11 1l1 0", lo, 0.9, 0.6))  # fmt: skip
        case "brushed":
            return Tile(
                16, 12, _lines("M1 2l2 2M6 1l2 2M12 3l2 2M3 7l2 2M9 6l2 2M14 9l2 2M7 10l1.5 1.5", hi, 0.7, 0.35)
            )
        case "shearling":
            return Tile(18, 16, _lines("M2 4q3-4 5 0q-3 3-5 0M10 3q4-3 5 1q-3 3-5-1M5 11q3-4 5 0q-3 3-5 0"
                                       "M13 11q3-3 4 0q-2 3-4 0M1 14q2-2 3 0", lo, 0.9, 0.55))  # fmt: skip
        case "mesh":
            return Tile(5, 5, f'<circle cx="1.5" cy="1.5" r=".75" fill="{lo}" opacity=".5"/>'
                              f'<circle cx="4" cy="4" r=".75" fill="{lo}" opacity=".5"/>')  # fmt: skip
        case "quilted":
            return Tile(26, 26, _lines("M0 0L26 26M26 0L0 26", lo, 1.1, 0.6)
                        + _lines("M1.4 0L26 24.6M24.6 0L0 24.6", hi, 0.8, 0.4))  # fmt: skip
        case "velvet":
            return Tile(7, 9, _lines("M1 1v2M4 4v2M6 7v1.5", hi, 0.8, 0.25))
        case _:
            return None


def _lines(d: str, colour: str, width: float, opacity: float) -> str:
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width}" opacity="{opacity}"/>'
