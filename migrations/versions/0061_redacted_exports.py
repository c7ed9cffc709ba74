"""Exports of a team without names."""

from alembic import op

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    """One kind more."""
    _kinds("'team','redacted','challenge','board'")


def downgrade() -> None:
    """Without it, and without its rows."""
    op.execute("DELETE FROM exports WHERE kind = 'redacted'")
    _kinds("'team','challenge','board'")


def _kinds(kinds: str) -> None:
    op.drop_constraint(op.f("ck_exports_kind"), "exports")
    op.create_check_constraint(op.f("ck_exports_kind"), "exports", f"kind IN ({kinds})")
