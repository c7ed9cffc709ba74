"""Who lives on the simulated platforms: one person has an account on each of them."""

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from simulator import ids
from simulator.clock import Clock
from simulator.store import Store

# One tap signs in as one of these.
CAST = (
    ("siti_lebakbulus", "Siti Rahmawati"),
    ("rudi_lebakbulus", "Rudi Hartono"),
    ("ani_cilandak", "Bu Ani"),
    ("yos_jaksel", "Pak Yos"),
    ("tika_dpp", "Tika Maharani"),
    ("dewi_moderasi", "Dewi Lestari"),
    ("orang_luar", "Orang Luar"),
)

HANDLE = re.compile(r"[A-Za-z0-9_]{1,15}")
NAME_MAX = 80
PRIVATE_COLUMN = {"x": "x_private", "threads": "threads_private"}


class Refused(Exception):
    """Something that may not be done here; the message is for people, in Indonesian."""


@dataclass(frozen=True)
class Person:
    """Somebody with an account on each platform; ids are text and never change."""

    id: int
    handle: str
    name: str
    x_id: str
    threads_id: str
    x_private: bool
    threads_private: bool
    created_ms: int

    def account_id(self, platform: str) -> str:
        """The stable id of this person's account on a platform."""
        return self.x_id if platform == "x" else self.threads_id

    def is_private(self, platform: str) -> bool:
        """Whether the account is protected (X) or private (Threads)."""
        return self.x_private if platform == "x" else self.threads_private


def person_of(row: sqlite3.Row) -> Person:
    """A person from a row that carries the columns of `persons` under `p_…` names."""
    return Person(
        id=row["p_id"],
        handle=row["p_handle"],
        name=row["p_name"],
        x_id=row["p_x_id"],
        threads_id=row["p_threads_id"],
        x_private=bool(row["p_x_private"]),
        threads_private=bool(row["p_threads_private"]),
        created_ms=row["p_created_ms"],
    )


COLUMNS = ", ".join(
    f"persons.{name} AS p_{name}"
    for name in (
        "id",
        "handle",
        "name",
        "x_id",
        "threads_id",
        "x_private",
        "threads_private",
        "created_ms",
    )
)
SELECT = f"SELECT {COLUMNS} FROM persons"  # noqa: S608 — a constant of ours


class People:
    """Creates and finds people."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def ensure(self, handle: str, name: str | None = None) -> Person:
        """The person with this handle, made if new; a name given to an old one renames it."""
        with self._store.write() as connection:
            ensure_all(connection, [(handle, name)], self._clock)
        found = self.by_handle(handle)
        if found is None:
            raise LookupError(handle)
        return found

    def create(self, handle: str, name: str) -> Person:
        """A new person; refused when the handle is taken."""
        if self.by_handle(handle):
            raise Refused(f"Nama akun @{handle} sudah dipakai orang lain.")
        return self.ensure(handle, name)

    def preload(self) -> None:
        """Make the cast, once; a later start changes nobody."""
        with self._store.write() as connection:
            new = [(handle, name) for handle, name in CAST if not _exists(connection, handle)]
            ensure_all(connection, new, self._clock)
            connection.executemany(
                "UPDATE persons SET starring = 1 WHERE handle = ?",
                [(handle,) for handle, _ in CAST],
            )

    def rename(self, handle: str, new_handle: str, name: str | None = None) -> Person:
        """Change a handle; ids stay, old links still lead to the posts."""
        _check(new_handle, name or "-")
        with self._store.write() as connection:
            if new_handle.lower() != handle.lower() and _exists(connection, new_handle):
                raise Refused(f"Nama akun @{new_handle} sudah dipakai orang lain.")
            connection.execute(
                "UPDATE persons SET handle = ?, name = coalesce(?, name) WHERE handle = ?",
                (new_handle, name, handle),
            )
        return self.needed(new_handle)

    def protect(self, platform: str, handle: str, private: bool = True) -> Person:
        """Lock or unlock a person's account on one platform."""
        column = PRIVATE_COLUMN[platform]
        with self._store.write() as connection:
            connection.execute(
                f"UPDATE persons SET {column} = ? WHERE handle = ?",  # noqa: S608 — fixed names
                (int(private), handle),
            )
        return self.needed(handle)

    def by_handle(self, handle: str) -> Person | None:
        """Find by handle, upper or lower case alike."""
        return self._one(f"{SELECT} WHERE handle = ?", handle)

    def by_id(self, person_id: int) -> Person | None:
        """Find by the simulator's own number."""
        return self._one(f"{SELECT} WHERE id = ?", person_id)

    def by_account(self, platform: str, account_id: str) -> Person | None:
        """Find by the platform's stable account id."""
        column = "x_id" if platform == "x" else "threads_id"
        return self._one(f"{SELECT} WHERE {column} = ?", account_id)

    def needed(self, handle: str) -> Person:
        """Find by handle; Refused when nobody has it."""
        found = self.by_handle(handle)
        if found is None:
            raise Refused(f"Tidak ada orang dengan nama akun @{handle}.")
        return found

    def starring(self) -> list[Person]:
        """The cast, in the order of the list above."""
        with self._store.read() as connection:
            rows = connection.execute(f"{SELECT} WHERE starring = 1 ORDER BY id").fetchall()
        return [person_of(row) for row in rows]

    def search(self, words: str, limit: int = 20) -> list[Person]:
        """People whose handle or name contains the words."""
        like = "%" + re.sub(r"([\\%_])", r"\\\1", words) + "%"
        query = (
            f"{SELECT} WHERE handle LIKE ? ESCAPE '\\' OR name LIKE ? ESCAPE '\\' "
            "ORDER BY handle LIMIT ?"
        )
        with self._store.read() as connection:
            rows = connection.execute(query, (like, like, limit)).fetchall()
        return [person_of(row) for row in rows]

    def _one(self, query: str, value: str | int) -> Person | None:
        with self._store.read() as connection:
            row = connection.execute(query, (value,)).fetchone()
        return person_of(row) if row else None


def ensure_all(
    connection: sqlite3.Connection, people: Iterable[tuple[str, str | None]], clock: Clock
) -> None:
    """Insert everybody who is new; an old handle keeps its ids and takes the name, if one came."""
    ms = ids.milliseconds(clock.now())
    rows = []
    for handle, name in people:
        _check(handle, name or handle)
        account_ids = (ids.snowflake(ms), ids.graph_id("17"))
        rows.append((handle, name or handle, *account_ids, ms, name))
    connection.executemany(
        "INSERT INTO persons (handle, name, x_id, threads_id, created_ms) VALUES (?1,?2,?3,?4,?5) "
        "ON CONFLICT (handle) DO UPDATE SET name = coalesce(?6, name)",
        rows,
    )


def _exists(connection: sqlite3.Connection, handle: str) -> bool:
    return bool(connection.execute("SELECT 1 FROM persons WHERE handle = ?", (handle,)).fetchone())


def _check(handle: str, name: str) -> None:
    if not HANDLE.fullmatch(handle):
        raise Refused("Nama akun memakai 1–15 huruf latin, angka, atau garis bawah.")
    if not name.strip() or len(name) > NAME_MAX:
        raise Refused(f"Nama wajib diisi, paling panjang {NAME_MAX} huruf.")
