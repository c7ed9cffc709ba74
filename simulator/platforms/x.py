"""X: the description of the platform."""

from flask import request

from simulator import ids
from simulator.platform import DAY, HOUR, Platform, Switch, TokenKind
from simulator.platforms import x_api, x_oauth, x_oembed
from simulator.posts import Post
from simulator.stage import stage


def _post_ids(ms: int) -> tuple[str, str]:
    post_id = ids.snowflake(ms)
    return post_id, post_id


def _url(post: Post) -> str:
    return f"https://x.com/{post.person.handle}/status/{post.id}"


def _issuer() -> dict[str, str]:
    iss = stage().board.get("x").own["iss"]
    origin = (stage().base_url or request.host_url).rstrip("/")
    return {"iss": origin if iss == "own" else str(iss)} if iss else {}


PLATFORM = Platform(
    key="x",
    name="X",
    paths={
        "authorize_url": "/x/i/oauth2/authorize",
        "api_url": "/x/api",
        "oembed_url": "/x/publish/oembed",
    },
    # Sign-in first: its paths must win over the API's catch-all.
    doors=(x_oauth.doors, x_api.doors, x_oembed.doors),
    switches=(
        Switch("twin404", False, "Kiriman yang hilang dijawab 200 berisi galat"),
        Switch(
            "spent",
            "",
            "Kredit API habis",
            choices=("", "credits", "usage-capped"),
            usual="credits",
        ),
        Switch("iss", "", "Penerbit di alamat kembali (kosong: tidak disebut)", usual="own"),
    ),
    limited=x_api.limited,
    text_max=280,
    account_id=ids.snowflake,
    post_ids=_post_ids,
    url=_url,
    edits="version",
    short=("https://t.co/{code}",),
    client=("gelanggang-x", "rahasia-x-untuk-demo"),
    scopes={
        "tweet.read": "membaca kiriman",
        "users.read": "membaca nama dan nomor akun",
        "offline.access": "tetap terhubung sampai izin dicabut",
    },
    state_required=True,
    pkce="required",
    code_life_s=30,
    tokens={"access": TokenKind(2 * HOUR), "refresh": TokenKind(180 * DAY)},
    refresh_scope="offline.access",
    always=_issuer,
)
