"""How a "no" is shown: at its field, with everything typed still there."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, g, make_response, redirect, render_template, request
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Fault, NotFound, Refusal, Refusals, TooOften
from app.web.holding import hold
from app.web.languages import told as _
from app.web.security import seconds_to_wait
from app.web.session import current
from app.words import counted

PAGES = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)


class Typed(dict):
    """What was typed into a form: a field that was never sent reads as empty."""

    def __missing__(self, name: str) -> str:
        return ""


def typed() -> Typed:
    """The form as typed, but never a password."""
    return Typed(
        {name: value for name, value in request.form.items() if not name.startswith("sandi")}
    )


def errors_of(refusal: Refusal) -> dict[str, str]:
    """Words by field; the empty name holds what concerns the whole form."""
    parts = refusal.parts if isinstance(refusal, Refusals) else [refusal]
    found: dict[str, str] = {}
    for part in parts:
        found.setdefault(part.field or "", _(part.words))
    return found


def refused(template: str, refusal: Refusal, **context: Any) -> Response:
    """The form again, with `errors` by field and `form` as typed, under the refusal's status."""
    context.setdefault("form", typed())
    page = render_template(template, errors=errors_of(refusal), **context)
    response = make_response(page, refusal.status)
    if isinstance(refusal, TooOften):
        response.headers["Retry-After"] = str(refusal.wait_s)
    return response


def register(app: Flask) -> None:
    """One place turns every kind of "no" into a page of ours; no stack trace is ever shown."""

    @app.errorhandler(Refusal)
    def refusal(error: Refusal) -> Response:
        headers = {"Retry-After": str(error.wait_s)} if isinstance(error, TooOften) else {}
        return _page(error.status, _(error.words), headers)

    @app.errorhandler(Fault)
    def fault(error: Fault) -> Response:
        return _page(503, _(error.words), {})

    @app.errorhandler(NotFound)
    def not_found(_error: NotFound) -> Response:
        return _page(404, None, {})

    @app.errorhandler(CSRFError)
    def stale_form(_error: CSRFError) -> AnyResponse:
        if _from_here() and (actor := current()) and (kept := hold(actor.id)):
            return redirect(kept, 303)
        words = _("Halaman ini sudah terlalu lama terbuka. Muat ulang, lalu kirim sekali lagi.")
        return _page(400, words, {})

    @app.errorhandler(RateLimitExceeded)
    def flood(_error: RateLimitExceeded) -> Response:
        wait = seconds_to_wait()
        words = counted("Permintaan datang terlalu cepat. Coba lagi dalam %(num)s detik.", wait)
        return refusal(TooOften(words, wait))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        wait = getattr(error, "retry_after", None)
        headers = {"Retry-After": str(wait)} if wait else {}
        return _page(error.code or 500, None, headers)

    @app.errorhandler(OperationalError)
    @app.errorhandler(NoConnection)
    def database_gone(error: Exception) -> Response:
        app.logger.error("database: %s at %s", type(error).__name__, _door())
        return _page(503, None, {})

    @app.errorhandler(Exception)
    def bug(error: Exception) -> Response:
        app.logger.exception("unexpected %s at %s", type(error).__name__, _door())
        return _page(500, None, {})


def _from_here() -> bool:
    """Whether the browser says that a page of ours sent this: it lets no other page say so."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _door() -> str:
    """The rule of the address, for logs: the address itself may hold the secret of a link."""
    return request.url_rule.rule if request.url_rule else "no door"


def _page(status: int, words: str | None, headers: Mapping[str, str]) -> Response:
    g.setdefault("actor", None)  # a page of trouble asks the database for nothing
    shown = status if status in PAGES else (404 if status < 500 else 500)
    page = render_template(f"errors/{shown}.html", words=words)
    return make_response(page, status, dict(headers))
