"""What is stored of experiments: that a shopper was exposed, and under which arm a turn was made."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aurora import taste_store
from aurora.experiments import Assignment
from aurora.models import Interaction, Turn

EXPOSURE = "exposure"
"""An exposure's `data.event`: it is a page_event of the turn, which no funnel counts and no taste learns from."""


def exposure(under: Assignment, turn_id: UUID, visitor_id: UUID) -> Interaction:
    """That the shopper was shown what the arm chose."""
    return Interaction(
        occurred_at=taste_store.now_utc(), kind="page_event", visitor_id=visitor_id, object_kind="turn",
        object_id=turn_id, turn_id=turn_id, experiment=under.experiment, arm=under.arm, data={"event": EXPOSURE},
    )  # fmt: skip


async def arms_of(session: AsyncSession, turn_ids: Iterable[UUID | None]) -> dict[UUID | None, dict[str, str]]:
    """Turn → the columns `experiment` and `arm` of what is done with its looks; without the turns that have none."""
    wanted = {id for id in turn_ids if id}
    if not wanted:
        return {}
    rows = await session.execute(select(Turn.id, Turn.versions).where(Turn.id.in_(wanted)))
    return {
        id: {"experiment": versions["experiment"], "arm": versions["arm"]}
        for id, versions in rows
        if "experiment" in versions
    }
