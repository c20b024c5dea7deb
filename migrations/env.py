"""What Alembic runs for each command; the connection comes from `migrations`, which is the only way in."""

from alembic import context
from sqlalchemy import Connection, text

from migrations import comparison, metadata


def run(connection: Connection) -> None:
    """The wanted migrations in one transaction: all of them or none.

    lock_timeout: a migration that waits for a busy table makes every later query on it wait too, so it gives up first.
    """
    context.configure(connection=connection, target_metadata=metadata(), **comparison())
    with context.begin_transaction():
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        context.run_migrations()


run(context.config.attributes["connection"])
