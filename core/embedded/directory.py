"""DATA_DIR: made private, owned by one supervisor at a time, with the ports and passwords of its servers."""

import fcntl
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import SystemRandom

import msgspec

from core.errors import Conflict

_LOCK = "supervisor.lock"
_FACTS = "servers.json"


class DataDirInUse(Conflict):
    """Another supervisor lives on the directory."""

    code, title = "data_dir_in_use", "The data directory is in use"


class DataDirRefused(Conflict):
    """The directory is not ours to change."""

    code, title = "data_dir_refused", "The data directory cannot be used"


class Servers(msgspec.Struct, frozen=True):
    """Where the servers are; both URLs carry a password. `started` names what was started for this."""

    database_url: str
    redis_url: str
    started: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Servers(started={self.started})"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is decided once for a directory and kept: passwords, and the ports for as long as they are free."""

    postgres_password: str
    valkey_password: str
    postgres_port: int
    valkey_port: int

    def __repr__(self) -> str:
        return f"Facts(postgres_port={self.postgres_port}, valkey_port={self.valkey_port})"


class Living(msgspec.Struct, frozen=True):
    """What the lock file says while its owner's servers are up."""

    pid: int
    servers: Servers


def prepare(path: Path) -> Path:
    """`path`, absolute, as a directory that may be ours; raises DataDirRefused, and then has changed nothing."""
    path = path.resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status, foreign = path.stat(), not (path / _LOCK).exists() and any(path.iterdir())
    except OSError as error:
        raise DataDirRefused(f"DATA_DIR {path} cannot be used: {error.strerror}. Name another with DATA_DIR.") from None
    if status.st_uid != os.geteuid():
        raise DataDirRefused(f"DATA_DIR {path} belongs to user {status.st_uid}: start as that user, or name another.")
    if foreign and status.st_mode & 0o077:
        raise DataDirRefused(
            f"DATA_DIR {path} holds files that are not ours and others may enter it: name a new or an empty directory."
        )
    return path


class Lock:
    """The directory's lock, held until `release` or the end of this process; raises DataDirInUse where it is taken.

    Whoever holds it may change the directory, and nobody else: its mode becomes 0700 here.
    """

    def __init__(self, data_dir: Path) -> None:
        self._file = os.open(data_dir / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if not _lock(self._file):
            os.close(self._file)
            raise DataDirInUse(
                f"Another VogueVault is running on {data_dir}: stop it first, or give this one its own DATA_DIR."
            )
        os.ftruncate(self._file, 0)
        data_dir.chmod(0o700)

    def publish(self, servers: Servers) -> None:
        """Tells commands on the same directory where the servers are."""
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, msgspec.json.encode(Living(os.getpid(), servers)), 0)

    def withdraw(self) -> None:
        """From here on commands wait for the directory instead of attaching to it."""
        os.ftruncate(self._file, 0)

    def release(self) -> None:
        os.close(self._file)


def living(data_dir: Path) -> Living | None:
    """What a living supervisor on `data_dir` published; None where there is none, or it is not ready yet."""
    try:
        file = os.open(data_dir / _LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        if not _is_locked(file):
            return None
        return msgspec.json.decode(os.pread(file, 65536, 0), type=Living)
    except msgspec.DecodeError:
        return None
    finally:
        os.close(file)


def _lock(file: int) -> bool:
    """Whether the lock was free. Tries for a moment, since `living` takes a shared lock for some microseconds."""
    for _ in range(5):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.01)
        else:
            return True
    return False


def _is_locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(file, fcntl.LOCK_UN)
    return False


def has_facts(data_dir: Path) -> bool:
    return (data_dir / _FACTS).exists()


def facts(data_dir: Path) -> Facts:
    """The directory's facts, made at the first call; ports that are no longer free are replaced."""
    path = data_dir / _FACTS
    if has_facts(data_dir):
        kept = msgspec.json.decode(path.read_bytes(), type=Facts)
    else:
        kept = Facts(
            postgres_password=secrets.token_urlsafe(24),
            valkey_password=secrets.token_urlsafe(24),
            postgres_port=0,
            valkey_port=0,
        )
    ports = free_ports()
    now = msgspec.structs.replace(
        kept,
        postgres_port=kept.postgres_port if is_free(kept.postgres_port) else next(ports),
        valkey_port=kept.valkey_port if is_free(kept.valkey_port) else next(ports),
    )
    if now != kept or not path.exists():
        write_private(path, msgspec.json.encode(now))
    return now


def is_free(port: int) -> bool:
    """Whether a server may listen on 127.0.0.1:`port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return port != 0


def free_ports() -> Iterator[int]:
    """Free ports below Linux's ephemeral range (32768 up), so that no outgoing connection takes one meanwhile."""
    seen: set[int] = set()
    while True:
        port = SystemRandom().randrange(15000, 32000)
        if port not in seen and is_free(port):
            seen.add(port)
            yield port


def write_private(path: Path, content: bytes, *, own: Callable[[int], None] = lambda _: None) -> None:
    """Replaces `path` by a 0600 file with `content`, whole or not at all; `own` may change the open file's owner."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        own(file)
        os.write(file, content)
        os.fsync(file)
    finally:
        os.close(file)
    draft.replace(path)
