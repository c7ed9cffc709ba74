"""The JSON of Mastodon: accounts, statuses, and the HTML they are written in.

Two servers stand in for thousands: one of today, and one of before 4.3, which knows neither PKCE
nor a description of itself. What people of one write is copied to the other, under another number.
"""

import html
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from simulator.people import Person
from simulator.posts import Post
from simulator.stage import stage

KEY = "mastodon"
SPECIAL = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)])|(?<![\w&])#(?P<tag>\w*[^\W\d]\w*)"
)
SHOWN = 30


@dataclass(frozen=True)
class Server:
    """One server: what it runs decides what it can."""

    host: str
    version: str
    described: bool  # /.well-known/oauth-authorization-server, PKCE, the scope `profile`: from 4.3


SERVERS = {
    one.host: one
    for one in (Server("sosial.example", "4.5.2", True), Server("lama.example", "4.1.22", False))
}
ORIGINALS, COPIES = 0, 1  # the last bit of a number


def home_of(person: Person) -> str:
    """The server a person's account is on."""
    return person.kind(KEY)


def number(ms: int, sequence: int) -> str:
    """A new number of a status or an account: milliseconds, and something beside them."""
    return str((ms << 16) | (sequence * 2 & 0xFFFF) | ORIGINALS)


def copy_of(original: str) -> str:
    """The number under which another server keeps something."""
    return str(int(original) | COPIES)


def original_of(copied: str) -> str | None:
    """What a copy is of; None for the number of an original."""
    return str(int(copied) & ~COPIES) if int(copied) & COPIES else None


def account(person: Person, host: str) -> dict[str, Any]:
    """A person as one server tells of her; of another server's people it keeps copies."""
    home = home_of(person)
    here = home == host
    url = f"https://{home}/@{person.handle}"
    own = person.account_id(KEY)
    return {
        "id": own if here else copy_of(own),
        "username": person.handle,
        "acct": person.handle if here else f"{person.handle}@{home}",
        "display_name": person.name,
        "locked": person.is_private(KEY),
        "bot": False,
        "discoverable": True,
        "group": False,
        "created_at": when(datetime.fromtimestamp(person.created_ms // 86_400_000 * 86_400, UTC)),
        "note": "",
        "url": url,
        "uri": f"https://{home}/users/{person.handle}",
        "avatar": f"https://{home}/avatars/original/missing.png",
        "avatar_static": f"https://{home}/avatars/original/missing.png",
        "header": f"https://{home}/headers/original/missing.png",
        "header_static": f"https://{home}/headers/original/missing.png",
        "followers_count": 0,
        "following_count": 0,
        "statuses_count": len(stage().posts.listing(KEY, person)),
        "last_status_at": None,
        "emojis": [],
        "fields": [],
    }


def laid(post: Post) -> dict[str, Any]:
    """What a test has said about a status: its visibility, what it answers or repeats."""
    return json.loads(stage().store.got("mastodon status", post.id) or "{}")


def visibility(post: Post) -> str:
    """Who may see a status."""
    if post.hidden or post.person.is_private(KEY):
        return "private"
    return laid(post).get("visibility", "public")


def status(post: Post, host: str) -> dict[str, Any]:
    """A status as one server tells it."""
    home, user = home_of(post.person), post.person.handle
    content, tags = content_of(post.text, host)
    repeated = laid(post).get("reblog")
    known = {
        "id": post.id if home == host else copy_of(post.id),
        "created_at": when(post.at),
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": visibility(post),
        "language": "id",
        "uri": f"https://{home}/users/{user}/statuses/{post.id}",
        "url": f"https://{home}/@{user}/{post.id}",
        "replies_count": 0,
        "reblogs_count": 0,
        "favourites_count": 0,
        "edited_at": None,
        "content": content,
        "reblog": None,
        "account": account(post.person, host),
        "media_attachments": [],
        "mentions": [],
        "tags": tags,
        "emojis": [],
        "card": None,
        "poll": None,
    }
    if repeated:
        known |= {"reblog": status(stage().posts.needed(KEY, repeated), host), "content": ""}
    changes = {name: one for name, one in laid(post).items() if name != "reblog"}
    return known | changes


def content_of(text: str, host: str) -> tuple[str, list[dict[str, str]]]:
    """The HTML of a text, and its tags."""
    tags: list[dict[str, str]] = []

    def marked(found: re.Match[str]) -> str:
        if found["url"]:
            return _link(html.unescape(found["url"]))
        tag = found["tag"]
        where = f"https://{host}/tags/{tag.lower()}"
        tags.append({"name": tag.lower(), "url": where})
        return f'<a href="{where}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'

    paragraphs = [one for one in text.split("\n\n") if one]
    written = [
        SPECIAL.sub(marked, html.escape(one, quote=True)).replace("\n", "<br />")
        for one in paragraphs
    ]
    return "".join(f"<p>{one}</p>" for one in written), tags


def when(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _link(url: str) -> str:
    """A link whose words are a part of its address; the rest is there, and not shown."""
    scheme, mark, rest = url.partition("://")
    shown, hidden = html.escape(rest[:SHOWN]), html.escape(rest[SHOWN:])
    ellipsis = ' class="ellipsis"' if hidden else ' class=""'
    return (
        f'<a href="{html.escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{scheme}{mark}</span><span{ellipsis}>{shown}</span>'
        f'<span class="invisible">{hidden}</span></a>'
    )
