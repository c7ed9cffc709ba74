"""Stronger ways in: passkeys, authenticator apps, recovery codes, and which sessions used them."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Create; nobody who is signed in has shown a second proof yet."""
    op.add_column(
        "sessions", sa.Column("strong", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "slips",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("purpose IN ('enter','enrol','second')", name=op.f("ck_slips_purpose")),
        _of_cadre("slips"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_slips")),
    )
    op.create_index(op.f("ix_slips_expires_at"), "slips", ["expires_at"], unique=False)
    op.create_table(
        "passkeys",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        _of_cadre("passkeys"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_passkeys_public_id")),
    )
    op.create_index(op.f("ix_passkeys_cadre_id"), "passkeys", ["cadre_id"], unique=False)
    op.create_table(
        "totp_secrets",
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        _of_cadre("totp_secrets"),
        sa.PrimaryKeyConstraint("cadre_id", name=op.f("pk_totp_secrets")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        _of_cadre("recovery_codes"),
        sa.PrimaryKeyConstraint("cadre_id", "hash", name=op.f("pk_recovery_codes")),
    )


def downgrade() -> None:
    """Drop."""
    for name in ("recovery_codes", "totp_secrets", "passkeys", "slips"):
        op.drop_table(name)
    op.drop_column("sessions", "strong")


def _of_cadre(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["cadre_id"],
        ["cadres.id"],
        name=op.f(f"fk_{table}_cadre_id_cadres"),
        ondelete="RESTRICT",
    )
