"""Badges that were given, streaks, and who invited whom by inviter."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """Create; filled by hand-ins and by the next night."""
    op.create_table(
        "badge_awards",
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("badge", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        _of_cadre("badge_awards"),
        sa.PrimaryKeyConstraint("cadre_id", "badge", name=op.f("pk_badge_awards")),
    )
    op.create_index("ix_badge_awards_source", "badge_awards", ["source"])
    op.create_table(
        "streaks",
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("breath", sa.String(length=8), nullable=True),
        sa.Column("longest", sa.Integer(), nullable=False),
        sa.CheckConstraint("days > 0 AND longest >= days", name=op.f("ck_streaks_days")),
        _of_cadre("streaks"),
        sa.PrimaryKeyConstraint("cadre_id", name=op.f("pk_streaks")),
    )
    op.create_index("ix_invitations_created_by", "invitations", ["created_by"])


def downgrade() -> None:
    """Drop."""
    op.drop_index("ix_invitations_created_by", "invitations")
    op.drop_table("streaks")
    op.drop_table("badge_awards")


def _of_cadre(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_cadre_id_cadres")
    return sa.ForeignKeyConstraint(["cadre_id"], ["cadres.id"], name=name, ondelete="RESTRICT")
