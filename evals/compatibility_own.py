"""What the shipped compatibility model learns from: looks of this project, and a shop's own outfits (JSONL).

Nobody's taste is in the shipped weights but its authors'. Two sources: `looks.txt`, looks laid out by hand by occasion;
and looks that the rules set by hand like best of many drawn from the demo catalogue (kinds that share a world, the
colour harmony of Ou & Luo, closeness in formality). The model is those rules distilled, with habits of colour and cloth
from the looks; a shop with outfits of its own learns from them instead.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np

from aurora import harmony
from aurora.compatibility import Piece, Recipe
from aurora.compatibility.pieces import made_piece
from commerce.colours import NAMED, lab
from commerce.demo.styles import products
from commerce.garments import CATEGORIES, SLOTS, Slot
from commerce.rows import ProductRow, VariantRow
from evals import compatibility_prior as prior
from evals.compatibility_examples import Outfits

LOOKS = Path(__file__).parent / "data" / "compatibility" / "looks.txt"
TRAINED_ON = "this project's own looks: laid out by hand, and drawn from the demo catalogue by rule"
WHAT_IT_IS = (
    "A prior distilled, not shoppers' taste: looks laid out by the authors, and looks drawn from the demo catalogue "
    "that rules set by hand like best of many. No public data set had a part in the weights."
)
_DRAWN, _OF = 1_200, 40
"""Looks taken from the demo catalogue, each the best of so many."""
_TIMES = 4
"""How often a look laid out by hand counts beside one drawn."""
_OCCASIONS = (
    "work", "business_formal", "interview", "wedding_guest", "black_tie", "cocktail", "party", "date", "evening",
    "brunch", "everyday", "travel", "beach", "outdoor", "sport", "festival", "funeral", "graduation",
)  # fmt: skip


class Look(msgspec.Struct, frozen=True):
    """Pieces that were worn together, and the department they are of."""

    department: str
    pieces: tuple[Piece, ...]


def own_recipe() -> Recipe:
    """Features of the shipped model: what any shop knows of a piece."""
    kind, colour, hue, cloth, pattern = ("kind",), ("colour",), ("hue",), ("cloth",), ("pattern",)
    return Recipe(
        tokens=(kind, colour, hue, cloth, pattern, ("kind", "hue")),
        lifts=((kind, kind), (hue, hue), (kind, hue), (cloth, cloth), (kind, cloth)),
        same=(colour, hue, cloth, pattern), shown=SLOTS,
    )  # fmt: skip


def own() -> Outfits:
    """All looks of this project, stand-ins being of one slot and department."""
    drawn = list(_drawn(np.random.default_rng(11)))
    return gathered([look for look in laid_out() for _ in range(_TIMES)] + drawn)


def gathered(looks: Sequence[Look]) -> Outfits:
    """Looks as rows of the pieces in them, each piece once."""
    at: dict[tuple[str, Piece], int] = {}
    sets = []
    for look in looks:
        rows = [at.setdefault((look.department, piece), len(at)) for piece in look.pieces]
        sets.append(np.array(list(dict.fromkeys(rows)), dtype=np.int64))
    groups = [f"{department}|{dict(piece.facts)['family']}" for department, piece in at]
    return Outfits(
        pieces=[piece for _, piece in at], sets=sets, group=np.unique(groups, return_inverse=True)[1].astype(np.int64)
    )


def laid_out(path: Path = LOOKS) -> Iterator[Look]:
    """The looks laid out by hand; ValueError with the line that cannot be read."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            head, _, pieces = line.partition(":")
            try:
                yield Look(head.split()[0], tuple(_written(text) for text in pieces.split(";")))
            except KeyError as unknown:
                raise ValueError(f"{path.name} line {number} names {unknown}, which is not known") from unknown


def _written(text: str) -> Piece:
    kind, _, rest = text.strip().partition(" ")
    name, cloth, pattern, *_ = (*rest.split("/"), "", "")
    colour = name if name in NAMED else name.replace("-", " ")
    return made_piece(category=kind, colour=colour, hex=NAMED[colour], cloth=cloth, pattern=pattern or "plain")


# ── looks drawn from the demo catalogue ────────────────────────────────────────────────────────────────────────────

Shelf = dict[Slot, list[tuple[ProductRow, VariantRow]]]


def _drawn(chance: np.random.Generator) -> Iterator[Look]:
    """Looks that the rules like best of `_OF`, evenly over department and occasion."""
    shelves = {
        (department, occasion): _shelf(department, occasion)
        for department in ("women", "men", "girls", "boys")
        for occasion in _OCCASIONS
    }
    whole = {key: shelf for key, shelf in shelves.items() if _can_dress(shelf)}
    for number in range(_DRAWN):
        department, occasion = list(whole)[number % len(whole)]
        tries = [_one(whole[department, occasion], chance) for _ in range(_OF)]
        best = max(tries, key=_liked)
        yield Look(department, tuple(_of_row(*found) for found in best))


def _shelf(department: str, occasion: str) -> Shelf:
    shelf: Shelf = {slot: [] for slot in SLOTS}
    for row in products():
        if row.slot and row.department in (department, "unisex") and occasion in row.occasions:
            shelf[row.slot] += [(row, variant) for variant in {v.colour: v for v in row.variants}.values()]
    return shelf


def _can_dress(shelf: Shelf) -> bool:
    return bool(shelf["shoes"]) and bool((shelf["top"] and shelf["bottom"]) or shelf["dress"])


def _one(shelf: Shelf, chance: np.random.Generator) -> list[tuple[ProductRow, VariantRow]]:
    """Clothes and shoes, and now and then outerwear, a bag and an accessory."""
    two = bool(shelf["top"] and shelf["bottom"]) and (not shelf["dress"] or chance.random() < 0.65)
    slots: list[Slot] = ["top", "bottom", "shoes"] if two else ["dress", "shoes"]
    extra: tuple[Slot, ...] = ("outerwear", "bag", "accessory")
    slots += [slot for slot in extra if shelf[slot] and chance.random() < 0.6]
    return [shelf[slot][int(chance.integers(len(shelf[slot])))] for slot in slots]


def _liked(look: Sequence[tuple[ProductRow, VariantRow]]) -> float:
    """Mean over pairs of kinds, colours and formality as the rules by hand score them."""
    colours = harmony.matrix(harmony.as_array([lab(variant.hex) for _, variant in look]))
    total, count = 0.0, 0
    for a in range(len(look)):
        for b in range(a):
            one, other = look[a][0], look[b][0]
            close = min(1.0, max(0.0, 1 - (abs(one.formality - other.formality) - 0.1) / 0.5))
            total += 0.4 * prior.together(one.category, other.category) + 0.35 * float(colours[a, b]) + 0.25 * close
            total -= 0.3 * (one.pattern != "plain" and other.pattern != "plain")
            count += 1
    return total / count


def _of_row(row: ProductRow, variant: VariantRow) -> Piece:
    return made_piece(
        category=row.category, colour=variant.colour, hex=variant.hex, cloth=row.materials[0] if row.materials else "",
        pattern=row.pattern, formality=row.formality,
    )  # fmt: skip


# ── a shop's own outfits ───────────────────────────────────────────────────────────────────────────────────────────


class ShopPiece(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of a shop's outfit; category is an id of commerce.garments, colour a name of commerce.colours."""

    category: str
    colour: str
    hex: str | None = None
    material: str = ""
    pattern: str = "plain"
    formality: float | None = None
    product_id: str | None = None


class ShopOutfit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pieces: tuple[ShopPiece, ...]
    department: str = "women"


def of_shop(path: Path) -> Outfits:
    """A shop's outfits, one JSON object a line; ValueError with the number of a line that cannot be used."""
    looks = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if line.strip():
            try:
                outfit = msgspec.json.decode(line, type=ShopOutfit)
                looks.append(Look(outfit.department, tuple(_of_shop(piece) for piece in outfit.pieces)))
            except (msgspec.DecodeError, KeyError) as wrong:
                raise ValueError(f"{path.name} line {number}: {wrong}") from wrong
    usable = [look for look in looks if len(look.pieces) > 1]
    if len(usable) < 20:
        raise ValueError(f"{path.name} holds {len(usable)} outfits of two pieces or more; at least 20 are needed")
    return gathered(usable)


def _of_shop(piece: ShopPiece) -> Piece:
    if piece.category not in CATEGORIES:
        raise KeyError(piece.category)
    return made_piece(
        category=piece.category, colour=piece.colour, hex=piece.hex or NAMED[piece.colour], cloth=piece.material,
        pattern=piece.pattern, formality=piece.formality, product_id=piece.product_id,
    )  # fmt: skip


def shop_recipe(data: Outfits, *, walked: bool = False) -> Recipe:
    """The shipped model's features and, where pieces carry ids, what outfits tell of each, walks over them too if
    `walked`."""
    named = sum(bool(dict(piece.facts).get("item")) for piece in data.pieces)
    if named < len(data.pieces) / 2:
        return own_recipe()
    item, model, kind, hue = ("item",), ("model",), ("kind",), ("hue",)
    day = own_recipe()
    history = ((item, item), (model, model), (item, kind), (item, hue), (model, kind), (model, ("kind", "hue")))
    return msgspec.structs.replace(
        day, tokens=(*day.tokens, item, model), lifts=(*day.lifts, *history), counted=(item, model),
        naming=(item, model), walked=(item,) if walked else (),
    )  # fmt: skip
