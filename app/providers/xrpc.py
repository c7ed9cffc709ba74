"""How homes and servers of the AT Protocol are spoken to: what is asked, and what their "no" means.

With a grant every request carries a proof of its own, with a number the server gives out in it:
the first answer to a stranger is that number. https://atproto.com/specs/xrpc, /oauth
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from app import clock
from app.errors import Fault
from app.providers import base, dpop, open_web, wire
from app.providers.atproto import LABEL, Document
from app.providers.open_web import Answer

PROFILE, SELF = "app.bsky.actor.profile", "self"
LIMIT_WAIT = timedelta(minutes=5)
# What a home answers for a record, or a whole repository, that is not there, or not shown.
MISSING = frozenset({"RecordNotFound", "RepoNotFound"})
CLOSED = frozenset({"RepoTakendown", "RepoSuspended", "RepoDeactivated"})
# What a server says of a code or token that is not good, or not any more.
SPENT = frozenset({"invalid_grant", "invalid_token", "InvalidToken", "ExpiredToken"})


def read(home: str, name: str, asked: Mapping[str, str]) -> dict[str, Any]:
    """What is open to everybody. Raises Fault."""
    return _understood(open_web.get(f"{home}/xrpc/{name}?{urlencode(asked)}"))


def record(who: Document, collection: str, key: str) -> dict[str, Any]:
    """One record from its author's home; `gone` when there is none."""
    asked = {"repo": who.did, "collection": collection, "rkey": key}
    body = read(who.home, "com.atproto.repo.getRecord", asked)
    with wire.understood(LABEL):
        if key_of(body["uri"], who, collection) != key or not isinstance(body["value"], dict):
            raise ValueError("another record")
        return body["value"]


def profile(who: Document) -> dict[str, Any]:
    """What somebody says of herself; nothing at all is usual, too."""
    try:
        return record(who, PROFILE, SELF)
    except Fault as fault:
        if fault.kind != "gone":
            raise
        return {}


def uri(who: Document, collection: str, key: str) -> str:
    """The one name of a record."""
    return f"at://{who.did}/{collection}/{key}"


def key_of(found: str, who: Document, collection: str) -> str:
    """The key in the name of a record of this author and kind. Raises ValueError for others."""
    key = wire.word(found, 600).rpartition("/")[2]
    if found != uri(who, collection, key):
        raise ValueError("somebody else's record, or another kind")
    return key


def posted(url: str, form: Mapping[str, str], kept: Mapping[str, str]) -> dict[str, Any]:
    """What a server answers to a form of ours, proven with the key that is kept."""
    return _understood(_sent(url, form, kept))


def given_back(url: str, token: str, kept: Mapping[str, str]) -> None:
    """A token handed back; whatever a server says beside yes is of no interest (RFC 7009)."""
    if _sent(url, {"token": token}, kept).status != 200:
        raise base.down(LABEL)


def held(home: str, name: str, key: str, access: str) -> dict[str, Any]:
    """What a home tells whoever holds a grant and its key."""
    url = f"{home}/xrpc/{name}"
    answer = _proven(
        lambda nonce: open_web.get(
            url,
            headers={
                "Authorization": f"{dpop.SCHEME} {access}",
                "DPoP": dpop.proof(key, "GET", url, nonce, access),
            },
        )
    )
    return _understood(answer)


def _sent(url: str, form: Mapping[str, str], kept: Mapping[str, str]) -> Answer:
    whole = {"client_id": kept["client_id"], **form}
    return _proven(
        lambda nonce: open_web.post(
            url, form=whole, headers={"DPoP": dpop.proof(kept["key"], "POST", url, nonce)}
        )
    )


def _proven(ask: Callable[[str | None], Answer]) -> Answer:
    """Ask, and once more with the server's number if it wants that; no server goes without one."""
    answer = ask(None)
    if _wants_nonce(answer):
        answer = ask(answer.headers.get("DPoP-Nonce"))
    if not answer.headers.get("DPoP-Nonce"):
        raise base.nonsense(LABEL)
    return answer


def _wants_nonce(answer: Answer) -> bool:
    """Servers say it in the body, homes in a header."""
    if answer.status not in (400, 401):
        return False
    challenge = answer.headers.get("WWW-Authenticate", "")
    return dpop.NONCE_WANTED in challenge or _error(answer) == dpop.NONCE_WANTED


def _understood(answer: Answer) -> dict[str, Any]:
    if answer.status in (200, 201):
        return answer.json()
    if answer.status == 429:
        raise base.rate_limited(LABEL, wire.within_reason(_regained(answer)), everywhere=False)
    raise _fault(_error(answer))


def _fault(error: str) -> Fault:
    if error in SPENT:
        return base.revoked(LABEL)
    if error in MISSING:
        return base.gone(LABEL)
    if error in CLOSED:
        return base.forbidden(LABEL)
    return base.nonsense(LABEL)


def _error(answer: Answer) -> str:
    return str(answer.json().get("error", ""))


def _regained(answer: Answer) -> datetime:
    """When it will answer again: unix seconds."""
    reset = answer.headers.get("RateLimit-Reset", "")
    if reset.isascii() and reset.isdigit() and len(reset) <= 11:
        return datetime.fromtimestamp(int(reset), UTC)
    return clock.now() + LIMIT_WAIT
