"""Sleeves: sewn to the armhole point by point, then round the arm to their hem."""

import msgspec
import numpy as np

from assets.garments.bodice import Bodice, front_panel
from assets.garments.curves import blend, eased, hermite, smooth, spline
from assets.garments.folds import Crease, creases, drape, gathers
from assets.garments.sheets import Array, Sheet, sheet, turned

__all__ = ["LENGTHS", "Sleeve", "arm_ring", "cuff", "sleeve"]
LENGTHS = {
    "cap": 0.055,
    "flutter": 0.12,
    "short": 0.215,
    "puff_short": 0.205,
    "elbow": 0.30,
    "three_quarter": 0.42,
    "long": 0.565,
    "puff_long": 0.555,
    "bell": 0.54,
    "balloon": 0.555,
    "batwing": 0.54,
}
"""Metres along the arm from its joint to the hem."""
_JOIN_M = 0.145
_LOOP = 15


class Sleeve(msgspec.Struct, frozen=True, kw_only=True):
    """A sleeve: its length along the arm, how far it stands off the arm at the top and at its hem, and its shape."""

    length: float = 0.565
    ease: float = 0.014
    hem: float = 0.010
    shape: str = "plain"
    wrinkles: float = 0.0035
    seed: int = 3


def sleeve(body: Bodice, told: Sleeve) -> Sheet:
    """The left sleeve, armhole first, hem last; its columns begin below the arm and go round by the front."""
    edge = _edge(body)
    angle = _angles(edge)
    if told.length < _JOIN_M:
        rows = _cap(body, told, edge, angle, np.linspace(0, told.length / _JOIN_M, 5))
        return _sheet(rows, angle, told, body)
    cap = _cap(body, told, edge, angle, np.linspace(0, 1, 9))
    reach = np.linspace(_JOIN_M, told.length, max(int((told.length - _JOIN_M) / 0.017), 3) + 1)[1:]
    down = np.stack([arm_ring(body, told, at, angle) for at in reach])
    return _sheet(np.concatenate([cap, down]), angle, told, body)


def _edge(body: Bodice) -> Array:
    """(2 n - 1, 3): the armhole, from below the arm up its front and down its back; the panels' own points."""
    front, back = front_panel(body).points, front_panel(body, -1).points[:, ::-1]
    return np.concatenate([front[-_LOOP:, -1], back[-_LOOP:, -1][::-1][1:]])


def _angles(edge: Array) -> Array:
    """(n,): 0 below the arm, half a turn at the shoulder's tip, a whole turn below the arm again."""
    half = len(edge) // 2
    steps = np.linalg.norm(np.diff(edge, axis=0), axis=1)
    up, down = np.cumsum(steps[:half]) / steps[:half].sum(), np.cumsum(steps[half:]) / steps[half:].sum()
    return np.pi * np.concatenate([[0.0], up, 1 + down])


def _axis(body: Bodice, at: float) -> tuple[Array, Array]:
    """The arm's centre and direction `at` metres from its joint; straight on beyond the wrist."""
    path = spline(body.form.arm, 65)
    last = (path[-1] - path[-2]) / np.linalg.norm(path[-1] - path[-2])
    path = np.concatenate([path, path[-1] + last * np.array([[0.05], [0.10], [0.20]])])
    reach = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])

    def point(far: float) -> Array:
        return np.array([np.interp(far, reach, path[:, k]) for k in range(3)])

    ahead = point(at + 0.03) - point(max(at - 0.03, 0.0))
    return point(at) + (body.ease * 0.3, 0, 0), ahead / np.linalg.norm(ahead)


def _radius(body: Bodice, told: Sleeve, at: float) -> float:
    """Half width of the sleeve `at` metres down the arm."""
    thick = 1.0 if body.form.shoulder_x < 0.2 else 1.13
    arm = thick * float(eased((0.0, 0.15, 0.29, 0.38, 0.54), (0.056, 0.047, 0.039, 0.037, 0.027), at))
    share = min(max((at - _JOIN_M) / max(told.length - _JOIN_M, 0.05), 0.0), 1.0)
    ease = told.ease + (told.hem - told.ease) * share
    match told.shape:
        case "bell":
            ease += 0.075 * share**2.2
        case "balloon":
            ease += 0.055 * float(np.sin(np.pi * min(share * 1.02, 1.0) ** 1.5)) ** 0.9
        case "puff":
            ease += 0.04 * float(np.sin(np.pi * (0.25 + 0.75 * share)))
        case "batwing":
            ease += 0.07 * (1 - share) ** 1.3
        case "flutter":
            ease += 0.05 * at / 0.12
    return arm + ease


def arm_ring(body: Bodice, told: Sleeve, at: float, angle: Array, out: float = 0.0) -> Array:
    """(n, 3): the sleeve's ring `at` metres down the arm, `out` metres off it."""
    centre, along = _axis(body, at)
    inner = np.array((-1.0, 0, 0)) - along * -along[0]
    inner /= np.linalg.norm(inner)
    front = np.cross(inner, along)
    r = _radius(body, told, at) + out
    return np.asarray(centre + r * 0.94 * np.cos(angle)[:, None] * inner + r * 1.05 * np.sin(angle)[:, None] * front)


def _cap(body: Bodice, told: Sleeve, edge: Array, angle: Array, t: Array) -> Array:
    """Rows from the armhole to the ring where the arm begins; outward first at the shoulder, downward below the arm."""
    ring = arm_ring(body, told, _JOIN_M, angle)
    _, along = _axis(body, _JOIN_M)
    top = ((1 - np.cos(angle)) / 2)[:, None]
    far = np.linalg.norm(ring - edge, axis=1, keepdims=True)
    puff = 0.9 if told.shape == "puff" else 0.0
    shoulder = np.array((0.62, -0.50 + puff * 1.1, 0.0)) * (1.0 + puff)
    leave = blend(along * 0.8 + np.array((0.25, 0, 0)), shoulder, top**0.8) * far
    return hermite(edge, ring, leave, along * far * (1.0 + 0.25 * top), t)


def _sheet(rows: Array, angle: Array, told: Sleeve, body: Bodice) -> Sheet:
    made = sheet(rows)
    along = made.cloth[..., 1]
    round_ = np.broadcast_to(angle, along.shape)
    held = smooth(along, 0.0, 0.06)
    bend = 0.35 + 0.65 * np.exp(-(((along - 0.30) / 0.09) ** 2)) + 0.5 * smooth(along, 0.42, 0.56)
    waves = creases(round_, along, Crease(told.wrinkles, seed=told.seed)) * bend * held
    waves += drape(round_, along, size=told.wrinkles * 0.5, count=4, seed=told.seed) * held
    if told.shape in ("puff", "balloon", "bell", "flutter"):
        free = smooth(along, 0.0, 0.05) if told.shape == "puff" else smooth(along, 0.05, 0.25)
        waves += drape(round_, along * 0.3, size=0.005, count=9, seed=told.seed) * free
        waves += gathers(round_ * 0.08, size=0.0015, pitch=0.022) * np.exp(-along / 0.05)
    cloth = np.stack([made.cloth[..., 0], along - body.tip[1]], axis=2)
    return turned(sheet(rows, cloth, waves))


def cuff(body: Bodice, told: Sleeve, *, deep: float, out: float = 0.0025, tight: float = 0.0) -> Sheet:
    """A band `deep` metres wide about the sleeve's end, standing `out` metres off it (or pulled in by `tight`)."""
    angle = np.linspace(0, 2 * np.pi, 33)
    reach = np.linspace(
        told.length - deep * (1.0 if tight == 0 else 0.1), told.length + (deep * 0.9 if tight else 0.004), 6
    )
    shape = np.array([out, out, out, out, out, out * 0.8]) - tight
    end = msgspec.structs.replace(told, shape="plain" if told.shape != "bell" else "bell")
    made = np.stack([arm_ring(body, end, float(at), angle, float(off)) for at, off in zip(reach, shape, strict=True)])
    if tight:
        made[0] = arm_ring(body, end, float(reach[0]), angle, 0.001)
    return turned(sheet(made))
