"""POST /api/aurora/feedback and DELETE /api/aurora/feedback/{event_id}: a verdict on a look, a piece or an answer."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, get_args
from uuid import UUID

import msgspec
from litestar import Response, delete, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody
from msgspec import Meta
from sqlalchemy import delete as sql_delete
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aurora import taste_store
from aurora.composer.notes import feedback_note
from aurora.experiments.record import arms_of
from aurora.models import Conversation, Interaction, OutfitItemRow, OutfitRow, Turn
from aurora.store import Shop
from aurora.taste import Verdict, price_band
from aurora.taste_population import Population, Populations
from aurora.taste_store import KIND, Piece
from aurora.types import Language
from commerce.models import Product, ProductVariant
from core.db import Sessions
from core.desk import AnyRequest, Desk, refusals
from core.errors import Conflict, FieldError, InvalidInput, NotFound
from core.ids import uuid7
from core.limits import Policy

MAX_BODY_BYTES = 8 * 1024
SERVED = taste_store.VISIT
"""A product is taken to be judged as it was last shown, if that is no longer ago."""
POLICY = Policy("feedback", 120, 60)
"""Its own quota, so that liking things does not cost answers."""
_OBJECTS = ("outfit_id", "product_id", "message_id")
Said = Literal["like", "dislike", "worn", "returned", "purchased", "clicked", "tried_on"]
Deed = Literal["saved", "shared", "bagged", "unbagged", "tried_on", "purchased"]
"""What is noted of what a shopper does, beside what they say."""
Kept = Literal["profile", "visit", "nothing"]


class LookNotFound(NotFound):
    code: ClassVar[str] = "outfit_not_found"
    title: ClassVar[str] = "No such look"


class ProductNotFound(NotFound):
    code: ClassVar[str] = "product_not_found"
    title: ClassVar[str] = "No such product"


class AnswerNotFound(NotFound):
    code: ClassVar[str] = "message_not_found"
    title: ClassVar[str] = "No such answer"


class FeedbackNotFound(NotFound):
    code: ClassVar[str] = "feedback_not_found"
    title: ClassVar[str] = "No such feedback"


class EventIdTaken(Conflict):
    code: ClassVar[str] = "event_id_taken"
    title: ClassVar[str] = "This event id is taken"


class FeedbackRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A verdict on exactly one thing: a look, a product, a product as a piece of a look (both ids), or an answer."""

    verdict: Said
    outfit_id: UUID | None = None
    product_id: UUID | None = None
    message_id: UUID | None = None
    rating: Annotated[int, Meta(ge=1, le=5, description="Stars; they say more than the verdict")] | None = None
    reason: Annotated[str, Meta(min_length=1, max_length=500)] | None = None
    event_id: UUID | None = None
    """The client's own id of the event: sent twice, it counts once."""


class Feedback(msgspec.Struct, frozen=True, kw_only=True):
    event_id: UUID
    verdict: Said
    kept: Kept
    """Where it counts: in the profile, for this visit only, or as no matter of taste."""
    note: str


@post(
    "/api/aurora/feedback",
    request_max_body_size=MAX_BODY_BYTES,
    tags=["aurora"],
    summary="Say what you think of a look, a piece or an answer",
    description="201 where it is new, 200 where the event id came before. Without consent to personalisation it counts "
    "for this visit only.",
    responses={
        200: ResponseSpec(Feedback, generate_examples=False, description="It came before"),
        **refusals(400, 401, 404, 409, 413, 429),
    },
)
async def give_feedback(
    request: AnyRequest,
    data: JSONBody[FeedbackRequest],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    shop: NamedDependency[Shop],
    populations: NamedDependency[Populations],
) -> Response[Feedback]:
    _refuse(data)
    admission = await desk.admit(request, POLICY)
    visitor_id, now = admission.visitor.id, taste_store.now_utc()
    async with sessions.begin() as session:
        population = await populations.get(session)
        await taste_store.one_at_a_time(session, visitor_id)
        before = await _came_before(session, data.event_id, visitor_id)
        row = before or await _record(session, data, visitor_id, population, now)
        await taste_store.relearn(session, visitor_id, shop.embedding_model, population, now)
        given = _given(row, await _language(session, visitor_id))
    return Response(
        given, status_code=200 if before else 201, headers=admission.headers, cookies=admission.cookies
    )  # fmt: skip


@delete(
    "/api/aurora/feedback/{event_id:uuid}",
    tags=["aurora"],
    summary="Take feedback back",
    description="What was learned from it goes with it.",
    responses=refusals(401, 404),
)
async def take_back(
    request: AnyRequest,
    event_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    shop: NamedDependency[Shop],
    populations: NamedDependency[Populations],
) -> None:
    visitor_id = desk.identify(request).id
    async with sessions.begin() as session:
        population = await populations.get(session)
        await taste_store.one_at_a_time(session, visitor_id)
        gone = await session.execute(
            sql_delete(Interaction)
            .where(
                Interaction.id == event_id,
                Interaction.visitor_id == visitor_id,
                Interaction.kind.in_(_SAID),
            )
            .returning(Interaction.id)
        )
        if gone.first() is None:
            raise FeedbackNotFound(f"There is no feedback {event_id} of yours.")
        await taste_store.relearn(session, visitor_id, shop.embedding_model, population, taste_store.now_utc())


def _refuse(data: FeedbackRequest) -> None:
    """Raises InvalidInput where not exactly one thing is judged, or a text cannot be stored."""
    if data.message_id and (data.outfit_id or data.product_id):
        raise InvalidInput(
            "message_id: judge either an answer or a look or product.",
            errors=(FieldError("message_id", "leave it out, or leave outfit_id and product_id out"),),
        )
    if not (data.message_id or data.outfit_id or data.product_id):
        raise InvalidInput(
            "One of outfit_id, product_id and message_id is required: what is judged?",
            errors=tuple(FieldError(field, "one of the three is required") for field in _OBJECTS),
        )
    if data.reason is not None and ("\0" in data.reason or not data.reason.strip()):
        raise InvalidInput("reason: is blank or holds NUL.", errors=(FieldError("reason", "say it in plain text"),))


async def _came_before(session: AsyncSession, event_id: UUID | None, visitor_id: UUID) -> Interaction | None:
    """The event where the client's id came before. Raises EventIdTaken where it is not of this shopper's feedback."""
    if event_id is None:
        return None
    found: Interaction | None = await session.scalar(select(Interaction).where(Interaction.id == event_id))
    if found is not None and (found.visitor_id != visitor_id or found.kind not in _SAID):
        raise EventIdTaken(f"{event_id} is the id of another event. Make a new one, a UUID of version 4 or 7.")
    return found


async def _language(session: AsyncSession, visitor_id: UUID) -> Language:
    """The language of the shopper's newest conversation; English where there is none."""
    query = select(Conversation.locale).where(Conversation.visitor_id == visitor_id)
    locale = await session.scalar(query.order_by(Conversation.updated_at.desc()).limit(1))
    return msgspec.convert(locale, Language) if locale in get_args(Language) else "en"


def _given(row: Interaction, language: Language) -> Feedback:
    if row.object_kind == "turn":
        kept: Kept = "nothing"
    else:
        kept = "profile" if taste_store.CONSENT in row.consent else "visit"
    return Feedback(event_id=row.id, verdict=_SAID[row.kind], kept=kept, note=feedback_note(kept, language))


_SAID: dict[str, Said] = {KIND[verdict]: verdict for verdict in get_args(Said)}


# ── what is judged ─────────────────────────────────────────────────────────────────────────────────────────────────


async def _record(
    session: AsyncSession, data: FeedbackRequest, visitor_id: UUID, population: Population, now: datetime
) -> Interaction:
    """Stores the verdict with what was served. Raises the NotFound of what does not exist or is someone else's."""
    if data.message_id:
        judged = await _answer(session, data.message_id, visitor_id)
    else:
        judged = await _thing(session, data.outfit_id, data.product_id, visitor_id, population, now)
    said = {"rating": data.rating, "reason": data.reason}
    return await _store(session, data.verdict, visitor_id, now, **judged, **said, id=data.event_id or uuid7())


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """A look, a product, or a product as a piece of a look."""

    outfit_id: UUID | None = None
    product_id: UUID | None = None


class Learning(msgspec.Struct, frozen=True):
    """What is needed to learn from a deed: whom shoppers are compared with, and in which space."""

    populations: Populations
    embedding_model: str = ""

    async def note(self, session: AsyncSession, visitor_id: UUID, did: Deed, *things: Thing) -> None:
        """Stores what the shopper did with looks or pieces, as they were served, and learns from it; in the caller's
        transaction, as late in it as can be: a lock on the shopper's taste is held from here on.

        Raises LookNotFound, ProductNotFound.
        """
        if not things:
            return
        now, population = taste_store.now_utc(), await self.populations.get(session)
        await taste_store.one_at_a_time(session, visitor_id)
        for thing in things:
            served = await _served(session, thing, visitor_id, population, now)
            await _store(session, did, visitor_id, now, **served)
        await taste_store.relearn(session, visitor_id, self.embedding_model, population, now)


async def _served(
    session: AsyncSession, thing: Thing, visitor_id: UUID, population: Population, now: datetime
) -> dict[str, Any]:
    """The thing as it was served; a piece that the look does not hold, or no longer, for itself."""
    if thing.outfit_id and thing.product_id:
        try:
            return await _look(session, thing.outfit_id, thing.product_id, visitor_id, population)
        except (InvalidInput, LookNotFound):
            return await _product(session, thing.product_id, visitor_id, population, now)
    return await _thing(session, thing.outfit_id, thing.product_id, visitor_id, population, now)


async def _store(
    session: AsyncSession, verdict: Verdict, visitor_id: UUID, now: datetime, **columns: Any
) -> Interaction:
    agreed = taste_store.agreed(await taste_store.profile_row(session, visitor_id))
    shown = (columns.get("turn_id"), columns.get("outfit_id"))
    row = Interaction(
        **{"id": uuid7(), **columns, **(await arms_of(session, (shown,))).get(shown, {})},
        occurred_at=now,
        kind=KIND[verdict],
        visitor_id=visitor_id,
        consent=agreed,
    )
    session.add(row)
    await session.flush()
    return row


async def _thing(
    session: AsyncSession,
    outfit_id: UUID | None,
    product_id: UUID | None,
    visitor_id: UUID,
    population: Population,
    now: datetime,
) -> dict[str, Any]:
    if outfit_id:
        return await _look(session, outfit_id, product_id, visitor_id, population)
    assert product_id is not None, "one of the two is given"
    return await _product(session, product_id, visitor_id, population, now)


async def _answer(session: AsyncSession, message_id: UUID, visitor_id: UUID) -> dict[str, Any]:
    found = await session.scalar(
        select(Turn.id)
        .join(Conversation, Conversation.id == Turn.conversation_id)
        .where(Turn.id == message_id, Conversation.visitor_id == visitor_id)
    )
    if found is None:
        raise AnswerNotFound(f"There is no answer {message_id} in a conversation of yours.")
    return {"object_kind": "turn", "object_id": message_id, "turn_id": message_id}


async def _look(
    session: AsyncSession, outfit_id: UUID, product_id: UUID | None, visitor_id: UUID, population: Population
) -> dict[str, Any]:
    """The look, or the piece of it, as it was served."""
    visible = or_(OutfitRow.visitor_id == visitor_id, OutfitRow.visibility.in_(("link", "public")))
    look = await session.scalar(select(OutfitRow).where(OutfitRow.id == outfit_id, visible))
    if look is None:
        raise LookNotFound(f"There is no look {outfit_id} of yours or shared with you.")
    query = (
        select(OutfitItemRow, ProductVariant.colour, Product.slot, Product.department)
        .join(ProductVariant, ProductVariant.id == OutfitItemRow.variant_id)
        .join(Product, Product.id == OutfitItemRow.product_id)
        .where(OutfitItemRow.outfit_id == outfit_id)
        .order_by(OutfitItemRow.position)
    )
    if product_id is not None:
        query = query.where(OutfitItemRow.product_id == product_id)
    items = [(row[0], _piece(row[0].product_id, row[1], row[0].price, row[2], row[3], population))
             for row in await session.execute(query)]  # fmt: skip
    served = {"outfit_id": look.id, "turn_id": look.turn_id, "data": {"pieces": [piece for _, piece in items]}}
    if product_id is None:
        return served | {
            "object_kind": "outfit",
            "object_id": look.id,
            "position": look.rank,
            "propensity": look.propensity,
        }
    if not items:
        raise InvalidInput(
            f"product_id: {product_id} is no piece of look {outfit_id}.",
            errors=(FieldError("product_id", "name a piece of the look, or leave one of the two ids out"),),
        )
    item = items[0][0]
    return served | {
        "object_kind": "product",
        "object_id": product_id,
        "product_id": product_id,
        "position": item.position,
        "propensity": item.propensity,
    }


async def _product(
    session: AsyncSession, product_id: UUID, visitor_id: UUID, population: Population, now: datetime
) -> dict[str, Any]:
    """The product, as it was last shown to the shopper in this visit; else as it is sold."""
    served = await session.scalar(
        select(OutfitItemRow.outfit_id)
        .join(OutfitRow, OutfitRow.id == OutfitItemRow.outfit_id)
        .where(
            OutfitItemRow.product_id == product_id,
            OutfitRow.visitor_id == visitor_id,
            OutfitItemRow.created_at > now - SERVED,
        )
        .order_by(OutfitItemRow.created_at.desc())
        .limit(1)
    )
    if served is not None:
        return await _look(session, served, product_id, visitor_id, population)
    product = await session.scalar(select(Product).where(Product.id == product_id, Product.status == "active"))
    if product is None:
        raise ProductNotFound(f"There is no product {product_id}.")
    price = await session.scalar(
        select(ProductVariant.price)
        .where(ProductVariant.product_id == product_id)
        .order_by(ProductVariant.price)
        .limit(1)
    )
    piece = _piece(product_id, None, price, product.slot, product.department, population)
    return {"object_kind": "product", "object_id": product_id, "product_id": product_id, "data": {"pieces": [piece]}}


def _piece(
    product_id: UUID, colour: str | None, price: int | None, slot: str | None, department: str, population: Population
) -> dict[str, Any]:
    usual = population.usual.get((slot or "", department))
    band = price_band(price, usual) if price is not None and usual else None
    made: dict[str, Any] = msgspec.to_builtins(Piece(product_id, colour, band))
    return made
