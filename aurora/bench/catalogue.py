"""`aurora bench catalogue`: what a page of the catalogue costs over HTTP, with facets, by kind of request."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import click
import httpx
import msgspec
import numpy as np
import uvicorn

import migrations
from aurora.app import create_app
from aurora.bench.shop import stock_up
from core import loop
from core import settings as core_settings
from core.db import database
from core.embedded import Servers, running
from core.settings import Settings

REQUESTS = {
    "everything": "",
    "a department": "department=women",
    "a category, by price": "department=women&category=dress&sort=price_asc",
    "three facets, newest": "department=men&colour=navy&colour=black&size=M&sort=newest",
    "a price range, in stock": "price_min=5000&price_max=9999&available=true",
    "five facets": "department=women&category=dress&category=skirt&season=summer&occasion=party&material=cotton",
    "nothing left": "category=tie&season=winter&size=8Y",
    "without facets": "department=women&facets=false",
}  # fmt: skip
"""Faceted pages; each is asked for in turn, the first page and the one behind it."""
WORDS = ("black linen shirt", "wool coat", "dress", "cotton")


class Cost(msgspec.Struct, frozen=True):
    """Milliseconds of one kind of request. `least` is what it takes where nothing comes between; `cpu` is what this
    process took, client and server together, the median."""

    name: str
    least: float
    p50: float
    p95: float
    cpu: float
    n: int
    total: int


@click.command()
@click.option("--products", type=click.IntRange(1, 1_000_000), default=100_000, show_default=True)
@click.option("--rounds", type=click.IntRange(5, 10_000), default=40, show_default=True, help="Of every request.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Where the shop is kept. Default: DATA_DIR-bench.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def catalogue(products: int, rounds: int, data_dir: Path | None, as_json: bool) -> None:
    """Time pages of the catalogue with their facets, over HTTP, one at a time."""
    given = core_settings.load().data_dir
    home = data_dir or given.with_name(f"{given.name}-bench")
    with running(home) as servers:
        (home / ".gitignore").write_text("*\n")
        costs = loop.run(_measured(servers, home, products, rounds))
    click.echo(msgspec.json.encode(costs).decode() if as_json else show(costs))


async def _measured(servers: Servers, home: Path, products: int, rounds: int) -> list[Cost]:
    await migrations.upgrade(servers.database_url)
    async with database(servers.database_url) as sessions:
        await stock_up(sessions, products, lambda sentence: click.echo(f"  · {sentence}", err=True))
    settings = Settings(
        data_dir=home, log_level="ERROR", rate_reads_per_minute=1_000_000, rate_writes_per_minute=1_000_000
    )
    app = create_app(settings, database_url=servers.database_url, redis_url=servers.redis_url)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False))
    return await _served(server, rounds)


async def _served(server: uvicorn.Server, rounds: int) -> list[Cost]:
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn offers no event
            await asyncio.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            return await _asked(client, rounds)
    finally:
        server.should_exit = True
        await serving


async def _asked(client: httpx.AsyncClient, rounds: int) -> list[Cost]:
    kinds = {name: [query] for name, query in REQUESTS.items()}
    for name, query in REQUESTS.items():
        cursor = (await client.get(f"/api/products?{query}")).json()["next_cursor"]
        if cursor:
            kinds[name].append(f"{query}&cursor={cursor}")
    ms: dict[str, list[tuple[float, float]]] = {name: [] for name in kinds}
    total: dict[str, int] = {}
    for _ in range(rounds):
        for name, queries in kinds.items():
            for query in queries:
                wall, cpu, total[name] = await _one(client, query)
                ms[name].append((wall, cpu))
    costs = [_cost(name, each, total[name]) for name, each in ms.items()]
    faceted = [one for name, each in ms.items() if name != "without facets" for one in each]
    costs.append(_cost("all faceted pages", faceted, 0))
    for words in WORDS:
        first, again = await _one(client, f"q={words}"), [await _one(client, f"q={words}") for _ in range(rounds)]
        costs.append(_cost(f"words: {words}, first", [first[:2]], first[2]))
        costs.append(_cost(f"words: {words}, again", [one[:2] for one in again], first[2]))
    return costs


async def _one(client: httpx.AsyncClient, query: str) -> tuple[float, float, int]:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = await client.get(f"/api/products?{query}")
    spent = (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000
    return *spent, answer.raise_for_status().json()["total"]


def _cost(name: str, each: Sequence[tuple[float, float]], total: int) -> Cost:
    wall, cpu = np.array(each).T
    p50, p95 = (round(float(np.quantile(wall, share)), 1) for share in (0.5, 0.95))
    return Cost(name, round(float(wall.min()), 1), p50, p95, round(float(np.median(cpu)), 1), len(each), total)


def show(costs: Sequence[Cost]) -> str:
    """The costs as a table in Markdown."""
    lines = ["| request | products | least ms | p50 ms | p95 ms | CPU ms | n |", "|---|---:|---:|---:|---:|---:|---:|"]
    lines += [
        f"| {c.name} | {f'{c.total:,}' if c.total else ''} | {c.least} | {c.p50} | {c.p95} | {c.cpu} | {c.n} |"
        for c in costs
    ]
    return "\n".join(lines)
