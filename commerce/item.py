"""The read model of a product that Aurora reasons about: plain facts, no ORM."""

from uuid import UUID

import msgspec

from commerce.garments import Department, Fit, Heel, Pattern, Season, Slot


def picture_url(variant_id: UUID, *given: str | None) -> str:
    """The first of the given addresses that a browser can load; else our own drawing of the variant.

    Feeds name pictures by paths of their own servers too (`/m/h/shirt.jpg`), which mean nothing here.
    """
    for url in given:
        if url and url.startswith(("https://", "http://", "/objects/")):
            return url
    return f"/images/{variant_id}.svg"


PLENTY = 4
"""So many units and more are not told apart: the search row of a product is kept by trigger, and would have to change
with every reservation (see `voguevault.on_offer`)."""


class Variant(msgspec.Struct, frozen=True):
    """A size and colour that can be bought."""

    variant_id: UUID
    sku: str
    colour: str
    hex: str
    size: str | None
    price: int
    """Minor units of the product's currency."""
    available: int
    """Units that can be bought, on_hand − reserved over all locations, counted to `PLENTY`: that many or more."""


class ModelLevel(msgspec.Struct, frozen=True):
    """A level of detail of a 3D model; 0 is the finest."""

    level: int
    url: str
    triangles: int
    bytes: int


class ItemModel(msgspec.Struct, frozen=True):
    """A 3D model that is in the shop. variant_id: None where it stands for every variant; posters: by the colour that
    each shows, by the model's own name for it, None where it has no colours."""

    variant_id: UUID | None
    levels: tuple[ModelLevel, ...]
    posters: tuple[tuple[str | None, str], ...] = ()


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A product with its styling facts and the variants that are in stock."""

    product_id: UUID
    slug: str
    title: str
    brand: str
    category: str
    """An id of `commerce.garments.CATEGORIES`."""
    slot: Slot
    department: Department
    description: str = ""
    pattern: Pattern = "plain"
    materials: tuple[str, ...] = ()
    formality: float = 0.5
    seasons: tuple[Season, ...] = ()
    """Empty means all year."""
    clo: float = 0.0
    """Thermal insulation of this garment, clo."""
    coverage: float | None = None
    """Share of the body part that is covered, 0..1; None where it is not known."""
    waterproof: bool | None = None
    heel: Heel | None = None
    fit: Fit | None = None
    occasions: tuple[str, ...] = ()
    """Occasions of the contract that its seller names; empty means not stated."""
    popularity: float = 0.0
    """Smoothed 0..1."""
    set: str | None = None
    """Pieces of one suit share it (`attributes.set`): same cloth, same colours."""
    currency: str = "USD"
    image_url: str | None = None
    variants: tuple[Variant, ...] = ()
    models: tuple[ItemModel, ...] = ()
