"""Headers, form tokens and rate limits: what every answer carries and every request passes."""

from collections.abc import Callable
from math import ceil
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.roles import can
from app.web import rates
from app.web.htmx import go
from app.web.session import current

if TYPE_CHECKING:
    from config import Settings

CSP = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
# What says something of a document alone costs half a kilobyte, with each of a page's seven files.
FOR_FILES = frozenset({"X-Content-Type-Options", "Cross-Origin-Resource-Policy"})
LIMIT_ALL = "300 per minute"
LIMIT_ASKING = "20 per minute"  # of what asks platforms, which count us too

UNLIMITED = ("assets.", "health.")


def who() -> str:
    """Whom a rate is counted for: the cadre, since whole towns share a phone company's address."""
    actor = current()
    return f"cadre:{actor.id}" if actor else get_remote_address()


csrf = CSRFProtect()
limiter = Limiter(
    key_func=who,
    default_limits=[LIMIT_ALL],
    headers_enabled=False,
    in_memory_fallback_enabled=True,
    in_memory_fallback=[LIMIT_ALL],
    swallow_errors=True,
)


def seconds_to_wait() -> int:
    """Until the limit that was overrun begins anew, which the limiter rounds up by a second."""
    limit = limiter.current_limit
    if limit is None:
        return 60
    left = ceil(limit.reset_at - clock.now().timestamp())
    return min(max(1, left), limit.limit.get_expiry())


def takes(body_max: int) -> Callable[[Callable], Callable]:
    """A view that may be sent more than others, in bytes, by whoever may do its act."""

    def decorate(view: Callable) -> Callable:
        view.body_max = body_max  # ty: ignore[missing-attribute]
        return view

    return decorate


def _make_room() -> None:
    """Before anything reads the body: for everybody else the usual limit stands."""
    view = current_app.view_functions.get(request.endpoint or "")
    body_max = getattr(view, "body_max", None)
    if view is None or body_max is None:
        return
    actor = current()
    if actor and can(actor, view.access.act):  # ty: ignore[missing-attribute]
        request.max_content_length = body_max


def register(app: Flask, settings: "Settings") -> None:
    """Deny framing, foreign content, forged forms and floods, on every route."""
    if settings.proxies:
        app.wsgi_app = ProxyFix(
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )
    app.config.update(
        SESSION_COOKIE_NAME="formulir",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        RATELIMIT_STORAGE_URI=f"{rates.SCHEME}://",
    )
    if urlsplit(settings.public_url).hostname == "localhost":
        app.before_request(_to_its_name(settings.public_url))
    app.before_request(_make_room)
    csrf.init_app(app)
    limiter.init_app(app)
    limiter.request_filter(lambda: (request.endpoint or "").startswith(UNLIMITED))
    app.after_request(_protect(settings.secure_cookies))


def _to_its_name(public_url: str) -> Callable[[], AnyResponse | None]:
    """On one's own machine, pages that were asked for by number are opened by name.

    Passkeys belong to a name, and Bluesky leads back to a number alone (RFC 8252, 8.3): cookies and
    passkeys shall be found either way.
    """
    by_number = urlsplit(public_url).netloc.replace("localhost", "127.0.0.1")

    def lead() -> AnyResponse | None:
        page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if not page or request.host != by_number:
            return None
        return go(public_url + request.full_path.rstrip("?"), 307)

    return lead


def _protect(secure: bool):
    always = HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if secure else {})
    pages = [(name.lower(), name, value) for name, value in always.items()]
    files = [one for one in pages if one[1] in FOR_FILES]

    def wanted(response: Response) -> list[tuple[str, str, str]]:
        if response.status_code == 204:
            return []  # phones poll for these, and there is nothing to frame, run or read
        return files if request.endpoint == "assets.show" else pages

    def protect(response: Response) -> Response:
        own = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 - not a mapping
        for lower, name, value in wanted(response):
            if lower not in own:
                response.headers.add(name, value)
        if "cache-control" not in own:
            personal = request.method != "GET" or g.get("actor") is not None
            response.headers["Cache-Control"] = "no-store" if personal else "private, no-cache"
        return response

    return protect
