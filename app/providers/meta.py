"""What Meta's graphs have in common: sign-in without PKCE, long grants, envelopes, lists, demands.

Codes are exchanged for a short grant and that for one of about sixty days. The status of an error
is nearly always 400; its envelope says what is wrong, and a header in minutes when to come back.
There is no look-up by link: a post is found in the list of its author's own. Secrets and tokens
travel in the query of some calls, as Meta wants it; nothing here lets an address out.
"""

import base64
import hashlib
import hmac
import json
from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, ClassVar

import requests

from app import clock
from app.errors import Fault, Refusal
from app.providers import base, wire
from app.providers.base import Departure, Post, Registration, Token
from app.providers.central import Central
from app.words import said

TOKEN_MAX, ID_MAX = 4096, 80
OWN_ID_MIN = 15  # longer than any shortcode
LIMIT_WAIT = timedelta(minutes=15)
BLOCK_WAIT = timedelta(hours=1)
RAN_OUT, NOT_THERE = 463, 33
GRANT_CODES = frozenset({102, 190})
SCOPE_CODES = frozenset({10, *range(200, 300)})
# Limits of the app, and those of one person, page, kind of call or product.
APP_LIMIT_CODES = frozenset({4, 341})
LIMIT_CODES = APP_LIMIT_CODES | {17, 32, 613, *range(80000, 80015)}
BLOCKED = 368
BAD_QUESTION = 100
# Meta's own trouble, and trouble with us as its client: nobody loses a link over either.
SERVER_CODES = frozenset({1, 2, 3, 101})
USAGE = ("X-Business-Use-Case-Usage", "X-App-Usage")
SIGNED_MAX = 4096
# How old a signed demand may be, and how far ahead of our clock.
SIGNED_WITHIN, AHEAD = timedelta(days=1), timedelta(minutes=5)


class Forged(Refusal):
    """A demand that this platform has not signed, or not lately."""

    status = 400

    def __init__(self, label: str) -> None:
        super().__init__(
            "forged", said("Permintaan ini tidak ditandatangani oleh %(label)s.", label=label)
        )


@dataclass(frozen=True)
class Demand:
    """What Meta tells us about one account by a signed request: which it names, and when."""

    named: str
    issued_at: datetime


class Meta(Central):
    """A platform of Meta.

    `long_kind` and `refresh_kind` are how it names its exchanges; `posts_path` is the list of
    one's own posts, read `page` by `page` and no further than `pages`, with `post_fields` of each.
    """

    long_kind: ClassVar[str]
    refresh_kind: ClassVar[str]
    posts_path: ClassVar[str]
    post_fields: ClassVar[str]
    page: ClassVar[int] = 50
    pages: ClassVar[int] = 10
    can_revoke = False
    lasting = True
    # A grant may be renewed from its second day on, and only while it lives.
    refresh_ahead = timedelta(days=30)

    def __init__(self, registration: Registration) -> None:
        super().__init__(registration)
        self._token_url = registration.options.get("token_url", f"{self._api}/oauth/access_token")

    def depart(self, state: str, callback_url: str, where: str) -> Departure:
        """Where the cadre agrees; scopes are separated by commas here."""
        with wire.Wire(
            self.label,
            client_id=self._registration.client_id,
            scope=",".join((*self.scopes, *self.post_scopes)),
            redirect_uri=callback_url,
        ) as client:
            url, _ = client.create_authorization_url(self._authorize, state=state)
        return Departure(url, self.issuer, {})

    def exchange(self, code: str, callback_url: str, kept: Mapping[str, str]) -> Token:
        """The long grant behind a code; `#_`, which Meta hangs on addresses, is no part of it."""
        form = {
            "client_id": self._registration.client_id,
            "client_secret": self._registration.client_secret,
            "grant_type": "authorization_code",
            "redirect_uri": callback_url,
            "code": code.removesuffix("#_"),
        }
        answer = self._ask("POST", self._token_url, spends_code=True, data=form)
        with wire.understood(self.label):
            short = _only(answer)
            access = wire.word(short["access_token"], TOKEN_MAX)
        return self._prolonged(access, short)

    def refresh(self, token: Token) -> Token:
        """Sixty more days, for a grant that is a day old and still alive."""
        return self._long(
            "/refresh_access_token", self.refresh_kind, token.access, token.scopes, token.extra
        )

    def revoke(self, token: Token) -> None:
        """Nothing to be told: a grant ends in the cadre's own settings there."""

    def post(self, token: Token, author_id: str, post_id: str) -> Post:
        """The own post with this shortcode, or with this id of Meta's own (`canonical_id`).

        `gone` for a shortcode when the whole list does not hold it, for an id when Meta knows none.
        """
        if own_id(post_id):
            return self._one(token, author_id, post_id, f"/{post_id}")
        for one in self._own(token, author_id):
            if one.post_id == post_id:
                return one
        raise base.gone(self.label)

    def recent(self, token: Token, author_id: str, limit: int) -> list[Post]:
        """The newest posts of one's own making, newest first, at most `limit`."""
        own = self._own(token, author_id, limit=str(min(limit, self.page)))
        return list(islice((one for one in own if one.original), limit))

    @abstractmethod
    def _post(self, data: dict[str, Any], token: Token, author_id: str) -> Post | None:
        """One item of the own list, None for what is no post of one's own.

        Raises KeyError, TypeError, ValueError for what does not fit.
        """

    def demand(self, signed: str) -> Demand:
        """What a signed request tells us. Raises Forged for whatever this platform's secret has
        not signed within a day."""
        signature, _, payload = signed[:SIGNED_MAX].partition(".")
        made = hmac.digest(self._secret, payload.encode("utf-8", "replace"), hashlib.sha256)
        try:
            with wire.understood(self.label):
                if not hmac.compare_digest(made, _decoded(signature)):
                    raise ValueError("not signed by this platform")
                return _told(json.loads(_decoded(payload)))
        except Fault:
            raise Forged(self.label) from None

    @property
    def _secret(self) -> bytes:
        return self._registration.client_secret.encode()

    def _prolonged(self, access: str, short: Mapping[str, Any]) -> Token:
        """The long grant for a short one; `short` is all that was answered with it."""
        with wire.understood(self.label):
            scopes = _scopes(short.get("permissions"), self.scopes)
        secret = self._registration.client_secret
        return self._long("/access_token", self.long_kind, access, scopes, {}, client_secret=secret)

    def _long(
        self,
        path: str,
        kind: str,
        access: str,
        scopes: tuple[str, ...],
        extra: Mapping[str, str],
        **more: str,
    ) -> Token:
        asked = {"grant_type": kind, "access_token": access, **more}
        answer = self._ask("GET", self._api + path, params=asked)
        with wire.understood(self.label):
            long = _only(answer)
            return Token(
                access=wire.word(long["access_token"], TOKEN_MAX),
                refresh=None,
                expires_at=wire.lifetime(long["expires_in"]),
                scopes=_scopes(long.get("permissions"), scopes),
                extra=extra,
            )

    def _one(self, token: Token, author_id: str, post_id: str, path: str) -> Post:
        """One post by Meta's own id of it."""
        data = self._read(token, path, {"fields": self.post_fields}, by_id=True)
        with wire.understood(self.label):
            found = self._post(data, token, author_id)
        if found is None or found.canonical_id != post_id:
            raise base.nonsense(self.label)
        return replace(found, post_id=post_id)

    def _own(self, token: Token, author_id: str, **more: str) -> Iterator[Post]:
        """The own posts, newest first; see `_listed`."""
        for data in self._listed(token, **more):
            with wire.understood(self.label):
                found = self._post(data, token, author_id)
            if found:
                yield found

    def _listed(self, token: Token, **more: str) -> Iterator[dict[str, Any]]:
        """The items of the own list, newest first, to its very end.

        Of a list that goes on behind `pages` nothing can be said: the fault `nonsense`.
        """
        asked = {"fields": self.post_fields, "limit": str(self.page), **more}
        for _ in range(self.pages):
            body = self._read(token, self.posts_path, asked)
            with wire.understood(self.label):
                items = [dict(one) for one in body["data"]]
                paging = body.get("paging") or {}
                if goes_on := bool(paging.get("next")):
                    asked |= _behind(paging)
            yield from items
            if not goes_on:
                return
        raise base.nonsense(self.label)

    def _read(
        self, token: Token, path: str, asked: Mapping[str, str], by_id: bool = False
    ) -> dict[str, Any]:
        """One object, or one page of a list, read with the grant of a cadre."""
        signed = {**asked, "access_token": token.access}
        return self._ask("GET", self._api + path, by_id=by_id, params=signed)

    def _ask(
        self, method: str, url: str, spends_code: bool = False, by_id: bool = False, **options: Any
    ) -> dict[str, Any]:
        """An answer, or what its envelope says went wrong with a code or with one object's id."""
        with wire.Wire(self.label) as client:
            response = client.plain(method, url, **options)
        body = wire.read_json(self.label, response)
        if not {"error", "error_message"} & body.keys() and response.status_code == 200:
            return body
        raise _fault(self.label, body, response, spends_code, by_id)


def identifier(value: Any) -> str:
    """An id as text: some answers carry it as a number. Raises TypeError, ValueError."""
    found = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return wire.word(found, ID_MAX)


def own_id(post_id: str) -> bool:
    """Whether this is an id of Meta's own rather than what stands in a link."""
    return post_id.isascii() and post_id.isdecimal() and len(post_id) >= OWN_ID_MIN


def check_owner(owner: Mapping[str, Any] | None, allowed: Collection[str | None]) -> None:
    """An item of the own list must name no owner, or one of these. Raises ValueError."""
    if owner is not None and identifier(owner["id"]) not in allowed:
        raise ValueError("somebody else's post in the own list")


def linked(text: str, *attached: Any) -> tuple[str, ...]:
    """Where a text leads: the addresses in it, and what is attached to it."""
    told = [wire.prose(one, 2000) for one in attached if one]
    return tuple(dict.fromkeys([*wire.links(text), *told]))


def _told(payload: dict[str, Any]) -> Demand:
    """What a signed request carries. Raises KeyError, TypeError, ValueError for an old one too."""
    if payload["algorithm"].upper() != "HMAC-SHA256":
        raise ValueError("another way of signing")
    issued_at = datetime.fromtimestamp(int(payload["issued_at"]), UTC)
    if not -AHEAD <= clock.now() - issued_at <= SIGNED_WITHIN:
        raise ValueError("signed at another time")
    return Demand(identifier(payload["user_id"]), issued_at)


def _only(answer: dict[str, Any]) -> dict[str, Any]:
    """What a token endpoint answers: flat, or as the only item of `data`."""
    return dict(answer["data"][0] if isinstance(answer.get("data"), list) else answer)


def _scopes(told: Any, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    """Permissions as a list or with commas between; not told at all, they are as before."""
    if told is None:
        return otherwise
    listed = told.split(",") if isinstance(told, str) else told
    return tuple(wire.word(one, 80) for one in listed)


def _behind(paging: dict[str, Any]) -> dict[str, str]:
    """Where the next page begins."""
    return {"after": wire.word(paging["cursors"]["after"], 1000)}


def _decoded(part: str) -> bytes:
    """Base64 for addresses, without its padding. Raises ValueError."""
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _fault(
    label: str, body: dict[str, Any], response: requests.Response, spends_code: bool, by_id: bool
) -> Fault:
    """What an envelope means; Instagram's sign-in has one of its own, in which only words tell."""
    if "error_message" in body:
        about_code = spends_code and "code" in str(body["error_message"]).lower()
        return base.revoked(label) if about_code else base.down(label)
    with wire.understood(label):
        code = int(body["error"]["code"])
        part = body["error"].get("error_subcode")
    if code in GRANT_CODES:
        return base.expired(label) if part == RAN_OUT else base.revoked(label)
    if code in LIMIT_CODES:
        return base.rate_limited(label, _regained(response), everywhere=code in APP_LIMIT_CODES)
    if code == BLOCKED:
        return base.rate_limited(label, clock.now() + BLOCK_WAIT, everywhere=False)
    if code in SCOPE_CODES:
        return base.missing_scope(label)
    if code in SERVER_CODES:
        return base.down(label)
    if code == BAD_QUESTION and spends_code:
        return base.revoked(label)
    if code == BAD_QUESTION and by_id and part == NOT_THERE:
        return base.gone(label)
    return base.nonsense(label)


def _regained(response: requests.Response) -> datetime:
    """When Meta says that calls work again: minutes, inside JSON, inside a header."""
    minutes = [one for name in USAGE for one in _minutes(response.headers.get(name, ""))]
    wait = timedelta(minutes=min(max(minutes), 24 * 60)) if any(minutes) else LIMIT_WAIT
    return wire.within_reason(clock.now() + wait)


def _minutes(told: str) -> list[int]:
    """Flat, or as lists by business; a header that cannot be read says nothing."""
    try:
        usage = json.loads(told or "{}")
        groups = [one if isinstance(one, list) else [] for one in usage.values()]
        parts = [usage, *(part for group in groups for part in group)]
        return [int(one.get("estimated_time_to_regain_access", 0)) for one in parts]
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return []
