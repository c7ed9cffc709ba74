"""Points that two people give for work no platform shows."""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"

KINDS = "kind IN ('share','arrival','manual','reversal','correction')"
KINDS_BEFORE = "kind IN ('share','arrival','reversal','correction')"
ADDS = "kind NOT IN ('share','arrival','manual') OR points >= 0"
ADDS_BEFORE = "kind NOT IN ('share','arrival') OR points >= 0"


def upgrade() -> None:
    """Add the table and the kind of entry."""
    op.create_table(
        "manual_awards",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("evidence", sa.String(length=300), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_as", sa.String(length=10), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back", sa.String(length=120), server_default="", nullable=False),
        sa.CheckConstraint("points BETWEEN 1 AND 100", name=op.f("ck_manual_awards_points")),
        sa.CheckConstraint("length(btrim(evidence)) > 0", name=op.f("ck_manual_awards_evidence")),
        sa.CheckConstraint(
            "proposed_as IN ('officer','leader')", name=op.f("ck_manual_awards_proposed_as")
        ),
        sa.CheckConstraint(
            "state IN ('proposed','given','declined','taken_back')",
            name=op.f("ck_manual_awards_state"),
        ),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by IS NULL)", name=op.f("ck_manual_awards_decided")
        ),
        sa.CheckConstraint(
            "decided_by <> proposed_by OR state = 'declined'",
            name=op.f("ck_manual_awards_two_people"),
        ),
        sa.CheckConstraint(
            "cadre_id <> proposed_by AND (decided_by IS NULL OR cadre_id <> decided_by)",
            name=op.f("ck_manual_awards_not_oneself"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["cadres.id"],
                name=op.f(f"fk_manual_awards_{column}_cadres"),
                ondelete="RESTRICT",
            )
            for column in ("cadre_id", "proposed_by", "decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_awards")),
        sa.UniqueConstraint("public_id", name=op.f("uq_manual_awards_public_id")),
    )
    op.create_index(op.f("ix_manual_awards_cadre_id"), "manual_awards", ["cadre_id"])
    _checks(KINDS, ADDS)


def downgrade() -> None:
    """Drop both; refused by the checks while entries of the kind are there."""
    _checks(KINDS_BEFORE, ADDS_BEFORE)
    op.drop_table("manual_awards")


def _checks(kinds: str, adds: str) -> None:
    for name, rule in (("ck_entries_kind", kinds), ("ck_entries_share_adds", adds)):
        op.drop_constraint(op.f(name), "entries")
        op.create_check_constraint(op.f(name), "entries", rule)
