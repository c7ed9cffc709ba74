"""Totals of a closed season can be put aside, once the ledger has none of its months left."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """All of them are there so far."""
    op.add_column(
        "closed_periods",
        sa.Column("totals_aside", sa.Boolean(), server_default="false", nullable=False),
    )


def downgrade() -> None:
    """Refused while some are aside: the audit would miss them."""
    op.execute(
        """
        DO $$ BEGIN
            IF EXISTS (SELECT FROM closed_periods WHERE totals_aside) THEN
                RAISE 'totals are put aside: nothing else says so';
            END IF;
        END $$
        """
    )
    op.drop_column("closed_periods", "totals_aside")
