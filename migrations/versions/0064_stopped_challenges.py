"""Why a challenge was stopped by an operator; empty for one that its officers closed."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"


def upgrade() -> None:
    """Add."""
    column = sa.Column("stop_reason", sa.String(length=300), server_default="", nullable=False)
    op.add_column("challenges", column)


def downgrade() -> None:
    """Drop."""
    op.drop_column("challenges", "stop_reason")
