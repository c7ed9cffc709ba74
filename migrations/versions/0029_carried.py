"""What months that were detached add up to, so that all-time stays what it was."""

from alembic import op

from migrations.roles import app_role

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Create; only the owner writes, with the month it detaches."""
    op.execute(
        """
        CREATE TABLE carried (
            period varchar(8) NOT NULL,
            cadre_id bigint NOT NULL
                CONSTRAINT fk_carried_cadre_id_cadres REFERENCES cadres (id) ON DELETE RESTRICT,
            unit_id int NOT NULL
                CONSTRAINT fk_carried_unit_id_units REFERENCES units (id) ON DELETE RESTRICT,
            points int NOT NULL,
            CONSTRAINT pk_carried PRIMARY KEY (cadre_id, period, unit_id)
        )
        """
    )
    if role := app_role():
        op.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON carried FROM {role}")


def downgrade() -> None:
    """Drop; while months are detached it says so and fails, for their points would be gone."""
    op.execute(
        """
        DO $$ BEGIN
            IF EXISTS (SELECT FROM carried) THEN
                RAISE 'months are detached: what they carried is needed';
            END IF;
        END $$
        """
    )
    op.execute("DROP TABLE carried")
