"""`aurora bench uploads`: how long the shop's answers take while 3D models are uploaded and worked on.

Requests leave at fixed times, whether or not the ones before are answered, and their time counts from when they were
to leave: an answer that holds others up is seen in theirs too. Source: Tene, "How NOT to Measure Latency", 2013.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID

import click
import httpx2
import msgspec
import numpy as np
from sqlalchemy import delete, select

import migrations
from assets.models import ProductAsset
from aurora.bench.serving import server
from commerce.models import Product
from core import loop
from core import settings as core_settings
from core.access import AccessTokens
from core.db import Sessions, database
from core.embedded import Servers, running
from core.models import User

__all__ = ["uploads"]
_EVERY_S = 0.05
_TURN_EVERY_S = 2.0
_DONE = ("ready", "failed")
_MESSAGE = {"message": "a look for an office day, women, under 300 dollars"}


class Spread(msgspec.Struct, frozen=True):
    """Milliseconds of one kind of request: the median, the 95th percentile, the slowest. failed: of n, were refused."""

    name: str
    n: int
    failed: int
    p50: float
    p95: float
    most: float


class _Took(msgspec.Struct, frozen=True):
    ms: float
    failed: bool


class Uploaded(msgspec.Struct, frozen=True):
    """One upload: seconds until it was answered, seconds until it was ready, or why it failed."""

    name: str
    size_bytes: int
    answered_s: float
    ready_s: float
    error: str | None


class Report(msgspec.Struct, frozen=True):
    """Requests while nothing was uploaded, and while models were uploaded and worked on."""

    quiet: tuple[Spread, ...]
    meanwhile: tuple[Spread, ...]
    uploads: tuple[Uploaded, ...]


class _Shop(msgspec.Struct, frozen=True):
    """A shop that answers, with products to upload to. staff: headers of somebody who may."""

    client: httpx2.AsyncClient
    slugs: tuple[str, ...]
    products: tuple[UUID, ...]
    staff: dict[str, str]


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--count", type=click.IntRange(1, 100), default=4, show_default=True, help="Uploads at once.")
@click.option("--quiet", "quiet_s", type=click.IntRange(2, 600), default=20, show_default=True, help="Seconds before.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Where its shop is. Default: DATA_DIR-uploads.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def uploads(files: tuple[Path, ...], count: int, quiet_s: int, data_dir: Path | None, as_json: bool) -> None:
    """Upload FILES (.glb or .zip) COUNT at once, and time twenty requests a second and a turn every two meanwhile.

    The shop is the demo catalogue on a server with one worker. Exits 1 where a model failed.
    """
    given = core_settings.load().data_dir
    home = data_dir or given.with_name(f"{given.name}-uploads")
    with running(home) as own:
        (home / ".gitignore").write_text("*\n")
        report = loop.run(_measured(own, home, files, count, quiet_s))
    click.echo(msgspec.json.format(msgspec.json.encode(report), indent=2).decode() if as_json else show(report))
    if any(each.error for each in report.uploads):
        raise SystemExit(1)


def show(report: Report) -> str:
    """The report as a table."""
    head = f"{'milliseconds':<26}{'n':>6}{'failed':>8}{'p50':>9}{'p95':>9}{'most':>9}"
    lines = []
    for name, spreads in (("before", report.quiet), ("while models are worked on", report.meanwhile)):
        rows = [
            f"{one.name:<26}{one.n:>6}{one.failed:>8}{one.p50:>9.1f}{one.p95:>9.1f}{one.most:>9.1f}" for one in spreads
        ]
        lines += [name, head, *rows, ""]
    lines.append(f"{'upload':<40}{'MB':>7}{'answered s':>12}{'ready s':>9}")
    for up in report.uploads:
        lines.append(f"{up.name[:39]:<40}{up.size_bytes / 1e6:>7.1f}{up.answered_s:>12.2f}{up.ready_s:>9.1f}")
        lines += [f"    {up.error}"] if up.error else []
    return "\n".join(lines)


def _row(one: Spread) -> str:
    return f"{one.name:<26}{one.n:>6}{one.failed:>8}{one.p50:>9.1f}{one.p95:>9.1f}{one.most:>9.1f}"


async def _measured(own: Servers, home: Path, files: Sequence[Path], count: int, quiet_s: int) -> Report:
    await migrations.upgrade(own.database_url)
    async with database(own.database_url) as sessions, _shop(own, home, sessions, count) as shop:
        await _ask(shop, asyncio.create_task(asyncio.sleep(5)))  # connections and caches
        quiet = await _ask(shop, asyncio.create_task(asyncio.sleep(quiet_s)))
        names = cycle(files)
        sending = asyncio.gather(*(_upload(shop, next(names), id) for id in shop.products))
        meanwhile = await _ask(shop, sending)
        return Report(quiet, meanwhile, tuple(await sending))


@asynccontextmanager
async def _shop(own: Servers, home: Path, sessions: Sessions, count: int) -> AsyncIterator[_Shop]:
    secret, much = secrets.token_urlsafe(32), "1000000"
    given = {
        "DATABASE_URL": own.database_url, "REDIS_URL": own.redis_url, "DATA_DIR": str(home), "JWT_SECRET": secret,
        "RATE_READS_PER_MINUTE": much, "RATE_WRITES_PER_MINUTE": much, "CHAT_RATE_PER_MINUTE": much,
    }  # fmt: skip
    async with server(given, "--worker") as client:
        async with sessions.begin() as session:
            await session.execute(delete(ProductAsset))  # of the run before: the same bytes would be the same models
            staff = User(email=f"{secrets.token_hex(6)}@bench.example", role="staff")
            session.add(staff)
            await session.flush()
            found = (await session.execute(select(Product.id, Product.slug).limit(max(count, 20)))).all()
        token = AccessTokens(secret.encode()).issue(staff.id, "staff", staff.token_version or 0)
        yield _Shop(
            client, tuple(row.slug for row in found), tuple(row.id for row in found[:count]),
            {"Authorization": f"Bearer {token}"},
        )  # fmt: skip


async def _upload(shop: _Shop, file: Path, product: UUID) -> Uploaded:
    path, began = f"/api/admin/products/{product}/3d-models", time.perf_counter()
    data = await asyncio.to_thread(file.read_bytes)
    answer = await shop.client.post(path, files={"file": (file.name, data)}, headers=shop.staff)
    answered = time.perf_counter() - began
    told = answer.json()
    while answer.is_success and told["status"] not in _DONE:
        await asyncio.sleep(0.5)
        told = (await shop.client.get(f"{path}/{told['asset_id']}", headers=shop.staff)).json()
    error = told["error"] if answer.is_success else told["detail"]
    return Uploaded(file.name, len(data), answered, time.perf_counter() - began, error)


async def _ask(shop: _Shop, until: "asyncio.Future[Any]") -> tuple[Spread, ...]:
    """What requests took that were sent until that was done."""
    took: dict[str, list[_Took]] = {}
    requests = _requests(shop)
    asked: set[asyncio.Task[None]] = set()
    begun, number, turns = time.perf_counter(), 0, 0
    while not until.done():
        at = begun + number * _EVERY_S
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        name, path = next(requests)
        asked.add(asyncio.create_task(_timed(took, name, at, shop.client.get(path))))
        if at - begun >= turns * _TURN_EVERY_S:
            turns += 1
            asked.add(asyncio.create_task(_timed(took, "a turn", at, _turn(shop))))
        number += 1
    await asyncio.gather(*asked)
    reads = [one for name, each in took.items() if name != "a turn" for one in each]
    return *(_spread(name, each) for name, each in took.items()), _spread("all but turns", reads)


def _requests(shop: _Shop) -> "cycle[tuple[str, str]]":
    one = next(iter(shop.products))
    return cycle([
        request
        for slug in shop.slugs
        for request in (
            ("a page of the catalogue", "/api/products?department=women"),
            ("a product", f"/api/products/{slug}"),
            ("its 3D models", f"/api/products/{one}/3d-models"),
            ("the bag", "/api/cart"),
        )
    ])  # fmt: skip


async def _turn(shop: _Shop) -> httpx2.Response:
    return await shop.client.post("/api/aurora/chat", json=_MESSAGE)


async def _timed(took: dict[str, list[_Took]], name: str, at: float, asking: Awaitable[httpx2.Response]) -> None:
    answer = await asking
    took.setdefault(name, []).append(_Took((time.perf_counter() - at) * 1000, answer.is_error))


def _spread(name: str, took: Sequence[_Took]) -> Spread:
    ms = (round(float(np.quantile([one.ms for one in took], at)), 1) for at in (0.5, 0.95, 1.0))
    return Spread(name, len(took), sum(one.failed for one in took), *ms)
