"""Migrations go up, down and up again, and end where the models are."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, pool, text
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.cli.servers import Addresses
from app.db import Base, db, let_go
from migrations.scope import ours
from tests import servers
from tests.conftest import settings_at

WHOLE = "0026"  # the last migration before the ledger was divided
DIVIDED = "0029"
A_LEDGER = (
    """
    INSERT INTO units (code, level, name, path, zone, active_from)
    VALUES ('dpp', 'DPP', 'Indonesia', 'dpp', 'Asia/Jakarta', '2026-01-01')
    """,
    """
    INSERT INTO cadres (public_id, name, unit_id, display, status, activated_at, attested_at)
    VALUES ('siti', 'Siti', 1, 'full', 'active', now(), now()),
        ('rudi', 'Rudi', 1, 'full', 'active', now(), now())
    """,
    """
    INSERT INTO seasons (name, starts_on, ends_on) VALUES ('Musim 1', '2026-09-07', '2026-11-29')
    """,
    """
    INSERT INTO entries (cadre_id, unit_id, day, week, season, points, kind, source, rule_version,
                         grade, reason, at)
    SELECT 1 + n % 2, 1, day, to_char(day, '"w"IYYY-IW'),
        CASE WHEN day >= '2026-09-07' THEN 's1' END, n, 'share', 'submission:' || n, 2,
        'A', 'Unggahan sah', day
    FROM generate_series(1, 100) AS n, CAST(CAST('2026-08-20' AS date) + n AS date) AS day
    """,
    """
    INSERT INTO entries (cadre_id, unit_id, day, week, season, points, kind, source, reverses,
                         rule_version, grade, reason, at)
    SELECT cadre_id, unit_id, day, week, season, -points, 'reversal', source, id, 2,
        'A', 'Unggahan dihapus', at FROM entries WHERE id IN (5, 50, 95)
    """,
    """
    INSERT INTO totals (period, cadre_id, unit_id, points, dirty)
    SELECT period, cadre_id, unit_id, sum(points), false
    FROM entries, unnest(ARRAY['all', season, week]) AS period
    WHERE period IS NOT NULL GROUP BY 1, 2, 3
    """,
)
EVERYTHING = ("SELECT * FROM entries ORDER BY id", "SELECT * FROM totals ORDER BY 1, 2")
NEXT = "SELECT nextval(pg_get_serial_sequence('entries', 'id'))"


@pytest.fixture
def empty(addresses: Addresses) -> Iterator[Flask]:
    """An application on a database of its own, without any table."""
    with servers.empty_database(addresses) as where:
        app = create_app(settings_at(where, "http://127.0.0.1:9"))
        with app.app_context():
            yield app
            db.session.remove()
            let_go()


def rows(app: Flask, query: str) -> list[tuple]:
    engine = create_engine(app.config["SETTINGS"].database_owner_url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


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


def test_the_parts_of_tables_are_as_the_models_say(empty: Flask) -> None:
    upgrade()
    asked = (
        "SELECT partrelid::regclass::text, pg_get_partkeydef(partrelid) FROM pg_partitioned_table"
    )
    said = {
        table.name: table.dialect_options["postgresql"]["partition_by"]
        for table in Base.metadata.sorted_tables
        if table.dialect_options["postgresql"]["partition_by"]
    }
    assert dict(rows(empty, asked)) == said


def test_dividing_the_ledger_keeps_every_row_there_and_back(empty: Flask) -> None:
    upgrade(revision=WHOLE)
    engine = create_engine(empty.config["SETTINGS"].database_owner_url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        for statement in A_LEDGER:
            connection.execute(text(statement))
    engine.dispose()
    before = [rows(empty, each) for each in EVERYTHING]
    assert [len(each) for each in before] == [103, 34]
    upgrade(revision=DIVIDED)
    assert [rows(empty, each) for each in EVERYTHING] == before
    in_parts = "SELECT tableoid::regclass::text, count(*) FROM {} GROUP BY 1 ORDER BY 1"
    assert [name for name, _ in rows(empty, in_parts.format("entries"))] == [
        "entries_2026_08",
        "entries_2026_09",
        "entries_2026_10",
        "entries_2026_11",
    ]
    assert [name for name, _ in rows(empty, in_parts.format("totals"))] == [
        "totals_all",
        "totals_rest",
        "totals_s1",
    ]
    assert rows(empty, "SELECT count(*) FROM entry_keys") == [(103,)]
    assert rows(empty, NEXT)[0][0] == 104
    downgrade(revision=WHOLE)
    assert [rows(empty, each) for each in EVERYTHING] == before
    assert rows(empty, NEXT)[0][0] == 104


def test_what_was_carried_cannot_be_lost_by_going_down(empty: Flask) -> None:
    upgrade(revision=WHOLE)
    engine = create_engine(empty.config["SETTINGS"].database_owner_url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        for statement in A_LEDGER:
            connection.execute(text(statement))
    engine.dispose()
    upgrade()
    told = empty.test_cli_runner().invoke(args=["ledger", "detach", "2026-08", "--yes"])
    assert told.exit_code == 0, told.output
    with pytest.raises(DBAPIError, match="months are detached"):
        downgrade(revision=WHOLE)


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
