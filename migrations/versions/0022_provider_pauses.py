"""Until when a platform has asked everybody of us to be silent."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Create."""
    op.create_table(
        "provider_pauses",
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("provider", name=op.f("pk_provider_pauses")),
    )


def downgrade() -> None:
    """Drop."""
    op.drop_table("provider_pauses")
