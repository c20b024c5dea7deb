"""What an account has of its own: addresses, API keys, roles, its export and its end; and the command for the first."""

import asyncio
import json
from typing import Any
from uuid import UUID

import httpx
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

from aurora.__main__ import cli
from commerce.accounts import admin_routes
from commerce.models import Cart, Order
from core.access import digest
from core.db import Sessions
from core.ids import uuid7
from core.models import AuditEntry, AuthToken, IdempotencyKey, User, WebhookEvent
from tests.commerce.account_site import client, other, site
from tests.commerce.shoppers import OTHER, PASSWORD, give_role, joined, log_in, signed_in, user_of
from tests.factories import ADDRESS, make_cart, make_one_of_everything, make_order, make_payment, make_user

__all__ = ["client", "other", "site"]  # the fixtures
pytestmark = [pytest.mark.anyio, pytest.mark.commits]
ADA, GRACE = "ada@example.com", "grace@example.com"


async def audited(sessions: Sessions) -> list[str]:
    async with sessions.begin() as session:
        return list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


async def test_addresses_are_kept_changed_and_forgotten_and_one_is_the_usual_one(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await joined(client, sessions, ADA)
    path = "/api/account/addresses"
    home = (await client.post(path, json={"address": ADDRESS})).json()
    work = (await client.post(path, json={"address": {**ADDRESS, "line1": "2 Work Row"}, "usual": True})).json()
    assert [(one["id"], one["usual"]) for one in (await client.get(path)).json()["addresses"]] == [
        (home["id"], False), (work["id"], True),
    ]  # fmt: skip

    changed = await client.put(f"{path}/{home['id']}", json={"address": {**ADDRESS, "city": "York"}, "usual": True})
    gone = await client.delete(f"{path}/{work['id']}")

    assert (changed.json()["address"]["city"], gone.status_code) == ("York", 204)
    assert (await client.get(path)).json()["addresses"] == [changed.json()]
    assert (await client.delete(f"{path}/{work['id']}")).json()["code"] == "address_not_found"
    nul = await client.post(path, json={"address": {**ADDRESS, "line1": "a\x00b"}})
    assert nul.status_code == 400


async def test_an_address_that_is_sent_twice_with_one_key_is_kept_once(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await joined(client, sessions, ADA)

    both = [
        await client.post("/api/account/addresses", json={"address": ADDRESS}, headers={"Idempotency-Key": "k"})
        for _ in range(2)
    ]

    assert (both[0].json(), both[1].headers["Idempotent-Replayed"]) == (both[1].json(), "true")
    assert len((await client.get("/api/account/addresses")).json()["addresses"]) == 1


async def test_addresses_that_are_added_at_once_are_all_kept_up_to_the_limit(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await joined(client, sessions, ADA)

    answers = await asyncio.gather(
        *(client.post("/api/account/addresses", json={"address": ADDRESS}) for _ in range(22))
    )

    assert sorted(answer.status_code for answer in answers) == [201] * 20 + [422] * 2
    assert len((await client.get("/api/account/addresses")).json()["addresses"]) == 20


async def test_a_guest_and_another_shopper_see_nothing_of_an_account(
    client: httpx.AsyncClient, other: httpx.AsyncClient, sessions: Sessions
) -> None:
    await joined(client, sessions, ADA)
    address = (await client.post("/api/account/addresses", json={"address": ADDRESS})).json()["id"]
    key = (await client.post("/api/account/keys", json={"name": "bot", "scopes": ["shop"]})).json()["id"]
    paths = ("", "/addresses", "/keys", "/export")
    assert {(await other.get(f"/api/account{path}")).status_code for path in paths} == {401}
    await joined(other, sessions, GRACE)

    tries = [
        await other.put(f"/api/account/addresses/{address}", json={"address": ADDRESS}),
        await other.delete(f"/api/account/addresses/{address}"), await other.delete(f"/api/account/keys/{key}"),
        await other.get("/api/admin/accounts"),
        await other.put(f"/api/admin/accounts/{uuid7()}/role", json={"role": "admin"}),
    ]  # fmt: skip

    assert [answer.status_code for answer in tries] == [404, 404, 404, 403, 403]
    assert len((await client.get("/api/account/addresses")).json()["addresses"]) == 1


async def test_a_key_is_shown_once_acts_within_its_scopes_and_can_be_revoked(
    client: httpx.AsyncClient, other: httpx.AsyncClient, sessions: Sessions
) -> None:
    account = (await joined(client, sessions, ADA))["account"]
    await give_role(sessions, account["id"], "staff")
    made = (await client.post("/api/account/keys", json={"name": "back office", "scopes": ["accounts:read"]})).json()
    listed = (await client.get("/api/account/keys")).json()["keys"]
    assert made["key"].startswith("vvk_")
    assert listed == [{name: value for name, value in made.items() if name != "key"}]

    other.headers["Authorization"] = f"Bearer {made['key']}"
    found = await other.get("/api/admin/accounts", params={"email": "ADA@"})
    narrow = (await client.post("/api/account/keys", json={"name": "n", "scopes": ["orders:read"]})).json()["key"]
    lacking = await other.get("/api/admin/accounts", headers={"Authorization": f"Bearer {narrow}"})
    own = [
        await other.get("/api/account"), await other.post("/api/account/keys", json={"name": "x", "scopes": ["shop"]}),
        await other.post("/api/account/erase", json={"password": PASSWORD}),
    ]  # fmt: skip

    assert [one["email"] for one in found.json()["accounts"]] == [ADA]
    assert (lacking.status_code, lacking.json()["code"]) == (403, "scope_required")
    assert [(answer.status_code, answer.json()["code"]) for answer in own] == [(403, "session_required")] * 3
    assert (await client.delete(f"/api/account/keys/{made['id']}")).status_code == 204
    assert (await other.get("/api/admin/accounts")).status_code == 401
    async with sessions.begin() as session:
        hashes = set(await session.scalars(select(AuthToken.token_hash).where(AuthToken.kind == "api_key")))
        kept = str((await session.execute(text("SELECT json_agg(a) FROM voguevault.audit_log a"))).scalar())
    assert digest(made["key"]) in hashes
    assert made["key"] not in kept


async def test_nobody_gives_a_key_more_than_their_role_has(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await joined(client, sessions, ADA)

    refused = await client.post("/api/account/keys", json={"name": "x", "scopes": ["shop", "orders:write"]})
    unknown = await client.post("/api/account/keys", json={"name": "x", "scopes": ["everything"]})

    assert (refused.status_code, refused.json()["code"]) == (403, "scope_not_yours")
    assert unknown.status_code == 400
    assert (await client.get("/api/account/keys")).json()["keys"] == []


async def test_a_role_holds_at_once_and_whoever_gets_less_is_signed_out_with_their_keys(
    client: httpx.AsyncClient, other: httpx.AsyncClient, sessions: Sessions
) -> None:
    ada = (await joined(client, sessions, ADA))["account"]["id"]
    grace = (await joined(other, sessions, GRACE))["account"]["id"]
    await give_role(sessions, ada, "admin")

    raised = await client.put(f"/api/admin/accounts/{grace}/role", json={"role": "staff"})
    assert (raised.json()["role"], (await other.get("/api/admin/accounts")).status_code) == ("staff", 200)
    key = (await other.post("/api/account/keys", json={"name": "k", "scopes": ["accounts:read"]})).json()["key"]
    await client.put(f"/api/admin/accounts/{grace}/role", json={"role": "customer"})

    assert (await other.get("/api/admin/accounts")).status_code == 401
    by_key = await other.get("/api/admin/accounts", headers={"Authorization": f"Bearer {key}"})
    assert by_key.status_code == 401
    last = await client.put(f"/api/admin/accounts/{ada}/role", json={"role": "customer"})
    assert (last.status_code, last.json()["code"]) == (409, "last_admin")
    assert (await audited(sessions)).count("role.changed") == 2


async def test_of_two_admins_who_depose_each_other_one_stays(client: httpx.AsyncClient, sessions: Sessions) -> None:
    async with sessions.begin() as session:
        both = [(await make_user(session, role="admin")).id for _ in range(2)]

    async def depose(id: UUID) -> None:
        async with sessions.begin() as session:
            await admin_routes.give_role(session, None, id, "customer")

    found = await asyncio.gather(*(depose(id) for id in both), return_exceptions=True)

    assert len([one for one in found if one is None]) == 1
    async with sessions.begin() as session:
        assert await session.scalar(select(func.count()).where(User.role == "admin")) == 1


async def test_an_account_with_one_of_everything_is_exported_and_erased(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        await make_one_of_everything(session)
        order = (await session.scalars(select(Order))).one()
        assert order.user_id is not None
        id, number, cart_id = order.user_id, order.number, order.cart_id
    ada = (await joined(client, sessions, ADA, name="Ada Example"))["account"]["id"]
    async with sessions.begin() as session:  # the populated account is Ada's
        for table in ("orders", "carts"):
            await session.execute(text(f"UPDATE voguevault.{table} SET user_id = :to"), {"to": ada})  # noqa: S608
        (await session.get_one(Cart, cart_id)).email = ADA
        (await session.get_one(Order, order.id)).email = ADA
    await client.post("/api/account/addresses", json={"address": ADDRESS}, headers={"Idempotency-Key": "k"})
    assert id != UUID(ada)

    answer = await client.get("/api/account/export")
    paying = await client.post("/api/account/erase", json={"password": PASSWORD})
    async with sessions.begin() as session:
        await session.execute(text("UPDATE voguevault.payments SET status = 'failed'"))
    wrong = await client.post("/api/account/erase", json={"password": OTHER})
    gone = await client.post("/api/account/erase", json={"password": PASSWORD})

    exported = answer.json()
    assert answer.headers["content-disposition"].startswith('attachment; filename="voguevault-')
    assert (exported["orders"][0]["number"], exported["orders"][0]["email"]) == (number, ADA)
    assert (len(exported["orders"][0]["lines"]), len(exported["orders"][0]["payments"])) == (1, 1)
    assert (exported["account"]["name"], len(exported["account"]["addresses"])) == ("Ada Example", 1)
    assert "argon2" not in answer.text
    assert (paying.status_code, paying.json()["orders"]) == (409, [number])
    assert (wrong.status_code, gone.status_code) == (401, 204)
    assert (await client.get("/api/account")).status_code == 401
    await _nothing_is_left(sessions, ada)


async def _nothing_is_left(sessions: Sessions, ada: str) -> None:
    """Of Ada's name, address and e-mail there is not a word in any row; the order stays with its figures."""
    async with sessions.begin() as session:
        user = await session.get_one(User, UUID(ada))
        order = (await session.scalars(select(Order))).one()
        assert (user.email, user.name, user.password_hash, user.addresses) == (None, None, None, [])
        assert user.anonymised_at is not None
        assert (order.total, str(order.user_id), order.shipping_address["country"]) == (5900, ada, "GB")
        assert order.email.endswith(".invalid")
        for table in (AuthToken, IdempotencyKey, WebhookEvent):
            rows = (await session.execute(text(f"SELECT t::text FROM {table.__table__.fullname} t"))).scalars()  # type: ignore[attr-defined] # noqa: S608
            assert not [row for row in rows if ada in row or ADA in row]
        for name in ("users", "orders", "carts", "payments", "webhook_events", "idempotency_keys", "audit_log"):
            rows = (await session.execute(text(f"SELECT t::text FROM voguevault.{name} t"))).scalars()  # noqa: S608
            assert not [row for row in rows if ADA in row or "Ada Example" in row or "Long Lane" in row], name


async def test_while_a_parcel_is_on_its_way_nothing_is_erased(client: httpx.AsyncClient, sessions: Sessions) -> None:
    id = UUID((await joined(client, sessions, ADA))["account"]["id"])
    async with sessions.begin() as session:
        cart = await make_cart(session, user_id=id, status="completed")
        order = await make_order(session, cart, user_id=id, status="placed", placed_at=func.now(), email=ADA)
        await make_payment(session, order, status="succeeded")

    refused = await client.post("/api/account/erase", json={"password": PASSWORD})

    assert (refused.status_code, refused.json()["code"], refused.json()["orders"]) == (
        409,
        "orders_open",
        [order.number],
    )
    assert (await client.get("/api/account")).json()["email"] == ADA
    async with sessions.begin() as session:
        assert (await session.get_one(Order, order.id)).email == ADA


async def test_an_erased_address_can_begin_anew(client: httpx.AsyncClient, sessions: Sessions) -> None:
    first = (await joined(client, sessions, ADA))["account"]["id"]
    await client.post("/api/account/erase", json={"password": PASSWORD})
    del client.headers["Authorization"]

    second = (await joined(client, sessions, ADA))["account"]["id"]

    assert first != second


async def test_the_first_admin_is_made_on_the_command_line(
    client: httpx.AsyncClient, sessions: Sessions, database_url: str
) -> None:
    def run(*arguments: str, typed: str = "") -> Any:
        return CliRunner().invoke(cli, ["account", *arguments], input=typed, obj=database_url)

    made = await asyncio.to_thread(run, "create", ADA, "--admin", "--password-stdin", typed=f"{PASSWORD}\n")
    twice = await asyncio.to_thread(run, "create", ADA, "--password-stdin", typed=f"{PASSWORD}\n")
    weak = await asyncio.to_thread(run, "create", GRACE, "--password-stdin", typed="password123\n")

    assert (made.exit_code, made.output.strip()) == (0, f"{ADA} can sign in now, as admin.")
    assert (twice.exit_code, weak.exit_code) == (1, 1)
    signed_in(client, await log_in(client, ADA))
    assert (await client.get("/api/admin/accounts")).status_code == 200
    assert (await asyncio.to_thread(run, "role", ADA, "staff")).exit_code == 1
    assert (await user_of(sessions, ADA)).role == "admin"
    assert await audited(sessions) == ["account.created"]


async def test_the_export_is_json_that_people_can_read(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await joined(client, sessions, ADA)

    answer = await client.get("/api/account/export")

    assert json.loads(answer.text)["account"]["email"] == ADA
    assert answer.text.count("\n") > 20
    assert answer.headers["cache-control"] == "no-store"
    assert {"conversations", "looks", "wardrobe", "style_profile", "interactions", "orders", "bags"} <= set(
        answer.json()
    )
