"""Sign-in as the standards have it: a code with PKCE S256, a confidential client, renewal.

What a platform does otherwise it declares on its class; a platform that shares nothing but the
word OAuth (no PKCE, other names, an envelope of its own) does not begin here.
"""

import secrets
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from types import MappingProxyType
from typing import Any, ClassVar

import requests
from authlib.integrations.base_client import OAuthError

from app import clock
from app.errors import Fault
from app.providers import base, wire
from app.providers.base import Departure, Registration, Token
from app.providers.central import Central


class CodeFlow(Central):
    """A central platform with one token endpoint for codes and for refresh tokens.

    `spent` is what that endpoint says of a code or refresh token that is not good, or not any
    more. `consent` goes to the page of consent besides what the standards name.
    """

    spent: ClassVar[frozenset[str]] = frozenset({"invalid_grant"})
    consent: ClassVar[Mapping[str, str]] = MappingProxyType({})
    client_auth: ClassVar[str] = "client_secret_basic"
    limit_wait: ClassVar[timedelta] = timedelta(minutes=15)

    def __init__(self, registration: Registration, token_url: str) -> None:
        super().__init__(registration)
        self._token_url = token_url

    def depart(self, state: str, callback_url: str, where: str) -> Departure:
        """Where the cadre agrees."""
        verifier = secrets.token_urlsafe(48)
        scope = " ".join((*self.scopes, *self.post_scopes))
        with self._client(scope=scope, redirect_uri=callback_url) as client:
            url, _ = client.create_authorization_url(
                self._authorize, state=state, code_verifier=verifier, **self.consent
            )
        return Departure(url, self.issuer, {"verifier": verifier})

    def exchange(self, code: str, callback_url: str, kept: Mapping[str, str]) -> Token:
        """The grant behind a code."""
        with self._client(redirect_uri=callback_url) as client, self._token_errors():
            answer = client.fetch_token(self._token_url, code=code, code_verifier=kept["verifier"])
        return self._token(answer, None, (*self.scopes, *self.post_scopes))

    def refresh(self, token: Token) -> Token:
        """A younger grant. Where refresh tokens rotate, the one handed in dies with this call;
        where they do not, it lives on."""
        if token.refresh is None:
            raise base.expired(self.label)
        with self._client() as client, self._token_errors():
            answer = client.refresh_token(self._token_url, refresh_token=token.refresh)
        return self._token(answer, token.refresh, token.scopes)

    def _client(self, **options: Any) -> wire.Wire:
        client = wire.Wire(
            self.label,
            client_id=self._registration.client_id,
            client_secret=self._registration.client_secret,
            token_endpoint_auth_method=self.client_auth,
            revocation_endpoint_auth_method=self.client_auth,
            code_challenge_method="S256",
            **options,
        )
        for answer in ("access_token_response", "refresh_token_response"):
            client.register_compliance_hook(answer, self._not_limited)
        return client

    def _bearer(self, access: str, path: str, asked: Mapping[str, str]) -> requests.Response:
        """The API's answer to a question asked with a cadre's grant."""
        with wire.bearer(self.label, access) as client:
            return self._not_limited(client.request("GET", self._api + path, params=asked))

    def _not_limited(self, response: requests.Response) -> requests.Response:
        """The same answer, unless it says 429: then when to come back."""
        if response.status_code == 429:
            raise base.rate_limited(self.label, clock.now() + self.limit_wait)
        return response

    def _token(self, answer: Any, refresh: str | None, scopes: tuple[str, ...]) -> Token:
        """The grant in an answer; of scopes only those we ask for, whatever else was granted."""
        with wire.understood(self.label):
            refresh = answer.get("refresh_token", refresh)
            granted = answer.get("scope")
            granted = scopes if granted is None else granted.split()
            return Token(
                access=wire.word(answer["access_token"], 4096),
                refresh=None if refresh is None else wire.word(refresh, 4096),
                expires_at=wire.lifetime(answer.get("expires_in")),
                scopes=tuple(one for one in (*self.scopes, *self.post_scopes) if one in granted),
            )

    @contextmanager
    def _token_errors(self) -> Generator[None]:
        """The token endpoint's "no" as a fault. Only a spent code or grant is the cadre's affair;
        a wrong client or a broken server is ours, and must never cost anybody a link."""
        try:
            yield
        except OAuthError as error:
            raise self._refused(error.error) from None
        except (ValueError, TypeError, requests.RequestException, RecursionError):
            raise base.nonsense(self.label) from None

    def _refused(self, error: Any) -> Fault:
        known = isinstance(error, str) and error in self.spent
        return base.revoked(self.label) if known else base.down(self.label)
