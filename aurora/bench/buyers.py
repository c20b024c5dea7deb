"""Buyers at once: many shoppers want the same few units, over HTTP, from several server processes.

Each round everybody has a bag of their own, then all check out in the same moment, and who got an order pays it in test
mode; who did not comes again in the next round. Sold must be exactly what there was, and everything that is always true
of the shop must be true after it.
"""

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
import msgspec
from sqlalchemy import func, select, update

from aurora.bench.serving import server
from commerce import invariants
from commerce.models import Order, OrderItem, Product, ProductVariant, StockLevel
from core import visitors
from core.db import Sessions, database
from core.visitors import VisitorTokens

__all__ = ["KINDS", "Kind", "Outcome", "Rush", "rush", "show"]
_AGAIN = 10
"""Rounds after which all buyers are new ones: no shopper may check out more than twenty times a minute."""
_HOME = {"name": "Ada Example", "line1": "1 Long Lane", "city": "Springfield", "country": "US"}


class Kind(msgspec.Struct, frozen=True):
    """What everybody's bag holds: variants by number, in the order in which they are put in; every second buyer puts
    them in from the other end."""

    key: str
    name: str
    lines: tuple[int, ...]

    def sold(self, units: int) -> int:
        """How many can buy where there are so many units of each variant."""
        return units // max(Counter(self.lines).values())


KINDS = (
    Kind("one", "one unit of one variant", (0,)),
    Kind("opposite", "three variants in opposite orders", (0, 1, 2)),
    Kind("twice", "two lines of one variant", (0, 0)),
)


class Rush(msgspec.Struct, frozen=True, kw_only=True):
    """What is tried: per round so many buyers on so many units of each variant."""

    rounds: int = 50
    buyers: int = 200
    units: int = 20
    servers: int = 2
    kinds: tuple[Kind, ...] = KINDS


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the rounds of one kind. orders: placed in each round; answers: how often each was given."""

    kind: str
    expected: int
    orders: tuple[int, ...]
    oversold: int
    answers: dict[str, int]
    broken: tuple[invariants.Broken, ...]
    seconds: float

    @property
    def holds(self) -> bool:
        """Exactly what there was was sold, nobody was told anything but that they have it or that it is gone."""
        expected = all(count == self.expected for count in self.orders)
        plain = not self.answers.keys() - {"201", "409 out_of_stock"}
        return expected and plain and not self.oversold and not self.broken


def show(found: Sequence[Outcome]) -> str:
    """The outcomes as a table."""
    lines = [f"{'bag':<34}{'rounds':>7}{'orders a round':>16}{'expected':>10}{'oversold':>10}{'broken':>8}{'s':>8}"]
    for one in found:
        least, most = min(one.orders), max(one.orders)
        orders = str(least) if least == most else f"{least}..{most}"
        lines.append(
            f"{one.kind:<34}{len(one.orders):>7}{orders:>16}{one.expected:>10}{one.oversold:>10}{len(one.broken):>8}"
            f"{one.seconds:>8.0f}"
        )
        lines.append("    answers: " + ", ".join(f"{n} × {what}" for what, n in sorted(one.answers.items())))
        lines += [f"    {each.invariant}: {each.what} has {each.has}, not {each.should}" for each in one.broken[:10]]
    return "\n".join(lines)


class _Buyer:
    """A shopper and the version of their full bag, which is None where they have to fill one."""

    def __init__(self, client: httpx2.AsyncClient, token: str, number: int) -> None:
        self._client = client
        self._token = token
        self.number = number
        self.version: int | None = None

    async def post(self, path: str, body: object, **headers: str) -> httpx2.Response:
        return await self._client.post(path, json=body, headers={visitors.HEADER: self._token, **headers})


async def rush(
    asked: Rush, *, database_url: str, redis_url: str, data_dir: Path, say: Callable[[str], None]
) -> list[Outcome]:
    """The outcome of every kind. The database must be migrated; what is bought is left in it."""
    secret = secrets.token_urlsafe(32)
    given = {
        "DATABASE_URL": database_url, "REDIS_URL": redis_url, "DATA_DIR": str(data_dir), "JWT_SECRET": secret,
        "RATE_WRITES_PER_MINUTE": "1000000",  # all buyers come from one address
    }  # fmt: skip
    tokens, found = VisitorTokens(secret.encode()), []
    async with AsyncExitStack() as stack:
        sessions = await stack.enter_async_context(database(database_url))
        # One after the other: the first brings the schema up to date.
        clients = [
            await stack.enter_async_context(server(given, "--no-demo", "--no-worker")) for _ in range(asked.servers)
        ]
        for kind in asked.kinds:
            variants = await _stock(sessions, len(set(kind.lines)))
            say(f"{kind.name}: {asked.rounds} rounds of {asked.buyers} buyers on {asked.units} units")
            outcome = await _rounds(asked, kind, variants, clients, tokens, sessions)
            say(f"{sum(outcome.orders)} orders, {outcome.oversold} oversold, {len(outcome.broken)} broken")
            found.append(outcome)
    return found


async def _rounds(
    asked: Rush,
    kind: Kind,
    variants: Sequence[UUID],
    clients: Sequence[httpx2.AsyncClient],
    tokens: VisitorTokens,
    sessions: Sessions,
) -> Outcome:
    began, orders, answers = time.monotonic(), [], Counter[str]()
    oversold, faults = 0, []
    buyers: list[_Buyer] = []
    for number in range(asked.rounds):
        if number % _AGAIN == 0:
            buyers = [_Buyer(clients[n % len(clients)], tokens.issue().token, n) for n in range(asked.buyers)]
        await _deliver(sessions, variants, asked.units)
        before = await _placed(sessions, variants)
        answers += await _round(buyers, [variants[n] for n in kind.lines])
        orders.append(await _placed(sessions, variants) - before)
        oversold += max(0, orders[-1] - kind.sold(asked.units))
        async with sessions.begin() as session:
            faults += await invariants.broken(session)
    return Outcome(
        kind=kind.name,
        expected=kind.sold(asked.units),
        orders=tuple(orders),
        oversold=oversold,
        answers=dict(answers),
        broken=tuple(faults),
        seconds=round(time.monotonic() - began, 1),
    )


async def _round(buyers: Sequence[_Buyer], variants: Sequence[UUID]) -> Counter[str]:
    """How often each answer was given to a checkout or a payment that was not done; `201` for each that was."""
    await asyncio.gather(*(_fill(buyer, variants) for buyer in buyers if buyer.version is None))
    quoted = (await buyers[0].post("/api/cart/quote", {"shipping_address": _HOME})).json()
    total = {"amount": quoted["total"], "currency": quoted["currency"]}
    return Counter(await asyncio.gather(*(_buy(buyer, total) for buyer in buyers)))


async def _fill(buyer: _Buyer, variants: Sequence[UUID]) -> None:
    ordered = variants if buyer.number % 2 else reversed(variants)
    answer = await buyer.post("/api/cart/items", {"lines": [{"variant_id": str(id)} for id in ordered]})
    answer.raise_for_status()
    buyer.version = answer.json()["version"]


async def _buy(buyer: _Buyer, total: dict[str, object]) -> str:
    body = {
        "version": buyer.version,
        "expected_total": total,
        "email": f"buyer{buyer.number}@example.com",
        "shipping_address": _HOME,
    }
    made = await buyer.post("/api/checkout", body, **{"Idempotency-Key": str(uuid4())})
    if made.status_code != 201:
        return _told(made)
    buyer.version = None
    paid = await buyer.post(f"/api/checkout/{made.json()['order_id']}/test-payment", {"outcome": "succeed"})
    return "201" if paid.status_code == 200 and paid.json()["status"] == "placed" else f"payment {_told(paid)}"


def _told(answer: httpx2.Response) -> str:
    return f"{answer.status_code} {answer.json().get('code', '')}".strip()


# ── the shop ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def _stock(sessions: Sessions, count: int) -> list[UUID]:
    """So many new variants of as many products, of which there are no units yet."""
    made = []
    async with sessions.begin() as session:
        for _ in range(count):
            name = secrets.token_hex(6)
            product = Product(slug=f"rush-{name}", title="Rush shirt", department="women", category="shirt")
            session.add(product)
            await session.flush()
            variant = ProductVariant(
                product_id=product.id, sku=f"RUSH-{name}", colour="navy", colour_hex="#1c2742", price=5900,
                currency="USD",
            )  # fmt: skip
            session.add(variant)
            await session.flush()
            session.add(StockLevel(variant_id=variant.id, on_hand=0, reserved=0))
            made.append(variant.id)
    return made


async def _deliver(sessions: Sessions, variants: Sequence[UUID], units: int) -> None:
    """From now on there are exactly so many units of each for sale."""
    async with sessions.begin() as session:
        await session.execute(
            update(StockLevel).where(StockLevel.variant_id.in_(variants)).values(on_hand=StockLevel.reserved + units)
        )


async def _placed(sessions: Sessions, variants: Sequence[UUID]) -> int:
    """How many orders of the variants were placed so far."""
    query = select(func.count(func.distinct(Order.id))).join(OrderItem, OrderItem.order_id == Order.id)
    async with sessions.begin() as session:
        found = await session.scalar(query.where(OrderItem.variant_id.in_(variants), Order.status == "placed"))
    return found or 0
