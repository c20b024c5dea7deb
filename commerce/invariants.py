"""What is always true of the shop's money and stock between two transactions, as questions to the database.

Nothing repairs what is found here: a row that is found is a fault of ours.
"""

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

__all__ = ["Broken", "broken"]


class Broken(msgspec.Struct, frozen=True):
    """An invariant that a row breaks: which, the row's id or number, and the two figures or states that disagree."""

    invariant: str
    what: str
    has: str
    should: str


async def broken(session: AsyncSession) -> list[Broken]:
    """Every invariant that some row breaks, with the row; empty where all is well."""
    found = []
    for name, query in _QUERIES.items():
        rows = await session.execute(text(query))
        found += [Broken(name, *(str(value) for value in row)) for row in rows]
    return found


# Each query gives (what, has, should) of the rows that break it.
_QUERIES = {
    "reserved stock is what is held and committed": """
        SELECT s.variant_id, s.reserved, coalesce(r.units, 0)
        FROM voguevault.stock_levels AS s
        LEFT JOIN (
            SELECT variant_id, location, sum(quantity) AS units FROM voguevault.stock_reservations
            WHERE status IN ('held', 'committed') GROUP BY variant_id, location
        ) AS r USING (variant_id, location)
        WHERE s.reserved <> coalesce(r.units, 0)""",
    "no more is reserved than there is": """
        SELECT variant_id, reserved, on_hand FROM voguevault.stock_levels WHERE reserved > on_hand""",
    "a placed order has its stock, an ended one has none": """
        SELECT o.number, coalesce(r.units, 0), i.units
        FROM voguevault.orders AS o
        JOIN (
            SELECT order_id,
                sum(quantity - fulfilled - cancelled) FILTER (WHERE variant_id IS NOT NULL) AS units
            FROM voguevault.order_items GROUP BY order_id
        ) AS i ON i.order_id = o.id
        LEFT JOIN (
            SELECT order_id, sum(quantity) AS units FROM voguevault.stock_reservations
            WHERE status = 'committed' GROUP BY order_id
        ) AS r ON r.order_id = o.id
        WHERE o.status <> 'pending' AND coalesce(r.units, 0) <> coalesce(i.units, 0)""",
    "a bag that is being paid for holds its order's stock": """
        SELECT o.number, coalesce(r.units, 0), i.units
        FROM voguevault.orders AS o
        JOIN voguevault.carts AS c ON c.id = o.cart_id
        JOIN (
            SELECT order_id, sum(quantity) FILTER (WHERE variant_id IS NOT NULL) AS units
            FROM voguevault.order_items GROUP BY order_id
        ) AS i ON i.order_id = o.id
        LEFT JOIN (
            SELECT cart_id, sum(quantity) AS units FROM voguevault.stock_reservations
            WHERE status = 'held' GROUP BY cart_id
        ) AS r ON r.cart_id = c.id
        WHERE o.status = 'pending' AND c.completing_at IS NOT NULL AND coalesce(r.units, 0) <> coalesce(i.units, 0)""",
    "a bag that nobody pays for holds nothing": """
        SELECT c.id, sum(r.quantity), 0
        FROM voguevault.stock_reservations AS r JOIN voguevault.carts AS c ON c.id = r.cart_id
        WHERE r.status = 'held' AND c.completing_at IS NULL
        GROUP BY c.id""",
    "an order's lines add up to its items and discounts": """
        SELECT o.number, sum(i.unit_price * i.quantity) || ' - ' || sum(i.discount_total),
            o.items_total || ' - ' || o.discount_total
        FROM voguevault.orders AS o JOIN voguevault.order_items AS i ON i.order_id = o.id
        GROUP BY o.id
        HAVING sum(i.unit_price * i.quantity) <> o.items_total OR sum(i.discount_total) <> o.discount_total""",
    "an order's lines under the pieces add up to its total": """
        SELECT o.number, sum((a ->> 'amount')::bigint), o.total - o.items_total
        FROM voguevault.orders AS o, jsonb_array_elements(o.adjustments) AS a
        WHERE a ->> 'kind' <> 'tax_included' AND (o.placed_at IS NOT NULL)
        GROUP BY o.id HAVING sum((a ->> 'amount')::bigint) <> o.total - o.items_total""",
    "a placed order that costs something was paid": """
        SELECT o.number, coalesce(sum(p.captured_amount) FILTER (WHERE p.status = 'succeeded'), 0), o.total
        FROM voguevault.orders AS o LEFT JOIN voguevault.payments AS p ON p.order_id = o.id AND p.kind = 'charge'
        WHERE o.status IN ('placed', 'completed') AND o.payment_status <> 'authorised'
        GROUP BY o.id
        HAVING coalesce(sum(p.captured_amount) FILTER (WHERE p.status = 'succeeded'), 0) <> o.total""",
    "a coupon was used as often as orders say": """
        SELECT coalesce(p.code, p.name), p.used_count, count(o.id)
        FROM voguevault.promotions AS p
        LEFT JOIN voguevault.orders AS o ON o.status <> 'cancelled'
            AND o.adjustments @> jsonb_build_array(jsonb_build_object('promotion_id', p.id::text))
        GROUP BY p.id HAVING p.used_count <> count(o.id)""",
    "invoices are numbered from one without a gap": """
        SELECT number, coalesce(invoice_number, 0), place
        FROM (
            SELECT number, invoice_number, row_number() OVER (ORDER BY invoice_number NULLS LAST) AS place
            FROM voguevault.orders WHERE placed_at IS NOT NULL
        ) AS placed
        WHERE invoice_number IS DISTINCT FROM place""",
    "a bag that was bought has its order": """
        SELECT c.id, coalesce(o.status, 'none'), 'placed'
        FROM voguevault.carts AS c LEFT JOIN voguevault.orders AS o ON o.cart_id = c.id
        WHERE c.status = 'completed' AND coalesce(o.status, 'none') NOT IN ('placed', 'completed', 'cancelled')""",
}
