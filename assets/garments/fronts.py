"""What is on a front: plackets and buttons, zips, pockets, belts, and seams that show."""

import msgspec
import numpy as np

from assets.garments.bodice import Bodice, Laid, on, patch
from assets.garments.curves import Cord, loop
from assets.garments.sheets import Array, Sheet, sheet
from assets.garments.work import Spot, Work

__all__ = ["belt", "close", "pocket", "pockets"]
_FACING = np.array((0.0, 0.05, 1.0))


def close(work: Work, body: Bodice, closure: str, top: float) -> None:
    """How the front is done up, from the hem to `top`."""
    formal = work.order.category in ("blazer", "waistcoat", "coat", "trench_coat", "suit")
    match closure:
        case "button" | "snap" | "half_button":
            low = top - 0.20 if closure == "half_button" else body.hem + 0.004
            _placket(
                work,
                body,
                low,
                top,
                "#c9c4bb:metal" if closure == "snap" or work.order.category == "denim_jacket" else _button_role(work),
            )
        case "single_breasted":
            _edge(work, body, 0.018, top)
            for y in np.linspace(top - 0.01, body.hem + (0.20 if formal else 0.1) * 1.0, _count(work, top - body.hem)):
                _button(work, body, 0.0, float(y), _Button(_button_role(work), 0.011))
        case "double_breasted":
            _edge(work, body, 0.075, top)
            for y in np.linspace(top - 0.015, max(body.hem + 0.22, top - 0.36), 3):
                for x in (-0.058, 0.058):
                    _button(work, body, x, float(y), _Button(_button_role(work), 0.012))
        case "zip" | "half_zip":
            _zip(
                work,
                body,
                top - 0.24 if closure == "half_zip" else body.hem + 0.003,
                top + 0.045 * (body.neck.deep < 0.08),
            )
        case "toggle":
            _edge(work, body, 0.02, top)
            for y in np.linspace(top - 0.03, body.hem + 0.30, 4):
                _toggle(work, body, float(y))
        case "belt" | "wrap" | "tie" | "hook" | "open":
            _edge(work, body, 0.05 if closure in ("belt", "wrap") else 0.006, top)


def _count(work: Work, long: float) -> int:
    return {"blazer": 2, "waistcoat": 5}.get(work.order.category, 3 if long < 0.75 else 4)


def _button_role(work: Work) -> str:
    if work.order.slot == "top" and work.order.category != "cardigan":
        return "#ece7dc:plastic"
    return "tone-14:plastic"


class _Button(msgspec.Struct, frozen=True):
    role: str
    radius: float = 0.0058


def _button(work: Work, body: Bodice, x: float, y: float, made: _Button) -> None:
    spot = on(body, np.full((1, 1), x), np.full((1, 1), y), 1, out=0.0045)
    lean = np.array((x * 3.2, 0.08, 1.0))
    lean /= np.linalg.norm(lean)
    at = spot.points[0, 0] + lean * spot.folds[0, 0]
    work.button("buttons", made.role, Spot(at, lean), made.radius, made.radius * 0.45)


def _strip(body: Bodice, x: tuple[float, float], y: tuple[float, float], out: float, columns: int = 5) -> Sheet:
    return patch(body, x, y, Laid(out, (max(int((y[1] - y[0]) / 0.02), 4), columns)))


def _placket(work: Work, body: Bodice, low: float, top: float, role: str) -> None:
    work.add("placket", "cloth", _strip(body, (-0.017, 0.017), (low, top - 0.004), 0.0035), thick=0.0028, depth=0.003)
    for y in np.arange(
        top - 0.012 - (0.035 if low > body.hem + 0.1 else 0.05), low + 0.05, -0.085 if low < top - 0.25 else -0.06
    ):
        _button(work, body, 0.0, float(y), _Button(role))


def _edge(work: Work, body: Bodice, lap: float, top: float) -> None:
    """The left front laid over the right by `lap` metres."""
    work.add(
        "front edge",
        "cloth",
        _strip(body, (-lap, 0.012), (body.hem + 0.001, top), 0.0045, 6),
        thick=0.0036,
        depth=0.004,
    )


def _zip(work: Work, body: Bodice, low: float, top: float) -> None:
    top = min(top, body.neck_point[1] - body.neck.deep)
    work.add("zip tape", "tone-12:woven", _strip(body, (-0.013, 0.013), (low, top - 0.003), 0.0022))
    work.add(
        "zip teeth",
        "#b9b9bd:metal" if work.order.slot == "outerwear" else "tone-20:plastic",
        _strip(body, (-0.0032, 0.0032), (low, top - 0.004), 0.0048, 3),
        thick=0.002,
    )
    spot = body.at(0.0, top - 0.012, 1, out=0.010)
    tab = np.array([(-0.0035, 0.0), (0.0035, 0.0)])
    rows = [
        np.column_stack([tab[:, 0] * w, [y, y], [0.0, 0.0]]) + spot
        for y, w in ((-0.030, 1.2), (-0.026, 1.5), (-0.006, 1.0), (0.006, 1.4))
    ]
    work.add("zip puller", "#b9b9bd:metal", sheet(np.stack(rows)), thick=0.0022)


def _toggle(work: Work, body: Bodice, y: float) -> None:
    for sign in (-1, 1):
        work.add(
            "toggles",
            "tone-16:leather",
            patch(body, (sign * 0.058 - 0.012, sign * 0.058 + 0.012), (y - 0.016, y + 0.016), Laid(0.004, (3, 3))),
            thick=0.003,
        )
    ends = [body.at(x, y, 1, out=0.011) for x in np.linspace(-0.055, 0.02, 6)]
    work.tube("toggles", "tone-16:leather", np.array(ends), Cord(0.0022, 6))
    bar = np.array([body.at(x, y, 1, out=0.014) for x in np.linspace(-0.008, 0.042, 5)])
    work.tube("toggles", "#5a3a22:plastic", bar, Cord(np.array([0.004, 0.0068, 0.0075, 0.0068, 0.004]), 10))


class Pocket(msgspec.Struct, frozen=True):
    """A patch pocket: its middle at x and its upper edge at y, metres; with a flap, or only that; on both sides.

    round_, swell: as of `Laid`.
    """

    x: float
    y: float
    wide: float
    high: float
    flap: bool = False
    only_flap: bool = False
    both: bool = True
    round_: float = 0.012
    swell: float = 0.002


def pocket(work: Work, body: Bodice, made: Pocket) -> None:
    y, both, box = made.y, made.both, (made.x - made.wide / 2, made.x + made.wide / 2)
    if not made.only_flap:
        bag = patch(body, box, (y - made.high, y), Laid(0.0035, (9, 7), made.round_, made.swell))
        rim = patch(body, box, (y - 0.022, y + 0.001), Laid(0.0055, (3, 7)))
        for one in (bag, rim):
            work.add("pockets", "cloth", one, both=both, thick=0.0026, depth=0.003)
    if made.flap or made.only_flap:
        lid = patch(body, (box[0] - 0.003, box[1] + 0.003), (y - 0.048, y + 0.010), Laid(0.0075, (5, 7), 0.010))
        work.add("pockets", "cloth", lid, both=both, thick=0.003, depth=0.004)


class Slit(msgspec.Struct, frozen=True):
    """A slanting slit, metres. lean: how much further out its foot is; wide: of its lip."""

    x: float
    y: float
    long: float
    lean: float
    wide: float = 0.012


def welt(work: Work, body: Bodice, slit: Slit, *, role: str = "cloth") -> None:
    """A slit with a lip on both sides, as a coat's side pockets are."""
    t = np.linspace(0, 1, 9)[:, None]
    across = np.linspace(-slit.wide / 2, slit.wide / 2, 3)[None, :]
    xs = slit.x + slit.lean * (1 - t) + across
    ys = np.broadcast_to(slit.y - slit.long * (1 - t), xs.shape) + across * slit.lean / slit.long
    work.add("pockets", role, on(body, xs, ys, 1, out=0.0045), both=True, thick=0.003, depth=0.003)


def pockets(work: Work, body: Bodice) -> None:
    """The pockets that the cut names, where such a piece has them."""
    order = work.order
    wide = float(body.section(body.form.waist_y)[0])
    low = max(body.form.waist_y - 0.035, body.hem + 0.19)
    outer = order.slot == "outerwear"
    if order.has("chest_pocket"):
        pocket(work, body, Pocket(wide * 0.52, 1.285, 0.095, 0.105, both=False))
    if order.category == "denim_jacket":
        pocket(work, body, Pocket(wide * 0.52, 1.265, 0.11, 0.10, flap=True))
    elif order.has("flap_pockets"):
        if outer:
            pocket(work, body, Pocket(wide * 0.62, low, 0.135, 0.15, only_flap=True))
        else:
            pocket(work, body, Pocket(wide * 0.52, 1.285, 0.11, 0.12, flap=True))
    if order.has("patch_pockets"):
        pocket(
            work,
            body,
            Pocket(wide * 0.60, low, 0.15, 0.17, flap=order.category in ("parka", "jacket"), round_=0.02, swell=0.005),
        )
    if order.category == "blazer" or (order.category == "coat" and order.has("flap_pockets")):
        x = wide * 0.50
        work.add(
            "pockets",
            "cloth",
            patch(body, (x - 0.048, x + 0.048), (1.272, 1.292), Laid(0.0045, (3, 7))),
            thick=0.003,
        )
    if order.has("kangaroo_pocket"):
        _kangaroo(work, body)
    if order.has("side_pockets") and (outer or order.category == "hoodie"):
        welt(work, body, Slit(wide * 0.62, low + 0.03, 0.15, 0.045, wide=0.020))
    if order.has("zip_pockets") or (
        order.category in ("leather_jacket", "bomber_jacket") and not order.has("flap_pockets")
    ):
        welt(
            work,
            body,
            Slit(wide * 0.62, max(low, body.hem + 0.20), 0.14, 0.045, wide=0.008),
            role="#b9b9bd:metal" if order.hide else "tone-16:plastic",
        )


def _kangaroo(work: Work, body: Bodice) -> None:
    t = np.linspace(0, 1, 10)[:, None]
    half = 0.145 - 0.055 * np.clip((t - 0.25) / 0.75, 0, 1)
    xs = half * np.linspace(-1, 1, 13)[None, :]
    ys = np.broadcast_to(body.hem + 0.055 + 0.19 * t, xs.shape)
    work.add("pockets", "cloth", on(body, xs, ys, 1, out=0.006), thick=0.0035, depth=0.004)


def belt(work: Work, body: Bodice, y: float, *, wide: float, tied: bool) -> None:
    """A belt round the waist on top of the cloth, with a buckle or tied."""
    ring = round_body(body, y, out=0.010, count=16)
    rows = np.stack([ring + (0, dy, 0) for dy in (-wide / 2, -wide / 4, wide / 4, wide / 2)])
    work.add("belt", "cloth", sheet(rows), thick=0.003, depth=0.003)
    centre = body.at(0.0, y, 1, out=0.016)
    if tied:
        from assets.garments.necks import Bow, bow

        bow(work, "belt", "cloth", centre, Bow(0.085, wide * 1.6, tails=0.26))
    else:
        frame = np.array(
            [
                (-0.024, -wide * 0.68),
                (0.024, -wide * 0.68),
                (0.024, wide * 0.68),
                (-0.024, wide * 0.68),
                (-0.024, -wide * 0.68),
            ]
        )
        path = np.column_stack([frame, np.zeros(5)]) + centre
        work.tube("buckle", "#b08d4f:metal" if not work.order.hide else "#b9b9bd:metal", path, Cord(0.0030, 8))


def round_body(body: Bodice, y: float, *, out: float = 0.0, count: int = 24) -> Array:
    """(4 count + 1, 3): the trunk's section at height y once round, from the centre front by the left."""
    x = np.sin(np.linspace(0, np.pi / 2, count + 1)) ** (2 / 2.3) * float(body.section(y)[0])
    left = np.concatenate([body.at(x, y, 1), body.at(x, y, -1)[::-1][1:]])
    whole = np.concatenate([left, (left * (-1, 1, 1))[::-1][1:]])
    turn = loop(len(whole))
    push = np.stack([np.sin(turn), 0 * turn, np.cos(turn)], axis=1)
    return np.asarray(whole + push * (out + body.waves * 0.5))
