"""The audit log and its chain, which the database itself keeps append-only."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.db import Ltree
from migrations.roles import app_role

revision = "0053"
down_revision = "0052"
APPEND_ONLY = ("audit_events", "audit_links")


def upgrade() -> None:
    """Create; the app's role may add and read."""
    op.create_table(
        "audit_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("role_path", Ltree(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("unit_path", Ltree(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("about", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("details", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["cadres.id"],
            name=op.f("fk_audit_events_actor_id_cadres"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    op.create_index("ix_audit_events_actor_id_id", "audit_events", ["actor_id", "id"])
    op.create_index("ix_audit_events_subject", "audit_events", ["subject"])
    op.create_index(
        "ix_audit_events_unit_path", "audit_events", ["unit_path"], postgresql_using="gist"
    )
    op.create_index("ix_audit_events_about", "audit_events", ["about"], postgresql_using="gin")
    op.create_table(
        "audit_links",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(hash) = 32", name=op.f("ck_audit_links_hash")),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["audit_events.id"],
            name=op.f("fk_audit_links_event_id_audit_events"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_links")),
        sa.UniqueConstraint("event_id", name=op.f("uq_audit_links_event_id")),
    )
    op.execute(
        """
        CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the audit log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'insufficient_privilege';
        END $$
        """
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
        )
        if role := app_role():
            op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")


def downgrade() -> None:
    """Drop."""
    op.drop_table("audit_links")
    op.drop_table("audit_events")
    op.execute("DROP FUNCTION refuse_audit_change()")
