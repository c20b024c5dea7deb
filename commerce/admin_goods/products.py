"""Products to the staff: GET, POST and PATCH /api/admin/products, archiving and restoring.

Who changes one says which version they looked at, by `If-Match` (412 where it has moved on) or in the body (409). None
is deleted, since orders and looks refer to it: it is archived.
"""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType
from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.admin_goods import telling
from commerce.catalogue import cursor as cursors
from commerce.catalogue.cursor import Cursor
from commerce.garments import CATEGORIES, Department, Fit, Heel, Pattern, Season
from commerce.loading import slug_of
from commerce.models import OCCASIONS, Product, ProductVariant, StockLevel
from core import audit, idempotency
from core.access import principal_of, scope, staff
from core.db import Sessions
from core.desk import AnyRequest, refusals
from core.errors import AppError, Conflict, FieldError, InvalidInput, NotFound
from core.idempotency import Answer
from core.ids import uuid7
from core.money import Currency, MinorUnits

READS = WRITES = [staff, scope("catalogue:write")]
TAGS = ["admin: catalogue"]
NO_STORE = {"Cache-Control": "no-store"}
Status = Literal["draft", "active", "archived"]
Title = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*\S[^\x00]*$")]
Text = Annotated[str, Meta(max_length=20_000, pattern=r"^[^\x00]*$")]
Word = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00]*\S[^\x00]*$")]
Words = Annotated[tuple[Word, ...], Meta(max_length=50)]
Share = Annotated[float, Meta(ge=0, le=1)]
Version = Annotated[int, Meta(ge=1, le=2**31 - 1)]


class NoSuchProduct(NotFound):
    code: ClassVar[str] = "product_not_found"


class SkuTaken(Conflict):
    code: ClassVar[str] = "sku_taken"
    title: ClassVar[str] = "A variant has this SKU, or this size and colour, already"


class ProductChanged(Conflict):
    code: ClassVar[str] = "product_changed"
    title: ClassVar[str] = "The product was changed meanwhile"


class VersionGone(AppError):
    status, code, title = 412, "version_gone", "The product was changed meanwhile"


class NewVariant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A size and colour to be sold, with what lies in stock of it."""

    sku: Word
    colour: Word
    hex: Annotated[str, Meta(pattern="^#[0-9a-fA-F]{6}$")]
    size: Word | None = None
    price: MinorUnits
    currency: Currency
    compare_at: MinorUnits | None = None
    gtin: Annotated[str, Meta(pattern="^[0-9]{8,14}$")] | None = None
    on_hand: Annotated[int, Meta(ge=0, le=10**6)] = 0


class NewProduct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A style; a draft unless it is said to be active. Its slot and warmth are those of its category."""

    title: Title
    department: Department
    category: str
    description: Text = ""
    brand: Annotated[str, Meta(max_length=100, pattern=r"^[^\x00]*$")] = ""
    status: Literal["draft", "active"] = "draft"
    materials: Words = ()
    seasons: tuple[Season, ...] = ()
    occasions: Words = ()
    pattern: Pattern = "plain"
    formality: Share = 0.5
    fit: Fit | None = None
    heel: Heel | None = None
    waterproof: bool | None = None
    image_url: Annotated[str, Meta(max_length=2000, pattern=r"^https?://[^\x00]+$")] | None = None
    variants: Annotated[tuple[NewVariant, ...], Meta(min_length=1, max_length=500)]


class ProductChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is to be different; what is left out stays. version: the one that was looked at."""

    version: Version | None = None
    title: Title | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    brand: Annotated[str, Meta(max_length=100, pattern=r"^[^\x00]*$")] | UnsetType = UNSET
    department: Department | UnsetType = UNSET
    materials: Words | UnsetType = UNSET
    seasons: tuple[Season, ...] | UnsetType = UNSET
    occasions: Words | UnsetType = UNSET
    pattern: Pattern | UnsetType = UNSET
    formality: Share | UnsetType = UNSET
    fit: Fit | UnsetType | None = UNSET
    heel: Heel | UnsetType | None = UNSET
    waterproof: bool | UnsetType | None = UNSET
    status: Status | UnsetType = UNSET


class StaffVariant(msgspec.Struct, frozen=True):
    """A variant with its stock in units, which only the staff is told."""

    variant_id: UUID
    sku: str
    colour: str
    size: str | None
    price: int
    currency: str
    compare_at: int | None
    lowest_30_days: int | None
    on_hand: int
    reserved: int


class StaffProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A product whatever its status; `version` is what a change has to name."""

    product_id: UUID
    slug: str
    title: str
    description: str
    brand: str
    department: str
    category: str
    status: str
    materials: tuple[str, ...]
    seasons: tuple[str, ...]
    occasions: tuple[str, ...]
    pattern: str
    formality: float
    fit: str | None
    heel: str | None
    waterproof: bool | None
    version: int
    updated_at: datetime
    variants: tuple[StaffVariant, ...]


class StaffLine(msgspec.Struct, frozen=True):
    """A product in a list."""

    product_id: UUID
    slug: str
    title: str
    brand: str
    category: str
    status: str
    version: int
    updated_at: datetime


class StaffList(msgspec.Struct, frozen=True):
    products: tuple[StaffLine, ...]
    next_cursor: str | None


@get("/api/admin/products", guards=READS, tags=TAGS, summary="All products, the newest first",
     responses=refusals(400, 401, 403))  # fmt: skip
async def list_all(
    sessions: NamedDependency[Sessions],
    q: Annotated[str | None, QueryParameter(max_length=200, description="Words of it, its slug or a SKU")] = None,
    status: Annotated[Status | None, QueryParameter()] = None,
    cursor: Annotated[str | None, QueryParameter(max_length=200)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> Response[StaffList]:
    query = select(Product).order_by(Product.id.desc()).limit(limit + 1)
    words = (q or "").replace("\x00", "").strip()
    if words:
        sold = select(ProductVariant.product_id).where(ProductVariant.sku == words)
        found = Product.search.op("@@")(func.voguevault.search_query(words))
        query = query.where(or_(Product.slug == words, Product.id.in_(sold), found))
    if status:
        query = query.where(Product.status == status)
    if cursor:
        query = query.where(Product.id < cursors.read(cursor, order="admin").id)
    async with sessions.begin() as session:
        rows = (await session.scalars(query)).all()
    lines = tuple(
        StaffLine(row.id, row.slug, row.title, row.brand, row.category, row.status, row.version, row.updated_at)
        for row in rows[:limit]
    )
    more = cursors.written(Cursor("admin", 0, lines[-1].product_id)) if len(rows) > limit else None
    return Response(StaffList(lines, more), headers=NO_STORE)


@get("/api/admin/products/{product_id:uuid}", guards=READS, tags=TAGS, summary="One product, whatever its status",
     responses=refusals(401, 403, 404))  # fmt: skip
async def get_one(product_id: FromPath[UUID], sessions: NamedDependency[Sessions]) -> Response[StaffProduct]:
    async with sessions.begin() as session:
        found = await view(session, await product_of(session, product_id))
    return _answer(found)


@post("/api/admin/products", guards=WRITES, tags=TAGS, summary="Begin to sell a product",
      responses=refusals(400, 401, 403, 409, 422))  # fmt: skip
async def create(request: AnyRequest, data: JSONBody[NewProduct], sessions: NamedDependency[Sessions]) -> Response[Any]:
    actor = principal_of(request)
    assert actor is not None, "a guard asks for somebody"

    async def doing(session: AsyncSession) -> Answer:
        product = await _made(session, data)
        await audit.record(session, actor, "product.created", "product", product.id, {"title": [None, data.title]})
        await telling.changed(session, product)
        return Answer(await view(session, product))

    return await idempotency.once(request, sessions, str(actor.user_id), doing)


@patch("/api/admin/products/{product_id:uuid}", guards=WRITES, tags=TAGS, summary="Change a product",
       description="Name the version that was looked at: `If-Match: \"3\"`, or `version` in the body.",
       responses=refusals(400, 401, 403, 404, 409, 412))  # fmt: skip
async def change(
    request: AnyRequest, product_id: FromPath[UUID], data: JSONBody[ProductChange], sessions: NamedDependency[Sessions]
) -> Response[StaffProduct]:
    given = {name: value for name, value in msgspec.structs.asdict(data).items() if value is not UNSET}
    given.pop("version")
    _check_occasions(given.get("occasions", ()))
    return await _changed(request, sessions, product_id, data.version, given, "product.changed")


@post("/api/admin/products/{product_id:uuid}/archive", status_code=200, guards=WRITES, tags=TAGS,
      summary="Sell a product no longer", responses=refusals(400, 401, 403, 404, 412))  # fmt: skip
async def archive(
    request: AnyRequest, product_id: FromPath[UUID], sessions: NamedDependency[Sessions]
) -> Response[StaffProduct]:
    return await _changed(request, sessions, product_id, None, {"status": "archived"}, "product.archived")


@post("/api/admin/products/{product_id:uuid}/restore", status_code=200, guards=WRITES, tags=TAGS,
      summary="Sell a product again", responses=refusals(400, 401, 403, 404, 412))  # fmt: skip
async def restore(
    request: AnyRequest, product_id: FromPath[UUID], sessions: NamedDependency[Sessions]
) -> Response[StaffProduct]:
    return await _changed(request, sessions, product_id, None, {"status": "active"}, "product.restored")


async def _changed(
    request: AnyRequest, sessions: Sessions, id: UUID, seen: int | None, given: dict[str, Any], action: str
) -> Response[StaffProduct]:
    """The product with these columns. One audit entry says what is different; nothing different is no new version."""
    async with sessions.begin() as session:
        product = await product_of(session, id, lock=True)
        check_version(request, product, seen)
        columns = {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}
        diff = {name: [getattr(product, name), value] for name, value in columns.items()}
        diff = {name: both for name, both in diff.items() if both[0] != both[1]}
        if diff:
            for name, both in diff.items():
                setattr(product, name, both[1])
            product.version += 1
            await session.flush()
            await audit.record(session, principal_of(request), action, "product", id, diff)
            await telling.changed(session, product)
        found = await view(session, product)
    return _answer(found)


def check_version(request: AnyRequest, product: Product, seen: int | None) -> None:
    """Raises VersionGone, ProductChanged where another version was looked at, InvalidInput for an odd If-Match."""
    header = request.headers.get("if-match", "*").strip()
    if header != "*":
        plain = header.removeprefix("W/").strip('"')
        if not plain.isdecimal() or len(plain) > 10:
            detail = 'Send the product\'s version as an entity tag, such as "3".'
            raise InvalidInput(f"If-Match: {detail}", errors=(FieldError("If-Match", detail),))
        if int(plain) != product.version:
            raise VersionGone(_moved_on(product), version=product.version)
    if seen is not None and seen != product.version:
        raise ProductChanged(_moved_on(product), version=product.version)


def _moved_on(product: Product) -> str:
    return f"The product is at version {product.version} by now. Look at it again, then change it."


async def _made(session: AsyncSession, data: NewProduct) -> Product:
    """Writes the product with its variants and stock. Raises InvalidInput, SkuTaken."""
    category = CATEGORIES.get(data.category)
    if category is None:
        detail = f"{data.category!r} is none. Take one of {', '.join(CATEGORIES)}."
        raise InvalidInput(f"category: {detail}", errors=(FieldError("category", detail),))
    _check_occasions(data.occasions)
    check_compared(data.variants)
    id = uuid7()
    facts = {name: getattr(data, name) for name in NewProduct.__struct_fields__ if name != "variants"}
    columns = {name: list(value) if isinstance(value, tuple) else value for name, value in facts.items()}
    product = Product(id=id, slug=slug_of(data.title, str(id)), slot=category.slot, clo=category.clo, **columns)
    product.colours = list(dict.fromkeys(one.colour for one in data.variants))
    try:
        async with session.begin_nested():
            session.add(product)
            await session.flush()
            for one in data.variants:
                await add_one(session, id, one)
    except IntegrityError as error:
        raise SkuTaken("Each SKU is one variant's, and each size and colour of a product too.") from error
    await session.refresh(product)
    return product


async def add_one(session: AsyncSession, product_id: UUID, one: NewVariant) -> None:
    variant = ProductVariant(
        product_id=product_id, sku=one.sku, gtin=one.gtin, colour=one.colour, colour_hex=one.hex, size=one.size,
        price=one.price, currency=one.currency, compare_at_price=one.compare_at,
    )  # fmt: skip
    session.add(variant)
    await session.flush()
    session.add(StockLevel(variant_id=variant.id, on_hand=one.on_hand, reserved=0))
    await session.flush()


def _check_occasions(occasions: tuple[str, ...]) -> None:
    unknown = sorted(set(occasions) - set(OCCASIONS))
    if unknown:
        detail = f"{unknown[0]!r} is none. Take of {', '.join(OCCASIONS)}."
        raise InvalidInput(f"occasions: {detail}", errors=(FieldError("occasions", detail),))


def check_compared(variants: tuple[NewVariant, ...]) -> None:
    wrong = tuple(
        FieldError(f"variants[{at}].compare_at", f"It must be above the price, {one.price}, or left out.")
        for at, one in enumerate(variants)
        if one.compare_at is not None and one.compare_at <= one.price
    )
    if wrong:
        raise InvalidInput("; ".join(f"{each.field}: {each.detail}" for each in wrong), errors=wrong)


async def product_of(session: AsyncSession, id: UUID, *, lock: bool = False) -> Product:
    query = select(Product).where(Product.id == id)
    product: Product | None = await session.scalar(query.with_for_update(key_share=True) if lock else query)
    if product is None:
        raise NoSuchProduct(f"There is no product {id}.")
    return product


async def view(session: AsyncSession, product: Product) -> StaffProduct:
    on_hand, reserved = (func.coalesce(func.sum(column), 0) for column in (StockLevel.on_hand, StockLevel.reserved))
    rows = await session.execute(
        select(ProductVariant, on_hand, reserved)
        .outerjoin(StockLevel, StockLevel.variant_id == ProductVariant.id)
        .where(ProductVariant.product_id == product.id)
        .group_by(ProductVariant.id)
        .order_by(ProductVariant.colour, ProductVariant.id)
    )
    return StaffProduct(
        product_id=product.id,
        slug=product.slug,
        title=product.title,
        description=product.description,
        brand=product.brand,
        department=product.department,
        category=product.category,
        status=product.status,
        materials=tuple(product.materials),
        seasons=tuple(product.seasons),
        occasions=tuple(product.occasions),
        pattern=product.pattern,
        formality=product.formality,
        fit=product.fit,
        heel=product.heel,
        waterproof=product.waterproof,
        version=product.version,
        updated_at=product.updated_at,
        variants=tuple(
            StaffVariant(
                v.id, v.sku, v.colour, v.size, v.price, v.currency, v.compare_at_price, v.lowest_price_30d, there, held
            )
            for v, there, held in rows
        ),
    )


def _answer(found: StaffProduct) -> Response[StaffProduct]:
    return Response(found, headers={**NO_STORE, "ETag": f'"{found.version}"'})


HANDLERS = (list_all, get_one, create, change, archive, restore)
