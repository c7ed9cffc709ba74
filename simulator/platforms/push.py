"""The push services of the browsers: they carry what they cannot read to phones (RFC 8030, 8292).

Every service is the same here but for its address. A call without a letter of its caller, or with
one that is not for this service, is refused as over there.
"""

import json
import re
from typing import Any

from flask import Blueprint, render_template, request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from simulator.phones import Phone, Phones, Received, Unreadable, decoded, encoded
from simulator.platform import Hosts
from simulator.refusal import Refused
from simulator.stage import stage

doors = Blueprint("push", __name__)
pages = Blueprint("phones", __name__)

ADDRESSES = {
    "chrome": "https://fcm.googleapis.com/fcm/send/{id}",
    "firefox": "https://updates.push.services.mozilla.com/wpush/v2/{id}",
    "safari": "https://web.push.apple.com/{id}",
    "edge": "https://wns2-sg2p.notify.windows.com/w/{id}",
}
HOSTS = Hosts(
    "push",
    (
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
        "web.push.apple.com",
        ".notify.windows.com",
    ),
    doors,
)
LETTER = re.compile(r"vapid t=([\w.-]+), ?k=([\w-]{87})")
BODY_MAX = 4096
A_DAY_S = 24 * 3600


@doors.post("/<path:place>")
def take(host: str, place: str) -> tuple[str, int]:
    """Carry a call to its phone, at once, since phones here are always on."""
    phone = phones().find(place.rpartition("/")[2])
    if phone is None or not phone.endpoint.startswith(f"https://{host}/"):
        return "unknown subscription", 404
    if phone.gone:
        return "unsubscribed", 410
    refused = _letter(phone, f"https://{host}") or _shape()
    if refused:
        return refused
    try:
        text = phone.opened(request.get_data())
    except Unreadable as unreadable:
        text = f"(tidak terbaca: {unreadable})"
    at = stage().clock.seconds()
    urgency = request.headers.get("Urgency", "normal")
    ttl = int(request.headers["TTL"])
    phones().receive(Received(phone.id, phone.name, text, ttl, urgency, at))
    return "", 201


@pages.get("/telepon")
def show() -> str:
    """What arrived at the phones of this demo, as their owners see it."""
    calls = [(one, _told(one.text), stage().clock.moment(one.at)) for one in phones().received()]
    return render_template("phones.html", calls=calls, program_url=stage().program_url)


def phones() -> Phones:
    """Those of the simulator that serves the present request."""
    return Phones(stage().store)


def subscribe(name: str, browser: str = "chrome", caller: str = "") -> dict[str, Any]:
    """A phone whose browser has just subscribed: what it would hand to the page."""
    if browser not in ADDRESSES:
        raise Refused(f"Peramban itu tidak ada: pilih {', '.join(ADDRESSES)}.")
    phone = phones().add(name, ADDRESSES[browser], caller)
    keys = {"p256dh": phone.p256dh, "auth": phone.auth}
    return {"id": phone.id, "endpoint": phone.endpoint, "keys": keys}


def _letter(phone: Phone, origin: str) -> tuple[str, int] | None:
    """Why the caller's letter does not do; None when it does."""
    found = LETTER.fullmatch(request.headers.get("Authorization", ""))
    if found is None:
        return "no vapid", 401
    letter, caller = found.groups()
    if phone.caller and caller != phone.caller:
        return "another caller than the one subscribed to", 403
    raw = decoded(caller)
    key = {"kty": "EC", "crv": "P-256", "x": encoded(raw[1:33]), "y": encoded(raw[33:])}
    try:
        claims = jwt.decode(letter, ECKey.import_key(key), algorithms=["ES256"]).claims
    except (JoseError, ValueError):
        return "bad signature", 403
    left = claims.get("exp", 0) - stage().clock.seconds()
    if claims.get("aud") != origin or not 0 < left <= A_DAY_S or not claims.get("sub"):
        return "not for us, too old or too long", 403
    return None


def _shape() -> tuple[str, int] | None:
    if not request.headers.get("TTL", "").isdigit():
        return "no TTL", 400
    if request.headers.get("Content-Encoding") != "aes128gcm":
        return "not aes128gcm", 400
    if (request.content_length or 0) > BODY_MAX:
        return "too large", 413
    return None


def _told(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    return told if isinstance(told, dict) else {"title": "?", "body": text}
