"""What the AT Protocol is made of: DIDs and their documents, handles, TIDs, records with facets.

Two habits that surprise readers: the words of a post hold shortened links, whose places are told
in bytes of UTF-8; and every record says itself when it was made. Tests may lay pieces of records
and whole documents on the shelf, since people's programs and servers say what they like.
"""

import base64
import hashlib
import itertools
import json
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from simulator.people import Person
from simulator.posts import Post
from simulator.stage import stage

KEY = "bluesky"
POSTS, PROFILE = "app.bsky.feed.post", "app.bsky.actor.profile"
HIDDEN = "!no-unauthenticated"
SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
SPECIAL = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)])|(?<![\w&])#(?P<tag>\w*[^\W\d]\w*)"
)
PATH_SHOWN = 15

_clock_ids = itertools.count(secrets.randbelow(1024))


@dataclass(frozen=True)
class Home:
    """Where accounts live: the end of their handles, the server of their data, and of sign-in."""

    names: str
    pds: str
    issuer: str


# Most live at the company's, where one server signs everybody in; some have a server of their own.
HOMES = {
    "bsky.social": Home("bsky.social", "morel.us-east.host.bsky.network", "bsky.social"),
    "rumahku.test": Home("rumahku.test", "pds.rumahku.test", "pds.rumahku.test"),
}


def did(_: int) -> str:
    """A new DID of the directory."""
    return "did:plc:" + base64.b32encode(secrets.token_bytes(15)).decode().lower()


def tid(ms: int) -> str:
    """A new record key: microseconds and a number of the clock, in letters that sort."""
    number = (ms * 1000 << 10) | (next(_clock_ids) % 1024)
    return "".join(SORTABLE[number >> 5 * place & 31] for place in range(12, -1, -1))


def home_of(person: Person) -> Home:
    """Where a person's account lives."""
    return HOMES[person.kind(KEY)]


def handle_of(person: Person) -> str:
    """A person's handle; underscores are no part of names of the DNS."""
    return f"{person.handle.strip('_').replace('_', '-').lower()}.{home_of(person).names}"


def person_named(handle: str) -> Person | None:
    """Whoever has this handle."""
    label, _, names = handle.lower().partition(".")
    found = stage().people.by_handle(label.replace("-", "_")) or stage().people.by_handle(label)
    return found if found and handle_of(found) == f"{label}.{names}" else None


def person_of(account: str) -> Person | None:
    """Whoever has this DID."""
    return stage().people.by_account(KEY, account)


def document(person: Person) -> dict[str, Any]:
    """The DID document of somebody, as the directory writes it."""
    account = person.account_id(KEY)
    laid = stage().store.got("bluesky document", account)
    if laid:
        return json.loads(laid)
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/suites/secp256k1-2019/v1",
        ],
        "id": account,
        "alsoKnownAs": [f"at://{handle_of(person)}"],
        "verificationMethod": [
            {
                "id": f"{account}#atproto",
                "type": "Multikey",
                "controller": account,
                "publicKeyMultibase": "zQ3sh" + hashlib.sha256(account.encode()).hexdigest()[:44],
            }
        ],
        "service": [
            {
                "id": "#atproto_pds",
                "type": "AtprotoPersonalDataServer",
                "serviceEndpoint": f"https://{home_of(person).pds}",
            }
        ],
    }


def names_of(person: Person) -> set[str]:
    """Everything by which somebody may ask to be signed in."""
    claimed = {one.removeprefix("at://") for one in document(person)["alsoKnownAs"]}
    return {person.account_id(KEY), handle_of(person), *claimed}


def uri(post: Post) -> str:
    """The name of a post's record."""
    return f"at://{post.account_id}/{POSTS}/{post.id}"


def envelope(record_uri: str, value: dict[str, Any]) -> dict[str, Any]:
    """A record as homes hand it out."""
    digest = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).digest()
    cid = "bafyrei" + base64.b32encode(digest).decode().lower().rstrip("=")
    return {"uri": record_uri, "cid": cid, "value": value}


def record(post: Post) -> dict[str, Any]:
    """A post as its author's program wrote it."""
    text, facets = _facets(post.text)
    value = {"$type": POSTS, "text": text, "langs": ["id"], "createdAt": when(post.at)}
    laid = stage().store.got("bluesky record", post.id)
    return value | ({"facets": facets} if facets else {}) | json.loads(laid or "{}")


def profile(person: Person) -> dict[str, Any]:
    """What somebody says of herself; who locks her account asks strangers not to look."""
    value: dict[str, Any] = {"$type": PROFILE, "displayName": person.name}
    if person.is_private(KEY):
        value["labels"] = {
            "$type": "com.atproto.label.defs#selfLabels",
            "values": [{"val": HIDDEN}],
        }
    return value


def when(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _facets(text: str) -> tuple[str, list[dict[str, Any]]]:
    """The words as they are published, and what their parts lead to, by bytes."""
    shown, facets, upto = b"", [], 0
    for found in SPECIAL.finditer(text):
        shown += text[upto : found.start()].encode()
        upto = found.end()
        if found["url"]:
            words, feature = _shortened(found["url"]), {"uri": found["url"]}
        else:
            words, feature = found[0], {"tag": found["tag"]}
        kind = f"app.bsky.richtext.facet#{'link' if found['url'] else 'tag'}"
        ends = len(shown) + len(words.encode())
        facets.append(
            {
                "index": {"byteStart": len(shown), "byteEnd": ends},
                "features": [{"$type": kind, **feature}],
            }
        )
        shown += words.encode()
    return (shown + text[upto:].encode()).decode(), facets


def _shortened(url: str) -> str:
    """A link as the apps show it: no scheme, and little of the path."""
    host, slash, path = url.partition("://")[2].partition("/")
    return host + slash + (path if len(path) <= PATH_SHOWN else path[:PATH_SHOWN] + "...")
