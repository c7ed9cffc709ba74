"""Tables somebody takes away, kept for a day; and days of the audit log, found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"


def upgrade() -> None:
    """Create."""
    op.create_table(
        "exports",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("format", sa.String(length=4), nullable=False),
        sa.Column("phones", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("about", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('team','challenge','board')", name=op.f("ck_exports_kind")),
        sa.CheckConstraint("format IN ('xlsx','csv')", name=op.f("ck_exports_format")),
        sa.CheckConstraint(
            "state IN ('waiting','refused','queued','ready','failed','gone')",
            name=op.f("ck_exports_state"),
        ),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_exports_second_person")),
        sa.CheckConstraint(
            "NOT phones OR state IN ('waiting','refused','gone') OR decided_by IS NOT NULL",
            name=op.f("ck_exports_phones_by_two"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["cadres.id"],
            name=op.f("fk_exports_asked_by_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["cadres.id"],
            name=op.f("fk_exports_decided_by_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_exports_unit_id_units"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
        sa.UniqueConstraint("public_id", name=op.f("uq_exports_public_id")),
    )
    op.create_index("ix_exports_asked_by", "exports", ["asked_by"])
    op.create_index("ix_exports_asked_at", "exports", ["asked_at"])
    op.create_index("ix_exports_unit_id", "exports", ["unit_id"])
    op.create_index("ix_audit_events_at", "audit_events", ["at"])


def downgrade() -> None:
    """Drop."""
    op.drop_index("ix_audit_events_at", "audit_events")
    op.drop_table("exports")
