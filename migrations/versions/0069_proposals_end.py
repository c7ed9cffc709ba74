"""Proposals to disable an account that were taken back, or that nobody answered in time."""

from alembic import op

revision = "0069"
down_revision = "0068"


def upgrade() -> None:
    """Widen."""
    _states("proposed", "active", "declined", "overturned", "withdrawn", "lapsed")


def downgrade() -> None:
    """Narrow; what ended without an answer reads as declined."""
    op.execute("UPDATE sanctions SET state = 'declined' WHERE state IN ('withdrawn','lapsed')")
    _states("proposed", "active", "declined", "overturned")


def _states(*known: str) -> None:
    listed = ",".join(f"'{one}'" for one in known)
    name = op.f("ck_sanctions_state")
    op.drop_constraint(name, "sanctions")
    op.create_check_constraint(name, "sanctions", f"state IN ({listed})")
