"""Periods that are closed for good, and how everybody stood in them."""

import sqlalchemy as sa
from alembic import op

from migrations.roles import app_role

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Create; what has been closed is never written again."""
    op.create_table(
        "closed_periods",
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_store_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_closed_periods")),
    )
    op.create_table(
        "final_standings",
        sa.Column("board", sa.String(length=40), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer()),
        sa.PrimaryKeyConstraint("board", "member", name=op.f("pk_final_standings")),
    )
    op.create_index(
        "uq_final_standings_board_place", "final_standings", ["board", "place"], unique=True
    )
    if role := app_role():
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON final_standings FROM {role}")


def downgrade() -> None:
    """Drop."""
    op.drop_table("final_standings")
    op.drop_table("closed_periods")
