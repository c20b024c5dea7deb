"""The invoice of an order as a page to be read and printed: what was sold, at what tax, by whom and to whom.

It is made of the order's terms, which never change once it is placed, so that it is the same page whenever it is asked
for, in the language in which it was bought. Its number is the order's `invoice_number`: counted up, without gaps, as
Directive 2006/112/EC, article 226 (2), asks for.
"""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.mails.languages import language_of, written
from commerce.models import Order, Payment
from commerce.orders import states

__all__ = ["HEADERS", "page", "shown_number"]

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

    language = language_of(order.locale)
    words = _words()[language]

    def money(amount: int) -> str:
        return written(amount, order.currency, language)

    def date(at: datetime) -> str:
        return words.date.format(day=at.day, month=words.months[at.month - 1], year=at.year)

    found: str = _template().render(
        order=order,
        number=shown_number(order),
        language=language,
        words=words,
        date=date,
        items=await states.items_of(session, order.id),
        seller=[value for value in seller.values() if value],
        billed=_lines(billed),
        shipped=_lines(order.shipping_address),
        taxes=[one for one in order.adjustments if one["kind"] in ("tax", "tax_included")],
        others=[one for one in order.adjustments if one["kind"] in ("discount", "shipping")],
        given_back=given_back,
        money=money,
        named=_named,
    )
    return found


def shown_number(order: Order) -> str:
    """As it is printed; an order that was placed before invoices were numbered bears its own."""
    return f"{order.invoice_number:08d}" if order.invoice_number else order.number


def _named(tax: Mapping[str, Any]) -> str:
    return f"{tax['name']} ({tax['rate_ppm'] / 10_000:g} %)" if tax.get("rate_ppm") else str(tax["name"])


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    date: str
    months: tuple[str, ...]
    invoice: str
    order: str
    cancelled: str
    bill_to: str
    sent_to: str
    piece: str
    quantity: str
    price: str
    discount: str
    amount: str
    total: str
    included: str
    given_back: str
    inside: str


@cache
def _words() -> Mapping[str, _Words]:
    raw = tomllib.loads((files("commerce.orders") / "templates" / "invoice.toml").read_text("utf-8"))
    return msgspec.convert(raw, dict[str, _Words])


def _lines(address: Mapping[str, Any]) -> list[str]:
    return [str(address[name]) for name in _ADDRESS if address.get(name)]


@cache
def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("commerce.orders"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("invoice.html")
