"""X, by its API v2: OAuth 2 with PKCE S256, a confidential client, rotating refresh tokens.

The platform is changing its vocabulary (`tweet.fields` becomes `post.fields`, and so on): we ask in
the one that option `vocabulary` names, and read both. A post that is gone may come as 404 or as 200
that holds nothing but `errors`.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import requests

from app import clock
from app.errors import Fault
from app.providers import base, wire
from app.providers.base import (
    Allowance,
    Identity,
    LinkForm,
    LinkShape,
    Post,
    Registration,
    Token,
    link_pattern,
)
from app.providers.code_flow import CodeFlow

KEY = "x"
LABEL = "X"
# How each vocabulary asks for one post. In the new one the author and what a post refers to are no
# fields but expansions, and what is expanded is paid for like what was asked for.
ASKING: Mapping[str, Mapping[str, str]] = {
    "tweet": {
        "tweet.fields": "author_id,created_at,entities,note_tweet,"
        "edit_history_tweet_ids,referenced_tweets",
        "expansions": "author_id",
        "user.fields": "protected,username",
    },
    "post": {
        "post.fields": "created_at,entities,note_post",
        "expansions": "author_id,referenced_posts",
        "user.fields": "protected,username",
    },
}
EXPANDED = {"tweet": 0, "post": 2}  # posts that come along: one replied to, one quoted
LIST_MIN, LIST_MAX = 5, 100
# Millionths of a dollar for each object read, by X's price list of 2026-02-06.
POST_READ, USER_READ = 5_000, 10_000
TRENDS_READ = 10_000  # a question, however many topics come
INDONESIA = 23424846  # the "where on earth" id by which trends are asked for
TRENDS_MAX = 50
CREDIT_WAIT = timedelta(hours=1)
TEXT_MAX = 25_000

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


class Trend(NamedTuple):
    """A topic that many write about, and in how many posts, where X says so."""

    name: str
    posts: int | None


class X(CodeFlow):
    """The platform X, as its registered client.

    A code lives 30 seconds; a refresh token dies with its use.
    """

    key = KEY
    label = LABEL
    scopes = ("tweet.read", "users.read", "offline.access")
    refresh_ahead = timedelta(minutes=2)
    spent = frozenset({"invalid_grant", "invalid_request"})

    def __init__(self, registration: Registration) -> None:
        super().__init__(registration, f"{registration.options['api_url']}/2/oauth2/token")
        vocabulary = registration.options["vocabulary"]
        if vocabulary not in ASKING:
            raise ValueError(f"X_VOCABULARY must be {' or '.join(ASKING)}, not {vocabulary!r}.")
        self._asking = ASKING[vocabulary]
        dollars = Decimal(registration.options["daily_limit"])
        self.allowance = Allowance(
            unit="US$",
            units=1_000_000,
            zone=ZoneInfo("UTC"),
            per_day=int(dollars * 1_000_000),
            identity=USER_READ,
            # A look may have to follow an edit and to ask the author's own timeline as well.
            post=(3 + 2 * EXPANDED[vocabulary]) * POST_READ + USER_READ,
            listing=USER_READ,
            listed=POST_READ,
        )

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
        body = self._get(access, f"/2/tweets/{post_id}", self._asking)
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
        """The newest own posts, without replies and reposts; and without quotes, unless telling
        them costs money."""
        size = max(LIST_MIN, min(limit, LIST_MAX))
        more = {"max_results": str(size), "exclude": "replies,retweets", "expansions": "author_id"}
        asked = {**self._asking, **more}
        body = self._get(token.access, f"/2/users/{author_id}/tweets", asked)
        with wire.understood(LABEL):
            posts = [_post(one, body) for one in _listed(body)]
        if any(one.author_id != author_id for one in posts):
            raise base.nonsense(LABEL)
        return [one for one in posts if one.original][:limit]

    @property
    def watches_trends(self) -> bool:
        """Whether the operator gave us the app's own token, by which alone trends are asked for."""
        return bool(self.options.get("app_token"))

    def trends(self, most: int) -> list[Trend]:
        """What is talked about most in Indonesia, as X ranks it; at most `TRENDS_MAX`."""
        asked = {"max_trends": str(min(most, TRENDS_MAX)), "trend.fields": "trend_name,tweet_count"}
        body = self._get(self.options["app_token"], f"/2/trends/by/woeid/{INDONESIA}", asked)
        with wire.understood(LABEL):
            return [_trend(one) for one in body["data"]][:most]

    def _as_it_stands(self, access: str, old: Post) -> Post:
        """An edited post keeps its old versions readable: judged is what people see now."""
        body = self._get(access, f"/2/tweets/{old.versions[-1]}", self._asking)
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

    def _get(self, access: str, path: str, asked: Mapping[str, str]) -> dict[str, Any]:
        response = self._bearer(access, path, asked)
        body = wire.read_json(LABEL, response)
        if response.status_code != 200:
            raise _problem(response.status_code, body, path)
        return body

    def _not_limited(self, response: requests.Response) -> requests.Response:
        """The same answer, unless it says 429: then when to come back (unix seconds)."""
        if response.status_code == 429 and b"/usage-capped" in response.content:
            raise base.quota(LABEL, clock.now() + CREDIT_WAIT)
        reset = response.headers.get("x-rate-limit-reset", "")
        if response.status_code == 429 and re.fullmatch(r"[0-9]{1,11}", reset):
            wished = datetime.fromtimestamp(int(reset), UTC)
            raise base.rate_limited(LABEL, wire.within_reason(wished))
        return super()._not_limited(response)


def _problem(status: int, body: dict[str, Any], path: str) -> Fault:
    """What an answer of application/problem+json means."""
    kind = str(body.get("type", "")).rsplit("/", 1)[-1]
    if status == 401:
        return base.expired(LABEL)
    if kind in ("resource-not-found", "not-authorized-for-resource"):
        return _missing({"errors": [body]}, path.rsplit("/", 1)[-1])
    if status == 402:
        return base.quota(LABEL, clock.now() + CREDIT_WAIT)
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
        original=not (data.get("referenced_posts") or data.get("referenced_tweets")),
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


def _trend(data: dict[str, Any]) -> Trend:
    posts = data.get("tweet_count", data.get("post_count"))
    return Trend(wire.prose(data["trend_name"], 100), None if posts is None else int(posts))
