"""TikTok, by Login Kit and its Display API v2: an OAuth of its own, where a client has a key.

Videos and photo posts lie behind one kind of number. Only own public posts can be asked for, so
that an answer proves whose they are; captions come cut at 150 letters. Whatever goes well says
`ok` inside an error envelope, except in sign-in, whose envelope is another one.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlencode

import requests

from app import clock
from app.errors import Fault
from app.providers import base, oembed, wire
from app.providers.base import (
    Departure,
    Identity,
    LinkForm,
    LinkShape,
    Post,
    PostRef,
    Token,
    link_pattern,
)
from app.providers.central import Central

KEY = "tiktok"
LABEL = "TikTok"
USER_FIELDS = "open_id,username,display_name"
VIDEO_FIELDS = "id,create_time,title,video_description,share_url"
PAGE, PAGES_MAX = 20, 5
LIMIT_WAIT = timedelta(minutes=1)  # the window of its limits; it never says when to come back
TEXT_MAX = 5000
CUT, SURE = 150, 100  # captions are cut at so many letters; so many of them are told exactly
REFRESH_ENDS = "refresh_expires_at"

HOSTS = frozenset({"tiktok.com", "m.tiktok.com", "lite.tiktok.com"})
PLAIN = "https://www.tiktok.com/@_/video/{id}"
PLAIN_PHOTO = "https://www.tiktok.com/@_/photo/{id}"
ID = r"(?P<id>[1-9]\d{14,18})"


def written(post_id: str) -> datetime:
    """When an id was made: it carries its own seconds, a few before those of the post."""
    return datetime.fromtimestamp(int(post_id) >> 32, UTC)


LINKS = LinkShape(
    provider=KEY,
    label=LABEL,
    example="https://www.tiktok.com/@nama/video/7…",
    # The handle may be stale or missing: TikTok opens the post whatever stands there.
    forms=(
        LinkForm(HOSTS, link_pattern(rf"/@[\w.-]{{0,30}}/video/{ID}"), PLAIN),
        LinkForm(
            HOSTS,
            link_pattern(rf"/@[\w.-]{{0,30}}/photo/{ID}"),
            PLAIN_PHOTO,
        ),
        LinkForm(
            HOSTS,
            link_pattern(rf"/(?:share/video|embed(?:/v[23])?|player/v1|v|video)/{ID}(?:\.html)?"),
            PLAIN,
        ),
    ),
    short=(
        LinkForm(
            frozenset({"vm.tiktok.com", "vt.tiktok.com"}),
            link_pattern(r"/(?P<id>\w{5,20})"),
            "https://{host}/{id}/",
        ),
        LinkForm(HOSTS, link_pattern(r"/t/(?P<id>\w{5,20})"), "https://www.tiktok.com/t/{id}/"),
    ),
    written=written,
)


class TikTok(Central):
    """The platform TikTok, as its registered client."""

    key = KEY
    label = LABEL
    scopes = ("user.info.basic", "user.info.profile")
    post_scopes = ("video.list",)
    refresh_ahead = timedelta(minutes=10)

    def depart(self, state: str, callback_url: str, where: str) -> Departure:
        """Where the cadre agrees, to all of it or to some."""
        asked = {
            "client_key": self._registration.client_id,
            "response_type": "code",
            "scope": ",".join((*self.scopes, *self.post_scopes)),
            "redirect_uri": callback_url,
            "state": state,
        }
        return Departure(f"{self._authorize}?{urlencode(asked)}", self.issuer, {})

    def exchange(self, code: str, callback_url: str, kept: Mapping[str, str]) -> Token:
        """The grant behind a code; codes are handed out encoded, and taken only decoded."""
        form = {
            "grant_type": "authorization_code",
            "code": unquote(code),
            "redirect_uri": callback_url,
        }
        return _token(self._sign_in("/oauth/token/", form))

    def refresh(self, token: Token) -> Token:
        """A younger grant; the refresh token handed in dies once there is a new one."""
        ends = token.extra.get(REFRESH_ENDS)
        if token.refresh is None or (ends and datetime.fromisoformat(ends) <= clock.now()):
            raise base.expired(LABEL)
        form = {"grant_type": "refresh_token", "refresh_token": token.refresh}
        return _token(self._sign_in("/oauth/token/", form))

    def revoke(self, token: Token) -> None:
        """Give the grant back, by an access token that lives: two hours after the last it is
        renewed for this."""
        if token.expires_at and token.expires_at <= clock.now():
            token = self.refresh(token)
        self._sign_in("/oauth/revoke/", {"token": token.access})

    def identify(self, token: Token) -> Identity:
        """Whose account the grant opens; `open_id` is ours alone, other apps see another."""
        data = self._ask(token, "GET", "/user/info/", USER_FIELDS)
        with wire.understood(LABEL):
            me = data["user"]
            handle = wire.word(me["username"], 80)
            name = wire.prose(me.get("display_name") or handle, 120)
            return Identity(wire.word(me["open_id"], 80), handle, name)

    def post(self, token: Token, author_id: str, post_id: str) -> Post:
        """One own public post; `gone` for those of others and for hidden ones, too."""
        wanted = {"filters": {"video_ids": [post_id]}}
        data = self._ask(token, "POST", "/video/query/", VIDEO_FIELDS, json=wanted)
        found = _videos(data, author_id)
        if not found:
            raise base.gone(LABEL)
        if [one.post_id for one in found] != [post_id]:
            raise base.nonsense(LABEL)
        return self._whole(found[0]) if len(found[0].text) >= CUT else found[0]

    def recent(self, token: Token, author_id: str, limit: int) -> list[Post]:
        """The newest own public posts."""
        found: list[Post] = []
        page: dict[str, int] = {"max_count": min(limit, PAGE)}
        for _ in range(PAGES_MAX):
            data = self._ask(token, "POST", "/video/list/", VIDEO_FIELDS, json=page)
            found += _videos(data, author_id)
            if len(found) >= limit or data.get("has_more") is not True:
                break
            with wire.understood(LABEL):
                # Milliseconds, whereas the posts tell seconds.
                page["cursor"] = int(data["cursor"])
        return found[:limit]

    def _whole(self, cut: Post) -> Post:
        """The same post with its caption to the end, which only oEmbed tells; what that cannot
        tell stays cut, but is worth waiting for."""
        try:
            seen = oembed.read(self, PostRef(KEY, cut.post_id, cut.url))
        except Fault as fault:
            if fault.kind in ("down", "rate_limited"):
                raise
            return cut
        if not seen.text.startswith(cut.text[:SURE]):
            return cut
        return replace(cut, text=seen.text, links=seen.links, tags=seen.tags)

    def _sign_in(self, path: str, fields: dict[str, str]) -> dict[str, Any]:
        """What one of the endpoints of sign-in answers to a form; they know no other proof of
        who we are than its fields."""
        ours = {
            "client_key": self._registration.client_id,
            "client_secret": self._registration.client_secret,
        }
        with wire.Wire(LABEL) as client:
            response = _not_limited(client.plain("POST", self._api + path, data=ours | fields))
        if response.status_code == 200 and not response.content:
            return {}
        body = wire.read_json(LABEL, response)
        error = body.get("error")
        if error == "invalid_grant":
            raise base.revoked(LABEL)
        if error or response.status_code != 200:
            raise base.down(LABEL)
        return body

    def _ask(
        self, token: Token, method: str, path: str, fields: str, **options: Any
    ) -> dict[str, Any]:
        with wire.bearer(LABEL, token.access) as client:
            asked = {"fields": fields}
            response = client.request(method, self._api + path, params=asked, **options)
        body = wire.read_json(LABEL, _not_limited(response))
        with wire.understood(LABEL):
            code = body["error"]["code"]
            if code == "ok" and isinstance(body["data"], dict):
                return body["data"]
        raise _problem(code)


def _not_limited(response: requests.Response) -> requests.Response:
    if response.status_code == 429:
        raise base.rate_limited(LABEL, clock.now() + LIMIT_WAIT)
    return response


def _problem(code: Any) -> Fault:
    """What an error of the API means."""
    if code == "access_token_invalid":
        return base.expired(LABEL)
    if code in ("scope_not_authorized", "scope_permission_missed"):
        return base.missing_scope(LABEL)
    if code == "rate_limit_exceeded":
        return base.rate_limited(LABEL, clock.now() + LIMIT_WAIT)
    if code == "internal_error":
        return base.down(LABEL)
    return base.nonsense(LABEL)


def _token(answer: dict[str, Any]) -> Token:
    with wire.understood(LABEL):
        granted = answer["scope"].split(",")
        ends = wire.lifetime(answer.get("refresh_expires_in"))
        return Token(
            access=wire.word(answer["access_token"], 4096),
            refresh=wire.word(answer["refresh_token"], 4096),
            expires_at=wire.lifetime(answer["expires_in"]),
            scopes=tuple(one for one in (*TikTok.scopes, *TikTok.post_scopes) if one in granted),
            extra={REFRESH_ENDS: ends.isoformat()} if ends else {},
        )


def _videos(data: dict[str, Any], author_id: str) -> list[Post]:
    with wire.understood(LABEL):
        return [_post(one, author_id) for one in data["videos"]]


def _post(data: dict[str, Any], author_id: str) -> Post:
    """One own post. Raises KeyError, TypeError, ValueError for what does not fit."""
    post_id = _id(data["id"])
    parts = (wire.prose(data.get(name) or "", TEXT_MAX) for name in ("title", "video_description"))
    # One of the two is empty, or both say the same.
    text = "\n".join(dict.fromkeys(one for one in parts if one))
    photo = f"/photo/{post_id}" in wire.prose(data.get("share_url") or "", 2000)
    return Post(
        provider=KEY,
        post_id=post_id,
        author_id=author_id,
        posted_at=wire.unix(data["create_time"]),
        text=text,
        links=wire.links(text),
        tags=wire.tags(text, []),
        public=True,
        url=(PLAIN_PHOTO if photo else PLAIN).format(id=post_id),
    )


def _id(value: Any) -> str:
    """An id as text, whether it comes as text or as a number."""
    found = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    found = wire.word(found, 19)
    if not re.fullmatch(ID, found, re.ASCII):
        raise ValueError("not an id of TikTok")
    return found
