"""Facebook: the description of the platform."""

import secrets
import string

from simulator import ids
from simulator.grants import Client
from simulator.people import Person
from simulator.platform import HOUR, Platform, Switch, TokenKind
from simulator.platforms import facebook_api, facebook_oauth, facebook_oembed, meta, meta_oauth
from simulator.posts import Post

LETTERS = string.ascii_letters + string.digits
PFBID_LETTERS = 60


def _account_id(_: int) -> str:
    return ids.graph_id("10")


def _post_ids(_: int) -> tuple[str, str]:
    word = "".join(secrets.choice(LETTERS) for _ in range(PFBID_LETTERS))
    return ids.graph_id("1"), f"pfbid0{word}l"


def _url(post: Post) -> str:
    return f"https://www.facebook.com/{post.person.handle}/posts/{post.code}"


def _signs(client: Client, person: Person) -> str:
    return meta_oauth.signed_request(client, person.account_id("facebook"))


PLATFORM = Platform(
    key="facebook",
    name="Facebook",
    paths={
        "authorize_url": "/facebook/v26.0/dialog/oauth",
        "api_url": "/facebook/graph/v26.0",
    },
    # Sign-in first: its paths must win over the graph's `/<object_id>`.
    doors=(facebook_oauth.doors, facebook_oembed.doors, facebook_api.doors),
    switches=(
        *meta.SWITCHES,
        Switch("permalink_as", "word", "Tautan di API berupa", choices=("word", "number")),
        Switch("proof_needed", True, "Panggilan tanpa appsecret_proof ditolak"),
        Switch("data_access_days", 90, "Masa akses data (hari)", choices=(90, 20)),
    ),
    limited=meta.limited("facebook"),
    text_max=63_206,
    account_id=_account_id,
    post_ids=_post_ids,
    url=_url,
    short=(
        "https://www.facebook.com/share/p/{code}/",
        "https://www.facebook.com/share/{code}/",
        "https://fb.watch/{code}/",
    ),
    client=("gelanggang-facebook", "rahasia-facebook-untuk-demo"),
    scopes={
        "public_profile": "membaca nama dan nomor akun",
        "user_posts": "membaca kiriman Anda",
    },
    scope_separator=",",
    required_scopes=frozenset({"public_profile"}),
    tokens={"short": TokenKind(2 * HOUR, "EAAG"), "long": TokenKind(5_184_000, "EAAG")},
    granted="long",
    denied=meta.DENIED | {"error_code": "200"},
    tail="#_=_",
    signs=_signs,
)
