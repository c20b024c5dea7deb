"""Who keeps something of a person: each part of the shop says what follows a guest, is exported, is erased."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.cart_merge import Notice

__all__ = ["Keeper", "adopt", "erase", "export"]
log = structlog.get_logger("accounts")


class Keeper(Protocol):
    """A part of the shop that keeps something of a shopper, by their shopper id."""

    async def adopt(self, session: AsyncSession, guest_id: UUID, user_id: UUID) -> Sequence[Notice]:
        """Gives all that is kept of the guest to the account; what the shopper should know of it. Doing it again
        changes nothing."""

    async def export(self, session: AsyncSession, user_id: UUID) -> Mapping[str, Any]:
        """All that is kept of the account, by what it is; no secrets."""

    async def erase(self, session: AsyncSession, user_id: UUID) -> None:
        """Deletes what is kept of the account, or makes it nobody's where it must stay. Raises where it must not be
        done yet, in a sentence for the shopper."""


async def adopt(session: AsyncSession, keepers: Sequence[Keeper], guest_id: UUID, user_id: UUID) -> tuple[Notice, ...]:
    """Has each keeper give the guest's to the account. Where one cannot, its part stays with the guest as a whole, is
    logged and told, and is tried again at the next refresh: a sign-in does not fail because of it."""
    notices: list[Notice] = []
    for keeper in keepers:
        try:
            async with session.begin_nested():
                notices += await keeper.adopt(session, guest_id, user_id)
        except SQLAlchemyError as error:
            log.warning("accounts.not_adopted", keeper=type(keeper).__name__, user_id=str(user_id), exc_info=error)
            notices.append(Notice("not_yet_adopted", "Something of your visit comes to your account a little later."))
    return tuple(notices)


async def export(session: AsyncSession, keepers: Sequence[Keeper], user_id: UUID) -> dict[str, Any]:
    """What all keepers keep of the account."""
    found: dict[str, Any] = {}
    for keeper in keepers:
        found.update(await keeper.export(session, user_id))
    return found


async def erase(session: AsyncSession, keepers: Sequence[Keeper], user_id: UUID) -> None:
    """Has all keepers erase; the first refusal undoes the rest with the caller's transaction."""
    for keeper in keepers:
        await keeper.erase(session, user_id)
