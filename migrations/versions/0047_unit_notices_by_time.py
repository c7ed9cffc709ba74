"""Notices of a unit by their moment: without this, reading one's own went through everybody's."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """Create."""
    op.create_index(
        "ix_notices_unit_id_at",
        "notices",
        ["unit_id", "at"],
        postgresql_where=sa.text("unit_id IS NOT NULL"),
    )


def downgrade() -> None:
    """No longer."""
    op.drop_index("ix_notices_unit_id_at", "notices")
