"""Promotions as the staff makes them: over HTTP, with what is wrong named and every change noted."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from aurora.app import create_app
from commerce.models import Promotion
from core.access import AccessTokens
from core.db import Sessions
from core.models import AuditEntry
from core.settings import Settings
from core.visitors import signing_secrets
from tests.app_server import served
from tests.factories import make_user

pytestmark = [pytest.mark.anyio, pytest.mark.commits]
URL = "/api/admin/promotions"
TEN = {"name": "Ten off", "kind": "percentage", "percent_off": 10, "code": "TEN", "status": "active"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("promotions"), log_level="ERROR")


@pytest.fixture(scope="module")
async def site(settings: Settings, database_url: str, servers: Any, anyio_backend: str) -> AsyncIterator[str]:
    async with served(create_app(settings, database_url=database_url, redis_url=servers.redis_url)) as base_url:
        yield base_url


async def signed_in(sessions: Sessions, settings: Settings, role: Any) -> dict[str, str]:
    async with sessions.begin() as session:
        user = await make_user(session, role=role)
    token = AccessTokens(*signing_secrets(settings)).issue(user.id, role, user.token_version)
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
async def staff(site: str, settings: Settings, sessions: Sessions) -> AsyncIterator[httpx.AsyncClient]:
    headers = await signed_in(sessions, settings, "staff")
    async with httpx.AsyncClient(base_url=site, timeout=30, headers=headers) as client:
        yield client


async def test_a_promotion_is_made_once_shown_changed_and_noted(staff: httpx.AsyncClient, sessions: Sessions) -> None:
    made = await staff.post(URL, json=TEN, headers={"Idempotency-Key": "k"})
    again = await staff.post(URL, json=TEN, headers={"Idempotency-Key": "k"})
    id, seen = made.json()["id"], made.json()["updated_at"]
    changed = await staff.patch(f"{URL}/{id}", json={"percent_off": 15, "usage_limit": 5, "seen": seen})
    stale = await staff.patch(f"{URL}/{id}", json={"percent_off": 50, "seen": seen})

    assert (made.status_code, again.json()["id"], again.headers["Idempotent-Replayed"]) == (201, id, "true")
    assert (changed.json()["percent_off"], changed.json()["usage_limit"], changed.json()["code"]) == (15, 5, "TEN")
    assert (stale.status_code, stale.json()["code"]) == (409, "promotion_changed")
    assert [one["percent_off"] for one in (await staff.get(URL)).json()["promotions"]] == [15]
    async with sessions.begin() as session:
        notes = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id))).all()
    assert [note.action for note in notes] == ["promotion.created", "promotion.changed"]
    assert notes[1].diff["percent_off"] == [10, 15]


async def test_a_code_belongs_to_one_promotion_in_any_case(staff: httpx.AsyncClient, sessions: Sessions) -> None:
    await staff.post(URL, json=TEN)

    taken = await staff.post(URL, json={**TEN, "code": "ten"})

    assert (taken.status_code, taken.json()["code"]) == (409, "promotion_code_taken")
    async with sessions.begin() as session:
        assert (await session.scalars(select(Promotion.code))).all() == ["TEN"]


@pytest.mark.parametrize(
    ("field", "terms"),
    [
        ("percent_off", {"percent_off": None}),
        ("amount_off", {"amount_off": 500, "currency": "USD"}),
        ("currency", {"minimum_amount": 500}),
        ("ends_at", {"starts_at": "2026-02-01T00:00:00Z", "ends_at": "2026-01-01T00:00:00Z"}),
        ("ends_at", {"ends_at": "0001-01-01T00:00:00+14:00"}),
        ("name", {"name": "Ten\x00off"}),
        ("percent_off", {"percent_off": 101}),
        ("conditions", {"conditions": {"colour": "navy"}}),
    ],
)
async def test_terms_that_do_not_go_together_are_named(
    staff: httpx.AsyncClient, sessions: Sessions, field: str, terms: dict[str, Any]
) -> None:
    refused = await staff.post(URL, json={**TEN, **terms})

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"].startswith(field)
    async with sessions.begin() as session:
        assert (await session.scalars(select(Promotion))).all() == []


async def test_a_limit_below_what_was_used_is_refused(staff: httpx.AsyncClient, sessions: Sessions) -> None:
    id = (await staff.post(URL, json=TEN)).json()["id"]
    async with sessions.begin() as session:
        (await session.scalars(select(Promotion))).one().used_count = 7

    refused = await staff.patch(f"{URL}/{id}", json={"usage_limit": 6})

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "usage_limit")


async def test_a_customer_may_not_and_a_stranger_has_to_sign_in(
    site: str, settings: Settings, sessions: Sessions
) -> None:
    headers = await signed_in(sessions, settings, "customer")
    async with httpx.AsyncClient(base_url=site) as client:
        statuses = [
            (await client.get(URL)).status_code,
            (await client.get(URL, headers=headers)).status_code,
            (await client.post(URL, json=TEN, headers=headers)).status_code,
            (await client.patch(f"{URL}/{'0' * 8}-0000-7000-8000-000000000000", json={}, headers=headers)).status_code,
        ]

    assert statuses == [401, 403, 403, 403]
