"""How many statements the database is sent, whoever sends them."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import psycopg


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
