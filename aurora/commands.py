"""What `aurora` can be told to do. Each command is one function; long work shows its progress."""

import asyncio
import json
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import click
import msgspec
import uvicorn
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

import migrations
from assets.garments.stocking import Range, stock
from aurora import arranging, embeddings, store, worker
from aurora.app import create_app
from aurora.bench import bench
from aurora.embedder import create as create_embedder
from commerce import demo, loading
from commerce.models import Product
from core import loop, telemetry
from core import settings as core_settings
from core.connect import database_url, server_urls
from core.db import Sessions, database
from core.embedded import Supervisor, exiting_on_signals
from core.errors import Conflict
from core.objects import Objects
from core.settings import Settings

__all__ = ["arrange", "bench", "doctor", "embed", "migrate", "seed", "serve", "work"]
console = Console(stderr=True)


class PortTaken(Conflict):
    code, title = "port_taken", "The port is taken"


@contextmanager
def progress_bar(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on standard error; the function given takes how many are done so far."""
    columns = [SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=False) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=done)
        progress.update(task, total=progress.tasks[0].completed)


@click.command()
@click.option("--host", help="Address to listen on. Default: HOST, else 127.0.0.1.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on. Default: PORT, else 8000.")
@click.option("--demo/--no-demo", default=True, help="Load the demo catalogue when the shop is empty. Default: yes.")
@click.option(
    "--worker/--no-worker", "with_worker", default=None,
    help="Run a worker beside it. Default: yes on embedded servers, no where DATABASE_URL and REDIS_URL are set.",
)  # fmt: skip
def serve(host: str | None, port: int | None, demo: bool, with_worker: bool | None) -> None:
    """Serve the shop and Aurora: starts what is needed, migrates, fills an empty shop, embeds, listens."""
    settings = core_settings.load()
    telemetry.configure(settings.log_level, settings.log_format)
    with _listener(host or settings.host, settings.port if port is None else port) as listener, exiting_on_signals():
        if settings.database_url and settings.redis_url:
            urls = settings.database_url, settings.redis_url
            loop.run(_serve(settings, *urls, listener, demo, None, with_worker=bool(with_worker)))
        else:
            _serve_embedded(settings, listener, demo, with_worker=with_worker is not False)
    console.print("  Stopped.")


def _serve_embedded(settings: Settings, listener: socket.socket, with_demo: bool, *, with_worker: bool) -> None:
    supervisor = Supervisor(settings.data_dir, progress=_say)
    servers = supervisor.start()
    try:
        urls = settings.database_url or servers.database_url, settings.redis_url or servers.redis_url
        loop.run(_serve(settings, *urls, listener, with_demo, supervisor, with_worker=with_worker))
    finally:
        supervisor.stop()


def _listener(host: str, port: int) -> socket.socket:
    """A socket that has the port but does not listen yet, so that a taken port is known before anything starts.

    Raises PortTaken.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    # With its protocol named, since asyncio sets TCP_NODELAY only where it is: without, the cards wait up to 40 ms for
    # the client's acknowledgement of what was sent before them.
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
    except OSError as error:
        bound.close()
        raise PortTaken(
            f"Cannot listen on {host}:{port} ({error.strerror}): stop what listens there, or set PORT or HOST."
        ) from None
    return bound


def _say(sentence: str) -> None:
    console.print(f"  [dim]·[/dim] {sentence}")


async def _serve(
    settings: Settings,
    db_url: str,
    redis_url: str,
    listener: socket.socket,
    with_demo: bool,
    supervisor: Supervisor | None,
    *,
    with_worker: bool,
) -> None:
    watch = asyncio.create_task(supervisor.watch()) if supervisor else None
    await migrations.upgrade(db_url)
    async with database(db_url) as sessions:
        if with_demo and await _product_count(sessions) == 0:
            await _load(sessions, demo.products(), "demo catalogue")
        await _embed(settings, sessions)
        if not settings.database_url:  # the database is this directory's, whose lock nobody else holds
            async with sessions.begin() as session:
                await store.give_up_running(session)
    app = create_app(settings, database_url=db_url, redis_url=redis_url)
    server = _Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=20))
    try:
        async with worker.beside(db_url, redis_url) if with_worker else nullcontext():
            await server.serve(sockets=[listener])
    finally:
        if watch:
            watch.cancel()


class _Server(loop.Server):
    """Says where to click once it listens; a stop that was asked for is a success."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn's, but the signal is not raised once more when all has ended: that would end us with 143."""
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        if not self.started:
            return
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        host = f"[{host}]" if ":" in host else host
        site = f"http://{'127.0.0.1' if host in ('0.0.0.0', '[::]') else host}:{port}"
        console.print(f"\n  Aurora is ready: [bold]{site}/[/]")
        links = f"API {site}/schema/swagger · health {site}/health/ready · stop with Ctrl-C"
        console.print(f"  [dim]{links}[/]\n", soft_wrap=True)


async def _product_count(sessions: Sessions) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(Product)) or 0


@click.command()
@click.option("--revision", default="head", show_default=True, help="Where to; `base` takes everything down.")
@click.option("--sql", is_flag=True, hidden=True)
def migrate(revision: str, sql: bool) -> None:
    """Bring the database's schema to the newest migration."""
    settings = core_settings.load()
    with database_url(settings) as url:
        if revision == "base":
            click.confirm("This deletes every table and all that is in it. Go on?", abort=True)
            asyncio.run(migrations.downgrade(url, "base"))
        else:
            asyncio.run(migrations.upgrade(url, revision))
        console.print(f"The schema stands at {asyncio.run(migrations.current(url)) or 'base'}.")


@click.command()
@click.option("--products", type=click.IntRange(1, 1_000_000), help="Generate so many instead of the demo catalogue.")
@click.option("--seed", "seed_", type=int, default=1, show_default=True, help="Of the generator: same seed, same shop.")
@click.option("--no-embed", is_flag=True, help="Leave the embedding to `aurora embed`.")
@click.option(
    "--models",
    type=click.Choice(("each", "all")),
    help="Make 3D models too: of the most popular product of "
    "every category and department, or of all. The worker prepares them for the shop, about 10 s of CPU each.",
)
def seed(products: int | None, seed_: int, no_embed: bool, models: Range | None) -> None:
    """Load the demo catalogue, or a generated one of any size. Running it again changes nothing."""
    settings = core_settings.load()
    rows = demo.products() if products is None else demo.scale(products, seed_)
    with database_url(settings) as url:
        asyncio.run(_seed(settings, url, rows, products, embed=not no_embed, models=models))


async def _seed(
    settings: Settings, url: str, rows: Any, total: int | None, *, embed: bool, models: Range | None = None
) -> None:
    await migrations.upgrade(url)
    async with database(url) as sessions:
        await _load(sessions, rows, "products", total)
        if embed:
            await _embed(settings, sessions)
        if models is not None:
            with progress_bar("Making 3D models") as done:
                await stock(sessions, Objects.create(settings), models, progress=lambda number, of: done(number))


async def _load(sessions: Sessions, rows: Any, what: str, total: int | None = None, batch: int = 2000) -> None:
    with progress_bar(f"Loading the {what}", total) as done:
        loaded, chunk = 0, []
        for row in rows:
            chunk.append(row)
            if len(chunk) == batch:
                loaded = await _load_batch(sessions, chunk, loaded)
                done(loaded)
                chunk = []
        loaded = await _load_batch(sessions, chunk, loaded)
        done(loaded)


async def _load_batch(sessions: Sessions, chunk: list[Any], before: int) -> int:
    if chunk:
        async with sessions.begin() as session:
            await loading.load(session, chunk)
    return before + len(chunk)


@click.command("worker")
@click.option("--parent", type=int, hidden=True, help="The process without which this one ends.")
def work(parent: int | None) -> None:
    """Do what the shop has put off: refunds, e-mails, webhooks, whatever is due.

    Works on DATABASE_URL and REDIS_URL, else on the embedded servers of DATA_DIR.
    """
    settings = core_settings.load()
    telemetry.configure(settings.log_level, settings.log_format)
    with server_urls(settings) as (db_url, redis_url):
        asyncio.run(worker.run(settings, db_url, redis_url, parent=parent))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def embed(as_json: bool) -> None:
    """Embed new and changed products. Can be stopped and started again at any time."""
    settings = core_settings.load()
    with database_url(settings) as url:
        counts = asyncio.run(_embed_only(settings, url))
    click.echo(json.dumps(counts) if as_json else ", ".join(f"{name} {n}" for name, n in counts.items()))


@click.command()
def arrange() -> None:
    """Lay vectors that are alike beside each other, so that searches take less time.

    `aurora embed` does it when a shop's first vectors are there. Do it again when the catalogue has turned over: each
    table of vectors is locked meanwhile, about 4 s for 10,000 products, and searches wait.
    """
    with database_url(core_settings.load()) as url:
        count = asyncio.run(_arrange_only(url))
    click.echo(f"arranged {count} tables of {arranging.LEAST} vectors and more")


async def _arrange_only(url: str) -> int:
    async with database(url) as sessions:
        return await _arrange(sessions)


async def _arrange(sessions: Sessions) -> int:
    names = await arranging.leaves(sessions)
    if names:
        with progress_bar("Arranging vectors", len(names)) as done:
            await arranging.arrange(sessions, names, done)
    return len(names)


async def _embed_only(settings: Settings, url: str) -> dict[str, Any]:
    async with database(url) as sessions:
        return await _embed(settings, sessions)


async def _embed(settings: Settings, sessions: Sessions) -> dict[str, Any]:
    embedder = create_embedder(settings)
    total = await embeddings.count(sessions)
    with progress_bar(f"Embedding with {embedder.model}", total) as done:
        counts = await embeddings.embed_catalogue(sessions, embedder, progress=done)
    if counts.embedded and counts.embedded == counts.seen and not counts.replaced:
        # The shop's first vectors: hardly anybody searches yet. A role that owns no tables serves all the same.
        try:
            await _arrange(sessions)
        except (arranging.InUse, DBAPIError) as error:
            console.print(f"Vectors lie as they came; `aurora arrange` lays them in order. {error}", style="yellow")
    return msgspec.structs.asdict(counts)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(as_json: bool) -> None:
    """Say which features the settings switch on, and whether what they need answers."""
    from aurora.doctor import examine

    findings = examine(core_settings.load())
    if as_json:
        click.echo(json.dumps([{"name": f.name, "state": f.state, "detail": f.detail} for f in findings]))
    else:
        marks = {"on": "[green]on [/]", "off": "[dim]off[/]", "broken": "[red]bad[/]"}
        for finding in findings:
            Console().print(f"{marks[finding.state]}  {finding.name:<22} {finding.detail}", soft_wrap=True)
    if any(finding.state == "broken" for finding in findings):
        raise SystemExit(1)
