"""Migrations go up, down and up again, and end where the models are."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, pool, text

from app import create_app
from app.cli.servers import Addresses
from app.db import Base
from migrations.scope import ours
from tests import servers
from tests.conftest import settings_at


@pytest.fixture
def empty(addresses: Addresses) -> Iterator[Flask]:
    """An application on a database of its own, without any table."""
    with servers.empty_database(addresses) as where:
        app = create_app(settings_at(where, "http://127.0.0.1:9"))
        with app.app_context():
            yield app


def tables(app: Flask) -> set[str]:
    engine = create_engine(app.config["SETTINGS"].database_owner_url, poolclass=pool.NullPool)
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found


def test_migrations_go_up_down_and_up_again(empty: Flask) -> None:
    upgrade()
    full = tables(empty)
    assert {"units", "entries", "procrastinate_jobs"} <= full
    downgrade(revision="base")
    assert tables(empty) <= {"alembic_version"}
    upgrade()
    assert tables(empty) == full


def test_models_are_what_migrations_make(empty: Flask) -> None:
    upgrade()
    engine = create_engine(empty.config["SETTINGS"].database_owner_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_the_app_role_cannot_rewrite_the_ledger(empty: Flask) -> None:
    upgrade()
    engine = create_engine(empty.config["SETTINGS"].database_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        allowed = connection.execute(
            text(
                "SELECT privilege_type FROM information_schema.role_table_grants "
                "WHERE table_name = 'entries' AND grantee = current_user"
            )
        ).scalars()
        assert set(allowed) == {"INSERT", "SELECT"}
    engine.dispose()
