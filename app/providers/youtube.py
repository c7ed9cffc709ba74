"""YouTube, by its Data API v3: Google's OAuth with PKCE S256, refresh tokens that do not rotate.

Videos, shorts and live streams all lie behind an id of eleven characters. Of the account only its
channel is known; a Google account may have none. Every question costs units of an allowance that
all cadres share and that is renewed at midnight in California. Counts are never asked for.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from app import clock
from app.errors import Fault, Refusal
from app.providers import base, wire
from app.providers.base import (
    Allowance,
    Identity,
    LinkForm,
    LinkShape,
    Post,
    Registration,
    Token,
    link_pattern,
)
from app.providers.code_flow import CodeFlow
from app.words import said

KEY = "youtube"
LABEL = "YouTube"
PACIFIC = ZoneInfo("America/Los_Angeles")
PAGE = 50
TEXT_MAX = 10_000
# What a 403 may mean besides "not for you".
QUOTA = frozenset({"quotaExceeded", "dailyLimitExceeded"})
LIMIT, OWN_LIMIT = "rateLimitExceeded", "userRateLimitExceeded"
SCOPE_SHORT = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})
NOT_FOR_US = frozenset(
    {"forbidden", "authenticatedUserAccountClosed", "authenticatedUserAccountSuspended"}
)
# An account without a channel, and a channel whose list of uploads waits for the first one.
NOTHING_YET = frozenset({"youtubeSignupRequired", "channelNotFound", "playlistNotFound"})
# Uploads that never became, or are no longer, something to watch.
NOT_THERE = frozenset({"deleted", "failed", "rejected"})

HOSTS = frozenset({"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com"})
PLAIN = "https://www.youtube.com/watch?v={id}"

LINKS = LinkShape(
    provider=KEY,
    label=LABEL,
    example="https://youtu.be/Ab1…",
    forms=(
        LinkForm(HOSTS, link_pattern(r"/watch/?\?(?:[^#]*?&)?v=(?P<id>[\w-]{11})"), PLAIN),
        # Two words of eleven letters stand where an id would: lists and channels, no video.
        LinkForm(
            HOSTS,
            link_pattern(
                r"/(?:shorts|live|embed|watch|v|e)/(?!videoseries|live_stream)(?P<id>[\w-]{11})"
            ),
            PLAIN,
        ),
        LinkForm(frozenset({"youtu.be"}), link_pattern(r"/(?P<id>[\w-]{11})"), PLAIN),
    ),
)


class NoChannel(Refusal):
    """A Google account that has no channel has no videos, and nothing to be known by."""

    def __init__(self) -> None:
        words = said(
            "Akun Google itu belum punya channel YouTube, jadi belum bisa ditautkan. "
            "Buat channel dahulu di YouTube, atau pilih akun Google yang punya channel."
        )
        super().__init__("no_channel", words)


class YouTube(CodeFlow):
    """The platform YouTube, as its registered client.

    Google's terms let nobody keep what came with a grant that was taken back.
    """

    key = KEY
    label = LABEL
    scopes = ("https://www.googleapis.com/auth/youtube.readonly",)
    refresh_ahead = timedelta(minutes=5)
    ends_link = True
    # Without a prompt Google hands out a refresh token the first time only.
    consent = MappingProxyType(
        {"access_type": "offline", "prompt": "consent", "include_granted_scopes": "true"}
    )
    client_auth = "client_secret_post"
    limit_wait = timedelta(minutes=1)

    def __init__(self, registration: Registration) -> None:
        self._google = registration.options["token_url"]
        super().__init__(registration, f"{self._google}/token")
        self.allowance = Allowance(
            unit="satuan",
            units=1,
            zone=PACIFIC,
            per_day=int(registration.options["daily_limit"]),
            identity=1,
            # A look may have to ask for the own uploads as well, which takes two questions.
            post=3,
            listing=2,
            listed=0,
        )

    def revoke(self, token: Token) -> None:
        """Give the whole grant back; one that has ended already needs no giving back."""
        form = {"token": token.refresh or token.access}
        with wire.Wire(LABEL) as client:
            response = client.plain("POST", f"{self._google}/revoke", data=form)
        if response.status_code == 200:
            return
        if wire.read_json(LABEL, response).get("error") != "invalid_token":
            raise base.down(LABEL)

    def identify(self, token: Token) -> Identity:
        """The channel that the grant opens. Raises NoChannel where there is none."""
        found = self._items(token, "/channels", {"part": "id,snippet", "mine": "true"})
        if not found:
            raise NoChannel
        with wire.understood(LABEL):
            channel_id, about = wire.word(found[0]["id"], 80), found[0]["snippet"]
            # Channels that never chose a handle have none.
            handle = wire.word(about.get("customUrl") or channel_id, 80).removeprefix("@")
            return Identity(channel_id, handle, wire.prose(about["title"], 120) or handle)

    def post(self, token: Token, author_id: str, post_id: str) -> Post:
        """One video of anybody, as long as this grant may see it."""
        items = self._items(token, "/videos", {"part": "snippet,status", "id": post_id})
        if not items:
            # Deleted, private and never there look the same.
            raise base.gone(LABEL)
        with wire.understood(LABEL):
            video = next(one for one in items if one["id"] == post_id)
            found = _video(video)
        if video["status"].get("uploadStatus") in NOT_THERE:
            raise base.gone(LABEL)
        if found.author_id != author_id:
            self._not_among_own(token, post_id)
        return found

    def recent(self, token: Token, author_id: str, limit: int) -> list[Post]:
        """The newest public uploads; what she has not published yet is nobody's business."""
        asked = {"part": "snippet,contentDetails,status", "maxResults": str(min(limit, PAGE))}
        items = self._uploads(token, asked)
        with wire.understood(LABEL):
            # Without a time of publishing nobody but its owner can see it.
            posts = [_listed(one) for one in items if "videoPublishedAt" in one["contentDetails"]]
        if any(one.author_id != author_id for one in posts):
            raise base.nonsense(LABEL)
        return [one for one in posts if one.public][:limit]

    def _not_among_own(self, token: Token, post_id: str) -> None:
        """Somebody else's video cannot be among the own uploads: if it is, believe nothing."""
        if self._uploads(token, {"part": "id", "videoId": post_id}):
            raise base.nonsense(LABEL)

    def _uploads(self, token: Token, asked: Mapping[str, str]) -> list[dict[str, Any]]:
        found = self._items(token, "/channels", {"part": "contentDetails", "mine": "true"})
        if not found:
            return []
        with wire.understood(LABEL):
            uploads = wire.word(found[0]["contentDetails"]["relatedPlaylists"]["uploads"], 80)
        return self._items(token, "/playlistItems", {"playlistId": uploads, **asked})

    def _items(self, token: Token, path: str, asked: Mapping[str, str]) -> list[dict[str, Any]]:
        response = self._bearer(token.access, path, asked)
        body = wire.read_json(LABEL, response)
        with wire.understood(LABEL):
            if response.status_code == 200:
                return _list(body)
            reasons = _reasons(body["error"])
        if reasons & NOTHING_YET:
            return []
        raise _problem(response.status_code, reasons)


def _list(body: dict[str, Any]) -> list[dict[str, Any]]:
    """What a list holds; one of nothing may leave `items` out, but its kind is always told."""
    items = body.get("items", [])
    if not isinstance(items, list) or not body["kind"].startswith("youtube#"):
        raise ValueError("not a list of YouTube")
    return items


def _reasons(error: dict[str, Any]) -> set[str]:
    """Why: YouTube says it in `errors`, and Google, where it is about our grant or us, in
    `details` too."""
    told = [*(error.get("errors") or []), *(error.get("details") or [])]
    return {str(one.get("reason", "")) for one in told} - {""}


def _problem(status: int, reasons: set[str]) -> Fault:
    """What an error means; a 403 says of itself nothing at all."""
    if status == 401:
        return base.expired(LABEL)
    if reasons & QUOTA:
        return base.quota(LABEL, _midnight_there())
    if reasons & {LIMIT, OWN_LIMIT}:
        wished = clock.now() + YouTube.limit_wait
        return base.rate_limited(LABEL, wished, everywhere=OWN_LIMIT not in reasons)
    if reasons & SCOPE_SHORT:
        return base.missing_scope(LABEL)
    if reasons and reasons <= NOT_FOR_US:
        return base.forbidden(LABEL)
    if reasons == {"videoNotFound"}:
        return base.gone(LABEL)
    # Switched off, misconfigured, suspended: ours to mend, and no word about the video.
    return base.down(LABEL) if status == 403 else base.nonsense(LABEL)


def _midnight_there() -> datetime:
    tomorrow = clock.now().astimezone(PACIFIC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), PACIFIC).astimezone(UTC)


def _video(item: dict[str, Any]) -> Post:
    """One video. Raises KeyError, TypeError, ValueError for what does not fit."""
    about = item["snippet"]
    return _post(item["id"], about["channelId"], about["publishedAt"], item)


def _listed(item: dict[str, Any]) -> Post:
    """One video of a list: its snippet is the video's but for the time, which is the list's."""
    video, owner = item["contentDetails"], item["snippet"]["videoOwnerChannelId"]
    return _post(video["videoId"], owner, video["videoPublishedAt"], item)


def _post(post_id: Any, author_id: Any, published: Any, item: dict[str, Any]) -> Post:
    about, privacy = item["snippet"], item["status"]["privacyStatus"]
    if privacy not in ("public", "unlisted", "private"):
        raise ValueError("an unknown privacy")
    title, description = wire.prose(about["title"], 200), about.get("description", "")
    text = f"{title}\n{wire.prose(description, TEXT_MAX)}".strip()
    post_id = wire.word(post_id, 11)
    return Post(
        provider=KEY,
        post_id=post_id,
        author_id=wire.word(author_id, 80),
        posted_at=wire.moment(published),
        text=text,
        links=wire.links(text),
        tags=wire.tags(text, []),
        public=privacy == "public",
        url=PLAIN.format(id=post_id),
    )
