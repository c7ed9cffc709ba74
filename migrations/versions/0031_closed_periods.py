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
        "final_boards",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_final_boards")),
        sa.UniqueConstraint("name", name=op.f("uq_final_boards_name")),
    )
    op.create_table(
        "final_standings",
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer()),
        sa.PrimaryKeyConstraint("board_id", "member", name=op.f("pk_final_standings")),
    )
    op.create_index(
        "uq_final_standings_board_id_place", "final_standings", ["board_id", "place"], unique=True
    )
    if role := app_role():
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON final_boards, final_standings FROM {role}")


def downgrade() -> None:
    """Drop."""
    op.drop_table("final_standings")
    op.drop_table("final_boards")
    op.drop_table("closed_periods")
