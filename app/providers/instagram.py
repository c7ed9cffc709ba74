"""Instagram, by its API with Instagram Login, which opens professional accounts and no others.

Photos and reels stand behind a shortcode, which is the number of the post in base 64. An account
has two ids: `user_id`, the same for everybody, is its subject; the other is ours alone, and the
one by which sign-in and signed demands may call it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.errors import Refusal
from app.providers import meta, wire
from app.providers.base import Identity, LinkForm, LinkShape, Post, Token, link_pattern
from app.providers.meta import Meta
from app.words import said

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

TEXT_MAX = 2_200
PERSONAL = "PERSONAL"
STORY = "STORY"
SCOPED_ID = "scoped_id"
# The moment in a shortcode is that of the upload, up to a draft's age before the post.
AROUND = timedelta(days=2)


class PersonalAccount(Refusal):
    """Instagram lets no program read the account of a private person."""

    def __init__(self) -> None:
        words = said(
            "Instagram hanya mengizinkan akun profesional dibaca, dan akun itu akun pribadi. Ubah "
            "ke akun profesional (gratis) di pengaturan Instagram, atau kirim tautan unggahan "
            "tanpa menautkan akun: petugas yang memeriksanya."
        )
        super().__init__("personal_account", words)


class Instagram(Meta):
    """The platform Instagram, as its registered client."""

    key = KEY
    label = LABEL
    scopes = ("instagram_business_basic",)
    advice = said("Instagram hanya mengizinkan akun profesional (bisnis atau kreator) dibaca.")
    long_kind = "ig_exchange_token"
    refresh_kind = "ig_refresh_token"
    posts_path = "/me/media"
    post_fields = (
        "id,owner,caption,media_type,media_product_type,permalink,shortcode,timestamp,username"
    )

    def identify(self, token: Token) -> Identity:
        """Whose account the grant opens. Raises PersonalAccount."""
        me = self._read(token, "/me", {"fields": "id,user_id,username,name,account_type"})
        with wire.understood(LABEL):
            if wire.word(me["account_type"], 40).upper() == PERSONAL:
                raise PersonalAccount
            handle = wire.word(me["username"], 80)
            return Identity(
                subject=meta.identifier(me["user_id"]),
                handle=handle,
                name=wire.prose(me.get("name") or handle, 120),
                alias=meta.identifier(me["id"]),
            )

    def post(self, token: Token, author_id: str, post_id: str) -> Post:
        """As `Meta.post`; first where the shortcode says that it was made."""
        if not meta.own_id(post_id):
            made = written(post_id)
            since, until = (str(int(one.timestamp())) for one in (made - AROUND, made + AROUND))
            for one in self._own(token, author_id, since=since, until=until):
                if one.post_id == post_id:
                    return one
        return super().post(token, author_id, post_id)

    def _prolonged(self, access: str, short: Mapping[str, Any]) -> Token:
        """The long grant, and by which id sign-in called the account."""
        with wire.understood(LABEL):
            scoped_id = meta.identifier(short["user_id"])
        return replace(super()._prolonged(access, short), extra={SCOPED_ID: scoped_id})

    def _post(self, data: dict[str, Any], token: Token, author_id: str) -> Post | None:
        """One item of the own list; stories, which end within a day, are no posts."""
        if data.get("media_product_type") == STORY:
            return None
        meta.check_owner(data.get("owner"), {author_id, token.extra.get(SCOPED_ID)})
        shortcode = wire.word(data["shortcode"], 20)
        text = wire.prose(data.get("caption") or "", TEXT_MAX)
        return Post(
            provider=KEY,
            post_id=shortcode,
            author_id=author_id,
            posted_at=wire.moment(data["timestamp"]),
            text=text,
            links=meta.linked(text),
            tags=wire.tags(text, []),
            public=True,
            url=PLAIN.format(id=shortcode),
            canonical_id=meta.identifier(data["id"]),
        )
