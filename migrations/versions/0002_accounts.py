"""Accounts, bearer secrets, inbox and outbox, at-most-once, audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SCHEMA = "voguevault"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", pg.CITEXT(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), server_default="customer", nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("addresses", pg.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("token_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "anonymised_at IS NULL OR (password_hash IS NULL AND name IS NULL AND addresses = '[]'::jsonb)",
            name=op.f("ck_users_anonymised_is_empty"),
        ),
        sa.CheckConstraint(
            "char_length(email::text) <= 254 AND email::text ~ '^[^@[:space:]]+@[^@[:space:]]+$'",
            name=op.f("ck_users_email"),
        ),
        sa.CheckConstraint("jsonb_typeof(addresses) = 'array'", name=op.f("ck_users_addresses")),
        sa.CheckConstraint("role IN ('customer', 'staff', 'admin')", name=op.f("ck_users_role")),
        sa.CheckConstraint("starts_with(password_hash, '$argon2id$')", name=op.f("ck_users_password_hash")),
        sa.CheckConstraint(
            "(email IS NULL) = (anonymised_at IS NOT NULL)", name=op.f("ck_users_email_unless_anonymised")
        ),
        sa.CheckConstraint("token_version >= 0", name=op.f("ck_users_token_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        schema=SCHEMA,
    )
    op.create_table(
        "auth_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("scopes", pg.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'refresh') = (family_id IS NOT NULL)", name=op.f("ck_auth_tokens_family_of_refresh")
        ),
        sa.CheckConstraint("expires_at IS NOT NULL OR kind = 'api_key'", name=op.f("ck_auth_tokens_expires")),
        sa.CheckConstraint(
            "kind IN ('refresh', 'api_key', 'email_verification', 'password_reset')", name=op.f("ck_auth_tokens_kind")
        ),
        sa.CheckConstraint("token_hash ~ '^[0-9a-f]{64}$'", name=op.f("ck_auth_tokens_token_hash")),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_auth_tokens_expires_after_creation")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["voguevault.users.id"], name=op.f("fk_auth_tokens_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_auth_tokens_token_hash")),
        schema=SCHEMA,
    )
    op.create_index(
        op.f("ix_auth_tokens_expires_at"),
        "auth_tokens",
        ["expires_at"],
        unique=False,
        schema=SCHEMA,
        postgresql_where=sa.text("expires_at IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_auth_tokens_family_id"),
        "auth_tokens",
        ["family_id"],
        unique=False,
        schema=SCHEMA,
        postgresql_where=sa.text("family_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_auth_tokens_user_id"), "auth_tokens", ["user_id"], unique=False, schema=SCHEMA)
    op.create_table(
        "webhook_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("target_url", sa.Text(), nullable=True),
        sa.Column("payload", pg.JSONB(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("processed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(direction = 'out') = (target_url IS NOT NULL)", name=op.f("ck_webhook_events_target_of_outbound")
        ),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_webhook_events_direction")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_webhook_events_attempts")),
        sa.CheckConstraint(
            "processed_at IS NULL OR next_attempt_at IS NULL",
            name=op.f("ck_webhook_events_no_attempt_after_processing"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_events")),
        sa.UniqueConstraint(
            "direction", "source", "external_id", name=op.f("uq_webhook_events_direction_source_external_id")
        ),
        schema=SCHEMA,
    )
    op.create_index(
        "ix_webhook_events_due",
        "webhook_events",
        ["next_attempt_at"],
        unique=False,
        schema=SCHEMA,
        postgresql_where=sa.text("processed_at IS NULL"),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="in_flight", nullable=False),
        sa.Column("response_status", sa.Integer(), nullable=True),
        sa.Column("response_headers", pg.JSONB(), nullable=True),
        sa.Column("response_body", pg.BYTEA(), nullable=True),
        sa.Column(
            "expires_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now() + interval '48 hours'"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'done') = (response_status IS NOT NULL)", name=op.f("ck_idempotency_keys_response_when_done")
        ),
        sa.CheckConstraint("body_sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_idempotency_keys_body_sha256")),
        sa.CheckConstraint(
            "expires_at - created_at >= interval '24 hours'", name=op.f("ck_idempotency_keys_kept_a_day")
        ),
        sa.CheckConstraint(
            "jsonb_typeof(response_headers) = 'object'", name=op.f("ck_idempotency_keys_response_headers")
        ),
        sa.CheckConstraint("status IN ('in_flight', 'done')", name=op.f("ck_idempotency_keys_status")),
        sa.CheckConstraint("char_length(key) BETWEEN 1 AND 255", name=op.f("ck_idempotency_keys_key")),
        sa.CheckConstraint("response_status BETWEEN 200 AND 499", name=op.f("ck_idempotency_keys_response_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_keys")),
        sa.UniqueConstraint("scope", "principal", "key", name=op.f("uq_idempotency_keys_scope_principal_key")),
        schema=SCHEMA,
    )
    op.create_index(
        op.f("ix_idempotency_keys_expires_at"), "idempotency_keys", ["expires_at"], unique=False, schema=SCHEMA
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.Column("diff", pg.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("actor_kind = 'system' OR actor_id IS NOT NULL", name=op.f("ck_audit_log_actor")),
        sa.CheckConstraint("actor_kind IN ('user', 'agent', 'system')", name=op.f("ck_audit_log_actor_kind")),
        sa.CheckConstraint("jsonb_typeof(diff) = 'object'", name=op.f("ck_audit_log_diff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
        schema=SCHEMA,
    )
    op.create_index(
        op.f("ix_audit_log_actor_id_created_at"), "audit_log", ["actor_id", "created_at"], unique=False, schema=SCHEMA
    )
    op.create_index(
        op.f("ix_audit_log_entity_entity_id_created_at"),
        "audit_log",
        ["entity", "entity_id", "created_at"],
        unique=False,
        schema=SCHEMA,
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("audit_log", schema=SCHEMA)
    op.drop_table("idempotency_keys", schema=SCHEMA)
    op.drop_table("webhook_events", schema=SCHEMA)
    op.drop_table("auth_tokens", schema=SCHEMA)
    op.drop_table("users", schema=SCHEMA)
