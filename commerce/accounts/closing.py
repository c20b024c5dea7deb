"""What is kept of a person: handed out as one document, and erased.

Erased means anonymised: the row stays, since orders refer to it, with nothing personal in it. Mails to the person,
answers that were kept for them and everything that speaks for them go; entries of the audit log name only the id.
Source: Regulation (EU) 2016/679, articles 15, 17 and 20.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.accounts import keepers, tokens
from commerce.accounts.signing import Accounts
from core import audit
from core.models import AuditEntry, AuthToken, IdempotencyKey, User, WebhookEvent

__all__ = ["erase", "export"]
_USER = ("id", "email", "name", "locale", "role", "addresses", "email_verified_at", "last_seen_at", "created_at")


async def export(session: AsyncSession, accounts: Accounts, user_id: UUID) -> dict[str, Any]:
    """All that the shop keeps of the account, by what it is; of secrets only that there are any."""
    user = await session.get_one(User, user_id)
    sign_ins = await session.scalars(
        select(AuthToken).where(AuthToken.user_id == user_id).order_by(AuthToken.created_at, AuthToken.id)
    )
    changes = await session.scalars(
        select(AuditEntry)
        .where(or_(AuditEntry.actor_id == user_id, AuditEntry.entity_id == user_id))
        .order_by(AuditEntry.created_at, AuditEntry.id)
    )
    mails = await session.scalars(select(WebhookEvent).where(_mails_to(user.email)).order_by(WebhookEvent.id))
    return {
        "exported_at": datetime.now(UTC),
        "account": {name: getattr(user, name) for name in _USER},
        "sign_ins": [
            {"kind": row.kind, "name": row.name, "began_at": row.created_at, "ended_at": row.revoked_at}
            for row in sign_ins
        ],
        "mails": [{"kind": row.event_type, "written_at": row.created_at, "sent_at": row.processed_at} for row in mails],
        "changes": [{"at": row.created_at, "action": row.action, "entity": row.entity} for row in changes],
        **await keepers.export(session, accounts.keepers, user_id),
    }


async def erase(session: AsyncSession, accounts: Accounts, user_id: UUID) -> None:
    """Leaves nothing personal of the account, and nothing that speaks for it. Raises what a keeper refuses with."""
    user = await tokens.hold(session, user_id)
    await keepers.erase(session, accounts.keepers, user_id)
    await session.execute(delete(WebhookEvent).where(_mails_to(user.email)))
    await session.execute(delete(IdempotencyKey).where(IdempotencyKey.principal == str(user_id)))
    await tokens.end_all(session, user_id)
    await session.execute(delete(AuthToken).where(AuthToken.user_id == user_id))
    user.email = user.password_hash = user.name = user.locale = user.last_seen_at = user.email_verified_at = None
    user.addresses, user.role, user.anonymised_at = [], "customer", datetime.now(UTC)
    await session.flush()
    await audit.record(session, user_id, "account.erased", "user", user_id)


def _mails_to(email: str | None) -> Any:
    return (
        (WebhookEvent.direction == "out")
        & (WebhookEvent.source == "mail")
        & (func.lower(WebhookEvent.target_url) == f"mailto:{email}".lower())
    )
