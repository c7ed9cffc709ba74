"""Bluesky: posts are records in the author's own repository, wherever that is kept.

Signing in proves whose DID it is, by the AT Protocol's profile of OAuth (pushed requests, proofs
of possession); nothing is read with the grant afterwards, since posts are open to all. The name in
a link is the author's DID, or a handle that leads to it: only a look-up can tell that both mean
one post. https://atproto.com/specs/oauth
"""

import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urljoin

from app.errors import Fault
from app.providers import atproto, base, bluesky_posts, dpop, open_web, wire, xrpc
from app.providers.atproto import LABEL, SCOPE, Document, Server
from app.providers.base import (
    Departure,
    Identity,
    Nowhere,
    Post,
    Provider,
    Registration,
    Token,
    Where,
)
from app.providers.bluesky_posts import COLLECTION, HIDDEN, KEY
from app.words import said

METADATA = "client-metadata.json"  # beside the callback, where servers look who we are
PAGE, VIEWED_MAX = 100, 25
USUAL = "bsky.social"  # where most live, who know themselves by the first word only
TYPED = re.compile(r"(?:https?://)?(?:www\.)?bsky\.app/profile/|(?:at://)?@?", re.IGNORECASE)


def client_metadata(callback_url: str, name: str) -> dict[str, Any]:
    """Who we are, for every server that reads it at our `client_id`; a client without secrets."""
    return {
        "client_id": _client_id(callback_url),
        "client_name": name,
        "client_uri": wire.origin(callback_url),
        "application_type": "web",
        "redirect_uris": [callback_url],
        "response_types": ["code"],
        "grant_types": ["authorization_code", "refresh_token"],
        "scope": SCOPE,
        "token_endpoint_auth_method": "none",
        "dpop_bound_access_tokens": True,
    }


class Bluesky(Provider):
    """The network of Bluesky, in which every account may have another home."""

    key = KEY
    label = LABEL
    scopes = (SCOPE,)
    refresh_ahead = timedelta(minutes=1)
    where = Where(said("Nama akun Bluesky"), said("Misalnya siti.bsky.social"), "siti.bsky.social")
    public = True
    names_issuer = True

    def __init__(self, registration: Registration) -> None:
        super().__init__(registration)
        self._view = registration.options["appview_url"]
        self._names = atproto.Names(self._view, registration.options["plc_url"])

    def depart(self, state: str, callback_url: str, where: str) -> Departure:
        """Where the cadre agrees: at whoever signs in the people of her account's home."""
        name = _typed(where)
        callback_url = _numbered(callback_url)
        who = self._found(name)
        server = atproto.server_of(who.home)
        kept = {
            "did": who.did,
            "issuer": server.issuer,
            "client_id": _client_id(callback_url),
            "verifier": secrets.token_urlsafe(48),
            "key": dpop.new_key(),
        }
        asked = {
            "response_type": "code",
            "scope": SCOPE,
            "redirect_uri": callback_url,
            "state": state,
            "code_challenge": dpop.digest(kept["verifier"]),
            "code_challenge_method": "S256",
            "login_hint": name,
        }
        pushed = xrpc.posted(server.push, asked, kept)
        with wire.understood(LABEL):
            request = {
                "client_id": kept["client_id"],
                "request_uri": wire.word(pushed["request_uri"], 500),
            }
        url = open_web.outside(f"{server.authorize}?{urlencode(request)}")
        return Departure(url, server.issuer, kept)

    def exchange(self, code: str, callback_url: str, kept: Mapping[str, str]) -> Token:
        """The grant behind a code, proven: its server and its home both say whose it is."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": _numbered(callback_url),
            "code_verifier": kept["verifier"],
        }
        token = self._granted(atproto.server(kept["issuer"]), form, kept)
        home = self._names.document(kept["did"]).home
        session = xrpc.held(home, "com.atproto.server.getSession", kept["key"], token.access)
        if session.get("did") != kept["did"]:
            raise base.nonsense(LABEL)
        return token

    def refresh(self, token: Token) -> Token:
        """A younger grant; the refresh token handed in dies with this call."""
        if token.refresh is None:
            raise base.expired(LABEL)
        form = {"grant_type": "refresh_token", "refresh_token": token.refresh}
        return self._granted(atproto.server(token.extra["issuer"]), form, token.extra)

    def revoke(self, token: Token) -> None:
        """Give the grant back; servers say yes to tokens that ended long ago as well."""
        server = atproto.server(token.extra["issuer"])
        xrpc.given_back(server.revoke, token.refresh or token.access, token.extra)

    def identify(self, token: Token) -> Identity:
        """Whose account was proven; her handle counts only while it leads back to her."""
        who = self._names.document(token.extra["did"])
        handle = self._names.confirmed(who)
        profile = xrpc.profile(who)
        with wire.understood(LABEL):
            name = wire.prose(profile.get("displayName") or handle, 120)
        return Identity(who.did, handle, name)

    def post(self, token: Token, author_id: str, post_id: str) -> Post:
        """One post of anybody, from its author's home; `gone` where a name in a link leads nowhere
        any more."""
        name, _, key = post_id.rpartition("/")
        who = self._names.find(name)
        if who is None:
            raise base.gone(LABEL)
        (found,) = self._posts(who, {key: xrpc.record(who, COLLECTION, key)})
        return replace(found, post_id=post_id)

    def recent(self, token: Token, author_id: str, limit: int) -> list[Post]:
        """The newest own posts; reposts are records of another kind."""
        who = self._names.document(author_id)
        asked = {"repo": who.did, "collection": COLLECTION, "limit": str(PAGE)}
        body = xrpc.read(who.home, "com.atproto.repo.listRecords", asked)
        with wire.understood(LABEL):
            records = {
                xrpc.key_of(one["uri"], who, COLLECTION): one["value"] for one in body["records"]
            }
            own = [key for key, one in records.items() if bluesky_posts.is_original(one)]
        return self._posts(who, {key: records[key] for key in own[:limit]})

    def _found(self, name: str) -> Document:
        try:
            found = self._names.find(name)
        except Fault as fault:
            if fault.kind != "gone":
                raise
            found = None
        if found is None:
            raise Nowhere(
                said("Akun %(name)s tidak ditemukan di Bluesky. Periksa ejaannya.", name=name)
            )
        return found

    def _granted(self, server: Server, form: dict[str, str], kept: Mapping[str, str]) -> Token:
        """What a server hands out, if it is for the account that was asked for."""
        body = xrpc.posted(server.token, form, kept)
        with wire.understood(LABEL):
            if body["sub"] != kept["did"] or body["token_type"] != dpop.SCHEME:
                raise ValueError("somebody else's grant, or one that works without a key")
            return Token(
                access=wire.word(body["access_token"], 4096),
                refresh=wire.word(body["refresh_token"], 4096),
                # It has served when it is proven, and nobody need link anew when it ends.
                expires_at=None,
                scopes=tuple(body["scope"].split()),
                extra={name: kept[name] for name in ("did", "issuer", "client_id", "key")},
            )

    def _posts(self, who: Document, records: Mapping[str, dict[str, Any]]) -> list[Post]:
        """Records as posts; whoever hides her profile from strangers hides these with it."""
        seen = self._seen(who, list(records))
        with wire.understood(LABEL):
            hidden = HIDDEN in bluesky_posts.labels(xrpc.profile(who))
            found = [
                bluesky_posts.post_of(who.did, key, record, seen.get(key))
                for key, record in records.items()
            ]
        return [replace(one, public=one.public and not hidden) for one in found]

    def _seen(self, who: Document, keys: list[str]) -> dict[str, datetime]:
        """When the network first saw posts, as far as its view can tell now."""
        asked = urlencode([("uris", xrpc.uri(who, COLLECTION, key)) for key in keys[:VIEWED_MAX]])
        with suppress(Fault), wire.understood(LABEL):
            answer = open_web.get(f"{self._view}/xrpc/app.bsky.feed.getPosts?{asked}")
            posts = answer.json()["posts"]
            return {
                xrpc.key_of(one["uri"], who, COLLECTION): wire.moment(one["indexedAt"])
                for one in posts
            }
        return {}


def _client_id(callback_url: str) -> str:
    """The address where servers read who we are; on a machine of one's own it says so itself."""
    if callback_url.startswith("https://"):
        return urljoin(callback_url, METADATA)
    return "http://localhost?" + urlencode({"redirect_uri": callback_url, "scope": SCOPE})


def _numbered(callback_url: str) -> str:
    """A machine of one's own is led back to by its number: "localhost" is refused (RFC 8252)."""
    return re.sub(r"^http://localhost(?=[:/])", "http://127.0.0.1", callback_url)


def _key(who: Document, found: dict[str, Any]) -> str:
    return xrpc.key_of(found["uri"], who, COLLECTION)


def _typed(where: str) -> str:
    """The handle or DID in what a person typed. Raises Nowhere."""
    name = TYPED.sub("", where.strip(), count=1).rstrip("/").lower()
    if name and "." not in name and ":" not in name:
        name = f"{name}.{USUAL}"
    if not (atproto.is_handle(name) or atproto.is_did(name)):
        raise Nowhere(
            said("Tulis nama akun Bluesky Anda secara lengkap, misalnya siti.bsky.social.")
        )
    return name
