"""The JSON of YouTube's Data API v3: channels, videos, items of a list of uploads, and errors.

The first line of what somebody wrote is the title of the video, the rest its description. Counts
are numbers written as text.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from simulator.people import Person
from simulator.posts import Post

KEY = "youtube"
TITLE_MAX = 100
AUTH_WORDS = (
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie "
    "or other valid authentication credential. See "
    "https://developers.google.com/identity/sign-in/web/devconsole-project."
)
QUOTA_WORDS = (
    "The request cannot be completed because you have exceeded your "
    '<a href="/youtube/v3/getting-started#quota">quota</a>.'
)
# Why a 403 may come, as `errors` tells it: domain, words, and what `details` adds.
REFUSALS = {
    "quotaExceeded": ("youtube.quota", QUOTA_WORDS, ""),
    "rateLimitExceeded": ("usageLimits", "Rate Limit Exceeded", ""),
    "userRateLimitExceeded": ("usageLimits", "User Rate Limit Exceeded", ""),
    "forbidden": (
        "youtube.common",
        "Access forbidden. The request may not be properly authorized.",
        "",
    ),
    "authenticatedUserAccountSuspended": (
        "youtube.common",
        "The YouTube account of the authenticated user is suspended.",
        "",
    ),
    "insufficientPermissions": (
        "global",
        "Request had insufficient authentication scopes.",
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
    ),
    "accessNotConfigured": (
        "usageLimits",
        "YouTube Data API v3 has not been used in this project before or it is disabled.",
        "SERVICE_DISABLED",
    ),
}


def when(moment: datetime) -> str:
    """Whole seconds in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def privacy(post: Post) -> str:
    """Who may see a video."""
    return "private" if post.hidden else post.details.get("privacy", "public")


def uploads_of(person: Person) -> str:
    """The id of the list that holds every upload of a channel."""
    return "UU" + person.account_id(KEY).removeprefix("UC")


def channel_json(person: Person, parts: set[str]) -> dict[str, Any]:
    """A channel."""
    about = {"title": person.name, "description": ""}
    whole = {
        "snippet": {
            **about,
            "customUrl": f"@{person.handle.lower()}",
            "publishedAt": when(datetime.fromtimestamp(person.created_ms / 1000, UTC)),
            "thumbnails": {},
            "localized": about,
        },
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": uploads_of(person)}},
        "statistics": {
            "viewCount": "0",
            "subscriberCount": "0",
            "hiddenSubscriberCount": False,
            "videoCount": "0",
        },
    }
    return _resource("channel", person.account_id(KEY), whole, parts)


def video_json(post: Post, parts: set[str]) -> dict[str, Any]:
    """A video."""
    whole = {
        "snippet": {
            "publishedAt": when(post.at),
            "channelId": post.account_id,
            **_words(post),
            "thumbnails": {},
            "channelTitle": post.person.name,
            "tags": ["partai"],
            "categoryId": "22",
            "liveBroadcastContent": "none",
            "localized": _words(post),
        },
        "status": {
            "uploadStatus": post.details.get("upload", "processed"),
            "privacyStatus": privacy(post),
            "license": "youtube",
            "embeddable": post.details.get("embeddable", True),
            "publicStatsViewable": True,
            "madeForKids": False,
        },
        "statistics": dict.fromkeys(
            ("viewCount", "likeCount", "favoriteCount", "commentCount"), "0"
        ),
    }
    return _resource("video", post.id, whole, parts)


def item_json(post: Post, owner: Person, position: int, parts: set[str]) -> dict[str, Any]:
    """A video as an item of its owner's uploads; the time in the snippet is the list's own."""
    published = {} if privacy(post) == "private" else {"videoPublishedAt": when(post.at)}
    whole = {
        "snippet": {
            "publishedAt": when(post.at),
            "channelId": owner.account_id(KEY),
            **_words(post),
            "thumbnails": {},
            "channelTitle": owner.name,
            "playlistId": uploads_of(owner),
            "position": position,
            "resourceId": {"kind": "youtube#video", "videoId": post.id},
            "videoOwnerChannelTitle": post.person.name,
            "videoOwnerChannelId": post.account_id,
        },
        "contentDetails": {"videoId": post.id, **published},
        "status": {"privacyStatus": privacy(post)},
    }
    item_id = hashlib.sha256(f"{uploads_of(owner)} {post.id}".encode()).hexdigest()
    return _resource("playlistItem", item_id, whole, parts)


def page_json(kind: str, items: list[dict[str, Any]], total: int, size: int) -> dict[str, Any]:
    """A list of them; one of nothing has no `items` where Google leaves empty fields out."""
    answer = {
        "kind": f"youtube#{kind}ListResponse",
        "etag": hashlib.sha256(repr(items).encode()).hexdigest()[:27],
        "pageInfo": {"totalResults": total, "resultsPerPage": size},
    }
    return answer | ({"items": items} if items or kind != "channel" else {})


def error_json(
    status: int, domain: str, reason: str, words: str, detail: str = "", **where: str
) -> dict[str, Any]:
    """An error as Google words it."""
    error: dict[str, Any] = {
        "code": status,
        "message": words,
        "errors": [{"message": words, "domain": domain, "reason": reason, **where}],
    }
    if detail:
        error["status"] = "PERMISSION_DENIED"
        error["details"] = [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": detail,
                "domain": "googleapis.com",
                "metadata": {"service": "youtube.googleapis.com"},
            }
        ]
    return {"error": error}


def refusal_json(reason: str) -> dict[str, Any]:
    """One of REFUSALS."""
    domain, words, detail = REFUSALS[reason]
    return error_json(403, domain, reason, words, detail)


def _words(post: Post) -> dict[str, str]:
    title, _, description = post.text.partition("\n")
    return {"title": title[:TITLE_MAX], "description": description}


def _resource(kind: str, own_id: str, whole: dict[str, Any], parts: set[str]) -> dict[str, Any]:
    kept = {name: part for name, part in whole.items() if name in parts}
    etag = hashlib.sha256(f"{own_id} {kept}".encode()).hexdigest()[:27]
    return {"kind": f"youtube#{kind}", "etag": etag, "id": own_id, **kept}
