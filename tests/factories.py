"""Rows for tests: each function adds what its row needs, flushes and returns it. What is not said is plausible."""

import hashlib
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from assets.models import ProductAsset
from aurora.models import (
    Conversation,
    Interaction,
    OutfitItemRow,
    OutfitRow,
    ProductEmbedding,
    StyleProfile,
    Turn,
    WardrobeItem,
)
from commerce.models import (
    Cart,
    CartItem,
    Order,
    OrderItem,
    Payment,
    Product,
    ProductVariant,
    Promotion,
    StockLevel,
    StockReservation,
)
from core.db import Base
from core.ids import uuid7
from core.models import AuditEntry, AuthToken, IdempotencyKey, User, WebhookEvent

_numbers = count(1)
MODEL = "minilm-l6-v2-int8"
ADDRESS = {"name": "Ada Example", "line1": "1 Long Lane", "city": "Leeds", "postcode": "LS1 1AA", "country": "GB"}


def sha256(of: object) -> str:
    return hashlib.sha256(str(of).encode()).hexdigest()


Row = TypeVar("Row", bound=Base)


async def add(session: AsyncSession, row: Row) -> Row:
    session.add(row)
    await session.flush()
    return row


async def make_user(session: AsyncSession, **columns: Any) -> User:
    return await add(session, User(**{"email": f"shopper{next(_numbers)}@example.com", **columns}))


async def make_product(
    session: AsyncSession,
    *,
    price: int = 5900,
    stock: int = 5,
    size: str | None = "M",
    colour: str = "navy",
    **columns: Any,
) -> Product:
    """A product with one variant of `price` (USD cents) and `stock` units of it; `columns` are the product's."""
    number = next(_numbers)
    product = await add(
        session,
        Product(
            **{
                "slug": f"poplin-shirt-{number}",
                "title": f"Poplin shirt {number}",
                "description": "A crisp cotton shirt.",
                "brand": "Alder",
                "department": "women",
                "category": "shirt",
                "slot": "top",
                "materials": ["cotton"],
                "colours": [colour],
                "clo": 0.2,
                **columns,
            }
        ),
    )
    await make_variant(session, product, price=price, stock=stock, size=size, colour=colour)
    return product


async def make_variant(session: AsyncSession, product: Product, *, stock: int = 5, **columns: Any) -> ProductVariant:
    """A variant with `stock` units at the main location."""
    values: dict[str, Any] = {
        "sku": f"SKU-{next(_numbers)}",
        "colour": "navy",
        "colour_hex": "#1c2742",
        "size": "M",
        "price": 5900,
        "currency": "USD",
    }
    variant = await add(session, ProductVariant(product_id=product.id, **{**values, **columns}))
    await add(session, StockLevel(variant_id=variant.id, on_hand=stock, reserved=0))
    return variant


async def make_embedding(session: AsyncSession, product: Product, **columns: Any) -> ProductEmbedding:
    values: dict[str, Any] = {"model": MODEL, "embedding": [1.0] + [0.0] * 383, "checksum": sha256(product.id)}
    values |= {"slot": product.slot, "department": product.department}
    return await add(session, ProductEmbedding(product_id=product.id, **{**values, **columns}))


async def make_conversation(session: AsyncSession, **columns: Any) -> Conversation:
    """A visitor's conversation, unless `user_id` says whose."""
    owner = {} if "user_id" in columns else {"visitor_id": uuid7()}
    return await add(session, Conversation(**{**owner, **columns}))


async def make_turn(session: AsyncSession, conversation: Conversation, **columns: Any) -> Turn:
    """A turn that is done; the conversation's `last_seq` moves with it."""
    conversation.last_seq = (conversation.last_seq or 0) + 1
    values: dict[str, Any] = {
        "seq": conversation.last_seq,
        "message": "Something for a garden wedding",
        "status": "done",
        "reply": {"reply": "Here is a look."},
        "completed_at": datetime.now(UTC),
    }
    return await add(session, Turn(conversation_id=conversation.id, **{**values, **columns}))


async def make_outfit(session: AsyncSession, *variants: ProductVariant, **columns: Any) -> OutfitRow:
    """A look of the variants, each in slot `top`; a visitor's saved one, unless `columns` say otherwise."""
    owner = {} if columns.keys() & {"turn_id", "user_id"} else {"visitor_id": uuid7(), "kind": "saved"}
    values = {"title": "Garden wedding", "total": sum(v.price for v in variants), "currency": "USD"}
    outfit = await add(session, OutfitRow(**{**values, **owner, **columns}))
    for position, variant in enumerate(variants, start=1):
        piece = {"position": position, "product_id": variant.product_id, "variant_id": variant.id}
        await add(session, OutfitItemRow(outfit_id=outfit.id, slot="top", price=variant.price, **piece))
    return outfit


async def make_cart(session: AsyncSession, **columns: Any) -> Cart:
    """A guest's cart, unless `user_id` says whose."""
    owner = {} if "user_id" in columns else {"token_hash": sha256(next(_numbers))}
    return await add(session, Cart(**{"currency": "USD", **owner, **columns}))


async def make_order(session: AsyncSession, cart: Cart, **columns: Any) -> Order:
    """A pending order of nothing but 59.00 USD of items."""
    values: dict[str, Any] = {
        "number": f"VV-{next(_numbers):06}",
        "email": "guest@example.com",
        "currency": "USD",
        "items_total": 5900,
        "total": 5900,
        "shipping_address": ADDRESS,
    }
    return await add(session, Order(cart_id=cart.id, **{**values, **columns}))


async def make_order_item(session: AsyncSession, order: Order, variant: ProductVariant, **columns: Any) -> OrderItem:
    values: dict[str, Any] = {
        "position": 1,
        "sku": variant.sku,
        "title": "Poplin shirt",
        "colour": variant.colour,
        "quantity": 1,
        "unit_price": variant.price,
        "total": variant.price,
    }
    row = OrderItem(order_id=order.id, variant_id=variant.id, product_id=variant.product_id, **{**values, **columns})
    return await add(session, row)


async def make_payment(session: AsyncSession, order: Order, **columns: Any) -> Payment:
    values: dict[str, Any] = {
        "provider": "stripe",
        "idempotency_key": f"charge:{next(_numbers)}",
        "amount": 5900,
        "currency": "USD",
    }
    return await add(session, Payment(order_id=order.id, **{**values, **columns}))


async def make_promotion(session: AsyncSession, **columns: Any) -> Promotion:
    values = {"code": f"TEN{next(_numbers)}", "name": "Ten off", "kind": "percentage", "percent_off": 10}
    return await add(session, Promotion(**{**values, **columns}))


async def make_interaction(session: AsyncSession, **columns: Any) -> Interaction:
    """A visitor's click on a product, unless `columns` say otherwise."""
    owner = {} if "user_id" in columns else {"visitor_id": uuid7()}
    values: dict[str, Any] = {"kind": "click", "object_kind": "product", "product_id": uuid7()}
    return await add(session, Interaction(**{**values, **owner, **columns}))


async def make_asset(session: AsyncSession, product_id: UUID, **columns: Any) -> ProductAsset:
    key = f"models/{next(_numbers)}.glb"
    values = {"kind": "model", "role": "source", "storage_key": key, "mime": "model/gltf-binary"}
    return await add(session, ProductAsset(product_id=product_id, **{**values, **columns}))


async def make_one_of_everything(session: AsyncSession) -> None:
    """At least one row in each of the 24 tables, all of them tied together."""
    user = await make_user(session)
    product = await make_product(session)
    variant = await make_variant(session, product, size="L")
    await make_embedding(session, product)
    await make_asset(session, product.id)
    conversation = await make_conversation(session, user_id=user.id)
    turn = await make_turn(session, conversation)
    outfit = await make_outfit(session, variant, turn_id=turn.id)
    await make_interaction(session, user_id=user.id, product_id=product.id, outfit_id=outfit.id, turn_id=turn.id)
    cart = await make_cart(session, user_id=user.id)
    order = await make_order(session, cart, user_id=user.id)
    await make_order_item(session, order, variant, outfit_id=outfit.id)
    await make_payment(session, order)
    await make_promotion(session)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    for row in (
        StyleProfile(user_id=user.id, taste=[0.5] * 384, taste_model=MODEL),
        WardrobeItem(user_id=user.id, slot="shoes", category="boots", colour="black", product_id=product.id),
        CartItem(cart_id=cart.id, variant_id=variant.id, outfit_id=outfit.id, quantity=2, unit_price=5900),
        StockReservation(variant_id=variant.id, cart_id=cart.id, quantity=2, expires_at=tomorrow),
        AuthToken(user_id=user.id, kind="password_reset", token_hash=sha256("token"), expires_at=tomorrow),
        WebhookEvent(direction="in", source="stripe", external_id="evt_1", event_type="charge.updated", payload={}),
        IdempotencyKey(scope="POST /orders", principal=str(user.id), key="k", body_sha256=sha256("body")),
        AuditEntry(actor_kind="user", actor_id=user.id, action="updated", entity="product", entity_id=product.id),
    ):
        await add(session, row)
