"""What a bag is carried by: handles, chains, straps across the body, over the shoulders, round the waist."""

import msgspec
import numpy as np

from assets.garments.bagbodies import Body, arch, at, front, outline, place_of
from assets.garments.curves import Cord, blend, smooth, spline
from assets.garments.work import Work

__all__ = ["carry"]


def carry(work: Work, told: Body) -> None:
    """Handles and straps."""
    order = work.order
    role = "#9a6a3f:leather" if order.word("shape") == "basket" else "cloth"
    role = "accent:leather" if order.has("contrast_handles") else role
    strap = {"crossbody": "crossbody", "backpack": "backpack", "belt_bag": "waist"}.get(
        order.category, order.word("strap", "none")
    )
    match strap:
        case "top_handle" | "two_handles" | "shoulder" | "chain":
            for made in _handles(work, told, strap):
                _handle(work, told, made, "#c9a24d:metal" if strap == "chain" else role)
        case "wrist":
            _wrist(work, told, role)
        case "crossbody":
            _across(work, told, role)
        case "backpack":
            _shoulder_straps(work, told, role)
        case "waist":
            _round_waist(work, told, role)


class Handle(msgspec.Struct, frozen=True):
    """A handle's measures in metres: half its width, its rise above the bag, and z: 0 along the middle, else on that
    face of the bag."""

    half: float
    rise: float
    z: float


def _handles(work: Work, told: Body, strap: str) -> list[Handle]:
    """Those of a bag that is carried by hand or on the shoulder."""
    category = work.order.category
    half = float(outline(told, np.array([0.8]))[0][0])
    if strap == "top_handle":
        wide = 0.42 if category == "briefcase" else 0.62
        at_z = (-0.25, 0.25) if category in ("briefcase", "tote") else (0.0,)
        return [Handle(half * wide, arch(work, told), z * told.deep) for z in at_z]
    if strap == "two_handles":
        return [Handle(half * 0.5, 0.20 if category == "tote" else 0.17, z * told.deep) for z in (-0.42, 0.42)]
    if category not in ("handbag", "tote", "clutch", "briefcase"):
        return []
    wide, rise = 0.5 if category == "tote" else 0.86, 0.22 if category == "clutch" else 0.30
    return [Handle(half * wide, rise, z * told.deep) for z in ((-0.3, 0.3) if category == "tote" else (0.0,))]


def _wrist(work: Work, told: Body, role: str) -> None:
    t = np.linspace(0, 2 * np.pi, 25)
    out = 1 - np.cos(t)
    loop = np.stack([-told.wide * 0.5 - 0.055 * out, told.high * 0.75 - 0.02 * out, 0.018 * np.sin(t)], axis=1)
    work.tube("strap", role, at(work, told, loop), Cord(0.006, 8, flat=0.3))


def _handle(work: Work, told: Body, made: Handle, role: str) -> None:
    """A bow from one end of the upper edge to the other."""
    t, half, rise, z = 0.80, made.half, made.rise, made.z
    foot = told.high * t
    side = float(np.sign(z))
    out = (float(front(told, np.array(half), np.array(t), 0.004)[2]) + 0.001) * side
    low = foot - 0.035 if z else foot
    points = [
        (-half, low, out),
        (-half, foot + 0.015, out),
        (-half * 0.74, told.high + rise * 0.75, out * 0.7),
        (0, told.high + rise, out * 0.5),
        (half * 0.74, told.high + rise * 0.75, out * 0.7),
        (half, foot + 0.015, out),
        (half, low, out),
    ]
    path = spline(points, 40)
    work.tube(
        "handles",
        role,
        at(work, told, path),
        Cord(0.0055 if rise < 0.13 else 0.0075, 9, flat=1.0 if rise < 0.13 else 0.34),
    )
    metal = "#c9a24d:metal" if work.order.hide else "#9b9ba0:metal"
    for end in (path[0], path[-1]):
        work.tube(
            "hardware",
            metal,
            at(work, told, end + np.array([(0, 0.012, 0), (0, 0.022, 0)])),
            Cord(0.0092, 10, flat=0.6),
        )


def _across(work: Work, told: Body, role: str) -> None:
    """From the bag on the right hip over the chest to the left shoulder and down the back."""
    form = work.form
    place = place_of(work, told)
    front = float(form.body(1.2)[1]) + 0.075
    back = -float(form.body(1.2)[2]) - 0.080
    left = form.shoulder_x * 0.55
    half = told.wide / 2
    top = place[1] + told.high * 0.86
    path = spline(
        [
            (place[0] + half * 0.94, top, place[2]),
            (place[0] + 0.10, top + 0.10, front * 0.92),
            (0.0, 1.22, front),
            (left, form.shoulder_y - 0.02, front * 0.62),
            (left + 0.01, form.shoulder_y + 0.062, -0.02),
            (left, form.shoulder_y - 0.03, back * 0.92),
            (-0.02, 1.18, back),
            (-float(form.body(1.0)[0]) - 0.05, 0.98, back * 0.55),
            (place[0] - half * 0.94, top, place[2]),
        ],
        90,
    )
    work.tube("strap", role, path, Cord(0.0075, 8, flat=0.34, up=np.array((1.0, 0.3, 0))))


def _shoulder_straps(work: Work, told: Body, role: str) -> None:
    form = work.form
    x, top = 0.095, float(form.neck_y) - 0.02
    front = float(form.body(1.25)[1]) + 0.05
    back = place_of(work, told)
    points = [
        (x * 0.8, back[1] + told.high * 0.92, back[2] + told.deep / 2),
        (x * 0.9, top + 0.035, -0.06),
        (x * 1.05, top + 0.030, 0.02),
        (x * 1.35, 1.33, front * 0.92),
        (x * 1.75, 1.18, front * 0.72),
        (x * 1.95, 1.07, 0.0),
        (x * 1.2, back[1] + 0.05, back[2] + told.deep / 2),
    ]
    path = spline(points, 60)
    wide = 0.030 - 0.018 * smooth(np.linspace(0, 1, 60), 0.55, 0.75)
    work.tube("straps", role, path, Cord(wide, 10, flat=0.22, up=np.array((1.0, 0, 0))), both=True)
    loop = spline(
        [
            (-0.04, told.high * 0.97, -0.02),
            (-0.02, told.high + 0.035, -0.03),
            (0.02, told.high + 0.035, -0.03),
            (0.04, told.high * 0.97, -0.02),
        ],
        16,
    )
    work.tube("handle", role, at(work, told, loop), Cord(0.007, 8, flat=0.4))


def _round_waist(work: Work, told: Body, role: str) -> None:
    place = place_of(work, told)
    y = place[1] + told.high * 0.62
    body = work.form.body(y) + 0.035
    t = np.linspace(0.10, 0.90, 50) * 2 * np.pi
    path = np.stack(
        [body[0] * np.sin(t), np.full(50, y), np.where(np.cos(t) > 0, body[1], body[2]) * np.cos(t)], axis=1
    )
    path[0], path[-1] = (
        blend(path[0], place + (told.wide / 2, told.high * 0.62, 0), 0.8),
        blend(path[-1], place + (-told.wide / 2, told.high * 0.62, 0), 0.8),
    )
    work.tube("strap", role, path, Cord(0.016, 8, flat=0.14, up=np.array((0, 1.0, 0))))
