"""Looks that are kept: GET /api/aurora/outfits, and /api/aurora/outfits/{id} with save, share and forget."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID, uuid5

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy import delete as sql_delete
from sqlalchemy import or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aurora.feedback import Learning, Thing
from aurora.modelled import with_models
from aurora.models import OutfitItemRow, OutfitRow
from aurora.types import Outfit
from core.db import Sessions
from core.desk import AnyRequest, Desk, refusals
from core.errors import NotFound
from core.limits import Policy
from core.objects import Objects

PAGE = 50
_CLICKS = Policy("lookbook", 120, 60)
Visibility = Literal["private", "link", "public"]


class OutfitNotFound(NotFound):
    code: ClassVar[str] = "outfit_not_found"
    title: ClassVar[str] = "No such look"


class Saved(msgspec.Struct, frozen=True):
    """The saved copy of a look. `again` is true where it was saved before."""

    outfit_id: UUID
    again: bool


class SavedLooks(msgspec.Struct, frozen=True):
    """Newest first. `next` is the cursor of the following page, null on the last."""

    outfits: tuple[Outfit, ...]
    next: UUID | None


class ShareRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of PATCH /api/aurora/outfits/{id}. private: only you. link: whoever knows the address. public: all."""

    visibility: Visibility


class Shared(msgspec.Struct, frozen=True):
    outfit_id: UUID
    visibility: Visibility
    url: str


async def save(session: AsyncSession, visitor_id: UUID, outfit: Outfit) -> Saved:
    """The visitor's own copy of the look, private and independent of its conversation; the same one where it is there.

    A copy's id follows from whose it is and of what, so that saving at once in two tabs makes one.
    """
    id = uuid5(visitor_id, f"saved:{outfit.outfit_id}")
    copy = msgspec.structs.replace(outfit, outfit_id=id)
    written = await session.execute(
        insert(OutfitRow)
        .values(
            id=id,
            visitor_id=visitor_id,
            kind="saved",
            title=copy.title,
            total=copy.total.amount,
            currency=copy.total.currency,
            scores=msgspec.to_builtins(copy.scores),
            emotional_fit=msgspec.to_builtins(copy.emotional_fit),
            explanation=copy.why,
            snapshot=msgspec.to_builtins(copy),
        )
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(OutfitRow.id)
    )
    if written.first() is None:
        return Saved(id, again=True)
    session.add_all(
        OutfitItemRow(
            outfit_id=id, slot=item.slot, position=item.position, product_id=item.product_id,
            variant_id=item.variant_id, price=item.price.amount, locked=item.locked,
        )
        for item in copy.items
        if not item.owned
    )  # fmt: skip
    await session.flush()
    return Saved(id, again=False)


async def forget(session: AsyncSession, visitor_id: UUID, outfit_id: UUID) -> bool:
    """Whether there was such a saved look of the visitor's; it is gone now."""
    mine = (OutfitRow.visitor_id == visitor_id, OutfitRow.kind.in_(("saved", "shared")))
    gone = await session.execute(sql_delete(OutfitRow).where(OutfitRow.id == outfit_id, *mine).returning(OutfitRow.id))
    return gone.first() is not None


async def _visible(session: AsyncSession, visitor_id: UUID, outfit_id: UUID) -> Outfit:
    """The visitor's look, or one that was shared. Raises OutfitNotFound, also where it is someone else's."""
    visible = or_(OutfitRow.visitor_id == visitor_id, OutfitRow.visibility.in_(("link", "public")))
    snapshot = await session.scalar(select(OutfitRow.snapshot).where(OutfitRow.id == outfit_id, visible))
    if not snapshot:
        raise OutfitNotFound(f"There is no look {outfit_id} of yours or shared with you.")
    return msgspec.convert(snapshot, Outfit, strict=False)


Cursor = Annotated[UUID | None, QueryParameter(name="before", description="Cursor: the `next` of the page before")]


@get("/api/aurora/outfits", tags=["aurora"], summary="Your saved looks", responses=refusals(400, 401, 404))
async def list_outfits(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    objects: NamedDependency[Objects],
    cursor: Cursor = None,
) -> SavedLooks:
    visitor = desk.identify(request)
    mine = (OutfitRow.visitor_id == visitor.id, OutfitRow.kind.in_(("saved", "shared")))
    query = select(OutfitRow).where(*mine).order_by(OutfitRow.created_at.desc(), OutfitRow.id.desc())
    async with sessions.begin() as session:
        if cursor:
            last = await session.scalar(select(OutfitRow).where(OutfitRow.id == cursor, *mine))
            if last is None:
                raise OutfitNotFound(f"There is no look {cursor} of yours to go on from.")
            query = query.where(tuple_(OutfitRow.created_at, OutfitRow.id) < (last.created_at, last.id))
        rows = list(await session.scalars(query.limit(PAGE + 1)))
        kept = [msgspec.convert(row.snapshot, Outfit, strict=False) for row in rows[:PAGE]]
        found = await with_models(session, objects.public, kept)
    return SavedLooks(found, rows[PAGE - 1].id if len(rows) > PAGE else None)


@get(
    "/api/aurora/outfits/{outfit_id:uuid}",
    tags=["aurora"],
    summary="A look",
    description="The page behind Try This Look: your own look, or one that was shared. Its 3D models are today's.",
    responses=refusals(401, 404),
)
async def get_outfit(
    request: AnyRequest,
    outfit_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    objects: NamedDependency[Objects],
) -> Outfit:
    visitor = desk.identify(request)
    async with sessions.begin() as session:
        (outfit,) = await with_models(session, objects.public, [await _visible(session, visitor.id, outfit_id)])
    return outfit


@post(
    "/api/aurora/outfits/{outfit_id:uuid}/save",
    status_code=200,
    tags=["aurora"],
    summary="Save a look",
    description="Your own copy, which stays when the conversation is forgotten. Saving it again changes nothing.",
    responses=refusals(401, 404, 429),
)
async def save_outfit(
    request: AnyRequest,
    outfit_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    learning: NamedDependency[Learning],
) -> Response[Saved]:
    admission = await desk.admit(request, _CLICKS)
    async with sessions.begin() as session:
        outfit = await _visible(session, admission.visitor.id, outfit_id)
        saved = await save(session, admission.visitor.id, outfit)
        if not saved.again:
            await learning.note(session, admission.visitor.id, "saved", Thing(outfit_id=outfit_id))
    return Response(saved, headers=admission.headers, cookies=admission.cookies)


@patch(
    "/api/aurora/outfits/{outfit_id:uuid}",
    tags=["aurora"],
    summary="Share a look, or no longer",
    responses=refusals(400, 401, 404),
)
async def share_outfit(
    request: AnyRequest,
    outfit_id: FromPath[UUID],
    data: JSONBody[ShareRequest],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    learning: NamedDependency[Learning],
) -> Shared:
    visitor = desk.identify(request)
    async with sessions.begin() as session:
        changed = await session.execute(
            update(OutfitRow)
            .where(OutfitRow.id == outfit_id, OutfitRow.visitor_id == visitor.id)
            .values(visibility=data.visibility)
            .returning(OutfitRow.id)
        )
        if changed.first() is None:
            raise OutfitNotFound(f"There is no look {outfit_id} of yours.")
        if data.visibility != "private":
            await learning.note(session, visitor.id, "shared", Thing(outfit_id=outfit_id))
    return Shared(outfit_id, data.visibility, f"/looks/{outfit_id}")


@delete(
    "/api/aurora/outfits/{outfit_id:uuid}",
    tags=["aurora"],
    summary="Forget a saved look",
    description="Looks of a conversation go with the conversation.",
    responses=refusals(401, 404),
)
async def delete_outfit(
    request: AnyRequest, outfit_id: FromPath[UUID], desk: NamedDependency[Desk], sessions: NamedDependency[Sessions]
) -> None:
    visitor = desk.identify(request)
    async with sessions.begin() as session:
        if not await forget(session, visitor.id, outfit_id):
            raise OutfitNotFound(f"There is no saved look {outfit_id} of yours.")
