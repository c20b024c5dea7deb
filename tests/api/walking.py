"""Schemathesis over the OpenAPI document of a real server: what it may find, and for how long it looks.

    python -m tests.api.walking --minutes 10

asks as a guest, as a customer and as an admin, a third of the time each.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import click
import jwt
import msgspec

import migrations
from aurora.app import create_app
from core import access
from core.access import AccessTokens
from core.db import database
from core.embedded import running
from core.models import User
from core.settings import Settings
from core.visitors import signing_secrets
from tests.app_server import served
from tests.factories import make_one_of_everything, make_product, make_user

Who = Literal["guest", "customer", "admin"]
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
PHASES = "examples,coverage,fuzzing"
ENDS_THE_SESSION = "^/api/(auth|account)"
"""Signed in, these are left to their own tests: they end the session that the walk goes on with."""


class Walk(msgspec.Struct, frozen=True):
    """One run: how it ended and all that was said."""

    who: Who
    clean: bool
    report: str


def settings_for(data_dir: Path) -> Settings:
    """A shop whose quotas do not end a walk: refusals for haste are not what is looked for."""
    much = 1_000_000
    return Settings(
        data_dir=data_dir, log_level="ERROR", chat_rate_per_minute=much, rate_reads_per_minute=much,
        rate_writes_per_minute=much,
    )  # fmt: skip


@asynccontextmanager
async def shop(database_url: str, redis_url: str, settings: Settings) -> AsyncIterator[str]:
    """The base URL of a server over a database with a few rows in every table."""
    async with database(database_url) as sessions, sessions.begin() as session:
        await make_one_of_everything(session)
        for n in range(3):
            await make_product(session, slug=f"walk-{n}")
    async with served(create_app(settings, database_url=database_url, redis_url=redis_url)) as base_url:
        yield base_url


async def token_for(who: Who, database_url: str, settings: Settings, *, lifetime_s: int = 7200) -> str | None:
    """An access token of a new account that outlasts the walk; None for a guest."""
    if who == "guest":
        return None
    async with database(database_url) as sessions, sessions.begin() as session:
        user: User = await make_user(session, role=who, email=f"{who}@walk.example")
    tokens = AccessTokens(*signing_secrets(settings))
    short = tokens.issue(user.id, who, user.token_version)
    key = tokens._keys[tokens._current]
    claims = jwt.decode(short, key, algorithms=[access.ALGORITHM], audience=access.AUDIENCE)
    claims["exp"] = int(time.time()) + lifetime_s
    headers = {"kid": tokens._current, "typ": access.KIND}
    return jwt.encode(claims, key, algorithm=access.ALGORITHM, headers=headers)


async def walk(
    base_url: str, who: Who, token: str | None, *, seconds: int, examples: int, seed: int = 1, phases: str = PHASES
) -> Walk:
    """What Schemathesis finds in at most about `seconds`; examples: the most it tries of one operation at a time."""
    arguments = [
        str(SCHEMATHESIS), "run", f"{base_url}/schema/openapi.json", "--checks", CHECKS, "--seed", str(seed),
        "--max-time", str(seconds), "--max-examples", str(examples), "--phases", phases,
        "--suppress-health-check", "all", "--warnings", "off", "--no-color", "--continue-on-failure",
        "--request-timeout", "30", "--workers", "2",
    ]  # fmt: skip
    if token:
        arguments += ["-H", f"Authorization: Bearer {token}", "--exclude-path-regex", ENDS_THE_SESSION]
    with tempfile.TemporaryDirectory() as place:
        process = await asyncio.create_subprocess_exec(
            *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=place
        )
        said, _ = await process.communicate()
    return Walk(who, process.returncode == 0, said.decode())


async def _walk_all(minutes: float, examples: int, seed: int) -> bool:
    with tempfile.TemporaryDirectory() as place, running(Path(place) / "data") as servers:
        await migrations.upgrade(servers.database_url)
        settings = settings_for(Path(place))
        everyone: tuple[Who, ...] = ("guest", "customer", "admin")
        async with shop(servers.database_url, servers.redis_url, settings) as base_url:
            clean = True
            for who in everyone:
                token = await token_for(who, servers.database_url, settings)
                found = await walk(base_url, who, token, seconds=int(minutes * 20), examples=examples, seed=seed)
                click.echo(f"=== as a {who}\n{found.report}")
                clean = clean and found.clean
    return clean


@click.command()
@click.option("--minutes", type=click.FloatRange(0.1, 600), default=10, show_default=True)
@click.option("--examples", type=click.IntRange(1, 100_000), default=200, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
def main(minutes: float, examples: int, seed: int) -> None:
    """Walk every operation of the API for so long. Ends with 1 where something was found."""
    sys.exit(0 if asyncio.run(_walk_all(minutes, examples, seed)) else 1)


if __name__ == "__main__":
    main()
