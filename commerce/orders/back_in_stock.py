"""Telling whoever asked that a size is there again: one mail, once, when stock has come back.

A request is a mail in the outbox that waits; nothing else is kept of it. A confirmed opt-in is not asked for: what was
asked for is a single mail about one piece, which ends of itself, says so, and bears a link that ends all others. An
address is therefore good for few requests at a time, so that nobody is flooded in somebody else's name.
"""

import hashlib
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import mails
from commerce.mails.links import Links
from commerce.models import Product, ProductVariant
from core import outbox
from core.access import principal_of
from core.db import Sessions
from core.desk import AnyRequest, Desk, refusals
from core.errors import NotFound
from core.limits import Policy
from core.models import User, WebhookEvent
from core.outbox import WAITING

__all__ = ["HANDLERS", "ask", "stop", "tell"]
_ASKS = Policy("back_in_stock", 20, 3600)
_MOST_WAITING = 20
"""Requests of one address at a time; more are not kept."""
_KIND = "mail.back_in_stock"


class NoSuchVariant(NotFound):
    code: ClassVar[str] = "variant_not_found"
    title: ClassVar[str] = "No such size and colour"


class LinkNotKnown(NotFound):
    code: ClassVar[str] = "link_not_known"
    title: ClassVar[str] = "This link is not one of ours"


class BackInStockRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to tell when this size and colour is there again."""

    variant_id: UUID
    email: Annotated[
        str, Meta(min_length=3, max_length=254, pattern=r"^[^@\s,;<>()\[\]\\\"\x00]+@[^@\s,;<>()\[\]\\\"\x00]+$")
    ]


class Asked(msgspec.Struct, frozen=True):
    """The same for everybody, whether this address had asked before or not."""

    detail: str = "We write once when it is there again."


async def ask(session: AsyncSession, slug: str, variant_id: UUID, email: str, *, locale: str | None) -> bool:
    """Has one mail wait for the variant; False where one waits for this address already, or too many do.

    Raises NoSuchVariant where the product has no such variant or is not sold.
    """
    query = (
        select(ProductVariant.colour, ProductVariant.size, Product.title, Product.slug)
        .join(Product, Product.id == ProductVariant.product_id)
        .where(ProductVariant.id == variant_id, Product.slug == slug, Product.status == "active")
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NoSuchVariant(f"{slug!r} has no size and colour {variant_id}.")
    address = email.strip().lower()
    asked = f"{_prefix(variant_id)}{hashlib.sha256(address.encode()).hexdigest()}"
    waiting = await session.scalar(
        select(func.count()).select_from(WebhookEvent).where(*_waits(), WebhookEvent.target_url == f"mailto:{address}")
    )
    mine = WebhookEvent.direction == "out", WebhookEvent.source == mails.SOURCE
    before = (await session.scalars(
        select(WebhookEvent.processed_at).where(*mine, WebhookEvent.external_id.startswith(asked, autoescape=True))
    )).all()  # fmt: skip
    if (waiting or 0) >= _MOST_WAITING or None in before:
        return False
    about = {
        "title": row.title, "detail": ", ".join(part for part in (row.colour, row.size) if part),
        "url": f"/products/{row.slug}",
    }  # fmt: skip
    written = await mails.write(
        session, "back_in_stock", to=address, key=f"{asked}:{len(before) + 1}", about=about, locale=locale,
        due_at=WAITING,
    )  # fmt: skip
    return written is not None


async def tell(session: AsyncSession) -> int:
    """Releases the mails of every variant that is there again; how many."""
    there = text(
        """SELECT v.id FROM voguevault.product_variants AS v
        JOIN voguevault.products AS p ON p.id = v.product_id AND p.status = 'active'
        WHERE v.id IN (
            SELECT DISTINCT split_part(external_id, ':', 2)::uuid FROM voguevault.webhook_events
            WHERE processed_at IS NULL AND next_attempt_at = 'infinity' AND event_type = :kind AND direction = 'out'
        ) AND EXISTS (
            SELECT FROM voguevault.stock_levels AS s WHERE s.variant_id = v.id AND s.on_hand > s.reserved
        )"""
    )
    count = 0
    for variant_id in (await session.scalars(there, {"kind": _KIND})).all():
        count += await outbox.release(session, source=mails.SOURCE, key_prefix=_prefix(variant_id))
    return count


async def stop(session: AsyncSession, event_id: UUID) -> int:
    """Ends every request of the address that asked for this mail; how many were waiting."""
    address = await session.scalar(
        select(WebhookEvent.target_url).where(WebhookEvent.id == event_id, WebhookEvent.event_type == _KIND)
    )
    ended = (
        update(WebhookEvent)
        .where(*_waits(), WebhookEvent.target_url == address)
        .values(processed_at=func.now(), next_attempt_at=None, last_error="unsubscribed", payload={})
        .returning(WebhookEvent.id)
    )
    return len((await session.scalars(ended)).all())


@post(
    "/api/products/{slug:str}/back-in-stock",
    status_code=202,
    tags=["catalogue"],
    summary="Be told when a size is there again",
    responses=refusals(400, 401, 404, 429),
)
async def ask_to_be_told(
    request: AnyRequest,
    slug: FromPath[str],
    data: JSONBody[BackInStockRequest],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
) -> Response[Asked]:
    quota = await desk.spend(_ASKS, desk.address(request))
    principal = principal_of(request)
    async with sessions.begin() as session:
        locale = mails.spoken(request.headers.get("Accept-Language"))
        if principal is not None:
            locale = await session.scalar(select(User.locale).where(User.id == principal.user_id)) or locale
        await ask(session, slug.replace("\x00", ""), data.variant_id, data.email, locale=locale)
    return Response(Asked(), status_code=202, headers={**quota, "Cache-Control": "no-store"})


_Id = Annotated[UUID, QueryParameter(name="id")]
_Token = Annotated[str, QueryParameter(name="token", max_length=200)]


@get("/back-in-stock/stop", include_in_schema=False)
async def show_stop(links: NamedDependency[Links], event_id: _Id, token: _Token) -> Response[str]:
    """Asks before it does anything: programs that look at mails follow every link."""
    _check(links, event_id, token)
    return _page("Do you want no more mails of pieces that are back?", button="No more of these mails")


@post("/back-in-stock/stop", include_in_schema=False, status_code=200)
async def do_stop(
    links: NamedDependency[Links], sessions: NamedDependency[Sessions], event_id: _Id, token: _Token
) -> Response[str]:
    _check(links, event_id, token)
    async with sessions.begin() as session:
        await stop(session, event_id)
    return _page("We will not write to you of pieces that are back.", button=None)


HANDLERS = (ask_to_be_told, show_stop, do_stop)


def _prefix(variant_id: UUID) -> str:
    return f"back_in_stock:{variant_id}:"


def _waits() -> tuple[Any, ...]:
    return (
        WebhookEvent.direction == "out", WebhookEvent.source == mails.SOURCE, WebhookEvent.event_type == _KIND,
        WebhookEvent.processed_at.is_(None), WebhookEvent.next_attempt_at == WAITING,
    )  # fmt: skip


def _check(links: Links, event_id: UUID, token: str) -> None:
    if not links.opens(token, "stop", event_id):
        raise LinkNotKnown("This link is not one of ours, or not whole. Open it as it stands in the mail.")


_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>VogueVault</title><link rel="stylesheet" href="/static/style.css">
<main class="welcome"><h1>{sentence}</h1>{form}<p><a href="/">VogueVault</a></p></main></html>"""


def _page(sentence: str, *, button: str | None) -> Response[str]:
    form = f'<form method="post"><button class="button">{button}</button></form>' if button else ""
    headers = {
        "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'",
    }  # fmt: skip
    return Response(_PAGE.format(sentence=sentence, form=form), media_type="text/html", headers=headers)
