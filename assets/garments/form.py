"""The invisible form that garments are made on: a person of 1.75 m, standing, arms a little off the sides.

Landmarks and half widths are this project's own, near the means of ISO 7250-2 and EN 13402-1 for size 38 (women) and
50 (men). Children's garments are made on the same form and shrunk as a whole.
"""

import msgspec
import numpy as np

from assets.garments.curves import eased
from assets.garments.sheets import Array

__all__ = ["FORMS", "HEIGHT_M", "Form", "form_of"]
HEIGHT_M = 1.75


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """One body. profile: rows of height, half width, depth to the front, depth to the back; metres."""

    profile: tuple[tuple[float, float, float, float], ...]
    neck_x: float
    neck_y: float
    shoulder_x: float
    shoulder_y: float
    head: tuple[float, float, float]
    """Half width, half height and half depth of the head."""
    foot: float
    """Length of the foot."""
    scale: float = 1.0

    underarm_y: float = 1.325
    waist_y: float = 1.07
    hip_y: float = 0.89
    crotch_y: float = 0.80
    knee_y: float = 0.48
    leg_x: float = 0.092

    def body(self, y: Array | float) -> Array:
        """(…, 3): half width, front depth and back depth at heights y."""
        table = np.array(sorted(self.profile))
        return np.stack([eased(table[:, 0], table[:, k], y) for k in (1, 2, 3)], axis=-1)

    def middle(self, y: Array | float) -> Array:
        """z of the body's axis at heights y: the chest leans back a little above the breast."""
        return eased((0.8, 1.07, 1.3, 1.48), (0.0, 0.0, -0.005, -0.028), y)

    def leg(self, y: Array | float) -> Array:
        """(…, 4): x and z of the left leg's axis, and half width and half depth of the leg, at heights y."""
        keys = (0.0, 0.08, 0.33, 0.48, 0.65, 0.80)
        columns = (
            (0.100, 0.100, 0.098, 0.096, 0.094, 0.092),
            (-0.035, -0.035, -0.028, -0.005, 0.0, 0.0),
            (0.034, 0.034, 0.054, 0.055, 0.070, 0.080),
            (0.042, 0.042, 0.060, 0.061, 0.080, 0.096),
        )
        return np.stack([eased(keys, one, y) for one in columns], axis=-1)

    @property
    def arm(self) -> Array:
        """(3, 3): shoulder, elbow and wrist of the left arm."""
        x, y = self.shoulder_x - 0.022, self.shoulder_y - 0.035
        return np.array([(x, y, -0.012), (x + 0.062, y - 0.285, -0.018), (x + 0.098, y - 0.535, 0.035)])


_WOMAN = Form(
    profile=(
        (0.74, 0.166, 0.088, 0.110),
        (0.80, 0.171, 0.092, 0.118),
        (0.89, 0.173, 0.100, 0.124),
        (0.97, 0.157, 0.102, 0.100),
        (1.07, 0.128, 0.088, 0.080),
        (1.17, 0.138, 0.100, 0.088),
        (1.265, 0.150, 0.130, 0.096),
        (1.325, 0.156, 0.114, 0.102),
        (1.40, 0.165, 0.082, 0.096),
        (1.47, 0.170, 0.056, 0.080),
    ),
    neck_x=0.063,
    neck_y=1.478,
    shoulder_x=0.187,
    shoulder_y=1.432,
    head=(0.076, 0.112, 0.096),
    foot=0.245,
)
_MAN = Form(
    profile=(
        (0.74, 0.165, 0.085, 0.105),
        (0.80, 0.170, 0.088, 0.110),
        (0.89, 0.174, 0.098, 0.116),
        (0.97, 0.166, 0.104, 0.102),
        (1.07, 0.150, 0.104, 0.090),
        (1.17, 0.160, 0.110, 0.100),
        (1.265, 0.174, 0.122, 0.110),
        (1.325, 0.180, 0.112, 0.114),
        (1.40, 0.190, 0.086, 0.106),
        (1.47, 0.195, 0.060, 0.088),
    ),
    neck_x=0.070,
    neck_y=1.480,
    shoulder_x=0.214,
    shoulder_y=1.428,
    head=(0.079, 0.115, 0.100),
    foot=0.270,
)
FORMS: dict[str, Form] = {
    "women": _WOMAN,
    "unisex": _WOMAN,
    "men": _MAN,
    "girls": msgspec.structs.replace(_WOMAN, scale=0.74),
    "boys": msgspec.structs.replace(_MAN, scale=0.74),
}


def form_of(department: str) -> Form:
    return FORMS.get(department, _WOMAN)
