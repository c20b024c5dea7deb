"""How well colours go together, 0..1, and what a colour feels like. CIELAB under D65 throughout.

Sources: Ou & Luo, "A colour harmony model for two-colour combinations", Color Res. Appl. 31(3), 2006, 191–204; Ou, Luo,
Woodcock & Wright, "A study of colour emotion and colour preference. Part I: colour emotions for single colours",
Color Res.
Appl. 29(3), 2004, 232–240, and Part II (29(4), 292–298), which finds the emotion of a combination to be the mean of
its colours'.
"""

from collections.abc import Sequence
from functools import cache
from threading import Lock

import msgspec
import numpy as np
from numpy.typing import NDArray

from commerce.colours import Lab

Array = NDArray[np.float64]

# The least and the most the model gives, as its authors report; they span our 0..1.
_LEAST, _MOST = -1.24, 1.39
# In dress a neutral goes with anything. The model alone scores dark pairs low (black with navy .50): it was fitted
# on patches
# of light, so a pair with a neutral is lifted towards this value. Our own choice.
_NEUTRAL_FLOOR = 0.66


def pair(one: Lab, other: Lab) -> float:
    """Harmony of two colours, 0..1, the same in either order."""
    return float(matrix(as_array((one, other)))[0, 1])


def palette(colours: Sequence[Lab]) -> float:
    """Harmony of several colours, 0..1: seven parts the mean of their pairs, three parts the worst pair; 1 for fewer
    than two.

    The mean is Part II's additivity; the worst pair counts because one clash is what the eye finds. The parts are
    our choice.
    """
    if len(colours) < 2:
        return 1.0
    return settled(matrix(as_array(colours)))


def settled(pairs: Array) -> float:
    """`palette` of the colours whose harmonies (n, n) are known."""
    if len(pairs) < 2:
        return 1.0
    of_two = pairs[every_two(len(pairs))]
    return float(0.7 * of_two.mean() + 0.3 * of_two.min())


@cache
def every_two(count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places of every two of so many, the first before the second."""
    one, other = np.triu_indices(count, 1)
    return one, other


def as_array(colours: Sequence[Lab]) -> Array:
    """(n, 3) of L, a, b."""
    return np.array([(c.l, c.a, c.b) for c in colours], dtype=np.float64).reshape(-1, 3)


def matrix(lab: Array) -> Array:
    """(n, n) harmonies 0..1 of every two of the (n, 3) colours, neutrals lifted."""
    return between(lab, lab)


def between(one: Array, other: Array) -> Array:
    """(n, m) harmonies 0..1 of each of the (n, 3) colours with each of the (m, 3), neutrals lifted; the same to the
    last bit whichever comes first."""
    model = np.clip((two_colour(one, other) - _LEAST) / (_MOST - _LEAST), 0, 1)
    neutral = np.maximum(neutrality(one)[:, None], neutrality(other))
    return np.asarray(model + neutral * np.maximum(0, _NEUTRAL_FLOOR - model))


class Harmonies:
    """`matrix` of colours that are numbered for good: what two of them are to each other is reckoned once and kept."""

    KEPT = 512
    """Colours whose harmonies are kept: 2 MB."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._place: dict[int, int] = {}
        self._lab, self._known = np.empty((self.KEPT, 3)), np.empty((self.KEPT, self.KEPT))

    def among(self, numbers: Sequence[int], lab: Array) -> Array:
        """(n, n) harmonies of every two of these colours. numbers: theirs, each once; lab: (n, 3)."""
        if len(numbers) > self.KEPT:
            return matrix(lab)
        with self._lock:
            if any(number not in self._place for number in numbers):
                self._add(numbers, lab)
            at = np.array([self._place[number] for number in numbers], dtype=np.int64)
            return np.asarray(self._known[at[:, None], at])

    def _add(self, numbers: Sequence[int], lab: Array) -> None:
        new = [n for n, number in enumerate(numbers) if number not in self._place]
        if len(self._place) + len(new) > self.KEPT:
            self._place, new = {}, list(range(len(numbers)))
        start = len(self._place)
        past = start + len(new)
        self._lab[start:past] = lab[new]
        self._known[:past, start:past] = between(self._lab[:past], self._lab[start:past])
        self._known[start:past, :past] = self._known[:past, start:past].T
        self._place.update((numbers[n], start + k) for k, n in enumerate(new))


def neutrality(lab: Array) -> Array:
    """(n,) 1 for a neutral, 0 from a chroma of 32 on, linear from 16 between. Navy has 18, beige 19, denim 25, camel
    35."""
    return np.clip((32 - np.hypot(lab[:, 1], lab[:, 2])) / 16, 0, 1)


def two_colour(one: Array, other: Array) -> Array:
    """(n, m) harmony CH of each of the (n, 3) colours with each of the (m, 3) in the model's own units, about −1.24 ..
    1.39.

    CH = H_C + H_L + H_H: chromatic difference, lightness sum and difference, hue. Source: Ou & Luo 2006.
    """
    delta_chroma = np.hypot(one[:, 1], one[:, 2])[:, None] - np.hypot(other[:, 1], other[:, 2])
    delta_ab = (one[:, None, 1] - other[:, 1]) ** 2 + (one[:, None, 2] - other[:, 2]) ** 2
    delta_hue_squared = np.maximum(delta_ab - delta_chroma**2, 0)
    delta_c = np.sqrt(delta_hue_squared + (delta_chroma / 1.46) ** 2)
    by_chroma = 0.04 + 0.53 * np.tanh(0.8 - 0.045 * delta_c)
    by_sum = 0.28 + 0.54 * np.tanh(-3.88 + 0.029 * (one[:, None, 0] + other[:, 0]))
    by_difference = 0.14 + 0.15 * np.tanh(-2 + 0.2 * np.abs(one[:, None, 0] - other[:, 0]))
    hue = hue_effect(one)[:, None] + hue_effect(other)
    return np.asarray(by_chroma + by_sum + by_difference + hue)


def hue_effect(lab: Array) -> Array:
    """(n,) what a colour's own hue adds to any pair that it is in: H_SY = E_C (H_S + E_Y). Source: Ou & Luo 2006."""
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
    strength = 0.5 + 0.5 * np.tanh(-2 + 0.5 * chroma)
    by_hue = -0.08 - 0.14 * np.sin(np.radians(hue + 50)) - 0.07 * np.sin(np.radians(2 * hue + 90))
    x = (90 - hue) / 10
    yellow = (0.22 * lab[:, 0] - 12.8) / 10 * np.exp(x - np.exp(x))
    return np.asarray(strength * (by_hue + yellow))


class Emotion(msgspec.Struct, frozen=True):
    """Colour emotion, each about −3 .. 3: activity (passive − / active +), weight (light − / heavy +), heat (cool −
    / warm +)."""

    activity: float
    weight: float
    heat: float


def emotion(colours: Sequence[Lab]) -> Emotion:
    """The colour emotion of the colours together; all zero for none. Source: Ou et al. 2004, I and II."""
    if not colours:
        return Emotion(0.0, 0.0, 0.0)
    lab = as_array(colours)
    return Emotion(*(float(v.mean()) for v in (activity(lab), weight(lab), heat(lab))))


def together(felt: Sequence[Emotion]) -> Emotion:
    """The emotion of colours together: the mean of theirs; all zero for none. Source: Ou et al. 2004, II."""
    count = len(felt) or 1
    return Emotion(
        sum(one.activity for one in felt) / count, sum(one.weight for one in felt) / count,
        sum(one.heat for one in felt) / count,
    )  # fmt: skip


def activity(lab: Array) -> Array:
    """(n,) colour activity: −2.1 + 0.06 [(L − 50)² + (a − 3)² + ((b − 17) / 1.4)²]^½. Source: Ou et al. 2004, part
    I."""
    return np.asarray(
        -2.1 + 0.06 * np.sqrt((lab[:, 0] - 50) ** 2 + (lab[:, 1] - 3) ** 2 + ((lab[:, 2] - 17) / 1.4) ** 2)
    )


def weight(lab: Array) -> Array:
    """(n,) colour weight: −1.8 + 0.04 (100 − L) + 0.45 cos(h − 100°). Source: Ou et al. 2004, part I."""
    hue = np.arctan2(lab[:, 2], lab[:, 1])
    return np.asarray(-1.8 + 0.04 * (100 - lab[:, 0]) + 0.45 * np.cos(hue - np.radians(100)))


def heat(lab: Array) -> Array:
    """(n,) colour heat: −0.5 + 0.02 C^1.07 cos(h − 50°). Source: Ou et al. 2004, part I."""
    hue, chroma = np.arctan2(lab[:, 2], lab[:, 1]), np.hypot(lab[:, 1], lab[:, 2])
    return np.asarray(-0.5 + 0.02 * chroma**1.07 * np.cos(hue - np.radians(50)))
