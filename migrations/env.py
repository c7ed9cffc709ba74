"""How Alembic reaches the database: as the owning role, with short lock time-outs.

Every model is imported here, so that `flask db check` compares all of them with the migrations.
"""

from importlib import import_module
from pathlib import Path

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, pool

import app
from app.db import Base
from migrations.scope import ours

for models in sorted(Path(app.__file__).parent.glob("*/models.py")):
    import_module(f"app.{models.parent.name}.models")

OPTIONS = "-c timezone=UTC -c lock_timeout=5s -c statement_timeout=600s"


def run() -> None:
    """Run the migrations in one transaction each."""
    settings = current_app.config["SETTINGS"]
    engine = create_engine(
        settings.database_owner_url,
        poolclass=pool.NullPool,
        connect_args={"options": OPTIONS},
    )
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=ours,
            compare_server_default=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
