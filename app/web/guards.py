"""Who may come through a door. Every view declares it; a view without a declaration is refused.

`@public` needs nobody, `@signed_in` any cadre, `@acting(act)` somebody whose role allows the act
somewhere, `@acting(act, unit="code")` one whose role allows it in the unit named by the URL.
Outside one's reach is 404, never 403: what is there is nobody's business. Where only a role that
sleeps would open the door, the way leads to the second step that wakes it. `@fresh`, under
`@signed_in`, asks whoever did not just prove who she is to do so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.roles import Actor, can, may
from app.cadres.sessions import once_held
from app.units.lines import Scope, scope
from app.web.holding import hold
from app.web.htmx import go
from app.web.session import COOKIE, current, me

View = Callable[..., Any]
FRESH = timedelta(minutes=10)
HANDING_IN = {"submissions.create", "submissions.hand_in"}
# What is hers also while her account is disabled: to read why, to object, her data, to go.
BY_RIGHT = {"me", "notices", "appeals", "my_data", "languages", "sign_in"}
LINK_MAX = 1000  # it travels in an address


@dataclass(frozen=True)
class Access:
    """What a view declares: `who` is public, signed_in or acting; the act; the unit's URL part."""

    who: str
    act: str | None = None
    unit: str | None = None


def public(view: View) -> View:
    """Open to everybody: sign-in, activation, health, static files."""
    view.access = Access("public")  # ty: ignore[missing-attribute]
    return view


def signed_in(view: View) -> View:
    """Open to every active cadre."""
    return _guarded(view, Access("signed_in"))


def acting(act: str, unit: str | None = None) -> Callable[[View], View]:
    """Open to whoever may do `act`; with `unit`, the unit of that URL part, when within reach, is
    handed to the view as a Scope named `unit`."""

    def decorate(view: View) -> View:
        return _guarded(view, Access("acting", act, unit))

    return decorate


def _guarded(view: View, access: Access) -> View:
    @wraps(view)
    def guarded(**parts: Any) -> Any:
        actor = current()
        if actor is None:
            return to_sign_in()
        unit = scope(parts.pop(access.unit)) if access.unit else None
        if actor.suspended_until and request.blueprint not in BY_RIGHT:
            return go(url_for("notices.index"))
        if not _allowed(actor, access, unit):
            if not _allowed(actor.awake(), access, unit):
                abort(404)
            return go(url_for("ways_in.second_step"))
        if access.unit:
            parts["unit"] = unit
        return view(**parts)

    guarded.access = access  # ty: ignore[missing-attribute]
    return guarded


def proven(within: timedelta) -> Callable[[View], View]:
    """Open for a while after signing in: what matters is not done on a phone left lying."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**parts: Any) -> Any:
            since = me().signed_in_at
            return view(**parts) if since and clock.now() - since <= within else once_more()

        return guarded

    return decorate


fresh = proven(FRESH)


def once_more() -> AnyResponse:
    """To sign in once more, and back to the page from which it was asked."""
    asked_on = request.path if request.method == "GET" else urlsplit(request.referrer or "").path
    back = safe_return(asked_on) or url_for("my_sign_in.show")
    return go(url_for("sign_in.show", lagi="1", lanjut=back))


def _allowed(actor: Actor, access: Access, unit: Scope | None) -> bool:
    if access.act is None:
        return True
    if access.unit:
        return unit is not None and may(actor, access.act, unit.path)
    return can(actor, access.act)


def to_sign_in() -> AnyResponse:
    """To the sign-in page and back again; a fragment asks the browser to go there as a whole."""
    back = _asked_for() if request.method == "GET" else _handed_in()
    target = url_for("sign_in.show") + (f"?{urlencode({'lanjut': back})}" if back else "")
    if request.headers.get("HX-Request"):
        whole = target if request.method == "POST" else url_for("sign_in.show")
        return Response(status=401, headers={"HX-Redirect": whole})
    return redirect(target, 303)


def _asked_for() -> str:
    """The page with its query, but for what a platform hangs on the way back from it.

    A code opens an account, so it must not go from address to address; and it was for a session
    that is over.
    """
    return request.path if "state" in request.args else request.full_path.rstrip("?")


def _handed_in() -> str:
    """Where what was sent after the session ended is found: the form with the link that was handed
    in, any other as it was typed; where nothing was kept, the page on which it was.

    A report with photos waits in the phone, and is sent from the page that lists it.
    """
    if request.endpoint == "activities.create":
        return url_for("activities.mine")
    link = request.form.get("tautan", "") if request.endpoint in HANDING_IN else ""
    if link:
        return url_for("sharing.receive", tautan=link[:LINK_MAX])
    typed_by = once_held(request.cookies.get(COOKIE, ""))
    return hold(typed_by) or safe_return(urlsplit(request.referrer or "").path) or ""


def safe_return(path: str) -> str | None:
    """Only a path of ours: one leading slash, no host, no backslash, no control character."""
    plain = path.isprintable() and "\\" not in path
    if plain and path.startswith("/") and not path.startswith("//"):
        return path
    return None


def deny_by_default(app: Flask) -> None:
    """Refuse at once any view that forgot to say who may enter, and addresses with a NUL in them.

    No row of ours can hold a NUL, so nothing can be there.
    """

    @app.before_request
    def declared() -> None:
        if "\x00" in request.path or b"%00" in request.query_string:
            abort(404)
        view = current_app.view_functions.get(request.endpoint or "")
        if view is not None and not hasattr(view, "access"):
            abort(404)
