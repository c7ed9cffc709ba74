"""What people write: posts, their edits, and what was deleted or hidden.

Where an edit is a version it has a new id, and the old version stays readable under its own.
Deleting or hiding acts on all versions.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator import ids
from simulator.clock import Clock
from simulator.people import COLUMNS, Person, by_handles, ensure_all, person_of
from simulator.platform import Platform, Platforms
from simulator.refusal import Refused
from simulator.store import Store

LATEST_MS = ids.X_EPOCH_MS + (1 << 41)  # later moments do not fit into an id
SELECT = (
    f"SELECT posts.*, {COLUMNS} FROM posts "  # noqa: S608 — constants of ours
    "JOIN persons ON persons.id = posts.person "
    "JOIN accounts ON accounts.person = posts.person AND accounts.platform = posts.platform"
)


@dataclass(frozen=True)
class Post:
    """One version of something written; `id` is the API's, `code` what links carry.

    `details` is what only its platform knows of a post; the platform's file says which there are.
    """

    home: Platform
    id: str
    code: str
    root: str
    person: Person
    text: str
    created_ms: int
    hidden: bool
    replaced: bool
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """When it was written, to the millisecond."""
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=self.created_ms)

    @property
    def platform(self) -> str:
        """The key of the platform it was written on."""
        return self.home.key

    @property
    def account_id(self) -> str:
        """The platform's own id of its author."""
        return self.person.account_id(self.platform)

    @property
    def url(self) -> str:
        """The link as the real platform writes it: this is what people copy."""
        return self.home.url(self)

    @property
    def page(self) -> str:
        """The path of its page on this site."""
        return f"/kiriman/{self.platform}/{self.id}"


class Posts:
    """Writes, changes and finds posts."""

    def __init__(self, store: Store, clock: Clock, platforms: Platforms) -> None:
        self._store = store
        self._clock = clock
        self._platforms = platforms

    def write(
        self,
        platform: str,
        person: Person,
        text: str,
        at: datetime | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> Post:
        """Publish a text; `at` puts it into the past (or the future), its id tells that time."""
        row = new_row(self._platforms.named(platform), person.id, text, at or self._clock.now())
        row["details"] = json.dumps(details or {})
        with self._store.write() as connection:
            insert(connection, [row])
        return self.needed(platform, row["id"])

    def write_many(
        self,
        people: Sequence[tuple[str, str | None]],
        posts: Sequence[tuple[str, str, str, datetime | None]],
    ) -> tuple[dict[str, Person], list[Post]]:
        """People and posts (platform, handle, text, at) in one transaction, in the order given."""
        now = self._clock.now()
        with self._store.write() as connection:
            ensure_all(connection, people, self._clock, self._platforms)
            handles = [handle for handle, _ in people] + [handle for _, handle, _, _ in posts]
            known = by_handles(connection, handles)
            new = [
                new_row(self._platforms.named(platform), known[handle.lower()].id, text, at or now)
                for platform, handle, text, at in posts
            ]
            insert(connection, new)
        made = [
            self._post(row, known[handle.lower()])
            for row, (_, handle, _, _) in zip(new, posts, strict=True)
        ]
        return {handle: known[handle.lower()] for handle, _ in people}, made

    def edit(self, platform: str, post_id: str, text: str) -> Post:
        """Change the text; where an edit is a version, the answer is one with a new id."""
        old = self.needed(platform, post_id)
        if old.home.edits == "never":
            raise Refused(f"Kiriman di {old.home.name} tidak dapat diubah.")
        if old.home.edits == "in place":
            check_text(old.home, text)
            self._set(platform, post_id, "text", text)
            return self.needed(platform, post_id)
        row = new_row(old.home, old.person.id, text, self._clock.now())
        row |= {"root": old.root, "hidden": int(old.hidden), "details": json.dumps(old.details)}
        with self._store.write() as connection:
            connection.execute(
                "UPDATE posts SET replaced = 1 WHERE platform = ? AND root = ?",
                (platform, old.root),
            )
            insert(connection, [row])
        return self.needed(platform, row["id"])

    def delete(self, platform: str, post_id: str) -> None:
        """Remove a post and all its versions for good."""
        self._set(platform, post_id, "deleted", True)

    def hide(self, platform: str, post_id: str, hidden: bool = True) -> None:
        """Take a post out of everybody's sight, or bring it back."""
        self._set(platform, post_id, "hidden", hidden)

    def get(self, platform: str, post_id: str) -> Post | None:
        """The version with this id, unless deleted."""
        return self._one("posts.platform = ? AND posts.id = ?", platform, post_id)

    def by_code(self, platform: str, code: str) -> Post | None:
        """The post whose links carry this code, unless deleted."""
        return self._one("posts.platform = ? AND posts.code = ?", platform, code)

    def needed(self, platform: str, post_id: str) -> Post:
        """Like get(), Refused when there is none."""
        found = self.get(platform, post_id)
        if found is None:
            raise Refused("Kiriman itu tidak ada atau sudah dihapus.")
        return found

    def history(self, post: Post) -> list[str]:
        """The ids of all versions, oldest first."""
        with self._store.read() as connection:
            rows = connection.execute(
                "SELECT id FROM posts WHERE platform = ? AND root = ? ORDER BY n",
                (post.platform, post.root),
            )
            return [row["id"] for row in rows]

    def newest(self, post: Post) -> Post:
        """The version people see now."""
        return self.needed(post.platform, self.history(post)[-1])

    def listing(
        self,
        platform: str | None = None,
        person: Person | None = None,
        hidden: bool = False,
        private: bool = True,
        limit: int = 100_000,
    ) -> list[Post]:
        """Newest versions, newest first; `hidden` and `private` say whether such ones are in."""
        where, values = ["deleted = 0", "replaced = 0"], []
        if platform:
            where.append("posts.platform = ?")
            values.append(platform)
        if person:
            where.append("posts.person = ?")
            values.append(person.id)
        if not hidden:
            where.append("hidden = 0")
        if not private:
            where.append("accounts.private = 0")
        query = (
            f"{SELECT} WHERE {' AND '.join(where)} ORDER BY created_ms DESC, posts.n DESC LIMIT ?"
        )
        with self._store.read() as connection:
            rows = connection.execute(query, (*values, limit)).fetchall()
        return [self._post(row, person_of(row)) for row in rows]

    def somebody_elses(self, post: Post) -> Post | None:
        """A visible post of another author: what a lying platform answers with."""
        where = "posts.platform = ? AND posts.person <> ? AND hidden = 0 AND replaced = 0"
        return self._one(where, post.platform, post.person.id)

    def _one(self, where: str, *values: str | int) -> Post | None:
        query = f"{SELECT} WHERE deleted = 0 AND {where} ORDER BY posts.n DESC LIMIT 1"
        with self._store.read() as connection:
            row = connection.execute(query, values).fetchone()
        return self._post(row, person_of(row)) if row else None

    def _post(self, row: sqlite3.Row | dict[str, Any], person: Person) -> Post:
        return Post(
            home=self._platforms[row["platform"]],
            id=row["id"],
            code=row["code"],
            root=row["root"],
            person=person,
            text=row["text"],
            created_ms=row["created_ms"],
            hidden=bool(row["hidden"]),
            replaced=bool(row["replaced"]),
            details=json.loads(row["details"]),
        )

    def _set(self, platform: str, post_id: str, column: str, value: str | bool) -> None:
        post = self.needed(platform, post_id)
        with self._store.write() as connection:
            connection.execute(
                f"UPDATE posts SET {column} = ? WHERE platform = ? AND root = ?",  # noqa: S608
                (value, platform, post.root),
            )


def new_row(platform: Platform, person_id: int, text: str, at: datetime) -> dict[str, Any]:
    """The columns of a new post; Refused for a text the platform would not publish."""
    check_text(platform, text)
    ms = ids.milliseconds(at)
    if not ids.META_EPOCH_MS < ms < LATEST_MS:
        raise Refused("Waktu kiriman harus antara 2012 dan 2079.")
    post_id, code = platform.post_ids(ms)
    return {
        "platform": platform.key,
        "id": post_id,
        "code": code,
        "root": post_id,
        "person": person_id,
        "text": text,
        "details": "{}",
        "created_ms": ms,
        "hidden": 0,
        "replaced": 0,
    }


def insert(connection: sqlite3.Connection, rows: list[dict[str, Any]]) -> None:
    """Store new posts."""
    connection.executemany(
        "INSERT INTO posts (platform, id, code, root, person, text, details, created_ms, hidden) "
        "VALUES (:platform, :id, :code, :root, :person, :text, :details, :created_ms, :hidden)",
        rows,
    )


def check_text(platform: Platform, text: str) -> None:
    """Refused unless the platform would publish this text."""
    if not text.strip():
        raise Refused("Tulis sesuatu dahulu.")
    if len(text) > platform.text_max:
        raise Refused(f"Paling panjang {platform.text_max} huruf; ini {len(text)}.")
