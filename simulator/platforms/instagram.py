"""Instagram, with Instagram Login: the description of the platform."""

from simulator import ids
from simulator.grants import Client
from simulator.people import Person
from simulator.platform import HOUR, Platform, Switch, TokenKind
from simulator.platforms import instagram_api, instagram_oauth, meta, meta_oauth
from simulator.posts import Post
from simulator.stage import stage


def _account_id(_: int) -> str:
    return ids.graph_id("17841")[:17]


def _post_ids(ms: int) -> tuple[str, str]:
    return ids.graph_id("18"), ids.shortcode(ms)


def _url(post: Post) -> str:
    return f"https://www.instagram.com/p/{post.code}/"


def _signs(client: Client, person: Person) -> str:
    how = str(stage().board.get("instagram").own["user_id_as"])
    return meta_oauth.signed_request(client, instagram_oauth.numbered(person, how))


PLATFORM = Platform(
    key="instagram",
    name="Instagram",
    paths={
        "authorize_url": "/instagram/oauth/authorize",
        "token_url": "/instagram/api/oauth/access_token",
        "api_url": "/instagram/graph",
    },
    # Sign-in first: its paths must win over the graph's `/<object_id>`.
    doors=(instagram_oauth.code_doors, instagram_oauth.doors, instagram_api.doors),
    switches=(
        *meta.SWITCHES,
        Switch("likes_hidden", False, "Jumlah suka disembunyikan"),
        Switch("token_as", "list", "Jawaban token berupa", choices=("list", "flat")),
        Switch("user_id_as", "scoped", "Nomor akun di sign-in", choices=("scoped", "public")),
        Switch("owner_as", "public", "Nomor pemilik kiriman", choices=("scoped", "public")),
    ),
    limited=meta.limited("instagram"),
    text_max=2200,
    account_id=_account_id,
    post_ids=_post_ids,
    url=_url,
    kinds=("professional", "personal"),
    short=("https://www.instagram.com/share/{code}", "https://www.instagram.com/share/p/{code}"),
    client=("gelanggang-instagram", "rahasia-instagram-untuk-demo"),
    scopes={
        "instagram_business_basic": "membaca profil dan kiriman Anda",
        "instagram_business_manage_insights": "membaca statistik kiriman Anda",
    },
    scope_separator=",",
    required_scopes=frozenset({"instagram_business_basic"}),
    readable_kinds=("professional",),
    tokens={"short": TokenKind(HOUR, "IGAA"), "long": TokenKind(5_183_944, "IGAA")},
    granted="long",
    denied=meta.DENIED,
    tail=meta.TAIL,
    signs=_signs,
)
