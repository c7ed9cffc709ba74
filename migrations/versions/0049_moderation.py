"""Turns of reviewers, cases, reversals by people, sanctions and appeals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0049"
down_revision = "0048"

OUTCOMES = "'verified','rejected','set_aside','gone'"


def upgrade() -> None:
    """Create; a verdict may now say that people took points back."""
    _turns()
    _cases()
    _decisions()
    _verdicts_say(f"{OUTCOMES},'reversed'")


def downgrade() -> None:
    """Drop, with what people took back reading as gone."""
    for table in ("appeals", "sanctions", "reversals", "case_posts", "case_cadres", "cases"):
        op.drop_table(table)
    op.drop_table("review_turns")
    op.execute("UPDATE verdicts SET outcome = 'gone' WHERE outcome = 'reversed'")
    _verdicts_say(OUTCOMES)


def _verdicts_say(outcomes: str) -> None:
    op.drop_constraint(op.f("ck_verdicts_outcome"), "verdicts")
    op.create_check_constraint(op.f("ck_verdicts_outcome"), "verdicts", f"outcome IN ({outcomes})")


def _turns() -> None:
    op.create_table(
        "review_turns",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("reviewer_id", sa.BigInteger(), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("expected", sa.Boolean(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accept", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(length=30), nullable=True),
        sa.CheckConstraint(
            "(kind = 'known') = (expected IS NOT NULL)", name=op.f("ck_review_turns_expected")
        ),
        sa.CheckConstraint(
            "kind IN ('waiting','known','recheck')", name=op.f("ck_review_turns_kind")
        ),
        sa.CheckConstraint(
            "accept IS NULL OR ended_at IS NOT NULL", name=op.f("ck_review_turns_ended")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"],
            ["cadres.id"],
            name=op.f("fk_review_turns_reviewer_id_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_review_turns_submission_id_submissions"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_turns")),
        sa.UniqueConstraint("public_id", name=op.f("uq_review_turns_public_id")),
    )
    op.create_index(
        "ix_review_turns_reviewer_id_ended_at",
        "review_turns",
        ["reviewer_id", "ended_at"],
        unique=False,
    )
    op.create_index(
        "ix_review_turns_submission_id", "review_turns", ["submission_id"], unique=False
    )
    op.create_index(
        "uq_review_turns_held",
        "review_turns",
        ["reviewer_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("signal", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at IS NULL)", name=op.f("ck_cases_decided")
        ),
        sa.CheckConstraint(
            "state IN ('open','confirmed','false_alarm')", name=op.f("ck_cases_state")
        ),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name=op.f("ck_cases_level")),
        sa.ForeignKeyConstraint(
            ["cadre_id"], ["cadres.id"], name=op.f("fk_cases_cadre_id_cadres"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["cadres.id"],
            name=op.f("fk_cases_decided_by_cadres"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("public_id", name=op.f("uq_cases_public_id")),
        sa.UniqueConstraint("signal", "key", name=op.f("uq_cases_signal_key")),
    )
    op.create_index(op.f("ix_cases_cadre_id"), "cases", ["cadre_id"], unique=False)
    op.create_index(
        "ix_cases_open",
        "cases",
        ["level", "opened_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "case_cadres",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cadre_id"],
            ["cadres.id"],
            name=op.f("fk_case_cadres_cadre_id_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_case_cadres_case_id_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("case_id", "cadre_id", name=op.f("pk_case_cadres")),
    )
    op.create_index(op.f("ix_case_cadres_cadre_id"), "case_cadres", ["cadre_id"], unique=False)
    op.create_table(
        "case_posts",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_posts_case_id_cases"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_case_posts_submission_id_submissions"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("case_id", "submission_id", name=op.f("pk_case_posts")),
    )
    op.create_index(
        op.f("ix_case_posts_submission_id"), "case_posts", ["submission_id"], unique=False
    )


def _decisions() -> None:
    op.create_table(
        "reversals",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by IS NULL)", name=op.f("ck_reversals_decided")
        ),
        sa.CheckConstraint(
            "state IN ('proposed','confirmed','declined')", name=op.f("ck_reversals_state")
        ),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_reversals_two_people")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_reversals_case_id_cases"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["cadres.id"],
            name=op.f("fk_reversals_decided_by_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"],
            ["cadres.id"],
            name=op.f("fk_reversals_proposed_by_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_reversals_submission_id_submissions"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reversals")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reversals_public_id")),
    )
    op.create_index(op.f("ix_reversals_case_id"), "reversals", ["case_id"], unique=False)
    op.create_index(
        "uq_reversals_submission",
        "reversals",
        ["submission_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'declined'"),
    )
    op.create_table(
        "sanctions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'warning') = (ends_at IS NULL)", name=op.f("ck_sanctions_ends")
        ),
        sa.CheckConstraint(
            "kind IN ('warning','no_points','no_hand_ins')", name=op.f("ck_sanctions_kind")
        ),
        sa.CheckConstraint(
            "state IN ('proposed','active','declined','overturned')",
            name=op.f("ck_sanctions_state"),
        ),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_sanctions_two_people")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_sanctions_order")),
        sa.ForeignKeyConstraint(
            ["cadre_id"],
            ["cadres.id"],
            name=op.f("fk_sanctions_cadre_id_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_sanctions_case_id_cases"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["cadres.id"],
            name=op.f("fk_sanctions_decided_by_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"],
            ["cadres.id"],
            name=op.f("fk_sanctions_proposed_by_cadres"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanctions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sanctions_public_id")),
    )
    op.create_index(op.f("ix_sanctions_cadre_id"), "sanctions", ["cadre_id"], unique=False)
    op.create_index(op.f("ix_sanctions_case_id"), "sanctions", ["case_id"], unique=False)
    op.create_index(
        "ix_sanctions_in_force",
        "sanctions",
        ["cadre_id"],
        unique=False,
        postgresql_where=sa.text("state = 'active' AND kind <> 'warning'"),
    )
    op.create_table(
        "appeals",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("against", sa.String(length=10), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=True),
        sa.Column("sanction_id", sa.BigInteger(), nullable=True),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (decided_by IS NULL)", name=op.f("ck_appeals_decided")
        ),
        sa.CheckConstraint(
            "against IN ('rejected','reversed','sanction')", name=op.f("ck_appeals_against")
        ),
        sa.CheckConstraint(
            "state IN ('open','upheld','overturned')", name=op.f("ck_appeals_state")
        ),
        sa.CheckConstraint(
            "(submission_id IS NULL) <> (sanction_id IS NULL)", name=op.f("ck_appeals_one_thing")
        ),
        sa.CheckConstraint("level IN (1, 2)", name=op.f("ck_appeals_level")),
        sa.ForeignKeyConstraint(
            ["cadre_id"],
            ["cadres.id"],
            name=op.f("fk_appeals_cadre_id_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["cadres.id"],
            name=op.f("fk_appeals_decided_by_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["sanction_id"],
            ["sanctions.id"],
            name=op.f("fk_appeals_sanction_id_sanctions"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_appeals_submission_id_submissions"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("public_id", name=op.f("uq_appeals_public_id")),
        sa.UniqueConstraint("sanction_id", "level", name=op.f("uq_appeals_sanction_id_level")),
        sa.UniqueConstraint(
            "submission_id", "against", "level", name=op.f("uq_appeals_submission_id_against_level")
        ),
    )
    op.create_index(op.f("ix_appeals_cadre_id"), "appeals", ["cadre_id"], unique=False)
    op.create_index(
        "ix_appeals_open",
        "appeals",
        ["level", "filed_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
