"""Every rule that a row can break alone is broken once, and the database names the rule."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db import SCHEMA

pytestmark = pytest.mark.anyio

OTHER_ID = "'01930000-0000-7000-8000-000000000000'"
HASH = f"'{'ab' * 32}'"

# table → rule → what is set in an otherwise good row
CASES: dict[str, dict[str, str]] = {
    "users": {
        "email": "email = 'nobody'",
        "email_unless_anonymised": "email = NULL",
        "anonymised_is_empty": "email = NULL, anonymised_at = now(), name = 'Ada'",
        "password_hash": "password_hash = 'hunter2'",
        "role": "role = 'root'",
        "addresses": "addresses = '{}'",
        "token_version": "token_version = -1",
    },
    "auth_tokens": {
        "kind": "kind = 'magic_link'",
        "token_hash": "token_hash = 'secret'",
        "family_of_refresh": "kind = 'refresh'",
        "expires": "expires_at = NULL",
        "expires_after_creation": "expires_at = created_at",
    },
    "webhook_events": {
        "direction": "direction = 'sideways'",
        "attempts": "attempts = -1",
        "target_of_outbound": "direction = 'out'",
        "no_attempt_after_processing": "processed_at = now(), next_attempt_at = now()",
    },
    "idempotency_keys": {
        "status": "status = 'failed'",
        "key": "key = repeat('k', 256)",
        "body_sha256": f"body_sha256 = upper({HASH})",
        "response_when_done": "status = 'done'",
        "response_status": "status = 'done', response_status = 500",
        "response_headers": "response_headers = '[]'",
        "kept_a_day": "expires_at = created_at + interval '23 hours 59 minutes'",
    },
    "audit_log": {
        "actor_kind": "actor_kind = 'ghost'",
        "actor": "actor_id = NULL",
        "diff": "diff = '[]'",
    },
    "products": {
        "slug": "slug = 'two words'",
        "title": "title = '  '",
        "category": "category = 'Ankle boots'",
        "department": "department = 'dogs', slot = NULL",
        "slot": "slot = 'hat'",
        "status": "status = 'deleted'",
        "pattern": "pattern = 'plaid'",
        "heel": "heel = 'huge'",
        "fit": "fit = 'tight'",
        "seasons": "seasons = '{summer,monsoon}'",
        "occasions": "occasions = '{work,heist}'",
        "formality": "formality = 1.01",
        "clo": "clo = 'NaN'",
        "coverage": "coverage = -0.1",
        "popularity": "popularity = 2",
        "attributes": "attributes = '[]'",
        "version": "version = 0",
        "offer": "offer_price = NULL, offer_currency = 'USD'",
        "offer_currency": "offer_price = 1, offer_currency = 'usd'",
    },
    "product_variants": {
        "sku": "sku = ' '",
        "gtin": "gtin = '12-34'",
        "colour_hex": "colour_hex = 'navy'",
        "currency": "currency = 'usd'",
        "price": "price = -1",
        "compare_at_price": "compare_at_price = price",
        "lowest_price_30d": "lowest_price_30d = -1",
    },
    "stock_levels": {
        "on_hand": "on_hand = -1, reserved = -1",
        "reserved": "reserved = -1",
        "reserved_on_hand": "reserved = on_hand + 1",
    },
    "stock_reservations": {
        "quantity": "quantity = 0",
        "status": "status = 'lost'",
        "purpose": "cart_id = NULL",
        "held_expires": "expires_at = NULL",
        "order_of_allocation": "status = 'committed'",
    },
    "promotions": {
        "kind": "kind = 'two_for_one', percent_off = NULL",
        "status": "status = 'paused'",
        "percent_off": "percent_off = NULL",
        "percent_off_range": "percent_off = 101",
        "amount_off": "amount_off = 500, currency = 'USD'",
        "amount_off_range": "kind = 'fixed_amount', percent_off = NULL, amount_off = 0, currency = 'USD'",
        "minimum_amount": "minimum_amount = -1, currency = 'USD'",
        "currency_of_amounts": "minimum_amount = 100",
        "currency": "currency = 'US$'",
        "ends_after_start": "starts_at = now(), ends_at = now()",
        "usage_limit": "usage_limit = -1, used_count = -2",
        "used_count": "used_count = -1",
        "used_within_limit": "usage_limit = 3, used_count = 4",
        "limit_per_customer": "limit_per_customer = 0",
        "conditions": "conditions = '[]'",
    },
    "carts": {
        "status": "status = 'open'",
        "channel": "channel = 'fax'",
        "one_owner": f"token_hash = {HASH}",
        "token_hash": "user_id = NULL, token_hash = 'secret'",
        "currency": "currency = 'U'",
        "shipping_address": "shipping_address = '\"here\"'",
        "billing_address": "billing_address = '[]'",
        "quote": "quote = '0'",
        "version": "version = 0",
    },
    "cart_items": {"quantity": "quantity = 100", "unit_price": "unit_price = -1"},
    "orders": {
        "status": "status = 'open'",
        "payment_status": "payment_status = 'maybe'",
        "fulfilment_status": "fulfilment_status = 'lost'",
        "channel": "channel = 'fax'",
        "invoice_number": "invoice_number = 0",
        "currency": "currency = 'usd'",
        "items_total": "items_total = -1, total = 0, tax_total = 1",
        "discount_total": "discount_total = -1, total = total + 1",
        "shipping_total": "shipping_total = -1, total = total - 1",
        "tax_total": "tax_total = -1, total = total - 1",
        "total": "discount_total = items_total + 1, total = -1",
        "total_adds_up": "total = total + 1",
        "shipping_address": "shipping_address = '[]'",
        "billing_address": "billing_address = '[]'",
        "adjustments": "adjustments = '{}'",
        "placed": "status = 'placed'",
        "cancelled": "status = 'cancelled'",
    },
    "order_items": {
        "position": "position = 0",
        "quantity": "quantity = 0, total = 0",
        "unit_price": "unit_price = -1, total = 0, tax_total = 1",
        "discount_total": "discount_total = -1, total = total + 1",
        "tax_total": "tax_total = -1, total = total - 1",
        "total_adds_up": "total = total + 1",
        "fulfilled": "fulfilled = 1, cancelled = 1",
        "returned": "returned = 1",
        "refunded": "refunded = 2",
        "refunded_total": "refunded_total = total + 1",
    },
    "payments": {
        "kind": "kind = 'gift'",
        "status": "status = 'lost'",
        "refund_of_charge": "kind = 'refund'",
        "currency": "currency = 'usd'",
        "amount": "amount = 0",
        "captured": "captured_amount = amount + 1",
        "refunded": "refunded_amount = 1",
        "refund_captures_nothing": "kind = 'refund', parent_id = id, captured_amount = 1",
        "details": "details = '[]'",
    },
    "product_assets": {
        "kind": "kind = 'hologram'",
        "role": "role = 'cover'",
        "status": "status = 'lost'",
        "sha256": "sha256 = 'short'",
        "derivative_of_parent": "role = 'usdz'",
        "level_of_lod": "level = 0",
        "level": "role = 'lod', parent_id = id, level = -1",
        "bytes": "bytes = -1",
        "triangles": "triangles = -1",
        "pixels": "width = 0, height = 10",
        "attempts": "attempts = -1",
        "bounds": "bounds = '[]'",
        "details": "details = '[]'",
        "error_of_failure": "status = 'failed'",
        "ready_is_complete": "status = 'ready'",
    },
    "style_profiles": {
        "one_owner": f"visitor_id = {OTHER_ID}",
        "department": "department = 'dogs'",
        "comfort": "comfort = 11",
        "boldness": "boldness = 0",
        "budget_amount": "budget_amount = -1, budget_currency = 'USD'",
        "budget_complete": "budget_amount = 100",
        "budget_currency": "budget_amount = 100, budget_currency = 'usd'",
        "taste_model": "taste_model = NULL",
        "sizes": "sizes = '[]'",
        "learned": "learned = '[]'",
        "consent": "consent = '[]'",
    },
    "wardrobe_items": {
        "one_owner": "user_id = NULL",
        "slot": "slot = 'hat'",
        "category": "category = 'Boots'",
        "formality": "formality = -1",
        "clo": "clo = -1",
        "wear_count": "wear_count = -1",
    },
    "product_embeddings": {"checksum": "checksum = 'short'", "min_price_in_stock": "in_stock = NOT in_stock"},
    "conversations": {
        "one_owner": "user_id = NULL",
        "state": "state = '[]'",
        "last_seq": "last_seq = -1",
        "cost_micros": "cost_micros = -1",
    },
    "turns": {
        "status": "status = 'lost'",
        "seq": "seq = 0",
        "message": "message = repeat('x', 4001)",
        "client_message_id": "client_message_id = repeat('x', 65)",
        "completed": "completed_at = NULL",
        "reply_when_done": "reply = NULL",
        "error_of_failure": "error = 'It broke.'",
        "prompt_tokens": "prompt_tokens = -1",
        "completion_tokens": "completion_tokens = -1",
        "cost_micros": "cost_micros = -1",
        "timings": "timings = '[]'",
        "versions": "versions = '[]'",
    },
    "outfits": {
        "kind": "kind = 'borrowed'",
        "visibility": "visibility = 'secret'",
        "turn_or_owner": "turn_id = NULL",
        "one_owner": f"user_id = {OTHER_ID}, visitor_id = {OTHER_ID}",
        "rank": "rank = -1",
        "total": "total = -1",
        "currency": "currency = 'usd'",
        "propensity": "propensity = 0",
        "scores": "scores = '[]'",
        "emotional_fit": "emotional_fit = '[]'",
        "snapshot": "snapshot = '[]'",
    },
    "outfit_items": {
        "slot": "slot = 'hat'",
        "position": "position = -1",
        "price": "price = -1",
        "propensity": "propensity = 1.5",
        "features": "features = '[]'",
        "terms": "terms = '[]'",
    },
    "interactions": {
        "kind": "kind = 'stare'",
        "object_kind": "object_kind = 'cat'",
        "subject": "user_id = NULL",
        "position": "position = -1",
        "propensity": "propensity = 'NaN'",
        "rating": "rating = 6",
        "value_complete": "value = 100",
        "currency": "value = 100, currency = 'usd'",
        "arm_of_experiment": "arm = 'b'",
        "consent": "consent = '{everything}'",
        "data": "data = '[]'",
    },
}


@pytest.mark.parametrize(
    ("table", "rule", "change"),
    [(table, rule, change) for table, rules in CASES.items() for rule, change in rules.items()],
)
async def test_a_row_that_breaks_one_rule_is_refused_by_that_rule(
    filled: AsyncEngine, table: str, rule: str, change: str
) -> None:
    async with filled.connect() as connection:
        # Triggers of ours guard some columns before the check is asked.
        await connection.execute(text(f"ALTER TABLE {SCHEMA}.{table} DISABLE TRIGGER USER"))
        with pytest.raises(IntegrityError) as refused:
            await connection.execute(text(f"UPDATE {SCHEMA}.{table} SET {change}"))  # noqa: S608 - words of this file
        await connection.rollback()
    cause = refused.value.orig.__cause__ if refused.value.orig else None
    assert getattr(cause, "sqlstate", None) == "23514", cause
    assert getattr(cause, "constraint_name", None) == f"ck_{table}_{rule}"


async def test_no_rule_is_left_out(engine: AsyncEngine) -> None:
    query = """
        SELECT t.relname, c.conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
        WHERE c.contype = 'c' AND c.connamespace = 'voguevault'::regnamespace AND NOT t.relispartition
    """
    async with engine.connect() as connection:
        found = {(row.relname, row.conname) for row in await connection.execute(text(query))}
    assert found == {(table, f"ck_{table}_{rule}") for table, rules in CASES.items() for rule in rules}
