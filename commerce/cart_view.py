"""How a bag is shown: its lines at live prices, and a notice of each thing that is no longer as the shopper saw it."""

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

import msgspec

from commerce.cart_lines import NewLine
from commerce.garments import Slot
from commerce.item import picture_url
from commerce.models import Cart, CartItem, Product, ProductVariant
from core.money import Money, show


class Sellable(msgspec.Struct, frozen=True, kw_only=True):
    """A variant as it can be sold at this moment."""

    variant_id: UUID
    product_id: UUID
    slug: str
    title: str
    brand: str
    slot: Slot | None
    colour: str
    hex: str
    size: str | None
    price: int
    currency: str
    available: int
    on_sale: bool
    """False for a product that the shop has taken out of its catalogue."""
    image_url: str

    @property
    def name(self) -> str:
        """The piece with colour and size, as a sentence names it."""
        return ", ".join(part for part in (self.title, self.colour, self.size) if part)

    @classmethod
    def of(cls, variant: ProductVariant, product: Product, available: int) -> "Sellable":
        return cls(
            variant_id=variant.id,
            product_id=product.id,
            slug=product.slug,
            title=product.title,
            brand=product.brand,
            slot=msgspec.convert(product.slot, Slot | None),
            colour=variant.colour,
            hex=variant.colour_hex,
            size=variant.size,
            price=variant.price,
            currency=variant.currency,
            available=max(0, available),
            on_sale=product.status == "active",
            image_url=picture_url(variant.id, variant.image_url, product.image_url),
        )


class Notice(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something to know before paying. price_changed: was and now; the others: available."""

    code: Literal["price_changed", "fewer_left", "out_of_stock", "no_longer_sold"]
    detail: str
    was: Money | None = None
    now: Money | None = None
    available: int | None = None


class CartLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line at its live price. `seen_price` is what the shopper was shown when it came in or was last changed."""

    item_id: UUID
    variant_id: UUID
    product_id: UUID
    product_url: str
    title: str
    brand: str
    slot: Slot | None
    colour: str
    hex: str
    size: str | None
    image_url: str
    quantity: int
    unit_price: Money
    seen_price: Money
    line_total: Money
    available: int
    outfit_id: UUID | None
    warnings: tuple[Notice, ...]


class CartView(msgspec.Struct, frozen=True, kw_only=True):
    """The bag. Each change raises `version`; a change that names another one is refused."""

    cart_id: UUID | None
    """None before anything was ever put in."""
    version: int
    items: tuple[CartLine, ...]
    count: int
    """Pieces, not lines."""
    items_total: Money | None
    """Sum of the lines at live prices; None where the bag is empty. Shipping and tax come with the quote."""
    promotion_codes: tuple[str, ...] = ()
    """What they give, and why one gives nothing, is in the quote."""
    removed: NewLine | None = None
    """After a removal: the line for POST /api/cart/items that brings it back."""


def view(cart: Cart, items: Sequence[CartItem], goods: Mapping[UUID, Sellable]) -> CartView:
    """The cart with its lines in the order in which they came in."""
    lines = tuple(_line(item, goods[item.variant_id], cart.currency) for item in items)
    total = sum(line.line_total.amount for line in lines)
    return CartView(
        cart_id=cart.id,
        version=cart.version,
        items=lines,
        count=sum(line.quantity for line in lines),
        items_total=Money(total, cart.currency) if lines else None,
        promotion_codes=tuple(cart.promotion_codes),
    )


def _line(item: CartItem, one: Sellable, currency: str) -> CartLine:
    return CartLine(
        item_id=item.id,
        variant_id=one.variant_id,
        product_id=one.product_id,
        product_url=f"/products/{one.slug}",
        title=one.title,
        brand=one.brand,
        slot=one.slot,
        colour=one.colour,
        hex=one.hex,
        size=one.size,
        image_url=one.image_url,
        quantity=item.quantity,
        unit_price=Money(one.price, currency),
        seen_price=Money(item.unit_price, currency),
        line_total=Money(one.price * item.quantity, currency),
        available=one.available,
        outfit_id=item.outfit_id,
        warnings=tuple(_warnings(item, one, currency)),
    )


def _warnings(item: CartItem, one: Sellable, currency: str) -> list[Notice]:
    found = []
    was, now = Money(item.unit_price, currency), Money(one.price, currency)
    if not one.on_sale:
        found.append(Notice("no_longer_sold", f"{one.title} is no longer sold.", available=0))
    elif one.available == 0:
        found.append(Notice("out_of_stock", f"{one.name} has sold out.", available=0))
    elif one.available < item.quantity:
        detail = f"Only {one.available} of {one.name} are left; you have {item.quantity}."
        found.append(Notice("fewer_left", detail, available=one.available))
    if was != now:
        words = "has come down" if now.amount < was.amount else "has gone up"
        detail = f"{one.title} {words} from {show(was)} to {show(now)} since you chose it."
        found.append(Notice("price_changed", detail, was=was, now=now))
    return found
