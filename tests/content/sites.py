"""A stand-in for the whole web that says what a test tells it to, and remembers what was asked."""

import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from app.providers import open_web


@dataclass
class Sites:
    """Answers by `host/path`; an address nobody set is not found."""

    answers: dict[str, Response] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    def say(
        self,
        where: str,
        body: str | bytes,
        content_type: str = "application/rss+xml",
        status: int = 200,
        **headers: str,
    ) -> None:
        """From now on `where` answers this."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[where.strip("/")] = Response(body, status, named, content_type=content_type)

    def __call__(self, environ: dict, start_response: object) -> Iterable[bytes]:
        request = Request(environ)
        self.asked.append(request)
        answer = self.answers.get(request.full_path.strip("/?"), Response("no", 404))
        answer.make_conditional(request) if answer.status_code == 200 else None
        return answer(environ, start_response)


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


@contextmanager
def standing_in() -> Generator[Sites]:
    """Served on loopback; `open_web` asks here and nowhere else meanwhile."""
    sites = Sites()
    server = make_server("127.0.0.1", 0, sites, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    open_web.configure(f"http://127.0.0.1:{server.port}", "")
    try:
        yield sites
    finally:
        open_web.configure("", "")
        server.shutdown()
        thread.join()
        server.server_close()


def rss(*items: str, title: str = "Situs partai") -> str:
    """An RSS feed of these items."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title><link>https://partai.example/</link>{''.join(items)}"
        "</channel></rss>"
    )


def item(number: int = 1, **changes: str) -> str:
    """One item of an RSS feed; a part that is empty is left out."""
    parts = {
        "title": f"Kabar {number}",
        "link": f"https://partai.example/berita/{number}",
        'guid isPermaLink="false"': changes.pop("guid", f"kabar-{number}"),
        "pubDate": f"{number:02d} Nov 2026 10:00:00 +0700",
        "description": f"Isi kabar {number}.",
    } | changes
    told = (f"<{name}>{text}</{name.split()[0]}>" for name, text in parts.items() if text)
    return f"<item>{''.join(told)}</item>"
