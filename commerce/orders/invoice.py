"""The invoice of an order as a page to be read and printed: what was sold, at what tax, by whom and to whom.

It is made of the order's terms, which never change once it is placed, so that it is the same page whenever it is asked
for. It bears the order's number: a shop that must number invoices without gaps does so in its books.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.models import Order, Payment
from commerce.orders import states
from core.money import Money, show

__all__ = ["HEADERS", "page"]

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_ADDRESS = ("name", "line1", "line2", "postcode", "city", "region", "country")


async def page(session: AsyncSession, order: Order, seller: Mapping[str, str]) -> str:
    """The invoice as HTML. seller: what is printed of the shop, name first, in the order of its table."""
    refunds = select(Payment.amount).where(
        Payment.order_id == order.id, Payment.kind == "refund", Payment.status == "succeeded"
    )
    given_back = sum((await session.scalars(refunds)).all())
    billed = order.billing_address or order.shipping_address

    def money(amount: int) -> str:
        return f"{'−' if amount < 0 else ''}{show(Money(abs(amount), order.currency))}"

    found: str = _template().render(
        order=order,
        items=await states.items_of(session, order.id),
        seller=[value for value in seller.values() if value],
        billed=_lines(billed),
        shipped=_lines(order.shipping_address),
        taxes=[one for one in order.adjustments if one["kind"] in ("tax", "tax_included")],
        others=[one for one in order.adjustments if one["kind"] in ("discount", "shipping")],
        given_back=given_back,
        money=money,
    )
    return found


def _lines(address: Mapping[str, Any]) -> list[str]:
    return [str(address[name]) for name in _ADDRESS if address.get(name)]


@cache
def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("commerce.orders"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["percent"] = lambda ppm: f"{ppm / 10_000:g} %"
    return environment.get_template("invoice.html")
