"""Rules that people set, in versions: proposed by one of them, confirmed by another."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.roles import app_role

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    """Create; the app never deletes one."""
    op.create_table(
        "rule_versions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("numbers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('points','local')", name=op.f("ck_rule_versions_kind")),
        sa.CheckConstraint(
            "decided_by <> proposed_by", name=op.f("ck_rule_versions_second_person")
        ),
        sa.CheckConstraint(
            "state = 'proposed' AND decided_by IS NULL AND since IS NULL"
            " OR state = 'confirmed' AND decided_by IS NOT NULL AND since IS NOT NULL"
            " OR state = 'withdrawn' AND since IS NULL",
            name=op.f("ck_rule_versions_state"),
        ),
        sa.CheckConstraint("extract(isodow FROM since) = 1", name=op.f("ck_rule_versions_monday")),
        _points_to("proposed_by"),
        _points_to("decided_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_versions")),
        sa.UniqueConstraint("kind", "version", name=op.f("uq_rule_versions_kind_version")),
    )
    if role := app_role():
        op.execute(f"REVOKE DELETE, TRUNCATE ON rule_versions FROM {role}")


def downgrade() -> None:
    """Drop."""
    op.drop_table("rule_versions")


def _points_to(column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_rule_versions_{column}_cadres")
    return sa.ForeignKeyConstraint([column], ["cadres.id"], name=name, ondelete="RESTRICT")
