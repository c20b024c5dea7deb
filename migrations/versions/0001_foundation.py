"""Extensions, the schema, and the functions that tables and triggers stand on."""

from alembic import op
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

EXTENSIONS = ("vector", "pg_trgm", "unaccent", "citext")

# unaccent() is only STABLE, since a dictionary may be redefined; a generated column needs IMMUTABLE. Whoever changes
# the dictionary has to rewrite products (as with a change of collation).
PLAIN = """
CREATE FUNCTION voguevault.plain(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN public.unaccent('public.unaccent'::regdictionary, words)
"""

# left(): a tsvector may not pass 1 MB, and a feed's longest text must not stop its product.
SEARCH_DOCUMENT = """
CREATE FUNCTION voguevault.search_document(title text, brand text, category text, colours text[], description text)
RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN
    setweight(to_tsvector('pg_catalog.english', voguevault.plain(left(coalesce(title, ''), 2000))), 'A')
    || setweight(to_tsvector('pg_catalog.english', voguevault.plain(
        left(coalesce(brand, ''), 500) || ' ' || replace(coalesce(category, ''), '_', ' ')
        || ' ' || left(array_to_string(coalesce(colours, '{}'), ' '), 2000))), 'B')
    || setweight(to_tsvector('pg_catalog.english', voguevault.plain(left(coalesce(description, ''), 20000))), 'C')
"""

SEARCH_QUERY = """
CREATE FUNCTION voguevault.search_query(words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN websearch_to_tsquery('pg_catalog.english', voguevault.plain(left(words, 2000)))
"""

TOUCH = """
CREATE FUNCTION voguevault.touch_updated_at() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _ensure_extensions()
    op.execute("CREATE SCHEMA voguevault")
    for function in (PLAIN, SEARCH_DOCUMENT, SEARCH_QUERY, TOUCH):
        op.get_bind().exec_driver_sql(function)


def downgrade() -> None:
    """The extensions stay: others may use them, and the migration did not necessarily create them."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP FUNCTION voguevault.touch_updated_at")
    op.execute("DROP FUNCTION voguevault.search_query")
    op.execute("DROP FUNCTION voguevault.search_document")
    op.execute("DROP FUNCTION voguevault.plain")
    op.execute("DROP SCHEMA voguevault")


def _ensure_extensions() -> None:
    """Creates what is missing. A role that may not is told all at once what to ask an administrator for."""
    bind = op.get_bind()
    query = "SELECT e.extname, n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
    present = {row.extname: row.nspname for row in bind.execute(text(query))}
    misplaced = [name for name in EXTENSIONS if present.get(name, "public") != "public"]
    if misplaced:
        moves = " ".join(f"ALTER EXTENSION {name} SET SCHEMA public;" for name in misplaced)
        raise RuntimeError(f"These extensions must be in the schema public; an administrator can run: {moves}")
    missing = [name for name in EXTENSIONS if name not in present]
    try:
        with bind.begin_nested():
            for name in missing:
                bind.execute(text(f"CREATE EXTENSION IF NOT EXISTS {name} WITH SCHEMA public"))
    except DBAPIError as error:
        wanted = " ".join(f"CREATE EXTENSION IF NOT EXISTS {name} WITH SCHEMA public;" for name in missing)
        reason = str(error.orig).split(": ", 1)[-1]
        raise RuntimeError(
            f"The database lacks extensions that this role cannot create ({reason}). "
            f"An administrator can run in this database: {wanted}"
        ) from error
