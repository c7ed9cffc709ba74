"""The ledger learns a kind: points for bringing people to the party's pages."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Allow it; like a share it only ever adds."""
    _rules("'share','arrival','reversal','correction'", "kind NOT IN ('share','arrival')")


def downgrade() -> None:
    """Refuse it again; fails, by the constraint, while such entries are there."""
    _rules("'share','reversal','correction'", "kind <> 'share'")


def _rules(kinds: str, others: str) -> None:
    for name, rule in (
        ("kind", f"kind IN ({kinds})"),
        ("share_adds", f"{others} OR points >= 0"),
    ):
        op.drop_constraint(op.f(f"ck_entries_{name}"), "entries")
        op.create_check_constraint(op.f(f"ck_entries_{name}"), "entries", rule)
