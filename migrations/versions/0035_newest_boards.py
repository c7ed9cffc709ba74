"""Which boards were built last, so that of two stores only one is taken for the right one."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Create; empty, which every store differs from, so boards are built anew once."""
    op.create_table(
        "newest_boards",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_newest_boards_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newest_boards")),
    )


def downgrade() -> None:
    """Drop."""
    op.drop_table("newest_boards")
