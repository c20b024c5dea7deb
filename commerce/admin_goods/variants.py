"""POST /api/admin/products/{product_id}/variants: a further size or colour of a product that there is."""

from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.admin_goods import products, telling
from commerce.admin_goods.products import TAGS, WRITES, NewVariant, SkuTaken
from core import audit, idempotency
from core.access import principal_of
from core.db import Sessions
from core.desk import AnyRequest, refusals
from core.idempotency import Answer

__all__ = ["HANDLERS"]


@post("/api/admin/products/{product_id:uuid}/variants", guards=WRITES, tags=TAGS,
      summary="Sell a further size or colour", responses=refusals(400, 401, 403, 404, 409, 412, 422))  # fmt: skip
async def add_variant(
    request: AnyRequest, product_id: FromPath[UUID], data: JSONBody[NewVariant], sessions: NamedDependency[Sessions]
) -> Response[Any]:
    """The product with it, a version later. `If-Match` may name the version that was looked at."""
    actor = principal_of(request)
    assert actor is not None, "a guard asks for somebody"
    products.check_compared((data,))

    async def doing(session: AsyncSession) -> Answer:
        product = await products.product_of(session, product_id, lock=True)
        products.check_version(request, product, None)
        try:
            async with session.begin_nested():
                await products.add_one(session, product_id, data)
        except IntegrityError as error:
            raise SkuTaken("Each SKU is one variant's, and each size and colour of a product too.") from error
        product.colours = list(dict.fromkeys([*product.colours, data.colour]))
        product.version += 1
        await session.flush()
        await audit.record(session, actor, "product.variant_added", "product", product_id, {"sku": [None, data.sku]})
        await telling.changed(session, product)
        return Answer(await products.view(session, product))

    return await idempotency.once(request, sessions, str(actor.user_id), doing)


HANDLERS = (add_variant,)
