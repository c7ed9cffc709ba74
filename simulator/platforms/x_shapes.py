"""The JSON of X's API: posts and people in the old and the new vocabulary, and its errors.

Two habits of the platform that surprise readers: links in `text` are t.co links, whose target
stands in `entities.urls`; and `&`, `<`, `>` in `text` are HTML-escaped.
"""

import hashlib
import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.people import Person
from simulator.posts import Post

POST_FIELDS = frozenset(
    {
        "article_title",
        "card_uri",
        "matched_media_notes",
        "non_public_metrics",
        "note_request_suggestions",
        "organic_metrics",
        "paid_partnership",
        "promoted_metrics",
        "scopes",
        "suggested_source_links",
        "suggested_source_links_with_counts",
        "article",
        "attachments",
        "author_id",
        "community_id",
        "context_annotations",
        "conversation_id",
        "created_at",
        "display_text_range",
        "edit_controls",
        "entities",
        "geo",
        "id",
        "in_reply_to_user_id",
        "lang",
        "media_metadata",
        "note_tweet",
        "note_post",
        "possibly_sensitive",
        "public_metrics",
        "referenced_tweets",
        "referenced_posts",
        "reply_settings",
        "source",
        "text",
        "withheld",
        "edit_history_tweet_ids",
        "edit_history_post_ids",
    }
)
USER_FIELDS = frozenset(
    {
        "confirmed_email",
        "connection_status",
        "is_identity_verified",
        "parody",
        "subscribes_to_you",
        "subscription",
        "verified_followers_count",
        "affiliation",
        "created_at",
        "description",
        "entities",
        "id",
        "location",
        "most_recent_tweet_id",
        "name",
        "pinned_tweet_id",
        "pinned_post_id",
        "profile_banner_url",
        "profile_image_url",
        "protected",
        "public_metrics",
        "receives_your_dm",
        "subscription_type",
        "url",
        "username",
        "verified",
        "verified_type",
        "withheld",
    }
)
# What a post can be in relation to an earlier one; the details of a post name that one's id.
REFERENCES = ("retweeted", "quoted", "replied_to")
EXCLUDED = {"retweets": "retweeted", "replies": "replied_to"}
# Fields that come by expanding them.
EXPANDED = {
    "tweet": frozenset({"author_id"}),
    "post": frozenset({"author_id", "edit_history_post_ids", "referenced_posts"}),
}
WORDS = {
    "tweet": {"repost_count": "retweet_count"},
    "post": {},
}
INDONESIA = "23424846"
TREND_FIELDS = frozenset({"trend_name", "tweet_count"})
TOPICS = (
    "#HariGuru Timnas #MingguPagi Gempa KRL #RamalanCuaca Persib #LaguBaru Cabai "
    "#Bulutangkis Merapi #DramaKorea Liburan #KopiPagi Banjir"
).split()
SPECIAL = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)])"
    r"|(?<![\w&])#(?P<tag>\w*[^\W\d]\w*)"
    r"|(?<![\w@])@(?P<user>\w{1,15})"
)


def when(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as every v2 answer has it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def post_json(post: Post, history: list[str], fields: set[str], vocabulary: str) -> dict[str, Any]:
    """A post; `vocabulary` is "tweet" (old) or "post" (new)."""
    text, entities = delivered(post)
    answer: dict[str, Any] = {
        "id": post.id,
        "text": text,
        f"edit_history_{vocabulary}_ids": history,
    }
    zero = ("repost_count", "reply_count", "like_count", "quote_count", "bookmark_count")
    counts = {WORDS[vocabulary].get(name, name): 0 for name in (*zero, "impression_count")}
    until = post.at + timedelta(hours=1)
    references = [
        {"type": kind, "id": post.details[kind]} for kind in REFERENCES if kind in post.details
    ]
    optional = {
        "author_id": post.account_id,
        "conversation_id": post.root,
        f"referenced_{vocabulary}s": references,
        "created_at": when(post.at),
        "edit_controls": {
            "edits_remaining": max(0, 6 - len(history)),
            "is_edit_eligible": True,
            "editable_until": when(until),
        },
        "entities": entities,
        "lang": "in",
        "possibly_sensitive": False,
        "public_metrics": counts,
        "reply_settings": "everyone",
    }
    return answer | {k: v for k, v in optional.items() if k in fields and v not in ({}, [])}


def user_json(person: Person, fields: set[str]) -> dict[str, Any]:
    """A person; ids are strings, the handle is called username."""
    zero = ("followers_count", "following_count", "tweet_count", "listed_count", "like_count")
    optional = {
        "created_at": when(datetime.fromtimestamp(person.created_ms / 1000, UTC)),
        "description": "",
        "profile_image_url": "https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png",
        "protected": person.is_private("x"),
        "public_metrics": dict.fromkeys(zero, 0),
        "verified": False,
        "verified_type": "none",
    }
    answer = {"id": person.account_id("x"), "name": person.name, "username": person.handle}
    return answer | {k: v for k, v in optional.items() if k in fields}


def delivered(post: Post) -> tuple[str, dict[str, Any]]:
    """The text as the API gives it, with the entities whose positions count in that text."""
    text, entities, done = "", {}, 0
    for found in SPECIAL.finditer(post.text):
        text += html.escape(post.text[done : found.start()], quote=False)
        shown = _short(post, found) if found["url"] else found[0]
        place = {"start": len(text), "end": len(text) + len(shown)}
        if found["url"]:
            bare = re.sub(r"^https?://(www\.)?", "", found["url"])
            more = {
                "url": shown,
                "expanded_url": found["url"],
                "display_url": bare if len(bare) < 28 else bare[:26] + "…",
            }
            entities.setdefault("urls", []).append(place | more)
        elif found["tag"]:
            entities.setdefault("hashtags", []).append(place | {"tag": found["tag"]})
        else:
            entities.setdefault("mentions", []).append(place | {"username": found["user"]})
        text += shown
        done = found.end()
    return text + html.escape(post.text[done:], quote=False), entities


def _short(post: Post, found: re.Match[str]) -> str:
    seed = f"{post.id} {found.start()} {found['url']}"
    return "https://t.co/" + hashlib.sha256(seed.encode()).hexdigest()[:10]


def problem(status: int, kind: str, title: str, detail: str, **more: Any) -> dict[str, Any]:
    """A body of application/problem+json."""
    address = kind if kind == "about:blank" else f"https://api.x.com/2/problems/{kind}"
    return {"title": title, "detail": detail, "type": address, "status": status, **more}


def spent(kind: str) -> dict[str, Any]:
    """The problem of an app whose credits, or whose reads of this month, are used up."""
    if kind == "credits":
        words = "Your enrolled account does not have any credits to fulfill this request."
        return problem(402, kind, "CreditsDepleted", words)
    words = "Usage cap exceeded: Monthly product cap"
    return problem(429, kind, "UsageCapExceeded", words, period="Monthly", scope="Product")


def missing(vocabulary: str, post_id: str, parameter: str) -> dict[str, Any]:
    """One entry of errors[] for a post that does not exist."""
    return {
        "value": post_id,
        "detail": f"Could not find {vocabulary} with {parameter}: [{post_id}].",
        "title": "Not Found Error",
        "resource_type": vocabulary,
        "parameter": parameter,
        "resource_id": post_id,
        "type": "https://api.x.com/2/problems/resource-not-found",
    }


def unauthorized(kind: str, value: str, parameter: str) -> dict[str, Any]:
    """One entry of errors[] for something this reader may not see."""
    return {
        "value": value,
        "detail": f"Sorry, you are not authorized to see the {kind} with {parameter}: [{value}].",
        "title": "Authorization Error",
        "resource_type": kind,
        "parameter": parameter,
        "resource_id": value,
        "section": "data",
        "type": "https://api.x.com/2/problems/not-authorized-for-resource",
    }


def trends_json(minute: int, fields: set[str]) -> list[dict[str, Any]]:
    """Topics that rise and fall with the minutes; of some the platform does not tell how many."""
    weights = {topic: 2_000 + _weight(topic, minute // 30) * 180 for topic in TOPICS}
    ranked = sorted(weights, key=lambda topic: -weights[topic])
    told = [
        {"trend_name": topic} | ({} if n % 5 == 4 else {"tweet_count": weights[topic]})
        for n, topic in enumerate(ranked)
    ]
    return [{name: value for name, value in one.items() if name in fields} for one in told]


def _weight(topic: str, half_hour: int) -> int:
    return hashlib.sha256(f"{topic} {half_hour}".encode()).digest()[0]
