"""The colours of what a picture shows, found in CIELAB: what stands before a plain background, in order of its share.

Of a photograph with a person in it, skin and hair are among them: whoever uploads it sees what was found and decides.
"""

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from commerce.colours import SAME_SHADE, Lab, hex_of, nearest_name

__all__ = ["Shade", "dominant"]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_MOST = 5
_LEAST_SHARE = 0.04
"""A button or a label is no colour of the garment."""
_SEEN_ALPHA = 128
_OF_BACKGROUND, _PLAIN = 9.0, 0.7
"""A background is plain where such a share of the frame lies within this distance (CIE76) of the frame's median."""
_LEAST_LEFT = 0.02
_CELL = 6.0
"""Width of the cells in which pixels are counted before they are put together, in units of CIELAB."""


class Shade(msgspec.Struct, frozen=True):
    """A colour and its share of what is shown, 0..1; name: the nearest that the shop has a word for."""

    hex: str
    lab: Lab
    share: float
    name: str


def dominant(rgba: NDArray[np.uint8]) -> tuple[Shade, ...]:
    """The colours of the thing shown, the largest share first; empty where every pixel is transparent.

    rgba: (height, width, 4) sRGB, straight alpha. Cells of CIELAB are put together, the fullest first, while the
    nearest centre is a like shade (`commerce.colours.SAME_SHADE`); then each pixel counts for the centre next to it.
    """
    lab, shown = _lab(rgba[..., :3]), rgba[..., 3] >= _SEEN_ALPHA
    pixels = lab[_thing(lab, shown)]
    if not len(pixels):
        return ()
    centres = _centres(pixels)
    nearest = _distances(pixels, centres).argmin(axis=1)
    found = [(pixels[nearest == n].mean(axis=0), float((nearest == n).mean())) for n in np.unique(nearest)]
    kept = sorted((each for each in found if each[1] >= _LEAST_SHARE), key=lambda each: -each[1])[:_MOST]
    return tuple(_shade(centre, share) for centre, share in kept)


def _thing(lab: Floats, shown: Bools) -> Bools:
    """(height, width) where the thing is, without its outline, whose pixels are half background; all that is shown
    where hardly anything differs from the background."""
    thing = shown & ~_background(lab, shown)
    if thing.sum() < _LEAST_LEFT * shown.sum():
        return shown
    inside: Bools = ndimage.binary_erosion(thing, border_value=1)
    return inside if 2 * inside.sum() >= thing.sum() else thing


def _shade(centre: Floats, share: float) -> Shade:
    lab = Lab(*(round(float(value), 2) for value in centre))
    code = hex_of(lab)
    return Shade(code, lab, round(share, 3), nearest_name(code))


def _background(lab: Floats, shown: Bools) -> Bools:
    """(height, width) what of the frame's colour hangs together with the frame; nowhere if the frame is not plain."""
    frame = np.zeros(shown.shape, dtype=np.bool_)
    frame[[0, -1], :] = frame[:, [0, -1]] = True
    frame &= shown
    if not frame.any():
        return frame
    middle = np.median(lab[frame], axis=0)
    alike = shown & (np.linalg.norm(lab - middle, axis=-1) <= _OF_BACKGROUND)
    if alike[frame].mean() < _PLAIN:
        return np.zeros(shown.shape, dtype=np.bool_)
    labels, _ = ndimage.label(alike)
    return np.isin(labels, np.setdiff1d(labels[frame], 0))


def _centres(pixels: Floats) -> Floats:
    """(k, 3) centres of the colours, the fullest first."""
    cells, at, count = np.unique(np.round(pixels / _CELL), axis=0, return_inverse=True, return_counts=True)
    means = np.stack([np.bincount(at.ravel(), pixels[:, n], len(cells)) for n in range(3)], axis=1) / count[:, None]
    order = np.lexsort((*means.T, -count))
    centres: list[Floats] = []
    weights: list[float] = []
    for mean, weight in zip(means[order], count[order].astype(np.float64), strict=True):
        apart = _distances(mean[None, :], np.array(centres))[0] if centres else np.array([np.inf])
        n = int(apart.argmin())
        if apart[n] <= SAME_SHADE:
            centres[n] = (centres[n] * weights[n] + mean * weight) / (weights[n] + weight)
            weights[n] += weight
        else:
            centres.append(mean)
            weights.append(float(weight))
    most = np.argsort(-np.array(weights), kind="stable")[: 2 * _MOST]
    return np.array(centres)[most]


def _distances(one: Floats, other: Floats) -> Floats:
    """(n, m) CIE76 distances."""
    return np.asarray(np.linalg.norm(one[:, None, :] - other[None, :, :], axis=-1))


_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def _lab(rgb: NDArray[np.uint8]) -> Floats:
    """(…, 3) CIELAB under D65 of sRGB bytes, as `commerce.colours.lab`. Sources: IEC 61966-2-1, CIE 15:2018."""
    channel = rgb / 255.0
    linear = np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)
    xyz = linear @ _TO_XYZ.T / _WHITE
    f: Any = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)
