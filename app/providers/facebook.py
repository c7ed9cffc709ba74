"""Facebook: posts, photos, videos and reels, behind numbers or behind `pfbid…` words.

A number and a `pfbid` word may mean one post, which no pure function can see: that takes the list
of the owner's own posts. Most addresses open only with the owner's name in front of the id.

People are known here by a number that is ours alone, without a public name. Whether their posts
may be read is their choice and Meta's: without `user_posts` an account is linked all the same.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from app.errors import Fault
from app.providers import base, meta, wire
from app.providers.base import Identity, LinkForm, LinkShape, Post, Token, link_pattern
from app.providers.meta import Meta
from app.words import said

KEY = "facebook"
LABEL = "Facebook"
HOSTS = frozenset({"facebook.com", "fb.com", "id-id.facebook.com"}) | {
    f"{kind}.facebook.com" for kind in ("m", "mobile", "mbasic", "touch", "web")
}
SITE = "https://www.facebook.com"
NUMBER = r"(?P<id>[1-9]\d{4,18})"
ID = r"(?P<id>[1-9]\d{4,18}|(?-i:pfbid)[A-Za-z0-9]{10,74})"
OWNER = r"(?P<owner>[\w.-]{1,60})"


def _asked(name: str, value: str) -> str:
    """Somewhere in the query, whatever else stands there."""
    return rf"(?=[^#?]*\?(?:[^#]*?&)?{name}={value})"


LINKS = LinkShape(
    provider=KEY,
    label=LABEL,
    example="https://www.facebook.com/nama/posts/pfbid0…",
    forms=(
        LinkForm(
            HOSTS,
            link_pattern(rf"/groups/{OWNER}/(?:posts|permalink)/{ID}"),
            SITE + "/groups/{owner}/posts/{id}",
        ),
        LinkForm(
            HOSTS,
            link_pattern(
                rf"/groups/{OWNER}/?{_asked('(?:multi_permalinks|view=permalink&id)', NUMBER)}"
            ),
            SITE + "/groups/{owner}/posts/{id}",
        ),
        LinkForm(
            HOSTS,
            link_pattern(rf"/{OWNER}/posts/(?:[^/?#]+/)?{ID}"),
            SITE + "/{owner}/posts/{id}",
        ),
        LinkForm(
            HOSTS,
            link_pattern(
                r"/(?:permalink|story)\.php"
                + _asked("story_fbid", ID)
                + _asked("id", r"(?P<owner>[1-9]\d{4,18})")
            ),
            SITE + "/permalink.php?story_fbid={id}&id={owner}",
        ),
        LinkForm(
            HOSTS,
            link_pattern(rf"/photo(?:\.php|s)?/?{_asked('fbid', ID)}"),
            SITE + "/photo/?fbid={id}",
        ),
        LinkForm(
            HOSTS,
            link_pattern(rf"/{OWNER}/photos/(?:[^/?#]+/)?{ID}"),
            SITE + "/photo/?fbid={id}",
        ),
        LinkForm(HOSTS, link_pattern(rf"/reels?/{NUMBER}"), SITE + "/reel/{id}"),
        LinkForm(
            HOSTS,
            link_pattern(rf"/(?:watch(?:/live)?|video\.php)/?{_asked('v', NUMBER)}"),
            SITE + "/watch/?v={id}",
        ),
        LinkForm(
            HOSTS,
            link_pattern(rf"/{OWNER}/videos/(?:[^/?#]+/)?{NUMBER}"),
            SITE + "/watch/?v={id}",
        ),
    ),
    short=(
        LinkForm(
            frozenset({"fb.watch"}), link_pattern(r"/(?P<id>[\w-]{5,40})"), "https://fb.watch/{id}/"
        ),
        LinkForm(
            HOSTS,
            link_pattern(r"/share/(?P<kind>[prv]/)?(?P<id>[\w-]{5,40})"),
            SITE + "/share/{kind}{id}/",
        ),
    ),
)

TEXT_MAX = 64_000
EVERYONE = "EVERYONE"
PFBID = "pfbid"
SHARED = "share"


class Facebook(Meta):
    """The platform Facebook, as its registered client."""

    key = KEY
    label = LABEL
    scopes = ("public_profile",)
    post_scopes = ("user_posts",)
    advice = said(
        "Izin membaca unggahan boleh Anda tolak di Facebook. Tanpa izin itu, unggahan Anda "
        "diperiksa oleh petugas."
    )
    can_revoke = True
    lasting = False
    # There is nothing to renew a grant with: it is used until it ends.
    refresh_ahead = timedelta()
    long_kind = "fb_exchange_token"
    posts_path = "/me/posts"
    # A post of Facebook may have 63,206 characters: few of them go into one answer.
    page, pages = 10, 40
    post_fields = (
        "id,from,message,created_time,permalink_url,privacy,parent_id,"
        "attachments{type,target,url,unshimmed_url,subattachments}"
    )

    def refresh(self, token: Token) -> Token:
        """Facebook renews nothing: she has to agree once more."""
        raise base.expired(LABEL)

    def revoke(self, token: Token) -> None:
        """Give every permission back."""
        asked = {"access_token": token.access} | self._proof(token.access)
        answer = self._ask("DELETE", f"{self._api}/me/permissions", params=asked)
        if answer.get("success") is not True:
            raise base.down(LABEL)

    def identify(self, token: Token) -> Identity:
        """Whose account the grant opens; there are no handles to be had."""
        me = self._read(token, "/me", {"fields": "id,name"})
        with wire.understood(LABEL):
            return Identity(meta.identifier(me["id"]), "", wire.prose(me["name"], 120))

    def post(self, token: Token, author_id: str, post_id: str) -> Post:
        """The own post with this number or `pfbid` word, of its own or of a photo or video in it.

        `gone` only when the whole list could be compared, and does not hold it.
        """
        self._check_scopes(token.scopes)
        if post_id.isdecimal() and (found := self._numbered(token, author_id, post_id)):
            return found
        comparable = True
        for data in self._listed(token):
            with wire.understood(LABEL):
                meta.check_owner(data.get("from"), {author_id})
                names = set(_names(data))
                if post_id in names:
                    return replace(self._post(data, token, author_id), post_id=post_id)
            comparable &= not _is_word(post_id) or any(map(_is_word, names))
        # Without the permission a list is not refused, but empty.
        self._check_scopes(self._permissions(token))
        raise base.gone(LABEL) if comparable else base.nonsense(LABEL)

    def recent(self, token: Token, author_id: str, limit: int) -> list[Post]:
        """As `Meta.recent`, where she allowed that much."""
        self._check_scopes(token.scopes)
        return super().recent(token, author_id, limit)

    def _numbered(self, token: Token, author_id: str, number: str) -> Post | None:
        """The own post with this number; None if it is none, or that of something in a post."""
        try:
            return self._one(token, author_id, number, f"/{author_id}_{number}")
        except Fault as fault:
            if fault.kind != "gone":
                raise
        return None

    def _check_scopes(self, granted: Collection[str]) -> None:
        if set(self.post_scopes) - set(granted):
            raise base.missing_scope(LABEL)

    def _permissions(self, token: Token) -> list[str]:
        """What she allows at this moment; she may change her mind without a word to us."""
        body = self._read(token, "/me/permissions", {})
        with wire.understood(LABEL):
            return [one["permission"] for one in body["data"] if one["status"] == "granted"]

    def _prolonged(self, access: str, short: Mapping[str, Any]) -> Token:
        """The long grant for a short one, and what Facebook says of it."""
        form = {
            "grant_type": self.long_kind,
            "client_id": self._registration.client_id,
            "client_secret": self._registration.client_secret,
            "fb_exchange_token": access,
        }
        answer = self._ask("POST", self._token_url, data=form)
        with wire.understood(LABEL):
            return self._inspected(wire.word(answer["access_token"], meta.TOKEN_MAX))

    def _inspected(self, access: str) -> Token:
        """A grant with what was really allowed, until it or the access to data ends."""
        ours = f"{self._registration.client_id}|{self._registration.client_secret}"
        asked = {"input_token": access, "access_token": ours}
        body = self._ask("GET", f"{self._api}/debug_token", params=asked)
        with wire.understood(LABEL):
            told = dict(body["data"])
            if told["is_valid"] is not True:
                raise base.revoked(LABEL)
            if meta.identifier(told["app_id"]) != self._registration.client_id:
                raise ValueError("a grant for somebody else")
            return Token(
                access=access,
                refresh=None,
                expires_at=min(_ends(told), default=None),
                scopes=tuple(wire.word(one, 80) for one in told["scopes"]),
            )

    def _read(
        self, token: Token, path: str, asked: Mapping[str, str], by_id: bool = False
    ) -> dict[str, Any]:
        return super()._read(token, path, {**asked, **self._proof(token.access)}, by_id)

    def _proof(self, access: str) -> dict[str, str]:
        """That it is us who ask with this grant: a stolen one is worth nothing."""
        made = hmac.new(self._secret, access.encode(), hashlib.sha256)
        return {"appsecret_proof": made.hexdigest()}

    def _post(self, data: dict[str, Any], token: Token, author_id: str) -> Post:
        """One item of the own list."""
        meta.check_owner(data.get("from"), {author_id})
        url = wire.word(data["permalink_url"], 2000)
        text = wire.prose(data.get("message") or "", TEXT_MAX)
        shared = [one["unshimmed_url"] for one in _attached(data) if one.get("type") == SHARED]
        number = _number(data)
        return Post(
            provider=KEY,
            post_id=next(_ids_in(url), number),
            author_id=author_id,
            posted_at=wire.moment(data["created_time"]),
            text=text,
            links=meta.linked(text, *shared),
            tags=wire.tags(text, []),
            public=data["privacy"]["value"] == EVERYONE,
            url=url,
            canonical_id=number,
            original=not data.get("parent_id"),
        )


def _ends(told: Mapping[str, Any]) -> Iterator[datetime]:
    """The moments at which a grant stops being of use; 0 is never."""
    for name in ("expires_at", "data_access_expires_at"):
        if seconds := int(told.get(name) or 0):
            yield datetime.fromtimestamp(seconds, UTC)


def _number(data: Mapping[str, Any]) -> str:
    """The number of a post, without that of its author before it."""
    return meta.identifier(data["id"]).rpartition("_")[2]


def _names(data: Mapping[str, Any]) -> Iterator[str]:
    """Every id by which links may mean this post."""
    yield _number(data)
    yield from _ids_in(data.get("permalink_url") or "")
    for one in _attached(data):
        yield from _ids_in(one.get("url") or "")
        if number := (one.get("target") or {}).get("id"):
            yield meta.identifier(number)


def _attached(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What hangs on a post, and what hangs on that."""
    for one in (data.get("attachments") or {"data": []})["data"]:
        yield one
        yield from (one.get("subattachments") or {"data": []})["data"]


def _ids_in(url: str) -> Iterator[str]:
    """The ids in an address of Facebook's own."""
    parts = urlsplit(url)
    if (parts.hostname or "").removeprefix("www.") not in HOSTS:
        return
    target = f"{parts.path}?{parts.query}"
    for form in LINKS.forms:
        if found := form.pattern.match(target):
            yield found["id"]


def _is_word(name: str) -> bool:
    return name.startswith(PFBID)
