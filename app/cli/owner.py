"""What only the owner of the tables may do; the app's own role may not."""

from collections.abc import Generator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import Connection, create_engine, pool


@contextmanager
def as_owner() -> Generator[Connection]:
    """A connection of the owner; every statement stands at once."""
    url = current_app.config["SETTINGS"].database_owner_url
    engine = create_engine(url, poolclass=pool.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()
