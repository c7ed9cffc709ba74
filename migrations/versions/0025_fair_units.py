"""What units are compared by fairly: their rolls, capped sums, and the nation's measure."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

# The twin of `fairness.index`, for boards that are read or written where the numbers lie.
FAIR_INDEX = """
CREATE FUNCTION fair_index(
    capped bigint, roll int, nation_capped bigint, nation_roll int, weight int, smallest int
) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN coalesce(roll, 0) < smallest THEN NULL
        WHEN coalesce(nation_roll, 0) = 0 THEN div(1000::numeric * capped, roll + weight)
        ELSE div(
            1000 * (capped::numeric * nation_roll + weight * nation_capped::numeric),
            nation_roll::numeric * (roll + weight)
        )
    END::bigint
$$
"""


def upgrade() -> None:
    """Create; every capped sum is taken with the first measure."""
    op.add_column(
        "unit_totals", sa.Column("capped", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.add_column(
        "unit_totals", sa.Column("roll", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("seasons", sa.Column("rolls_frozen_at", sa.DateTime(timezone=True)))
    op.create_table(
        "unit_rolls",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("now", sa.Integer(), nullable=False),
        sa.Column("at_start", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["units.id"],
            name=op.f("fk_unit_rolls_unit_id_units"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit_rolls")),
    )
    op.create_table(
        "measures",
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("cap", sa.Integer()),
        sa.Column("capped", sa.BigInteger(), nullable=False),
        sa.Column("roll", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_measures")),
    )
    op.execute(FAIR_INDEX)


def downgrade() -> None:
    """Drop."""
    op.execute("DROP FUNCTION fair_index")
    op.drop_table("measures")
    op.drop_table("unit_rolls")
    op.drop_column("seasons", "rolls_frozen_at")
    op.drop_column("unit_totals", "roll")
    op.drop_column("unit_totals", "capped")
