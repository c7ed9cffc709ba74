"""TikTok: the description of the platform.

Details of a post: `photo` (True: pictures instead of a video).
"""

from simulator import ids
from simulator.platform import DAY, Platform, Switch, TokenKind
from simulator.platforms import tiktok_api, tiktok_oauth, tiktok_oembed, tiktok_shapes
from simulator.posts import Post

TEN_MINUTES = 600


def _account_id(_: int) -> str:
    return "-000" + ids.letters(32)


def _post_ids(ms: int) -> tuple[str, str]:
    item_id = ids.item_id(ms)
    return item_id, item_id


def _url(post: Post) -> str:
    return f"{tiktok_shapes.page(post)}?is_from_webapp=1"


def _accepted(code: str, scopes: list[str]) -> dict[str, str]:
    return {"code": tiktok_oauth.handed_out(code), "scopes": ",".join(scopes)}


PLATFORM = Platform(
    key="tiktok",
    name="TikTok",
    paths={
        "authorize_url": "/tiktok/v2/auth/authorize/",
        "api_url": "/tiktok/open/v2",
        "oembed_url": "/tiktok/oembed",
    },
    doors=(tiktok_oauth.doors, tiktok_api.doors, tiktok_oembed.doors),
    switches=(
        Switch("calls_a_minute", 600, "Panggilan semenit untuk tiap pintu"),
        Switch(
            "refused_as",
            "",
            "Alasan menolak semua pertanyaan",
            choices=("", *tiktok_shapes.ERRORS),
            usual="internal_error",
        ),
    ),
    limited=tiktok_api.limited,
    text_max=2200,
    account_id=_account_id,
    post_ids=_post_ids,
    url=_url,
    edits="never",
    short=(
        "https://vt.tiktok.com/{code}/",
        "https://vm.tiktok.com/{code}/",
        "https://www.tiktok.com/t/{code}/",
    ),
    client=("gelanggangtiktok", "rahasia-tiktok-untuk-demo"),
    client_parameter="client_key",
    scopes={
        "user.info.basic": "melihat nama dan foto profil",
        "user.info.profile": "melihat nama akun dan tautan profil",
        "user.info.stats": "melihat jumlah pengikut dan suka",
        "video.list": "melihat video Anda yang terbuka untuk umum",
    },
    scope_separator=",",
    required_scopes=frozenset({"user.info.basic"}),
    code_life_s=TEN_MINUTES,
    tokens={
        "access": TokenKind(tiktok_oauth.ACCESS_S, "act."),
        "refresh": TokenKind(180 * DAY, "rft."),
    },
    accepted=_accepted,
    denied={"error": "access_denied", "error_description": "The user denied the request."},
)
