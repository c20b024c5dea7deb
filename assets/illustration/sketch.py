"""The sheet that a garment is drawn on: pieces and lines in the garment's own units, fitted to the page at the end."""

# ruff: noqa: E501 - a shape's path reads best on one line

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from assets.illustration.patterns import SCALES, Tile, tile
from assets.illustration.pen import Path, bounds, ellipse, figure, sliver
from assets.illustration.shading import Tones, mixed, second, tones
from assets.illustration.spec import Spec
from assets.illustration.surfaces import SHINY, texture

WIDTH, HEIGHT = 400, 500
FLOOR = 452


class Place(msgspec.Struct, frozen=True):
    """The map from the drawing's units to the page's."""

    scale: float
    dx: float
    dy: float

    def __call__(self, shape: Path) -> str:
        """A path in page units, as text."""
        scale, shifts = self.scale, (self.dx, self.dy)
        return "".join(
            command + " ".join([figure(value * scale + shifts[i & 1]) for i, value in enumerate(flat)])
            for command, flat in shape.segments
        )

    def circle(self, x: float, y: float, r: float) -> str:
        return f'cx="{figure(x * self.scale + self.dx)}" cy="{figure(y * self.scale + self.dy)}" r="{figure(r * self.scale)}"'


class Sketch:
    """Collects what is drawn and writes it as one SVG. `turn` below is degrees of a pattern or weave, clockwise."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.cut = spec.cut
        self.tones = tones(spec.hex)
        self.accent = tones(second(spec.hex, spec.accent))
        self.details: tuple[str, ...] = spec.cut.get("details", ())
        self._marks: list[Callable[[Place], str]] = []
        self._measured: list[Path] = []
        self._shadows: list[str] = []
        self._defs: dict[str, str] = {}
        self._place = (1.0, 0.0, 0.0)
        self._count = 0
        self._pair: tuple[float, float] | None = None

    # what the spec says

    def word(self, key: str, usual: str) -> str:
        """The cut's word for `key`, or the usual one."""
        value: Any = self.cut.get(key)
        return value if isinstance(value, str) else usual

    def has(self, *details: str) -> bool:
        return any(detail in self.details for detail in details)

    # drawing

    def piece(
        self,
        shape: Path,
        *,
        fill: Tones | str | None = None,
        cloth: bool = True,
        turn: float = 0,
        shade: str | None = "across",
        outline: bool = True,
        opacity: float = 1,
        shadow: bool = True,
    ) -> None:
        """A part of the garment: colour, then (for cloth) pattern and weave, then light and shade, then its outline."""
        shape = shape.placed(*self._place)
        self._measured.append(shape)
        self._count += 1
        name = f"a{self._count}"
        own = fill if isinstance(fill, Tones) else self.tones
        layers: list[str] = [fill if isinstance(fill, str) else own.base]
        if cloth:
            layers += self._cloth(own, turn, repeat=fill is None)
        if shade:
            layers.append(self._gradient(shade, own))
            if (shine := SHINY.get(self.spec.surface or "")) and cloth:
                layers.append(self._shine(shine))
        stroke = f'fill="none" stroke="{own.line}" stroke-width="1.5" stroke-linejoin="round"' if outline else ""
        if shadow:
            self._shadows.append(name)
        dim = "" if opacity == 1 else f' opacity="{opacity}"'

        def mark(place: Place) -> str:
            if len(layers) == 1 and not shadow:
                return f'<path d="{place(shape)}" fill="{layers[0]}" {stroke[12:]}{dim}/>'
            uses = "".join(f'<use href="#{name}" fill="{layer}"/>' for layer in layers)
            edge = f'<use href="#{name}" {stroke}/>' if stroke else ""
            return f'<defs><path id="{name}" d="{place(shape)}"/></defs><g{dim}>{uses}{edge}</g>'

        self._marks.append(mark)

    def fill(self, shape: Path, colour: str, opacity: float = 1) -> None:
        shape = shape.placed(*self._place)
        dim = "" if opacity == 1 else f' opacity="{opacity}"'
        self._marks.append(lambda place: f'<path d="{place(shape)}" fill="{colour}"{dim}/>')

    def line(
        self, shape: Path, width: float = 1.1, *, colour: str | None = None, dash: str | None = None, opacity: float = 1
    ) -> None:
        shape = shape.placed(*self._place)
        extra = (f' stroke-dasharray="{dash}"' if dash else "") + ("" if opacity == 1 else f' opacity="{opacity}"')
        ink = colour or self.tones.seam
        self._marks.append(
            lambda place: (
                f'<path d="{place(shape)}" fill="none" stroke="{ink}" stroke-width="{figure(width)}" '
                f'stroke-linecap="round" stroke-linejoin="round"{extra}/>'
            )
        )

    def seam(self, shape: Path) -> None:
        self.line(shape, 1.1)

    def stitch(self, shape: Path, colour: str | None = None) -> None:
        """A row of topstitching; denim's is the colour of tobacco."""
        thread = colour or ("#c8934a" if self.spec.surface == "denim" else self.tones.seam)
        self.line(shape, 1, colour=thread, dash="3.2 2.2", opacity=0.9)

    def rope(self, shape: Path, width: float, colour: Tones | None = None, *, measured: bool = True) -> None:
        """A strap or cord of even width, in page units: an outline under a core, and a line of light on it."""
        own = colour or self.tones
        if measured:
            self._measured.append(shape.placed(*self._place))
        self.line(shape, width + 2, colour=own.line)
        self.line(shape, width, colour=own.base)
        if width > 3:
            self.line(shape, max(width * 0.18, 0.8), colour=own.lighter, opacity=0.5)

    def fold(self, start: tuple[float, float], end: tuple[float, float], bend: float = 0, width: float = 1.2) -> None:
        self.fill(sliver(start, end, bend=bend, width=width), self.tones.deep, 0.45)
        self.fill(sliver(start, end, bend=bend + width * 1.5, width=width * 0.6), self.tones.light, 0.35)

    def button(self, x: float, y: float, r: float, colour: Tones | None = None) -> None:
        own = colour or self._buttons()
        k, dx, dy = self._place
        x, y, r = k * x + dx, k * y + dy, k * r
        self._marks.append(
            lambda place: (
                f'<circle {place.circle(x, y, r)} fill="{own.base}" stroke="{own.line}" stroke-width=".9"/>'
                f'<circle {place.circle(x, y, r * 0.28)} fill="{own.line}"/>'
            )
        )

    def zip(self, shape: Path, *, pull: tuple[float, float] | None = None, width: float = 2.6) -> None:
        """A zip along a line, with its teeth and perhaps a puller hanging at `pull`."""
        self.line(shape, width + 1.6, colour=self.tones.deep if not self.tones.dark else self.tones.seam)
        self.line(shape, width - 0.6, colour="#b9b6b0", dash="1.4 1.4")
        if pull:
            x, y = pull
            self.fill(ellipse(x, y, 0.7, 1.6), "#8f8b84")
            self.line(ellipse(x, y, 0.7, 1.6), 0.8, colour="#5e5a54")

    @contextmanager
    def at(self, dx: float, dy: float, scale: float = 1) -> Iterator[None]:
        """What is drawn inside is moved and scaled in the units outside."""
        before = self._place
        k, x, y = before
        self._place = (k * scale, x + k * dx, y + k * dy)
        yield
        self._place = before

    def paired(self, dx: float, dy: float) -> None:
        """Draws all of it once more behind, moved by this: the other shoe."""
        self._pair = (dx, dy)

    # paints

    def _buttons(self) -> Tones:
        if self.spec.surface == "denim":
            return tones("#b08a55")
        return tones(
            mixed(self.tones.base, "#f4efe4" if self.tones.dark else "#3a2f28", 0.32 if self.tones.dark else 0.5)
        )

    def _cloth(self, own: Tones, turn: float, *, repeat: bool) -> list[str]:
        paints = []
        if repeat and self.spec.pattern == "colourblock":
            self._defs["cb"] = (
                f'<linearGradient id="cb" gradientUnits="userSpaceOnUse" y1="0" x2="0" y2="500"><stop offset=".46" '
                f'stop-color="{self.accent.base}" stop-opacity="0"/><stop offset=".46" stop-color="{self.accent.base}"/>'
                "</linearGradient>"
            )
            paints.append("url(#cb)")
        elif repeat and (made := tile(self.spec.pattern, own, self.accent)):
            paints.append(self._tiled(f"p{turn:.0f}", made, turn, SCALES.get(self.spec.scale or "medium", 1.0)))
        if weave := texture(self.spec.surface, own):
            paints.append(self._tiled(f"w{turn:.0f}{own.base[1:]}", weave, turn, 1.0))
        return paints

    def _tiled(self, name: str, made: Tile, turn: float, scale: float) -> str:
        spin = f" rotate({figure(turn)})" if turn else ""
        grow = f" scale({scale})" if scale != 1 else ""
        name = name.replace("-", "m")
        self._defs.setdefault(
            name,
            f'<pattern id="{name}" width="{made.width}" height="{made.height}" patternUnits="userSpaceOnUse" '
            f'patternTransform="translate(200 96){spin}{grow}">{made.body}</pattern>',
        )
        return f"url(#{name})"

    def _gradient(self, kind: str, own: Tones) -> str:
        """A wash of shade and light: across (a body), left, right, down, round, metal."""
        dark, light = (own.inside if own.dark else own.deep), own.lighter
        name = f"g{kind}{own.base[1:]}"
        if name not in self._defs:
            self._defs[name] = _wash(name, kind, dark, light, depth=1.35 if own.dark else 0.8 if own.pale else 1.0)
        return f"url(#{name})"

    def _shine(self, strength: float) -> str:
        soft = strength < 0.4
        stops = (
            ((0.1, 0), (0.34, strength), (0.6, 0), (0.8, strength * 0.5), (0.95, 0))
            if soft
            else ((0.2, 0), (0.31, strength), (0.38, 0.04), (0.64, 0), (0.73, strength * 0.55), (0.79, 0))
        )
        self._defs.setdefault(
            "sh",
            '<linearGradient id="sh" x2=".9" y2=".5">'
            + "".join(f'<stop offset="{at}" stop-color="#fff" stop-opacity="{figure2(a)}"/>' for at, a in stops)
            + "</linearGradient>",
        )
        return "url(#sh)"

    # the page

    def page(self, *, width: float = 330, height: float = 395, largest: float = 9, stands: bool = False) -> str:
        """The SVG. The drawing is fitted into width × height, never larger than `largest` page units to one of its
        own, centred; or standing on the floor."""
        left, top, right, bottom = bounds(self._measured)
        if self._pair:
            left, right = left + min(self._pair[0], 0), right + max(self._pair[0], 0)
            top, bottom = top + min(self._pair[1], 0), bottom + max(self._pair[1], 0)
        scale = min(width / max(right - left, 1e-6), height / max(bottom - top, 1e-6), largest)
        dx = WIDTH / 2 - (left + right) / 2 * scale
        low = min(FLOOR - 10, 286 + (bottom - top) * scale / 2)
        dy = low - bottom * scale if stands else 246 - (top + bottom) / 2 * scale
        place = Place(scale, dx, dy)
        body = "".join(mark(place) for mark in self._marks)
        uses = "".join(f'<use href="#{name}"/>' for name in self._shadows)
        cast = f'<g transform="translate(2.5 6)" fill="#57483a" opacity=".15">{uses}</g>' if uses else ""
        if self._pair:
            x, y = (figure(value * scale) for value in self._pair)
            body = f'<g id="one">{body}</g>'
            body = f'<use href="#one" transform="translate({x} {y})"/>{body}'
            cast = ""
        reach = (right - left) * scale * 0.52
        floor_y = low + 2 if stands else min(bottom * scale + dy + 18, FLOOR + 16)
        return _document(self._defs, f"{_floor(reach, floor_y, stands=stands)}{cast}{body}", pale=self.tones.pale)


def figure2(value: float) -> str:
    return f"{value:.2f}".removeprefix("0").rstrip("0").rstrip(".") or "0"


_WASHES: dict[str, tuple[str, tuple[tuple[float, str, float], ...]]] = {
    "across": ('x2="1" y2=".06"', ((0, "d", 0.5), (0.16, "d", 0.1), (0.36, "l", 0.28), (0.6, "d", 0), (1, "d", 0.55))),
    "left": ('x2="1" y2=".2"', ((0, "d", 0.5), (0.4, "l", 0.16), (1, "d", 0.45))),
    "right": ('x2="1" y2="-.2"', ((0, "d", 0.35), (0.45, "l", 0.12), (1, "d", 0.55))),
    "down": ('x2="0" y2="1"', ((0, "l", 0.36), (0.45, "l", 0), (1, "d", 0.55))),
    "up": ('x2="0" y2="1"', ((0, "d", 0.5), (0.5, "d", 0.05), (1, "l", 0.2))),
    "metal": ('x2="1" y2=".7"', ((0, "l", 0.9), (0.22, "d", 0.6), (0.42, "l", 1), (0.62, "d", 0.75), (0.8, "l", 0.7), (1, "d", 0.8))),
}  # fmt: skip


def _wash(name: str, kind: str, dark: str, light: str, *, depth: float) -> str:
    if kind == "round":
        return (
            f'<radialGradient id="{name}" cx=".36" cy=".3" r=".8"><stop stop-color="{light}" stop-opacity=".6"/>'
            f'<stop offset=".5" stop-color="{light}" stop-opacity="0"/><stop offset="1" stop-color="{dark}" '
            'stop-opacity=".75"/></radialGradient>'
        )
    direction, stops = _WASHES[kind]
    made = "".join(
        f'<stop offset="{at}" stop-color="{dark if which == "d" else light}" '
        f'stop-opacity="{figure2(min(alpha * depth, 1))}"/>'
        for at, which, alpha in stops
    )
    return f'<linearGradient id="{name}" {direction}>{made}</linearGradient>'


def _floor(reach: float, y: float, *, stands: bool) -> str:
    height, alpha = (13, 0.9) if stands else (9, 0.6)
    return f'<ellipse cx="200" cy="{figure(y)}" rx="{figure(reach)}" ry="{height}" fill="url(#fl)" opacity="{alpha}"/>'


def _document(defs: dict[str, str], body: str, *, pale: bool) -> str:
    top, low = ("#e9e2d7", "#d8cdbe") if pale else ("#f6f1ea", "#e9e0d4")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><defs>'
        f'<radialGradient id="bg" cx=".46" cy=".38" r=".8"><stop stop-color="{top}"/><stop offset="1" stop-color="{low}"/>'
        '</radialGradient><radialGradient id="fl"><stop stop-color="#57483a" stop-opacity=".42"/>'
        '<stop offset=".55" stop-color="#57483a" stop-opacity=".16"/><stop offset="1" stop-color="#57483a" '
        'stop-opacity="0"/></radialGradient>'
        + "".join(defs.values())
        + f'</defs><rect width="{WIDTH}" height="{HEIGHT}" fill="url(#bg)"/>{body}</svg>'
    )
