"""In which language a cadre wants to be spoken to."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Nobody has chosen yet."""
    op.add_column("cadres", sa.Column("language", sa.String(length=2), nullable=True))
    op.create_check_constraint(op.f("ck_cadres_language"), "cadres", "language IN ('id','en')")


def downgrade() -> None:
    """No longer."""
    op.drop_column("cadres", "language")
