"""Real servers from wheels: PostgreSQL with pgvector, and Valkey, under one directory, owned by one supervisor.

`Supervisor` starts, watches and stops them; `running` is that as a context; `attached_or_running` is for commands,
which use the servers of a supervisor that already lives on the directory. A caller that starts a `Supervisor` itself
does so within `exiting_on_signals`. Linux only; anywhere else, and in production, DATABASE_URL and REDIS_URL name
servers of one's own.
"""

from core.embedded.directory import DataDirInUse, DataDirRefused, Servers
from core.embedded.process import CannotStart
from core.embedded.supervisor import Supervisor, attached_or_running, exiting_on_signals, running

__all__ = [
    "CannotStart",
    "DataDirInUse",
    "DataDirRefused",
    "Servers",
    "Supervisor",
    "attached_or_running",
    "exiting_on_signals",
    "running",
]
