"""Originals and what was made of them side by side, as a page that needs no network: for eyes, not for figures."""

import base64
import html
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from evals.models3d import tables
from evals.models3d.comparison import Compared
from evals.models3d.corpus import Model
from evals.models3d.outcomes import Made, Output
from evals.models3d.pixels import Mask, Pixels, png
from evals.models3d.stage import Drawn, NotDrawn, Shot, Stage

_STYLE = """
.sheet { display: flex; flex-wrap: wrap; gap: .5rem; } .sheet figure { padding: .3rem; }
.sheet img { display: block; border-radius: 6px; } .sheet figcaption { max-width: 14rem; overflow-wrap: anywhere; }
"""


class Card(msgspec.Struct, frozen=True):
    """A picture with the lines under it."""

    picture: Pixels
    lines: tuple[str, ...]


async def report(stage: Stage, found: Compared, models: Sequence[Model], shot: Shot, *, command: str) -> str:
    """The whole comparison as HTML: the sums, then every model's pictures from the first view."""
    parts = [f"<p class=soft>{html.escape(command)}</p>"]
    parts += [_table(title, words) for title, words in (
        ("In sum, over the models that a tool made", tables.columns(found.columns)),
        ("In sum, over the models that every tool made", tables.columns(found.shared)),
        ("Time and memory", tables.costs(found.costs)),
    )]  # fmt: skip
    for model in models:
        mine = [one for one in found.made if one.model == model.id]
        cards = await of_model(stage, model, mine, shot, halved=True)
        parts.append(f"<section><h2>{html.escape(model.id)}</h2>{sheet(cards)}</section>")
    parts.append(_table("Every model", tables.each_model(found)))
    return page("3D models: ours and others' tools", "".join(parts))


async def of_model(stage: Stage, model: Model, found: Sequence[Made], shot: Shot, *, halved: bool) -> list[Card]:
    """The original and every level that was made of it, each from every view under the original's camera."""
    try:
        original = await stage.draw(model.entry, shot)
    except NotDrawn:
        return []
    drawn = [(one, output, seen) for one in found for output in one.outputs if output.level is not None
             and (seen := await _drawn(stage, output, shot, original)) is not None]  # fmt: skip
    where = np.any([original.solid, *(seen.solid for *_, seen in drawn)], axis=0)
    views = len(shot.views) if not halved else 1
    lines = (f"original · {model.triangles:,} triangles", f"{model.bytes / 1000:,.0f} KB")
    cards = [Card(strip(original, where, views, halved=halved), lines)]
    cards += [Card(strip(seen, where, views, halved=halved), _lines(one, output)) for one, output, seen in drawn]
    return cards


async def _drawn(stage: Stage, output: Output, shot: Shot, original: Drawn) -> Drawn | None:
    try:
        return await stage.draw(Path(output.path), shot, original.camera)
    except NotDrawn:
        return None


def _lines(one: Made, output: Output) -> tuple[str, ...]:
    size = f"{output.bytes / 1000:,.0f} KB · {output.bytes / max(1, one.bytes_in):.3f} {output.codec}"
    return (f"{one.tool} {output.name} · {output.triangles or 0:,} triangles", size, *output.lost)


def strip(drawn: Drawn, where: Mask, views: int, *, halved: bool) -> Pixels:
    """The first views beside each other, cut to what any of the files covers. where: (n, h, w) of all of them."""
    shown = where[:views]
    rows = _reach(np.any(shown, axis=(0, 2)))
    cut = [drawn.colours[n, rows, _reach(shown[n].any(axis=0))] for n in range(len(shown))]
    whole = np.concatenate(cut, axis=1)
    return _halved(whole) if halved and min(whole.shape[:2]) > 1 else whole


def _reach(covered: Any) -> slice:
    """(n,) of bool: from the first to the last that is covered, with a margin; all where none is."""
    found = np.flatnonzero(covered)
    return slice(max(0, found[0] - 8), found[-1] + 9) if len(found) else slice(None)


def _halved(picture: Pixels) -> Pixels:
    even = picture[: picture.shape[0] // 2 * 2, : picture.shape[1] // 2 * 2].astype(np.uint16)
    return ((even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) // 4).astype(np.uint8)


def sheet(cards: Sequence[Card]) -> str:
    """Pictures with their lines, as many a row as there is room for."""
    return f'<div class="sheet">{"".join(_figure(card) for card in cards)}</div>'


def _figure(card: Card) -> str:
    picture = base64.b64encode(png(card.picture)).decode()
    lines = "<br>".join(html.escape(line) for line in card.lines)
    return f'<figure><img alt="" src="data:image/png;base64,{picture}"><figcaption>{lines}</figcaption></figure>'


def _table(title: str, words: tables.Words) -> str:
    heads = "".join(f"<th>{html.escape(head)}</th>" for head in words.heads)
    rows = "".join(
        "<tr>"
        + "".join(f"<td{'' if n < words.left else ' class=num'}>{html.escape(cell)}</td>" for n, cell in enumerate(row))
        + "</tr>"
        for row in words.rows
    )
    return (
        f"<section><h2>{html.escape(title)}</h2><div class=scroll><table><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def page(title: str, body: str) -> str:
    """A page in the reports' style."""
    style = files("evals.report").joinpath("page", "report.css").read_text("utf-8") + _STYLE
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{style}</style><body><main><h1>{html.escape(title)}</h1>{body}</main></body></html>"
    )
