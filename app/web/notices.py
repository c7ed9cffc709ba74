"""`/kabar-saya`: what one was told lately; `/saya/pemberitahuan`: whether one's phone is called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.models import Cadre
from app.db import transaction
from app.errors import NotFound, Refusal
from app.moderation import appeals
from app.notifications import inbox, subscriptions, vapid
from app.web.guards import signed_in
from app.web.htmx import go
from app.web.languages import told as _
from app.web.session import DEVICE, know_again, me

bp = Blueprint("notices", __name__)

SETTLED_IN = timedelta(days=1)  # nobody is asked on her first visit
TYPED_MAX = 1200
WAYS_TO_APPEAL = {
    "rejected": "{}/banding",
    "reversed": "{}/banding",
    "sanctioned": "{}",
    "appeal_upheld": "{}",
}


@dataclass(frozen=True)
class PushOffer:
    """Whether pushes come to this device, and to how many others; the key that browsers ask for."""

    key: str
    here: bool
    others: int


def push_offer(cadre: Cadre) -> PushOffer | None:
    """What the own page says of pushes; None where there are none, or it is too early to ask."""
    key = vapid.public_key()
    if key is None:
        return None
    here, devices = subscriptions.devices_of(cadre.id, request.cookies.get(DEVICE, ""))
    if not devices and clock.now() - cadre.activated_at < SETTLED_IN:
        return None
    return PushOffer(key, here, devices - here)


@bp.get("/kabar-saya")
@signed_in
def index() -> str:
    """The newest notices; by opening the page they are read."""
    now = clock.now()
    notices = inbox.listed(me(), now)
    if any(one.unread for one in notices):
        with transaction():
            inbox.see(me().id, now)
    appealable = _appealable(notices, now)
    return render_template("notices/index.html", notices=notices, appealable=appealable)


def _appealable(notices: Sequence[inbox.Told], now: datetime) -> dict[str, tuple[str, datetime]]:
    """Where to object to what was decided, and until when: while there is time, and once."""
    found = {
        one.address: (WAYS_TO_APPEAL[one.name].format(one.address), one.at + appeals.WITHIN)
        for one in notices
        if one.name in WAYS_TO_APPEAL and one.at + appeals.WITHIN > now
    }
    filed = appeals.filed_about([one.rpartition("/")[2] for one in found], me().id) if found else ()
    return {one: way for one, way in found.items() if one.rpartition("/")[2] not in filed}


@bp.post("/saya/pemberitahuan")
@signed_in
def subscribe() -> AnyResponse:
    """Call this phone from now on; a script sends what its browser was told by its push service.

    The worker sends `ganti` when the service gave the phone another address by itself.
    """
    if vapid.public_key() is None:
        raise NotFound
    parts = (request.form.get(name, "")[:TYPED_MAX] for name in ("endpoint", "p256dh", "auth"))
    device = request.cookies.get(DEVICE) or subscriptions.new_device()
    take = subscriptions.renew if request.form.get("ganti") == "1" else subscriptions.subscribe
    try:
        address = subscriptions.read_address(*parts)
        with transaction():
            take(me(), address, device)
    except Refusal as refusal:
        return make_response(_(refusal.words), refusal.status, {"Content-Type": "text/plain"})
    return know_again(make_response("", 204), device)


@bp.post("/saya/pemberitahuan/berhenti")
@signed_in
def unsubscribe() -> AnyResponse:
    """Call her no more: on this device, or on none at all."""
    everywhere = request.form.get("semua") == "1"
    with transaction():
        device = None if everywhere else request.cookies.get(DEVICE, "")
        subscriptions.stop(me().id, device)
    return go(url_for("me.show") + "#pemberitahuan")
