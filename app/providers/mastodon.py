"""Mastodon: many servers, each with its own numbers; a post is known by its home server.

Every server is a stranger: it registers us the first time, is asked at the documented paths only,
and believed only about its own people. There is no end to a grant but being taken back.
https://docs.joinmastodon.org/methods/oauth/, /apps/, /accounts/, /statuses/
"""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from app import clock
from app.errors import Fault
from app.providers import base, dpop, mastodon_posts, open_web, wire
from app.providers.base import Departure, Identity, Nowhere, Post, Provider, Token, Where
from app.providers.links import HOSTS
from app.providers.mastodon_posts import KEY, LABEL
from app.providers.open_web import Answer
from app.words import said

OUR_NAME = "Gelanggang"
NAME = r"(?:(?!xn--)[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}"
TYPED = re.compile(  # a server, or somebody on one, or the link to her profile
    rf"(?:https?://)?(?:@?[\w.-]+@)?(?:www\.)?(?P<host>{NAME})"
    rf"(?:/(?:web/)?@[\w.-]+@(?P<home>{NAME})|/.*)?",
    re.ASCII,
)
WHO, STATUSES = "profile", "read:statuses"
WHO_BEFORE = "read:accounts"  # what `profile` was before 4.3
READ = "read"  # holds everything that begins like it
LIST_MAX = 40
LIMIT_WAIT = timedelta(minutes=5)


@dataclass(frozen=True)
class Server:
    """What a server can do, by its own description; before 4.3 there is none."""

    host: str
    issuer: str
    scopes: str
    pkce: bool

    def at(self, path: str) -> str:
        """An address of this server."""
        return f"https://{self.host}{path}"


class Mastodon(Provider):
    """The servers of Mastodon, each with its own registration of us."""

    key = KEY
    label = LABEL
    scopes = (WHO,)
    post_scopes = (STATUSES,)
    refresh_ahead = timedelta()
    where = Where(said("Server Mastodon"), said("Misalnya mastodon.social"), "mastodon.social")
    public = True

    def depart(self, state: str, callback_url: str, where: str) -> Departure:
        """Where the cadre agrees: at the server that she named."""
        host = _typed(where)
        try:
            server = _described(host)
            client = self._client(server, callback_url)
        except Fault as fault:
            if fault.kind == "rate_limited":
                raise
            words = said(
                "%(host)s tidak menjawab seperti server Mastodon. Periksa ejaannya.", host=host
            )
            raise Nowhere(words) from None
        kept = {"host": host, "client_id": client["client_id"], "secret": client["secret"]}
        asked = {
            "response_type": "code",
            "client_id": client["client_id"],
            "redirect_uri": callback_url,
            "scope": server.scopes,
            "state": state,
        }
        if server.pkce:
            kept["verifier"] = secrets.token_urlsafe(48)
            asked["code_challenge"] = dpop.digest(kept["verifier"])
            asked["code_challenge_method"] = "S256"
        url = open_web.outside(f"{server.at('/oauth/authorize')}?{urlencode(asked)}")
        return Departure(url, server.issuer, kept)

    def exchange(self, code: str, callback_url: str, kept: Mapping[str, str]) -> Token:
        """The grant behind a code."""
        verifier = {"code_verifier": kept["verifier"]} if "verifier" in kept else {}
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": callback_url,
            "client_id": kept["client_id"],
            "client_secret": kept["secret"],
            **verifier,
        }
        answer = open_web.post(f"https://{kept['host']}/oauth/token", form=form)
        if answer.status == 400 and answer.json().get("error") == "invalid_grant":
            raise base.revoked(LABEL)
        if answer.status != 200:
            raise base.down(LABEL)
        body = answer.json()
        with wire.understood(LABEL):
            return Token(
                access=wire.word(body["access_token"], 4096),
                refresh=None,
                expires_at=None,
                scopes=_scopes(body["scope"].split()),
                extra={name: kept[name] for name in ("host", "client_id", "secret")},
            )

    def refresh(self, token: Token) -> Token:
        """A grant of Mastodon does not age: one that is dead was taken back."""
        raise base.revoked(LABEL)

    def revoke(self, token: Token) -> None:
        """Give the grant back."""
        form = {
            "client_id": token.extra["client_id"],
            "client_secret": token.extra["secret"],
            "token": token.access,
        }
        if open_web.post(f"https://{token.extra['host']}/oauth/revoke", form=form).status != 200:
            raise base.down(LABEL)

    def identify(self, token: Token) -> Identity:
        """Whose account the grant opens, if it is one of the server's own."""
        host = token.extra["host"]
        me = _asked(host, "/api/v1/accounts/verify_credentials", token.access)
        with wire.understood(LABEL):
            subject = mastodon_posts.account_id(me, host)
            if subject is None:
                raise ValueError("a server that answers for another one")
            user = wire.word(me["username"], 80)
            name = wire.prose(me["display_name"] or user, 120)
        return Identity(subject, f"{user}@{host}", name)

    def post(self, token: Token, author_id: str, post_id: str) -> Post:
        """One post from the home server of `author_id`; no other server is asked."""
        host, _, number = post_id.partition("/")
        if host != author_id.partition("/")[0]:
            raise mastodon_posts.copied()
        data = _read(host, f"/api/v1/statuses/{number}", token)
        with wire.understood(LABEL):
            if data["id"] != number:
                raise ValueError("another post")
            return mastodon_posts.post_of(data, host)

    def recent(self, token: Token, author_id: str, limit: int) -> list[Post]:
        """The newest own posts that everybody may read, without boosts and replies."""
        host, _, number = author_id.partition("/")
        asked = {"exclude_reblogs": "true", "exclude_replies": "true", "limit": str(LIST_MAX)}
        path = f"/api/v1/accounts/{number}/statuses?{urlencode(asked)}"
        found = _read(host, path, token)
        with wire.understood(LABEL):
            posts = [mastodon_posts.post_of(one, host) for one in found]
        if any(one.author_id != author_id for one in posts):
            raise base.nonsense(LABEL)
        return [one for one in posts if one.public and one.original][:limit]

    def _client(self, server: Server, callback_url: str) -> Mapping[str, str]:
        """How this server knows us: as it is remembered, or anew if it has forgotten."""
        wanted = {"redirect_uri": callback_url, "scopes": server.scopes}
        known = self.clients.find(KEY, server.host)
        if known and wanted.items() <= known.items() and _knows(server, known):
            return known
        form = {
            "client_name": OUR_NAME,
            "redirect_uris": callback_url,
            "scopes": server.scopes,
            "website": wire.origin(callback_url),
        }
        body = _told(open_web.post(server.at("/api/v1/apps"), form=form))
        with wire.understood(LABEL):
            client = {
                "client_id": wire.word(body["client_id"], 500),
                "secret": wire.word(body["client_secret"], 500),
                **wanted,
            }
        self.clients.forget(KEY, server.host)
        return self.clients.keep(KEY, server.host, client)


def _typed(where: str) -> str:
    """The server in what a person typed. Raises Nowhere."""
    found = TYPED.fullmatch(where.strip().lower())
    if found is None:
        raise Nowhere(said("Tulis alamat server Mastodon Anda, misalnya mastodon.social."))
    host = found["home"] or found["host"]
    if any(f".{host}".endswith(f".{one}") for one in HOSTS):
        raise Nowhere(
            said("%(host)s bukan server Mastodon. Tulis misalnya mastodon.social.", host=host)
        )
    return host


def _described(host: str) -> Server:
    """What a server says it can do. Raises Fault."""
    answer = open_web.get(
        f"https://{host}/.well-known/oauth-authorization-server", may_follow=lambda _: False
    )
    if answer.status == 404:
        return Server(host, f"https://{host}/", f"{WHO_BEFORE} {STATUSES}", pkce=False)
    body = _told(answer)
    with wire.understood(LABEL):
        issuer = wire.word(body["issuer"], 300)
        if issuer.removesuffix("/") != f"https://{host}":
            raise ValueError("a server that calls itself another one")
        who = WHO if WHO in body["scopes_supported"] else WHO_BEFORE
        pkce = "S256" in body.get("code_challenge_methods_supported", ())
    return Server(host, issuer, f"{who} {STATUSES}", pkce)


def _knows(server: Server, client: Mapping[str, str]) -> bool:
    """Whether a server still knows us. Before 4.3 they forgot whoever never asked for this."""
    form = {
        "grant_type": "client_credentials",
        "client_id": client["client_id"],
        "client_secret": client["secret"],
        "scope": client["scopes"],
    }
    return open_web.post(server.at("/oauth/token"), form=form).status != 401


def _scopes(granted: list[str]) -> tuple[str, ...]:
    """What a grant is good for, in the words of today."""
    held = set(granted)
    reaches = ((WHO, {WHO, WHO_BEFORE, READ}), (STATUSES, {STATUSES, READ}))
    return tuple(one for one, any_of in reaches if held & any_of)


def _read(host: str, path: str, token: Token) -> Any:
    """What is open to everybody: asked with the grant while it is good for that, else without."""
    if token.access:
        try:
            return _asked(host, path, token.access)
        except Fault as fault:
            if fault.kind not in ("revoked", "missing_scope"):
                raise
    return _asked(host, path, "")


def _asked(host: str, path: str, access: str) -> Any:
    """What a server answers to whoever holds this grant, or none. Raises Fault."""
    headers = {"Authorization": f"Bearer {access}"} if access else {}
    url = f"https://{host}{path}"
    return _told(open_web.get(url, headers=headers, may_follow=lambda _: False))


def _told(answer: Answer) -> Any:
    """The JSON of an answer, or its "no" as a fault; a "no" that is none of Mastodon's is noise."""
    with wire.understood(LABEL):
        body = json.loads(answer.body)
        if answer.status == 200:
            return body
        wire.word(body["error"], 500)
    if answer.status == 429:
        raise base.rate_limited(LABEL, wire.within_reason(_regained(answer)), everywhere=False)
    no = {
        401: base.revoked,
        403: base.missing_scope,
        404: base.gone,
        410: base.gone,
    }.get(answer.status, base.nonsense)
    raise no(LABEL)


def _regained(answer: Answer) -> datetime:
    """When it will answer again: a moment written out, unlike anywhere else."""
    try:
        return wire.moment(answer.headers["X-RateLimit-Reset"])
    except (KeyError, ValueError):
        return clock.now() + LIMIT_WAIT
