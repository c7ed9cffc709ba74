"""Sources of a challenge, and how far its writing has come."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    """Add; what there is was written as a whole."""
    links = postgresql.ARRAY(sa.String(length=300))
    op.add_column("challenges", sa.Column("sources", links, server_default="{}", nullable=False))
    op.add_column(
        "challenges", sa.Column("steps", sa.SmallInteger(), server_default="3", nullable=False)
    )
    op.create_check_constraint(op.f("ck_challenges_steps"), "challenges", "steps BETWEEN 1 AND 3")


def downgrade() -> None:
    """Drop."""
    op.drop_constraint(op.f("ck_challenges_steps"), "challenges")
    op.drop_column("challenges", "steps")
    op.drop_column("challenges", "sources")
