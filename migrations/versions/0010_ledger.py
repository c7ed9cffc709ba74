"""The ledger, which the database itself keeps append-only."""

import sqlalchemy as sa
from alembic import op

from migrations.roles import app_role

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Create."""
    op.create_table(
        "entries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("season", sa.String(length=8), nullable=True),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("reverses", sa.BigInteger(), nullable=True),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=1), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'reversal') = (reverses IS NOT NULL)", name=op.f("ck_entries_reversal")
        ),
        sa.CheckConstraint("grade IN ('A','B','C')", name=op.f("ck_entries_grade")),
        sa.CheckConstraint("kind <> 'share' OR points >= 0", name=op.f("ck_entries_share_adds")),
        sa.CheckConstraint(
            "kind IN ('share','reversal','correction')", name=op.f("ck_entries_kind")
        ),
        sa.ForeignKeyConstraint(
            ["by"], ["cadres.id"], name=op.f("fk_entries_by_cadres"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["cadre_id"],
            ["cadres.id"],
            name=op.f("fk_entries_cadre_id_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["reverses"],
            ["entries.id"],
            name=op.f("fk_entries_reverses_entries"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_entries_unit_id_units"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("reverses", name=op.f("uq_entries_reverses")),
    )
    op.create_index("ix_entries_cadre_id_at", "entries", ["cadre_id", "at"], unique=False)
    op.create_index("uq_entries_source_kind", "entries", ["source", "kind"], unique=True)
    op.create_table(
        "totals",
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("dirty", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cadre_id"], ["cadres.id"], name=op.f("fk_totals_cadre_id_cadres"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_totals_unit_id_units"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("period", "cadre_id", "unit_id", name=op.f("pk_totals")),
    )
    op.create_index(
        "ix_totals_dirty", "totals", ["cadre_id"], unique=False, postgresql_where=sa.text("dirty")
    )
    op.create_index("ix_totals_period_points", "totals", ["period", "points"], unique=False)
    op.create_index("ix_totals_period_unit_id", "totals", ["period", "unit_id"], unique=False)
    op.create_table(
        "daily_points",
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cadre_id"],
            ["cadres.id"],
            name=op.f("fk_daily_points_cadre_id_cadres"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("cadre_id", "day", name=op.f("pk_daily_points")),
    )
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'insufficient_privilege';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE ON entries "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER entries_no_truncate BEFORE TRUNCATE ON entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    if role := app_role():
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON entries FROM {role}")


def downgrade() -> None:
    """Drop."""
    op.drop_table("daily_points")
    op.drop_table("totals")
    op.drop_table("entries")
    op.execute("DROP FUNCTION refuse_change()")
