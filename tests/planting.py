"""The party with which tests begin, put back by the server itself.

The first test of a process plants it row by row, as `cast.py` says. What then stands in the tables
is remembered, and whoever asks for the same again gets those rows at once, at a tenth of the cost.
Rows do not know the time of day (`cast.py` names every date), so that one planting is like another;
the Monday on which the season opened is part of what is asked for.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import psycopg
from psycopg import sql

from tests import servers

T = TypeVar("T")
COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = quote_ident(%s)::regclass AND attnum > 0 AND NOT attisdropped
    AND attgenerated = '' ORDER BY attnum
"""
ROWS = sql.SQL("SELECT json_agg(one ORDER BY id)::text FROM {} AS one")
PUT_BACK = sql.SQL(
    """
    INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE
    SELECT {columns} FROM json_populate_recordset(NULL::{table}, {rows});
    SELECT setval(pg_get_serial_sequence({name}, 'id'), max(id)) FROM {table}
    """
)


class Planting:
    """What was planted once in this database."""

    def __init__(self, superuser: psycopg.Connection) -> None:
        self._superuser = superuser
        self._kept: dict[Hashable, tuple[Any, str]] = {}

    def again(self, what: Hashable, plant: Callable[[], T]) -> T:
        """What `plant` answers, and its rows; the tables that it fills are empty now.

        `plant` commits what it adds, and touches no table that holds something already.
        """
        if what not in self._kept:
            before = servers.tables_with_rows(self._superuser)
            answer = plant()
            filled = servers.tables_with_rows(self._superuser)
            rows = [self._put_back(name) for name in filled if name not in before]
            self._kept[what] = answer, "; ".join(rows)
            return answer
        answer, rows = self._kept[what]
        with self._superuser.transaction():
            self._superuser.execute(f"SET LOCAL session_replication_role = replica; {rows}")
        return answer

    def _put_back(self, name: str) -> str:
        """Statements that bring back what stands in that table now."""
        table = sql.Identifier(name)
        columns = [sql.Identifier(row[0]) for row in self._superuser.execute(COLUMNS, (name,))]
        rows = self._superuser.execute(ROWS.format(table)).fetchone()
        assert rows is not None
        parts = {"columns": sql.SQL(", ").join(columns), "rows": sql.Literal(rows[0])}
        return PUT_BACK.format(table=table, name=sql.Literal(name), **parts).as_string()
