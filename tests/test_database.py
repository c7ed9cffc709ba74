"""Connections that died while they rested are noticed before anybody leans on them."""

from importlib import import_module

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.db import db, let_go, read, session


def number(query: str) -> int:
    found = session().scalar(text(query))
    db.session.remove()
    return int(found or 0)


def kill_the_connection(superuser: psycopg.Connection, backend: int) -> None:
    """The pool keeps it, though its other end is gone when this returns."""
    ended = superuser.execute("SELECT pg_terminate_backend(%s, 10000)", (backend,)).fetchone()
    assert ended == (True,)


def kill_the_only_connection(superuser: psycopg.Connection) -> None:
    """Leaves the pool with that one."""
    let_go()
    kill_the_connection(superuser, number("SELECT pg_backend_pid()"))


def test_a_connection_that_died_at_rest_is_replaced(
    ctx: Flask, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("app.db"), "RESTED_S", 0.0)
    kill_the_only_connection(superuser)
    assert number("SELECT 1") == 1


def test_one_that_died_in_use_fails_once(ctx: Flask, superuser: psycopg.Connection) -> None:
    kill_the_only_connection(superuser)
    with pytest.raises(OperationalError):
        number("SELECT 1")
    db.session.remove()
    assert number("SELECT 1") == 1


def test_a_cheap_reading_fails_likewise_and_only_once(
    ctx: Flask, superuser: psycopg.Connection
) -> None:
    let_go()
    kill_the_connection(superuser, read("SELECT pg_backend_pid() AS backend", {})[0].backend)
    with pytest.raises(OperationalError):
        read("SELECT 1 AS one", {})
    assert read("SELECT 1 AS one", {})[0].one == 1


def test_a_cheap_reading_is_planned_once(ctx: Flask) -> None:
    let_go()
    for number in range(20):
        assert read("SELECT count(*) AS few FROM units WHERE id < %(most)s", {"most": number})
    plans = "SELECT sum(generic_plans) AS once, sum(custom_plans) AS anew FROM "
    found = read(plans + "pg_prepared_statements", {})[0]
    assert found.once and not found.anew


def test_a_cheap_reading_that_failed_leaves_nothing_behind(ctx: Flask) -> None:
    with pytest.raises(ProgrammingError, match="nowhere"):
        read("SELECT 1 FROM nowhere", {})
    assert read("SELECT 1 AS one", {})[0].one == 1
    here = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    assert number(f"{here} AND state LIKE 'idle in%'") == 0


def test_a_database_out_of_reach_is_no_fault_of_the_driver(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise psycopg.OperationalError("nobody answers")

    let_go()
    monkeypatch.setattr(psycopg.Connection, "connect", nobody)
    with pytest.raises(OperationalError):
        read("SELECT 1", {})
