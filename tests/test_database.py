"""Connections that died while they rested are noticed before anybody leans on them."""

from importlib import import_module

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.db import db, read, session


def number(query: str) -> int:
    found = session().scalar(text(query))
    db.session.remove()
    return int(found or 0)


def kill_the_only_connection(superuser: psycopg.Connection) -> None:
    """Leaves the pool with one connection, whose other end is gone when this returns."""
    db.engine.dispose()
    ended = superuser.execute(
        "SELECT pg_terminate_backend(%s, 10000)", (number("SELECT pg_backend_pid()"),)
    ).fetchone()
    assert ended == (True,)


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
    kill_the_only_connection(superuser)
    with pytest.raises(OperationalError):
        read("SELECT 1 AS one", {})
    assert read("SELECT 1 AS one", {})[0].one == 1


def test_a_cheap_reading_leaves_the_connection_as_it_was(ctx: Flask) -> None:
    db.engine.dispose()
    read("SELECT 1", {})
    with pytest.raises(psycopg.errors.UndefinedTable):
        read("SELECT 1 FROM nowhere", {})
    read("SELECT 1", {})
    session().execute(text("CREATE TEMPORARY TABLE gone (one int)"))
    session().rollback()
    assert number("SELECT count(*) FROM pg_class WHERE relname = 'gone'") == 0


def test_a_database_out_of_reach_is_no_fault_of_the_driver(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise psycopg.OperationalError("nobody answers")

    db.engine.dispose()
    monkeypatch.setattr(psycopg.Connection, "connect", nobody)
    with pytest.raises(OperationalError):
        read("SELECT 1", {})
