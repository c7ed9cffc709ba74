"""X, by its API v2: OAuth 2 with PKCE S256, a confidential client, rotating refresh tokens.

The platform is changing its vocabulary (`tweet.fields` becomes `post.fields`, and so on): we ask in
one, and read both. A post that is gone may come as 404 or as 200 that holds nothing but `errors`.
"""

import html
import secrets
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import requests
from authlib.integrations.base_client import OAuthError

from app import clock
from app.errors import Fault
from app.providers import base, wire
from app.providers.base import (
    Allowance,
    Departure,
    Identity,
    LinkForm,
    LinkShape,
    Post,
    Registration,
    Token,
    link_pattern,
)
from app.providers.central import Central

KEY = "x"
LABEL = "X"
FIELDS = "tweet.fields"
POST_FIELDS = "author_id,created_at,entities,note_tweet,edit_history_tweet_ids"
LIST_MIN, LIST_MAX = 5, 100
# Millionths of a dollar for each object read, by X's price list of 2026-02-06.
POST_READ, USER_READ = 5_000, 10_000
LIMIT_WAIT = timedelta(minutes=15)
TEXT_MAX = 25_000
# What the token endpoint says of a code or refresh token that is not good, or not any more.
SPENT = frozenset({"invalid_grant", "invalid_request"})

HOSTS = frozenset({"x.com", "m.x.com", "mobile.x.com"}) | {
    "twitter.com",
    "m.twitter.com",
    "mobile.twitter.com",
}
PLAIN = "https://x.com/i/web/status/{id}"


def written(post_id: str) -> datetime:
    """When an id was made: it carries its own milliseconds."""
    return datetime.fromtimestamp(((int(post_id) >> 22) + 1288834974657) / 1000, UTC)


LINKS = LinkShape(
    provider=KEY,
    label=LABEL,
    example="https://x.com/nama/status/123…",
    # No leading zero: every spelling of an id must come out the same, since it is claimable once.
    # The handle is decoration: X opens the post whatever stands there.
    forms=(
        LinkForm(
            HOSTS,
            link_pattern(r"/(?:\w{1,15}|i/web)/status(?:es)?/(?P<id>[1-9]\d{0,18})"),
            PLAIN,
        ),
        LinkForm(HOSTS, link_pattern(r"/statuses/(?P<id>[1-9]\d{0,18})"), PLAIN),
    ),
    short=(LinkForm(frozenset({"t.co"}), link_pattern(r"/(?P<id>\w{4,20})"), "https://t.co/{id}"),),
    written=written,
)


class X(Central):
    """The platform X, as its registered client."""

    key = KEY
    label = LABEL
    scopes = ("tweet.read", "users.read", "offline.access")
    refresh_ahead = timedelta(minutes=2)

    def __init__(self, registration: Registration) -> None:
        super().__init__(registration)
        dollars = Decimal(registration.options["daily_limit"])
        self.allowance = Allowance(
            unit="US$",
            units=1_000_000,
            zone=ZoneInfo("UTC"),
            per_day=int(dollars * 1_000_000),
            identity=USER_READ,
            # A look may have to follow an edit and to ask the author's own timeline as well.
            post=3 * POST_READ + USER_READ,
            listing=USER_READ,
            listed=POST_READ,
        )

    def depart(self, state: str, callback_url: str, where: str) -> Departure:
        """Where the cadre agrees."""
        verifier = secrets.token_urlsafe(48)
        with self._client(scope=" ".join(self.scopes), redirect_uri=callback_url) as client:
            url, _ = client.create_authorization_url(
                self._authorize, state=state, code_verifier=verifier
            )
        return Departure(url, self.issuer, {"verifier": verifier})

    def exchange(self, code: str, callback_url: str, kept: Mapping[str, str]) -> Token:
        """The grant behind a code, which lives 30 seconds."""
        with self._client(redirect_uri=callback_url) as client, _token_errors():
            answer = client.fetch_token(
                f"{self._api}/2/oauth2/token", code=code, code_verifier=kept["verifier"]
            )
        return self._token(answer, None, self.scopes)

    def refresh(self, token: Token) -> Token:
        """A younger grant; the refresh token handed in dies with this call."""
        if token.refresh is None:
            raise base.expired(LABEL)
        with self._client() as client, _token_errors():
            answer = client.refresh_token(
                f"{self._api}/2/oauth2/token", refresh_token=token.refresh
            )
        return self._token(answer, token.refresh, token.scopes)

    def revoke(self, token: Token) -> None:
        """Give both tokens back."""
        for secret, kind in ((token.refresh, "refresh_token"), (token.access, "access_token")):
            if secret is None:
                continue
            with self._client() as client:
                response = client.revoke_token(
                    f"{self._api}/2/oauth2/revoke", token=secret, token_type_hint=kind
                )
            if response.status_code != 200:
                raise base.down(LABEL)

    def identify(self, token: Token) -> Identity:
        """Whose account the grant opens."""
        body = self._get(token.access, "/2/users/me", {})
        with wire.understood(LABEL):
            me = body["data"]
            return Identity(
                subject=_id(me["id"]),
                handle=wire.word(me["username"], 80),
                name=wire.prose(me["name"], 120),
            )

    def post(self, token: Token, author_id: str, post_id: str) -> Post:
        """One post of anybody whom this grant may read; `author_id` says whose we expect."""
        access = token.access
        body = self._get(access, f"/2/tweets/{post_id}", _asking())
        if "data" not in body:
            raise _missing(body, post_id)
        with wire.understood(LABEL):
            found = _post(body["data"], body)
        if found.post_id != post_id:
            raise base.nonsense(LABEL)
        if found.author_id != author_id:
            self._not_among_own(access, author_id, post_id)
        if found.versions[-1] != post_id:
            return self._as_it_stands(access, found)
        return found

    def recent(self, token: Token, author_id: str, limit: int) -> list[Post]:
        """The newest own posts, without replies and reposts."""
        size = max(LIST_MIN, min(limit, LIST_MAX))
        more = {"max_results": str(size), "exclude": "replies,retweets"}
        body = self._get(token.access, f"/2/users/{author_id}/tweets", _asking() | more)
        with wire.understood(LABEL):
            posts = [_post(one, body) for one in _listed(body)]
        if any(one.author_id != author_id for one in posts):
            raise base.nonsense(LABEL)
        return posts[:limit]

    def _as_it_stands(self, access: str, old: Post) -> Post:
        """An edited post keeps its old versions readable: judged is what people see now."""
        body = self._get(access, f"/2/tweets/{old.versions[-1]}", _asking())
        if "data" not in body:
            raise _missing(body, old.versions[-1])
        with wire.understood(LABEL):
            new = _post(body["data"], body)
        if new.author_id != old.author_id or old.post_id not in new.versions:
            raise base.nonsense(LABEL)
        return replace(new, post_id=old.post_id, url=old.url)

    def _not_among_own(self, access: str, author_id: str, post_id: str) -> None:
        """Somebody else's post cannot stand in the own timeline: if it does, believe nothing."""
        number = int(post_id)
        window = {"since_id": str(number - 1), "until_id": str(number + 1), "max_results": "5"}
        body = self._get(access, f"/2/users/{author_id}/tweets", window)
        with wire.understood(LABEL):
            if any(one["id"] == post_id for one in _listed(body)):
                raise base.nonsense(LABEL)

    def _client(self, **options: Any) -> wire.Wire:
        client = wire.Wire(
            LABEL,
            client_id=self._registration.client_id,
            client_secret=self._registration.client_secret,
            code_challenge_method="S256",
            **options,
        )
        for answer in ("access_token_response", "refresh_token_response"):
            client.register_compliance_hook(answer, _not_limited)
        return client

    def _get(self, access: str, path: str, asked: dict[str, str]) -> dict[str, Any]:
        token = {"access_token": access, "token_type": "bearer"}
        with self._client(token=token) as client:
            response = client.request("GET", self._api + path, params=asked)
        body = wire.read_json(LABEL, _not_limited(response))
        if response.status_code != 200:
            raise _problem(response.status_code, body, path)
        return body

    @staticmethod
    def _token(answer: Any, old_refresh: str | None, scopes: tuple[str, ...]) -> Token:
        with wire.understood(LABEL):
            refresh = answer.get("refresh_token", old_refresh)
            granted = answer.get("scope")
            return Token(
                access=wire.word(answer["access_token"], 4096),
                refresh=None if refresh is None else wire.word(refresh, 4096),
                expires_at=wire.lifetime(answer.get("expires_in")),
                scopes=scopes if granted is None else tuple(granted.split()),
            )


@contextmanager
def _token_errors() -> Generator[None]:
    """The token endpoint's "no" as a fault. Only a spent code or grant is the cadre's affair; a
    wrong client or a broken server is ours, and must never cost anybody a link."""
    try:
        yield
    except OAuthError as error:
        known = error.error in SPENT
        raise (base.revoked(LABEL) if known else base.down(LABEL)) from None
    except (ValueError, TypeError, requests.RequestException, RecursionError):
        raise base.nonsense(LABEL) from None


def _not_limited(response: requests.Response) -> requests.Response:
    """The same answer, unless it says 429: then when to come back (unix seconds)."""
    if response.status_code != 429:
        return response
    reset = response.headers.get("x-rate-limit-reset", "")
    wished = clock.now() + LIMIT_WAIT
    if reset.isascii() and reset.isdigit() and len(reset) <= 11:
        wished = datetime.fromtimestamp(int(reset), UTC)
    raise base.rate_limited(LABEL, wire.within_reason(wished))


def _problem(status: int, body: dict[str, Any], path: str) -> Fault:
    """What an answer of application/problem+json means."""
    kind = str(body.get("type", "")).rsplit("/", 1)[-1]
    if status == 401:
        return base.expired(LABEL)
    if kind in ("resource-not-found", "not-authorized-for-resource"):
        return _missing({"errors": [body]}, path.rsplit("/", 1)[-1])
    if kind == "usage-capped":
        return base.rate_limited(LABEL, clock.now() + LIMIT_WAIT)
    if kind == "client-forbidden":
        return base.down(LABEL)
    if status == 403:
        return base.missing_scope(LABEL)
    return base.nonsense(LABEL)


def _missing(body: dict[str, Any], post_id: str) -> Fault:
    """Why an answer holds no post; the error must speak of the post that was asked for."""
    with wire.understood(LABEL):
        error = body["errors"][0]
        kind = str(error["type"]).rsplit("/", 1)[-1]
        about = {str(error[name]) for name in ("value", "resource_id") if name in error}
    if about - {post_id}:
        return base.nonsense(LABEL)
    if kind == "resource-not-found":
        return base.gone(LABEL)
    if kind == "not-authorized-for-resource":
        return base.forbidden(LABEL)
    return base.nonsense(LABEL)


def _listed(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The items of a list; an empty list has no `data` but says so in `meta`."""
    if "data" not in body and body["meta"]["result_count"] != 0:
        raise ValueError("a list that is neither there nor empty")
    return body.get("data", [])


def _asking() -> dict[str, str]:
    return {
        FIELDS: POST_FIELDS,
        "expansions": "author_id",
        "user.fields": "protected,username",
    }


def _post(data: dict[str, Any], body: dict[str, Any]) -> Post:
    """One post of an answer. Raises KeyError, TypeError, ValueError for what does not fit."""
    post_id, author_id = _id(data["id"]), _id(data["author_id"])
    versions = _versions(data, post_id)
    author = next(one for one in body["includes"]["users"] if one["id"] == author_id)
    long = data.get("note_tweet") or data.get("note_post") or data
    text, links = _text(long["text"], long.get("entities") or {})
    tags = [one["tag"] for one in (long.get("entities") or {}).get("hashtags", [])]
    posted_at = wire.moment(data["created_at"])
    return Post(
        provider=KEY,
        post_id=post_id,
        author_id=author_id,
        posted_at=min(posted_at, written(versions[0])) if len(versions) > 1 else posted_at,
        text=text,
        links=links,
        tags=wire.tags(text, tags),
        public=author["protected"] is False,
        url=PLAIN.format(id=post_id),
        versions=versions,
    )


def _versions(data: dict[str, Any], post_id: str) -> tuple[str, ...]:
    told = data.get("edit_history_tweet_ids") or data.get("edit_history_post_ids") or [post_id]
    versions = tuple(_id(one) for one in told)
    if post_id not in versions:
        raise ValueError("a post outside its own history")
    return versions


def _text(given: Any, entities: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The text as it was written: entities unescaped, short links replaced by where they lead."""
    text = html.unescape(wire.prose(given, TEXT_MAX))
    links = []
    for one in entities.get("urls", []):
        target = wire.prose(one.get("unwound_url") or one["expanded_url"], 2000)
        text = text.replace(wire.word(one["url"], 2000), target)
        links.append(target)
    return text[:TEXT_MAX], tuple(links)


def _id(value: Any) -> str:
    found = wire.word(value, 19)
    if not (found.isascii() and found.isdigit()):
        raise ValueError("not an id of X")
    return found
