"""POST /api/aurora/impressions: which looks the shopper really had before their eyes.

A look that was served may never have been seen: an alternative stands behind a tab, a long answer below the fold. What
is learned from choices needs to know what was there to choose from.
"""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aurora import taste_store
from aurora.experiments.record import arms_of
from aurora.models import Interaction, OutfitRow
from core.db import Sessions
from core.desk import AnyRequest, Desk, refusals
from core.limits import Policy

MAX_BODY_BYTES = 8 * 1024
_SEEN = Policy("impressions", 120, 60)


class Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A look that was seen; with the same event id it counts once."""

    event_id: UUID
    outfit_id: UUID


class SeenRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of POST /api/aurora/impressions."""

    seen: Annotated[tuple[Seen, ...], Meta(min_length=1, max_length=50)]


class Noted(msgspec.Struct, frozen=True):
    """How many were new, and of looks that the shopper may see."""

    noted: int


@post(
    "/api/aurora/impressions",
    status_code=200,
    request_max_body_size=MAX_BODY_BYTES,
    tags=["aurora"],
    summary="Say which looks were seen",
    description="A page calls it when a look has been in view. Nothing is learned of a shopper's taste from it.",
    responses=refusals(400, 401, 413, 429),
)
async def note_impressions(
    request: AnyRequest, data: JSONBody[SeenRequest], desk: NamedDependency[Desk], sessions: NamedDependency[Sessions]
) -> Response[Noted]:
    admission = await desk.admit(request, _SEEN)
    async with sessions.begin() as session:
        noted = await _note(session, data.seen, admission.visitor.id)
    return Response(Noted(noted), headers=admission.headers, cookies=admission.cookies)


async def _note(session: AsyncSession, seen: tuple[Seen, ...], visitor_id: UUID) -> int:
    """Writes what is new. A look that is not there, or someone else's, is passed over: the page cannot help it."""
    wanted = {one.event_id: one.outfit_id for one in seen}
    known = set(await session.scalars(select(Interaction.id).where(Interaction.id.in_(wanted))))
    visible = or_(OutfitRow.visitor_id == visitor_id, OutfitRow.visibility.in_(("link", "public")))
    looks = {
        row.id: row
        for row in await session.scalars(select(OutfitRow).where(OutfitRow.id.in_(wanted.values()), visible))
    }
    agreed = taste_store.agreed(await taste_store.profile_row(session, visitor_id))
    arms = await arms_of(session, ((look.turn_id, look.id) for look in looks.values()))
    rows = [
        _row(event_id, looks[outfit_id], visitor_id, agreed, arms.get((looks[outfit_id].turn_id, outfit_id), {}))
        for event_id, outfit_id in wanted.items()
        if event_id not in known and outfit_id in looks
    ]
    session.add_all(rows)
    return len(rows)


def _row(event_id: UUID, look: OutfitRow, visitor_id: UUID, agreed: list[str], arm: dict[str, str]) -> Interaction:
    return Interaction(
        id=event_id, occurred_at=taste_store.now_utc(), kind="impression", visitor_id=visitor_id, object_kind="outfit",
        object_id=look.id, outfit_id=look.id, turn_id=look.turn_id, position=look.rank, propensity=look.propensity,
        consent=agreed, **arm,
    )  # fmt: skip
