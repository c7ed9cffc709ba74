"""Phones that may be called, and on which days somebody was."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Create."""
    op.create_table(
        "push_subscriptions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("device_hash", sa.String(length=64), nullable=False),
        sa.Column("endpoint_hash", sa.String(length=64), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("pushed_on", sa.Date(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        _points_to("push_subscriptions", "cadre_id", "cadres", "RESTRICT"),
        _points_to("push_subscriptions", "session_id", "sessions", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscriptions")),
        sa.UniqueConstraint("endpoint_hash", name=op.f("uq_push_subscriptions_endpoint_hash")),
    )
    for column in ("cadre_id", "session_id", "device_hash"):
        op.create_index(op.f(f"ix_push_subscriptions_{column}"), "push_subscriptions", [column])
    op.create_index(
        "ix_push_subscriptions_next_at",
        "push_subscriptions",
        ["next_at"],
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_table(
        "pushes",
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=True),
        _points_to("pushes", "cadre_id", "cadres", "RESTRICT"),
        _points_to("pushes", "notice_id", "notices", "SET NULL"),
        sa.PrimaryKeyConstraint("cadre_id", "day", name=op.f("pk_pushes")),
    )
    op.create_index(op.f("ix_pushes_notice_id"), "pushes", ["notice_id"])
    op.add_column("notices", sa.Column("roused_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_notices_to_rouse",
        "notices",
        ["at"],
        postgresql_where=sa.text("unit_id IS NOT NULL AND roused_at IS NULL"),
    )


def downgrade() -> None:
    """Drop."""
    op.drop_index("ix_notices_to_rouse", "notices")
    op.drop_column("notices", "roused_at")
    op.drop_table("pushes")
    op.drop_table("push_subscriptions")


def _points_to(table: str, column: str, other: str, on_delete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=on_delete)
