"""Extensions, and what the application's role may do with tables to come."""

from alembic import op

from migrations.roles import app_role

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Trusted extensions only, so that the owner of the database suffices."""
    for name in ("ltree", "pg_trgm"):
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
    if role := app_role():
        op.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        op.execute(
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public "
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}"
        )
        op.execute(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}"
        )
        op.execute(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {role}"
        )


def downgrade() -> None:
    """Extensions stay: other databases' objects may lean on them."""
    if role := app_role():
        for what in ("TABLES", "SEQUENCES", "FUNCTIONS"):
            op.execute(
                f"ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON {what} FROM {role}"
            )
        op.execute(f"REVOKE USAGE ON SCHEMA public FROM {role}")
