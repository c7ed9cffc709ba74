"""What was published and taken back, and the corrections that cadres posted instead."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"

STATES = "'draft','proposed','published','closed'"


def upgrade() -> None:
    """Create."""
    op.create_table(
        "recalls",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("image_id", sa.BigInteger(), nullable=True),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("correction", sa.String(length=1000), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("recalled_by", sa.BigInteger(), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(btrim(reason)) > 0", name=op.f("ck_recalls_reason")),
        sa.CheckConstraint("length(btrim(correction)) > 0", name=op.f("ck_recalls_correction")),
        _points_to("recalls", "challenge_id", "challenges"),
        _points_to("recalls", "image_id", "kit_images"),
        _points_to("recalls", "recalled_by", "cadres"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalls")),
        sa.UniqueConstraint("public_id", name=op.f("uq_recalls_public_id")),
        sa.UniqueConstraint("image_id", name=op.f("uq_recalls_image_id")),
    )
    op.create_index("ix_recalls_challenge_id", "recalls", ["challenge_id"])
    _states(f"{STATES},'recalled'")
    op.add_column("submissions", sa.Column("recall_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_submissions_recall_id_recalls"),
        "submissions",
        "recalls",
        ["recall_id"],
        ["id"],
        ondelete="RESTRICT",
    )
    op.create_index(
        "uq_submissions_recall",
        "submissions",
        ["recall_id", "cadre_id"],
        unique=True,
        postgresql_where=sa.text("recall_id IS NOT NULL AND state <> 'rejected'"),
    )
    op.create_check_constraint(
        op.f("ck_submissions_recall"), "submissions", "recall_id IS NULL OR mode = 'record'"
    )


def downgrade() -> None:
    """Drop; a challenge that was taken back is closed."""
    op.drop_constraint(op.f("ck_submissions_recall"), "submissions")
    op.drop_index("uq_submissions_recall", "submissions")
    op.drop_column("submissions", "recall_id")
    op.execute("UPDATE challenges SET state = 'closed' WHERE state = 'recalled'")
    _states(STATES)
    op.drop_table("recalls")


def _states(allowed: str) -> None:
    op.drop_constraint(op.f("ck_challenges_state"), "challenges")
    op.create_check_constraint(op.f("ck_challenges_state"), "challenges", f"state IN ({allowed})")


def _points_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="RESTRICT")
