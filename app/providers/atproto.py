"""Who is who in the AT Protocol: from a name to a DID, to the home of its posts, to who signs in.

Nothing is believed from one side alone: a handle counts when it leads to a DID whose document
names it back, and a server may sign people in when their home names it and it names itself so.
https://atproto.com/specs/handle, /did, /oauth
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from app.errors import Fault
from app.providers import base, dpop, open_web, wire

LABEL = "Bluesky"
HANDLE = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
HANDLE_MAX = 244  # with `_atproto.` before it, it must still be a name of the DNS
# Names under these are nobody's, whatever some server answers.
RESERVED = frozenset("alt arpa example internal invalid local localhost onion".split())
DID = re.compile(rf"did:plc:[a-z2-7]{{24}}|did:web:{HANDLE}", re.ASCII)
SCOPE = "atproto"
# What a server's metadata must list, and what it must promise.
OFFERS = {
    "response_types_supported": {"code"},
    "grant_types_supported": {"authorization_code", "refresh_token"},
    "code_challenge_methods_supported": {"S256"},
    "token_endpoint_auth_methods_supported": {"none", "private_key_jwt"},
    "token_endpoint_auth_signing_alg_values_supported": {dpop.ALGORITHM},
    "scopes_supported": {SCOPE},
    "dpop_signing_alg_values_supported": {dpop.ALGORITHM},
}
PROMISES = (
    "authorization_response_iss_parameter_supported",
    "require_pushed_authorization_requests",
    "client_id_metadata_document_supported",
)

_HANDLE = re.compile(HANDLE, re.ASCII)


@dataclass(frozen=True)
class Document:
    """What a DID says of itself: the handle it claims ("" for none), and where its posts are."""

    did: str
    handle: str
    home: str


@dataclass(frozen=True)
class Server:
    """Who signs in the people of a home, with all that the profile of OAuth demands of it."""

    issuer: str
    authorize: str
    token: str
    push: str
    revoke: str


def is_handle(text: str) -> bool:
    """Whether a text in lower case may be somebody's handle."""
    right = len(text) <= HANDLE_MAX and _HANDLE.fullmatch(text) is not None
    return right and text.rpartition(".")[2] not in RESERVED


def is_did(text: str) -> bool:
    """Whether a text is a DID of a method that the network knows."""
    return DID.fullmatch(text) is not None


class Names:
    """Looks up handles and DIDs, with the help of the directory and of a view of the network."""

    def __init__(self, view: str, directory: str) -> None:
        self._view = view
        self._directory = directory

    def find(self, name: str) -> Document | None:
        """The document behind a handle or DID; None where nobody has that name.

        Raises Fault; `gone` for a DID that is not, or no longer, anybody's.
        """
        if is_did(name):
            return self.document(name)
        did = self._did(name)
        found = self.document(did) if did else None
        return found if found and found.handle == name else None

    def confirmed(self, document: Document) -> str:
        """The handle of a document if it leads back to it, else the DID: never an empty claim."""
        leads_back = document.handle and self._did(document.handle) == document.did
        return document.handle if leads_back else document.did

    def document(self, did: str) -> Document:
        """What a DID says of itself. Raises Fault."""
        host = did.removeprefix("did:web:")
        url = f"https://{host}/.well-known/did.json" if host != did else f"{self._directory}/{did}"
        answer = open_web.get(url)
        if answer.status in (404, 410):
            raise base.gone(LABEL)
        body = answer.json()
        with wire.understood(LABEL):
            return parse_document(body, did)

    def _did(self, handle: str) -> str | None:
        """Where a handle leads, by any of the three ways; the DNS has the first word."""
        if not is_handle(handle):
            return None
        told = _told_by_dns(handle)
        if told:
            found, *others = told
            return found if not others and is_did(found) else None
        return _well_known(handle) or self._viewed(handle)

    def _viewed(self, handle: str) -> str | None:
        asked = urlencode({"handle": handle})
        answer = open_web.get(f"{self._view}/xrpc/com.atproto.identity.resolveHandle?{asked}")
        if answer.status == 400:
            return None
        body = answer.json()
        with wire.understood(LABEL):
            found = wire.word(body["did"], 300)
        return found if is_did(found) else None


def server_of(home: str) -> Server:
    """Who signs in the people of a home. Raises Fault."""
    body = _metadata(f"{home}/.well-known/oauth-protected-resource")
    with wire.understood(LABEL):
        (issuer,) = body["authorization_servers"]
        issuer = origin(issuer)
    return server(issuer)


def server(issuer: str) -> Server:
    """A server that signs people in, by its own description. Raises Fault."""
    body = _metadata(f"{issuer}/.well-known/oauth-authorization-server")
    with wire.understood(LABEL):
        return parse_server(body, issuer)


def parse_document(body: dict[str, Any], did: str) -> Document:
    """The document of a DID. Raises KeyError, TypeError, ValueError for what does not fit."""
    if body["id"] != did:
        raise ValueError("somebody else's document")
    claims = [one for one in body.get("alsoKnownAs") or [] if one.startswith("at://")]
    names = [name for one in claims if is_handle(name := one.removeprefix("at://").lower())]
    homes = [one for one in body["service"] if _is_home(one, did)]
    return Document(did, names[0] if names else "", origin(homes[0]["serviceEndpoint"]))


def parse_server(body: dict[str, Any], issuer: str) -> Server:
    """The metadata of a server, held against every demand of the profile.

    Raises KeyError, TypeError, ValueError for a server that must not be used.
    """
    if body["issuer"] != issuer:
        raise ValueError("a server that calls itself another one")
    for name, wanted in OFFERS.items():
        if not wanted <= set(body[name]):
            raise ValueError(f"a server without {name}")
    if not all(body[name] is True for name in PROMISES):
        raise ValueError("a server that promises less")
    if body.get("require_request_uri_registration", True) is not True:
        raise ValueError("a server that takes unregistered requests")
    ends = ("authorization", "token", "pushed_authorization_request", "revocation")
    return Server(issuer, *(_https(body[f"{name}_endpoint"]) for name in ends))


def origin(url: Any) -> str:
    """The origin that an address of a server is, and nothing behind it. Raises ValueError."""
    parts = urlsplit(_https(url))
    bare = f"https://{parts.netloc}"
    if url.removesuffix("/") != bare or "@" in bare or bare.endswith(":443"):
        raise ValueError("more than an origin")
    return bare


def _told_by_dns(handle: str) -> set[str]:
    """The DIDs in a name's records; a DNS that does not answer has said nothing."""
    try:
        texts = open_web.txt(f"_atproto.{handle}")
    except Fault:
        return set()
    return {one.removeprefix("did=") for one in texts if one.startswith("did=")}


def _well_known(handle: str) -> str | None:
    try:
        answer = open_web.get(f"https://{handle}/.well-known/atproto-did", max_bytes=open_web.SMALL)
    except Fault:
        return None
    found = answer.body[:300].decode("ascii", "replace").strip()
    return found if answer.status == 200 and is_did(found) else None


def _metadata(url: str) -> dict[str, Any]:
    """A server's description, which is answered there and then or not at all."""
    answer = open_web.get(url, may_follow=lambda _: False)
    if answer.status != 200:
        raise base.nonsense(LABEL)
    return answer.json()


def _is_home(service: dict[str, Any], did: str) -> bool:
    named = service["id"] in ("#atproto_pds", f"{did}#atproto_pds")
    return named and service["type"] == "AtprotoPersonalDataServer"


def _https(url: Any) -> str:
    found = wire.word(url, 300)
    parts = urlsplit(found)
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError("not an address by https")
    return found
