"""YouTube: videos, shorts and live streams, all of them behind an id of eleven characters."""

from app.providers.base import LinkForm, LinkShape, link_pattern

KEY = "youtube"
LABEL = "YouTube"
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
