"""What people write: posts, their edits, and what was deleted or hidden.

X makes a new id for every edit and keeps the old version readable under its own id; Threads edits
in place. Deleting or hiding acts on all versions.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator import ids
from simulator.clock import Clock
from simulator.people import COLUMNS, Person, Refused, ensure_all, person_of
from simulator.store import Store

PLATFORMS = ("x", "threads")
TEXT_MAX = {"x": 280, "threads": 500}
LATEST_MS = ids.X_EPOCH_MS + (1 << 41)  # later moments do not fit into an id
SELECT = (
    f"SELECT posts.*, {COLUMNS} FROM posts "  # noqa: S608 — constants of ours
    "JOIN persons ON persons.id = posts.person"
)


@dataclass(frozen=True)
class Post:
    """One version of something written; `id` is the API's, `code` stands in Threads links."""

    platform: str
    id: str
    code: str
    root: str
    person: Person
    text: str
    created_ms: int
    hidden: bool
    replaced: bool

    @property
    def at(self) -> datetime:
        """When it was written, to the millisecond."""
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=self.created_ms)

    @property
    def url(self) -> str:
        """The link as the real platform writes it: this is what people copy."""
        if self.platform == "x":
            return f"https://x.com/{self.person.handle}/status/{self.id}"
        return f"https://www.threads.com/@{self.person.handle}/post/{self.code}"

    @property
    def page(self) -> str:
        """The path of its page on this site."""
        if self.platform == "x":
            return f"/x/{self.person.handle}/status/{self.id}"
        return f"/threads/@{self.person.handle}/post/{self.code}"


def post_of(row: sqlite3.Row) -> Post:
    """A post from a row of SELECT."""
    return Post(
        platform=row["platform"],
        id=row["id"],
        code=row["code"],
        root=row["root"],
        person=person_of(row),
        text=row["text"],
        created_ms=row["created_ms"],
        hidden=bool(row["hidden"]),
        replaced=bool(row["replaced"]),
    )


class Posts:
    """Writes, changes and finds posts."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def write(self, platform: str, person: Person, text: str, at: datetime | None = None) -> Post:
        """Publish a text; `at` puts it into the past (or the future), its id tells that time."""
        row = new_row(platform, person.id, text, at or self._clock.now())
        with self._store.write() as connection:
            insert(connection, [row])
        return self.needed(platform, row["id"])

    def edit(self, platform: str, post_id: str, text: str) -> Post:
        """Change the text. On X the answer is a new version with a new id."""
        old = self.needed(platform, post_id)
        if platform == "threads":
            check_text(platform, text)
            with self._store.write() as connection:
                connection.execute(
                    "UPDATE posts SET text = ? WHERE platform = ? AND id = ?",
                    (text, platform, post_id),
                )
            return self.needed(platform, post_id)
        row = new_row(platform, old.person.id, text, self._clock.now())
        row |= {"root": old.root, "hidden": int(old.hidden)}
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

    def by_code(self, code: str) -> Post | None:
        """The Threads post behind a shortcode, unless deleted."""
        return self._one("posts.platform = ? AND posts.code = ?", "threads", code)

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
            where.append("CASE platform WHEN 'x' THEN x_private ELSE threads_private END = 0")
        query = (
            f"{SELECT} WHERE {' AND '.join(where)} ORDER BY created_ms DESC, posts.n DESC LIMIT ?"
        )
        with self._store.read() as connection:
            rows = connection.execute(query, (*values, limit)).fetchall()
        return [post_of(row) for row in rows]

    def somebody_elses(self, post: Post) -> Post | None:
        """A visible post of another author: what a lying platform answers with."""
        where = "posts.platform = ? AND posts.person <> ? AND hidden = 0 AND replaced = 0"
        return self._one(where, post.platform, post.person.id)

    def _one(self, where: str, *values: str | int) -> Post | None:
        query = f"{SELECT} WHERE deleted = 0 AND {where} ORDER BY posts.n DESC LIMIT 1"
        with self._store.read() as connection:
            row = connection.execute(query, values).fetchone()
        return post_of(row) if row else None

    def _set(self, platform: str, post_id: str, column: str, value: bool) -> None:
        post = self.needed(platform, post_id)
        with self._store.write() as connection:
            connection.execute(
                f"UPDATE posts SET {column} = ? WHERE platform = ? AND root = ?",  # noqa: S608
                (int(value), platform, post.root),
            )


def write_many(
    store: Store,
    clock: Clock,
    people: Sequence[tuple[str, str | None]],
    posts: Sequence[tuple[str, str, str, datetime | None]],
) -> tuple[dict[str, Person], list[Post]]:
    """Make people and posts (platform, handle, text, at) in one transaction, in the order given."""
    now = clock.now()
    with store.write() as connection:
        ensure_all(connection, people, clock)
        rows = connection.execute(f"SELECT {COLUMNS} FROM persons")  # noqa: S608 — constants
        known = {row["p_handle"].lower(): person_of(row) for row in rows}
        missing = sorted({handle for _, handle, _, _ in posts if handle.lower() not in known})
        if missing:
            raise Refused(f"Tidak ada orang dengan nama akun @{missing[0]}.")
        new = [
            new_row(platform, known[handle.lower()].id, text, at or now)
            for platform, handle, text, at in posts
        ]
        insert(connection, new)
    made = [
        Post(
            platform=row["platform"],
            id=row["id"],
            code=row["code"],
            root=row["root"],
            person=known[handle.lower()],
            text=row["text"],
            created_ms=row["created_ms"],
            hidden=False,
            replaced=False,
        )
        for row, (_, handle, _, _) in zip(new, posts, strict=True)
    ]
    return {handle: known[handle.lower()] for handle, _ in people}, made


def new_row(platform: str, person_id: int, text: str, at: datetime) -> dict[str, Any]:
    """The columns of a new post; Refused for an unknown platform or a text of a wrong length."""
    check_text(platform, text)
    ms = ids.milliseconds(at)
    if not ids.META_EPOCH_MS < ms < LATEST_MS:
        raise Refused("Waktu kiriman harus antara 2012 dan 2079.")
    post_id = ids.snowflake(ms) if platform == "x" else ids.graph_id("18")
    code = post_id if platform == "x" else ids.shortcode(ms)
    return {
        "platform": platform,
        "id": post_id,
        "code": code,
        "root": post_id,
        "person": person_id,
        "text": text,
        "created_ms": ms,
        "hidden": 0,
    }


def insert(connection: sqlite3.Connection, rows: list[dict[str, Any]]) -> None:
    """Store new posts."""
    connection.executemany(
        "INSERT INTO posts (platform, id, code, root, person, text, created_ms, hidden) VALUES "
        "(:platform, :id, :code, :root, :person, :text, :created_ms, :hidden)",
        rows,
    )


def check_text(platform: str, text: str) -> None:
    """Refused unless the platform would publish this text."""
    if platform not in PLATFORMS:
        raise Refused("Platform itu tidak ada: pilih x atau threads.")
    if not text.strip():
        raise Refused("Tulis sesuatu dahulu.")
    if len(text) > TEXT_MAX[platform]:
        raise Refused(f"Paling panjang {TEXT_MAX[platform]} huruf; ini {len(text)}.")
