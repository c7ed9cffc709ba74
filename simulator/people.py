"""Who lives on the simulated platforms: one person has an account on each of them."""

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from simulator import ids
from simulator.clock import Clock
from simulator.platform import Platforms
from simulator.refusal import Refused
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


@dataclass(frozen=True)
class Account:
    """A person's account on one platform; its id is text and never changes."""

    id: str
    kind: str = "personal"
    private: bool = False


@dataclass(frozen=True)
class Person:
    """Somebody with an account on each platform."""

    id: int
    handle: str
    name: str
    created_ms: int
    accounts: Mapping[str, Account]

    def account_id(self, platform: str) -> str:
        """The stable id of this person's account on a platform."""
        return self.accounts[platform].id

    def is_private(self, platform: str) -> bool:
        """Whether the account is locked: protected, private, not for everybody."""
        return self.accounts[platform].private

    def kind(self, platform: str) -> str:
        """Which kind of account it is: "personal", or "professional" where there is such a one."""
        return self.accounts[platform].kind


def person_of(row: sqlite3.Row) -> Person:
    """A person from a row that carries COLUMNS."""
    accounts = json.loads(row["p_accounts"])
    return Person(
        id=row["p_id"],
        handle=row["p_handle"],
        name=row["p_name"],
        created_ms=row["p_created_ms"],
        accounts={
            platform: Account(account_id, kind, bool(private))
            for platform, (account_id, kind, private) in accounts.items()
        },
    )


COLUMNS = """
persons.id AS p_id, persons.handle AS p_handle, persons.name AS p_name,
persons.created_ms AS p_created_ms,
(SELECT json_group_object(platform, json_array(account_id, kind, private))
 FROM accounts WHERE accounts.person = persons.id) AS p_accounts
"""
SELECT = f"SELECT {COLUMNS} FROM persons"  # noqa: S608 — a constant of ours


class People:
    """Creates and finds people."""

    def __init__(self, store: Store, clock: Clock, platforms: Platforms) -> None:
        self._store = store
        self._clock = clock
        self._platforms = platforms

    def ensure(self, handle: str, name: str | None = None) -> Person:
        """The person with this handle, made if new; a name given to an old one renames it."""
        with self._store.write() as connection:
            ensure_all(connection, [(handle, name)], self._clock, self._platforms)
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
        """Make the cast and everybody's account on a new platform; a later start changes nobody."""
        with self._store.write() as connection:
            rows = connection.execute("SELECT handle FROM persons").fetchall()
            present = {row["handle"].lower(): (row["handle"], None) for row in rows}
            cast = {handle: (handle, name) for handle, name in CAST}
            everybody = (cast | present).values()
            ensure_all(connection, everybody, self._clock, self._platforms)
            connection.executemany(
                "UPDATE persons SET starring = 1 WHERE handle = ?", [(one,) for one in cast]
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
        return self._change(platform, handle, "private", int(private))

    def become(self, platform: str, handle: str, kind: str) -> Person:
        """Turn a person's account into one of another kind; Refused where there is no such kind."""
        kinds = self._platforms.named(platform).kinds
        if kind not in kinds:
            raise Refused(f"Jenis akun di sana: {', '.join(kinds)}.")
        return self._change(platform, handle, "kind", kind)

    def by_handle(self, handle: str) -> Person | None:
        """Find by handle, upper or lower case alike."""
        return self._one(f"{SELECT} WHERE handle = ?", handle)

    def by_id(self, person_id: int) -> Person | None:
        """Find by the simulator's own number."""
        return self._one(f"{SELECT} WHERE id = ?", person_id)

    def by_account(self, platform: str, account_id: str) -> Person | None:
        """Find by the platform's stable account id."""
        where = "id = (SELECT person FROM accounts WHERE platform = ? AND account_id = ?)"
        return self._one(f"{SELECT} WHERE {where}", platform, account_id)

    def needed(self, handle: str) -> Person:
        """Find by handle; Refused when nobody has it."""
        found = self.by_handle(handle)
        if found is None:
            raise Refused(f"Tidak ada orang dengan nama akun @{handle}.")
        return found

    def all_of(self, handles: Sequence[str]) -> list[Person]:
        """The people with these handles, in this order; Refused when nobody has one of them."""
        with self._store.read() as connection:
            found = by_handles(connection, handles)
        return [found[handle.lower()] for handle in handles]

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

    def _one(self, query: str, *values: str | int) -> Person | None:
        with self._store.read() as connection:
            row = connection.execute(query, values).fetchone()
        return person_of(row) if row else None

    def _change(self, platform: str, handle: str, column: str, value: str | int) -> Person:
        person = self.needed(handle)
        with self._store.write() as connection:
            connection.execute(
                f"UPDATE accounts SET {column} = ? WHERE platform = ? AND person = ?",  # noqa: S608
                (value, platform, person.id),
            )
        return self.needed(handle)


def by_handles(connection: sqlite3.Connection, handles: Iterable[str]) -> dict[str, Person]:
    """People by their handle in small letters; Refused when nobody has one of these."""
    wanted = sorted({handle.lower() for handle in handles})
    query = f"{SELECT} WHERE handle IN (SELECT value FROM json_each(?))"  # noqa: S608
    found = map(person_of, connection.execute(query, (json.dumps(wanted),)))
    known = {person.handle.lower(): person for person in found}
    for handle in wanted:
        if handle not in known:
            raise Refused(f"Tidak ada orang dengan nama akun @{handle}.")
    return known


def ensure_all(
    connection: sqlite3.Connection,
    people: Iterable[tuple[str, str | None]],
    clock: Clock,
    platforms: Platforms,
) -> None:
    """Insert everybody who is new, with an account on every platform.

    An old handle keeps its ids and takes the name, if one came.
    """
    people = list(people)
    ms = ids.milliseconds(clock.now())
    for handle, name in people:
        _check(handle, name or handle)
    connection.executemany(
        "INSERT INTO persons (handle, name, created_ms) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (handle) DO UPDATE SET name = coalesce(?4, name)",
        [(handle, name or handle, ms, name) for handle, name in people],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO accounts (person, platform, account_id, kind) "
        "SELECT id, ?, ?, ? FROM persons WHERE handle = ?",
        [
            (one.key, one.account_id(ms), one.kinds[0], handle)
            for handle, _ in people
            for one in platforms.values()
        ],
    )


def _exists(connection: sqlite3.Connection, handle: str) -> bool:
    return bool(connection.execute("SELECT 1 FROM persons WHERE handle = ?", (handle,)).fetchone())


def _check(handle: str, name: str) -> None:
    if not HANDLE.fullmatch(handle):
        raise Refused("Nama akun memakai 1–15 huruf latin, angka, atau garis bawah.")
    if not name.strip() or len(name) > NAME_MAX:
        raise Refused(f"Nama wajib diisi, paling panjang {NAME_MAX} huruf.")
