"""Where a command finds its servers: the ones that the settings name, else the embedded ones."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.embedded import attached_or_running
from core.settings import Settings


@contextmanager
def database_url(settings: Settings) -> Iterator[str]:
    """DATABASE_URL, else that of the embedded PostgreSQL: a living server's, or one that is started for the while."""
    if settings.database_url:
        yield settings.database_url
        return
    with attached_or_running(settings.data_dir) as servers:
        yield servers.database_url
