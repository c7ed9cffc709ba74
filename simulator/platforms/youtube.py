"""YouTube: the description of the platform. Sign-in is Google's.

Details of a video: `privacy` ("public", "unlisted"; a hidden video is private), `embeddable`
(False: shown on no other site), `upload` (a status other than "processed").
"""

from simulator import ids
from simulator.platform import Platform, Switch, TokenKind
from simulator.platforms import google_oauth, youtube_api, youtube_oembed, youtube_shapes
from simulator.posts import Post

TEN_MINUTES = 600


def _account_id(_: int) -> str:
    return "UC" + ids.letters(22)


def _post_ids(_: int) -> tuple[str, str]:
    video_id = ids.video_id()
    return video_id, video_id


def _url(post: Post) -> str:
    return f"https://youtu.be/{post.code}?si=dibagikan"


def _accepted(code: str, scopes: list[str]) -> dict[str, str]:
    return {"code": code, "scope": " ".join(scopes), "authuser": "0", "prompt": "consent"}


PLATFORM = Platform(
    key="youtube",
    name="YouTube",
    paths={
        "authorize_url": "/google/o/oauth2/v2/auth",
        "token_url": "/google/oauth2",
        "api_url": "/google/youtube/v3",
        "oembed_url": "/youtube/oembed",
    },
    doors=(google_oauth.doors, youtube_api.doors, youtube_oembed.doors),
    switches=(
        Switch("channels", True, "Akun Google punya channel"),
        Switch("units_a_day", 10_000, "Jatah satuan sehari, sampai tengah malam di California"),
        Switch(
            "limit_as",
            "rateLimitExceeded",
            "Alasan batas",
            choices=("rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"),
        ),
        Switch(
            "refused_as",
            "",
            "Alasan menolak semua pertanyaan",
            choices=("", *youtube_shapes.REFUSALS),
            usual="forbidden",
        ),
    ),
    limited=youtube_api.limited,
    text_max=5100,
    account_id=_account_id,
    post_ids=_post_ids,
    url=_url,
    client=("gelanggang-youtube.apps.googleusercontent.com", "rahasia-youtube-untuk-demo"),
    scopes={youtube_api.SCOPE: "melihat channel dan video YouTube Anda"},
    pkce="optional",
    code_life_s=TEN_MINUTES,
    tokens={
        "access": TokenKind(google_oauth.LIFE_S, "ya29.a0"),
        "refresh": TokenKind(prefix="1//0"),
    },
    accepted=_accepted,
)
