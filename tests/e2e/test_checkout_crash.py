"""`kill -9` of the server or the worker between two steps of a checkout, Redis emptied: no money and no bag is lost.

Each case is a shopper's story over HTTP against the stand-in of Stripe. One process dies at one step; the other is
killed with it, Redis is emptied, both are started again, and the shopper goes on, or does not come back.
"""

import asyncio
import signal
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import httpx
import msgspec
import pytest
import redis
from sqlalchemy import select, text

from commerce import invariants, stock
from commerce.models import Cart, Order, Payment
from core.access import AccessTokens
from core.db import Sessions
from core.settings import Settings
from core.visitors import signing_secrets
from tests.app_server import served
from tests.commerce.test_checkout import variant_of
from tests.e2e.dying import Fault, Place, Role, answers, start
from tests.factories import make_user
from tests.stripe_stand_in.answering import StandIn
from tests.stripe_stand_in.sending import Sender
from tests.stripe_stand_in.serving import SECRET

pytestmark = [pytest.mark.anyio, pytest.mark.commits, pytest.mark.slow]
HOME = {"name": "Ada Example", "line1": "1 Long Lane", "city": "Springfield", "country": "US"}
TOTAL = 6495
WITHIN_S = 30.0
GATEWAY = "commerce.payments.stripe_gateway:StripeGateway"
HAND_OVER = "core.jobs:Jobs.hand_over"
SETTLE = "core.outbox:_settle"
GIVEN = (2000, 1501)
"""What the shop gives back of one order, in two parts."""
Story = Literal["looks", "told", "scarce", "leaves", "calls_off", "cancels", "gives_back"]
"""`looks`: no event of Stripe's arrives, the browser asks how the payment stands. `told`: events arrive, the shopper
never comes back from paying. `scarce`: as told, of the last units, which are authorised first. `leaves`: does not come
back after the crash until the hold is over. `calls_off`: goes back to the bag, then buys. `cancels`: buys, then cancels
what was bought. `gives_back`: buys, the staff gives a part back, and then another, at which the process dies."""


class Step(msgspec.Struct, frozen=True):
    """Which process dies where, in which story."""

    role: Role
    story: Story
    fault: Fault

    def __str__(self) -> str:
        return "-".join((self.role, self.story, self.fault.when, self.fault.what.rpartition(":")[2], self.fault.about))


def _steps() -> list[Step]:
    opening = [
        Fault("after", "commerce.checkout.routes:prepare"),  # nothing is committed
        Fault("before", "commerce.payments.paying:begin"),  # the order is prepared
        Fault("before", f"{GATEWAY}.open"),  # the charge's row is committed
        Fault("after", f"{GATEWAY}.open"),  # the session is open, and nobody knows its id
        Fault("after", "commerce.payments.paying:begin"),  # the id is kept, the browser has no answer
    ]
    looking = [
        Fault("after", f"{GATEWAY}.fetch"),
        Fault("after", "commerce.payments.ledger:apply"),  # placed, not committed
        Fault("before", HAND_OVER),  # placed and committed, nobody told
    ]
    telling = [Fault("after", "commerce.payments.inbox:store"), Fault("before", HAND_OVER)]
    working = [
        Fault("before", "commerce.payments.inbox:handle"),  # the event is leased
        Fault("after", f"{GATEWAY}.fetch"),
        Fault("after", "commerce.payments.ledger:apply"),
        Fault("before", SETTLE, "source='stripe'"),  # placed, the event not marked
        Fault("before", SETTLE, "source='mail'"),  # sent, the mail not marked
    ]
    capturing = [Fault("before", f"{GATEWAY}.capture"), Fault("after", f"{GATEWAY}.capture")]
    refunding = [
        Fault("before", f"{GATEWAY}.refund"),
        Fault("after", f"{GATEWAY}.refund"),
        Fault("after", "commerce.payments.ledger:apply_refund"),  # booked, not committed
        Fault("before", SETTLE, "source='refund'"),  # booked, the event not marked
    ]
    again = [
        Fault("before", f"{GATEWAY}.refund", ":2'"),
        Fault("after", f"{GATEWAY}.refund", ":2'"),
        Fault("after", "commerce.payments.ledger:apply_refund", f"amount={GIVEN[1]},"),
        Fault("before", SETTLE, ":2', event_type='refund.make'"),
    ]
    return [
        *(Step("server", "looks", fault) for fault in (*opening, *looking)),
        *(Step("server", "leaves", fault) for fault in opening[1:4]),
        *(Step("server", "told", fault) for fault in telling),
        *(Step("worker", "told", fault) for fault in working),
        *(Step("worker", "scarce", fault) for fault in capturing),
        Step("server", "calls_off", Fault("after", f"{GATEWAY}.cancel")),
        Step("server", "calls_off", Fault("before", "commerce.payments.paying:reopen")),
        Step("server", "cancels", Fault("after", "commerce.orders.giving_back:call_off")),
        Step("server", "cancels", Fault("before", HAND_OVER, "UUID")),
        *(Step("worker", "cancels", fault) for fault in refunding),
        Step("server", "gives_back", Fault("after", "commerce.orders.giving_back:refund", f"{GIVEN[1]}")),
        *(Step("worker", "gives_back", fault) for fault in again),
    ]


class Shop:
    """The two processes, the shopper before them, and what Stripe has of it all."""

    def __init__(self, place: Place, sessions: Sessions, client: httpx.AsyncClient, stand_in: StandIn) -> None:
        self.place, self.sessions, self.client, self.stripe = place, sessions, client, stand_in.stripe
        self.sender = Sender(self.stripe, f"http://127.0.0.1:{place.settings.port}/api/webhooks/stripe", SECRET)
        self.deaths: list[int | None] = []
        self._alive: dict[Role, Any] = {}

    async def start(self, role: Role, fault: Fault | None = None, place: Place | None = None) -> None:
        self._alive[role] = start(role, place or self.place, fault)
        if role == "server":
            await self.until(lambda: answers(self.client))

    async def until(self, condition: Callable[[], Awaitable[bool]]) -> None:
        """Waits; whoever dies meanwhile is brought back."""
        async with asyncio.timeout(WITHIN_S):
            while not await condition():
                if any(process.exitcode is not None for process in self._alive.values()):
                    await self.bring_back()
                await asyncio.sleep(0.02)

    async def ask(self, method: str, path: str, **more: Any) -> Any:
        """The answer; a request that dies with the server is sent again, as it was, to the next one."""
        try:
            answer = await self.client.request(method, path, **more)
        except httpx.TransportError:
            await self.bring_back()
            answer = await self.client.request(method, path, **more)
        assert answer.status_code < 300, answer.text
        return answer.json()

    async def staff(self) -> dict[str, str]:
        """The headers of somebody who may give money back."""
        async with self.sessions.begin() as session:
            user = await make_user(session, role="admin")
        token = AccessTokens(*signing_secrets(self.place.settings)).issue(user.id, "admin", 0)
        return {"Authorization": f"Bearer {token}"}

    async def bring_back(self) -> None:
        """Kills what still lives, empties Redis, and starts both anew."""
        async with asyncio.timeout(WITHIN_S):
            while all(process.exitcode is None for process in self._alive.values()):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        self.deaths += [process.exitcode for process in self._alive.values() if process.exitcode is not None]
        self.kill_all()
        with redis.Redis.from_url(self.place.redis_url) as queue:
            queue.flushdb()
        async with self.sessions.begin() as session:  # what the dead had leased is due again: two minutes go by
            await session.execute(text(
                "UPDATE voguevault.webhook_events SET next_attempt_at = now() WHERE next_attempt_at > now() "
                "AND next_attempt_at < 'infinity'"
            ))  # fmt: skip
        await self.start("worker")
        await self.start("server")

    async def let_the_hold_pass(self) -> None:
        """A worker for which the time to pay is over, until the bag is open; then one as before."""
        self._end("worker")
        over = msgspec.structs.replace(self.place.settings, checkout_hold_minutes=0)
        await self.start("worker", place=msgspec.structs.replace(self.place, settings=over))
        await self.until(self._bag_is_open)
        self._end("worker")
        await self.start("worker")

    async def _bag_is_open(self) -> bool:
        async with self.sessions.begin() as session:
            return await session.scalar(select(Cart.id).where(Cart.completing_at.is_not(None)).limit(1)) is None

    def _end(self, role: Role) -> None:
        process = self._alive.pop(role, None)
        if process is not None:
            process.kill()
            process.join()

    def kill_all(self) -> None:
        for role in list(self._alive):
            self._end(role)

    # ---- the shopper

    async def checkout(self) -> dict[str, Any]:
        """A new request for a checkout of the bag as it stands."""
        body = {
            "version": (await self.ask("GET", "/api/cart"))["version"],
            "expected_total": {"amount": TOTAL, "currency": "USD"},
            "email": "ada@example.com",
            "shipping_address": HOME,
        }
        return {"json": body, "headers": {"Idempotency-Key": str(uuid4())}}

    async def check_out(self) -> Any:
        return await self.ask("POST", "/api/checkout", **await self.checkout())

    async def pay(self, made: Any) -> None:
        """What the browser does with the client secret, and what Stripe tells of it."""
        self.stripe.pay(made["payment"]["client_secret"].partition("_secret_")[0])
        flushing = asyncio.create_task(self.sender.flush())

        async def sent() -> bool:
            return flushing.done()

        await self.until(sent)
        await flushing

    async def look(self, order_id: str) -> None:
        assert (await self.ask("GET", f"/api/checkout/{order_id}"))["status"] == "placed"

    async def settled(self) -> bool:
        """Whether an order is placed or cancelled, nothing is left to do, and whoever was to die is dead."""
        async with self.sessions.begin() as session:
            over = await session.scalar(select(Order.id).where(Order.status != "pending").limit(1))
        return over is not None and len(self.deaths) == 1 and await self.idle()

    async def idle(self) -> bool:
        async with self.sessions.begin() as session:
            waiting = text("SELECT count(*) FROM voguevault.webhook_events WHERE processed_at IS NULL")
            return not await session.scalar(waiting)


@pytest.fixture
async def shop(sessions: Sessions, database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    """A shop of which nothing runs yet; what runs at the end is killed."""
    stand_in, port = StandIn(), _free_port()
    async with served(stand_in.app) as stripe_url:
        settings = Settings(
            data_dir=tmp_path, port=port, jwt_secret="x" * 40, log_level="WARNING", stripe_api_base=stripe_url,
            stripe_secret_key="sk_test_x", stripe_publishable_key="pk_test_x", stripe_webhook_secret=SECRET,
        )  # fmt: skip
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            shop = Shop(Place(settings, database_url, redis_url), sessions, client, stand_in)
            yield shop
            shop.kill_all()


def _free_port() -> int:
    with closing(socket.socket()) as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@pytest.mark.parametrize("step", _steps(), ids=str)
async def test_who_is_killed_between_two_steps_of_a_checkout_loses_no_money_and_no_bag(shop: Shop, step: Step) -> None:
    await begin(shop, step)
    try:
        await live_through(shop, step.story)
        await shop.until(shop.settled)
    finally:
        print(shop.place.log.read_text())  # noqa: T201 - shown where the test fails
    assert shop.place.died.read_text() == f"{step.fault.when} {step.fault.what}\n"
    assert shop.deaths == [-signal.SIGKILL]
    await judge(shop, "cancelled" if step.story == "cancels" else "placed", given_back(step.story))


def given_back(story: Story) -> tuple[int, ...]:
    """What is given back of the order at the end of the story, in how many parts."""
    return {"cancels": (TOTAL,), "gives_back": GIVEN}.get(story, ())


async def begin(shop: Shop, step: Step) -> None:
    """A bag with one piece, and who is to die alive. Beside a server that is to die nobody works: what it leaves is
    left."""
    if step.story in ("looks", "leaves", "calls_off", "cancels", "gives_back"):
        shop.sender.drop = frozenset("*")
    async with shop.sessions.begin() as session:
        variant = await variant_of(session, stock=3 if step.story == "scarce" else 20, price=5900)
        id = str(variant.id)
    if step.role == "worker":
        await shop.start("server")
        await shop.start("worker", step.fault)
    else:
        await shop.start("server", step.fault)
    if step.story == "gives_back" and step.role == "server":
        await shop.start("worker")  # which makes the first of the two
    await shop.ask("POST", "/api/cart/items", json={"lines": [{"variant_id": id}]})


async def live_through(shop: Shop, story: Story) -> None:
    if story == "leaves":
        asked = await shop.checkout()
        with pytest.raises(httpx.TransportError):
            await shop.client.post("/api/checkout", **asked)
        await shop.bring_back()
        await shop.let_the_hold_pass()
        await check_bag(shop)
    made = await shop.check_out()
    if story == "calls_off":
        await shop.ask("POST", f"/api/checkout/{made['order_id']}/cancel")
        await check_bag(shop)
        made = await shop.check_out()
    await shop.pay(made)
    if story not in ("told", "scarce"):
        await shop.look(made["order_id"])
    if story == "cancels":
        key = {"Idempotency-Key": str(uuid4())}
        await shop.ask("POST", f"/api/orders/{made['order_id']}/cancel", json={}, headers=key)
    if story == "gives_back":
        staff = await shop.staff()
        for amount in GIVEN:
            await shop.until(shop.idle)
            asked = {
                "headers": {**staff, "Idempotency-Key": str(uuid4())},
                "json": {"amount": amount, "reason": "torn"},
            }
            await shop.ask("POST", f"/api/admin/orders/{made['order_id']}/refund", **asked)


async def check_bag(shop: Shop) -> None:
    """The bag is the shopper's again, as it was, and nothing is held for it or open at Stripe."""
    cart = await shop.ask("GET", "/api/cart")
    assert [(line["quantity"], line["unit_price"]["amount"]) for line in cart["items"]] == [(1, 5900)]
    assert {one["status"] for one in shop.stripe.sessions.values()} <= {"expired"}
    async with shop.sessions.begin() as session:
        assert await stock.violations(session) == []
        assert await session.scalar(text("SELECT sum(reserved) FROM voguevault.stock_levels")) == 0


async def judge(shop: Shop, expected: Literal["placed", "cancelled"], refunds: tuple[int, ...]) -> None:
    """One order, one charge, one mail; the ledger is Stripe's, the stock the order's, and the bag is bought."""
    async with shop.sessions.begin() as session:
        assert await stock.violations(session) == []
        assert await invariants.broken(session) == []
        (order,) = await session.scalars(select(Order))
        rows = list(await session.scalars(select(Payment)))
        reserved = await session.scalar(text("SELECT sum(reserved) FROM voguevault.stock_levels"))
        mails = Counter(await session.scalars(
            text("SELECT external_id FROM voguevault.webhook_events WHERE source = 'mail'")
        ))  # fmt: skip
    assert (order.status, order.placed_at is not None) == (expected, True)
    judge_ledger(shop, rows, refunds)
    assert reserved == (1 if expected == "placed" else 0)
    assert mails.pop(f"order_placed:{order.id}") == 1
    told = [f"refunded:{row.id}" for row in rows if row.kind == "refund"]
    assert mails == dict.fromkeys([*told, *([f"cancelled:{order.id}"] if expected == "cancelled" else [])], 1)
    assert (await shop.ask("GET", "/api/cart"))["items"] == []


def judge_ledger(shop: Shop, rows: list[Payment], refunds: tuple[int, ...]) -> None:
    """What Stripe took and gave back stands in the ledger, object by object; nothing is left open there."""
    stripe = shop.stripe
    assert {one["status"] for one in stripe.sessions.values()} <= {"complete", "expired"}
    assert {one["id"] for one in stripe.sessions.values()} == {row.provider_id for row in rows if row.kind == "charge"}
    (paid,) = [row for row in rows if row.kind == "charge" and row.status == "succeeded"]
    (intent,) = [one for one in stripe.intents.values() if one["status"] != "canceled"]
    assert (intent["status"], intent["amount_received"]) == ("succeeded", TOTAL)
    assert stripe.sessions[paid.provider_id or ""]["payment_intent"] == intent["id"]
    assert (paid.captured_amount, paid.refunded_amount) == (TOTAL, sum(refunds))
    made = sorted((row.provider_id, row.amount, row.status) for row in rows if row.kind == "refund")
    assert made == sorted((one["id"], one["amount"], one["status"]) for one in stripe.refunds.values())
    assert sorted(amount for _, amount, _ in made) == sorted(refunds)
