"""How posts on each platform count, as dated rows that are only ever added."""

import sqlalchemy as sa
from alembic import op

from migrations.roles import app_role

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Create; the app's role may add and read."""
    op.create_table(
        "provider_policies",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("term", sa.String(length=1000), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("source_date", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.BigInteger(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "mode IN ('score','record','link_only','off')", name=op.f("ck_provider_policies_mode")
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until > valid_from",
            name=op.f("ck_provider_policies_validity"),
        ),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"],
            ["cadres.id"],
            name=op.f("fk_provider_policies_acknowledged_by_cadres"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_policies")),
    )
    op.create_index(
        "ix_provider_policies_provider_valid_from", "provider_policies", ["provider", "valid_from"]
    )
    if role := app_role():
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON provider_policies FROM {role}")


def downgrade() -> None:
    """Drop."""
    op.drop_table("provider_policies")
