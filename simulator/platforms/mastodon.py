"""Mastodon: the description of the network, of which two servers are there."""

import itertools
import secrets

from simulator.people import Person
from simulator.platform import Hosts, Platform, Switch, TokenKind
from simulator.platforms import mastodon_api, mastodon_oauth
from simulator.platforms import mastodon_shapes as shapes
from simulator.platforms.mastodon_shapes import KEY, SERVERS
from simulator.posts import Post

_sequence = itertools.count(secrets.randbelow(1 << 14))


def _number(ms: int) -> str:
    return shapes.number(ms, next(_sequence))


def _post_ids(ms: int) -> tuple[str, str]:
    number = _number(ms)
    return number, number


def _url(post: Post) -> str:
    return f"https://{shapes.home_of(post.person)}/@{post.person.handle}/{post.id}"


def _known_as(person: Person) -> str:
    return f"{person.handle}@{shapes.home_of(person)}"


PLATFORM = Platform(
    key=KEY,
    name="Mastodon",
    hosts=(
        # Sign-in first: its paths must win over the API's catch-all.
        Hosts(KEY, tuple(SERVERS), mastodon_oauth.doors),
        Hosts(KEY, tuple(SERVERS), mastodon_api.doors),
    ),
    switches=(Switch("answers_for", "", "Server lain yang orangnya dijawab di sini"),),
    limited=mastodon_api.limited,
    text_max=500,
    account_id=_number,
    post_ids=_post_ids,
    url=_url,
    known_as=_known_as,
    kinds=tuple(SERVERS),
    readable_kinds=tuple(SERVERS),
    # What grants that nobody went the whole way for are made out to.
    client=("gelanggang-mastodon", "rahasia-mastodon-untuk-demo"),
    scopes={
        "profile": "membaca nama akun Anda",
        "read:accounts": "membaca akun",
        "read:statuses": "membaca kiriman Anda",
        "read": "membaca semuanya",
    },
    pkce="optional",
    code_life_s=600,
    tokens={"access": TokenKind()},
    denied={
        "error": "access_denied",
        "error_description": "The resource owner or authorization server denied the request.",
    },
)
