"""A cadre's own site or blog: hers is what answers for a whole host and says so.

Nobody signs in here. That a host is hers is proven by a code of ours which stands in the head of
its first page, behind a `rel="me"` link of that page, or in a TXT record of the host. A post is a
page of that host; who wrote it is proven by where it stands, when is the page's own word.
"""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from app.errors import Fault, Refusal
from app.providers import addresses, base, feeds, links, open_web, pages, wire
from app.providers.base import Post, PostRef, Readable, Token
from app.words import said

KEY = "website"
LABEL = said("Situs sendiri")
META, RECORD = "gelanggang", "gelanggang="
ID_MAX = 290
TRACKING = re.compile(r"utm_\w+|fbclid|gclid|igsh|igshid|si|ref|mc_[ce]id")
FIELD = "alamat"


class NotASite(Refusal):
    """An address that cannot be anybody's own site."""

    def __init__(self, words: str) -> None:
        super().__init__("not_a_site", words, FIELD)


class Website(Readable):
    """Sites of cadres, read as anybody reads them."""

    key = KEY
    label = LABEL
    public = True

    def post(self, token: Token, author_id: str, post_id: str) -> Post:
        """The page with this address; `gone` when the site says that there is none."""
        if not _within(author_id, post_id):
            raise base.nonsense(LABEL)
        answer = _page(f"https://{post_id}", author_id)
        page = pages.read(answer)
        if page.published_at is None:
            words = said("Halaman itu tidak menyebut kapan diterbitkan, jadi tidak dapat dinilai.")
            raise base.unfit(words)
        text = f"{page.title}\n{page.text}".strip()
        own = next((href for rels, href in page.rels if "canonical" in rels), "")
        return Post(
            provider=KEY,
            post_id=post_id,
            author_id=author_id,
            posted_at=page.published_at,
            text=text,
            links=page.links,
            tags=wire.tags(text, [value for name, value in page.metas if name == "article:tag"]),
            public=not any("noindex" in v for name, v in page.metas if name == "robots"),
            url=f"https://{post_id}",
            canonical_id=_id_of(own, author_id),
        )

    def recent(self, token: Token, author_id: str, limit: int) -> list[Post]:
        """What the site's own feed lists, the newest first; nothing where it names no feed."""
        home = pages.read(_page(f"https://{author_id}/", author_id))
        address = next((href for rels, href in home.rels if "alternate" in rels), None)
        if address is None or urlsplit(address).hostname != author_id:
            return []
        found = feeds.fetch(address)
        entries = found.entries if found else ()
        posts = [_listed(one, author_id) for one in entries if one.published_at]
        own = [one for one in posts if one is not None]
        return sorted(own, key=lambda post: post.posted_at, reverse=True)[:limit]


def host_of(typed: str) -> str:
    """The host of a site as typed. Raises NotASite for what is no public host, or a platform's."""
    text = typed.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = addresses.public_name((parts.hostname or "").lower()).removeprefix("www.")
        if parts.scheme not in ("https", "http") or parts.username or parts.port:
            raise ValueError(text)
    except ValueError:
        raise NotASite(said("Tulis alamat situs Anda, misalnya blogsiti.id.")) from None
    if parts.path not in ("", "/"):
        words = said("Tulis alamat depannya saja, tanpa bagian sesudah garis miring.")
        raise NotASite(
            said(
                "%(words)s Hanya situs yang seluruhnya milik Anda yang dapat dibuktikan.",
                words=words,
            )
        )
    if host in links.HOSTS:
        raise NotASite(said("Alamat itu milik platform. Tautkan akun platformnya di bagian lain."))
    return host


def prove(host: str, code: str, me_url: str) -> str | None:
    """Where on a host a code of ours was found: "meta", "rel-me" or "dns"; None for nowhere.

    `me_url` is our page that stands for the code. A site that cannot be read may still be proven by
    its name; only when it is not, what is wrong with it is raised as Fault.
    """
    silent: Fault | None = None
    try:
        if way := _shown(host, code, me_url):
            return way
    except Fault as fault:
        silent = fault
    if any(one.strip() == RECORD + code for one in open_web.txt(host)):
        return "dns"
    if silent:
        raise silent
    return None


def _shown(host: str, code: str, me_url: str) -> str | None:
    page = pages.read(_page(f"https://{host}/", host))
    if any(name == META and value.strip() == code for name, value in page.metas):
        return "meta"
    # Comments of strangers are marked as such by whoever takes them in.
    own = (href for rels, href in page.rels if "me" in rels and not rels & {"ugc", "nofollow"})
    return "rel-me" if me_url in own else None


def ref(text: str, host: str) -> PostRef | None:
    """The first page of `host` that a text links to; None when it links to none."""
    for word in text.split():
        if post_id := _id_of(word, host):
            return PostRef(KEY, post_id, f"https://{post_id}")
    return None


def _page(url: str, host: str) -> open_web.Answer:
    """A page of this host, however often it moves within it."""
    answer = open_web.get(url, accept="text/html", may_follow=lambda to: _own(to, host))
    if answer.status in (404, 410):
        raise base.gone(LABEL)
    if answer.status in (401, 403, 451):
        raise base.forbidden(LABEL)
    if answer.status != 200 or "html" not in answer.headers.get("Content-Type", "").lower():
        raise base.nonsense(LABEL)
    return answer


def _own(url: str, host: str) -> bool:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.") == host
    except ValueError:
        return False


def _within(host: str, post_id: str) -> bool:
    return post_id.partition("/")[0] == host


def _id_of(url: str, host: str) -> str | None:
    """The page of a host as a key: without scheme, `www.`, tracking and what follows a #."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        if parts.scheme not in ("https", "http") or parts.username or parts.port:
            return None
        asked = [pair for pair in parse_qsl(parts.query) if not TRACKING.fullmatch(pair[0])]
    except ValueError:
        return None
    path = parts.path.rstrip("/")
    if not _own(url if "://" in url else f"https://{url}", host) or not (path or asked):
        return None
    post_id = host + (path or "/") + (f"?{urlencode(asked)}" if asked else "")
    return post_id if len(post_id) <= ID_MAX and post_id.isprintable() else None


def _listed(entry: feeds.Entry, host: str) -> Post | None:
    post_id = _id_of(entry.url, host)
    if post_id is None or entry.published_at is None:
        return None
    text = f"{entry.title}\n{entry.summary}"
    return Post(
        provider=KEY,
        post_id=post_id,
        author_id=host,
        posted_at=entry.published_at,
        text=text,
        links=(),
        tags=wire.tags(text, ()),
        public=True,
        url=f"https://{post_id}",
    )
