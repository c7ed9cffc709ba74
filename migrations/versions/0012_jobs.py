"""The job queue, by its own schema, so that a job is queued in the transaction that needs it."""

from alembic import op
from procrastinate import PsycopgConnector
from procrastinate.schema import SchemaManager

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Run the schema that comes with the library; `%` would be read as a placeholder."""
    op.get_bind().exec_driver_sql(SchemaManager(PsycopgConnector()).get_schema().replace("%", "%%"))


def downgrade() -> None:
    """Drop every object of the queue: views first, then tables, functions and types."""
    op.execute(
        """
        DO $$
        DECLARE thing record;
        BEGIN
            FOR thing IN SELECT relname FROM pg_class
                WHERE relname LIKE 'procrastinate\\_%' AND relkind = 'r'
            LOOP EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', thing.relname); END LOOP;
            FOR thing IN SELECT oid::regprocedure AS name FROM pg_proc
                WHERE proname LIKE 'procrastinate\\_%'
            LOOP EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', thing.name); END LOOP;
            FOR thing IN SELECT typname FROM pg_type
                WHERE typname LIKE 'procrastinate\\_%' AND typtype IN ('e', 'c')
            LOOP EXECUTE format('DROP TYPE IF EXISTS %I CASCADE', thing.typname); END LOOP;
        END $$
        """
    )
