"""People's own sites: one host for each, with a front page, posts, and a feed.

What a person would write into the head of her front page to prove that it is hers is a switch here.
"""

from email.utils import format_datetime

from flask import Blueprint, Response, abort
from markupsafe import Markup, escape

from simulator import ids
from simulator.people import Person
from simulator.platform import Hosts, Platform, Switch
from simulator.posts import Post
from simulator.stage import stage
from simulator.switches import Switches

doors = Blueprint("website", __name__)

HOME = ".situs.example"
PAGE = """<!doctype html><html lang="id">
<head><meta charset="utf-8"><title>{title}</title>{head}</head>
<body><header><a href="/">{name}</a></header>{body}
<footer>Ditulis oleh {name}. #CatatanKaki</footer></body></html>"""


def _account_id(ms: int) -> str:
    return f"blog-{ids.shortcode(ms).lower().replace('_', 'x').strip('-')}{HOME}"


def _post_ids(ms: int) -> tuple[str, str]:
    code = ids.snowflake(ms)
    return code, code


def _url(post: Post) -> str:
    return f"https://{post.person.account_id('website')}/tulisan/{post.id}"


def _limited(switches: Switches) -> Response:
    return Response("Too Many Requests", 429, content_type="text/plain; charset=utf-8")


@doors.get("/")
def front(host: str) -> Response:
    """The front page: newest posts, and whatever its owner wrote into its head."""
    owner = _owner(host)
    head = Markup(stage().board.get("website").own["head"])  # noqa: S704 — that is what it is for
    feed = Markup('<link rel="alternate" type="application/rss+xml" href="/umpan.xml">')
    posts = stage().posts.listing("website", owner, private=False)
    rows = Markup("").join(
        Markup('<li><a href="/tulisan/{}">{}</a></li>').format(one.id, _title(one)) for one in posts
    )
    return _page(owner, owner.name, head + feed, Markup("<main><ul>{}</ul></main>").format(rows))


@doors.get("/tulisan/<post_id>")
def post(host: str, post_id: str) -> Response:
    """One post, dated in its head."""
    owner = _owner(host)
    found = stage().posts.get("website", post_id)
    if found is None or found.person.id != owner.id:
        return Response("<h1>Tidak ada</h1>", 404, content_type="text/html; charset=utf-8")
    if found.hidden:
        return Response("<h1>Terkunci</h1>", 403, content_type="text/html; charset=utf-8")
    head = Markup('<meta property="article:published_time" content="{}">').format(
        found.at.isoformat()
    )
    body = Markup("<article><h1>{}</h1><p>{}</p></article>").format(_title(found), found.text)
    return _page(owner, _title(found), head, body)


@doors.get("/umpan.xml")
def feed(host: str) -> Response:
    """The posts as RSS."""
    owner = _owner(host)
    items = "".join(
        f"<item><title>{escape(_title(one))}</title><link>{_url(one)}</link>"
        f"<description>{escape(one.text)}</description>"
        f"<pubDate>{format_datetime(one.at)}</pubDate></item>"
        for one in stage().posts.listing("website", owner, private=False)
    )
    body = (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{escape(owner.name)}</title><link>https://{host}/</link>{items}</channel></rss>"
    )
    return Response(body, content_type="application/rss+xml; charset=utf-8")


def _owner(host: str) -> Person:
    found = stage().people.by_account("website", host.removeprefix("www."))
    if found is None:
        abort(404)
    return found


def _title(found: Post) -> str:
    return found.text.splitlines()[0][:60]


def _page(owner: Person, title: str, head: Markup, body: Markup) -> Response:
    html = PAGE.format(title=escape(title), head=head, name=escape(owner.name), body=body)
    return Response(html, content_type="text/html; charset=utf-8")


PLATFORM = Platform(
    key="website",
    name="Situs sendiri",
    hosts=(Hosts("website", (HOME,), doors),),
    switches=(Switch("head", "", "Isi kepala halaman depan semua situs"),),
    limited=_limited,
    text_max=20_000,
    account_id=_account_id,
    post_ids=_post_ids,
    url=_url,
    known_as=lambda person: person.account_id("website"),
)
