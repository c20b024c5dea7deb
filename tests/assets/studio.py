"""A shop's site with a member of staff before it, and its worker, which works when the test says so."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import select, text

from assets import jobs
from assets.images import jobs as photographs
from assets.jobs import Working
from assets.models import ProductAsset
from assets.processing import Options
from aurora.app import create_app
from aurora.embedder import LocalEmbedder
from commerce.models import Product, ProductVariant
from core import outbox
from core.access import AccessTokens, Role
from core.db import Sessions
from core.objects import Objects
from core.outbox import Work
from core.settings import Settings
from core.visitors import signing_secrets
from tests.app_server import served
from tests.assets.glb import ball
from tests.factories import make_product, make_user, make_variant

GLB = "model/gltf-binary"
SMALL = Options(poster_pixels=96, thumbnail_pixels=32)
"""Drawing pictures of the usual size takes as long as all the rest."""


class Studio:
    """Whoever uploads, and what becomes of it."""

    def __init__(self, sessions: Sessions, settings: Settings, client: httpx.AsyncClient) -> None:
        self.sessions, self.settings, self.client = sessions, settings, client
        usual = Working.create(settings, Objects.create(settings))
        self.working = msgspec.structs.replace(usual, options=SMALL)
        self.product: Product
        self.variant: ProductVariant

    @property
    def admin(self) -> str:
        return f"/api/admin/products/{self.product.id}/3d-models"

    async def open(self) -> None:
        """A product with a variant, and the staff signed in."""
        async with self.sessions.begin() as session:
            self.product = await make_product(session)
            self.variant = await make_variant(session, self.product, size="L")
        await self.sign_in("staff")

    async def sign_in(self, role: Role) -> None:
        async with self.sessions.begin() as session:
            user = await make_user(session, role=role)
        token = AccessTokens(*signing_secrets(self.settings)).issue(user.id, role, 0)
        self.client.headers["Authorization"] = f"Bearer {token}"

    async def upload(self, data: bytes, name: str = "shoe.glb", *, key: str | None = None, **fields: str) -> Any:
        """The answer to a form with one file."""
        headers = {"Idempotency-Key": key} if key else {}
        return await self.client.post(self.admin, files={"file": (name, data, GLB)}, data=fields, headers=headers)

    async def work(self) -> list[Work]:
        """What the worker does of all that is due."""
        handlers: dict[tuple[outbox.Direction, str], outbox.Handler] = {
            ("out", "model"): jobs.handler(self.sessions, self.working),
            ("out", "image"): photographs.handler(self.sessions, self.working),
        }
        async with self.sessions.begin() as session:
            ids = await outbox.due(session, slow=True)
        return [await outbox.work(self.sessions, id, handlers, slow=True) for id in ids]

    async def made(self, data: bytes, name: str = "shoe.glb", **fields: str) -> Any:
        """An uploaded model, worked on, as the staff sees it."""
        answer = await self.upload(data, name, **fields)
        assert answer.status_code == 202, answer.text
        await self.work()
        return await self.told(answer.json()["asset_id"])

    async def told(self, id: str) -> Any:
        return (await self.client.get(f"{self.admin}/{id}")).json()

    async def shown(self) -> list[Any]:
        """What shoppers see."""
        answer = await self.client.get(f"/api/products/{self.product.id}/3d-models")
        assert answer.status_code == 200, answer.text
        found: list[Any] = answer.json()["models"]
        return found

    async def rows(self) -> list[ProductAsset]:
        async with self.sessions.begin() as session:
            return list(await session.scalars(select(ProductAsset).order_by(ProductAsset.id)))

    async def stored(self) -> list[str]:
        """The keys of everything in the store."""
        return [each.key for prefix in ("models", "images", "sources")
                async for batch in self.working.objects.list(prefix) for each in batch]  # fmt: skip

    async def later(self) -> None:
        """What waits for another try is due."""
        async with self.sessions.begin() as session:
            await session.execute(
                text("UPDATE voguevault.webhook_events SET next_attempt_at = now() WHERE next_attempt_at > now()")
            )


@asynccontextmanager
async def studio(
    sessions: Sessions, database_url: str, redis_url: str, place: Path, **more: Any
) -> AsyncIterator[Studio]:
    """A studio over a store of its own."""
    settings = Settings(data_dir=place, jwt_secret="x" * 40, log_level="ERROR", **more)
    app = create_app(settings, database_url=database_url, redis_url=redis_url, embedder=_embedder())
    async with served(app) as url, httpx.AsyncClient(base_url=url, timeout=60) as client:
        found = Studio(sessions, settings, client)
        await found.open()
        yield found


@pytest.fixture
async def shop(sessions: Sessions, database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Studio]:
    """To be imported by whom it serves."""
    async with studio(sessions, database_url, redis_url, tmp_path) as found:
        yield found


@cache
def _embedder() -> LocalEmbedder:
    """One for all, since loading it takes longer than most of the tests."""
    return LocalEmbedder(threads=1)


def small(seed: int = 0) -> bytes:
    """A model that is worked on in a second or two; of another seed other bytes."""
    return ball(8, radius_m=0.1 + seed / 100).glb()
