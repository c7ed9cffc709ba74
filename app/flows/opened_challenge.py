"""A challenge is put on, or ended early, and those it is for hear of it, or no longer do."""

from app import clock
from app.cadres import appointing
from app.cadres.roles import Actor
from app.campaigns import publishing
from app.campaigns.models import Challenge
from app.notifications import outbox
from app.notifications.words import OPENED


def publish(actor: Actor, challenge: Challenge, seen: str) -> None:
    """Publish, and tell its unit from the moment it opens. Raises as `publishing.publish` does."""
    publishing.publish(actor, challenge, seen)
    opens = max(challenge.opens_at, challenge.published_at or challenge.opens_at)
    outbox.announce(
        challenge.unit_id,
        OPENED,
        challenge.public_id,
        challenge.title,
        opens,
        challenge.closes_at,
    )


def close(actor: Actor, challenge: Challenge) -> None:
    """End it before its time. Raises as `publishing.close` does."""
    publishing.close(actor, challenge)
    outbox.take_back(OPENED, challenge.public_id)


def stop(actor: Actor, challenge: Challenge, reason: str) -> None:
    """End it in an emergency, and tell whoever wrote and published it, and every officer of DPP.
    Raises as `publishing.stop` does."""
    publishing.stop(actor, challenge, reason)
    outbox.take_back(OPENED, challenge.public_id)
    told = {challenge.drafted_by, challenge.published_by, *appointing.holders("officer")}
    whom = sorted(one for one in told if one is not None)
    now = clock.now()
    outbox.tell_all(whom, "challenge_stopped", challenge.public_id, challenge.title, now)
