"""Tables that know no shop: accounts, bearer secrets, inbox and outbox, at-most-once, audit."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, CITEXT, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from core.tables import SHA256_HEX, Identified, Timestamp, json_array, json_object, matches, not_negative, one_of, rule

ROLES = ("customer", "staff", "admin")
TOKEN_KINDS = ("refresh", "api_key", "email_verification", "password_reset")


class User(Identified, Base):
    """An account. While orders refer to it, it is anonymised (nothing personal is left in the row), never deleted."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("email"),
        one_of("role", ROLES),
        rule("email", "char_length(email::text) <= 254 AND email::text ~ '^[^@[:space:]]+@[^@[:space:]]+$'"),
        rule("password_hash", "starts_with(password_hash, '$argon2id$')"),
        json_array("addresses"),
        not_negative("token_version"),
        rule("email_unless_anonymised", "(email IS NULL) = (anonymised_at IS NOT NULL)"),
        rule(
            "anonymised_is_empty",
            "anonymised_at IS NULL OR (password_hash IS NULL AND name IS NULL AND addresses = '[]'::jsonb)",
        ),
    )

    email: Mapped[str | None] = mapped_column(CITEXT)
    password_hash: Mapped[str | None] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text, server_default="customer")
    name: Mapped[str | None] = mapped_column(Text)
    locale: Mapped[str | None] = mapped_column(Text)
    addresses: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    token_version: Mapped[int] = mapped_column(server_default="0")
    """Signed into access tokens: raising it ends every session at once."""
    email_verified_at: Mapped[datetime | None] = mapped_column(Timestamp)
    last_seen_at: Mapped[datetime | None] = mapped_column(Timestamp)
    anonymised_at: Mapped[datetime | None] = mapped_column(Timestamp)


class AuthToken(Identified, Base):
    """A bearer secret, of which only the SHA-256 is kept. A refresh token's family is revoked together."""

    __tablename__ = "auth_tokens"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        one_of("kind", TOKEN_KINDS),
        matches("token_hash", SHA256_HEX),
        rule("family_of_refresh", "(kind = 'refresh') = (family_id IS NOT NULL)"),
        rule("expires", "expires_at IS NOT NULL OR kind = 'api_key'"),
        rule("expires_after_creation", "expires_at > created_at"),
        Index(None, "user_id"),
        Index(None, "family_id", postgresql_where=text("family_id IS NOT NULL")),
        Index(None, "expires_at", postgresql_where=text("expires_at IS NOT NULL")),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("voguevault.users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    token_hash: Mapped[str] = mapped_column(Text)
    family_id: Mapped[UUID | None] = mapped_column(Uuid)
    name: Mapped[str | None] = mapped_column(Text)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'::text[]"))
    expires_at: Mapped[datetime | None] = mapped_column(Timestamp)
    used_at: Mapped[datetime | None] = mapped_column(Timestamp)
    revoked_at: Mapped[datetime | None] = mapped_column(Timestamp)


class WebhookEvent(Identified, Base):
    """Inbox of others' events and outbox of ours; an inbound one is stored before anything is done about it."""

    __tablename__ = "webhook_events"
    __table_args__ = (
        UniqueConstraint("direction", "source", "external_id"),
        one_of("direction", ("in", "out")),
        not_negative("attempts"),
        rule("target_of_outbound", "(direction = 'out') = (target_url IS NOT NULL)"),
        rule("no_attempt_after_processing", "processed_at IS NULL OR next_attempt_at IS NULL"),
        Index("ix_webhook_events_due", "next_attempt_at", postgresql_where=text("processed_at IS NULL")),
    )

    direction: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    external_id: Mapped[str] = mapped_column(Text)
    event_type: Mapped[str] = mapped_column(Text)
    target_url: Mapped[str | None] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    attempts: Mapped[int] = mapped_column(server_default="0")
    next_attempt_at: Mapped[datetime | None] = mapped_column(Timestamp)
    """Null with no `processed_at` means given up: `last_error` says why."""
    processed_at: Mapped[datetime | None] = mapped_column(Timestamp)
    last_error: Mapped[str | None] = mapped_column(Text)


class IdempotencyKey(Identified, Base):
    """A POST that creates happens at most once per (scope, principal, key); the first answer is given again for a day.

    Failures of ours (5xx) are never stored, so that a client may try again.
    """

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        UniqueConstraint("scope", "principal", "key"),
        one_of("status", ("in_flight", "done")),
        rule("key", "char_length(key) BETWEEN 1 AND 255"),
        matches("body_sha256", SHA256_HEX),
        rule("response_when_done", "(status = 'done') = (response_status IS NOT NULL)"),
        rule("response_status", "response_status BETWEEN 200 AND 499"),
        json_object("response_headers"),
        rule("kept_a_day", "expires_at - created_at >= interval '24 hours'"),
        Index(None, "expires_at"),
    )

    scope: Mapped[str] = mapped_column(Text)
    principal: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    body_sha256: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, server_default="in_flight")
    response_status: Mapped[int | None]
    response_headers: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    response_body: Mapped[bytes | None] = mapped_column(BYTEA)
    expires_at: Mapped[datetime] = mapped_column(Timestamp, server_default=text("now() + interval '48 hours'"))


class AuditEntry(Identified, Base):
    """Who changed what. Append-only: a trigger refuses UPDATE, DELETE and TRUNCATE, also from the table's owner.

    It has no foreign keys, since an entry outlives what it speaks of.
    """

    __tablename__ = "audit_log"
    __table_args__ = (
        one_of("actor_kind", ("user", "agent", "system")),
        rule("actor", "actor_kind = 'system' OR actor_id IS NOT NULL"),
        json_object("diff"),
        Index(None, "entity", "entity_id", "created_at"),
        Index(None, "actor_id", "created_at"),
    )

    actor_kind: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[UUID | None] = mapped_column(Uuid)
    action: Mapped[str] = mapped_column(Text)
    entity: Mapped[str] = mapped_column(Text)
    entity_id: Mapped[UUID | None] = mapped_column(Uuid)
    diff: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    request_id: Mapped[str | None] = mapped_column(Text)
