"""What audits of the boards found, so that somebody who was not there can be told."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Create."""
    op.create_table(
        "audits",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("boards", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.Integer(), nullable=False),
        sa.Column("differences", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('sample','full')", name=op.f("ck_audits_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audits")),
    )
    op.create_index("ix_audits_kind_at", "audits", ["kind", "at"], unique=False)


def downgrade() -> None:
    """Drop."""
    op.drop_table("audits")
