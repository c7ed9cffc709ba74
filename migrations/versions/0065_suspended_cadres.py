"""A cadre may be disabled for a while: a sanction that leaders and operators can propose, too.

Going down takes the time of those who are disabled away, and fails while such a sanction is kept.
"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"

WAS = "kind IN ('warning','no_points','no_hand_ins')"
BECOMES = "kind IN ('warning','no_points','no_hand_ins','suspended')"
MORE = {
    "from_a_case": "case_id IS NOT NULL OR kind = 'suspended'",
    "not_oneself": "cadre_id <> proposed_by AND (decided_by IS NULL OR cadre_id <> decided_by)",
}


def upgrade() -> None:
    """Add."""
    moment = sa.DateTime(timezone=True)
    op.add_column("cadres", sa.Column("suspended_until", moment, nullable=True))
    op.add_column(
        "sanctions",
        sa.Column("emergency", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.alter_column("sanctions", "case_id", nullable=True)
    _kinds(BECOMES)
    for name, rule in MORE.items():
        op.create_check_constraint(op.f(f"ck_sanctions_{name}"), "sanctions", rule)


def downgrade() -> None:
    """Drop."""
    for name in MORE:
        op.drop_constraint(op.f(f"ck_sanctions_{name}"), "sanctions")
    _kinds(WAS)
    op.alter_column("sanctions", "case_id", nullable=False)
    op.drop_column("sanctions", "emergency")
    op.drop_column("cadres", "suspended_until")


def _kinds(rule: str) -> None:
    op.drop_constraint(op.f("ck_sanctions_kind"), "sanctions")
    op.create_check_constraint(op.f("ck_sanctions_kind"), "sanctions", rule)
