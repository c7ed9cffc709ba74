"""The only user of htmx-flask: asks whether a request comes from htmx, and answers it.

The extension knows the headers of htmx 2; answers are made by hand, since its own helper refuses
legitimate values of `HX-Reswap`.
"""

from typing import cast

from flask import Flask, Response, make_response, render_template, request
from htmx_flask import Htmx
from htmx_flask.requests import HtmxAwareRequest

ONCE_SHOWN = "HX-Trigger-After-Settle"  # an event for the page, when the answer stands in it


def register(app: Flask) -> None:
    """Teach requests about htmx, and caches that pages differ by it."""
    Htmx(app)

    @app.after_request
    def vary(response: Response) -> Response:
        response.vary.add("HX-Request")
        return response


def is_fragment() -> bool:
    """Whether htmx asked for a part of a page (a history restore asks for the whole)."""
    asked = bool(cast(HtmxAwareRequest, request).htmx)
    return asked and request.headers.get("HX-History-Restore-Request") != "true"


def page_or_fragment(page: str, part: str, /, **context: object) -> str:
    """The same data as a whole page, or as the live part when htmx asks."""
    return render_template(part if is_fragment() else page, **context)


def go(url: str, status: int = 303) -> Response:
    """Send the browser elsewhere, by redirect or, for htmx, by its own header."""
    if is_fragment():
        return make_response("", 200, {"HX-Redirect": url})
    return make_response("", status, {"Location": url})
