"""The contract of every platform: what is read, what is asked, and how it fails.

Ids are text everywhere (64-bit numbers do not survive other people's JSON), moments are aware UTC.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Protocol
from zoneinfo import ZoneInfo

from app.errors import Fault, Refusal
from app.words import noted, said


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
    first: text is the newest version's, `posted_at` the oldest's. `canonical_id` is the platform's
    own id where links to the post carry others, so that no spelling is claimed a second time.
    A reply, a quote or a repost is not `original`: it lives from somebody's earlier post.
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
    canonical_id: str | None = None
    original: bool = True


@dataclass(frozen=True)
class Identity:
    """Whose account a grant opens: `subject` never changes, handle and name may.

    The handle is empty where a platform has none. `alias` is the other id by which a platform may
    speak of the account, where it has two.
    """

    subject: str
    handle: str
    name: str
    alias: str = ""

    @property
    def known_as(self) -> str:
        """What people call the account."""
        return known_as(self.handle, self.name)


def known_as(handle: str, name: str) -> str:
    """An account as people know it: by its handle, or by its owner's name where it has none."""
    return f"@{handle}" if handle else name


@dataclass(frozen=True)
class Token:
    """A grant. Secrets stay out of `repr`, so that no log line can hold them by accident.

    `extra` is whatever else its platform needs to use it: an instance, a key, a host.
    """

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    expires_at: datetime | None
    scopes: tuple[str, ...]
    extra: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Departure:
    """Where a cadre is sent to agree.

    `issuer` is the origin that answers sign-ins (RFC 9207); `kept` is what the exchange will need
    (a PKCE verifier, a key) and nobody else may see.
    """

    url: str = field(repr=False)
    issuer: str
    kept: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Where:
    """What a cadre types before she leaves for a network without one centre."""

    label: str
    hint: str
    placeholder: str


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


@dataclass(frozen=True)
class Allowance:
    """What reading a platform may cost on one day, in small whole units of its own.

    `post`, `identity` and `listing` are the most that such a question can cost; a listing costs
    `listed` more for each post. `units` of them make one `unit` for people ("US$", "satuan"); the
    day turns at midnight in `zone`.
    """

    unit: str
    units: int
    zone: ZoneInfo
    per_day: int
    identity: int
    post: int
    listing: int
    listed: int


class Registration(Protocol):
    """How we are known to a platform, and its options: hosts, version, vocabulary."""

    @property
    def client_id(self) -> str: ...
    @property
    def client_secret(self) -> str: ...
    @property
    def options(self) -> Mapping[str, str]: ...


class Clients(Protocol):
    """Where registrations with single instances are remembered (providers know no database)."""

    def find(self, provider: str, host: str) -> Mapping[str, str] | None:
        """What an instance gave us when we registered there; None if it never did."""
        ...

    def keep(self, provider: str, host: str, client: Mapping[str, str]) -> Mapping[str, str]:
        """Remember a registration; of two made at once the first one stays, and is given back."""
        ...

    def forget(self, provider: str, host: str) -> None:
        """The instance no longer knows us: register anew next time."""
        ...


class Nowhere(Refusal):
    """What was typed before leaving leads to no account or server; the words say what would."""

    def __init__(self, words: str) -> None:
        super().__init__("nowhere", words, "di")


class Readable(ABC):
    """Where cadres publish and we read. Every method may speak to the network and raises a typed
    `Fault`, nothing else.

    `public` posts can be read without any grant, so that they are read even after it has ended.
    `author_only` words are shown to nobody but their author. Where reading costs money or a day's
    quota, `allowance` says how much. `consent_origin` is the one place to which a cadre is sent to
    agree, None where there is none or it depends on what she typed; `advice` is what she should
    know before she leaves. `clients` is handed to all; only networks without one centre ask it.
    """

    clients: Clients
    key: ClassVar[str]
    label: ClassVar[str]
    public: ClassVar[bool] = False
    author_only: ClassVar[bool] = False
    advice: ClassVar[str] = ""

    def __init__(self, registration: Registration) -> None:
        self._registration = registration
        self.options = registration.options
        self.consent_origin: str | None = None
        self.allowance: Allowance | None = None

    @abstractmethod
    def post(self, token: Token, author_id: str, post_id: str) -> Post:
        """One post, read with the grant of `author_id`; `gone` when there is none.

        `post_id` is the id that a link carries, or the `canonical_id` of a post read before.
        """

    @abstractmethod
    def recent(self, token: Token, author_id: str, limit: int) -> list[Post]:
        """The newest own posts of `author_id`, newest first, at most `limit`."""


class Provider(Readable):
    """A platform on which a cadre signs in and agrees to be read; beside typed faults it raises
    the `Refusal` of what she can put right herself.

    Without all of `scopes` nothing is linked; without `post_scopes` an account is linked whose
    posts cannot be read. A grant is renewed when it has less than `refresh_ahead` to live.
    `where` is asked before leaving, on networks without one centre. `lasting` grants have no
    refresh token and are renewed by the clock, since nothing can renew them once they have ended.
    A grant that was taken back `ends_link` where the platform's terms want all of it deleted then.
    A platform that `names_issuer` says in every answer to a sign-in who gives it (RFC 9207).
    """

    scopes: ClassVar[tuple[str, ...]]
    post_scopes: ClassVar[tuple[str, ...]] = ()
    can_revoke: ClassVar[bool] = True
    refresh_ahead: ClassVar[timedelta]
    where: ClassVar[Where | None] = None
    ends_link: ClassVar[bool] = False
    lasting: ClassVar[bool] = False
    names_issuer: ClassVar[bool] = False

    @abstractmethod
    def depart(self, state: str, callback_url: str, where: str) -> Departure:
        """Where the cadre agrees. Raises Nowhere for a `where` that leads to nobody."""

    @abstractmethod
    def exchange(self, code: str, callback_url: str, kept: Mapping[str, str]) -> Token:
        """The grant behind a code; a refused code is the fault `revoked`."""

    @abstractmethod
    def refresh(self, token: Token) -> Token:
        """A younger grant; the old one may be dead the moment this returns."""

    @abstractmethod
    def revoke(self, token: Token) -> None:
        """Give the grant back, where the platform knows how."""

    @abstractmethod
    def identify(self, token: Token) -> Identity:
        """Whose account the grant opens. Raises Refusal for one that no program may read."""


def expired(label: str) -> Fault:
    """The grant ran out and cannot be renewed."""
    return Fault(
        "expired",
        said(noted("Izin membaca akun %(label)s sudah habis. Tautkan ulang."), label=label),
        True,
    )


def revoked(label: str) -> Fault:
    """The grant was taken back, or never given."""
    return Fault(
        "revoked",
        said(noted("Izin membaca akun %(label)s sudah dicabut. Tautkan ulang."), label=label),
        True,
    )


def missing_scope(label: str) -> Fault:
    """The grant does not reach as far as what was asked."""
    return Fault(
        "missing_scope",
        said(noted("Izin dari %(label)s kurang lengkap. Tautkan ulang."), label=label),
        True,
    )


def gone(label: str) -> Fault:
    """No such post: deleted, or never there."""
    return Fault(
        "gone", said(noted("Unggahan itu tidak ada lagi di %(label)s."), label=label), True
    )


def forbidden(label: str) -> Fault:
    """The post is there but not for us: hidden, protected, withheld."""
    return Fault(
        "forbidden",
        said(noted("%(label)s tidak mengizinkan unggahan itu dibaca."), label=label),
        True,
    )


def unfit(words: str) -> Fault:
    """It is there, but nothing can be concluded from it: no proof of a hand-in, and none against a
    post that counts."""
    return Fault("unfit", words, True)


def rate_limited(label: str, retry_at: datetime, everywhere: bool = True) -> Fault:
    """Too many questions; `retry_at` is when the platform (or prudence) says to come back.

    Not `everywhere` where the platform says that it means this one grant alone.
    """
    words = said(
        noted("%(label)s sedang membatasi permintaan. Kami coba lagi sendiri nanti."), label=label
    )
    return Fault("rate_limited", words, False, retry_at, everywhere)


def quota(label: str, retry_at: datetime) -> Fault:
    """The day's allowance of questions, or the money for them, is used up until `retry_at`."""
    words = said(
        noted("Jatah membaca %(label)s hari ini sudah habis. Kami lanjutkan sendiri sesudahnya."),
        label=label,
    )
    return Fault("quota", words, False, retry_at, everywhere=True)


def down(label: str, retry_at: datetime | None = None) -> Fault:
    """No answer in time, or an answer that says "not now", perhaps with a moment to come back."""
    words = said(noted("%(label)s sedang tidak dapat dihubungi. Coba lagi nanti."), label=label)
    return Fault("down", words, retry_at=retry_at)


def nonsense(label: str) -> Fault:
    """An answer that cannot be understood, or contradicts the question; nothing in it is used."""
    return Fault(
        "nonsense",
        said(noted("Jawaban dari %(label)s tidak dapat dipahami. Coba lagi nanti."), label=label),
    )
