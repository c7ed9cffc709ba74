"""More orders of a season's cadres: best weeks, days of activity, newcomers."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

BOARD_TOTALS = """
CREATE VIEW board_totals AS
SELECT period, cadre_id, unit_id, points, dirty FROM totals
UNION ALL
SELECT o.period, o.cadre_id, o.unit_id, o.points, EXISTS (
    SELECT FROM totals t WHERE t.dirty AND t.cadre_id = o.cadre_id
        AND t.period = split_part(o.period, '.', 1))
FROM order_totals o
"""


def upgrade() -> None:
    """Create; filled by the next rebuild of a season."""
    op.create_table(
        "order_totals",
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cadre_id"],
            ["cadres.id"],
            name=op.f("fk_order_totals_cadre_id_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["units.id"],
            name=op.f("fk_order_totals_unit_id_units"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("period", "cadre_id", "unit_id", name=op.f("pk_order_totals")),
    )
    op.create_index("ix_order_totals_period_unit_id", "order_totals", ["period", "unit_id"])
    op.execute(BOARD_TOTALS)


def downgrade() -> None:
    """Drop."""
    op.execute("DROP VIEW board_totals")
    op.drop_table("order_totals")
