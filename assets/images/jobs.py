"""The worker's part: one photograph to its files and the shop, however often it has to begin anew."""

from pathlib import Path, PurePosixPath
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from assets import storing
from assets.images.making import Made, PictureRefused, Rendition, make
from assets.images.rows import PHOTOGRAPHS, main
from assets.jobs import Working
from assets.models import ProductAsset
from assets.node import NodeFailed
from assets.storing import Making
from assets.tries import UNREADABLE, Claim, Craft, Try, fetched
from assets.tries import handler as trying
from commerce.models import ProductVariant
from core import audit
from core.db import Sessions
from core.ids import uuid7
from core.objects import key_of
from core.outbox import Handler

__all__ = ["handler"]


def handler(sessions: Sessions, working: Working) -> Handler:
    """What is done about an uploaded photograph (`outbox` source "image")."""

    async def work(one: Try) -> None:
        out, file = one.place / "out", one.place / f"upload{PurePosixPath(one.key).suffix}"
        out.mkdir()
        if not await fetched(working.objects, one, file, most_bytes=working.limits.image_bytes):
            raise PictureRefused("picture_broken", UNREADABLE)
        made = await make(file, out, working.limits)
        await storing.publish(sessions, working.objects, _publication(one.claim, made, out))

    return trying(sessions, working.objects, working.folder, Craft(PHOTOGRAPHS, "processing", work, _blamed))


def _blamed(failed: NodeFailed, times: int) -> PictureRefused:
    sentence = f"The picture could not be read, {times} times. {failed} Export it smaller."
    return PictureRefused("picture_too_much", sentence)


def _publication(claim: Claim, made: Made, out: Path) -> Making:
    """Everything of the photograph; where it comes first it is shown."""

    async def show(session: AsyncSession, row: ProductAsset) -> None:
        row.width, row.height = made.width, made.height
        told = PHOTOGRAPHS.note(row, progress=None, reason=None, blur=made.blur, colours=made.colours)
        await main(session, row)
        if told.take_colour and row.variant_id is not None:
            await _colour(session, row.variant_id, made)

    files = tuple((_row(claim, position, file), out / file.path) for position, file in enumerate(made.files))
    return Making(PHOTOGRAPHS, claim, "images", files, show)


async def _colour(session: AsyncSession, variant_id: UUID, made: Made) -> None:
    """The variant, in all its sizes, has the first colour of its photograph: what harmony is reckoned with."""
    variant = await session.get_one(ProductVariant, variant_id)
    seen, before = made.colours[0].hex, variant.colour_hex
    same = (ProductVariant.product_id == variant.product_id, ProductVariant.colour == variant.colour)
    change = update(ProductVariant).where(*same).values(colour_hex=seen)
    await session.execute(change.execution_options(synchronize_session=False))
    await audit.record(session, None, "variant.colour_seen", "product_variant", variant_id, {"hex": [before, seen]})


def _row(claim: Claim, position: int, file: Rendition) -> ProductAsset:
    key = key_of("images", claim.id, f"w{file.width}", file.sha256, PurePosixPath(file.path).suffix)
    return ProductAsset(
        id=uuid7(), product_id=claim.product_id, parent_id=claim.id, kind="image", role="gallery", status="processing",
        storage_key=key, sha256=file.sha256, mime=file.mime, bytes=file.bytes, width=file.width, height=file.height,
        position=position,
    )  # fmt: skip
