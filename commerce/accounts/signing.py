"""Registering, signing in and staying so: the rules, in the caller's transaction or over `sessions`.

Nobody learns here whether an address has an account: registering and asking for a reset answer alike and put a mail in
its owner's hands, and signing in fails alike for the unknown, the unconfirmed and the wrong password.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar, Literal
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import mails
from commerce.accounts import keepers as keeping
from commerce.accounts import tokens
from commerce.accounts.keepers import Keeper
from commerce.cart_merge import Notice
from core import audit, passwords
from core.access import LIFETIME_S, AccessTokens, Role
from core.db import Sessions
from core.errors import Unauthorised
from core.ids import uuid7
from core.models import User

__all__ = [
    "AccountView", "Accounts", "Known", "LoginFailed", "Session", "SignedIn", "ask_reset", "change_password", "checked",
    "confirm", "go_on", "known", "log_in", "register", "view",
]  # fmt: skip


class LoginFailed(Unauthorised):
    code: ClassVar[str] = "login_failed"
    title: ClassVar[str] = "Not signed in"


class Accounts(msgspec.Struct, frozen=True):
    """What accounts work with."""

    tokens: AccessTokens
    keepers: tuple[Keeper, ...]
    public_url: str
    secure_cookies: bool

    def link(self, page: str, secret: str | None = None) -> str:
        """A page's address; a secret stands behind the #, where no server and no referrer sees it."""
        return f"{self.public_url.rstrip('/')}/{page}" + (f"#{secret}" if secret else "")


class AccountView(msgspec.Struct, frozen=True):
    id: UUID
    email: str
    name: str | None
    locale: str | None
    role: Role
    created_at: datetime


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in. `refresh_token` is null where it is in the cookie."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"
    expires_in: int = LIFETIME_S
    refresh_token: str | None
    account: AccountView
    notices: tuple[Notice, ...] = ()
    """What should be known of the bag and the rest that followed from the visit before."""


class SignedIn(msgspec.Struct, frozen=True):
    """A sign-in with its refresh token, wherever that goes."""

    access: str
    refresh: str
    account: AccountView
    notices: tuple[Notice, ...]


class Known(msgspec.Struct, frozen=True):
    """An account as a password is held against it."""

    id: UUID
    email: str
    name: str | None
    password_hash: str | None
    is_confirmed: bool

    @property
    def is_outdated(self) -> bool:
        """Whether the password is to be hashed anew, with the parameters of today."""
        return self.password_hash is not None and passwords.is_outdated(self.password_hash)


async def known(session: AsyncSession, which: str | UUID) -> Known | None:
    """The account of an e-mail address or an id; None where there is none."""
    mine = User.email == which if isinstance(which, str) else User.id == which
    row = await session.scalar(select(User).where(mine, User.anonymised_at.is_(None)))
    if row is None or row.email is None:
        return None
    return Known(row.id, row.email, row.name, row.password_hash, row.email_verified_at is not None)


async def checked(found: Known | None, password: str, *, confirmed: bool = False) -> Known:
    """The account whose password it is; with `confirmed` its address must be, too. Takes as long where there is none.
    Raises LoginFailed."""
    is_right = await passwords.matches(found.password_hash if found else None, password)
    if not is_right or found is None or (confirmed and not found.is_confirmed):
        raise LoginFailed("The address or the password is wrong, or the address was not confirmed by its mail yet.")
    return found


def view(user: User) -> AccountView:
    assert user.email is not None, "an erased account is shown to nobody"
    return AccountView(user.id, user.email, user.name, user.locale, msgspec.convert(user.role, Role), user.created_at)


async def register(
    session: AsyncSession, accounts: Accounts, *, email: str, hashed: str, name: str | None, locale: str | None
) -> UUID | None:
    """A new account that waits for its mail to be answered, or a mail to whom the address belongs; the mail's id.

    Who registers again before the answer begins anew: only the newest mail, with the newest password, counts.
    """
    row = {"id": uuid7(), "email": email, "password_hash": hashed, "name": name, "locale": locale}
    await session.execute(insert(User).values(**row).on_conflict_do_nothing())
    query = select(User).where(User.email == email).with_for_update(key_share=True)
    user = (await session.scalars(query.execution_options(populate_existing=True))).one()
    if user.email_verified_at is not None:
        known_by = {
            "name": user.name or "",
            "url": accounts.link("account"),
            "reset_url": accounts.link("account"),
        }  # fmt: skip
        return await _mail(session, user, "known_address", known_by)
    user.password_hash, user.name, user.locale = hashed, name, locale
    secret = await tokens.mailed(session, user.id, "email_verification")
    hours = int(tokens.MAILED["email_verification"].total_seconds() // 3600)
    about = {"name": name or "", "url": accounts.link("verify", secret), "hours": hours}
    return await _mail(session, user, "verify", about)


async def ask_reset(session: AsyncSession, accounts: Accounts, email: str) -> UUID | None:
    """The id of a mail with a link, where the address has an account; whoever has none gets no mail from us."""
    user = await session.scalar(select(User).where(User.email == email, User.anonymised_at.is_(None)))
    if user is None:
        return None
    secret = await tokens.mailed(session, user.id, "password_reset")
    minutes = int(tokens.MAILED["password_reset"].total_seconds() // 60)
    about = {"name": user.name or "", "url": accounts.link("reset", secret), "minutes": minutes}
    return await _mail(session, user, "reset", about)


async def _mail(session: AsyncSession, user: User, kind: mails.Kind, about: Mapping[str, object]) -> UUID | None:
    assert user.email is not None
    key = f"{kind}:{uuid7()}"
    return await mails.write(session, kind, to=user.email, key=key, about=about, locale=user.locale)


async def log_in(
    session: AsyncSession,
    accounts: Accounts,
    found: Known,
    guest_id: UUID | None,
    *,
    device: str | None = None,
    rehashed: str | None = None,
) -> SignedIn:
    """Begins a sign-in of an account whose password was `checked`; what the guest had follows. Raises LoginFailed where
    the password was changed since."""
    user = await _same(session, found)
    user.password_hash = rehashed or user.password_hash
    return await _begin(session, accounts, user, guest_id, device=device)


async def confirm(session: AsyncSession, accounts: Accounts, found: Known, guest_id: UUID | None) -> SignedIn:
    """The first sign-in of an account whose mail was answered. Raises LoginFailed."""
    user = await _same(session, found)
    user.email_verified_at = user.email_verified_at or datetime.now(UTC)
    await audit.record(session, user.id, "email.verified", "user", user.id)
    return await _begin(session, accounts, user, guest_id)


async def change_password(
    session: AsyncSession,
    accounts: Accounts,
    user_id: UUID,
    hashed: str,
    guest_id: UUID | None = None,
    *,
    before: str | None = None,
) -> SignedIn:
    """The account with its new password, signed out everywhere, and signed in anew where it was changed.

    before: the hash of the present password, which was checked. Without it the shopper came by a mailed link, so that
    the address is confirmed by it. Raises LoginFailed where the present password is another one by now.
    """
    user = await tokens.hold(session, user_id)
    if before is not None and user.password_hash != before:
        raise _changed_meanwhile()
    user.password_hash = hashed
    if before is None:
        user.email_verified_at = user.email_verified_at or datetime.now(UTC)
    await session.flush()
    await tokens.end_all(session, user_id)
    await tokens.end_mailed(session, user_id)
    action = "password.reset" if before is None else "password.changed"
    await audit.record(session, user_id, action, "user", user_id)
    return await _begin(session, accounts, user, guest_id)


async def _same(session: AsyncSession, found: Known) -> User:
    """The account, held, with the password that was checked."""
    user = await tokens.hold(session, found.id)
    if user.password_hash != found.password_hash or user.anonymised_at is not None:
        raise _changed_meanwhile()
    return user


def _changed_meanwhile() -> LoginFailed:
    return LoginFailed("The password was changed just now. Sign in again.")


async def _begin(
    session: AsyncSession, accounts: Accounts, user: User, guest_id: UUID | None, *, device: str | None = None
) -> SignedIn:
    refresh = await tokens.begin(session, user.id, name=device)
    return await _signed_in(session, accounts, user, refresh, guest_id)


async def go_on(sessions: Sessions, accounts: Accounts, refresh: str, guest_id: UUID | None) -> SignedIn:
    """The sign-in with the next refresh token. Raises RefreshInvalid, also where a reuse ended it."""
    async with sessions.begin() as session:
        rotated = await tokens.rotate(session, refresh)
        if rotated.token is not None:
            user = await tokens.hold(session, rotated.user_id)
            return await _signed_in(session, accounts, user, rotated.token, guest_id)
    raise tokens.RefreshInvalid("This session has ended. Sign in again.")


async def _signed_in(
    session: AsyncSession, accounts: Accounts, user: User, refresh: str, guest_id: UUID | None
) -> SignedIn:
    notices: Sequence[Notice] = ()
    if guest_id is not None:
        notices = await keeping.adopt(session, accounts.keepers, guest_id, user.id)
    user.last_seen_at = datetime.now(UTC)
    await session.flush()
    account = view(user)
    access = accounts.tokens.issue(user.id, account.role, user.token_version)
    return SignedIn(access, refresh, account, tuple(notices))
