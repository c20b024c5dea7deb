"""Bearer secrets: refresh tokens that change at each use, and secrets that are sent by mail and used once.

A refresh token belongs to a family that began with a sign-in. Each use gives the next one. A token that was used before
was stolen, by whom it came from now or earlier: the family ends. For ten seconds after its use it was not: the reply
may have been lost, so another successor is given. Source: RFC 9700 §4.14.2; why a grace: FAPI 2.0 Security Profile.

Whatever begins, goes on or ends has the account's row locked: else a successor that is being written while everything
ends would outlive it.
"""

import secrets
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Literal
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.access import digest
from core.errors import Unauthorised, Unprocessable
from core.ids import uuid7
from core.models import AuthToken, User

__all__ = [
    "GRACE", "LIFETIME", "MAILED", "LinkInvalid", "RefreshInvalid", "Rotated", "begin", "end_all", "end_family",
    "end_keys", "end_mailed", "end_of", "hold", "mailed", "owner_of", "redeem", "rotate",
]  # fmt: skip

LIFETIME = timedelta(days=30)
GRACE = timedelta(seconds=10)
MailedKind = Literal["email_verification", "password_reset"]
MAILED: dict[MailedKind, timedelta] = {
    "email_verification": timedelta(days=3), "password_reset": timedelta(hours=1),
}  # fmt: skip


class RefreshInvalid(Unauthorised):
    code: ClassVar[str] = "refresh_token_invalid"
    title: ClassVar[str] = "Please sign in again"


class LinkInvalid(Unprocessable):
    code: ClassVar[str] = "link_invalid"
    title: ClassVar[str] = "This link cannot be used"


class Rotated(msgspec.Struct, frozen=True):
    """Whose session goes on, and the next refresh token; None where the family was ended because of a reuse."""

    user_id: UUID
    token: str | None


async def begin(session: AsyncSession, user_id: UUID, *, name: str | None = None) -> str:
    """The first refresh token of a new family. name: what the device calls itself."""
    await hold(session, user_id)
    return await _refresh(session, user_id, uuid7(), name)


async def hold(session: AsyncSession, user_id: UUID) -> User:
    """The account's row, as it is now, which nobody else changes until the transaction ends. Rows that refer to it can
    still be written: whoever has a bag locked does not wait for us."""
    query = select(User).where(User.id == user_id).with_for_update(key_share=True)
    return (await session.scalars(query.execution_options(populate_existing=True))).one()


async def rotate(session: AsyncSession, token: str) -> Rotated:
    """The token's successor. One that was used longer ago than `GRACE` ends its family: `token` is None then.

    The caller commits in either case. Raises RefreshInvalid where it is unknown, ended or has run out.
    """
    which = AuthToken.token_hash == digest(token), AuthToken.kind == "refresh"
    user_id = await session.scalar(select(AuthToken.user_id).where(*which))
    if user_id is None:
        raise RefreshInvalid("This session has ended. Sign in again.")
    await hold(session, user_id)
    row = await session.scalar(select(AuthToken).where(*which).execution_options(populate_existing=True))
    now = datetime.now(UTC)
    if row is None or row.revoked_at is not None or row.expires_at is None or row.expires_at <= now:
        raise RefreshInvalid("This session has ended. Sign in again.")
    assert row.family_id is not None
    if row.used_at is not None and now - row.used_at > GRACE:
        await end_family(session, row.family_id)
        return Rotated(row.user_id, None)
    row.used_at = row.used_at or now
    return Rotated(row.user_id, await _refresh(session, row.user_id, row.family_id, row.name))


async def end_family(session: AsyncSession, family_id: UUID) -> None:
    """Ends one sign-in on one device. The caller holds the account."""
    await _revoke(session, AuthToken.family_id == family_id)


async def end_of(session: AsyncSession, token: str) -> None:
    """Ends the sign-in that the token belongs to; an unknown token is no error."""
    which = AuthToken.token_hash == digest(token), AuthToken.kind == "refresh"
    found = (await session.execute(select(AuthToken.user_id, AuthToken.family_id).where(*which))).one_or_none()
    if found is not None:
        await hold(session, found.user_id)
        await end_family(session, found.family_id)


async def end_all(session: AsyncSession, user_id: UUID) -> None:
    """Ends every sign-in of the account and makes its access tokens worthless."""
    user = await hold(session, user_id)
    await _revoke(session, (AuthToken.user_id == user_id) & (AuthToken.kind == "refresh"))
    user.token_version += 1
    await session.flush()


async def end_mailed(session: AsyncSession, user_id: UUID) -> None:
    """Makes every link that was mailed worthless."""
    await _revoke(
        session, (AuthToken.user_id == user_id) & AuthToken.kind.in_(("email_verification", "password_reset"))
    )


async def end_keys(session: AsyncSession, user_id: UUID) -> None:
    """Ends everything that speaks for the account: API keys and mailed links too."""
    await _revoke(session, AuthToken.user_id == user_id)


async def mailed(session: AsyncSession, user_id: UUID, kind: MailedKind) -> str:
    """A secret to be sent by mail; those of the kind that were sent before are worth nothing any more."""
    await hold(session, user_id)
    await _revoke(session, (AuthToken.user_id == user_id) & (AuthToken.kind == kind))
    token = secrets.token_urlsafe(32)
    session.add(
        AuthToken(
            user_id=user_id, kind=kind, token_hash=digest(token), expires_at=datetime.now(UTC) + MAILED[kind]
        )
    )  # fmt: skip
    await session.flush()
    return token


async def owner_of(session: AsyncSession, token: str, kind: MailedKind) -> UUID:
    """Whose secret it is, which stays as good as it was. Raises LinkInvalid."""
    user_id: UUID | None = await session.scalar(select(AuthToken.user_id).where(*_good(token, kind)))
    if user_id is None:
        raise LinkInvalid("The link was used before or has run out. Ask for a new one.")
    return user_id


async def redeem(session: AsyncSession, token: str, kind: MailedKind) -> UUID:
    """Whose secret it was; it cannot be used again. Raises LinkInvalid."""
    used = update(AuthToken).where(*_good(token, kind)).values(used_at=func.now()).returning(AuthToken.user_id)
    user_id: UUID | None = await session.scalar(used)
    if user_id is None:
        raise LinkInvalid("The link was used before or has run out. Ask for a new one.")
    return user_id


def _good(token: str, kind: MailedKind) -> tuple[ColumnElement[bool], ...]:
    return (
        AuthToken.token_hash == digest(token), AuthToken.kind == kind, AuthToken.used_at.is_(None),
        AuthToken.revoked_at.is_(None), AuthToken.expires_at > func.now(),
    )  # fmt: skip


async def _refresh(session: AsyncSession, user_id: UUID, family_id: UUID, name: str | None) -> str:
    token = secrets.token_urlsafe(32)
    expires_at = datetime.now(UTC) + LIFETIME
    session.add(
        AuthToken(
            user_id=user_id, kind="refresh", token_hash=digest(token), family_id=family_id, name=name,
            expires_at=expires_at,
        )
    )  # fmt: skip
    await session.flush()
    return token


async def _revoke(session: AsyncSession, which: ColumnElement[bool]) -> None:
    await session.execute(
        update(AuthToken)
        .where(which, AuthToken.revoked_at.is_(None))
        .values(revoked_at=func.now())
        .execution_options(synchronize_session="fetch")
    )
