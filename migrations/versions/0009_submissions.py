"""Hand-ins, their verdicts and daily counts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Create."""
    op.create_table(
        "submissions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("post_id", sa.String(length=80), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=True),
        sa.Column("grade", sa.String(length=1), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.String(length=5000), nullable=True),
        sa.Column("gone_since", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'rejected' OR reason IS NOT NULL", name=op.f("ck_submissions_reason")
        ),
        sa.CheckConstraint(
            "state IN ('pending','set_aside','verified','rejected','reversed')",
            name=op.f("ck_submissions_state"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["linked_accounts.id"],
            name=op.f("fk_submissions_account_id_linked_accounts"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["cadre_id"],
            ["cadres.id"],
            name=op.f("fk_submissions_cadre_id_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_submissions_challenge_id_challenges"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["units.id"],
            name=op.f("fk_submissions_unit_id_units"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_submissions_public_id")),
    )
    op.create_index(op.f("ix_submissions_account_id"), "submissions", ["account_id"], unique=False)
    op.create_index(
        "ix_submissions_cadre_id_submitted_at",
        "submissions",
        ["cadre_id", "submitted_at"],
        unique=False,
    )
    op.create_index(
        "ix_submissions_challenge_id_state", "submissions", ["challenge_id", "state"], unique=False
    )
    op.create_index(
        "ix_submissions_set_aside",
        "submissions",
        ["submitted_at"],
        unique=False,
        postgresql_where=sa.text("state = 'set_aside'"),
    )
    op.create_index(op.f("ix_submissions_unit_id"), "submissions", ["unit_id"], unique=False)
    op.create_index(
        "uq_submissions_post",
        "submissions",
        ["provider", "post_id"],
        unique=True,
        postgresql_where=sa.text(
            "state <> 'rejected' OR reason NOT IN ('not_yours','unreachable')"
        ),
    )
    op.create_index(
        "ix_submissions_next_try_at",
        "submissions",
        ["next_try_at"],
        unique=False,
        postgresql_where=sa.text("next_try_at IS NOT NULL"),
    )
    op.create_index(
        "ix_submissions_words",
        "submissions",
        ["challenge_id", sa.text("md5(words)")],
        unique=False,
        postgresql_where=sa.text("words IS NOT NULL"),
    )
    op.create_index(
        "ix_submissions_pending",
        "submissions",
        ["account_id"],
        unique=False,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "verdicts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=True),
        sa.Column("grade", sa.String(length=1), nullable=True),
        sa.Column("steps", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('verified','rejected','set_aside','gone')",
            name=op.f("ck_verdicts_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["by"], ["cadres.id"], name=op.f("fk_verdicts_by_cadres"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_verdicts_submission_id_submissions"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
    )
    op.create_index(op.f("ix_verdicts_submission_id"), "verdicts", ["submission_id"], unique=False)
    op.create_table(
        "daily_counts",
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cadre_id"],
            ["cadres.id"],
            name=op.f("fk_daily_counts_cadre_id_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_daily_counts_challenge_id_challenges"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("cadre_id", "challenge_id", "day", name=op.f("pk_daily_counts")),
    )


def downgrade() -> None:
    """Drop."""
    op.drop_table("daily_counts")
    op.drop_table("verdicts")
    op.drop_table("submissions")
