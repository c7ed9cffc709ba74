"""Threads: the description of the platform."""

from simulator import ids
from simulator.grants import Client
from simulator.people import Person
from simulator.platform import HOUR, Platform, Switch, TokenKind
from simulator.platforms import facebook_oembed, meta, meta_oauth, threads_api, threads_oauth
from simulator.posts import Post


def _account_id(_: int) -> str:
    return ids.graph_id("17")


def _post_ids(ms: int) -> tuple[str, str]:
    return ids.graph_id("18"), ids.shortcode(ms)


def _url(post: Post) -> str:
    return f"https://www.threads.com/@{post.person.handle}/post/{post.code}"


def _signs(client: Client, person: Person) -> str:
    return meta_oauth.signed_request(client, person.account_id("threads"))


PLATFORM = Platform(
    key="threads",
    name="Threads",
    paths={"authorize_url": "/threads/oauth/authorize", "api_url": "/threads/graph"},
    # Sign-in first: its paths must win over the graph's `/<object_id>`.
    doors=(threads_oauth.doors, facebook_oembed.threads_doors, threads_api.doors),
    switches=(
        *meta.SWITCHES,
        Switch("user_id_as", "number", "Nomor akun di jawaban token", choices=("number", "string")),
    ),
    limited=meta.limited("threads"),
    text_max=500,
    account_id=_account_id,
    post_ids=_post_ids,
    url=_url,
    client=("gelanggang-threads", "rahasia-threads-untuk-demo"),
    scopes={
        "threads_basic": "membaca profil dan kiriman Anda",
        "threads_manage_insights": "membaca statistik kiriman Anda",
    },
    scope_separator=",",
    required_scopes=frozenset({"threads_basic"}),
    tokens={"short": TokenKind(HOUR, "THQ"), "long": TokenKind(5_183_944, "THQ")},
    granted="long",
    denied=meta.DENIED,
    tail=meta.TAIL,
    signs=_signs,
)
