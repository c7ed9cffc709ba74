"""Up to which phone those of a unit were woken: a whole party's take more than one statement."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """None so far."""
    op.add_column("notices", sa.Column("roused_to", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """No longer."""
    op.drop_column("notices", "roused_to")
