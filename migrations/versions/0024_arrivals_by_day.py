"""Arrivals are added up by the day."""

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Index."""
    op.create_index("ix_arrivals_day", "arrivals", ["day"])


def downgrade() -> None:
    """Drop."""
    op.drop_index("ix_arrivals_day", "arrivals")
