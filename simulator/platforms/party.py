"""The party's own site and channel: pages, and the feeds that tell what is new on them.

A site of the plain kind, RSS 2.0 with conditional requests, and a YouTube channel's Atom. Both tell
the same stories, so many days back from today.
"""

import hashlib
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import NamedTuple

from flask import Blueprint, Response, abort, make_response, render_template, request

from simulator.platform import Hosts
from simulator.stage import stage

CHANNEL = "UCpartaigelanggang000000"


class Story(NamedTuple):
    """One thing published, `days` ago."""

    key: str
    title: str
    text: str
    days: int


ARTICLES = (
    Story(
        "posyandu-keliling",
        "Posyandu keliling kini singgah di 40 kelurahan",
        "<p>Relawan dan tenaga kesehatan menimbang <b>1.200 balita</b> dalam sebulan.</p>"
        "<p>Jadwal singgah berikutnya ada di halaman ini.</p>",
        0,
    ),
    Story(
        "pasar-murah-ranting",
        "Pasar murah ranting: beras &amp; minyak dari petani sekitar",
        "Pasar digelar tiap Sabtu pagi. Harga dicatat terbuka, dan siapa pun boleh datang.",
        1,
    ),
    Story(
        "bank-sampah",
        "Bank sampah Dago menabung dari botol bekas",
        "<p>Warga menabung sampah kering; hasilnya dipakai merawat selokan.</p>",
        3,
    ),
    Story(
        "air-bersih",
        "Sumur warga diuji lagi, hasilnya dipasang di balai",
        "<p>Lima belas sumur diuji bersama puskesmas. Tiga di antaranya perlu dibersihkan.</p>",
        6,
    ),
)
VIDEOS = (
    Story("pGlgVid0001", "Sehari bersama kader posyandu", "Dari rumah ke rumah, satu pagi.", 0),
    Story("pGlgVid0002", "Cara membaca hasil uji air sumur", "Tiga angka yang perlu diketahui.", 2),
    Story("pGlgVid0003", "Rapat terbuka ranting", "Apa yang disepakati, apa yang belum.", 5),
)

site = Blueprint("party_site", __name__)
channel = Blueprint("party_channel", __name__)

HOSTS = (Hosts("party", ("partai.example",), site), Hosts("party", ("www.youtube.com",), channel))


@site.get("/feed.xml")
def feed(host: str) -> Response:
    """RSS 2.0; 304 while nothing has changed."""
    items = [(one, _published(one)) for one in ARTICLES]
    body = render_template("party/feed.xml", host=host, items=items, rfc822=format_datetime)
    answer = make_response(body)
    answer.mimetype = "application/rss+xml"
    answer.set_etag(hashlib.sha256(body.encode()).hexdigest()[:16])
    answer.last_modified = items[0][1]
    return answer.make_conditional(request)


@site.get("/")
@site.get("/<path:page>")
def show(host: str, page: str = "") -> str:
    """A page of the site; those without a story are there all the same."""
    found = next((one for one in ARTICLES if page == f"berita/{one.key}"), None)
    return render_template("party/page.html", host=host, story=found)


@channel.get("/feeds/videos.xml")
def videos(host: str) -> Response:
    """A channel's newest videos as YouTube tells them: Atom, by the id of the channel."""
    if request.args.get("channel_id") != CHANNEL:
        abort(404)
    items = [(one, _published(one)) for one in VIDEOS]
    body = render_template("party/videos.xml", host=host, items=items, channel=CHANNEL)
    return Response(body, content_type="text/xml; charset=UTF-8")


@channel.get("/watch")
def watch(host: str) -> str:
    """The page of one of the channel's videos."""
    found = next((one for one in VIDEOS if one.key == request.args.get("v")), None)
    if found is None:
        abort(404)
    return render_template("party/page.html", host=host, story=found)


def _published(story: Story) -> datetime:
    """At two in the morning in UTC, so many days ago: the same all day long."""
    today = stage().clock.now().replace(hour=2, minute=0, second=0, microsecond=0)
    return today - timedelta(days=story.days + 1)
