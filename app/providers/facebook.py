"""Facebook: posts, photos, videos and reels, behind numbers or behind `pfbid…` words.

A number and a `pfbid` word may mean one post, which no pure function can see: that takes the list
of the owner's own posts. Most addresses open only with the owner's name in front of the id.
"""

from app.providers.base import LinkForm, LinkShape, link_pattern

KEY = "facebook"
LABEL = "Facebook"
HOSTS = frozenset({"facebook.com", "fb.com", "id-id.facebook.com"}) | {
    f"{kind}.facebook.com" for kind in ("m", "mobile", "mbasic", "touch", "web")
}
SITE = "https://www.facebook.com"
NUMBER = r"(?P<id>[1-9]\d{4,18})"
ID = r"(?P<id>[1-9]\d{4,18}|(?-i:pfbid)[A-Za-z0-9]{10,74})"
OWNER = r"(?P<owner>[\w.-]{1,60})"


def _asked(name: str, value: str) -> str:
    """Somewhere in the query, whatever else stands there."""
    return rf"(?=[^#?]*\?(?:[^#]*?&)?{name}={value})"


LINKS = LinkShape(
    provider=KEY,
    label=LABEL,
    example="https://www.facebook.com/nama/posts/pfbid0…",
    forms=(
        LinkForm(
            HOSTS,
            link_pattern(rf"/groups/{OWNER}/(?:posts|permalink)/{ID}"),
            SITE + "/groups/{owner}/posts/{id}",
        ),
        LinkForm(
            HOSTS,
            link_pattern(
                rf"/groups/{OWNER}/?{_asked('(?:multi_permalinks|view=permalink&id)', NUMBER)}"
            ),
            SITE + "/groups/{owner}/posts/{id}",
        ),
        LinkForm(
            HOSTS,
            link_pattern(rf"/{OWNER}/posts/(?:[^/?#]+/)?{ID}"),
            SITE + "/{owner}/posts/{id}",
        ),
        LinkForm(
            HOSTS,
            link_pattern(
                r"/(?:permalink|story)\.php"
                + _asked("story_fbid", ID)
                + _asked("id", r"(?P<owner>[1-9]\d{4,18})")
            ),
            SITE + "/permalink.php?story_fbid={id}&id={owner}",
        ),
        LinkForm(
            HOSTS,
            link_pattern(rf"/photo(?:\.php|s)?/?{_asked('fbid', ID)}"),
            SITE + "/photo/?fbid={id}",
        ),
        LinkForm(
            HOSTS,
            link_pattern(rf"/{OWNER}/photos/(?:[^/?#]+/)?{ID}"),
            SITE + "/photo/?fbid={id}",
        ),
        LinkForm(HOSTS, link_pattern(rf"/reels?/{NUMBER}"), SITE + "/reel/{id}"),
        LinkForm(
            HOSTS,
            link_pattern(rf"/(?:watch(?:/live)?|video\.php)/?{_asked('v', NUMBER)}"),
            SITE + "/watch/?v={id}",
        ),
        LinkForm(
            HOSTS,
            link_pattern(rf"/{OWNER}/videos/(?:[^/?#]+/)?{NUMBER}"),
            SITE + "/watch/?v={id}",
        ),
    ),
    short=(
        LinkForm(
            frozenset({"fb.watch"}), link_pattern(r"/(?P<id>[\w-]{5,40})"), "https://fb.watch/{id}/"
        ),
        LinkForm(
            HOSTS,
            link_pattern(r"/share/(?P<kind>[prv]/)?(?P<id>[\w-]{5,40})"),
            SITE + "/share/{kind}{id}/",
        ),
    ),
)
