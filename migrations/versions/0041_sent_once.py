"""A hand-in that is sent again, because its answer never arrived, is the one that was made."""

from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Create."""
    op.execute("ALTER TABLE submissions ADD COLUMN sent_key varchar(36)")
    op.execute(
        "CREATE UNIQUE INDEX uq_submissions_sent ON submissions "
        "(cadre_id, sent_key, provider, post_id) WHERE sent_key IS NOT NULL"
    )


def downgrade() -> None:
    """No longer."""
    op.execute("ALTER TABLE submissions DROP COLUMN sent_key")
