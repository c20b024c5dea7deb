"""Alembic migrations: the only way a schema is made, in tests too."""
