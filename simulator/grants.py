"""Registered clients, authorization codes and tokens of all platforms.

Invariants: a code works once; a rotated refresh token works once, and showing a used one kills its
whole family, as does showing a used code.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from math import isfinite
from typing import Any

from simulator import canary
from simulator.clock import Clock
from simulator.people import Person
from simulator.platform import Platform, Platforms
from simulator.refusal import Refused
from simulator.store import Store


@dataclass(frozen=True)
class Client:
    """A program registered with a platform."""

    platform: str
    client_id: str
    secret: str
    redirects: tuple[str, ...]

    def proves(self, secret: str) -> bool:
        """Whether this is its secret."""
        return hmac.compare_digest(secret.encode(), self.secret.encode())

    def allows(self, redirect_uri: str) -> bool:
        """Exact match; only `:*` in a registered address stands for any port or none, for demos."""
        return any(
            re.fullmatch(re.escape(one).replace(r":\*", r"(:\d{1,5})?"), redirect_uri)
            for one in self.redirects
        )


@dataclass(frozen=True)
class Code:
    """What a person agreed to, waiting to be fetched by the client.

    `asked` is the whole request for consent as JSON; tokens inherit it.
    """

    code: str
    platform: str
    client_id: str
    person: int
    redirect_uri: str
    scopes: str
    asked: str
    expires: float
    family: str
    used: bool

    def verifies(self, verifier: str) -> bool:
        """Whether the PKCE verifier (S256) fits; any does if no challenge was made."""
        challenge = json.loads(self.asked).get("code_challenge", "")
        digest = hashlib.sha256(verifier.encode()).digest()
        expected = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return not challenge or hmac.compare_digest(expected.encode(), challenge.encode())


@dataclass(frozen=True)
class Token:
    """A token as stored; `dead` is None, "used", "expired" or "revoked"."""

    token: str
    kind: str
    platform: str
    client_id: str
    person: int
    scopes: str
    asked: str
    family: str
    granted: float
    issued: float
    expires: float
    dead: str | None

    @property
    def scope_set(self) -> frozenset[str]:
        """The granted scopes."""
        return frozenset(self.scopes.split())


class Grants:
    """The only writer of clients, codes and tokens."""

    def __init__(self, store: Store, clock: Clock, platforms: Platforms) -> None:
        self._store = store
        self._clock = clock
        self._platforms = platforms

    def register(
        self, platform: str, client_id: str, secret: str, redirects: Sequence[str]
    ) -> None:
        """Register a client, or change one."""
        with self._store.write() as connection:
            connection.execute(
                "INSERT INTO clients VALUES (?, ?, ?, ?) ON CONFLICT (platform, client_id) "
                "DO UPDATE SET secret = excluded.secret, redirects = excluded.redirects",
                (platform, client_id, secret, json.dumps(list(redirects))),
            )

    def client(self, platform: str, client_id: str) -> Client | None:
        """A registered client."""
        found = [one for one in self.clients() if one.platform == platform]
        return next((one for one in found if one.client_id == client_id), None)

    def clients(self) -> list[Client]:
        """Every registered client."""
        with self._store.read() as connection:
            rows = connection.execute("SELECT * FROM clients ORDER BY platform, client_id")
            return [
                Client(
                    row["platform"],
                    row["client_id"],
                    row["secret"],
                    tuple(json.loads(row["redirects"])),
                )
                for row in rows
            ]

    def issue_code(
        self,
        client: Client,
        person: Person,
        redirect_uri: str,
        scopes: Sequence[str],
        asked: Mapping[str, str],
    ) -> str:
        """A one-time code for what the person has just allowed."""
        code = canary.secret(48)
        expires = self._clock.seconds() + self._platforms[client.platform].code_life_s
        with self._store.write() as connection:
            connection.execute(
                "INSERT INTO codes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
                (
                    code,
                    client.platform,
                    client.client_id,
                    person.id,
                    redirect_uri,
                    " ".join(scopes),
                    json.dumps(asked),
                    expires,
                    secrets.token_hex(12),
                ),
            )
        return code

    def take_code(self, client: Client, code: str) -> Code | None:
        """Use up a code of this client; None when unknown, expired or used before."""
        with self._store.write() as connection:
            row = connection.execute(
                "SELECT * FROM codes WHERE code = ? AND platform = ? AND client_id = ?",
                (code, client.platform, client.client_id),
            ).fetchone()
            if row is None:
                return None
            if row["used"]:
                # A code shown twice was stolen from somebody: nothing made from it may live on.
                _kill(connection, "family = ?", row["family"], dead="revoked")
                return None
            connection.execute("UPDATE codes SET used = 1 WHERE code = ?", (code,))
        found = replace(Code(**dict(row)), used=True)
        return found if found.expires > self._clock.seconds() else None

    def issue(self, kind: str, source: Code | Token) -> Token:
        """A new token of a kind, for whoever gave the code or held the token before."""
        now = self._clock.seconds()
        granted = source.granted if isinstance(source, Token) else now
        with self._store.write() as connection:
            return self._issued(connection, kind, source, granted, now)

    def rotate(self, client: Client, refresh: str) -> tuple[Token, Token] | None:
        """Trade a refresh token for a new pair; None, and a dead family, if it was used before."""
        now = self._clock.seconds()
        with self._store.write() as connection:
            old = _found(connection, refresh)
            if old is None or (old.kind, old.client_id) != ("refresh", client.client_id):
                return None
            if old.dead == "used":
                _kill(connection, "family = ?", old.family, dead="revoked")
                return None
            if old.dead or old.expires <= now:
                return None
            connection.execute("UPDATE tokens SET dead = 'used' WHERE token = ?", (refresh,))
            access = self._issued(connection, "access", old, old.granted, now)
            return access, self._issued(connection, "refresh", old, old.granted, now)

    def find(self, token: str) -> Token | None:
        """A token as it stands; one past its time says "expired"."""
        with self._store.read() as connection:
            found = _found(connection, token)
        if found and not found.dead and found.expires <= self._clock.seconds():
            return replace(found, dead="expired")
        return found

    def revoke(self, client: Client, token: str) -> None:
        """Kill one access token, or with a refresh token everything that came from its grant."""
        with self._store.write() as connection:
            found = _found(connection, token)
            if found is None or found.client_id != client.client_id:
                return
            column = "family" if found.kind == "refresh" else "token"
            _kill(connection, f"{column} = ?", getattr(found, column), dead="revoked")

    def revoke_person(self, platform: str, person: Person) -> None:
        """The person removes the program in the platform's settings."""
        with self._store.write() as connection:
            where = "platform = ? AND person = ?"
            _kill(connection, where, platform, person.id, dead="revoked")

    def holders(self, platform: str, person: Person) -> list[Client]:
        """The programs that may read this person's account now."""
        with self._store.read() as connection:
            rows = connection.execute(
                "SELECT DISTINCT client_id FROM tokens WHERE platform = ? AND person = ? "
                "AND dead IS NULL AND expires > ?",
                (platform, person.id, self._clock.seconds()),
            ).fetchall()
        held = {(platform, row["client_id"]) for row in rows}
        return [one for one in self.clients() if (one.platform, one.client_id) in held]

    def expire_all(self, platform: str) -> None:
        """Every token of a platform runs out now."""
        now = self._clock.seconds()
        with self._store.write() as connection:
            connection.execute(
                "UPDATE tokens SET expires = min(expires, ?) WHERE platform = ?", (now, platform)
            )

    def holds(self, platform: str, person: Person) -> bool:
        """Whether any program may read this person's account now."""
        return bool(self.holders(platform, person))

    def mint(
        self, client: Client, people: Sequence[Person], scopes: Sequence[str]
    ) -> list[dict[str, Any]]:
        """Tokens for many people at once, as if each had gone through the consent page."""
        platform = self._platforms[client.platform]
        unknown = set(scopes) - set(platform.scopes)
        if unknown:
            raise Refused(f"Cakupan tidak dikenal: {', '.join(sorted(unknown))}.")
        for one in people:
            check_readable(platform, one)
        now = self._clock.seconds()
        with self._store.write() as connection:
            return [self._minted(connection, client, one, scopes, now) for one in people]

    def _minted(
        self,
        connection: sqlite3.Connection,
        client: Client,
        person: Person,
        scopes: Sequence[str],
        now: float,
    ) -> dict[str, Any]:
        platform = self._platforms[client.platform]
        source = Code(
            code="",
            platform=platform.key,
            client_id=client.client_id,
            person=person.id,
            redirect_uri="",
            scopes=" ".join(scopes),
            asked="{}",
            expires=now,
            family=secrets.token_hex(12),
            used=True,
        )
        token = self._issued(connection, platform.granted, source, now, now)
        answer = {
            "handle": person.handle,
            "known_as": platform.known_as(person),
            "name": person.name,
            "user_id": person.account_id(platform.key),
            "access_token": token.token,
            "token_type": "bearer",
            "scope": " ".join(scopes),
        }
        if isfinite(token.expires):
            answer["expires_in"] = platform.tokens[platform.granted].life_s
        if platform.refreshes(scopes):
            refresh = self._issued(connection, "refresh", source, now, now)
            answer["refresh_token"] = refresh.token
        return answer

    def _issued(
        self,
        connection: sqlite3.Connection,
        kind: str,
        source: Code | Token,
        granted: float,
        now: float,
    ) -> Token:
        about = self._platforms[source.platform].tokens[kind]
        token = Token(
            token=about.prefix + canary.secret(54),
            kind=kind,
            platform=source.platform,
            client_id=source.client_id,
            person=source.person,
            scopes=source.scopes,
            asked=source.asked,
            family=source.family,
            granted=granted,
            issued=now,
            expires=now + about.life_s,
            dead=None,
        )
        connection.execute(
            "INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", astuple(token)
        )
        return token


def check_readable(platform: Platform, person: Person) -> None:
    """Refused when the platform lets no program read an account of this kind."""
    if person.kind(platform.key) not in platform.readable_kinds:
        raise Refused(
            f"Akun {platform.name} @{person.handle} adalah akun pribadi; {platform.name} hanya "
            "mengizinkan aplikasi membaca akun profesional."
        )


def _found(connection: sqlite3.Connection, token: str) -> Token | None:
    row = connection.execute("SELECT * FROM tokens WHERE token = ?", (token,)).fetchone()
    return Token(**dict(row)) if row else None


def _kill(connection: sqlite3.Connection, where: str, *values: str | int, dead: str) -> None:
    connection.execute(
        f"UPDATE tokens SET dead = ? WHERE {where} AND dead IS NULL",  # noqa: S608 — ours
        (dead, *values),
    )
