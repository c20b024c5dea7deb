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


@contextmanager
def server_urls(settings: Settings) -> Iterator[tuple[str, str]]:
    """DATABASE_URL and REDIS_URL; for what is not set the embedded server's."""
    if settings.database_url and settings.redis_url:
        yield settings.database_url, settings.redis_url
        return
    with attached_or_running(settings.data_dir) as servers:
        yield settings.database_url or servers.database_url, settings.redis_url or servers.redis_url
