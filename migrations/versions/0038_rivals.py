"""Own words of a challenge by age, so that the newest are found without sorting all of them."""

from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Create."""
    op.execute(
        "CREATE INDEX ix_submissions_rivals ON submissions (challenge_id, id) "
        "WHERE words IS NOT NULL"
    )


def downgrade() -> None:
    """No longer."""
    op.execute("DROP INDEX ix_submissions_rivals")
