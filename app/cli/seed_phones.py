"""A phone of the stand-ins in the hands of some of the cast, on which pushes are to be seen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.cadres import sessions
from app.cli.seed_people import Soul
from app.cli.seed_platforms import Platforms
from app.db import transaction
from app.notifications import pushing, subscriptions
from app.notifications.vapid import public_key


def hand_out(platforms: Platforms, owners: Sequence[Soul], now: datetime) -> None:
    """Each of them allowed to be called, on a device of her own; from now on, not for old news."""
    key = public_key()
    if key is None:
        return
    with transaction():
        pushing.take_due(now)
    for owner in owners:
        phone = platforms.phone(owner.name, key)
        keys = phone["keys"]
        address = subscriptions.read_address(phone["endpoint"], keys["p256dh"], keys["auth"])
        with transaction():
            token = sessions.begin(owner.id, "Telepon tiruan", "127.0.0.1")
            if held := sessions.holder(token):
                actor = replace(owner.actor(), session_id=held[0])
                subscriptions.subscribe(actor, address, phone["id"])
