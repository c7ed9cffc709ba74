"""What a campaign is meant to reach."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"

TARGETS = ("target_posts", "target_people", "target_districts")


def upgrade() -> None:
    """Add."""
    for name in TARGETS:
        op.add_column("campaigns", sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    """Drop."""
    for name in TARGETS:
        op.drop_column("campaigns", name)
