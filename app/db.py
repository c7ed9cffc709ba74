"""The database: declarative base, column types, and the only place that commits.

Models are declared on our own `Base` (typed, dataclass-free) and handed to Flask-SQLAlchemy by
their metadata. Doors open `transaction()`; rules and verbs only ever `flush`.
"""

import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, LiteralString, cast

import psycopg
from flask_sqlalchemy import SQLAlchemy
from psycopg.rows import namedtuple_row
from sqlalchemy import DateTime, Engine, MetaData, event
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import UserDefinedType

RESTED_S = 5.0  # longer at rest, and a connection is asked whether it still lives
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Ltree(UserDefinedType):
    """PostgreSQL `ltree`: the path of a unit from DPP down, such as `dpp.31.74.06.1001`."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """The type's name in SQL."""
        return "LTREE"


ischema_names["ltree"] = Ltree  # ty: ignore[invalid-assignment]  # so that a comparison of models and tables knows the type


class Base(DeclarativeBase):
    """Base of every model; moments are always stored with a time zone."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: DateTime(timezone=True)}


db = SQLAlchemy(metadata=Base.metadata)


def watch(engine: Engine) -> None:
    """Before anybody leans on a connection that rested for a while, ask whether it still lives.

    To ask each time, as the pool would do by itself, costs a trip a transaction.
    """

    @event.listens_for(engine, "checkin")
    def rest(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: Any, _proxy: Any) -> None:
        now = time.monotonic()
        if now - record.info.get("rests_since", now) < RESTED_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError("the database went away meanwhile") from error


def session() -> Session:
    """The current unit of work. Verbs use it; only `transaction()` may end it."""
    return db.session()


def read(query: LiteralString, values: Mapping[str, object]) -> list[Any]:
    """Rows, named by their columns, of one statement that only reads: what every page asks.

    By the driver and outside any transaction, at a fifth of what a session costs. So it never sees
    what a transaction of the caller's has not committed yet.
    """
    pooled = db.engine.raw_connection()
    driver = cast(psycopg.Connection, pooled.driver_connection)
    try:
        driver.autocommit = True
        rows = driver.cursor(row_factory=namedtuple_row).execute(query, values).fetchall()
        driver.autocommit = False
    except BaseException as error:
        pooled.invalidate()
        if isinstance(error, psycopg.OperationalError):
            raise OperationalError(query, None, error) from error
        raise
    pooled.close()
    return rows


@contextmanager
def transaction() -> Generator[Session]:
    """All or nothing: commits on leaving, rolls back when anything is raised.

    Functions given to `after_commit` during the block run once it is durable, in order; on
    rollback they are forgotten. Not nestable: a door opens exactly one.
    """
    current = db.session()
    current.info["after_commit"] = []
    try:
        yield current
        current.commit()
    except BaseException:
        current.rollback()
        current.info["after_commit"] = []
        raise
    for act in current.info.pop("after_commit"):
        act()


def after_commit(act: Callable[[], None]) -> None:
    """Run `act` once the surrounding transaction is durable (a hint to the projector, a mail)."""
    db.session().info.setdefault("after_commit", []).append(act)
