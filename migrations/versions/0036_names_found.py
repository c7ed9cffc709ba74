"""People found by name, among those whom boards show by their full name."""

from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Look for parts of names."""
    op.execute(
        "CREATE INDEX ix_cadres_name_shown ON cadres USING gin (name gin_trgm_ops) "
        "WHERE display = 'full' AND status = 'active'"
    )


def downgrade() -> None:
    """No longer."""
    op.execute("DROP INDEX ix_cadres_name_shown")
