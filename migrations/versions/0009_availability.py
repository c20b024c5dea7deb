"""Triggers that keep an embedding's cheapest price and stock flag true."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Two statements: after the lock, the second one sees what whoever held it has committed. Without it two buyers who each
# take the last of another variant would both still see the other's, and the product would stay in stock for ever.
REFRESH = """
CREATE FUNCTION voguevault.refresh_availability(product_ids uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM voguevault.products WHERE id = ANY (product_ids) ORDER BY id FOR NO KEY UPDATE;
    UPDATE voguevault.product_embeddings AS e
    SET min_price = now_is.min_price, in_stock = now_is.min_price IS NOT NULL
    FROM (
        SELECT p.id, p.slot, p.department, voguevault.cheapest_in_stock(p.id) AS min_price
        FROM voguevault.products AS p WHERE p.id = ANY (product_ids)
    ) AS now_is
    WHERE e.product_id = now_is.id AND e.slot = now_is.slot AND e.department = now_is.department
        AND e.min_price IS DISTINCT FROM now_is.min_price;
END $$
"""

CHEAPEST = """
CREATE FUNCTION voguevault.cheapest_in_stock(product uuid) RETURNS bigint
LANGUAGE sql STABLE
RETURN (
    SELECT min(v.price) FROM voguevault.product_variants AS v
    WHERE v.product_id = product AND EXISTS (
        SELECT FROM voguevault.stock_levels AS s WHERE s.variant_id = v.id AND s.on_hand > s.reserved
    )
)
"""

# A reservation that leaves some on the shelf changes no flag and ends after the comparison.
STOCK_CHANGED = """
CREATE FUNCTION voguevault.stock_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    variant_ids uuid[];
    product_ids uuid[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(variant) INTO variant_ids
        FROM before AS b FULL JOIN changed AS c USING (id)
            CROSS JOIN unnest(ARRAY[b.variant_id, c.variant_id]) AS variant
        WHERE b.variant_id IS DISTINCT FROM c.variant_id
            OR (b.on_hand > b.reserved) IS DISTINCT FROM (c.on_hand > c.reserved);
    ELSE
        SELECT array_agg(variant_id) INTO variant_ids FROM changed WHERE on_hand > reserved;
    END IF;
    IF variant_ids IS NOT NULL THEN
        SELECT array_agg(DISTINCT product_id) INTO product_ids
        FROM voguevault.product_variants WHERE id = ANY (variant_ids);
        PERFORM voguevault.refresh_availability(product_ids);
    END IF;
    RETURN NULL;
END $$
"""

# No trigger for new variants: they have no stock yet, and its row fires the other trigger.
VARIANTS_CHANGED = """
CREATE FUNCTION voguevault.variants_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    product_ids uuid[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(DISTINCT product) INTO product_ids
        FROM before AS b FULL JOIN changed AS c USING (id)
            CROSS JOIN unnest(ARRAY[b.product_id, c.product_id]) AS product
        WHERE b.product_id IS DISTINCT FROM c.product_id OR b.price IS DISTINCT FROM c.price;
    ELSE
        SELECT array_agg(DISTINCT product_id) INTO product_ids FROM changed;
    END IF;
    IF product_ids IS NOT NULL THEN
        PERFORM voguevault.refresh_availability(product_ids);
    END IF;
    RETURN NULL;
END $$
"""

# FOR SHARE waits for whoever changes this product's stock; the next statement sees what they committed.
EMBEDDING_ADDED = """
CREATE FUNCTION voguevault.embedding_added() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM voguevault.products WHERE id = NEW.product_id FOR SHARE;
    NEW.min_price := voguevault.cheapest_in_stock(NEW.product_id);
    NEW.in_stock := NEW.min_price IS NOT NULL;
    RETURN NEW;
END $$
"""

# The foreign key's ON UPDATE CASCADE moves an embedding to its new partition, but there is none for "no slot".
SLOT_REMOVED = """
CREATE FUNCTION voguevault.slot_removed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    DELETE FROM voguevault.product_embeddings
    WHERE product_id = OLD.id AND slot = OLD.slot AND department = OLD.department;
    RETURN NEW;
END $$
"""

TRIGGERS = (
    "stock_added AFTER INSERT ON voguevault.stock_levels REFERENCING NEW TABLE AS changed "
    "FOR EACH STATEMENT EXECUTE FUNCTION voguevault.stock_changed()",
    "stock_updated AFTER UPDATE ON voguevault.stock_levels REFERENCING OLD TABLE AS before NEW TABLE AS changed "
    "FOR EACH STATEMENT EXECUTE FUNCTION voguevault.stock_changed()",
    "stock_removed AFTER DELETE ON voguevault.stock_levels REFERENCING OLD TABLE AS changed "
    "FOR EACH STATEMENT EXECUTE FUNCTION voguevault.stock_changed()",
    "variants_updated AFTER UPDATE ON voguevault.product_variants REFERENCING OLD TABLE AS before NEW TABLE AS changed "
    "FOR EACH STATEMENT EXECUTE FUNCTION voguevault.variants_changed()",
    "variants_removed AFTER DELETE ON voguevault.product_variants REFERENCING OLD TABLE AS changed "
    "FOR EACH STATEMENT EXECUTE FUNCTION voguevault.variants_changed()",
    "embedding_added BEFORE INSERT ON voguevault.product_embeddings "
    "FOR EACH ROW EXECUTE FUNCTION voguevault.embedding_added()",
    "slot_removed BEFORE UPDATE OF slot ON voguevault.products "
    "FOR EACH ROW WHEN (OLD.slot IS NOT NULL AND NEW.slot IS NULL) EXECUTE FUNCTION voguevault.slot_removed()",
)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for function in (CHEAPEST, REFRESH, STOCK_CHANGED, VARIANTS_CHANGED, EMBEDDING_ADDED, SLOT_REMOVED):
        op.get_bind().exec_driver_sql(function)
    for trigger in TRIGGERS:
        op.execute(f"CREATE TRIGGER {trigger}")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for trigger in TRIGGERS:
        name, rest = trigger.split(" ", 1)
        op.execute(f"DROP TRIGGER {name} ON {rest.split(' ON ', 1)[1].split(' ', 1)[0]}")
    for function in ("slot_removed", "embedding_added", "variants_changed", "stock_changed"):
        op.execute(f"DROP FUNCTION voguevault.{function}")
    op.execute("DROP FUNCTION voguevault.refresh_availability")
    op.execute("DROP FUNCTION voguevault.cheapest_in_stock")
