"""The database: declarative base, column types, and the only place that commits.

Models are declared on our own `Base` (typed, dataclass-free) and handed to Flask-SQLAlchemy by
their metadata. Doors open `transaction()`; rules and verbs only ever `flush`. What may be a moment
old is asked for by `read_late()`, of a replica where there is one.
"""

import logging
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import wraps
from typing import Any, LiteralString, ParamSpec, TypeVar, cast

import psycopg
from flask_sqlalchemy import SQLAlchemy
from psycopg.rows import namedtuple_row
from sqlalchemy import DateTime, Engine, Executable, MetaData, Row, event, text
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import UserDefinedType

SILENT_S = 2.5  # a page that waited so long for one answer says that nothing can be shown
# Over a network: a road that is gone is noticed, also by whoever waits for an answer.
ROAD: Mapping[str, Any] = {
    "connect_timeout": 2,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds
}
READING = "reading"  # the engine of `read`
RESTED_S = 5.0  # longer at rest, and a connection is asked whether it still lives
LEFT_ALONE_S = 5.0  # a replica that failed
TRUSTED_S = 5.0  # a replica that was found to be up to date
# The primary always writes something: every worker says each ten seconds that it lives.
UP_TO_DATE = text(
    "SELECT coalesce(now() - pg_last_xact_replay_timestamp() < interval '1 minute', true)"
)
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
log = logging.getLogger(__name__)
_patience: ContextVar[float | None] = ContextVar("patience", default=None)  # seconds
P = ParamSpec("P")
T = TypeVar("T")


def impatient(act: Callable[P, T]) -> Callable[P, T]:
    """The same act, in which nobody waits longer than `SILENT_S` for one answer of the database.

    The server's own time-out ends what is slow. This ends what was asked of a server, or by a road
    to it, from which nothing comes any more.
    """

    @wraps(act)
    def limited(*args: P.args, **options: P.kwargs) -> T:
        before = _patience.set(SILENT_S)
        try:
            return act(*args, **options)
        finally:
            _patience.reset(before)

    return limited


class _Connection(psycopg.Connection):
    """One that is closed when its patience ends, for nobody knows what it may still say.

    For a moment after that no other is made either: who was to get the next one has waited enough.
    """

    _silent_until = 0.0

    @classmethod
    def connect(cls, conninfo: str = "", **options: Any) -> "_Connection":
        if _patience.get() and time.monotonic() < _Connection._silent_until:
            raise psycopg.OperationalError("the database said nothing a moment ago")
        try:
            return super().connect(conninfo, **options)
        except psycopg.errors.ConnectionTimeout:
            _Connection._silent_until = time.monotonic() + SILENT_S
            raise

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        patience = _patience.get()
        if timeout is not None or patience is None:
            return super().wait(gen, interval, timeout)
        began = time.monotonic()
        try:
            return super().wait(gen, interval, patience)
        except psycopg.OperationalError:
            if time.monotonic() - began >= patience:
                _Connection._silent_until = time.monotonic() + SILENT_S
                self.pgconn.finish()
            raise


def watch(engine: Engine) -> None:
    """Make its connections our own kind, and before anybody leans on one that rested for a while,
    ask whether it still lives.

    To ask each time, as the pool would do by itself, costs a trip a transaction.
    """

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, arguments: Any, options: Any) -> psycopg.Connection:
        return _Connection.connect(*arguments, **options)

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


def let_go() -> None:
    """Close every connection that is not in use."""
    for engine in db.engines.values():
        engine.dispose()


def read(query: LiteralString, values: Mapping[str, object]) -> list[Any]:
    """Rows, named by their columns, of one statement that only reads: what every page asks.

    By the driver and outside any transaction, at a fifth of what a session costs. So it never sees
    what a transaction of the caller's has not committed yet. The server plans it once for all
    values, so they should not change how it is best answered.
    """
    with _told(query):
        return _read(query, values)


def ask(query: LiteralString, values: Mapping[str, object]) -> list[Any]:
    """Rows, named by their columns, of one statement within the caller's transaction.

    By the driver, for what is hot; every statement has to return rows. What the session holds is
    written first, but it does not hear of what is changed here.
    """
    current = db.session()
    current.flush()
    connection = current.connection()
    driver = cast(psycopg.Connection, connection.connection.driver_connection)
    with _told(query):
        try:
            return _rows(driver, query, values)
        except psycopg.OperationalError as error:
            if driver.closed:
                connection.invalidate(error)
            raise


@contextmanager
def _told(query: str) -> Generator[None]:
    """What the driver reports, as a session would report it."""
    try:
        yield
    except psycopg.Error as error:
        raise DBAPIError.instance(query, None, error, psycopg.Error) from error


def _read(query: LiteralString, values: Mapping[str, object]) -> list[Any]:
    pooled = db.engines[READING].raw_connection()
    driver = cast(psycopg.Connection, pooled.driver_connection)
    try:
        rows = _rows(driver, query, values)
    except BaseException:
        pooled.invalidate()
        raise
    pooled.close()
    return rows


def _rows(
    driver: psycopg.Connection, query: LiteralString, values: Mapping[str, object]
) -> list[Any]:
    return driver.cursor(row_factory=namedtuple_row).execute(query, values).fetchall()


class Replica:
    """A database that follows the first. After a failure one question in a while tries it again."""

    def __init__(self) -> None:
        self._alone_until = 0.0
        self._trusted_until = 0.0

    def ask(
        self, query: Executable, values: Mapping[str, object] | None
    ) -> Sequence[Row[Any]] | None:
        """What it says; None when there is none, or it is gone, refuses, or has fallen behind."""
        engine = db.engines.get("replica")
        now = time.monotonic()
        if engine is None or now < self._alone_until:
            return None
        if self._alone_until:
            self._alone_until = now + LEFT_ALONE_S  # for all but the one who tries now
        try:
            with engine.connect() as connection:
                if now > self._trusted_until and not connection.scalar(UP_TO_DATE):
                    return self._leave_alone("it has fallen behind")
                rows = connection.execute(query, values or {}).all()
        except SQLAlchemyError as error:
            return self._leave_alone(str(error).partition("\n")[0])
        if now > self._trusted_until:
            self._alone_until, self._trusted_until = 0.0, now + TRUSTED_S
        return rows

    def reset(self) -> None:
        """Try it at once (tests)."""
        self._alone_until = self._trusted_until = 0.0

    def _leave_alone(self, why: str) -> None:
        log.warning("the replica is left alone for a moment: %s", why)
        self._alone_until, self._trusted_until = time.monotonic() + LEFT_ALONE_S, 0.0


replica = Replica()


def read_late(query: Executable, values: Mapping[str, object] | None = None) -> Sequence[Row[Any]]:
    """Rows that may be a moment old, such as sums on boards: of the replica, if there is one.

    The primary answers where the replica does not, and whenever something was written before in
    the same unit of work, which the replica may not know yet.
    """
    current = db.session()
    rows = None if current.info.get("wrote") else replica.ask(query, values)
    return current.execute(query, values or {}).all() if rows is None else rows


@contextmanager
def transaction() -> Generator[Session]:
    """All or nothing: commits on leaving, rolls back when anything is raised.

    Functions given to `after_commit` during the block run once it is durable, in order; on
    rollback they are forgotten. Not nestable: a door opens exactly one.
    """
    current = db.session()
    current.info["after_commit"] = []
    current.info["wrote"] = True
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
