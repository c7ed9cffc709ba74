"""Instagram: photos and reels behind a shortcode, which is the number of the post in base 64."""

from datetime import UTC, datetime

from app.providers.base import LinkForm, LinkShape, link_pattern

KEY = "instagram"
LABEL = "Instagram"
HOSTS = frozenset({"instagram.com", "m.instagram.com", "instagr.am"})
PLAIN = "https://www.instagram.com/p/{id}/"
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def written(post_id: str) -> datetime:
    """When a shortcode was made: the number behind it carries its milliseconds."""
    number = 0
    for letter in post_id:
        number = number * len(DIGITS) + DIGITS.index(letter)
    return datetime.fromtimestamp(((number >> 23) + 1314220021721) / 1000, UTC)


LINKS = LinkShape(
    provider=KEY,
    label=LABEL,
    example="https://www.instagram.com/p/DRt…/",
    # A leading A is a leading zero: the same post would have a second name.
    forms=(
        LinkForm(
            HOSTS,
            link_pattern(
                r"/(?:(?!share/)[\w.]{1,30}/)?(?:p|reels?|tv)/(?P<id>(?-i:(?!A)[\w-]{8,11}))"
            ),
            PLAIN,
        ),
    ),
    short=(
        LinkForm(
            HOSTS,
            link_pattern(r"/share/(?P<kind>(?:p|reel)/)?(?P<id>[\w-]{5,40})"),
            "https://www.instagram.com/share/{kind}{id}",
        ),
    ),
    written=written,
)
