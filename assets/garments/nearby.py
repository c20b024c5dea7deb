"""Where small things find the body that they are worn on."""

import msgspec
import numpy as np

from assets.garments.bodice import Bodice
from assets.garments.sheets import Array
from assets.garments.work import Work

__all__ = ["Hang", "neck_ring", "trunk"]


def trunk(work: Work, ease: float = 0.02, **told: float) -> Bodice:
    return Bodice(form=work.form, ease=ease, waves=0.0, **told)  # type: ignore[arg-type]


class Hang(msgspec.Struct, frozen=True):
    """How something hangs about the neck, in metres: half its width, its reach to the front, how low it hangs there,
    and how much higher it begins than the neck."""

    wide: float
    deep: float
    low: float
    lift: float = 0.0


def neck_ring(work: Work, hang: Hang, count: int = 73) -> Array:
    """A loop (count, 3) about the neck."""
    form, wide, deep, low, lift = work.form, hang.wide, hang.deep, hang.low, hang.lift
    t = np.linspace(0, 2 * np.pi, count)
    front = (1 + np.cos(t)) / 2
    z = np.where(np.cos(t) > 0, deep, deep * 0.75) * np.cos(t) - 0.020 + 0.020 * front
    return np.stack([wide * np.sin(t), form.neck_y + lift - low * front**1.2 - 0.005, z], axis=1)
