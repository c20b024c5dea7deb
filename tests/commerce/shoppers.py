"""Shoppers who open accounts over HTTP, and what they find in their mail."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select

from aurora.app import create_app
from core.db import Sessions
from core.models import User, WebhookEvent
from core.settings import Settings
from tests.app_server import served

PASSWORD = "nine small herons"
OTHER = "seven tall giraffes"


@asynccontextmanager
async def site_of(database_url: str, redis_url: str, data_dir: Path, **settings: Any) -> AsyncIterator[str]:
    """Base URL of the shop over these servers."""
    found = Settings(data_dir=data_dir, log_level="ERROR", chat_rate_per_minute=100_000, **settings)
    async with served(create_app(found, database_url=database_url, redis_url=redis_url)) as base_url:
        yield base_url


async def mail_to(sessions: Sessions, email: str) -> tuple[str, dict[str, Any]]:
    """Kind and subject matter of the newest mail to an address."""
    query = select(WebhookEvent).where(WebhookEvent.target_url == f"mailto:{email}").order_by(WebhookEvent.id.desc())
    async with sessions.begin() as session:
        row = (await session.scalars(query.limit(1))).one()
    return row.event_type, row.payload["about"]


def secret_in(about: dict[str, Any]) -> str:
    """The secret behind the link of a mail."""
    return str(about["url"]).partition("#")[2]


async def register(client: httpx.AsyncClient, email: str, password: str = PASSWORD, **more: Any) -> httpx.Response:
    return await client.post("/api/auth/register", json={"email": email, "password": password, **more})


async def joined(
    client: httpx.AsyncClient, sessions: Sessions, email: str, *, password: str = PASSWORD, **more: Any
) -> dict[str, Any]:
    """The session of a new shopper, who registered and followed the link in their mail; the client is signed in."""
    assert (await register(client, email, password, **more)).status_code == 202
    _, about = await mail_to(sessions, email)
    answer = await client.post("/api/auth/verify", json={"token": secret_in(about), "password": password})
    return signed_in(client, answer)


async def log_in(client: httpx.AsyncClient, email: str, password: str = PASSWORD, **more: Any) -> httpx.Response:
    return await client.post("/api/auth/login", json={"email": email, "password": password, **more})


def signed_in(client: httpx.AsyncClient, answer: httpx.Response) -> dict[str, Any]:
    """The session that was answered; the client sends its access token from here on."""
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    client.headers["Authorization"] = f"Bearer {found['access_token']}"
    return found


async def user_of(sessions: Sessions, email: str) -> User:
    async with sessions.begin() as session:
        return (await session.scalars(select(User).where(User.email == email))).one()


async def give_role(sessions: Sessions, id: str | UUID, role: str) -> None:
    async with sessions.begin() as session:
        (await session.get_one(User, UUID(str(id)))).role = role
