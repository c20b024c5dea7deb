"""`aurora serve` and the commands beside it, as processes: what they print, how they end, what they leave."""

import asyncio
import json
import socket
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest

from tests.aurora.contract import check_problem
from tests.e2e.serving import FirstStart, Serving, copy_of, eventually, kill_9, run, serving

pytestmark = pytest.mark.slow

KEY = "sk-e2e-never-in-a-log-0123456789"


@pytest.fixture(scope="module")
def server(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server that has a key to an LLM at which nobody answers."""
    data_dir = copy_of(filled, tmp_path_factory.mktemp("serve"))
    with serving(data_dir, OPENAI_API_KEY=KEY, OPENAI_BASE_URL="http://127.0.0.1:9/v1", LOG_LEVEL="DEBUG") as server:
        seconds = server.start()
        print(f"a warm start was ready after {seconds:.1f} s")  # noqa: T201
        yield server


def test_the_first_start_says_what_it_does_and_where_to_click(started_once: FirstStart) -> None:
    print(f"the first start was ready after {started_once.seconds:.1f} s")  # noqa: T201
    for sentence in ("PostgreSQL on port", "Loading the demo catalogue", "Embedding", "Aurora is ready: http://127"):
        assert sentence in started_once.said
    assert started_once.health["ready"] is True
    assert {check["ok"] for check in started_once.health["checks"].values()} == {True}


def test_sigterm_stops_everything_within_seconds_with_exit_code_0(started_once: FirstStart) -> None:
    assert started_once.exit_code == 0
    assert started_once.stop_seconds < 15
    assert started_once.left == 0
    assert "Stopped." in started_once.said


def test_a_second_start_embeds_nothing_again_and_is_ready_within_seconds(filled: Path, tmp_path: Path) -> None:
    with serving(copy_of(filled, tmp_path)) as server:
        seconds = server.start()
        print(f"a warm start was ready after {seconds:.1f} s")  # noqa: T201
        assert "Loading the demo catalogue" not in server.said()
        assert seconds < 20
        assert server.stop() == 0
        assert server.children() == []


def test_a_second_server_on_the_same_directory_is_refused_in_one_sentence(server: Serving) -> None:
    refused = run(server.data_dir, "serve")

    assert refused.returncode == 1
    assert refused.stderr.strip() == (
        f"Another VogueVault is running on {server.data_dir}: stop it first, or give this one its own DATA_DIR."
    )
    assert refused.stdout == ""
    assert server.is_ready()


def test_a_taken_port_is_refused_before_anything_is_started(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        refused = run(tmp_path / "data", "serve", PORT=port)

    assert refused.returncode == 1
    assert refused.stderr.strip() == (
        f"Cannot listen on 127.0.0.1:{port} (Address already in use): stop what listens there, or set PORT or HOST."
    )
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "eighty", "PORT: must be a whole number from 0 to 65535, not 'eighty'"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL: must be one of DEBUG, INFO, WARNING, ERROR, not 'LOUD'"),
        ("DATABASE_URL", "mysql://a:hush@b/c", "DATABASE_URL: must be a URL that begins with postgresql://"),
        ("ENVIRONMENT", "production", "JWT_SECRET: is required when ENVIRONMENT=production"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    refused = run(tmp_path / "data", "serve", **{name: value})

    assert refused.returncode == 1
    assert refused.stderr.startswith(sentence)
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "hush" not in refused.stderr
    assert not (tmp_path / "data").exists()


def test_the_doctor_says_as_json_what_is_on_and_what_is_off(server: Serving) -> None:
    told = run(server.data_dir, "doctor", "--json", OPENAI_API_KEY=KEY)

    findings = {finding["name"]: finding for finding in json.loads(told.stdout)}
    assert told.returncode == 0
    assert {findings[name]["state"] for name in ("database", "schema", "redis", "embeddings")} == {"on"}
    assert findings["database"]["detail"].startswith("PostgreSQL 18")
    assert findings["language model"] == {
        "name": "language model", "state": "on", "detail": "OPENAI_API_KEY is set"
    }  # fmt: skip
    assert findings["mail"]["state"] == "off"
    assert "SMTP_URL" in findings["mail"]["detail"]
    assert KEY not in told.stdout + told.stderr


def test_the_doctor_ends_with_1_where_something_is_broken(tmp_path: Path) -> None:
    urls = {"DATABASE_URL": "postgresql://nobody:hush@127.0.0.1:9/none", "REDIS_URL": "redis://:hush@127.0.0.1:9/0"}
    told = run(tmp_path / "data", "doctor", "--json", **urls)

    states = {finding["name"]: finding["state"] for finding in json.loads(told.stdout)}
    assert told.returncode == 1
    assert (states["database"], states["redis"], states["embeddings"]) == ("broken", "broken", "on")
    assert "hush" not in told.stdout + told.stderr


def test_commands_use_the_running_servers_and_leave_them_running(server: Serving) -> None:
    postmaster = server.postmaster()
    embedded = run(server.data_dir, "embed", "--json")
    migrated = run(server.data_dir, "migrate")

    counts = json.loads(embedded.stdout)
    assert (embedded.returncode, migrated.returncode) == (0, 0)
    assert counts["embedded"] == 0
    assert counts["seen"] == counts["unchanged"] > 600
    assert migrated.stderr.startswith("The schema stands at ")
    assert server.postmaster() == postmaster
    assert server.is_ready()


def test_help_lists_the_commands_and_each_has_its_own(tmp_path: Path) -> None:
    overview = run(tmp_path / "data", "--help").stdout
    commands = ("serve", "migrate", "seed", "catalog", "embed", "doctor", "bench")

    assert all(f"\n  {command} " in overview for command in commands)
    shown = run(tmp_path / "data", "serve", "--help")
    assert shown.returncode == 0
    assert "--no-demo" in shown.stdout
    assert run(tmp_path / "data", "--version").stdout.strip() == f"aurora, version {version('voguevault')}"
    assert run(tmp_path / "data", "dance").returncode == 2


def test_no_secret_is_in_what_is_printed_or_logged(server: Serving) -> None:
    """Also with a turn whose LLM cannot be reached, and while the database is away."""
    with httpx.Client(base_url=server.base_url, timeout=60) as client:
        replied = client.post("/api/aurora/chat", json={"message": "an outfit for work, women, under 300 dollars"})
        assert replied.json()["responder"]["degraded"] is True
        kill_9(server.postmaster())
        answers = [client.get("/api/aurora/conversations").status_code for _ in range(5)]
        assert set(answers) <= {200, 503}
    assert eventually(server.is_ready, 30)
    assert secrets_in_logs(server) == []


def test_a_crash_is_logged_with_its_traceback_but_without_a_secret(server: Serving) -> None:
    """The crash is one in connecting, where variables hold the database's URL."""

    async def accept(yes: bool) -> None:
        aside = urlsplit(server.servers().database_url)._replace(path="/postgres").geturl()
        connection = await asyncpg.connect(aside)
        await connection.execute(f"ALTER DATABASE voguevault ALLOW_CONNECTIONS {yes}")
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'voguevault' AND NOT $1", yes
        )
        await connection.close()

    asyncio.run(accept(False))
    try:
        crashed = httpx.post(f"{server.base_url}/api/aurora/chat", json={"message": "hello"}, timeout=60)
    finally:
        asyncio.run(accept(True))

    check_problem(crashed.json(), 500)
    assert "connections" not in crashed.json()["detail"]
    assert "is not currently accepting connections" in server.said()
    assert secrets_in_logs(server) == []


def secrets_in_logs(server: Serving) -> list[str]:
    """Which of the server's secrets stand in which of its logs."""
    facts = json.loads((server.data_dir / "servers.json").read_bytes())
    secrets = {
        "OPENAI_API_KEY": KEY,
        "the database's password": facts["postgres_password"],
        "Valkey's password": facts["valkey_password"],
        "the signing secret": (server.data_dir / "secret").read_text(),
    }
    logs = {log.name: log.read_text(errors="replace") for log in (server.log, *(server.data_dir / "log").iterdir())}
    return [f"{name} in {log}" for log, text in logs.items() for name, secret in secrets.items() if secret in text]
