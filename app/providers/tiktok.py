"""TikTok: videos and photo posts, both behind one kind of number."""

from datetime import UTC, datetime

from app.providers.base import LinkForm, LinkShape, link_pattern

KEY = "tiktok"
LABEL = "TikTok"
HOSTS = frozenset({"tiktok.com", "m.tiktok.com", "lite.tiktok.com"})
PLAIN = "https://www.tiktok.com/@_/video/{id}"
ID = r"(?P<id>[1-9]\d{14,18})"


def written(post_id: str) -> datetime:
    """When an id was made: it carries its own seconds, a few before those of the post."""
    return datetime.fromtimestamp(int(post_id) >> 32, UTC)


LINKS = LinkShape(
    provider=KEY,
    label=LABEL,
    example="https://www.tiktok.com/@nama/video/7…",
    # The handle may be stale or missing: TikTok opens the post whatever stands there.
    forms=(
        LinkForm(HOSTS, link_pattern(rf"/@[\w.-]{{0,30}}/video/{ID}"), PLAIN),
        LinkForm(
            HOSTS,
            link_pattern(rf"/@[\w.-]{{0,30}}/photo/{ID}"),
            "https://www.tiktok.com/@_/photo/{id}",
        ),
        LinkForm(
            HOSTS,
            link_pattern(rf"/(?:share/video|embed(?:/v[23])?|player/v1|v|video)/{ID}(?:\.html)?"),
            PLAIN,
        ),
    ),
    short=(
        LinkForm(
            frozenset({"vm.tiktok.com", "vt.tiktok.com"}),
            link_pattern(r"/(?P<id>\w{5,20})"),
            "https://{host}/{id}/",
        ),
        LinkForm(HOSTS, link_pattern(r"/t/(?P<id>\w{5,20})"), "https://www.tiktok.com/t/{id}/"),
    ),
    written=written,
)
