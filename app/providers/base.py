"""The contract of every platform: what is read, what is asked, and how it fails.

Ids are text everywhere (64-bit numbers do not survive other people's JSON), moments are aware UTC.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from app.errors import Fault


@dataclass(frozen=True)
class PostRef:
    """Which post a link means: the key that makes one post claimable once, and its plain link."""

    provider: str
    post_id: str
    url: str


@dataclass(frozen=True)
class Post:
    """A public item as the platform told it; `links` are expanded, `tags` lower case without #.

    On platforms where an edit makes a new id, `versions` holds the ids of all versions, oldest
    first: text is the newest version's, `posted_at` the oldest's.
    """

    provider: str
    post_id: str
    author_id: str
    posted_at: datetime
    text: str
    links: tuple[str, ...]
    tags: tuple[str, ...]
    public: bool
    url: str
    versions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Identity:
    """Whose account a grant opens: `subject` never changes, handle and name may."""

    subject: str
    handle: str
    name: str


@dataclass(frozen=True)
class Token:
    """A grant. Secrets stay out of `repr`, so that no log line can hold them by accident."""

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    expires_at: datetime | None
    scopes: tuple[str, ...]


def link_pattern(text: str) -> re.Pattern[str]:
    """How a path is written, its query behind it; the group `id` is the post.

    Letters match in both cases and digits are ASCII; where an id needs its case, `(?-i:…)` does it.
    """
    return re.compile(text, re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class LinkForm:
    """One way in which links to posts of a platform are written.

    The groups of `pattern` fill the other two: `plain`, the link without decoration, and `post_id`,
    the key of the post; `{host}` is there as well, and all but `id` comes in lower case. `hosts`
    are without `www.`; None stands for every host that no platform names.
    """

    hosts: frozenset[str] | None
    pattern: re.Pattern[str]
    plain: str
    post_id: str = "{id}"


@dataclass(frozen=True)
class LinkShape:
    """How links to posts of one platform look: whole ones, and `short` ones that only lead there.

    `written` reads from an id when the post was made, where ids tell.
    """

    provider: str
    label: str
    example: str
    forms: tuple[LinkForm, ...]
    short: tuple[LinkForm, ...] = ()
    written: Callable[[str], datetime] | None = None


class Registration(Protocol):
    """How we are known to a platform, and where it answers."""

    @property
    def client_id(self) -> str: ...
    @property
    def client_secret(self) -> str: ...
    @property
    def authorize_url(self) -> str: ...
    @property
    def api_url(self) -> str: ...


class Provider(Protocol):
    """One platform. Every method speaks to the network and raises a typed `Fault`, nothing else,
    but `authorize_url`, which only writes an address.

    `issuer` is the origin that answers sign-ins (RFC 9207); a grant is renewed when it has less
    than `refresh_ahead` to live.
    """

    key: str
    label: str
    scopes: tuple[str, ...]
    uses_pkce: bool
    can_revoke: bool
    issuer: str
    refresh_ahead: timedelta

    def authorize_url(self, state: str, callback_url: str, verifier: str | None) -> str:
        """Where the cadre agrees."""
        ...

    def exchange(self, code: str, callback_url: str, verifier: str | None) -> Token:
        """The grant behind a code; a refused code is the fault `revoked`."""
        ...

    def refresh(self, token: Token) -> Token:
        """A younger grant; the old one may be dead the moment this returns."""
        ...

    def revoke(self, token: Token) -> None:
        """Give the grant back, where the platform knows how."""
        ...

    def identify(self, access: str) -> Identity:
        """Whose account the grant opens."""
        ...

    def post(self, access: str, author_id: str, post_id: str) -> Post:
        """One post, read with the grant of `author_id`; `gone` when there is none."""
        ...

    def recent(self, access: str, author_id: str, limit: int) -> list[Post]:
        """The newest own posts of `author_id`, newest first, at most `limit`."""
        ...


def expired(label: str) -> Fault:
    """The grant ran out and cannot be renewed."""
    return Fault("expired", f"Izin membaca akun {label} sudah habis. Tautkan ulang.", True)


def revoked(label: str) -> Fault:
    """The grant was taken back, or never given."""
    return Fault("revoked", f"Izin membaca akun {label} sudah dicabut. Tautkan ulang.", True)


def missing_scope(label: str) -> Fault:
    """The grant does not reach as far as what was asked."""
    return Fault("missing_scope", f"Izin dari {label} kurang lengkap. Tautkan ulang.", True)


def gone(label: str) -> Fault:
    """No such post: deleted, or never there."""
    return Fault("gone", f"Unggahan itu tidak ada lagi di {label}.", True)


def forbidden(label: str) -> Fault:
    """The post is there but not for us: hidden, protected, withheld."""
    return Fault("forbidden", f"{label} tidak mengizinkan unggahan itu dibaca.", True)


def rate_limited(label: str, retry_at: datetime) -> Fault:
    """Too many questions; `retry_at` is when the platform (or prudence) says to come back."""
    words = f"{label} sedang membatasi permintaan. Kami coba lagi sendiri nanti."
    return Fault("rate_limited", words, False, retry_at)


def down(label: str) -> Fault:
    """No answer in time, or an answer that says "not now"."""
    return Fault("down", f"{label} sedang tidak dapat dihubungi. Coba lagi nanti.")


def nonsense(label: str) -> Fault:
    """An answer that cannot be understood, or contradicts the question; nothing in it is used."""
    return Fault("nonsense", f"Jawaban dari {label} tidak dapat dipahami. Coba lagi nanti.")
