"""What the shopper owns: /api/aurora/wardrobe and /api/aurora/wardrobe/{id}, and how it is drawn."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Meta, UnsetType
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from assets.illustration import Spec, draw
from assets.styled import shown_by
from aurora.models import WardrobeItem
from aurora.types import OwnedPiece
from aurora.wardrobe.pieces import picture
from commerce.colours import NAMED
from commerce.garments import CATEGORIES, Slot
from commerce.models import Product, ProductVariant
from core.db import Sessions
from core.desk import AnyRequest, Desk, refusals
from core.errors import FieldError, InvalidInput, NotFound, Unprocessable
from core.ids import uuid7
from core.limits import Policy

MOST = 500
_CLICKS = Policy("wardrobe", 120, 60)
Text = Annotated[str, Meta(min_length=1, max_length=100)]
Unit = Annotated[float, Meta(ge=0, le=1)]
Clo = Annotated[float, Meta(ge=0, le=4)]


class PieceNotFound(NotFound):
    code: ClassVar[str] = "wardrobe_item_not_found"
    title: ClassVar[str] = "Not in your wardrobe"


class WardrobeFull(Unprocessable):
    code: ClassVar[str] = "wardrobe_full"
    title: ClassVar[str] = "The wardrobe is full"


class PieceRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of POST. With `product_id` category, colour, material and warmth come from the shop's own piece.

    category: a kind of garment as the catalogue names it (blazer, jeans, boots). colour: a colour's name.
    """

    category: Text | None = None
    colour: Text | None = None
    title: Annotated[str, Meta(max_length=200)] = ""
    material: Text | None = None
    formality: Unit | None = None
    clo: Clo | None = None
    product_id: UUID | None = None


class PieceChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of PATCH: what is left out stays. `worn` notes that it was worn today."""

    category: Text | UnsetType = UNSET
    colour: Text | UnsetType = UNSET
    title: Annotated[str, Meta(max_length=200)] | UnsetType = UNSET
    material: Text | UnsetType | None = UNSET
    formality: Unit | UnsetType = UNSET
    clo: Clo | UnsetType = UNSET
    worn: bool = False


class PieceView(msgspec.Struct, frozen=True, kw_only=True):
    piece_id: UUID
    slot: Slot
    category: str
    colour: str
    hex: str
    title: str
    material: str | None
    formality: float
    clo: float
    product_id: UUID | None
    wear_count: int
    worn_at: datetime | None
    image_url: str


class Wardrobe(msgspec.Struct, frozen=True):
    """Newest first."""

    pieces: tuple[PieceView, ...]


async def owned(session: AsyncSession, visitor_id: UUID) -> tuple[OwnedPiece, ...]:
    """What the visitor owns, newest first: what a turn reads."""
    return tuple(
        OwnedPiece(
            slot=_slot(row), category=row.category, colour=row.colour, material=row.material, title=row.title,
            formality=row.formality, clo=row.clo, piece_id=row.id,
        )
        for row in await _rows(session, visitor_id)
    )  # fmt: skip


async def _rows(session: AsyncSession, visitor_id: UUID) -> list[WardrobeItem]:
    mine = select(WardrobeItem).where(WardrobeItem.visitor_id == visitor_id)
    return list(await session.scalars(mine.order_by(WardrobeItem.id.desc()).limit(MOST)))


@get("/api/aurora/wardrobe", tags=["aurora"], summary="What you own", responses=refusals(401))
async def get_wardrobe(
    request: AnyRequest, desk: NamedDependency[Desk], sessions: NamedDependency[Sessions]
) -> Wardrobe:
    visitor = desk.identify(request)
    async with sessions.begin() as session:
        return Wardrobe(tuple(_view(row) for row in await _rows(session, visitor.id)))


@post(
    "/api/aurora/wardrobe",
    tags=["aurora"],
    summary="Add a piece that you own",
    description="It takes part in looks and costs nothing.",
    responses=refusals(400, 401, 404, 422, 429),
)
async def add_piece(
    request: AnyRequest, data: JSONBody[PieceRequest], desk: NamedDependency[Desk], sessions: NamedDependency[Sessions]
) -> Response[PieceView]:
    admission = await desk.admit(request, _CLICKS)
    async with sessions.begin() as session:
        count = select(func.count()).select_from(WardrobeItem).where(WardrobeItem.visitor_id == admission.visitor.id)
        if (await session.scalar(count) or 0) >= MOST:
            raise WardrobeFull(f"At most {MOST} pieces fit in a wardrobe. Remove one first.")
        row = WardrobeItem(id=uuid7(), visitor_id=admission.visitor.id, title=data.title.strip(), wear_count=0)
        await _describe(session, row, data)
        session.add(row)
        await session.flush()
        view = _view(row)
    return Response(view, status_code=201, headers=admission.headers, cookies=admission.cookies)


async def _describe(session: AsyncSession, row: WardrobeItem, data: PieceRequest) -> None:
    """Fills the row from the words or the shop's product, the words first. Raises InvalidInput, PieceNotFound."""
    category, colour, material, formality, clo = data.category, data.colour, data.material, data.formality, data.clo
    if data.product_id is not None:
        product = await session.scalar(select(Product).where(Product.id == data.product_id))
        if product is None or product.slot is None:
            raise PieceNotFound(f"The shop has no garment {data.product_id}.")
        first = select(ProductVariant.colour).where(ProductVariant.product_id == product.id).order_by(ProductVariant.id)
        row.product_id, row.title = product.id, row.title or product.title
        category, colour = category or product.category, colour or await session.scalar(first.limit(1))
        material = material or next(iter(product.materials), None)
        formality = product.formality if formality is None else formality
        clo = product.clo if clo is None else clo
    _set_kind(row, category)
    row.colour = _colour(colour)
    row.material = material.strip().lower() if material else None
    kind = CATEGORIES[row.category]
    row.formality = kind.formality if formality is None else formality
    row.clo = kind.clo if clo is None else clo


_KINDS = {
    name: kind
    for kind in reversed(CATEGORIES.values())
    for name in (*kind.words, kind.plural, kind.noun, kind.id.replace("_", " "))
}
"""Every word for a kind of garment → the kind; where two share a word, the first of the table has it."""


def _set_kind(row: WardrobeItem, category: str | None) -> None:
    kind = _KINDS.get(" ".join((category or "").lower().replace("_", " ").split()))
    if kind is None or kind.slot is None:
        detail = "is required" if category is None else f"{category!r} is no garment that is worn in a look"
        raise InvalidInput(f"category: {detail}.", errors=(FieldError("category", detail),))
    row.category, row.slot = kind.id, kind.slot


def _colour(colour: str | None) -> str:
    name = (colour or "").strip().lower()
    if name not in NAMED:
        detail = "is required" if colour is None else f"{colour!r} is no colour that is known; try navy, grey or cream"
        raise InvalidInput(f"colour: {detail}.", errors=(FieldError("colour", detail),))
    return name


@patch(
    "/api/aurora/wardrobe/{piece_id:uuid}",
    tags=["aurora"],
    summary="Correct a piece, or note that you wore it",
    responses=refusals(400, 401, 404),
)
async def change_piece(
    request: AnyRequest,
    piece_id: FromPath[UUID],
    data: JSONBody[PieceChange],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
) -> PieceView:
    visitor = desk.identify(request)
    async with sessions.begin() as session:
        row = await _own(session, visitor.id, piece_id)
        if data.category is not UNSET:
            _set_kind(row, data.category)
        if data.colour is not UNSET:
            row.colour = _colour(data.colour)
        for name in ("title", "material", "formality", "clo"):
            if (value := getattr(data, name)) is not UNSET:
                setattr(row, name, value)
        if data.worn:
            row.wear_count, row.worn_at = row.wear_count + 1, datetime.now(UTC)
        await session.flush()
        return _view(row)


@delete("/api/aurora/wardrobe/{piece_id:uuid}", tags=["aurora"], summary="Remove a piece", responses=refusals(401, 404))
async def remove_piece(
    request: AnyRequest, piece_id: FromPath[UUID], desk: NamedDependency[Desk], sessions: NamedDependency[Sessions]
) -> None:
    visitor = desk.identify(request)
    async with sessions.begin() as session:
        await session.delete(await _own(session, visitor.id, piece_id))


async def _own(session: AsyncSession, visitor_id: UUID, piece_id: UUID) -> WardrobeItem:
    mine = WardrobeItem.id == piece_id, WardrobeItem.visitor_id == visitor_id
    row = await session.scalar(select(WardrobeItem).where(*mine).with_for_update())
    if row is None:
        raise PieceNotFound(f"There is no piece {piece_id} in your wardrobe.")
    return row


def _slot(row: WardrobeItem) -> Slot:
    slot = CATEGORIES[row.category].slot
    assert slot is not None, "what is worn in no look is not taken in"
    return slot


def _view(row: WardrobeItem) -> PieceView:
    return PieceView(
        piece_id=row.id,
        slot=_slot(row),
        category=row.category,
        colour=row.colour,
        hex=NAMED[row.colour],
        title=row.title or f"{row.colour} {CATEGORIES[row.category].noun}",
        material=row.material,
        formality=row.formality,
        clo=row.clo,
        product_id=row.product_id,
        wear_count=row.wear_count,
        worn_at=row.worn_at,
        image_url=picture(row.category, NAMED[row.colour], [row.material] if row.material else []),
    )


# ── how it is drawn ────────────────────────────────────────────────────────────────────────────────────────────────


class PictureNotFound(NotFound):
    code: ClassVar[str] = "picture_not_found"
    title: ClassVar[str] = "No such picture"


_NAME = re.compile(r"^(?P<category>[a-z_]{1,40})-(?P<hex>[0-9a-f]{6})(?:-(?P<material>[^/]{1,100}))?\.svg$")


@get("/images/own/{name:str}", include_in_schema=False, sync_to_thread=True)
def get_own_picture(name: FromPath[str]) -> Response[bytes]:
    """The drawing that `wardrobe.pieces.picture` names."""
    found = _NAME.match(name)
    if found is None or found["category"] not in CATEGORIES:
        raise PictureNotFound(f"There is no picture {name!r}.")
    headers = {
        "Cache-Control": "public, max-age=86400",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    surface = shown_by(found["category"], [found["material"]] if found["material"] else [])
    return Response(_drawn(found["category"], found["hex"], surface), headers=headers, media_type="image/svg+xml")


@lru_cache(maxsize=512)
def _drawn(category: str, hex_code: str, surface: str | None) -> bytes:
    return draw(Spec(category=category, hex=f"#{hex_code}", surface=surface)).encode()
