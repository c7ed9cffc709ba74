"""What a later test finds is what the first one found."""

from datetime import date

import psycopg
from flask import Flask
from psycopg import sql

from tests import cast as people
from tests import servers
from tests.conftest import in_tables
from tests.planting import Planting


def everything(connection: psycopg.Connection) -> dict[str, list]:
    """Every row of every table, and where every count stands."""
    asked = sql.SQL("SELECT row::text FROM {} row ORDER BY 1")
    rows = {
        name: connection.execute(asked.format(sql.Identifier(name))).fetchall()
        for name in servers.tables_with_rows(connection)
    }
    counts = "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1"
    return rows | {"counts": connection.execute(counts).fetchall()}


def test_a_party_put_back_is_the_party_that_was_planted(
    app: Flask, superuser: psycopg.Connection
) -> None:
    planting = Planting(superuser)

    def party() -> tuple[people.Cast, dict[str, list]]:
        servers.wipe(superuser)
        planting.again("tree", lambda: in_tables(app, lambda: people.plant(date(2026, 9, 7))))
        cast = planting.again("cast", lambda: in_tables(app, people.enter))
        return cast, everything(superuser)

    (first, planted), (second, put_back) = party(), party()
    assert len(planted["cadres"]) == len(people.PEOPLE)
    assert first.people == second.people
    assert planted == put_back
