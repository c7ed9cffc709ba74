"""Seasons are whole weeks, so that a week belongs to one season or to none."""

from alembic import op

revision = "0032"
down_revision = "0031"
NAME = "ck_seasons_whole_weeks"


def upgrade() -> None:
    """Begin on a Monday, end on a Sunday."""
    rule = "extract(isodow FROM starts_on) = 1 AND extract(isodow FROM ends_on) = 7"
    op.create_check_constraint(op.f(NAME), "seasons", rule)


def downgrade() -> None:
    """Any day again."""
    op.drop_constraint(op.f(NAME), "seasons", type_="check")
