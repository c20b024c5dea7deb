"""The embedded servers under `kill -9`: of us, of either server, of all; and what an earlier life leaves behind."""

import asyncio
import contextlib
import os
import select
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg
import msgspec
import pytest
import redis.asyncio as redis

from core.embedded import CannotStart, Servers, Supervisor, attached_or_running, postgres, running, valkey
from core.embedded.identity import Identity, blocked_at

HOST = Path(__file__).with_name("embedded_host.py")
ROOT = os.geteuid() == 0


@contextmanager
def host(
    data_dir: Path, how: str = "watch", *, user: int | None = None, python: str = sys.executable
) -> Iterator[tuple[subprocess.Popen[str], Servers]]:
    """A process of its own that supervises `data_dir`; killed with all its servers at the end, if it still lives."""
    process = subprocess.Popen(
        [python, str(HOST), str(data_dir), how],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(HOST.parents[2]), sysconfig.get_path("purelib")))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    try:
        assert select.select([process.stdout], [], [], 60)[0], "the servers were not ready within a minute"
        line = process.stdout.readline()
        assert line, process.stderr.read()
        yield process, msgspec.json.decode(line, type=Servers)
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()
        assert eventually(lambda: not servers_of(data_dir), 30), "orphans are left"


def servers_of(data_dir: Path) -> list[int]:
    """The pids of every server process that works in `data_dir`."""
    return postgres.backends(data_dir / "postgres/cluster") + valkey.orphans(data_dir / "valkey")


def postmaster_of(data_dir: Path) -> int:
    return int((data_dir / "postgres/cluster/postmaster.pid").read_text().split("\n", 1)[0])


def eventually(condition: Callable[[], bool], timeout_s: float) -> bool:
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def write(servers: Servers, number: int) -> None:
    """One committed row and one acknowledged key."""

    async def go() -> None:
        async with connected(servers) as (connection, client):
            await connection.execute("CREATE TABLE IF NOT EXISTS kept (number int PRIMARY KEY)")
            await connection.execute("INSERT INTO kept VALUES ($1)", number)
            await client.set(f"kept:{number}", number)

    asyncio.run(go())


def kept(servers: Servers) -> tuple[list[int], list[int]]:
    """The rows and the keys there are; asks again for forty seconds, while a server is coming back."""

    async def go() -> tuple[list[int], list[int]]:
        async with connected(servers) as (connection, client):
            rows = await connection.fetch("SELECT number FROM kept ORDER BY number")
            keys = [int(await client.get(key) or -1) async for key in client.scan_iter("kept:*")]
            return [row["number"] for row in rows], sorted(keys)

    deadline = time.monotonic() + 40
    while True:
        try:
            return asyncio.run(go())
        except (OSError, redis.RedisError, asyncpg.PostgresError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


@asynccontextmanager
async def connected(servers: Servers) -> AsyncIterator[tuple[asyncpg.Connection, redis.Redis]]:
    connection = await asyncpg.connect(servers.database_url, timeout=5)
    client = redis.from_url(servers.redis_url)
    try:
        yield connection, client
    finally:
        await client.aclose()
        await connection.close()


def test_kill_9_of_the_supervisor_leaves_no_orphan_and_loses_nothing(tmp_path: Path) -> None:
    with host(tmp_path / "data") as (process, servers):
        write(servers, 1)
        process.kill()
        process.wait()
        assert eventually(lambda: not servers_of(tmp_path / "data"), 30)
    began = time.monotonic()
    with running(tmp_path / "data") as again:
        assert time.monotonic() - began < 5
        assert kept(again) == ([1], [1])


def test_the_next_start_waits_for_the_servers_of_a_killed_supervisor(tmp_path: Path) -> None:
    with host(tmp_path / "data") as (process, servers):
        write(servers, 1)
        process.kill()
        process.wait()
        with attached_or_running(tmp_path / "data") as again:  # at once: the old servers are still on their way out
            assert again.started == ("Valkey", "PostgreSQL")
            assert kept(again) == ([1], [1])


def test_kill_9_of_postgresql_brings_it_back_on_the_same_port_with_every_row(tmp_path: Path) -> None:
    with host(tmp_path / "data") as (_, servers):
        for number in range(3):
            write(servers, number)
            killed = postmaster_of(tmp_path / "data")
            os.kill(killed, signal.SIGKILL)
            assert eventually(lambda: not Path(f"/proc/{killed}/cwd").exists(), 5)  # noqa: B023
            assert kept(servers) == (list(range(number + 1)), list(range(number + 1)))
            assert postmaster_of(tmp_path / "data") != killed


@pytest.mark.slow
def test_a_backend_that_computes_does_not_hold_up_the_return_of_postgresql(tmp_path: Path) -> None:
    with host(tmp_path / "data") as (_, servers):
        write(servers, 1)
        # counting never looks whether the postmaster lives
        query = "SELECT count(*) FROM generate_series(1, 1000000000000)"
        with killed_in_the_end(postgres.program("psql"), servers.database_url, "-c", query):
            assert eventually(lambda: busy_backends(tmp_path / "data") != [], 10)
            (busy,) = busy_backends(tmp_path / "data")
            os.kill(postmaster_of(tmp_path / "data"), signal.SIGKILL)
            assert kept(servers) == ([1], [1])
            assert not Path(f"/proc/{busy}/cwd").exists()


@contextmanager
def killed_in_the_end(*command: str) -> Iterator[None]:
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.kill()


def busy_backends(data_dir: Path) -> list[int]:
    pids = postgres.backends(data_dir / "postgres/cluster")
    return [pid for pid in pids if b"SELECT" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_kill_9_of_valkey_brings_it_back_on_the_same_port_with_every_key(tmp_path: Path) -> None:
    with host(tmp_path / "data") as (_, servers):
        for number in range(3):
            write(servers, number)
            (killed,) = valkey.orphans(tmp_path / "data/valkey")
            os.kill(killed, signal.SIGKILL)
            assert kept(servers) == (list(range(number + 1)), list(range(number + 1)))
            assert valkey.orphans(tmp_path / "data/valkey") != [killed]


def test_kill_9_of_everything_at_once_loses_nothing(tmp_path: Path) -> None:
    with host(tmp_path / "data") as (process, servers):
        write(servers, 1)
        for pid in (process.pid, *servers_of(tmp_path / "data")):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
    assert (tmp_path / "data/postgres/cluster/postmaster.pid").exists()
    with running(tmp_path / "data") as again:
        assert kept(again) == ([1], [1])


@pytest.mark.parametrize("after_s", [0.2, 0.5])
def test_kill_9_during_the_first_start_leaves_nothing_half_made(tmp_path: Path, after_s: float) -> None:
    process = subprocess.Popen([sys.executable, str(HOST), str(tmp_path / "data"), "watch"], stdout=subprocess.DEVNULL)
    time.sleep(after_s)
    process.kill()
    process.wait()
    with running(tmp_path / "data") as servers:
        write(servers, 1)
        assert kept(servers) == ([1], [1])


@pytest.mark.parametrize("how", ["watch", "running"])
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_both_cleanly(tmp_path: Path, sent: signal.Signals, how: str) -> None:
    with host(tmp_path / "data", how) as (process, servers):
        write(servers, 1)
        process.send_signal(sent)
        status = process.wait(20)
        assert status == (143 if sent == signal.SIGTERM else -signal.SIGINT)
        assert servers_of(tmp_path / "data") == []
        assert "database system is shut down" in (tmp_path / "data/log/postgres.log").read_text()
        assert not (tmp_path / "data/postgres/cluster/postmaster.pid").exists()
        assert "ready to exit" in (tmp_path / "data/log/valkey.log").read_text()


def test_a_normal_exit_stops_both_cleanly(tmp_path: Path) -> None:
    with host(tmp_path / "data", "exit") as (process, _):
        assert process.wait(20) == 0
        assert servers_of(tmp_path / "data") == []
        assert "database system is shut down" in (tmp_path / "data/log/postgres.log").read_text()


@pytest.fixture
def crashed(tmp_path: Path) -> Path:
    """A data directory whose servers and supervisor were all killed, with its pid file left."""
    data_dir = tmp_path / "data"
    with host(data_dir) as (process, _):
        for pid in (process.pid, *servers_of(data_dir)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    return data_dir


def rename_pid(data_dir: Path, pid: int) -> None:
    path = data_dir / "postgres/cluster/postmaster.pid"
    path.write_text("\n".join([str(pid), *path.read_text().split("\n")[1:]]))


def starts(data_dir: Path) -> bool:
    with running(data_dir) as servers:
        write(servers, 7)
        return kept(servers) == ([7], [7])


def test_a_stale_pid_file_that_names_a_stranger_is_no_obstacle(crashed: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as stranger:
        rename_pid(crashed, stranger.pid)
        assert starts(crashed)
        assert stranger.poll() is None, "the stranger was harmed"
        stranger.kill()


def test_a_stale_pid_file_that_names_a_zombie_is_no_obstacle(crashed: Path) -> None:
    zombie = subprocess.Popen(["true"])
    assert eventually(lambda: ") Z " in Path(f"/proc/{zombie.pid}/stat").read_text(), 5)
    rename_pid(crashed, zombie.pid)
    assert starts(crashed)
    zombie.wait()


def test_a_stale_pid_file_that_names_the_postgresql_of_another_directory_leaves_that_alone(
    crashed: Path, tmp_path: Path
) -> None:
    with running(tmp_path / "other") as other:
        rename_pid(crashed, postmaster_of(tmp_path / "other"))
        assert starts(crashed)
        write(other, 1)


def test_an_orphaned_postmaster_and_valkey_are_ended_before_a_new_start(tmp_path: Path) -> None:
    """As where the kernel has no parent-death signal: both are spawned by hand, from nobody's supervisor."""
    with running(tmp_path / "data") as servers:
        write(servers, 1)
        conf = (tmp_path / "data/valkey/valkey.conf").read_text()
    supervisor = Supervisor(tmp_path / "data")
    supervisor.start()
    orphans, supervisor._daemons = supervisor._daemons, []
    supervisor.stop()  # gives the directory back and leaves its servers running
    assert conf == (tmp_path / "data/valkey/valkey.conf").read_text()
    assert all(daemon.exit_status() is None for daemon in orphans)
    with running(tmp_path / "data") as again:
        assert all(daemon.exit_status() is not None for daemon in orphans)
        assert "received fast shutdown request" in (tmp_path / "data/log/postgres.log").read_text()
        assert kept(again) == ([1], [1])


@pytest.fixture
def open_dir() -> Iterator[Path]:
    """A directory that every user may enter, which pytest's own is not."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


def may_reach(user: int, *paths: str) -> bool:
    return all(blocked_at(Path(path), Identity(user=user, group=user)) is None for path in paths)


def python_for(user: int) -> str | None:
    """A Python of this one's version that `user` may run: this one may lie in root's home."""
    system = f"/usr/bin/python3.{sys.version_info.minor}"
    for python in (sys.executable, system):
        if Path(python).exists() and may_reach(user, python, os.path.realpath(python), str(HOST), valkey.program()):
            return python
    return None


@pytest.mark.skipif(not ROOT, reason="only root can become nobody")
def test_root_without_user_namespaces_runs_the_servers_as_nobody(open_dir: Path) -> None:
    if not may_reach(65534, postgres.program("postgres")):
        pytest.skip("the checkout lies where nobody may not enter")
    (open_dir / "data").mkdir(mode=0o700)
    with host(open_dir / "data", "nobody") as (process, servers):
        write(servers, 1)
        assert {os.stat(f"/proc/{pid}").st_uid for pid in servers_of(open_dir / "data")} == {65534}
        process.kill()
        process.wait()
        assert eventually(lambda: not servers_of(open_dir / "data"), 30)
    assert open_dir.stat().st_mode & 0o777 == 0o755
    with running(open_dir / "data") as again:  # and back, in a namespace
        assert (open_dir / "data").stat().st_mode & 0o777 == 0o700
        assert kept(again) == ([1], [1])
    assert {path.stat().st_uid for path in (open_dir / "data").rglob("*")} == {0}


@pytest.mark.skipif(not ROOT, reason="only root can become nobody")
def test_root_is_told_what_to_do_where_nobody_may_not_enter(open_dir: Path) -> None:
    if not may_reach(65534, postgres.program("postgres")):
        pytest.skip("the checkout lies where nobody may not enter")
    (open_dir / "closed").mkdir(mode=0o700)
    with pytest.raises(CannotStart, match=rf"`nobody` may not enter {open_dir}/closed: start as another user, move to"):
        Supervisor(open_dir / "closed/data", allow_namespace=False).start()
    assert (open_dir / "closed").stat().st_mode & 0o777 == 0o700


@pytest.mark.slow
@pytest.mark.skipif(not ROOT, reason="only root can become another user")
@pytest.mark.parametrize("user", [1, 54321], ids=["with a name", "without a name"])
def test_a_normal_user_runs_both(open_dir: Path, user: int) -> None:
    python = python_for(user)
    if python is None:
        pytest.skip("this Python or the checkout lies where other users may not enter")
    (open_dir / "home").mkdir()
    os.chown(open_dir / "home", user, user)
    with host(open_dir / "home/data", user=user, python=python) as (_, servers):
        write(servers, 1)
        os.kill(postmaster_of(open_dir / "home/data"), signal.SIGKILL)
        assert kept(servers) == ([1], [1])
        assert {path.stat().st_uid for path in (open_dir / "home").rglob("*")} == {user}


@pytest.mark.skipif(not ROOT, reason="only root can look into another user's directory")
def test_root_refuses_the_directory_of_another_user(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    os.chown(tmp_path / "data", 1, 1)
    with pytest.raises(Exception, match="belongs to user 1: start as that user"):
        Supervisor(tmp_path / "data").start()
    assert list((tmp_path / "data").iterdir()) == []


def test_a_server_that_cannot_start_says_why_and_nothing_is_left(tmp_path: Path) -> None:
    with running(tmp_path / "data"):
        pass
    (tmp_path / "data/postgres/cluster/global/pg_control").write_bytes(b"")
    with pytest.raises(CannotStart, match=r"PostgreSQL did not start; it said:\n(.|\n)*pg_control"):
        Supervisor(tmp_path / "data").start()
    assert servers_of(tmp_path / "data") == []


def test_a_warm_start_takes_less_than_a_second(tmp_path: Path) -> None:
    with running(tmp_path / "data"):
        pass
    took = []
    for _ in range(3):
        began = time.monotonic()
        with running(tmp_path / "data"):
            took.append(time.monotonic() - began)
    assert min(took) < 1.0
