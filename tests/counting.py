"""How many statements the database is sent, and how often the store is gone to, by whomever."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import psycopg
import redis


@contextmanager
def counted() -> Generator[list[str]]:
    """The statements sent meanwhile by this process, those of SQLAlchemy and our own alike."""
    sent: list[str] = []
    execute = psycopg.Cursor.execute

    def note(cursor: psycopg.Cursor, query: Any, *args: Any, **options: Any) -> psycopg.Cursor:
        sent.append(str(query))
        return execute(cursor, query, *args, **options)

    with patch.object(psycopg.Cursor, "execute", note):
        yield sent


@contextmanager
def trips() -> Generator[list[str]]:
    """What was asked of the store meanwhile by this process, a trip each."""
    made: list[str] = []
    pack = redis.connection.Connection.send_packed_command

    def note(connection: redis.connection.Connection, command: Any, *args: Any, **kw: Any) -> Any:
        made.append(str(command))
        return pack(connection, command, *args, **kw)

    with patch.object(redis.connection.AbstractConnection, "send_packed_command", note):
        yield made
