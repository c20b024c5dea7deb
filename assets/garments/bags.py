"""Bags: flaps, zips, pockets and plates on bodies of every shape."""

from typing import Protocol

import numpy as np

from assets.garments.bagbodies import Body, at, body_sheet, front, outline, shape_of
from assets.garments.carrying import carry
from assets.garments.curves import Cord
from assets.garments.sheets import Sheet, sheet
from assets.garments.work import Spot, Work

__all__ = ["make_bag"]


class _Put(Protocol):
    def __call__(self, part: str, role: str, one: Sheet, thick: float = 0.0) -> None: ...


def _putter(work: Work, told: Body) -> _Put:
    def put(part: str, role: str, one: Sheet, thick: float = 0.0) -> None:
        carried = Sheet(at(work, told, one.points), one.cloth, one.folds)
        work.add(part, role, carried, thick=thick, depth=max(thick, 0.002))

    return put


def make_bag(work: Work) -> None:
    """A bag with what it is closed and carried by."""
    order = work.order
    told = shape_of(work)
    skin = body_sheet(told)
    put = _putter(work, told)
    put("body", "cloth", skin, thick=0.004 if told.open_ else 0.0)
    closure = order.word("closure", "zip")
    if closure in ("flap", "magnet", "buckle") or (order.word("shape") == "envelope"):
        _flap(work, told, put)
    elif closure in ("zip", "clasp") or not told.open_:
        _top(work, told, put, closure)
    if order.has("front_pocket") or order.category in ("backpack",):
        _pocket(work, told, put)
    if order.has("side_pockets", "bottle_pocket"):
        _side_pockets(told, put)
    if order.has("logo_plate"):
        plate = np.linspace(-0.018, 0.018, 4)[None, :] + np.zeros((3, 1))
        put(
            "plate",
            "#c9a24d:metal",
            sheet(front(told, plate, np.array([[0.30], [0.33], [0.36]]) + 0 * plate, 0.006)),
            thick=0.002,
        )
    if order.has("beads", "embellished"):
        _beads(work, told)
    carry(work, told)


def _flap(work: Work, told: Body, put: _Put) -> None:
    """A flap from the back's upper edge over the top and down the front."""
    v = np.linspace(-1, 1, 21)
    envelope = work.order.word("shape") == "envelope"
    end = 0.36 + 0.42 * np.abs(v) if envelope else 0.42 + 0.10 * v**4
    half = float(outline(told, np.array([0.93]))[0][0]) * 0.985
    rows = []
    for s in np.linspace(0, 1, 13):
        t = 0.93 + (end - 0.93) * s
        x = v * outline(told, t)[0] * 0.985 * (1 - (0.05 if not envelope else 0.0) * s)
        rows.append(front(told, x, t, 0.0045 + 0.002 * s))
    top = front(told, v * half, np.full(21, 0.93), 0.0)
    back = [
        np.stack(
            [
                v * half,
                top[:, 1] + 0.010 * np.sin(np.pi * (1 - s)) + 0.003,
                (2 * s - 1) * (top[:, 2] + 0.004),
            ],
            axis=1,
        )
        for s in np.linspace(0, 0.9, 6)
    ]
    low = front(told, v * half * 1.01, np.full(21, 0.80), 0.004, side=-1)
    grid = np.stack([low, *back, *rows])
    put("flap", "cloth", sheet(grid[::-1]), thick=0.003)
    clasp = front(told, np.array(0.0), np.array(float(end[10]) + 0.05), 0.010)
    if work.order.word("closure") == "buckle" or work.order.has("buckle"):
        for x in (-half * 0.5, half * 0.5):
            frame = np.array([(-0.011, -0.012), (0.011, -0.012), (0.011, 0.012), (-0.011, 0.012), (-0.011, -0.012)])
            path = np.column_stack([frame, np.zeros(5)]) + front(told, np.array(x), np.array(0.45), 0.012)
            work.tube("hardware", "#c9a24d:metal", at(work, told, path), Cord(0.0018, 7))
    else:
        work.button(
            "hardware",
            "#c9a24d:metal",
            Spot(
                at(work, told, clasp - (0, 0, 0.004)),
                at(work, told, np.array((0, 0, 1.0))) - at(work, told, np.zeros(3)),
            ),
            0.010,
            0.005,
        )


def _top(work: Work, told: Body, put: _Put, closure: str) -> None:
    """A zip along the top, or a frame with a clasp."""
    half = float(outline(told, np.array([0.88]))[0][0])
    x = np.linspace(-half * 0.92, half * 0.92, 25)
    edge = np.stack(
        [
            x,
            told.high * 1.0
            - told.sag * (1 - (x / (told.wide / 2)) ** 2)
            - 0.10 * told.high * np.abs(x / half) ** 3 * (told.square < 5)
            + 0.002,
            0 * x,
        ],
        axis=1,
    )
    if closure == "clasp":
        work.tube("frame", "#c9a24d:metal", at(work, told, edge), Cord(0.005, 10))
        for dx in (-0.007, 0.007):
            work.button(
                "frame",
                "#c9a24d:metal",
                Spot(at(work, told, np.array((dx, float(edge[12, 1]) + 0.002, 0))), np.array((dx * 40, 1.0, 0))),
                0.006,
                0.010,
            )
        return
    if (
        told.sag
        or told.square < 3
        or told.lower < 3
        or work.order.category
        in ("holdall", "backpack", "crossbody", "handbag", "tote", "briefcase", "belt_bag", "clutch")
    ):
        tape = np.stack([edge + (0, -0.001, dz) for dz in (0.008, -0.008)])
        put("zip tape", "tone-12:woven", sheet(tape), thick=0.002)
        work.tube("zip", "#b9b9bd:metal", at(work, told, edge + (0, 0.0016, 0)), Cord(0.0026, 7))
        pull = np.stack([edge[-2], edge[-2] + (0.012, 0.001, 0), edge[-2] + (0.020, -0.022, 0.002)])
        work.tube("zip", "#b9b9bd:metal", at(work, told, pull), Cord(0.0028, 7, flat=0.5))


def _pocket(work: Work, told: Body, put: _Put) -> None:
    half = told.wide * 0.36
    s, v = np.linspace(0, 1, 10)[:, None], np.linspace(-1, 1, 15)[None, :]
    edge = ((1 - v**6) * (1 - (2 * s - 1) ** 6)) ** 0.4
    t = 0.10 + 0.42 * s + 0 * v
    grid = front(told, half * v + 0 * s, t, 0.001)
    folds = 0.004 + (0.022 if work.order.category == "backpack" else 0.010) * edge
    put("pocket", "cloth", sheet(grid, None, folds), thick=0.003)
    line = front(
        told,
        half * np.linspace(-0.86, 0.86, 15),
        np.full(15, 0.485),
        0.020 if work.order.category == "backpack" else 0.011,
    )
    work.tube(
        "pocket zip",
        "#8d8d92:metal" if not work.order.has("reflective") else "#d9dcdf:metal",
        at(work, told, line),
        Cord(0.0022, 6),
    )


def _side_pockets(told: Body, put: _Put) -> None:
    s, v = np.linspace(0, 1, 8)[:, None], np.linspace(-1, 1, 9)[None, :]
    for sign in (1, -1):
        half, deep, y = outline(told, 0.04 + 0.40 * s)
        x = sign * (half * (1 - 0.10 * v**2) + 0.008 + 0.010 * np.sin(np.pi * s) * (1 - v**2))
        grid = np.stack([x + 0 * v, y + 0 * v, sign * -1 * deep * 0.85 * v], axis=2)
        put("side pockets", "cloth", sheet(grid), thick=0.003)


def _beads(work: Work, told: Body) -> None:
    for k in range(60):
        x = told.wide * 0.40 * np.sin(k * 2.4) * np.sqrt((k + 0.5) / 60)
        t = 0.5 + 0.38 * np.cos(k * 2.4) * np.sqrt((k + 0.5) / 60)
        spot = front(told, np.array(x), np.array(t), 0.002)
        work.button(
            "beads",
            "accent:pearl",
            Spot(at(work, told, spot), at(work, told, np.array((0, 0, 1.0))) - at(work, told, np.zeros(3))),
            0.0038,
            0.0045,
        )
