"""One start of the embedded servers, looked at from every side; what kills them is in test_embedded_crash."""

import os
import signal
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
import redis.asyncio as redis

from core.embedded import DataDirInUse, DataDirRefused, Servers, Supervisor, attached_or_running, running
from core.embedded.directory import facts, is_free

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("embedded") / 'a directory\'s "é" \\'


@pytest.fixture(scope="module")
def servers(data_dir: Path) -> Iterator[Servers]:
    with running(data_dir) as servers:
        yield servers


async def value(servers: Servers, query: str) -> object:
    connection = await asyncpg.connect(servers.database_url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_postgresql_is_18_durable_and_on_loopback_alone(servers: Servers) -> None:
    assert str(await value(servers, "SHOW server_version")).startswith("18.")
    assert await value(servers, "SELECT current_database()") == "voguevault"
    for setting, expected in {
        "fsync": "on",
        "synchronous_commit": "on",
        "TimeZone": "UTC",
        "listen_addresses": "127.0.0.1",
        "max_connections": "100",
        "server_encoding": "UTF8",
    }.items():
        assert await value(servers, f"SHOW {setting}") == expected


async def test_postgresql_keeps_at_most_an_eighth_of_the_memory_for_pages(servers: Servers) -> None:
    pages = await value(servers, "SELECT setting::bigint * 8192 FROM pg_settings WHERE name = 'shared_buffers'")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    assert isinstance(pages, int)
    assert 128 << 20 <= pages <= max(128 << 20, memory // 8)


async def test_the_locale_is_the_built_in_utf_8(servers: Servers) -> None:
    query = "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = 'voguevault'"
    assert await value(servers, query) == "b C.UTF-8"
    assert await value(servers, "SELECT lower('ÀÉÎ ŽLUŤ')") == "àéî žluť"


async def test_the_extensions_can_be_made(servers: Servers) -> None:
    connection = await asyncpg.connect(servers.database_url)
    try:
        for extension in ("vector", "pg_trgm", "unaccent"):
            await connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        version = await connection.fetchval("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
        assert tuple(map(int, version.split("."))) >= (0, 8, 0)
        assert await connection.fetchval("SELECT unaccent('crème brûlée')") == "creme brulee"
        assert await connection.fetchval("SELECT '[1,0]'::halfvec <=> '[0,1]'::halfvec") == 1.0
    finally:
        await connection.close()


async def test_valkey_keeps_a_log_of_every_write(servers: Servers) -> None:
    client = redis.from_url(servers.redis_url)
    try:
        assert (await client.config_get("append*"))["appendonly"] == "yes"
        assert (await client.config_get("appendfsync"))["appendfsync"] == "everysec"
        assert await client.config_get("bind") == {"bind": "127.0.0.1"}
    finally:
        await client.aclose()


async def test_a_wrong_password_opens_neither(servers: Servers) -> None:
    wrong = servers.database_url.replace(":", ":x", 2).replace("postgresql:x", "postgresql:", 1)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(wrong)
    client = redis.from_url("redis://127.0.0.1:" + servers.redis_url.rsplit(":", 1)[1])
    with pytest.raises(redis.AuthenticationError):
        await client.get("anything")
    await client.aclose()


def test_no_password_shows_in_a_process_list_or_a_repr(servers: Servers, data_dir: Path) -> None:
    kept = facts(data_dir)
    lines = b"".join(path.read_bytes() for path in _readable(Path("/proc").glob("[0-9]*/cmdline")))
    assert str(data_dir).encode() in lines
    for secret in (kept.postgres_password, kept.valkey_password):
        assert secret in servers.database_url + servers.redis_url
        assert secret.encode() not in lines
        assert secret not in repr(servers) + repr(kept)


def _readable(paths: Iterator[Path]) -> Iterator[Path]:
    for path in paths:
        try:
            path.read_bytes()
        except OSError:
            continue
        yield path


def test_the_directory_is_private_and_so_is_every_secret(servers: Servers, data_dir: Path) -> None:
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700
    for name in ("servers.json", "supervisor.lock", "valkey/valkey.conf"):
        assert stat.S_IMODE((data_dir / name).stat().st_mode) == 0o600
    assert not (data_dir / "postgres/pwfile").exists()


def test_a_second_instance_is_refused_with_a_sentence(servers: Servers, data_dir: Path) -> None:
    with pytest.raises(DataDirInUse, match=r"Another VogueVault is running on .*: stop it first"):
        Supervisor(data_dir).start()
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700


async def test_a_command_attaches_to_the_living_servers_and_leaves_them(servers: Servers, data_dir: Path) -> None:
    with attached_or_running(data_dir) as attached:
        assert (attached.database_url, attached.redis_url) == (servers.database_url, servers.redis_url)
        assert attached.started == ()
    assert await value(servers, "SELECT 1") == 1


def test_only_the_main_thread_may_start_servers(tmp_path: Path) -> None:
    said: list[str] = []

    def start() -> None:
        try:
            Supervisor(tmp_path / "data").start()
        except RuntimeError as error:
            said.append(str(error))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert said == ["start the servers from the main thread: they die with the thread that starts them"]
    assert not (tmp_path / "data").exists()


def test_a_directory_with_files_of_others_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(DataDirRefused, match="holds files that are not ours"):
        Supervisor(tmp_path).start()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_in_the_place_of_the_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(DataDirRefused, match="Name another with DATA_DIR"):
        Supervisor(tmp_path / "data").start()


async def test_ports_and_passwords_are_kept_unless_a_port_is_taken(tmp_path: Path) -> None:
    with running(tmp_path / "data") as first:
        await value(first, "CREATE TABLE kept AS SELECT 42 AS answer")
    with running(tmp_path / "data") as second:
        assert (second.database_url, second.redis_url) == (first.database_url, first.redis_url)
        assert await value(second, "SELECT answer FROM kept") == 42
    port = facts(tmp_path / "data").postgres_port
    with socket.socket() as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        thief.bind(("127.0.0.1", port))
        thief.listen()
        assert not is_free(port)
        with running(tmp_path / "data") as third:
            assert f":{port}/" not in third.database_url
            assert third.redis_url == first.redis_url
            assert await value(third, "SELECT answer FROM kept") == 42


async def test_a_server_that_is_no_longer_wanted_is_gone_and_its_port_free(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path / "data")
    supervisor.start()
    pids = [daemon.pid for daemon in supervisor._daemons]
    kept = facts(tmp_path / "data")
    supervisor.stop()
    supervisor.stop()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, signal.SIG_DFL)
    assert is_free(kept.postgres_port)
    assert is_free(kept.valkey_port)
    assert not (tmp_path / "data/postgres/cluster/postmaster.pid").exists()


async def test_when_the_file_with_the_passwords_is_lost_the_data_is_not(tmp_path: Path) -> None:
    with running(tmp_path / "data") as servers:
        await value(servers, "CREATE TABLE kept AS SELECT 42 AS answer")
    (tmp_path / "data/servers.json").unlink()
    with running(tmp_path / "data") as again:
        assert again.database_url.split("@")[0] != servers.database_url.split("@")[0]
        assert await value(again, "SELECT answer FROM kept") == 42
