"""What only the owner of the tables may do; the app's own role may not."""

from collections.abc import Generator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import Connection, Engine, create_engine, pool


@contextmanager
def as_owner() -> Generator[Connection]:
    """A connection of the owner; every statement stands at once."""
    with _engine().execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        yield connection


@contextmanager
def at_once_as_owner() -> Generator[Connection]:
    """A connection of the owner; what the block does stands as a whole or not at all."""
    with _engine().begin() as connection:
        yield connection


def _engine() -> Engine:
    """Without a pool: every connection is closed with its block."""
    url = current_app.config["SETTINGS"].database_owner_url
    return create_engine(url, poolclass=pool.NullPool)
