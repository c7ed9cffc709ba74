"""Who is asking: the actor of a request, read once from the session cookie."""

from flask import Response, current_app, g, request, session

from app.cadres.roles import Actor
from app.cadres.sessions import Device, actor_for, holder
from app.db import transaction
from app.notifications import subscriptions

COOKIE = "sesi"
ABSOLUTE_S = 7 * 24 * 3600
DEVICE = "perangkat"  # only on devices that are called: by it they are known again
DEVICE_S = 365 * 24 * 3600


def current() -> Actor | None:
    """The signed-in cadre, or None. One query a request, made when first asked for."""
    if "actor" not in g:
        token = request.cookies.get(COOKIE, "")
        g.actor = actor_for(token) if token else None
    return g.actor


def me() -> Actor:
    """The signed-in cadre behind a door that is guarded; never None there."""
    actor = current()
    if actor is None:
        raise RuntimeError("a guarded door was reached without an actor")
    return actor


def device() -> Device:
    """The browser that asks, as a way in is told of it."""
    agent, address = request.user_agent.string, request.remote_addr or ""
    return Device(agent, address, request.cookies.get(COOKIE, ""))


def remember(response: Response, token: str) -> Response:
    """Hand the browser its new session; the form tokens of the old one die with it.

    A phone that is called goes on being called for her, and for nobody who had it before.
    """
    session.clear()
    _set(response, COOKIE, token, ABSOLUTE_S)
    if shown := request.cookies.get(DEVICE):
        with transaction():
            if found := holder(token):
                subscriptions.follow(shown, *found)
    return response


def know_again(response: Response, device: str) -> Response:
    """Let the browser show by a cookie that it is this device."""
    _set(response, DEVICE, device, DEVICE_S)
    return response


def _set(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SETTINGS"].secure_cookies,
    )


def forget(response: Response) -> Response:
    """Take the session away from the browser, and what it kept of her pages."""
    session.clear()
    response.delete_cookie(COOKIE)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
