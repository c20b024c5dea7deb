"""The migrated schema is the models' and the contract's."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

import migrations
from core.db import SCHEMA, create_engine

pytestmark = pytest.mark.anyio

THE_24_TABLES = {
    "users", "auth_tokens", "style_profiles", "wardrobe_items", "products", "product_variants", "product_embeddings",
    "product_assets", "stock_levels", "stock_reservations", "promotions", "carts", "cart_items", "orders",
    "order_items", "payments", "conversations", "turns", "outfits", "outfit_items", "interactions", "webhook_events",
    "idempotency_keys", "audit_log",
}  # fmt: skip

# What the catalogue says of parents: their columns, constraints and indexes, as PostgreSQL spells them itself.
COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated,
        pg_get_expr(d.adbin, d.adrelid)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'voguevault'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND a.attnum > 0 AND NOT a.attisdropped
"""
CONSTRAINTS = """
    SELECT t.relname, c.conname, pg_get_constraintdef(c.oid)
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
    WHERE c.connamespace = 'voguevault'::regnamespace AND NOT t.relispartition
"""
INDEXES = """
    SELECT t.relname, i.relname, pg_get_indexdef(x.indexrelid)
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE t.relnamespace = 'voguevault'::regnamespace AND NOT t.relispartition
"""
PARTITIONED = """
    SELECT c.relname, pg_get_partkeydef(c.oid) FROM pg_class c
    WHERE c.relnamespace = 'voguevault'::regnamespace AND c.relkind = 'p' AND NOT c.relispartition
"""


async def test_the_schema_holds_exactly_the_24_tables(engine: AsyncEngine) -> None:
    query = """
        SELECT relname FROM pg_class WHERE relnamespace = 'voguevault'::regnamespace
            AND relkind NOT IN ('i', 'I', 't', 'c') AND NOT relispartition
    """
    async with engine.connect() as connection:
        assert set((await connection.execute(text(query))).scalars()) == THE_24_TABLES
    assert {table.name for table in migrations.metadata().tables.values()} == THE_24_TABLES


async def test_alembics_own_table_lives_in_its_own_schema(engine: AsyncEngine) -> None:
    query = "SELECT schemaname FROM pg_tables WHERE tablename = 'alembic_version'"
    async with engine.connect() as connection:
        assert (await connection.execute(text(query))).scalars().all() == ["alembic"]


async def test_alembic_finds_no_difference_between_models_and_migrated_schema(database_url: str) -> None:
    assert await migrations.differences(database_url) == []


async def test_a_role_called_like_the_schema_finds_no_difference_either(database_url: str, engine: AsyncEngine) -> None:
    """Its default schema would be ours, where Alembic calls tables by their bare names."""
    async with engine.begin() as connection:
        name = await connection.scalar(text("SELECT current_database()"))
        await connection.execute(text(f'ALTER DATABASE "{name}" SET search_path = voguevault, public'))
    try:
        assert await migrations.differences(database_url) == []
    finally:
        async with engine.begin() as connection:
            await connection.execute(text(f'ALTER DATABASE "{name}" RESET search_path'))


async def test_a_column_that_the_models_do_not_have_is_a_difference(empty_database_url: str) -> None:
    await migrations.upgrade(empty_database_url)
    engine = create_engine(empty_database_url)
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE voguevault.users ADD COLUMN shoe_size text"))
    await engine.dispose()
    [difference] = await migrations.differences(empty_database_url)
    assert difference[0] == "remove_column"
    assert difference[3].name == "shoe_size"


async def test_tables_made_from_the_models_are_spelt_the_same_by_postgresql(
    engine: AsyncEngine, empty_database_url: str
) -> None:
    """Alembic compares no checks, no generated expressions, no operator classes and no partition keys; this does."""
    await migrations.upgrade(empty_database_url, "0001")
    other = create_engine(empty_database_url)
    async with other.begin() as connection:
        await connection.run_sync(migrations.metadata().create_all)
    for query in (COLUMNS, CONSTRAINTS, INDEXES, PARTITIONED):
        migrated, modelled = await _rows(engine, query), await _rows(other, query)
        assert migrated - modelled == set()
        assert modelled - migrated == set()
        assert migrated
    await other.dispose()


async def test_every_table_has_an_id_that_sorts_by_time_and_its_two_stamps(engine: AsyncEngine) -> None:
    columns = {(row[0], row[1], row[2]) for row in await _rows(engine, COLUMNS)}
    for table in THE_24_TABLES:
        assert (table, "created_at", "timestamp with time zone") in columns
        assert (table, "updated_at", "timestamp with time zone") in columns
        assert table == "product_embeddings" or (table, "id", "uuid") in columns


async def test_money_is_a_bigint_and_a_currency_three_characters(engine: AsyncEngine) -> None:
    kinds = {(row[1], row[2]) for row in await _rows(engine, COLUMNS)}
    money = {name for name, _ in kinds if name.endswith(("price", "amount", "total")) or name == "amount_off"}
    assert {kind for name, kind in kinds if name in money} == {"bigint"}
    assert {kind for name, kind in kinds if name.endswith("currency")} == {"character(3)"}


async def test_every_foreign_key_begins_an_index(engine: AsyncEngine) -> None:
    """Columns of the key, in any order, are the first columns of a whole (not a partial) index."""
    query = """
        SELECT c.conname FROM pg_constraint c
        WHERE c.contype = 'f' AND c.connamespace = 'voguevault'::regnamespace AND NOT EXISTS (
            SELECT FROM pg_index x
            WHERE x.indrelid = c.conrelid AND x.indpred IS NULL AND x.indisvalid
                AND (x.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey
        )
    """
    async with engine.connect() as connection:
        assert (await connection.execute(text(query))).scalars().all() == []
        total = await connection.scalar(
            text("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conparentid = 0")
        )
    assert total == 32


async def test_names_fit_into_63_bytes_and_follow_the_convention(engine: AsyncEngine) -> None:
    for table in migrations.metadata().tables.values():
        names = [constraint.name for constraint in table.constraints] + [index.name for index in table.indexes]
        assert all(names), table.name
        assert max(len(str(name).encode()) for name in names) <= 63
    prefix = {"c": "ck_", "f": "fk_", "p": "pk_", "u": "uq_"}
    query = """
        SELECT contype::text, conname, relname FROM pg_constraint c JOIN pg_class t ON t.oid = conrelid
        WHERE connamespace = 'voguevault'::regnamespace AND NOT relispartition AND contype <> 'n'
    """
    for kind, name, table_name in await _rows(engine, query):
        assert name.startswith(f"{prefix[kind]}{table_name}"), name


async def test_two_processes_may_migrate_at_once(empty_database_url: str) -> None:
    await asyncio.gather(migrations.upgrade(empty_database_url), migrations.upgrade(empty_database_url))
    assert (await migrations.current(empty_database_url),) == migrations.heads()


async def _rows(engine: AsyncEngine, query: str) -> set[tuple[Any, ...]]:
    async with engine.connect() as connection:
        return {tuple(row) for row in await connection.execute(text(query))}


def test_the_schema_is_the_one_that_the_models_name() -> None:
    assert {table.schema for table in migrations.metadata().tables.values()} == {SCHEMA}
