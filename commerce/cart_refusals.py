"""What a bag refuses: one error a reason, each with a code that stays and what the reader needs to act."""

from typing import ClassVar

from core.errors import Conflict, NotFound, Unprocessable

__all__ = [
    "CartChanged", "CartInPayment", "CartItemNotFound", "CartPaid", "LookNotFound", "OtherCurrency", "OutOfStock",
    "TooMany", "VariantNotFound",
]  # fmt: skip


class VariantNotFound(NotFound):
    code: ClassVar[str] = "variant_not_found"
    title: ClassVar[str] = "No such size and colour"


class CartItemNotFound(NotFound):
    code: ClassVar[str] = "cart_item_not_found"
    title: ClassVar[str] = "Not in your bag"


class LookNotFound(NotFound):
    code: ClassVar[str] = "outfit_not_found"
    title: ClassVar[str] = "No such look"


class OutOfStock(Conflict):
    """`lines` names each variant that is short: variant_id, requested, available."""

    code: ClassVar[str] = "out_of_stock"
    title: ClassVar[str] = "Not enough in stock"


class CartChanged(Conflict):
    """`version` is the one that the bag has now; where the total moved, `total` and `quote` are the new ones."""

    code: ClassVar[str] = "cart_changed"
    title: ClassVar[str] = "The bag has changed"


class CartInPayment(Conflict):
    code: ClassVar[str] = "cart_in_payment"
    title: ClassVar[str] = "This bag is being paid for"


class CartPaid(Conflict):
    code: ClassVar[str] = "cart_paid"
    title: ClassVar[str] = "This bag was paid for"


class TooMany(Unprocessable):
    code: ClassVar[str] = "quantity_limit"
    title: ClassVar[str] = "Too many of one piece"


class OtherCurrency(Unprocessable):
    code: ClassVar[str] = "other_currency"
    title: ClassVar[str] = "Another currency"
