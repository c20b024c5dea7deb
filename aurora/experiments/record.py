"""What is stored of experiments: that a shopper was exposed, and under which arm a turn was made."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aurora import taste_store
from aurora.experiments import INTERLEAVED, Assignment
from aurora.models import Interaction, Turn

EXPOSURE = "exposure"
"""An exposure's `data.event`: it is a page_event of the turn, which no funnel counts and no taste learns from."""


SUBJECT = "coalesce(user_id, visitor_id)"
"""`experiments.subject` in SQL, over `interactions`."""
Arms = dict[str, str]
"""The columns `experiment` and `arm`; empty where neither is."""


def exposure(
    under: Assignment, turn_id: UUID | None, visitor_id: UUID, teams: Mapping[UUID, str] | None = None
) -> Interaction:
    """That the shopper was shown what the arm chose; without a turn, by outfits generated outside of a conversation.

    teams: of an interleaving, look → arm, in the order in which they were drafted.
    """
    told = under.versions
    data: dict[str, Any] = {"event": EXPOSURE}
    if teams:
        data |= {"teams": {str(look): team for look, team in teams.items()}, "first": next(iter(teams.values()))}
    return Interaction(
        occurred_at=taste_store.now_utc(), kind="page_event", visitor_id=visitor_id,
        object_kind="turn" if turn_id else "page", object_id=turn_id, turn_id=turn_id,
        experiment=told["experiment"], arm=told["arm"], data=data,
    )  # fmt: skip


def versions_of(under: Assignment | None, teams: Mapping[UUID, str]) -> dict[str, Any]:
    """What a turn's record says of its experiment; of an interleaving, also whose each look is."""
    if under is None:
        return {}
    return under.versions | ({"teams": {str(look): team for look, team in teams.items()}} if teams else {})


async def arms_of(
    session: AsyncSession, shown: Iterable[tuple[UUID | None, UUID | None]]
) -> dict[tuple[UUID | None, UUID | None], Arms]:
    """(turn, look) → the arm that what is done with it has; without those that have none. Of an interleaved turn each
    look has its own arm, and what is done with the turn as a whole has none."""
    wanted = {pair for pair in shown if pair[0]}
    if not wanted:
        return {}
    rows = await session.execute(select(Turn.id, Turn.versions).where(Turn.id.in_({turn for turn, _ in wanted})))
    versions = {id: told for id, told in rows if "experiment" in told}
    found = {(turn, look): _arm(versions[turn], look) for turn, look in wanted if turn in versions}
    return {pair: arms for pair, arms in found.items() if arms}


def _arm(versions: Mapping[str, Any], look: UUID | None) -> Arms:
    arm = versions["arm"]
    if arm == INTERLEAVED:
        arm = versions.get("teams", {}).get(str(look))
    return {"experiment": versions["experiment"], "arm": arm} if arm else {}
