"""The campaign for which points were earned, so that campaigns have boards of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Add; entries of before belong to none, since no row of the ledger ever changes."""
    op.add_column("entries", sa.Column("campaign", sa.String(length=8)))


def downgrade() -> None:
    """Drop."""
    op.drop_column("entries", "campaign")
