"""What reading open networks and polling need to know of an account."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

RULE = "ck_linked_accounts_token"


def upgrade() -> None:
    """Add columns; a website is proven by its page and has no token."""
    for name in ("handle_seen_at", "poll_at", "purged_at"):
        op.add_column("linked_accounts", sa.Column(name, sa.DateTime(timezone=True)))
    op.add_column(
        "linked_accounts",
        sa.Column("polls", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    _widen(255)
    op.drop_constraint(op.f(RULE), "linked_accounts")
    op.create_check_constraint(
        op.f(RULE),
        "linked_accounts",
        "status = 'unlinked' OR token IS NOT NULL OR provider = 'website'",
    )
    op.create_index(
        "ix_linked_accounts_poll_at",
        "linked_accounts",
        ["poll_at"],
        postgresql_where=sa.text("polls AND status = 'active'"),
    )
    op.create_index(
        "ix_linked_accounts_token_expires_at",
        "linked_accounts",
        ["token_expires_at"],
        postgresql_where=sa.text("status = 'active'"),
    )


def downgrade() -> None:
    """Take them away; websites go back to being unknown."""
    op.drop_index("ix_linked_accounts_token_expires_at", "linked_accounts")
    op.drop_index("ix_linked_accounts_poll_at", "linked_accounts")
    op.execute("UPDATE linked_accounts SET status = 'unlinked' WHERE provider = 'website'")
    op.drop_constraint(op.f(RULE), "linked_accounts")
    op.create_check_constraint(
        op.f(RULE), "linked_accounts", "status = 'unlinked' OR token IS NOT NULL"
    )
    _widen(80)
    for name in ("polls", "handle_seen_at", "poll_at", "purged_at"):
        op.drop_column("linked_accounts", name)


def _widen(length: int) -> None:
    for name in ("subject", "handle"):
        op.alter_column("linked_accounts", name, type_=sa.String(length=length))
