"""Connections that died while they rested are noticed before anybody leans on them."""

from importlib import import_module

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.db import db, session


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
