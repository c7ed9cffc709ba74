"""Threads, by its Graph API: no PKCE; a short grant is exchanged for one of sixty days.

There is no look-up by link: a post is found by listing the owner's own posts and comparing the
shortcode, so nobody else's post can ever be read here. Secrets and tokens travel in the query of
some calls, as the platform wants it; nothing here lets an address out.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import requests

from app import clock
from app.errors import Fault
from app.providers import base, wire
from app.providers.base import (
    Departure,
    Identity,
    LinkForm,
    LinkShape,
    Post,
    Token,
    link_pattern,
)
from app.providers.central import Central

KEY = "threads"
LABEL = "Threads"
POST_FIELDS = "id,owner,permalink,shortcode,text,timestamp,media_type,link_attachment_url,topic_tag"
PAGE, PAGES_MAX = 50, 10
LIMIT_WAIT = timedelta(minutes=15)
TEXT_MAX = 10_000
# Somebody else's words under one's own name: not an own post.
REPOST = "REPOST_FACADE"
URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
GRANT_CODES, LIMIT_CODES = frozenset({102, 190}), frozenset({4, 17, 32, 613})
SERVER_CODES = frozenset({1, 2, 101})
RAN_OUT = 463

HOSTS = frozenset({"threads.com", "threads.net"})
PLAIN = "https://www.threads.com/t/{id}"

LINKS = LinkShape(
    provider=KEY,
    label=LABEL,
    example="https://www.threads.com/@nama/post/Ab1…",
    forms=(
        LinkForm(HOSTS, link_pattern(r"/@[\w.]{1,30}/post/(?P<id>[\w-]{5,20})"), PLAIN),
        LinkForm(HOSTS, link_pattern(r"/t/(?P<id>[\w-]{5,20})"), PLAIN),
    ),
)


class Threads(Central):
    """The platform Threads, as its registered client."""

    key = KEY
    label = LABEL
    scopes = ("threads_basic",)
    can_revoke = False
    author_only = True
    lasting = True
    # A grant may be renewed from its second day on, and only while it lives.
    refresh_ahead = timedelta(days=30)

    def depart(self, state: str, callback_url: str, where: str) -> Departure:
        """Where the cadre agrees; scopes are separated by commas here."""
        with wire.Wire(
            LABEL,
            client_id=self._registration.client_id,
            scope=",".join(self.scopes),
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
        short = self._ask("POST", "/oauth/access_token", spends_code=True, data=form)
        with wire.understood(LABEL):
            first = wire.word(short["access_token"], 4096)
        secret = self._registration.client_secret
        return self._long("/access_token", "th_exchange_token", first, client_secret=secret)

    def refresh(self, token: Token) -> Token:
        """Sixty more days, for a grant that is a day old and still alive."""
        return self._long("/refresh_access_token", "th_refresh_token", token.access)

    def revoke(self, token: Token) -> None:
        """Threads has no way to give a grant back: it ends in the cadre's own settings there."""

    def identify(self, token: Token) -> Identity:
        """Whose account the grant opens."""
        asked = {"fields": "id,username,name", "access_token": token.access}
        me = self._ask("GET", "/me", params=asked)
        with wire.understood(LABEL):
            handle = wire.word(me["username"], 80)
            return Identity(_id(me["id"]), handle, wire.prose(me.get("name") or handle, 120))

    def post(self, token: Token, author_id: str, post_id: str) -> Post:
        """The own post with this shortcode; `gone` when the whole list does not hold it."""
        after = ""
        for _ in range(PAGES_MAX):
            posts, after = self._page(token.access, author_id, PAGE, after)
            for one in posts:
                if one.post_id == post_id:
                    return one
            if not after:
                raise base.gone(LABEL)
        # Too far back to say that it is gone.
        raise base.nonsense(LABEL)

    def recent(self, token: Token, author_id: str, limit: int) -> list[Post]:
        """The newest own posts, without reposts."""
        posts, _ = self._page(token.access, author_id, min(limit, PAGE), "")
        return posts[:limit]

    def _page(self, access: str, author_id: str, size: int, after: str) -> tuple[list[Post], str]:
        asked = {"fields": POST_FIELDS, "limit": str(size), "access_token": access}
        body = self._ask("GET", "/me/threads", params=asked | ({"after": after} if after else {}))
        with wire.understood(LABEL):
            own = [one for one in body["data"] if one.get("media_type") != REPOST]
            posts = [_post(one, author_id) for one in own]
            paging = body.get("paging") or {}
            more = wire.word(paging["cursors"]["after"], 1000) if paging.get("next") else ""
        return posts, more

    def _long(self, path: str, kind: str, access: str, **more: str) -> Token:
        asked = {"grant_type": kind, "access_token": access, **more}
        answer = self._ask("GET", path, params=asked)
        with wire.understood(LABEL):
            return Token(
                access=wire.word(answer["access_token"], 4096),
                refresh=None,
                expires_at=wire.lifetime(answer["expires_in"]),
                scopes=self.scopes,
            )

    def _ask(
        self, method: str, path: str, spends_code: bool = False, **options: Any
    ) -> dict[str, Any]:
        with wire.Wire(LABEL) as client:
            response = client.request(
                method, self._api + path, withhold_token=True, auth=wire.bare, **options
            )
        body = wire.read_json(LABEL, response)
        if "error" in body or response.status_code != 200:
            raise _fault(body, response, spends_code)
        return body


def _fault(body: dict[str, Any], response: requests.Response, spends_code: bool) -> Fault:
    """What Meta's error envelope means; the status is nearly always 400 and says nothing."""
    with wire.understood(LABEL):
        code = int(body["error"]["code"])
        part = body["error"].get("error_subcode")
    if code in GRANT_CODES:
        return base.expired(LABEL) if part == RAN_OUT else base.revoked(LABEL)
    if code in LIMIT_CODES:
        return base.rate_limited(LABEL, wire.within_reason(_regained(response)))
    if code == 10 or 200 <= code <= 299:
        return base.missing_scope(LABEL)
    if code == 100:
        # Nothing is asked for by its id here, so a bad parameter never means a missing post.
        return base.revoked(LABEL) if spends_code else base.nonsense(LABEL)
    if code in SERVER_CODES:
        return base.down(LABEL)
    return base.nonsense(LABEL)


def _regained(response: requests.Response) -> datetime:
    """When Meta says that calls work again: minutes, inside JSON, inside a header."""
    told = response.headers.get("X-Business-Use-Case-Usage", "")
    try:
        usages = [one for group in json.loads(told).values() for one in group]
        minutes = max(int(one["estimated_time_to_regain_access"]) for one in usages)
        return clock.now() + timedelta(minutes=min(minutes, 24 * 60)) if minutes else _later()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _later()


def _later() -> datetime:
    return clock.now() + LIMIT_WAIT


def _post(data: dict[str, Any], author_id: str) -> Post:
    """One post of the own list. Raises KeyError, TypeError, ValueError for what does not fit."""
    owner = data.get("owner")
    if owner is not None and _id(owner["id"]) != author_id:
        raise ValueError("somebody else's post in the own list")
    shortcode = wire.word(data["shortcode"], 20)
    text = wire.prose(data.get("text") or "", TEXT_MAX)
    attached = data.get("link_attachment_url")
    links = URL.findall(text) + ([wire.prose(attached, 2000)] if attached else [])
    topic = data.get("topic_tag")
    return Post(
        provider=KEY,
        post_id=shortcode,
        author_id=author_id,
        posted_at=wire.moment(data["timestamp"]),
        text=text,
        links=tuple(dict.fromkeys(links)),
        tags=wire.tags(text, [topic] if topic else []),
        public=True,
        url=PLAIN.format(id=shortcode),
    )


def _id(value: Any) -> str:
    """An id as text: some answers of the platform carry it as a number."""
    found = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return wire.word(found, 80)
