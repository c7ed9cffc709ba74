"""Cadres' own accounts on platforms."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create."""
    op.create_table(
        "linked_accounts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("handle", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("token_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unlinked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status = 'unlinked' OR token IS NOT NULL", name=op.f("ck_linked_accounts_token")
        ),
        sa.CheckConstraint(
            "status IN ('active','expired','unlinked')", name=op.f("ck_linked_accounts_status")
        ),
        sa.ForeignKeyConstraint(
            ["cadre_id"],
            ["cadres.id"],
            name=op.f("fk_linked_accounts_cadre_id_cadres"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linked_accounts")),
    )
    op.create_index(
        op.f("ix_linked_accounts_cadre_id"), "linked_accounts", ["cadre_id"], unique=False
    )
    op.create_index(
        "uq_linked_accounts_one_each",
        "linked_accounts",
        ["cadre_id", "provider"],
        unique=True,
        postgresql_where=sa.text("status <> 'unlinked'"),
    )
    op.create_index(
        "uq_linked_accounts_subject", "linked_accounts", ["provider", "subject"], unique=True
    )
    op.create_table(
        "link_attempts",
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("verifier", sa.LargeBinary(), nullable=True),
        sa.Column("found", sa.LargeBinary(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cadre_id"],
            ["cadres.id"],
            name=op.f("fk_link_attempts_cadre_id_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_link_attempts_session_id_sessions"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_link_attempts")),
    )
    op.create_index(op.f("ix_link_attempts_cadre_id"), "link_attempts", ["cadre_id"], unique=False)


def downgrade() -> None:
    """Drop."""
    op.drop_table("link_attempts")
    op.drop_table("linked_accounts")
