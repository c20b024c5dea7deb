"""Jewellery, watches and cufflinks, where they are worn."""

import numpy as np

from assets.garments.curves import Cord, spline
from assets.garments.hats import HEAD_Y
from assets.garments.nearby import Hang, neck_ring, trunk
from assets.garments.sheets import Array, sheet
from assets.garments.sleeves import Sleeve, arm_ring
from assets.garments.work import Spot, Work

__all__ = ["JEWELLERY"]
_GOLD = "#c9a24d:metal"


def _chain(work: Work, part: str, role: str, path: Array, radius: float) -> None:
    """Links along a path: a cord whose thickness beats."""
    t = np.linspace(0, 1, len(path))
    beat = radius * (0.72 + 0.28 * np.sin(t * len(path) * np.pi * 0.5) ** 2)
    work.tube(part, role, path, Cord(beat, 7))


def _necklace(work: Work) -> None:
    order = work.order
    shape = order.word("shape", "chain")
    low = {"choker": 0.045, "pendant": 0.13, "chain": 0.10, "strand": 0.085, "statement": 0.11}.get(shape, 0.1)
    body = trunk(work, 0.004, follow=1.0)
    ring = neck_ring(work, Hang(work.form.neck_x + 0.012, 0.070, low, 0.0), count=161)
    front = np.cos(np.linspace(0, 2 * np.pi, 161)) > -0.2
    on = body.at(ring[:, 0], np.minimum(ring[:, 1], 1.44), 1)[:, 2] + 0.004
    ring[:, 2] = np.where(front & (ring[:, 1] < 1.44), np.maximum(on, ring[:, 2] * 0.5), ring[:, 2])
    ring[:, 2] = np.convolve(np.concatenate([ring[-9:-1, 2], ring[:, 2], ring[1:9, 2]]), np.ones(17) / 17, "valid")
    role = "cloth:metal" if shape not in ("strand",) else "cloth:pearl"
    if shape in ("strand", "statement"):
        count = 46
        for k in np.linspace(0, 159, count).astype(int):
            size = 0.0046 if shape == "strand" else 0.004 + 0.006 * (ring[k, 2] > 0.03)
            _bead(work, "beads", role, ring[k], size)
        return
    _chain(work, "chain", role, ring, 0.0017)
    if shape == "pendant":
        spot = ring[0] + (0, -0.014, 0.003)
        work.knob(
            "pendant",
            role,
            Spot(spot - (0, 0, 0.002), np.array((0, 0.05, 1.0))),
            np.array([(0.013, 0.0), (0.0135, 0.002), (0.012, 0.004), (0.0095, 0.0046), (0.0, 0.0046)]),
            28,
        )
        _bead(work, "stone", "accent:stone", spot + (0, 0, 0.003), 0.0062)


def _bead(work: Work, part: str, role: str, at: Array, radius: float) -> None:
    angle = np.linspace(-np.pi / 2, np.pi / 2, 8)
    work.knob(
        part,
        role,
        Spot(at - (0, radius, 0), np.array((0, 1.0, 0))),
        np.stack([radius * np.maximum(np.cos(angle), 1e-4), radius * (1 + np.sin(angle))], axis=1),
        12,
    )


def _earrings(work: Work) -> None:
    shape = work.order.word("shape", "studs")
    ear = np.array((work.form.head[0] + 0.004, HEAD_Y - 0.045, -0.008))
    for sign in (1, -1):
        at = ear * (sign, 1, 1)
        if shape in ("hoops", "huggies"):
            r = 0.026 if shape == "hoops" else 0.008
            t = np.linspace(0, 2 * np.pi, 41)
            work.tube(
                "hoops",
                "cloth:metal",
                at + np.stack([0 * t + 0.002 * sign, -r + r * np.cos(t), r * np.sin(t)], axis=1),
                Cord(0.0019 if shape == "hoops" else 0.0026, 10),
            )
        elif shape == "studs":
            _bead(
                work,
                "studs",
                "cloth:pearl"
                if work.order.has("pearl") or work.order.surface == "pearl"
                else "accent:stone"
                if work.order.has("stone")
                else "cloth:metal",
                at,
                0.0052,
            )
        else:
            steps = 3 if shape == "chandelier" else 1
            work.tube(
                "hooks",
                "cloth:metal",
                at + np.array([(0, 0.004, 0), (0.001 * sign, -0.012, 0), (0.001 * sign, -0.020, 0)]),
                Cord(0.0012, 7),
            )
            for k in range(steps):
                for j in range(k + 1):
                    spot = at + (0.001 * sign, -0.026 - 0.014 * k, (j - k / 2) * 0.012)
                    _bead(
                        work,
                        "drops",
                        "accent:stone" if work.order.has("stone") else "cloth:metal",
                        spot,
                        0.0058 - 0.0008 * k if steps > 1 else 0.0085,
                    )


def _wrist(work: Work) -> tuple[Array, Array, float]:
    """The left wrist: its ring of points, its centre, and its half width."""
    angle = np.linspace(0, 2 * np.pi, 49)
    ring = arm_ring(trunk(work, 0.0), Sleeve(length=0.565, ease=0.004, hem=0.003), 0.535, angle)
    centre = ring[:-1].mean(axis=0)
    return ring, centre, float(np.linalg.norm(ring - centre, axis=1).mean())


def _watch(work: Work) -> None:
    ring, centre, r = _wrist(work)
    big = {"mini": 0.8, "small": 0.95, "medium": 1.15}.get(work.order.word("length", "small"), 1.0)
    along = np.array((0.10, -0.97, 0.10))
    along /= np.linalg.norm(along)
    rows = np.stack([ring + along * w for w in (-0.0085 * big, -0.004, 0.004, 0.0085 * big)])
    work.add(
        "strap",
        "cloth:leather" if work.order.hide or work.order.surface != "metal" else "cloth:metal",
        sheet(rows),
        thick=0.0024,
        depth=0.0024,
    )
    out = np.array((1.0, 0.1, 0.0))
    spot = centre + out * (r + 0.001)
    case = np.array([(0.0175, 0.0), (0.0185, 0.002), (0.0185, 0.006), (0.0168, 0.0078), (0.0160, 0.0080)]) * (big, 1)
    work.knob(
        "case",
        "#b9b9bd:metal" if work.order.surface == "metal" else _GOLD,
        Spot(spot, out),
        case,
        4 if work.order.word("shape") in ("square", "rectangle") else 36,
    )
    work.knob(
        "dial",
        "#f4f1ea:matte",
        Spot(spot + out * 0.0052, out),
        np.array([(0.0162, 0.0), (0.0162, 0.0016), (0.0, 0.0016)]) * (big, 1),
        4 if work.order.word("shape") in ("square", "rectangle") else 36,
    )
    face = spot + out * 0.0072
    for turn, long in ((0.9, 0.0085), (3.6, 0.012)):
        end = np.array((0.0, np.cos(turn), np.sin(turn))) * long * big
        work.tube("hands", "#1c1c20:metal", np.stack([face, face + end * 0.5, face + end]), Cord(0.0006, 5))
    work.knob(
        "crown",
        _GOLD,
        Spot(spot + np.array((0.004, 0, 0.0185 * big)), np.array((0, 0, 1.0))),
        np.array([(0.0024, 0), (0.0024, 0.003), (0, 0.003)]),
        10,
    )


def _bracelet(work: Work) -> None:
    ring, centre, _ = _wrist(work)
    loose = centre + (ring - centre) * 1.22 + (0.001, -0.004, 0.0)
    if work.order.word("shape") in ("bangle", "cuff"):
        work.tube("bangle", "cloth:metal", loose, Cord(0.0032, 12))
        return
    if work.order.word("shape") in ("beads", "strand"):
        for k in range(0, 48, 2):
            _bead(work, "beads", "cloth:pearl", loose[k], 0.0042)
        return
    fine = spline([list(p) for p in loose], 160)
    _chain(work, "chain", "cloth:metal", fine, 0.0021)


def _ring(work: Work) -> None:
    _, centre, _ = _wrist(work)
    finger = centre + (0.014, -0.112, 0.020)
    t = np.linspace(0, 2 * np.pi, 41)
    path = finger + np.stack([0.0092 * np.cos(t), 0 * t, 0.0092 * np.sin(t)], axis=1)
    work.tube(
        "band", "cloth:metal", path, Cord(0.0022 if work.order.word("shape") != "signet" else 0.0028, 12, flat=0.6)
    )
    if work.order.word("shape") in ("signet", "solitaire"):
        work.knob(
            "head",
            "cloth:metal" if work.order.word("shape") == "signet" else "accent:stone",
            Spot(finger + (0.009, 0, 0), np.array((1.0, 0, 0))),
            np.array([(0.0052, 0.0), (0.0064, 0.0025), (0.0060, 0.0036), (0.0, 0.0038)]),
            20,
        )


def _brooch(work: Work) -> None:
    spot = trunk(work, 0.034).at(0.085, 1.315, 1, out=0.006)
    t = np.linspace(-1, 1, 16)
    work.tube("bar", "cloth:metal", spot + np.stack([0.022 * t, 0.006 * t, 0 * t], axis=1), Cord(0.0018, 10))
    for k in (-0.8, -0.4, 0.0, 0.4, 0.8):
        _bead(work, "stones", "accent:stone", spot + (0.022 * k, 0.006 * k, 0.003), 0.0036 - 0.0012 * abs(k))


def _cufflinks(work: Work) -> None:
    _, centre, r = _wrist(work)
    for sign in (1, -1):
        spot = (centre + (r + 0.008, -0.008, 0.006)) * (sign, 1, 1)
        sides = 4 if work.order.word("shape") == "square" else 28
        work.knob(
            "cufflinks",
            "cloth:metal",
            Spot(spot, np.array((sign, 0, 0.2))),
            np.array([(0.0075, 0.0), (0.0085, 0.0015), (0.0082, 0.0036), (0.0, 0.0040)]),
            sides,
        )
        work.knob(
            "cufflinks",
            "accent:stone",
            Spot(spot + np.array((sign * 0.0034, 0, 0.0006)), np.array((sign, 0, 0.2))),
            np.array([(0.0062, 0.0), (0.0055, 0.0012), (0.0, 0.0015)]),
            sides,
        )


JEWELLERY = {
    "necklace": _necklace,
    "earrings": _earrings,
    "watch": _watch,
    "bracelet": _bracelet,
    "ring": _ring,
    "brooch": _brooch,
    "cufflinks": _cufflinks,
}
