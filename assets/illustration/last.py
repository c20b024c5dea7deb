"""The last that shoes and boots are built on, in millimetres: x = 0 at the heel's back, y = 0 on the floor, up is
negative. The footbed rises from the ball of the foot to the heel's height; everything above is built on it.
"""

# ruff: noqa: E501 - a shape's path reads best on one line

import msgspec

from assets.illustration.shading import tones

LENGTH, BALL = 268.0, 188.0
HEIGHTS = {
    "none": 10, "stacked": 25, "block": 60, "stiletto": 90, "kitten": 42, "wedge": 65, "platform": 55, "cuban": 45, "lug": 32,
    "cushioned": 28, "jute": 22,
}  # fmt: skip
SHAFTS = {"below_ankle": 62.0, "ankle": 128.0, "calf": 235.0, "knee": 355.0}
RUBBER, WHITE, GUM, CORK, JUTE = (
    tones("#2b2a2c"),
    tones("#f4f1ea"),
    tones("#b98a52"),
    tones("#b98f63"),
    tones("#d3b98a"),
)


class Usual(msgspec.Struct, frozen=True, kw_only=True):
    shape: str = "round"
    heel: str = "none"
    shaft: str = "below_ankle"
    closure: str = "slip_on"
    family: str = "closed"
    """closed, low (a pump's topline), open (straps on a footbed), thong, mule."""
    sole: str = "leather"


USUAL: dict[str, Usual] = {
    "trainers": Usual(heel="none", closure="lace", sole="cup"), "sports_shoes": Usual(heel="cushioned", closure="lace", sole="foam"),
    "flats": Usual(family="low"), "loafers": Usual(shape="apron", heel="stacked"), "oxfords": Usual(shape="cap", heel="stacked", closure="lace"),
    "heels": Usual(shape="point", heel="stiletto", family="low"), "sandals": Usual(shape="open", family="open", closure="buckle", sole="flat"),
    "heeled_sandals": Usual(shape="strappy", heel="stiletto", family="open", closure="ankle_strap"),
    "espadrilles": Usual(heel="jute", sole="jute", family="espadrille"), "mules": Usual(shape="point", heel="kitten", family="mule"),
    "flip_flops": Usual(shape="thong", family="thong", sole="flat"), "ankle_boots": Usual(shape="almond", heel="stacked", shaft="ankle"),
    "boots": Usual(shape="almond", heel="block", shaft="knee", closure="side_zip"),
    "hiking_boots": Usual(heel="lug", shaft="ankle", closure="lace", sole="lug"), "rain_boots": Usual(heel="lug", shaft="calf", sole="lug"),
    "snow_boots": Usual(heel="lug", shaft="calf", closure="lace", sole="lug"), "slippers": Usual(family="slipper", sole="flat"),
}  # fmt: skip


class Last(msgspec.Struct, frozen=True):
    """The form a shoe is built on: heel height, sole's thickness, and how pointed and how high its toe is."""

    heel: float
    sole: float
    tip: float
    toe_height: float

    def bed(self, x: float) -> float:
        """Height (y) of the footbed above the floor at x."""
        if x >= BALL:
            return -self.sole - (x - BALL) ** 2 * 0.0008
        share = 1 - x / BALL
        ease = share * share * (3 - 2 * share)
        return -self.sole - (self.heel - self.sole) * ease if self.heel > self.sole else -self.sole
