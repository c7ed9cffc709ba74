"""Which transaction changed how a cadre is shown, so that kept names are never old ones."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Create; nobody was ever renamed as far as any process knows."""
    op.add_column("cadres", sa.Column("renamed_by", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_cadres_renamed_by",
        "cadres",
        ["renamed_by"],
        unique=False,
        postgresql_where=sa.text("renamed_by IS NOT NULL"),
    )
    op.execute(
        """
        CREATE FUNCTION note_renaming() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.renamed_by := pg_current_xact_id()::text::bigint;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER cadres_renamed BEFORE UPDATE OF name, display, status, unit_id ON cadres "
        "FOR EACH ROW EXECUTE FUNCTION note_renaming()"
    )


def downgrade() -> None:
    """Drop."""
    op.execute("DROP TRIGGER cadres_renamed ON cadres")
    op.execute("DROP FUNCTION note_renaming()")
    op.drop_index("ix_cadres_renamed_by", table_name="cadres")
    op.drop_column("cadres", "renamed_by")
