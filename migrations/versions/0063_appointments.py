"""Roles of the whole party are proposed by one of two offices and confirmed by the other.

That an auditor holds nothing else, and a verifier leads nothing, the table of roles says itself.
"""

import sqlalchemy as sa
from alembic import op

from migrations.roles import app_role

revision = "0063"
down_revision = "0062"

RULES = {
    "kind": "kind IN ('officer','verifier','auditor','operator')",
    "days": "ends_on BETWEEN starts_on AND starts_on + 366",
    "proposed_as": "proposed_as IN ('officer','operator')",
    "second_person": "decided_by <> proposed_by",
    "not_oneself": "cadre_id <> proposed_by AND (decided_by IS NULL OR cadre_id <> decided_by)",
    "state": "state IN ('proposed','withdrawn') AND decided_by IS NULL"
    " OR state IN ('confirmed','declined') AND decided_by IS NOT NULL",
    "decided": "(state = 'proposed') = (decided_at IS NULL)",
}
TOGETHER = {
    "ex_roles_auditor_alone": "cadre_id WITH =, ((kind = 'auditor')::int) WITH <>, {days} WITH &&)",
    "ex_roles_no_judge_leads": "cadre_id WITH =, kind WITH <>, {days} WITH &&)"
    " WHERE (kind IN ('verifier','leader'))",
}
DAYS = "daterange(starts_on, ends_on, '[]')"


def upgrade() -> None:
    """Create; the app never deletes a proposal."""
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.create_table(
        "appointments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_as", sa.String(length=10), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_appointments_{name}"))
            for name, rule in RULES.items()
        ),
        *(_points_to(column, "cadres") for column in ("cadre_id", "proposed_by", "decided_by")),
        _points_to("unit_id", "units"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sa.UniqueConstraint("public_id", name=op.f("uq_appointments_public_id")),
    )
    op.create_index("ix_appointments_cadre_id", "appointments", ["cadre_id"])
    op.create_index(
        "uq_appointments_open",
        "appointments",
        ["cadre_id"],
        unique=True,
        postgresql_where=sa.text("state = 'proposed'"),
    )
    for name, rule in TOGETHER.items():
        op.execute(
            f"ALTER TABLE roles ADD CONSTRAINT {name} EXCLUDE USING gist ({rule.format(days=DAYS)}"
        )
    if role := app_role():
        op.execute(f"REVOKE DELETE, TRUNCATE ON appointments FROM {role}")


def downgrade() -> None:
    """Drop; the extension stays, as others do."""
    for name in TOGETHER:
        op.drop_constraint(name, "roles")
    op.drop_table("appointments")


def _points_to(column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_appointments_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="RESTRICT")
