"""A product as it comes from a feed or the demo catalogue, before it is stored: what `loading.load` takes."""

from typing import Any

import msgspec

from commerce.garments import Department, Fit, Heel, Pattern, Season, Slot


class VariantRow(msgspec.Struct, frozen=True, kw_only=True):
    """One size and colour for sale. `price` in minor units; `quantity` is what lies in stock."""

    sku: str
    colour: str
    hex: str
    size: str | None
    price: int
    currency: str
    quantity: int
    compare_at_price: int | None = None
    gtin: str | None = None
    image_url: str | None = None


class ProductRow(msgspec.Struct, frozen=True, kw_only=True):
    """One style with its styling facts and variants (at least one). `feed_key` identifies it across imports."""

    feed_key: str
    title: str
    description: str
    brand: str
    department: Department
    category: str
    slot: Slot | None
    variants: tuple[VariantRow, ...]
    pattern: Pattern = "plain"
    materials: tuple[str, ...] = ()
    formality: float = 0.5
    seasons: tuple[Season, ...] = ()
    clo: float = 0.0
    coverage: float | None = None
    waterproof: bool | None = None
    heel: Heel | None = None
    fit: Fit | None = None
    occasions: tuple[str, ...] = ()
    popularity: float = 0.0
    image_url: str | None = None
    attributes: dict[str, Any] = {}
    """Raw leftovers worth keeping; `cut` (neckline, sleeve, length, shape …) is what the illustration draws from;
    `derivation` is {field: {"value", "confidence", "source"}}."""
