"""An attempt to link remembers its issuer and whatever its provider wants kept.

Attempts live ten minutes: those under way are dropped rather than translated.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """`verifier` was one provider's word for it."""
    op.execute("DELETE FROM link_attempts")
    op.alter_column("link_attempts", "verifier", new_column_name="kept")
    op.add_column("link_attempts", sa.Column("issuer", sa.String(length=300), nullable=False))


def downgrade() -> None:
    """Back to the verifier alone."""
    op.execute("DELETE FROM link_attempts")
    op.drop_column("link_attempts", "issuer")
    op.alter_column("link_attempts", "kept", new_column_name="verifier")
