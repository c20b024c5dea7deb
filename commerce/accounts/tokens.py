"""Bearer secrets: refresh tokens that change at each use, and secrets that are sent by mail and used once.

A refresh token belongs to a family that began with a sign-in. Each use gives the next one. A token that was used before
was stolen, by whom it came from now or earlier: the family ends. For ten seconds after its use it was not: the reply
may have been lost, so another successor is given. Source: RFC 9700 §4.14.2; why a grace: FAPI 2.0 Security Profile.
"""

import secrets
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Literal
from uuid import UUID

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.access import digest
from core.errors import Unauthorised, Unprocessable
from core.ids import uuid7
from core.models import AuthToken, User

__all__ = ["GRACE", "RefreshInvalid", "Rotated", "begin", "end_all", "end_family", "mailed", "redeem", "rotate"]

LIFETIME = timedelta(days=30)
GRACE = timedelta(seconds=10)
MailedKind = Literal["email_verification", "password_reset"]
_MAILED: dict[MailedKind, timedelta] = {
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
    return await _refresh(session, user_id, uuid7(), name)


async def rotate(session: AsyncSession, token: str) -> Rotated:
    """The token's successor. One that was used longer ago than `GRACE` ends its family: `token` is None then.

    The caller commits in either case. Raises RefreshInvalid where it is unknown, ended or has run out.
    """
    row = await session.scalar(
        select(AuthToken)
        .where(AuthToken.token_hash == digest(token), AuthToken.kind == "refresh")
        .with_for_update()
        .execution_options(populate_existing=True)
    )
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
    """Ends one sign-in on one device."""
    await _revoke(session, AuthToken.family_id == family_id)


async def end_of(session: AsyncSession, token: str) -> None:
    """Ends the sign-in that the token belongs to; an unknown token is no error."""
    family_id = await session.scalar(select(AuthToken.family_id).where(AuthToken.token_hash == digest(token)))
    if family_id is not None:
        await end_family(session, family_id)


async def end_all(session: AsyncSession, user_id: UUID, *, but: str | None = None) -> None:
    """Ends every sign-in of the account and makes its access tokens worthless, but not the family of one token."""
    kept = await session.scalar(select(AuthToken.family_id).where(AuthToken.token_hash == digest(but))) if but else None
    mine = (AuthToken.user_id == user_id) & (AuthToken.kind == "refresh")
    await _revoke(session, mine if kept is None else mine & (AuthToken.family_id != kept))
    await session.execute(update(User).where(User.id == user_id).values(token_version=User.token_version + 1))


async def mailed(session: AsyncSession, user_id: UUID, kind: MailedKind) -> str:
    """A secret to be sent by mail; those of the kind that were sent before are worth nothing any more."""
    await _revoke(session, (AuthToken.user_id == user_id) & (AuthToken.kind == kind))
    token = secrets.token_urlsafe(32)
    session.add(
        AuthToken(
            user_id=user_id, kind=kind, token_hash=digest(token), expires_at=datetime.now(UTC) + _MAILED[kind]
        )
    )  # fmt: skip
    await session.flush()
    return token


async def redeem(session: AsyncSession, token: str, kind: MailedKind) -> UUID:
    """Whose secret it was; it cannot be used again. Raises LinkInvalid."""
    used = (
        update(AuthToken)
        .where(
            AuthToken.token_hash == digest(token), AuthToken.kind == kind, AuthToken.used_at.is_(None),
            AuthToken.revoked_at.is_(None), AuthToken.expires_at > func.now(),
        )
        .values(used_at=func.now())
        .returning(AuthToken.user_id)
    )  # fmt: skip
    user_id: UUID | None = await session.scalar(used)
    if user_id is None:
        raise LinkInvalid("The link was used before or has run out. Ask for a new one.")
    return user_id


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


async def _revoke(session: AsyncSession, which: object) -> None:
    await session.execute(
        update(AuthToken)
        .where(which, AuthToken.revoked_at.is_(None))  # type: ignore[arg-type]
        .values(revoked_at=func.now())
        .execution_options(synchronize_session="fetch")
    )
