"""Everything that can happen between a bag, its payment and Stripe, in any order: what must hold at the end.

Two shoppers want the same piece. They check out, change their bags, pay with all kinds of cards, call off, come back;
the shop gives back and cancels; Stripe's events come in any order, twice, late or never; requests and answers are lost;
the shop is killed before and after it asks Stripe. After the reconciler: one charge, one order, one e-mail, a ledger
equal to Stripe's, stock equal to reservations, nothing paid without an order or ordered without payment.

`PAYMENT_RUNS=2000 python -m pytest tests/commerce/test_payments_machine.py -s` runs more of them and counts.
"""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, Literal, TypeVar
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import select, text

from commerce import cart, stock, tables
from commerce.cart import NewLine, Owner
from commerce.checkout.prepare import Address, CheckoutRequest, prepare
from commerce.models import Cart, Order, OrderItem, Payment, ProductVariant, StockReservation
from commerce.orders import states
from commerce.payments import inbox, ledger, paying, working
from commerce.payments.reconciling import Reconciled, reconcile
from commerce.payments.stripe_gateway import StripeGateway
from core import outbox
from core.db import Sessions, create_engine, create_sessions
from core.errors import AppError
from core.ids import uuid7
from core.money import Money
from tests.conftest import emptying
from tests.factories import make_product, make_variant
from tests.stripe_stand_in.answering import Broken, StandIn
from tests.stripe_stand_in.sending import sign
from tests.stripe_stand_in.serving import SECRET, stand_in
from tests.stripe_stand_in.state import Fault, Object, Stripe

pytestmark = pytest.mark.commits
RUNS = int(os.environ.get("PAYMENT_RUNS", "20"))
HOME = Address(name="Ada Example", line1="1 Long Lane", city="Springfield", country="US")
TABLES = tables.load()
PHASES = [Phase.generate, Phase.shrink] if os.environ.get("PAYMENT_SHRINK") else [Phase.generate]
HOUR, NOW = timedelta(hours=1), timedelta(0)
T = TypeVar("T")
SOON = text(
    "UPDATE voguevault.webhook_events SET next_attempt_at = now() "
    "WHERE processed_at IS NULL AND next_attempt_at < 'infinity' AND next_attempt_at > now()"
)


class Killed(BaseException):
    """The process is no more: nothing in it catches this."""


class Mortal(StripeGateway):
    """The gateway of a process that dies right before or right after its next call, where it was told to."""

    dies: Literal["before", "after", None] = None

    def __init__(self, gateway: StripeGateway) -> None:
        self.__dict__.update(gateway.__dict__)

    async def open(self, *arguments: Any, **more: Any) -> Any:
        return await self._call(super().open, *arguments, **more)

    async def fetch(self, *arguments: Any, **more: Any) -> Any:
        return await self._call(super().fetch, *arguments, **more)

    async def capture(self, *arguments: Any, **more: Any) -> Any:
        return await self._call(super().capture, *arguments, **more)

    async def cancel(self, *arguments: Any, **more: Any) -> Any:
        return await self._call(super().cancel, *arguments, **more)

    async def refund(self, *arguments: Any, **more: Any) -> Any:
        return await self._call(super().refund, *arguments, **more)

    async def _call(self, call: Any, *arguments: Any, **more: Any) -> Any:
        dies, self.dies = self.dies, None
        if dies == "before":
            raise Killed
        answer = await call(*arguments, **more)
        if dies == "after":
            raise Killed
        return answer


class World:
    """One event loop with a stand-in, a database, and what was counted over all runs."""

    def __init__(self, database_url: str) -> None:
        self.runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self.counted: Counter[str] = Counter()
        self.stand_in, self.gateway = self.run(self._stack.enter_async_context(stand_in()))
        self.engine = create_engine(database_url)
        self.sessions = create_sessions(self.engine)

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(doing)

    async def clean(self) -> None:
        async with self.engine.begin() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            await raw.execute(";".join(emptying()))
        self.stand_in.stripe = Stripe()
        self.stand_in.broken.clear()
        self.stand_in._answers.clear()

    def close(self) -> None:
        self.run(self.clean())
        self.run(self.engine.dispose())
        self.run(self._stack.aclose())
        self.runner.close()


world: World


def tell(line: str) -> None:
    """For a long run's reader."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@pytest.fixture(scope="module")
def _world(database_url: str) -> Iterator[World]:
    global world
    world = World(database_url)
    yield world
    world.close()


class Shop(RuleBasedStateMachine):
    """Rules are what people, Stripe and misfortune do; `teardown` heals and judges."""

    def __init__(self) -> None:
        super().__init__()
        self.sessions: Sessions = world.sessions
        self.stand_in: StandIn = world.stand_in
        self.undelivered: list[Object] = []
        self.mails: Counter[str] = Counter()
        self.returned_by_bank: set[str] = set()

    @initialize(units=st.sampled_from([1, 2, 6]), first=st.integers(1, 2))
    def begin(self, units: int, first: int) -> None:
        world.run(self._begin(units, first))
        self._do("checkout", self._check_out(self.owners[0]))

    async def _begin(self, units: int, first: int) -> None:
        await world.clean()
        self.gateway = Mortal(world.gateway)
        self.stripe.emitted = self.undelivered.append
        async with self.sessions.begin() as session:
            product = await make_product(session, stock=units, price=5900)
            wanted = (
                await session.scalars(select(ProductVariant).where(ProductVariant.product_id == product.id))
            ).one()
            other = await make_variant(session, product, stock=20, size="L", price=1900)
            self.variants = [wanted.id, other.id]
            self.owners = [Owner(uuid7()), Owner(uuid7())]
            for owner in self.owners:
                await cart.add(session, owner, [NewLine(wanted.id, min(first, units))])

    @property
    def stripe(self) -> Stripe:
        return self.stand_in.stripe

    # ---- the shoppers

    @rule(who=st.integers(0, 1))
    def checks_out(self, who: int) -> None:
        self._do("checkout", self._check_out(self.owners[who]))

    async def _check_out(self, owner: Owner) -> None:
        asked = CheckoutRequest(
            version=(await self._bag(owner)).version, expected_total=Money(1, "USD"), email="ada@example.com",
            shipping_address=HOME,
        )  # fmt: skip
        try:
            made = await self._prepare(owner, asked)
        except cart.CartChanged as error:
            total = error.extra_members["total"]
            made = await self._prepare(owner, msgspec.structs.replace(asked, expected_total=total))
        await paying.begin(self.sessions, self.gateway, made.order_id, hold_for=HOUR)

    async def _prepare(self, owner: Owner, asked: CheckoutRequest) -> Any:
        async with self.sessions.begin() as session:
            return await prepare(session, owner, asked, tables=TABLES, hold_for=HOUR)

    async def _bag(self, owner: Owner) -> Any:
        async with self.sessions.begin() as session:
            return await cart.read(session, owner)

    @rule(who=st.integers(0, 1), which=st.integers(0, 1))
    def adds_a_piece(self, who: int, which: int) -> None:
        self._do("add", self._add(self.owners[who], self.variants[which]))

    async def _add(self, owner: Owner, variant_id: UUID) -> None:
        async with self.sessions.begin() as session:
            await cart.add(session, owner, [NewLine(variant_id, 1)])

    @precondition(lambda self: self.stripe.sessions)
    @rule(data=st.data(), card=st.sampled_from(["good", "good", "good", "declined", "asks_3ds", "slow"]))
    def pays(self, data: Any, card: Any) -> None:
        self._at_stripe("pay", self.stripe.pay, self._one_of(data, self.stripe.sessions), card)

    @precondition(lambda self: self._open())
    @rule()
    def pays_at_once(self) -> None:
        self._at_stripe("pay", self.stripe.pay, self._open()[-1], "good")

    @precondition(lambda self: self._intents("requires_action"))
    @rule(data=st.data(), passed=st.booleans())
    def authenticates(self, data: Any, passed: bool) -> None:
        self._at_stripe("authenticate", self.stripe.authenticate, self._session_with(data, "requires_action"), passed)

    @precondition(lambda self: self._intents("processing"))
    @rule(data=st.data(), arrived=st.booleans())
    def slow_money_settles(self, data: Any, arrived: bool) -> None:
        self._at_stripe("settle", self.stripe.settle, self._session_with(data, "processing"), arrived)

    @rule(data=st.data())
    def comes_back(self, data: Any) -> None:
        self._on_an_order(data, "come back", self._look)

    async def _look(self, order_id: UUID) -> None:
        async with self.sessions.begin() as session:
            row = await paying.open_charge(session, order_id)
        if row is not None:
            await paying.look(self.sessions, self.gateway, row.id)

    @rule(data=st.data())
    def calls_off(self, data: Any) -> None:
        self._on_an_order(data, "call off", lambda order_id: paying.call_off(self.sessions, self.gateway, order_id))

    # ---- the shop

    @rule(data=st.data(), share=st.sampled_from([0.25, 0.5, 1.0]))
    def gives_money_back(self, data: Any, share: float) -> None:
        async def refund(order_id: UUID) -> None:
            async with self.sessions.begin() as session:
                order = await session.get_one(Order, order_id)
                await ledger.add_refund(session, order_id, max(1, int(order.total * share)), reason="asked for")

        self._on_an_order(data, "refund", refund)

    @rule(data=st.data())
    def cancels_an_order(self, data: Any) -> None:
        async def cancel(order_id: UUID) -> None:
            async with self.sessions.begin() as session:
                await states.cancel(session, order_id, reason="asked for")
                charge = await session.scalar(
                    select(Payment).where(Payment.order_id == order_id, Payment.status == "succeeded")
                )
                left = await ledger.refundable(session, charge) if charge is not None else 0
                if left > 0:
                    await ledger.add_refund(session, order_id, left, reason="cancelled")

        self._on_an_order(data, "cancel", cancel)

    @rule(data=st.data())
    def the_worker_does_one_thing(self, data: Any) -> None:
        due = world.run(self._due())
        if due:
            self._do("work", self._work(due[data.draw(st.integers(0, len(due) - 1))]))

    @rule()
    def the_worker_does_all_there_is(self) -> None:
        for id in world.run(self._due()):
            self._do("work", self._work(id))

    @rule()
    def the_reconciler_runs(self) -> None:
        self._do("reconcile", self._reconcile(HOUR))

    @rule()
    def the_holds_run_out(self) -> None:
        self._do("reconcile late", self._reconcile(NOW))

    async def _reconcile(self, hold_for: timedelta) -> Reconciled:
        return await reconcile(self.sessions, self.gateway, hold_for=hold_for)

    async def _due(self) -> list[UUID]:
        async with self.sessions.begin() as session:
            await session.execute(SOON)
            return list(await outbox.due(session))

    async def _work(self, id: UUID) -> None:
        async def mail(event: outbox.Event) -> None:
            self.mails[event.external_id] += 1

        handlers = {**working.handlers(self.sessions, self.gateway), ("out", "mail"): mail}
        await outbox.work(self.sessions, id, handlers)

    # ---- Stripe

    @precondition(lambda self: self.undelivered)
    @rule(data=st.data(), times=st.integers(1, 3), again=st.booleans())
    def stripe_tells(self, data: Any, times: int, again: bool) -> None:
        place = data.draw(st.integers(0, len(self.undelivered) - 1))
        event = self.undelivered[place] if again else self.undelivered.pop(place)
        for _ in range(times):
            world.run(self._receive(event))

    async def _receive(self, event: Object) -> None:
        found = inbox.take(*sign(event, SECRET), inbox.Webhooks(SECRET))
        if found is not None:
            async with self.sessions.begin() as session:
                await inbox.store(session, *found)

    @precondition(lambda self: self.undelivered)
    @rule(backwards=st.booleans())
    def stripe_tells_all(self, backwards: bool) -> None:
        for event in self.undelivered[:: -1 if backwards else 1]:
            world.run(self._receive(event))
        self.undelivered.clear()

    @precondition(lambda self: self.undelivered)
    @rule(data=st.data())
    def an_event_is_lost(self, data: Any) -> None:
        self.undelivered.pop(data.draw(st.integers(0, len(self.undelivered) - 1)))

    @precondition(lambda self: self._intents("succeeded"))
    @rule(data=st.data(), share=st.sampled_from([0.5, 1.0]))
    def somebody_gives_back_on_stripes_own_page(self, data: Any, share: float) -> None:
        intent = self.stripe.intents[self._paid(data)]
        params = {"payment_intent": intent["id"], "amount": str(int(intent["amount"] * share))}
        self._at_stripe("refund there", self.stripe.create_refund, params)

    @precondition(lambda self: self.stripe.refunds)
    @rule(data=st.data())
    def a_bank_sends_a_refund_back(self, data: Any) -> None:
        refund = self.stripe.refunds[self._one_of(data, self.stripe.refunds)]
        if refund["status"] == "succeeded":
            self.returned_by_bank.add(refund["payment_intent"])
            self.stripe.end_refund(refund["id"], arrived=False)

    @precondition(lambda self: self._intents("succeeded"))
    @rule(data=st.data())
    def a_card_holder_disputes(self, data: Any) -> None:
        self.stripe.dispute(self._paid(data))

    # ---- misfortune

    @rule(trouble=st.sampled_from(["500", "429", "lost_request", "lost_answer", "lost_answer"]))
    def the_next_request_goes_wrong(self, trouble: Any) -> None:
        self.stand_in.broken.append(Broken(trouble, "/v1/"))

    @rule(dies=st.sampled_from(["before", "after"]))
    def the_process_is_about_to_die(self, dies: Any) -> None:
        self.gateway.dies = dies

    # ---- how it is done

    def _do(self, what: str, doing: Coroutine[Any, Any, Any]) -> None:
        try:
            world.run(doing)
            world.counted[what] += 1
        except AppError as error:
            world.counted[f"{what}: {error.code}"] += 1
        except Killed:
            world.counted[f"{what}: killed"] += 1

    def _at_stripe(self, what: str, act: Any, id: Any, choice: Any = None) -> None:
        try:
            if what in ("authenticate", "settle"):
                act(id, **{"authenticate": {"passed": choice}, "settle": {"arrived": choice}}[what])
            else:
                act(id, *([choice] if choice is not None else []))
            world.counted[what] += 1
        except Fault as fault:
            world.counted[f"{what}: {fault.status}"] += 1

    def _on_an_order(self, data: Any, what: str, act: Any) -> None:
        ids = world.run(self._orders())
        if ids:
            self._do(what, act(ids[data.draw(st.integers(0, len(ids) - 1))]))

    async def _orders(self) -> list[UUID]:
        async with self.sessions.begin() as session:
            return list(await session.scalars(select(Order.id).order_by(Order.id)))

    def _intents(self, status: str) -> list[str]:
        return [id for id, one in self.stripe.intents.items() if one["status"] == status]

    def _open(self) -> list[str]:
        return [str(id) for id, one in self.stripe.sessions.items() if one["status"] == "open"]

    def _paid(self, data: Any) -> str:
        paid = self._intents("succeeded")
        place: int = data.draw(st.integers(0, len(paid) - 1))
        return paid[place]

    def _one_of(self, data: Any, kept: dict[str, Object]) -> str:
        # by place: ids are random, and a run must be the same when it is played again
        place: int = data.draw(st.integers(0, len(kept) - 1))
        return list(kept)[place]

    def _session_with(self, data: Any, status: str) -> str:
        intents = self._intents(status)
        intent = intents[data.draw(st.integers(0, len(intents) - 1))]
        return next(id for id, one in self.stripe.sessions.items() if one["payment_intent"] == intent)

    # ---- the end

    def teardown(self) -> None:
        if hasattr(self, "variants"):
            world.counted["runs"] += 1
            world.run(self._heal())
            world.run(self._judge())
            if world.counted["runs"] % 100 == 0:
                tell(f"{world.counted['runs']} runs, {world.counted['order placed']} orders placed")

    async def _heal(self) -> None:
        """Everybody is well again, slow money arrives, and the shop does what it always does."""
        self.stand_in.broken.clear()
        self.gateway.dies = None
        for intent in self._intents("processing"):
            session = next(one for one in self.stripe.sessions.values() if one["payment_intent"] == intent)
            self.stripe.settle(session["id"])
        for _ in range(6):
            while due := await self._due():
                for id in due:
                    await self._work(id)
            found = await self._reconcile(NOW)
            if not found.advanced + found.called_off + found.missed + found.away + len(await self._due()):
                break
        assert await self._due() == []

    async def _judge(self) -> None:
        async with self.sessions.begin() as session:
            orders = list(await session.scalars(select(Order)))
            rows = list(await session.scalars(select(Payment)))
            assert await stock.violations(session) == []
            open_bags = list(await session.scalars(select(Cart).where(Cart.completing_at.is_not(None))))
            given_up = list(await session.scalars(text(
                "SELECT last_error FROM voguevault.webhook_events WHERE processed_at IS NULL "
                "AND source IN ('payment', 'stripe')"
            )))  # fmt: skip
            await self._judge_stock(session, orders)
        assert (open_bags, given_up) == ([], [])
        assert {one["status"] for one in self.stripe.sessions.values()} <= {"complete", "expired"}
        assert not self._intents("requires_capture")
        for order in orders:
            self._judge_order(order, [row for row in rows if row.order_id == order.id])
        for row in rows:
            if row.kind == "charge":
                self._judge_charge(row, [one for one in rows if one.parent_id == row.id])
        for row in rows:
            if row.kind == "refund" and row.status == "succeeded":
                assert self.mails[f"refunded:{row.id}"] == 1
        assert max(self.mails.values(), default=1) == 1
        known = {row.provider_id for row in rows}
        assert {one["id"] for one in self.stripe.sessions.values()} <= known, "a session that the ledger does not know"

    def _judge_order(self, order: Order, rows: list[Payment]) -> None:
        paid = [row for row in rows if row.kind == "charge" and row.status == "succeeded"]
        assert len(paid) <= 1
        if order.status in ("placed", "completed"):
            assert [row.captured_amount for row in paid] == [order.total]
        assert self.mails[f"order_placed:{order.id}"] == (order.placed_at is not None)
        for row in rows:
            stands = order.status in ("placed", "completed") and row in paid
            if row.kind == "charge" and not stands and self._intent_of(row) not in self.returned_by_bank:
                assert row.captured_amount == row.refunded_amount, f"paid without an order: {row.error_code}"
        world.counted[f"order {order.status}"] += 1

    def _judge_charge(self, row: Payment, refunds: list[Payment]) -> None:
        """The ledger says what Stripe says."""
        intent = self.stripe.intents.get(self._intent_of(row) or "")
        there = [one for one in self.stripe.refunds.values() if intent and one["payment_intent"] == intent["id"]]
        assert row.captured_amount == (intent["amount_received"] if intent else 0)
        mine = {(one.provider_id, one.amount, one.status) for one in refunds if one.provider_id}
        assert mine == {(one["id"], one["amount"], one["status"]) for one in there}
        assert row.refunded_amount == sum(one["amount"] for one in there if one["status"] == "succeeded")
        assert all(one.status == "failed" for one in refunds if one.provider_id is None)
        disputed = [
            one["id"] for one in self.stripe.disputes.values() if intent and one["payment_intent"] == intent["id"]
        ]
        assert sorted(row.details.get("disputes", {})) == sorted(disputed)

    def _intent_of(self, row: Payment) -> str | None:
        found: str | None = self.stripe.sessions.get(row.provider_id or "", {}).get("payment_intent")
        return found

    async def _judge_stock(self, session: Any, orders: list[Order]) -> None:
        placed = [order.id for order in orders if order.status == "placed"]
        query = select(OrderItem.variant_id, OrderItem.quantity).where(OrderItem.order_id.in_(placed))
        sold: Counter[Any] = Counter()
        for variant_id, quantity in await session.execute(query):
            sold[variant_id] += quantity
        reserved: Counter[Any] = Counter()
        query = select(StockReservation.variant_id, StockReservation.quantity).where(
            StockReservation.status.in_(("held", "committed"))
        )
        for variant_id, quantity in await session.execute(query):
            reserved[variant_id] += quantity
        assert reserved == sold


@pytest.mark.usefixtures("_world")
def test_whatever_happens_each_payment_has_its_order_and_each_order_its_payment() -> None:
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=RUNS, stateful_step_count=20, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck), phases=PHASES, print_blob=False,
        ),
    )  # fmt: skip
    told = ", ".join(f"{what} {times}" for what, times in sorted(world.counted.items()))
    tell(f"{world.counted['runs']} runs: {told}")
    assert world.counted["runs"] >= RUNS
    assert world.counted["order placed"] > 0
