"""Another id by which a platform may speak of an account, in signed demands to forget it."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add."""
    op.add_column("linked_accounts", sa.Column("alias", sa.String(length=255), nullable=True))
    op.create_index("ix_linked_accounts_alias", "linked_accounts", ["provider", "alias"])


def downgrade() -> None:
    """Take away."""
    op.drop_index("ix_linked_accounts_alias", "linked_accounts")
    op.drop_column("linked_accounts", "alias")
